//! What flows where: a forward interpretation of each function, flow-sensitive, with joins where branches meet.
//!
//! Terms: a *transfer* says what an expression's value holds, given its parts; a *sink* is where text leaves the
//! program's hands. Invariants: every function is interpreted on its own (summaries across calls have their place
//! here, before [`analyze`]); the result depends on the function and the declarations alone, not on order.

mod call;
mod emit;
mod exposure;
mod state;
mod transfer;
mod value;

pub use exposure::{Exposures, declared};

use crate::catalog::Catalog;
use crate::classify::Source;
use crate::finding::Flow;
use crate::hir::{Body, Effect, ExprId, ExprKind, File, Fn, Name, PatId};
use crate::infer::Types;
use crate::resolve::{DefMap, owner_name};
use crate::span::FileId;
use state::State;
use std::collections::BTreeMap;

/// What a function is read against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What is known.
    pub catalog: &'a Catalog,
    /// The workspace's definitions.
    pub defs: &'a DefMap<'a>,
    /// The crates that the function's package depends on; models of others do not count.
    pub crates: &'a [Name],
    /// The function's file.
    pub file: FileId,
    /// What showing a value of a type shows.
    pub exposures: &'a Exposures,
}

/// The state of interpreting one function.
struct Interpreter<'a> {
    cx: Context<'a>,
    types: Types<'a>,
    function: &'a Fn,
    body: &'a Body,
    /// The kind of sink that the last parameter writes to, where the function formats.
    handle: Option<Name>,
    state: State,
    /// Locals that are passed to a parameter whose name is of a class, with that parameter and its function.
    passed: BTreeMap<PatId, crate::classify::Source>,
    flows: Vec<Flow>,
    /// What the function returns.
    returned: value::Value,
    /// How many calls of local closures are open.
    calls: usize,
    /// How many expressions may still be visited; loops and closures visit some twice.
    fuel: usize,
}

/// The binding of `self`, which no pattern of a body makes.
const SELF: PatId = PatId(u32::MAX);

/// The most expressions that are visited in one function.
const MAX_VISITS: usize = 2_000_000;

/// The flows of one function.
pub fn analyze(cx: Context, function: &Fn) -> Vec<Flow> {
    let Some(body) = &function.body else { return Vec::new() };
    if !may_leak(cx.catalog, function, body) {
        return Vec::new();
    }
    interpret(cx, function, body, None)
}

/// Drops the code of functions that can reach no sink and format nothing, which is most of it: what is never
/// interpreted need not be kept. Patterns stay, since parameter names are asked for.
pub fn forget_silent(catalog: &Catalog, file: &mut File) {
    for function in &mut file.fns {
        let is_silent = exposure::style_of(function).is_none()
            && function.body.as_ref().is_some_and(|body| !may_leak(catalog, function, body));
        if let Some(body) = function.body.as_mut().filter(|_| is_silent) {
            *body = Body { pats: std::mem::take(&mut body.pats), ..Body::default() };
        }
    }
}

/// What the `fmt` of a hand-written `Debug` or `Display` writes to its formatter.
fn analyze_format(cx: Context, function: &Fn) -> Vec<Source> {
    let Some(body) = &function.body else { return Vec::new() };
    let flows = interpret(cx, function, body, Some(Name::new(FORMATTER)));
    let flows = flows.into_iter().filter(|flow| flow.sink == FORMATTER);
    flows.flat_map(|flow| std::iter::once(flow.source).chain(flow.also)).collect()
}

/// The kind of sink that a formatter is; no lint watches it.
const FORMATTER: &str = "formatter";

/// Reads a function; `handle` is the kind of sink that its last parameter writes to.
fn interpret(cx: Context, function: &Fn, body: &Body, handle: Option<Name>) -> Vec<Flow> {
    let types = Types { catalog: cx.catalog, defs: cx.defs, file: cx.file };
    let mut interpreter = Interpreter {
        cx,
        types,
        function,
        body,
        handle,
        state: State::default(),
        passed: BTreeMap::new(),
        flows: Vec::new(),
        returned: value::Value::default(),
        calls: 0,
        fuel: MAX_VISITS,
    };
    interpreter.run();
    if !interpreter.passed.is_empty() {
        // What was learnt of a local at a call holds before the call too, so the function is read once more.
        interpreter.state = State::default();
        interpreter.flows.clear();
        interpreter.run();
    }
    emit::one_per_place(interpreter.cx.catalog, interpreter.flows)
}

impl Interpreter<'_> {
    fn run(&mut self) {
        self.state.enter();
        if self.function.receiver.is_some() {
            let name = Name::new("self");
            let value = self.wrapped().map(value::Value::of).unwrap_or_default();
            let value = value::Value { ty: self.function.owner.clone(), name: name.clone(), ..value };
            self.state.bind(&name, SELF, value);
        }
        for param in &self.function.params {
            let source = match &self.body.pat(param.pat).kind {
                crate::hir::PatKind::Bind(name, _) => {
                    self.types.classify_binding(name, param.span, Some(&param.ty), Some(&param.notes))
                }
                _ => None,
            };
            let mut value = source.map(value::Value::of).unwrap_or_default();
            value.ty = Some(self.with_self(&param.ty));
            self.bind(param.pat, &value, true);
        }
        if let (Some(kind), Some(param)) = (&self.handle, self.function.params.last()) {
            self.state.assign(
                param.pat,
                &[],
                value::Value { handle: Some(kind.clone()), ..value::Value::default() },
            );
        }
        self.instrument();
        if let Some(root) = self.body.root {
            let result = self.eval(root);
            self.returned.join(&result);
        }
        self.instrument_result();
        self.state.leave();
    }

    /// What `self` holds where the formatting of a one-field type is read: the datum that the type is named after.
    fn wrapped(&self) -> Option<Source> {
        self.handle.as_ref()?;
        let def = self.types.def(self.function.owner.as_ref()?)?;
        let [variant] = def.variants.as_slice() else { return None };
        let [field] = variant.fields.as_slice() else { return None };
        self.types
            .classify_field(def, field)
            .or_else(|| self.types.classify_binding(&def.name, def.span, None, None))
    }

    /// A name for the function in fingerprints: `Type::name` or `name`.
    fn path(&self) -> String {
        match owner_name(self.function) {
            Some(owner) => format!("{owner}::{}", self.function.name),
            None => self.function.name.to_string(),
        }
    }
}

/// Whether a body can reach a sink at all; most cannot, and are not interpreted.
fn may_leak(catalog: &Catalog, function: &Fn, body: &Body) -> bool {
    let models = &catalog.models;
    let is_shown =
        |arg: Option<&ExprId>| arg.is_some_and(|&arg| !matches!(body.expr(arg).kind, ExprKind::Str(_)));
    function.instrument.is_some()
        || body.exprs.iter().any(|expr| match &expr.kind {
            ExprKind::Emission(emission) => {
                let is_sink = !matches!(emission.effect, Effect::Text | Effect::Into);
                is_sink && !(emission.holes.is_empty() && emission.fields.is_empty())
            }
            ExprKind::MethodCall(_, name, _, args) => models
                .methods(name)
                .any(|model| model.sinks.iter().any(|sink| is_shown(args.get(sink.index)))),
            ExprKind::Call(callee, args) => match &body.expr(*callee).kind {
                ExprKind::Path(path) => models.function(path).is_some_and(|model| {
                    model.handle.is_some() || model.sinks.iter().any(|sink| is_shown(args.get(sink.index)))
                }),
                _ => false,
            },
            _ => false,
        })
}
