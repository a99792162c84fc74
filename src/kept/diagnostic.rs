//! A diagnostic as it is kept, with its places as numbers.

use crate::diagnostic::{Applicability, Details, Diagnostic, Edit, Label, Level, Suggestion};
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use serde::{Deserialize, Serialize};

/// File, start, end, words.
pub(super) type KeptLabel = (u32, u32, u32, String);

#[derive(Deserialize, Serialize)]
pub(super) struct KeptDiagnostic {
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

const LEVELS: [Level; 3] = [Level::Note, Level::Warning, Level::Error];
const CONFIDENCES: [&str; 3] = ["certain", "likely", "possible"];

impl KeptDiagnostic {
    pub(super) fn of(one: &Diagnostic) -> KeptDiagnostic {
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

    /// All of its places.
    pub(super) fn places(&self) -> impl Iterator<Item = &KeptLabel> {
        let edits = self.suggestions.iter().flat_map(|(_, _, edits)| edits);
        self.primary.iter().chain(&self.twins).chain(&self.labels).chain(edits)
    }

    /// The same, to be changed.
    pub(super) fn places_mut(&mut self) -> impl Iterator<Item = &mut KeptLabel> {
        let edits = self.suggestions.iter_mut().flat_map(|(_, _, edits)| edits);
        self.primary.iter_mut().chain(&mut self.twins).chain(&mut self.labels).chain(edits)
    }

    /// The diagnostic again; none where a place of it is in none of the texts.
    pub(super) fn diagnostic(self, sources: &SourceMap) -> Option<Diagnostic> {
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
