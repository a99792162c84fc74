//! What every command begins with: the workspace, its texts, what is known, and the policy.

use super::args::Check;
use super::{Exit, fail};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Level};
use crate::disk::{Disk, Snapshot};
use crate::fault;
use crate::git::Repository;
use crate::paths::normalize;
use crate::policy::{self, Policy};
use crate::source::SourceMap;
use crate::span::FileId;
use crate::stopwatch::Stopwatch;
use crate::syntax::WORKER_STACK;
use crate::workspace::{self, LoadError, Loaded, Package, PolicyFile, Request, Workspace};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// All that a run is made from.
pub(super) struct Prepared {
    pub workspace: Workspace,
    /// The files of the workspace, then its manifests and policies.
    pub sources: SourceMap,
    pub catalog: Arc<Catalog>,
    pub policy: Policy,
    /// The policies as they were found.
    pub policies: Vec<PolicyFile>,
    /// What is wrong with manifests and policies.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether a policy cannot be understood, so that a run would say something else than its owner meant.
    pub is_misread: bool,
    /// How long that took.
    pub watch: Stopwatch,
}

/// Runs a step on what the options ask for, on threads with the stack that the parser needs.
pub(super) fn with<T: Send>(options: &Check, step: impl FnOnce(Prepared) -> T + Send) -> Result<T, Exit> {
    let disk = match options.staged {
        true => {
            let repository =
                Repository::around(&start(options)?).map_err(|error| fail(&error.to_string()))?;
            let index = Snapshot::of_index(&repository).map_err(|error| fail(&error.to_string()))?;
            Disk::Then(Arc::new(index))
        }
        false => Disk::Here,
    };
    let request = request(options, &disk)?;
    let pool = rayon::ThreadPoolBuilder::new().stack_size(WORKER_STACK).build();
    let pool = pool.map_err(|error| fail(&format!("worker threads cannot be started: {error}")))?;
    let mut watch = Stopwatch::default();
    let run = || {
        // Nothing of the workspace is asked for what is known.
        let read = || workspace::load(&request).map(|loaded| read(&disk, loaded, &mut watch));
        let (catalog, read) = rayon::join(|| Arc::new(Catalog::load()), read);
        let read = read.map_err(|error| fail(&error.to_string()))?;
        Ok(step(prepare(read, watch, catalog)))
    };
    pool.install(|| fault::caught(run)).unwrap_or_else(|fault| Err(fail(&fault.words())))
}

/// What a commit holds, for a comparison with what was prepared: its files at the places that they have there, and of its
/// packages those that are not left out there.
///
/// # Errors
/// In words, where the commit holds nothing that could be analysed; without any where it holds no workspace at all.
pub(super) fn then(options: &Check, disk: &Disk, now: &Prepared) -> Result<Prepared, Option<String>> {
    let request = request(options, disk).map_err(|_| None)?;
    let request = Request { packages: Vec::new(), exclude: Vec::new(), workspace: true, ..request };
    let mut loaded = workspace::load(&request).map_err(|error| match error {
        LoadError::NoFolder { .. } | LoadError::NoManifest { .. } => None,
        error => Some(error.to_string()),
    })?;
    let is_left_out = |package: &Package| {
        let is_same = |known: &Package| known.dir == package.dir || known.name == package.name;
        now.workspace.packages.iter().any(|known| !known.selected && is_same(known))
    };
    loaded.workspace.packages.iter_mut().for_each(|package| package.selected = !is_left_out(package));
    loaded.workspace.align(&now.workspace);
    // What is known may be shared where no policy changes it.
    let is_shared = !(policy::adds_knowledge(&now.policies) || policy::adds_knowledge(&loaded.policies));
    let catalog = if is_shared { now.catalog.clone() } else { Arc::new(Catalog::load()) };
    let mut watch = Stopwatch::default();
    Ok(prepare(read(disk, loaded, &mut watch), watch, catalog))
}

/// The folder that a run starts in.
pub(super) fn start(options: &Check) -> Result<PathBuf, Exit> {
    let current_dir = current_dir()?;
    let manifest = options.manifest_path.as_ref().map(|path| normalize(&current_dir.join(path)));
    let folder = manifest.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    Ok(folder.unwrap_or(current_dir))
}

fn current_dir() -> Result<PathBuf, Exit> {
    std::env::current_dir().map_err(|error| fail(&format!("the current folder cannot be read: {error}")))
}

fn request(options: &Check, disk: &Disk) -> Result<Request, Exit> {
    Ok(Request {
        current_dir: current_dir()?,
        disk: disk.clone(),
        manifest_path: options.manifest_path.clone(),
        packages: options.package.clone(),
        workspace: options.workspace,
        exclude: options.exclude.clone(),
        policy: options.policy.clone(),
    })
}

/// What was found, and the texts of its files.
struct Texts {
    loaded: Loaded,
    sources: SourceMap,
}

/// Reads the files that were found.
fn read(disk: &Disk, mut loaded: Loaded, watch: &mut Stopwatch) -> Texts {
    watch.lap("find");
    let sources = workspace::read_sources(disk, &mut loaded.workspace);
    watch.lap("read");
    Texts { loaded, sources }
}

/// Brings together what was read and what is known.
fn prepare(read: Texts, mut watch: Stopwatch, mut catalog: Arc<Catalog>) -> Prepared {
    let Texts { loaded: Loaded { workspace, manifests, mut policies, mut diagnostics }, mut sources } = read;
    let shift = sources.len() as u32;
    for manifest in manifests {
        sources.push(manifest);
    }
    for label in diagnostics
        .iter_mut()
        .flat_map(|diagnostic| diagnostic.primary.iter_mut().chain(&mut diagnostic.labels))
    {
        label.span.file = FileId(label.span.file.0 + shift);
    }
    policies.iter_mut().for_each(|file| file.shift(shift));
    // A catalog that is shared is one to which no policy adds anything.
    if let Some(catalog) = Arc::get_mut(&mut catalog) {
        diagnostics.extend(policy::extend(catalog, &policies));
    }
    let (mut policy, wrong) = policy::read(&catalog, &policies);
    if let Some(catalog) = Arc::get_mut(&mut catalog) {
        policy.learn_outside(catalog, &workspace);
    }
    diagnostics.extend(wrong);
    let in_policy = |one: &&Diagnostic| {
        let file = one.primary.as_ref().map(|label| sources.file(label.span.file));
        let is_policy = |path: &std::path::Path| !path.ends_with("Cargo.toml");
        let in_table = policies.iter().any(|policy| {
            one.primary.as_ref().is_some_and(|label| label.span.file == policy.table.span.file)
        });
        in_table || file.is_some_and(|file| is_policy(&file.path))
    };
    let is_misread = diagnostics.iter().filter(in_policy).any(|one| one.level == Level::Error);
    watch.lap("read");
    Prepared { workspace, sources, catalog, policy, policies, diagnostics, is_misread, watch }
}
