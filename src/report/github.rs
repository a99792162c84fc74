//! Annotations of GitHub's workflow commands: a finding stands at its line in the review.
//!
//! Invariant: GitHub shows ten errors and ten warnings of a step and drops the others without a word, so that what would
//! be dropped is counted in a last notice.

use super::excerpt::Excerpts;
use super::region::{Region, place};
use super::{Format, Report, code, sanitize};
use crate::diagnostic::{Diagnostic, Level};
use std::io::{Result, Write};

/// So many annotations of one level are shown for a step.
const MAX_SHOWN: usize = 10;

/// The format `github`.
pub(super) struct Github;

impl Format for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let excerpts = Excerpts::of(report.sources, report.diagnostics);
        let mut cut = 0;
        for level in [Level::Error, Level::Warning, Level::Note] {
            let of_level = || report.diagnostics.iter().filter(|one| one.level == level);
            // The notice that counts what is left out needs a place too.
            let room = if level == Level::Note { MAX_SHOWN - 1 } else { MAX_SHOWN };
            for diagnostic in of_level().take(room) {
                write_annotation(diagnostic, place(report, &excerpts, diagnostic), out)?;
            }
            cut += of_level().count().saturating_sub(room);
        }
        match cut {
            0 => Ok(()),
            cut => writeln!(
                out,
                "::notice title=privlint::{cut} more are left out here; the summary of the step tells of all"
            ),
        }
    }
}

fn write_annotation(diagnostic: &Diagnostic, place: Option<Region>, out: &mut dyn Write) -> Result<()> {
    let command = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(Region { path, start, end }) = place {
        properties.push(format!("file={}", property(&sanitize::line(&path))));
        properties.push(format!("line={},endLine={}", start.line, end.line));
        // Columns of a place over several lines are taken for those of its first.
        if start.line == end.line {
            properties.push(format!("col={},endColumn={}", start.column, end.column));
        }
    }
    let title = code(diagnostic).unwrap_or_else(|| "privlint".to_string());
    properties.push(format!("title={}", property(&title)));
    let mut message = sanitize::line(&diagnostic.message).into_owned();
    for more in diagnostic.notes.iter().chain(diagnostic.suggestions.first().map(|one| &one.message)) {
        message.push('\n');
        message.push_str(&sanitize::line(more));
    }
    writeln!(out, "::{command} {}::{}", properties.join(","), data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
