//! The types of all bodies: found before anybody asks, or for a body of which an earlier run knows what matters, when
//! somebody does.

use super::{Inference, Types, infer};
use crate::hir::Name;
use crate::resolve::FnId;
use crate::slots::Slots;
use std::borrow::Cow;

/// The types of every body.
pub struct Inferences<'a> {
    types: Types<'a>,
    /// The crates that each package depends on.
    crates: &'a [Vec<Name>],
    /// Those that were found before, by function.
    found: Slots<Inference<'a>>,
}

impl<'a> Inferences<'a> {
    /// Those that were found, by function.
    pub fn new(types: Types<'a>, crates: &'a [Vec<Name>], found: Slots<Inference<'a>>) -> Inferences<'a> {
        Inferences { types, crates, found }
    }

    /// The types of a function's body.
    pub fn get(&self, id: FnId) -> Cow<'_, Inference<'a>> {
        match self.found.get(id.0 as usize) {
            Some(found) => Cow::Borrowed(found),
            None => Cow::Owned(infer(self.types, self.crates, id)),
        }
    }
}
