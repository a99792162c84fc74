//! The one gate to the disk: a root folder, what lies inside it, and the manifests that were read there.
//!
//! Terms: a path is *inside* if it lies below the root by its parts and no link on the way leads out of the
//! root.
//!
//! Invariants: nothing outside the root is read; every manifest is read once; what is said twice is reported
//! once.

use super::manifest::{MAX_MANIFEST_BYTES, Manifest};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::paths::{normalize, slashed};
use crate::source::SourceFile;
use crate::span::FileId;
use rustc_hash::FxHashMap as HashMap;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The folder that is analysed, with the manifests and diagnostics gathered so far.
pub(super) struct Tree {
    /// Where its files lie.
    pub disk: Disk,
    /// The absolute root.
    pub root: PathBuf,
    /// The texts of the manifests; a [`FileId`] is an index here.
    pub manifests: Vec<SourceFile>,
    /// What is to be told, in the order of discovery.
    pub diagnostics: Vec<Diagnostic>,
    real_root: PathBuf,
    parsed: HashMap<PathBuf, Rc<Manifest>>,
    /// Which paths no link leads out of the root; a folder is asked for by each of its dependents.
    staying: RefCell<HashMap<PathBuf, bool>>,
    /// Which folders hold a manifest, likewise.
    with_manifest: RefCell<HashMap<PathBuf, bool>>,
}

impl Tree {
    /// A tree of which nothing has been read yet.
    pub fn new(disk: &Disk, root: &Path) -> Tree {
        let real_root = disk.real(root).unwrap_or_else(|| root.to_path_buf());
        Tree {
            disk: disk.clone(),
            root: root.to_path_buf(),
            manifests: Vec::new(),
            diagnostics: Vec::new(),
            real_root,
            parsed: HashMap::default(),
            staying: RefCell::default(),
            with_manifest: RefCell::default(),
        }
    }

    /// The manifest of a folder; one with a fault where it cannot be read.
    pub fn manifest(&mut self, dir: &Path) -> Rc<Manifest> {
        if let Some(known) = self.parsed.get(dir) {
            return Rc::clone(known);
        }
        let path = dir.join("Cargo.toml");
        let source = self.read(path);
        let file = FileId(self.manifests.len() as u32);
        let manifest = Rc::new(Manifest::parse(dir, file, &source));
        self.manifests.push(source);
        self.parsed.insert(dir.to_path_buf(), Rc::clone(&manifest));
        manifest
    }

    fn read(&self, path: PathBuf) -> SourceFile {
        let name = self.relative(&path);
        let refuse = |reason: String, path: PathBuf| {
            let mut file = SourceFile::new(name.clone(), path, String::new());
            file.unread = Some(reason);
            file
        };
        if self.inside(&path).is_none() {
            return refuse(
                "it lies outside of the root that is analysed, or is a link that leads there".into(),
                path,
            );
        }
        let text = self.disk.read(&path, MAX_MANIFEST_BYTES).and_then(|bytes| {
            String::from_utf8(bytes)
                .map_err(|error| format!("not valid UTF-8 at byte {}", error.utf8_error().valid_up_to()))
        });
        match text {
            Ok(text) => SourceFile::new(name, path, text),
            Err(reason) => refuse(reason, path),
        }
    }

    /// The normal form of a path if it lies inside the root.
    pub fn inside(&self, path: &Path) -> Option<PathBuf> {
        let normal = normalize(path);
        if !normal.starts_with(&self.root) {
            return None;
        }
        self.stays(&normal).then_some(normal)
    }

    /// Whether no link on the way to a path below the root leads out of it. What does not exist has no links to
    /// follow, and nobody can read it.
    fn stays(&self, path: &Path) -> bool {
        if path == self.root {
            return true;
        }
        if let Some(&known) = self.staying.borrow().get(path) {
            return known;
        }
        let is_link = self.disk.is_link(path);
        let stays = match path.parent().filter(|_| !is_link) {
            Some(parent) if self.stays(parent) => true,
            _ => self.disk.real(path).is_none_or(|real| real.starts_with(&self.real_root)),
        };
        self.staying.borrow_mut().insert(path.to_path_buf(), stays);
        stays
    }

    /// Where an existing inside path lies once every link is followed.
    pub fn real(&self, path: &Path) -> Option<PathBuf> {
        self.disk.real(path).filter(|real| real.starts_with(&self.real_root))
    }

    /// Where a path below the root would lie if no link stood between the root and it.
    pub fn real_name(&self, path: &Path) -> PathBuf {
        self.real_root.join(path.strip_prefix(&self.root).unwrap_or(path))
    }

    /// Whether an inside folder holds a manifest.
    pub fn has_manifest(&self, dir: &Path) -> bool {
        if let Some(&known) = self.with_manifest.borrow().get(dir) {
            return known;
        }
        let has_manifest = self.is_file(&dir.join("Cargo.toml"));
        self.with_manifest.borrow_mut().insert(dir.to_path_buf(), has_manifest);
        has_manifest
    }

    /// Whether the path is a file inside the root.
    pub fn is_file(&self, path: &Path) -> bool {
        self.disk.is_file(path) && self.inside(path).is_some()
    }

    /// The path relative to the root, with `/`; empty for the root itself.
    pub fn relative(&self, path: &Path) -> String {
        relative(&self.root, path)
    }

    /// The entries of an inside folder by name, links left out; none where it cannot be listed.
    pub fn list(&self, dir: &Path) -> Vec<PathBuf> {
        if self.inside(dir).is_none() {
            return Vec::new();
        }
        self.disk.list(dir).into_iter().filter(|(_, is_link)| !is_link).map(|(path, _)| path).collect()
    }

    /// Keeps a diagnostic, unless the same has been said about the same place already.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let place = |said: &Diagnostic| said.primary.as_ref().map(|label| label.span);
        let known =
            |said: &Diagnostic| said.message == diagnostic.message && place(said) == place(&diagnostic);
        if !self.diagnostics.iter().any(known) {
            self.diagnostics.push(diagnostic);
        }
    }
}

/// A path relative to a folder, with `/`; the whole path where it does not lie there.
pub(super) fn relative(root: &Path, path: &Path) -> String {
    slashed(path.strip_prefix(root).unwrap_or(path))
}

/// Whether a folder is a build directory of cargo: named `target`, and either marked as a cache or beside a
/// manifest.
pub(super) fn is_build_folder(disk: &Disk, dir: &Path) -> bool {
    let beside_manifest = || dir.parent().is_some_and(|parent| disk.is_file(&parent.join("Cargo.toml")));
    dir.ends_with("target") && (disk.is_file(&dir.join("CACHEDIR.TAG")) || beside_manifest())
}
