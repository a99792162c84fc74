//! What a call of a function does, told in terms of its arguments.
//!
//! A summary is made once and used at every call: [`Summary::returned`] puts the caller's values in the place of the
//! ports. Models say the same of functions whose code is not here.

use super::steps::Steps;
use super::value::{Origin, Port, Value};
use crate::classify::Source;
use crate::finding::{Given, Hold, Place, Text};
use crate::hir::{Name, Style};
use crate::resolve::FnId;
use crate::span::Span;
use rustc_hash::FxHashMap as HashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// What is known of a function.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// What its result holds.
    pub returns: Value,
    /// What it adds to its arguments.
    pub writes: Vec<(Port, Value)>,
    /// Where its arguments are shown.
    pub sinks: Vec<PortSink>,
    /// Templates that it renders with its arguments.
    pub renders: Vec<PortRender>,
    /// Templates that it makes known whose name or text is an argument.
    pub definitions: Vec<PortDefinition>,
    /// What it writes to a formatter, and where, if it formats.
    pub formats: Vec<(Arc<Source>, Span)>,
}

/// An argument that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct PortSink {
    /// The argument.
    pub port: Port,
    /// The way from it to the place.
    pub steps: Steps,
    /// What writes the value out, where that is the formatting of a type.
    pub through: Option<Arc<str>>,
    /// Whether the type of the value is the caller's, so that only the caller knows what printing it shows.
    pub is_generic: bool,
    /// The place, which is the same for all callers on the way.
    pub site: Arc<Site>,
}

/// A place that shows a value.
#[derive(Debug, PartialEq)]
pub struct Site {
    /// The kind of sink.
    pub kind: Name,
    /// The macro or function that is the sink.
    pub name: Name,
    /// The place.
    pub span: Span,
    /// How it is written.
    pub place: Place,
    /// What an edit there has to know.
    pub hold: Hold,
    /// How the value prints.
    pub style: Style,
    /// Wrapper macros around the sink, outermost first.
    pub wrappers: Vec<Name>,
    /// Whether the argument is all that is said, so that the function is a sink by itself and its caller chose the text.
    pub is_wrapper: bool,
    /// The function that holds the place.
    pub function: FnId,
}

/// A template that is rendered with an argument, or with a name that is one.
#[derive(Clone, Debug, PartialEq)]
pub struct PortRender {
    /// The name of the template.
    pub text: Text,
    /// The dialect of its text, where the call tells.
    pub dialect: Option<Name>,
    /// What it is given.
    pub data: Value,
    /// The call that renders it.
    pub span: Span,
    /// The function that is called there.
    pub by: Name,
    /// Where the values of its keys are written.
    pub places: Vec<(Name, Span)>,
}

/// A template that is made known by a name or a text that is an argument.
#[derive(Clone, Debug, PartialEq)]
pub struct PortDefinition {
    /// The name under which it is rendered.
    pub name: Text,
    /// Where its text is, where that is known.
    pub text: Option<Given>,
    /// The argument that is its text, where it is one.
    pub argument: Option<u32>,
    /// The crate that reads it.
    pub engine: Name,
}

/// More templates than this say no more about a function.
const MAX_RENDERS: usize = 24;
/// More places than this say no more about a function.
const MAX_SINKS: usize = 256;
/// More writes than this say no more about a function.
const MAX_WRITES: usize = 16;

impl Summary {
    /// Adds a template once.
    pub fn add_render(&mut self, render: PortRender) {
        let same = |known: &PortRender| known.span == render.span && known.text == render.text;
        if self.renders.len() < MAX_RENDERS && !self.renders.iter().any(same) {
            self.renders.push(render);
        }
    }

    /// Adds a template that is made known, once.
    pub fn add_definition(&mut self, definition: PortDefinition) {
        if self.definitions.len() < MAX_RENDERS && !self.definitions.contains(&definition) {
            self.definitions.push(definition);
        }
    }

    /// Adds what goes into an argument.
    pub fn add_write(&mut self, port: Port, value: Value) {
        let has_room = self.writes.len() < MAX_WRITES;
        match self.writes.iter_mut().find(|(known, _)| *known == port) {
            Some((_, known)) => known.join(&value),
            None if has_room => self.writes.push((port, value)),
            None => {}
        }
    }

