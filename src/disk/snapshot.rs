//! The files of a commit, or of the index, as if they were checked out at the top of their repository.

use super::{Kind, Node};
use crate::git::{Contents, Entry as Listed, EntryKind, GitError, Repository, content_id};
use crate::paths::normalize;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

/// The length of an id whose kind is known here.
const ID_LEN: usize = 40;
/// So many links are followed on the way to one file.
const MAX_LINKS: usize = 40;

/// What a commit or the index holds.
#[derive(Debug)]
pub struct Snapshot {
    top: PathBuf,
    entries: BTreeMap<PathBuf, Entry>,
    /// What lies directly in each folder, in order.
    children: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The repositories that the contents lie in: this one, then its modules.
    contents: Vec<Mutex<Contents>>,
    /// Contents that are known without asking, by their ids.
    known: FxHashMap<String, Vec<u8>>,
    /// What had to be left out, in words.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Folder,
    /// A file, by its content's repository and id.
    File(usize, String),
    /// A link, by its content's.
    Link(usize, String),
}

impl Snapshot {
    /// The files of a commit.
    ///
    /// # Errors
    /// Where git cannot list them.
    pub fn of_commit(repository: &Repository, commit: &str) -> Result<Snapshot, GitError> {
        Snapshot::of(repository, repository.files_of(commit)?)
    }

    /// The files of the index.
    ///
    /// # Errors
    /// Where git cannot list them, or a merge is not finished.
    pub fn of_index(repository: &Repository) -> Result<Snapshot, GitError> {
        Snapshot::of(repository, repository.files_of_index()?)
    }

    fn of(repository: &Repository, listed: Vec<Listed>) -> Result<Snapshot, GitError> {
        let mut snapshot = Snapshot {
            top: repository.top().to_path_buf(),
            entries: BTreeMap::new(),
            children: BTreeMap::new(),
            contents: Vec::new(),
            known: FxHashMap::default(),
            left_out: Vec::new(),
        };
        snapshot.add(repository, listed)?;
        // What a sparse checkout does not hold is not looked at on the other side either.
        let is_absent = |path: &String| snapshot.top.join(path).symlink_metadata().is_err();
        let absent: Vec<String> = repository.left_out().into_iter().filter(is_absent).collect();
        for path in &absent {
            snapshot.entries.remove(&snapshot.top.join(path));
        }
        if !absent.is_empty() {
            snapshot.left_out.push(format!(
                "this is a sparse checkout: {} of its files are not here, and are left out on both sides",
                absent.len()
            ));
        }
        for path in snapshot.entries.keys() {
            let parent = path.parent().map(Path::to_path_buf).unwrap_or_default();
            snapshot.children.entry(parent).or_default().push(path.clone());
        }
        Ok(snapshot)
    }

    fn add(&mut self, repository: &Repository, listed: Vec<Listed>) -> Result<(), GitError> {
        let at = self.contents.len();
        self.contents.push(Mutex::new(repository.contents()?));
        let top = repository.top().to_path_buf();
        for entry in listed {
            let path = top.join(&entry.path);
            let folders = path.ancestors().skip(1).take_while(|dir| dir.starts_with(&self.top));
            let missing: Vec<PathBuf> =
                folders.take_while(|dir| !self.entries.contains_key(*dir)).map(Path::to_path_buf).collect();
            self.entries.extend(missing.into_iter().map(|dir| (dir, Entry::Folder)));
            match entry.kind {
                EntryKind::File => drop(self.entries.insert(path, Entry::File(at, entry.id))),
                EntryKind::Link => drop(self.entries.insert(path, Entry::Link(at, entry.id))),
                EntryKind::Module => self.add_module(&path, &entry.path, &entry.id),
            }
        }
        Ok(())
    }

