//! Crate models: what the Rust stubs of `lints/models/` say, read by the same front end as user code.
//!
//! Terms: a stub's signature says what carries data (a result of type `bool` or `usize` does not), its attributes say
//! the rest: `#[sink(kind)]` and `#[key]` on a parameter, `#[source(class)]`, `#[sanitizer]`, `#[closure]` and
//! `#[arguments]` on a function, `#[redacts]` and `#[transparent]` on a type, `#[macro_grammar(name)]` with
//! `#[sink(kind)]`, `#[text]`, `#[into]` or `#[through]` on a macro.

use super::sieve::Sieve;
use crate::hir::{Attr, Effect, File, Fn, Generic, Home, Name, Notes, Receiver, Style, TypeRef};
use crate::source::SourceFile;
use crate::span::FileId;
use crate::syntax::{self, How, KnownMacro, MacroTable, is_grammar};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What the result of a modelled function holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// No datum.
    Nothing,
    /// Something else than the receiver's values, of which its own name and type tell.
    Unknown,
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
    /// Its index among all models.
    pub index: usize,
    /// The stub that declares it, and its index there.
    place: (usize, usize),
    /// How many arguments it takes, `self` not counted.
    pub arity: usize,
    /// Whether its owner is a trait, which any type may have.
    pub of_trait: bool,
    /// Whether its result has the type of its receiver, up to what it wraps.
    pub ret_is_self: bool,
    /// Whether its result is what a text says, so that the parts of its type decide.
    pub parses: bool,
    /// Whether it is meant only where the receiver's type is known, since others have a method of that name.
    pub typed: bool,
    /// Whether its result is its argument written as data.
    pub serializes: bool,
    /// Whether its result is what its receiver wraps, such as that of `unwrap`.
    pub unwraps: bool,
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
    /// Whether its result has the receiver's type, up to containers.
    pub keeps_type: bool,
    /// The function of the expected type that makes its result.
    pub converts: Option<Name>,
    /// Whether its result is what showing the receiver shows.
    pub displays: bool,
    /// Whether arguments flow into the result.
    pub arguments: bool,
    /// Whether arguments flow into the receiver.
    pub into_receiver: bool,
    /// Whether it changes its receiver.
    pub writes: bool,
    /// The class of its result, whatever it is given.
    pub source: Option<Name>,
    /// Set where its result shows what a redacting type hides: the class, where the value's own is not known.
    pub reveals: Option<Name>,
    /// Whether its closure is given the failure, not the value.
    pub failure: bool,
    /// Whether what its closure returns is a failure.
    pub fails: bool,
    /// Whether its receiver hides itself when it is shown afterwards.
    pub seals: bool,
    /// The argument that makes its receiver show nothing, where it is a text of the program.
    pub seals_by: Option<usize>,
    /// Whether it takes its receiver apart at a separator, into what stands before it and after it.
    pub halves: bool,
    /// Whether its result hides what it is given.
    pub sanitizes: bool,
    /// Whether it hides by a hash that needs no key.
    pub unkeyed: bool,
    /// Whether its receiver takes in what it is given, in a form that shows nothing of it.
    pub absorbs: bool,
    /// Which argument names the datum that it returns.
    pub key: Option<usize>,
    /// Which argument is the key under which the others are put.
    pub under_key: Option<usize>,
    /// Which argument is a number of characters to keep from the front.
    pub prefix: Option<usize>,
    /// Which argument is the name of a field that the span around it declared.
    pub field_name: Option<usize>,
    /// Set where its result writes to a sink: the kind.
    pub handle: Option<Name>,
    /// Whether it belongs to a trait that many types have, so that any owner is meant.
    pub any_type: bool,
    /// Which argument is the name of a template.
    pub template: Option<usize>,
    /// Which argument is the text of a template.
    pub template_text: Option<usize>,
    /// Whether it puts its last argument in the place of a pattern.
    pub replaces: bool,
    /// Which arguments are the name by which templates call a function, and the function.
    pub helper: Option<(usize, usize)>,
    /// Whether templates may call it as a filter.
    pub is_filter: bool,
    /// Which argument is the data that a template is rendered with.
    pub data: Option<usize>,
    /// The field of that argument that is meant, where it is not the whole.
    pub data_field: Option<Name>,
    /// Arguments that reach a sink.
    pub sinks: Vec<SinkParam>,
}

