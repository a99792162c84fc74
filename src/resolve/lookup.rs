//! What a path means, seen from a module.

use super::modules::Import;
use super::{AliasId, DefMap, FnId, ModuleId, TraitId, TypeId, ValueId};
use crate::hir::Name;
use crate::span::FileId;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Def {
    /// A module.
    Module(ModuleId),
    /// A struct, enum or union.
    Type(TypeId),
    /// A variant of an enum, by its index.
    Variant(TypeId, u32),
    /// An alias.
    Alias(AliasId),
    /// A trait.
    Trait(TraitId),
    /// A function.
    Fn(FnId),
    /// A constant or static.
    Value(ValueId),
}

/// Something outside the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extern<'h> {
    /// Its crate; `std` for what every module sees.
    pub krate: &'h Name,
    /// What stands before the last segment, such as the type of an associated function; none for an item of a crate.
    pub owner: Option<&'h Name>,
    /// The last segment.
    pub name: &'h Name,
}

/// The meaning of a path.
#[derive(Clone, Copy, Debug)]
pub enum Resolved<'h> {
    /// A definition, and how many segments behind it are left, such as the name of an associated function.
    Def(Def, usize),
    /// Something outside.
    Extern(Extern<'h>),
}

/// Where a name is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// Modules, types, traits.
    Type,
    /// Functions, constants.
    Value,
}

/// Imports that lead to imports are followed this far.
const MAX_DEPTH: usize = 16;

/// The globs of a module are followed through so many modules, since a name is looked for in each of them.
const MAX_OPENED: usize = 1_000;

/// The types that every module sees; see the documentation of `std::prelude`.
const PRELUDE: &[&str] = &["Box", "Option", "Result", "String", "Vec"];

/// The crate of what every module sees.
static STD: Name = Name::new_static("std");

/// A path on its way: a definition, or the crate that it left the workspace for.
#[derive(Clone, Copy, Debug)]
pub(super) enum At<'h> {
    Def(Def),
    /// The crate, and the last segments so far, latest last.
    Outside(&'h Name, Option<&'h Name>, Option<&'h Name>),
    /// The last segments so far of what nothing explains, latest last. Every module may see it.
    Unexplained(Option<&'h Name>, &'h Name),
}

impl<'h> DefMap<'h> {
    /// The module of a place in a file.
    pub fn module_at(&self, file: FileId, path: &[Name]) -> ModuleId {
        self.modules.at(file, path)
    }

