//! Finds the manifest a run starts from and the workspace it belongs to, by cargo's rules.
//!
//! Terms: the *start* is the folder of the nearest manifest; a *stray* is a package below a workspace that
//! does not list it.
//!
//! Invariant: a folder above the start is only looked at for its `Cargo.toml`, and becomes the root only if
//! its `[workspace]` has the start as a member.

use super::manifest::Manifest;
use super::members::{Members, excludes, find};
use super::tree::Tree;
use super::{LoadError, Request};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::paths::normalize;
use std::path::{Path, PathBuf, absolute};

/// Where a run starts.
pub(super) enum Start {
    /// In the package or workspace whose manifest lies in this folder.
    Manifest(PathBuf),
    /// In this folder, which has no manifest in or above it.
    Folder(PathBuf),
}

/// A workspace whose members are known.
pub(super) struct Opened {
    /// The tree below the workspace's root.
    pub tree: Tree,
    /// Its members.
    pub members: Members,
    /// The folder of the package that the run started in, where that is not the root itself.
    pub current: Option<PathBuf>,
}

/// Decides where the run starts.
pub(super) fn start(request: &Request) -> Result<Start, LoadError> {
    let current = absolute(&request.current_dir).unwrap_or_else(|_| request.current_dir.clone());
    let current = normalize(&current);
    if let Some(path) = &request.manifest_path {
        return given(&request.disk, &normalize(&current.join(path)));
    }
    if !request.disk.is_dir(&current) {
        return Err(LoadError::NoFolder { path: current });
    }
    let nearest = current.ancestors().find(|dir| request.disk.is_file(&dir.join("Cargo.toml")));
    Ok(nearest.map_or_else(|| Start::Folder(current.clone()), |dir| Start::Manifest(dir.to_path_buf())))
}

fn given(disk: &Disk, path: &Path) -> Result<Start, LoadError> {
    if !path.ends_with("Cargo.toml") {
        return Err(LoadError::NotAManifest { path: path.to_path_buf() });
    }
    match path.parent() {
        Some(dir) if disk.is_file(path) => Ok(Start::Manifest(dir.to_path_buf())),
        _ => Err(LoadError::NoManifest { path: path.to_path_buf() }),
    }
}

/// Opens the workspace of the manifest in `start`.
pub(super) fn open(disk: &Disk, start: &Path) -> Result<Opened, LoadError> {
    let own = Tree::new(disk, start).manifest(start);
    let mut stray = None;
    if !own.is_workspace() {
        for root in candidates(disk, start, &own) {
            match join(disk, &root, start)? {
                Joined::Member(opened) => return Ok(*opened),
                Joined::Stray => stray = stray.or(Some(root)),
                Joined::Unrelated => {}
            }
        }
    }
    let mut opened = open_at(disk, start)?;
    if let Some(root) = stray {
        report_stray(&mut opened.tree, start, &root);
    }
    Ok(opened)
}

/// The folders that may hold the workspace's root, nearest first. A root that the package names must lie
/// above it: another one would widen the run to folders that nobody asked for.
fn candidates(disk: &Disk, start: &Path, own: &Manifest) -> Vec<PathBuf> {
    let named = own.at(&["package", "workspace"]).and_then(|node| node.text());
    match named {
        Some(path) => {
            let root = normalize(&start.join(path));
            if root != start && start.starts_with(&root) { vec![root] } else { Vec::new() }
        }
        None => {
            let above = start.ancestors().skip(1);
            above.filter(|dir| disk.is_file(&dir.join("Cargo.toml"))).map(Path::to_path_buf).collect()
        }
    }
}

enum Joined {
    Member(Box<Opened>),
    Stray,
    Unrelated,
}

fn join(disk: &Disk, root: &Path, start: &Path) -> Result<Joined, LoadError> {
    let mut tree = Tree::new(disk, root);
    let home = tree.manifest(root);
    if home.fault.is_some() {
        // A broken manifest that never mentions a workspace is some other project's business.
        let text = tree.manifests.first().map_or("", |source| &source.text);
        return if text.contains("[workspace") { Err(broken(&tree, &home)) } else { Ok(Joined::Unrelated) };
    }
    if !home.is_workspace() {
        return Ok(Joined::Unrelated);
    }
    let members = find(&mut tree, &home);
    match members.holding(disk, start) {
        Some(current) => Ok(Joined::Member(Box::new(Opened { tree, members, current: Some(current) }))),
        None if excludes(&home, start) => Ok(Joined::Unrelated),
        None => Ok(Joined::Stray),
    }
}

fn open_at(disk: &Disk, root: &Path) -> Result<Opened, LoadError> {
    let mut tree = Tree::new(disk, root);
    let home = tree.manifest(root);
    if home.fault.is_some() {
        return Err(broken(&tree, &home));
    }
    let members = find(&mut tree, &home);
    Ok(Opened { tree, members, current: None })
}

fn broken(tree: &Tree, manifest: &Manifest) -> LoadError {
    let path = manifest.dir.join("Cargo.toml");
    let source = tree.manifests.get(manifest.file.0 as usize);
    match (&manifest.fault, source) {
        (Some(fault), Some(source)) if !fault.unread => {
            let (line, column) = source.position(fault.span.start);
            LoadError::InvalidManifest {
                path,
                line: line + 1,
                column: column + 1,
                message: fault.message.clone(),
            }
        }
        (fault, _) => {
            let reason = fault.as_ref().map_or_else(String::new, |fault| fault.message.clone());
            LoadError::UnreadableManifest { path, reason }
        }
    }
}

fn report_stray(tree: &mut Tree, start: &Path, root: &Path) {
    let manifest = tree.manifest(start);
    let depth = start.strip_prefix(root).map_or(1, |below| below.components().count());
    let up = vec![".."; depth].join("/");
    let message =
        format!("this package is not a member of the workspace in `{up}` and is analysed on its own");
    let mut stray = Diagnostic::warning(message).note(
        "add it to `members` or `exclude` of that workspace, or give it an empty `[workspace]` of its own",
    );
    if let Some(package) = manifest.at(&["package"]) {
        stray = stray.at(package.span, "believed to be in a workspace");
    }
    tree.report(stray);
}
