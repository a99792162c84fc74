//! Macro calls that show values: what they show, how, and where it goes.

use super::{ExprId, Name};
use crate::span::Span;

/// How a value is turned into text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// `{}`, `%x`, and values recorded as they are.
    Display,
    /// `{:?}`, `?x`.
    Debug,
    /// Written as data, as JSON is.
    Serialize,
}

impl Style {
    /// The trait that writes it.
    pub fn name(self) -> &'static str {
        ["Display", "Debug", "Serialize"][self as usize]
    }
}

/// What an understood macro does with what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Its text and fields go to a sink of this kind, such as `log`.
    Sink(Name),
    /// Its text is its value, as with `format!`.
    Text,
    /// Its text goes into the first operand, as with `write!`.
    Into,
    /// Its text is the value and reaches a sink of this kind too, as with `anyhow!`.
    TextAndSink(Name),
    /// Its operands are shown and are its value, as with `dbg!`.
    Through(Name),
    /// Its operands are its value, each under its key, as with `json!`.
    Data,
}

/// A macro call whose argument grammar is known.
#[derive(Clone, Debug)]
pub struct Emission {
    /// The macro as written, such as `tracing::info`.
    pub name: Name,
    /// The span of the macro's path at the outermost call.
    pub name_span: Span,
    /// The call from its path to the end of its last argument.
    pub args_span: Span,
    /// Where the text goes.
    pub effect: Effect,
    /// Operands that are evaluated but not shown: conditions, loggers, levels, buffers.
    pub operands: Vec<ExprId>,
    /// The holes of the message.
    pub holes: Vec<Hole>,
    /// Whether its literal text says something by itself.
    pub has_words: bool,
    /// The literal text behind the last hole.
    pub tail: Name,
    /// The text that it fills, where that is not written there: the path of a file, or the key of a locale's text.
    pub included: Option<Name>,
    /// The dialect of that text, where the macro tells.
    pub dialect: Option<Name>,
    /// Structured fields.
    pub fields: Vec<KeyValue>,
    /// The wrapper macros of the workspace around it, outermost first.
    pub wrappers: Vec<Name>,
}

/// A place in a format string with the value that fills it.
#[derive(Clone, Debug)]
pub struct Hole {
    /// The value.
    pub value: ExprId,
    /// How it prints.
    pub style: Style,
    /// The placeholder inside the literal, braces included; none where the text is no literal of the user's.
    pub placeholder: Option<Span>,
    /// Whether the value is named inside the placeholder.
    pub inline: bool,
    /// The literal text right before the hole.
    pub label: Name,
    /// Digits behind the point, as in `{:.4}`: at most that many characters are shown.
    pub precision: Option<u32>,
}

/// A structured field of a log call or span.
#[derive(Clone, Debug)]
pub struct KeyValue {
    /// Its key as written.
    pub key: Name,
    /// The whole field, to rewrite it.
    pub span: Span,
    /// The value; none where it is declared empty.
    pub value: Option<ExprId>,
    /// How it prints.
    pub style: Style,
    /// Whether key and value are one, as in `?user`.
    pub shorthand: bool,
}
