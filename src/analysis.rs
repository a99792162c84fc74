//! The story in code: one line per stage.

use crate::catalog::{Catalog, Models};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::finding::Flow;
use crate::hir::{self, Name};
use crate::lint::{self, Verdict};
use crate::nearest;
use crate::report::Summary;
use crate::resolve::DefMap;
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use crate::syntax::{self, MacroTable};
use crate::taint::{self, Exposures};
use crate::workspace::Workspace;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What a run found and counted.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings and unreadable input, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The counts, without the time.
    pub summary: Summary,
    /// How many files or functions were lost to a fault of this program.
    pub faults: usize,
}

/// What every stage may look at.
struct Run<'a> {
    catalog: &'a Catalog,
    workspace: &'a Workspace,
    sources: &'a SourceMap,
    config: &'a Config,
}

/// Analyses the files of a workspace. `sources` holds the workspace's files first and in its order; `advance` is told
/// of every file that is done.
pub fn run(
    catalog: &Catalog,
    workspace: &Workspace,
    sources: &SourceMap,
    config: &Config,
    advance: &(dyn Fn(u64) + Sync),
) -> Outcome {
    let run = Run { catalog, workspace, sources, config };
    let packages: Vec<usize> = workspace.files.iter().map(|file| file.package).collect();
    let table = run.macro_table(&catalog.models);
    let files = run.lower(&table, advance);
    let test_files = run.test_files(&files);
    let defs = DefMap::build(&files, &packages);
    let exposures = run.exposures(&defs, &files, &table);
    let flows = run.flows(&defs, &files, &table, &exposures);
    let mut outcome = run.findings(flows, &test_files);
    run.add_unreadable(&files, &mut outcome);
    files.iter().for_each(|file| run.add_unknown_classes(file, &mut outcome));
    outcome.diagnostics.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    outcome.summary.test_files = if config.tests { 0 } else { test_files.len() };
    outcome.summary.test_functions = files.iter().map(|file| file.test_fns).sum();
    outcome
}

/// Runs a step that should not fail; a fault of this program costs that step, not the run.
fn guarded<T>(step: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(step)).ok()
}

/// What is said where a step failed.
const FAULT: &str = "an internal error of this program; please report it";

