//! Where something stands, as tools outside of an editor want it: a path below the top of the repository, lines from
//! one, columns from one in characters and in bytes.

use super::Report;
use super::excerpt::Excerpts;
use crate::diagnostic::Diagnostic;
use crate::paths::slashed;
use crate::source::SourceFile;
use crate::span::Span;

/// A line with two columns, all from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// The line.
    pub line: usize,
    /// The column in Unicode scalars.
    pub column: usize,
    /// The column in bytes.
    pub byte: usize,
}

/// A place of a file; the end stands behind the last character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Region {
    /// The path below the top of the repository, with `/`.
    pub path: String,
    /// Where it begins.
    pub start: Point,
    /// Where it ends.
    pub end: Point,
}

/// The region of a span; nothing where its file is not among the excerpts.
pub(super) fn region(report: &Report<'_>, excerpts: &Excerpts<'_>, span: Span) -> Option<Region> {
    let excerpt = excerpts.get(span.file)?;
    let range = excerpt.range(span);
    let point = |offset: usize| {
        let (line, column) = excerpt.position(offset);
        let start = excerpt.line_range(line).start;
        Point { line: line + 1, column: column + 1, byte: offset.saturating_sub(start) + 1 }
    };
    Some(Region { path: path(report, excerpt.file), start: point(range.start), end: point(range.end) })
}

/// The region at which a diagnostic stands; nothing where it has no place.
pub(super) fn place(report: &Report<'_>, excerpts: &Excerpts<'_>, diagnostic: &Diagnostic) -> Option<Region> {
    diagnostic.primary.as_ref().and_then(|label| region(report, excerpts, label.span))
}

/// The path of a file below the top of the repository; its name where it lies elsewhere.
pub(super) fn path(report: &Report<'_>, file: &SourceFile) -> String {
    let below = file.path.strip_prefix(report.top).ok().map(slashed);
    below.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name.clone())
}
