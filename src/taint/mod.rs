//! What flows where: each function is interpreted forward, flow-sensitive, with joins where branches meet; what it does
//! with its arguments is its summary, and a caller is interpreted with the summaries of what it calls.
//!
//! Terms: a *transfer* says what an expression's value holds, given its parts; a *sink* is where text leaves the
//! program's hands; an *exposure* is what formatting a value of a type writes out. Invariants: functions are read in
//! the order of the call graph, callees first, so that a summary is final when it is used; functions that call each
//! other are read until nothing changes, at most [`component::MAX_ROUNDS`] times; the result depends on the program
//! alone, not on threads or order.

mod again;
mod bind;
mod call;
mod circle;
mod component;
mod describe;
mod edges;
mod emit;
mod exposure;
mod fixpoint;
mod hold;
mod model;
mod outcome;
mod read;
mod readings;
mod recorded;
mod render;
mod schedule;
mod show;
mod state;
mod steps;
mod summary;
mod texts;
mod transfer;
mod value;

pub use again::{Beside, analyze_again};
pub use describe::{describe_calls, describe_summaries};
pub use edges::{edges, has_sink, registered};
pub use emit::one_per_place;
use exposure::Told;
pub use exposure::{Exposures, declared};
pub use fixpoint::{Analysis, analyze};
pub use readings::Readings;
pub use render::supplied_by_types;
pub use summary::{PortSink, Site, Summary};
pub use value::{Origin, Port, Value};

use crate::classify::{FieldClasses, Source};
use crate::finding::{Definition, Flow, Hold, Place, Registration, Supply};
use crate::hir::{Body, ExprKind, Fn, Name, PatId, PatKind, Receiver, Style};
use crate::infer::{Inference, Inferences, SELF, Ty, TypeFact, Types};
use crate::resolve::{FnId, owner_name};
use crate::span::Span;
use ecow::EcoVec;
use state::State;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use steps::Steps;
use summary::Sinks;
use value::MAX_DEPTH;

/// What every function is read against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Types and definitions.
    pub types: Types<'a>,
    /// The classes of fields.
    pub classes: &'a FieldClasses,
    /// The crates that each package depends on; models of others do not count.
    pub crates: &'a [Vec<Name>],
    /// The types of each body.
    pub inferences: &'a Inferences<'a>,
    /// What formatting a value of a type writes out.
    pub exposures: &'a Exposures,
    /// Functions that hide what they are given, in their order.
    pub masks: &'a [FnId],
}

/// The state of interpreting one function.
struct Interpreter<'a, 's> {
    cx: Context<'a>,
    types: Types<'a>,
    known: &'s dyn std::ops::Fn(FnId) -> Option<&'s Summary>,
    /// What types were found to write out.
    told: &'s Told,
    id: FnId,
    function: &'a Fn,
    body: &'a Body,
    inference: &'s Inference<'a>,
    crates: &'a [Name],
    state: State,
    /// Locals that are passed to a parameter whose name is of a class, with that parameter and its function.
    passed: BTreeMap<PatId, Source>,
    flows: Vec<Flow>,
    supplies: Vec<Supply>,
    registrations: Vec<Registration>,
    definitions: Vec<Definition>,
    summary: Summary,
    /// What will be its summary's.
    sinks: Sinks,
    /// What the function returns.
    returned: Option<Value>,
    /// Other functions whose code was looked at.
    looked: RefCell<BTreeSet<FnId>>,
    /// What the function is called: `Type::name` or `name`.
    path: String,
    /// Whether the text of a file is named in the function, once that is asked.
    includes: OnceCell<bool>,
    /// How many calls of local closures are open.
    calls: usize,
    /// How many expressions may still be visited; loops and closures visit some twice.
    fuel: usize,
}