/// A type that shows something of another class when it is printed.
#[derive(Clone, Debug)]
struct Shown {
    krate: Name,
    class: Name,
    /// Whether only its `Debug` shows it.
    style: Option<Style>,
}

impl FnModel {
    /// Whether what it is given is the failure of a result.
    pub fn wraps_failure(&self) -> bool {
        !self.is_method && self.failure
    }
}

/// All models, ready to be looked up.
#[derive(Debug, Default)]
pub struct Models {
    /// The macros that are understood.
    pub macros: Vec<(Name, KnownMacro)>,
    /// The last names of attributes under which a function is run as a test.
    pub tests: HashSet<Name>,
    crates: BTreeSet<Name>,
    /// What each crate's stub was read against.
    versions: HashMap<Name, (u32, u32)>,
    /// The crate of each stub.
    crates_in_order: Vec<Name>,
    files: Vec<File>,
    all: Vec<FnModel>,
    by_name: HashMap<Name, Vec<usize>>,
    owned: HashSet<(Name, Name)>,
    /// The names of the crates and of their types.
    names: HashSet<Name>,
    /// By the type's name, the crates of those that hide themselves.
    redacting: HashMap<Name, Vec<Name>>,
    /// By the type's name, the crates of those that are shown as their content is.
    containers: HashMap<Name, Vec<Name>>,
    /// The names of the containers, of the redacting types and of connections.
    marked: Sieve,
    /// The names of methods by which code gives functions to templates.
    registering: Sieve,
    /// Types that stand for one of their arguments, by its index.
    outputs: HashMap<Name, usize>,
    iterators: HashSet<Name>,
    conversions: HashSet<Name>,
    /// Types that have the methods of another.
    alike: HashMap<Name, Name>,
    /// By crate and type, the method after which a value hides itself when it is shown.
    sealers: HashMap<(Name, Name), Name>,
    /// By crate, the type that takes the place of a text and hides itself.
    secret_texts: BTreeMap<Name, Name>,
    /// By crate and type, the method by which a value loses what it should not show.
    menders: HashMap<(Name, Name), Name>,
    shown: HashMap<Name, Vec<Shown>>,
    /// Types that carry the credentials of a connection.
    connections: HashMap<Name, Vec<Name>>,
    /// The classes of fields of types from outside, by the last segment of the struct or variant.
    fields: HashMap<(Name, Name), Name>,
    /// Their types, with the crate that declares them.
    field_types: HashMap<(Name, Name), (Name, TypeRef)>,
    debug_derives: HashSet<Name>,
    error_derives: HashSet<Name>,
    /// Attributes that keep a field out of a derived `Debug`: their path and a word of their arguments.
    hiding: Vec<(String, String)>,
    /// Attributes that show a field after all, likewise.
    showing: Vec<(String, String)>,
    /// Attributes that keep a field out of a derived `Serialize`, likewise.
    hiding_data: Vec<(String, String)>,
    /// Attributes of variants and structs that hold the text of their `Display`.
    display_attributes: HashSet<Name>,
    /// Attributes of fields whose own fields stand beside them in a derived `Serialize`, as path and word.
    flattening: Vec<(String, String)>,
    /// Attributes that hold the name of a field in a derived `Serialize`, likewise.
    renaming: Vec<(String, String)>,
    /// Attributes that hold the case of the names of all fields there, likewise.
    casing: Vec<(String, String)>,
    /// Attributes of types that name the template whose data their values are, likewise.
    template_attributes: Vec<(String, String)>,
}

