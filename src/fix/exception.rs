//! Accepts the finding in the policy; why, and by whose word, is left for its owner to write.

use super::{Site, suggestion};
use crate::diagnostic::{Edit, Suggestion};
use crate::span::Span;

/// An `[[allow]]` at the end of the policy file, where there is one.
pub(super) fn accepted(site: &Site) -> Option<Suggestion> {
    let exception = &site.exception;
    let (id, file) = exception.policy?;
    let end = file.text.len() as u32;
    let gap = if file.text.is_empty() || file.text.ends_with('\n') { "" } else { "\n" };
    let entry = format!(
        "{gap}\n[[allow]]\nlint = \"{}\"\nclass = \"{}\"\npath = \"{}\"\nreason = \"\"\nowner = \"\"\n",
        exception.lint, exception.class, exception.file
    );
    let edit = Edit { span: Span::new(id, end, end), text: entry };
    Some(suggestion(format!("accept it in `{}`, with a reason and an owner", file.name), vec![edit], false))
}