impl Run<'_> {
    /// The macros of the models and of the workspace.
    fn macro_table(&self, models: &Models) -> MacroTable {
        let mut table = MacroTable::default();
        for (name, known) in &models.macros {
            table.known.entry(name.clone()).or_default().push(known.clone());
        }
        for package in &self.workspace.packages {
            table.crates.push(package.dependencies.iter().map(|one| Name::new(&one.name)).collect());
        }
        let find = |at: usize| {
            let id = FileId(at as u32);
            syntax::find_rules(id, self.workspace.files[at].package, &self.sources.file(id).text)
        };
        let rules: Vec<_> = (0..self.workspace.files.len()).into_par_iter().map(find).collect();
        rules.into_iter().for_each(|rules| table.add_rules(rules));
        table
    }

    fn lower(&self, table: &MacroTable, advance: &(dyn Fn(u64) + Sync)) -> Vec<hir::File> {
        let one = |at: usize| {
            let id = FileId(at as u32);
            let (text, package) = (&self.sources.file(id).text, self.workspace.files[at].package);
            let with_tests = self.config.tests;
            if self.workspace.files[at].is_test && !with_tests {
                advance(1);
                return hir::File { id, ..hir::File::default() };
            }
            let file = guarded(|| {
                let mut file = syntax::lower(id, text, package, table, with_tests);
                taint::forget_silent(self.catalog, &mut file);
                file
            });
            advance(1);
            file.unwrap_or_else(|| {
                let errors = vec![hir::SyntaxError { span: Span::new(id, 0, 0), message: FAULT.into() }];
                hir::File { id, errors, ..hir::File::default() }
            })
        };
        (0..self.workspace.files.len()).into_par_iter().map(one).collect()
    }

    /// Files that are test code: by their place, or because a `#[cfg(test)] mod x;` leads to them.
    fn test_files(&self, files: &[hir::File]) -> BTreeSet<FileId> {
        let named = self.workspace.files.iter().enumerate().map(|(at, file)| (file, FileId(at as u32)));
        let by_name: BTreeMap<&str, FileId> =
            named.clone().map(|(file, id)| (file.name.as_str(), id)).collect();
        let mut tests: BTreeSet<FileId> = named.filter(|(file, _)| file.is_test).map(|(_, id)| id).collect();
        let mut open: Vec<(FileId, bool)> = (0..files.len()).map(|at| (FileId(at as u32), false)).collect();
        while let Some((id, inherited)) = open.pop() {
            let at = id.0 as usize;
            let modules =
                files[at].mods.iter().filter(|module| module.is_file && (module.is_test || inherited));
            for name in modules.flat_map(|module| module_files(&self.workspace.files[at].name, module)) {
                if let Some(&child) = by_name.get(name.as_str())
                    && tests.insert(child)
                {
                    open.push((child, true));
                }
            }
        }
        tests
    }

    /// What the hand-written `Debug` and `Display` of the workspace show.
    fn exposures(&self, defs: &DefMap, files: &[hir::File], table: &MacroTable) -> Exposures {
        let nothing = Exposures::default();
        guarded(|| Exposures::build(files, |file| self.context(defs, table, &nothing, file)))
            .unwrap_or_default()
    }

    /// What a file is read against.
    fn context<'c>(
        &'c self,
        defs: &'c DefMap<'c>,
        table: &'c MacroTable,
        exposures: &'c Exposures,
        file: &hir::File,
    ) -> taint::Context<'c> {
        let package = self.workspace.files[file.id.0 as usize].package;
        let crates = table.crates.get(package).map(Vec::as_slice).unwrap_or_default();
        taint::Context { catalog: self.catalog, defs, crates, file: file.id, exposures }
    }

    /// The flows of every function that is asked for; none where a function was lost to a fault.
    fn flows(
        &self,
        defs: &DefMap,
        files: &[hir::File],
        table: &MacroTable,
        exposures: &Exposures,
    ) -> Vec<Result<Flow, Span>> {
        let of_file = |file: &hir::File| {
            let cx = self.context(defs, table, exposures, file);
            let flows = file.fns.iter().flat_map(|function| match guarded(|| taint::analyze(cx, function)) {
                Some(flows) => flows.into_iter().map(Ok).collect(),
                None => vec![Err(function.span)],
            });
            let declared = guarded(|| taint::declared(cx, file)).unwrap_or_default();
            flows.chain(declared.into_iter().map(Ok)).collect::<Vec<_>>()
        };
        let is_selected = |file: &&hir::File| {
            let package = self.workspace.files[file.id.0 as usize].package;
            self.workspace.packages.get(package).is_none_or(|package| package.selected)
        };
        let flows: Vec<_> = files.par_iter().filter(is_selected).map(of_file).collect();
        flows.into_iter().flatten().collect()
    }

    fn findings(&self, flows: Vec<Result<Flow, Span>>, test_files: &BTreeSet<FileId>) -> Outcome {
        let mut outcome = Outcome::default();
        for flow in flows {
            let flow = match flow {
                Ok(flow) => flow,
                Err(span) => {
                    outcome.faults += 1;
                    outcome
                        .diagnostics
                        .push(Diagnostic::error(FAULT).at(span, "this function was not analysed"));
                    continue;
                }
            };
            let file = &self.workspace.files[flow.shown.file.0 as usize];
            let package =
                self.workspace.packages.get(file.package).map_or("", |package| package.dir.as_str());
            if !self.config.tests && (flow.in_tests || test_files.contains(&flow.shown.file)) {
                continue;
            }
            match lint::judge(self.catalog, self.sources, package, &flow, self.config.shown) {
                Verdict::Shown(diagnostic) => {
                    match diagnostic.level {
                        Level::Error => outcome.summary.denied += 1,
                        Level::Warning => outcome.summary.warned += 1,
                        Level::Note => outcome.summary.noted += 1,
                    }
                    outcome.diagnostics.push(*diagnostic);
                }
                Verdict::BelowLevel => outcome.summary.below_level += 1,
                Verdict::Unwatched => {}
            }
        }
        outcome
    }

    /// Adds what could not be read, in whole or in part.
    fn add_unreadable(&self, files: &[hir::File], outcome: &mut Outcome) {
        outcome.summary.files = self.workspace.files.len();
        for (id, file) in self.sources.iter().take(self.workspace.files.len()) {
            outcome.summary.lines += file.line_count();
            if let Some(reason) = &file.unread {
                outcome.summary.unread.push((file.name.clone(), reason.clone()));
                let message = format!("`{}` was not analysed: {reason}", file.name);
                outcome.diagnostics.push(Diagnostic::warning(message));
            }
            let errors = &files[id.0 as usize].errors;
            outcome.summary.partial += usize::from(!errors.is_empty());
            for error in errors {
                outcome.faults += usize::from(error.message == FAULT);
                let message = format!("`{}` was analysed in part: {}", file.name, error.message);
                outcome
                    .diagnostics
                    .push(Diagnostic::warning(message).at(error.span, "this could not be read"));
            }
        }
    }
}

impl Run<'_> {
    /// Adds the annotations of a file that name a class there is none of; ignoring them would hide a leak.
    fn add_unknown_classes(&self, file: &hir::File, outcome: &mut Outcome) {
        let fields = file.types.iter().flat_map(|def| &def.variants).flat_map(|variant| &variant.fields);
        let params = file.fns.iter().flat_map(|function| &function.params);
        let declarations = file.types.iter().map(|def| (&def.notes, def.span));
        let declarations = declarations
            .chain(fields.map(|field| (&field.notes, field.span)))
            .chain(params.map(|param| (&param.notes, param.span)))
            .chain(file.values.iter().map(|value| (&value.notes, value.span)));
        for (notes, span) in declarations {
            let classes =
                notes.annotations.iter().filter(|(word, _)| word == "class").map(|(_, class)| class);
            for class in classes.filter(|class| self.catalog.class_named(class).is_none()) {
                let known = self.catalog.classes.iter().map(|class| class.name.as_str());
                let near = nearest::name(class, known).map(|name| format!("the closest name is `{name}`"));
                let said =
                    Diagnostic::warning(format!("`{class}` is no data class")).at(span, "annotated here");
                outcome.diagnostics.push(near.into_iter().fold(said, Diagnostic::note));
            }
        }
    }
}

/// Where the text of a `mod x;` may lie.
fn module_files(file: &str, module: &hir::ModDecl) -> Vec<String> {
    let (folder, stem) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = stem.trim_end_matches(".rs");
    let is_root = matches!(stem, "mod" | "lib" | "main");
    let join =
        |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
    if let Some(path) = &module.file_path {
        return vec![join(&[folder, path])];
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

/// The place first, then the lint: the order of every report.
fn sort_key(diagnostic: &Diagnostic) -> (Option<Span>, Option<&str>, &str) {
    (diagnostic.primary.as_ref().map(|label| label.span), diagnostic.rule.as_deref(), &diagnostic.message)
}
