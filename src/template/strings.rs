//! The texts of apps and databases: Android's `strings.xml`, Apple's `.strings`, and the strings of SQL statements.

use super::Dialect;
use super::entries::Entry;

/// The `<string name="key">text</string>` of Android.
pub(super) fn android(text: &str) -> Vec<Entry> {
    const OPEN: &str = "<string name=\"";
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(from) = text[at..].find(OPEN).map(|length| at + length + OPEN.len()) {
        let Some(quote) = text[from..].find(['"', '\n']).map(|length| from + length) else { break };
        let Some(open) = text[quote..].find(['>', '\n']).map(|length| quote + length + 1) else { break };
        match text_end(text, open) {
            Some(end) => {
                let key = text[from..quote].to_string();
                found.push(Entry { key, at: open as u32..end as u32, dialect: Dialect::Placeholder });
                at = end;
            }
            None => at = open,
        }
    }
    found
}

/// Where the text that begins at a place ends; none where the next one begins before.
fn text_end(text: &str, from: usize) -> Option<usize> {
    let mut marks = memchr::memchr_iter(b'<', &text.as_bytes()[from..]).map(|length| from + length);
    let end = marks.find(|&at| text[at..].starts_with("</string>") || text[at..].starts_with("<string "))?;
    text[end..].starts_with("</").then_some(end)
}

/// The `"key" = "text";` of Apple.
pub(super) fn apple(text: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut at = 0usize;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((key, value)) = line.split_once("\" = \"") else { continue };
        let Some(end) = value.rfind("\";") else { continue };
        let from = start + line.len() - value.len();
        let key = key.trim().trim_start_matches('"').to_string();
        found.push(Entry { key, at: from as u32..(from + end) as u32, dialect: Dialect::Placeholder });
    }
    found
}

/// The strings of SQL statements that hold a placeholder, by the table that the statement fills.
pub(super) fn sql(text: &str) -> Vec<Entry> {
    let mut found = Vec::new();
    if !["{{", "${", "%{", "%(", "(("].iter().any(|mark| text.contains(mark)) {
        return found;
    }
    let (mut table, mut at) = (String::new(), 0usize);
    while let Some(open) = memchr::memchr(b'\'', &text.as_bytes()[at..]).map(|length| at + length) {
        if let Some(name) = table_in(&text[at..open]) {
            table = name;
        }
        let from = open + 1;
        let end = string_end(text.as_bytes(), from);
        let inner = &text[from..end];
        if inner.contains(['{', '%', '(']) {
            found.push(Entry {
                key: table.clone(),
                at: from as u32..end as u32,
                dialect: Dialect::Placeholder,
            });
        }
        at = (end + 1).min(text.len());
    }
    found
}

/// Where a string ends, in which two quotes stand for one.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(length) = memchr::memchr(b'\'', &bytes[at..]) {
        at += length;
        if bytes.get(at + 1) != Some(&b'\'') {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// The table that a statement fills: the name behind `INTO` or `UPDATE`.
fn table_in(text: &str) -> Option<String> {
    let mut words = text.split_whitespace().rev().collect::<Vec<_>>().into_iter();
    let mut behind = None;
    words.find(|word| {
        let is_it = word.eq_ignore_ascii_case("into") || word.eq_ignore_ascii_case("update");
        if !is_it {
            behind = Some(*word);
        }
        is_it
    })?;
    let name = behind?.split('(').next()?;
    Some(name.trim_matches(|c: char| !c.is_alphanumeric() && c != '_').to_string())
}
