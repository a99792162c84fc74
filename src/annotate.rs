//! Writes what a policy says of items of the workspace onto these items, as the annotations that comments give them.
//!
//! Terms: the *root* of a target is the module that its file begins. Invariant: a path that leads to nothing, and a
//! pattern that no function fits, are reported with the closest known name.

use crate::diagnostic::Diagnostic;
use crate::hir::{File, Name, Notes, TypeDecl};
use crate::nearest;
use crate::policy::{ItemTerms, Policy, Terms};
use crate::resolve::{Def, DefMap, FnId, Namespace, TypeId};
use crate::span::FileId;
use crate::workspace::Workspace;
use globset::{Glob, GlobMatcher};
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeSet;

/// A note that is to be written onto an item.
struct Writing {
    at: At,
    note: (Name, String),
}

enum At {
    Type(TypeId),
    /// A field by the index of its variant and its own.
    Field(TypeId, usize, usize),
    Fn(FnId),
}

/// Writes the notes, and says which files are changed by that; what leads to nothing is returned.
pub fn annotate(
    policy: &Policy,
    workspace: &Workspace,
    files: &mut [File],
    changed: &mut BTreeSet<FileId>,
) -> Vec<Diagnostic> {
    if policy.items.is_empty() {
        return Vec::new();
    }
    let (mut writings, mut lost) = (Vec::new(), Vec::new());
    let placed: Vec<(usize, usize, At, (Name, String))> = {
        let defs = DefMap::build(files, None, workspace);
        let named = workspace.files.iter().enumerate().map(|(at, file)| (file.name.as_str(), at));
        let search = Search { defs: &defs, workspace, named: named.collect() };
        for item in &policy.items {
            match search.find(item) {
                Ok(found) => writings.extend(found),
                Err(said) => lost.push(*said),
            }
        }
        let place = |writing: Writing| {
            let (file, index) = match &writing.at {
                At::Type(id) | At::Field(id, ..) => defs.place_of_type(*id),
                At::Fn(id) => defs.place_of_fn(*id),
            };
            (file, index, writing.at, writing.note)
        };
        writings.into_iter().map(place).collect()
    };
    for (file, index, at, note) in placed {
        changed.insert(FileId(file as u32));
        let file = &mut files[file];
        file.is_annotated = true;
        let write = |notes: &mut Notes| notes.annotations.push(note);
        match at {
            At::Type(_) => write(&mut file.types[index].notes),
            At::Field(_, variant, field) => {
                let write = |decl: &mut TypeDecl| write(&mut decl.variants[variant].fields[field].notes);
                file.types[index].decl.change(write);
            }
            At::Fn(_) => file.fns[index].decl.change(|decl| write(&mut decl.notes)),
        }
    }
    lost
}

struct Search<'s> {
    defs: &'s DefMap<'s>,
    workspace: &'s Workspace,
    /// The files by their names.
    named: HashMap<&'s str, usize>,
}

impl<'s> Search<'s> {
    fn find(&self, item: &'s ItemTerms) -> Result<Vec<Writing>, Box<Diagnostic>> {
        let note = |word: &'static str, text: &str| (Name::new_static(word), text.to_string());
        let write = |at: At, note: (Name, String)| Writing { at, note };
        match &item.terms {
            Terms::Type { class, subject } => {
                let id = self.types(item, &item.segments).next().ok_or_else(|| self.no_type(item))?;
                let class = class.iter().map(|class| write(At::Type(id), note("class", class)));
                let subject = subject.iter().map(|subject| write(At::Type(id), note("subject", subject)));
                Ok(class.chain(subject).collect())
            }
            Terms::Field(class) => {
                let Some((name, owner)) = item.segments.split_last() else { return Err(self.no_type(item)) };
                let found = self.types_or_variants(item, owner).next();
                let (id, only) = found.ok_or_else(|| self.no_type(item))?;
                let variants = self.defs.type_def(id).decl.variants.iter().enumerate();
                let meant = variants.filter(|(at, _)| only.is_none_or(|only| only == *at));
                let fields = meant.flat_map(|(variant, of)| {
                    let fields = of.fields.iter().enumerate().filter(|(_, field)| field.name == *name);
                    fields.map(move |(field, _)| At::Field(id, variant, field))
                });
                let found: Vec<Writing> = fields.map(|at| write(at, note("class", class))).collect();
                if found.is_empty() { Err(self.no_field(item, id, name)) } else { Ok(found) }
            }
            Terms::Mask(class) => self.functions(item, note("mask", class)),
            Terms::Sanitizer => self.functions(item, note("sanitizer", "")),
            Terms::Sink => self.functions(item, note("sink", "log")),
        }
    }

    fn functions(&self, item: &'s ItemTerms, note: (Name, String)) -> Result<Vec<Writing>, Box<Diagnostic>> {
        let ids = match item.segments.as_slice() {
            [name] => self.named(name),
            segments => self.functions_at(item, segments),
        };
        if ids.is_empty() {
            return Err(self.no_function(item));
        }
        Ok(ids.into_iter().map(|id| Writing { at: At::Fn(id), note: note.clone() }).collect())
    }

    /// Every function whose name fits a pattern.
    fn named(&self, pattern: &str) -> Vec<FnId> {
        let glob: Option<GlobMatcher> = Glob::new(pattern).ok().map(|glob| glob.compile_matcher());
        let fits = |name: &str| glob.as_ref().is_some_and(|glob| glob.is_match(name));
        self.defs.all_fns().filter(|(_, function)| fits(&function.name)).map(|(id, _)| id).collect()
    }

