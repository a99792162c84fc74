//! Calls: what their results hold, which arguments reach a sink, and what a callee's parameter names tell of a local.
//!
//! Order of knowledge: the summaries of the workspace's own functions, a model, a name that says the result is a fact.
//! What is left carries its receiver, since most unknown methods change a text's form only.

use super::Interpreter;
use super::summary::Summary;
use super::value::{Origin, Value};
use crate::classify::{Confidence, Evidence, Source};
use crate::finding::{Place, Step};
use crate::hir::{Expr, ExprId, ExprKind, MethodCall, Name, PatKind, joined};
use crate::infer::{Callee, SELF, Ty, TypeFact};
use crate::resolve::{FnId, TypeId};
use crate::span::Span;
use std::sync::Arc;

/// So many structs are looked into for what a text holds.
const MAX_STRUCTS: usize = 100;
/// Closures that call closures are followed this far.
const MAX_CALLS: usize = 4;

/// The arguments of a call: of a method, the receiver first.
pub(super) struct Passed<'v> {
    pub exprs: Vec<ExprId>,
    pub values: Vec<Value>,
    pub name: &'v Name,
    pub span: Span,
}

impl<'a> Interpreter<'a, '_> {
    /// `receiver.name(args)`.
    pub(super) fn method_call(&mut self, id: ExprId, call: &MethodCall, span: Span) -> Value {
        let held = self.eval(call.receiver);
        let inference = self.inference;
        match inference.callee(id) {
            Some(Callee::Fns(ids)) => {
                let mut values = vec![held.clone()];
                values.extend(self.arguments(&call.args, &held));
                let exprs = std::iter::once(call.receiver).chain(call.args.iter().copied()).collect();
                let passed = Passed { exprs, values, name: &call.name, span };
                match inference.expr(call.receiver).is_unknown() {
                    true => self.guessed_call(id, ids, passed),
                    false => self.workspace_call(id, ids, passed),
                }
            }
            Some(&Callee::Model(model)) => self.modelled_method(id, call, held, &[model]),
            _ => {
                let models = self.models(&call.name);
                self.modelled_method(id, call, held, &models)
            }
        }
    }

    /// Reads the arguments; closures see the receiver's content as their parameters.
    pub(super) fn arguments(&mut self, args: &[ExprId], receiver: &Value) -> Vec<Value> {
        let body = self.body;
        let read = |cx: &mut Self, arg: ExprId| match &body.expr(arg).kind {
            ExprKind::Closure(params, inner) => {
                let item = Value { name: Name::default(), ..receiver.clone() };
                let items: Vec<Value> = params.iter().map(|_| item.clone()).collect();
                cx.closure(params, *inner, &items)
            }
            _ => cx.eval(arg),
        };
        args.iter().map(|&arg| read(self, arg)).collect()
    }

    /// A call of functions of the workspace: several where a trait dispatches.
    pub(super) fn workspace_call(&mut self, id: ExprId, ids: &[FnId], passed: Passed) -> Value {
        if let Some(kind) = passed.values.iter().find_map(|value| value.handle.clone()) {
            // `fmt::Display::fmt(&self.inner, f)` hands the value to the handle.
            let unread = ids.iter().all(|id| (self.known)(*id).is_none());
            if unread {
                passed.exprs.iter().for_each(|&arg| self.report_argument(arg, &kind, passed.name));
            }
        }
        let first = ids[0];
        let shift = usize::from(self.types.signatures.function(first).is_method());
        self.learn(first, passed.exprs.get(shift..).unwrap_or_default());
        let mut returns_input = false;
        for (id, summary) in ids.iter().filter_map(|id| Some((*id, (self.known)(*id)?))) {
            self.pass_through((id, ids.len() > 1), summary, &passed);
            returns_input |= summary.returns_input();
        }
        let ty = self.inference.expr(id);
        if ty.is_unit() {
            return Value::constant();
        }
        let (returned, failure) = match self.returned(ids, &passed.values).map(Value::apart) {
            Some((returned, failure)) => (Some(returned), failure),
            None => (None, None),
        };
        let failure = failure.filter(|_| self.may_fail(ty)).map(|failure| {
            Arc::new((*failure).clone().after(passed.span, || joined(["out of `", passed.name, "`"])))
        });
        let lexicon = &self.types.catalog.lexicon;
        // An address is made of what is put into it; its code tells.
        let may_be_address = || {
            let ty = self.types.success(ty);
            let is_text = ty.is_unknown() || self.types.is_text(&ty);
            is_text && self.types.names_address(passed.name) || self.types.is_connection(&ty)
        };
        let is_address = || returned.is_some() && may_be_address();
        let says_nothing =
            || lexicon.is_sanitizer(passed.name) || lexicon.is_fact(passed.name) && !is_address();
        if self.types.fact(ty) == TypeFact::NoDatum || !returns_input && says_nothing() {
            return Value::constant().with_failure(failure);
        }
        let receiver = passed.values.first().filter(|_| shift == 1);
        self.named_result(returned, ty, receiver, &passed).with_failure(failure)
    }

    /// A call of which only the name is known: what it gives of its own is only possible.
    fn guessed_call(&mut self, id: ExprId, ids: &[FnId], passed: Passed) -> Value {
        let given: Vec<Origin> = passed.values.iter().flat_map(|value| value.folded().origins).collect();
        let mut value = self.workspace_call(id, ids, passed);
        value.weaken_but(&|origin| given.iter().any(|given| given.source == origin.source));
        value
    }

    /// What functions return that were read, one of which runs.
    fn returned(&self, ids: &[FnId], values: &[Value]) -> Option<Value> {
        let mut results = ids.iter().filter_map(|id| Some((self.known)(*id)?.returned(values)));
        let mut returned = results.next()?;
        let (mut read, mut known) = (1, usize::from(!returned.is_clean()));
        for result in results {
            read += 1;
            known += usize::from(!result.is_clean());
            returned.join(&result);
        }
        // A call through a trait runs one implementation: where fewer than half give a datum, it is only possible.
        if known * 2 < read {
            returned.weaken();
        }
        Some(returned)
    }

    /// What a function's result holds: what its code says, else what its name says.
    fn named_result(
        &self,
        returned: Option<Value>,
        ty: &Ty<'a>,
        receiver: Option<&Value>,
        passed: &Passed,
    ) -> Value {
        let name = joined([passed.name, "()"]);
        let lexicon = &self.types.catalog.lexicon;
        let is_read = returned.is_some();
        let value = returned.unwrap_or_default();
        let is_text = ty.is_unknown() || self.types.is_text(ty);
        let value = Value { is_constant: value.is_constant && is_text, ..value };
        if !value.is_clean() || value.is_constant {
            let value = value.after(passed.span, || joined(["out of `", passed.name, "`"]));
            return Value { name, ..value };
        }
        let known = (!ty.is_unknown()).then_some(ty);
        let mut value = value.after(passed.span, || joined(["out of `", passed.name, "`"]));
        match self.types.classify_call(passed.name, passed.span, known) {
            Some(source) => value.declared(source),
            None if !is_read && !lexicon.is_fact(passed.name) && self.types.def(ty).is_none() => {
                receiver.into_iter().for_each(|receiver| value.absorb(receiver));
            }
            None => {}
        }
        Value { name, ..value }
    }

    /// Applies what a summary says of its arguments.
    fn pass_through(&mut self, (id, is_one_of_many): (FnId, bool), summary: &Summary, passed: &Passed) {
        let is_empty: Vec<bool> = match summary.sinks.is_empty() {
            true => Vec::new(),
            false => passed.values.iter().map(Value::is_empty).collect(),
        };
        // The step into the callee is the same for all that it shows of an argument.
        let mut steps: Vec<Option<Arc<Step>>> = vec![None; is_empty.len()];
        for sink in &summary.sinks {
            let at = sink.port.index as usize;
            let (Some(value), Some(&arg)) = (passed.values.get(at), passed.exprs.get(at)) else { continue };
            if is_empty[at] && !sink.is_generic {
                continue;
            }
            let span = self.body.expr(arg).span;
            let step = steps[at].get_or_insert_with(|| {
                let what = joined(["passed to `", passed.name, "`"]);
                Arc::new(Step { span, what, place: Some(Place::Call) })
            });
            self.report_passed(sink, value, (arg, span), (id, step));
        }
        for definition in &summary.definitions {
            self.define_passed(definition, passed);
        }
        for render in &summary.renders {
            self.render_passed(render, passed);
        }
        for (port, written) in &summary.writes {
            let Some(&arg) = passed.exprs.get(port.index as usize) else { continue };
            let value = super::summary::replaced(written, &passed.values);
            let value = value.after(passed.span, || joined(["added by `", passed.name, "`"]));
            if let Some((pat, mut path)) = self.access_path(arg) {
                path.extend(port.path.iter().cloned());
                match written.is_constant && !is_one_of_many {
                    true => self.rebind(pat, &path, Value::constant()),
                    false => self.fill(pat, &path, &value),
                }
            }
        }
    }

    /// An expression without references around it.
    pub(super) fn peeled(&self, id: ExprId) -> &'a Expr {
        let mut expr = self.body.expr(id);
        while let ExprKind::Same(inner, _) = expr.kind {
            expr = self.body.expr(inner);
        }
        expr
    }

    /// `callee(args)`.
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, args: &[ExprId], span: Span) -> Value {
        let body = self.body;
        let ExprKind::Path(path, _) = &body.expr(callee).kind else {
            self.eval(callee);
            args.iter().for_each(|&arg| drop(self.eval(arg)));
            return Value::default();
        };
        let values: Vec<Value> = args.iter().map(|&arg| self.eval(arg)).collect();
        if let Some(value) = self.call_closure(callee, &values) {
            return value;
        }
        let Some(name) = path.last() else { return Value::default() };
        match self.inference.callee(id).cloned() {
            Some(Callee::Fns(ids)) => {
                // A module that is named after hiding: `mask::phone`.
                let hides = self.hides(&path[..path.len() - 1]);
                let passed = Passed { exprs: args.to_vec(), values, name, span };
                let value = self.workspace_call(id, &ids, passed);
                let is_input = ids.iter().filter_map(|id| (self.known)(*id)).any(Summary::returns_input);
                if hides && !is_input { Value::constant() } else { value }
            }
            Some(Callee::Model(model)) => {
                let passed = Passed { exprs: args.to_vec(), values, name, span };
                self.modelled_call(id, model, passed)
            }
            Some(Callee::Constructor(of, variant)) => self.constructor((of, variant as usize), values),
            _ => {
                if let Some(kind) = values.iter().find_map(|value| value.handle.clone()) {
                    args.iter().for_each(|&arg| self.report_argument(arg, &kind, name));
                }
                self.lend(args);
                if self.hides(path) {
                    return Value::constant();
                }
                if name.starts_with(char::is_uppercase) {
                    return self.wrapper(values);
                }
                let ty = self.inference.expr(id);
                let source = self.types.classify_call(name, span, (!ty.is_unknown()).then_some(ty));
                let value = source.map(|source| Value::of(Arc::new(source))).unwrap_or_default();
                Value { name: joined([name, "()"]), ..value }
            }
        }
    }

    /// Whether a function, or a module around it, is named after hiding what it is given: `mask::phone`.
    pub(super) fn hides(&self, path: &[Name]) -> bool {
        let lexicon = &self.types.catalog.lexicon;
        path.iter().any(|name| name.starts_with(char::is_lowercase) && lexicon.is_sanitizer(name))
    }

    fn call_closure(&mut self, callee: ExprId, args: &[Value]) -> Option<Value> {
        let closure = self.state.value(self.inference.local(callee)?)?.closure?;
        let body = self.body;
        let ExprKind::Closure(params, inner) = &body.expr(closure).kind else { return None };
        if self.calls >= MAX_CALLS {
            return None;
        }
        self.calls += 1;
        let value = self.closure(params, *inner, args);
        self.calls -= 1;
        Some(value)
    }

    /// `Contact::Email(x)`: the value holds its arguments in its fields.
    fn constructor(&self, (of, variant): (TypeId, usize), values: Vec<Value>) -> Value {
        let def = self.types.defs.type_def(of);
        let parts =
            values.into_iter().enumerate().filter(|(_, value)| !value.is_empty() || value.is_constant);
        let parts =
            parts.map(|(at, value)| (def.decl.part(variant, &Name::from(at.to_string())), Arc::new(value)));
        Value { parts: parts.collect(), ..Value::default() }
    }

    /// `Some(x)`, `Json(x)`: the value is what it wraps; of several arguments, it holds each.
    fn wrapper(&self, values: Vec<Value>) -> Value {
        match <[Value; 1]>::try_from(values) {
            Ok([value]) => Value { closure: None, ..value },
            Err(values) => {
                let mut whole = Value::default();
                values.iter().for_each(|value| whole.absorb(&value.folded()));
                whole
            }
        }
    }

    /// A text that a value of a type is read from holds what the type's fields hold.
    pub(super) fn learn_of_text(&mut self, text: ExprId, ty: &Ty<'a>) {
        let Some((pat, path)) = self.access_path(text).filter(|(pat, _)| *pat != SELF) else { return };
        let ty = self.types.success(ty);
        let (Some(held), Some(of), true) =
            (self.held_by(&ty, &mut Vec::new()), self.types.name(&ty), path.is_empty())
        else {
            return;
        };
        let name = match &self.body.pat(pat).kind {
            PatKind::Bind(name, _) => name.clone(),
            _ => Name::default(),
        };
        let evidence = Evidence::ReadAs(held.name.clone(), Name::new(of));
        let span = self.body.pat(pat).span;
        self.passed.entry(pat).or_insert(Source { evidence, name, span, sealed: false, ..(*held).clone() });
    }

    /// The field of the highest level that a struct of the workspace surely holds, itself or in others, of which none is
    /// looked into that is around it or was seen before.
    fn held_by(&self, ty: &Ty<'a>, seen: &mut Vec<TypeId>) -> Option<Arc<Source>> {
        let is_new = |id: TypeId| seen.len() < MAX_STRUCTS && !seen.contains(&id);
        let (id, def) = self.types.def(ty).filter(|(id, def)| !def.decl.is_enum && is_new(*id))?;
        seen.push(id);
        let fields = 0..def.decl.variants.first()?.fields.len();
        let held = fields.filter_map(|at| match self.cx.classes.get(id, 0, at) {
            Some(source) => Some(source.clone()).filter(|source| source.confidence > Confidence::Possible),
            None => self.held_by(&self.types.signatures.field(id, 0, at), seen),
        });
        // Of the highest, the first.
        let level = |source: &Arc<Source>| self.types.catalog.class(source.class).level;
        held.reduce(|best, next| if level(&next) > level(&best) { next } else { best })
    }

    /// A local that is passed to a parameter named `password` is a password.
    fn learn(&mut self, id: FnId, args: &[ExprId]) {
        let signature = self.types.signatures.function(id);
        for (at, (&arg, ty)) in args.iter().zip(signature.params).enumerate() {
            let ExprKind::Path(path, _) = &self.peeled(arg).kind else { continue };
            // Of most functions nothing more than their types need be looked at.
            if !self.types.is_text(ty) {
                continue;
            }
            let function = self.types.defs.function(id);
            let (Some(body), Some(param)) = (&function.decl.body, function.decl.params.get(at)) else {
                continue;
            };
            let PatKind::Bind(name, _) = &body.pat(param.pat).kind else { continue };
            let Some((pat, _)) = self.access_path(arg).filter(|(pat, _)| *pat != SELF) else { continue };
            let place = self.body.pat(pat).span;
            let found = self.types.classify_binding(name, place, Some(ty), Some(&param.notes));
            let Some(found) = found.filter(|found| found.confidence > Confidence::Possible) else { continue };
            let evidence = Evidence::PassedTo(name.clone(), function.name.clone());
            let local = path.last().cloned().unwrap_or_default();
            self.passed.entry(pat).or_insert(Source { evidence, name: local, ..found });
        }
    }
}
