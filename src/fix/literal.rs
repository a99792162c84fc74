//! Puts a fixed text where the value was.

use super::Site;
use crate::diagnostic::{Applicability, Edit, Suggestion};
use crate::finding::Place;

/// What stands in the place of a value that is not to be shown.
const REDACTED: &str = "[REDACTED]";

/// Replaces the value at its placeholder, argument or field. Where a macro of the workspace takes the value, the text
/// may not fit what else the macro does with it, so the edit is for a human to judge.
pub(super) fn placeholder(site: &Site) -> Option<Suggestion> {
    let flow = site.flow;
    let literal = format!("\"{REDACTED}\"");
    if site.acts {
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
    let fits = flow.wrappers.is_empty() && is_written && flow.through.is_none() && !is_mended;
    let applicability = if fits { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
    let message = format!("show `{REDACTED}` in its place, or a stable id");
    (is_written).then(|| Suggestion { message, edits: vec![Edit { span, text }], applicability })
}

/// The field with its key kept as written: `email = "[REDACTED]"`, or `"email" => "[REDACTED]"` in the slog form.
fn field(site: &Site, key: &str, span: crate::span::Span, literal: &str) -> Option<String> {
    let written = site.text.get(span.range())?;
    let value_at = (site.flow.shown.start.checked_sub(span.start)?) as usize;
    let Place::Field { shorthand, .. } = &site.flow.place else { return None };
    if *shorthand {
        return Some(format!("{key} = {literal}"));
    }
    let head = written.get(..value_at)?.trim_end_matches(['%', '?', '&', '*', ' ']);
    // `key:? = value` and `key:% = value` say how to print; a text needs no such word.
    let head = head.replace(":?", "").replace(":%", "");
    Some(format!("{head} {literal}"))
}
