//! Folder mode: a folder without a manifest in or above it is read as everything that lies below.
//!
//! Invariant: every package is a member once, and a workspace's own members inherit from that workspace.

use super::files::manifest_dirs;
use super::members::{Member, Members, find};
use super::tree::Tree;
use crate::paths::normalize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The packages of every manifest below the tree's root.
pub(super) fn members(tree: &mut Tree) -> Members {
    let mut packages = BTreeMap::new();
    let (workspaces, others): (Vec<_>, Vec<_>) =
        manifest_dirs(tree).into_iter().partition(|dir| tree.manifest(dir).is_workspace());
    // Workspaces come first, since a package that is read on its own cannot inherit from them.
    for dir in workspaces.into_iter().chain(others) {
        if !packages.contains_key(&dir) {
            admit(tree, &dir, &mut packages);
        }
    }
    Members { packages }
}

fn admit(tree: &mut Tree, dir: &PathBuf, packages: &mut BTreeMap<PathBuf, Member>) {
    let manifest = tree.manifest(dir);
    let found = find(tree, &manifest).packages;
    for (dir, member) in found {
        packages.entry(dir).or_insert(member);
    }
    let named = manifest.at(&["package", "workspace"]).and_then(|node| node.text());
    let named_root = named.map(|path| normalize(&dir.join(path))).filter(|root| tree.has_manifest(root));
    if let (Some(root), Some(member)) = (named_root, packages.get_mut(dir)) {
        member.home = tree.manifest(&root);
    }
}
