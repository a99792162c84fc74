//! Text of the analysed tree, made fit to be shown: no character that acts on a terminal; secrets are up to `redact`.
//!
//! *Hidden character*: one that moves the cursor, turns the direction of writing, or takes no room: control
//! characters, bidirectional marks, zero-width characters, tags.
//!
//! Invariant: what comes out has as many bytes and as many characters as what went in, so every offset and every
//! column of the original holds in the result. A text that needs no change is borrowed.

pub use super::redact::{redact_literals, redact_quoted};

use std::borrow::Cow;

/// A text of several lines; line breaks and tabs stay.
pub fn text(text: &str) -> Cow<'_, str> {
    replace(text, |byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'), visible)
}

/// A text that has to stay on one line, such as a name or a message: line breaks and tabs become spaces, so that no
/// text of the tree can pass for a line of the report.
pub fn line(text: &str) -> Cow<'_, str> {
    let change = |ch| if matches!(ch, '\n' | '\r' | '\t') { Some(' ') } else { visible(ch) };
    replace(text, |byte| matches!(byte, b' '..=b'~'), change)
}

/// Whether a character must not reach a terminal. A line feed and a tab may.
pub fn is_hidden(ch: char) -> bool {
    matches!(ch,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// What is shown in place of a hidden character: a visible one of the same length in UTF-8.
fn visible(ch: char) -> Option<char> {
    is_hidden(ch).then(|| match ch.len_utf8() {
        1 => '?',
        2 => '¿',
        3 => char::REPLACEMENT_CHARACTER,
        _ => '🛇',
    })
}

/// A text with some of its characters changed; bytes that `stays` holds of need not be looked at.
fn replace(text: &str, stays: impl Fn(u8) -> bool, change: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for (at, chunk) in text.as_bytes().chunks(CHUNK).enumerate() {
        // Most chunks stay; that of all bytes at once is found faster than of one after another.
        if chunk.iter().fold(true, |stay, &byte| stay & stays(byte)) {
            continue;
        }
        for at in (at * CHUNK..).take(chunk.len()).filter(|&at| !stays(text.as_bytes()[at])) {
            let Some(ch) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
            // The carriage return of a line break is no hidden character; one that stands alone overwrites its line.
            let breaks_line = text[at..].starts_with("\r\n") && change('\n').is_none();
            if let Some(shown) = change(ch).filter(|_| !breaks_line) {
                out.push_str(&text[copied..at]);
                out.push(shown);
                copied = at + ch.len_utf8();
            }
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// So many bytes are looked at together.
const CHUNK: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_keep_their_length() {
        for (raw, shown) in [
            ("a\u{1b}[31mb\u{7}\u{7f}", "a?[31mb??"),
            ("a\u{9b}b\u{ad}", "a¿b¿"),
            ("x\u{202e}y\u{200b}\u{feff}", "x\u{fffd}y\u{fffd}\u{fffd}"),
            ("t\u{e0041}", "t🛇"),
            ("a\r\nb\rc\td\n", "a\r\nb?c\td\n"),
        ] {
            assert_eq!(text(raw), shown);
            assert_eq!(text(raw).len(), raw.len());
            assert_eq!(text(raw).chars().count(), raw.chars().count());
        }
        assert!(matches!(text("日本\r\n\tplain"), Cow::Borrowed(_)));
        assert_eq!(line("a\r\nb\u{1b}"), "a  b?");
    }
}
