//! Summaries of all functions, bottom-up over the call graph, and the flows that they end in.

use super::again::Beside;
use super::circle::IsDue;
use super::component::{is_shared, settle, unread};
use super::exposure;
use super::read::{Settled, Way, formats};
use super::readings::Readings;
use super::schedule::Order;
use super::summary::Summary;
use super::{Context, FORMATTER};
use crate::callgraph::CallGraph;
use crate::fault::Fault;
use crate::finding::{Definition, Flow, Registration, Supply};
use crate::hir::Receiver;
use crate::infer::{Ty, TypeFact};
use crate::memory::Remembered;
use crate::resolve::FnId;
use crate::slots::Slots;
use crate::span::Span;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// What the analysis of all functions found.
#[derive(Debug, Default)]
pub struct Analysis {
    /// What each function does.
    pub summaries: Readings,
    /// What templates are given, in the order of functions.
    pub supplies: Vec<Supply>,
    /// The functions that templates may call, likewise.
    pub registrations: Vec<Registration>,
    /// The templates that code makes known, likewise.
    pub definitions: Vec<Definition>,
    /// Functions that a fault of this program cost.
    pub lost: Vec<(Span, Fault)>,
    /// Functions that were too large to be read to their end.
    pub cut: usize,
    /// Circles of calls whose summaries were still changing when they were given up.
    pub unsettled: usize,
    /// Functions that do something with parts of their arguments that lie deeper than access paths go.
    pub folded: usize,
    /// What is to be remembered of the functions, where that is wanted.
    pub remembered: Option<Remembered>,
}

impl Analysis {
    /// How many flows there are at most.
    pub fn flow_count(&self) -> usize {
        self.summaries.found().map(|found| found.flows.len()).sum()
    }

    /// The flows, in the order of functions. They are large, so they stay where they were found until somebody takes them.
    pub fn take_flows(&mut self) -> impl Iterator<Item = Flow> {
        let flows = self.summaries.found_mut().flat_map(|found| std::mem::take(&mut found.flows));
        flows.filter(|flow| flow.sink != FORMATTER)
    }
}

/// Summarises every function; callees first. `has_sink` tells of each whether anything is shown in it, `beside` what is
/// to be remembered beside what is found, if anything is.
///
/// What formats values comes before the rest, with all that it calls: anybody may ask it what a type shows.
pub fn analyze(cx: Context, graph: &CallGraph, has_sink: Vec<bool>, beside: Option<&Beside>) -> Analysis {
    let all = All::new(cx, graph, has_sink, Readings::new(cx.types.defs.fn_count()));
    let all = All { ways: beside.map(|_| Mutex::default()), ..all };
    let is_formatting = all.formatting();
    let levels = graph.levels(|at| is_formatting[at]);
    for level in &levels {
        for (at, settled) in all.settled_together(level, None) {
            all.note_formatting(&settled);
            all.tell(at, settled);
        }
        cx.exposures.told.forget_open();
    }
    let waits_for = |at: usize| graph.called(at).filter(|callee| !is_formatting[*callee]);
    Order::new(graph.components().len(), waits_for).run(&|at| all.is_shared(at), &|at| {
        if !is_formatting[at] {
            all.tell(at, all.settled(at, None));
        }
    });
    let remembered = beside.map(|beside| all.remembered(&levels, beside));
    Analysis { remembered, ..all.analysis() }
}

/// Functions of a component that a fault of this program cost.
type Lost = Vec<(Span, Fault)>;

/// The functions of a workspace while they are read.
pub(super) struct All<'a, 'g> {
    pub cx: Context<'a>,
    pub graph: &'g CallGraph,
    pub relevance: Relevance,
    pub readings: Readings,
    /// What was lost, by component.
    lost: Mutex<Vec<(usize, Lost)>>,
    /// The circles that were given up.
    pub unsettled: Mutex<BTreeSet<usize>>,
    /// How functions of circles came to what they do, where that is to be remembered.
    pub ways: Option<Mutex<BTreeMap<FnId, Way>>>,
}

impl<'a, 'g> All<'a, 'g> {
    /// The functions with what is known of them so far.
    pub fn new(
        cx: Context<'a>,
        graph: &'g CallGraph,
        has_sink: Vec<bool>,
        readings: Readings,
    ) -> All<'a, 'g> {
        All {
            cx,
            graph,
            relevance: Relevance::build(graph, has_sink, cx.types.defs.type_count()),
            readings,
            lost: Mutex::default(),
            unsettled: Mutex::default(),
            ways: None,
        }
    }

    /// Reads the functions of a component; those of a circle that are not due may do what they did in an earlier run.
    pub fn settled(&self, at: usize, is_due: Option<&IsDue>) -> Settled {
        let component = &self.graph.components()[at];
        match self.relevance.is_read(&self.cx, self.graph, component, &self.readings) {
            true => settle(self.cx, self.graph, component, &self.readings, is_due),
            false => unread(&self.cx, component),
        }
    }

    /// Whether the functions of a component are read side by side.
    fn is_shared(&self, at: usize) -> bool {
        is_shared(&self.graph.components()[at])
    }

    /// Reads the functions of components that do not call each other.
    pub fn settled_together(&self, level: &[usize], is_due: Option<&IsDue>) -> Vec<(usize, Settled)> {
        let (shared, own): (Vec<usize>, Vec<usize>) = level.iter().partition(|at| self.is_shared(**at));
        let mut settled: Vec<_> =
            own.into_par_iter().with_max_len(8).map(|at| (at, self.settled(at, is_due))).collect();
        settled.extend(shared.into_iter().map(|at| (at, self.settled(at, is_due))));
        settled
    }

