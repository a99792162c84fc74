//! Types of values, as far as declarations say them.
//!
//! References are not kept: a value shows the same through them. A future is its output, since only the output can be
//! shown. An array is a `Vec`. What is not known is [`Ty::Unknown`], never an error.

use crate::hir::{Generic, Name};
use crate::resolve::{TraitId, TypeId};
use std::sync::Arc;

/// Type arguments; none where there are none.
pub type Args<'a> = Option<Arc<Vec<Ty<'a>>>>;

/// A type.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Ty<'a> {
    /// Nothing is known.
    #[default]
    Unknown,
    /// A struct, enum or union of the workspace.
    Adt(TypeId, Args<'a>),
    /// A type from outside: its crate and its last segment.
    Extern(&'a Name, &'a Name, Args<'a>),
    /// A tuple; the unit type has no arguments.
    Tuple(Args<'a>),
    /// A function, its pointer or a closure.
    Fn(Arc<FnTy<'a>>),
    /// `impl A`, `dyn A`.
    Bounds(Arc<Vec<Bound<'a>>>),
    /// A type parameter in scope.
    Param(&'a Name),
}

/// The type of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct FnTy<'a> {
    /// Its parameters.
    pub params: Vec<Ty<'a>>,
    /// Its result.
    pub ret: Ty<'a>,
}

/// A trait that a type has.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound<'a> {
    /// One of the workspace.
    Own(TraitId),
    /// One from outside, by its last segment.
    Extern(&'a Name),
}

/// The crate of what every module sees.
pub static STD: Name = Name::new_static("std");
/// The parameter that stands for the receiver in a model.
pub static SELF_NAME: Name = Name::new_static("Self");
/// What arrays, slices and vectors are.
pub static VEC: Name = Name::new_static("Vec");
/// What iterators and streams are.
pub static ITER: Name = Name::new_static("Iter");
/// What string literals are.
pub static STR: Name = Name::new_static("str");
/// What whole numbers are, where nothing says which.
pub static INT: Name = Name::new_static("i32");
/// What conditions are.
pub static BOOL: Name = Name::new_static("bool");
/// What texts made at run time are.
pub static STRING: Name = Name::new_static("String");

impl<'a> Ty<'a> {
    /// A type of the standard library without arguments.
    pub fn std(name: &'a Name) -> Ty<'a> {
        Ty::Extern(&STD, name, None)
    }

    /// A container of the standard library with one argument.
    pub fn of(name: &'a Name, item: Ty<'a>) -> Ty<'a> {
        Ty::Extern(&STD, name, Some(Arc::new(vec![item])))
    }

    /// A tuple.
    pub fn tuple(parts: Vec<Ty<'a>>) -> Ty<'a> {
        Ty::Tuple(args(parts))
    }

    /// The arguments.
    pub fn args(&self) -> &[Ty<'a>] {
        match self {
            Ty::Adt(_, args) | Ty::Extern(_, _, args) | Ty::Tuple(args) => {
                args.as_ref().map(|args| args.as_slice()).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// The argument at an index.
    pub fn arg(&self, at: usize) -> Ty<'a> {
        self.args().get(at).cloned().unwrap_or_default()
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Ty::Unknown)
    }

    /// Whether it is the type of nothing.
    pub fn is_unit(&self) -> bool {
        matches!(self, Ty::Tuple(None))
    }

    /// The name of a type from outside.
    pub fn extern_name(&self) -> Option<&'a Name> {
        match self {
            Ty::Extern(_, name, _) => Some(name),
            _ => None,
        }
    }

    /// The same with parameters replaced.
    pub fn substituted(&self, with: &Subst<'a>) -> Ty<'a> {
        if with.0.is_empty() {
            return self.clone();
        }
        let all = |args: &Args<'a>| {
            args.as_ref().map(|args| Arc::new(args.iter().map(|arg| arg.substituted(with)).collect()))
        };
        match self {
            Ty::Param(name) => with.get(name).cloned().unwrap_or_else(|| self.clone()),
            Ty::Adt(id, args) => Ty::Adt(*id, all(args)),
            Ty::Extern(krate, name, args) => Ty::Extern(krate, name, all(args)),
            Ty::Tuple(args) => Ty::Tuple(all(args)),
            Ty::Fn(function) => Ty::Fn(Arc::new(FnTy {
                params: function.params.iter().map(|param| param.substituted(with)).collect(),
                ret: function.ret.substituted(with),
            })),
            Ty::Bounds(_) | Ty::Unknown => self.clone(),
        }
    }

    /// The same with the parameters of a signature that were not found out made unknown.
    pub fn closed(&self, names: &[&'a Name]) -> Ty<'a> {
        if names.is_empty() {
            return self.clone();
        }
        let unknown = Subst(names.iter().map(|name| (*name, Ty::Unknown)).collect());
        self.substituted(&unknown)
    }
}

/// Makes arguments of a list.
pub fn args<'a>(list: Vec<Ty<'a>>) -> Args<'a> {
    if list.is_empty() { None } else { Some(Arc::new(list)) }
}

/// What the parameters of a signature stand for at a call.
#[derive(Clone, Debug, Default)]
pub struct Subst<'a>(pub Vec<(&'a Name, Ty<'a>)>);

impl<'a> Subst<'a> {
    /// Says what each parameter of a declaration stands for; what is not given is unknown.
    pub fn given(generics: &'a [Generic], given: &Args<'a>) -> Subst<'a> {
        let given = given.as_ref().map(|args| args.as_slice()).unwrap_or_default();
        let params = generics.iter().enumerate();
        Subst(params.map(|(at, one)| (&one.name, given.get(at).cloned().unwrap_or_default())).collect())
    }

    /// What a parameter stands for.
    pub fn get(&self, name: &Name) -> Option<&Ty<'a>> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty)
    }

    /// Says what a parameter stands for; what is known stays.
    pub fn bind(&mut self, name: &'a Name, ty: &Ty<'a>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) if known.is_unknown() => *known = ty.clone(),
            Some(_) => {}
            None => self.0.push((name, ty.clone())),
        }
    }

    /// Finds out what the parameters of a declared type stand for, given a value's.
    pub fn unify(&mut self, declared: &Ty<'a>, given: &Ty<'a>) {
        match (declared, given) {
            (Ty::Param(name), given) if !given.is_unknown() => self.bind(name, given),
            (Ty::Adt(a, _), Ty::Adt(b, _)) if a == b => self.unify_all(declared.args(), given.args()),
            (Ty::Extern(_, a, _), Ty::Extern(_, b, _)) if a == b => {
                self.unify_all(declared.args(), given.args());
            }
            (Ty::Tuple(_), Ty::Tuple(_)) => self.unify_all(declared.args(), given.args()),
            (Ty::Fn(a), Ty::Fn(b)) => {
                self.unify_all(&a.params, &b.params);
                self.unify(&a.ret, &b.ret);
            }
            _ => {}
        }
    }

    fn unify_all(&mut self, declared: &[Ty<'a>], given: &[Ty<'a>]) {
        declared.iter().zip(given).for_each(|(declared, given)| self.unify(declared, given));
    }
}
