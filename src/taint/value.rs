//! What a value holds while a function is interpreted.
//!
//! Terms: an *origin* is where data came from, with the steps taken since: a *source* of a class, or a *port*, which is
//! an argument of the function (or a part of one) that only its callers know; an *access path* is the row of field
//! names that leads to a part of a value; the *failure* of an outcome is a part of it, under a name that no field has.
//! Invariants: access paths end at [`MAX_DEPTH`], deeper parts are folded into their owner; origins are unique per source
//! and port, in the order in which they came.

use super::steps::Steps;
use crate::classify::{Confidence, Evidence, Source};
use crate::finding::{Place, Step};
use crate::hir::{ExprId, Name};
use crate::record::{Reader, Record, Writer};
use crate::span::Span;
use ecow::{EcoVec, eco_vec};
use std::borrow::Cow;
use std::sync::Arc;

/// How deep access paths go.
pub const MAX_DEPTH: usize = 4;
/// More origins than this in one value say no more to a reader.
pub const MAX_ORIGINS: usize = 8;
/// More parts than this are folded into the whole.
const MAX_PARTS: usize = 48;

/// The name of the part that is the failure.
static FAILURE: Name = Name::new_static("Err");

/// An argument of a function, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// The argument; of a method, the receiver is the first.
    pub index: u32,
    /// The part of it.
    pub path: EcoVec<Name>,
    /// Whether a deeper part is meant than the path tells.
    pub is_folded: bool,
}

impl Port {
    /// A part of it.
    fn part(&self, path: &EcoVec<Name>) -> Port {
        let room = MAX_DEPTH.saturating_sub(self.path.len());
        let is_folded = self.is_folded || path.len() > room;
        let path = match self.path.is_empty() && path.len() <= room {
            true => path.clone(),
            false => self.path.iter().chain(path.iter().take(room)).cloned().collect(),
        };
        Port { index: self.index, path, is_folded }
    }
}

/// Where data came from and the way since.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The class of the data and its declaration, where known.
    pub source: Option<Arc<Source>>,
    /// The argument that it came in by. Beside a source, that is what the parameter's own name says, which counts for a
    /// caller only where nothing is known of what it passes.
    pub port: Option<Port>,
    /// The steps since, first to last.
    pub steps: Steps,
    /// Whether the value hides itself when shown.
    pub sealed: bool,
    /// Whether it may be another text than the one that came in.
    pub altered: bool,
    /// What writes it out, where that is the formatting of a type and not the value itself.
    pub through: Option<Arc<str>>,
}

/// The abstract value of an expression.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value {
    /// What it holds as a whole.
    pub origins: EcoVec<Origin>,
    /// What its parts hold.
    pub parts: Parts,
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

/// The parts of a value by name, in the order of names. Copies share them, so that a few lines of code could make a value
/// that nobody can look through; what would weigh too much is put in as one whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    all: EcoVec<(Name, Arc<Value>)>,
    /// How many values they are, with all of their parts.
    weight: u32,
}

/// How much the parts of a value may weigh.
const MAX_WEIGHT: u32 = 1_000;
/// How much they may weigh in what functions tell of themselves that call each other.
const MAX_WEIGHT_IN_CIRCLE: u32 = 16;

