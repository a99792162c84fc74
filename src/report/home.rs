//! Where a message belongs: the package and target that cargo's message stream names beside it.
//!
//! *Home*: a package with one of its targets. rust-analyzer clears the old messages of a package when it gets a new
//! one for it, so every message has a home.
//!
//! Invariant: a file has one home, whatever is said of it.

use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;
use crate::workspace::{Package, RustFile, Target, TargetKind, Workspace};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// A package and a target, as cargo writes them.
#[derive(Serialize)]
pub(super) struct Home<'a> {
    package_id: Cow<'a, str>,
    manifest_path: Cow<'a, str>,
    target: TargetShape<'a>,
}

#[derive(Serialize)]
struct TargetShape<'a> {
    kind: Vec<&'a str>,
    crate_types: Vec<&'a str>,
    name: &'a str,
    src_path: String,
    edition: &'a str,
    doc: bool,
    doctest: bool,
    test: bool,
}

/// Finds the homes of messages.
pub(super) struct Homes<'a> {
    workspace: &'a Workspace,
    sources: &'a SourceMap,
    rust: BTreeMap<&'a str, &'a RustFile>,
    manifests: BTreeMap<&'a Path, usize>,
}

impl<'a> Homes<'a> {
    /// Looks up by the file names of `workspace`, which are those of `sources`.
    pub fn new(workspace: &'a Workspace, sources: &'a SourceMap) -> Homes<'a> {
        let rust = workspace.files.iter().map(|file| (file.name.as_str(), file)).collect();
        let manifests = workspace.packages.iter().enumerate();
        let manifests = manifests.map(|(at, package)| (package.manifest.as_path(), at)).collect();
        Homes { workspace, sources, rust, manifests }
    }

    /// The package of a diagnostic by its index, and its home. What has no place belongs to the first package.
    pub fn of(&self, diagnostic: &Diagnostic) -> (usize, Home<'a>) {
        let file = diagnostic.primary.as_ref().map(|label| self.sources.file(label.span.file));
        let rust = file.and_then(|file| self.rust.get(file.name.as_str()));
        let at = rust.map(|rust| rust.package);
        let at = at.or_else(|| self.manifests.get(file?.path.as_path()).copied());
        // What is neither Rust nor a manifest, such as a template, belongs to the package around it.
        let at = at.or_else(|| self.workspace.around(&file?.name)).unwrap_or(0);
        let Some(package) = self.workspace.packages.get(at) else {
            return (at, home_of_nothing(self.workspace));
        };
        let target = rust.and_then(|rust| package.targets.get(rust.target?));
        (at, home(self.workspace, package, target.or(package.targets.first())))
    }
}

/// The home of what is said of a package as a whole.
pub(super) fn home_of_package<'a>(workspace: &Workspace, package: &'a Package) -> Home<'a> {
    home(workspace, package, package.targets.first())
}

fn home<'a>(workspace: &Workspace, package: &'a Package, target: Option<&'a Target>) -> Home<'a> {
    Home {
        package_id: Cow::Borrowed(&package.id),
        manifest_path: package.manifest.to_string_lossy(),
        target: target.map_or_else(
            || {
                let root = package.manifest.with_file_name("src").join("lib.rs");
                nominal_target(&package.name, &root, &package.edition)
            },
            |target| target_shape(workspace, target),
        ),
    }
}

/// Where a workspace has no package at all, its root stands in for one.
fn home_of_nothing(workspace: &Workspace) -> Home<'_> {
    let root = workspace.root.to_string_lossy();
    Home {
        package_id: Cow::Owned(format!("path+file://{root}")),
        manifest_path: Cow::Owned(workspace.root.join("Cargo.toml").to_string_lossy().into_owned()),
        target: nominal_target("workspace", &workspace.root.join("src/lib.rs"), "2024"),
    }
}

/// A library that need not exist: readers insist on a target.
fn nominal_target<'a>(name: &'a str, root: &Path, edition: &'a str) -> TargetShape<'a> {
    TargetShape {
        kind: vec!["lib"],
        crate_types: vec!["lib"],
        name,
        src_path: root.to_string_lossy().into_owned(),
        edition,
        doc: true,
        doctest: true,
        test: true,
    }
}

fn target_shape<'a>(workspace: &Workspace, target: &'a Target) -> TargetShape<'a> {
    use TargetKind::{Bench, Bin, Build, Example, Lib, ProcMacro, Test};
    let crate_types: Vec<_> = target.crate_types.iter().map(String::as_str).collect();
    let kind = match target.kind {
        // cargo names the kind of a library by its crate types.
        Lib if !crate_types.is_empty() => crate_types.clone(),
        Lib => vec!["lib"],
        ProcMacro => vec!["proc-macro"],
        Bin => vec!["bin"],
        Test => vec!["test"],
        Example => vec!["example"],
        Bench => vec!["bench"],
        Build => vec!["custom-build"],
    };
    TargetShape {
        kind,
        crate_types,
        name: &target.name,
        src_path: workspace.root.join(&target.root).to_string_lossy().into_owned(),
        edition: &target.edition,
        doc: matches!(target.kind, Lib | ProcMacro | Bin),
        doctest: matches!(target.kind, Lib | ProcMacro),
        test: matches!(target.kind, Lib | ProcMacro | Bin | Test),
    }
}
