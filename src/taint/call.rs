//! Calls: what their results hold, which arguments reach a sink, and what a callee's parameter names tell of a local.
//!
//! Order of knowledge: a sanitizer's name, the workspace's own function, a model, a name that says the result is a
//! fact. What is left carries its receiver, since most unknown methods change a text's form only.

use super::Interpreter;
use super::value::{Origin, Value};
use crate::catalog::{Carries, FnModel};
use crate::classify::{Confidence, Evidence, source};
use crate::hir::{ExprId, ExprKind, Fn, Name, PatKind, TypeRef};
use crate::infer::{TypeFact, result_type};
use crate::resolve::type_name;
use crate::span::Span;
use std::rc::Rc;

/// Closures that call closures are followed this far.
const MAX_CALLS: usize = 4;

impl<'a> Interpreter<'a> {
    /// `receiver.name(args)`.
    pub(super) fn method_call(
        &mut self,
        receiver: ExprId,
        name: &Name,
        name_span: Span,
        args: &[ExprId],
        span: Span,
    ) -> Value {
        let held = self.eval(receiver);
        let own = held.ty.as_ref().and_then(|ty| self.types.method(ty, name));
        let models = self.models(name);
        let takes_closure = models.iter().any(|model| model.carries == Carries::Closure);
        let seen = if models.iter().any(|model| model.failure) { Value::constant() } else { held.clone() };
        let values = self.arguments(args, &seen);
        self.learn_from_methods(name, own, args);
        if let Some(own) = own {
            return self.workspace_result(own, &held, span);
        }
        self.model_sinks(&models, name, args);
        if let Some(kind) = values.iter().find_map(|value| value.handle.clone()) {
            // `self.inner.fmt(f)` hands the value to the handle.
            self.report_argument(receiver, &kind, name);
        }
        if models.iter().any(|model| model.displays) {
            return Value { ty: None, ..self.exposed(held, crate::hir::Style::Display) };
        }
        if self.cx.catalog.lexicon.is_sanitizer(name) || models.iter().any(|model| model.sanitizes) {
            return Value::constant();
        }
        if let Some(model) = models.iter().find(|model| model.reveals.is_some()) {
            return self.reveal(held, model, name, name_span, span);
        }
        if let (Some(kind), true) = (&held.handle, models.iter().any(|model| model.into_receiver)) {
            args.iter().for_each(|&arg| self.report_argument(arg, kind, name));
        }
        if models.iter().any(|model| model.into_receiver)
            && let Some((pat, path)) = self.access_path(receiver)
        {
            for value in &values {
                let value = value.folded().after(span, format!("added by `{name}`"));
                self.state.append(pat, &path, &value);
            }
        }
        if let Some(value) = self.looked_up(&models, args, span) {
            return value;
        }
        if args.first().is_some_and(|&arg| self.is_short_range(arg)) {
            return Value::constant();
        }
        if models.iter().any(|model| self.keeps_little(model, args)) {
            return Value::constant();
        }
        if takes_closure {
            return self.closure_results(&held, args, &values);
        }
        let Some(model) = models.first() else { return self.unknown_method(held, name, args, span) };
        let ty = if model.keeps_type { held.ty.clone() } else { model.ret.clone() };
        let value = match (model.carries, model.arguments) {
            (Carries::Nothing, _) => Value::constant(),
            (_, true) => self.with_arguments(held, &values),
            (_, false) => self.with_closures(held, args, &values),
        };
        Value { ty, ..value }
    }

