//! One look over a text before it is read: its tokens, whether its nesting fits, where its doc comments are, and whether
//! it ends within a text or a comment.

use super::scan::{Kind, Piece, Scanner};
use super::tokens::{Token, Tokens};
use std::ops::Range;

/// What was seen of a text.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Whether recursion along the nesting stays within a worker's stack, and no number is too long.
    pub fits: bool,
    /// The doc comments of the items, in order, as byte ranges.
    pub docs: Vec<Range<usize>>,
    /// Where the literal or comment begins that nothing closes before the end.
    pub unclosed: Option<usize>,
    pub tokens: Tokens,
}

/// The most that one path from the root of the syntax tree to a leaf may cost; the reader recurses along it.
const MAX_NESTING: usize = 20_000;

/// The most bytes that a number may have, since the time of `syn`, which reads those in macro calls, grows with the square of them.
const MAX_NUMBER: usize = 2_000;

/// Whether recursion stays within a worker's stack, and its time in proportion to the text.
pub(super) fn nesting_fits(text: &str) -> bool {
    survey(text).fits
}

/// Looks over a text. Brackets weigh 20 and operators 1 to 20, after the stack that each takes in an unoptimised build
/// of the parser.
pub(super) fn survey(text: &str) -> Survey {
    let (mut bases, mut docs, mut tokens) = (Vec::new(), Vec::new(), Tokens::of(text));
    let mut last = None;
    let mut fits = true;
    let (mut base, mut cost, mut angles) = (0usize, 0usize, 0usize);
    let mut after_brace = false;
    // How many brackets are open inside the outermost macro call: `name! { … }`, `macro_rules! name { … }`.
    let mut in_macro = 0usize;
    for piece in Scanner::new(text) {
        let bytes = &text.as_bytes()[piece.start..piece.end];
        last = Some(piece);
        if piece.kind == Kind::Comment {
            if in_macro == 0 && is_doc(bytes) {
                docs.push(piece.start..piece.end);
            }
            continue;
        }
        if after_brace && !(piece.kind == Kind::Punct || bytes == b"else") {
            (cost, angles) = (base, 0);
        }
        after_brace = false;
        match piece.kind {
            Kind::Open => {
                in_macro += usize::from(in_macro > 0 || opens_macro(tokens.all()));
                bases.push((base, cost, angles));
                cost += 20 + 20 * angles;
                (base, angles) = (cost, 0);
            }
            Kind::Close => {
                in_macro = in_macro.saturating_sub(1);
                (base, cost, angles) = bases.pop().unwrap_or_default();
                after_brace = bytes == b"}";
            }
            Kind::Punct => match bytes[0] {
                b';' => (cost, angles) = (base, 0),
                b',' => cost = base,
                b'<' => angles += 1,
                b'>' => angles = angles.saturating_sub(1),
                b'!' | b'-' | b'*' | b'&' | b'|' | b'=' => cost += 4,
                _ => cost += 1,
            },
            Kind::Word if is_prefix_keyword(bytes) => cost += 4,
            Kind::Word if bytes[0].is_ascii_digit() => fits &= bytes.len() <= MAX_NUMBER,
            Kind::Word | Kind::Literal | Kind::Comment => {}
        }
        fits &= cost + 20 * angles <= MAX_NESTING;
        tokens.push(piece, bytes[0]);
    }
    let unclosed = last.filter(|last| last.end == text.len() && is_open(*last, &text[last.start..]));
    Survey { fits, docs, unclosed: unclosed.map(|last| last.start), tokens }
}

/// Whether a bracket behind these tokens is that of a macro call: behind a `!`, or a `!` and a word.
fn opens_macro(before: &[Token]) -> bool {
    let is_mark = |token: &Token| token.kind == Kind::Punct && token.first == b'!';
    match before {
        [.., mark, name] if name.kind == Kind::Word => is_mark(mark),
        [.., mark] => is_mark(mark),
        [] => false,
    }
}

