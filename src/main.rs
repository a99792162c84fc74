//! The `cargo privlint` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(cargo_privlint::cli::run(std::env::args_os()) as u8)
}
