//! Puts a fixed text where the value was.

use super::{Site, suggestion, value};
use crate::diagnostic::{Edit, Suggestion};
use crate::finding::Place;
use crate::syntax::{code_before, code_behind};

/// What stands in the place of a value that is not to be shown.
const REDACTED: &str = "[REDACTED]";

/// Replaces the value at its placeholder, argument or field. Where a macro of the workspace takes the value itself,
/// the text may not fit what else the macro does with it, so the edit is for a human to judge.
pub(super) fn placeholder(site: &Site) -> Option<Suggestion> {
    let flow = site.flow;
    let literal = format!("\"{REDACTED}\"");
    if site.acts || !value::is_whole(site) {
        return None;
    }
    let (span, text) = match &flow.place {
        Place::Inline => (flow.shown, REDACTED.to_string()),
        Place::Argument => (flow.shown, literal),
        Place::Field { key, span, .. } => (*span, field(site, key, *span, &literal)?),
        Place::Call if flow.hold.fits_literal => (flow.shown, literal),
        Place::Parameter { .. } | Place::Call | Place::Placeholder => return None,
    };
    let is_written = site.text.get(span.range()).is_some_and(|text| !text.is_empty());
    // A whole value that is hidden for one field of it takes more from the reader than the finding asks for.
    let is_mended = flow.hold.method.is_some();
    let is_alone = flow.hold.call.is_some() || flow.hold.fits_literal;
    let fits = (flow.wrappers.is_empty() && is_alone || value::is_inside_text(site))
        && is_written
        && (flow.hold.is_pure || value::written(site).is_some_and(value::is_plain))
        && flow.through.is_none()
        && !is_mended
        && !value::has_number_format(site);
    let message = format!("show `{REDACTED}` in its place, or a stable id");
    let mut edits = vec![Edit { span, text }];
    edits.extend(unused(site).filter(|_| fits));
    is_written.then(|| suggestion(message, edits, fits))
}

/// The edit that says of a local that it is not used any more, so that no warning is left. Where other uses are, which
/// may be mended too, the binding is only held, so that one use goes after the other.
fn unused(site: &Site) -> Option<Edit> {
    let (span, uses) = site.flow.hold.binding.filter(|(span, _)| span.file == site.flow.shown.file)?;
    let name = site.text.get(span.range())?;
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.starts_with('_');
    let before = code_before(site.text.get(..span.start as usize)?);
    if !is_name || before.ends_with(" ref") || before.ends_with(" mut") || before.ends_with("#") {
        return None;
    }
    let after = code_behind(site.text.get(span.end as usize..)?);
    // `Login { password, .. }`: the field keeps its name.
    let is_of_pattern = before.ends_with(['{', ','])
        && after.starts_with(['}', ','])
        && value::opened_by(before).is_some_and(|(_, bracket)| bracket == '{');
    let text = match uses {
        1 if is_of_pattern => format!("{name}: _"),
        1 => format!("_{name}"),
        _ => name.to_string(),
    };
    Some(Edit { span, text })
}

/// The field with its key kept as written: `email = "[REDACTED]"`, or `"email" => "[REDACTED]"` in the slog form.
fn field(site: &Site, key: &str, span: crate::span::Span, literal: &str) -> Option<String> {
    let written = site.text.get(span.range())?;
    let value_at = (site.flow.shown.start.checked_sub(span.start)?) as usize;
    let Place::Field { shorthand, .. } = &site.flow.place else { return None };
    // `email:%` of a log record has its mark behind the key.
    if *shorthand && site.text.get(span.end as usize..)?.starts_with(':') {
        return None;
    }
    if *shorthand {
        return Some(format!("{key} = {literal}"));
    }
    let head = written.get(..value_at)?.trim_end_matches(['%', '?', '&', '*', ' ']);
    // `key:? = value` and `key:% = value` say how to print; a text needs no such word.
    let head = head.replace(":?", "").replace(":%", "");
    Some(format!("{head} {literal}"))
}
