//! Sinks: which values a macro, an attribute or a function shows, and the flows that end there.

use super::Interpreter;
use super::summary::{PortSink, Site};
use super::value::{Origin, Port, Value};
use crate::catalog::{Catalog, PolicyLevel};
use crate::classify::{Confidence, Source};
use crate::finding::{Flow, Hold, Place, Step};
use crate::hir::{Effect, Emission, ExprId, ExprKind, Hole, KeyValue, Name, PatId, PatKind, Style, joined};
use crate::infer::Ty;
use crate::resolve::FnId;
use crate::span::Span;
use rustc_hash::FxHashMap as HashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// The sink that a value is shown at.
#[derive(Clone, Copy)]
struct Sink<'s> {
    kind: &'s Name,
    name: &'s Name,
    wrappers: &'s [Name],
    /// The call of the outermost wrapper, where the sink itself was written by one.
    call: Option<Span>,
    /// The call of the macro whose arguments are shown up to the last of them, where its author wrote all of it.
    written: Option<Span>,
    /// Whether the text is all the caller's.
    is_bare: bool,
}

impl Sink<'_> {
    /// The place that shows an origin: where the place is a whole call of a wrapper macro, the argument that brought
    /// the origin in stands for it.
    fn place(&self, origin: &Origin, shown: &Shown) -> (Span, Place) {
        match self.call {
            Some(call) if call == shown.span => entry(origin, call).unwrap_or((call, Place::Call)),
            _ => (shown.span, shown.place.clone()),
        }
    }
}

/// The place that shows it.
#[derive(Clone)]
struct Shown {
    span: Span,
    place: Place,
    hold: Hold,
    style: Style,
    /// Whether only a caller knows the type of the value.
    is_generic: bool,
}

impl Shown {
    /// What an edit has to know where an origin is shown at a place, which may be another one than this.
    fn hold_of(&self, origin: &Origin, place: Span) -> Hold {
        if place == self.span { self.hold.clone().of(origin.altered) } else { Hold::default() }
    }
}

