//! A first look at a function: which functions it may run, and whether anything is shown in it.

use super::Exposures;
use super::exposure::style_of;
use crate::catalog::FnModel;
use crate::hir::{Body, Effect, ExprId, ExprKind, Style};
use crate::infer::{Callee, Inference, Ty, TypeFact, Types};
use crate::resolve::{FnId, TypeId};

/// What a function may run: the functions that it calls, and those that format what it prints.
pub fn edges(types: &Types, exposures: &Exposures, id: FnId, inference: &Inference) -> Vec<FnId> {
    let mut found: Vec<FnId> = Vec::new();
    for callee in inference.callees() {
        if let Callee::Fns(ids) = callee {
            found.extend(ids);
        }
    }
    let function = types.defs.function(id);
    let Some(body) = types.defs.body(id) else { return found };
    let mut shows = |ty: &Ty, style: Style| {
        if !ty.is_unknown() {
            exposures.add_functions(types, ty, style, &mut found);
        }
    };
    shown_types(body, inference, &mut shows);
    if let Some(instrument) = &function.decl.instrument {
        types.signatures.function(id).params.iter().for_each(|ty| shows(ty, Style::Debug));
        instrument.ret.iter().for_each(|&style| shows(&types.signatures.function(id).ret, style));
        for field in &instrument.fields {
            field.value.iter().for_each(|&value| shows(inference.expr(value), field.style));
        }
    }
    found
}

/// Whether something may be shown in a function itself.
pub fn has_sink<'a>(types: &Types<'a>, id: FnId, inference: &Inference<'a>) -> bool {
    let function = types.defs.function(id);
    let Some(body) = types.defs.body(id) else { return false };
    let is_datum = |id: ExprId| types.fact(inference.expr(id)) != TypeFact::NoDatum;
    let is_made =
        |id: ExprId| !matches!(body.expr(id).kind, ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Lit);
    // A text that is written there says nothing about anybody.
    let shows = |model: &FnModel, args: &[ExprId]| {
        model.data.is_some()
            || model.helper.is_some()
            || model.template_text.is_some()
            || model.sinks.iter().filter_map(|sink| args.get(sink.index)).any(|&arg| is_made(arg))
    };
    function.decl.instrument.is_some()
        || style_of(function).is_some()
        || body.exprs.iter().enumerate().any(|(at, expr)| match &expr.kind {
            ExprKind::Emission(emission) => {
                let mut holes = emission.holes.iter().map(|hole| hole.value);
                let mut fields = emission.fields.iter().filter_map(|field| field.value);
                let is_template = emission.included.is_some();
                is_template
                    || !matches!(emission.effect, Effect::Text | Effect::Data)
                        && (holes.any(is_datum) || fields.any(is_datum))
            }
            ExprKind::MethodCall(call) => {
                types.catalog.models.methods(&call.name).any(|model| shows(model, &call.args))
            }
            ExprKind::Call(callee, args) => {
                match inference.callee(ExprId(at as u32)).or(inference.callee(*callee)) {
                    Some(Callee::Model(model)) => model.handle.is_some() || shows(model, args),
                    _ => false,
                }
            }
            ExprKind::Struct(_) => match inference.callee(ExprId(at as u32)) {
                Some(Callee::Constructor(of, _)) => is_template(types, *of),
                _ => false,
            },
            _ => false,
        })
}

/// The functions that a function makes known to templates.
pub fn registered(types: &Types, id: FnId, inference: &Inference) -> Vec<FnId> {
    let Some(body) = types.defs.body(id) else { return Vec::new() };
    let registers = |model: &FnModel| model.helper.is_some();
    let calls = body.exprs.iter().filter_map(|expr| match &expr.kind {
        ExprKind::MethodCall(call)
            if types.catalog.models.may_register(&call.name)
                && types.catalog.models.methods(&call.name).any(registers) =>
        {
            Some(&call.args)
        }
        _ => None,
    });
    let named = |mut id: ExprId| {
        // `Box::new(mask)`
        while let ExprKind::Call(_, args) = &body.expr(id).kind {
            id = *args.first()?;
        }
        match inference.callee(id) {
            Some(Callee::Fns(ids)) => Some(ids.clone()),
            _ => None,
        }
    };
    calls.flatten().filter_map(|&arg| named(arg)).flatten().collect()
}

/// Whether values of a type are the data of a template, as its derive says.
fn is_template(types: &Types, of: TypeId) -> bool {
    let attrs = &types.defs.type_def(of).notes.attrs;
    attrs.iter().any(|attr| types.catalog.models.template_path(attr).is_some())
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
