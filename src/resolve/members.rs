//! Which functions belong to which type and trait.
//!
//! Terms: the *head* of an `impl` is the type it is for, without arguments; a *blanket* impl is for a parameter.

use super::lookup::{Def, Namespace, Resolved};
use super::{DefMap, FnId, ImplId, TraitId, TypeId};
use crate::hir::{File, Home, Impl, Name, TypeRef};
use crate::span::FileId;
use rayon::prelude::*;
use rustc_hash::FxHashMap as HashMap;

/// What an `impl` is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Head<'h> {
    /// A type of the workspace.
    Type(TypeId),
    /// A type from outside, by its last segment.
    Extern(&'h str),
    /// Any type.
    Any,
}

/// The functions of types and traits by name.
#[derive(Debug, Default)]
pub struct Members<'h> {
    of_head: HashMap<(Head<'h>, &'h str), Vec<FnId>>,
    of_trait: HashMap<(TraitId, &'h str), FnId>,
    /// The trait of the workspace that each `impl` is for, where it is one.
    traits: Vec<Option<TraitId>>,
    impls_of_trait: HashMap<TraitId, Vec<ImplId>>,
    impls_of_type: HashMap<TypeId, Vec<ImplId>>,
    /// What each function of an `impl` belongs to.
    in_impl: HashMap<(ImplId, &'h str), FnId>,
}

/// More implementations than this say nothing about a call.
const MAX_DISPATCH: usize = 12;

impl<'h> Members<'h> {
    /// Sorts the functions of a workspace.
    pub fn build(defs: &DefMap<'h>) -> Members<'h> {
        let blocks: Vec<(Head, Option<TraitId>)> =
            defs.files().par_iter().flat_map_iter(|file| blocks(defs, file)).collect();
        let (mut impls_of_type, mut impls_of_trait) = (HashMap::default(), HashMap::default());
        for (at, (head, of_trait)) in blocks.iter().enumerate() {
            let id = ImplId(at as u32);
            if let Head::Type(ty) = head {
                impls_of_type.entry(*ty).or_insert_with(Vec::new).push(id);
            }
            if let Some(of_trait) = of_trait {
                impls_of_trait.entry(*of_trait).or_insert_with(Vec::new).push(id);
            }
        }
        let by_home = || {
            let (mut in_impl, mut of_trait) = (HashMap::default(), HashMap::default());
            for (id, function) in defs.all_fns() {
                let file = defs.file_of_fn(id);
                let name = function.name.as_str();
                match function.home {
                    Home::Module => {}
                    Home::Impl(index) => drop(in_impl.insert((defs.impl_in(file, index), name), id)),
                    Home::Trait(index) => drop(of_trait.insert((defs.trait_in(file, index), name), id)),
                }
            }
            (in_impl, of_trait)
        };
        let by_head = || {
            let mut of_head = HashMap::default();
            for (id, function) in defs.all_fns() {
                if let Home::Impl(index) = function.home {
                    let block = defs.impl_in(defs.file_of_fn(id), index);
                    let head = blocks.get(block.0 as usize).map_or(Head::Any, |(head, _)| *head);
                    of_head.entry((head, function.name.as_str())).or_insert_with(Vec::new).push(id);
                }
            }
            of_head
        };
        let ((in_impl, of_trait), of_head) = rayon::join(by_home, by_head);
        let traits = blocks.iter().map(|(_, of_trait)| *of_trait).collect();
        Members { of_head, of_trait, traits, impls_of_trait, impls_of_type, in_impl }
    }

    /// The functions of a name that belong to a head, those of its traits' defaults behind its own.
    pub fn of_type(&self, id: TypeId, name: &str) -> Vec<FnId> {
        if let Some(own) = self.of_head.get(&(Head::Type(id), name)) {
            return own.clone();
        }
        let impls = self.impls_of_type.get(&id).into_iter().flatten();
        let traits = impls.filter_map(|block| self.traits.get(block.0 as usize).copied().flatten());
        traits.filter_map(|of_trait| self.declared(of_trait, name)).take(1).collect()
    }

    /// The functions of a name that the workspace adds to a type from outside.
    pub fn of_extern(&self, ty: &'h str, name: &'h str) -> &[FnId] {
        self.of_head.get(&(Head::Extern(ty), name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The functions of a name that belong to any type.
    pub fn of_any(&self, name: &'h str) -> &[FnId] {
        self.of_head.get(&(Head::Any, name)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The function of a trait as the trait declares it.
    pub fn declared(&self, of_trait: TraitId, name: &str) -> Option<FnId> {
        self.of_trait.get(&(of_trait, name)).copied()
    }

    /// What a call through a trait may reach: every implementation of the workspace, and the default.
    pub fn dispatched(&self, of_trait: TraitId, name: &str) -> Vec<FnId> {
        let impls = self.impls_of_trait.get(&of_trait).into_iter().flatten();
        let mut found: Vec<FnId> =
            impls.filter_map(|block| self.in_impl.get(&(*block, name)).copied()).collect();
        if found.len() > MAX_DISPATCH {
            found.clear();
        }
        found.extend(self.declared(of_trait, name));
        found
    }

    /// The blocks of `impl` for a type.
    pub fn impls_of(&self, id: TypeId) -> &[ImplId] {
        self.impls_of_type.get(&id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What each `impl` of a file is for, and the trait of the workspace that it has there.
fn blocks<'h>(defs: &DefMap<'h>, file: &'h File) -> Vec<(Head<'h>, Option<TraitId>)> {
    let block = |block: &'h Impl| {
        let module = defs.module_at(file.id, &block.module);
        let is_param = |name: &Name| block.generics.iter().any(|generic| generic.name == *name);
        let head = match peeled(&block.ty) {
            TypeRef::Path(path, _) if path.len() == 1 && is_param(&path[0]) => Head::Any,
            ty => head(defs, module, file.id, ty).unwrap_or(Head::Extern("")),
        };
        (head, block.of_trait.as_ref().and_then(|ty| trait_of(defs, module, file.id, ty)))
    };
    file.impls.iter().map(block).collect()
}

fn peeled(ty: &TypeRef) -> &TypeRef {
    match ty {
        TypeRef::Ref(inner) => peeled(inner),
        ty => ty,
    }
}

impl DefMap<'_> {
    /// The type of the workspace that an alias stands for.
    pub fn aliased(&self, id: super::AliasId) -> Option<TypeId> {
        let alias = self.alias(id);
        let file = self.file_of_alias(id);
        match head(self, self.module_at(file, &alias.module), file, &alias.ty)? {
            Head::Type(id) => Some(id),
            Head::Extern(_) | Head::Any => None,
        }
    }
}

fn head<'h>(defs: &DefMap<'h>, module: super::ModuleId, file: FileId, ty: &'h TypeRef) -> Option<Head<'h>> {
    let path = match ty {
        TypeRef::Path(path, _) => path,
        TypeRef::Slice(_) => return Some(Head::Extern("Vec")),
        _ => return None,
    };
    match defs.resolve(module, file, path, Namespace::Type)? {
        Resolved::Def(Def::Type(id), 0) => Some(Head::Type(id)),
        Resolved::Def(Def::Alias(id), 0) => {
            let alias = defs.alias(id);
            head(defs, module, file, peeled(&alias.ty))
        }
        Resolved::Extern(external) => Some(Head::Extern(external.name)),
        _ => None,
    }
}

fn trait_of<'h>(
    defs: &DefMap<'h>,
    module: super::ModuleId,
    file: FileId,
    ty: &'h TypeRef,
) -> Option<TraitId> {
    let TypeRef::Path(path, _) = ty else { return None };
    match defs.resolve(module, file, path, Namespace::Type)? {
        Resolved::Def(Def::Trait(id), _) => Some(id),
        _ => None,
    }
}
