//! What a run found, kept for the next one over the same tree.
//!
//! Terms: a *key* is made of all that a run depends on: the program itself, its settings, the workspace as it was found and
//! every text. Invariants: another key, or anything unexpected, means that there is nothing; what lies there was written
//! by this program for this folder, since the key holds what no change of the tree can bring along: when the folder of
//! the cache was made; nothing is written where a link leads.

use super::prepare::Prepared;
use crate::analysis::Outcome;
use crate::config::Config;
use crate::diagnostic::{
    Applicability, Details, Diagnostic, Edit, Label, Level, Silence, Silenced, Suggestion, fingerprint,
};
use crate::disk::{self, Disk, MAX_FILE_BYTES};
use crate::report::Summary;
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where the folder lies below the root of a workspace.
const FOLDER: [&str; 2] = ["target", "privlint"];
/// How many runs with different settings are kept at most.
const MAX_KEPT: usize = 8;

/// The place of one run in the cache.
pub(super) struct Cache {
    file: PathBuf,
    key: String,
}

impl Cache {
    /// The place for a run; none where it cannot be kept.
    pub(super) fn of(prepared: &Prepared, config: &Config) -> Option<Cache> {
        let folder = folder(&prepared.workspace.root)?;
        let made = made(&folder.symlink_metadata().ok()?)?;
        let program = std::env::current_exe().and_then(|path| path.metadata()).ok()?;
        let program = (env!("CARGO_PKG_VERSION"), program.len(), program.modified().ok()?);
        let settings = fingerprint(&[&format!("{program:?}{config:?}")]);
        let Prepared { workspace, sources, policies, .. } = prepared;
        let texts: Vec<blake3::Hash> = (0..sources.len())
            .into_par_iter()
            .map(|at| {
                let file = sources.file(FileId(at as u32));
                let mut hasher = blake3::Hasher::new();
                hasher.update(file.name.as_bytes()).update(&[u8::from(file.unread.is_some())]);
                hasher.update(file.text.as_bytes()).finalize()
            })
            .collect();
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{settings}{made:?}{workspace:?}{policies:?}").as_bytes());
        for text in &texts {
            hasher.update(text.as_bytes());
        }
        let file = folder.join(format!("{}.json", &settings[..16]));
        Some(Cache { file, key: hasher.finalize().to_hex().to_string() })
    }

    /// What a run before found, if it was one over the same.
    pub(super) fn read(&self, sources: &SourceMap) -> Option<Outcome> {
        if self.file.symlink_metadata().ok()?.is_symlink() {
            return None;
        }
        let text = Disk::Here.read(&self.file, MAX_FILE_BYTES).ok()?;
        let kept: Kept = serde_json::from_slice(&text).ok()?;
        if kept.key != self.key {
            return None;
        }
        kept.outcome(sources)
    }

    /// Keeps what a run found. A cache that cannot be written is none.
    pub(super) fn write(&self, outcome: &Outcome) {
        // What a fault of this program cost is tried again.
        if outcome.faults > 0 {
            return;
        }
        let kept = Kept::of(self.key.clone(), outcome);
        if let (Ok(text), Some(folder)) = (serde_json::to_string(&kept), self.file.parent()) {
            make_room(folder, &self.file);
            let _ = disk::put(&self.file, &text, None);
        }
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
            disk::put(&folder.join(".gitignore"), "*\n", None).ok()?;
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

/// Takes away what was kept longest where there is no room for one more.
fn make_room(folder: &Path, file: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let kept = entries
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "json") && entry.path() != file);
    let mut kept: Vec<_> =
        kept.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    kept.sort();
    let surplus = (kept.len() + 1).saturating_sub(MAX_KEPT);
    kept.iter().take(surplus).for_each(|(_, path)| drop(std::fs::remove_file(path)));
}

/// What is kept of a run.
#[derive(Deserialize, Serialize)]
struct Kept {
    key: String,
    diagnostics: Vec<KeptDiagnostic>,
    silenced: Vec<(KeptDiagnostic, KeptSilence)>,
    counts: [usize; 18],
    unread: Vec<(String, String)>,
}

/// File, start, end, words.
type KeptLabel = (u32, u32, u32, String);

#[derive(Deserialize, Serialize)]
struct KeptDiagnostic {
    rule: Option<String>,
    level: u8,
    message: String,
    primary: Option<KeptLabel>,
    twins: Vec<KeptLabel>,
    labels: Vec<KeptLabel>,
    notes: Vec<String>,
    suggestions: Vec<(String, bool, Vec<KeptLabel>)>,
    details: Option<[String; 6]>,
}

/// The two silences that a run finds by itself, and their reasons.
#[derive(Deserialize, Serialize)]
enum KeptSilence {
    Comment(String),
    Exception(String),
}

