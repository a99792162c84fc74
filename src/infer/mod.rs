//! Light types: what each value is, as far as declarations, signatures and models say.
//!
//! Terms: a *signature* is the lowered type of a function; a *fact* is what a type says about its values as data; an
//! *inference* holds the types of one body and what each of its calls reaches. Invariants: an unknown type is no error,
//! it leaves the question to the value's name; inference is one pass forward and always ends.

mod body;
mod call;
mod inferences;
mod lower;
mod method;
mod pattern;
mod signature;
mod ty;

pub use body::{Callee, Inference, SELF, infer};
pub use inferences::Inferences;
pub use lower::Scope;
pub use signature::{FnSig, Signatures, own_parameters};
pub use ty::{Arena, Args, Bound, FnTy, Subst, Ty};

use ty::{SELF_NAME, STD};

use crate::catalog::{Catalog, ClassId, FnModel};
use crate::hir::{Name, Notes, Style, TypeDef};
use crate::resolve::{DefMap, Members, TypeId};

/// The function whose result a loop over a value goes through.
const ITERATE: &str = "iter";

/// What a type says about its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeFact {
    /// They hide themselves when shown.
    Redacts,
    /// They cannot be a datum of any class.
    NoDatum,
    /// They are a datum of this class.
    Class(ClassId),
    /// They are text, which may hold anything.
    Text,
    /// Nothing is known.
    Open,
}

/// What types are looked up in.
#[derive(Clone, Copy)]
pub struct Types<'a> {
    /// What is known of crates.
    pub catalog: &'a Catalog,
    /// The workspace's definitions.
    pub defs: &'a DefMap<'a>,
    /// What belongs to which type.
    pub members: &'a Members<'a>,
    /// The lowered signatures; empty while they are made.
    pub signatures: &'a Signatures<'a>,
    /// Where the parts of types lie.
    pub arena: &'a Arena,
}

