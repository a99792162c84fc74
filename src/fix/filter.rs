//! Puts the filter or helper into a template by which the project masks, as the reader of the template says.

use super::{Site, suggestion};
use crate::diagnostic::{Edit, Suggestion};

/// The change that whoever read the template knows.
pub(super) fn mended(site: &Site) -> Option<Suggestion> {
    let mend = site.flow.mend.as_ref()?;
    let edits = mend.edits.iter().map(|(span, text)| Edit { span: *span, text: text.clone() });
    Some(suggestion(mend.says.clone(), edits.collect(), mend.is_sure))
}
