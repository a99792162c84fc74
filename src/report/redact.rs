//! Literals that look like secrets, starred out: a report must not spread what it warns of.
//!
//! *Inside*: a string literal without its quotes. *Token*: the longest run of the characters that keys are written in.
//!
//! Invariants: bytes, lines and columns of the text hold; nothing outside of such a literal changes; a text that
//! needs no change is borrowed.

use std::borrow::Cow;
use std::ops::Range;

/// Rust text with every string literal that looks like a secret starred out. Line breaks and characters beyond
/// ASCII stay, so bytes, lines and columns hold; nothing outside of such literals changes.
pub fn redact_literals(text: &str) -> Cow<'_, str> {
    star(text, rust_literals(text))
}

/// The same for text in any other language: what stands between two quotes of one line counts as a literal.
pub fn redact_quoted(text: &str) -> Cow<'_, str> {
    star(text, quoted(text))
}

fn star(text: &str, insides: Vec<Range<usize>>) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    for secret in insides.into_iter().flat_map(|inside| secrets(text, inside)) {
        out.push_str(&text[copied..secret.start]);
        out.extend(text[secret.clone()].chars().map(|ch| if matches!(ch, ' '..='~') { '*' } else { ch }));
        copied = secret.end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The parts of a literal that must not be shown. A secret may hold characters that no token has, so the literal
/// goes as a whole; but of a format string only the keys go, since it is what the finding is about.
fn secrets(text: &str, inside: Range<usize>) -> Vec<Range<usize>> {
    let literal = &text[inside.clone()];
    if literal.contains('{') {
        return tokens(literal)
            .filter(|token| has_key_prefix(&literal[token.clone()]))
            .map(|token| inside.start + token.start..inside.start + token.end)
            .collect();
    }
    let is_secret =
        tokens(literal).map(|token| &literal[token]).any(|token| has_key_prefix(token) || is_random(token));
    if is_secret { vec![inside] } else { Vec::new() }
}

/// The longest runs of the characters that keys are written in.
fn tokens(literal: &str) -> impl Iterator<Item = Range<usize>> {
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || b"+/_=-".contains(&byte);
    let bytes = literal.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|&byte| belongs(byte))?;
        at = start + bytes[start..].iter().take_while(|&&byte| belongs(byte)).count();
        Some(start..at)
    })
}

/// How the keys of well-known services begin; their makers chose these beginnings so that keys can be recognised.
const KEY_PREFIXES: &[&str] = &[
    "AIza",
    "AKIA",
    "dop_v1_",
    "eyJ",
    "ghp_",
    "gho_",
    "ghr_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "rk_live_",
    "rk_test_",
    "shpat_",
    "sk-ant-",
    "sk-proj-",
    "sk_live_",
    "sk_test_",
    "whsec_",
    "xapp-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxs-",
];

/// Code that looks for such keys names the bare prefix; that is no key.
const LEAST_BEHIND_PREFIX: usize = 4;

fn has_key_prefix(token: &str) -> bool {
    let behind = KEY_PREFIXES.iter().find_map(|prefix| token.strip_prefix(prefix));
    behind.is_some_and(|rest| rest.len() >= LEAST_BEHIND_PREFIX)
}

const LEAST_RANDOM_LENGTH: usize = 20;
const LEAST_BITS_PER_CHARACTER: f64 = 3.5;

fn is_random(token: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| usize::from(token.as_bytes().iter().any(kind));
    let kinds = has(u8::is_ascii_lowercase) + has(u8::is_ascii_uppercase) + has(u8::is_ascii_digit);
    token.len() >= LEAST_RANDOM_LENGTH
        && kinds >= 2
        && entropy(token) >= LEAST_BITS_PER_CHARACTER
        && !token.split(|ch: char| !ch.is_ascii_alphanumeric()).all(is_wordy)
}

/// Shannon's entropy of the characters, in bits for each.
fn entropy(token: &str) -> f64 {
    let mut counts = [0u32; 256];
    token.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let shares =
        counts.iter().filter(|&&count| count > 0).map(|&count| f64::from(count) / token.len() as f64);
    shares.map(|share| -share * share.log2()).sum()
}

/// Whether a part of a token reads as words (`Access`, `mailTemplate`, `v2`, `sha256`): header names, keys and
/// routes are long and mixed too, and findings are often about them.
fn is_wordy(part: &str) -> bool {
    let letters = part.trim_end_matches(|ch: char| ch.is_ascii_digit());
    let digits = part.len() - letters.len();
    let one_case = letters.len() <= 16 && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    digits <= 4 && (letters.len() <= 1 || one_case || is_camel(letters))
}

/// Whether letters fall into words of two letters and more, each with one capital at most.
fn is_camel(letters: &str) -> bool {
    let mut rest = letters.as_bytes();
    while let [first, tail @ ..] = rest {
        let lower = tail.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        if !first.is_ascii_alphabetic() || !(1..16).contains(&lower) {
            return false;
        }
        rest = &tail[lower..];
    }
    true
}