impl Parts {
    fn at(&self, name: &str) -> Result<usize, usize> {
        self.all.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    /// The part of a name.
    pub fn get(&self, name: &str) -> Option<&Arc<Value>> {
        Some(&self.all[self.at(name).ok()?].1)
    }

    /// Puts a part in the place of the one of that name.
    pub fn insert(&mut self, name: Name, part: Arc<Value>) {
        let at = self.at(&name);
        let before = at.map_or(0, |at| weight(&self.all[at].1));
        let rest = self.weight - before;
        let fits = rest.saturating_add(weight(&part)) <= MAX_WEIGHT;
        let part = if fits || part.parts.is_empty() { part } else { Arc::new(part.folded()) };
        self.weight = rest.saturating_add(weight(&part));
        match at {
            Ok(at) => self.all.make_mut()[at].1 = part,
            Err(at) => self.all.insert(at, (name, part)),
        }
    }

    /// Takes the part of a name out.
    pub fn remove(&mut self, name: &str) -> Option<Arc<Value>> {
        if self.is_empty() {
            return None;
        }
        let (_, part) = self.all.remove(self.at(name).ok()?);
        self.weight -= weight(&part);
        Some(part)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Arc<Value>)> {
        self.all.iter().map(|(name, part)| (name, part))
    }

    /// All of them.
    pub fn values(&self) -> impl Iterator<Item = &Arc<Value>> {
        self.all.iter().map(|(_, part)| part)
    }

    /// The same parts, each made into another.
    pub fn map(&self, each: impl Fn(&Arc<Value>) -> Arc<Value>) -> Parts {
        let all: EcoVec<_> = self.iter().map(|(name, part)| (name.clone(), each(part))).collect();
        let weight = all.iter().fold(0u32, |sum, (_, part)| sum.saturating_add(weight(part)));
        if weight <= MAX_WEIGHT { Parts { all, weight } } else { all.into_iter().collect() }
    }

    /// Changes all of them, none of which gains a part.
    fn values_mut(&mut self) -> impl Iterator<Item = &mut Arc<Value>> {
        self.all.make_mut().iter_mut().map(|(_, part)| part)
    }
}

/// How many values a part is.
fn weight(part: &Value) -> u32 {
    part.parts.weight.saturating_add(1)
}

impl Record for Parts {
    fn write(&self, out: &mut Writer) {
        self.all.write(out);
    }

    fn read(from: &mut Reader) -> Option<Parts> {
        let all: EcoVec<(Name, Arc<Value>)> = Record::read(from)?;
        let weight = all.iter().fold(0u32, |sum, (_, part)| sum.saturating_add(weight(part)));
        Some(Parts { all, weight })
    }
}

impl FromIterator<(Name, Arc<Value>)> for Parts {
    fn from_iter<I: IntoIterator<Item = (Name, Arc<Value>)>>(all: I) -> Parts {
        let mut parts = Parts::default();
        all.into_iter().for_each(|(name, part)| parts.insert(name, part));
        parts
    }
}

impl Origin {
    fn new(source: Option<Arc<Source>>, port: Option<Port>) -> Origin {
        let sealed = source.as_ref().is_some_and(|source| source.sealed);
        Origin { source, port, steps: Steps::default(), sealed, altered: false, through: None }
    }

    /// Whether its class is more than possible.
    pub fn is_known(&self) -> bool {
        self.source.as_ref().is_some_and(|source| source.confidence > Confidence::Possible)
    }

    /// Whether it is the same data, whatever way it took.
    fn is_same(&self, other: &Origin) -> bool {
        let is_same_source = match (&self.source, &other.source) {
            (Some(own), Some(others)) => Arc::ptr_eq(own, others) || own == others,
            (None, None) => true,
            _ => false,
        };
        is_same_source && self.port == other.port
    }

    /// The same with further steps behind its own.
    pub fn along(self, steps: &Steps) -> Origin {
        Origin { steps: self.steps.along(steps), ..self }
    }
}

impl Value {
    /// A value that holds one source.
    pub fn of(source: Arc<Source>) -> Value {
        Value { origins: eco_vec![Origin::new(Some(source), None)], ..Value::default() }
    }

    /// What came in by an argument.
    pub fn port(index: u32) -> Value {
        let port = Port { index, path: EcoVec::new(), is_folded: false };
        Value { origins: eco_vec![Origin::new(None, Some(port))], ..Value::default() }
    }

    /// A value whose formatting writes out a source.
    pub fn through(source: Arc<Source>, what: &Arc<str>) -> Value {
        let mut value = Value::of(source);
        value.origins.make_mut().iter_mut().for_each(|origin| origin.through = Some(what.clone()));
        value
    }

    /// A value that holds nothing.
    pub fn constant() -> Value {
        Value { is_constant: true, ..Value::default() }
    }

    /// Whether a part of an argument is in it that lies deeper than paths go.
    pub fn is_folded(&self) -> bool {
        let is_folded = |origin: &Origin| origin.port.as_ref().is_some_and(|port| port.is_folded);
        self.origins.iter().any(is_folded) || self.parts.values().any(|part| part.is_folded())
    }

