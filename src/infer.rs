//! Light types: what a value is, as far as declarations say it.
//!
//! Containers that are shown as their content (`Option`, `Box`, `Vec` …) are looked through. An unknown type is no
//! error; it leaves the question to the value's name.

use crate::catalog::{Catalog, ClassId};
use crate::hir::{Field, Fn, Name, Notes, TypeDef, TypeRef};
use crate::resolve::{DefMap, owner_name, type_name};
use crate::span::FileId;

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

/// Types seen from one file.
#[derive(Clone, Copy)]
pub struct Types<'a> {
    /// What is known of crates.
    pub catalog: &'a Catalog,
    /// The workspace's definitions.
    pub defs: &'a DefMap<'a>,
    /// Where names are looked up from.
    pub file: FileId,
}

impl<'a> Types<'a> {
    /// The type inside references and transparent containers.
    pub fn peel<'t>(&self, ty: &'t TypeRef) -> &'t TypeRef {
        match ty {
            TypeRef::Ref(inner) | TypeRef::Slice(inner) => self.peel(inner),
            TypeRef::Path(path, args) => match (path.last(), args.as_slice()) {
                (Some(name), [.., inner]) if name == "Cow" => self.peel(inner),
                (Some(name), [inner, ..]) if self.catalog.models.is_transparent(name) => self.peel(inner),
                _ => ty,
            },
            TypeRef::Bounds(bounds) => match bounds.as_slice() {
                [TypeRef::Path(path, args)]
                    if path.last().is_some_and(|name| name == "AsRef" || name == "Into") =>
                {
                    args.first().map_or(ty, |inner| self.peel(inner))
                }
                _ => ty,
            },
            _ => ty,
        }
    }

    /// What a type says about its values.
    pub fn fact(&self, ty: &TypeRef) -> TypeFact {
        let Some(name) = type_name(self.peel(ty)) else { return TypeFact::Open };
        // A type of the workspace that has the name of a known one is its own, and its formatting is read.
        let def = self.defs.type_named(name, self.file);
        if def.is_none() && self.catalog.models.redacts(name) {
            return TypeFact::Redacts;
        }
        if let Some(class) = self.catalog.lexicon.class_of_type(name) {
            return TypeFact::Class(class);
        }
        if self.catalog.lexicon.policy.types.iter().any(|known| known == name) {
            return TypeFact::NoDatum;
        }
        if name == "String" || name == "str" {
            return TypeFact::Text;
        }
        match (def.and_then(|def| self.annotated(&def.notes)), def) {
            (Some(class), _) => TypeFact::Class(class),
            (None, Some(def)) if is_fieldless_enum(def) => TypeFact::NoDatum,
            _ => TypeFact::Open,
        }
    }

    /// The class that a `privlint:` comment gives a declaration.
    pub fn annotated(&self, notes: &Notes) -> Option<ClassId> {
        let class = notes.annotations.iter().find(|(word, _)| word == "class");
        class.and_then(|(_, class)| self.catalog.class_named(class))
    }

    /// The definition of a type of the workspace.
    pub fn def(&self, ty: &TypeRef) -> Option<&'a TypeDef> {
        self.defs.type_named(type_name(self.peel(ty))?, self.file)
    }

    /// The field of a value of this type.
    pub fn field(&self, ty: &TypeRef, name: &str) -> Option<(&'a TypeDef, &'a Field)> {
        let def = self.def(ty)?;
        let field =
            def.variants.iter().flat_map(|variant| &variant.fields).find(|field| field.name == name)?;
        (!def.is_enum).then_some((def, field))
    }

    /// The method of a name on a value of this type.
    pub fn method(&self, ty: &TypeRef, name: &str) -> Option<&'a Fn> {
        let owner = type_name(self.peel(ty))?;
        let mut found = self.defs.fns_named(name, Some(owner)).filter(|function| function.receiver.is_some());
        found.next().filter(|_| found.next().is_none())
    }

    /// The fields of a struct or variant of a path, such as `Contact::Email` or `User`.
    pub fn variant_fields(&self, path: &[Name]) -> Option<(&'a TypeDef, &'a [Field])> {
        let last = path.last()?;
        let enumeration = path.len().checked_sub(2).and_then(|at| self.defs.type_named(&path[at], self.file));
        if let Some(def) = enumeration.filter(|def| def.is_enum) {
            let variant = def.variants.iter().find(|variant| variant.name == *last)?;
            return Some((def, &variant.fields));
        }
        let def = self.defs.type_named(last, self.file).filter(|def| !def.is_enum)?;
        Some((def, &def.variants.first()?.fields))
    }
}

fn is_fieldless_enum(def: &TypeDef) -> bool {
    def.is_enum && def.variants.iter().all(|variant| variant.fields.is_empty())
}

/// The result type of a function, with `Self` replaced by the type it belongs to.
pub fn result_type(function: &Fn) -> Option<TypeRef> {
    let ret = function.ret.as_ref()?;
    Some(match owner_name(function) {
        Some(owner) => replace_self(ret, owner),
        None => ret.clone(),
    })
}

fn replace_self(ty: &TypeRef, owner: &str) -> TypeRef {
    match ty {
        TypeRef::Path(path, args) if path.len() == 1 && path[0] == "Self" => {
            TypeRef::Path(vec![Name::new(owner)], args.clone())
        }
        TypeRef::Path(path, args) => {
            TypeRef::Path(path.clone(), args.iter().map(|arg| replace_self(arg, owner)).collect())
        }
        TypeRef::Ref(inner) => TypeRef::Ref(Box::new(replace_self(inner, owner))),
        TypeRef::Slice(inner) => TypeRef::Slice(Box::new(replace_self(inner, owner))),
        TypeRef::Tuple(parts) => TypeRef::Tuple(parts.iter().map(|part| replace_self(part, owner)).collect()),
        other => other.clone(),
    }
}