impl Models {
    /// Reads the stubs, given as (crate, text).
    pub(super) fn read(stubs: &[(&str, &str)], errors: &mut Vec<String>) -> Models {
        let names = PRIMITIVES.into_iter().map(Name::new_static).collect();
        let mut models = Models { names, ..Models::default() };
        for (krate, text) in stubs {
            let krate = Name::new(krate);
            models.crates.insert(krate.clone());
            models.names.insert(krate.clone());
            let version = text.split_once(READ_AGAINST).and_then(|(_, rest)| compatible(rest));
            models.versions.extend(version.map(|version| (krate.clone(), version)));
            models.add(&krate, text, errors);
        }
        models
    }

    /// Adds what a stub says of a crate. Of a crate that has no other stub, nothing else is said by that: it does not
    /// count as modelled.
    pub(super) fn add(&mut self, krate: &Name, text: &str, errors: &mut Vec<String>) {
        let stub = SourceFile::new(krate.to_string(), PathBuf::new(), text.to_string());
        let how = How { with_tests: true, ..How::default() };
        let mut file = syntax::lower(FileId(0), &stub, &MacroTable::default(), how);
        for function in &mut file.fns {
            function.decl.change(|decl| tighten(&mut decl.notes));
        }
        file.types.iter_mut().for_each(|def| tighten(&mut def.notes));
        let failures = file.errors.iter().map(|error| error.message.clone());
        errors.extend(failures.map(|error| format!("lints/models/{krate}.rs: {error}")));
        for (name, notes) in &file.macros {
            if notes.attrs.iter().any(|attr| attr.path == "marks_test") {
                self.tests.insert(name.clone());
                continue;
            }
            match known_macro(krate, &notes.attrs) {
                Some(known) => self.macros.push((name.clone(), known)),
                None => errors.push(format!("lints/models/{krate}.rs: `{name}!` has no grammar that exists")),
            }
        }
        for def in &file.types {
            self.owned.insert((krate.clone(), def.name.clone()));
            self.names.insert(def.name.clone());
            for attr in &def.notes.attrs {
                self.add_type(krate, &def.name, attr);
            }
            for variant in &def.decl.variants {
                for field in &variant.fields {
                    let class = field.notes.attrs.iter().find(|attr| attr.path == "source");
                    let key = (variant.name.clone(), field.name.clone());
                    let class = class.map(|attr| Name::new(attr.args.replace(' ', "")));
                    class.into_iter().for_each(|class| drop(self.fields.insert(key.clone(), class)));
                    self.field_types.insert(key, (krate.clone(), field.ty.clone()));
                }
            }
        }
        for (at, function) in file.fns.iter().enumerate() {
            let mut model = fn_model(krate, function);
            model.index = self.all.len();
            model.place = (self.files.len(), at);
            if model.helper.is_some() {
                self.registering.add(&model.name);
            }
            self.by_name.entry(model.name.clone()).or_default().push(model.index);
            self.all.push(model);
        }
        for of_trait in &file.traits {
            self.owned.insert((krate.clone(), of_trait.name.clone()));
        }
        self.crates_in_order.push(krate.clone());
        self.files.push(file);
    }

