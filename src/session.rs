//! Lowers the files of a workspace, and takes over what an earlier run over much the same files has lowered.
//!
//! Terms: a file is *as before* where its text is, and the macros and crates that it can name mean what they meant.
//! Invariant: what is taken over is what lowering would give.

use crate::catalog::Models;
use crate::fault;
use crate::hir::{self, Name};
use crate::memory::{Draft, Memory, Print};
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::span::FileId;
use crate::syntax::{self, How, MacroTable, Rules};
use crate::workspace::Workspace;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is to be lowered.
#[derive(Clone, Copy)]
pub struct Session<'s> {
    /// The files and packages.
    pub workspace: &'s Workspace,
    /// The texts.
    pub sources: &'s SourceMap,
    /// The policy, which may name macros.
    pub policy: &'s Policy,
    /// Whether test code counts.
    pub tests: bool,
    /// Whether the substance of each file is told.
    pub keeps: bool,
}

/// What a run has lowered.
#[derive(Debug, Default)]
pub struct Lowered {
    /// The macros of its models and its workspace.
    pub table: MacroTable,
    /// Its files by their ids.
    pub files: Vec<hir::File>,
    /// The files that were changed after they were lowered.
    pub changed: BTreeSet<FileId>,
    /// By file, whether only what is around the code of its functions is known.
    pub is_around: Vec<bool>,
    /// What is remembered of the functions, where that holds.
    pub memory: Option<Arc<Memory>>,
}

/// What there is of earlier runs.
#[derive(Default)]
pub struct Past<'p> {
    /// A run over much the same files.
    pub lowered: Option<(Earlier<'p>, Lowered)>,
    /// What a run knew of each function, and the fingerprints of the texts as they are now.
    pub memory: Option<(Draft, &'p [Print])>,
}

/// A run that is over, for one over files of which the same have the same ids.
#[derive(Clone, Copy)]
pub struct Earlier<'e> {
    /// Its texts.
    pub sources: &'e SourceMap,
    /// The packages of its files.
    pub workspace: &'e Workspace,
}

/// Tells the macros of files, given the package of each.
type KnownRules<'k> = dyn Fn(FileId, usize) -> Option<Vec<Rules>> + Sync + 'k;

/// So many changed files, and one of so many, are few.
const MAX_CHANGED: usize = 8;
const MANY: usize = 64;