impl<'a> Interpreter<'a, '_> {
    /// A macro whose arguments are understood.
    pub(super) fn emission(&mut self, emission: &Emission, span: Span) -> Value {
        if let Some(path) = emission.included.as_ref().filter(|_| !emission.fields.is_empty()) {
            self.formatted(emission, path, span);
        }
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
                let mut value: Option<Value> = None;
                for hole in &emission.holes {
                    let part = self.eval(hole.value);
                    match &mut value {
                        Some(value) => value.join(&part),
                        None => value = Some(part),
                    }
                }
                value.unwrap_or_default()
            }
            Effect::Data => operands.into_iter().next().unwrap_or_default(),
            Effect::Text if emission.holes.is_empty() && !operands.is_empty() => {
                let mut value = Value { is_constant: true, ..Value::default() };
                operands.iter().for_each(|operand| value.join(operand));
                Value { name: Name::default(), ..value }
            }
            Effect::Text => self.text(emission),
            Effect::Into => {
                if let Some(kind) = operands.first().and_then(|buffer| buffer.handle.clone()) {
                    self.show(emission, &kind);
                }
                let text = self.text(emission).after(span, || joined(["written by `", &emission.name, "!`"]));
                if let Some((pat, path)) =
                    emission.operands.first().and_then(|&buffer| self.access_path(buffer))
                {
                    self.fill(pat, &path, &text);
                }
                Value::constant()
            }
        }
    }

    /// The text that a format string makes.
    fn text(&mut self, emission: &Emission) -> Value {
        let mut text = Value { is_constant: true, ..Value::default() };
        let is_whole = emission.holes.len() == 1 && !emission.has_words;
        for hole in &emission.holes {
            let span = hole.placeholder.filter(|_| hole.inline).unwrap_or(self.body.expr(hole.value).span);
            let place = if hole.inline { Place::Inline } else { Place::Argument };
            let what = || joined(["into the text that `", &emission.name, "!` makes"]);
            let value = self.hole(hole).after_place(span, what, place);
            let value = if is_whole { value } else { value.altered() };
            text.absorb(&Value {
                origins: value.origins.into_iter().filter(|origin| !origin.sealed).collect(),
                ..Value::default()
            });
            text.is_constant &= value.is_constant;
        }
        text
    }

    fn show(&mut self, emission: &Emission, kind: &Name) {
        let name = joined([&emission.name, "!"]);
        let sink = Sink {
            kind,
            name: &name,
            wrappers: &emission.wrappers,
            call: (!emission.wrappers.is_empty()).then_some(emission.name_span),
            // What a macro hands on may not be replaced.
            written: (emission.wrappers.is_empty() && !matches!(emission.effect, Effect::Through(_)))
                .then_some(emission.args_span),
            is_bare: emission.holes.len() == 1 && !emission.has_words && emission.fields.is_empty(),
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
        let is_generic = self.is_generic(hole.value);
        let hold = self.hold(&value, hole.value, sink.written);
        self.report(&value, Shown { span, place, hold, style: hole.style, is_generic }, sink);
    }

    /// Whether only callers know the type of an expression.
    fn is_generic(&self, id: ExprId) -> bool {
        matches!(self.inference.expr(id), Ty::Unknown | Ty::Param(_) | Ty::Bounds(_))
    }

    /// Whether the expression is a format macro, whose holes then are reported instead.
    fn report_inner(&mut self, id: ExprId, sink: &Sink) -> bool {
        let body = self.body;
        match &body.expr(id).kind {
            ExprKind::Same(inner, _) => self.report_inner(*inner, sink),
            ExprKind::Closure(params, inner) if params.is_empty() => self.report_inner(*inner, sink),
            ExprKind::Block(stmts, Some(tail)) if stmts.is_empty() => self.report_inner(*tail, sink),
            ExprKind::Emission(inner) if inner.effect == Effect::Text && !inner.holes.is_empty() => {
                let written = inner.wrappers.is_empty().then_some(inner.args_span);
                let sink = Sink { is_bare: sink.is_bare && !inner.has_words, written, ..*sink };
                inner.holes.iter().for_each(|hole| self.report_hole(hole, &sink));
                true
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
        let value = self.labelled(value, id, &format!("{}=", field.key), false);
        let place = Place::Field { key: field.key.clone(), span: field.span, shorthand: field.shorthand };
        let (span, is_generic) = (self.body.expr(id).span, self.is_generic(id));
        let hold = self.hold(&value, id, sink.written);
        self.report(&value, Shown { span, place, hold, style: field.style, is_generic }, sink);
    }

    /// Reports an argument of a function that is a sink.
    pub(super) fn report_argument(&mut self, arg: ExprId, kind: &Name, function: &Name) {
        let sink = Sink { kind, name: function, wrappers: &[], call: None, written: None, is_bare: true };
        if self.report_inner(arg, &sink) {
            return;
        }
        // What a `Debug` is given, it shows by `Debug`.
        let style = match self.function.decl.of_trait.as_deref() {
            Some("Debug") if kind == super::FORMATTER => Style::Debug,
            _ => Style::Display,
        };
        let value = self.visible(arg, style);
        let (span, is_generic) = (self.body.expr(arg).span, self.is_generic(arg));
        let hold = self.hold(&value, arg, None);
        self.report(&value, Shown { span, place: Place::Call, hold, style, is_generic }, &sink);
    }

    /// Reports what fills a field of a span: at the attribute that declares the field, where the function has one.
    pub(super) fn report_recorded(&mut self, arg: ExprId, field: &Name, kind: &Name, function: &Name) {
        let value = self.visible(arg, Style::Display);
        let value = self.labelled(value, arg, &format!("{field}="), false);
        let span = self.body.expr(arg).span;
        let instrument = self.function.decl.instrument.as_ref();
        let declared = instrument.and_then(|of| of.empty.iter().find(|(name, _)| name == field));
        let (name, value, place) = match declared {
            Some((_, place)) => {
                let value = value.after(span, || joined(["recorded by `", function, "`"]));
                (Name::new_static("#[instrument]"), value, *place)
            }
            None => (function.clone(), value, span),
        };
        let sink = Sink { kind, name: &name, wrappers: &[], call: None, written: None, is_bare: false };
        let hold = Hold::default();
        let shown = Shown { span: place, place: Place::Call, hold, style: Style::Display, is_generic: false };
        self.report(&value, shown, &sink);
    }

    /// What `#[instrument]` records on entry.
    pub(super) fn instrument(&mut self) {
        let function = self.function;
        let Some(instrument) = &function.decl.instrument else { return };
        let (kind, name) = (Name::new("span"), Name::new("#[instrument]"));
        // The fields stand in the attribute, which its author wrote.
        let sink = Sink {
            kind: &kind,
            name: &name,
            wrappers: &[],
            call: None,
            written: Some(instrument.path_span),
            is_bare: false,
        };
        for field in &instrument.fields {
            self.report_field(field, &sink);
        }
        if instrument.skip_all {
            return;
        }
        for param in &function.decl.params {
            for (name, pat) in self.recorded(param.pat) {
                if instrument.skips.contains(&name) || instrument.overridden.contains(&name) {
                    continue;
                }
                let value = self.state.value(pat).map(|value| (**value).clone()).unwrap_or_default();
                let ty = *self.inference.pat(pat);
                let span = self.body.pat(pat).span;
                let value = self.exposed(value, &ty, Style::Debug, span);
                let place = Place::Parameter {
                    name: name.clone(),
                    attribute: instrument.path_span,
                    args: instrument.args_span,
                    skip: instrument.skip_span,
                };
                let hold = Hold::default();
                self.report(
                    &value,
                    Shown { span, place, hold, style: Style::Debug, is_generic: false },
                    &sink,
                );
            }
        }
    }

    /// What `ret` and `err` record when the function ends.
    pub(super) fn instrument_result(&mut self) {
        let Some(instrument) = &self.function.decl.instrument else { return };
        let ret = self.types.signatures.function(self.id).ret;
        let (result, failure) = self.returned.clone().unwrap_or_default().apart();
        if let Some(style) = instrument.ret {
            let name = Name::new_static("#[instrument(ret)]");
            self.record_at_end(result.folded(), &ret, style, (name, instrument.path_span));
        }
        if let (Some(style), Some(failure)) = (instrument.err, failure) {
            let name = Name::new_static("#[instrument(err)]");
            self.record_at_end((*failure).clone(), &ret.arg(1), style, (name, instrument.path_span));
        }
    }

    /// Reports what an attribute at a place records of a result of a type.
    fn record_at_end(&mut self, value: Value, ty: &Ty<'a>, style: Style, (name, span): (Name, Span)) {
        let kind = Name::new_static("span");
        let value = self.exposed(value, ty, style, span);
        let sink =
            Sink { kind: &kind, name: &name, wrappers: &[], call: None, written: None, is_bare: false };
        let hold = Hold::default();
        self.report(&value, Shown { span, place: Place::Call, hold, style, is_generic: false }, &sink);
    }

    /// The names that a parameter's pattern binds.
    fn recorded(&self, pat: PatId) -> Vec<(Name, PatId)> {
        match &self.body.pat(pat).kind {
            PatKind::Bind(name, _) => vec![(name.clone(), pat)],
            PatKind::Same(inner) | PatKind::Typed(inner, _) => self.recorded(*inner),
            PatKind::Tuple(_, pats, _) | PatKind::Slice(pats) => {
                pats.iter().flat_map(|&pat| self.recorded(pat)).collect()
            }
            PatKind::Struct(_, fields) => fields.iter().flat_map(|(_, pat)| self.recorded(*pat)).collect(),
            PatKind::Or(_) | PatKind::Other => Vec::new(),
        }
    }

    /// Reports what a value shows at a place. What only callers know goes to the summary.
    fn report(&mut self, value: &Value, shown: Shown, sink: &Sink) {
        let catalog = self.types.catalog;
        for origin in &value.origins {
            if let (false, Some(port), false) = (origin.is_known(), &origin.port, origin.sealed) {
                self.export(port.clone(), origin, &shown, sink);
            }
        }
        let mut sourced: Vec<(&Origin, &Source)> =
            value.origins.iter().filter_map(|origin| Some((origin, &**origin.source.as_ref()?))).collect();
        sourced.retain(|(origin, source)| !origin.sealed && !catalog.class(source.class).is_person());
        sourced.sort_by_key(|(_, source)| std::cmp::Reverse(weight(catalog, source)));
        let mut flows: Vec<Flow> = Vec::new();
        for (origin, source) in sourced {
            let (span, place) = sink.place(origin, &shown);
            match flows.iter_mut().find(|flow| flow.shown == span) {
                Some(flow) if flow.source.class == source.class => {}
                Some(flow) => flow.also.push(source.clone()),
                None => {
                    flows.push(Flow {
                        source: source.clone(),
                        also: Vec::new(),
                        through: origin.through.as_deref().map(str::to_string),
                        steps: origin.steps.to(span).to_vec(),
                        sink: sink.kind.clone(),
                        sink_name: sink.name.clone(),
                        shown: span,
                        twins: Vec::new(),
                        place,
                        hold: shown.hold_of(origin, span),
                        mend: None,
                        text_field: None,
                        style: shown.style,
                        wrappers: sink.wrappers.to_vec(),
                        function: self.path.clone(),
                        in_tests: self.function.is_test,
                    });
                }
            }
        }
        self.flows.append(&mut flows);
    }

    /// Tells callers that an argument is shown.
    fn export(&mut self, port: Port, origin: &Origin, shown: &Shown, sink: &Sink) {
        let (span, place) = sink.place(origin, shown);
        self.sinks.add(PortSink {
            is_generic: shown.is_generic && port.path.is_empty(),
            port,
            steps: origin.steps.to(span),
            through: origin.through.clone(),
            site: Arc::new(Site {
                kind: sink.kind.clone(),
                name: sink.name.clone(),
                hold: shown.hold_of(origin, span),
                span,
                place,
                style: shown.style,
                wrappers: sink.wrappers.to_vec(),
                is_wrapper: sink.is_bare && !origin.altered,
                function: self.id,
            }),
        });
    }

    /// Reports an argument that a callee shows: at the argument, where the callee is a wrapper that adds no words of
    /// its own, else at the place in the callee. `step` is the one into the callee.
    pub(super) fn report_passed(
        &mut self,
        sink: &PortSink,
        value: &Value,
        (arg, span): (ExprId, Span),
        (callee, step): (FnId, &Arc<Step>),
    ) {
        if !sink.is_generic
            && let Some(parts) = value.untouched(&sink.port.path)
        {
            // Nobody but this function's callers knows what the part holds.
            for (port, origin) in parts.filter(|(_, origin)| !origin.sealed) {
                self.pass_on(port, origin, sink, step);
            }
            return;
        }
        let site = &*sink.site;
        let mut value = value.at(&sink.port.path);
        if sink.is_generic {
            let ty = self.inference.expr(arg);
            value = Cow::Owned(self.exposed(value.into_owned(), ty, site.style, span));
        }
        if value.is_plain {
            value = Cow::Owned(value.shown());
        }
        let catalog = self.types.catalog;
        for origin in value.origins.iter().filter(|origin| !origin.sealed) {
            match (origin.source.as_ref().filter(|_| origin.is_known()), &origin.port) {
                (None, Some(port)) => self.pass_on(port.clone(), origin, sink, step),
                (Some(source), _) if !catalog.class(source.class).is_person() => {
                    let through = origin.through.as_ref().or(sink.through.as_ref());
                    let way = origin.steps.with(step).along(&sink.steps);
                    let at_call = site.is_wrapper;
                    let shown = if at_call { span } else { site.span };
                    let defs = self.types.defs;
                    let home = defs.function(site.function);
                    self.flows.push(Flow {
                        source: (**source).clone(),
                        also: Vec::new(),
                        through: through.map(|through| through.to_string()),
                        steps: way.to(shown).to_vec(),
                        sink: site.kind.clone(),
                        sink_name: site.name.clone(),
                        shown,
                        twins: Vec::new(),
                        place: if at_call { Place::Call } else { site.place.clone() },
                        hold: match at_call {
                            true => self.passed_hold(&value, arg, sink, callee).of(origin.altered),
                            false => site.hold.clone().of(origin.altered),
                        },
                        mend: None,
                        text_field: None,
                        style: site.style,
                        wrappers: site.wrappers.clone(),
                        function: if at_call { self.path.clone() } else { super::path_of(home) },
                        in_tests: self.function.is_test || home.is_test,
                    });
                }
                _ => {}
            }
        }
    }

    /// Tells callers that an argument is shown by what this function calls.
    fn pass_on(&mut self, port: Port, origin: &Origin, sink: &PortSink, step: &Arc<Step>) {
        if self.sinks.lack(&port, &sink.site) {
            self.sinks.push(PortSink {
                port,
                steps: origin.steps.with(step).along(&sink.steps),
                is_generic: false,
                through: origin.through.as_ref().or(sink.through.as_ref()).cloned(),
                site: sink.site.clone(),
            });
        }
    }
}

/// The first step inside a call at which the value could be hidden: the innermost of its arguments.
fn entry(origin: &Origin, call: Span) -> Option<(Span, Place)> {
    let inside = |step: &&Step| call.contains(step.span) && call != step.span;
    let step = origin.steps.in_order().into_iter().filter(inside).find(|step| step.place.is_some())?;
    Some((step.span, step.place.clone()?))
}

/// What is worth more in a message: what is more than possible, then the higher level, then the better evidence.
pub(super) fn weight(catalog: &Catalog, source: &Source) -> (bool, PolicyLevel, Confidence) {
    (source.confidence > Confidence::Possible, catalog.class(source.class).level, source.confidence)
}

/// One flow for each place that shows something: the one that weighs most and took the shortest way, the others'
/// classes beside it; there are `at_most` flows. Loops and closures are read more than once, and callees have many
/// callers.
pub fn one_per_place(catalog: &Catalog, flows: impl IntoIterator<Item = Flow>, at_most: usize) -> Vec<Flow> {
    // They are large, and hardly any place is shown twice.
    let mut kept: Vec<Flow> = Vec::with_capacity(at_most);
    let mut places: HashMap<(Span, Name), usize> = HashMap::default();
    for flow in flows {
        let Some(&at) = places.get(&(flow.shown, flow.sink.clone())) else {
            places.insert((flow.shown, flow.sink.clone()), kept.len());
            kept.push(flow);
            continue;
        };
        let known = &mut kept[at];
        let mut other = flow;
        let (new, old) = (weight(catalog, &other.source), weight(catalog, &known.source));
        if new > old || new == old && other.steps.len() < known.steps.len() {
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
