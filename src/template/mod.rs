//! Message templates: text with placeholders, in any of the dialects that services send mail and messages with.
//!
//! Terms: a *tag* is what stands between two delimiters; an *interpolation* is one value that a tag names, with its
//! *path* (`user.email`), the *calls* that it goes through, innermost first, and what becomes of it; a *scope* holds
//! the names that loops, assignments and macros bind; a *reference* leads to another template or to a text of a
//! locale. All places are bytes of the text that was given.
//!
//! Invariants: reading never fails, a broken tag costs that tag and is a [`Fault`]; the time is linear in the length of
//! any text; a place always lies on character boundaries.
//!
//! To add a dialect, write its reader here and its line in [`DIALECTS`].

mod entries;
mod expr;
mod fluent;
mod format;
mod gettext;
mod go;
mod handlebars;
mod html;
mod jinja;
mod label;
mod lexer;
mod locale;
mod placeholder;
mod recognize;
mod scope;
mod statement;
mod strings;

pub use entries::{Entry, entries};
pub use html::{Address, Context, Shown, contexts};
pub use label::label;
pub use recognize::{
    Holder, Part, engine, holder, is_message_folder, is_sending_code, is_template_folder, mentions,
    part_of_key, part_of_name, seems_html, sniff, stem, subject_end,
};
pub use scope::{Names, Origin};

use std::ops::Range;

/// A range of bytes of the text.
pub type Extent = Range<u32>;

/// What a tag may look like and mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// minijinja, and what follows Jinja2 closely.
    Jinja,
    /// askama: Jinja's tags around Rust expressions.
    Askama,
    /// tera 1, whose filters bind weakest.
    Tera1,
    /// tera 2.
    Tera2,
    /// Handlebars, mustache, and the provider formats that took over their braces.
    Handlebars,
    /// Liquid.
    Liquid,
    /// Go's `text/template`.
    Go,
    /// A Rust format string: `{x}`, with `{{` for a brace.
    Format,
    /// The values of locale files and of SMS providers: `{x}`, `{{x}}`, `%{x}`, `%(x)s`, `%s`, `${x}`, `((x))`, `{1}`.
    Placeholder,
    /// ICU MessageFormat: `{x, plural, ..}`.
    Icu,
    /// Fluent.
    Fluent,
}

/// How a text of a dialect is read; `delimiters` counts for the dialects that know other ones.
type Read = fn(&str, &Delimiters, &mut Template);

/// The dialects by the names that models use for them.
const DIALECTS: &[(&str, Dialect, Read)] = &[
    ("jinja", Dialect::Jinja, jinja::read),
    ("askama", Dialect::Askama, jinja::read),
    ("tera1", Dialect::Tera1, jinja::read),
    ("tera2", Dialect::Tera2, jinja::read),
    ("handlebars", Dialect::Handlebars, handlebars::read),
    ("liquid", Dialect::Liquid, jinja::read),
    ("go", Dialect::Go, go::read),
    ("format", Dialect::Format, format::read),
    ("placeholder", Dialect::Placeholder, placeholder::read),
    ("icu", Dialect::Icu, placeholder::read_icu),
    ("fluent", Dialect::Fluent, fluent::read),
];

impl Dialect {
    /// Whether a text of the one can be read as the other, since their tags are the same.
    pub fn is_like(self, other: Dialect) -> bool {
        let family = |dialect: Dialect| match dialect {
            Dialect::Jinja | Dialect::Askama | Dialect::Tera1 | Dialect::Tera2 => Dialect::Jinja,
            other => other,
        };
        family(self) == family(other)
    }
}

/// The names of the dialects.
pub fn dialects() -> impl ExactSizeIterator<Item = &'static str> {
    DIALECTS.iter().map(|(name, ..)| *name)
}

/// The dialect of a name.
pub fn dialect(name: &str) -> Option<Dialect> {
    DIALECTS.iter().find(|(known, ..)| *known == name).map(|(_, dialect, _)| *dialect)
}

