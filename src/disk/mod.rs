//! Where the files of a run lie: on the disk, or in a commit of a repository.
//!
//! Terms: a *snapshot* is what a commit or the index holds, seen as if it were checked out. Invariant: the same tree
//! reads the same from both.

mod snapshot;
mod walk;

pub use snapshot::Snapshot;

use std::fmt::Debug;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{BufWriter, IntoInnerError, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::NamedTempFile;

/// The largest file that is read, in bytes. Longer ones are generated tables; they are reported as not analysed.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Where files are read from.
#[derive(Clone, Debug, Default)]
pub enum Disk {
    /// The disk itself.
    #[default]
    Here,
    /// A commit, or the index.
    Then(Arc<Snapshot>),
}

/// What lies under a path, once links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A pipe, a device, or what is to come.
    Other,
}

impl Disk {
    /// What lies under a path; nothing where nothing does.
    pub fn kind(&self, path: &Path) -> Option<Kind> {
        match self {
            Disk::Here => path.metadata().ok().map(|meta| match () {
                () if meta.is_file() => Kind::File,
                () if meta.is_dir() => Kind::Folder,
                () => Kind::Other,
            }),
            Disk::Then(snapshot) => snapshot.kind(path),
        }
    }

    /// Whether a file lies there.
    pub fn is_file(&self, path: &Path) -> bool {
        self.kind(path) == Some(Kind::File)
    }

    /// Whether a folder lies there.
    pub fn is_dir(&self, path: &Path) -> bool {
        self.kind(path) == Some(Kind::Folder)
    }

    /// Whether the path itself is a link, wherever that leads.
    pub fn is_link(&self, path: &Path) -> bool {
        match self {
            Disk::Here => path.symlink_metadata().is_ok_and(|meta| meta.is_symlink()),
            Disk::Then(snapshot) => snapshot.is_link(path),
        }
    }

    /// Where a path leads once every link is followed; nothing where nothing lies there.
    pub fn real(&self, path: &Path) -> Option<PathBuf> {
        match self {
            Disk::Here => path.canonicalize().ok(),
            Disk::Then(snapshot) => snapshot.real(path),
        }
    }

    /// The entries of a folder in the order of their names, with whether they are links; none where it cannot be listed.
    pub fn list(&self, dir: &Path) -> Vec<(PathBuf, bool)> {
        let entries = self.entries(dir).unwrap_or_default().into_iter();
        entries.map(|(path, entry)| (path, entry == Node::Link)).collect()
    }

    /// The entries of a folder in the order of their names.
    fn entries(&self, dir: &Path) -> std::io::Result<Vec<(PathBuf, Node)>> {
        match self {
            Disk::Here => {
                let entries = std::fs::read_dir(dir)?.flatten();
                let entry =
                    |entry: std::fs::DirEntry| Some((entry.path(), Node::of(entry.file_type().ok()?)));
                let mut found: Vec<_> = entries.filter_map(entry).collect();
                // All lie in the same folder.
                found.sort_by(|a, b| a.0.as_os_str().cmp(b.0.as_os_str()));
                Ok(found)
            }
            Disk::Then(snapshot) => Ok(snapshot.entries(dir)),
        }
    }

    /// Reads a file of at most so many bytes.
    ///
    /// # Errors
    /// In words, where it is no file, cannot be read, or is longer.
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, String> {
        match self {
            Disk::Here => {
                let meta = std::fs::metadata(path).map_err(|error| error.to_string())?;
                if !meta.is_file() {
                    return Err("not a regular file".into());
                }
                if meta.len() > limit {
                    let (size, limit) = (meta.len() / (1024 * 1024), limit / (1024 * 1024));
                    return Err(format!("{size} MB is over the limit of {limit} MB for one file"));
                }
                // One byte more than it holds lets the end be seen at once; and it may grow while it is read.
                let mut bytes = Vec::with_capacity(meta.len() as usize + 1);
                let file = File::open(path).map_err(|error| error.to_string())?;
                file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
                match bytes.len() as u64 > limit {
                    true => Err("it grows while it is read".into()),
                    false => Ok(bytes),
                }
            }
            Disk::Then(snapshot) => snapshot.read(path, limit),
        }
    }

