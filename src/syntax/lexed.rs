//! What `proc_macro2` was given last, which is what stands in a macro call, by which the places of its tokens are told.
//!
//! Line and column of a token are asked for, since `proc_macro2` finds a byte offset by a search through a tree that
//! grows with every question.

use super::scan::is_word;
use std::ops::Range;
use std::rc::Rc;

/// A text that was lexed on its own, and the way from there to the text that is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexed {
    text: Rc<str>,
    /// Where each line begins.
    lines: Vec<u32>,
    /// Where it begins in the text that is read.
    base: usize,
}

impl Lexed {
    /// A stretch of the text that is read.
    pub(super) fn part(text: &str, base: usize) -> Lexed {
        let lines = line_starts(text);
        Lexed { text: text.into(), lines, base }
    }

    /// The byte range of a token in the text that is read.
    pub(super) fn range(&self, span: proc_macro2::Span) -> Range<usize> {
        self.base + self.offset(span.start())..self.base + self.offset(span.end())
    }

    /// Where a token begins in the text that is read.
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
        let start =
            self.lines.get(at.line.saturating_sub(1)).map_or(self.text.len(), |&start| start as usize);
        let rest = &self.text.as_bytes()[start..];
        if rest.len() >= at.column && rest[..at.column].is_ascii() {
            return start + at.column;
        }
        self.text[start..].char_indices().nth(at.column).map_or(self.text.len(), |(offset, _)| start + offset)
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
    std::iter::once(0).chain(newlines).collect()
}
