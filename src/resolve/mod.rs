//! Names to definitions: modules, imports and items of every crate of the workspace.
//!
//! Terms: a *crate* is what a target of a package compiles to; a *definition* is what a path may mean; a path that
//! leads out of the workspace is *external* and keeps its crate and its last segment.
//! Invariants: ids are dense and follow the order of files; visibility is not asked, since the compiler does; what is
//! conditional is taken as present. Where modules do not tell (generated code, files that no `mod` names), the only
//! definition of a name in the file, package or workspace is meant; what stays ambiguous is unresolved.

mod lookup;
mod members;
mod modules;
mod reach;

pub use lookup::{Def, Extern, Namespace, Resolved};
pub use members::Members;
pub use modules::module_files;

use crate::hir::{Body, File, Fn, Impl, Name, Trait, TypeDef, TypeRef, Value};
use crate::slots::Slots;
use crate::span::FileId;
use crate::workspace::Workspace;
use modules::Modules;
use rustc_hash::FxHashMap;

/// A struct, enum or union of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// A function of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FnId(pub u32);

/// A constant or static of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueId(pub u32);

/// A type alias of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasId(pub u32);

/// A trait of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraitId(pub u32);

/// A block of `impl` of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImplId(pub u32);

/// A module of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId(pub u32);

/// Where the definitions of one kind lie: dense ids over the files' own lists.
#[derive(Debug, Default)]
struct Table {
    /// The id of the first definition of each file, and the count of all behind the last.
    first: Vec<u32>,
    /// The file of each id.
    file_of: Vec<u32>,
}

impl Table {
    fn new(files: &[File], count: impl std::ops::Fn(&File) -> usize) -> Table {
        let (mut first, mut file_of) = (vec![0], Vec::new());
        for file in files {
            file_of.extend(std::iter::repeat_n(first.len() as u32 - 1, count(file)));
            first.push(file_of.len() as u32);
        }
        Table { first, file_of }
    }

    /// The file and index of an id.
    fn place(&self, id: u32) -> (usize, usize) {
        let file = self.file_of[id as usize] as usize;
        (file, (id - self.first[file]) as usize)
    }

    fn id(&self, file: usize, index: usize) -> u32 {
        self.first[file] + index as u32
    }

    fn len(&self) -> u32 {
        self.first.last().copied().unwrap_or_default()
    }
}

/// The files of a workspace of which only what is around the code of functions is known.
pub struct Around<'h> {
    /// By file, whether it is one of them.
    pub is_around: &'h [bool],
    /// Those that were lowered whole, once that was asked for.
    pub whole: &'h Slots<File>,
    /// Lowers one whole.
    pub lower: &'h (dyn std::ops::Fn(FileId) -> File + Sync),
}

/// The definitions of a workspace.
pub struct DefMap<'h> {
    files: &'h [File],
    around: Option<Around<'h>>,
    /// The package of each file.
    packages: Vec<usize>,
    types: Table,
    fns: Table,
    values: Table,
    aliases: Table,
    traits: Table,
    impls: Table,
    modules: Modules<'h>,
    types_named: FxHashMap<&'h str, Vec<TypeId>>,
    fns_named: FxHashMap<&'h str, Vec<FnId>>,
    values_named: FxHashMap<&'h str, Vec<ValueId>>,
}

/// Definitions by their name, in their order.
fn by_name<'h, I>(all: impl Iterator<Item = (I, &'h Name)>) -> FxHashMap<&'h str, Vec<I>> {
    let mut named: FxHashMap<&str, Vec<I>> = FxHashMap::default();
    all.for_each(|(id, name)| named.entry(name).or_default().push(id));
    named
}