/// The most expressions that are visited in one function.
const MAX_VISITS: usize = 400_000;
/// The most parts of a result, and parts of these, that callers are told of one by one.
const MAX_KEPT: usize = 128;
/// The kind of sink that a formatter is; no lint watches it.
const FORMATTER: &str = "formatter";
/// The kind of sink that the text of a message is.
const MESSAGE: &str = "template";
/// The type that a formatter has.
const FORMATTER_TYPE: &str = "Formatter";

/// What a function was found to do.
#[derive(Debug, Default)]
struct Reading {
    summary: Summary,
    found: Found,
}

/// What was found in a function beside what a call of it does.
#[derive(Debug, Default)]
struct Found {
    flows: Vec<Flow>,
    supplies: Vec<Supply>,
    registrations: Vec<Registration>,
    definitions: Vec<Definition>,
    /// Other functions whose code was read for it, in their order.
    looked: Vec<FnId>,
    /// Whether it was too large to be read to its end.
    is_cut: bool,
    /// Whether it does something with parts of its arguments that lie deeper than access paths go.
    is_folded: bool,
}

/// Reads a function, given its code; `known` gives the summaries of those that it calls.
fn interpret<'a, 's>(
    cx: Context<'a>,
    id: FnId,
    (body, inference): (&'a Body, &'s Inference<'a>),
    known: &'s dyn std::ops::Fn(FnId) -> Option<&'s Summary>,
    told: &'s Told,
) -> Reading {
    let function = cx.types.defs.function(id);
    let package = cx.types.defs.package(cx.types.defs.file_of_fn(id));
    let mut interpreter = Interpreter {
        cx,
        types: cx.types,
        known,
        told,
        id,
        function,
        body,
        inference,
        crates: cx.crates.get(package).map(Vec::as_slice).unwrap_or_default(),
        state: State::of(body.pats.len()),
        passed: BTreeMap::new(),
        flows: Vec::new(),
        supplies: Vec::new(),
        registrations: Vec::new(),
        definitions: Vec::new(),
        summary: Summary::default(),
        sinks: Sinks::default(),
        returned: None,
        looked: RefCell::default(),
        path: path_of(function),
        includes: OnceCell::new(),
        calls: 0,
        fuel: MAX_VISITS,
    };
    body.fetch();
    interpreter.inference.fetch();
    interpreter.run();
    if !interpreter.passed.is_empty() {
        // What was learnt of a local at a call holds before the call too, so the function is read once more.
        interpreter.state = State::of(body.pats.len());
        interpreter.flows.clear();
        interpreter.supplies.clear();
        interpreter.summary = Summary::default();
        interpreter.returned = None;
        interpreter.run();
    }
    let at_most = interpreter.flows.len();
    let found = Found {
        flows: emit::one_per_place(cx.types.catalog, interpreter.flows, at_most),
        supplies: interpreter.supplies,
        registrations: interpreter.registrations,
        definitions: interpreter.definitions,
        looked: interpreter.looked.into_inner().into_iter().collect(),
        is_folded: interpreter.summary.is_folded(),
        is_cut: interpreter.fuel == 0,
    };
    Reading { summary: interpreter.summary, found }
}

impl<'a> Interpreter<'a, '_> {
    fn run(&mut self) {
        let shift = u32::from(self.function.decl.receiver.is_some());
        if shift == 1 {
            let name = Name::new("self");
            let mut value = Value { name, ..Value::port(0) };
            self.wrapped().into_iter().for_each(|source| value.declared(source));
            self.state.bind(SELF, value);
        }
        for (at, param) in self.function.decl.params.iter().enumerate() {
            self.enter_param(at, shift + at as u32, param);
        }
        self.instrument();
        if let Some(root) = self.body.root {
            let result = self.eval(root);
            self.give_back(&result);
        }
        self.instrument_result();
        self.summary.returns = match self.cx.masks.binary_search(&self.id).is_ok() {
            true => Value::constant(),
            false => self.returned.take().map(bounded).unwrap_or_default(),
        };
        self.note_writes(shift);
        self.summary.sinks = self.sinks.take();
    }

    /// What a function shows of an argument that is declared to be a sink: all of it.
    fn declare_sink(&mut self, index: u32, span: Span, ty: &Ty<'a>) {
        let Some(kind) = declared_sink(self.function) else { return };
        self.sinks.add(PortSink {
            is_generic: !matches!(self.types.peel(ty), Ty::Adt(..) | Ty::Extern(..)),
            port: Port { index, path: EcoVec::new(), is_folded: false },
            steps: Steps::default(),
            through: None,
            site: Arc::new(Site {
                kind: Name::new(kind),
                name: Name::new(&self.path),
                span,
                place: Place::Call,
                hold: Hold::default(),
                style: Style::Display,
                wrappers: Vec::new(),
                is_wrapper: true,
                function: self.id,
            }),
        });
    }

    fn enter_param(&mut self, at: usize, index: u32, param: &crate::hir::Param) {
        let ty = &self.types.signatures.function(self.id).params[at];
        self.declare_sink(index, param.span, ty);
        let mut value = Value::port(index);
        let name = match &self.body.pat(param.pat).kind {
            PatKind::Bind(name, _) => Some(name),
            _ => None,
        };
        if self.types.fact(ty) == TypeFact::NoDatum {
            value = Value::constant();
        } else if let Some(name) = name
            && let Some(source) = self.types.classify_param(
                name,
                param.span,
                ty,
                &param.notes,
                (&self.param_names(), &self.path),
            )
        {
            value.declared(source);
        }
        if ty.extern_name().is_some_and(|name| *name == FORMATTER_TYPE) {
            value = Value { handle: Some(Name::new_static(FORMATTER)), ..Value::constant() };
        }
        self.bind(param.pat, &value, true);
    }

    /// The names of the parameters that are one.
    fn param_names(&self) -> Vec<&Name> {
        let pats = self.function.decl.params.iter().map(|param| &self.body.pat(param.pat).kind);
        let named = pats.filter_map(|kind| match kind {
            PatKind::Bind(name, _) => Some(name),
            _ => None,
        });
        named.collect()
    }

    /// Notes a value that the function may return.
    fn give_back(&mut self, value: &Value) {
        match &mut self.returned {
            Some(returned) => returned.join(value),
            None => self.returned = Some(Value { name: Name::default(), closure: None, ..value.clone() }),
        }
    }

    /// What was added to arguments that belong to the caller.
    fn note_writes(&mut self, shift: u32) {
        let mut outs: Vec<(u32, PatId)> = Vec::new();
        if self.function.decl.receiver == Some(Receiver::Write) {
            outs.push((0, SELF));
        }
        let params = self.function.decl.params.iter().enumerate().filter(|(_, param)| param.is_out);
        outs.extend(params.map(|(at, param)| (shift + at as u32, param.pat)));
        for (index, pat) in outs {
            // What goes to a formatter is told of as shown.
            let Some(value) = self.state.value(pat).filter(|value| value.handle.is_none()).cloned() else {
                continue;
            };
            let mut written = Vec::new();
            added(index, &value, &mut Vec::new(), &mut written);
            if leaves_early(self.body) {
                // What was put there at the end may not have been.
                written.retain(|(_, value)| !value.is_constant);
            }
            written.into_iter().for_each(|(port, value)| self.summary.add_write(port, value));
        }
    }

    /// What `self` holds where the formatting of a one-field type is read: the datum that the type is named after.
    fn wrapped(&self) -> Option<Source> {
        exposure::style_of(self.function)?;
        let (id, def) = self.types.def(&self.types.signatures.function(self.id).self_ty)?;
        let [variant] = def.decl.variants.as_slice() else { return None };
        if variant.fields.len() != 1 {
            return None;
        }
        let of_field = self.cx.classes.get(id, 0, 0).map(|source| (**source).clone());
        of_field.or_else(|| self.types.classify_binding(&def.name, def.span, None, None))
    }
}

