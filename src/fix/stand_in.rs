//! Shows the id of a record in the place of the whole.

use super::value::{is_plain, is_whole, written};
use super::{Site, last_argument, suggestion};
use crate::diagnostic::{Edit, Suggestion};
use crate::finding::Place;
use crate::span::Span;

/// `user.id` for `user`, where printing the whole record would write out its fields.
pub(super) fn shown(site: &Site) -> Option<Suggestion> {
    let flow = site.flow;
    let field = flow.hold.stand_in.as_ref().filter(|_| flow.through.is_some())?;
    let value = written(site).filter(|value| is_plain(value))?.trim_start_matches('&');
    let whole = site.text.get(flow.shown.range())?;
    let call = flow.hold.call.and_then(|call| site.text.get(call.range())).unwrap_or_default();
    if !is_whole(site) || holds(call, &format!("{value}.{field}")) {
        return None;
    }
    let edits = match &flow.place {
        Place::Argument => vec![Edit { span: flow.shown, text: format!("{value}.{field}") }],
        Place::Inline => {
            let named = format!("{value}_{field}");
            // Another placeholder may name such a value already.
            if holds(call, &named) {
                return None;
            }
            let hole = whole.replacen(value, &named, 1);
            let argument = format!("{named} = {value}.{field}");
            vec![Edit { span: flow.shown, text: hole }, last_argument(site.text, flow.hold.call?, &argument)?]
        }
        Place::Field { key, span, shorthand } => field_edits(site, (key, *span, *shorthand), value, field)?,
        Place::Parameter { .. } | Place::Call | Place::Placeholder => return None,
    };
    let is_sure = flow.wrappers.is_empty();
    Some(suggestion(format!("show its `{field}` in the place of the whole"), edits, is_sure))
}

/// Whether a text holds a name as a whole.
fn holds(text: &str, name: &str) -> bool {
    let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    text.match_indices(name).any(|(at, _)| !goes_on(&text[at + name.len()..]))
}

fn field_edits(
    site: &Site,
    (key, span, shorthand): (&str, Span, bool),
    value: &str,
    field: &str,
) -> Option<Vec<Edit>> {
    if !shorthand {
        return Some(vec![Edit { span: site.flow.shown, text: format!("{value}.{field}") }]);
    }
    let sigil = site.text.get(span.range())?.chars().next().filter(|sigil| matches!(sigil, '%' | '?'))?;
    Some(vec![Edit { span, text: format!("{key}.{field} = {sigil}{value}.{field}") }])
}

/// `user.id` for `user.email` as an argument of a format string that does not show the id already.
pub(super) fn beside(site: &Site) -> Option<Suggestion> {
    let flow = site.flow;
    let field = flow.hold.beside.as_ref().filter(|_| !site.acts && flow.through.is_none())?;
    let value = written(site).filter(|value| is_plain(value))?.trim_start_matches('&');
    let (record, _) = value.rsplit_once('.')?;
    let id = format!("{record}.{field}");
    let call = site.text.get(flow.hold.call?.range())?;
    if !is_whole(site) || !flow.hold.is_pure || holds(call, &id) || call.matches(value).count() > 1 {
        return None;
    }
    if flow.place != Place::Argument || !flow.wrappers.is_empty() {
        return None;
    }
    let edit = Edit { span: flow.shown, text: id };
    Some(suggestion(format!("show the `{field}` in its place"), vec![edit], true))
}
