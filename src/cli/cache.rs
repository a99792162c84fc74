//! What a run found, kept for the next one over the same tree.
//!
//! Terms: a *key* is made of all that a run depends on: the program itself, its settings, the workspace as it was found and
//! every text. Invariants: another key, or anything unexpected, means that there is nothing; what lies there was written
//! by this program for this folder, since the key holds what no change of the tree can bring along: when the folder of
//! the cache was made; nothing is written where a link leads.

use super::prepare::Prepared;
use crate::analysis::{Leftovers, Outcome};
use crate::config::Config;
use crate::diagnostic::fingerprint;
use crate::disk::{self, Disk, MAX_FILE_BYTES, Parts};
use crate::kept::{self, Key, Present};
use crate::memory::{self, Draft, Print};
use crate::source::SourceFile;
use crate::span::FileId;
use rayon::prelude::*;
use std::fs::Metadata;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where the folder lies below the root of a workspace.
const FOLDER: [&str; 2] = ["target", "privlint"];
/// How the files end that tell what is known of each function.
const MEMORY: &str = "functions";
/// The most bytes of such a file. More of them are read in no moment.
const MAX_MEMORY_BYTES: usize = 64 * 1024 * 1024;
/// How many runs with different settings are kept at most.
const MAX_KEPT: usize = 8;

/// The place of one run in the cache.
pub(super) struct Cache<'p> {
    file: PathBuf,
    key: Key,
    /// The fingerprints of the Rust texts.
    pub prints: Vec<Print>,
    present: Present<'p>,
}

impl<'p> Cache<'p> {
    /// The place for a run; none where it cannot be kept.
    pub(super) fn of(prepared: &'p Prepared, config: &Config) -> Option<Cache<'p>> {
        let folder = folder(&prepared.workspace.root)?;
        let made = made(&folder.symlink_metadata().ok()?)?;
        let program = std::env::current_exe().and_then(|path| path.metadata()).ok()?;
        let program = (env!("CARGO_PKG_VERSION"), program.len(), program.modified().ok()?);
        let settings = fingerprint(&[&format!("{program:?}{config:?}")]);
        let Prepared { workspace, sources, policies, .. } = prepared;
        let (rust, others): (Vec<_>, Vec<_>) =
            sources.iter().partition(|(id, _)| (id.0 as usize) < workspace.files.len());
        let print = |(_, file): &(FileId, &SourceFile)| Print::from(blake3::hash(file.text.as_bytes()));
        let print_around = || {
            let mut around = Printing::default();
            workspace.hash(&mut around);
            let Printing(mut hasher) = around;
            hasher.update(format!("{settings}{made:?}{policies:?}").as_bytes());
            for (_, file) in sources.iter() {
                hasher.update(file.name.as_bytes()).update(&[u8::from(file.unread.is_some())]);
            }
            hasher
        };
        let print_texts = || rust.par_iter().map(print).collect();
        let (mut hasher, (prints, others)): (_, (Vec<_>, Vec<_>)) =
            rayon::join(print_around, || rayon::join(print_texts, || others.par_iter().map(print).collect()));
        let texts = prints.iter().map(|print| blake3::Hash::from(*print).to_hex().to_string()).collect();
        for print in &others {
            hasher.update(print);
        }
        let file = folder.join(format!("{}.json", &settings[..16]));
        let key = Key { settings: hasher.finalize().to_hex().to_string(), texts };
        Some(Cache { file, key, prints, present: Present { workspace, sources, with_tests: config.tests } })
    }

    /// Whether something of each text is to be kept.
    pub(super) fn keeps_texts(&self) -> bool {
        self.key.keeps_texts()
    }

    /// What a run before found, if this one would find the same.
    pub(super) fn read(&self) -> Option<Outcome> {
        if self.file.symlink_metadata().ok()?.is_symlink() {
            return None;
        }
        kept::recall(&Disk::Here.read(&self.file, MAX_FILE_BYTES).ok()?, &self.key, self.present)
    }

    /// What a run before knew of each function; `classes` is how many classes of data there are.
    pub(super) fn memory(&self, classes: usize) -> Option<Draft> {
        Draft::of(Box::new(Parts::open(&self.memory_file())?), &self.settings(), classes)
    }

    fn memory_file(&self) -> PathBuf {
        self.file.with_extension(MEMORY)
    }

    fn settings(&self) -> Print {
        blake3::hash(self.key.settings.as_bytes()).into()
    }

    /// Keeps what a run found. A cache that cannot be written is none.
    pub(super) fn write(&self, outcome: &mut Outcome) {
        // What a fault of this program cost is tried again.
        if outcome.faults > 0 {
            return;
        }
        let kept = kept::text(&self.key, self.present, outcome);
        let Some(folder) = self.file.parent() else { return };
        if let Some(text) = kept {
            make_room(folder, &self.file);
            let _ = disk::keep(&self.file, &[text]);
        }
        // What was known before is worth as much as long as it was of use.
        let Leftovers { lowered, analysis } = &mut outcome.leftovers;
        if let Some(remembered) = analysis.remembered.take().filter(|_| self.keeps_texts()) {
            let files = (lowered.files.as_slice(), &lowered.table, self.present.sources);
            let parts = memory::parts(&self.settings(), &self.prints, files, remembered);
            if parts.iter().map(Vec::len).sum::<usize>() <= MAX_MEMORY_BYTES {
                make_room(folder, &self.memory_file());
                let _ = disk::keep(&self.memory_file(), &parts);
            }
        }
    }
}

/// What goes into a fingerprint. The same program says the same of the same values.
#[derive(Default)]
struct Printing(blake3::Hasher);

impl Hasher for Printing {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    // Nobody asks for the short one.
    fn finish(&self) -> u64 {
        0
    }
}

/// The folder of the cache, made where there is none; none where a link leads elsewhere.
fn folder(root: &Path) -> Option<PathBuf> {
    let mut folder = root.to_path_buf();
    for part in FOLDER {
        folder.push(part);
        let is_new = match std::fs::create_dir(&folder) {
            Ok(()) => true,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => false,
            Err(_) => return None,
        };
        if !folder.symlink_metadata().ok()?.is_dir() {
            return None;
        }
        if is_new && part == FOLDER[1] {
            // Nobody wants it in a repository, whether or not the folder around it is ignored.
            disk::keep(&folder.join(".gitignore"), &["*\n"]).ok()?;
        }
    }
    Some(folder)
}

/// When and where a folder was made, which a tree cannot foretell.
fn made(folder: &Metadata) -> Option<(SystemTime, u64)> {
    #[cfg(unix)]
    let at = std::os::unix::fs::MetadataExt::ino(folder);
    #[cfg(not(unix))]
    let at = 0;
    Some((folder.created().ok()?, at))
}

/// Takes away what was kept longest where there is no room for one more of a kind.
fn make_room(folder: &Path, file: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let kept = entries.filter(|entry| entry.path().extension() == file.extension() && entry.path() != file);
    let mut kept: Vec<_> =
        kept.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    kept.sort();
    let surplus = (kept.len() + 1).saturating_sub(MAX_KEPT);
    kept.iter().take(surplus).for_each(|(_, path)| drop(std::fs::remove_file(path)));
}
