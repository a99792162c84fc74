//! What the variables of a function hold at a point of it. Every binding is known by its pattern, so that shadowing is
//! exact.
//!
//! A branch is tried out and taken back: what it changed is kept apart and joined once all branches are read, so that a
//! branch costs what it writes and not what is in scope.

use super::value::Value;
use crate::hir::{Name, PatId};
use crate::infer::SELF;
use std::sync::Arc;

/// What each binding holds, and what changed since when.
#[derive(Debug)]
pub struct State {
    /// By binding; that of `self` comes first.
    values: Vec<Option<Arc<Value>>>,
    /// Bindings with what they held before each change, oldest first.
    trail: Vec<(PatId, Option<Arc<Value>>)>,
}

/// A point in the row of changes.
#[derive(Clone, Copy, Debug)]
pub struct Mark(usize);

/// What a branch changed.
pub type Changes = Vec<(PatId, Arc<Value>)>;

/// Where the value of a binding lies.
fn place(pat: PatId) -> usize {
    if pat == SELF { 0 } else { pat.0 as usize + 1 }
}

impl State {
    /// None of so many bindings holds anything yet.
    pub fn of(bindings: usize) -> State {
        State { values: vec![None; bindings + 1], trail: Vec::new() }
    }

    fn put_in(&mut self, pat: PatId, value: Option<Arc<Value>>) -> Option<Arc<Value>> {
        std::mem::replace(&mut self.values[place(pat)], value)
    }

    /// Gives a binding its value.
    pub fn bind(&mut self, pat: PatId, value: Value) {
        self.keep(pat, Arc::new(value));
    }

    fn keep(&mut self, pat: PatId, value: Arc<Value>) {
        let before = self.put_in(pat, Some(value));
        self.trail.push((pat, before));
    }

    /// What a binding holds.
    pub fn value(&self, pat: PatId) -> Option<&Arc<Value>> {
        self.values[place(pat)].as_ref()
    }

    /// Replaces the part of a binding under an access path; an assignment of the whole forgets what was there.
    pub fn assign(&mut self, pat: PatId, path: &[Name], value: Value) {
        let mut slot = self.value(pat).cloned().unwrap_or_default();
        let name = slot.name.clone();
        let held = Arc::make_mut(&mut slot);
        held.set(path, value);
        if path.is_empty() {
            held.name = name;
        }
        self.keep(pat, slot);
    }

    /// Adds to the part of a binding under an access path, as appending to a buffer does.
    pub fn append(&mut self, pat: PatId, path: &[Name], value: &Value) {
        if value.origins.is_empty() {
            return;
        }
        let mut slot = self.value(pat).cloned().unwrap_or_default();
        let held = Arc::make_mut(&mut slot);
        let mut part = held.part(path).cloned().unwrap_or_default();
        part.absorb(value);
        part.is_constant = false;
        match path {
            [] => *held = part,
            _ => held.set(path, part),
        }
        self.keep(pat, slot);
    }

    /// Puts a part under a key of what is held under an access path, as a map does, which shows all of its parts.
    pub fn put(&mut self, pat: PatId, path: &[Name], key: Name, part: Value) {
        let mut slot = self.value(pat).cloned().unwrap_or_default();
        let held = Arc::make_mut(&mut slot);
        let mut map = held.part(path).cloned().unwrap_or_default();
        map.is_plain = true;
        map.is_constant = false;
        map.set(std::slice::from_ref(&key), part);
        match path {
            [] => *held = map,
            _ => held.set(path, map),
        }
        self.keep(pat, slot);
    }

    /// What is held under an access path shows its parts, if it has some, as a map does.
    pub fn show_parts(&mut self, pat: PatId, path: &[Name]) {
        let Some(map) = self.value(pat).and_then(|held| held.part(path)) else { return };
        if !map.parts.is_empty() && !map.is_plain {
            let map = Value { is_plain: true, ..map.clone() };
            self.assign(pat, path, map);
        }
    }

    /// The point that a branch starts from.
    pub fn mark(&self) -> Mark {
        Mark(self.trail.len())
    }

    /// Whether a binding that was there at a point holds something else now.
    pub fn has_changed(&self, mark: Mark) -> bool {
        let differs = |(pat, before): &(PatId, Option<Arc<Value>>)| match (before, self.value(*pat)) {
            (Some(before), Some(now)) => !Arc::ptr_eq(before, now) && before != now,
            // What was bound since is seen by nobody before.
            _ => false,
        };
        self.trail[mark.0..].iter().any(differs)
    }

    /// Takes back what changed since a point, and tells what it was. What was bound since is seen by nobody later.
    pub fn take_back(&mut self, mark: Mark) -> Changes {
        let mut changes: Changes = Vec::new();
        while self.trail.len() > mark.0 {
            let Some((pat, before)) = self.trail.pop() else { break };
            let now = match before {
                Some(before) => self.put_in(pat, Some(before)),
                None => {
                    self.put_in(pat, None);
                    changes.retain(|(known, _)| *known != pat);
                    continue;
                }
            };
            // The latest value comes first on the way back.
            if let Some(now) = now
                && changes.iter().all(|(known, _)| *known != pat)
            {
                changes.push((pat, now));
            }
        }
        changes
    }

    /// Joins what a branch changed into what holds without it.
    pub fn join(&mut self, changes: Changes) {
        for (pat, value) in changes {
            let joined = match self.value(pat) {
                Some(known) if Arc::ptr_eq(known, &value) => continue,
                Some(known) => {
                    let mut known = known.clone();
                    Arc::make_mut(&mut known).meet(&value);
                    known
                }
                None => value,
            };
            self.keep(pat, joined);
        }
    }

    /// Joins what held at a point into what holds now, as after a loop that may not have run.
    pub fn join_before(&mut self, mark: Mark) {
        let mut before: Changes = Vec::new();
        for (pat, value) in &self.trail[mark.0..] {
            // The oldest value is the one that held at the point.
            if let Some(value) = value
                && before.iter().all(|(known, _)| known != pat)
            {
                before.push((*pat, value.clone()));
            }
        }
        self.join(before);
    }
}
