//! Types as written, to types.

use super::Types;
use super::ty::{Arena, Args, Bound, ITER, SELF_NAME, STD, Subst, Ty, VEC};
use crate::hir::{Generic, Name, TypeRef};
use crate::resolve::{AliasId, Def, ModuleId, Namespace, Resolved};
use crate::span::FileId;
use std::cell::Cell;

/// Where a type is written.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// The module around it.
    pub module: ModuleId,
    /// The file.
    pub file: FileId,
    /// The type parameters of the `impl` and of the function around it.
    pub generics: [&'a [Generic]; 2],
    /// What `Self` is.
    pub self_ty: Option<Ty<'a>>,
    /// What `Self::Item` is, for each associated type.
    pub assoc: &'a [(Name, TypeRef)],
}

/// Aliases of aliases are followed this far.
const MAX_ALIASES: usize = 8;
/// So many parts of a type are read, since a few aliases that name each other often stand for more than there is memory.
const MAX_PARTS: usize = 1_000;

/// How far a type is followed.
#[derive(Clone, Copy)]
struct Way<'w> {
    /// Through so many aliases.
    depth: usize,
    /// So many parts are left.
    left: &'w Cell<usize>,
}

impl Way<'_> {
    fn new(left: &Cell<usize>) -> Way<'_> {
        Way { depth: 0, left }
    }

    fn deeper(self) -> Self {
        Way { depth: self.depth + 1, ..self }
    }

    /// Whether one more part is to be read.
    fn has_room(self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0 && self.depth <= MAX_ALIASES
    }
}

impl<'a> Types<'a> {
    /// The type that is meant in a scope.
    pub fn lower(&self, scope: &Scope<'a>, ty: &'a TypeRef) -> Ty<'a> {
        self.lower_at(scope, ty, Way::new(&Cell::new(MAX_PARTS)))
    }

    fn lower_at(&self, scope: &Scope<'a>, ty: &'a TypeRef, way: Way) -> Ty<'a> {
        if !way.has_room() {
            return Ty::Unknown;
        }
        match ty {
            TypeRef::Path(path, arguments) => self.lower_path(scope, path, arguments, way),
            TypeRef::Ref(inner) => self.lower_at(scope, inner, way),
            TypeRef::Tuple(parts) => {
                Ty::Tuple(self.arena.args(parts.iter().map(|part| self.lower_at(scope, part, way))))
            }
            TypeRef::Slice(inner) => self.arena.of(&VEC, self.lower_at(scope, inner, way)),
            TypeRef::Bounds(bounds) => self.lower_bounds(scope, bounds, way),
            TypeRef::Fn(params, ret) => {
                let params = params.iter().map(|param| self.lower_at(scope, param, way));
                let params = self.arena.list(params);
                Ty::Fn(self.arena.function(params, self.lower_at(scope, ret, way)))
            }
            TypeRef::Assoc(_, inner) => self.lower_at(scope, inner, way),
            TypeRef::Other => Ty::Unknown,
        }
    }

    fn lower_path(&self, scope: &Scope<'a>, path: &'a [Name], arguments: &'a [TypeRef], way: Way) -> Ty<'a> {
        match path {
            [name] if name == "Self" => return scope.self_ty.unwrap_or_default(),
            [owner, name] if owner == "Self" => {
                let assoc = scope.assoc.iter().find(|(known, _)| known == name);
                return assoc.map(|(_, ty)| self.lower_at(scope, ty, way.deeper())).unwrap_or_default();
            }
            [name, rest @ ..] => {
                let mut generics = scope.generics.iter().flat_map(|list| list.iter());
                if let Some(generic) = generics.find(|generic| generic.name == *name) {
                    return if rest.is_empty() { self.parameter(scope, generic, way) } else { Ty::Unknown };
                }
            }
            [] => return Ty::Unknown,
        }
        let lowered = || -> Args<'a> {
            self.arena.args(arguments.iter().map(|argument| self.lower_at(scope, argument, way)))
        };
        match self.defs.resolve(scope.module, scope.file, path, Namespace::Type) {
            Some(Resolved::Def(Def::Type(id), 0)) => Ty::Adt(id, lowered()),
            Some(Resolved::Def(Def::Variant(id, _), _)) => Ty::Adt(id, None),
            Some(Resolved::Def(Def::Alias(id), 0)) => self.lower_alias(id, lowered(), way),
            Some(Resolved::Extern(external)) => self.extern_type(external.krate, external.name, lowered()),
            _ => Ty::Unknown,
        }
    }

    /// A type from outside, by the name it goes by here.
    pub fn extern_type(&self, krate: &'a Name, name: &'a Name, arguments: Args<'a>) -> Ty<'a> {
        let models = &self.catalog.models;
        match models.output(name) {
            Some(at) => arguments.and_then(|args| args.get(at).copied()).unwrap_or_default(),
            None if models.is_iterator(name) => {
                self.arena.of(&ITER, arguments.and_then(|args| args.last().copied()).unwrap_or_default())
            }
            None => Ty::Extern(models.shared(krate), models.shared(name), arguments),
        }
    }

    fn lower_alias(&self, id: AliasId, arguments: Args<'a>, way: Way) -> Ty<'a> {
        let alias = self.defs.alias(id);
        let file = self.defs.file_of_alias(id);
        let scope = Scope {
            module: self.defs.module_at(file, &alias.module),
            file,
            generics: [&alias.generics, &[]],
            self_ty: None,
            assoc: &[],
        };
        let ty = self.lower_at(&scope, &alias.ty, way.deeper());
        ty.substituted(&Subst::given(&alias.generics, &arguments), self.arena)
    }

    /// What an alias without arguments stands for.
    pub fn alias_type(&self, id: AliasId) -> Ty<'a> {
        self.lower_alias(id, None, Way::new(&Cell::new(MAX_PARTS)))
    }

    /// A type parameter; one whose bound says what it is converted to is that.
    fn parameter(&self, scope: &Scope<'a>, generic: &'a Generic, way: Way) -> Ty<'a> {
        match self.meaning_of_bounds(scope, &generic.bounds, way.deeper()) {
            Some(ty) => ty,
            None => Ty::Param(&generic.name),
        }
    }

    fn lower_bounds(&self, scope: &Scope<'a>, bounds: &'a [TypeRef], way: Way) -> Ty<'a> {
        if let Some(ty) = self.meaning_of_bounds(scope, bounds, way) {
            return ty;
        }
        self.arena.bounds(&self.bounds(scope, bounds))
    }

    /// The traits among bounds.
    pub fn bounds(&self, scope: &Scope<'a>, bounds: &'a [TypeRef]) -> Vec<Bound<'a>> {
        let traits = bounds.iter().filter_map(|bound| match bound {
            TypeRef::Path(path, _) => {
                match self.defs.resolve(scope.module, scope.file, path, Namespace::Type)? {
                    Resolved::Def(Def::Trait(id), _) => Some(Bound::Own(id)),
                    Resolved::Extern(external) => Some(Bound::Extern(external.name)),
                    _ => None,
                }
            }
            _ => None,
        });
        traits.collect()
    }

    /// What bounds say that a value is good for: a function, an iterator, a future, or something to convert from.
    fn meaning_of_bounds(&self, scope: &Scope<'a>, bounds: &'a [TypeRef], way: Way) -> Option<Ty<'a>> {
        bounds.iter().find_map(|bound| match bound {
            TypeRef::Fn(..) => Some(self.lower_at(scope, bound, way)),
            TypeRef::Path(path, arguments) => {
                let (name, argument) = (path.last()?, arguments.last()?);
                let models = &self.catalog.models;
                if models.is_iterator(name) {
                    return Some(self.arena.of(&ITER, self.lower_at(scope, argument, way)));
                }
                models.is_conversion(name).then(|| self.lower_at(scope, argument, way))
            }
            _ => None,
        })
    }
}

