//! What the parser's lexer was given last, by which the places of its tokens are told.
//!
//! Line and column of a token are asked for, since `proc_macro2` finds a byte offset by a search through a tree that
//! grows with every question.

use super::scan::is_word;
use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

/// A text that was lexed on its own, and where it stands in another.
#[derive(Clone, Debug)]
pub(super) struct Lexed<'t> {
    text: Rc<String>,
    /// Where each line begins.
    lines: Cow<'t, [u32]>,
    /// Where the text begins in the other.
    base: usize,
}

impl<'t> Lexed<'t> {
    /// A whole text whose lines are known.
    pub(super) fn whole(text: Rc<String>, lines: &'t [u32]) -> Lexed<'t> {
        Lexed { text, lines: Cow::Borrowed(lines), base: 0 }
    }

    /// A text that begins at an offset of another.
    pub(super) fn part(text: &str, base: usize) -> Lexed<'static> {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
        Lexed { lines: std::iter::once(0).chain(newlines).collect(), text: Rc::new(text.to_string()), base }
    }

    /// The byte range of a token in the other text.
    pub(super) fn range(&self, span: proc_macro2::Span) -> Range<usize> {
        self.start(span)..self.base + self.offset(span.end())
    }

    /// Where a token begins in the other text.
    pub(super) fn start(&self, span: proc_macro2::Span) -> usize {
        self.base + self.offset(span.start())
    }

    /// The byte range of a word, such as a name or a keyword; where it ends, the text tells at less cost.
    pub(super) fn word(&self, span: proc_macro2::Span) -> Range<usize> {
        let start = self.offset(span.start());
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let raw = if rest.starts_with(b"r#") { 2 } else { 0 };
        let length = raw + rest[raw..].iter().take_while(|&&byte| is_word(byte)).count();
        self.base + start..self.base + start + length
    }

    fn offset(&self, at: proc_macro2::LineColumn) -> usize {
        let text = self.text.as_str();
        let start = self.lines.get(at.line.saturating_sub(1)).map_or(text.len(), |&start| start as usize);
        let rest = &text.as_bytes()[start..];
        if rest.len() >= at.column && rest[..at.column].is_ascii() {
            return start + at.column;
        }
        text[start..].char_indices().nth(at.column).map_or(text.len(), |(offset, _)| start + offset)
    }
}
