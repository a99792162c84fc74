//! Items, statements, expressions, patterns and types, from tokens to [`crate::hir`] in one pass.
//!
//! A tree of `syn` for a file, which is thrown away at once, costs more than all the rest of an analysis. So everything
//! is read straight into what is kept; `syn` takes apart what macros are given and what attributes say of spans. Terms: a
//! *reader* stands at a token and reads up to an end. Invariants: children are added before their parents; long chains
//! (`a.b().c()…`, `a + b + …`) are read in a loop, so that recursion follows brackets only; a construct that is not known
//! is a failure with a place, never a guess, and costs the item around it.

mod atom;
mod attribute;
mod definition;
mod expr;
mod function;
mod import;
mod item;
mod literal;
mod members;
mod path;
mod pattern;
mod signature;
mod statement;
#[cfg(test)]
mod tests;
mod ty;
mod waiting;

pub(super) use attribute::Attribute;
pub(super) use item::next_item;

use super::body::Lowering;
use super::excerpt::Excerpt;
use super::scan::Kind;
use super::tokens::Token;
use crate::hir::{ExprId, ExprKind, Name};
use crate::span::Span;
use std::ops::Range;

/// What could not be read, as a byte range of the text, and why.
#[derive(Debug)]
pub(super) struct Failure {
    pub range: Range<usize>,
    pub message: &'static str,
}

/// What is read, or why it is not.
pub(super) type Read<T> = Result<T, Failure>;

/// A place among tokens, and what is made of them.
pub(super) struct Reader<'r, 't, 'e> {
    cx: &'r mut Lowering<'t>,
    text: &'e str,
    tokens: &'e [Token],
    excerpt: &'e Excerpt<'t>,
    /// The token that is read next, and the one before which reading ends.
    at: usize,
    end: usize,
    /// Whether a brace behind a path makes a struct of it, as it does not in the head of `if`.
    takes_structs: bool,
}

