//! Sinks: which values a macro, an attribute or a function shows, and the flows that end there.

use super::Interpreter;
use super::value::{Origin, Value};
use crate::catalog::{Catalog, PolicyLevel};
use crate::classify::{Confidence, Source};
use crate::finding::{Flow, Place, Step};
use crate::hir::{Effect, Emission, ExprId, ExprKind, Hole, KeyValue, Name, PatId, PatKind, Style};
use crate::resolve::type_name;
use crate::span::Span;

/// So many characters of a value from its front are a mask; more are a leak.
pub(super) const MAX_PREFIX: u32 = 7;

/// The sink that a value is shown at.
struct Sink<'s> {
    kind: &'s Name,
    name: &'s Name,
    wrappers: &'s [Name],
    /// The call of the outermost wrapper, where the sink itself was written by one.
    call: Option<Span>,
}

/// The place that shows it.
struct Shown {
    span: Span,
    place: Place,
    style: Style,
}

impl Interpreter<'_> {
    /// A macro whose arguments are understood.
    pub(super) fn emission(&mut self, emission: &Emission, span: Span) -> Value {
        let operands: Vec<Value> = emission.operands.iter().map(|&operand| self.eval(operand)).collect();
        match &emission.effect {
            Effect::Sink(kind) => {
                self.show(emission, kind);
                Value::constant()
            }
            Effect::TextAndSink(kind) => {
                self.show(emission, kind);
                self.text(emission)
            }
            Effect::Through(kind) => {
                self.show(emission, kind);
                let mut value = Value::default();
                emission.holes.iter().for_each(|hole| value.join(&self.eval(hole.value)));
                value
            }
            Effect::Text if emission.holes.is_empty() && !operands.is_empty() => {
                let mut value = Value { is_constant: true, ..Value::default() };
                operands.iter().for_each(|operand| value.join(operand));
                value
            }
            Effect::Text => self.text(emission),
            Effect::Into => {
                if let Some(kind) = operands.first().and_then(|buffer| buffer.handle.clone()) {
                    self.show(emission, &kind);
                }
                let text = self.text(emission).after(span, format!("written by `{}!`", emission.name));
                if let Some((pat, path)) =
                    emission.operands.first().and_then(|&buffer| self.access_path(buffer))
                {
                    self.state.append(pat, &path, &text);
                }
                Value::constant()
            }
        }
    }

    /// The text that a format string makes.
    fn text(&mut self, emission: &Emission) -> Value {
        let mut text = Value { is_constant: true, ..Value::default() };
        for hole in &emission.holes {
            let span = hole.placeholder.filter(|_| hole.inline).unwrap_or(self.body.expr(hole.value).span);
            let place = if hole.inline { Place::Inline } else { Place::Argument };
            let what = format!("into the text that `{}!` makes", emission.name);
            let value = self.hole(hole).after_place(span, what, place);
            text.absorb(&Value {
                origins: value.origins.into_iter().filter(|origin| !origin.sealed).collect(),
                ..Value::default()
            });
            text.is_constant &= value.is_constant;
        }
        text
    }

    fn show(&mut self, emission: &Emission, kind: &Name) {
        let name = Name::new(format!("{}!", emission.name));
        let sink = Sink {
            kind,
            name: &name,
            wrappers: &emission.wrappers,
            call: (!emission.wrappers.is_empty()).then_some(emission.name_span),
        };
        for hole in &emission.holes {
            self.report_hole(hole, &sink);
        }
        for field in &emission.fields {
            self.report_field(field, &sink);
        }
    }

    /// Reports a hole: the innermost one, where the hole is filled by a text made on the spot.
    fn report_hole(&mut self, hole: &Hole, sink: &Sink) {
        if self.report_inner(hole.value, sink) {
            return;
        }
        let value = self.hole(hole);
        let span = self.body.expr(hole.value).span;
        let place = if hole.inline { Place::Inline } else { Place::Argument };
        let span = hole.placeholder.filter(|_| hole.inline).unwrap_or(span);
        self.report(&value, Shown { span, place, style: hole.style }, sink);
    }

    /// Whether the expression is a format macro, whose holes then are reported instead.
    fn report_inner(&mut self, id: ExprId, sink: &Sink) -> bool {
        let body = self.body;
        match &body.expr(id).kind {
            ExprKind::Same(inner) => self.report_inner(*inner, sink),
            ExprKind::Closure(params, inner) if params.is_empty() => self.report_inner(*inner, sink),
            ExprKind::Block(stmts, Some(tail)) if stmts.is_empty() => self.report_inner(*tail, sink),
            ExprKind::Emission(inner) if inner.effect == Effect::Text && !inner.holes.is_empty() => {
                inner.holes.iter().for_each(|hole| self.report_hole(hole, sink));
                true
            }
            _ => false,
        }
    }

    /// What a hole shows: its value, or what the text before it says.
    fn hole(&mut self, hole: &Hole) -> Value {
        let value = self.visible(hole.value, hole.style);
        if hole.precision.is_some_and(|digits| digits <= MAX_PREFIX) {
            return Value::constant();
        }
        self.labelled(value, hole.value, &hole.label)
    }

    /// What an expression shows when it is printed.
    fn visible(&mut self, id: ExprId, style: Style) -> Value {
        let value = self.eval(id);
        self.exposed(value, style)
    }

    /// What a value shows when it is printed: what it holds, and what its type writes out.
    pub(super) fn exposed(&self, value: Value, style: Style) -> Value {
        let mut shown = value.shown();
        let Some(ty) = &value.ty else { return shown };
        if self.cx.exposures.hides(self.types, ty, style) {
            return Value { origins: Vec::new(), is_constant: true, ..shown };
        }
        if !shown.origins.is_empty() {
            return shown;
        }
        let how = if style == Style::Debug { "Debug" } else { "Display" };
        let what = format!("the `{how}` of `{}`", type_name(self.types.peel(ty)).unwrap_or("its type"));
        for source in self.cx.exposures.of_type(self.types, ty, style) {
            shown.absorb(&Value::through(source, &what));
        }
        shown
    }

    fn labelled(&self, value: Value, id: ExprId, label: &str) -> Value {
        let says_nothing = value.origins.is_empty() && !value.is_constant && self.is_plain(id);
        if !says_nothing || label.is_empty() {
            return value;
        }
        let expr = self.body.expr(id);
        let name = if value.name.is_empty() { Name::new("the value") } else { value.name.clone() };
        let is_harmless =
            value.ty.as_ref().is_some_and(|ty| self.types.fact(ty) != crate::infer::TypeFact::Text);
        match self.types.classify_label(label, expr.span, &name) {
            Some(source) if !is_harmless => Value { name, ..Value::of(source) },
            _ => value,
        }
    }

    /// Whether an expression names a value, so that a label may speak for it: no call, and no name of a fact.
    fn is_plain(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Path(path) => path.last().is_some_and(|name| !self.cx.catalog.lexicon.is_fact(name)),
            ExprKind::Field(_, name, _) => !self.cx.catalog.lexicon.is_fact(name),
            ExprKind::Same(inner) => self.is_plain(*inner),
            ExprKind::MethodCall(receiver, name, _, args) => {
                args.is_empty() && !self.cx.catalog.lexicon.is_fact(name) && self.is_plain(*receiver)
            }
            _ => false,
        }
    }

    fn report_field(&mut self, field: &KeyValue, sink: &Sink) {
        let Some(id) = field.value else { return };
        if self.report_inner(id, sink) {
            return;
        }
        let value = self.visible(id, field.style);
        let value = self.labelled(value, id, &format!("{}=", field.key));
        let place = Place::Field { key: field.key.clone(), span: field.span, shorthand: field.shorthand };
        self.report(&value, Shown { span: self.body.expr(id).span, place, style: field.style }, sink);
    }

    /// Reports an argument of a function that is a sink.
    pub(super) fn report_argument(&mut self, arg: ExprId, kind: &Name, function: &Name) {
        let sink = Sink { kind, name: function, wrappers: &[], call: None };
        if self.report_inner(arg, &sink) {
            return;
        }
        let value = self.visible(arg, Style::Display);
        let shown = Shown { span: self.body.expr(arg).span, place: Place::Call, style: Style::Display };
        self.report(&value, shown, &sink);
    }

    /// What `#[instrument]` records on entry.
    pub(super) fn instrument(&mut self) {
        let function = self.function;
        let Some(instrument) = &function.instrument else { return };
        let (kind, name) = (Name::new("span"), Name::new("#[instrument]"));
        let sink = Sink { kind: &kind, name: &name, wrappers: &[], call: None };
        for field in &instrument.fields {
            self.report_field(field, &sink);
        }
        if instrument.skip_all {
            return;
        }
        for param in &function.params {
            for (name, pat) in self.recorded(param.pat) {
                if instrument.skips.contains(&name) || instrument.overridden.contains(&name) {
                    continue;
                }
                let value = self.state.value(pat).map(|value| (**value).clone()).unwrap_or_default();
                let value = self.exposed(value, Style::Debug);
                let place = Place::Parameter {
                    name: name.clone(),
                    attribute: instrument.path_span,
                    args: instrument.args_span,
                    skip: instrument.skip_span,
                };
                self.report(
                    &value,
                    Shown { span: self.body.pat(pat).span, place, style: Style::Debug },
                    &sink,
                );
            }
        }
    }

    /// What `ret` and `err` record when the function ends. Results carry their value and their failure alike here, so
    /// `err` counts only where nothing else is returned.
    pub(super) fn instrument_result(&mut self) {
        let Some(instrument) = &self.function.instrument else { return };
        let Some(style) = instrument.ret else { return };
        let (kind, name) = (Name::new("span"), Name::new("#[instrument(ret)]"));
        let value = std::mem::take(&mut self.returned).folded();
        let sink = Sink { kind: &kind, name: &name, wrappers: &[], call: None };
        self.report(&value, Shown { span: instrument.path_span, place: Place::Call, style }, &sink);
    }

    /// The names that a parameter's pattern binds.
    fn recorded(&self, pat: PatId) -> Vec<(Name, PatId)> {
        match &self.body.pat(pat).kind {
            PatKind::Bind(name, _) => vec![(name.clone(), pat)],
            PatKind::Same(inner) => self.recorded(*inner),
            PatKind::Tuple(_, pats, _) | PatKind::Slice(pats) => {
                pats.iter().flat_map(|&pat| self.recorded(pat)).collect()
            }
            PatKind::Struct(_, fields) => fields.iter().flat_map(|(_, pat)| self.recorded(*pat)).collect(),
            PatKind::Or(_) | PatKind::Other => Vec::new(),
        }
    }

    /// Reports what a value shows at a place. Where the place is a whole call of a wrapper macro, the argument that
    /// brought the value in stands for it.
    fn report(&mut self, value: &Value, shown: Shown, sink: &Sink) {
        let catalog = self.cx.catalog;
        let visible = |origin: &&Origin| !origin.sealed && !catalog.class(origin.source.class).is_person();
        let mut origins: Vec<&Origin> = value.origins.iter().filter(visible).collect();
        origins.sort_by_key(|origin| std::cmp::Reverse(weight(catalog, &origin.source)));
        let mut flows: Vec<Flow> = Vec::new();
        for origin in origins {
            let (span, place) = match sink.call {
                Some(call) if call == shown.span => entry(origin, call).unwrap_or((call, Place::Call)),
                _ => (shown.span, shown.place.clone()),
            };
            match flows.iter_mut().find(|flow| flow.shown == span) {
                Some(flow) if flow.source.class == origin.source.class => {}
                Some(flow) => flow.also.push((*origin.source).clone()),
                None => flows.push(self.flow(origin, Shown { span, place, style: shown.style }, sink)),
            }
        }
        self.flows.append(&mut flows);
    }

    fn flow(&self, origin: &Origin, shown: Shown, sink: &Sink) -> Flow {
        Flow {
            source: (*origin.source).clone(),
            also: Vec::new(),
            through: origin.through.as_deref().map(str::to_string),
            steps: origin.steps.iter().filter(|step| !step.span.contains(shown.span)).cloned().collect(),
            sink: sink.kind.clone(),
            sink_name: sink.name.clone(),
            shown: shown.span,
            place: shown.place,
            style: shown.style,
            wrappers: sink.wrappers.to_vec(),
            function: self.path(),
            in_tests: self.function.is_test,
        }
    }
}

