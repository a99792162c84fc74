//! A text handed to the parser, with the place that each of its bytes comes from.
//!
//! The text is a file's own, or what a `macro_rules!` macro of the workspace makes of its arguments. Bytes that the
//! user wrote at the call keep their place; bytes that the macro's definition adds stand for the whole call.

use super::survey::survey;
use super::tokens::Tokens;
use crate::span::{FileId, Span};
use std::borrow::Cow;

/// A text and its origin.
#[derive(Debug)]
pub(super) struct Excerpt<'t> {
    pub text: Cow<'t, str>,
    pub tokens: Tokens,
    /// The file whose text it is; none for an expansion.
    file: Option<FileId>,
    /// Where the parts of an expansion come from.
    pieces: Vec<Piece>,
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
    /// A file, or its beginning.
    pub(super) fn of_file(file: FileId, text: &'t str, tokens: Tokens) -> Excerpt<'t> {
        let end = text.len() as u32;
        Excerpt {
            text: Cow::Borrowed(text),
            tokens,
            file: Some(file),
            pieces: Vec::new(),
            call: Span::new(file, 0, end),
            wrappers: Vec::new(),
        }
    }

    /// Whether it is a file's own text.
    pub(super) fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// The place of a byte range of this text.
    #[inline]
    pub(super) fn origin(&self, range: std::ops::Range<usize>) -> Span {
        let (start, end) = (range.start as u32, range.end as u32);
        match self.file {
            Some(file) => Span::new(file, start, end),
            None => self.origin_of_pieces(start, end),
        }
    }

    fn origin_of_pieces(&self, start: u32, end: u32) -> Span {
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

    /// The finished expansion of a call; none where it is nested too deeply to be read.
    pub(super) fn finish(self, call: Span, wrappers: Vec<crate::hir::Name>) -> Option<Excerpt<'static>> {
        let survey = survey(&self.text);
        let (text, tokens) = (Cow::Owned(self.text), survey.tokens);
        survey.fits.then_some(Excerpt { text, tokens, file: None, pieces: self.pieces, call, wrappers })
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
        let Some(excerpt) = builder.finish(call, Vec::new()) else { panic!("it is not nested deeply") };
        assert_eq!(excerpt.text, "info email ");
        assert_eq!(excerpt.origin(5..10), Span::new(file, 105, 110));
        assert_eq!(excerpt.origin(6..8), Span::new(file, 106, 108));
        assert_eq!(excerpt.origin(0..10), call);
    }
}
