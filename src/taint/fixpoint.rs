//! Summaries of all functions, bottom-up over the call graph, and the flows that they end in.

use super::component::{Settled, settle, unread};
use super::summary::Summary;
use super::{Context, FORMATTER, Reading};
use crate::callgraph::CallGraph;
use crate::fault::Fault;
use crate::finding::{Definition, Flow, Registration, Supply};
use crate::hir::Receiver;
use crate::infer::TypeFact;
use crate::resolve::FnId;
use crate::span::Span;
use rayon::prelude::*;

/// What the analysis of all functions found.
#[derive(Debug, Default)]
pub struct Analysis {
    /// What each function does, by its id.
    pub summaries: Vec<Option<Summary>>,
    /// The flows, in the order of functions.
    pub flows: Vec<Flow>,
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
}

/// Summarises every function; callees first. `has_sink` tells of each whether anything is shown in it.
pub fn analyze(cx: Context, graph: &CallGraph, has_sink: Vec<bool>) -> Analysis {
    let count = cx.types.defs.fn_count();
    let mut analysis = Analysis { summaries: vec![None; count], ..Analysis::default() };
    let mut flows: Vec<Vec<Flow>> = vec![Vec::new(); count];
    let mut of_templates: Vec<(FnId, Reading)> = Vec::new();
    let relevance = Relevance::build(graph, has_sink);
    for level in graph.levels() {
        let summaries = &analysis.summaries;
        let settled: Vec<Settled> = level
            .par_iter()
            .with_max_len(8)
            .map(|component| match relevance.is_read(&cx, graph, component, summaries) {
                true => settle(cx, graph, component, summaries),
                false => unread(&cx, component),
            })
            .collect();
        for settled in settled {
            analysis.lost.extend(settled.lost);
            analysis.unsettled += usize::from(settled.is_unsettled);
            for (id, mut reading) in settled.readings {
                cx.exposures.note(&cx.types, id, &reading.summary, &reading.flows);
                analysis.cut += usize::from(reading.is_cut);
                analysis.folded += usize::from(reading.summary.is_folded());
                flows[id.0 as usize] = std::mem::take(&mut reading.flows);
                analysis.summaries[id.0 as usize] = Some(std::mem::take(&mut reading.summary));
                if reading.is_of_templates() {
                    of_templates.push((id, reading));
                }
            }
        }
        cx.exposures.told.forget_open();
    }
    of_templates.sort_by_key(|(id, _)| *id);
    for (_, reading) in of_templates {
        analysis.supplies.extend(reading.supplies);
        analysis.registrations.extend(reading.registrations);
        analysis.definitions.extend(reading.definitions);
    }
    analysis.flows = flows.into_iter().flatten().filter(|flow| flow.sink != FORMATTER).collect();
    analysis
}

/// Which functions are worth reading: those that show something, themselves or by what they call, and those that hand
/// data to one of these.
struct Relevance {
    /// Whether it has a sink itself.
    has_sink: Vec<bool>,
    /// Whether it is called, directly or not, by a function that shows something.
    is_wanted: Vec<bool>,
}

impl Relevance {
    fn build(graph: &CallGraph, has_sink: Vec<bool>) -> Relevance {
        let mut shows = has_sink.clone();
        let mut is_wanted = vec![false; has_sink.len()];
        let components = || graph.levels().iter().flatten();
        let callees = |component: &'_ [FnId]| {
            let callees = component.iter().flat_map(|id| graph.callees(*id));
            callees.map(|callee| callee.0 as usize).collect::<Vec<_>>()
        };
        for component in components() {
            let any = callees(component).iter().any(|&callee| shows[callee])
                || component.iter().any(|id| shows[id.0 as usize]);
            component.iter().for_each(|id| shows[id.0 as usize] = any);
        }
        for component in components().rev() {
            let wants = component.iter().any(|id| shows[id.0 as usize] || is_wanted[id.0 as usize]);
            if wants {
                callees(component).iter().for_each(|&callee| is_wanted[callee] = true);
                component.iter().for_each(|id| is_wanted[id.0 as usize] = true);
            }
        }
        Relevance { has_sink, is_wanted }
    }

    /// Whether the functions of a component are read, given the summaries of all that they call.
    fn is_read(
        &self,
        cx: &Context,
        graph: &CallGraph,
        component: &[FnId],
        summaries: &[Option<Summary>],
    ) -> bool {
        let shows_argument = |callee: &FnId| {
            let summary = summaries[callee.0 as usize].as_ref();
            summary.is_some_and(Summary::asks_callers)
        };
        component.iter().any(|id| {
            let at = id.0 as usize;
            self.has_sink[at]
                || graph.callees(*id).iter().any(shows_argument)
                || self.is_wanted[at] && carries(cx, *id)
        })
    }
}

/// Whether a function may hand data to its caller: by its result or by an argument.
fn carries(cx: &Context, id: FnId) -> bool {
    let function = cx.types.defs.function(id);
    let ret = cx.types.peel(&cx.types.signatures.function(id).ret);
    let returns = !ret.is_unit() && cx.types.fact(ret) != TypeFact::NoDatum;
    returns || function.receiver == Some(Receiver::Write) || function.params.iter().any(|param| param.is_out)
}
