//! What the analysis found, as data: flows from a source to a sink. Words come later.

use crate::classify::Source;
use crate::hir::{Name, Style};
use crate::span::Span;

/// One step of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where.
    pub span: Span,
    /// What happens, in words.
    pub what: Name,
    /// How the step would be written as a place of its own, where it puts the value into a text or into a macro.
    pub place: Option<Place>,
}

/// What shows the value, and so where a fix would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A placeholder that names its value, such as `{email}`.
    Inline,
    /// An argument of a format string.
    Argument,
    /// A structured field; the span is the whole field.
    Field {
        /// Its key as written.
        key: Name,
        /// The whole field.
        span: Span,
        /// Whether key and value are one, as in `?user`.
        shorthand: bool,
    },
    /// A parameter that `#[instrument]` records.
    Parameter {
        /// Its name.
        name: Name,
        /// The attribute's path.
        attribute: Span,
        /// What stands between its parentheses.
        args: Option<Span>,
        /// What stands between those of its `skip(..)`.
        skip: Option<Span>,
    },
    /// The argument of a function that is a sink.
    Call,
}

/// A flow from a source to a sink.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Where the data comes from.
    pub source: Source,
    /// Other classes that the same place shows.
    pub also: Vec<Source>,
    /// What writes the value out, where that is the formatting of a type: "the `Debug` of `User`".
    pub through: Option<String>,
    /// The steps in between.
    pub steps: Vec<Step>,
    /// The kind of sink, such as `log`.
    pub sink: Name,
    /// The macro, attribute or function that is the sink.
    pub sink_name: Name,
    /// What shows the value: a placeholder, an argument, a field, a parameter.
    pub shown: Span,
    /// How the place is written.
    pub place: Place,
    /// How the value prints.
    pub style: Style,
    /// Wrapper macros of the workspace around the sink, outermost first.
    pub wrappers: Vec<Name>,
    /// The function around it, with the type it belongs to.
    pub function: String,
    /// Whether it is compiled for tests only.
    pub in_tests: bool,
}

impl Flow {
    /// Everything that the place shows.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        std::iter::once(&self.source).chain(&self.also)
    }
}
