//! Reads the functions of one component of the call graph: one function once, functions that call each other until
//! their summaries stay as they are.

use super::circle::{Circle, IsDue, PARTS, Way};
use super::exposure::{Told, style_of};
use super::readings::Readings;
use super::summary::Summary;
use super::value::Value;
use super::{Context, FORMATTER, Reading, interpret};
use crate::callgraph::CallGraph;
use crate::fault::{self, Fault};
use crate::resolve::FnId;
use crate::span::Span;
use std::sync::Arc;

/// How many rounds a circle is read at most.
pub const MAX_ROUNDS: usize = 6;
/// From so many functions on, a circle is read [`MAX_ROUNDS_OF_MANY`] times at most. Callees mostly come first, so what
/// is found later went around so many functions twice; such circles hardly ever come to rest.
const MANY: usize = 256;
const MAX_ROUNDS_OF_MANY: usize = 2;

/// What one component yields.
#[derive(Default)]
pub(super) struct Settled {
    pub readings: Vec<(FnId, Reading)>,
    /// Functions that do what they did in an earlier run.
    pub as_before: Vec<FnId>,
    /// How functions that call each other came to what they do.
    pub ways: Vec<(FnId, Way)>,
    /// Functions that a fault of this program cost.
    pub lost: Vec<(Span, Fault)>,
    /// Whether summaries were still changing when the circle was given up.
    pub is_unsettled: bool,
}

/// Whether the functions of a component are read side by side.
pub(super) fn is_shared(component: &[FnId]) -> bool {
    component.len() > PARTS
}

/// Reads the functions of a component that have code; `readings` holds those of all that it calls. Where `is_due` is
/// there, an earlier run is asked what functions that are not due did at their turns.
pub(super) fn settle(
    cx: Context,
    graph: &CallGraph,
    component: &[FnId],
    readings: &Readings,
    is_due: Option<&IsDue>,
) -> Settled {
    if let [only] = component
        && !graph.callees(*only).contains(only)
    {
        return settle_one(cx, *only, readings);
    }
    let rounds = if component.len() < MANY { MAX_ROUNDS } else { MAX_ROUNDS_OF_MANY };
    let circle = |is_due| Circle::new(cx, graph, component, (readings, is_due))?.settled(rounds);
    let again = is_due.and_then(|is_due| circle(Some(is_due)));
    again.or_else(|| circle(None)).unwrap_or_default()
}

/// Reads a function that does not call itself.
fn settle_one(cx: Context, id: FnId, readings: &Readings) -> Settled {
    let mut settled = Settled::default();
    if has_code(&cx, id) {
        match read(cx, id, &|callee| readings.summary(callee), &cx.exposures.told) {
            Ok(reading) => settled.readings.push((id, reading)),
            Err(fault) => settled.lost.push((cx.types.defs.function(id).span, fault)),
        }
    }
    settled
}

/// What a component does whose functions nobody needs to read.
pub(super) fn unread(cx: &Context, component: &[FnId]) -> Settled {
    let nothing = Summary { returns: Value::constant(), ..Summary::default() };
    let nothing = || Reading { summary: nothing.clone(), ..Reading::default() };
    let members = component.iter().copied().filter(|id| has_code(cx, *id));
    Settled { readings: members.map(|id| (id, nothing())).collect(), ..Settled::default() }
}

pub(super) fn has_code(cx: &Context, id: FnId) -> bool {
    cx.types.defs.function(id).body.as_ref().is_some_and(|body| body.root.is_some())
}

/// Reads one function with what is known of those that it calls.
pub(super) fn read<'s>(
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
