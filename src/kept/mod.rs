//! What a run found, as text from which a later run over the same has it again.
//!
//! The text has three lines: of what run it tells, what is kept of the Rust texts, which is asked for only where one of
//! them was changed, and what was found, which is asked for only where that holds. Invariants: the text is input like any other, so a place that is in none of the texts, or anything else
//! unexpected, means that nothing was kept; what is recalled is what another run would find.

mod diagnostic;
mod texts;

use crate::analysis::Outcome;
use crate::diagnostic::{Diagnostic, Silence, Silenced};
use crate::report::Summary;
use crate::source::SourceMap;
use crate::workspace::Workspace;
use diagnostic::{KeptDiagnostic, KeptLabel};
use serde::{Deserialize, Serialize};
use texts::KeptTexts;

/// What a run depends on.
#[derive(Clone, Debug, Default)]
pub struct Key {
    /// The fingerprint of all but what stands in the Rust texts.
    pub settings: String,
    /// The fingerprints of the Rust texts, in their order.
    pub texts: Vec<String>,
}

/// The files of a run as they are now.
#[derive(Clone, Copy, Debug)]
pub struct Present<'p> {
    /// The files.
    pub workspace: &'p Workspace,
    /// Their texts, the Rust ones first.
    pub sources: &'p SourceMap,
    /// Whether test code is looked at.
    pub with_tests: bool,
}

/// The first line.
#[derive(Deserialize, Serialize)]
struct Head {
    settings: String,
    texts: String,
}

/// The last line.
#[derive(Deserialize, Serialize)]
struct Kept {
    diagnostics: Vec<KeptDiagnostic>,
    silenced: Vec<(KeptDiagnostic, KeptSilence)>,
    counts: [usize; 18],
    unread: Vec<(String, String)>,
}

/// The two silences that a run finds by itself, and their reasons.
#[derive(Deserialize, Serialize)]
enum KeptSilence {
    Comment(String),
    Exception(String),
}

impl Key {
    /// Whether something is kept of each text. Of very many nothing is, since what is kept is to be read in a moment;
    /// then every change matters.
    pub fn keeps_texts(&self) -> bool {
        self.texts.len() <= MAX_TEXTS
    }

    /// One fingerprint of all the texts.
    fn of_texts(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for text in &self.texts {
            hasher.update(text.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

/// The most texts of each of which something is kept.
const MAX_TEXTS: usize = 40_000;

/// What is to be kept of a run that was told to keep something of each text; none where it cannot be written.
pub fn text(key: &Key, present: Present, outcome: &Outcome) -> Option<String> {
    let head = Head { settings: key.settings.clone(), texts: key.of_texts() };
    let kept = Kept::of(outcome);
    let lowered = if key.keeps_texts() { outcome.leftovers.lowered.files.as_slice() } else { &[] };
    let texts = KeptTexts::of(key, present, lowered, kept.places());
    let mut text = serde_json::to_string(&head).ok()?;
    for line in [serde_json::to_string(&texts).ok()?, serde_json::to_string(&kept).ok()?] {
        text.push('\n');
        text.push_str(&line);
    }
    Some(text)
}

/// What a run would find, by what a text says that an earlier one found; none where it says nothing of that.
pub fn recall(text: &[u8], key: &Key, present: Present) -> Option<Outcome> {
    let mut lines = text.splitn(3, |byte| *byte == b'\n');
    let (head, texts, kept) = (lines.next()?, lines.next()?, lines.next()?);
    let head: Head = serde_json::from_slice(head).ok()?;
    if head.settings != key.settings {
        return None;
    }
    let changes = match head.texts == key.of_texts() {
        true => None,
        false => Some(serde_json::from_slice::<KeptTexts>(texts).ok()?.changes(key, present)?),
    };
    let mut kept: Kept = serde_json::from_slice(kept).ok()?;
    if let Some(changes) = changes {
        kept.follow(&changes)?;
    }
    kept.outcome(present.sources)
}

impl Kept {
    fn of(outcome: &Outcome) -> Kept {
        let silenced = outcome.silenced.iter().filter_map(|silenced| {
            let by = match &silenced.by {
                Silence::Comment(reason) => KeptSilence::Comment(reason.clone()),
                Silence::Exception(reason) => KeptSilence::Exception(reason.clone()),
                Silence::Base | Silence::Baseline => return None,
            };
            Some((KeptDiagnostic::of(&silenced.diagnostic), by))
        });
        Kept {
            diagnostics: outcome.diagnostics.iter().map(KeptDiagnostic::of).collect(),
            silenced: silenced.collect(),
            counts: counts(&mut outcome.summary.clone()).map(|count| *count),
            unread: outcome.summary.unread.clone(),
        }
    }

    /// All places of it.
    fn places(&self) -> impl Iterator<Item = &KeptLabel> {
        let silenced = self.silenced.iter().map(|(one, _)| one);
        self.diagnostics.iter().chain(silenced).flat_map(KeptDiagnostic::places)
    }

    /// Goes along with a change that does not matter; none where its counts are none of anything.
    fn follow(&mut self, changes: &texts::Changes) -> Option<()> {
        let silenced = self.silenced.iter_mut().map(|(one, _)| one);
        let all = self.diagnostics.iter_mut().chain(silenced);
        all.flat_map(KeptDiagnostic::places_mut).try_for_each(|place| changes.apply(place))?;
        let mut summary = Summary::default();
        write_counts(&mut summary, self.counts);
        summary.lines = summary.lines.checked_add_signed(changes.lines)?;
        summary.test_functions = summary.test_functions.checked_add_signed(changes.test_fns)?;
        self.counts = counts(&mut summary).map(|count| *count);
        Some(())
    }

    /// The outcome again; none where a place is in none of the texts, or a count is none of anything.
    fn outcome(self, sources: &SourceMap) -> Option<Outcome> {
        if self.counts.iter().any(|&count| u32::try_from(count).is_err()) {
            return None;
        }
        let mut summary = Summary { unread: self.unread, ..Summary::default() };
        write_counts(&mut summary, self.counts);
        let diagnostics = self.diagnostics.into_iter().map(|one| one.diagnostic(sources));
        let diagnostics: Vec<Diagnostic> = diagnostics.collect::<Option<_>>()?;
        let silenced = self.silenced.into_iter().map(|(one, by)| {
            let by = match by {
                KeptSilence::Comment(reason) => Silence::Comment(reason),
                KeptSilence::Exception(reason) => Silence::Exception(reason),
            };
            Some(Silenced { diagnostic: one.diagnostic(sources)?, by })
        });
        Some(Outcome {
            diagnostics,
            silenced: silenced.collect::<Option<_>>()?,
            summary,
            ..Outcome::default()
        })
    }
}

/// Takes over counts in the order in which they are kept.
fn write_counts(summary: &mut Summary, kept: [usize; 18]) {
    counts(summary).into_iter().zip(kept).for_each(|(count, kept)| *count = kept);
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