    fn models(&self, name: &str) -> Vec<&'a FnModel> {
        let known = |model: &&FnModel| model.krate == "std" || self.cx.crates.contains(&model.krate);
        self.cx.catalog.models.methods(name).filter(known).collect()
    }

    /// Reads the arguments; closures see the receiver's content as their parameters.
    fn arguments(&mut self, args: &[ExprId], receiver: &Value) -> Vec<Value> {
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

    /// Whether a call keeps so few characters from the front that they are a mask.
    fn keeps_little(&self, model: &FnModel, args: &[ExprId]) -> bool {
        let count = model.prefix.and_then(|at| args.get(at)).map(|&arg| &self.peeled(arg).kind);
        matches!(count, Some(ExprKind::Number(count)) if *count <= super::emit::MAX_PREFIX)
    }

    fn closure_results(&self, held: &Value, args: &[ExprId], values: &[Value]) -> Value {
        let mut result = Value { is_constant: true, ..Value::default() };
        for (&arg, value) in args.iter().zip(values) {
            match &self.body.expr(arg).kind {
                // `map(Token::secret)` names a function instead of writing a closure.
                ExprKind::Path(path) if self.state.binding(&path[0]).is_none() => {
                    result.join(&self.named_result(held, path, arg));
                }
                _ => result.join(value),
            }
        }
        result
    }

    /// What a function that is named, not written, makes of a value.
    fn named_result(&self, held: &Value, path: &[Name], arg: ExprId) -> Value {
        let Some((name, before)) = path.split_last() else { return Value::default() };
        let models = self.models(name);
        if let Some(fallback) = models.iter().find_map(|model| model.reveals.as_ref()) {
            let owner = before.last().unwrap_or(name);
            let class = self.cx.catalog.lexicon.name(owner).map(|found| found.class);
            let Some(class) = class.or_else(|| self.cx.catalog.class_named(fallback)) else {
                return held.clone();
            };
            let evidence = Evidence::Revealed(name.clone());
            return Value::of(source(class, Confidence::Certain, evidence, self.body.expr(arg).span, owner));
        }
        let carries = models.first().is_some_and(|model| model.carries == Carries::Input);
        let is_open =
            carries || name.starts_with(char::is_uppercase) || matches!(name.as_str(), "from" | "into");
        if self.hides(path) || !is_open { Value::constant() } else { held.clone() }
    }

    fn with_closures(&self, mut held: Value, args: &[ExprId], values: &[Value]) -> Value {
        for (&arg, value) in args.iter().zip(values) {
            if matches!(self.body.expr(arg).kind, ExprKind::Closure(..)) {
                held.absorb(&value.folded());
            }
        }
        held
    }

    fn with_arguments(&self, mut held: Value, values: &[Value]) -> Value {
        values.iter().for_each(|value| held.join(value));
        held
    }

    /// What a key that is written in the program looks up.
    fn looked_up(&self, models: &[&FnModel], args: &[ExprId], span: Span) -> Option<Value> {
        let key = models.iter().find_map(|model| model.key)?;
        let ExprKind::Str(key) = &self.peeled(*args.get(key)?).kind else { return None };
        Some(self.types.classify_key(key, span).map(Value::of).unwrap_or_default())
    }

    /// An expression without references around it.
    pub(super) fn peeled(&self, id: ExprId) -> &crate::hir::Expr {
        let mut expr = self.body.expr(id);
        while let ExprKind::Same(inner) = expr.kind {
            expr = self.body.expr(inner);
        }
        expr
    }

    fn is_short_range(&self, id: ExprId) -> bool {
        match self.body.expr(id).kind {
            ExprKind::Range(start, Some(end)) => self.is_short(start, end),
            _ => false,
        }
    }

    /// What a redacting type hides: its origins without the seal, or, where nothing sure is known of it, the class
    /// that its name or else the model gives.
    fn reveal(&self, held: Value, model: &FnModel, name: &Name, name_span: Span, span: Span) -> Value {
        let is_known = |origin: &Origin| origin.source.confidence > Confidence::Possible;
        if held.origins.iter().any(is_known) {
            return held.revealed().after(name_span, format!("taken out by `{name}`"));
        }
        let by_name = held
            .name
            .rsplit('.')
            .next()
            .and_then(|name| self.cx.catalog.lexicon.name(name))
            .map(|found| found.class);
        let fallback = model.reveals.as_ref().and_then(|class| self.cx.catalog.class_named(class));
        let Some(class) = by_name.or(fallback) else { return held };
        let shown = if held.name.is_empty() { Name::new(format!("{name}()")) } else { held.name };
        Value::of(source(class, Confidence::Certain, Evidence::Revealed(name.clone()), span, &shown))
    }

    /// The result of a function of the workspace: its declared type and its name speak; what it does with its
    /// arguments is not followed here.
    fn workspace_result(&self, function: &Fn, held: &Value, span: Span) -> Value {
        let ty = result_type(function);
        let is_fact = ty.as_ref().is_none_or(|ty| self.types.fact(ty) == TypeFact::NoDatum);
        let lexicon = &self.cx.catalog.lexicon;
        if is_fact || lexicon.is_sanitizer(&function.name) {
            return Value { ty, is_constant: true, ..Value::default() };
        }
        let source = self.types.classify_call(&function.name, span, ty.as_ref());
        let mut value = source.map(Value::of).unwrap_or_default();
        if value.origins.is_empty() && !lexicon.is_fact(&function.name) {
            value.absorb(held);
        }
        Value { ty, name: Name::new(format!("{}()", function.name)), ..value }
    }

    fn unknown_method(&self, held: Value, name: &Name, args: &[ExprId], span: Span) -> Value {
        let lexicon = &self.cx.catalog.lexicon;
        let getter = args.is_empty().then(|| self.types.classify_call(name, span, None)).flatten();
        if let Some(source) = getter {
            return Value { name: name.clone(), ..Value::of(source) };
        }
        if lexicon.is_fact(name) || lexicon.is_deed(name) {
            return Value::constant();
        }
        // What changes a text's form only takes no argument, or is modelled.
        let only_closures = args.iter().all(|&arg| matches!(self.body.expr(arg).kind, ExprKind::Closure(..)));
        // A container of another crate, such as a channel, may hand out what it holds; a value of the workspace's own
        // type hands out something else.
        let ty = held.ty.clone().filter(|ty| self.types.def(ty).is_none());
        if only_closures { Value { ty, ..held } } else { Value { ty, ..Value::default() } }
    }

    /// `callee(args)`.
    pub(super) fn call(&mut self, callee: ExprId, args: &[ExprId], span: Span) -> Value {
        let body = self.body;
        let ExprKind::Path(path) = &body.expr(callee).kind else {
            self.eval(callee);
            args.iter().for_each(|&arg| drop(self.eval(arg)));
            return Value::default();
        };
        let values: Vec<Value> = args.iter().map(|&arg| self.eval(arg)).collect();
        if let Some(kind) = values.iter().find_map(|value| value.handle.clone()) {
            // `fmt::Display::fmt(&self.inner, f)` does so too.
            let name = path.last().cloned().unwrap_or_default();
            args.iter().for_each(|&arg| self.report_argument(arg, &kind, &name));
        }
        if let Some(value) = self.call_closure(path, &values) {
            return value;
        }
        let path = self.resolve_self(path);
        if let Some(model) = self.cx.catalog.models.function(&path).cloned() {
            self.model_sinks(&[&model], &model.name.clone(), args);
            if let Some(value) = self.looked_up(&[&model], args, span) {
                return value;
            }
            if model.handle.is_some() {
                return Value { handle: model.handle, ..Value::default() };
            }
            if model.carries == Carries::Nothing {
                return Value::constant();
            }
            let value = self.with_arguments(Value { is_constant: true, ..Value::default() }, &values);
            let ty = if model.keeps_type { value.ty.clone() } else { model.ret };
            return Value { ty, ..value };
        }
        if self.hides(&path) {
            return Value::constant();
        }
        if path.last().is_some_and(|name| name.starts_with(char::is_uppercase)) {
            return self.constructor(&path, values);
        }
        if let Some(function) = self.cx.defs.fn_named(&path, self.cx.file) {
            let shift = usize::from(function.receiver.is_some());
            self.learn(function, args.get(shift..).unwrap_or_default());
            return self.workspace_result(function, &Value::default(), span);
        }
        let Some(name) = path.last() else { return Value::default() };
        let source = self.types.classify_call(name, span, None);
        let ty = path.len().checked_sub(2).map(|at| TypeRef::Path(path[..=at].to_vec(), Vec::new()));
        let is_constructor = matches!(name.as_str(), "new" | "default");
        let ty = ty.filter(|ty| {
            is_constructor && type_name(ty).is_some_and(|name| name.starts_with(char::is_uppercase))
        });
        Value { ty, name: Name::new(format!("{name}()")), ..source.map(Value::of).unwrap_or_default() }
    }

    /// Whether a function, or a module around it, is named after hiding what it is given: `mask::phone`.
    fn hides(&self, path: &[Name]) -> bool {
        path.iter()
            .any(|name| self.cx.catalog.lexicon.is_sanitizer(name) && name.starts_with(char::is_lowercase))
    }

    fn call_closure(&mut self, path: &[Name], args: &[Value]) -> Option<Value> {
        let [name] = path else { return None };
        let closure = self.state.value(self.state.binding(name)?)?.closure?;
        let body = self.body;
        let ExprKind::Closure(params, inner) = &body.expr(closure).kind else { return None };
        // A closure is read in the scope of its call, where its own name may mean itself.
        if self.calls >= MAX_CALLS {
            return None;
        }
        self.calls += 1;
        let value = self.closure(params, *inner, args);
        self.calls -= 1;
        Some(value)
    }

    /// `Some(x)`, `Contact::Email(x)`, `Json(x)`: the value holds its arguments.
    fn constructor(&self, path: &[Name], values: Vec<Value>) -> Value {
        let known = self.types.variant_fields(path);
        let ty = known.map(|(def, _)| TypeRef::Path(vec![def.name.clone()], Vec::new()));
        let is_wrapper = known.is_none() && values.len() == 1;
        if is_wrapper {
            return values
                .into_iter()
                .next()
                .map(|value| Value { closure: None, ..value })
                .unwrap_or_default();
        }
        let parts =
            values.into_iter().enumerate().map(|(at, value)| (Name::from(at.to_string()), Rc::new(value)));
        Value { parts: parts.collect(), ty, ..Value::default() }
    }

    fn model_sinks(&mut self, models: &[&FnModel], name: &Name, args: &[ExprId]) {
        let sinks: Vec<_> = models.iter().flat_map(|model| model.sinks.clone()).collect();
        for sink in sinks {
            if let Some(&arg) = args.get(sink.index) {
                self.report_argument(arg, &sink.kind, name);
            }
        }
    }

    fn learn_from_methods(&mut self, name: &str, own: Option<&Fn>, args: &[ExprId]) {
        if args.is_empty() {
            return;
        }
        let defs = self.cx.defs;
        match own {
            Some(function) => self.learn(function, args),
            None => {
                let mut found = defs.fns_named(name, None).filter(|function| function.receiver.is_some());
                if let (Some(function), None) = (found.next(), found.next()) {
                    self.learn(function, args);
                }
            }
        }
    }

    /// A local that is passed to a parameter named `password` is a password.
    fn learn(&mut self, function: &Fn, args: &[ExprId]) {
        let Some(body) = &function.body else { return };
        for (&arg, param) in args.iter().zip(&function.params) {
            let ExprKind::Path(path) = &self.peeled(arg).kind else { continue };
            let [local] = path.as_slice() else { continue };
            let Some(pat) = self.state.binding(local).filter(|&pat| pat != super::SELF) else { continue };
            let PatKind::Bind(name, _) = &body.pat(param.pat).kind else { continue };
            let is_text = self.types.fact(&param.ty) == TypeFact::Text;
            let found = self.types.classify_binding(
                name,
                self.body.pat(pat).span,
                Some(&param.ty),
                Some(&param.notes),
            );
            let Some(found) = found.filter(|found| is_text && found.confidence > Confidence::Possible) else {
                continue;
            };
            let evidence = Evidence::PassedTo(name.clone(), function.name.clone());
            let source = crate::classify::Source { evidence, name: local.clone(), ..found };
            self.passed.entry(pat).or_insert(source);
        }
    }
}
