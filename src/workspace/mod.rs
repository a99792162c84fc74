//! Finds the packages, targets and Rust files of a workspace by reading its manifests.
//!
//! Terms: the *root* is the folder of the workspace's manifest, or the folder a run was started in where no
//! manifest lies in it or above it (*folder mode*); a *member* is a package of the workspace; a *target* is
//! what cargo would compile as one crate; a *root file* is the file a target begins with.
//!
//! Invariants:
//! - Manifests are data: nothing is executed, no lock file, registry or network is asked.
//! - Nothing outside the root is read; what leads there is reported and skipped.
//! - A broken member costs its manifest, not its files; only a broken root ends the run.
//! - The same tree gives the same packages, files and diagnostics in the same order.

mod declared;
mod dependencies;
mod engine;
mod files;
mod folder;
mod glob;
mod manifest;
mod members;
mod package;
mod policies;
mod root;
mod select;
mod targets;
#[cfg(test)]
mod tests;
mod texts;
mod tree;

pub use policies::{POLICY_FILE, PolicyFile};
pub use texts::read_sources;

use crate::diagnostic::{Diagnostic, Level};
use crate::disk::Disk;
use crate::paths::within;
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use crate::template::{Delimiters, Holder};
use package::Read;
use root::{Opened, Start};
use select::Defaults;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use tree::Tree;

/// What a run is asked to look at; the fields follow cargo's flags of the same names.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The folder the run is started in; other paths are relative to it.
    pub current_dir: PathBuf,
    /// Where the files lie.
    pub disk: Disk,
    /// `--manifest-path`: the manifest to start from instead of the nearest one.
    pub manifest_path: Option<PathBuf>,
    /// `-p`: names, `name@version`, package ids or globs.
    pub packages: Vec<String>,
    /// `--workspace`: select every member, whatever `packages` says.
    pub workspace: bool,
    /// `--exclude`: members that `--workspace` leaves out, as specs like those of `packages`.
    pub exclude: Vec<String>,
    /// `--policy`: the policy of the run instead of the one that is found.
    pub policy: Option<PathBuf>,
}

/// What a target is compiled to. The order is the one in which targets claim a file that several could hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// A library of any crate type but the next.
    Lib,
    /// A library of procedural macros.
    ProcMacro,
    /// A program.
    Bin,
    /// An integration test.
    Test,
    /// An example.
    Example,
    /// A benchmark.
    Bench,
    /// A build script, which cargo calls `custom-build`.
    Build,
}

/// One crate of a package.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    /// What it is compiled to.
    pub kind: TargetKind,
    /// Its name as cargo prints it.
    pub name: String,
    /// Its root file relative to [`Workspace::root`], with `/`.
    pub root: String,
    /// Its crate types, such as `lib`, `cdylib` or `bin`.
    pub crate_types: Vec<String>,
    /// Its edition, such as `2024`.
    pub edition: String,
}

/// A dependency from any table of a manifest, once however often it is declared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dependency {
    /// The crate's name in code: `_` for `-`, with renames and the library name of members applied.
    pub name: String,
    /// The package's name.
    pub package: String,
    /// For a path dependency inside the root, the package's folder relative to the root, with `/`. It need
    /// not be a member, since a workspace may exclude it.
    pub path: Option<String>,
    /// The version that is asked for, and where; the file of the place counts the manifests.
    pub version: Option<(String, Span)>,
}

/// A member of the workspace, or a folder that stands in for one.
#[derive(Default, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Package {
    /// Its name; the folder's name where no manifest gives one.
    pub name: String,
    /// Its version; `0.0.0` where none is given.
    pub version: String,
    /// Its edition; `2015` where the manifest gives none, as in cargo.
    pub edition: String,
    /// Its folder relative to [`Workspace::root`], with `/`; empty for the root itself.
    pub dir: String,
    /// The absolute path of its manifest, which folder mode does not require to exist.
    pub manifest: PathBuf,
    /// Its id as cargo prints it, such as `path+file:///w/core#0.1.0` or
    /// `path+file:///w/core#app-core@0.1.0`.
    pub id: String,
    /// Its targets, ordered as in cargo's metadata.
    pub targets: Vec<Target>,
    /// Its dependencies, sorted by name.
    pub dependencies: Vec<Dependency>,
    /// The delimiters of its templates, where its settings change them.
    pub delimiters: Option<Delimiters>,
    /// Whether the request or the defaults choose it; the others are read for what they define.
    pub selected: bool,
}

/// A Rust file of a package.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RustFile {
    /// Its name relative to [`Workspace::root`], with `/`.
    pub name: String,
    /// Where it lies on disk.
    pub path: PathBuf,
    /// The index of its package in [`Workspace::packages`].
    pub package: usize,
    /// The index of its target among the package's; none where no target's folder holds it.
    pub target: Option<usize>,
    /// Whether it is test code as a whole: in `tests/`, `benches/` or `examples/`, or the root of such a
    /// target.
    pub is_test: bool,
}

