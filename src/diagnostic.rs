//! What is said to the user, as data: a diagnostic with its labels, notes and suggestions. Nothing here prints.

use crate::span::Span;

/// How much a diagnostic weighs; the order is from light to heavy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Shown only on request: allowed by the policy, or merely possible.
    Note,
    /// A finding that the policy warns of.
    Warning,
    /// A finding that the policy denies, or input that could not be read.
    Error,
}

/// How sure it is that a suggestion keeps the program compiling and its behaviour, up to the value that is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Applying it needs no human eye.
    MachineApplicable,
    /// It shows the way; it may not compile as it stands.
    MaybeIncorrect,
}

/// Replaces the text under a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; an empty range inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// One way to mend a finding; its edits belong together.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// What to do, in words, lower case.
    pub message: String,
    /// The edits; none where the suggestion is advice only.
    pub edits: Vec<Edit>,
    /// Who may apply it.
    pub applicability: Applicability,
}

/// A place with what is to be said about it.
#[derive(Clone, Debug)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is said there; may be empty on a primary label.
    pub message: String,
}

/// What a machine wants to know of a finding beyond the text.
#[derive(Clone, Debug)]
pub struct Details {
    /// Stable identity of the finding: 32 hexadecimal digits, without any line number.
    pub fingerprint: String,
    /// The same without what says where it is, for a finding whose file was moved.
    pub content: String,
    /// The item that shows it: its function with the type that it belongs to, a type, or a template.
    pub item: String,
    /// The data class, such as `contact.email`.
    pub class: String,
    /// The kind of sink, such as `log`.
    pub sink: String,
    /// `certain`, `likely` or `possible`.
    pub confidence: &'static str,
}

/// A stable identity of some texts: 32 hexadecimal digits. Of a finding these are its package, function, class, sink, what
/// is shown and what that holds, but no line, so that moved code keeps it, and a field that is added to a type that was
/// shown before gives it another.
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes()).update(&[0]);
    }
    hasher.finalize().to_hex()[..32].to_string()
}

/// One message to the user.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The lint's name without its tool, such as `sensitive_log`; none for unreadable input.
    pub rule: Option<String>,
    /// Its weight.
    pub level: Level,
    /// One sentence: lower-case start, no final stop, code in backticks.
    pub message: String,
    /// The place that is to be changed; none where there is no place.
    pub primary: Option<Label>,
    /// Places that are to be changed with it, as the translations of a message are.
    pub twins: Vec<Label>,
    /// The path to it, from the declaration of the data to the sink.
    pub labels: Vec<Label>,
    /// What is permitted here, why it matched, where to read on.
    pub notes: Vec<String>,
    /// Ways to mend it, the best first; at most one is machine-applicable.
    pub suggestions: Vec<Suggestion>,
    /// Set for findings, none for unreadable input.
    pub details: Option<Details>,
}

/// Why a finding is not told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    /// A comment allows it, for this reason.
    Comment(String),
    /// An exception of the policy accepts it, for this reason.
    Exception(String),
    /// It was there before the change.
    Base,
    /// The baseline holds it.
    Baseline,
}

/// A finding that is not told of.
#[derive(Clone, Debug)]
pub struct Silenced {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// Why.
    pub by: Silence,
}

impl Diagnostic {
    /// An error about input that could not be read or understood.
    pub fn error(message: impl Into<String>) -> Diagnostic {
        Diagnostic::plain(Level::Error, message.into())
    }

    /// A warning about input that was read in part.
    pub fn warning(message: impl Into<String>) -> Diagnostic {
        Diagnostic::plain(Level::Warning, message.into())
    }

    fn plain(level: Level, message: String) -> Diagnostic {
        Diagnostic {
            rule: None,
            level,
            message,
            primary: None,
            twins: Vec::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            suggestions: Vec::new(),
            details: None,
        }
    }

    /// The same with a primary place.
    pub fn at(mut self, span: Span, label: impl Into<String>) -> Diagnostic {
        self.primary = Some(Label { span, message: label.into() });
        self
    }

    /// The same with a further note.
    pub fn note(mut self, note: impl Into<String>) -> Diagnostic {
        self.notes.push(note.into());
        self
    }
}
