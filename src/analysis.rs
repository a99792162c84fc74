//! The story in code: one line per stage.

use crate::annotate;
use crate::callgraph::CallGraph;
use crate::catalog::Catalog;
use crate::classify::FieldClasses;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Silence, Silenced};
use crate::explain;
use crate::fault::{self, Fault};
use crate::finding::Flow;
use crate::hir;
use crate::infer::{self, Arena, Inference, Inferences, Signatures, Types};
use crate::inventory::{self, Inventory};
use crate::link;
use crate::lint::{self, Finding, Shown, Verdict};
use crate::mask::{self, Mask, Masks};
use crate::memory::{Mark, Memory};
use crate::nearest;
use crate::policy::Policy;
use crate::report::Summary;
use crate::resolve::{Around, DefMap, FnId, Members, TypeId, module_files};
use crate::review::{Comments, Exceptions};
use crate::session::{Lowered, Past, Session};
use crate::slots::Slots;
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use crate::stopwatch::Stopwatch;
use crate::taint::{self, Analysis, Beside, Context, Exposures};
use crate::workspace::Workspace;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a run found and counted.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings and unreadable input, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Findings that are not told of.
    pub silenced: Vec<Silenced>,
    /// The names of functions that mask.
    pub masks: BTreeSet<hir::Name>,
    /// The files of messages that show values.
    pub messages: BTreeSet<FileId>,
    /// The counts, without the time.
    pub summary: Summary,
    /// How long the stages took.
    pub watch: Stopwatch,
    /// How many files or functions were lost to a fault of this program.
    pub faults: usize,
    /// What is shown on the line that was asked about, and why it is silent.
    pub silences: Vec<(Span, String)>,
    /// What the run built up. Giving back the memory of a large workspace takes time, which a process that is about to
    /// end need not spend.
    pub leftovers: Leftovers,
}

/// The memory of a run; it says nothing about the workspace.
#[derive(Debug, Default)]
pub struct Leftovers {
    /// What was lowered, for a run over much the same files.
    pub lowered: Lowered,
    /// What the functions of the workspace do.
    pub analysis: Analysis,
}

impl Outcome {
    /// Adds a finding and counts it.
    fn add(&mut self, finding: Diagnostic) {
        *self.summary.count_of(finding.level) += 1;
        self.diagnostics.push(finding);
    }

