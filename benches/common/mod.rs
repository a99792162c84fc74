//! A whole analysis, as the benchmarks run it.

use cargo_privlint::analysis::{self, Outcome};
use cargo_privlint::catalog::Catalog;
use cargo_privlint::config::Config;
use cargo_privlint::policy::Policy;
use cargo_privlint::source::SourceMap;
use cargo_privlint::workspace::{self, LoadError, Loaded, Request};
use std::path::Path;

/// The manifests and files of a folder, read as the command line reads them.
pub fn read(folder: &Path) -> Result<(Loaded, SourceMap), LoadError> {
    let request = Request { current_dir: folder.to_path_buf(), ..Request::default() };
    let mut loaded = workspace::load(&request)?;
    let mut sources = workspace::read_sources(&cargo_privlint::disk::Disk::Here, &mut loaded.workspace);
    for manifest in loaded.manifests.drain(..) {
        sources.push(manifest);
    }
    Ok((loaded, sources))
}

/// Everything between the arguments and the report, knowledge included. The command does not give back the memory of
/// the outcome either, so that is left to the caller.
pub fn analyse(folder: &Path) -> Result<Outcome, LoadError> {
    let (catalog, read) = rayon::join(Catalog::load, || read(folder));
    let (loaded, sources) = read?;
    Ok(analysis::run(&catalog, &loaded.workspace, &sources, &Policy::default(), &Config::default(), &|_| {}))
}
