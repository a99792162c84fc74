//! A text handed to the parser, with the place that each of its bytes comes from.
//!
//! The text is a file's own, or what a `macro_rules!` macro of the workspace makes of its arguments. Bytes that the
//! user wrote at the call keep their place; bytes that the macro's definition adds stand for the whole call.

use super::scan::is_word;
use crate::span::{FileId, Span};
use std::borrow::Cow;

/// A text and its origin.
#[derive(Debug)]
pub(super) struct Excerpt<'t> {
    pub text: Cow<'t, str>,
    pieces: Vec<Piece>,
    /// Where each line of the text begins.
    lines: Cow<'t, [u32]>,
    /// Where an expansion was called; the whole text for a file's own.
    pub call: Span,
    /// The macros that made the text, outermost first.
    pub wrappers: Vec<crate::hir::Name>,
}

/// A run of bytes with one origin.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: u32,
    end: u32,
    /// The origin of the first byte; none where a macro's definition wrote it.
    written: Option<(FileId, u32)>,
}

impl<'t> Excerpt<'t> {
    /// A file, or its beginning, whose lines are known.
    pub(super) fn of_file(file: FileId, text: &'t str, lines: &'t [u32]) -> Excerpt<'t> {
        Excerpt { lines: Cow::Borrowed(lines), ..Excerpt::of_part(file, text, 0, Vec::new()) }
    }

    /// A part of a file that begins at byte `base`.
    pub(super) fn of_rest(file: FileId, text: &'t str, base: u32) -> Excerpt<'t> {
        Excerpt::of_part(file, text, base, line_starts(text))
    }

    fn of_part(file: FileId, text: &'t str, base: u32, lines: Vec<u32>) -> Excerpt<'t> {
        let length = text.len() as u32;
        Excerpt {
            text: Cow::Borrowed(text),
            pieces: vec![Piece { start: 0, end: length, written: Some((file, base)) }],
            lines: Cow::Owned(lines),
            call: Span::new(file, base, base + length),
            wrappers: Vec::new(),
        }
    }

    /// The place of a token of this text. Line and column are asked for, since `proc_macro2` finds a byte offset by a
    /// search through a tree that grows with every question.
    pub(super) fn place(&self, span: proc_macro2::Span) -> Span {
        self.origin(self.start_of(span)..self.offset(span.end()))
    }

    /// Where a token begins in this text.
    pub(super) fn start_of(&self, span: proc_macro2::Span) -> usize {
        self.offset(span.start())
    }

    /// The place of a word, such as a name or a keyword; where it ends, the text tells at less cost.
    pub(super) fn word(&self, span: proc_macro2::Span) -> Span {
        self.named(span).1
    }

    /// A word without its `r#`, and its place.
    pub(super) fn named(&self, span: proc_macro2::Span) -> (&str, Span) {
        let start = self.start_of(span);
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let raw = if rest.starts_with(b"r#") { 2 } else { 0 };
        let length = rest[raw..].iter().take_while(|&&byte| is_word(byte)).count();
        let end = start + raw + length;
        (self.text.get(start + raw..end).unwrap_or_default(), self.origin(start..end))
    }

    /// The place of one character of punctuation or a bracket.
    pub(super) fn mark(&self, span: proc_macro2::Span) -> Span {
        let start = self.start_of(span);
        self.origin(start..start + 1)
    }

    fn offset(&self, at: proc_macro2::LineColumn) -> usize {
        let start =
            self.lines.get(at.line.saturating_sub(1)).map_or(self.text.len(), |&start| start as usize);
        let rest = &self.text.as_bytes()[start..];
        if rest.len() >= at.column && rest[..at.column].is_ascii() {
            return start + at.column;
        }
        self.text[start..].char_indices().nth(at.column).map_or(self.text.len(), |(offset, _)| start + offset)
    }

    /// The place of a byte range of this text.
    pub(super) fn origin(&self, range: std::ops::Range<usize>) -> Span {
        let (start, end) = (range.start as u32, range.end as u32);
        if let [Piece { start: 0, written: Some((file, base)), .. }] = self.pieces[..] {
            return Span::new(file, base + start, base + end);
        }
        let first = self.piece_at(start);
        let last = self.piece_at(end.saturating_sub(1).max(start));
        if let (Some(a), Some(b)) = (first, last)
            && let (Some((file, from)), Some((other, to))) = (a.written, b.written)
        {
            let (from, to) = (from + (start - a.start), to + (end - b.start));
            if file == other && from <= to {
                return Span::new(file, from, to);
            }
        }
        self.call
    }

    fn piece_at(&self, at: u32) -> Option<Piece> {
        let after = self.pieces.partition_point(|piece| piece.start <= at);
        let piece = *self.pieces.get(after.checked_sub(1)?)?;
        (at <= piece.end).then_some(piece)
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
    std::iter::once(0).chain(newlines).collect()
}

/// Puts an expansion together token by token.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    pieces: Vec<Piece>,
}

impl Builder {
    /// Adds a token that stands at `span` in the user's text, or that the definition wrote.
    pub(super) fn push(&mut self, token: &str, span: Option<Span>) {
        let start = self.text.len() as u32;
        self.text.push_str(token);
        let end = self.text.len() as u32;
        self.pieces.push(Piece { start, end, written: span.map(|span| (span.file, span.start)) });
        self.text.push(' ');
    }

    /// Leaves out the space that was put behind the last token, to join punctuation.
    pub(super) fn join(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
        }
    }

    /// How long the text is by now.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The finished expansion of a call.
    pub(super) fn finish(self, call: Span, wrappers: Vec<crate::hir::Name>) -> Excerpt<'static> {
        let lines = Cow::Owned(line_starts(&self.text));
        Excerpt { text: Cow::Owned(self.text), pieces: self.pieces, lines, call, wrappers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_wrote_keeps_its_place_and_the_rest_is_the_call() {
        let file = FileId(0);
        let call = Span::new(file, 100, 120);
        let mut builder = Builder::default();
        builder.push("info", None);
        builder.push("email", Some(Span::new(file, 105, 110)));
        let excerpt = builder.finish(call, Vec::new());
        assert_eq!(excerpt.text, "info email ");
        assert_eq!(excerpt.origin(5..10), Span::new(file, 105, 110));
        assert_eq!(excerpt.origin(6..8), Span::new(file, 106, 108));
        assert_eq!(excerpt.origin(0..10), call);
    }
}
