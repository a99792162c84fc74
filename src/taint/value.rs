//! What a value holds while a function is interpreted.
//!
//! Terms: an *origin* is a source with the steps taken since; an *access path* is the row of field names that leads to
//! a part of a value. Invariants: access paths end at [`MAX_DEPTH`], deeper parts are folded into their owner; origins
//! are unique per class and source, in the order in which they came.

use crate::classify::Source;
use crate::finding::{Place, Step};
use crate::hir::{ExprId, Name, TypeRef};
use crate::span::Span;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How deep access paths go.
const MAX_DEPTH: usize = 4;
/// More origins than this in one value say no more to a reader.
const MAX_ORIGINS: usize = 8;
/// A longer path is not read by anybody.
const MAX_STEPS: usize = 12;

/// A source and the way from it.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Where the data comes from.
    pub source: Rc<Source>,
    /// The steps since, first to last.
    pub steps: Rc<Vec<Step>>,
    /// Whether the value hides itself when shown.
    pub sealed: bool,
    /// What writes it out, where that is the formatting of a type and not the value itself.
    pub through: Option<Rc<str>>,
}

/// The abstract value of an expression.
#[derive(Clone, Debug, Default)]
pub struct Value {
    /// What it holds as a whole.
    pub origins: Vec<Origin>,
    /// What its parts hold.
    pub parts: BTreeMap<Name, Rc<Value>>,
    /// Its type, as declared.
    pub ty: Option<TypeRef>,
    /// What it is called in messages; empty for a value without a name.
    pub name: Name,
    /// The kind of sink that it writes to, as a handle of standard output does.
    pub handle: Option<Name>,
    /// The closure that it is.
    pub closure: Option<ExprId>,
    /// Whether its parts are shown when it is: tuples and arrays, not structs.
    pub is_plain: bool,
    /// Whether it was made from literals alone, so that no name says anything about it.
    pub is_constant: bool,
}

impl Value {
    /// A value that holds one source.
    pub fn of(source: Source) -> Value {
        let sealed = source.sealed;
        Value {
            origins: vec![Origin { source: Rc::new(source), steps: Rc::default(), sealed, through: None }],
            ..Value::default()
        }
    }

    /// A value whose formatting writes out a source.
    pub fn through(source: Source, what: &str) -> Value {
        let mut value = Value::of(source);
        value.origins.iter_mut().for_each(|origin| origin.through = Some(what.into()));
        value
    }

    /// A value that holds nothing.
    pub fn constant() -> Value {
        Value { is_constant: true, ..Value::default() }
    }

    /// Whether nothing is known to be in it.
    pub fn is_clean(&self) -> bool {
        self.origins.is_empty() && self.parts.values().all(|part| part.is_clean())
    }

    /// Adds what another value holds as a whole.
    pub fn absorb(&mut self, other: &Value) {
        for origin in &other.origins {
            self.add(origin.clone());
        }
    }

    fn add(&mut self, origin: Origin) {
        let has_room = self.origins.len() < MAX_ORIGINS;
        match self.origins.iter_mut().find(|known| known.source == origin.source) {
            Some(known) => known.sealed &= origin.sealed,
            None if has_room => self.origins.push(origin),
            None => {}
        }
    }

    /// Whether it is the result of a call whose name alone gives it a class.
    pub fn is_named_result(&self) -> bool {
        self.name.ends_with("()")
    }

    /// Everything in it and its parts, as one whole.
    pub fn folded(&self) -> Value {
        let mut whole = Value { origins: self.origins.clone(), ty: self.ty.clone(), ..Value::default() };
        for part in self.parts.values() {
            whole.absorb(&part.folded());
        }
        whole
    }

    /// What showing it shows, as far as its own shape tells.
    pub fn shown(&self) -> Value {
        if self.is_plain { self.folded() } else { Value { parts: BTreeMap::new(), ..self.clone() } }
    }

    /// The same, one step further.
    pub fn after(self, span: Span, what: impl Into<String>) -> Value {
        self.after_step(span, what, None)
    }

    /// The same, one step further, which is a place where the value could be hidden.
    pub fn after_place(self, span: Span, what: impl Into<String>, place: Place) -> Value {
        self.after_step(span, what, Some(place))
    }

    fn after_step(mut self, span: Span, what: impl Into<String>, place: Option<Place>) -> Value {
        if self.origins.is_empty() {
            return self;
        }
        let step = Step { span, what: what.into(), place };
        for origin in &mut self.origins {
            if origin.steps.len() < MAX_STEPS && origin.steps.last() != Some(&step) {
                Rc::make_mut(&mut origin.steps).push(step.clone());
            }
        }
        self
    }

    /// The same with its redacting type taken off.
    pub fn revealed(mut self) -> Value {
        self.origins.iter_mut().for_each(|origin| origin.sealed = false);
        self
    }

    /// The part under an access path, where one was put there.
    pub fn part(&self, path: &[Name]) -> Option<&Value> {
        path.iter().try_fold(self, |value, name| value.parts.get(name).map(|part| &**part))
    }

    /// Puts a part under an access path, or into the whole where the path is too long.
    pub fn set(&mut self, path: &[Name], value: Value) {
        match path {
            [] => *self = value,
            [name, rest @ ..] if path.len() <= MAX_DEPTH => {
                let mut part = self.parts.get(name).map(|part| (**part).clone()).unwrap_or_default();
                part.set(rest, value);
                self.parts.insert(name.clone(), Rc::new(part));
            }
            _ => self.absorb(&value.folded()),
        }
    }

    /// What either of two values may hold, where two branches meet.
    pub fn join(&mut self, other: &Value) {
        self.absorb(other);
        for (name, part) in &other.parts {
            match self.parts.get_mut(name) {
                Some(known) if Rc::ptr_eq(known, part) => {}
                Some(known) => Rc::make_mut(known).join(part),
                None => {
                    self.parts.insert(name.clone(), part.clone());
                }
            }
        }
        self.is_constant &= other.is_constant;
        self.is_plain |= other.is_plain;
        if self.ty.is_none() {
            self.ty = other.ty.clone();
        }
        self.closure = self.closure.or(other.closure);
        if self.handle.is_none() {
            self.handle = other.handle.clone();
        }
    }
}
