//! The same summaries as a run over all functions would yield, from those of an earlier run, after the code of a few
//! functions was changed.
//!
//! Terms: a function is *due* where what was known of it may not hold: its code was changed, or that of another which was
//! looked at for it; what it calls does something else than before; it is read in another order, or for another reason.
//! Invariants: callees come first, so that it is known whether they do something else before their callers are asked; what
//! formats values is asked by anybody, so that nothing is remembered where it is due.

use super::exposure::{self, style_of};
use super::fixpoint::{All, Analysis};
use super::readings::Readings;
use super::summary::Summary;
use super::{Context, Found};
use crate::callgraph::CallGraph;
use crate::mask;
use crate::memory::{Known, Mark, Memory, Remembered};
use crate::resolve::FnId;
use rayon::prelude::*;
use std::sync::{Arc, PoisonError};

/// What is known of functions beside what they do.
#[derive(Clone, Copy)]
pub struct Beside<'b> {
    /// By function, whether anything is shown in it.
    pub has_sink: &'b [bool],
    /// By function, those that it makes known to templates.
    pub registered: &'b [Vec<FnId>],
    /// The masks.
    pub masks: &'b mask::Found,
}

/// Summarises the functions that are due, and takes what was known of the others; none where that is of no use.
pub fn analyze_again(
    cx: Context,
    graph: &CallGraph,
    has_sink: Vec<bool>,
    memory: &Arc<Memory>,
) -> Option<Analysis> {
    let count = cx.types.defs.fn_count();
    let all = All::new(cx, graph, has_sink, Readings::of_memory(memory.clone(), count));
    let is_formatting = all.formatting();
    let components = graph.components();
    let is_due = |at: usize| {
        let now = all.standing(at, is_formatting[at]);
        components[at].iter().any(|id| {
            let known = memory.known(*id);
            memory.is_changed(*id) || memory.is_any_changed(&known.looked) || now.is_other(known, *id, &all)
        })
    };
    let mut is_due: Vec<bool> = (0..components.len()).into_par_iter().with_min_len(256).map(is_due).collect();
    if (0..components.len()).any(|at| is_due[at] && is_formatting[at]) {
        return None;
    }
    for (at, component) in components.iter().enumerate().filter(|(at, _)| is_formatting[*at]) {
        let formats = |id: &&FnId| style_of(cx.types.defs.function(**id)).is_some();
        let tells = |id: &FnId| cx.exposures.note(&cx.types, *id, memory.known(*id).is(Mark::Tells));
        debug_assert!(!is_due[at]);
        component.iter().filter(formats).for_each(tells);
    }
    let mut is_other = vec![false; count];
    for (at, component) in components.iter().enumerate() {
        let calls_other = |id: &FnId| graph.callees(*id).iter().any(|callee| is_other[callee.0 as usize]);
        is_due[at] |= component.iter().any(calls_other);
        if !is_due[at] {
            continue;
        }
        component.iter().for_each(|id| all.readings.set_due(*id));
        let settled = all.settled(at);
        for id in component {
            let now =
                settled.readings.iter().find(|(known, _)| known == id).map(|(_, reading)| &reading.summary);
            let before = all.readings.before(*id);
            is_other[id.0 as usize] = before.as_ref() != now;
        }
        all.tell(at, settled);
    }
    let kept = |at: &usize| !is_due[*at];
    let ids = (0..components.len()).filter(kept).flat_map(|at| &components[at]).copied();
    let kept: Vec<FnId> = ids.collect();
    let rich: Vec<FnId> = kept.iter().copied().filter(|id| memory.known(*id).is(Mark::IsRich)).collect();
    all.readings.recall(&rich);
    let count = |mark: Mark| kept.iter().filter(|id| memory.known(**id).is(mark)).count();
    let (cut, folded, unsettled) = (count(Mark::IsCut), count(Mark::IsFolded), count(Mark::IsUnsettled));
    let mut analysis = all.analysis();
    analysis.cut += cut;
    analysis.folded += folded;
    analysis.unsettled += unsettled;
    Some(analysis)
}

