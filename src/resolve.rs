//! Names to definitions.
//!
//! For now a definition is found by its last path segment: the only one of that name in the workspace, or the only
//! one in the same file or package. What stays ambiguous is unresolved, never guessed.

use crate::hir::{File, Fn, Name, TypeDef, TypeRef, Value};
use crate::span::FileId;
use std::collections::HashMap;

/// The definitions of a workspace by name.
#[derive(Debug)]
pub struct DefMap<'h> {
    files: &'h [File],
    /// The package of each file.
    packages: &'h [usize],
    types: HashMap<&'h str, Vec<(FileId, usize)>>,
    fns: HashMap<&'h str, Vec<(FileId, usize)>>,
    values: HashMap<&'h str, Vec<(FileId, usize)>>,
}

impl<'h> DefMap<'h> {
    /// Collects the definitions; `files` and `packages` are indexed by [`FileId`].
    pub fn build(files: &'h [File], packages: &'h [usize]) -> DefMap<'h> {
        let mut map =
            DefMap { files, packages, types: HashMap::new(), fns: HashMap::new(), values: HashMap::new() };
        for file in files {
            for (at, def) in file.types.iter().enumerate() {
                map.types.entry(&def.name).or_default().push((file.id, at));
            }
            for (at, function) in file.fns.iter().enumerate() {
                map.fns.entry(&function.name).or_default().push((file.id, at));
            }
            for (at, value) in file.values.iter().enumerate() {
                map.values.entry(&value.name).or_default().push((file.id, at));
            }
        }
        map
    }

    /// The type of a name, seen from a file.
    pub fn type_named(&self, name: &str, from: FileId) -> Option<&'h TypeDef> {
        let (file, at) = self.nearest(self.types.get(name)?, from)?;
        self.files.get(file.0 as usize)?.types.get(at)
    }

    /// The constant or static of a name, seen from a file.
    pub fn value_named(&self, name: &str, from: FileId) -> Option<&'h Value> {
        let (file, at) = self.nearest(self.values.get(name)?, from)?;
        self.files.get(file.0 as usize)?.values.get(at)
    }

    /// Every function of a name that belongs to a type of the given name, or to any where none is given.
    pub fn fns_named<'m>(&'m self, name: &str, owner: Option<&'m str>) -> impl Iterator<Item = &'h Fn> + 'm {
        let found = self.fns.get(name).into_iter().flatten();
        let found = found.filter_map(|(file, at)| self.files.get(file.0 as usize)?.fns.get(*at));
        found.filter(move |function| owner.is_none_or(|owner| owner_name(function) == Some(owner)))
    }

    /// The one function that a path means, seen from a file; `Type::name` or a free function.
    pub fn fn_named(&self, path: &[Name], from: FileId) -> Option<&'h Fn> {
        let (name, before) = path.split_last()?;
        let owner = before.last().map(Name::as_str).filter(|segment| segment.starts_with(char::is_uppercase));
        let candidates = self.fns.get(name.as_str())?.iter().copied();
        let fits = candidates.filter(|(file, at)| {
            let function = self.files.get(file.0 as usize).and_then(|file| file.fns.get(*at));
            function.is_some_and(|function| {
                owner_name(function) == owner && (owner.is_some() || function.receiver.is_none())
            })
        });
        let (file, at) = self.nearest(&fits.collect::<Vec<_>>(), from)?;
        self.files.get(file.0 as usize)?.fns.get(at)
    }

    fn nearest(&self, candidates: &[(FileId, usize)], from: FileId) -> Option<(FileId, usize)> {
        let package = |file: FileId| self.packages.get(file.0 as usize);
        let only = |fits: &dyn std::ops::Fn(&FileId) -> bool| {
            let mut near = candidates.iter().filter(|(file, _)| fits(file));
            near.next().copied().filter(|_| near.next().is_none())
        };
        only(&|_| true)
            .or_else(|| only(&|file| *file == from))
            .or_else(|| only(&|file| package(*file) == package(from)))
    }
}

/// The name of the type that a method belongs to.
pub fn owner_name(function: &Fn) -> Option<&str> {
    function.owner.as_ref().and_then(type_name)
}

/// The last path segment of a type, seen through references.
pub fn type_name(ty: &TypeRef) -> Option<&str> {
    match ty {
        TypeRef::Path(path, _) => path.last().map(Name::as_str),
        TypeRef::Ref(inner) => type_name(inner),
        _ => None,
    }
}