    /// The files of a module at the commit that is asked for, where they are here.
    fn add_module(&mut self, path: &Path, name: &str, commit: &str) {
        // A module that is not checked out has no files on the other side either, and none that lies elsewhere.
        let is_here = path.canonicalize().ok().zip(self.top.canonicalize().ok());
        let is_here = is_here.is_some_and(|(path, top)| path.starts_with(top));
        if !is_here || !path.join(".git").exists() {
            return;
        }
        let added = Repository::around(path).and_then(|module| {
            let is_own = module.top() == path;
            let commit = if is_own { module.commit(commit)? } else { return Ok(()) };
            self.add(&module, module.files_of(&commit)?)
        });
        if added.is_err() {
            self.left_out.push(format!(
                "the submodule `{name}` is not here as it was ({commit}), so that all of its findings count as new; \
                 run `git submodule update --init`"
            ));
        }
    }

    /// The folder that holds the files.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The id of the content of a file.
    pub fn id(&self, path: &Path) -> Option<&str> {
        match self.entries.get(path)? {
            Entry::File(_, id) => Some(id),
            _ => None,
        }
    }

    /// Makes contents known that lie elsewhere under the same paths, so that git need not be asked for them.
    pub fn know(&mut self, contents: &[(&Path, &str)]) {
        let same = contents.par_iter().filter_map(|(path, text)| {
            let id = self.id(path)?;
            let is_same = id.len() == ID_LEN && content_id(text.as_bytes()) == id;
            is_same.then(|| (id.to_string(), text.as_bytes().to_vec()))
        });
        let same: Vec<_> = same.collect();
        self.known.extend(same);
    }

    pub(super) fn kind(&self, path: &Path) -> Option<Kind> {
        match self.entries.get(&self.real(path)?)? {
            Entry::Folder => Some(Kind::Folder),
            Entry::File(..) => Some(Kind::File),
            Entry::Link(..) => Some(Kind::Other),
        }
    }

    pub(super) fn is_link(&self, path: &Path) -> bool {
        matches!(self.entries.get(path), Some(Entry::Link(..)))
    }

    /// Where a path leads; what leads out of the repository leads nowhere.
    pub(super) fn real(&self, path: &Path) -> Option<PathBuf> {
        let mut links = MAX_LINKS;
        self.followed(path, &mut links)
    }

    /// Follows a path, and takes each link off those that may still be followed.
    fn followed(&self, path: &Path, links: &mut usize) -> Option<PathBuf> {
        if !path.starts_with(&self.top) {
            return self.top.starts_with(path).then(|| path.to_path_buf());
        }
        let mut real = self.top.clone();
        for part in path.strip_prefix(&self.top).ok()?.components() {
            match part {
                Component::ParentDir => drop(real.pop()),
                part => real.push(part),
            }
            match self.entries.get(&real) {
                Some(Entry::Link(at, id)) => {
                    *links = links.checked_sub(1)?;
                    let target = self.content(*at, id, 4096).ok()?;
                    let target = PathBuf::from(String::from_utf8(target).ok()?);
                    real.pop();
                    real = self.followed(&normalize(&real.join(target)), links)?;
                }
                Some(_) => {}
                None if real == self.top => {}
                None => return None,
            }
        }
        self.entries.contains_key(&real).then_some(real)
    }

    pub(super) fn entries(&self, dir: &Path) -> Vec<(PathBuf, Node)> {
        let Some(real) = self.real(dir) else { return Vec::new() };
        let children = self.children.get(&real).into_iter().flatten();
        let node = |path: &Path| match self.entries.get(path)? {
            Entry::Folder => Some(Node::Folder),
            Entry::File(..) => Some(Node::File),
            Entry::Link(..) => Some(Node::Link),
        };
        children.filter_map(|path| Some((dir.join(path.file_name()?), node(path)?))).collect()
    }

    pub(super) fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, String> {
        let real = self.real(path).ok_or("there is no such file")?;
        match self.entries.get(&real) {
            Some(Entry::File(at, id)) => self.content(*at, id, limit),
            _ => Err("not a regular file".into()),
        }
    }

    fn content(&self, at: usize, id: &str, limit: u64) -> Result<Vec<u8>, String> {
        if let Some(known) = self.known.get(id) {
            return Ok(known.clone());
        }
        match self.contents[at].lock() {
            Ok(mut contents) => contents.read(id, limit),
            Err(_) => Err("git does not answer any more".into()),
        }
    }
}
