//! Literals, as far as their values matter: texts and whole numbers.

use super::Reader;
use crate::hir::{ExprId, ExprKind, Name};
use crate::span::Span;
use crate::syntax::scan::{Kind, Scanner};

impl Reader<'_, '_, '_> {
    /// A string, a character or bytes.
    pub(super) fn literal(&mut self) -> ExprId {
        let text = self.ahead(0).map_or("", |token| self.text_of(token));
        let kind = match text.as_bytes().first() {
            Some(b'"' | b'r') => value_of(text).map_or(ExprKind::Lit, ExprKind::Str),
            _ => ExprKind::Lit,
        };
        let place = self.step();
        self.push(kind, place)
    }

    pub(super) fn number(&mut self) -> ExprId {
        let (whole, place) = self.pass_number();
        self.push(whole.map_or(ExprKind::Lit, ExprKind::Number), place)
    }

    /// Passes over a number, which may be several tokens, as `1.5e-3` is; gives its value, where it is a whole one.
    pub(super) fn pass_number(&mut self) -> (Option<u32>, Span) {
        let word = self.word_ahead(0);
        let mut place = self.step();
        let is_decimal = !matches!(word.as_bytes(), [b'0', b'x' | b'o' | b'b', ..]);
        let mut last = word;
        let mut is_fraction = false;
        if is_decimal && self.is_mark(".") && !self.is_mark("..") && self.touches() {
            let behind = self.word_ahead(1);
            let has_digits = behind.starts_with(|c: char| c.is_ascii_digit());
            // `1.max(2)`
            if has_digits || behind.is_empty() {
                place = place.to(self.step());
                is_fraction = true;
                last = "";
                if has_digits && self.touches() {
                    last = behind;
                    place = place.to(self.step());
                }
            }
        }
        let is_exponent = is_decimal && last.ends_with(['e', 'E']);
        if is_exponent && matches!(self.byte_ahead(0), b'+' | b'-') && self.touches() {
            let digits = self.word_ahead(1);
            if digits.starts_with(|c: char| c.is_ascii_digit()) {
                self.at += 1;
                place = place.to(self.step());
                is_fraction = true;
            }
        }
        (if is_fraction { None } else { whole_number(word) }, place)
    }

    /// Whether a token stands right behind the one before it.
    fn touches(&self) -> bool {
        self.last().zip(self.ahead(0)).is_some_and(|(before, here)| before.end == here.start)
    }
}

/// The value of a text that is one string literal.
pub(super) fn text_of(text: &str) -> Option<Name> {
    let mut pieces = Scanner::new(text).filter(|piece| piece.kind != Kind::Comment);
    let literal = pieces.next().filter(|piece| piece.kind == Kind::Literal && pieces.next().is_none())?;
    let literal = &text[literal.start..literal.end];
    if literal.starts_with(['"', 'r']) { value_of(literal) } else { None }
}

/// The value of a string literal as written; none where an escape means nothing.
fn value_of(literal: &str) -> Option<Name> {
    if let Some(raw) = literal.strip_prefix('r') {
        let inner = raw.trim_matches('#');
        return Some(Name::new(inner.strip_prefix('"')?.strip_suffix('"')?));
    }
    let close = literal.rfind('"').filter(|&close| close > 0)?;
    let inner = &literal[1..close];
    if !inner.contains(['\\', '\r']) {
        return Some(Name::new(inner));
    }
    let literal: syn::LitStr = syn::parse_str(&literal[..=close]).ok()?;
    Some(Name::new(literal.value()))
}

/// The value of a whole number as written; none where it is larger than a `u32`, or no whole number.
fn whole_number(word: &str) -> Option<u32> {
    let (radix, digits) = match word.as_bytes() {
        [b'0', b'x', ..] => (16, &word[2..]),
        [b'0', b'o', ..] => (8, &word[2..]),
        [b'0', b'b', ..] => (2, &word[2..]),
        _ => (10, word),
    };
    let end = digits.find(|c: char| !c.is_digit(radix) && c != '_').unwrap_or(digits.len());
    let is_whole = digits[end..].is_empty() || digits[end..].starts_with(['u', 'i']);
    let plain: String = digits[..end].chars().filter(|&c| c != '_').collect();
    if is_whole { u32::from_str_radix(&plain, radix).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_have_their_values() {
        assert_eq!(whole_number("1_000u64"), Some(1000));
        assert_eq!(whole_number("0xFFi32"), Some(255));
        assert_eq!(whole_number("0b11"), Some(3));
        assert_eq!(whole_number("1f32"), None);
        assert_eq!(whole_number("1e5"), None);
        assert_eq!(whole_number("99999999999"), None);
    }

    #[test]
    fn strings_have_their_values() {
        assert_eq!(value_of(r#""a\n{}\u{4e2d}""#).as_deref(), Some("a\n{}中"));
        assert_eq!(value_of("\"a \\\n   b\"").as_deref(), Some("a b"));
        assert_eq!(value_of(r###"r##"a"# \n"##"###).as_deref(), Some(r##"a"# \n"##));
        assert_eq!(value_of("\"open"), None);
    }
}
