//! The same summaries as a run over all functions would yield, from those of an earlier run, after the code of a few
//! functions was changed.
//!
//! Terms: a function is *due* where what was known of it may not hold: its code was changed, or that of another which was
//! looked at for it; what it calls does something else than before; it is read in another order, or for another reason.
//! Invariants: functions have their turns as in a run over all of them, so that it is known whether what they call does
//! something else; anybody may ask what a type shows, so that nothing is of use where a function that says so does
//! something else.

use super::exposure;
use super::fixpoint::{All, Analysis};
use super::read::formats;
use super::readings::Readings;
use super::summary::Summary;
use super::{Context, Found, Reading};
use crate::callgraph::CallGraph;
use crate::mask;
use crate::memory::{About, Batch, Known, Mark, Memory, Remembered, TOGETHER};
use crate::record::print_of;
use crate::resolve::FnId;
use rayon::prelude::*;
use rustc_hash::FxHashMap as HashMap;
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
    let levels = graph.levels(|at| is_formatting[at]);
    let standings = all.standings(&levels);
    let (is_other, is_kept) = (vec![false; count], vec![false; count]);
    let mut again = Again { all, memory, standings, is_other, is_kept, is_due: Vec::new() };
    let components = (0..graph.components().len()).into_par_iter().with_min_len(256);
    again.is_due = components.map(|at| again.stands_otherwise(at)).collect::<Option<_>>()?;
    for level in levels {
        let shows = again.read(&level)?;
        shows.into_iter().for_each(|(id, tells)| cx.exposures.note(&cx.types, id, tells));
        cx.exposures.told.forget_open();
    }
    for at in (0..graph.components().len()).filter(|at| !is_formatting[*at]) {
        again.read(&[at])?;
    }
    let Again { all, is_due, is_kept, .. } = again;
    let kept: Vec<FnId> = (0..count as u32).map(FnId).filter(|id| is_kept[id.0 as usize]).collect();
    let rich: Vec<FnId> = kept.iter().copied().filter(|id| memory.known(*id).is(Mark::IsRich)).collect();
    all.readings.recall(&rich);
    let mut analysis = all.analysis();
    let count = |mark: Mark| kept.iter().filter(|id| memory.known(**id).is(mark)).count();
    analysis.cut += count(Mark::IsCut);
    analysis.folded += count(Mark::IsFolded);
    let firsts = graph.components().iter().zip(is_due).filter(|(_, is_due)| !is_due);
    let firsts = firsts.filter_map(|(component, _)| component.first());
    analysis.unsettled += firsts.filter(|id| memory.known(**id).is(Mark::IsUnsettled)).count();
    Some(analysis)
}

/// The functions of a workspace while those that are due are read.
struct Again<'a, 'g, 'm> {
    all: All<'a, 'g>,
    memory: &'m Memory,
    /// By component.
    standings: Vec<Standing>,
    /// By function, whether a call of it does something else than before.
    is_other: Vec<bool>,
    /// By function, whether what was known of it holds.
    is_kept: Vec<bool>,
    /// By component, whether any of its functions is due.
    is_due: Vec<bool>,
}

/// How a component stands among the others: a fingerprint of its order, and its level among what formats.
#[derive(Clone, Copy, Default)]
struct Standing {
    circle: u32,
    level: u32,
}

impl Again<'_, '_, '_> {
    /// Whether a function is due, as far as it is known by now what others do.
    fn is_due(&self, id: FnId) -> bool {
        let (known, graph) = (self.memory.known(id), self.all.graph);
        known.circle != self.standings[graph.component_of(id)].circle
            || self.memory.is_changed(id)
            || self.memory.is_any_changed(&known.looked)
            || known.is(Mark::Hides) != self.all.hides(id)
            || self.calls_other(id)
    }

    fn calls_other(&self, id: FnId) -> bool {
        self.all.graph.callees(id).iter().any(|callee| self.is_other[callee.0 as usize])
    }

    /// Whether a component is due by itself; nothing where functions that format have other turns.
    fn stands_otherwise(&self, at: usize) -> Option<bool> {
        let (mut is_due, relevance) = (false, &self.all.relevance);
        for id in &self.all.graph.components()[at] {
            let known = self.memory.known(*id);
            if known.level != self.standings[at].level {
                return None;
            }
            is_due |= self.is_due(*id)
                || known.is(Mark::IsRead) != relevance.has_sink[id.0 as usize]
                || known.is(Mark::IsWanted) != relevance.is_wanted[id.0 as usize];
        }
        Some(is_due)
    }

    /// Reads the functions of components that do not call each other where they are due; of those that format, whether
    /// they tell anything. There is nothing where one of them does something else.
    fn read(&mut self, level: &[usize]) -> Option<Vec<(FnId, bool)>> {
        let (graph, mut due, mut formatting) = (self.all.graph, Vec::new(), Vec::new());
        for &at in level {
            let calls_other = |id: &FnId| self.calls_other(*id);
            self.is_due[at] |= graph.components()[at].iter().any(calls_other);
            if self.is_due[at] {
                due.push(at);
                continue;
            }
            for id in &graph.components()[at] {
                self.all.readings.tell_again(*id);
                self.keep(*id, &mut formatting);
            }
        }
        if due.is_empty() {
            return Some(formatting);
        }
        for (at, settled) in self.all.settled_together(&due, Some(&|id| self.is_due(id))) {
            settled.as_before.iter().for_each(|id| self.keep(*id, &mut formatting));
            let read: HashMap<FnId, &Reading> =
                settled.readings.iter().map(|(id, reading)| (*id, reading)).collect();
            for id in graph.components()[at].iter().filter(|id| !self.is_kept[id.0 as usize]) {
                let now = read.get(id);
                let is_other = self.all.readings.before(*id).as_ref() != now.map(|reading| &reading.summary);
                self.is_other[id.0 as usize] = is_other;
                if !formats(&self.all.cx, *id) {
                    continue;
                }
                if is_other {
                    return None;
                }
                let tells = now.map(|reading| exposure::tells(&reading.summary, &reading.found.flows));
                formatting.extend(tells.map(|tells| (*id, tells)));
            }
            self.all.tell(at, settled);
        }
        Some(formatting)
    }

    /// Keeps what is known of a function; of one that formats, it is told whether it tells anything.
    fn keep(&mut self, id: FnId, formatting: &mut Vec<(FnId, bool)>) {
        self.is_kept[id.0 as usize] = true;
        if formats(&self.all.cx, id) {
            formatting.push((id, self.memory.known(id).is(Mark::Tells)));
        }
    }
}

