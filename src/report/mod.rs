//! What a run found, written out: one [`Report`] in, the bytes of one [`Format`] out.
//!
//! *Excerpt*: the text of a file as it may be shown, without hidden characters and without secrets.
//! *Summary*: what the run counted, in one sentence.
//!
//! Invariants: the same report gives the same bytes; no text of the analysed tree is written out but through
//! [`sanitize`]; a format owns the shape that it serialises and nothing outside this module knows it.

mod concise;
mod delta;
mod escape;
mod excerpt;
mod github;
mod gitlab;
mod home;
mod human;
mod json;
mod junit;
mod line_hash;
mod markdown;
mod patch;
mod rdjson;
mod redact;
mod region;
pub mod sanitize;
mod sarif;
mod schema;
mod summary;

pub use delta::{Told, delta_markdown, delta_text};
pub use human::write_findings;
pub use schema::schema;
pub use summary::{Summary, counted};

use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Level, Silenced, Suggestion};
use crate::paths::slashed;
use crate::source::SourceMap;
use crate::workspace::Workspace;
use std::borrow::Cow;
use std::io::{Result, Write};
use std::path::Path;

/// One finished run.
pub struct Report<'a> {
    /// The packages that were looked at.
    pub workspace: &'a Workspace,
    /// The texts that the diagnostics point into.
    pub sources: &'a SourceMap,
    /// The top of the repository, or the root of the run where there is none: what paths begin at for other tools.
    pub top: &'a Path,
    /// What is known of lints.
    pub catalog: &'a Catalog,
    /// What is to be said, in the order in which it is said.
    pub diagnostics: &'a [Diagnostic],
    /// Findings that are not told of.
    pub silenced: &'a [Silenced],
    /// Whether findings that were known before are taken out.
    pub is_compared: bool,
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
pub const FORMATS: &[&dyn Format] = &[
    &human::Human,
    &concise::Concise,
    &json::Json,
    &sarif::Sarif,
    &github::Github,
    &gitlab::Gitlab,
    &rdjson::Rdjson,
    &junit::Junit,
    &markdown::Markdown,
];

impl Report<'_> {
    /// The path at which other tools are told of what has no place: the manifest of the run.
    fn nowhere(&self) -> String {
        let manifest = self.workspace.root.join("Cargo.toml");
        slashed(manifest.strip_prefix(self.top).unwrap_or(Path::new("Cargo.toml")))
    }
}

/// Whether a suggestion may be offered as edits: one that holds a secret can be neither shown nor starred out.
fn may_offer(suggestion: &Suggestion) -> bool {
    let may_show = |text: &str| matches!(sanitize::redact_literals(text), Cow::Borrowed(_));
    suggestion.edits.iter().all(|edit| may_show(&edit.text))
}

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
        assert_eq!(names[..3], ["human", "concise", "json"]);
        assert!(names.iter().all(|name| format(name).is_some_and(|format| format.name() == *name)));
        assert!(format("xml").is_none());
    }
}
