//! Which folders are packages of a workspace: the listed ones, what the globs match, and path dependencies of
//! both.
//!
//! Terms: *home* is the manifest whose `[workspace]` lists the members, or a lone package's own manifest.
//!
//! Invariants: one folder is one member, also where links give it two names; members are found in the same
//! order on every run; a member that cannot be read is still a member.

use super::dependencies::{Declared, declared};
use super::glob::{expand, is_glob};
use super::manifest::Manifest;
use super::tree::Tree;
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::document::Node;
use crate::paths::{last_part, normalize};
use crate::span::Span;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The members of one workspace.
pub(super) struct Members {
    /// Every member by its folder.
    pub packages: BTreeMap<PathBuf, Member>,
}

/// What is known of a member besides its folder.
pub(super) struct Member {
    /// The manifest from which it inherits.
    pub home: Rc<Manifest>,
    /// What it depends on.
    pub dependencies: Vec<Declared>,
}

/// Finds the members of the workspace, or the one package, that `home` describes.
pub(super) fn find(tree: &mut Tree, home: &Rc<Manifest>) -> Members {
    let (packages, real) = (BTreeMap::new(), BTreeSet::new());
    let mut search = Search { tree, home, packages, real, queue: VecDeque::new() };
    search.admit_home();
    search.admit_listed();
    search.admit_path_dependencies();
    search.check_defaults();
    Members { packages: search.packages }
}

impl Members {
    /// The folder under which a package is a member, however its path is spelt.
    pub fn holding(&self, disk: &Disk, dir: &Path) -> Option<PathBuf> {
        if self.packages.contains_key(dir) {
            return Some(dir.to_path_buf());
        }
        let real = disk.real(dir)?;
        self.packages.keys().find(|member| disk.real(member).is_some_and(|same| same == real)).cloned()
    }
}

/// Whether the workspace leaves a folder out. As in cargo, `exclude` names whole subtrees without wildcards,
/// and a folder that is listed word for word among the members is never excluded.
pub(super) fn excludes(home: &Manifest, dir: &Path) -> bool {
    let covers = |key: &str| {
        let listed = home.at(&["workspace", key]).into_iter().flat_map(Node::items).filter_map(Node::text);
        listed.map(|path| normalize(&home.dir.join(path))).any(|root| dir.starts_with(root))
    };
    covers("exclude") && !covers("members")
}

struct Search<'a> {
    tree: &'a mut Tree,
    home: &'a Rc<Manifest>,
    packages: BTreeMap<PathBuf, Member>,
    real: BTreeSet<PathBuf>,
    queue: VecDeque<PathBuf>,
}

