//! Crate models: what the Rust stubs of `lints/models/` say, read by the same front end as user code.
//!
//! Terms: a stub's signature says what carries data (a result of type `bool` or `usize` does not), its attributes say
//! the rest: `#[sink(kind)]` and `#[key]` on a parameter, `#[source(class)]`, `#[sanitizer]`, `#[closure]` and
//! `#[arguments]` on a function, `#[redacts]` and `#[transparent]` on a type, `#[macro_grammar(name)]` with
//! `#[sink(kind)]`, `#[text]`, `#[into]` or `#[through]` on a macro.

use crate::hir::{Attr, Effect, Fn, Name, Receiver, TypeRef};
use crate::span::FileId;
use crate::syntax::{self, KnownMacro, MacroTable, is_grammar};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What the result of a modelled function holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// No datum.
    Nothing,
    /// What the receiver (and the arguments, with `#[arguments]`) holds.
    Input,
    /// What the closure argument returns.
    Closure,
}

/// An argument that reaches a sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkParam {
    /// Its index, `self` not counted.
    pub index: usize,
    /// The kind of sink.
    pub kind: Name,
}

/// What is known of one function of a crate.
#[derive(Clone, Debug)]
pub struct FnModel {
    /// The crate.
    pub krate: Name,
    /// The type or trait it belongs to; empty for a free function.
    pub owner: Name,
    /// Its name.
    pub name: Name,
    /// Whether it is called with a receiver.
    pub is_method: bool,
    /// What its result holds.
    pub carries: Carries,
    /// The type of its result; none where that is the receiver's or unknown.
    pub ret: Option<TypeRef>,
    /// Whether its result has the receiver's type, up to containers.
    pub keeps_type: bool,
    /// Whether its result is what showing the receiver shows.
    pub displays: bool,
    /// Whether arguments flow into the result.
    pub arguments: bool,
    /// Whether arguments flow into the receiver.
    pub into_receiver: bool,
    /// The class of its result, whatever it is given.
    pub source: Option<Name>,
    /// Set where its result shows what a redacting type hides: the class, where the value's own is not known.
    pub reveals: Option<Name>,
    /// Whether its closure is given the failure, not the value.
    pub failure: bool,
    /// Whether its result hides what it is given.
    pub sanitizes: bool,
    /// Which argument names the datum that it returns.
    pub key: Option<usize>,
    /// Which argument is a number of characters to keep from the front.
    pub prefix: Option<usize>,
    /// Set where its result writes to a sink: the kind.
    pub handle: Option<Name>,
    /// Whether it belongs to a trait that many types have, so that any owner is meant.
    pub any_type: bool,
    /// Arguments that reach a sink.
    pub sinks: Vec<SinkParam>,
}

/// All models, ready to be looked up.
#[derive(Debug, Default)]
pub struct Models {
    /// The macros that are understood.
    pub macros: Vec<(Name, KnownMacro)>,
    crates: BTreeSet<Name>,
    functions: HashMap<Name, Vec<FnModel>>,
    redacting: HashSet<Name>,
    transparent: HashSet<Name>,
    debug_derives: HashSet<Name>,
    /// Attributes that keep a field out of a derived `Debug`: their path and a word of their arguments.
    hiding: Vec<(String, String)>,
}

impl Models {
    /// Reads the stubs, given as (crate, text).
    pub(super) fn read(stubs: &[(&str, &str)], errors: &mut Vec<String>) -> Models {
        let mut models = Models::default();
        for (krate, text) in stubs {
            models.crates.insert(Name::new(krate));
            let mut file = syntax::lower(FileId(0), text, 0, &MacroTable::default(), true);
            file.fns.iter_mut().for_each(|function| tighten(&mut function.notes.attrs));
            errors.extend(
                file.errors.iter().map(|error| format!("lints/models/{krate}.rs: {}", error.message)),
            );
            for (name, notes) in &file.macros {
                match known_macro(krate, &notes.attrs) {
                    Some(known) => models.macros.push((name.clone(), known)),
                    None => {
                        errors.push(format!("lints/models/{krate}.rs: `{name}!` has no grammar that exists"))
                    }
                }
            }
            for def in &file.types {
                let has = |attribute: &str| def.notes.attrs.iter().any(|attr| attr.path == attribute);
                if has("redacts") {
                    models.redacting.insert(def.name.clone());
                }
                let hides = def.notes.attrs.iter().filter(|attr| attr.path == "hides_field");
                models.hiding.extend(hides.filter_map(|attr| hiding(&attr.args)));
                if has("writes_debug") {
                    models.debug_derives.insert(def.name.clone());
                }
                if has("transparent") {
                    models.transparent.insert(def.name.clone());
                }
            }
            for function in &file.fns {
                let model = fn_model(krate, function);
                models.functions.entry(model.name.clone()).or_default().push(model);
            }
        }
        models
    }

