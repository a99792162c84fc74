//! Keeps a parameter out of the span of `#[instrument]`.

use super::Site;
use crate::diagnostic::{Applicability, Edit, Suggestion};
use crate::finding::Place;
use crate::span::Span;

/// Adds the parameter to `skip(..)`, beside what stands there.
pub(super) fn parameter(site: &Site) -> Option<Suggestion> {
    let Place::Parameter { name, attribute, args, skip } = &site.flow.place else { return None };
    let at = |offset: u32, text: String| Edit { span: Span::new(attribute.file, offset, offset), text };
    let edit = match (skip, args) {
        (Some(skip), _) if skip.start == skip.end => at(skip.end, name.to_string()),
        (Some(skip), _) => at(skip.end, format!(", {name}")),
        (None, Some(args)) => at(args.start, format!("skip({name}), ")),
        (None, None) => bare_attribute(site, *attribute, name),
    };
    Some(Suggestion {
        message: format!("keep `{name}` out of the span"),
        edits: vec![edit],
        applicability: Applicability::MachineApplicable,
    })
}

/// `#[instrument]` and `#[instrument()]` get an argument list.
fn bare_attribute(site: &Site, attribute: Span, name: &str) -> Edit {
    let behind = site.text.get(attribute.end as usize..).unwrap_or("");
    match behind.strip_prefix('(') {
        Some(_) => {
            let offset = attribute.end + 1;
            Edit { span: Span::new(attribute.file, offset, offset), text: format!("skip({name})") }
        }
        None => Edit {
            span: Span::new(attribute.file, attribute.end, attribute.end),
            text: format!("(skip({name}))"),
        },
    }
}