/// How a component stands among the others.
struct Standing {
    circle: u32,
    is_formatting: bool,
}

impl Standing {
    /// Whether a function of it stood otherwise.
    fn is_other(&self, known: &Known, id: FnId, all: &All) -> bool {
        let at = id.0 as usize;
        known.circle != self.circle
            || known.is(Mark::IsFormatting) != self.is_formatting
            || known.is(Mark::IsRead) != all.relevance.has_sink[at]
            || known.is(Mark::IsWanted) != all.relevance.is_wanted[at]
            || known.is(Mark::Hides) != all.hides(id)
    }
}

impl All<'_, '_> {
    fn standing(&self, at: usize, is_formatting: bool) -> Standing {
        let component = &self.graph.components()[at];
        let mut circle = 0;
        if component.len() > 1 {
            let mut members: Vec<FnId> = component.clone();
            members.sort_by_key(|id| self.graph.left(*id));
            let mut hasher = blake3::Hasher::new();
            for id in &members {
                hasher.update(&id.0.to_le_bytes());
            }
            let print = hasher.finalize();
            circle =
                print.as_bytes().iter().take(4).fold(0, |print, &byte| print << 8 | u32::from(byte)).max(1);
        }
        Standing { circle, is_formatting }
    }

    fn hides(&self, id: FnId) -> bool {
        self.cx.masks.binary_search(&id).is_ok()
    }

    /// What is to be remembered of the functions.
    pub fn remembered(&self, is_formatting: &[bool], beside: &Beside) -> Remembered {
        let unsettled = self.unsettled.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut known: Vec<Known> = vec![Known::default(); self.cx.types.defs.fn_count()];
        for (at, component) in self.graph.components().iter().enumerate() {
            let standing = self.standing(at, is_formatting[at]);
            for id in component {
                let known = &mut known[id.0 as usize];
                known.circle = standing.circle;
                known.mark(Mark::IsFormatting, standing.is_formatting);
            }
            if let Some(first) = component.first() {
                known[first.0 as usize].mark(Mark::IsUnsettled, unsettled.contains(&at));
            }
        }
        for (id, told_by) in &beside.masks.told_by {
            known[id.0 as usize].masked_by.clone_from(told_by);
        }
        let mut masks = beside.masks.masks.iter().peekable();
        let mut remembered = Remembered::default();
        for (at, mut known) in known.into_iter().enumerate() {
            let id = FnId(at as u32);
            known.edges = self.graph.callees(id).to_vec();
            known.registered.clone_from(&beside.registered[at]);
            known.mark(Mark::HasSink, beside.has_sink[at]);
            known.mark(Mark::Hides, self.hides(id));
            known.mark(Mark::IsRead, self.relevance.has_sink[at]);
            known.mark(Mark::IsWanted, self.relevance.is_wanted[at]);
            let reading = self.readings.get(id);
            reading.iter().for_each(|(summary, found)| note(&mut known, summary, found));
            let found = reading.map(|(_, found)| found).filter(|_| known.is(Mark::IsRich));
            let mask = masks.next_if(|mask| mask.id == id);
            remembered.add(known, mask, reading.map(|(summary, _)| summary), found);
        }
        remembered
    }
}

/// Notes what a function was found to do.
fn note(known: &mut Known, summary: &Summary, found: &Found) {
    let Found { flows, supplies, registrations, definitions, looked, is_cut, is_folded } = found;
    let says_nothing =
        flows.is_empty() && supplies.is_empty() && registrations.is_empty() && definitions.is_empty();
    known.mark(Mark::IsRich, !says_nothing);
    known.mark(Mark::IsCut, *is_cut);
    known.mark(Mark::IsFolded, *is_folded);
    known.mark(Mark::Tells, exposure::tells(summary, flows));
    known.looked.clone_from(looked);
}
