//! The types of functions, fields and values, lowered once.

use super::lower::{Scope, model_type};
use super::ty::{Arena, Args, FnTy, Ty};
use super::{TypeFact, Types};
use crate::catalog::FnModel;
use crate::hir::{Fn, Generic, Home, Name};
use crate::resolve::{FnId, ImplId, TypeId, ValueId};
use crate::slots::Slots;
use rayon::prelude::*;

/// The type of a function.
#[derive(Clone, Debug, Default)]
pub struct FnSig<'a> {
    /// What `Self` is; unknown for a free function.
    pub self_ty: Ty<'a>,
    /// Its parameters without `self`.
    pub params: &'a [Ty<'a>],
    /// Its result; the output for an `async` one.
    pub ret: Ty<'a>,
    /// Its type as a value.
    value: Option<&'a FnTy<'a>>,
    /// The type parameters of the function and of the `impl` around it.
    pub generics: Vec<&'a Name>,
}

impl<'a> FnSig<'a> {
    /// Its type as a value.
    pub fn value(&self) -> Ty<'a> {
        self.value.map_or(Ty::Unknown, Ty::Fn)
    }

    /// Its parameters; those of a method begin with its receiver.
    pub fn all_params(&self) -> &'a [Ty<'a>] {
        self.value.map_or(&[], |value| value.params)
    }

    /// Whether it takes `self`.
    pub fn is_method(&self) -> bool {
        self.value.is_some_and(|value| value.params.len() > self.params.len())
    }

    fn new(
        arena: &'a Arena,
        (self_ty, is_method): (Ty<'a>, bool),
        params: impl Iterator<Item = Ty<'a>>,
        ret: Ty<'a>,
        generics: [&'a [Generic]; 2],
    ) -> FnSig<'a> {
        let receiver = is_method.then_some(self_ty).into_iter();
        let all = arena.list(receiver.chain(params).collect::<Vec<_>>());
        FnSig {
            self_ty,
            params: &all[usize::from(is_method)..],
            ret,
            value: Some(arena.function(all, ret)),
            generics: generics.into_iter().flatten().map(|generic| &generic.name).collect(),
        }
    }
}

/// The lowered types of all declarations, each found once it is asked for.
#[derive(Default)]
pub struct Signatures<'a> {
    /// What they are looked up in; none while what `Self` is is found.
    types: Option<Types<'a>>,
    /// What `Self` is in each `impl`.
    impls: Vec<Ty<'a>>,
    fns: Slots<FnSig<'a>>,
    /// By type, variant and field.
    fields: Slots<Vec<Vec<Ty<'a>>>>,
    values: Slots<Ty<'a>>,
    models: Slots<FnSig<'a>>,
    facts: Slots<TypeFact>,
    /// The type of a function that there is not.
    none: FnSig<'a>,
}

impl<'a> Signatures<'a> {
    /// Lowers what `Self` is, which the other declarations name.
    pub fn of_impls(types: Types<'a>) -> Signatures<'a> {
        let itself = |id: u32| types.signatures.scope_of_impl(&types, ImplId(id)).self_ty.unwrap_or_default();
        let impls = (0..types.defs.impl_count() as u32).into_par_iter().map(itself);
        Signatures { impls: impls.collect(), ..Signatures::default() }
    }

    /// The declarations of the workspace and of the models, given what `Self` is.
    pub fn new(types: Types<'a>) -> Signatures<'a> {
        let defs = types.defs;
        Signatures {
            types: Some(types),
            impls: types.signatures.impls.clone(),
            fns: Slots::empty(defs.fn_count()),
            fields: Slots::empty(defs.type_count()),
            values: Slots::empty(defs.value_count()),
            facts: Slots::empty(defs.type_count()),
            models: Slots::empty(types.catalog.models.all().len()),
            none: FnSig::default(),
        }
    }

    /// The type of a function.
    pub fn function(&self, id: FnId) -> &FnSig<'a> {
        let find = || self.types.map(|types| fn_sig(&types, id)).unwrap_or_default();
        self.fns.find(id.0 as usize, find).unwrap_or(&self.none)
    }

    /// The type of a modelled function.
    pub fn model(&self, model: &'a FnModel) -> &FnSig<'a> {
        let find = || self.types.map(|types| model_sig(&types, model)).unwrap_or_default();
        self.models.find(model.index, find).unwrap_or(&self.none)
    }

    /// What a type of the workspace says about its values, once it is known.
    pub(super) fn fact(&self, id: TypeId) -> Option<TypeFact> {
        let types = self.types?;
        self.facts.find(id.0 as usize, || types.fact_of_def(id)).copied()
    }

    /// The type of a field as declared.
    pub fn field(&self, id: TypeId, variant: usize, field: usize) -> Ty<'a> {
        let Some(types) = self.types else { return Ty::Unknown };
        let of_type = self.fields.find(id.0 as usize, || fields(&types, id));
        of_type.and_then(|variants| variants.get(variant)?.get(field)).copied().unwrap_or_default()
    }

    /// The type of a constant or static.
    pub fn value(&self, id: ValueId) -> Ty<'a> {
        let Some(types) = self.types else { return Ty::Unknown };
        self.values.find(id.0 as usize, || value(&types, id)).copied().unwrap_or_default()
    }