/// The insides of all string literals of Rust text. Comments and character literals have to be known for that,
/// because a quote in one of them opens nothing.
fn rust_literals(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr3(b'"', b'\'', b'/', rest)) {
        let mark = at + offset;
        at = match &bytes[mark..] {
            [b'/', b'/', ..] => behind(bytes, mark, b"\n"),
            [b'/', b'*', ..] => behind_block_comment(bytes, mark),
            [b'\'', ..] => behind_character(text, mark),
            [b'"', ..] => {
                let (inside, end) = literal(bytes, at, mark);
                found.push(inside);
                end
            }
            _ => mark + 1,
        };
    }
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// Where the first `needle` from `at` on ends; the end of the text where there is none.
fn behind(bytes: &[u8], at: usize, needle: &[u8]) -> usize {
    let found = memchr::memmem::find(&bytes[at..], needle);
    found.map_or(bytes.len(), |offset| at + offset + needle.len())
}

/// Where a block comment ends; Rust nests them.
fn behind_block_comment(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < bytes.len() {
        match &bytes[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Where a character literal ends; only the quote is passed where it begins a lifetime.
fn behind_character(text: &str, quote: usize) -> usize {
    const LONGEST: usize = r"\u{10ffff}'".len();
    let inside = &text.as_bytes()[quote + 1..];
    let mut chars = text[quote + 1..].chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), Some(_)) => {
            let close = inside.iter().take(LONGEST).skip(2).position(|&byte| byte == b'\'');
            close.map_or(quote + 1, |offset| quote + 1 + 2 + offset + 1)
        }
        (Some(ch), Some('\'')) => quote + 2 + ch.len_utf8(),
        _ => quote + 1,
    }
}

/// The inside of the literal that a quote opens, and where it ends; nothing before `least` belongs to it.
fn literal(bytes: &[u8], least: usize, quote: usize) -> (Range<usize>, usize) {
    let start = quote + 1;
    let before = &bytes[least..quote];
    let hashes = before.iter().rev().take_while(|&&byte| byte == b'#').count();
    let before = &before[..before.len() - hashes];
    let word = before.iter().rev().take_while(|&&byte| is_word(byte)).count();
    if !matches!(&before[before.len() - word..], b"r" | b"br" | b"cr") {
        let end = closing_quote(bytes, start);
        return (start..end, end + 1);
    }
    let close = [b"\"", "#".repeat(hashes).as_bytes()].concat();
    let end = behind(bytes, start, &close);
    let inside = if bytes[start..end].ends_with(&close) { start..end - close.len() } else { start..end };
    (inside, end)
}

/// Where the quote that closes a literal stands, or the end of the text.
fn closing_quote(bytes: &[u8], mut at: usize) -> usize {
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        if bytes[at + offset] == b'"' {
            return at + offset;
        }
        at += offset + 2;
    }
    bytes.len()
}

/// What stands between two quotes of one line. A quote without a partner is an apostrophe.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = memchr::memchr2(b'"', b'\'', &bytes[at..]) {
        let open = at + offset;
        let inside =
            bytes[open + 1..].iter().take_while(|&&byte| byte != bytes[open] && byte != b'\n').count();
        let close = open + 1 + inside;
        at = open + 1;
        if bytes.get(close) == Some(&bytes[open]) {
            found.push(open + 1..close);
            at = close + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, since a key in a test file is what key scanners look for.
    fn key() -> String {
        ["sk_live", "4eC39HqLyjWDarjtT1"].join("_")
    }

    #[test]
    fn secrets_in_literals_are_starred() {
        let stars = "*".repeat(key().len());
        let check = |before: &str, after: &str| {
            let before = before.replace("KEY", &key());
            assert_eq!(redact_literals(&before), after.replace("KEY", &stars), "of {before}");
        };
        check(r#"let k = "KEY"; // "KEY_"#, &format!(r#"let k = "KEY"; // "{}_"#, key()));
        check("r#\"KEY\"# b\"KEY\" '\"' \"KEY\" 'a", "r#\"KEY\"# b\"KEY\" '\"' \"KEY\" 'a");
        check("f(\"密码 KEY\\\"\")", "f(\"密码*KEY**\")");
        check("\"key KEY of {user}\"", "\"key KEY of {user}\"");
        check("\"4f0a9c1b7d2e8f3a5c6b\n\"", "\"********************\n\"");
        check("/* ' /* \" */ */ '\\'' \"KEY", "/* ' /* \" */ */ '\\'' \"KEY");
    }

    #[test]
    fn ordinary_literals_stay() {
        for ordinary in [
            r#""Access-Control-Allow-Origin""#,
            r#""application/x-www-form-urlencoded""#,
            r#""/api/v2/customers/mailTemplates""#,
            r#""customer_address_line_2_sha256""#,
            r#""4f0a9c1b7d2e8f3a5c6b {}""#,
            r#""sk_live_""#,
            r#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaa1""#,
            r#"'"' KEY_4f0a9c1b7d2e8f3a5c6b '\"' '\u{22}' KEY_4f0a9c1b7d2e8f3a5c6b '"' '\\'"#,
            "let some_Long_Identifier_0f9a8b7c6d5e4f = 1;",
        ] {
            assert!(matches!(redact_literals(ordinary), Cow::Borrowed(_)), "{ordinary}");
        }
    }

    #[test]
    fn other_languages_have_quotes_within_a_line() {
        let raw = format!("<p>Don't\n<a href='{}'>5\"\n\"x\"", key());
        assert_eq!(redact_quoted(&raw), raw.replace(&key(), &"*".repeat(key().len())));
    }
}
