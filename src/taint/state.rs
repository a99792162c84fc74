//! What the variables of a function hold at a point of it. Every binding is known by its pattern, so that shadowing is
//! exact.

use super::value::Value;
use crate::hir::{Name, PatId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What each binding holds.
#[derive(Clone, Debug, Default)]
pub struct State(BTreeMap<PatId, Arc<Value>>);

impl State {
    /// Gives a binding its value.
    pub fn bind(&mut self, pat: PatId, value: Value) {
        self.0.insert(pat, Arc::new(value));
    }

    /// What a binding holds.
    pub fn value(&self, pat: PatId) -> Option<&Arc<Value>> {
        self.0.get(&pat)
    }

    /// Replaces the part of a binding under an access path; an assignment of the whole forgets what was there.
    pub fn assign(&mut self, pat: PatId, path: &[Name], value: Value) {
        let slot = self.0.entry(pat).or_default();
        let name = slot.name.clone();
        let slot = Arc::make_mut(slot);
        slot.set(path, value);
        if path.is_empty() {
            slot.name = name;
        }
    }

    /// Adds to the part of a binding under an access path, as appending to a buffer does.
    pub fn append(&mut self, pat: PatId, path: &[Name], value: &Value) {
        if value.origins.is_empty() {
            return;
        }
        let slot = Arc::make_mut(self.0.entry(pat).or_default());
        let mut part = slot.part(path).cloned().unwrap_or_default();
        part.absorb(value);
        part.is_constant = false;
        match path {
            [] => *slot = part,
            _ => slot.set(path, part),
        }
    }

    /// Joins the state of another branch into this one.
    pub fn join(&mut self, other: State) {
        for (pat, value) in other.0 {
            match self.0.get_mut(&pat) {
                Some(known) if Arc::ptr_eq(known, &value) => {}
                Some(known) => Arc::make_mut(known).join(&value),
                None => {
                    self.0.insert(pat, value);
                }
            }
        }
    }
}
