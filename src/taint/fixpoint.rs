//! Summaries of all functions, bottom-up over the call graph, and the flows that they end in.

use super::exposure::{Told, style_of};
use super::summary::Summary;
use super::value::Value;
use super::{Context, FORMATTER, Reading, interpret};
use crate::callgraph::CallGraph;
use crate::finding::Flow;
use crate::hir::Receiver;
use crate::infer::TypeFact;
use crate::resolve::FnId;
use crate::span::Span;
use rayon::prelude::*;
use rustc_hash::FxHashMap as HashMap;
use std::sync::Arc;

/// How often functions that call each other are read at most.
pub const MAX_ROUNDS: usize = 6;

/// What the analysis of all functions found.
#[derive(Debug, Default)]
pub struct Analysis {
    /// What each function does, by its id.
    pub summaries: Vec<Option<Summary>>,
    /// The flows, in the order of functions.
    pub flows: Vec<Flow>,
    /// Functions that a fault of this program cost.
    pub lost: Vec<Span>,
    /// Functions that were too large to be read to their end.
    pub cut: usize,
    /// Circles of calls whose summaries were still changing when they were given up.
    pub unsettled: usize,
}

/// What one component yields.
#[derive(Default)]
struct Settled {
    readings: Vec<(FnId, Summary, Vec<Flow>)>,
    lost: Vec<Span>,
    cut: usize,
    is_unsettled: bool,
}

/// Summarises every function; callees first. `has_sink` tells of each whether anything is shown in it.
pub fn analyze(cx: Context, graph: &CallGraph, has_sink: Vec<bool>) -> Analysis {
    let count = cx.types.defs.fn_count();
    let mut analysis = Analysis { summaries: vec![None; count], ..Analysis::default() };
    let mut flows: Vec<Vec<Flow>> = vec![Vec::new(); count];
    let relevance = Relevance::build(graph, has_sink);
    for level in graph.levels() {
        let summaries = &analysis.summaries;
        let settled: Vec<Settled> = level
            .par_iter()
            .with_min_len(2)
            .with_max_len(16)
            .map(|component| settle(cx, graph, &relevance, component, summaries))
            .collect();
        for settled in settled {
            analysis.lost.extend(settled.lost);
            analysis.cut += settled.cut;
            analysis.unsettled += usize::from(settled.is_unsettled);
            for (id, summary, found) in settled.readings {
                cx.exposures.note(&cx.types, id, &summary, &found);
                flows[id.0 as usize] = found;
                analysis.summaries[id.0 as usize] = Some(summary);
            }
        }
        cx.exposures.told.forget_open();
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
            summaries[callee.0 as usize].as_ref().is_some_and(|summary| !summary.sinks.is_empty())
        };
        component.iter().any(|id| {
            let at = id.0 as usize;
            self.has_sink[at]
                || graph.callees(*id).iter().any(shows_argument)
                || self.is_wanted[at] && carries(cx, *id)
        })
    }
}

/// Reads the functions of a component until their summaries stay as they are.
fn settle(
    cx: Context,
    graph: &CallGraph,
    relevance: &Relevance,
    component: &[FnId],
    summaries: &[Option<Summary>],
) -> Settled {
    let is_recursive = component.len() > 1 || graph.callees(component[0]).contains(&component[0]);
    let is_read = relevance.is_read(&cx, graph, component, summaries);
    let mut settled = Settled::default();
    let mut own: HashMap<FnId, Summary> = HashMap::default();
    for round in 0..MAX_ROUNDS {
        let is_last = round + 1 == MAX_ROUNDS;
        let mut readings = Vec::new();
        let mut has_changed = false;
        // What functions that call each other are found to do may change with every round.
        let of_round = Told::default();
        let told = if is_recursive { &of_round } else { &cx.exposures.told };
        settled.cut = 0;
        for &id in component {
            let function = cx.types.defs.function(id);
            let Some(body) = function.body.as_ref().filter(|body| body.root.is_some()) else { continue };
            let known = |callee: FnId| {
                own.get(&callee).or_else(|| summaries.get(callee.0 as usize).and_then(Option::as_ref))
            };
            if !is_read {
                readings.push((id, Summary { returns: Value::constant(), ..Summary::default() }, Vec::new()));
                continue;
            }
            let reading = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                interpret(cx, id, body, &known, told)
            }));
            let Ok(Reading { mut summary, flows, is_cut }) = reading else {
                if !settled.lost.contains(&function.span) {
                    settled.lost.push(function.span);
                }
                continue;
            };
            if style_of(function).is_some() {
                let shown = flows.iter().filter(|flow| flow.sink == FORMATTER);
                let sources = shown.flat_map(|flow| {
                    let all = std::iter::once(&flow.source).chain(&flow.also);
                    all.map(|source| (Arc::new(source.clone()), flow.shown))
                });
                summary.formats = sources.collect();
            }
            settled.cut += usize::from(is_cut);
            has_changed |= own.get(&id) != Some(&summary);
            readings.push((id, summary, flows));
        }
        settled.is_unsettled = is_recursive && has_changed && is_last;
        let is_done = !is_recursive || !has_changed || is_last;
        if is_done {
            settled.readings = readings;
            break;
        }
        own = readings.into_iter().map(|(id, summary, _)| (id, summary)).collect();
    }
    settled
}

/// Whether a function may hand data to its caller: by its result or by an argument.
fn carries(cx: &Context, id: FnId) -> bool {
    let function = cx.types.defs.function(id);
    let ret = cx.types.peel(&cx.types.signatures.function(id).ret);
    let returns = !ret.is_unit() && cx.types.fact(ret) != TypeFact::NoDatum;
    returns || function.receiver == Some(Receiver::Write) || function.params.iter().any(|param| param.is_out)
}
