//! Puts the project's own mask around the value.

use super::value::{Bare, has_number_format, is_whole, replaced, written};
use super::{Site, suggestion};
use crate::diagnostic::Suggestion;
use crate::finding::Place;
use crate::mask::Takes;

/// Calls the mask with the value, where that is a text.
pub(super) fn masked(site: &Site) -> Option<Suggestion> {
    let (flow, call) = (site.flow, site.mask.as_ref()?);
    let is_reachable = flow.hold.call.is_some() || flow.place == Place::Call && flow.hold.fits_literal;
    if site.acts
        || !is_whole(site)
        || has_number_format(site)
        || !flow.hold.is_text
        || flow.through.is_some()
        || !flow.wrappers.is_empty()
        || !is_reachable
    {
        return None;
    }
    let value = written(site)?;
    let argument = argument(value, flow.hold.is_lent, call.takes)?;
    let masked = format!("{}({argument})", call.path);
    let masked = if flow.place == Place::Call { format!("&{masked}") } else { masked };
    let bare = if call.gives_string { Bare::With(".as_str()") } else { Bare::Fits };
    let is_sure =
        call.is_known && (call.gives_string || !matches!(flow.place, Place::Field { .. } | Place::Call));
    let edits = replaced(site, &masked, &bare)?;
    Some(suggestion(format!("show it masked by `{}`", call.name), edits, is_sure))
}

/// The value as the mask takes it.
fn argument(value: &str, is_lent: bool, takes: Takes) -> Option<String> {
    let is_simple = !value.contains(|c: char| c.is_whitespace()) && !value.starts_with('*');
    match takes {
        _ if !is_simple => None,
        Takes::Text if is_lent || value.starts_with('&') => Some(value.to_string()),
        Takes::Text => Some(format!("&{value}")),
        Takes::Owned => Some(format!("{}.to_string()", value.trim_start_matches('&'))),
        Takes::Other => None,
    }
}