    fn add_type(&mut self, krate: &Name, name: &Name, attr: &Attr) {
        if matches!(attr.path.as_str(), "redacts" | "container" | "connection") {
            self.marked.add(name);
        }
        let shows = |style| Shown { krate: krate.clone(), class: Name::new(&attr.args), style };
        match attr.path.as_str() {
            "redacts" => self.redacting.entry(name.clone()).or_default().push(krate.clone()),
            "sealed_by" => drop(self.sealers.insert((krate.clone(), name.clone()), Name::new(&attr.args))),
            "secret_text" => {
                let written = if attr.args.is_empty() { name.clone() } else { Name::new(&attr.args) };
                self.secret_texts.insert(krate.clone(), written);
            }
            "mended_by" => drop(self.menders.insert((krate.clone(), name.clone()), Name::new(&attr.args))),
            "hides_field" => self.hiding.extend(hiding(&attr.args)),
            "shows_field" => self.showing.extend(hiding(&attr.args)),
            "hides_data" => self.hiding_data.extend(hiding(&attr.args)),
            "flattens_data" => self.flattening.extend(hiding(&attr.args)),
            "renames_data" => self.renaming.extend(hiding(&attr.args)),
            "cases_data" => self.casing.extend(hiding(&attr.args)),
            "template_attribute" => self.template_attributes.extend(hiding(&attr.args)),
            "writes_debug" => drop(self.debug_derives.insert(name.clone())),
            "derives_error" => drop(self.error_derives.insert(name.clone())),
            "display_attribute" => drop(self.display_attributes.insert(Name::new(&attr.args))),
            "container" => self.containers.entry(name.clone()).or_default().push(krate.clone()),
            "transparent" => drop(self.outputs.insert(name.clone(), attr.args.parse().unwrap_or_default())),
            "iterator" => drop(self.iterators.insert(name.clone())),
            "conversion" => drop(self.conversions.insert(name.clone())),
            "like" => drop(self.alike.insert(name.clone(), Name::new(&attr.args))),
            "connection" => self.connections.entry(name.clone()).or_default().push(krate.clone()),
            "shows" => self.shown.entry(name.clone()).or_default().push(shows(None)),
            "shows_debug" => self.shown.entry(name.clone()).or_default().push(shows(Some(Style::Debug))),
            _ => {}
        }
    }

    /// Whether a required version of a crate is newer than what its stub was read against, and not compatible with it.
    pub fn is_outdated(&self, krate: &str, required: &str) -> bool {
        let known = self.versions.get(krate);
        known.zip(compatible(required)).is_some_and(|(known, required)| *known < required)
    }

    /// Names in the stubs that mean nothing: neither a type of the stub, nor one of the standard library, nor one of
    /// another stub by its path. One letter stands for any type.
    pub fn unresolved(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (krate, file) in self.crates_in_order.iter().zip(&self.files) {
            for function in &file.fns {
                let mut names = Vec::new();
                let types = function.decl.params.iter().map(|param| &param.ty).chain(&function.decl.ret);
                types.chain(&function.decl.owner).for_each(|ty| type_names(ty, &mut names));
                let generics = function.decl.generics.iter().flat_map(|generic| &generic.bounds);
                generics.for_each(|ty| type_names(ty, &mut names));
                for name in names.iter().filter(|name| !self.is_name(krate, name)) {
                    wrong.push(format!(
                        "lints/models/{krate}.rs: `{}` in `{}`",
                        name.join("::"),
                        function.name
                    ));
                }
            }
        }
        wrong
    }

    fn is_name(&self, krate: &Name, path: &[Name]) -> bool {
        let std = Name::new_static("std");
        match path {
            [name] if name.chars().count() == 1 || name == "Self" => true,
            [name] => self.owns(krate, name) || self.owns(&std, name) || PRIMITIVES.contains(&name.as_str()),
            [other, .., name] => self.owns(other, name),
            [] => false,
        }
    }

    /// The crates that there are models of, in order.
    pub fn crates(&self) -> impl Iterator<Item = &Name> {
        self.crates.iter()
    }

    /// Whether there is a model of a crate.
    pub fn is_modelled(&self, krate: &Name) -> bool {
        self.crates.contains(krate)
    }

    /// Every modelled function, by its index.
    pub fn all(&self) -> &[FnModel] {
        &self.all
    }

    /// How a modelled function is declared, and the type parameters of the `impl` around it.
    pub fn declaration(&self, model: &FnModel) -> (&Fn, Option<&[Generic]>) {
        let file = &self.files[model.place.0];
        let function = &file.fns[model.place.1];
        let around = match function.home {
            Home::Impl(index) => file.impls.get(index as usize).map(|block| block.generics.as_slice()),
            Home::Trait(index) => file.traits.get(index as usize).map(|def| def.generics.as_slice()),
            Home::Module => None,
        };
        (function, around)
    }