/// A file that is no Rust, but may be a template or hold texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextFile {
    /// Its name relative to [`Workspace::root`], with `/`.
    pub name: String,
    /// Where it lies on disk.
    pub path: PathBuf,
    /// The index of its package in [`Workspace::packages`]; none where no package is around it.
    pub package: Option<usize>,
    /// What it holds by its name.
    pub holder: Holder,
    /// Whether it lies in `tests/`, `benches/` or `examples/`.
    pub is_test: bool,
    /// Whether its own name or folder says that it is a template; else only code that names it does.
    pub is_placed: bool,
    /// Whether a policy declares it to be a template of messages.
    pub is_declared: bool,
}

/// The packages of a run and their files.
#[derive(Default, Clone, Debug, PartialEq, Eq, Hash)]
pub struct Workspace {
    /// The absolute root.
    pub root: PathBuf,
    /// The packages, sorted by folder.
    pub packages: Vec<Package>,
    /// Their Rust files, sorted by name.
    pub files: Vec<RustFile>,
    /// Templates and tables of texts, sorted by name.
    pub texts: Vec<TextFile>,
}

impl Package {
    /// Whether it depends on a crate, by the name of that in code.
    pub fn depends_on(&self, krate: &str) -> bool {
        self.dependencies.iter().any(|one| one.name == krate)
    }
}

impl Workspace {
    /// Gives the files that another workspace has too the places that they have there. What only the other one has
    /// leaves a place without a file.
    pub fn align(&mut self, other: &Workspace) {
        let mut own: BTreeMap<String, RustFile> =
            std::mem::take(&mut self.files).into_iter().map(|file| (file.name.clone(), file)).collect();
        let none = |file: &RustFile| RustFile {
            name: String::new(),
            path: file.path.clone(),
            package: 0,
            target: None,
            is_test: true,
        };
        self.files =
            other.files.iter().map(|file| own.remove(&file.name).unwrap_or_else(|| none(file))).collect();
        self.files.extend(own.into_values());
    }

    /// The package in whose folder a file lies most closely, by the name of the file; its index.
    pub fn around(&self, name: &str) -> Option<usize> {
        let packages =
            self.packages.iter().enumerate().filter(|(_, package)| within(&package.dir, name).is_some());
        packages.max_by_key(|(at, package)| (package.dir.len(), std::cmp::Reverse(*at))).map(|(at, _)| at)
    }

    /// The package of a file, whose id counts the Rust files first and then the texts.
    pub fn package_of(&self, file: FileId) -> Option<&Package> {
        let at = file.0 as usize;
        let package = match self.files.get(at) {
            Some(file) => Some(file.package),
            None => self.texts.get(at - self.files.len()).and_then(|text| text.package),
        };
        self.packages.get(package?)
    }
}

