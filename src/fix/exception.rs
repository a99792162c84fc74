//! Accepts the finding in the policy; why, and by whose word, is left for its owner to write.

use super::{Site, suggestion};
use crate::diagnostic::{Edit, Suggestion};
use crate::span::Span;

/// An `[[allow]]` at the end of the policy file, where there is one.
pub(super) fn accepted(site: &Site) -> Option<Suggestion> {
    let exception = &site.exception;
    let (id, file) = exception.policy?;
    // The line break at the end of the file stays there.
    let end = file.text.trim_end().len() as u32;
    let gap = if end == 0 { "" } else { "\n\n" };
    let entry = format!(
        "{gap}[[allow]]\nlint = \"{}\"\nclass = \"{}\"\npath = \"{}\"\nreason = \"\"\nowner = \"\"",
        exception.lint, exception.class, exception.file
    );
    let edit = Edit { span: Span::new(id, end, end), text: entry };
    Some(suggestion(format!("accept it in `{}`, with a reason and an owner", file.name), vec![edit], false))
}