/// Whether a body calls what a message is made with: a function whose argument is the text of one.
fn sends(types: &Types, body: &Body) -> bool {
    let is_maker = |name: &Name| {
        let mut models = types.catalog.models.named(name);
        models.any(|model| model.sinks.iter().any(|sink| sink.kind == MESSAGE))
    };
    body.exprs.iter().any(|expr| match &expr.kind {
        ExprKind::MethodCall(call) => is_maker(&call.name) && call.args.len() == 1,
        ExprKind::Call(callee, _) => match &body.expr(*callee).kind {
            ExprKind::Path(path, _) => path.len() > 1 && path.last().is_some_and(is_maker),
            _ => false,
        },
        _ => false,
    })
}

/// Whether a body may be left before its end.
fn leaves_early(body: &Body) -> bool {
    body.exprs.iter().any(|expr| matches!(expr.kind, ExprKind::Leave(_) | ExprKind::Try(_)))
}

/// The kind of sink that somebody said a function to be.
fn declared_sink(function: &Fn) -> Option<&str> {
    let sink = function.decl.notes.annotations.iter().find(|(word, _)| word == "sink");
    sink.map(|(_, kind)| kind.as_str())
}

/// Whether somebody said what a function does, so that it is worth reading.
pub fn is_declared(function: &Fn) -> bool {
    let words = ["mask", "sanitizer", "sink"];
    function.decl.notes.annotations.iter().any(|(word, _)| words.contains(&word.as_str()))
}