impl<'h> DefMap<'h> {
    /// Collects the definitions; the files are those of the workspace, in its order.
    pub fn build(files: &'h [File], around: Option<Around<'h>>, workspace: &Workspace) -> DefMap<'h> {
        let mut map = DefMap {
            files,
            around,
            packages: workspace.files.iter().map(|file| file.package).collect(),
            types: Table::new(files, |file| file.types.len()),
            fns: Table::new(files, |file| file.fns.len()),
            values: Table::new(files, |file| file.values.len()),
            aliases: Table::new(files, |file| file.aliases.len()),
            traits: Table::new(files, |file| file.traits.len()),
            impls: Table::new(files, |file| file.impls.len()),
            modules: Modules::default(),
            types_named: FxHashMap::default(),
            fns_named: FxHashMap::default(),
            values_named: FxHashMap::default(),
        };
        let named = || {
            let values = (0..map.values.len()).map(|id| (ValueId(id), &map.value(ValueId(id)).name));
            let types = by_name(map.all_types().map(|(id, def)| (id, &def.name)));
            (types, by_name(map.all_fns().map(|(id, function)| (id, &function.name))), by_name(values))
        };
        let (modules, (types, fns, values)) = rayon::join(|| Modules::build(&map, workspace), named);
        (map.modules, map.types_named, map.fns_named, map.values_named) = (modules, types, fns, values);
        map.open_globs();
        map
    }

    /// The lowered files.
    pub fn files(&self) -> &'h [File] {
        self.files
    }

    /// Every type, in order.
    pub fn all_types(&self) -> impl Iterator<Item = (TypeId, &'h TypeDef)> + use<'h> {
        self.files.iter().flat_map(|file| &file.types).enumerate().map(|(at, def)| (TypeId(at as u32), def))
    }

    /// Every function, in order.
    pub fn all_fns(&self) -> impl Iterator<Item = (FnId, &'h Fn)> + use<'h> {
        self.files.iter().flat_map(|file| &file.fns).enumerate().map(|(at, def)| (FnId(at as u32), def))
    }

    /// The definition of a type.
    pub fn type_def(&self, id: TypeId) -> &'h TypeDef {
        let (file, at) = self.types.place(id.0);
        &self.files[file].types[at]
    }

    /// The definition of a function.
    pub fn function(&self, id: FnId) -> &'h Fn {
        let (file, at) = self.fns.place(id.0);
        &self.files[file].fns[at]
    }

    /// The code of a function, which may have to be lowered now.
    pub fn body(&self, id: FnId) -> Option<&'h Body> {
        let (file, at) = self.fns.place(id.0);
        let function = &self.files[file].fns[at];
        match self.around.as_ref().filter(|around| function.body_span.is_some() && around.is_around[file]) {
            Some(Around { whole, lower, .. }) => {
                let found = whole.find(file, || lower(FileId(file as u32)))?.fns.get(at)?;
                // What is around it was remembered, and may be of something else than it says.
                found.decl.body.as_ref().filter(|body| function.decl.fits(body))
            }
            None => function.decl.body.as_ref(),
        }
    }

    /// The definition of a constant or static.
    pub fn value(&self, id: ValueId) -> &'h Value {
        let (file, at) = self.values.place(id.0);
        &self.files[file].values[at]
    }

    /// The definition of an alias.
    pub fn alias(&self, id: AliasId) -> &'h crate::hir::Alias {
        let (file, at) = self.aliases.place(id.0);
        &self.files[file].aliases[at]
    }

    /// The definition of a trait.
    pub fn trait_def(&self, id: TraitId) -> &'h Trait {
        let (file, at) = self.traits.place(id.0);
        &self.files[file].traits[at]
    }

    /// A block of `impl`.
    pub fn impl_def(&self, id: ImplId) -> &'h Impl {
        let (file, at) = self.impls.place(id.0);
        &self.files[file].impls[at]
    }

    /// How many functions there are; ids run from zero.
    pub fn fn_count(&self) -> usize {
        self.fns.len() as usize
    }

    /// How many constants and statics there are; ids run from zero.
    pub fn value_count(&self) -> usize {
        self.values.len() as usize
    }

    /// How many blocks of `impl` there are; ids run from zero.
    pub fn impl_count(&self) -> usize {
        self.impls.len() as usize
    }

    /// How many types there are; ids run from zero.
    pub fn type_count(&self) -> usize {
        self.types.len() as usize
    }

    /// The file of a function.
    pub fn file_of_fn(&self, id: FnId) -> FileId {
        FileId(self.fns.place(id.0).0 as u32)
    }

    /// The file of an alias.
    pub fn file_of_alias(&self, id: AliasId) -> FileId {
        FileId(self.aliases.place(id.0).0 as u32)
    }

    /// The file of a constant or static.
    pub fn file_of_value(&self, id: ValueId) -> FileId {
        FileId(self.values.place(id.0).0 as u32)
    }

    /// The file of a block of `impl`.
    pub fn file_of_impl(&self, id: ImplId) -> FileId {
        FileId(self.impls.place(id.0).0 as u32)
    }

    /// The file of a type.
    pub fn file_of_type(&self, id: TypeId) -> FileId {
        FileId(self.types.place(id.0).0 as u32)
    }

    /// The `impl` block of a file by its index there.
    pub fn impl_in(&self, file: FileId, index: u32) -> ImplId {
        ImplId(self.impls.id(file.0 as usize, index as usize))
    }

    /// The trait of a file by its index there.
    pub fn trait_in(&self, file: FileId, index: u32) -> TraitId {
        TraitId(self.traits.id(file.0 as usize, index as usize))
    }

    /// The module that holds a function.
    pub fn module_of_fn(&self, id: FnId) -> ModuleId {
        self.module_at(self.file_of_fn(id), &self.function(id).module)
    }

    /// The file of a type and its index there.
    pub fn place_of_type(&self, id: TypeId) -> (usize, usize) {
        self.types.place(id.0)
    }

    /// The file of a function and its index there.
    pub fn place_of_fn(&self, id: FnId) -> (usize, usize) {
        self.fns.place(id.0)
    }

    /// The package of a file.
    pub fn package(&self, file: FileId) -> usize {
        self.packages.get(file.0 as usize).copied().unwrap_or_default()
    }

    /// The functions of a name, anywhere.
    pub fn fns_named(&self, name: &str) -> &[FnId] {
        self.fns_named.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The type of a name that is nearest to a file, where no module tells.
    pub fn nearest_type(&self, name: &str, from: FileId) -> Option<TypeId> {
        self.nearest(self.types_named.get(name)?, from, |id| self.types.place(id.0).0)
    }

    /// The free function of a name that is nearest to a file, where no module tells.
    fn nearest_fn(&self, name: &str, from: FileId) -> Option<FnId> {
        let free = |id: &FnId| self.function(*id).decl.owner.is_none();
        let candidates: Vec<FnId> = self.fns_named.get(name)?.iter().copied().filter(free).collect();
        self.nearest(&candidates, from, |id| self.fns.place(id.0).0)
    }

    /// The constant of a name that is nearest to a file, where no module tells.
    fn nearest_value(&self, name: &str, from: FileId) -> Option<ValueId> {
        self.nearest(self.values_named.get(name)?, from, |id| self.values.place(id.0).0)
    }

    fn nearest<I: Copy>(
        &self,
        candidates: &[I],
        from: FileId,
        file: impl std::ops::Fn(I) -> usize,
    ) -> Option<I> {
        let package = |file: usize| self.packages.get(file);
        let only = |fits: &dyn std::ops::Fn(usize) -> bool| {
            let mut near = candidates.iter().filter(|&&id| fits(file(id)));
            near.next().copied().filter(|_| near.next().is_none())
        };
        let from = from.0 as usize;
        only(&|_| true)
            .or_else(|| only(&|file| file == from))
            .or_else(|| only(&|file| package(file) == package(from)))
    }
}

/// The name of the type that a method belongs to.
pub fn owner_name(function: &Fn) -> Option<&str> {
    function.decl.owner.as_ref().and_then(type_name)
}

/// The last path segment of a type, seen through references.
pub fn type_name(ty: &TypeRef) -> Option<&str> {
    match ty {
        TypeRef::Path(path, _) => path.last().map(Name::as_str),
        TypeRef::Ref(inner) => type_name(inner),
        _ => None,
    }
}
