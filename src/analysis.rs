//! The story in code: one line per stage.

use crate::catalog::{Catalog, Models};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::finding::Flow;
use crate::hir::{self, Name};
use crate::lint::{self, Verdict};
use crate::report::Summary;
use crate::resolve::DefMap;
use crate::source::SourceMap;
use crate::span::FileId;
use crate::syntax::{self, MacroTable};
use crate::taint;
use crate::workspace::Workspace;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What a run found and counted.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings and unreadable input, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The counts, without the time.
    pub summary: Summary,
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
    let packages: Vec<usize> = workspace.files.iter().map(|file| file.package).collect();
    let table = macro_table(&catalog.models, workspace, sources);
    let files = lower(workspace, sources, &table, advance);
    let test_files = test_files(workspace, &files);
    let defs = DefMap::build(&files, &packages);
    let flows = flows(catalog, workspace, &defs, &files, &table);
    let mut outcome = findings(catalog, workspace, sources, config, flows, &test_files);
    outcome.unreadable(workspace, sources, &files);
    outcome.diagnostics.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    outcome.summary.test_files = test_files.len();
    outcome
}

/// The macros of the models and of the workspace.
fn macro_table(models: &Models, workspace: &Workspace, sources: &SourceMap) -> MacroTable {
    let mut table = MacroTable::default();
    for (name, known) in &models.macros {
        table.known.entry(name.clone()).or_default().push(known.clone());
    }
    for package in &workspace.packages {
        table
            .crates
            .push(package.dependencies.iter().map(|dependency| Name::new(&dependency.name)).collect());
    }
    let rules: Vec<_> = (0..workspace.files.len())
        .into_par_iter()
        .map(|at| {
            syntax::find_rules(
                FileId(at as u32),
                workspace.files[at].package,
                &sources.file(FileId(at as u32)).text,
            )
        })
        .collect();
    rules.into_iter().for_each(|rules| table.add_rules(rules));
    table
}

fn lower(
    workspace: &Workspace,
    sources: &SourceMap,
    table: &MacroTable,
    advance: &(dyn Fn(u64) + Sync),
) -> Vec<hir::File> {
    let one = |at: usize| {
        let id = FileId(at as u32);
        let file = syntax::lower(id, &sources.file(id).text, workspace.files[at].package, table);
        advance(1);
        file
    };
    (0..workspace.files.len()).into_par_iter().map(one).collect()
}

/// Files that are test code: by their place, or because a `#[cfg(test)] mod x;` leads to them.
fn test_files(workspace: &Workspace, files: &[hir::File]) -> BTreeSet<FileId> {
    let mut tests: BTreeSet<FileId> = BTreeSet::new();
    let by_name: std::collections::BTreeMap<&str, FileId> = workspace
        .files
        .iter()
        .enumerate()
        .map(|(at, file)| (file.name.as_str(), FileId(at as u32)))
        .collect();
    for (at, file) in workspace.files.iter().enumerate() {
        if file.is_test {
            tests.insert(FileId(at as u32));
        }
    }
    let mut open: Vec<(FileId, bool)> = (0..files.len()).map(|at| (FileId(at as u32), false)).collect();
    while let Some((id, inherited)) = open.pop() {
        for module in files[id.0 as usize].mods.iter().filter(|module| module.is_file) {
            if !(module.is_test || inherited) {
                continue;
            }
            for name in module_files(&workspace.files[id.0 as usize].name, module) {
                if let Some(&child) = by_name.get(name.as_str())
                    && tests.insert(child)
                {
                    open.push((child, true));
                }
            }
        }
    }
    tests
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

fn flows(
    catalog: &Catalog,
    workspace: &Workspace,
    defs: &DefMap,
    files: &[hir::File],
    table: &MacroTable,
) -> Vec<Flow> {
    let of_file = |file: &hir::File| {
        let package = workspace.files[file.id.0 as usize].package;
        let crates = table.crates.get(package).map(Vec::as_slice).unwrap_or_default();
        let cx = taint::Context { catalog, defs, crates, file: file.id };
        file.fns.iter().flat_map(|function| taint::analyze(cx, function)).collect::<Vec<_>>()
    };
    let selected = |file: &&hir::File| {
        let package = workspace.files[file.id.0 as usize].package;
        workspace.packages.get(package).is_none_or(|package| package.selected)
    };
    let flows: Vec<Vec<Flow>> = files.par_iter().filter(selected).map(of_file).collect();
    flows.into_iter().flatten().collect()
}

fn findings(
    catalog: &Catalog,
    workspace: &Workspace,
    sources: &SourceMap,
    config: &Config,
    flows: Vec<Flow>,
    test_files: &BTreeSet<FileId>,
) -> Outcome {
    let mut outcome = Outcome::default();
    for flow in flows {
        let file = &workspace.files[flow.shown.file.0 as usize];
        let package = workspace.packages.get(file.package).map_or("", |package| package.dir.as_str());
        let verdict = lint::judge(catalog, sources, package, &flow, config.shown);
        let in_tests = flow.in_tests || test_files.contains(&flow.shown.file);
        match verdict {
            Verdict::Shown(_) if in_tests && !config.tests => outcome.summary.in_tests += 1,
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

impl Outcome {
    /// Adds what could not be read, in whole or in part.
    fn unreadable(&mut self, workspace: &Workspace, sources: &SourceMap, files: &[hir::File]) {
        self.summary.files = workspace.files.len();
        for (id, file) in sources.iter().take(workspace.files.len()) {
            self.summary.lines += file.line_count();
            if let Some(reason) = &file.unread {
                self.summary.unread.push((file.name.clone(), reason.clone()));
                self.diagnostics
                    .push(Diagnostic::warning(format!("`{}` was not analysed: {reason}", file.name)));
            }
            let errors = &files[id.0 as usize].errors;
            self.summary.partial += usize::from(!errors.is_empty());
            for error in errors {
                let message = format!("`{}` was analysed in part: {}", file.name, error.message);
                self.diagnostics.push(Diagnostic::warning(message).at(error.span, "this could not be read"));
            }
        }
    }
}

/// The place first, then the lint: the order of every report.
fn sort_key(diagnostic: &Diagnostic) -> (Option<crate::span::Span>, Option<&str>, &str) {
    (diagnostic.primary.as_ref().map(|label| label.span), diagnostic.rule.as_deref(), &diagnostic.message)
}