impl Kept {
    fn of(key: String, outcome: &Outcome) -> Kept {
        let silenced = outcome.silenced.iter().filter_map(|silenced| {
            let by = match &silenced.by {
                Silence::Comment(reason) => KeptSilence::Comment(reason.clone()),
                Silence::Exception(reason) => KeptSilence::Exception(reason.clone()),
                Silence::Base | Silence::Baseline => return None,
            };
            Some((KeptDiagnostic::of(&silenced.diagnostic), by))
        });
        Kept {
            key,
            diagnostics: outcome.diagnostics.iter().map(KeptDiagnostic::of).collect(),
            silenced: silenced.collect(),
            counts: counts(&mut outcome.summary.clone()).map(|count| *count),
            unread: outcome.summary.unread.clone(),
        }
    }

    /// None where a place is none of the texts.
    fn outcome(self, sources: &SourceMap) -> Option<Outcome> {
        let mut summary = Summary { unread: self.unread, ..Summary::default() };
        counts(&mut summary).into_iter().zip(self.counts).for_each(|(count, kept)| *count = kept);
        let diagnostics = self.diagnostics.into_iter().map(|one| one.diagnostic(sources));
        let silenced = self.silenced.into_iter().map(|(one, by)| {
            let by = match by {
                KeptSilence::Comment(reason) => Silence::Comment(reason),
                KeptSilence::Exception(reason) => Silence::Exception(reason),
            };
            Some(Silenced { diagnostic: one.diagnostic(sources)?, by })
        });
        Some(Outcome {
            diagnostics: diagnostics.collect::<Option<_>>()?,
            silenced: silenced.collect::<Option<_>>()?,
            summary,
            ..Outcome::default()
        })
    }
}

/// The counts of a run, in the order in which they are kept.
fn counts(summary: &mut Summary) -> [&mut usize; 18] {
    [
        &mut summary.files,
        &mut summary.lines,
        &mut summary.templates,
        &mut summary.test_files,
        &mut summary.partial,
        &mut summary.denied,
        &mut summary.warned,
        &mut summary.noted,
        &mut summary.below_level,
        &mut summary.accepted,
        &mut summary.suppressed,
        &mut summary.known,
        &mut summary.baselined,
        &mut summary.test_functions,
        &mut summary.cut,
        &mut summary.unsettled,
        &mut summary.folded,
        &mut summary.cut_expansions,
    ]
}

const LEVELS: [Level; 3] = [Level::Note, Level::Warning, Level::Error];
const CONFIDENCES: [&str; 3] = ["certain", "likely", "possible"];

impl KeptDiagnostic {
    fn of(one: &Diagnostic) -> KeptDiagnostic {
        let labels = |labels: &[Label]| labels.iter().map(|label| kept(label.span, &label.message)).collect();
        let suggestions = one.suggestions.iter().map(|suggestion| {
            let edits = suggestion.edits.iter().map(|edit| kept(edit.span, &edit.text)).collect();
            let is_sure = suggestion.applicability == Applicability::MachineApplicable;
            (suggestion.message.clone(), is_sure, edits)
        });
        let details = one.details.as_ref().map(|details| {
            let Details { fingerprint, content, item, class, sink, confidence } = details.clone();
            [fingerprint, content, item, class, sink, confidence.to_string()]
        });
        KeptDiagnostic {
            rule: one.rule.clone(),
            level: one.level as u8,
            message: one.message.clone(),
            primary: one.primary.as_ref().map(|label| kept(label.span, &label.message)),
            twins: labels(&one.twins),
            labels: labels(&one.labels),
            notes: one.notes.clone(),
            suggestions: suggestions.collect(),
            details,
        }
    }

    fn diagnostic(self, sources: &SourceMap) -> Option<Diagnostic> {
        let label = |kept: KeptLabel| place(sources, kept).map(|(span, message)| Label { span, message });
        let edit = |kept: KeptLabel| place(sources, kept).map(|(span, text)| Edit { span, text });
        let all = |labels: Vec<KeptLabel>| labels.into_iter().map(label).collect::<Option<Vec<Label>>>();
        let mut suggestions = Vec::new();
        for (message, is_sure, edits) in self.suggestions {
            let applicability =
                if is_sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
            let edits = edits.into_iter().map(edit).collect::<Option<_>>()?;
            suggestions.push(Suggestion { message, edits, applicability });
        }
        let details = match self.details {
            Some([fingerprint, content, item, class, sink, confidence]) => {
                let confidence = CONFIDENCES.into_iter().find(|known| *known == confidence)?;
                Some(Details { fingerprint, content, item, class, sink, confidence })
            }
            None => None,
        };
        Some(Diagnostic {
            rule: self.rule,
            level: *LEVELS.get(self.level as usize)?,
            message: self.message,
            primary: match self.primary {
                Some(primary) => Some(label(primary)?),
                None => None,
            },
            twins: all(self.twins)?,
            labels: all(self.labels)?,
            notes: self.notes,
            suggestions,
            details,
        })
    }
}

fn kept(span: Span, words: &str) -> KeptLabel {
    (span.file.0, span.start, span.end, words.to_string())
}

/// A place in the texts with its words; none where it is in none of them.
fn place(sources: &SourceMap, (file, start, end, words): KeptLabel) -> Option<(Span, String)> {
    let is_known = (file as usize) < sources.len();
    let text = is_known.then(|| sources.file(FileId(file)).text.as_str())?;
    text.get(start as usize..end as usize)?;
    Some((Span::new(FileId(file), start, end), words))
}
