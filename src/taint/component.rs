//! Reads the functions of one component of the call graph: one function once, functions that call each other until
//! their summaries stay as they are.
//!
//! Terms: a *circle* is a component whose functions call each other, or one that calls itself; a *round* reads its
//! functions in the order in which a walk along the calls leaves them, so that most callees come before their callers.
//! Invariants: a function of the circle that was not read yet is taken to do nothing, so that its name is not asked what
//! its code will tell; it is read again only after one that it calls has changed; what is read side by side knows the
//! same, so that the result does not depend on threads.

use super::exposure::{Told, style_of};
use super::readings::Readings;
use super::summary::Summary;
use super::value::Value;
use super::{Context, FORMATTER, Reading, interpret};
use crate::callgraph::CallGraph;
use crate::fault::{self, Fault};
use crate::infer::TypeFact;
use crate::resolve::FnId;
use crate::span::Span;
use rayon::prelude::*;
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many rounds a circle is read at most.
pub const MAX_ROUNDS: usize = 6;
/// From so many functions on, a circle is read [`MAX_ROUNDS_OF_MANY`] times at most. Callees mostly come first, so what
/// is found later went around so many functions twice; such circles hardly ever come to rest.
const MANY: usize = 256;
const MAX_ROUNDS_OF_MANY: usize = 2;
/// So many parts of a round follow each other; the functions of one part are read side by side.
const PARTS: usize = 16;

/// What one component yields.
#[derive(Default)]
pub(super) struct Settled {
    pub readings: Vec<(FnId, Reading)>,
    /// Functions that a fault of this program cost.
    pub lost: Vec<(Span, Fault)>,
    /// Whether summaries were still changing when the circle was given up.
    pub is_unsettled: bool,
}

impl Settled {
    fn of(
        cx: &Context,
        latest: impl IntoIterator<Item = (FnId, Result<Reading, Fault>)>,
        is_unsettled: bool,
    ) -> Settled {
        let mut settled = Settled { is_unsettled, ..Settled::default() };
        for (id, reading) in latest {
            match reading {
                Ok(reading) => settled.readings.push((id, reading)),
                Err(fault) => settled.lost.push((cx.types.defs.function(id).span, fault)),
            }
        }
        settled
    }
}

/// Whether the functions of a component are read side by side.
pub(super) fn is_shared(component: &[FnId]) -> bool {
    component.len() > PARTS
}

/// Reads the functions of a component that have code; `readings` holds those of all that it calls.
pub(super) fn settle(cx: Context, graph: &CallGraph, component: &[FnId], readings: &Readings) -> Settled {
    if let [only] = component
        && !graph.callees(*only).contains(only)
    {
        let known = |callee: FnId| readings.summary(callee);
        let reading = has_code(&cx, *only).then(|| (*only, read(cx, *only, &known, &cx.exposures.told)));
        return Settled::of(&cx, reading, false);
    }
    let mut circle = Circle::new(cx, graph, component, readings);
    let rounds = if component.len() < MANY { MAX_ROUNDS } else { MAX_ROUNDS_OF_MANY };
    let mut open: BTreeSet<usize> = (0..circle.members.len()).collect();
    for _ in 0..rounds {
        open = circle.round(open);
    }
    Settled::of(&cx, circle.members.into_iter().zip(circle.latest), !open.is_empty())
}

/// What a component does whose functions nobody needs to read.
pub(super) fn unread(cx: &Context, component: &[FnId]) -> Settled {
    let nothing = Summary { returns: Value::constant(), ..Summary::default() };
    let nothing = || Reading { summary: nothing.clone(), ..Reading::default() };
    let members = component.iter().copied().filter(|id| has_code(cx, *id));
    Settled { readings: members.map(|id| (id, nothing())).collect(), ..Settled::default() }
}

/// The functions of a component while they are read. They are named by their places in the order of a round.
struct Circle<'c, 'a> {
    cx: Context<'a>,
    readings: &'c Readings,
    members: Vec<FnId>,
    places: HashMap<FnId, usize>,
    /// Who calls each of them, within the component.
    callers: Vec<Vec<usize>>,
    /// What the last reading of each yielded, where no fault of this program cost it.
    latest: Vec<Result<Reading, Fault>>,
    /// What types were found to write out, as long as no function of the circle that formats has changed.
    told: Told,
}

