//! Calls the method by which a value of another crate loses what it should not show.

use super::value::{Bare, is_plain, is_whole, replaced, written};
use super::{Site, suggestion};
use crate::diagnostic::Suggestion;
use crate::finding::Place;

/// `err.without_url()`; sure where nothing else needs the value, since such methods take it.
pub(super) fn called(site: &Site) -> Option<Suggestion> {
    let flow = site.flow;
    let (method, is_last) = flow.hold.method.as_ref()?;
    let value = written(site).filter(|value| is_plain(value))?;
    if flow.through.is_some() || flow.place == Place::Call || !is_whole(site) {
        return None;
    }
    let value = format!("{}.{method}()", value.trim_start_matches('&'));
    let edits = replaced(site, &value, &Bare::Fits)?;
    let is_marked = !matches!(flow.place, Place::Field { .. });
    let is_sure = *is_last && flow.wrappers.is_empty() && is_marked;
    Some(suggestion(format!("show it without that, by `{method}`"), edits, is_sure))
}
