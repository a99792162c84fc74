//! Types of values, as far as declarations say them.
//!
//! References are not kept: a value shows the same through them. A future is its output, since only the output can be
//! shown. An array is a `Vec`. What is not known is [`Ty::Unknown`], never an error.

use crate::hir::{Generic, Name};
use crate::resolve::{TraitId, TypeId};
use bumpalo::Bump;
use std::ops::Deref;
use thread_local::ThreadLocal;

/// Where the parts of types lie until the run ends. Each thread has a room of its own there.
#[derive(Debug, Default)]
pub struct Arena(ThreadLocal<Bump>);

impl Arena {
    /// A list of types.
    pub fn list<'a, I>(&'a self, list: I) -> &'a [Ty<'a>]
    where
        I: IntoIterator<Item = Ty<'a>, IntoIter: ExactSizeIterator>,
    {
        self.0.get_or_default().alloc_slice_fill_iter(list)
    }

    /// Arguments.
    pub fn args<'a, I>(&'a self, list: I) -> Args<'a>
    where
        I: IntoIterator<Item = Ty<'a>, IntoIter: ExactSizeIterator>,
    {
        let list = list.into_iter();
        if list.len() == 0 {
            return None;
        }
        let (parts, size) = self.fitting(self.list(list));
        Some(self.0.get_or_default().alloc(List { parts, size }))
    }

    /// A list as it is, with its size; where that is too large, as many types of which nothing is known. Parts are
    /// shared, so that a few lines of code can make a type that nobody could look through.
    fn fitting<'a>(&'a self, list: &'a [Ty<'a>]) -> (&'a [Ty<'a>], u32) {
        let size = list.iter().fold(0u32, |size, ty| size.saturating_add(ty.size()));
        match size <= MAX_SIZE.saturating_add(list.len() as u32) {
            true => (list, size),
            false => (self.list(list.iter().map(|_| Ty::Unknown)), list.len() as u32),
        }
    }

    /// A container of the standard library with one argument.
    pub fn of<'a>(&'a self, name: &'a Name, item: Ty<'a>) -> Ty<'a> {
        Ty::Extern(&STD, name, self.args([item]))
    }

    /// The type of a function.
    pub fn function<'a>(&'a self, params: &'a [Ty<'a>], ret: Ty<'a>) -> &'a FnTy<'a> {
        let (params, size) = self.fitting(params);
        let ret = if ret.size() <= MAX_SIZE { ret } else { Ty::Unknown };
        self.0.get_or_default().alloc(FnTy { params, ret, size: size.saturating_add(ret.size()) })
    }

    /// What has these traits.
    pub fn bounds<'a>(&'a self, bounds: &[Bound<'a>]) -> Ty<'a> {
        Ty::Bounds(self.0.get_or_default().alloc_slice_copy(bounds))
    }
}

/// Types of more parts than this, and their own, are not told apart.
const MAX_SIZE: u32 = 400;

/// Type arguments; none where there are none.
pub type Args<'a> = Option<&'a List<'a>>;

/// Types in their order.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub struct List<'a> {
    parts: &'a [Ty<'a>],
    /// How many types they are, with all of their parts.
    size: u32,
}

impl<'a> Deref for List<'a> {
    type Target = [Ty<'a>];

    fn deref(&self) -> &[Ty<'a>] {
        self.parts
    }
}

/// A type. It is small, and its parts lie in an [`Arena`], so that it is copied freely.
#[derive(Clone, Copy, Debug, Default, PartialEq, Hash)]
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
    Fn(&'a FnTy<'a>),
    /// `impl A`, `dyn A`.
    Bounds(&'a [Bound<'a>]),
    /// A type parameter in scope.
    Param(&'a Name),
}

/// The type of a function.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
pub struct FnTy<'a> {
    /// Its parameters.
    pub params: &'a [Ty<'a>],
    /// Its result.
    pub ret: Ty<'a>,
    /// How many types these are, with all of their parts.
    size: u32,
}

