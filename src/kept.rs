//! What a run found, as text from which a later run over the same has it again.
//!
//! Invariants: the text is input like any other, so a place that is in none of the texts, or anything else unexpected,
//! means that nothing was kept.

use crate::analysis::Outcome;
use crate::diagnostic::{
    Applicability, Details, Diagnostic, Edit, Label, Level, Silence, Silenced, Suggestion,
};
use crate::report::Summary;
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use serde::{Deserialize, Serialize};

/// What is kept of a run.
#[derive(Deserialize, Serialize)]
pub struct Kept {
    /// What all of it depends on.
    pub key: String,
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
    /// What is kept of an outcome.
    pub fn of(key: String, outcome: &Outcome) -> Kept {
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

    /// What a text says was kept; none where it is no such text.
    pub fn read(text: &[u8]) -> Option<Kept> {
        serde_json::from_slice(text).ok()
    }

    /// The text of it.
    pub fn text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// The outcome again; none where a place is in none of the texts, or a count is none of anything.
    pub fn outcome(self, sources: &SourceMap) -> Option<Outcome> {
        if self.counts.iter().any(|&count| u32::try_from(count).is_err()) {
            return None;
        }
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