/// Whether a body names the text of a file.
fn has_included(body: &Body) -> bool {
    body.exprs.iter().any(|expr| matches!(&expr.kind, ExprKind::Emission(one) if one.included.is_some()))
}

/// A name for a function in fingerprints and reasons: `Type::name` or `name`.
fn path_of(function: &Fn) -> String {
    match owner_name(function) {
        Some(owner) => format!("{owner}::{}", function.name),
        None => function.name.to_string(),
    }
}

/// The parts of an argument that something was put into; what only came in by it is none.
fn added(index: u32, value: &Value, path: &mut Vec<Name>, found: &mut Vec<(Port, Value)>) {
    let port = Port { index, path: path.as_slice().into(), is_folded: false };
    let is_itself = |origin: &Origin| {
        origin.port.as_ref().is_some_and(|from| from.index == index && from.path.starts_with(path))
    };
    let origins: EcoVec<Origin> = value.origins.iter().filter(|origin| !is_itself(origin)).cloned().collect();
    if !origins.is_empty() {
        found.push((port, Value { origins, ..Value::default() }));
    } else if value.is_constant && !path.is_empty() && value.parts.is_empty() {
        found.push((port, Value::constant()));
    }
    if path.len() < MAX_DEPTH {
        for (name, part) in value.parts.iter() {
            path.push(name.clone());
            added(index, part, path, found);
            path.pop();
        }
    }
}

/// A result that is small enough to be kept: deep parts are folded into their owners, and the deeper ones where there are
/// many.
fn bounded(value: Value) -> Value {
    fn count(value: &Value, depth: usize) -> usize {
        let parts = value.parts.values().filter(|_| depth > 0);
        1 + parts.map(|part| count(part, depth - 1)).sum::<usize>()
    }
    fn cut(value: &Value, depth: usize) -> Value {
        if depth == 0 {
            return value.folded();
        }
        let is_small = |part: &Value| part.parts.is_empty() && part.name.is_empty() && part.closure.is_none();
        let parts = value.parts.map(|part| match is_small(part) {
            true => part.clone(),
            false => Arc::new(cut(part, depth - 1)),
        });
        Value { parts, name: Name::default(), closure: None, ..value.clone() }
    }
    let depth = (1..=MAX_DEPTH).rev().find(|&depth| count(&value, depth) <= MAX_KEPT).unwrap_or(1);
    cut(&value, depth)
}
