//! The `cargo privlint` command.

use std::process::ExitCode;

/// Parsing and lowering make many small values and drop them together.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(cargo_privlint::cli::run(std::env::args_os()) as u8)
}
