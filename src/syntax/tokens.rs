//! The tokens of a text without its comments, each bracket with its partner.
//!
//! Invariants: partners enclose nothing but whole pairs; a bracket that nothing closes, or that closes nothing, has no
//! partner. So what stands within a pair can be passed over at once, however broken the text around it is.

use super::scan::{Kind, Piece};

/// One token with its byte range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Its first byte, by which most questions are answered.
    pub first: u8,
    pub start: u32,
    pub end: u32,
    /// The index of the bracket on the other side.
    partner: u32,
}

/// A bracket without a partner, and what is no bracket.
const ALONE: u32 = u32::MAX;

impl Token {
    /// The index of the bracket on the other side.
    pub(super) fn partner(&self) -> Option<usize> {
        (self.partner != ALONE).then_some(self.partner as usize)
    }
}

/// The tokens of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    all: Vec<Token>,
    open: Vec<u32>,
}

/// So many bytes of a text make a token, at the least in most texts.
const BYTES_PER_TOKEN: usize = 5;

impl Tokens {
    /// None yet, with room for those of a text.
    pub(super) fn of(text: &str) -> Tokens {
        Tokens { all: Vec::with_capacity(text.len() / BYTES_PER_TOKEN), open: Vec::new() }
    }

    /// Adds the next piece of a text, which is no comment, by its first byte.
    #[inline]
    pub(super) fn push(&mut self, piece: Piece, first: u8) {
        let (start, end) = (piece.start as u32, piece.end as u32);
        let mut token = Token { kind: piece.kind, first, start, end, partner: ALONE };
        let at = self.all.len() as u32;
        match piece.kind {
            Kind::Open => self.open.push(at),
            Kind::Close => {
                let fits = |&open: &u32| closes(self.all[open as usize].first, first);
                // What was opened in between was never closed.
                if let Some(depth) = self.open.iter().rposition(fits) {
                    token.partner = self.open[depth];
                    self.all[token.partner as usize].partner = at;
                    self.open.truncate(depth);
                }
            }
            Kind::Word | Kind::Literal | Kind::Punct | Kind::Comment => {}
        }
        self.all.push(token);
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Token] {
        &self.all
    }

    /// The index of the first token that begins at an offset or behind it.
    pub(super) fn at(&self, offset: usize) -> usize {
        self.all.partition_point(|token| (token.start as usize) < offset)
    }
}

fn closes(open: u8, close: u8) -> bool {
    matches!((open, close), (b'(', b')') | (b'[', b']') | (b'{', b'}'))
}

#[cfg(test)]
mod tests {
    use super::super::scan::Scanner;
    use super::*;

    #[test]
    fn pairs_are_found_in_broken_text_too() {
        let text = "fn a( { (x) }\n} f[1]";
        let mut tokens = Tokens::default();
        Scanner::new(text).for_each(|piece| tokens.push(piece, text.as_bytes()[piece.start]));
        let of = |mark: char| text.find(mark).map(|at| tokens.all()[tokens.at(at)]);
        let partner = |mark: char| of(mark)?.partner().map(|at| tokens.all()[at].start as usize);
        assert_eq!(partner('{'), text.find('}'));
        assert_eq!(partner('['), text.find(']'));
        assert_eq!(partner('('), None);
    }
}
