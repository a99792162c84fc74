//! What the functions of a workspace were found to do, as far as they are read.
//!
//! Invariants: a function is told of once, so that whoever may look at it sees the same whenever that is; what an earlier
//! run knew of a function is not seen before its turn, as if it were read then.

use super::read::Turn;
use super::summary::Summary;
use super::{Found, Reading};
use crate::memory::{About, Memory};
use crate::resolve::FnId;
use crate::slots::Slots;
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The readings by function, which threads fill side by side.
#[derive(Debug, Default)]
pub struct Readings {
    summaries: Slots<Summary>,
    found: Slots<Found>,
    earlier: Option<Earlier>,
}

/// What an earlier run knew.
#[derive(Debug)]
struct Earlier {
    memory: Arc<Memory>,
    /// By function, whether what was known holds and its turn has come.
    holds: Vec<AtomicBool>,
    /// Whether something was asked for that cannot be told.
    is_lost: AtomicBool,
}

impl Earlier {
    fn told<T>(&self, told: Option<Option<T>>) -> Option<T> {
        if told.is_none() {
            self.is_lost.store(true, Ordering::Relaxed);
        }
        told.flatten()
    }
}

impl Readings {
    /// None yet of so many functions.
    pub(super) fn new(count: usize) -> Readings {
        Readings { summaries: Slots::empty(count), found: Slots::empty(count), earlier: None }
    }

    /// Those that an earlier run knew.
    pub(super) fn of_memory(memory: Arc<Memory>, count: usize) -> Readings {
        let holds = std::iter::repeat_with(AtomicBool::default).take(count).collect();
        let earlier = Earlier { memory, holds, is_lost: AtomicBool::default() };
        Readings { earlier: Some(earlier), ..Readings::new(count) }
    }

    /// Tells of a function what an earlier run knew.
    pub(super) fn tell_again(&self, id: FnId) {
        if let Some(earlier) = &self.earlier {
            earlier.holds[id.0 as usize].store(true, Ordering::Relaxed);
        }
    }

    /// What a call of a function did before; none where it is not known, or is of no use any more.
    pub(super) fn before(&self, id: FnId) -> Option<Summary> {
        self.earlier.as_ref()?.memory.told(id, About::Summary).flatten()
    }

    /// The turns that a function of a circle had before, and what a call of it was found to do on the way; none where that
    /// is not known, or is of no use any more.
    pub(super) fn turns(&self, id: FnId) -> Option<Vec<Turn>> {
        self.earlier.as_ref()?.memory.told(id, About::Turns).flatten()
    }

    pub(super) fn versions(&self, id: FnId) -> Option<Vec<Summary>> {
        self.earlier.as_ref()?.memory.told(id, About::Versions).flatten()
    }

    /// What a call of a function does; none where it has no code or was lost.
    pub fn summary(&self, id: FnId) -> Option<&Summary> {
        let at = id.0 as usize;
        if let Some(summary) = self.summaries.get(at) {
            return Some(summary);
        }
        let earlier = self.earlier.as_ref()?;
        if !earlier.holds[at].load(Ordering::Relaxed) {
            return None;
        }
        let told = earlier.told(earlier.memory.told(id, About::Summary))?;
        self.summaries.find(at, || told)
    }

    /// Tells of a function; what was told of it before stays.
    pub(super) fn tell(&self, id: FnId, Reading { summary, found }: Reading) {
        let at = id.0 as usize;
        self.summaries.put(at, summary);
        self.found.put(at, found);
    }

    /// Recalls what an earlier run found in functions.
    pub(super) fn recall(&self, ids: &[FnId]) {
        let Some(earlier) = &self.earlier else { return };
        let one = |id: &FnId| {
            let found = earlier.told(earlier.memory.told(*id, About::Found));
            self.found.put(id.0 as usize, found.unwrap_or_default());
        };
        ids.par_iter().for_each(one);
    }

    /// Says that something was asked for that an earlier run knew and that cannot be told.
    pub(super) fn lose(&self) {
        self.earlier.iter().for_each(|earlier| earlier.is_lost.store(true, Ordering::Relaxed));
    }

    /// Whether something was asked for that an earlier run knew and that cannot be told.
    pub fn is_lost(&self) -> bool {
        self.earlier.as_ref().is_some_and(|earlier| earlier.is_lost.load(Ordering::Relaxed))
    }

    /// What a function was found to do, if it was read in this run.
    pub(super) fn get(&self, id: FnId) -> Option<(&Summary, &Found)> {
        self.summaries.get(id.0 as usize).zip(self.found.get(id.0 as usize))
    }

    /// What was found in functions, in their order.
    pub(super) fn found(&self) -> impl Iterator<Item = &Found> {
        self.found.found()
    }

    /// The same, to be changed.
    pub(super) fn found_mut(&mut self) -> impl Iterator<Item = &mut Found> {
        self.found.found_mut()
    }
}
