//! Expands the globs of `members` and `default-members` to folders.
//!
//! Invariants: a folder is listed only if it lies inside the tree; `**` follows no link, so that no loop can
//! hang it.

use super::tree::{Tree, is_build_folder};
use crate::paths::{last_part, normalize};
use globset::GlobBuilder;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Whether a pattern has wildcards at all.
pub(super) fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?', '['])
}

/// The folders below `base` that the pattern names, sorted.
pub(super) fn expand(tree: &Tree, base: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut dirs = vec![base.to_path_buf()];
    for part in pattern.split('/') {
        let found = dirs.iter().flat_map(|dir| step(tree, dir, part)).collect();
        dirs = distinct(tree, found);
    }
    dirs.sort();
    dirs
}

/// The inside folders among `found`, each once. Links that lead to each other would otherwise multiply with
/// every further wildcard. A folder that goes by several names keeps the one without links.
fn distinct(tree: &Tree, found: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut by_place = BTreeMap::new();
    for dir in found {
        let Some(real) = tree.real(&dir).filter(|_| tree.disk.is_dir(&dir)) else { continue };
        let rank = (tree.real_name(&dir) != real, dir);
        let best = by_place.entry(real).or_insert_with(|| rank.clone());
        if rank < *best {
            *best = rank;
        }
    }
    by_place.into_values().map(|(_, dir)| dir).collect()
}

fn step(tree: &Tree, dir: &Path, part: &str) -> Vec<PathBuf> {
    if part == "**" {
        let mut found = Vec::new();
        descend(tree, dir, &mut found);
        return found;
    }
    if !is_glob(part) {
        return vec![normalize(&dir.join(part))];
    }
    let Ok(glob) = GlobBuilder::new(part).literal_separator(true).build() else {
        return vec![dir.join(part)];
    };
    let matcher = glob.compile_matcher();
    folders(tree, dir).into_iter().filter(|child| matcher.is_match(last_part(child))).collect()
}

/// The folders in a folder; here links count, since one level of them cannot loop.
fn folders(tree: &Tree, dir: &Path) -> Vec<PathBuf> {
    if tree.inside(dir).is_none() {
        return Vec::new();
    }
    let entries = tree.disk.list(dir).into_iter().map(|(path, _)| path);
    entries.filter(|path| tree.disk.is_dir(path)).collect()
}

fn descend(tree: &Tree, dir: &Path, found: &mut Vec<PathBuf>) {
    found.push(dir.to_path_buf());
    for child in tree.list(dir) {
        let hidden = last_part(&child).starts_with('.');
        if tree.disk.is_dir(&child) && !hidden && !is_build_folder(&tree.disk, &child) {
            descend(tree, &child, found);
        }
    }
}