    /// Whether a crate's stub declares a type.
    pub fn owns(&self, krate: &Name, ty: &str) -> bool {
        self.owned.contains(&(krate.clone(), Name::new(ty)))
    }

    /// The functions of a name, of any type or none.
    pub fn named<'m>(&'m self, name: &str) -> impl Iterator<Item = &'m FnModel> + use<'m> {
        self.by_name.get(name).into_iter().flatten().map(|&at| &self.all[at])
    }

    /// The methods of a name, of any type.
    pub fn methods<'m>(&'m self, name: &str) -> impl Iterator<Item = &'m FnModel> + use<'m> {
        self.named(name).filter(|model| model.is_method)
    }

    /// The method of a type.
    pub fn method_of(&self, krate: &Name, ty: &Name, name: &str, arity: usize) -> Option<&FnModel> {
        self.of_type(krate, ty, name, Some(arity))
    }

    /// The associated function of a type; a method too, since a path may name it.
    pub fn function_of(&self, krate: &Name, ty: &Name, name: &str) -> Option<&FnModel> {
        self.of_type(krate, ty, name, None)
    }

    fn of_type(&self, krate: &Name, ty: &Name, name: &str, arity: Option<usize>) -> Option<&FnModel> {
        let of = |owner: &Name| {
            let candidates = self.named(name).filter(|model| model.owner == *owner && !model.of_trait);
            let mut candidates: Vec<&FnModel> = candidates
                .filter(|model| arity.is_none_or(|arity| model.is_method && model.arity == arity))
                .collect();
            // A crate that is modelled has only what its model says, unless it re-exports another's type.
            candidates.sort_by_key(|model| model.krate != *krate);
            candidates.first().copied()
        };
        of(ty).or_else(|| self.alike.get(ty).and_then(of))
    }

    /// The method of a trait that any type may have, of the standard library or of a crate that is depended on.
    pub fn method_of_trait(&self, name: &str, arity: usize, crates: &[Name]) -> Option<&FnModel> {
        let is_near = |model: &&FnModel| model.krate == "std" || crates.contains(&model.krate);
        self.methods(name).filter(|model| model.of_trait && model.arity == arity).find(is_near)
    }

    /// The associated function that any type may have, such as `from`.
    pub fn function_of_any(&self, name: &str) -> Option<&FnModel> {
        self.named(name).find(|model| model.any_type)
    }

    /// Whether a method may give a function to templates.
    pub fn may_register(&self, name: &Name) -> bool {
        self.registering.may_hold(name)
    }

    /// What an engine's filter of a name does.
    pub fn filter(&self, name: &str) -> Option<&FnModel> {
        self.named(name).find(|model| model.is_filter)
    }

    /// The function of a crate, or of a module of it.
    pub fn free_function(&self, krate: &Name, module: Option<&Name>, name: &str) -> Option<&FnModel> {
        let is_of = |model: &&FnModel| {
            let is_reexported = module.is_some_and(|module| model.krate == *module);
            model.owner.is_empty() && (model.krate == *krate || is_reexported)
        };
        self.named(name).find(is_of)
    }

    /// Whether values of a type hide themselves when they are shown.
    pub fn redacts(&self, krate: &Name, ty: &Name) -> bool {
        // What no import explains may be of any crate.
        self.marked.may_hold(ty)
            && self.redacting.get(ty).is_some_and(|crates| krate == "std" || crates.contains(krate))
    }

    /// The class of what printing a value of a type from outside shows.
    pub fn shows(&self, krate: &str, ty: &str, style: Style) -> Option<&Name> {
        let all = self.shown.get(ty)?;
        let fits = |shown: &&Shown| shown.style.is_none_or(|only| only == style);
        let exact = all.iter().filter(fits).find(|shown| shown.krate == krate);
        // Another crate may re-export the type, unless it has one of its own or the name is a common one.
        let is_elsewhere =
            COMMON_TYPES.contains(&ty) || self.owned.contains(&(Name::new(krate), Name::new(ty)));
        let any = all.iter().filter(fits).find(|_| !is_elsewhere);
        exact.or(any).map(|shown| &shown.class)
    }

    /// The method after which a value of a type hides itself when it is shown by its `Debug`.
    pub fn sealed_by(&self, krate: &Name, ty: &Name) -> Option<&Name> {
        self.sealers.get(&(krate.clone(), ty.clone()))
    }

    /// The type of a crate that takes the place of a text and hides itself.
    pub fn secret_text(&self, krate: &str) -> Option<&Name> {
        self.secret_texts.get(krate)
    }

    /// The method by which a value of a type loses what it should not show.
    pub fn mended_by(&self, krate: &Name, ty: &Name) -> Option<&Name> {
        self.menders.get(&(krate.clone(), ty.clone()))
    }

    /// Whether a type carries the credentials of a connection, so that its name decides.
    pub fn is_connection(&self, krate: &Name, ty: &Name) -> bool {
        // Other crates re-export such a type, unless its name is a common one.
        self.marked.may_hold(ty)
            && self.connections.get(ty).is_some_and(|crates| ty != "Error" || crates.contains(krate))
    }

    /// The class of a field of a type from outside.
    pub fn field(&self, of: &Name, field: &Name) -> Option<&Name> {
        self.fields.get(&(of.clone(), field.clone()))
    }

    /// The type of a field of a type from outside, as declared in a crate.
    pub fn field_type(&self, of: &Name, field: &Name) -> Option<&(Name, TypeRef)> {
        self.field_types.get(&(of.clone(), field.clone()))
    }

    /// Whether a derive macro writes a `Debug` that shows the fields.
    pub fn writes_debug(&self, derive: &str) -> bool {
        self.debug_derives.contains(derive)
    }

    /// Whether a derive macro makes an error of a type.
    pub fn derives_error(&self, derive: &str) -> bool {
        self.error_derives.contains(derive)
    }

    /// Whether an attribute keeps its field out of a derived `Debug`.
    pub fn hides_field(&self, attr: &Attr) -> bool {
        let args: String = attr.args.chars().filter(|c| *c != ' ').collect();
        let is_in = |list: &[(String, String)]| {
            list.iter().any(|(path, word)| attr.path == *path && args.contains(word.as_str()))
        };
        is_in(&self.hiding) && !is_in(&self.showing)
    }

    /// Whether an attribute keeps its field out of a derived `Serialize`.
    pub fn hides_data(&self, attr: &Attr) -> bool {
        let args: String = attr.args.chars().filter(|c| *c != ' ').collect();
        self.hiding_data.iter().any(|(path, word)| attr.path == *path && args.contains(word.as_str()))
    }

    /// Whether a field so marked has its own fields beside it in a derived `Serialize`.
    pub fn flattens(&self, attr: &Attr) -> bool {
        let holds = |(path, word): &(String, String)| attr.path == *path && attr.args.contains(word.as_str());
        self.flattening.iter().any(holds)
    }

    /// The name that an attribute gives a field in a derived `Serialize`.
    pub fn renamed<'t>(&self, attr: &'t Attr) -> Option<&'t str> {
        said_by(&self.renaming, attr)
    }

    /// The case that an attribute gives the names of all fields there.
    pub fn renamed_all<'t>(&self, attr: &'t Attr) -> Option<&'t str> {
        said_by(&self.casing, attr)
    }

    /// The template that an attribute of a type names.
    pub fn template_path<'t>(&self, attr: &'t Attr) -> Option<&'t str> {
        said_by(&self.template_attributes, attr)
    }

    /// Whether an attribute holds the text of a `Display`.
    pub fn is_display(&self, attr: &Attr) -> bool {
        self.display_attributes.contains(&attr.path)
    }

    /// The same name, where a stub has it that of the stub: what is looked at for every value then lies in one place.
    pub fn shared<'n>(&'n self, name: &'n Name) -> &'n Name {
        self.names.get(name).unwrap_or(name)
    }

    /// Whether a type is a container that is shown as its content is.
    pub fn is_container(&self, krate: &Name, ty: &Name) -> bool {
        // Other crates re-export such a type, unless they have one of that name of their own.
        let is_theirs =
            |crates: &Vec<Name>| crates.contains(krate) || !self.owned.contains(&(krate.clone(), ty.clone()));
        self.marked.may_hold(ty) && self.containers.get(ty).is_some_and(is_theirs)
    }

    /// The argument that a type stands for, by its index: pointers, guards, futures.
    pub fn output(&self, ty: &str) -> Option<usize> {
        self.outputs.get(ty).copied()
    }

    /// Whether a type or trait is one of iterators or streams.
    pub fn is_iterator(&self, ty: &str) -> bool {
        self.iterators.contains(ty)
    }

    /// Whether a trait says what a value is converted to.
    pub fn is_conversion(&self, name: &str) -> bool {
        self.conversions.contains(name)
    }
}

