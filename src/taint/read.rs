//! Reads one function, and what reading the functions of a component of the call graph yields.
//!
//! Terms: where functions call each other, each has several *turns* to be read, and its *versions* are the different things
//! that a call of it was found to do.

use super::exposure::{Told, style_of};
use super::summary::Summary;
use super::{Context, FORMATTER, Reading, interpret};
use crate::fault::{self, Fault};
use crate::record::record;
use crate::resolve::FnId;
use crate::span::Span;
use std::sync::Arc;

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

/// One reading of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// The versions that it saw: a fingerprint of those of all functions that format, then one for each that it calls.
    pub sees: Vec<u32>,
    /// The version that it came to.
    pub yields: u32,
}

record!(Turn { sees, yields });

/// What a function did on the way to its summary, where it calls others that call it.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Its turns in their order.
    pub turns: Vec<Turn>,
    /// Its versions but the first and the last.
    pub versions: Vec<Summary>,
}

/// Whether a function has code.
pub(super) fn has_code(cx: &Context, id: FnId) -> bool {
    cx.types.defs.function(id).decl.body.as_ref().is_some_and(|body| body.root.is_some())
}

/// Whether a function formats values.
pub(super) fn formats(cx: &Context, id: FnId) -> bool {
    style_of(cx.types.defs.function(id)).is_some()
}

/// Reads one function with what is known of those that it calls.
pub(super) fn read<'s>(
    cx: Context,
    id: FnId,
    known: &'s (dyn std::ops::Fn(FnId) -> Option<&'s Summary> + Sync),
    told: &'s Told,
) -> Result<Reading, Fault> {
    let Some(body) = cx.types.defs.body(id) else { return Ok(Reading::default()) };
    let mut reading = fault::caught(|| {
        let inference = cx.inferences.get(id);
        interpret(cx, id, (body, &inference), &|callee| known(callee), told)
    })?;
    if formats(&cx, id) {
        let shown = reading.found.flows.iter().filter(|flow| flow.sink == FORMATTER);
        let sources =
            shown.flat_map(|flow| flow.sources().map(|source| (Arc::new(source.clone()), flow.shown)));
        reading.summary.formats = sources.collect();
    }
    Ok(reading)
}
