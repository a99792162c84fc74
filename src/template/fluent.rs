//! Fluent: the messages of a file, and the placeables of a message: `{ $name }`, `{ NUMBER($n) }`, selectors and
//! references to other messages.
//!
//! Braces are counted, not descended into, so that no depth of them can break the reader.

use super::entries::Entry;
use super::format::push;
use super::{
    Call, Delimiters, Dialect, Extent, Form, Reference, Relation, Segment, Step, Template, Use, slice,
};

/// So many bytes before and behind a variable are asked what is done with it.
const MAX_AROUND: usize = 400;

/// The messages, terms and attributes of a file, each with its text.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut message = String::new();
    let mut at = 0usize;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let is_indented = line.starts_with([' ', '\t']);
        let content = line.trim();
        if let Some((name, at_value)) = head(line, start) {
            let key = match name.strip_prefix('.') {
                Some(attribute) => format!("{message}.{attribute}"),
                None => {
                    message = name.to_string();
                    message.clone()
                }
            };
            found.push(Entry { key, at: at_value..at as u32, dialect: Dialect::Fluent });
        } else if is_indented || content.is_empty() || content.starts_with(['}', '*', '[']) {
            // A text goes on in the lines that are indented.
            if let Some(last) = found.last_mut().filter(|last| last.at.end as usize == start) {
                last.at.end = at as u32;
            }
        }
    }
    found
}

/// `name =` at the start of a line, or `.name =` behind spaces: the name and where its text begins.
fn head(line: &str, start: usize) -> Option<(&str, u32)> {
    let trimmed = line.trim_start();
    let is_attribute = trimmed.starts_with('.');
    if line.starts_with([' ', '\t']) != is_attribute {
        return None;
    }
    let (name, value) = trimmed.split_once('=')?;
    let name = name.trim_end();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let bare = name.strip_prefix('.').unwrap_or(name);
    let bare = bare.strip_prefix('-').unwrap_or(bare);
    let is_fit = bare.starts_with(|c: char| c.is_ascii_alphabetic()) && bare.chars().all(is_name);
    is_fit.then(|| (name, (start + line.len() - value.len()) as u32))
}

/// Reads the text of a message, or a whole file.
pub(super) fn read(text: &str, _: &Delimiters, template: &mut Template) {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins_line = at == 0 || bytes[at - 1] == b'\n';
        if open.is_empty() && !(begins_line && bytes[at] == b'#') && bytes[at] != b'{' {
            // Text is passed by up to the next placeable or line.
            let next = memchr::memchr2(b'{', b'\n', &bytes[at..]);
            at = next.map_or(bytes.len(), |length| at + length + usize::from(bytes[at + length] == b'\n'));
            continue;
        }
        match bytes[at] {
            // A line that is a comment holds no placeables.
            b'#' if begins_line => {
                let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
                template.comments.push(at as u32 + 1..end as u32);
                at = end;
            }
            b'{' => {
                open.push(at);
                at += 1;
            }
            b'}' => {
                if let Some(start) = open.pop() {
                    let tag = start as u32..at as u32 + 1;
                    if open.is_empty() {
                        template.tags.push(tag);
                    }
                }
                at += 1;
            }
            b'"' if !open.is_empty() => {
                // A string ends in its line.
                let end = memchr::memchr2(b'"', b'\n', &bytes[at + 1..])
                    .map_or(bytes.len(), |length| at + 1 + length);
                at = (end + 1).min(bytes.len());
            }
            b'$' if !open.is_empty() => at = variable(text, at, &open, template),
            byte if !open.is_empty() && byte.is_ascii_alphabetic() && starts_placeable(bytes, &open, at) => {
                at = reference(text, at, &open, template);
            }
            // A new message begins where a line does, so that one that is not closed costs itself only.
            b'\n' if !open.is_empty() && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => {
                unclosed(template, open[0]);
                open.clear();
                at += 1;
            }
            _ => at += 1,
        }
    }
    if let Some(&start) = open.first() {
        unclosed(template, start);
    }
}

/// A placeable that is not closed costs itself and what was read inside of it.
fn unclosed(template: &mut Template, start: usize) {
    template.fault(start as u32..start as u32 + 1, "this placeable is not closed");
    while template.interpolations.pop_if(|one| one.tag.start as usize >= start).is_some() {}
}

fn starts_placeable(bytes: &[u8], open: &[usize], at: usize) -> bool {
    let start = open.last().map_or(0, |start| start + 1);
    at - start < 16 && bytes[start..at].iter().all(u8::is_ascii_whitespace)
}

fn name_end(bytes: &[u8], at: usize) -> usize {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    at + bytes[at..].iter().take_while(|byte| is_name(byte)).count()
}

/// `$name`, which a selector only asks and a function changes.
fn variable(text: &str, at: usize, open: &[usize], template: &mut Template) -> usize {
    let bytes = text.as_bytes();
    let end = name_end(bytes, at + 1);
    if end == at + 1 {
        return end;
    }
    let start = *open.last().unwrap_or(&at);
    let window = &bytes[end..bytes.len().min(end + MAX_AROUND)];
    let length = memchr::memchr3(b'}', b'\n', b'{', window);
    let is_asked = memchr::memmem::find(&window[..length.unwrap_or(0)], b"->").is_some();
    let used = if is_asked { Use::Cond } else { Use::Emit };
    // Where nothing closes it nearby, the name is all that is known of it.
    let tag = start as u32..length.map_or(end, |length| end + length + 1) as u32;
    let segment = Segment { at: at as u32 + 1..end as u32, kind: Step::Name };
    push(template, tag, vec![segment], used);
    // `{ FUNCTION($name) }`
    let before = if at - start > MAX_AROUND { "" } else { text[start + 1..at].trim_start() };
    if let Some((function, _)) = before.split_once('(')
        && let Some(last) = template.interpolations.last_mut()
    {
        let from = (at - before.len()) as u32;
        let name: Extent = from..from + function.trim_end().len() as u32;
        last.calls.push(Call { args: at as u32..end as u32, name, form: Form::Function });
    }
    end
}

/// `{ other-message }`: its text is put here.
fn reference(text: &str, at: usize, open: &[usize], template: &mut Template) -> usize {
    let bytes = text.as_bytes();
    let end = name_end(bytes, at);
    let start = *open.last().unwrap_or(&at);
    let is_function =
        slice(text, &(at as u32..end as u32)).chars().all(|c| c.is_ascii_uppercase() || c == '_');
    if !is_function {
        let name = at as u32..end as u32;
        let tag = start as u32..end as u32;
        template.references.push(Reference {
            relation: Relation::Locale,
            name,
            tag,
            args: Vec::new(),
            scope: 0,
        });
    }
    end
}
