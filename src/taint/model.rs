//! Calls of functions whose code is not here: what their models say, and what their names do where there is none.

use super::Interpreter;
use super::call::Passed;
use super::value::{Origin, Value};
use crate::catalog::{Carries, Class, FnModel, Role};
use crate::classify::{Confidence, Evidence, source};
use crate::hir::{ExprId, ExprKind, MethodCall, Name, Style, joined};
use crate::infer::{Callee, Ty};
use crate::span::Span;
use std::sync::Arc;

impl<'a> Interpreter<'a, '_> {
    /// The methods that a name may mean where the receiver's type does not tell.
    pub(super) fn models(&self, name: &str) -> Vec<&'a FnModel> {
        let near = |model: &&FnModel| model.krate == "std" || self.crates.contains(&model.krate);
        let known = |model: &&FnModel| near(model) && !model.typed;
        self.types.catalog.models.methods(name).filter(known).collect()
    }

    /// `receiver.name(args)` by its models; several where only the name tells.
    pub(super) fn modelled_method(
        &mut self,
        id: ExprId,
        call: &MethodCall,
        held: Value,
        models: &[&FnModel],
    ) -> Value {
        let span = self.body.expr(id).span;
        let (name, args) = (&call.name, call.args.as_slice());
        let takes_closure = models.iter().any(|model| model.carries == Carries::Closure);
        let is_failure = models.iter().any(|model| model.failure);
        let seen = match is_failure {
            true => self.failure(&held, &self.inference.expr(call.receiver).arg(1)),
            false => held.clone(),
        };
        let values = self.arguments(args, &seen);
        self.lend(args);
        self.model_sinks(models, name, args);
        self.rendered(models, Some(call.receiver), args, span);
        self.registered(models, args);
        self.defined(models, args);
        if models.iter().any(|model| model.replaces) {
            self.replaced(call, span);
        }
        let is_constant = |at: usize| values.get(at).is_some_and(|value| value.is_constant);
        if models.iter().any(|model| model.seals || model.seals_by.is_some_and(is_constant))
            && let Some((pat, path)) = self.access_path(call.receiver)
        {
            self.state.assign(pat, &path, Value::constant());
        }
        if let Some(kind) = values.iter().find_map(|value| value.handle.clone()) {
            // `self.inner.fmt(f)` hands the value to the handle.
            self.report_argument(call.receiver, &kind, name);
        }
        if models.iter().any(|model| model.displays) {
            let ty = *self.inference.expr(call.receiver);
            return self.exposed(held, &ty, Style::Display, span);
        }
        if self.types.catalog.lexicon.is_sanitizer(name) || models.iter().any(|model| model.sanitizes) {
            return Value::constant();
        }
        if let Some(model) = models.iter().find(|model| model.reveals.is_some()) {
            return self.reveal(held, model, name, call.name_span, span);
        }
        if models.iter().any(|model| model.into_receiver) {
            if let Some(kind) = &held.handle {
                args.iter().for_each(|&arg| self.report_argument(arg, kind, name));
            }
            let key = models.iter().find_map(|model| model.under_key);
            match key {
                Some(key) if self.put_under_key(call, key) => {}
                Some(key) => self.add_entry(call, key, &values, span),
                None => self.add_to_receiver(call, &values, span),
            }
        }
        if let Some(value) = self.looked_up(models, args, span) {
            return value;
        }
        if let Some(value) = models.iter().find_map(|model| self.given(model, &held.name, span)) {
            return value;
        }
        let shows_little = args.first().is_some_and(|&arg| self.is_short_range(arg))
            || models.iter().any(|model| self.keeps_little(model, args));
        if shows_little {
            return Value::constant();
        }
        if takes_closure {
            let result = self.closure_results(&held, args, &values);
            let failure = result.failure().or(held.failure()).cloned();
            return result.with_failure(failure);
        }
        let Some(model) = models.first() else {
            let ty = *self.inference.expr(call.receiver);
            return self.unknown_method(held, &ty, call, span);
        };
        if is_failure && args.is_empty() {
            return seen;
        }
        if let Some(model) = models.iter().find(|model| model.fails) {
            return self.failing(model, held, args, values);
        }
        let value = match (of_its_own(model), model.arguments) {
            (Some(value), _) => value,
            // What takes a pattern's place comes after it.
            (None, true) => {
                self.with_arguments(held, values.get(usize::from(model.replaces)..).unwrap_or_default())
            }
            (None, false) => self.with_closures(held, args, &values),
        };
        if model.parses && !self.is_text(self.inference.expr(id)) {
            return Value::default();
        }
        if model.halves {
            return self.halves(&value.altered());
        }
        if self.gives_entries(id, call) {
            return entries(value);
        }
        if model.keeps_type || model.ret_is_self {
            return value;
        }
        let value = value.altered();
        let is_getter = args.is_empty() && model.carries == Carries::Input && !model.of_trait;
        match is_getter && model.krate != "std" {
            true => Value { name: joined([&value.name, ".", name, "()"]), ..value },
            false => value,
        }
    }

    /// An outcome with the failure that a method makes of its arguments; it is none of the text that it shows itself.
    fn failing(&self, model: &FnModel, held: Value, args: &[ExprId], values: Vec<Value>) -> Value {
        let (success, before) = held.apart();
        if !model.sinks.is_empty() {
            return success.with_failure(before);
        }
        let mut failure = Value { is_constant: true, ..Value::default() };
        for (&arg, value) in args.iter().zip(values) {
            failure.join(&self.failure_made_by(arg, value));
        }
        success.with_failure(Some(Arc::new(failure)))
    }

    /// A function by its model.
    pub(super) fn modelled_call(&mut self, id: ExprId, model: &FnModel, passed: Passed) -> Value {
        let Passed { exprs, values, name, span } = passed;
        if let Some(kind) = values.iter().find_map(|value| value.handle.clone())
            && model.handle.is_none()
            && model.is_method
        {
            exprs.iter().for_each(|&arg| self.report_argument(arg, &kind, name));
        }
        self.lend(&exprs);
        let given = &exprs[usize::from(model.is_method).min(exprs.len())..];
        self.model_sinks(&[model], name, given);
        self.rendered(&[model], None, given, span);
        self.registered(&[model], given);
        self.defined(&[model], given);
        if let Some(value) = self.looked_up(&[model], &exprs, span) {
            return value;
        }
        if let Some(value) = self.given(model, "", span) {
            return value;
        }
        if model.handle.is_some() {
            return Value { handle: model.handle.clone(), ..Value::default() };
        }
        if model.sanitizes || self.types.catalog.lexicon.is_sanitizer(name) {
            return Value::constant();
        }
        if model.parses && !self.is_text(self.inference.expr(id)) {
            exprs.first().iter().for_each(|&&text| self.learn_of_text(text, self.inference.expr(id)));
            return Value::default();
        }
        if model.serializes {
            let (Some(value), Some(&arg)) = (values.into_iter().next(), exprs.first()) else {
                return Value::default();
            };
            let ty = *self.inference.expr(arg);
            let parts = self.expanded(value.clone(), &ty).parts;
            return Value { parts, ..self.exposed(value, &ty, Style::Serialize, span) };
        }
        if model.reveals.is_some()
            && let Some(value) = values.first()
        {
            return self.reveal(value.clone(), model, name, span, span);
        }
        if let Some(value) = of_its_own(model) {
            return value;
        }
        if model.wraps_failure() {
            // What a success would hold is not known here.
            let failure = values.into_iter().next().zip(exprs.first());
            let failure = failure.map(|(value, &made)| self.failure_made_by(made, value));
            return failure.map(Value::failed).unwrap_or_default();
        }
        match <[Value; 1]>::try_from(values) {
            Ok([value]) => Value { closure: None, ..value },
            Err(values) => {
                let constant = Value { is_constant: true, ..Value::default() };
                self.with_arguments(constant, &values)
            }
        }
    }

    /// What a function gives whose model says the class of its result.
    fn given(&self, model: &FnModel, receiver: &str, span: Span) -> Option<Value> {
        let class = self.types.catalog.class_named(model.source.as_ref()?)?;
        let evidence = Evidence::Given(model.name.clone());
        let name = match receiver {
            "" => joined([&model.name, "()"]),
            receiver => joined([receiver, ".", &model.name, "()"]),
        };
        Some(Value::of(Arc::new(source(class, Confidence::Likely, evidence, span, &name))))
    }

    /// What a loop over a value goes through: what its type's own iterator gives, else what it holds.
    pub(super) fn items(&mut self, iter: ExprId) -> Value {
        let value = self.eval(iter);
        let model = self.types.iterator_of(self.inference.expr(iter));
        if let Some(given) = model.and_then(|model| self.given(model, &value.name, self.body.expr(iter).span))
        {
            return given;
        }
        let items = Value { name: Name::default(), ..value };
        if self.is_map(iter) { entries(items) } else { items }
    }

    /// Whether an expression is a map, or what goes through all of it.
    fn is_map(&self, id: ExprId) -> bool {
        let id = match &self.peeled(id).kind {
            ExprKind::MethodCall(call) if call.args.is_empty() => call.receiver,
            _ => id,
        };
        self.types.values_of(self.inference.expr(id)).is_some()
    }

    /// Whether a call gives the keys and values of a map, pair by pair.
    fn gives_entries(&self, id: ExprId, call: &MethodCall) -> bool {
        let is_pair = |ty: &Ty| matches!(ty, Ty::Tuple(Some(parts)) if parts.len() == 2);
        call.args.is_empty()
            && self.types.values_of(self.inference.expr(call.receiver)).is_some()
            && self.inference.expr(id).args().first().is_some_and(is_pair)
    }

    /// Whether a value of a type is text, or may be.
    fn is_text(&self, ty: &Ty<'a>) -> bool {
        matches!(self.types.peel(ty), Ty::Unknown | Ty::Param(_)) || self.types.is_text(ty)
    }

    fn model_sinks(&mut self, models: &[&FnModel], name: &Name, args: &[ExprId]) {
        for model in models {
            let field = model.field_name.and_then(|at| args.get(at)).map(|&arg| &self.peeled(arg).kind);
            let field = match field {
                Some(ExprKind::Str(field)) => Some(field.clone()),
                _ => None,
            };
            for sink in &model.sinks {
                let Some(&arg) = args.get(sink.index) else { continue };
                match &field {
                    Some(field) => self.report_recorded(arg, field, &sink.kind, name),
                    None => self.report_argument(arg, &sink.kind, name),
                }
            }
        }
    }

    /// `map.insert("key", value)`: the value is under its key. Whether the key is known.
    fn put_under_key(&mut self, call: &MethodCall, key: usize) -> bool {
        let text = call.args.get(key).map(|&key| self.texts().read(key));
        let known: Vec<String> = text.iter().flat_map(|text| text.known()).collect();
        let ([key_name], Some((pat, path))) =
            (known.as_slice(), self.access_path(self.chained(call.receiver)))
        else {
            return false;
        };
        let key_name = Name::new(key_name);
        for (_, &arg) in call.args.iter().enumerate().filter(|(at, _)| *at != key) {
            let part = self.data_part(&key_name, arg);
            self.state.put(pat, &path, key_name.clone(), part);
        }
        true
    }

    /// Puts what is given under a key that the program does not tell: keys are one part of a map, values the other.
    fn add_entry(&mut self, call: &MethodCall, key: usize, values: &[Value], span: Span) {
        let Some((pat, path)) = self.access_path(self.chained(call.receiver)) else { return };
        for (at, value) in values.iter().enumerate() {
            let value = value.folded().after(span, || joined(["added by `", &call.name, "`"]));
            let part = Name::new_static(if at == key { KEYS } else { VALUES });
            self.fill(pat, &[path.as_slice(), &[part]].concat(), &value);
        }
        self.state.show_parts(pat, &path);
    }

    fn add_to_receiver(&mut self, call: &MethodCall, values: &[Value], span: Span) {
        let Some((pat, path)) = self.access_path(self.chained(call.receiver)) else { return };
        for value in values {
            let value = value.folded().after(span, || joined(["added by `", &call.name, "`"]));
            self.fill(pat, &path, &value);
        }
    }

    /// What a chain of calls begins with, each of which changes its receiver and gives back what changes it further.
    fn chained(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::MethodCall(call) = &self.body.expr(id).kind
            && let Some(Callee::Model(model)) = self.inference.callee(id)
            && model.writes
            && model.arguments
        {
            id = call.receiver;
        }
        id
    }

    /// Whether a call keeps so few characters from the front that they are a mask.
    fn keeps_little(&self, model: &FnModel, args: &[ExprId]) -> bool {
        let count = model.prefix.and_then(|at| args.get(at)).map(|&arg| &self.peeled(arg).kind);
        matches!(count, Some(ExprKind::Number(count)) if *count <= super::show::MAX_PREFIX)
    }

    fn is_short_range(&self, id: ExprId) -> bool {
        match self.body.expr(id).kind {
            ExprKind::Range(start, Some(end)) => self.is_short(start, end),
            _ => false,
        }
    }

    fn closure_results(&mut self, held: &Value, args: &[ExprId], values: &[Value]) -> Value {
        let mut result = Value { is_constant: true, ..Value::default() };
        for (&arg, value) in args.iter().zip(values) {
            match &self.body.expr(arg).kind {
                // `map(Token::secret)` names a function instead of writing a closure.
                ExprKind::Path(path, _) if self.inference.local(arg).is_none() => {
                    let named = self.named(held, path, arg);
                    result.join(&named);
                }
                _ => result.join(value),
            }
        }
        Value { name: Name::default(), ..result }
    }

    /// What a function that is named, not written, makes of a value.
    fn named(&mut self, held: &Value, path: &[Name], arg: ExprId) -> Value {
        let Some((name, before)) = path.split_last() else { return Value::default() };
        let span = self.body.expr(arg).span;
        if let Some(Callee::Fns(ids)) = self.inference.callee(arg).cloned() {
            let passed = Passed { exprs: Vec::new(), values: vec![held.clone()], name, span };
            return self.workspace_call(arg, &ids, passed);
        }
        let models = self.models(name);
        if let Some(fallback) = models.iter().find_map(|model| model.reveals.as_ref()) {
            let owner = before.last().unwrap_or(name);
            let class = self.types.catalog.lexicon.name(owner).map(|found| found.class);
            let Some(class) = class.or_else(|| self.types.catalog.class_named(fallback)) else {
                return held.clone();
            };
            let evidence = Evidence::Revealed(name.clone());
            return Value::of(Arc::new(source(class, Confidence::Certain, evidence, span, owner)));
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
        values.iter().for_each(|value| held.join(&Value { closure: None, ..value.clone() }));
        held
    }

    /// A text that was taken apart at a separator: what stands before it says which credential the other half is, and
    /// either half may be what the form of a class lets be shown.
    fn halves(&self, whole: &Value) -> Value {
        let catalog = self.types.catalog;
        let class = |origin: &Origin| Some(catalog.class(origin.source.as_ref()?.class));
        let without = |is_shown: &dyn Fn(&Class) -> bool| {
            let mut half = whole.folded();
            half.origins.retain(|origin| !class(origin).is_some_and(is_shown));
            half.is_constant = half.origins.is_empty();
            Arc::new(half)
        };
        let before = without(&|class| class.role == Role::Credential || class.form.before);
        let after = without(&|class| class.form.after);
        let parts = [(Name::new_static("0"), before), (Name::new_static("1"), after)];
        Value { parts: parts.into_iter().collect(), is_plain: true, ..Value::default() }
    }

    /// What a key that is written in the program looks up.
    fn looked_up(&self, models: &[&FnModel], args: &[ExprId], span: Span) -> Option<Value> {
        let key = models.iter().find_map(|model| model.key)?;
        let key = match &self.peeled(*args.get(key)?).kind {
            ExprKind::Str(key) => key,
            // `headers.get(AUTHORIZATION)`: a constant of another crate is called what it holds.
            // So is a variant of an enumeration of keys.
            ExprKind::Path(path, _) => path.last().filter(|name| {
                is_constant_name(name) || path.len() > 1 && name.starts_with(char::is_uppercase)
            })?,
            _ => return None,
        };
        let source = self.types.classify_key(key, span).map(Arc::new);
        Some(source.map(Value::of).unwrap_or_default())
    }

    /// What a redacting type hides: its origins without the seal, or, where nothing sure is known of it, the class
    /// that its name or else the model gives.
    fn reveal(&self, held: Value, model: &FnModel, name: &Name, name_span: Span, span: Span) -> Value {
        if held.origins.iter().any(Origin::is_known) {
            return held.revealed().after(name_span, || joined(["taken out by `", name, "`"]));
        }
        let by_name = held
            .name
            .rsplit('.')
            .next()
            .and_then(|name| self.types.catalog.lexicon.name(name))
            .map(|found| found.class);
        let fallback = model.reveals.as_ref().and_then(|class| self.types.catalog.class_named(class));
        let Some(class) = by_name.or(fallback) else { return held };
        let shown = if held.name.is_empty() { joined([name, "()"]) } else { held.name };
        let evidence = Evidence::Revealed(name.clone());
        Value::of(Arc::new(source(class, Confidence::Certain, evidence, span, &shown)))
    }

    fn unknown_method(&self, held: Value, ty: &Ty<'a>, call: &MethodCall, span: Span) -> Value {
        let (name, args) = (&call.name, call.args.as_slice());
        let lexicon = &self.types.catalog.lexicon;
        let getter = args.is_empty().then(|| self.types.classify_call(name, span, None)).flatten();
        if let Some(source) = getter {
            return Value { name: name.clone(), ..Value::of(Arc::new(source)) };
        }
        if lexicon.is_fact(name) || lexicon.is_deed(name) {
            return Value::constant();
        }
        // A part of a value of a known type is another thing than the value.
        let is_conversion = lexicon.policy.conversions.iter().any(|known| match known.ends_with('_') {
            true => name.starts_with(known.as_str()),
            false => name == known,
        });
        if matches!(self.types.peel(ty), Ty::Extern(_, _, None)) && !self.is_text(ty) && !is_conversion {
            return Value::default();
        }
        // What changes a text's form only takes no argument, or is modelled.
        let only_closures = args.iter().all(|&arg| matches!(self.body.expr(arg).kind, ExprKind::Closure(..)));
        if only_closures { Value { closure: None, ..held.altered() } } else { Value::default() }
    }
}