    /// The crates that there are models of, in order.
    pub fn crates(&self) -> impl Iterator<Item = &Name> {
        self.crates.iter()
    }

    /// The methods of a name, of any type.
    pub fn methods<'m>(&'m self, name: &str) -> impl Iterator<Item = &'m FnModel> + use<'m> {
        self.functions.get(name).into_iter().flatten().filter(|model| model.is_method)
    }

    /// The function of a path: its owner, if it has one, must be the segment before the name.
    pub fn function(&self, path: &[Name]) -> Option<&FnModel> {
        let (name, before) = path.split_last()?;
        let candidates = self.functions.get(name)?;
        let owner = before.last();
        let fits = |model: &&FnModel| match owner {
            Some(owner) => {
                model.owner == *owner
                    || model.any_type && owner.starts_with(char::is_uppercase)
                    || model.owner.is_empty() && (model.krate == *owner || is_module(&model.krate, owner))
            }
            None => false,
        };
        candidates.iter().find(fits)
    }

    /// Whether values of a type hide themselves when they are shown.
    pub fn redacts(&self, ty: &str) -> bool {
        self.redacting.contains(ty)
    }

    /// Whether a derive macro writes a `Debug` that shows the fields.
    pub fn writes_debug(&self, derive: &str) -> bool {
        self.debug_derives.contains(derive)
    }

    /// Whether an attribute keeps its field out of a derived `Debug`.
    pub fn hides_field(&self, attr: &Attr) -> bool {
        let args: String = attr.args.chars().filter(|c| *c != ' ').collect();
        self.hiding.iter().any(|(path, word)| attr.path == *path && args.contains(word.as_str()))
    }

    /// Whether a type is a container that is shown as its content is.
    pub fn is_transparent(&self, ty: &str) -> bool {
        self.transparent.contains(ty)
    }
}

/// Whether a path segment may be a module of a crate: `env` of `std`.
fn is_module(krate: &str, segment: &str) -> bool {
    krate == "std" && segment.starts_with(|c: char| c.is_lowercase())
}

fn known_macro(krate: &str, attrs: &[Attr]) -> Option<KnownMacro> {
    let find = |name: &str| attrs.iter().find(|attr| attr.path == name);
    let grammar = &find("macro_grammar")?.args;
    let sink = find("sink").map(|attr| Name::new(&attr.args));
    let effect = match (sink, find("text"), find("into"), find("through")) {
        (Some(kind), None, None, None) => Effect::Sink(kind),
        (Some(kind), Some(_), ..) => Effect::TextAndSink(kind),
        (Some(kind), _, _, Some(_)) => Effect::Through(kind),
        (None, _, Some(_), _) => Effect::Into,
        _ => Effect::Text,
    };
    is_grammar(grammar).then(|| KnownMacro { krate: Name::new(krate), grammar: Name::new(grammar), effect })
}

