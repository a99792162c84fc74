//! The tokens between two delimiters, for the dialects whose tags hold expressions.
//!
//! A tag that is not closed ends at the next opening delimiter, so that a broken one costs itself only and no text is
//! read more than twice.

use super::Extent;

/// A piece of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Number,
    /// A string with its quotes.
    Text,
    /// One character that is an operator or a bracket.
    Mark(u8),
}

impl Token {
    pub(super) fn at(&self) -> Extent {
        self.start..self.end
    }

    /// The inside of a string.
    pub(super) fn inner(&self) -> Extent {
        self.start + 1..(self.end - 1).max(self.start + 1)
    }
}

/// How a tag ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Behind its closing delimiter.
    Closed(usize),
    /// It has none: where reading goes on, and what is wrong.
    Broken(usize, &'static str),
}

/// Marks that may stand before a closing delimiter, or behind an opening one, to trim the text around a tag.
pub(super) const TRIMS: [u8; 3] = [b'-', b'+', b'~'];

/// Reads the tokens from `start` up to `close` into `tokens`; `openers` end a tag that was not closed.
pub(super) fn lex(
    text: &str,
    start: usize,
    close: &str,
    openers: &[&str],
    tokens: &mut Vec<Token>,
) -> Ending {
    tokens.clear();
    let bytes = text.as_bytes();
    let (closing, mut at, mut braces) = (close.as_bytes(), start, 0usize);
    while at < bytes.len() {
        let byte = bytes[at];
        if braces == 0 && byte == closing[0] && bytes[at..].starts_with(closing) {
            drop_trim(tokens, bytes, at);
            return Ending::Closed(at + closing.len());
        }
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if openers.iter().any(|opener| bytes[at..].starts_with(opener.as_bytes())) {
            return Ending::Broken(at, "another tag begins before this one is closed");
        }
        let (kind, end) = match byte {
            b'"' | b'\'' | b'`' => match string_end(bytes, at, closing) {
                Some(end) => (Kind::Text, end),
                None => return Ending::Broken(start, "a string is not closed in its line"),
            },
            b'0'..=b'9' => (Kind::Number, number_end(bytes, at)),
            _ if is_name(byte) => (Kind::Name, name_end(bytes, at)),
            _ => {
                match byte {
                    b'{' => braces += 1,
                    b'}' => braces = braces.saturating_sub(1),
                    _ => {}
                }
                (Kind::Mark(byte), at + 1)
            }
        };
        tokens.push(Token { kind, start: at as u32, end: end as u32 });
        at = end;
    }
    Ending::Broken(start, "this tag is not closed")
}

/// A mark right before the closing delimiter trims the text behind it.
fn drop_trim(tokens: &mut Vec<Token>, bytes: &[u8], at: usize) {
    if let Some(last) = tokens.last()
        && last.end as usize == at
        && matches!(last.kind, Kind::Mark(_) | Kind::Name)
        && last.end - last.start == 1
        && TRIMS.contains(&bytes[last.start as usize])
    {
        tokens.pop();
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@') || byte >= 0x80
}

fn name_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&byte| !is_name(byte)).map_or(bytes.len(), |length| at + length)
}

fn number_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(&byte) = bytes.get(end) {
        let is_fraction = byte == b'.' && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !is_fraction && !byte.is_ascii_alphanumeric() && byte != b'_' {
            break;
        }
        end += 1;
    }
    end
}

/// Where a string ends; one that runs over its line is none if the tag could be closed before the line's end.
pub(super) fn string_end(bytes: &[u8], start: usize, closing: &[u8]) -> Option<usize> {
    let (quote, mut at) = (bytes[start], start + 1);
    let mut may_close = false;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote != b'`' => at += 1,
            byte if byte == quote => return Some(at + 1),
            b'\n' if may_close => return None,
            _ => may_close |= bytes[at..].starts_with(closing),
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_at_its_closer_or_at_the_next_opener() {
        let mut tokens = Vec::new();
        let mut check = |text: &str| {
            let ending = lex(text, 2, "}}", &["{{", "{%"], &mut tokens);
            (ending, tokens.len())
        };
        assert_eq!(check("{{ a.b|f -}} x"), (Ending::Closed(12), 5));
        assert_eq!(check("{{ {'a': '}}'} }}"), (Ending::Closed(17), 5));
        assert!(matches!(check("{{ a {{ b }}"), (Ending::Broken(5, _), 1)));
        assert!(matches!(check("{{ \"a }}\n \" }}"), (Ending::Broken(2, _), 0)));
        assert!(matches!(check("{{ \"a\n b\" }}"), (Ending::Closed(12), 1)));
    }
}
