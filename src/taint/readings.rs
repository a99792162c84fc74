//! What the functions of a workspace were found to do, as far as they are read.
//!
//! Invariant: a function is told of once, so that whoever may look at it sees the same whenever that is.

use super::Reading;
use super::summary::Summary;
use crate::resolve::FnId;
use std::sync::OnceLock;

/// The readings by function, which threads fill side by side.
#[derive(Debug, Default)]
pub struct Readings(Vec<OnceLock<Reading>>);

impl Readings {
    /// None yet of so many functions.
    pub(super) fn new(count: usize) -> Readings {
        Readings(std::iter::repeat_with(OnceLock::new).take(count).collect())
    }

    /// What a call of a function does; none where it has no code or was lost.
    pub fn summary(&self, id: FnId) -> Option<&Summary> {
        self.0.get(id.0 as usize)?.get().map(|reading| &reading.summary)
    }

    /// Tells of a function; what was told of it before stays.
    pub(super) fn tell(&self, id: FnId, reading: Reading) {
        if let Some(slot) = self.0.get(id.0 as usize) {
            let _ = slot.set(reading);
        }
    }

    /// Those of functions that were read, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Reading> {
        self.0.iter().filter_map(OnceLock::get)
    }

    /// The same, to be changed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Reading> {
        self.0.iter_mut().filter_map(OnceLock::get_mut)
    }
}