/// Names that types of many crates have, so that a model speaks of its own crate only.
const COMMON_TYPES: [&str; 4] = ["Error", "Request", "Response", "Parts"];

/// What stands before the version in the first lines of a stub.
const READ_AGAINST: &str = "read against ";

/// The part of a version that all compatible ones share: the major number, and below 1.0 the minor one.
fn compatible(version: &str) -> Option<(u32, u32)> {
    let digits = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut numbers = digits.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    match (numbers.next()?.ok()?, numbers.next()) {
        (0, minor) => Some((0, minor?.ok()?)),
        (major, _) => Some((major, 0)),
    }
}

/// The types that need no declaration; see the reference of the language, chapter "Types".
const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
    "isize", "f32", "f64",
];

/// The paths of the types that a type is made of.
fn type_names<'t>(ty: &'t TypeRef, names: &mut Vec<&'t [Name]>) {
    match ty {
        TypeRef::Path(path, args) => {
            names.push(path);
            args.iter().for_each(|arg| type_names(arg, names));
        }
        TypeRef::Ref(inner) | TypeRef::Slice(inner) | TypeRef::Assoc(_, inner) => type_names(inner, names),
        TypeRef::Tuple(parts) | TypeRef::Bounds(parts) => {
            parts.iter().for_each(|part| type_names(part, names))
        }
        TypeRef::Fn(params, ret) => {
            params.iter().for_each(|param| type_names(param, names));
            type_names(ret, names);
        }
        TypeRef::Other => {}
    }
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
        _ if find("data").is_some() => Effect::Data,
        _ => Effect::Text,
    };
    is_grammar(grammar).then(|| KnownMacro { krate: Name::new(krate), grammar: Name::new(grammar), effect })
}