    /// What a path means, seen from a module of a file.
    pub fn resolve(
        &self,
        from: ModuleId,
        file: FileId,
        path: &'h [Name],
        namespace: Namespace,
    ) -> Option<Resolved<'h>> {
        if path.is_empty() {
            return None;
        }
        match (Lookup { defs: self, memo: None }).walk(from, path, namespace, 0) {
            Some((At::Def(def), left)) => Some(Resolved::Def(def, left)),
            Some((At::Outside(krate, owner, name), _)) => {
                let external = Resolved::Extern(Extern { krate, owner, name: name.unwrap_or(krate) });
                // What no dependency explains may still be the workspace's own.
                let is_known = is_std(krate) || self.modules.crate_of(from).externs.contains(krate);
                let near = if is_known { None } else { self.nearest_def(path, file, namespace) };
                Some(near.unwrap_or(external))
            }
            Some((At::Unexplained(owner, name), _)) => {
                let external = Resolved::Extern(Extern { krate: &STD, owner, name });
                Some(self.nearest_def(path, file, namespace).unwrap_or(external))
            }
            None => self.nearest_def(path, file, namespace).or_else(|| outside(path)),
        }
    }

    /// What a path means, seen from the module that a file begins, and how many segments behind it are left; nothing
    /// where modules do not tell.
    pub fn exact(&self, file: FileId, path: &'h [Name], namespace: Namespace) -> Option<(Def, usize)> {
        let from = self.module_at(file, &[]);
        match (Lookup { defs: self, memo: None }).walk(from, path, namespace, 0) {
            Some((At::Def(def), left)) => Some((def, left)),
            _ => None,
        }
    }

    /// The only definition that the last segments can mean, where modules do not tell; what every module sees is none.
    fn nearest_def(&self, path: &'h [Name], file: FileId, namespace: Namespace) -> Option<Resolved<'h>> {
        let (last, before) = path.split_last()?;
        if PRELUDE.contains(&path[0].as_str()) {
            return None;
        }
        let owner = before.last().filter(|name| name.starts_with(char::is_uppercase));
        if let Some(id) = owner.and_then(|owner| self.nearest_type(owner, file)) {
            return Some(match self.type_def(id).decl.variant_named(last) {
                Some(at) => Resolved::Def(Def::Variant(id, at as u32), 0),
                None => Resolved::Def(Def::Type(id), 1),
            });
        }
        if owner.is_some() {
            return None;
        }
        if let Some(id) = self.nearest_type(last, file) {
            return Some(Resolved::Def(Def::Type(id), 0));
        }
        if namespace == Namespace::Type {
            return None;
        }
        let value = self.nearest_value(last, file).map(Def::Value);
        let function = || self.nearest_fn(last, file).filter(|id| self.may_be_below(*id, before));
        let def = value.or_else(|| function().map(Def::Fn))?;
        Some(Resolved::Def(def, 0))
    }

    /// Whether a function may be the one behind such segments. One may be the name that a block gives a module; of more,
    /// the last is the module that holds the function.
    fn may_be_below(&self, id: FnId, before: &[Name]) -> bool {
        let [_, .., name] = before else { return true };
        let module = self.module_of_fn(id);
        let Some(parent) = self.modules.module(module).parent else { return false };
        let named = self.modules.module(parent).items.get(name.as_str()).and_then(|entry| entry.ty);
        name == "super" || named == Some(Def::Module(module))
    }

    /// Finds what the globs of every module lead to, so that a name costs one look later.
    pub(super) fn open_globs(&mut self) {
        let memo = RefCell::default();
        for id in (0..self.modules.all.len() as u32).map(ModuleId) {
            let lookup = Lookup { defs: self, memo: Some(&memo) };
            let opened = lookup.opened(id);
            self.modules.all[id.0 as usize].opened = opened;
        }
    }
}

/// Follows paths through the modules.
struct Lookup<'d, 'h> {
    defs: &'d DefMap<'h>,
    /// What names were found to mean by now; only while an import is resolved, since imports lead to each other.
    memo: Option<&'d RefCell<Memo<'h>>>,
}

type Memo<'h> = FxHashMap<Asked<'h>, Option<At<'h>>>;

/// A name in a module, in one namespace; with globs or without.
type Asked<'h> = (ModuleId, &'h str, Namespace, bool);

