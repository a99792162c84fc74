//! The tree of modules of every crate, and what each brings into scope.

use super::lookup::{At, Def};
use super::{AliasId, DefMap, FnId, ModuleId, TraitId, TypeId, ValueId};
use crate::hir::{Home, ModDecl, Name, Reach, Use};
use crate::late::Late;
use crate::span::FileId;
use crate::workspace::{TargetKind, Workspace};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::hash_map;
use std::sync::OnceLock;

/// What a name means in a module, by namespace.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    /// Modules, types, traits and aliases.
    pub ty: Option<Def>,
    /// Functions, constants and statics.
    pub value: Option<Def>,
}

/// One module.
#[derive(Debug, Default)]
pub(super) struct Module<'h> {
    pub parent: Option<ModuleId>,
    /// The crate that holds it.
    pub krate: usize,
    /// From where it may be named.
    pub reach: Reach,
    pub items: HashMap<&'h str, Entry>,
    /// Imports by the name they get here.
    pub imports: HashMap<&'h str, Import<'h>>,
    pub globs: Vec<&'h [Name]>,
    /// What the globs lead to: modules and enums.
    pub opened: Vec<Def>,
}

/// What a name is imported as. There are many, and most are never asked for.
#[derive(Debug)]
pub(super) struct Import<'h> {
    /// The path.
    pub path: &'h Late<Vec<Name>>,
    /// Further ones, which what is conditional may have.
    pub others: Vec<&'h Late<Vec<Name>>>,
    /// What they lead to by namespace, once that is asked for.
    pub resolved: [OnceLock<Box<Option<At<'h>>>>; 2],
}

/// One crate.
#[derive(Debug)]
pub(super) struct Crate {
    pub root: ModuleId,
    /// The crates of the workspace that it may name.
    pub crates: HashMap<Name, usize>,
    /// The names of all crates that it depends on.
    pub externs: HashSet<Name>,
}

/// All modules.
#[derive(Debug, Default)]
pub(super) struct Modules<'h> {
    pub all: Vec<Module<'h>>,
    pub crates: Vec<Crate>,
    /// The module that each file begins with.
    of_file: Vec<ModuleId>,
    /// Inline modules by their file and path in it.
    inline: HashMap<(FileId, &'h [Name]), ModuleId>,
}

impl<'h> Modules<'h> {
    pub(super) fn build(defs: &DefMap<'h>, workspace: &Workspace) -> Modules<'h> {
        let mut builder = Builder {
            defs,
            workspace,
            by_name: workspace.files.iter().enumerate().map(|(at, file)| (file.name.as_str(), at)).collect(),
            placed: vec![None; defs.files.len()],
            modules: Modules::default(),
        };
        builder.run();
        builder.modules
    }

    /// The module of a place in a file.
    pub(super) fn at(&self, file: FileId, path: &[Name]) -> ModuleId {
        let whole = self.of_file.get(file.0 as usize).copied().unwrap_or(ModuleId(0));
        self.within(whole, file, path)
    }

    /// The inline module of a file by its path there; the file's own module where there is none.
    fn within(&self, whole: ModuleId, file: FileId, path: &[Name]) -> ModuleId {
        if path.is_empty() { whole } else { self.inline.get(&(file, path)).copied().unwrap_or(whole) }
    }

    pub(super) fn module(&self, id: ModuleId) -> &Module<'h> {
        &self.all[id.0 as usize]
    }

    pub(super) fn crate_of(&self, id: ModuleId) -> &Crate {
        &self.crates[self.module(id).krate]
    }
}

struct Builder<'b, 'h> {
    defs: &'b DefMap<'h>,
    workspace: &'b Workspace,
    by_name: HashMap<&'b str, usize>,
    placed: Vec<Option<ModuleId>>,
    modules: Modules<'h>,
}