impl All<'_, '_> {
    /// How every component stands, given the levels of those that format.
    fn standings(&self, levels: &[Vec<usize>]) -> Vec<Standing> {
        let components = self.graph.components();
        let mut standings = vec![Standing::default(); components.len()];
        for (component, standing) in components.iter().zip(&mut standings).filter(|(one, _)| one.len() > 1) {
            let mut members: Vec<FnId> = component.clone();
            members.sort_by_key(|id| self.graph.left(*id));
            let members: Vec<u8> = members.iter().flat_map(|id| id.0.to_le_bytes()).collect();
            standing.circle = u32::from_le_bytes(print_of(&members)).max(1);
        }
        for (level, components) in levels.iter().enumerate() {
            components.iter().for_each(|&at| standings[at].level = level as u32 + 1);
        }
        standings
    }

    fn hides(&self, id: FnId) -> bool {
        self.cx.masks.binary_search(&id).is_ok()
    }

    /// What is to be remembered of the functions.
    pub fn remembered(&self, levels: &[Vec<usize>], beside: &Beside) -> Remembered {
        let standings = self.standings(levels);
        let ways = self.ways.as_ref().map(|ways| ways.lock().unwrap_or_else(PoisonError::into_inner));
        let ways = ways.as_deref();
        let unsettled = self.unsettled.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut known: Vec<Known> = vec![Known::default(); self.cx.types.defs.fn_count()];
        for (at, component) in self.graph.components().iter().enumerate() {
            let Standing { circle, level } = standings[at];
            for id in component {
                let known = &mut known[id.0 as usize];
                (known.circle, known.level) = (circle, level);
            }
            if let Some(first) = component.first() {
                known[first.0 as usize].mark(Mark::IsUnsettled, unsettled.contains(&at));
            }
        }
        for (id, told_by) in &beside.masks.told_by {
            known[id.0 as usize].masked_by.clone_from(told_by);
        }
        let tell = |(at, known): (usize, &mut [Known])| {
            let mut batch = Batch::default();
            for (id, known) in (at * TOGETHER..).zip(known).map(|(at, known)| (FnId(at as u32), known)) {
                let mut known = std::mem::take(known);
                self.complete(id, &mut known, beside);
                let reading = self.readings.get(id);
                reading.iter().for_each(|(summary, found)| note(&mut known, summary, found));
                let found = reading.map(|(_, found)| found).filter(|_| known.is(Mark::IsRich));
                let masks = &beside.masks.masks;
                let mask = masks.binary_search_by_key(&id, |mask| mask.id).ok().map(|at| &masks[at]);
                batch.add(known);
                mask.iter().for_each(|mask| batch.tell(About::Mask, *mask));
                reading.iter().for_each(|(summary, _)| batch.tell(About::Summary, *summary));
                found.iter().for_each(|found| batch.tell(About::Found, *found));
                if let Some(way) = ways.and_then(|ways| ways.get(&id)) {
                    batch.tell(About::Turns, &way.turns);
                    batch.tell(About::Versions, &way.versions);
                }
            }
            batch.told()
        };
        Remembered::of(known.par_chunks_mut(TOGETHER).enumerate().map(tell).collect())
    }

    /// Adds what is known of a function beside what it does.
    fn complete(&self, id: FnId, known: &mut Known, beside: &Beside) {
        let at = id.0 as usize;
        known.edges = self.graph.callees(id).to_vec();
        known.registered.clone_from(&beside.registered[at]);
        known.mark(Mark::HasSink, beside.has_sink[at]);
        known.mark(Mark::Hides, self.hides(id));
        known.mark(Mark::IsRead, self.relevance.has_sink[at]);
        known.mark(Mark::IsWanted, self.relevance.is_wanted[at]);
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