    /// Whether no class is known to be in it; a possible one is none.
    pub fn is_clean(&self) -> bool {
        !self.origins.iter().any(Origin::is_known) && self.parts.values().all(|part| part.is_clean())
    }

    /// Whether nothing at all is in it, whatever callers pass.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty() && self.parts.values().all(|part| part.is_empty())
    }

    /// Says what came in by its arguments to be of a class, by the parameter's own name.
    pub fn declared(&mut self, source: Source) {
        let source = Arc::new(source);
        let sealed = source.sealed;
        let mut ports =
            self.origins.make_mut().iter_mut().filter(|origin| origin.port.is_some() && !origin.is_known());
        match ports.next() {
            Some(origin) => (origin.source, origin.sealed) = (Some(source), sealed),
            None => self.add(Origin::new(Some(source), None)),
        }
    }

    /// Adds what another value holds as a whole.
    pub fn absorb(&mut self, other: &Value) {
        if self.origins.is_empty() {
            self.origins = other.origins.clone();
        } else if self.origins.as_ptr() != other.origins.as_ptr() {
            other.origins.iter().for_each(|origin| self.add(origin.clone()));
        }
    }

    /// Adds an origin.
    pub fn add(&mut self, origin: Origin) {
        let Some(at) = self.origins.iter().position(|known| known.is_same(&origin)) else {
            if self.origins.len() >= MAX_ORIGINS {
                // What is known to be of a class counts more than what is not.
                let other = self.origins.iter().rposition(|known| !known.is_known());
                let Some(other) = other.filter(|_| origin.is_known()) else { return };
                self.origins.remove(other);
            }
            self.origins.push(origin);
            return;
        };
        // Copies share what they hold, so that it is not written to without need.
        let known = &self.origins[at];
        if known.sealed && !origin.sealed || known.altered && !origin.altered {
            let known = &mut self.origins.make_mut()[at];
            known.sealed &= origin.sealed;
            known.altered &= origin.altered;
        }
    }

    /// Whether it is the result of a call whose name alone gives it a class.
    pub fn is_named_result(&self) -> bool {
        self.name.ends_with("()")
    }

    /// What its declaration says a number is: it is no text that came another way.
    pub fn as_declared(mut self) -> Value {
        self.origins.retain(|origin| origin.steps.is_empty());
        self
    }

    /// What failed so.
    pub fn failed(failure: Value) -> Value {
        let failure = Value { name: Name::default(), closure: None, ..failure };
        Value::default().with_failure(Some(Arc::new(failure)))
    }

    /// The failure in it.
    pub fn failure(&self) -> Option<&Arc<Value>> {
        self.parts.get(&FAILURE)
    }

    /// The same with another failure; what holds nothing is none.
    pub fn with_failure(mut self, failure: Option<Arc<Value>>) -> Value {
        self.parts.remove(&FAILURE);
        if let Some(failure) = failure.filter(|failure| !failure.is_empty()) {
            self.parts.insert(FAILURE.clone(), failure);
        }
        self
    }

    /// What it holds if it is a success, and its failure.
    pub fn apart(mut self) -> (Value, Option<Arc<Value>>) {
        let failure = self.parts.remove(&FAILURE);
        (self, failure)
    }

    /// Everything in it and its parts, as one whole; what it would be if it failed is not in it.
    pub fn folded(&self) -> Value {
        let mut whole = Value::default();
        self.fold_into(&mut whole);
        whole.is_constant = self.is_constant && whole.origins.is_empty();
        whole
    }

    /// Tells less finely what is in it where that is much: values that go around in a circle of calls would grow with
    /// every round.
    pub fn widen(&mut self) {
        if self.parts.weight > MAX_WEIGHT_IN_CIRCLE {
            let whole = |part: &Arc<Value>| match part.parts.is_empty() {
                true => part.clone(),
                false => Arc::new(part.folded()),
            };
            self.parts = self.parts.map(whole);
        }
    }

    fn fold_into(&self, whole: &mut Value) {
        whole.absorb(self);
        let held = self.parts.iter().filter(|(name, _)| **name != FAILURE);
        held.for_each(|(_, part)| part.fold_into(whole));
    }

