//! What the functions of a workspace were found to do, as far as they are read.
//!
//! Terms: a function is *due* where what an earlier run knew of it may not hold. Invariant: a function is told of once, so
//! that whoever may look at it sees the same whenever that is.

use super::Reading;
use super::summary::Summary;
use crate::memory::Memory;
use crate::resolve::FnId;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The readings by function, which threads fill side by side.
#[derive(Debug, Default)]
pub struct Readings {
    told: Vec<OnceLock<Reading>>,
    earlier: Option<Earlier>,
}

/// What an earlier run knew.
#[derive(Debug)]
struct Earlier {
    memory: Arc<Memory>,
    is_due: Vec<AtomicBool>,
    /// Whether something was asked for that cannot be told.
    is_lost: AtomicBool,
}

impl Readings {
    /// None yet of so many functions.
    pub(super) fn new(count: usize) -> Readings {
        let told = std::iter::repeat_with(OnceLock::new).take(count).collect();
        Readings { told, earlier: None }
    }

    /// Those that an earlier run knew.
    pub(super) fn of_memory(memory: Arc<Memory>, count: usize) -> Readings {
        let is_due = std::iter::repeat_with(AtomicBool::default).take(count).collect();
        let earlier = Earlier { memory, is_due, is_lost: AtomicBool::default() };
        Readings { earlier: Some(earlier), ..Readings::new(count) }
    }

    /// Says that a function is due.
    pub(super) fn set_due(&self, id: FnId) {
        if let Some(earlier) = &self.earlier {
            earlier.is_due[id.0 as usize].store(true, Ordering::Relaxed);
        }
    }

    /// What a function did before; none where it is not known, or is of no use any more.
    pub(super) fn before(&self, id: FnId) -> Option<Reading> {
        self.earlier.as_ref()?.memory.reading(id).flatten()
    }

    /// What a call of a function does; none where it has no code or was lost.
    pub fn summary(&self, id: FnId) -> Option<&Summary> {
        self.reading(id).map(|reading| &reading.summary)
    }

    fn reading(&self, id: FnId) -> Option<&Reading> {
        let slot = self.told.get(id.0 as usize)?;
        if let Some(reading) = slot.get() {
            return Some(reading);
        }
        let earlier = self.earlier.as_ref()?;
        if earlier.is_due[id.0 as usize].load(Ordering::Relaxed) {
            return None;
        }
        match earlier.memory.reading(id) {
            Some(reading) => reading.map(|reading| slot.get_or_init(|| reading)),
            None => {
                earlier.is_lost.store(true, Ordering::Relaxed);
                None
            }
        }
    }

    /// Tells of a function; what was told of it before stays.
    pub(super) fn tell(&self, id: FnId, reading: Reading) {
        if let Some(slot) = self.told.get(id.0 as usize) {
            let _ = slot.set(reading);
        }
    }

    /// Recalls functions of an earlier run that are not due.
    pub(super) fn recall(&self, ids: &[FnId]) {
        ids.par_iter().for_each(|id| {
            let _ = self.reading(*id);
        });
    }

    /// Whether something was asked for that an earlier run knew and that cannot be told.
    pub fn is_lost(&self) -> bool {
        self.earlier.as_ref().is_some_and(|earlier| earlier.is_lost.load(Ordering::Relaxed))
    }

    /// Those of functions that were read, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Reading> {
        self.told.iter().filter_map(OnceLock::get)
    }

    /// The reading of a function, if it was read.
    pub(super) fn get(&self, id: FnId) -> Option<&Reading> {
        self.told.get(id.0 as usize)?.get()
    }

    /// The same, to be changed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Reading> {
        self.told.iter_mut().filter_map(OnceLock::get_mut)
    }
}
