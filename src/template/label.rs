//! The words right before a placeholder, which say to its reader what it is: `Phone: {{x}}`, `<td>身份证号</td><td>{{x}}`.

use super::{Extent, Template};

/// So many characters before a placeholder are its label.
const MAX_LABEL: usize = 24;
/// So many bytes before it are looked at, since marks of the host lie between.
const MAX_BYTES: usize = 300;

/// Where the words before an interpolation stand; none where another tag or nothing is before it.
pub fn label(text: &str, template: &Template, index: usize) -> Option<Extent> {
    let tag = &template.interpolations.get(index)?.tag;
    let before = template.tags.partition_point(|known| known.start < tag.start);
    let floor = before.checked_sub(1).map_or(0, |at| template.tags[at].end as usize);
    let end = tag.start as usize;
    let floor = floor.max(end.saturating_sub(MAX_BYTES));
    let bytes = text.as_bytes();
    let mut at = end;
    let mut stop = end;
    let mut has_words = false;
    let mut count = 0;
    while at > floor && count < MAX_LABEL {
        let byte = bytes[at - 1];
        match byte {
            // Marks of the host are passed by; they end what was read.
            b'>' => {
                if has_words {
                    break;
                }
                let open = memchr::memrchr(b'<', &bytes[floor..at])?;
                at = floor + open;
                stop = at;
                continue;
            }
            b'\n' if has_words => break,
            b'<' => break,
            _ => {}
        }
        if !text.is_char_boundary(at - 1) {
            at -= 1;
            continue;
        }
        let is_space = byte.is_ascii_whitespace();
        if !has_words && is_space {
            stop = at - 1;
        }
        has_words |= !is_space && !matches!(byte, b':' | b'=' | b'"' | b'\'' | b'(' | b'-' | b'*');
        count += usize::from(has_words);
        at -= 1;
    }
    while !text.is_char_boundary(at) {
        at += 1;
    }
    (has_words && at < stop).then_some(at as u32..stop as u32)
}
