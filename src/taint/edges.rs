//! Which functions a function may run: those that it calls, and those that format what it prints.

use super::Exposures;
use crate::hir::{Body, ExprKind, Style};
use crate::infer::{Callee, Inference, Ty, Types};
use crate::resolve::FnId;

/// What each function may call: the functions that it names, and those that format what it prints.
pub fn edges(types: &Types, exposures: &Exposures, id: FnId, inference: &Inference) -> Vec<FnId> {
    let mut found: Vec<FnId> = Vec::new();
    for callee in inference.callees() {
        if let Callee::Fns(ids) = callee {
            found.extend(ids);
        }
    }
    let function = types.defs.function(id);
    let Some(body) = &function.body else { return found };
    let mut shows = |ty: &Ty, style: Style| {
        if !ty.is_unknown() {
            found.extend(exposures.functions(types, ty, style));
        }
    };
    shown_types(body, inference, &mut shows);
    if let Some(instrument) = &function.instrument {
        types.signatures.function(id).params.iter().for_each(|ty| shows(ty, Style::Debug));
        instrument.ret.iter().for_each(|&style| shows(&types.signatures.function(id).ret, style));
        for field in &instrument.fields {
            field.value.iter().for_each(|&value| shows(inference.expr(value), field.style));
        }
    }
    found
}

/// The types of what a body prints, as far as it can be told without following values.
fn shown_types(body: &Body, inference: &Inference, shows: &mut dyn FnMut(&Ty, Style)) {
    for expr in &body.exprs {
        match &expr.kind {
            ExprKind::Emission(emission) => {
                emission.holes.iter().for_each(|hole| shows(inference.expr(hole.value), hole.style));
                for field in &emission.fields {
                    field.value.iter().for_each(|&value| shows(inference.expr(value), field.style));
                }
            }
            // What is passed on may be printed there, and methods such as `to_string` print their receiver.
            ExprKind::MethodCall(call) => {
                for &arg in call.args.iter().chain([&call.receiver]) {
                    if matches!(inference.expr(arg), Ty::Adt(..)) {
                        shows(inference.expr(arg), Style::Display);
                        shows(inference.expr(arg), Style::Debug);
                    }
                }
            }
            ExprKind::Call(_, args) => {
                for &arg in args.iter().filter(|arg| matches!(inference.expr(**arg), Ty::Adt(..))) {
                    shows(inference.expr(arg), Style::Display);
                    shows(inference.expr(arg), Style::Debug);
                }
            }
            _ => {}
        }
    }
}