    /// Tells less finely what goes around in a circle of calls.
    pub fn widen(&mut self) {
        self.returns.widen();
        self.writes.iter_mut().for_each(|(_, value)| value.widen());
    }

    /// Whether what its callers pass is shown, or given to a template.
    pub fn asks_callers(&self) -> bool {
        !(self.sinks.is_empty() && self.renders.is_empty() && self.definitions.is_empty())
    }

    /// Whether it tells of parts of arguments that lie deeper than access paths go, so that their owners stand for them.
    pub fn is_folded(&self) -> bool {
        self.sinks.iter().any(|sink| sink.port.is_folded)
            || self.returns.is_folded()
            || self.writes.iter().any(|(port, value)| port.is_folded || value.is_folded())
    }

    /// Whether its result is an argument as it came in, so that its name cannot mean that it hides it.
    pub fn returns_input(&self) -> bool {
        let is_input = |origin: &Origin| origin.port.is_some() && !origin.altered;
        self.returns.origins.iter().any(is_input)
    }

    /// What the result holds at a call with these arguments.
    pub fn returned(&self, args: &[Value]) -> Value {
        if self.returns.is_of_call() { replaced(&self.returns, args) } else { self.returns.clone() }
    }
}

/// The places that show arguments, while a function is read: each once for each argument.
#[derive(Debug, Default)]
pub(super) struct Sinks {
    all: Vec<PortSink>,
    /// The last of those at each place.
    last: HashMap<Span, usize>,
    /// The one before each of those at the same place.
    before: Vec<Option<usize>>,
}

impl Sinks {
    /// Adds a place where there is room for it and it is new.
    pub fn add(&mut self, sink: PortSink) {
        if self.lack(&sink.port, &sink.site) {
            self.push(sink);
        }
    }

    /// Adds a place that is lacking.
    pub fn push(&mut self, sink: PortSink) {
        self.before.push(self.last.insert(sink.site.span, self.all.len()));
        self.all.push(sink);
    }

    /// Whether there is room for a place that shows this argument, and that it does is new.
    pub fn lack(&self, port: &Port, site: &Site) -> bool {
        let at_place = std::iter::successors(self.last.get(&site.span), |&&at| self.before[at].as_ref());
        let is_same = |at: &usize| self.all[*at].site.kind == site.kind && self.all[*at].port == *port;
        self.all.len() < MAX_SINKS && !at_place.copied().any(|at| is_same(&at))
    }

    /// All of them, in the order in which they came.
    pub fn take(&mut self) -> Vec<PortSink> {
        std::mem::take(self).all
    }
}

/// A value of a callee with the ports replaced by what the caller passes.
pub(super) fn replaced(value: &Value, args: &[Value]) -> Value {
    let mut result = Value {
        is_plain: value.is_plain,
        is_constant: value.is_constant,
        handle: value.handle.clone(),
        ..Value::default()
    };
    for origin in &value.origins {
        match &origin.port {
            None => result.add(origin.clone()),
            Some(port) => {
                let Some(arg) = args.get(port.index as usize) else { continue };
                let given = arg.at(&port.path);
                let is_unknown = given.is_empty() && !given.is_constant && !arg.is_constant;
                if origin.source.is_some() && is_unknown {
                    // Nothing is known of what is passed, so the parameter's name speaks.
                    result.add(Origin { port: None, ..origin.clone() });
                    continue;
                }
                let whole = if given.parts.is_empty() { given } else { Cow::Owned(given.folded()) };
                for from in &whole.origins {
                    let sealed = from.sealed && (origin.sealed || origin.source.is_none());
                    let altered = from.altered || origin.altered;
                    let through = origin.through.clone().or_else(|| from.through.clone());
                    result.add(Origin { sealed, altered, through, ..from.clone().along(&origin.steps) });
                }
                if port.path.is_empty() && !origin.altered && value.origins.len() == 1 {
                    // The argument itself comes back, with its parts.
                    result.parts = arg.parts.clone();
                    result.is_plain |= arg.is_plain;
                    result.is_constant = arg.is_constant;
                }
            }
        }
    }
    let each = |part: &Arc<Value>| match part.is_of_call() {
        true => Arc::new(replaced(part, args)),
        false => part.clone(),
    };
    match result.parts.is_empty() {
        true => result.parts = value.parts.map(each),
        false => value.parts.iter().for_each(|(name, part)| result.parts.insert(name.clone(), each(part))),
    }
    result
}
