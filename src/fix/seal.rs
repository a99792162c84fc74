//! Marks a value of another crate as sensitive before it is shown.

use super::value::{is_plain, written};
use super::{Site, indent, suggestion};
use crate::diagnostic::{Edit, Suggestion};
use crate::hir::Style;
use crate::span::Span;

/// `value.set_sensitive(true);` before the statement; sure where the value is a local that may be changed.
pub(super) fn sealed(site: &Site) -> Option<Suggestion> {
    let flow = site.flow;
    let method =
        flow.hold.sealer.as_ref().filter(|_| flow.style == Style::Debug && flow.through.is_none())?;
    let value = written(site).filter(|value| is_plain(value))?.trim_start_matches('&');
    let call = flow.hold.call?;
    let line = site.text.get(..call.start as usize)?.rsplit('\n').next()?;
    if !line.trim().is_empty() {
        return None;
    }
    let text = format!("{value}.{method}(true);\n{}", indent(site.text, call.start as usize));
    let edit = Edit { span: Span::new(call.file, call.start, call.start), text };
    let may_change = |span: Span| {
        let before = site.text.get(..span.start as usize).unwrap_or_default();
        let bound = site.text.get(span.range()).unwrap_or_default();
        bound.starts_with("mut ") || before.ends_with("mut ")
    };
    let is_sure = !value.contains('.') && flow.hold.binding.is_some_and(|(span, _)| may_change(span));
    Some(suggestion(format!("mark it as sensitive by `{method}`"), vec![edit], is_sure))
}