/// Whether the last piece of a text lacks its end.
pub(super) fn is_open(piece: Piece, text: &str) -> bool {
    match piece.kind {
        Kind::Comment => {
            let closed = memchr::memmem::find_iter(text.as_bytes(), b"*/").count();
            text.starts_with("/*") && closed < memchr::memmem::find_iter(text.as_bytes(), b"/*").count()
        }
        Kind::Literal => {
            let start = text.find(['"', '\'']).unwrap_or(0);
            let quote = if text[start..].starts_with('\'') { '\'' } else { '"' };
            let inner = text.trim_end_matches('#').strip_suffix(quote).unwrap_or_default();
            let escapes = inner.len() - inner.trim_end_matches('\\').len();
            inner.len() <= start || escapes % 2 == 1 && !text[..start].contains('r')
        }
        _ => false,
    }
}

/// Whether a comment is one of documentation on its own line.
pub(super) fn is_doc(comment: &[u8]) -> bool {
    comment.starts_with(b"//!") || comment.starts_with(b"///") && comment.get(3) != Some(&b'/')
}

/// How long the first phrase of a doc comment is and what ends it, where something does.
pub(super) fn phrase_end(docs: &str) -> Option<(usize, &str)> {
    docs.match_indices(['.', '。', ',', '，', '(', '（', ';', '\n']).next()
}

impl Survey {
    /// The doc comment of the declaration that begins at an offset, one line of it after the other.
    pub(super) fn docs_above<'t>(&self, text: &'t str, start: usize) -> Vec<&'t str> {
        let end = self.docs.partition_point(|doc| doc.end <= start);
        let (mut lines, mut below) = (Vec::new(), start);
        for doc in self.docs[..end].iter().rev() {
            if !is_head(&text[doc.end..below]) {
                break;
            }
            lines.push(text[doc.start + 3..doc.end].trim());
            below = doc.start;
        }
        lines.reverse();
        lines
    }
}

/// No declaration has more than this before it.
const MAX_BETWEEN: usize = 4_000;

/// Whether nothing but attributes, visibility and keywords stand between a doc comment and what it documents. Unlike an
/// annotation, which also speaks of the one field of the struct below it, a doc comment stops at the first bracket.
fn is_head(between: &str) -> bool {
    let mut depth = 0usize;
    between.len() < MAX_BETWEEN
        && Scanner::new(between).all(|piece| {
            let byte = between.as_bytes()[piece.start];
            match piece.kind {
                Kind::Open if depth == 0 && byte == b'{' => return false,
                Kind::Open => depth += 1,
                Kind::Close if depth == 0 => return false,
                Kind::Close => depth -= 1,
                Kind::Punct if depth == 0 => return byte == b'#',
                Kind::Word | Kind::Literal | Kind::Comment | Kind::Punct => {}
            }
            true
        })
        && depth == 0
}

fn is_prefix_keyword(word: &[u8]) -> bool {
    matches!(
        word,
        b"else"
            | b"return"
            | b"break"
            | b"if"
            | b"match"
            | b"move"
            | b"async"
            | b"unsafe"
            | b"mut"
            | b"as"
            | b"let"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_nesting_is_caught_and_long_files_are_not() {
        assert!(!nesting_fits(&"(".repeat(10_000)));
        assert!(!nesting_fits(&"Vec<".repeat(2_000)));
        assert!(!nesting_fits(&"!".repeat(10_000)));
        assert!(nesting_fits(&"fn f(a: &str) -> Vec<u8> { a.b(); }\n".repeat(20_000)));
        assert!(nesting_fits(&"x < y, ".repeat(500)));
        assert!(!nesting_fits(&format!("const A: u8 = {};", "9".repeat(200_000))));
    }

    #[test]
    fn a_doc_comment_belongs_to_the_declaration_below_it() {
        let text = "struct S {\n    /// one\n    /// two\n    #[serde(rename = \"x\")]\n    pub(crate) a: u8,\n    b: u8,\n}";
        let survey = survey(text);
        let above = |name: &str| survey.docs_above(text, text.find(name).unwrap_or(0));
        assert_eq!(above("a: u8"), ["one", "two"]);
        assert!(above("b: u8").is_empty());
    }
}
