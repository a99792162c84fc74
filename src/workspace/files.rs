//! The files of a workspace: Rust, each with the package and the target it belongs to, and what may be templates.
//!
//! Terms: the *owner* of a folder is the package of the nearest manifest in it or above it.
//!
//! Invariants: `.gitignore` files inside the root count, with or without a repository, and none above it;
//! hidden folders, build directories and folders of foreign manifests are left out; links are not followed.

use super::declared::Declared;
use super::package::Read;
use super::policies::PolicyFile;
use super::tree::{Tree, is_build_folder, relative};
use super::{Package, RustFile, Target, TargetKind, TextFile};
use crate::diagnostic::Diagnostic;
use crate::disk::{Disk, Found};
use crate::paths::{normalize, within};
use crate::template::{self, Holder, is_template_folder};
use rayon::prelude::*;
use rustc_hash::FxHashMap as HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Words in the name of a package that holds tests, or what tests are made with.
const TEST_WORDS: [&str; 6] = ["test", "tests", "testing", "testkit", "testutil", "testutils"];

/// Every Rust file of the packages, and every file that may be a template, sorted by name.
pub(super) fn collect(
    tree: &mut Tree,
    packages: &[Read],
    policies: &[PolicyFile],
) -> (Vec<RustFile>, Vec<TextFile>) {
    let mut collection = Collection::new(tree, packages, policies);
    collection.walk_root();
    collection.walk_unreached_packages();
    collection.add_target_roots();
    collection.into_files()
}

/// The folders below the root that hold a manifest, sorted.
pub(super) fn manifest_dirs(tree: &mut Tree) -> Vec<PathBuf> {
    let mut dirs = BTreeSet::new();
    let disk = &tree.disk;
    for entry in disk.walk(&tree.root, |dir| !is_build_folder(disk, dir)) {
        match entry {
            Ok(found) if found.path.ends_with("Cargo.toml") && found.is_file => {
                dirs.extend(found.path.parent().map(Path::to_path_buf));
            }
            Ok(_) => {}
            Err(error) => report_unlisted(tree, &error),
        }
    }
    dirs.into_iter().collect()
}

/// What a walk has met.
enum Kind {
    /// The folder of a package.
    Package(PathBuf),
    Rust(PathBuf),
    /// What may be a template.
    Text(PathBuf),
    Other,
}

/// What decides of what kind it is.
struct Around<'a> {
    root: &'a Path,
    dirs: &'a BTreeMap<PathBuf, usize>,
    declared: &'a Declared,
}

impl Around<'_> {
    fn kind(&self, Found { path, is_file }: Found) -> Kind {
        match is_file {
            false if self.dirs.contains_key(&path) => Kind::Package(path),
            true if path.extension().is_some_and(|extension| extension == "rs") => Kind::Rust(path),
            true if self.may_be_template(&path) => Kind::Text(path),
            _ => Kind::Other,
        }
    }

    fn may_be_template(&self, path: &Path) -> bool {
        // Only what lies below the root may decide, so that no folder around it changes what is read.
        template::holder(&relative(self.root, path)).is_some() || self.declared.holds(path)
    }
}

struct Collection<'a> {
    tree: &'a mut Tree,
    packages: &'a [Read],
    dirs: BTreeMap<PathBuf, usize>,
    /// The folders around these.
    above: BTreeSet<PathBuf>,
    reached: BTreeSet<PathBuf>,
    owners: HashMap<PathBuf, Option<usize>>,
    files: HashMap<PathBuf, usize>,
    texts: HashMap<PathBuf, Option<usize>>,
    /// What policies declare to be templates.
    declared: Declared,
}

