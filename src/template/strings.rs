//! The texts of apps: Android's `strings.xml` and Apple's `.strings`.

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
