//! Finds the policies of a run: `privlint.toml`, or the `privlint` table in the metadata of a manifest.
//!
//! Terms: the *base* is the policy of the whole run: the nearest `privlint.toml` from the root upwards to the top of
//! the repository, else the metadata of the root's manifest. A member's own file or metadata is a *layer* over it.
//!
//! Invariants: nothing above the root is read but that one file, and that only inside the repository that the root lies
//! in; every place of a policy's table is one of the run's manifests.

use super::Request;
use super::tree::Tree;
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use crate::document::{self, Node};
use crate::paths::normalize;
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use globset::{GlobBuilder, GlobMatcher};
use std::path::{Path, PathBuf};

/// The name of a policy file.
pub const POLICY_FILE: &str = "privlint.toml";

/// A policy as it was found.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    /// The absolute folder that its patterns are relative to.
    pub dir: PathBuf,
    /// The folder, relative to the root, of the member that it is for; none for the base.
    pub member: Option<String>,
    /// Where it comes from, as it is named in reports.
    pub name: String,
    /// Whether it is a file of its own inside the root.
    pub is_own_file: bool,
    /// What it says.
    pub table: Node,
    /// The texts of the pages that it names, each with the place that names it.
    pub pages: Vec<(String, Span)>,
}

impl PolicyFile {
    /// A pattern of files, which is relative to the policy's folder; none where it is no glob. A folder stands for all
    /// that lies in it.
    pub fn glob(&self, pattern: &str) -> Option<GlobMatcher> {
        let dir = globset::escape(&self.dir.to_string_lossy());
        let path = normalize(&Path::new(&dir).join(pattern));
        let is_plain = !pattern.rsplit('/').next().unwrap_or(pattern).contains(['*', '?', '[', '{']);
        let below = if is_plain { "{,/**}" } else { "" };
        let path = format!("{}{below}", path.to_string_lossy());
        let glob = GlobBuilder::new(&path).literal_separator(true).empty_alternates(true).build();
        glob.ok().filter(|_| !pattern.is_empty()).map(|glob| glob.compile_matcher())
    }

    /// Moves every place to the file that lies `by` behind the one it names.
    pub fn shift(&mut self, by: u32) {
        self.table.shift(by);
        self.pages.iter_mut().for_each(|(_, span)| span.file.0 += by);
    }
}

/// Finds the policies: the base first, then those of members in the order of their folders.
pub(super) fn find(tree: &mut Tree, members: &[PathBuf], request: &Request) -> Vec<PolicyFile> {
    let root = tree.root.clone();
    let mut found: Vec<PolicyFile> = Vec::new();
    let given = request.policy.as_ref().map(|path| request.current_dir.join(path));
    if let Some(path) = given {
        // What is named on the command line holds alone.
        return read(tree, &Disk::Here, &path, None).into_iter().collect();
    }
    let base = above(&tree.disk, &root);
    if let Some(path) = &base {
        found.extend(read(tree, &tree.disk.clone(), path, None));
    }
    found.extend(in_manifest(tree, &root, ["workspace", "metadata", "privlint"], None, base.is_some()));
    if members.contains(&root) {
        let is_taken = base.is_some() || !found.is_empty();
        found.extend(in_manifest(tree, &root, ["package", "metadata", "privlint"], None, is_taken));
    }
    for dir in members.iter().filter(|dir| **dir != root) {
        let name = tree.relative(dir);
        let path = dir.join(POLICY_FILE);
        let has_file = tree.is_file(&path) && base.as_deref() != Some(&path);
        if has_file {
            found.extend(read(tree, &tree.disk.clone(), &path, Some(name.clone())));
        }
        found.extend(in_manifest(tree, dir, ["package", "metadata", "privlint"], Some(name), has_file));
    }
    found
}

/// The nearest policy file from the root to the top of its repository. Where there is no repository, only the root
/// itself counts.
fn above(disk: &Disk, root: &Path) -> Option<PathBuf> {
    let top = disk.top_around(root);
    let below = root.ancestors().take_while(|dir| dir.starts_with(top));
    below.map(|dir| dir.join(POLICY_FILE)).find(|path| disk.kind(path).is_some() || disk.is_link(path))
}

/// Reads a policy file; one that cannot be understood is an error, since without it the run would say something else
/// than its owner meant.
fn read(tree: &mut Tree, disk: &Disk, path: &Path, member: Option<String>) -> Option<PolicyFile> {
    let name = match path.strip_prefix(&tree.root) {
        Ok(_) => tree.relative(path),
        Err(_) => path.display().to_string(),
    };
    let file = FileId(tree.manifests.len() as u32);
    let source = SourceFile::read(disk, name.clone(), path.to_path_buf());
    let parsed = match &source.unread {
        Some(reason) => Err((reason.clone(), None)),
        None => document::parse(file, &source.text).map_err(|(message, span)| (message, Some(span))),
    };
    tree.manifests.push(source);
    match parsed {
        Ok(table) => {
            let dir = path.parent().unwrap_or(path).to_path_buf();
            let pages = pages(tree, &dir, &table);
            let is_own_file = path.starts_with(&tree.root);
            Some(PolicyFile { dir, member, name, is_own_file, table, pages })
        }
        Err((message, span)) => {
            let place = span.unwrap_or(Span::new(file, 0, 0));
            let said = Diagnostic::error(format!("the policy `{name}` cannot be understood: {message}"));
            tree.report(said.at(place, "not understood").note("mend it, or take it away"));
            None
        }
    }
}

/// The policy in a manifest's metadata; where a file or another table says it already, it is told that it does not
/// count.
fn in_manifest(
    tree: &mut Tree,
    dir: &Path,
    keys: [&str; 3],
    member: Option<String>,
    is_taken: bool,
) -> Option<PolicyFile> {
    if !tree.has_manifest(dir) {
        return None;
    }
    let manifest = tree.manifest(dir);
    let table = manifest.at(&keys)?;
    if is_taken {
        let said = Diagnostic::error("this policy does not count, since another one is found before it");
        let note = format!("put what it says into `{POLICY_FILE}`, or take that file away");
        tree.report(said.at(table.span, "not read").note(note));
        return None;
    }
    let name = format!("{} [{}]", manifest.name_in(&tree.root), keys.join("."));
    let pages = pages(tree, dir, table);
    Some(PolicyFile { dir: dir.to_path_buf(), member, name, is_own_file: false, table: table.clone(), pages })
}

/// The pages of classes that a policy names: files, or folders of them.
fn pages(tree: &mut Tree, dir: &Path, table: &Node) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    for node in table.get("classes").into_iter().flat_map(Node::items) {
        let path = dir.join(node.text().unwrap_or_default());
        let is_page = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
        let files = if tree.disk.is_dir(&path) { tree.list(&path) } else { vec![path] };
        let texts = files
            .into_iter()
            .filter(is_page)
            .map(|path| SourceFile::read(&tree.disk, tree.relative(&path), path));
        let before = found.len();
        found.extend(texts.filter(|file| file.unread.is_none()).map(|file| (file.text, node.span)));
        if found.len() == before {
            let idle = Diagnostic::warning("no page of a class is found here");
            tree.report(idle.at(node.span, "name a `.md` file, or a folder of them"));
        }
    }
    found
}