fn fn_model(krate: &str, function: &Fn) -> FnModel {
    let find = |name: &str| function.decl.notes.attrs.iter().find(|attr| attr.path == name);
    let result = function.decl.ret.as_ref();
    let carries = match (find("closure"), result) {
        _ if find("drops").is_some() => Carries::Nothing,
        _ if find("apart").is_some() => Carries::Unknown,
        (Some(_), _) => Carries::Closure,
        (None, Some(ty)) if holds_data(ty) => Carries::Input,
        _ => Carries::Nothing,
    };
    let is_method = function.decl.receiver.is_some();
    FnModel {
        index: 0,
        place: (0, 0),
        arity: function.decl.params.len(),
        of_trait: matches!(function.home, Home::Trait(_)),
        ret_is_self: function.decl.ret.as_ref().map(last_segment)
            == function.decl.owner.as_ref().map(last_segment),
        parses: find("parses").is_some(),
        typed: find("typed").is_some(),
        serializes: find("serializes").is_some(),
        unwraps: find("unwraps").is_some(),
        krate: Name::new(krate),
        owner: function.decl.owner.as_ref().map(last_segment).unwrap_or_default(),
        name: function.name.clone(),
        is_method,
        carries,
        keeps_type: result.is_some_and(mentions_receiver),
        displays: find("displays").is_some(),
        arguments: find("arguments").is_some() || !is_method,
        into_receiver: function.decl.receiver == Some(Receiver::Write)
            && !function.decl.params.is_empty()
            && find("absorbs").is_none(),
        writes: function.decl.receiver == Some(Receiver::Write),
        source: find("source").map(|attr| Name::new(&attr.args)),
        converts: find("converts").map(|attr| Name::new(&attr.args)),
        reveals: find("reveals").map(|attr| Name::new(&attr.args)),
        failure: find("failure").is_some(),
        fails: find("fails").is_some(),
        seals: find("seals").is_some(),
        seals_by: marked_params(function, "seals").map(|(index, _)| index).next(),
        halves: find("halves").is_some(),
        sanitizes: find("sanitizer").is_some(),
        unkeyed: find("unkeyed").is_some(),
        absorbs: find("absorbs").is_some(),
        key: marked_params(function, "key").map(|(index, _)| index).next(),
        under_key: marked_params(function, "under_key").map(|(index, _)| index).next(),
        prefix: marked_params(function, "prefix").map(|(index, _)| index).next(),
        field_name: marked_params(function, "field_name").map(|(index, _)| index).next(),
        handle: find("handle").map(|attr| Name::new(&attr.args)),
        any_type: find("any_type").is_some(),
        template: marked_params(function, "template").map(|(index, _)| index).next(),
        template_text: marked_params(function, "template_text").map(|(index, _)| index).next(),
        replaces: find("replaces").is_some(),
        helper: marked_params(function, "helper")
            .zip(marked_params(function, "function"))
            .map(|((name, _), (function, _))| (name, function))
            .next(),
        is_filter: find("filter").is_some(),
        data: marked_params(function, "data").map(|(index, _)| index).next(),
        data_field: marked_params(function, "data")
            .next()
            .map(|(_, field)| Name::new(field))
            .filter(|field| !field.is_empty()),
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

/// The string behind the word of an attribute, as in `serde(rename = "x")`.
fn said_by<'t>(known: &[(String, String)], attr: &'t Attr) -> Option<&'t str> {
    known.iter().filter(|(path, _)| attr.path == *path).find_map(|(_, word)| {
        let (before, behind) = attr.args.split_once(word.as_str())?;
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let value = behind.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
        value.split('"').next().filter(|_| is_whole)
    })
}