impl Session<'_> {
    /// Lowers every file; `advance` is told of each that is done. Where what is remembered holds, what is
    /// around the code of the functions of a file that is as it was is taken from there.
    pub fn lower(&self, models: &Models, past: Past, advance: &(dyn Fn(u64) + Sync)) -> Lowered {
        let known = |id: FileId, package: usize| {
            past.memory.as_ref().and_then(|(draft, prints)| draft.rules(id, package, prints))
        };
        let table = self.macro_table(models, &known);
        let count = self.workspace.files.len();
        let mut kept = match past.lowered {
            Some((earlier, lowered)) => self.kept(&table, earlier, lowered),
            None => Vec::new(),
        };
        kept.resize_with(count, || None);
        let (mut memory, mut is_around) = (None, vec![false; count]);
        if let Some((draft, prints)) = past.memory {
            let ids = (0..count as u32).map(FileId);
            let changed: Vec<FileId> = ids.filter(|id| !draft.has(*id, prints)).collect();
            // After more changes there is little to be gained, and a run over all of them remembers them.
            if changed.len() <= MAX_CHANGED + count / MANY {
                let lower = |id: FileId| self.lower_one(id, &table);
                let changed: Vec<hir::File> = changed.into_par_iter().map(lower).collect();
                memory = draft.settle(&changed, prints, self.sources).map(Arc::new);
                for file in changed {
                    let at = file.id.0 as usize;
                    kept[at] = Some(file);
                }
            }
        }
        let missing = |at: &usize| kept[*at].is_none();
        // Files differ so much in size that every one is a task of its own, and the largest come first, so that no
        // thread is left with one of them at the end.
        let mut order: Vec<usize> = (0..count).filter(missing).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(self.sources.file(FileId(at as u32)).text.len()));
        let one = |at: usize| {
            let id = FileId(at as u32);
            let around = memory.as_ref().and_then(|memory| memory.draft().file(id));
            advance(1);
            (around.is_some(), around.unwrap_or_else(|| self.lower_one(id, &table)))
        };
        let lowered: Vec<(bool, hir::File)> = order.into_par_iter().with_max_len(1).map(one).collect();
        advance(kept.iter().flatten().count() as u64);
        lowered.iter().for_each(|(around, file)| is_around[file.id.0 as usize] = *around);
        let mut files: Vec<hir::File> = lowered.into_iter().map(|(_, file)| file).collect();
        files.extend(kept.into_iter().flatten());
        files.par_sort_by_key(|file| file.id);
        Lowered { table, files, changed: BTreeSet::new(), is_around, memory }
    }

    /// Lowers a file.
    pub fn lower_one(&self, id: FileId, table: &MacroTable) -> hir::File {
        let (source, file) = (self.sources.file(id), &self.workspace.files[id.0 as usize]);
        if file.is_test && !self.tests {
            let substance = if self.keeps { syntax::substance(&source.text, true, false) } else { None };
            let passed = vec![(0, source.text.len() as u32)];
            return hir::File { id, substance, passed, ..hir::File::default() };
        }
        let how = How { package: file.package, with_tests: self.tests, with_substance: self.keeps };
        let lower = || syntax::lower(id, source, table, how);
        fault::caught(lower).unwrap_or_else(|fault| hir::File {
            id,
            fault: Some(fault),
            ..hir::File::default()
        })
    }

    /// The macros of the models and of the workspace; `known` tells those of some files, given the package of each.
    fn macro_table(&self, models: &Models, known: &KnownRules) -> MacroTable {
        let mut table = MacroTable::default();
        table.tests.clone_from(&models.tests);
        for (name, known) in &models.macros {
            table.known.entry(name.clone()).or_default().push(known.clone());
        }
        self.policy.sink_macros.iter().for_each(|name| table.add_sink(&name.text));
        for package in &self.workspace.packages {
            table.crates.push(package.dependencies.iter().map(|one| Name::new(&one.name)).collect());
        }
        let find = |at: usize| {
            let (id, package) = (FileId(at as u32), self.workspace.files[at].package);
            let found = || syntax::find_rules(id, package, &self.sources.file(id).text);
            known(id, package).unwrap_or_else(found)
        };
        let rules: Vec<_> = (0..self.workspace.files.len()).into_par_iter().map(find).collect();
        rules.into_iter().for_each(|rules| table.add_rules(rules));
        table
    }

    /// The files that are as before.
    fn kept(&self, table: &MacroTable, earlier: Earlier, lowered: Lowered) -> Vec<Option<hir::File>> {
        let changed = table.changed(&lowered.table);
        let (now, before) =
            (Settings::of(self.workspace, table), Settings::of(earlier.workspace, &lowered.table));
        let is_as_before = |at: usize| {
            let id = FileId(at as u32);
            at < self.workspace.files.len()
                && !lowered.changed.contains(&id)
                && !lowered.is_around.get(at).is_some_and(|is_around| *is_around)
                && self.sources.file(id).text == earlier.sources.file(id).text
                && now.of_file(at) == before.of_file(at)
                && !syntax::calls_any(&self.sources.file(id).text, &changed)
        };
        let keep = (0..lowered.files.len()).into_par_iter().map(is_as_before).collect::<Vec<bool>>();
        lowered.files.into_iter().zip(keep).map(|(file, keep)| keep.then_some(file)).collect()
    }
}

/// What the places of files mean for them.
struct Settings<'t> {
    workspace: &'t Workspace,
    /// By package, the crates whose macros it can name.
    crates: Vec<Vec<&'t Name>>,
}

impl<'t> Settings<'t> {
    fn of(workspace: &'t Workspace, table: &'t MacroTable) -> Settings<'t> {
        let packages = 0..workspace.packages.len();
        Settings { workspace, crates: packages.map(|package| table.macro_crates(package)).collect() }
    }

    /// The crates whose macros a file can name, and whether it is test code as a whole.
    fn of_file(&self, at: usize) -> Option<(Option<&Vec<&'t Name>>, bool)> {
        let file = self.workspace.files.get(at)?;
        Some((self.crates.get(file.package), file.is_test))
    }
}