    /// Makes known what the functions of a component do.
    pub fn tell(&self, at: usize, settled: Settled) {
        settled.readings.into_iter().for_each(|(id, reading)| self.readings.tell(id, reading));
        settled.as_before.into_iter().for_each(|id| self.readings.tell_again(id));
        if let Some(ways) = &self.ways {
            ways.lock().unwrap_or_else(PoisonError::into_inner).extend(settled.ways);
        }
        if settled.is_unsettled {
            self.unsettled.lock().unwrap_or_else(PoisonError::into_inner).insert(at);
        }
        if !settled.lost.is_empty() {
            self.lost.lock().unwrap_or_else(PoisonError::into_inner).push((at, settled.lost));
        }
    }

    /// By component, whether it formats values or is called by what does.
    pub fn formatting(&self) -> Vec<bool> {
        let components = self.graph.components();
        let mut is_formatting = vec![false; components.len()];
        for at in (0..components.len()).rev() {
            if is_formatting[at] || components[at].iter().any(|id| formats(&self.cx, *id)) {
                is_formatting[at] = true;
                self.graph.called(at).for_each(|callee| is_formatting[callee] = true);
            }
        }
        is_formatting
    }

    /// Notes what functions that format were found to show.
    fn note_formatting(&self, settled: &Settled) {
        for (id, reading) in &settled.readings {
            self.cx.exposures.note(
                &self.cx.types,
                *id,
                exposure::tells(&reading.summary, &reading.found.flows),
            );
        }
    }

    /// What all of them amount to.
    pub fn analysis(mut self) -> Analysis {
        let mut lost = self.lost.into_inner().unwrap_or_else(PoisonError::into_inner);
        lost.sort_by_key(|(at, _)| *at);
        let mut analysis = Analysis {
            lost: lost.into_iter().flat_map(|(_, lost)| lost).collect(),
            unsettled: self.unsettled.into_inner().unwrap_or_else(PoisonError::into_inner).len(),
            ..Analysis::default()
        };
        for found in self.readings.found_mut() {
            analysis.cut += usize::from(found.is_cut);
            analysis.folded += usize::from(found.is_folded);
            analysis.supplies.append(&mut found.supplies);
            analysis.registrations.append(&mut found.registrations);
            analysis.definitions.append(&mut found.definitions);
        }
        analysis.summaries = self.readings;
        analysis
    }
}

/// Which functions are worth reading: those that show something, themselves or by what they call, and those that hand
/// data to one of these.
pub(super) struct Relevance {
    /// Whether it has a sink itself.
    pub has_sink: Vec<bool>,
    /// Whether it is called, directly or not, by a function that shows something.
    pub is_wanted: Vec<bool>,
    /// By type, whether a text can be in a failure of it, once that was asked.
    may_tell: Slots<bool>,
}

impl Relevance {
    fn build(graph: &CallGraph, has_sink: Vec<bool>, types: usize) -> Relevance {
        let mut shows = has_sink.clone();
        let mut is_wanted = vec![false; has_sink.len()];
        for component in graph.components() {
            let mut all = component.iter().flat_map(|id| graph.callees(*id)).chain(component);
            let any = all.any(|id| shows[id.0 as usize]);
            component.iter().for_each(|id| shows[id.0 as usize] = any);
        }
        for component in graph.components().iter().rev() {
            if component.iter().any(|id| shows[id.0 as usize] || is_wanted[id.0 as usize]) {
                let all = component.iter().flat_map(|id| graph.callees(*id)).chain(component);
                all.for_each(|id| is_wanted[id.0 as usize] = true);
            }
        }
        Relevance { has_sink, is_wanted, may_tell: Slots::empty(types) }
    }

    /// Whether the functions of a component are read, given the summaries of all that they call.
    fn is_read(&self, cx: &Context, graph: &CallGraph, component: &[FnId], readings: &Readings) -> bool {
        let shows_argument = |callee: &FnId| readings.summary(*callee).is_some_and(Summary::asks_callers);
        component.iter().any(|id| {
            let at = id.0 as usize;
            self.has_sink[at]
                || graph.callees(*id).iter().any(shows_argument)
                || self.is_wanted[at] && self.carries(cx, *id)
        })
    }

    /// Whether a function may hand data to its caller: by its result, by its failure or by an argument.
    fn carries(&self, cx: &Context, id: FnId) -> bool {
        let function = cx.types.defs.function(id);
        let ret = &cx.types.signatures.function(id).ret;
        let result = cx.types.peel(ret);
        let returns = !result.is_unit() && cx.types.fact(result) != TypeFact::NoDatum;
        returns
            || function.decl.receiver == Some(Receiver::Write)
            || function.decl.params.iter().any(|param| param.is_out)
            || cx.types.is_outcome(ret) && self.may_tell(cx, &ret.arg(1))
    }

    /// Whether a text can be in a failure of a type.
    fn may_tell<'a>(&self, cx: &Context<'a>, ty: &Ty<'a>) -> bool {
        let Some((id, def)) = cx.types.def(ty) else { return cx.types.is_text(ty) };
        let find = || {
            let fields = def.decl.variants.iter().enumerate();
            let mut fields =
                fields.flat_map(|(at, variant)| (0..variant.fields.len()).map(move |field| (at, field)));
            fields.any(|(at, field)| cx.types.is_text(&cx.types.signatures.field(id, at, field)))
        };
        self.may_tell.find(id.0 as usize, find).copied().unwrap_or_default()
    }
}
