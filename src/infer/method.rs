//! Which method a call means, given the type of its receiver.
//!
//! Order: the workspace's own for the type, what the type dereferences to, a model of the type, an implementation for
//! any type, a model of a trait that any type may have. Where the receiver's type is unknown, the workspace's methods
//! of that name are meant that take so many arguments, if few have the name and no model claims it.

use super::Types;
use super::body::{Callee, Walk};
use super::ty::{Bound, ITER, Ty};
use crate::catalog::FnModel;
use crate::hir::Name;
use crate::resolve::{FnId, TraitId};
use rustc_hash::FxHashSet;

/// More methods of one name than this say nothing about a receiver of unknown type.
const MAX_GUESSES: usize = 3;
/// Dereferencing is followed this far.
pub(super) const MAX_DEREFS: usize = 3;

/// A method with the type of the receiver that it was found on.
pub(super) struct Method<'a> {
    pub callee: Callee<'a>,
    pub receiver: Ty<'a>,
}

impl<'a> Types<'a> {
    /// The type of a function as a value; a method's first parameter is its receiver.
    pub fn function_type(&self, id: FnId) -> Ty<'a> {
        self.signatures.function(id).value()
    }

    /// The type of a modelled function as a value.
    pub fn model_type(&self, model: &'a FnModel) -> Ty<'a> {
        self.signatures.model(model).value()
    }
}

impl<'a> Walk<'a> {
    /// Finds a method.
    pub(super) fn method(&self, receiver: &Ty<'a>, name: &'a Name, arity: usize) -> Option<Method<'a>> {
        self.method_at(receiver, name, arity, 0)
    }

    fn method_at(
        &self,
        receiver: &Ty<'a>,
        name: &'a Name,
        arity: usize,
        derefs: usize,
    ) -> Option<Method<'a>> {
        if derefs > MAX_DEREFS {
            return None;
        }
        let found = |callee| Some(Method { callee, receiver: *receiver });
        let members = self.types.members;
        match receiver {
            Ty::Adt(id, _) => {
                let own = members.of_type(*id, name);
                let own: Vec<FnId> =
                    own.into_iter().filter(|id| self.types.signatures.function(*id).is_method()).collect();
                if !own.is_empty() {
                    return found(Callee::Fns(own));
                }
                if let Some(target) = self.types.associated(*id, "Target").filter(|target| target != receiver)
                    && let Some(method) = self.method_at(&target, name, arity, derefs + 1)
                {
                    return Some(method);
                }
                if let Some(item) = self.types.associated(*id, "Item") {
                    let iterator = self.types.arena.of(&ITER, item);
                    if let Some(method) = self.method_at(&iterator, name, arity, derefs + 1) {
                        return Some(method);
                    }
                }
                self.method_of_any(receiver, name, arity)
            }
            Ty::Extern(krate, ty, _) => {
                // What a type has of its own goes before what a trait of the workspace gives it.
                if let Some(model) = self.types.catalog.models.method_of(krate, ty, name, arity) {
                    return found(Callee::Model(model));
                }
                let own = members.of_extern(ty, name);
                if !own.is_empty() {
                    return found(Callee::Fns(own.to_vec()));
                }
                self.method_of_any(receiver, name, arity).or_else(|| {
                    // A wrapper from outside, such as an extractor, gives access to what it holds.
                    let inner = receiver.args().first().filter(|_| receiver.args().len() == 1)?;
                    let is_own = matches!(inner, Ty::Adt(..));
                    if is_own { self.method_at(inner, name, arity, derefs + 1) } else { None }
                })
            }
            Ty::Bounds(bounds) => self.method_of_bounds(bounds, receiver, name, arity),
            Ty::Param(param) => {
                let mut generics = self.scope.generics.iter().flat_map(|list| list.iter());
                let generic = generics.find(|generic| generic.name == **param)?;
                let bounds = self.types.bounds(&self.scope, &generic.bounds);
                self.method_of_bounds(&bounds, receiver, name, arity)
            }
            Ty::Unknown => self.guessed(name, arity),
            Ty::Tuple(_) | Ty::Fn(_) => self.method_of_any(receiver, name, arity),
        }
    }

    /// A method that any type may have.
    fn method_of_any(&self, receiver: &Ty<'a>, name: &'a Name, arity: usize) -> Option<Method<'a>> {
        let blanket = self.types.members.of_any(name);
        let callee = match blanket {
            [] => Callee::Model(self.types.catalog.models.method_of_trait(name, arity, self.crates)?),
            ids => Callee::Fns(ids.to_vec()),
        };
        Some(Method { callee, receiver: *receiver })
    }

    fn method_of_bounds(
        &self,
        bounds: &[Bound<'a>],
        receiver: &Ty<'a>,
        name: &'a Name,
        arity: usize,
    ) -> Option<Method<'a>> {
        let mut own = bounds.iter().filter_map(|bound| match bound {
            Bound::Own(of_trait) => Some(self.dispatched(*of_trait, name)),
            Bound::Extern(_) => None,
        });
        match own.find(|ids| !ids.is_empty()) {
            Some(ids) => Some(Method { callee: Callee::Fns(ids), receiver: *receiver }),
            None => self.method_of_any(receiver, name, arity),
        }
    }

    /// What a call through a trait or one that it requires may reach; the nearest counts.
    fn dispatched(&self, of_trait: TraitId, name: &str) -> Vec<FnId> {
        let (mut level, mut seen) = (vec![of_trait], FxHashSet::default());
        for _ in 0..=MAX_DEREFS + 1 {
            let mut required = Vec::new();
            for id in level {
                let found = self.types.members.dispatched(id, name);
                if !found.is_empty() {
                    return found;
                }
                let bounds = self.types.bounds(&self.scope, &self.types.defs.trait_def(id).supers);
                required.extend(bounds.iter().filter_map(|bound| match bound {
                    Bound::Own(id) => Some(*id),
                    Bound::Extern(_) => None,
                }));
            }
            required.retain(|id| seen.insert(*id));
            level = required;
        }
        Vec::new()
    }

    fn guessed(&self, name: &'a Name, arity: usize) -> Option<Method<'a>> {
        if self.types.catalog.models.methods(name).next().is_some() {
            return None;
        }
        let signature = |id: &FnId| self.types.signatures.function(*id);
        let named = self.types.defs.fns_named(name).iter().copied();
        let mut ids: Vec<FnId> = named.filter(|id| signature(id).is_method()).collect();
        let is_few = ids.len() <= MAX_GUESSES;
        ids.retain(|id| signature(id).params.len() == arity);
        let is_meant = is_few && !ids.is_empty();
        is_meant.then_some(Method { callee: Callee::Fns(ids), receiver: Ty::Unknown })
    }
}