/// The first step inside a call at which the value could be hidden: the innermost of its arguments.
fn entry(origin: &Origin, call: Span) -> Option<(Span, Place)> {
    let inside = |step: &&Step| call.contains(step.span) && call != step.span;
    let step = origin.steps.iter().filter(inside).find(|step| step.place.is_some())?;
    Some((step.span, step.place.clone()?))
}

/// What is worth more in a message: what is more than possible, then the higher level, then the better evidence.
fn weight(catalog: &Catalog, source: &Source) -> (bool, PolicyLevel, Confidence) {
    (source.confidence > Confidence::Possible, catalog.class(source.class).level, source.confidence)
}

/// One flow for each place that shows something: the one that weighs most, the others' classes beside it. Loops and
/// closures are read more than once.
pub(super) fn one_per_place(catalog: &Catalog, flows: Vec<Flow>) -> Vec<Flow> {
    let mut kept: Vec<Flow> = Vec::new();
    for flow in flows {
        let same = |known: &&mut Flow| known.shown == flow.shown && known.sink == flow.sink;
        let Some(known) = kept.iter_mut().find(same) else {
            kept.push(flow);
            continue;
        };
        let mut other = flow;
        if weight(catalog, &other.source) > weight(catalog, &known.source) {
            std::mem::swap(known, &mut other);
        }
        let others = std::iter::once(other.source).chain(other.also);
        for source in others {
            let is_new = source.class != known.source.class
                && known.also.iter().all(|also| also.class != source.class);
            if is_new {
                known.also.push(source);
            }
        }
    }
    kept
}