    /// Whether it is made of what callers pass, or is called something, so that it is another value for each of them.
    pub fn is_of_call(&self) -> bool {
        !self.name.is_empty()
            || self.closure.is_some()
            || self.origins.iter().any(|origin| origin.port.is_some())
            || self.parts.values().any(|part| part.is_of_call())
    }

    /// What showing it shows, as far as its own shape tells.
    pub fn shown(&self) -> Value {
        let mut shown = Value { parts: Parts::default(), ..self.clone() };
        if self.is_plain {
            // A struct within a tuple is shown as its type says, not as its parts.
            self.parts.values().for_each(|part| shown.absorb(&part.shown()));
        } else if let Some(failure) = self.failure() {
            shown.absorb(&failure.shown());
        }
        shown
    }

    /// The same, one step further.
    pub fn after(self, span: Span, what: impl FnOnce() -> Name) -> Value {
        self.after_step(span, what, None)
    }

    /// The same, one step further, which is a place where the value could be hidden.
    pub fn after_place(self, span: Span, what: impl FnOnce() -> Name, place: Place) -> Value {
        self.after_step(span, what, Some(place))
    }

    fn after_step(mut self, span: Span, what: impl FnOnce() -> Name, place: Option<Place>) -> Value {
        if self.origins.is_empty() {
            return self;
        }
        let step = Arc::new(Step { span, what: what(), place });
        self.origins.make_mut().iter_mut().for_each(|origin| origin.steps.push(&step));
        self
    }

    /// Makes every class in it only possible.
    pub fn weaken(&mut self) {
        self.weaken_but(&|_| false);
    }

    /// The same, but for the origins that are kept as they are.
    pub fn weaken_but(&mut self, is_kept: &dyn Fn(&Origin) -> bool) {
        if self.is_clean() {
            return;
        }
        for origin in
            self.origins.make_mut().iter_mut().filter(|origin| origin.is_known() && !is_kept(origin))
        {
            if let Some(source) = &mut origin.source {
                Arc::make_mut(source).confidence = Confidence::Possible;
            }
        }
        self.parts.values_mut().for_each(|part| Arc::make_mut(part).weaken_but(is_kept));
    }

    /// The same, which may be another text now.
    pub fn altered(mut self) -> Value {
        self.origins.make_mut().iter_mut().for_each(|origin| origin.altered = true);
        self
    }

    /// The same with its redacting type taken off.
    pub fn revealed(mut self) -> Value {
        self.origins.make_mut().iter_mut().for_each(|origin| origin.sealed = false);
        self
    }

    /// The part under an access path, where one was put there.
    pub fn part(&self, path: &[Name]) -> Option<&Value> {
        path.iter().try_fold(self, |value, name| value.parts.get(name).map(|part| &**part))
    }