/// The marks around statements, expressions and comments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Delimiters {
    /// Around a statement, `{%` and `%}`.
    pub block: (String, String),
    /// Around an expression, `{{` and `}}`.
    pub expr: (String, String),
    /// Around a comment, `{#` and `#}`.
    pub comment: (String, String),
}

impl Default for Delimiters {
    fn default() -> Delimiters {
        let pair = |open: &str, close: &str| (open.to_string(), close.to_string());
        Delimiters { block: pair("{%", "%}"), expr: pair("{{", "}}"), comment: pair("{#", "#}") }
    }
}

/// What was read of a template.
#[derive(Clone, Debug)]
pub struct Template {
    /// What it was read as.
    pub dialect: Dialect,
    /// Every value that a tag names, in order.
    pub interpolations: Vec<Interpolation>,
    /// The first is the template's own; a scope stands behind the one around it.
    pub scopes: Vec<Scope>,
    /// Other templates and texts that it brings in.
    pub references: Vec<Reference>,
    /// Comments, without their delimiters.
    pub comments: Vec<Extent>,
    /// Every tag, so that a host language can be read around them.
    pub tags: Vec<Extent>,
    /// What could not be read.
    pub faults: Vec<Fault>,
    /// How many more could not.
    pub more_faults: usize,
}

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is written out.
    Emit,
    /// It is written out without the host's escapes.
    Raw,
    /// It is handed to a partial, a macro or a block of another template.
    Given,
    /// It is put into a text of a locale.
    Locale,
    /// It decides something, and is not shown.
    Cond,
    /// It is what a loop goes through.
    Iter,
    /// A name is bound to it.
    Bind,
}

/// A value that a tag names.
#[derive(Clone, Debug)]
pub struct Interpolation {
    /// What becomes of it.
    pub used: Use,
    /// The tag, delimiters included.
    pub tag: Extent,
    /// The operand of the value with its calls: where a filter is put.
    pub operand: Extent,
    /// The names that lead to the value.
    pub path: Vec<Segment>,
    /// What it goes through, innermost first.
    pub calls: Vec<Call>,
    /// The scope of its names.
    pub scope: u32,
}

impl Interpolation {
    /// Where the path is written.
    pub fn extent(&self) -> Extent {
        let start = self.path.first().map_or(self.operand.start, |first| first.at.start);
        start..self.path.last().map_or(self.operand.end, |last| last.at.end)
    }

    /// Whether its text gets to the reader of the message, or to another template that may show it.
    pub fn is_shown(&self) -> bool {
        matches!(self.used, Use::Emit | Use::Raw | Use::Given | Use::Locale)
    }
}

/// One name of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it is written, without quotes.
    pub at: Extent,
    /// What it leads to.
    pub kind: Step,
}

/// The kinds of step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A variable, a field or a key.
    Name,
    /// A method.
    Method,
    /// An element of a list.
    Index,
    /// The value around, as `../` is.
    Parent,
    /// The value itself, as `this` and `.` are.
    This,
    /// The data of the whole template, as `@root` and `$` are.
    Root,
    /// What the engine provides, such as `@index` and `loop`.
    Engine,
}

/// A filter, helper, function or method that a value goes through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its name.
    pub name: Extent,
    /// How it is written.
    pub form: Form,
    /// Its arguments as written, brackets excluded.
    pub args: Extent,
}

/// How a call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `value | name`.
    Filter,
    /// `name value`.
    Helper,
    /// `name(value)`.
    Function,
    /// `value.name()`.
    Method,
    /// The engine's own way of writing a value, as `NUMBER` of Fluent is.
    Host,
}

/// The names that are bound within a part of the template.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The scope around it.
    pub parent: Option<u32>,
    /// What a path without a name of its own starts from, as an item of `each` is.
    pub base: Option<Bound>,
    /// Names, in the order in which they are bound.
    pub binds: Vec<Bind>,
    /// Whether names that are not bound here mean nothing outside, as in a macro.
    pub is_closed: bool,
    /// The macro's name, where it is one.
    pub name: Option<Extent>,
}