impl<'a> Collection<'a> {
    fn new(tree: &'a mut Tree, packages: &'a [Read], policies: &[PolicyFile]) -> Collection<'a> {
        let folder = |(at, read): (usize, &Read)| (normalize(&tree.root.join(&read.package.dir)), at);
        let dirs: BTreeMap<_, _> = packages.iter().enumerate().map(folder).collect();
        let above = dirs.keys().flat_map(|dir| dir.ancestors().skip(1)).map(Path::to_path_buf).collect();
        let declared = Declared::read(tree, policies);
        let (owners, files, texts) = (HashMap::default(), HashMap::default(), HashMap::default());
        Collection { tree, packages, owners, dirs, above, reached: BTreeSet::new(), files, texts, declared }
    }

    /// One walk from the root serves all packages, so that its `.gitignore` counts for each of them.
    fn walk_root(&mut self) {
        let root = self.tree.root.clone();
        self.walk_from(&root);
    }

    /// A package in a hidden or ignored folder is a package nonetheless: the workspace lists it, and cargo
    /// builds it.
    fn walk_unreached_packages(&mut self) {
        for dir in self.dirs.keys().cloned().collect::<Vec<_>>() {
            if !self.reached.contains(&dir) {
                self.walk_from(&dir);
            }
        }
    }

    fn walk_from(&mut self, start: &Path) {
        let (disk, dirs, above) = (&self.tree.disk, &self.dirs, &self.above);
        let enters = |dir: &Path| dirs.contains_key(dir) || above.contains(dir) || !is_foreign(disk, dir);
        let around = Around { root: &self.tree.root, dirs, declared: &self.declared };
        let met = disk.walk(start, enters).into_par_iter().map(|entry| entry.map(|found| around.kind(found)));
        for entry in met.collect::<Vec<_>>() {
            match entry {
                Err(error) => report_unlisted(self.tree, &error),
                Ok(Kind::Package(path)) => {
                    self.reached.insert(path);
                }
                Ok(Kind::Rust(path)) => {
                    let owner = path.parent().and_then(|dir| self.owner(dir));
                    self.files.extend(owner.map(|package| (path, package)));
                }
                Ok(Kind::Text(path)) => {
                    let owner = path.parent().and_then(|dir| self.owner(dir));
                    self.texts.insert(path, owner);
                }
                Ok(Kind::Other) => {}
            }
        }
    }

    fn owner(&mut self, dir: &Path) -> Option<usize> {
        if let Some(known) = self.owners.get(dir) {
            return *known;
        }
        let owner = match self.dirs.get(dir) {
            Some(&package) => Some(package),
            None if dir == self.tree.root => None,
            // No others that are foreign are walked into.
            None if self.above.contains(dir) && is_foreign(&self.tree.disk, dir) => None,
            None => dir.parent().and_then(|parent| self.owner(parent)),
        };
        self.owners.insert(dir.to_path_buf(), owner);
        owner
    }

    /// A target's root belongs to the target's package, wherever in the workspace it lies.
    fn add_target_roots(&mut self) {
        for (at, read) in self.packages.iter().enumerate() {
            for (target, &is_named) in read.package.targets.iter().zip(&read.named_roots) {
                let path = self.tree.root.join(&target.root);
                match self.files.get(&path) {
                    Some(&owner) if !has_root(&self.packages[owner].package, &target.root) => {
                        self.files.insert(path, at);
                    }
                    None if is_named => {
                        self.files.insert(path, at);
                    }
                    _ => {}
                }
            }
        }
    }

    fn into_files(self) -> (Vec<RustFile>, Vec<TextFile>) {
        self.declared.report_idle(self.tree, self.texts.keys());
        let texts = self.texts.into_iter().map(|(path, package)| {
            let name = self.tree.relative(&path);
            let holder = template::holder(&name).unwrap_or(Holder::Unknown);
            let is_test =
                name.split('/').any(|folder| matches!(folder, "tests" | "test" | "benches" | "examples"));
            let is_declared = self.declared.holds(&path);
            let is_placed = is_declared || holder != Holder::Unknown || is_template_folder(&name);
            TextFile { name, path, package, holder, is_test, is_placed, is_declared }
        });
        let mut texts: Vec<TextFile> = texts.collect();
        texts.sort_by(|a, b| a.name.cmp(&b.name));
        let is_for_tests = for_tests(self.packages);
        let (root, packages) = (&self.tree.root, self.packages);
        let file = |(path, package): (PathBuf, usize)| {
            let name = relative(root, &path);
            let (target, is_test) = place(&packages[package].package, &name);
            let is_test = is_test || is_for_tests[package];
            RustFile { name, path, package, target, is_test }
        };
        let mut files: Vec<RustFile> = self.files.into_par_iter().map(file).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        (files, texts)
    }
}

/// Of each package whether it is one of tests by its name, beside others that are not.
fn for_tests(packages: &[Read]) -> Vec<bool> {
    let is_named_so = |read: &Read| {
        let mut words = read.package.name.split(['-', '_']);
        !read.package.dir.is_empty() && words.any(|word| TEST_WORDS.contains(&word))
    };
    let named_so: Vec<bool> = packages.iter().map(is_named_so).collect();
    let is_all = named_so.iter().all(|&is_so| is_so);
    named_so.into_iter().map(|is_so| is_so && !is_all).collect()
}

/// Whether a folder that is no package's begins what is none of them, or is built.
fn is_foreign(disk: &Disk, dir: &Path) -> bool {
    disk.is_file(&dir.join("Cargo.toml")) || is_build_folder(disk, dir)
}

fn has_root(package: &Package, name: &str) -> bool {
    package.targets.iter().any(|target| target.root == name)
}

/// The target a file belongs to, and whether it is test code as a whole.
fn place(package: &Package, name: &str) -> (Option<usize>, bool) {
    let own = package.targets.iter().position(|target| target.root == name);
    let target = own.or_else(|| holder(package, name));
    // A folder that a test begins in, as a module does, holds the rest of it.
    let is_of_test = target.is_some_and(|at| {
        let Target { kind, root, .. } = &package.targets[at];
        let is_test = matches!(kind, TargetKind::Test | TargetKind::Bench | TargetKind::Example);
        is_test && (own.is_some() || root.ends_with("/mod.rs") || root.ends_with("/main.rs"))
    });
    let below = within(&package.dir, name).unwrap_or(name);
    let in_test_folder = ["tests/", "benches/", "examples/"].iter().any(|folder| below.starts_with(folder));
    (target, is_of_test || in_test_folder)
}

/// The target whose root's folder holds the file most closely. A library goes before a program beside it, and
/// a `main.rs` before its siblings.
fn holder(package: &Package, name: &str) -> Option<usize> {
    let rank = |target: &Target| {
        let (folder, file) = target.root.rsplit_once('/').unwrap_or(("", &target.root));
        // A `build.rs` beside the manifest has the whole package below it, but none of it belongs to the
        // script.
        let is_stray_script = target.kind == TargetKind::Build && folder == package.dir;
        let holds = within(folder, name).is_some() && !is_stray_script;
        holds.then_some((std::cmp::Reverse(folder.len()), target.kind, file != "main.rs"))
    };
    let ranked = package.targets.iter().enumerate().filter_map(|(at, target)| Some((rank(target)?, at)));
    ranked.min().map(|(_, at)| at)
}

fn report_unlisted(tree: &mut Tree, error: &str) {
    tree.report(
        Diagnostic::warning(format!("a folder could not be listed: {error}"))
            .note("its files are not analysed; check its permissions"),
    );
}
