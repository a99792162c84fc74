//! Texts of locales and of message providers, whose placeholders have many forms: `{x}`, `{{x}}`, `%{x}`, `%(x)s`, `%s`,
//! `%1$s`, `%@`, `${x}`, `((x))`, `{1}`, `{{x.DATA}}`; and ICU MessageFormat.
//!
//! What is in braces and no name is text, since such texts hold styles and data too.

use super::format::push;
use super::{Call, Delimiters, Extent, Form, Segment, Step, Template, Use};

/// Reads a text with any of the forms.
pub(super) fn read(text: &str, _: &Delimiters, template: &mut Template) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'{', b'%', b'(', bytes.get(at..).unwrap_or_default()) {
        let start = at + found;
        let placed = match bytes[start] {
            b'{' => braces(bytes, start),
            b'%' => percent(bytes, start),
            _ => notify(bytes, start),
        };
        at = match placed {
            Placed::At(tag, name) => {
                let path = segments(text, &name);
                let end = tag.end as usize;
                template.tags.push(tag.clone());
                push(template, tag, path, Use::Emit);
                end
            }
            Placed::Broken(end) => {
                template.fault(start as u32..end as u32, "this placeholder is not closed");
                end
            }
            Placed::Text(end) => end,
        };
    }
}

/// What a mark turned out to begin.
enum Placed {
    /// A placeholder and its name.
    At(Extent, Extent),
    /// One that is not closed.
    Broken(usize),
    /// None; reading goes on there.
    Text(usize),
}

/// `{x}`, `{{x}}`, `${x}` and `#{x}`, whose first mark belongs to the tag.
fn braces(bytes: &[u8], start: usize) -> Placed {
    let is_double = bytes.get(start + 1) == Some(&b'{');
    let is_marked = start > 0 && matches!(bytes[start - 1], b'$' | b'#') && !is_double;
    let open = start + 1 + usize::from(is_double);
    let from = open + spaces(&bytes[open..]);
    let end = from + name_length(&bytes[from..]);
    let close = end + spaces(&bytes[end..]);
    // `{x:>8}` of a format string.
    let close = match bytes.get(close) {
        Some(b':') if !is_double && bytes.get(close + 1) != Some(&b' ') => {
            close + bytes[close..].iter().take(12).position(|byte| *byte == b'}').unwrap_or(0)
        }
        _ => close,
    };
    let wanted: &[u8] = if is_double { b"}}" } else { b"}" };
    let tag_start = start - usize::from(is_marked);
    match bytes[close..].starts_with(wanted) {
        true if end > from || !is_double => {
            Placed::At(tag_start as u32..(close + wanted.len()) as u32, from as u32..end as u32)
        }
        _ if end > from && (is_double || is_marked) && is_end(bytes, close) => Placed::Broken(open),
        _ => Placed::Text(open),
    }
}

/// Whether nothing more of the line or of the text stands there, so that no closer was meant to follow.
fn is_end(bytes: &[u8], at: usize) -> bool {
    matches!(bytes.get(at), None | Some(b'\n' | b'\r' | b'<' | b'"' | b'{' | b'}' | b'\\'))
}

/// `%{x}`, `%(x)s`, `%s`, `%1$s`, `%@`.
fn percent(bytes: &[u8], start: usize) -> Placed {
    let from = start + 2;
    match bytes.get(start + 1) {
        Some(b'{') => {
            let end = from + name_length(&bytes[from..]);
            match bytes.get(end) {
                Some(b'}') if end > from => Placed::At(start as u32..end as u32 + 1, from as u32..end as u32),
                _ if end > from && is_end(bytes, end) => Placed::Broken(from),
                _ => Placed::Text(from),
            }
        }
        Some(b'(') => {
            let end = from + name_length(&bytes[from..]);
            let has_type = bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic);
            match bytes.get(end) {
                Some(b')') if end > from && has_type => {
                    Placed::At(start as u32..end as u32 + 2, from as u32..end as u32)
                }
                None if end > from => Placed::Broken(from),
                _ => Placed::Text(from),
            }
        }
        Some(b'%') => Placed::Text(from),
        _ => {
            let digits = bytes[start + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let dollar = usize::from(digits > 0 && bytes.get(start + 1 + digits) == Some(&b'$'));
            let at = start + 1 + if dollar == 1 { digits + 1 } else { 0 };
            let is_alone = !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
            match bytes.get(at) {
                Some(b's' | b'd' | b'@' | b'u' | b'f') if is_alone || dollar == 1 => {
                    Placed::At(start as u32..at as u32 + 1, start as u32 + 1..at as u32)
                }
                _ => Placed::Text(start + 1),
            }
        }
    }
}

/// `((x))` of GOV.UK Notify, also `((x??text))`.
fn notify(bytes: &[u8], start: usize) -> Placed {
    if bytes.get(start + 1) != Some(&b'(') {
        return Placed::Text(start + 1);
    }
    let from = start + 2;
    let length = bytes[from..].iter().take(80).position(|byte| matches!(byte, b')' | b'(' | b'\n'));
    match length {
        Some(length) if length > 0 && bytes[from + length..].starts_with(b"))") => {
            let name = bytes[from..from + length].split(|byte| *byte == b'?').next().unwrap_or_default();
            let end = from + name.len();
            Placed::At(start as u32..(from + length + 2) as u32, from as u32..end as u32)
        }
        // `((name` at the end of a line.
        _ => {
            let end = from + name_length(&bytes[from..]);
            if end > from && is_end(bytes, end) { Placed::Broken(from) } else { Placed::Text(from) }
        }
    }
}

fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b' ').count().min(8)
}

/// No name is longer.
const MAX_NAME_BYTES: usize = 120;

/// The length of a dotted name; `$name` and `-name` too. One that is too long ends before the letter that goes too far.
fn name_length(bytes: &[u8]) -> usize {
    let is_name = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'$' | b'@') || *byte >= 0x80
    };
    let length = bytes.iter().take(MAX_NAME_BYTES).take_while(|byte| is_name(byte)).count();
    let is_within_letter = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xC0 == 0x80);
    (0..=length).rev().find(|at| !is_within_letter(at)).unwrap_or(0)
}

/// The parts of a dotted name; the data that WeChat puts behind a name is none.
fn segments(text: &str, name: &Extent) -> Vec<Segment> {
    let written = super::slice(text, name);
    let mut found = Vec::new();
    let mut from = name.start;
    for part in written.split('.') {
        let at = from..from + part.len() as u32;
        from = at.end + 1;
        if part.is_empty() || (part == "DATA" && !found.is_empty()) {
            continue;
        }
        let kind = if part.bytes().all(|byte| byte.is_ascii_digit()) { Step::Index } else { Step::Name };
        found.push(Segment { at, kind });
    }
    if found.is_empty() {
        found.push(Segment { at: name.clone(), kind: Step::Index });
    }
    found
}

/// What an open brace of ICU belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// A message.
    Message,
    /// The cases of a `plural` or `select`.
    Cases,
}

/// Reads ICU MessageFormat.
pub(super) fn read_icu(text: &str, _: &Delimiters, template: &mut Template) {
    let bytes = text.as_bytes();
    let mut open: Vec<(Level, usize)> = vec![(Level::Message, 0)];
    let mut at = 0;
    while at < bytes.len() {
        let level = open.last().map_or(Level::Message, |(level, _)| *level);
        match (bytes[at], level) {
            // `'{'` is text, `''` a quote.
            (b'\'', Level::Message) if matches!(bytes.get(at + 1), Some(b'{' | b'}')) => {
                at += memchr::memchr(b'\'', &bytes[at + 1..]).map_or(1, |length| length + 2);
            }
            (b'{', Level::Message) => at = argument(text, at, template, &mut open),
            (b'{', Level::Cases) => {
                open.push((Level::Message, at));
                at += 1;
            }
            (b'}', _) => {
                if open.len() > 1 {
                    open.pop();
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    for (_, start) in open.into_iter().skip(1).take(1) {
        template.fault(start as u32..start as u32 + 1, "this placeholder is not closed");
    }
}

/// `{name}`, `{name, number}`, `{name, plural, ..}`.
fn argument(text: &str, start: usize, template: &mut Template, open: &mut Vec<(Level, usize)>) -> usize {
    let bytes = text.as_bytes();
    let from = start + 1 + spaces(&bytes[start + 1..]);
    let end = from + name_length(&bytes[from..]);
    let mark = end + spaces(&bytes[end..]);
    let name = from as u32..end as u32;
    let push = |template: &mut Template, tag: Extent, used: Use, call: Option<Extent>| {
        template.tags.push(tag.clone());
        push(template, tag, segments(text, &name), used);
        if let (Some(name), Some(last)) = (call, template.interpolations.last_mut()) {
            last.calls.push(Call { args: name.end..name.end, name, form: Form::Host });
        }
    };
    match bytes.get(mark) {
        Some(b'}') if end > from => {
            push(template, start as u32..mark as u32 + 1, Use::Emit, None);
            mark + 1
        }
        Some(b',') if end > from => {
            let kind = mark + 1 + spaces(&bytes[mark + 1..]);
            let kind_end = kind + name_length(&bytes[kind..]);
            let behind = kind_end + spaces(&bytes[kind_end..]);
            let extent = kind as u32..kind_end as u32;
            let chooses = matches!(&text[kind..kind_end], "plural" | "select" | "selectordinal");
            match bytes.get(behind) {
                Some(b',') if chooses => {
                    push(template, start as u32..behind as u32 + 1, Use::Cond, None);
                    open.push((Level::Cases, start));
                    behind + 1
                }
                _ => match memchr::memchr2(b'}', b'{', &bytes[behind..]) {
                    Some(length) if bytes[behind + length] == b'}' => {
                        push(template, start as u32..(behind + length) as u32 + 1, Use::Emit, Some(extent));
                        behind + length + 1
                    }
                    _ => {
                        template.fault(start as u32..behind as u32, "this placeholder is not closed");
                        behind
                    }
                },
            }
        }
        None if end > from => {
            template.fault(start as u32..end as u32, "this placeholder is not closed");
            bytes.len()
        }
        _ => {
            template.fault(start as u32..start as u32 + 1, "this placeholder has no name");
            start + 1
        }
    }
}
