//! Gives a field a type that hides itself, from a crate that the package depends on already.

use super::{Site, suggestion};
use crate::diagnostic::{Edit, Suggestion};

/// `SecretString` for `String`; what reads the field has to follow, so a human has to look.
pub(super) fn retyped(site: &Site) -> Option<Suggestion> {
    let (place, ty) = (site.flow.text_field?, site.secret_type.as_ref()?);
    let edit = Edit { span: place, text: ty.clone() };
    Some(suggestion(format!("give the field the type `{ty}`, which hides itself"), vec![edit], false))
}