/// A trait that a type has.
#[derive(Clone, Copy, Debug, PartialEq, Hash)]
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

    /// The arguments.
    pub fn args(&self) -> &'a [Ty<'a>] {
        match self {
            Ty::Adt(_, Some(args)) | Ty::Extern(_, _, Some(args)) | Ty::Tuple(Some(args)) => args.parts,
            _ => &[],
        }
    }

    /// How many types it is, with all of its parts.
    fn size(&self) -> u32 {
        match self {
            Ty::Adt(_, Some(args)) | Ty::Extern(_, _, Some(args)) | Ty::Tuple(Some(args)) => {
                args.size.saturating_add(1)
            }
            Ty::Fn(function) => function.size.saturating_add(1),
            _ => 1,
        }
    }

    /// The argument at an index.
    pub fn arg(&self, at: usize) -> Ty<'a> {
        self.args().get(at).copied().unwrap_or_default()
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

    /// Whether a type parameter is a part of it.
    fn has_params(&self) -> bool {
        match self {
            Ty::Param(_) => true,
            Ty::Fn(function) => function.ret.has_params() || function.params.iter().any(Ty::has_params),
            _ => self.args().iter().any(Ty::has_params),
        }
    }

    /// The same with parameters replaced.
    pub fn substituted(&self, with: &Subst<'a>, arena: &'a Arena) -> Ty<'a> {
        if with.0.is_empty() || !self.has_params() {
            return *self;
        }
        let one = |part: &Ty<'a>| part.substituted(with, arena);
        let all = |args: &Args<'a>| args.and_then(|args| arena.args(args.iter().map(one)));
        match self {
            Ty::Param(name) => with.get(name).copied().unwrap_or(*self),
            Ty::Adt(id, args) => Ty::Adt(*id, all(args)),
            Ty::Extern(krate, name, args) => Ty::Extern(krate, name, all(args)),
            Ty::Tuple(args) => Ty::Tuple(all(args)),
            Ty::Fn(function) => {
                Ty::Fn(arena.function(arena.list(function.params.iter().map(one)), one(&function.ret)))
            }
            Ty::Bounds(_) | Ty::Unknown => *self,
        }
    }

    /// The same with the parameters of a signature that were not found out made unknown.
    pub fn closed(&self, names: &[&'a Name], arena: &'a Arena) -> Ty<'a> {
        if names.is_empty() || !self.has_params() {
            return *self;
        }
        let unknown = Subst(names.iter().map(|name| (*name, Ty::Unknown)).collect());
        self.substituted(&unknown, arena)
    }
}

/// What the parameters of a signature stand for at a call.
#[derive(Clone, Debug, Default)]
pub struct Subst<'a>(pub Vec<(&'a Name, Ty<'a>)>);

impl<'a> Subst<'a> {
    /// Says what each parameter of a declaration stands for; what is not given is unknown.
    pub fn given(generics: &'a [Generic], given: &Args<'a>) -> Subst<'a> {
        let given = given.map_or(&[][..], |args| args.parts);
        let params = generics.iter().enumerate();
        Subst(params.map(|(at, one)| (&one.name, given.get(at).copied().unwrap_or_default())).collect())
    }

    /// What a parameter stands for.
    pub fn get(&self, name: &Name) -> Option<&Ty<'a>> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty)
    }

    /// Says what a parameter stands for; what is known stays.
    pub fn bind(&mut self, name: &'a Name, ty: &Ty<'a>) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) if known.is_unknown() => *known = *ty,
            Some(_) => {}
            None => self.0.push((name, *ty)),
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
                self.unify_all(a.params, b.params);
                self.unify(&a.ret, &b.ret);
            }
            _ => {}
        }
    }

    fn unify_all(&mut self, declared: &[Ty<'a>], given: &[Ty<'a>]) {
        declared.iter().zip(given).for_each(|(declared, given)| self.unify(declared, given));
    }
}
