//! What the analysis found, as data: flows from a source to a sink. Words come later.

use crate::classify::Source;
use crate::hir::{Name, Style};
use crate::resolve::FnId;
use crate::span::{FileId, Span};

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
    /// A placeholder of a message template.
    Placeholder,
}

/// An edit that hides a value, as whoever read what is around it knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// What it does, in words.
    pub says: String,
    /// The places, each with the text that comes there; its lines are indented as the place is.
    pub edits: Vec<(Span, String)>,
    /// A derive that is taken out of the attribute whose path stands there.
    pub underive: Option<(Span, Name)>,
    /// Whether all stays as before, up to the value.
    pub is_sure: bool,
}

/// What an edit at the place of a flow has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hold {
    /// The macro call around it up to its last argument, where its author wrote all of it.
    pub call: Option<Span>,
    /// Whether nothing but reading is done to get the value, so that the program may go without.
    pub is_pure: bool,
    /// Whether the value is a plain text, so that a mask takes it.
    pub is_text: bool,
    /// Whether the value is a reference as it is written.
    pub is_lent: bool,
    /// Where the local that is the value is bound, if it is used a few times only, and how often.
    pub binding: Option<(Span, usize)>,
    /// A field that names the value without saying anything of it.
    pub stand_in: Option<Name>,
    /// Such a field of the record that the value is a field of.
    pub beside: Option<Name>,
    /// The method that takes the datum off the value, and whether nothing else needs the value afterwards.
    pub method: Option<(Name, bool)>,
    /// The method after which the value hides itself when it is shown.
    pub sealer: Option<Name>,
    /// Whether a literal fits in its place, since the parameter that it is given to takes a text.
    pub fits_literal: bool,
}

impl Hold {
    /// The same of a value that the datum is only a part of, where that is so: then no mask fits it.
    pub fn of(self, is_altered: bool) -> Hold {
        Hold { is_text: self.is_text && !is_altered, ..self }
    }
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
    /// Other places that show the same value of the same message, as its translations do.
    pub twins: Vec<Span>,
    /// How the place is written.
    pub place: Place,
    /// What an edit there has to know.
    pub hold: Hold,
    /// An edit that hides the value, where the reader of the text around it knows one: in words, and the text that
    /// takes the place of what stands there.
    pub mend: Option<Mend>,
    /// Where the type of the field that is shown is written, if it is a plain text and the finding is about its owner.
    pub text_field: Option<Span>,
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

/// What is known of a text that is put together: each is a row of pieces, and it is one of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text(pub Vec<Vec<Piece>>);

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Written in the program.
    Literal(Name),
    /// An argument of the function, by its index.
    Argument(u32),
    /// Something that is not known.
    Any,
}

/// More ways to put a text together say nothing.
const MAX_TEXTS: usize = 48;

impl Text {
    /// A text of which nothing is known.
    pub fn unknown() -> Text {
        Text(vec![vec![Piece::Any]])
    }

    /// A text of one piece.
    pub fn of(piece: Piece) -> Text {
        Text(vec![vec![piece]])
    }

    /// One text or another.
    pub fn or(mut self, other: Text) -> Text {
        let new = other.0.into_iter().filter(|row| !self.0.contains(row)).collect::<Vec<_>>();
        self.0.extend(new);
        self.0.truncate(MAX_TEXTS);
        self
    }

    /// One text behind another.
    pub fn then(self, other: &Text) -> Text {
        let joined = self.0.iter().flat_map(|row| {
            other.0.iter().map(move |more| row.iter().chain(more).cloned().collect::<Vec<_>>())
        });
        Text(joined.take(MAX_TEXTS).collect())
    }

    /// The text with its arguments filled in.
    pub fn given(&self, argument: impl Fn(u32) -> Text) -> Text {
        let mut all = Text::default();
        for row in &self.0 {
            let mut filled = Text(vec![Vec::new()]);
            for piece in row {
                filled = match piece {
                    Piece::Argument(index) => filled.then(&argument(*index)),
                    piece => filled.then(&Text::of(piece.clone())),
                };
            }
            all = all.or(filled);
        }
        all
    }

    /// Whether only a caller knows it.
    pub fn has_arguments(&self) -> bool {
        self.0.iter().flatten().any(|piece| matches!(piece, Piece::Argument(_)))
    }

    /// The texts that are known to the end; unknown pieces at the front, such as a folder, are left out.
    pub fn known(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter_map(|row| {
            let unknown =
                row.iter().rposition(|piece| !matches!(piece, Piece::Literal(_))).map_or(0, |at| at + 1);
            let literals = row[unknown..].iter().filter_map(|piece| match piece {
                Piece::Literal(text) => Some(text.as_str()),
                _ => None,
            });
            let text: String = literals.collect();
            (!text.is_empty()).then_some(text)
        })
    }
}

/// A template that code makes known.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The name under which it is rendered.
    pub name: String,
    /// Its text.
    pub text: Given,
    /// The crate that reads it.
    pub engine: Name,
}

/// Where the text of a template is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// In a file whose path ends so.
    File(String),
    /// In a literal of the program.
    Literal(Span),
}

/// The name of a template that has none, since its text is given where it is rendered.
pub fn name_of_literal(place: Span) -> String {
    format!("{NAMELESS}{}:{}", place.file.0, place.start)
}

/// The place that a name of that kind tells of; only its file and its beginning count.
pub fn literal_of_name(name: &str) -> Option<Span> {
    let (file, start) = name.strip_prefix(NAMELESS)?.split_once(':')?;
    let (file, start) = (file.parse().ok()?, start.parse().ok()?);
    let place = Span::new(FileId(file), start, start);
    (name_of_literal(place) == name).then_some(place)
}

/// Whether a name is of that kind. It says where the text stands, so that it is no name to tell of.
pub fn is_name_of_literal(name: &str) -> bool {
    name.starts_with(NAMELESS)
}

const NAMELESS: &str = "literal ";

/// Data that are handed to a template.
#[derive(Clone, Debug)]
pub struct Supply {
    /// The name of the template.
    pub template: Text,
    /// The dialect of its text, where what hands the data over tells.
    pub dialect: Option<Name>,
    /// The call that hands them over, or the type whose values are.
    pub span: Span,
    /// What hands them over, such as `render`.
    pub by: Name,
    /// The function around it.
    pub function: String,
    /// What is under each key.
    pub keys: Vec<Supplied>,
    /// Whether it is compiled for tests only.
    pub in_tests: bool,
    /// Whether the same code hands a text to a message.
    pub is_sent: bool,
    /// Whether what is made of the template is the subject of a message.
    pub is_subject: bool,
}

/// A function that templates may call.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The name under which they do.
    pub name: String,
    /// The functions of the workspace that it may be; none where it is a closure.
    pub functions: Vec<FnId>,
    /// Whether it is a closure that gives back what it is given.
    pub passes_on: bool,
}

/// What is under one key of the data of a template.
#[derive(Clone, Debug)]
pub struct Supplied {
    /// The keys that lead to it.
    pub path: Vec<Name>,
    /// The expression that fills it, where it is written there.
    pub span: Option<Span>,
    /// What it carries, each with the steps that brought it there.
    pub sources: Vec<(Source, Vec<Step>)>,
    /// Whether it can hold no datum.
    pub is_constant: bool,
}