    /// Silences findings, given by their places among the diagnostics, in order.
    pub fn silence(&mut self, known: &[usize], by: &Silence) {
        let all = std::mem::take(&mut self.diagnostics);
        for (at, diagnostic) in all.into_iter().enumerate() {
            if known.binary_search(&at).is_ok() {
                *self.summary.count_of(diagnostic.level) -= 1;
                self.add_silenced(diagnostic, by.clone());
            } else {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Tells of a fault of this program.
    fn add_fault(&mut self, fault: &Fault, place: Option<Span>, cost: &str) {
        self.faults += 1;
        self.diagnostics.push(fault.told(place, cost));
    }

    fn add_silenced(&mut self, diagnostic: Diagnostic, by: Silence) {
        match by {
            Silence::Comment(_) => self.summary.suppressed += 1,
            Silence::Exception(_) => self.summary.accepted += 1,
            Silence::Base => self.summary.known += 1,
            Silence::Baseline => self.summary.baselined += 1,
        }
        self.silenced.push(Silenced { diagnostic, by });
    }
}

/// What every stage may look at.
struct Run<'a> {
    catalog: &'a Catalog,
    workspace: &'a Workspace,
    sources: &'a SourceMap,
    policy: &'a Policy,
    config: &'a Config,
}

/// Analyses the files of a workspace. `sources` holds the workspace's files first and in its order; `advance` is told
/// of every file that is done.
pub fn run(
    catalog: &Catalog,
    workspace: &Workspace,
    sources: &SourceMap,
    policy: &Policy,
    config: &Config,
    advance: &(dyn Fn(u64) + Sync),
) -> Outcome {
    run_after(catalog, workspace, sources, policy, config, Past::default(), advance)
}

/// The same after earlier runs.
pub fn run_after(
    catalog: &Catalog,
    workspace: &Workspace,
    sources: &SourceMap,
    policy: &Policy,
    config: &Config,
    past: Past,
    advance: &(dyn Fn(u64) + Sync),
) -> Outcome {
    let run = Run { catalog, workspace, sources, policy, config };
    let mut watch = Stopwatch::default();
    let (lowered, unplaced) = run.read(past, advance);
    let files = &lowered.files;
    watch.lap("lower");
    let stages = |memory: Option<&Arc<Memory>>| {
        run.stages(&lowered, (watch.clone(), memory), |engine| run.outcome(engine, files))
    };
    let is_whole = |outcome: &Outcome| !outcome.leftovers.analysis.summaries.is_lost();
    // What is remembered may turn out to be of no use.
    let again = lowered.memory.as_ref().and_then(|memory| stages(Some(memory))).filter(is_whole);
    let mut outcome = again.or_else(|| stages(None)).unwrap_or_default();
    run.add_unreadable(files, &mut outcome);
    run.add_unread_texts(&mut outcome);
    let annotated = files.iter().filter(|file| file.is_annotated);
    outcome.diagnostics.extend(annotated.flat_map(|file| run.unknown_classes(file)));
    outcome.diagnostics.extend(unplaced);
    let stale = run.stale_models();
    outcome.summary.noted += stale.len();
    outcome.diagnostics.extend(stale);
    outcome.diagnostics.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
    outcome.summary.test_functions = files.iter().map(|file| file.test_fns).sum();
    outcome.summary.cut_expansions = files.iter().map(|file| file.cut_expansions).sum();
    outcome.leftovers.lowered = lowered;
    outcome
}

/// Analyses a workspace and takes stock of what a policy would speak of.
pub fn take_stock(
    catalog: &Catalog,
    workspace: &Workspace,
    sources: &SourceMap,
    policy: &Policy,
    config: &Config,
) -> (Outcome, Inventory) {
    let run = Run { catalog, workspace, sources, policy, config };
    let (lowered, _) = run.read(Past::default(), &|_| {});
    let stock = run.stages(&lowered, Default::default(), |engine| {
        let inventory = inventory::take(&engine.cx.types, engine.cx.classes, engine.masks);
        (run.outcome(engine, &lowered.files), inventory)
    });
    stock.unwrap_or_default()
}

/// What the stages before the findings yield, as text: who calls whom, and what each function does with its arguments.
/// It is for tests, so that a failure names its stage.
pub fn describe(catalog: &Catalog, workspace: &Workspace, sources: &SourceMap) -> (String, String) {
    let config = Config::default();
    let policy = Policy::default();
    let run = Run { catalog, workspace, sources, policy: &policy, config: &config };
    let (lowered, _) = run.read(Past::default(), &|_| {});
    let told = run.stages(&lowered, Default::default(), |engine| {
        let calls = taint::describe_calls(&engine.cx, engine.graph);
        (calls, taint::describe_summaries(&engine.cx, &engine.analysis.summaries))
    });
    told.unwrap_or_default()
}

/// What the whole-program stages know.
struct Engine<'e> {
    cx: Context<'e>,
    /// What an earlier run knew, where this one takes it over.
    memory: Option<&'e Memory>,
    graph: &'e CallGraph,
    analysis: Analysis,
    masks: &'e [Mask],
    lost: Vec<Lost>,
    watch: Stopwatch,
}

/// What one look at a body tells.
#[derive(Default)]
struct Look {
    edges: Vec<FnId>,
    has_sink: bool,
    /// The functions that it makes known to templates.
    registered: Vec<FnId>,
}

/// The same of every body, by function.
#[derive(Default)]
struct Looks<'a> {
    inferences: Slots<Inference<'a>>,
    edges: Vec<Vec<FnId>>,
    has_sink: Vec<bool>,
    registered: Vec<Vec<FnId>>,
    lost: Vec<Lost>,
}