/// A name and what it is bound to.
#[derive(Clone, Debug)]
pub struct Bind {
    /// The name.
    pub name: Extent,
    /// From where on it is bound.
    pub from: u32,
    /// What it stands for.
    pub bound: Bound,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The value of the interpolation of that index.
    Value(u32),
    /// One of its elements.
    Element(u32),
    /// What a caller gives: the parameter of a macro.
    Parameter,
    /// Nothing of the data, as a counter is.
    Other,
}

/// The way in which another text is brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Its text is put here, with the names that are known here.
    Include,
    /// This one fills the blocks of that one.
    Extends,
    /// Its macros are known here.
    Import,
    /// A macro, of this template or of one that it imports, is called.
    Call,
    /// A text of a locale.
    Locale,
}

/// Another template or text.
#[derive(Clone, Debug)]
pub struct Reference {
    /// How it is brought in.
    pub relation: Relation,
    /// Its name as written, without quotes.
    pub name: Extent,
    /// The tag.
    pub tag: Extent,
    /// Values with the names that they have there.
    pub args: Vec<(Extent, u32)>,
    /// The scope that it is brought into.
    pub scope: u32,
}

/// What could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The broken tag.
    pub at: Extent,
    /// What is wrong with it, in words.
    pub message: &'static str,
}

/// A value goes through so many calls; what comes behind them is not noted.
const MAX_CALLS: usize = 60;
/// Brackets within brackets are read this deep.
const MAX_NESTED: usize = 60;
/// So many faults of one template are told.
const MAX_FAULTS: usize = 20;

impl Template {
    fn new(dialect: Dialect) -> Template {
        Template {
            dialect,
            interpolations: Vec::new(),
            scopes: vec![Scope::default()],
            references: Vec::new(),
            comments: Vec::new(),
            tags: Vec::new(),
            faults: Vec::new(),
            more_faults: 0,
        }
    }

    fn fault(&mut self, at: Extent, message: &'static str) {
        match self.faults.len() < MAX_FAULTS {
            true => self.faults.push(Fault { at, message }),
            false => self.more_faults += 1,
        }
    }

    /// Notes an interpolation that goes through nothing yet; returns its index.
    fn interpolate(
        &mut self,
        used: Use,
        tag: Extent,
        operand: Extent,
        path: Vec<Segment>,
        scope: u32,
    ) -> u32 {
        self.interpolations.push(Interpolation { used, tag, operand, path, calls: Vec::new(), scope });
        self.interpolations.len() as u32 - 1
    }

    /// Notes that values go through a call.
    fn go_through(&mut self, values: &[u32], call: &Call) {
        let is_full = |at: &u32| self.interpolations[*at as usize].calls.len() >= MAX_CALLS;
        // The first value went through every call that the others did.
        if values.first().is_some_and(is_full) {
            return;
        }
        for &at in values {
            self.interpolations[at as usize].calls.push(call.clone());
        }
    }

    /// Opens a scope within another one; returns its index.
    fn enter(&mut self, parent: u32, scope: Scope) -> u32 {
        self.scopes.push(Scope { parent: Some(parent), ..scope });
        self.scopes.len() as u32 - 1
    }

    /// The interpolation that a bound name leads to.
    pub fn interpolation(&self, index: u32) -> &Interpolation {
        &self.interpolations[index as usize]
    }
}

/// Reads a template. Texts of more than four gigabytes are none.
pub fn read(text: &str, dialect: Dialect, delimiters: &Delimiters) -> Template {
    let mut template = Template::new(dialect);
    let reader = DIALECTS.iter().find(|(_, known, _)| *known == dialect);
    if let Some((_, _, read)) = reader.filter(|_| u32::try_from(text.len()).is_ok()) {
        read(text, delimiters, &mut template);
    }
    template
}

/// The text of an extent; empty where it does not fit.
pub fn slice<'t>(text: &'t str, at: &Extent) -> &'t str {
    text.get(at.start as usize..at.end as usize).unwrap_or("")
}

#[cfg(test)]
mod tests;
