//! The keys of a policy, as data: what is read, checked, described in the schema and written into a starting file.
//!
//! Terms: a *shape* says what may stand under a key; a *vocabulary* is the kind of word that a text has to be.

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What may stand under it.
    pub shape: Shape,
    /// What it means, as a sentence.
    pub says: &'static str,
}

/// What may stand under a key.
#[derive(Debug)]
pub enum Shape {
    /// Any text.
    Text,
    /// The number of the grammar of this file.
    Version,
    /// A day, such as `2026-11-25`.
    Day,
    /// A word of a vocabulary.
    Word(Vocabulary),
    /// A word of a vocabulary, or an array of them.
    Words(Vocabulary),
    /// An array of words of a vocabulary.
    List(Vocabulary),
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table that is nothing without this one key.
    Only(&'static Key),
    /// An array of tables with these keys.
    Tables(&'static [Key]),
    /// A table whose keys are words of a vocabulary.
    Map(Vocabulary, &'static Shape),
}

/// The kind of word that a text has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// Any word.
    Any,
    /// `deny`, `warn` or `allow`.
    Level,
    /// `L1` to `L4`.
    ClassLevel,
    /// `L1` to `L4`, a class, or a family of classes.
    Weighed,
    /// A kind of sink.
    Sink,
    /// A lint.
    Lint,
    /// A class.
    Class,
    /// A class, a family such as `contact.*`, or `*`.
    Classes,
    /// Classes with a form, such as `contact.email@mask`.
    Grant,
    /// A channel.
    Channel,
    /// An audience, or the subject of a type.
    Audience,
    /// A declared purpose.
    Purpose,
    /// A glob over files, relative to the policy.
    Glob,
    /// The path of an item of the workspace.
    Path,
    /// The path or the name of functions, in which `*` stands for any characters.
    Function,
    /// The name of a macro.
    Macro,
}

use Shape::{Day, List, Map, Only, Table, Tables, Text, Version, Word, Words};
use Vocabulary as V;

/// The keys of a policy.
pub const KEYS: &[Key] = &[
    Key { name: "version", shape: Version, says: "The grammar of this file; the only one is 1." },
    Key {
        name: "levels",
        shape: Map(V::Weighed, &Map(V::Sink, &Word(V::Level))),
        says: "What a level of classes, a class or a family of classes weighs at a kind of sink.",
    },
    Key {
        name: "lints",
        shape: Map(V::Lint, &Word(V::Level)),
        says: "What the findings of a lint weigh: `allow` silences it, the others hold for L3, L4 and what has no class.",
    },
    Key {
        name: "channel",
        shape: Map(V::Any, &Only(&CHANNEL)),
        says: "Channels by which messages go, and who reads there.",
    },
    Key {
        name: "purpose",
        shape: Map(V::Any, &Table(PURPOSE)),
        says: "What messages are sent for, and what they may show for it.",
    },
    Key {
        name: "template",
        shape: Map(V::Glob, &Table(TEMPLATE)),
        says: "Message templates, by globs relative to this file.",
    },
    Key {
        name: "templates",
        shape: List(V::Glob),
        says: "Files that are message templates although neither their name nor code says so.",
    },
    Key { name: "type", shape: Map(V::Path, &Table(TYPE)), says: "Types of the workspace." },
    Key { name: "field", shape: Map(V::Path, &Only(&FIELD)), says: "Fields of types of the workspace." },
    Key {
        name: "mask",
        shape: Map(V::Classes, &Word(V::Function)),
        says: "The function that brings a class into the form that may be shown; fixes use it.",
    },
    Key {
        name: "sanitizer",
        shape: Table(SANITIZER),
        says: "Functions whose results hide what they are given.",
    },
    Key { name: "sink", shape: Table(SINK), says: "What shows the arguments that it is given." },
    Key { name: "class", shape: Map(V::Any, &Table(CLASS)), says: "Classes of your own." },
    Key {
        name: "classes",
        shape: List(V::Any),
        says: "Pages of classes of your own, in the grammar of `lints/classes/`, or folders of such pages.",
    },
    Key { name: "allow", shape: Tables(ALLOW), says: "Exceptions: findings that are known and accepted." },
];

const CHANNEL: Key = Key {
    name: "audience",
    shape: Word(V::Audience),
    says: "Who reads there: `subject`, `staff`, `partner`, `public`, or the subject of a type.",
};

const PURPOSE: &[Key] = &[
    Key {
        name: "allow",
        shape: List(V::Grant),
        says: "What may be shown, with its form; `@raw` where none is given.",
    },
    Key { name: "deny", shape: List(V::Classes), says: "What may not be shown in any form." },
    Key { name: "reason", shape: Text, says: "Why the messages are sent." },
];

const TEMPLATE: &[Key] = &[
    Key { name: "purpose", shape: Word(V::Purpose), says: "What the message is sent for." },
    Key { name: "channel", shape: Words(V::Channel), says: "The channels by which it goes." },
    Key { name: "owner", shape: Text, says: "Who answers for its words." },
    Key { name: "reviewed", shape: Day, says: "The day on which somebody last looked at what it shows." },
];

const TYPE: &[Key] = &[
    Key { name: "subject", shape: Text, says: "Whom its values are about, such as `customer`." },
    Key { name: "class", shape: Word(V::Class), says: "The class of its values." },
];

const FIELD: Key = Key { name: "class", shape: Word(V::Class), says: "The class of what it holds." };

const SANITIZER: &[Key] = &[Key { name: "fns", shape: List(V::Function), says: "The functions." }];

const SINK: &[Key] = &[
    Key {
        name: "fns",
        shape: List(V::Function),
        says: "Functions that show their arguments, as a log does.",
    },
    Key { name: "macros", shape: List(V::Macro), says: "Macros that show their arguments, as a log does." },
];

const CLASS: &[Key] = &[
    Key { name: "level", shape: Word(V::ClassLevel), says: "What may be shown of it, `L1` to `L4`." },
    Key { name: "says", shape: Text, says: "What it is, in words for messages." },
    Key { name: "permitted", shape: Text, says: "The form that may be shown, in words." },
    Key { name: "names", shape: List(V::Any), says: "Names of fields and variables that are this datum." },
    Key { name: "labels", shape: List(V::Any), says: "Words before a value that say that it is this datum." },
    Key { name: "types", shape: List(V::Any), says: "Types whose values are this datum." },
    Key { name: "tags", shape: List(V::Any), says: "Laws and standards that name it." },
];

const ALLOW: &[Key] = &[
    Key { name: "lint", shape: Word(V::Lint), says: "The lint; any where it is left out." },
    Key {
        name: "class",
        shape: Word(V::Classes),
        says: "The class or family of classes; any where it is left out.",
    },
    Key { name: "path", shape: Word(V::Glob), says: "The files; any where it is left out." },
    Key { name: "reason", shape: Text, says: "Why it is accepted." },
    Key { name: "owner", shape: Text, says: "Who accepted it." },
    Key { name: "expires", shape: Day, says: "The last day on which it holds." },
];
