//! Turns a member into a [`Package`]: its identity, with what the workspace lends it, its targets and
//! dependencies.
//!
//! Terms: a *pseudo package* stands for a folder whose manifest is absent or broken, so that its files are
//! analysed.

use super::dependencies::Declared;
use super::engine;
use super::manifest::Manifest;
use super::members::Member;
use super::targets::{self, Found};
use super::tree::Tree;
use super::{Dependency, Package};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::paths::{last_part, package_id};
use crate::span::{FileId, Span};
use std::path::Path;

/// The edition of code that no manifest describes: the latest in which no common identifier is a keyword.
const PSEUDO_EDITION: &str = "2021";

/// A package and what later stages want to know of it.
pub(super) struct Read {
    /// The package; it is not selected yet.
    pub package: Package,
    /// For each of its targets, whether a manifest names its file.
    pub named_roots: Vec<bool>,
}

/// Reads the member in `dir`.
pub(super) fn read(tree: &mut Tree, dir: &Path, member: &Member) -> Read {
    let manifest = tree.manifest(dir);
    if let Some(fault) = manifest.fault.clone() {
        let name = manifest.name_in(&tree.root);
        let message = match fault.unread {
            true => format!("`{name}` cannot be read: {}", fault.message),
            false => format!("`{name}` is not valid TOML: {}", fault.message),
        };
        let note =
            "the folder is analysed without its manifest: dependencies and declared targets are unknown";
        tree.report(Diagnostic::error(message).at(fault.span, "not understood").note(note));
        return pseudo(tree, dir);
    }
    let Some(package) = manifest.at(&["package"]) else {
        let message = format!("`{}` has no `[package]`", manifest.name_in(&tree.root));
        let note = "add `[package]` with a name, or remove the folder from the workspace";
        tree.report(
            Diagnostic::warning(message).at(Span::new(manifest.file, 0, 0), "not a package").note(note),
        );
        return pseudo(tree, dir);
    };
    let name = match package.get("name").and_then(Node::text).filter(|name| !name.is_empty()) {
        Some(name) => name.to_string(),
        None => {
            let place = package.get("name").unwrap_or(package).span;
            let note = "until it has one, the package goes by the name of its folder";
            tree.report(
                Diagnostic::warning("the package has no name").at(place, "`name` is missing").note(note),
            );
            folder_name(dir)
        }
    };
    let version = inherited(tree, package, &member.home, "version").unwrap_or_else(|| "0.0.0".into());
    let edition = inherited(tree, package, &member.home, "edition").unwrap_or_else(|| "2015".into());
    let mut read = assemble(tree, &manifest, name, version, edition);
    read.package.dependencies = dependencies(tree, &member.dependencies);
    read
}

/// The package that stands for a folder without a usable manifest.
pub(super) fn pseudo(tree: &mut Tree, dir: &Path) -> Read {
    // No diagnostic can point into an empty manifest, so its file is never asked for.
    let manifest = Manifest::empty(dir, FileId(0));
    assemble(tree, &manifest, folder_name(dir), "0.0.0".into(), PSEUDO_EDITION.into())
}

fn assemble(tree: &mut Tree, manifest: &Manifest, name: String, version: String, edition: String) -> Read {
    let dir = &manifest.dir;
    let found = targets::find(tree, manifest, &name, &edition);
    let (targets, named_roots) =
        found.into_iter().map(|Found { target, is_named }| (target, is_named)).unzip();
    let package = Package {
        id: package_id(dir, &name, &version),
        dir: tree.relative(dir),
        manifest: dir.join("Cargo.toml"),
        name,
        version,
        edition,
        targets,
        dependencies: Vec::new(),
        delimiters: engine::delimiters(tree, dir),
        selected: false,
    };
    Read { package, named_roots }
}

/// A key of `[package]`, or of `[workspace.package]` where it says `key.workspace = true`.
fn inherited(tree: &mut Tree, package: &Node, home: &Manifest, key: &str) -> Option<String> {
    let node = package.get(key)?;
    if !node.is_inherited() {
        return node.text().map(str::to_string);
    }
    let shared = home.at(&["workspace", "package", key]).and_then(Node::text);
    if shared.is_none() {
        let message = format!("`{key}` is inherited, but the root manifest has no `workspace.package.{key}`");
        let note = format!("add `{key}` to `[workspace.package]`, or write it here");
        tree.report(Diagnostic::warning(message).at(node.span, "inherited here").note(note));
    }
    shared.map(str::to_string)
}

fn dependencies(tree: &mut Tree, declared: &[Declared]) -> Vec<Dependency> {
    let mut all = Vec::new();
    for one in declared {
        let dir = one.path.as_ref().and_then(|(dir, _)| tree.inside(dir));
        let path = dir.as_ref().map(|dir| tree.relative(dir));
        // Without a rename, code calls the crate by the name of its library, which need not be the package's.
        let library = dir.filter(|_| !one.renamed).and_then(|dir| library_name(tree, &dir));
        let name = library.unwrap_or_else(|| one.key.replace('-', "_"));
        all.push(Dependency { name, package: one.package.clone(), path, version: one.version.clone() });
    }
    all.sort();
    all.dedup();
    all
}

fn library_name(tree: &mut Tree, dir: &Path) -> Option<String> {
    let manifest = tree.has_manifest(dir).then(|| tree.manifest(dir))?;
    let name = manifest.at(&["lib", "name"]).and_then(Node::text);
    name.map(str::to_string)
}

fn folder_name(dir: &Path) -> String {
    let name = last_part(dir);
    if name.is_empty() { "root".into() } else { name }
}