/// Tokens are printed with spaces between them; the dotted name of a class has none.
fn tighten(notes: &mut Notes) {
    if !notes.is_empty() {
        notes.attrs.iter_mut().for_each(|attr| attr.args.retain(|c| c != ' '));
    }
}

/// The parameters with an attribute, as index and the attribute's arguments.
fn marked_params<'f>(function: &'f Fn, mark: &'f str) -> impl Iterator<Item = (usize, &'f str)> {
    function.decl.params.iter().enumerate().filter_map(move |(index, param)| {
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

fn mentions(ty: &TypeRef, is_meant: &dyn std::ops::Fn(&str) -> bool) -> bool {
    match ty {
        TypeRef::Path(path, args) => {
            path.last().is_some_and(|name| is_meant(name)) || args.iter().any(|arg| mentions(arg, is_meant))
        }
        TypeRef::Ref(inner) | TypeRef::Slice(inner) => mentions(inner, is_meant),
        TypeRef::Tuple(parts) => parts.iter().any(|part| mentions(part, is_meant)),
        TypeRef::Assoc(_, inner) => mentions(inner, is_meant),
        TypeRef::Bounds(_) | TypeRef::Fn(..) | TypeRef::Other => false,
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
        TypeRef::Ref(inner) => holds_data(inner),
        TypeRef::Slice(_) => true,
        TypeRef::Bounds(_) => true,
        TypeRef::Fn(..) | TypeRef::Assoc(..) | TypeRef::Other => false,
    }
}