    /// What is under an access path: what was put there, else that part of what came in by an argument.
    pub fn at(&self, path: &EcoVec<Name>) -> Cow<'_, Value> {
        match self.reached(path) {
            (value, []) => Cow::Borrowed(value),
            // The path as it is can be shared.
            (value, rest) if rest.len() == path.len() => Cow::Owned(value.below(path)),
            (value, rest) => Cow::Owned(value.below(&rest.into())),
        }
    }

    /// The part that was put under the beginning of a path, and what is left of the path.
    fn reached<'p>(&self, path: &'p EcoVec<Name>) -> (&Value, &'p [Name]) {
        let (mut value, mut passed) = (self, 0);
        while let Some(part) = path.get(passed).and_then(|name| value.parts.get(name)) {
            (value, passed) = (part, passed + 1);
        }
        (value, &path[passed..])
    }

    /// The parts of arguments that are under an access path, each with the origin by which its argument came in; none
    /// where something was put there, or where what is above it tells of the part.
    pub fn untouched(&self, path: &EcoVec<Name>) -> Option<impl Iterator<Item = (Port, &Origin)>> {
        let (value, rest) = self.reached(path);
        if rest.is_empty() || value.origins.iter().any(|origin| origin.source.is_some()) {
            return None;
        }
        let path = if rest.len() == path.len() { path.clone() } else { rest.into() };
        let ports = value.origins.iter().filter_map(|origin| Some((origin.port.as_ref()?, origin)));
        Some(ports.map(move |(port, origin)| (port.part(&path), origin)))
    }

    /// The same where no part was put there.
    fn below(&self, path: &EcoVec<Name>) -> Value {
        let mut origins = self.ports_at(path);
        // A type that is named after a datum is the datum, whatever its field is called; what lies deeper, or in one of
        // several variants, is something else of it.
        let is_field = matches!(path.as_slice(), [name] if !name.contains(':'));
        let by_type = |origin: &&Origin| {
            let evidence = origin.source.as_ref().map(|source| &source.evidence);
            is_field && matches!(evidence, Some(Evidence::Type(_) | Evidence::Annotation))
        };
        origins.extend(self.origins.iter().filter(by_type).cloned());
        Value { origins, ..Value::default() }
    }

    /// The arguments that it holds, a part of each.
    pub fn ports_at(&self, path: &EcoVec<Name>) -> EcoVec<Origin> {
        let mut found = EcoVec::new();
        for origin in self.origins.iter().filter(|origin| !origin.is_known()) {
            let Some(port) = &origin.port else { continue };
            found.push(Origin {
                source: None,
                port: Some(port.part(path)),
                steps: origin.steps.clone(),
                sealed: origin.sealed,
                altered: origin.altered,
                through: origin.through.clone(),
            });
        }
        found
    }

    /// The same of a part that is one field.
    pub fn ports_of(&self, name: &Name) -> EcoVec<Origin> {
        match self.origins.iter().any(|origin| origin.port.is_some()) {
            true => self.ports_at(&eco_vec![name.clone()]),
            false => EcoVec::new(),
        }
    }

    /// Puts a part under an access path, or into the whole where the path is too long.
    pub fn set(&mut self, path: &[Name], value: Value) {
        match path {
            [] => *self = value,
            [name, rest @ ..] if path.len() <= MAX_DEPTH && self.parts.len() < MAX_PARTS => {
                let mut part = self.parts.get(name).map(|part| (**part).clone()).unwrap_or_default();
                part.set(rest, value);
                self.parts.insert(name.clone(), Arc::new(part));
            }
            _ => self.absorb(&value.folded()),
        }
    }

    /// What a variable may hold where two branches meet: a part that only one of them put a text of the program into
    /// may be what it was.
    pub fn meet(&mut self, other: &Value) {
        if !(self.has_constant_part() || other.has_constant_part()) {
            return self.join(other);
        }
        let mut changed = other.clone();
        changed.doubt(self);
        self.doubt(other);
        self.join(&changed);
    }

    fn has_constant_part(&self) -> bool {
        self.parts.values().any(|part| part.is_constant || part.has_constant_part())
    }

    /// Leaves open which of its parts are texts of the program, where another value has no such part.
    fn doubt(&mut self, other: &Value) {
        let each = |(name, part): (&Name, &Arc<Value>)| {
            let mut part = part.clone();
            let nothing = Value::default();
            let others = other.parts.get(name);
            let doubted = Arc::make_mut(&mut part);
            doubted.is_constant &= others.is_some();
            doubted.doubt(others.map_or(&nothing, |others| others));
            (name.clone(), part)
        };
        self.parts = self.parts.iter().map(each).collect();
    }

    /// What either of two values may hold.
    pub fn join(&mut self, other: &Value) {
        self.absorb(other);
        for (name, part) in other.parts.iter() {
            let has_room = self.parts.len() < MAX_PARTS;
            match self.parts.get(name) {
                Some(known) if Arc::ptr_eq(known, part) => {}
                Some(known) => {
                    let mut joined = known.clone();
                    Arc::make_mut(&mut joined).join(part);
                    self.parts.insert(name.clone(), joined);
                }
                None if has_room => {
                    self.parts.insert(name.clone(), part.clone());
                }
                None => self.absorb(&part.folded()),
            }
        }
        self.is_constant &= other.is_constant;
        self.is_plain |= other.is_plain;
        self.closure = self.closure.or(other.closure);
        if self.handle.is_none() {
            self.handle = other.handle.clone();
        }
    }
}