impl Search<'_> {
    fn admit_home(&mut self) {
        if !self.is_virtual() {
            self.admit(&self.home.dir.clone());
        }
    }

    fn is_virtual(&self) -> bool {
        self.home.is_workspace() && self.home.at(&["package"]).is_none()
    }

    fn admit_listed(&mut self) {
        let home = Rc::clone(self.home);
        for node in home.at(&["workspace", "members"]).into_iter().flat_map(Node::items) {
            match node.text() {
                Some(pattern) if is_glob(pattern) => self.admit_matches(pattern, node.span),
                Some(path) => self.admit_named(path, node.span),
                None => self.tree.report(no_text(node.span)),
            }
        }
    }

    fn admit_named(&mut self, path: &str, place: Span) {
        let dir = normalize(&self.home.dir.join(path));
        if self.tree.inside(&dir).is_none() {
            self.tree.report(outside("workspace member", path, place));
        } else if self.tree.has_manifest(&dir) {
            self.admit(&dir);
        } else {
            let what = if self.tree.disk.is_dir(&dir) { "has no `Cargo.toml`" } else { "does not exist" };
            self.tree.report(
                Diagnostic::warning(format!("workspace member `{path}` {what}"))
                    .at(place, "listed here")
                    .note("create the package, or remove it from `members`"),
            );
        }
    }

    fn admit_matches(&mut self, pattern: &str, place: Span) {
        let literal = pattern.split('/').take_while(|part| !is_glob(part)).collect::<Vec<_>>().join("/");
        if self.tree.inside(&self.home.dir.join(&literal)).is_none() {
            return self.tree.report(outside("workspace members", pattern, place));
        }
        let mut dirs = expand(self.tree, &self.home.dir, pattern);
        // `**` matches the root too, but a virtual one is no package.
        dirs.retain(|dir| *dir != self.home.dir);
        let (packages, empty): (Vec<_>, Vec<_>) =
            dirs.into_iter().partition(|dir| self.tree.has_manifest(dir));
        if packages.is_empty() {
            self.tree.report(
                Diagnostic::warning(format!("workspace members `{pattern}` match no package"))
                    .at(place, "no folder with a `Cargo.toml` here")
                    .note("correct the pattern, or remove it from `members`"),
            );
        }
        for dir in &packages {
            self.admit(dir);
        }
        // `**` passes through every source folder, so only a plain wildcard claims that its matches are
        // packages.
        if !packages.is_empty() && !pattern.contains("**") {
            self.report_empty(empty, pattern, place);
        }
    }

    fn report_empty(&mut self, dirs: Vec<PathBuf>, pattern: &str, place: Span) {
        for dir in dirs {
            let passed_over = last_part(&dir).starts_with('.') || excludes(self.home, &dir);
            if !passed_over {
                let name = self.tree.relative(&dir);
                self.tree.report(
                    Diagnostic::warning(format!("`{name}` matches `{pattern}` but has no `Cargo.toml`"))
                        .at(place, "matched here")
                        .note(format!("add `{name}` to `exclude` of the workspace, or move it")),
                );
            }
        }
    }

    /// Path dependencies are members too, and theirs in turn, as long as they lie below the workspace.
    fn admit_path_dependencies(&mut self) {
        while let Some(dir) = self.queue.pop_front() {
            let paths: Vec<_> =
                self.packages.get(&dir).into_iter().flat_map(|member| &member.dependencies).collect();
            let paths: Vec<_> =
                paths.into_iter().filter_map(|one| Some((one.key.clone(), one.path.clone()?))).collect();
            for (key, (target, place)) in paths {
                if self.tree.inside(&target).is_none() {
                    self.tree.report(outside("path dependency", &key, place));
                } else if !self.tree.has_manifest(&target) {
                    self.tree.report(
                        Diagnostic::warning(format!("path dependency `{key}` has no `Cargo.toml`"))
                            .at(place, "leads to no package")
                            .note("correct the path"),
                    );
                } else if target.starts_with(&self.home.dir) {
                    self.admit(&target);
                }
            }
        }
    }

    fn admit(&mut self, dir: &Path) {
        if self.packages.contains_key(dir) {
            return;
        }
        let real = self.tree.disk.real(dir).unwrap_or_else(|| dir.to_path_buf());
        if excludes(self.home, dir) || !self.real.insert(real) {
            return;
        }
        let manifest = self.tree.manifest(dir);
        let mut home = Rc::clone(self.home);
        if let Some(nested) = manifest.at(&["workspace"]).filter(|_| manifest.dir != home.dir) {
            // It inherits from itself, since that is what its own keys were written for.
            home = Rc::clone(&manifest);
            self.tree.report(
                Diagnostic::warning(format!(
                    "member `{}` is the root of another workspace",
                    self.tree.relative(dir)
                ))
                .at(nested.span, "a second workspace root")
                .note("remove this `[workspace]`, or add the folder to `exclude` of the outer workspace"),
            );
        }
        let dependencies = declared(self.tree, &manifest, &home);
        self.packages.insert(dir.to_path_buf(), Member { home, dependencies });
        self.queue.push_back(dir.to_path_buf());
    }

    /// `default-members` choose what cargo builds when it is told nothing. An analysis reads all members, so that key
    /// is only looked at for names that are none.
    fn check_defaults(&mut self) {
        let home = Rc::clone(self.home);
        let Some(listed) = home.at(&["workspace", "default-members"]) else { return };
        for node in listed.items() {
            let Some(pattern) = node.text() else { continue };
            let dirs = match is_glob(pattern) {
                true => expand(self.tree, &home.dir, pattern),
                false => vec![normalize(&home.dir.join(pattern))],
            };
            if !dirs.iter().any(|dir| self.packages.contains_key(dir)) {
                self.tree.report(
                    Diagnostic::warning(format!(
                        "default member `{pattern}` is not a member of the workspace"
                    ))
                    .at(node.span, "listed here")
                    .note("add it to `members`, or remove it from `default-members`"),
                );
            }
        }
    }
}

fn outside(what: &str, name: &str, place: Span) -> Diagnostic {
    Diagnostic::warning(format!("{what} `{name}` lies outside of the workspace's root and is not analysed"))
        .at(place, "leads out of the root")
        .note("analyse it on its own with `--manifest-path`")
}

fn no_text(place: Span) -> Diagnostic {
    Diagnostic::warning("a workspace member is not a string")
        .at(place, "expected a path or a glob")
        .note("write the member's folder in quotes")
}