fn fn_model(krate: &str, function: &Fn) -> FnModel {
    let find = |name: &str| function.notes.attrs.iter().find(|attr| attr.path == name);
    let result = function.ret.as_ref();
    let carries = match (find("closure"), result) {
        (Some(_), _) => Carries::Closure,
        (None, Some(ty)) if holds_data(ty) => Carries::Input,
        _ => Carries::Nothing,
    };
    let is_method = function.receiver.is_some();
    FnModel {
        krate: Name::new(krate),
        owner: function.owner.as_ref().map(last_segment).unwrap_or_default(),
        name: function.name.clone(),
        is_method,
        carries,
        ret: result.filter(|ty| !mentions_parameter(ty)).cloned(),
        keeps_type: result.is_some_and(mentions_receiver),
        displays: find("displays").is_some(),
        arguments: find("arguments").is_some() || !is_method,
        into_receiver: function.receiver == Some(Receiver::Write) && !function.params.is_empty(),
        source: find("source").map(|attr| Name::new(&attr.args)),
        reveals: find("reveals").map(|attr| Name::new(&attr.args)),
        failure: find("failure").is_some(),
        sanitizes: find("sanitizer").is_some(),
        key: marked_params(function, "key").map(|(index, _)| index).next(),
        prefix: marked_params(function, "prefix").map(|(index, _)| index).next(),
        handle: find("handle").map(|attr| Name::new(&attr.args)),
        any_type: find("any_type").is_some(),
        sinks: marked_params(function, "sink")
            .map(|(index, kind)| SinkParam { index, kind: Name::new(kind) })
            .collect(),
    }
}

/// `"debug(skip)"` as the path and the word.
fn hiding(args: &str) -> Option<(String, String)> {
    let text: String = args.trim_matches('"').chars().filter(|c| !matches!(c, ' ' | '\\')).collect();
    let (path, word) = text.split_once('(').unwrap_or((&text, ""));
    Some((path.to_string(), word.strip_suffix(')').unwrap_or(word).to_string()))
}

/// Tokens are printed with spaces between them; the dotted name of a class has none.
fn tighten(attrs: &mut [Attr]) {
    attrs.iter_mut().for_each(|attr| attr.args.retain(|c| c != ' '));
}

/// The parameters with an attribute, as index and the attribute's arguments.
fn marked_params<'f>(function: &'f Fn, mark: &'f str) -> impl Iterator<Item = (usize, &'f str)> {
    function.params.iter().enumerate().filter_map(move |(index, param)| {
        param.notes.attrs.iter().find(|attr| attr.path == mark).map(|attr| (index, attr.args.as_str()))
    })
}

fn last_segment(ty: &TypeRef) -> Name {
    match ty {
        TypeRef::Path(path, _) => path.last().cloned().unwrap_or_default(),
        TypeRef::Ref(inner) => last_segment(inner),
        _ => Name::default(),
    }
}

/// Whether a type is or holds `Self` or `T`, the names that stubs use for the receiver and its content.
fn mentions_receiver(ty: &TypeRef) -> bool {
    mentions(ty, &|name| name == "Self" || name == "T")
}

/// Whether a type is or holds a parameter: stubs write these as one letter.
fn mentions_parameter(ty: &TypeRef) -> bool {
    mentions(ty, &|name| name == "Self" || name.len() == 1)
}

fn mentions(ty: &TypeRef, is_meant: &dyn std::ops::Fn(&str) -> bool) -> bool {
    match ty {
        TypeRef::Path(path, args) => {
            path.last().is_some_and(|name| is_meant(name)) || args.iter().any(|arg| mentions(arg, is_meant))
        }
        TypeRef::Ref(inner) | TypeRef::Slice(inner) => mentions(inner, is_meant),
        TypeRef::Tuple(parts) => parts.iter().any(|part| mentions(part, is_meant)),
        TypeRef::Bounds(_) | TypeRef::Other => false,
    }
}

/// Whether a result of this type can hold a datum that an argument held.
fn holds_data(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Path(path, args) => match path.last().map(Name::as_str) {
            Some(
                "bool" | "usize" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "i8" | "i16" | "i32"
                | "i64",
            ) => false,
            Some("f32" | "f64" | "Ordering" | "Duration" | "Instant") => false,
            Some("Option" | "Result" | "Poll") => args.first().is_none_or(holds_data),
            _ => true,
        },
        TypeRef::Tuple(parts) => parts.iter().any(holds_data),
        TypeRef::Ref(inner) | TypeRef::Slice(inner) => holds_data(inner),
        TypeRef::Bounds(_) => true,
        TypeRef::Other => false,
    }
}