/// A fault of this program, with the place of what it cost and what that was.
type Lost = (Option<Span>, &'static str, Fault);

/// What is said of a function that a fault of this program cost.
const NOT_ANALYSED: &str = "this function was not analysed";
/// So many places of one file are told of that could not be read.
const MAX_ERRORS: usize = 20;
/// The kind of place that a template is of which no policy says anything.
const UNDECLARED: &str = "undeclared";

impl Run<'_> {
    /// Reads the files, with what the policy says of their items; what of that leads to nothing comes with them.
    fn read(&self, past: Past, advance: &(dyn Fn(u64) + Sync)) -> (Lowered, Vec<Diagnostic>) {
        let Run { workspace, policy, .. } = *self;
        let mut lowered = self.session().lower(&self.catalog.models, past, advance);
        let unplaced = annotate::annotate(policy, workspace, &mut lowered.files, &mut lowered.changed);
        (lowered, unplaced)
    }

    fn session(&self) -> Session<'_> {
        let Run { workspace, sources, policy, config, .. } = *self;
        Session { workspace, sources, policy, tests: config.tests, keeps: config.keeps }
    }

    /// The whole-program stages, one line each; nothing where what is remembered is of no use.
    fn stages<T>(
        &self,
        lowered: &Lowered,
        (mut watch, memory): (Stopwatch, Option<&Arc<Memory>>),
        then: impl FnOnce(Engine) -> T,
    ) -> Option<T> {
        let catalog = self.catalog;
        let Lowered { table, files, is_around, .. } = lowered;
        let lower = |file: FileId| self.session().lower_one(file, table);
        let whole = Slots::empty(is_around.len());
        let around = Around { is_around, whole: &whole, lower: &lower };
        let defs = DefMap::build(files, Some(around), self.workspace);
        let members = Members::build(&defs);
        watch.lap("resolve");
        let (none, arena) = (Signatures::default(), Arena::default());
        let types = Types { catalog, defs: &defs, members: &members, signatures: &none, arena: &arena };
        let of_impls = Signatures::of_impls(types);
        let types = Types { signatures: &of_impls, ..types };
        let signatures = Signatures::new(types);
        let types = Types { signatures: &signatures, ..types };
        let classes = match memory {
            Some(memory) => memory.classes()?,
            None => FieldClasses::build(types),
        };
        let exposures = Exposures::build(&types);
        watch.lap("classify");
        let crates = table.crates.as_slice();
        let known = memory.map(Arc::as_ref);
        let looks = self.look(types, crates, &exposures, known);
        let Looks { inferences, edges, has_sink, registered, mut lost } = looks;
        let inferences = Inferences::new(types, crates, inferences);
        watch.lap("infer");
        let find_masks = || fault::caught(|| mask::find(&types, &inferences, known));
        let (masks, graph) = rayon::join(find_masks, || CallGraph::build(edges));
        let masks = masks.unwrap_or_else(|fault| {
            lost.push((None, "no function was believed to mask", fault));
            Some(mask::Found::default())
        })?;
        let believed = masks.masks.iter().filter(|mask| mask.is_believed());
        let hiding: Vec<FnId> = believed.map(|mask| mask.id).collect();
        let cx = Context {
            types,
            classes: &classes,
            crates,
            inferences: &inferences,
            exposures: &exposures,
            masks: &hiding,
        };
        watch.lap("masks");
        // What templates may call is read, so that no mask is believed by its name.
        let mut is_read = has_sink.clone();
        registered.iter().flatten().for_each(|id| is_read[id.0 as usize] = true);
        let beside = Beside { has_sink: &has_sink, registered: &registered, masks: &masks };
        let mut analysis = match memory {
            Some(memory) => taint::analyze_again(cx, &graph, is_read, memory)?,
            None => taint::analyze(cx, &graph, is_read, self.config.keeps.then_some(&beside)),
        };
        analysis.remembered.iter_mut().for_each(|remembered| remembered.add_classes(&classes));
        watch.lap("taint");
        Some(then(Engine { cx, memory: known, graph: &graph, analysis, masks: &masks.masks, lost, watch }))
    }

    /// What is found, before what could not be read is added.
    fn outcome(&self, mut engine: Engine, files: &[hir::File]) -> Outcome {
        let test_files = self.test_files(files);
        engine.analysis.supplies.extend(taint::supplied_by_types(&engine.cx));
        let ((declared, lost), linked) = rayon::join(
            || match engine.memory.and_then(|memory| memory.declared()) {
                Some(flows) => (flows, Vec::new()),
                None => self.declared(engine.cx, &engine.analysis),
            },
            || self.linked(engine.cx, engine.masks, &engine.analysis),
        );
        engine.lost.extend(lost);
        engine.analysis.remembered.iter_mut().for_each(|remembered| remembered.add_declared(&declared));
        let linked = linked.unwrap_or_else(|fault| {
            engine.lost.push((None, "the message templates were not analysed", fault));
            link::Linked::default()
        });
        engine.watch.lap("link");
        let at_most = engine.analysis.flow_count() + declared.len() + linked.flows.len();
        let flows = engine.analysis.take_flows().chain(declared).chain(linked.flows);
        let flows = taint::one_per_place(self.catalog, flows, at_most);
        let mut outcome = self.findings(&engine, &flows, (files, &test_files), &linked.looked);
        outcome.summary.templates = linked.templates;
        outcome.messages = linked.messages;
        let believed = engine.masks.iter().filter(|mask| mask.is_believed());
        outcome.masks = believed.map(|mask| engine.cx.types.defs.function(mask.id).name.clone()).collect();
        for (place, name) in linked.undeclared.iter().filter(|(place, _)| self.is_selected(place.file)) {
            let package = self.workspace.package_of(place.file).map_or("", |package| &package.dir);
            let label = "no policy says what it is sent for".to_string();
            let told =
                lint::judge_plain(self.catalog, self.policy, package, UNDECLARED, name, (*place, label));
            told.into_iter().for_each(|told| outcome.add(told));
        }
        let texts = linked.lost.into_iter().map(|(file, fault)| (Some(Span::new(file, 0, 0)), fault));
        let texts = texts.map(|(place, fault)| (place, "this template was not analysed", fault));
        let functions = std::mem::take(&mut engine.analysis.lost).into_iter();
        let functions = functions.map(|(place, fault)| (Some(place), NOT_ANALYSED, fault));
        for (place, cost, fault) in std::mem::take(&mut engine.lost).into_iter().chain(functions).chain(texts)
        {
            outcome.add_fault(&fault, place, cost);
        }
        for (place, fault) in linked.faults {
            let message = format!("`{}` was analysed in part: {fault}", self.sources.file(place.file).name);
            outcome.diagnostics.push(Diagnostic::warning(message).at(place, "this could not be read"));
        }
        outcome.summary.cut = engine.analysis.cut;
        outcome.summary.unsettled = engine.analysis.unsettled;
        outcome.summary.folded = engine.analysis.folded;
        outcome.summary.test_files = if self.config.tests { 0 } else { test_files.len() };
        if let Some(place) = &self.config.asked {
            let cx = engine.cx;
            outcome.silences = explain::silences(&cx.types, cx.inferences, self.sources, place);
            outcome.silences.extend(linked.silences);
        }
        engine.watch.lap("judge");
        outcome.watch = engine.watch;
        outcome.leftovers.analysis = engine.analysis;
        outcome
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

    /// Looks at every body once: its types, whom it calls, and whether anything is shown in it. Of one that is as it was,
    /// a memory tells all but its types.
    fn look<'a>(
        &self,
        types: Types<'a>,
        crates: &'a [Vec<hir::Name>],
        exposures: &Exposures,
        memory: Option<&Memory>,
    ) -> Looks<'a> {
        let known = |id: FnId| memory.filter(|memory| !memory.is_changed(id)).map(|memory| memory.known(id));
        let inferences = Slots::empty(types.defs.fn_count());
        let one = |id: u32| {
            let id = FnId(id);
            if let Some(known) = known(id) {
                let (edges, registered) = (known.edges.clone(), known.registered.clone());
                return Ok(Look { edges, has_sink: known.is(Mark::HasSink), registered });
            }
            fault::caught(|| {
                let inference = infer::infer(types, crates, id);
                let edges = taint::edges(&types, exposures, id, &inference);
                // What is named after hiding is read, so that it is not believed by its name.
                let says_mask = types.catalog.lexicon.is_sanitizer(&types.defs.function(id).name);
                let is_declared = taint::is_declared(types.defs.function(id));
                let has_sink = says_mask || is_declared || taint::has_sink(&types, id, &inference);
                let registered = taint::registered(&types, id, &inference);
                inferences.put(id.0 as usize, inference);
                Look { edges, has_sink, registered }
            })
        };
        let ids = (0..types.defs.fn_count() as u32).into_par_iter().with_min_len(32).with_max_len(64);
        let mut looks = Looks::default();
        let found = ids.map(one).collect::<Vec<_>>();
        for (at, look) in found.into_iter().enumerate() {
            let look = look.unwrap_or_else(|fault| {
                let place = types.defs.function(FnId(at as u32)).span;
                looks.lost.push((Some(place), NOT_ANALYSED, fault));
                inferences.put(at, Inference::default());
                Look::default()
            });
            looks.edges.push(look.edges);
            looks.has_sink.push(look.has_sink);
            looks.registered.push(look.registered);
        }
        Looks { inferences, ..looks }
    }

    /// What the formatting of each type writes out.
    fn declared(&self, cx: Context, analysis: &Analysis) -> (Vec<Flow>, Vec<Lost>) {
        let known = |id: FnId| analysis.summaries.summary(id);
        let one = |id: u32| {
            let declared = fault::caught(|| taint::declared(&cx, TypeId(id), &known));
            declared.map_err(|fault| {
                let place = cx.types.defs.type_def(TypeId(id)).span;
                (Some(place), "what this type writes out was not analysed", fault)
            })
        };
        let types = (0..cx.types.defs.type_count() as u32).into_par_iter();
        let (mut flows, mut lost) = (Vec::new(), Vec::new());
        for told in types.with_min_len(32).map(one).collect::<Vec<_>>() {
            match told {
                Ok(found) => flows.extend(found),
                Err(fault) => lost.push(fault),
            }
        }
        (flows, lost)
    }

    /// What the templates show.
    fn linked(&self, cx: Context, masks: &[Mask], analysis: &Analysis) -> Result<link::Linked, Fault> {
        let input = link::Input {
            types: cx.types,
            workspace: self.workspace,
            sources: self.sources,
            inferences: cx.inferences,
            supplies: &analysis.supplies,
            definitions: &analysis.definitions,
            registrations: &analysis.registrations,
            summaries: &analysis.summaries,
            policy: self.policy,
            masks: Masks { all: masks, defs: cx.types.defs },
            asked: self.config.asked.as_ref(),
            with_pages: self.config.pages,
            with_tests: self.config.tests,
        };
        fault::caught(|| link::link(&input))
    }

    /// Whether a file's package was asked for.
    fn is_selected(&self, file: FileId) -> bool {
        self.workspace.package_of(file).is_none_or(|package| package.selected)
    }

    fn findings(
        &self,
        engine: &Engine,
        flows: &[Flow],
        (files, test_files): (&[hir::File], &BTreeSet<FileId>),
        looked: &BTreeSet<FileId>,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let known = lint::Known {
            catalog: self.catalog,
            policy: self.policy,
            sources: self.sources,
            masks: Masks { all: engine.masks, defs: engine.cx.types.defs },
            policy_file: self.policy.file,
        };
        let mut exceptions = Exceptions::new(self.policy, self.workspace, self.config.today);
        let mut comments = Comments::find(self.workspace, self.sources, self.config.today);
        let together = lint::statements(flows).into_iter().map(Finding::Together);
        let findings = together.chain(flows.iter().map(Finding::Flow)).chain(self.weak_masks(engine));
        for finding in findings {
            let (place, is_of_tests) = finding.place();
            let in_tests = is_of_tests || test_files.contains(&place.file);
            if !self.config.tests && in_tests || !self.is_selected(place.file) {
                continue;
            }
            let package = self.workspace.package_of(place.file);
            let file = &self.sources.file(place.file).name;
            let places = finding.places();
            let mut accepts = |lint: &str, class: Option<&str>| {
                let excepted = exceptions.accept(lint, class, file).map(Silence::Exception);
                let allowed = comments.accept(lint, &places).map(Silence::Comment);
                allowed.or(excepted).filter(|_| !self.config.no_ignores)
            };
            match known.judge(package, &finding, self.config.shown, &mut accepts) {
                Verdict::Shown(mut diagnostic) => {
                    if !self.config.no_ignores {
                        comments.leave_out(&mut diagnostic);
                    }
                    outcome.add(*diagnostic);
                }
                Verdict::BelowLevel => outcome.summary.below_level += 1,
                Verdict::Accepted(by) => {
                    let found = known.judge(package, &finding, self.config.shown, &mut |_, _| None);
                    match found {
                        Verdict::Shown(diagnostic) => outcome.add_silenced(*diagnostic, by),
                        _ => outcome.summary.below_level += 1,
                    }
                }
                Verdict::Unwatched => {}
            }
        }
        let is_whole = self.workspace.packages.iter().all(|package| package.selected);
        let is_seen = |file: FileId| match files.get(file.0 as usize) {
            Some(lowered) => lowered.errors.is_empty() && (self.config.tests || !test_files.contains(&file)),
            None => looked.contains(&file),
        };
        let of_comments = comments.told(
            self.catalog,
            self.policy,
            self.workspace,
            self.sources,
            &is_seen,
            self.config.tests,
        );
        for told in exceptions.told(self.catalog, is_whole).into_iter().chain(of_comments) {
            outcome.add(told);
        }
        outcome
    }

    /// The weaknesses of masks.
    fn weak_masks<'e>(&self, engine: &'e Engine) -> Vec<Finding<'e>> {
        let defs = engine.cx.types.defs;
        let of_mask = |mask: &'e Mask| {
            let function = defs.function(mask.id);
            let class = mask.judged?;
            let weak = mask.weaknesses.iter().map(move |weakness| Finding::WeakMask {
                name: &function.name,
                declared: function.span,
                class,
                weakness,
                in_tests: function.is_test,
            });
            Some(weak.collect::<Vec<_>>())
        };
        engine.masks.iter().filter_map(of_mask).flatten().collect()
    }

    /// Adds the templates that could not be read.
    fn add_unread_texts(&self, outcome: &mut Outcome) {
        let texts = self.sources.iter().skip(self.workspace.files.len()).take(self.workspace.texts.len());
        for (_, text) in texts {
            if let Some(reason) = &text.unread {
                outcome.summary.unread.push((text.name.clone(), reason.clone()));
                let message = format!("`{}` was not analysed: {reason}", text.name);
                outcome.diagnostics.push(Diagnostic::warning(message));
            }
        }
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
            if let Some(fault) = &files[id.0 as usize].fault {
                outcome.add_fault(fault, Some(Span::new(id, 0, 0)), "this file was not analysed");
            }
            let errors = &files[id.0 as usize].errors;
            outcome.summary.partial += usize::from(!errors.is_empty());
            for error in errors.iter().take(MAX_ERRORS) {
                let message = format!("`{}` was analysed in part: {}", file.name, error.message);
                outcome
                    .diagnostics
                    .push(Diagnostic::warning(message).at(error.span, "this could not be read"));
            }
            if let Some(more) = errors.len().checked_sub(MAX_ERRORS).filter(|&more| more > 0) {
                let message = format!("`{}` has {more} more places that could not be read", file.name);
                outcome.diagnostics.push(Diagnostic::warning(message));
            }
        }
    }
}

