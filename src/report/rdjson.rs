//! reviewdog's format, with fixes that a reviewer applies by a click.
//!
//! Invariant: columns count bytes from one.

use super::escape::write_pretty;
use super::excerpt::Excerpts;
use super::region::{Point, Region, place, region};
use super::{Format, Report, code, sanitize};
use crate::diagnostic::{Diagnostic, Level, Suggestion};
use serde::Serialize;
use std::io::{Result, Write};

/// The format `rdjson`.
pub(super) struct Rdjson;

#[derive(Serialize)]
struct Document {
    source: Source,
    severity: &'static str,
    diagnostics: Vec<Shape>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Shape {
    message: String,
    location: Location,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Replacement>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related>,
}

#[derive(Serialize)]
struct Code {
    value: String,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Related {
    message: String,
    location: Location,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Replacement {
    range: Range,
    text: String,
}

impl Format for Rdjson {
    fn name(&self) -> &'static str {
        "rdjson"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let excerpts = Excerpts::of(report.sources, report.diagnostics);
        let shape = |diagnostic: &Diagnostic| shape(report, &excerpts, diagnostic);
        let worst = report.diagnostics.iter().map(|one| one.level).max();
        let document = Document {
            source: Source { name: "privlint" },
            severity: severity(worst.unwrap_or(Level::Note)),
            diagnostics: report.diagnostics.iter().map(shape).collect(),
        };
        write_pretty(&document, out)
    }
}

fn shape(report: &Report<'_>, excerpts: &Excerpts<'_>, diagnostic: &Diagnostic) -> Shape {
    let at = |span| region(report, excerpts, span).map(location);
    let place = place(report, excerpts, diagnostic).map(location);
    let nowhere = || Location { path: report.nowhere(), range: None };
    let labels = diagnostic.labels.iter().filter_map(|label| {
        Some(Related { message: sanitize::line(&label.message).into_owned(), location: at(label.span)? })
    });
    let replacements =
        diagnostic.suggestions.iter().filter_map(|one| replacement(report, excerpts, diagnostic, one));
    Shape {
        message: sanitize::line(&diagnostic.message).into_owned(),
        location: place.unwrap_or_else(nowhere),
        severity: severity(diagnostic.level),
        code: code(diagnostic).map(|value| Code { value }),
        suggestions: replacements.take(1).collect(),
        related_locations: labels.collect(),
    }
}

/// A suggestion that is one edit of the file of the finding; others cannot be told in this format.
fn replacement(
    report: &Report<'_>,
    excerpts: &Excerpts<'_>,
    diagnostic: &Diagnostic,
    suggestion: &Suggestion,
) -> Option<Replacement> {
    let [edit] = suggestion.edits.as_slice() else { return None };
    let is_here = diagnostic.primary.as_ref().is_some_and(|label| label.span.file == edit.span.file);
    let place = region(report, excerpts, edit.span).filter(|_| is_here && super::may_offer(suggestion))?;
    Some(Replacement { range: range(place.start, place.end), text: edit.text.clone() })
}

fn location(region: Region) -> Location {
    Location { range: Some(range(region.start, region.end)), path: region.path }
}

fn range(start: Point, end: Point) -> Range {
    let position = |point: Point| Position { line: point.line, column: point.byte };
    Range { start: position(start), end: position(end) }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Note => "INFO",
    }
}
