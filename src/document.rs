//! A TOML document as data: its values together with the places where they stand.
//!
//! Terms: a *node* is a value with its place. Invariant: a value of an unexpected type reads as absent, so that whoever
//! asks for it finds nothing instead of failing.

use crate::span::{FileId, Span};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses a text; a mistake is told in one sentence with its place.
///
/// # Errors
/// Where the text is no TOML.
pub fn parse(file: FileId, text: &str) -> Result<Node, (String, Span)> {
    match DeTable::parse(text) {
        Ok(parsed) => Ok(Node { span: place(file, parsed.span()), value: table(file, parsed.get_ref()) }),
        Err(error) => {
            let message = error.message().trim().replace('\n', ", ");
            Err((message, place(file, error.span().unwrap_or(0..0))))
        }
    }
}

/// A value of a document with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value stands; for a table under a header, the header.
    pub span: Span,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Flag(bool),
    Number(i64),
    Date(Day),
    List(Vec<Node>),
    Table(BTreeMap<String, (Span, Node)>),
    Other,
}

/// A day of the calendar as year, month and day, which compare as days do.
pub type Day = (u16, u8, u8);

/// Reads a day such as `2026-11-25`; nothing where there is none.
pub fn day(text: &str) -> Option<Day> {
    let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
    let is_written = [(year, 4), (month, 2), (day, 2)].iter().all(|(part, length)| part.len() == *length);
    let day: Day = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    (is_written && (1..=12).contains(&day.1) && (1..=31).contains(&day.2)).then_some(day)
}

impl Node {
    /// A table without keys.
    pub fn empty(file: FileId) -> Node {
        Node { span: Span::new(file, 0, 0), value: Value::Table(BTreeMap::new()) }
    }

    /// The value under a key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(table) => table.get(key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The value under the first of several spellings of a key.
    pub fn get_any(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth of a boolean.
    pub fn flag(&self) -> Option<bool> {
        match self.value {
            Value::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// The value of a whole number.
    pub fn number(&self) -> Option<i64> {
        match self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The day of a date, or of a date with a time.
    pub fn day(&self) -> Option<Day> {
        match self.value {
            Value::Date(day) => Some(day),
            _ => None,
        }
    }

    /// Whether it is a table.
    pub fn is_table(&self) -> bool {
        matches!(self.value, Value::Table(_))
    }

    /// Whether it is an array.
    pub fn is_list(&self) -> bool {
        matches!(self.value, Value::List(_))
    }

    /// What it is, in words.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "a string",
            Value::Flag(_) => "a boolean",
            Value::Number(_) => "a whole number",
            Value::Date(_) => "a date",
            Value::List(_) => "an array",
            Value::Table(_) => "a table",
            Value::Other => "a number",
        }
    }

    /// Moves every place to the file that lies `by` behind the one it names.
    pub fn shift(&mut self, by: u32) {
        self.span.file.0 += by;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Value::Table(entries) => entries.values_mut().for_each(|(span, node)| {
                span.file.0 += by;
                node.shift(by);
            }),
            _ => {}
        }
    }

    /// Whether it says `workspace = true`, which stands for a value of the workspace's root manifest.
    pub fn is_inherited(&self) -> bool {
        self.get("workspace").and_then(Node::flag) == Some(true)
    }

    /// The elements of an array; none for other values.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The keys of a table in the order of the alphabet, each with its place and value; none for other
    /// values.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Span, &Node)> {
        let table = match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        };
        table.into_iter().flatten().map(|(key, (span, node))| (key.as_str(), *span, node))
    }
}

fn node(file: FileId, parsed: &Spanned<DeValue>) -> Node {
    let value = match parsed.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(file, item)).collect()),
        DeValue::Table(entries) => table(file, entries),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Other, Value::Number)
        }
        DeValue::Datetime(time) => {
            time.date.map_or(Value::Other, |date| Value::Date((date.year, date.month, date.day)))
        }
        DeValue::Float(_) => Value::Other,
    };
    Node { span: place(file, parsed.span()), value }
}

fn table(file: FileId, entries: &DeTable) -> Value {
    let entry = |(key, value): (&Spanned<_>, _)| {
        let name: &std::borrow::Cow<str> = key.get_ref();
        (name.to_string(), (place(file, key.span()), node(file, value)))
    };
    Value::Table(entries.iter().map(entry).collect())
}

fn place(file: FileId, range: std::ops::Range<usize>) -> Span {
    Span::new(file, range.start as u32, range.end as u32)
}