/// A scope in which nothing is known, for the stubs of models: their own names and those of the standard library.
pub fn model_type<'a>(
    arena: &'a Arena,
    krate: &'a Name,
    owned: &dyn std::ops::Fn(&str) -> bool,
    generics: &[&'a [Generic]],
    ty: &'a TypeRef,
) -> Ty<'a> {
    let lower = |ty: &'a TypeRef| model_type(arena, krate, owned, generics, ty);
    match ty {
        TypeRef::Path(path, arguments) => {
            let Some(name) = path.last() else { return Ty::Unknown };
            if *name == SELF_NAME {
                return Ty::Param(name);
            }
            let mut params = generics.iter().flat_map(|list| list.iter());
            if let Some(generic) = params.find(|generic| generic.name == *name) {
                let function = generic.bounds.iter().find(|bound| matches!(bound, TypeRef::Fn(..)));
                return function.map(lower).unwrap_or(Ty::Param(&generic.name));
            }
            let krate = match path.len() {
                1 if owned(name) => krate,
                1 => &STD,
                _ => &path[0],
            };
            Ty::Extern(krate, name, arena.args(arguments.iter().map(lower)))
        }
        TypeRef::Ref(inner) => lower(inner),
        TypeRef::Tuple(parts) => Ty::Tuple(arena.args(parts.iter().map(lower))),
        TypeRef::Slice(inner) => arena.of(&VEC, lower(inner)),
        TypeRef::Bounds(bounds) => match bounds.as_slice() {
            [bound @ TypeRef::Fn(..)] => lower(bound),
            _ => Ty::Unknown,
        },
        TypeRef::Fn(params, ret) => Ty::Fn(arena.function(arena.list(params.iter().map(lower)), lower(ret))),
        TypeRef::Assoc(_, inner) => lower(inner),
        TypeRef::Other => Ty::Unknown,
    }
}
