//! The value of a place as it is written, and the place with another value.

use super::{Site, last_argument};
use crate::diagnostic::Edit;
use crate::finding::Place;
use crate::syntax::{code_before, code_behind};

/// The expression that a place shows, as text; for a placeholder, the name in it.
pub(super) fn written<'s>(site: &Site<'s>) -> Option<&'s str> {
    let text = site.text.get(site.flow.shown.range())?;
    let value = match site.flow.place {
        Place::Inline => text.strip_prefix('{')?.split([':', '}']).next()?.trim(),
        _ => text,
    };
    (!value.is_empty()).then_some(value)
}

/// Whether the place that is shown is a whole argument, and not the beginning of a longer expression.
pub(super) fn is_whole(site: &Site) -> bool {
    let span = site.flow.shown;
    let (Some(before), Some(after)) =
        (site.text.get(..span.start as usize), site.text.get(span.end as usize..))
    else {
        return false;
    };
    let is_open = code_before(before).ends_with([',', '(', '=', '[', '{', '%', '?', ';', '>']);
    let is_closed = code_behind(after).starts_with([',', ')', ']', '}', ';', ':']);
    !matches!(site.flow.place, Place::Argument | Place::Call) || is_open && is_closed
}

/// Whether the place is inside of a text that is made before a macro of the workspace gets it, so that it stays a text
/// whatever the macro does. A local is left to a human: whether anything else uses it is not known there.
pub(super) fn is_inside_text(site: &Site) -> bool {
    if written(site).is_none_or(|value| !value.contains('.')) {
        return false;
    }
    let before = || site.text.get(..site.flow.shown.start as usize);
    match site.flow.place {
        Place::Inline => true,
        Place::Argument => {
            before().and_then(opened_by).is_some_and(|(before, _)| before.ends_with(TEXT_MACRO))
        }
        _ => false,
    }
}

/// The macro whose value is the text that it makes.
const TEXT_MACRO: &str = "format!";

/// The innermost bracket that is open at the end of a text, with what stands before it.
pub(super) fn opened_by(text: &str) -> Option<(&str, char)> {
    let mut depth = 0;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' | '}' | ']' => depth += 1,
            '(' | '{' | '[' if depth > 0 => depth -= 1,
            '(' | '{' | '[' => return Some((&text[..at], c)),
            _ => {}
        }
    }
    None
}

/// A call that is longer, in bytes, is not looked through for each of its values.
const MAX_CALL: usize = 16 * 1024;

/// Whether a placeholder of the call writes a number in another base, which no text can be, or may.
pub(super) fn has_number_format(site: &Site) -> bool {
    let call = site.flow.hold.call.and_then(|call| site.text.get(call.range())).unwrap_or_default();
    if call.len() > MAX_CALL {
        return true;
    }
    let formats = call.split('{').skip(1).filter_map(|rest| rest.split_once('}')?.0.split_once(':'));
    let is_number = |(_, format): (&str, &str)| format.ends_with(['x', 'X', 'b', 'o', 'e', 'E', 'p']);
    formats.into_iter().any(is_number)
}

/// Whether an expression is a path with fields, which may be named twice.
pub(super) fn is_plain(value: &str) -> bool {
    let value = value.trim_start_matches('&');
    value.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

/// What makes a value fit a field of structured logging that is written without a mark.
pub(super) enum Bare<'b> {
    /// The value itself does.
    Fits,
    /// The value with this behind it does.
    With(&'b str),
}

/// The edits that put another value in the place of the one that is shown.
pub(super) fn replaced(site: &Site, value: &str, bare: &Bare) -> Option<Vec<Edit>> {
    let flow = site.flow;
    let edit = |text: String| Some(vec![Edit { span: flow.shown, text }]);
    match &flow.place {
        Place::Argument | Place::Call => edit(value.to_string()),
        // The name in the placeholder becomes that of an argument, whatever stands before and behind it.
        Place::Inline => {
            let name = written(site)?;
            let argument = format!("{name} = {value}");
            Some(vec![last_argument(site.text, flow.hold.call?, &argument)?])
        }
        Place::Field { key, span, shorthand } => {
            let field = site.text.get(span.range())?;
            let sigil = field.chars().next().filter(|sigil| matches!(sigil, '%' | '?'));
            let before = site.text.get(span.start as usize..flow.shown.start as usize)?;
            let is_marked = sigil.is_some() || field.contains(":%") || field.contains(":?");
            let is_marked = is_marked || before.trim_end().ends_with(['%', '?']);
            let value = match bare {
                Bare::With(behind) if !is_marked => format!("{value}{behind}"),
                _ => value.to_string(),
            };
            match (shorthand, sigil) {
                (false, _) => edit(value),
                (true, Some(sigil)) => {
                    Some(vec![Edit { span: *span, text: format!("{key} = {sigil}{value}") }])
                }
                (true, None) if site.text.get(span.end as usize..)?.starts_with(':') => None,
                (true, None) => Some(vec![Edit { span: *span, text: format!("{field} = {value}") }]),
            }
        }
        Place::Parameter { .. } | Place::Placeholder => None,
    }
}