impl<'r, 't, 'e> Reader<'r, 't, 'e> {
    /// A reader of what lies in a byte range.
    pub(super) fn new(
        cx: &'r mut Lowering<'t>,
        excerpt: &'e Excerpt<'t>,
        range: Range<usize>,
    ) -> Reader<'r, 't, 'e> {
        let tokens = &excerpt.tokens;
        let (at, end) = (tokens.at(range.start), tokens.at(range.end));
        Reader { cx, text: &excerpt.text, tokens: tokens.all(), excerpt, at, end, takes_structs: true }
    }

    /// Says that everything was read.
    pub(super) fn end(&self) -> Read<()> {
        if self.at == self.end { Ok(()) } else { self.fail("unexpected token") }
    }

    fn fail<T>(&self, message: &'static str) -> Read<T> {
        let at = self.at.min(self.tokens.len().saturating_sub(1));
        let range = self.tokens.get(at).map_or(0..0, |token| token.start as usize..token.end as usize);
        Err(Failure { range, message })
    }

    /// The token that was read last; what ends too early may be passed over further than it goes.
    fn last(&self) -> Option<Token> {
        let at = self.at.min(self.end).checked_sub(1)?;
        self.tokens.get(at).copied()
    }

    /// The token so many ahead, up to the end.
    #[inline]
    fn ahead(&self, count: usize) -> Option<Token> {
        let at = self.at + count;
        if at < self.end { Some(self.tokens[at]) } else { None }
    }

    fn text_of(&self, token: Token) -> &'e str {
        &self.text[token.start as usize..token.end as usize]
    }

    /// The word so many tokens ahead, or nothing.
    fn word_ahead(&self, count: usize) -> &'e str {
        match self.ahead(count) {
            Some(token) if token.kind == Kind::Word => self.text_of(token),
            _ => "",
        }
    }

    /// The bracket or mark so many tokens ahead, or zero.
    fn byte_ahead(&self, count: usize) -> u8 {
        match self.ahead(count) {
            Some(token) if matches!(token.kind, Kind::Punct | Kind::Open | Kind::Close) => token.first,
            _ => 0,
        }
    }

    /// The first byte of a token; zero at the end.
    fn byte_at(&self, at: usize) -> u8 {
        self.tokens.get(at).filter(|_| at < self.end).map_or(0, |token| token.first)
    }

    fn is_byte(&self, byte: u8) -> bool {
        self.byte_ahead(0) == byte
    }

    /// Whether these marks stand here, one right behind the other.
    #[inline(always)]
    fn is_mark(&self, mark: &str) -> bool {
        self.is_mark_ahead(0, mark)
    }

    #[inline(always)]
    fn is_mark_ahead(&self, count: usize, mark: &str) -> bool {
        let mark = mark.as_bytes();
        let is_first = |token: Token| token.first == mark[0] && token.kind == Kind::Punct;
        self.ahead(count).is_some_and(is_first) && (mark.len() == 1 || self.is_whole_mark(count, mark))
    }

    /// Whether a mark of several bytes, the first of which stands there, goes on to its end.
    fn is_whole_mark(&self, count: usize, mark: &[u8]) -> bool {
        let start = self.tokens[self.at + count].start as usize;
        self.text.as_bytes()[start..].starts_with(mark)
            && self
                .ahead(count + mark.len() - 1)
                .is_some_and(|last| last.kind == Kind::Punct && last.end as usize == start + mark.len())
    }

    #[inline]
    fn is_word(&self, word: &str) -> bool {
        let is_one = |token: Token| token.first == word.as_bytes()[0] && token.kind == Kind::Word;
        self.ahead(0).is_some_and(|token| is_one(token) && self.text_of(token) == word)
    }

    /// Passes over a word, where it stands here.
    fn eat_word(&mut self, word: &str) -> bool {
        let is_here = self.is_word(word);
        self.at += usize::from(is_here);
        is_here
    }

    /// Passes over a mark, where it stands here.
    fn eat(&mut self, mark: &str) -> bool {
        let is_here = self.is_mark(mark);
        self.at += if is_here { mark.len() } else { 0 };
        is_here
    }

    /// Passes over a lifetime, where one stands here.
    fn eat_lifetime(&mut self) -> bool {
        let is_here = self.is_byte(b'\'');
        self.at += if is_here { 2 } else { 0 };
        is_here
    }

    fn expect(&mut self, mark: &str, message: &'static str) -> Read<()> {
        if self.eat(mark) { Ok(()) } else { self.fail(message) }
    }

    /// The place of a token.
    fn place(&self, token: Token) -> Span {
        self.excerpt.origin(token.start as usize..token.end as usize)
    }

    /// Passes over the token that stands here and gives its place.
    fn step(&mut self) -> Span {
        let place = self.ahead(0).map_or(self.excerpt.call, |token| self.place(token));
        self.at += 1;
        place
    }

    /// A name without its `r#`, and its place.
    fn name(&mut self) -> Read<(Name, Span)> {
        let Some(token) = self.ahead(0).filter(|token| token.kind == Kind::Word) else {
            return self.fail("expected a name");
        };
        self.at += 1;
        let word = self.text_of(token);
        // Few names begin with the letter of the mark.
        let marked = if token.first == b'r' { word.strip_prefix("r#") } else { None };
        Ok((Name::new(marked.unwrap_or(word)), self.place(token)))
    }

    /// Passes over attributes.
    fn attributes(&mut self) -> Read<()> {
        while self.is_byte(b'#') {
            let is_inner = self.byte_ahead(1) == b'!';
            self.at += 1 + usize::from(is_inner);
            self.skip_group(b'[')?;
        }
        Ok(())
    }

    /// Reads what stands between a pair of brackets, all of it, and passes over the pair; gives the place of the pair.
    fn group<T>(&mut self, open: u8, inside: impl FnOnce(&mut Self) -> Read<T>) -> Read<(T, Span)> {
        // The partner of a bracket that closes lies before it.
        let is_ahead = |&close: &usize| close > self.at && close < self.end;
        let close = self.ahead(0).and_then(|token| token.partner()).filter(is_ahead);
        let (Some(close), true) = (close, self.is_byte(open)) else {
            return self.fail(match open {
                b'(' => "expected `(` with its `)`",
                b'[' => "expected `[` with its `]`",
                _ => "expected `{` with its `}`",
            });
        };
        let whole = self.tokens[self.at].start as usize..self.tokens[close].end as usize;
        let outer =
            (std::mem::replace(&mut self.end, close), std::mem::replace(&mut self.takes_structs, true));
        self.at += 1;
        let read = inside(self)?;
        self.end()?;
        self.at = close + 1;
        (self.end, self.takes_structs) = outer;
        Ok((read, self.excerpt.origin(whole)))
    }

    /// The token behind one, or behind the bracket that closes it before the end.
    fn behind(&self, at: usize) -> usize {
        self.tokens[at].partner().filter(|&close| close > at && close < self.end).unwrap_or(at) + 1
    }

    /// Passes over a pair of brackets with what stands between.
    fn skip_group(&mut self, open: u8) -> Read<()> {
        self.group(open, |reader| {
            reader.at = reader.end;
            Ok(())
        })?;
        Ok(())
    }

    /// Whether a link of a chain stands here, so that a brace before it ends no statement.
    fn goes_on(&self) -> bool {
        self.is_mark(".") && !self.is_mark("..") || self.is_mark("?")
    }

    /// Reads a list with commas between, up to the end.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut all = Vec::new();
        while self.at < self.end {
            all.push(one(self)?);
            if self.at < self.end {
                self.expect(",", "expected `,`")?;
            }
        }
        Ok(all)
    }

    fn push(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.cx.push(kind, span)
    }

    fn span_of(&self, id: ExprId) -> Span {
        self.cx.body.expr(id).span
    }
}
