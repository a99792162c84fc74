//! Rust format strings in a file of their own, as `format!(include_str!("x.html"), link = url)` reads them: `{x}` is a
//! value, `{{` a brace.

use super::{Delimiters, Segment, Step, Template, Use};

/// Reads a template.
pub(super) fn read(text: &str, _: &Delimiters, template: &mut Template) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'{', b'}', &bytes[at..]) {
        let start = at + found;
        if bytes.get(start + 1) == Some(&bytes[start]) {
            at = start + 2;
            continue;
        }
        at = start + 1;
        if bytes[start] == b'}' {
            continue;
        }
        let Some(length) = memchr::memchr3(b'}', b'{', b'\n', &bytes[at..]) else {
            template.fault(start as u32..at as u32, "this placeholder is not closed");
            continue;
        };
        if bytes[at + length] != b'}' {
            template.fault(start as u32..at as u32, "this placeholder is not closed");
            continue;
        }
        let end = at + length;
        let name = text[at..end].split(':').next().unwrap_or_default();
        let trimmed = name.trim();
        let from = at + name.len() - name.trim_start().len();
        let kind = match trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Step::Index,
            false => Step::Name,
        };
        let tag = start as u32..end as u32 + 1;
        template.tags.push(tag.clone());
        let extent = from as u32..(from + trimmed.len()) as u32;
        push(template, tag, vec![Segment { at: extent, kind }], Use::Emit);
        at = end + 1;
    }
}

/// Adds a value that is written out where it stands.
pub(super) fn push(template: &mut Template, tag: super::Extent, path: Vec<Segment>, used: Use) {
    let start = path.first().map_or(tag.start, |first| first.at.start);
    let end = path.last().map_or(tag.end, |last| last.at.end);
    template.interpolate(used, tag, start..end, path, 0);
}
