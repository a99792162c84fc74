//! What the functions of a workspace were found to do, as far as they are read.
//!
//! Invariant: a function is told of once, so that whoever may look at it sees the same whenever that is.

use super::Reading;
use super::summary::Summary;
use crate::resolve::FnId;
use std::sync::OnceLock;

/// The readings by function, which threads fill side by side.
pub(super) struct Readings(Vec<OnceLock<Reading>>);

impl Readings {
    /// None yet of so many functions.
    pub fn new(count: usize) -> Readings {
        Readings(std::iter::repeat_with(OnceLock::new).take(count).collect())
    }

    /// What a call of a function does; none where it has no code or was lost.
    pub fn summary(&self, id: FnId) -> Option<&Summary> {
        self.0.get(id.0 as usize)?.get().map(|reading| &reading.summary)
    }

    /// Tells of a function; what was told of it before stays.
    pub fn tell(&self, id: FnId, reading: Reading) {
        if let Some(slot) = self.0.get(id.0 as usize) {
            let _ = slot.set(reading);
        }
    }

    /// Those of functions that were read.
    pub fn iter(&self) -> impl Iterator<Item = &Reading> {
        self.0.iter().filter_map(OnceLock::get)
    }

    /// All of them, in the order of functions.
    pub fn into_all(self) -> impl Iterator<Item = Option<Reading>> {
        self.0.into_iter().map(OnceLock::into_inner)
    }
}
