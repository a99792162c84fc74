//! What `proc_macro2` was given last, which is what stands in a macro call, by which the places of its tokens are told.
//!
//! Line and column of a token are asked for, since `proc_macro2` finds a byte offset by a search through a tree that
//! grows with every question.

use super::scan::is_word;
use std::cell::Cell;
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
    is_ascii: bool,
    /// The line and column that were asked for last, and where they are: the next ones mostly lie behind them.
    last: Cell<(usize, usize, usize)>,
}

impl Lexed {
    /// A stretch of the text that is read.
    pub(super) fn part(text: &str, base: usize) -> Lexed {
        let lines = line_starts(text);
        Lexed { text: text.into(), lines, base, is_ascii: text.is_ascii(), last: Cell::default() }
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
        if self.is_ascii {
            return (start + at.column).min(self.text.len());
        }
        let (line, column, offset) = self.last.get();
        let is_behind = line == at.line && column <= at.column;
        let (column, from) = if is_behind { (column, offset) } else { (0, start) };
        let rest = self.text[from..].char_indices().nth(at.column - column);
        let offset = rest.map_or(self.text.len(), |(offset, _)| from + offset);
        self.last.set((at.line, at.column, offset));
        offset
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1);
    std::iter::once(0).chain(newlines).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::{TokenStream, TokenTree};

    #[test]
    fn places_are_bytes_whatever_stands_before() {
        for text in ["a b\n  c", "日 b /* 語 */ c\n 日 c", "a /* \u{1f600} */ \"é\" b é"] {
            let lexed = Lexed::part(text, 10);
            let tokens: Vec<TokenTree> =
                text.parse::<TokenStream>().unwrap_or_default().into_iter().collect();
            assert!(tokens.len() > 2);
            // From the front, and from the back.
            for token in tokens.iter().chain(tokens.iter().rev()) {
                let range = lexed.range(token.span());
                assert_eq!(text.get(range.start - 10..range.end - 10), Some(token.to_string().as_str()));
            }
        }
    }
}