    /// The scope inside an `impl`.
    pub fn scope_of_impl(&self, types: &Types<'a>, block: ImplId) -> Scope<'a> {
        let def = types.defs.impl_def(block);
        let file = types.defs.file_of_impl(block);
        let mut scope = Scope {
            module: types.defs.module_at(file, &def.module),
            file,
            generics: [&def.generics, &[]],
            self_ty: self.impls.get(block.0 as usize).copied(),
            assoc: &def.types,
        };
        if scope.self_ty.is_none() {
            scope.self_ty = Some(types.lower(&scope, &def.ty));
        }
        scope
    }
}

/// The scope inside a function.
pub(super) fn scope_of_fn<'a>(types: &Types<'a>, id: FnId) -> Scope<'a> {
    let function = types.defs.function(id);
    let file = types.defs.file_of_fn(id);
    let module = types.defs.module_at(file, &function.module);
    let mut scope = match function.home {
        Home::Impl(index) => types.signatures.scope_of_impl(types, types.defs.impl_in(file, index)),
        Home::Trait(index) => {
            let of_trait = types.defs.trait_in(file, index);
            let generics: &'a [Generic] = &types.defs.trait_def(of_trait).generics;
            let itself = types.arena.bounds(&[super::Bound::Own(of_trait)]);
            Scope { module, file, generics: [generics, &[]], self_ty: Some(itself), assoc: &[] }
        }
        Home::Module => Scope { module, file, generics: [&[], &[]], self_ty: None, assoc: &[] },
    };
    scope.module = module;
    scope.generics[1] = &function.decl.generics;
    scope
}

fn fn_sig<'a>(types: &Types<'a>, id: FnId) -> FnSig<'a> {
    let function: &'a Fn = types.defs.function(id);
    let scope = scope_of_fn(types, id);
    let params = function.decl.params.iter().map(|param| types.lower(&scope, &param.ty));
    let ret = function.decl.ret.as_ref().map_or(Ty::Tuple(None), |ret| types.lower(&scope, ret));
    let itself = (scope.self_ty.unwrap_or_default(), function.decl.receiver.is_some());
    FnSig::new(types.arena, itself, params, ret, scope.generics)
}

fn fields<'a>(types: &Types<'a>, id: TypeId) -> Vec<Vec<Ty<'a>>> {
    let def = types.defs.type_def(id);
    let file = types.defs.file_of_type(id);
    let scope = Scope {
        module: types.defs.module_at(file, &def.module),
        file,
        generics: [&def.decl.generics, &[]],
        self_ty: Some(Ty::Adt(id, own_parameters(types.arena, &def.decl.generics))),
        assoc: &[],
    };
    let of_variant = |fields: &'a [crate::hir::Field]| {
        fields.iter().map(|field| types.lower(&scope, &field.ty)).collect::<Vec<_>>()
    };
    def.decl.variants.iter().map(|variant| of_variant(&variant.fields)).collect()
}

/// The names of type parameters.
pub(super) fn names_of(generics: &[Generic]) -> Vec<&Name> {
    generics.iter().map(|generic| &generic.name).collect()
}

/// The arguments of a type inside itself.
pub fn own_parameters<'a>(arena: &'a Arena, generics: &'a [Generic]) -> Args<'a> {
    arena.args(generics.iter().map(|generic| Ty::Param(&generic.name)))
}

fn value<'a>(types: &Types<'a>, id: ValueId) -> Ty<'a> {
    let def = types.defs.value(id);
    let file = types.defs.file_of_value(id);
    let scope = match def.of_impl {
        Some(index) => types.signatures.scope_of_impl(types, types.defs.impl_in(file, index)),
        None => Scope {
            module: types.defs.module_at(file, &def.module),
            file,
            generics: [&[], &[]],
            self_ty: None,
            assoc: &[],
        },
    };
    types.lower(&scope, &def.ty)
}

impl<'a> Types<'a> {
    /// The type of a field of a type from outside, as its model declares it.
    pub fn modelled_field_type(&self, of: &Name, field: &Name) -> Option<Ty<'a>> {
        let models = &self.catalog.models;
        let (krate, ty) = models.field_type(of, field)?;
        Some(model_type(self.arena, krate, &|name| models.owns(krate, name), &[], ty))
    }
}

fn model_sig<'a>(types: &Types<'a>, model: &'a FnModel) -> FnSig<'a> {
    let models = &types.catalog.models;
    let (function, around) = models.declaration(model);
    let (krate, generics) = (&model.krate, [around.unwrap_or_default(), function.decl.generics.as_slice()]);
    let owned = |name: &str| models.owns(&model.krate, name);
    let close = |ty: Ty<'a>| match ty {
        Ty::Extern(krate, name, args) => types.extern_type(krate, name, args),
        ty => ty,
    };
    let lower = |ty| close(model_type(types.arena, krate, &owned, &generics, ty));
    let self_ty = function.decl.owner.as_ref().map(lower).unwrap_or_default();
    let params = function.decl.params.iter().map(|param| lower(&param.ty));
    let ret = function.decl.ret.as_ref().map_or(Ty::Tuple(None), lower);
    FnSig::new(types.arena, (self_ty, model.is_method), params, ret, generics)
}