/// A workspace together with what is to be said about its manifests.
#[derive(Debug)]
pub struct Loaded {
    /// The workspace.
    pub workspace: Workspace,
    /// The manifests and policies that were read; a diagnostic's [`FileId`](crate::span::FileId) is an index here.
    pub manifests: Vec<SourceFile>,
    /// The policies, that of the whole run first.
    pub policies: Vec<PolicyFile>,
    /// What could not be read or understood: errors for what cargo refuses too, warnings for what it
    /// tolerates.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why nothing at all can be analysed. Its text is one message with a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The folder to start in does not exist.
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// `--manifest-path` names some other file or a folder.
    NotAManifest {
        /// What it names.
        path: PathBuf,
    },
    /// `--manifest-path` names a file that does not exist.
    NoManifest {
        /// The file.
        path: PathBuf,
    },
    /// The root manifest has no text: not UTF-8, too large, not permitted.
    UnreadableManifest {
        /// The manifest.
        path: PathBuf,
        /// Why, in words.
        reason: String,
    },
    /// The root manifest is not TOML.
    InvalidManifest {
        /// The manifest.
        path: PathBuf,
        /// The line of the mistake, from 1.
        line: usize,
        /// Its column in characters, from 1.
        column: usize,
        /// What the TOML parser says, in one sentence.
        message: String,
    },
    /// A `-p` spec matches no package.
    UnknownPackage {
        /// The spec.
        spec: String,
        /// The package that may have been meant.
        closest: Option<String>,
    },
    /// `--exclude` stands without `--workspace`.
    ExcludeAlone,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NoFolder { path } => {
                write!(f, "the folder `{}` does not exist; start in a folder of your project", path.display())
            }
            LoadError::NotAManifest { path } if path.is_dir() => {
                let manifest = path.join("Cargo.toml");
                write!(f, "`{}` is a folder; pass its manifest, `{}`", path.display(), manifest.display())
            }
            LoadError::NotAManifest { path } => {
                write!(f, "`{}` is not a manifest; pass the path of a `Cargo.toml`", path.display())
            }
            LoadError::NoManifest { path } => {
                let path = path.display();
                write!(f, "the manifest `{path}` does not exist; correct `--manifest-path` or leave it out")
            }
            LoadError::UnreadableManifest { path, reason } => {
                let path = path.display();
                write!(f, "the root manifest `{path}` cannot be read: {reason}; mend it or pass another one")
            }
            LoadError::InvalidManifest { path, line, column, message } => {
                let path = path.display();
                let place = format!("{path}:{line}:{column}");
                write!(f, "the root manifest is not valid TOML at {place}: {message}; mend it and try again")
            }
            LoadError::UnknownPackage { spec, closest: Some(name) } => {
                write!(f, "no package of this workspace matches `{spec}`; did you mean `{name}`?")
            }
            LoadError::UnknownPackage { spec, closest: None } => {
                write!(f, "no package of this workspace matches `{spec}`; `--workspace` selects all of them")
            }
            LoadError::ExcludeAlone => {
                write!(f, "`--exclude` needs `--workspace`; add it, or choose packages with `-p`")
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// Reads the workspace, package or folder that the request starts in.
///
/// # Errors
/// Only what leaves nothing to analyse is an error: a start that does not exist, a root manifest that cannot
/// be understood, or flags that no package answers to. Everything else becomes a diagnostic.
pub fn load(request: &Request) -> Result<Loaded, LoadError> {
    match root::start(request)? {
        Start::Manifest(start) => load_workspace(request, &start),
        Start::Folder(dir) => load_folder(request, &dir),
    }
}

fn load_workspace(request: &Request, start: &Path) -> Result<Loaded, LoadError> {
    let Opened { mut tree, members, current } = root::open(&request.disk, start)?;
    let mut packages = BTreeMap::new();
    for (dir, member) in &members.packages {
        packages.insert(tree.relative(dir), package::read(&mut tree, dir, member));
    }
    let packages: Vec<Read> = packages.into_values().collect();
    let members: Vec<PathBuf> = members.packages.into_keys().collect();
    let policies = policies::find(&mut tree, &members, request);
    let files = files::collect(&mut tree, &packages, &policies);
    let defaults = current.map_or(Defaults::All, Defaults::Folder);
    finish(tree, packages, files, policies, request, &defaults)
}

fn load_folder(request: &Request, dir: &Path) -> Result<Loaded, LoadError> {
    let mut tree = Tree::new(&request.disk, dir);
    let members = folder::members(&mut tree);
    let mut packages = BTreeMap::new();
    for (dir, member) in &members.packages {
        packages.insert(tree.relative(dir), package::read(&mut tree, dir, member));
    }
    // The empty name sorts first, so the package for the files that have none is number 0.
    packages.insert(String::new(), package::pseudo(&mut tree, dir));
    let mut packages: Vec<Read> = packages.into_values().collect();
    let members: Vec<PathBuf> = members.packages.into_keys().collect();
    let policies = policies::find(&mut tree, &members, request);
    let (mut files, mut texts) = files::collect(&mut tree, &packages, &policies);
    if files.iter().all(|file| file.package != 0) {
        packages.remove(0);
        files.iter_mut().for_each(|file| file.package -= 1);
        texts
            .iter_mut()
            .for_each(|text| text.package = text.package.and_then(|package| package.checked_sub(1)));
    }
    let mut loaded = finish(tree, packages, (files, texts), policies, request, &Defaults::All)?;
    // Nobody says that the manifests of a mere folder belong together, or are to be sound at all. A policy is written
    // for privlint alone.
    let is_policy = |diagnostic: &Diagnostic| {
        let file = diagnostic.primary.as_ref().map(|label| label.span.file.0 as usize);
        file.and_then(|file| loaded.manifests.get(file))
            .is_some_and(|file| !file.path.ends_with("Cargo.toml"))
    };
    for diagnostic in loaded.diagnostics.iter_mut().filter(|diagnostic| !is_policy(diagnostic)) {
        diagnostic.level = Level::Warning;
    }
    Ok(loaded)
}

fn finish(
    tree: Tree,
    packages: Vec<Read>,
    (files, texts): (Vec<RustFile>, Vec<TextFile>),
    policies: Vec<PolicyFile>,
    request: &Request,
    defaults: &Defaults,
) -> Result<Loaded, LoadError> {
    let Tree { root, manifests, mut diagnostics, .. } = tree;
    let packages = packages.into_iter().map(|read| read.package).collect();
    let mut workspace = Workspace { root, packages, files, texts };
    diagnostics.extend(select::select(&mut workspace.packages, request, defaults)?);
    Ok(Loaded { workspace, manifests, policies, diagnostics })
}