impl<'h> Builder<'_, 'h> {
    fn run(&mut self) {
        let mut libraries: HashMap<usize, usize> = HashMap::default();
        for (package, found) in self.workspace.packages.iter().enumerate() {
            for target in &found.targets {
                let Some(&file) = self.by_name.get(target.root.as_str()) else { continue };
                if self.placed[file].is_some() {
                    continue;
                }
                let krate = self.open_crate(file);
                if matches!(target.kind, TargetKind::Lib | TargetKind::ProcMacro) {
                    libraries.insert(package, krate);
                }
            }
        }
        // Roots that no target names, then files that no `mod` names.
        for file in 0..self.placed.len() {
            let name = &self.workspace.files[file].name;
            let is_root = name.ends_with("src/lib.rs") || name.ends_with("src/main.rs");
            if is_root && self.placed[file].is_none() {
                let krate = self.open_crate(file);
                libraries.entry(self.workspace.files[file].package).or_insert(krate);
            }
        }
        for file in 0..self.placed.len() {
            if self.placed[file].is_none() {
                self.open_crate(file);
            }
        }
        self.modules.of_file = self.placed.iter().map(|module| module.unwrap_or(ModuleId(0))).collect();
        for file in 0..self.placed.len() {
            self.fill(file);
        }
        self.name_crates(&libraries);
    }

    fn open_crate(&mut self, file: usize) -> usize {
        let krate = self.modules.crates.len();
        let root = self.open_module(None, krate);
        self.modules.crates.push(Crate { root, crates: HashMap::default(), externs: HashSet::default() });
        self.place(file, root);
        krate
    }

    fn open_module(&mut self, parent: Option<ModuleId>, krate: usize) -> ModuleId {
        self.modules.all.push(Module { parent, krate, ..Module::default() });
        ModuleId(self.modules.all.len() as u32 - 1)
    }

    /// Gives a file its module and follows its `mod` lines.
    fn place(&mut self, file: usize, module: ModuleId) {
        let mut open = vec![(file, module)];
        while let Some((file, module)) = open.pop() {
            self.placed[file] = Some(module);
            let hir = &self.defs.files[file];
            let krate = self.modules.module(module).krate;
            for decl in &hir.mods {
                let Some((name, around)) = decl.path.split_last() else { continue };
                let parent = self.modules.within(module, hir.id, around);
                let child = self.open_module(Some(parent), krate);
                self.modules.all[child.0 as usize].reach = decl.reach;
                let entry = self.modules.all[parent.0 as usize].items.entry(name.as_str()).or_default();
                entry.ty.get_or_insert(Def::Module(child));
                if !decl.is_file {
                    self.modules.inline.insert((hir.id, &decl.path), child);
                    continue;
                }
                let names = module_files(&self.workspace.files[file].name, decl);
                let found = names.iter().find_map(|name| self.by_name.get(name.as_str())).copied();
                open.extend(found.filter(|&next| self.claim(next, child)).map(|next| (next, child)));
            }
            for include in &hir.includes {
                let around = self.modules.within(module, hir.id, &include.module);
                let name = beside(&self.workspace.files[file].name, &include.path);
                let found = self.by_name.get(name.as_str()).copied();
                open.extend(found.filter(|&next| self.claim(next, around)).map(|next| (next, around)));
            }
        }
    }

    /// Gives a file its module, unless it has one.
    fn claim(&mut self, file: usize, module: ModuleId) -> bool {
        let is_free = self.placed[file].is_none();
        self.placed[file].get_or_insert(module);
        is_free
    }

    /// Enters what a file defines and imports.
    fn fill(&mut self, at: usize) {
        let defs = self.defs;
        let file = &defs.files[at];
        let entry = |modules: &mut Modules<'h>, path: &[Name], name: &'h Name, def: Def, is_type: bool| {
            let module = modules.at(file.id, path);
            let entry = modules.all[module.0 as usize].items.entry(name.as_str()).or_default();
            let slot = if is_type { &mut entry.ty } else { &mut entry.value };
            slot.get_or_insert(def);
        };
        let modules = &mut self.modules;
        for (index, def) in file.types.iter().enumerate() {
            let id = TypeId(defs.types.id(at, index));
            entry(modules, &def.module, &def.name, Def::Type(id), true);
        }
        for (index, def) in file.aliases.iter().enumerate() {
            let id = AliasId(defs.aliases.id(at, index));
            entry(modules, &def.module, &def.name, Def::Alias(id), true);
        }
        for (index, def) in file.traits.iter().enumerate() {
            let id = TraitId(defs.traits.id(at, index));
            entry(modules, &def.module, &def.name, Def::Trait(id), true);
        }
        for (index, def) in file.values.iter().enumerate().filter(|(_, def)| def.of_impl.is_none()) {
            let id = ValueId(defs.values.id(at, index));
            entry(modules, &def.module, &def.name, Def::Value(id), false);
        }
        for (index, def) in file.fns.iter().enumerate().filter(|(_, def)| def.home == Home::Module) {
            let id = FnId(defs.fns.id(at, index));
            entry(modules, &def.module, &def.name, Def::Fn(id), false);
        }
        for import in &file.uses {
            self.import(file.id, import);
        }
    }

    fn import(&mut self, file: FileId, import: &'h Use) {
        let module = self.modules.at(file, &import.module);
        let module = &mut self.modules.all[module.0 as usize];
        match &import.alias {
            Some(alias) => match module.imports.entry(alias.as_str()) {
                hash_map::Entry::Occupied(mut known) => known.get_mut().others.push(&import.path),
                hash_map::Entry::Vacant(new) => {
                    new.insert(Import {
                        path: &import.path,
                        others: Vec::new(),
                        resolved: Default::default(),
                    });
                }
            },
            None => module.globs.push(&import.path),
        }
    }

    /// Says which crates of the workspace each crate may name: its package's library and its dependencies.
    fn name_crates(&mut self, libraries: &HashMap<usize, usize>) {
        let (mut named, mut lying) = (HashMap::default(), HashMap::default());
        for (at, package) in self.workspace.packages.iter().enumerate() {
            named.entry(package.name.as_str()).or_insert(at);
            lying.entry(package.dir.as_str()).or_insert(at);
        }
        for file in 0..self.placed.len() {
            let Some(module) = self.placed[file] else { continue };
            let krate = self.modules.module(module).krate;
            let Some(package) = self.workspace.packages.get(self.workspace.files[file].package) else {
                continue;
            };
            if !self.modules.crates[krate].externs.is_empty() {
                continue;
            }
            let mut names = HashMap::default();
            for dependency in &package.dependencies {
                let found = match &dependency.path {
                    Some(dir) => lying.get(dir.as_str()),
                    None => named.get(dependency.package.as_str()),
                };
                if let Some(&library) = found.and_then(|package| libraries.get(package)) {
                    names.insert(Name::new(&dependency.name), library);
                }
            }
            if let Some(&own) = libraries.get(&self.workspace.files[file].package) {
                let target = package.targets.iter().find(|target| target.kind == TargetKind::Lib);
                let name = target.map_or(package.name.as_str(), |target| target.name.as_str());
                names.insert(Name::new(name.replace('-', "_")), own);
            }
            let externs = package.dependencies.iter().map(|dependency| Name::new(&dependency.name));
            self.modules.crates[krate].externs = externs.collect();
            self.modules.crates[krate].crates = names;
        }
    }
}

/// The name of the file that a path means, seen from another file.
fn beside(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> =
        file.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Where the text of a `mod x;` may lie, given the name of the file that says so.
pub fn module_files(file: &str, module: &ModDecl) -> Vec<String> {
    let (folder, stem) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = stem.trim_end_matches(".rs");
    let is_root = matches!(stem, "mod" | "lib" | "main");
    let join =
        |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
    if let Some(path) = &module.file_path {
        return vec![beside(file, path)];
    }
    let path = module.path.join("/");
    let inner = if is_root { folder.to_string() } else { join(&[folder, stem]) };
    // A binary's root beside the library has its modules in its own folder.
    let bases = if is_root { vec![inner] } else { vec![inner, folder.to_string()] };
    bases
        .iter()
        .flat_map(|base| [format!("{}.rs", join(&[base, &path])), join(&[base, &path, "mod.rs"])])
        .collect()
}
