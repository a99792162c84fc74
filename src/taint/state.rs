//! The variables of a function and what they hold at a point of it.
//!
//! Every binding is known by its pattern, so that shadowing is exact: a name leads to the innermost binding in scope.

use super::value::Value;
use crate::hir::{Name, PatId};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the bindings hold.
pub type Store = BTreeMap<PatId, Rc<Value>>;

/// Names in scope and the store.
#[derive(Debug, Default)]
pub struct State {
    scopes: Vec<Vec<(Name, PatId)>>,
    /// What each binding holds here.
    pub store: Store,
}

impl State {
    /// Opens a scope.
    pub fn enter(&mut self) {
        self.scopes.push(Vec::new());
    }

    /// Closes the innermost scope.
    pub fn leave(&mut self) {
        self.scopes.pop();
    }

    /// Brings a binding into scope.
    pub fn bind(&mut self, name: &Name, pat: PatId, value: Value) {
        if self.scopes.is_empty() {
            self.enter();
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.push((name.clone(), pat));
        }
        self.store.insert(pat, Rc::new(value));
    }

    /// The innermost binding of a name.
    pub fn binding(&self, name: &str) -> Option<PatId> {
        let mut innermost = self.scopes.iter().rev().flat_map(|scope| scope.iter().rev());
        innermost.find(|(known, _)| known == name).map(|(_, pat)| *pat)
    }

    /// What a binding holds.
    pub fn value(&self, pat: PatId) -> Option<&Rc<Value>> {
        self.store.get(&pat)
    }

    /// Replaces the part of a binding under an access path; an assignment of the whole forgets what was there.
    pub fn assign(&mut self, pat: PatId, path: &[Name], value: Value) {
        let slot = self.store.entry(pat).or_default();
        let (name, ty) = (slot.name.clone(), slot.ty.clone());
        let slot = Rc::make_mut(slot);
        slot.set(path, value);
        if path.is_empty() {
            slot.name = name;
            slot.ty = slot.ty.take().or(ty);
        }
    }

    /// Adds to the part of a binding under an access path, as appending to a buffer does.
    pub fn append(&mut self, pat: PatId, path: &[Name], value: &Value) {
        if value.origins.is_empty() {
            return;
        }
        let slot = Rc::make_mut(self.store.entry(pat).or_default());
        let mut part = slot.part(path).cloned().unwrap_or_default();
        part.absorb(value);
        part.is_constant = false;
        match path {
            [] => *slot = part,
            _ => slot.set(path, part),
        }
    }

    /// Joins the store of another branch into this one.
    pub fn join(&mut self, other: Store) {
        for (pat, value) in other {
            match self.store.get_mut(&pat) {
                Some(known) if Rc::ptr_eq(known, &value) => {}
                Some(known) => Rc::make_mut(known).join(&value),
                None => {
                    self.store.insert(pat, value);
                }
            }
        }
    }
}