/// The parts of the pairs that a map gives, and of a map whose keys and values were put there one by one.
const KEYS: &str = "0";
const VALUES: &str = "1";

/// The keys and values of a map, which is called after its values: what its declaration says is not in its keys, and what
/// stands under a key that the program tells is a value.
fn entries(mut map: Value) -> Value {
    let was_put_there = |origin: &&Origin| !origin.is_known() || !origin.steps.is_empty();
    let mut keys =
        Value { origins: map.origins.iter().filter(was_put_there).cloned().collect(), ..Value::default() };
    if let Some(own) = map.parts.remove(KEYS) {
        keys.absorb(&own.folded());
    }
    let values = map.folded();
    let parts = [(Name::new_static(KEYS), Arc::new(keys)), (Name::new_static(VALUES), Arc::new(values))];
    Value { parts: parts.into_iter().collect(), is_plain: true, ..Value::default() }
}

/// Whether a name is written as constants are.
fn is_constant_name(name: &str) -> bool {
    name.len() > 1 && !name.contains(char::is_lowercase)
}

/// What a function gives whose result holds nothing of what it is given.
fn of_its_own(model: &FnModel) -> Option<Value> {
    match model.carries {
        Carries::Nothing => Some(Value::constant()),
        Carries::Unknown => Some(Value::default()),
        Carries::Input | Carries::Closure => None,
    }
}