impl<'a> Types<'a> {
    /// The type inside containers that show their content.
    pub fn peel<'t>(&self, ty: &'t Ty<'a>) -> &'t Ty<'a> {
        match ty {
            Ty::Extern(krate, name, Some(args)) if self.catalog.models.is_container(krate, name) => {
                args.first().map_or(ty, |inner| self.peel(inner))
            }
            _ => ty,
        }
    }

    /// Whether values of a type are addresses of connections.
    pub fn is_connection(&self, ty: &Ty<'a>) -> bool {
        matches!(self.peel(ty), Ty::Extern(krate, name, _) if self.catalog.models.is_connection(krate, name))
    }

    /// The class that a type from outside shows by its model, or the type inside that is shown as it is, and that type.
    pub fn shown_by_model(&self, ty: &Ty<'a>, style: Style) -> Option<(&'a Name, &'a Name)> {
        let Ty::Extern(krate, name, args) = ty else { return None };
        let models = &self.catalog.models;
        let inner = || args.filter(|_| models.is_container(krate, name))?.first();
        let own = models.shows(krate, name, style).map(|class| (class, *name));
        own.or_else(|| self.shown_by_model(inner()?, style))
    }

    /// Whether values of a type are text.
    pub fn is_text(&self, ty: &Ty<'a>) -> bool {
        is_string(self.peel(ty))
    }

    /// What a type says about its values.
    pub fn fact(&self, ty: &Ty<'a>) -> TypeFact {
        let peeled = self.peel(ty);
        match peeled {
            peeled if is_string(peeled) => TypeFact::Text,
            Ty::Extern(krate, name, _) if self.catalog.models.redacts(krate, name) => TypeFact::Redacts,
            // A type with arguments is another one than the plain type of its name.
            peeled if self.is_connection(peeled) => TypeFact::Open,
            Ty::Extern(krate, name, args) if args.is_none() || *krate == &STD => {
                let endings = &self.catalog.lexicon.policy.type_endings;
                let is_failure = || endings.iter().any(|end| name.ends_with(end.as_str()));
                let by_ending = || if is_failure() { TypeFact::NoDatum } else { TypeFact::Open };
                self.fact_of_name(name).unwrap_or_else(by_ending)
            }
            Ty::Adt(id, _) => self.signatures.fact(*id).unwrap_or_else(|| self.fact_of_def(*id)),
            _ => TypeFact::Open,
        }
    }

    /// What a type of the workspace says about its values.
    fn fact_of_def(&self, id: TypeId) -> TypeFact {
        let def = self.defs.type_def(id);
        match (self.annotated(&def.notes), self.fact_of_name(&def.name)) {
            (Some(class), _) => TypeFact::Class(class),
            // A record is not the datum that it is about: its fields decide.
            (None, Some(fact)) if fact == TypeFact::NoDatum || is_newtype(def) => fact,
            (None, Some(_)) => TypeFact::Open,
            (None, None) if is_fieldless_enum(def) => TypeFact::NoDatum,
            (None, None) => TypeFact::Open,
        }
    }

    /// What the name of a type says about its values.
    fn fact_of_name(&self, name: &str) -> Option<TypeFact> {
        let lexicon = &self.catalog.lexicon;
        match lexicon.class_of_type(name) {
            Some(class) => Some(TypeFact::Class(class)),
            None => lexicon.is_dull_type(name).then_some(TypeFact::NoDatum),
        }
    }

    /// Whether a type is one of numbers.
    pub fn is_number(&self, ty: &Ty<'a>) -> bool {
        let name = ty.extern_name().map(Name::as_str).unwrap_or_default();
        let bits = name.strip_prefix(['u', 'i', 'f']);
        bits.is_some_and(|bits| matches!(bits, "8" | "16" | "32" | "64" | "128" | "size"))
    }

    /// What the values of a map are.
    pub fn values_of<'t>(&self, ty: &'t Ty<'a>) -> Option<&'t Ty<'a>> {
        match self.peel(ty) {
            Ty::Extern(_, _, Some(args)) if args.len() == 2 => args.get(1),
            _ => None,
        }
    }

    /// Whether no text can be in values of a type, which are numbers in some form.
    pub fn is_numeric(&self, ty: &Ty<'a>) -> bool {
        let ids = &self.catalog.lexicon.policy.id_types;
        let of_own = |(id, def): (TypeId, &TypeDef)| {
            let has_one = def.decl.variants.first().is_some_and(|variant| variant.fields.len() == 1);
            has_one && is_newtype(def) && self.is_number(&self.signatures.field(id, 0, 0))
        };
        self.is_number(ty)
            || ty.extern_name().is_some_and(|name| ids.contains(name.as_str()))
            || matches!(ty, Ty::Adt(..)) && self.def(ty).is_some_and(of_own)
    }

    /// Whether values of a type are bytes in a row.
    pub fn is_bytes(&self, ty: &Ty<'a>) -> bool {
        let peeled = self.peel(ty);
        peeled != ty && peeled.extern_name().is_some_and(|name| *name == "u8")
    }

    /// The class that a `privlint:` comment gives a declaration.
    pub fn annotated(&self, notes: &Notes) -> Option<ClassId> {
        let class = notes.annotations.iter().find(|(word, _)| word == "class");
        class.and_then(|(_, class)| self.catalog.class_named(class))
    }

    /// The definition of a type of the workspace.
    pub fn def(&self, ty: &Ty<'a>) -> Option<(TypeId, &'a TypeDef)> {
        match self.peel(ty) {
            Ty::Adt(id, _) => Some((*id, self.defs.type_def(*id))),
            _ => None,
        }
    }

    /// What a type is called.
    pub fn name(&self, ty: &Ty<'a>) -> Option<&'a str> {
        match self.peel(ty) {
            Ty::Adt(id, _) => Some(self.defs.type_def(*id).name.as_str()),
            Ty::Extern(_, name, _) => Some(name.as_str()),
            _ => None,
        }
    }

    /// The type of a field of a struct of the workspace, in a value of the given type.
    pub fn field(&self, ty: &Ty<'a>, name: &str) -> Option<Ty<'a>> {
        let Ty::Adt(_, args) = self.peel(ty) else { return None };
        let (id, at) = self.field_at(ty, name)?;
        Some(self.field_type(id, args, 0, at))
    }

    /// The field of a struct of the workspace, by its index.
    pub fn field_at(&self, ty: &Ty<'a>, name: &str) -> Option<(TypeId, usize)> {
        let Ty::Adt(id, _) = self.peel(ty) else { return None };
        let def = self.defs.type_def(*id);
        let variant = def.decl.variants.first().filter(|_| !def.decl.is_enum)?;
        Some((*id, variant.fields.iter().position(|field| field.name == name)?))
    }

    /// The type of a field in a value with the given arguments.
    pub fn field_type(&self, id: TypeId, args: &Args<'a>, variant: usize, field: usize) -> Ty<'a> {
        let ty = self.signatures.field(id, variant, field);
        let generics = &self.defs.type_def(id).decl.generics;
        if generics.is_empty() {
            return ty;
        }
        ty.substituted(&Subst::given(generics, args), self.arena)
    }

    /// The function that gives the items of a type from outside, where its model has one.
    pub fn iterator_of(&self, ty: &Ty<'a>) -> Option<&'a FnModel> {
        match ty {
            Ty::Extern(krate, name, _) if *krate != &STD => {
                self.catalog.models.method_of(krate, name, ITERATE, 0)
            }
            _ => None,
        }
    }

    /// What a loop over a value of a type yields.
    pub fn item(&self, ty: &Ty<'a>) -> Ty<'a> {
        if let Some(model) = self.iterator_of(ty) {
            return self.signatures.model(model).ret.arg(0);
        }
        match ty {
            Ty::Extern(_, _, Some(args)) if args.len() == 2 && !self.is_outcome(ty) => Ty::Tuple(Some(args)),
            Ty::Extern(_, _, Some(args)) => args.first().copied().unwrap_or_default(),
            Ty::Adt(id, _) => self.associated(*id, "Item").unwrap_or_default(),
            _ => Ty::Unknown,
        }
    }

    /// An associated type of a type of the workspace.
    pub fn associated(&self, id: TypeId, name: &str) -> Option<Ty<'a>> {
        let mut blocks = self.members.impls_of(id).iter().copied();
        blocks.find_map(|block| {
            let def = self.defs.impl_def(block);
            let (_, ty) = def.types.iter().find(|(known, _)| known == name)?;
            Some(self.lower(&self.signatures.scope_of_impl(self, block), ty))
        })
    }

    /// What `?` makes of a value of a type: what the success holds, or the value itself.
    pub fn success(&self, ty: &Ty<'a>) -> Ty<'a> {
        if self.is_outcome(ty) { ty.arg(0) } else { *ty }
    }

    /// Whether a type is one that `?` takes apart.
    pub fn is_outcome(&self, ty: &Ty<'a>) -> bool {
        ty.extern_name().is_some_and(|name| name == "Result" || name == "Option" || name == "Poll")
    }
}

fn is_string(ty: &Ty) -> bool {
    ty.extern_name().is_some_and(|name| *name == "String" || *name == "str")
}

/// Whether a type only wraps one value.
pub fn is_newtype(def: &TypeDef) -> bool {
    !def.decl.is_enum && def.decl.variants.iter().map(|variant| variant.fields.len()).sum::<usize>() <= 1
}

fn is_fieldless_enum(def: &TypeDef) -> bool {
    def.decl.is_enum && def.decl.variants.iter().all(|variant| variant.fields.is_empty())
}

/// Whether a name is one of a type, a variant or a constant.
pub fn is_capitalised(name: &Name) -> bool {
    name.starts_with(char::is_uppercase)
}
