//! How long a whole analysis takes, as a multiple of merely parsing the same files.
//!
//! `cargo bench --bench parse_ratio -- FOLDER` reads a workspace, a package or a plain folder; without `FOLDER` it takes
//! the example workspace. Both measurements see the same files: those that the analysis of `FOLDER` reads. They
//! alternate, and the least time of each counts, because whatever disturbs a run can only lengthen it.

mod common;

use cargo_privlint::syntax::{WORKER_STACK, parse_only};
use cargo_privlint::workspace::LoadError;
use common::{analyse, read};
use rayon::prelude::*;
use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The command's own, so that both sides are measured as users run them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 15;
const EXAMPLE: &str = "fixtures/workspaces/reminders";

fn main() -> Result<(), Box<dyn Error>> {
    // cargo adds flags of its own in front of the arguments.
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let folder = PathBuf::from(folder.as_deref().unwrap_or(EXAMPLE));
    let pool = rayon::ThreadPoolBuilder::new().stack_size(WORKER_STACK).build()?;
    Ok(pool.install(|| measure(&folder))?)
}

fn measure(folder: &Path) -> Result<(), LoadError> {
    let (loaded, sources) = read(folder)?;
    let (files, root) = (loaded.workspace.files.len(), loaded.workspace.root);
    let lines: usize = sources.iter().take(files).map(|(_, file)| file.line_count()).sum();
    let texts: Vec<&str> = sources.iter().take(files).map(|(_, file)| file.text.as_str()).collect();
    let (mut parsing, mut analysing) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        parsing = parsing.min(time(|| texts.par_iter().filter(|text| parse_only(text)).count()));
        let start = Instant::now();
        let outcome = black_box(analyse(folder)?);
        analysing = analysing.min(start.elapsed());
        drop(outcome);
    }
    println!("root       {}", root.display());
    println!("files      {files}");
    println!("lines      {lines}");
    println!("parsing    {:.1} ms", parsing.as_secs_f64() * 1e3);
    println!("analysis   {:.1} ms", analysing.as_secs_f64() * 1e3);
    println!("ratio      {:.2}", analysing.as_secs_f64() / parsing.as_secs_f64());
    Ok(())
}

fn time<T>(step: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(step());
    start.elapsed()
}
