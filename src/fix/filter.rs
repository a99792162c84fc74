//! The change that whoever read the place knows: the filter by which a template masks, a `Debug` written by hand.

use super::{Site, indent, suggestion};
use crate::diagnostic::{Edit, Suggestion};
use crate::span::Span;

/// The change as it comes with the finding.
pub(super) fn mended(site: &Site) -> Option<Suggestion> {
    let mend = site.flow.mend.as_ref()?;
    let edit = |(span, text): &(Span, String)| {
        let indented = match span.file == site.flow.shown.file && text.contains('\n') {
            true => text.replace('\n', &format!("\n{}", indent(site.text, span.start as usize))),
            false => text.clone(),
        };
        let lines: Vec<&str> = indented.split('\n').map(str::trim_end).collect();
        Edit { span: *span, text: lines.join("\n") }
    };
    let mut edits: Vec<Edit> = mend.edits.iter().map(edit).collect();
    if let Some((place, derive)) = &mend.underive {
        edits.push(without(site.text, *place, derive)?);
    }
    Some(suggestion(mend.says.clone(), edits, mend.is_sure))
}

/// The edit that takes a derive out of the attribute whose path stands at a place.
fn without(text: &str, place: Span, derive: &str) -> Option<Edit> {
    let rest = text.get(place.end as usize..)?;
    let open = rest.find('(')?;
    let close = rest.find(')')?;
    let list = rest.get(open + 1..close).filter(|list| !list.contains(['(', '/']))?;
    let named = |path: &str| path.rsplit("::").next().is_some_and(|last| last.trim() == derive);
    let kept: Vec<&str> =
        list.split(',').map(str::trim).filter(|path| !path.is_empty() && !named(path)).collect();
    if kept.is_empty() {
        return whole(text, place, place.end + close as u32 + 1);
    }
    let (from, to) = (place.end + open as u32 + 1, place.end + close as u32);
    Some(Edit { span: Span::new(place.file, from, to), text: kept.join(", ") })
}

/// The edit that takes an attribute away, with its line where it has one of its own.
fn whole(text: &str, path: Span, end: u32) -> Option<Edit> {
    let before = text.get(..path.start as usize)?.strip_suffix("#[")?;
    let rest = text.get(end as usize..)?.strip_prefix(']')?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_own_line = line.trim().is_empty() && rest.starts_with('\n');
    let (start, end) = match is_own_line {
        true => (before.len() - line.len(), end as usize + 2),
        false => (before.len(), end as usize + 1),
    };
    Some(Edit { span: Span::new(path.file, start as u32, end as u32), text: String::new() })
}