    /// The functions of a path, whose last segment may be a pattern.
    fn functions_at(&self, item: &'s ItemTerms, segments: &'s [Name]) -> Vec<FnId> {
        let Some((last, owner)) = segments.split_last() else { return Vec::new() };
        if last.contains('*') {
            let modules: Vec<_> = self.defs_at(item, owner, Namespace::Type).collect();
            let is_in = |id: &FnId| {
                let file = self.defs.file_of_fn(*id);
                let module = self.defs.module_at(file, &self.defs.function(*id).module);
                modules.iter().any(|(def, left)| *left == 0 && *def == Def::Module(module))
            };
            return self.named(last).into_iter().filter(is_in).collect();
        }
        let mut found = Vec::new();
        for (def, left) in self.defs_at(item, segments, Namespace::Value) {
            match def {
                Def::Fn(id) if left == 0 => found.push(id),
                Def::Type(id) if left == 1 => found.extend(self.methods(&self.defs.type_def(id).name, last)),
                Def::Trait(id) if left == 1 => {
                    found.extend(self.methods(&self.defs.trait_def(id).name, last))
                }
                _ => {}
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// The methods of a name that a type has, or that a trait declares and its types have.
    fn methods(&self, owner: &Name, name: &str) -> Vec<FnId> {
        let is_of = |id: &FnId| {
            let function = self.defs.function(*id);
            crate::resolve::owner_name(function) == Some(owner.as_str())
                || function.decl.of_trait.as_ref() == Some(owner)
        };
        self.defs.fns_named(name).iter().copied().filter(is_of).collect()
    }

    fn types(&self, item: &'s ItemTerms, path: &'s [Name]) -> impl Iterator<Item = TypeId> + use<'_, 's> {
        self.types_or_variants(item, path).filter(|(_, variant)| variant.is_none()).map(|(id, _)| id)
    }

    /// The types of a path, behind aliases too, and the variant where it leads to one.
    fn types_or_variants(
        &self,
        item: &'s ItemTerms,
        path: &'s [Name],
    ) -> impl Iterator<Item = (TypeId, Option<usize>)> + use<'_, 's> {
        self.defs_at(item, path, Namespace::Type).filter_map(|(def, left)| match def {
            Def::Type(id) if left == 0 => Some((id, None)),
            Def::Variant(id, at) if left == 0 => Some((id, Some(at as usize))),
            Def::Alias(id) if left == 0 => Some((self.defs.aliased(id)?, None)),
            _ => None,
        })
    }

    /// What a path means, seen from the root of each target that it may be meant from.
    fn defs_at(
        &self,
        item: &'s ItemTerms,
        path: &'s [Name],
        namespace: Namespace,
    ) -> impl Iterator<Item = (Def, usize)> + use<'_, 's> {
        let roots = self.roots(item, path.first());
        let path = match path {
            [first, rest @ ..] if !rest.is_empty() && self.is_crate(first) => rest,
            path => path,
        };
        roots.into_iter().filter_map(move |file| self.defs.exact(file, path, namespace))
    }

    fn is_crate(&self, name: &str) -> bool {
        name == "crate" || self.targets().any(|(_, target, _)| target == name)
    }

    /// The root files of the targets that a first segment means: those of a crate by its name, else those of the
    /// policy's member, or all.
    fn roots(&self, item: &ItemTerms, first: Option<&Name>) -> Vec<FileId> {
        let named: Vec<FileId> = self
            .targets()
            .filter(|(_, target, _)| first.is_some_and(|first| target == first.as_str()))
            .map(|(_, _, file)| file)
            .collect();
        if !named.is_empty() {
            return named;
        }
        let is_meant = |dir: &str| item.member.as_deref().is_none_or(|member| member == dir);
        self.targets().filter(|(dir, ..)| is_meant(dir)).map(|(_, _, file)| file).collect()
    }

    /// The folder of its package, the crate's name and the root file of every target.
    fn targets(&self) -> impl Iterator<Item = (&'s str, String, FileId)> {
        let workspace = self.workspace;
        let targets = workspace
            .packages
            .iter()
            .flat_map(|package| package.targets.iter().map(move |target| (package.dir.as_str(), target)));
        targets.filter_map(move |(dir, target)| {
            let file = *self.named.get(target.root.as_str())?;
            Some((dir, target.name.replace('-', "_"), FileId(file as u32)))
        })
    }

    fn no_type(&self, item: &ItemTerms) -> Box<Diagnostic> {
        let known = self.defs.all_types().map(|(_, def)| def.name.as_str());
        let is_field = matches!(item.terms, Terms::Field(_));
        let at = item.segments.len().saturating_sub(1 + usize::from(is_field));
        lost(item, "type", item.segments.get(at).map_or("", Name::as_str), known)
    }

    fn no_field(&self, item: &ItemTerms, of: TypeId, name: &str) -> Box<Diagnostic> {
        let fields = self.defs.type_def(of).decl.variants.iter().flat_map(|variant| &variant.fields);
        lost(item, "field", name, fields.map(|field| field.name.as_str()))
    }

    fn no_function(&self, item: &ItemTerms) -> Box<Diagnostic> {
        let known = self.defs.all_fns().map(|(_, function)| function.name.as_str());
        lost(item, "function", item.segments.last().map_or("", Name::as_str), known)
    }
}

fn lost<'n>(
    item: &ItemTerms,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'n str>,
) -> Box<Diagnostic> {
    let said = Diagnostic::warning(format!("no {what} of the workspace is called `{}`", item.path.text));
    let said = said.at(item.path.span, "leads to nothing");
    Box::new(nearest::noted(said, name, known.filter(|known| *known != name)))
}
