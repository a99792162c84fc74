//! What a run found, written out: one [`Report`] in, the bytes of one [`Format`] out.
//!
//! *Excerpt*: the text of a file as it may be shown, without hidden characters and without secrets.
//! *Summary*: what the run counted, in one sentence.
//!
//! Invariants: the same report gives the same bytes; no text of the analysed tree is written out but through
//! [`sanitize`]; a format owns the shape that it serialises and nothing outside this module knows it.

mod concise;
mod excerpt;
mod home;
mod human;
mod json;
mod patch;
mod redact;
pub mod sanitize;
mod schema;
mod summary;

pub use human::write_findings;
pub use schema::schema;
pub use summary::{Summary, counted};

use crate::diagnostic::{Diagnostic, Level};
use crate::source::SourceMap;
use crate::workspace::Workspace;
use std::io::{Result, Write};

/// One finished run.
pub struct Report<'a> {
    /// The packages that were looked at.
    pub workspace: &'a Workspace,
    /// The texts that the diagnostics point into.
    pub sources: &'a SourceMap,
    /// What is to be said, in the order in which it is said.
    pub diagnostics: &'a [Diagnostic],
    /// What the run counted.
    pub summary: &'a Summary,
    /// Whether the reader understands colours.
    pub color: bool,
    /// Whether the summary lists what it counts.
    pub verbose: bool,
}

/// A way to write a report.
pub trait Format {
    /// The name by which the command line asks for it.
    fn name(&self) -> &'static str;

    /// Writes the whole report; the only errors are those of `out`.
    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()>;
}

/// Every format; the first one is the default.
pub const FORMATS: &[&dyn Format] = &[&human::Human, &concise::Concise, &json::Json];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().find(|format| format.name() == name).copied()
}

/// The word by which every format names a level; compilers use the same.
fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// The name of a rule as it is shown: under the name of its tool, as rustc's lints of other tools are.
fn code(diagnostic: &Diagnostic) -> Option<String> {
    diagnostic.rule.as_ref().map(|rule| format!("privlint::{rule}"))
}

#[cfg(test)]
mod fixture;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_their_names() {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name()).collect();
        assert_eq!(names, ["human", "concise", "json"]);
        assert!(names.iter().all(|name| format(name).is_some_and(|format| format.name() == *name)));
        assert!(format("xml").is_none());
    }
}