impl<'c, 'a> Circle<'c, 'a> {
    fn new(cx: Context<'a>, graph: &CallGraph, component: &[FnId], readings: &'c Readings) -> Circle<'c, 'a> {
        let mut members: Vec<FnId> = component.iter().copied().filter(|id| has_code(&cx, *id)).collect();
        members.sort_by_key(|id| graph.left(*id));
        let places: HashMap<FnId, usize> = members.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let mut callers = vec![Vec::new(); members.len()];
        for (at, id) in members.iter().enumerate() {
            let inside = graph.callees(*id).iter().filter_map(|callee| places.get(callee));
            inside.for_each(|&callee| callers[callee].push(at));
        }
        let latest = members.iter().map(|id| Ok(of_nothing(&cx, *id))).collect();
        Circle { cx, readings, members, places, callers, latest, told: Told::default() }
    }

    /// Reads those that are open, and those that lie behind one that changes; what is left has to be read once more.
    fn round(&mut self, mut open: BTreeSet<usize>) -> BTreeSet<usize> {
        let side_by_side = self.members.len().div_ceil(PARTS);
        let mut again = BTreeSet::new();
        loop {
            let part: Vec<usize> = std::iter::from_fn(|| open.pop_first()).take(side_by_side).collect();
            let Some(&last) = part.last() else { return again };
            for (at, reading, is_same) in self.read_all(part) {
                self.latest[at] = reading;
                if is_same {
                    continue;
                }
                if style_of(self.cx.types.defs.function(self.members[at])).is_some() {
                    self.told = Told::default();
                }
                for &caller in &self.callers[at] {
                    let due = if caller > last { &mut open } else { &mut again };
                    due.insert(caller);
                }
            }
        }
    }

    /// Reads functions side by side, and tells of each whether its summary stays as it was.
    fn read_all(&self, part: Vec<usize>) -> Vec<(usize, Result<Reading, Fault>, bool)> {
        let known = |callee: FnId| match self.places.get(&callee) {
            Some(&at) => self.latest[at].as_ref().ok().map(|reading| &reading.summary),
            None => self.readings.summary(callee),
        };
        let one = |at: usize| {
            let mut reading = read(self.cx, self.members[at], &known, &self.told);
            reading.iter_mut().for_each(|reading| reading.summary.widen());
            let is_same = match (&self.latest[at], &reading) {
                (Ok(before), Ok(now)) => before.summary == now.summary,
                (Err(_), Err(_)) => true,
                _ => false,
            };
            (at, reading, is_same)
        };
        if let [only] = part[..] {
            return vec![one(only)];
        }
        part.into_par_iter().with_max_len(1).map(one).collect()
    }
}

fn has_code(cx: &Context, id: FnId) -> bool {
    cx.types.defs.function(id).body.as_ref().is_some_and(|body| body.root.is_some())
}

/// What a function of a circle is taken to do before it is read.
fn of_nothing(cx: &Context, id: FnId) -> Reading {
    let ret = &cx.types.signatures.function(id).ret;
    let is_constant = ret.is_unit() || cx.types.fact(ret) == TypeFact::NoDatum;
    let returns = if is_constant { Value::constant() } else { Value::default() };
    Reading { summary: Summary { returns, ..Summary::default() }, ..Reading::default() }
}

/// Reads one function with what is known of those that it calls.
fn read<'s>(
    cx: Context,
    id: FnId,
    known: &'s (dyn std::ops::Fn(FnId) -> Option<&'s Summary> + Sync),
    told: &'s Told,
) -> Result<Reading, Fault> {
    let function = cx.types.defs.function(id);
    let Some(body) = cx.types.defs.body(id) else { return Ok(Reading::default()) };
    let mut reading = fault::caught(|| {
        let inference = cx.inferences.get(id);
        interpret(cx, id, (body, &inference), &|callee| known(callee), told)
    })?;
    if style_of(function).is_some() {
        let shown = reading.found.flows.iter().filter(|flow| flow.sink == FORMATTER);
        let sources =
            shown.flat_map(|flow| flow.sources().map(|source| (Arc::new(source.clone()), flow.shown)));
        reading.summary.formats = sources.collect();
    }
    Ok(reading)
}
