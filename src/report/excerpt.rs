//! The texts that a report shows, made fit for that once for each file.
//!
//! *Body*: the text behind a byte order mark, which no editor counts as a column; offsets here are into the body.
//!
//! Invariant: a body is as long as the original in bytes and characters, so places of the original hold in it.

use super::sanitize;
use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, SourceMap};
use crate::span::{FileId, Span};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

/// The longest line that is shown as a whole, in bytes.
pub(super) const MAX_LINE: usize = 600;
/// How much is shown before and behind a place of a longer one.
const MARGIN: usize = 120;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// One file as it may be shown.
pub(super) struct Excerpt<'a> {
    /// The file itself.
    pub file: &'a SourceFile,
    /// Its text without the mark.
    text: &'a str,
    /// The body, once it is shown.
    body: OnceLock<Cow<'a, str>>,
    /// How many bytes stand before the body.
    pub skipped: usize,
}

impl<'a> Excerpt<'a> {
    fn new(file: &'a SourceFile) -> Excerpt<'a> {
        let text = file.text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&file.text);
        Excerpt { file, skipped: file.text.len() - text.len(), text, body: OnceLock::new() }
    }

    /// Its text without the mark, hidden characters and secrets.
    pub fn body(&self) -> &str {
        self.body.get_or_init(|| {
            let is_rust = self.file.name.ends_with(".rs");
            let redacted = if is_rust {
                sanitize::redact_literals(self.text)
            } else {
                sanitize::redact_quoted(self.text)
            };
            match redacted {
                Cow::Borrowed(text) => sanitize::text(text),
                Cow::Owned(text) => Cow::Owned(sanitize::text(&text).into_owned()),
            }
        })
    }

    /// The part of the body under a span; a span that does not fit is cut to the body.
    pub fn range(&self, span: Span) -> Range<usize> {
        let within = |offset: u32| self.boundary((offset as usize).saturating_sub(self.skipped));
        within(span.start)..within(span.end)
    }

    fn boundary(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The zero-based line of an offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.file.line_of((offset + self.skipped) as u32)
    }

    /// The range of a zero-based line, without its line break.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let range = self.file.line_range(line);
        range.start.saturating_sub(self.skipped)..range.end.saturating_sub(self.skipped)
    }

    /// The part of a zero-based line that is shown around a range: all of it, unless it is so long that nobody would find
    /// the range there. A template without line breaks would fill a report with copies of itself.
    pub fn shown(&self, line: usize, around: Range<usize>) -> Range<usize> {
        let whole = self.line_range(line);
        if whole.len() <= MAX_LINE {
            return whole;
        }
        let start = self.boundary(around.start.saturating_sub(MARGIN)).clamp(whole.start, whole.end);
        let end = self.boundary(around.end.saturating_add(MARGIN)).clamp(start, whole.end);
        start..end
    }

    /// Whether two ranges lie so far from each other on one line that what is between is not shown.
    pub fn is_far(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        let (first, last) = if one.start <= other.start { (one, other) } else { (other, one) };
        last.start.saturating_sub(first.end) > MAX_LINE && self.line_of(first.end) == self.line_of(last.start)
    }

    /// Zero-based line and column of an offset, the column in Unicode scalars.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        let start = self.line_range(line).start;
        (line, self.text[start.min(offset)..offset].chars().count())
    }

    /// `name:line:column` as people and editors write it.
    pub fn place(&self, span: Span) -> String {
        let (line, column) = self.position(self.range(span).start);
        format!("{}:{}:{}", self.name(), line + 1, column + 1)
    }

    /// The file's name as it may be shown.
    pub fn name(&self) -> Cow<'a, str> {
        sanitize::line(&self.file.name)
    }
}

/// Every file that some diagnostics point into.
pub(super) struct Excerpts<'a> {
    files: BTreeMap<FileId, Excerpt<'a>>,
}

impl<'a> Excerpts<'a> {
    /// The files of all labels and edits of `diagnostics`, of which only places are asked.
    pub fn places(sources: &'a SourceMap, diagnostics: &[Diagnostic]) -> Excerpts<'a> {
        let files = files(diagnostics.iter()).into_iter();
        Excerpts { files: files.map(|id| (id, Excerpt::new(sources.file(id)))).collect() }
    }

    /// The files of all labels and edits of `diagnostics`, to be shown.
    pub fn of(sources: &'a SourceMap, diagnostics: &[Diagnostic]) -> Excerpts<'a> {
        Excerpts::of_all(sources, diagnostics.iter())
    }

    /// The same of diagnostics that do not lie in one row.
    pub fn of_all<'d>(
        sources: &'a SourceMap,
        diagnostics: impl Iterator<Item = &'d Diagnostic>,
    ) -> Excerpts<'a> {
        let shown = |id: FileId| {
            let excerpt = Excerpt::new(sources.file(id));
            excerpt.body();
            (id, excerpt)
        };
        Excerpts { files: files(diagnostics).into_par_iter().map(shown).collect() }
    }

    /// The excerpt of one of these files.
    pub fn get(&self, id: FileId) -> Option<&Excerpt<'a>> {
        self.files.get(&id)
    }
}

fn files<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> BTreeSet<FileId> {
    diagnostics.flat_map(spans).map(|span| span.file).collect()
}

fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> {
    let labels = diagnostic.primary.iter().chain(&diagnostic.twins).chain(&diagnostic.labels);
    let labels = labels.map(|label| label.span);
    let edits = diagnostic.suggestions.iter().flat_map(|suggestion| &suggestion.edits).map(|edit| edit.span);
    labels.chain(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_column_and_no_text() {
        let file = SourceFile::new("a.rs".into(), "a.rs".into(), "\u{feff}日x\r\ny\u{202e}z\n".into());
        let excerpt = Excerpt::new(&file);
        assert_eq!(excerpt.body(), "日x\r\ny\u{fffd}z\n");
        assert_eq!(excerpt.place(Span::new(FileId(0), 6, 7)), "a.rs:1:2");
        assert_eq!(excerpt.place(Span::new(FileId(0), 13, 14)), "a.rs:2:3");
        assert_eq!(&excerpt.body()[excerpt.line_range(0)], "日x");
        assert_eq!(excerpt.range(Span::new(FileId(0), 4, 900)), 0..12, "a span that does not fit is cut");
    }
}
