//! The dependency tables of a manifest, with what the workspace's root manifest lends them.
//!
//! Terms: *home* is the root manifest from which a package inherits.

use super::manifest::Manifest;
use super::tree::Tree;
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::paths::normalize;
use crate::span::Span;
use std::path::PathBuf;

const TABLES: [&str; 5] =
    ["dependencies", "dev-dependencies", "dev_dependencies", "build-dependencies", "build_dependencies"];

/// A dependency as a manifest declares it.
#[derive(Clone)]
pub(super) struct Declared {
    /// The key of the table.
    pub key: String,
    /// The package's name.
    pub package: String,
    /// Whether `package = ".."` gives it another name in code.
    pub renamed: bool,
    /// The absolute folder of a path dependency and the place where it is written.
    pub path: Option<(PathBuf, Span)>,
    /// The version that is asked for and the place where it is written.
    pub version: Option<(String, Span)>,
}

/// Every dependency of the manifest, whatever its table and platform; what cannot be inherited is reported.
pub(super) fn declared(tree: &mut Tree, manifest: &Manifest, home: &Manifest) -> Vec<Declared> {
    let mut all = Vec::new();
    for table in tables(manifest) {
        for (key, place, spec) in table.entries() {
            let (source, owner) = if spec.is_inherited() {
                let Some(shared) = home.at(&["workspace", "dependencies", key]) else {
                    tree.report(not_shared(key, place));
                    continue;
                };
                (shared, home)
            } else {
                (spec, manifest)
            };
            all.push(read(key, source, owner));
        }
    }
    all
}

fn tables(manifest: &Manifest) -> Vec<&Node> {
    let root = manifest.root();
    let platforms = root.get("target").into_iter().flat_map(Node::entries).map(|(_, _, platform)| platform);
    let holders = std::iter::once(root).chain(platforms);
    holders.flat_map(|holder| TABLES.iter().filter_map(move |name| holder.get(name))).collect()
}

fn read(key: &str, spec: &Node, owner: &Manifest) -> Declared {
    let package = spec.get("package").and_then(Node::text);
    let path = spec.get("path").and_then(|node| Some((normalize(&owner.dir.join(node.text()?)), node.span)));
    let version = spec.get("version").unwrap_or(spec);
    let version = version.text().map(|text| (text.to_string(), version.span));
    let (key, renamed) = (key.to_string(), package.is_some());
    Declared { package: package.unwrap_or(&key).into(), key, renamed, path, version }
}

fn not_shared(key: &str, place: Span) -> Diagnostic {
    Diagnostic::warning(format!(
        "dependency `{key}` is inherited, but `[workspace.dependencies]` has no `{key}`"
    ))
    .at(place, "inherited here")
    .note(format!("add `{key}` to `[workspace.dependencies]` of the root manifest, or give its version here"))
}
