//! Gettext catalogues: the texts of a `.po` file, by the text that they translate.

use super::Dialect;
use super::entries::Entry;

/// The translations of a file; a text that is written over several lines is one from its first quote to its last.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let (mut id, mut is_id) = (String::new(), false);
    let mut at = 0usize;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_start();
        let (word, quoted) = match content.find('"') {
            Some(quote) => (content[..quote].trim(), quote),
            None => {
                is_id = false;
                continue;
            }
        };
        let inner = start + line.len() - content.len() + quoted + 1;
        let trimmed = line.trim_end();
        let end = start + trimmed.strip_suffix('"').unwrap_or(trimmed).len();
        let extent = inner as u32..end.max(inner) as u32;
        match word {
            "msgid" => {
                id = super::slice(text, &extent).to_string();
                is_id = true;
            }
            "" if is_id => id.push_str(super::slice(text, &extent)),
            // What is left untranslated is shown as it is.
            "" => {
                if let Some(last) = found.last_mut() {
                    last.at.end = extent.end;
                }
            }
            word if word.starts_with("msgstr") => {
                is_id = false;
                found.push(Entry { key: id.clone(), at: extent, dialect: Dialect::Placeholder });
            }
            _ => is_id = false,
        }
    }
    // The first is the head of the file.
    found.retain(|entry| !entry.key.is_empty() && !entry.at.is_empty());
    found
}