impl<'h> Lookup<'_, 'h> {
    /// What the globs of a module lead to.
    fn opened(&self, id: ModuleId) -> Vec<Def> {
        let globs = self.defs.modules.module(id).globs.iter();
        let opened = globs.filter_map(|path| match self.imported_path(id, path, Namespace::Type, 0)? {
            At::Def(def) => Some(def),
            At::Outside(..) | At::Unexplained(..) => None,
        });
        opened.collect()
    }

    /// Follows a path as far as definitions go; the count is of segments that are left.
    fn walk(
        &self,
        from: ModuleId,
        path: &'h [Name],
        namespace: Namespace,
        depth: usize,
    ) -> Option<(At<'h>, usize)> {
        if depth > MAX_DEPTH {
            return None;
        }
        let (first, rest) = path.split_first()?;
        let space = if rest.is_empty() { namespace } else { Namespace::Type };
        let mut at = self.start(from, first, (space, !rest.is_empty()), depth)?;
        for (index, segment) in rest.iter().enumerate() {
            let left = rest.len() - index;
            let space = if left == 1 { namespace } else { Namespace::Type };
            at = match at {
                At::Def(Def::Module(module)) => self.member(module, segment, space, depth)?,
                At::Def(Def::Type(id)) => match self.defs.type_def(id).decl.variant_named(segment) {
                    Some(variant) => At::Def(Def::Variant(id, variant as u32)),
                    None => return Some((at, left)),
                },
                At::Def(_) => return Some((at, left)),
                At::Outside(krate, _, name) => At::Outside(krate, name, Some(segment)),
                At::Unexplained(_, name) => At::Unexplained(Some(name), segment),
            };
        }
        Some((at, 0))
    }

    fn start(
        &self,
        from: ModuleId,
        first: &'h Name,
        (namespace, leads_on): (Namespace, bool),
        depth: usize,
    ) -> Option<At<'h>> {
        let module = self.defs.modules.module(from);
        match first.as_str() {
            "crate" => return Some(At::Def(Def::Module(self.defs.modules.crate_of(from).root))),
            "self" => return Some(At::Def(Def::Module(from))),
            "super" => return module.parent.map(|parent| At::Def(Def::Module(parent))),
            _ => {}
        }
        if let Some(found) = self.member(from, first, namespace, depth) {
            return Some(found);
        }
        if let Some(found) = self.crate_named(from, first) {
            return Some(found);
        }
        // Paths of the first edition begin at the root of the crate.
        let root = self.defs.modules.crate_of(from).root;
        if let Some(found) = (root != from).then(|| self.own_member(root, first, namespace)).flatten() {
            return Some(found);
        }
        Some(match leads_on && first.starts_with(char::is_lowercase) {
            true if is_std(first) => At::Outside(&STD, None, None),
            true => At::Outside(first, None, None),
            false => At::Unexplained(None, first),
        })
    }

    /// A library of the workspace that a crate depends on.
    fn crate_named(&self, from: ModuleId, name: &str) -> Option<At<'h>> {
        let krate = *self.defs.modules.crate_of(from).crates.get(name)?;
        Some(At::Def(Def::Module(self.defs.modules.crates[krate].root)))
    }

    fn own_member(&self, module: ModuleId, name: &str, namespace: Namespace) -> Option<At<'h>> {
        let entry = self.defs.modules.module(module).items.get(name)?;
        let found = match namespace {
            Namespace::Type => entry.ty,
            // A tuple struct is a function, too.
            Namespace::Value => entry.value.or(entry.ty),
        };
        found.map(At::Def)
    }

    /// What a name means in a module: its own items, then imports, then globs.
    fn member(&self, module: ModuleId, name: &'h Name, namespace: Namespace, depth: usize) -> Option<At<'h>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let named = self.named_member(module, name, namespace, depth);
        if named.is_some() || self.defs.modules.module(module).opened.is_empty() {
            return named;
        }
        self.remembered((module, name, namespace, true), || {
            let mut seen = vec![module];
            self.globbed(module, name, namespace, depth, &mut seen)
        })
    }

    /// Asks once while imports are resolved. What is asked for again while the answer is sought means nothing, so that
    /// circles end.
    fn remembered(&self, asked: Asked<'h>, seek: impl FnOnce() -> Option<At<'h>>) -> Option<At<'h>> {
        let Some(memo) = self.memo else { return seek() };
        if let Some(known) = memo.borrow().get(&asked) {
            return *known;
        }
        memo.borrow_mut().insert(asked, None);
        let found = seek();
        memo.borrow_mut().insert(asked, found);
        found
    }

    /// What a name means in a module without its globs.
    fn named_member(
        &self,
        module: ModuleId,
        name: &'h Name,
        namespace: Namespace,
        depth: usize,
    ) -> Option<At<'h>> {
        if let Some(found) = self.own_member(module, name, namespace) {
            return Some(found);
        }
        let of_module = self.defs.modules.module(module);
        let import = of_module.imports.get(name.as_str())?;
        if self.memo.is_some() {
            return self.followed(module, name, (import, namespace), depth);
        }
        let resolve = || {
            let memo = RefCell::default();
            let lookup = Lookup { defs: self.defs, memo: Some(&memo) };
            lookup.followed(module, name, (import, namespace), 0)
        };
        **import.resolved[namespace as usize].get_or_init(|| Box::new(resolve()))
    }

    /// What an import leads to.
    fn followed(
        &self,
        module: ModuleId,
        name: &'h Name,
        (import, namespace): (&Import<'h>, Namespace),
        depth: usize,
    ) -> Option<At<'h>> {
        self.remembered((module, name, namespace, false), || {
            let mut paths = std::iter::once(&import.path).chain(&import.others);
            paths.find_map(|path| self.imported(module, name, path, namespace, depth))
        })
    }

    /// What a name means by the globs of a module, and by those of the modules that they lead to.
    fn globbed(
        &self,
        module: ModuleId,
        name: &'h Name,
        namespace: Namespace,
        depth: usize,
        seen: &mut Vec<ModuleId>,
    ) -> Option<At<'h>> {
        for opened in &self.defs.modules.module(module).opened {
            match opened {
                Def::Module(inner) if seen.len() < MAX_OPENED && !seen.contains(inner) => {
                    seen.push(*inner);
                    // Only what is surely there: a glob of another module must not end outside of the workspace.
                    let found = self.named_member(*inner, name, namespace, depth + 1);
                    let found = found.filter(|at| matches!(at, At::Def(_)));
                    let found = found.or_else(|| self.globbed(*inner, name, namespace, depth, seen));
                    if found.is_some() {
                        return found;
                    }
                }
                Def::Type(id) => {
                    if let Some(at) = self.defs.type_def(*id).decl.variant_named(name) {
                        return Some(At::Def(Def::Variant(*id, at as u32)));
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn imported(
        &self,
        module: ModuleId,
        name: &str,
        path: &'h [Name],
        namespace: Namespace,
        depth: usize,
    ) -> Option<At<'h>> {
        // `use log;` and `use log::log;` mean the crate by their first segment, not themselves.
        if path.first().is_some_and(|first| first == name) {
            let start =
                self.own_member(module, name, Namespace::Type).or_else(|| self.crate_named(module, name));
            let Some(start) = start else { return Some(beyond(path)) };
            return self.along(start, &path[1..], namespace, depth);
        }
        self.imported_path(module, path, namespace, depth)
    }

    /// Follows the path of an import.
    fn imported_path(
        &self,
        module: ModuleId,
        path: &'h [Name],
        namespace: Namespace,
        depth: usize,
    ) -> Option<At<'h>> {
        match self.walk(module, path, namespace, depth + 1)? {
            (at, 0) => Some(at),
            _ => None,
        }
    }

    fn along(&self, start: At<'h>, path: &'h [Name], namespace: Namespace, depth: usize) -> Option<At<'h>> {
        path.iter().enumerate().try_fold(start, |at, (index, segment)| {
            let space = if index + 1 == path.len() { namespace } else { Namespace::Type };
            match at {
                At::Def(Def::Module(module)) => self.member(module, segment, space, depth + 1),
                At::Outside(krate, _, name) => Some(At::Outside(krate, name, Some(segment))),
                At::Unexplained(_, name) => Some(At::Unexplained(Some(name), segment)),
                At::Def(_) => None,
            }
        })
    }
}

fn is_std(name: &str) -> bool {
    matches!(name, "std" | "core" | "alloc")
}

/// The path of an import as something of another crate.
fn beyond(path: &[Name]) -> At<'_> {
    let krate = if is_std(&path[0]) { &STD } else { &path[0] };
    let owner = path.len().checked_sub(2).filter(|&at| at > 0).map(|at| &path[at]);
    At::Outside(krate, owner, path.last().filter(|_| path.len() > 1))
}

/// A path that nothing in the workspace explains.
fn outside(path: &[Name]) -> Option<Resolved<'_>> {
    let (name, before) = path.split_last()?;
    let krate = path.first().filter(|first| path.len() > 1 && !is_std(first)).unwrap_or(&STD);
    Some(Resolved::Extern(Extern { krate, owner: before.last().filter(|_| before.len() > 1), name }))
}
