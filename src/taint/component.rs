//! Reads the functions of one component of the call graph: one function once, functions that call each other until
//! their summaries stay as they are.

use super::circle::{Circle, IsDue, PARTS};
use super::read::{Settled, has_code, read};
use super::readings::Readings;
use super::summary::Summary;
use super::value::Value;
use super::{Context, Reading};
use crate::callgraph::CallGraph;
use crate::resolve::FnId;

/// How many rounds a circle is read at most.
pub const MAX_ROUNDS: usize = 6;
/// From so many functions on, a circle is read [`MAX_ROUNDS_OF_MANY`] times at most. Callees mostly come first, so what
/// is found later went around so many functions twice; such circles hardly ever come to rest.
const MANY: usize = 256;
const MAX_ROUNDS_OF_MANY: usize = 2;

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
