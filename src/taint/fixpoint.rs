//! Summaries of all functions, bottom-up over the call graph, and the flows that they end in.

use super::exposure::{Told, style_of};
use super::summary::Summary;
use super::value::Value;
use super::{Context, FORMATTER, Reading, interpret};
use crate::callgraph::CallGraph;
use crate::fault::{self, Fault};
use crate::finding::{Definition, Flow, Registration, Supply};
use crate::hir::Receiver;
use crate::infer::TypeFact;
use crate::resolve::FnId;
use crate::span::Span;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
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

/// What one component yields.
#[derive(Default)]
struct Settled {
    readings: Vec<(FnId, Reading)>,
    lost: Vec<(Span, Fault)>,
    is_unsettled: bool,
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
            .map(|component| settle(cx, graph, &relevance, component, summaries))
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

/// Reads the functions of a component until their summaries stay as they are. After the first round only those are read
/// again whose callees have changed.
fn settle(
    cx: Context,
    graph: &CallGraph,
    relevance: &Relevance,
    component: &[FnId],
    summaries: &[Option<Summary>],
) -> Settled {
    let has_code =
        |id: &FnId| cx.types.defs.function(*id).body.as_ref().is_some_and(|body| body.root.is_some());
    let members: Vec<FnId> = component.iter().copied().filter(has_code).collect();
    if !relevance.is_read(&cx, graph, component, summaries) {
        let nothing = Summary { returns: Value::constant(), ..Summary::default() };
        let nothing = || Reading { summary: nothing.clone(), ..Reading::default() };
        let readings = members.into_iter().map(|id| (id, nothing()));
        return Settled { readings: readings.collect(), ..Settled::default() };
    }
    let is_recursive = component.len() > 1 || graph.callees(component[0]).contains(&component[0]);
    // What the last reading of each yielded, where no fault of this program cost it.
    let mut latest: BTreeMap<FnId, Result<Reading, Fault>> = BTreeMap::new();
    let mut open = members;
    let mut is_unsettled = false;
    for round in 0..if is_recursive { MAX_ROUNDS } else { 1 } {
        // What functions that call each other are found to do may change with every round.
        let of_round = Told::default();
        let told = if is_recursive { &of_round } else { &cx.exposures.told };
        let known = |callee: FnId| match latest.get(&callee) {
            Some(reading) => reading.as_ref().ok().map(|reading| &reading.summary),
            None => summaries.get(callee.0 as usize).and_then(Option::as_ref),
        };
        let one = |&id: &FnId| (id, read(cx, id, &known, told));
        let readings: Vec<(FnId, Result<Reading, Fault>)> = match open.as_slice() {
            [only] => vec![one(only)],
            many => many.par_iter().with_max_len(16).map(one).collect(),
        };
        let mut changed = BTreeSet::new();
        for (id, reading) in readings {
            let before = latest.get(&id).map(|before| before.as_ref().map(|before| &before.summary));
            if before != Some(reading.as_ref().map(|reading| &reading.summary)) {
                changed.insert(id);
            }
            latest.insert(id, reading);
        }
        is_unsettled = is_recursive && round + 1 == MAX_ROUNDS && !changed.is_empty();
        let is_touched = |id: &&FnId| graph.callees(**id).iter().any(|callee| changed.contains(callee));
        open = latest.keys().filter(is_touched).copied().collect();
        if open.is_empty() {
            break;
        }
    }
    let mut settled = Settled { is_unsettled, ..Settled::default() };
    for (id, reading) in latest {
        match reading {
            Ok(reading) => settled.readings.push((id, reading)),
            Err(fault) => settled.lost.push((cx.types.defs.function(id).span, fault)),
        }
    }
    settled
}

/// Reads one function with what is known of those that it calls.
fn read<'s>(
    cx: Context,
    id: FnId,
    known: &'s (dyn std::ops::Fn(FnId) -> Option<&'s Summary> + Sync),
    told: &'s Told,
) -> Result<Reading, Fault> {
    let function = cx.types.defs.function(id);
    let Some(body) = &function.body else { return Ok(Reading::default()) };
    let mut reading = fault::caught(|| interpret(cx, id, body, known, told))?;
    if style_of(function).is_some() {
        let shown = reading.flows.iter().filter(|flow| flow.sink == FORMATTER);
        let sources =
            shown.flat_map(|flow| flow.sources().map(|source| (Arc::new(source.clone()), flow.shown)));
        reading.summary.formats = sources.collect();
    }
    Ok(reading)
}

/// Whether a function may hand data to its caller: by its result or by an argument.
fn carries(cx: &Context, id: FnId) -> bool {
    let function = cx.types.defs.function(id);
    let ret = cx.types.peel(&cx.types.signatures.function(id).ret);
    let returns = !ret.is_unit() && cx.types.fact(ret) != TypeFact::NoDatum;
    returns || function.receiver == Some(Receiver::Write) || function.params.iter().any(|param| param.is_out)
}