    /// The top of the repository around a folder; the folder itself where there is none.
    pub fn top_around<'p>(&self, dir: &'p Path) -> &'p Path {
        let is_top = |dir: &&Path| match self {
            Disk::Here => dir.join(".git").exists(),
            Disk::Then(snapshot) => snapshot.top() == *dir,
        };
        dir.ancestors().find(is_top).unwrap_or(dir)
    }

    /// The plain files below a folder, and what could not be listed, in words. `.gitignore` files in it count, and none
    /// above it; hidden entries are left out, links are not followed, and folders are gone into where `enters` says so.
    pub fn walk(&self, start: &Path, enters: impl Fn(&Path) -> bool + Sync) -> Vec<Result<Found, String>> {
        walk::walk(self, start, &enters)
    }
}

/// What an entry of a folder is, without following it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Node {
    File,
    Folder,
    Link,
    /// A pipe, a device and the like.
    Other,
}

impl Node {
    fn of(kind: std::fs::FileType) -> Node {
        match () {
            () if kind.is_symlink() => Node::Link,
            () if kind.is_file() => Node::File,
            () if kind.is_dir() => Node::Folder,
            () => Node::Other,
        }
    }
}

/// Puts a text in the place of a file at once: a new file beside it takes its place, with these permissions or those that
/// files of the user have.
///
/// # Errors
/// Where the folder cannot be written to.
pub fn put(path: &Path, text: &str, permissions: Option<Permissions>) -> std::io::Result<()> {
    let mut new = beside(path, permissions)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(path)?;
    Ok(())
}

/// The same with what can be made again, in parts: nothing waits for it to be on the disk, and it may be lost with the
/// power.
///
/// # Errors
/// Where the folder cannot be written to.
pub fn keep(path: &Path, parts: &[impl AsRef<[u8]>]) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, beside(path, None)?);
    parts.iter().try_for_each(|part| out.write_all(part.as_ref()))?;
    out.into_inner().map_err(IntoInnerError::into_error)?.persist(path)?;
    Ok(())
}

/// Where bytes lie that are read in parts.
pub trait Store: Debug + Send + Sync {
    /// How many there are.
    fn length(&self) -> u64;
    /// So many of them from one on; none where they cannot be read.
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>>;
}

impl Store for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        Some(self.get(usize::try_from(start).ok()?..)?.get(..length)?.to_vec())
    }
}

/// A file that is read in parts.
#[derive(Debug)]
pub struct Parts {
    file: Mutex<File>,
    length: u64,
}

impl Parts {
    /// The plain file of a place; none where it is none.
    pub fn open(path: &Path) -> Option<Parts> {
        if !path.symlink_metadata().ok()?.is_file() {
            return None;
        }
        let file = File::open(path).ok()?;
        let length = file.metadata().ok()?.len();
        Some(Parts { file: Mutex::new(file), length })
    }
}

impl Store for Parts {
    fn length(&self) -> u64 {
        self.length
    }

    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        if start.checked_add(length as u64)? > self.length {
            return None;
        }
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// A new file, to take the place of another.
fn beside(path: &Path, permissions: Option<Permissions>) -> std::io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file would be readable by its owner only.
    let open = |path: &Path| OpenOptions::new().write(true).create_new(true).open(path);
    let new = tempfile::Builder::new().prefix(".privlint-").make_in(folder, open)?;
    // Who may not read the old file may not read the new one at any time.
    if let Some(permissions) = permissions {
        new.as_file().set_permissions(permissions)?;
    }
    Ok(new)
}

/// What a walk meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it is a plain file.
    pub is_file: bool,
}