impl Run<'_> {
    /// The dependencies that are newer than the model of their crate, each crate once.
    fn stale_models(&self) -> Vec<Diagnostic> {
        let Some(rule) = self.catalog.rules.iter().find(|rule| rule.sinks.is_empty()) else {
            return Vec::new();
        };
        if self.config.shown != Shown::All {
            return Vec::new();
        }
        let mut told = BTreeMap::new();
        for dependency in self.workspace.packages.iter().flat_map(|package| &package.dependencies) {
            let krate = dependency.package.replace('-', "_");
            // A package of the workspace may have the name of a crate that there is a model of.
            if let (Some((version, place)), None) = (&dependency.version, &dependency.path)
                && self.catalog.models.is_outdated(&krate, version)
            {
                told.entry(krate).or_insert(*place);
            }
        }
        let manifests = (self.workspace.files.len() + self.workspace.texts.len()) as u32;
        let stale = told.into_iter().map(|(krate, place)| {
            let place = Span { file: FileId(place.file.0 + manifests), ..place };
            lint::judge_dependency(rule, &krate, place)
        });
        stale.collect()
    }

    /// The annotations of a file that say what there is none of; ignoring them would hide a leak.
    fn unknown_classes(&self, file: &hir::File) -> Vec<Diagnostic> {
        let fields = file.types.iter().flat_map(|def| &def.decl.variants).flat_map(|variant| &variant.fields);
        let params = file.fns.iter().flat_map(|function| &function.decl.params);
        let declarations = file.types.iter().map(|def| (&def.notes, def.span));
        let declarations = declarations
            .chain(fields.map(|field| (&field.notes, field.span)))
            .chain(params.map(|param| (&param.notes, param.span)))
            .chain(file.fns.iter().map(|function| (&function.decl.notes, function.span)))
            .chain(file.values.iter().map(|value| (&value.notes, value.span)));
        let mut unknown = Vec::new();
        for (notes, span) in declarations {
            for (word, argument) in &notes.annotations {
                let (what, asked, known): (_, _, Vec<&str>) = match word.as_str() {
                    "class" => {
                        let classes = self.catalog.classes.iter().map(|class| class.name.as_str());
                        ("data class", argument.as_str(), classes.collect())
                    }
                    "sink" => ("kind of sink", argument.as_str(), self.catalog.levels.kinds().collect()),
                    word if ANNOTATIONS.contains(&word) => continue,
                    word => ("annotation", word, ANNOTATIONS.to_vec()),
                };
                if known.contains(&asked) {
                    continue;
                }
                let said = Diagnostic::warning(format!("`{asked}` is no {what}")).at(span, "annotated here");
                unknown.push(nearest::noted(said, asked, known.iter().copied()));
            }
        }
        unknown
    }
}

/// The words by which a declaration is annotated.
const ANNOTATIONS: [&str; 5] = ["class", "subject", "mask", "sanitizer", "sink"];

/// The place first, then the lint: the order of every report.
fn sort_key(diagnostic: &Diagnostic) -> (Option<Span>, Option<&str>, &str) {
    (diagnostic.primary.as_ref().map(|label| label.span), diagnostic.rule.as_deref(), &diagnostic.message)
}
