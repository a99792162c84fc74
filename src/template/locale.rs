//! The texts of JSON, TOML and YAML locales with their places, quotes excluded.
//!
//! A place is that of the text as written, so that a placeholder is found where it stands; placeholders hold no escapes.

use super::entries::{Entry, dialect_of};
use super::{Extent, Fault};
use jsonc_parser::ast;
use saphyr_parser::{Event, Parser, ScalarStyle};
use toml::de::{DeTable, DeValue};

/// A file that cannot be read, at its beginning where no place is told.
fn broken(text: &str, at: usize) -> Fault {
    let start = at.min(text.len()) as u32;
    Fault { at: start..start, message: "this file cannot be read as what its name says" }
}

/// What stands between the quotes.
fn unquoted(text: &str, range: std::ops::Range<usize>) -> Extent {
    let written = text.get(range.clone()).unwrap_or("");
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quote = quotes.iter().find(|quote| {
        written.len() >= 2 * quote.len() && written.starts_with(**quote) && written.ends_with(**quote)
    });
    let length = quote.map_or(0, |quote| quote.len());
    (range.start + length) as u32..(range.end - length) as u32
}

fn push(text: &str, found: &mut Vec<Entry>, key: String, at: Extent) {
    let dialect = dialect_of(super::slice(text, &at));
    found.push(Entry { key, at, dialect });
}

fn joined(around: &str, key: &str) -> String {
    if around.is_empty() { key.to_string() } else { format!("{around}.{key}") }
}

/// The texts of a JSON file, comments allowed.
pub(super) fn json(text: &str) -> Result<Vec<Entry>, Fault> {
    let parsed = jsonc_parser::parse_to_ast(text, &Default::default(), &Default::default());
    let parsed = parsed.map_err(|error| broken(text, error.range().start))?;
    let mut found = Vec::new();
    let mut open = vec![(String::new(), parsed.value.as_ref())];
    while let Some((key, value)) = open.pop() {
        match value {
            Some(ast::Value::StringLit(literal)) => {
                push(text, &mut found, key, unquoted(text, literal.range.start..literal.range.end));
            }
            Some(ast::Value::Object(object)) => {
                let parts = object.properties.iter().rev();
                open.extend(parts.map(|part| (joined(&key, part.name.as_str()), Some(&part.value))));
            }
            Some(ast::Value::Array(array)) => {
                let parts = array.elements.iter().enumerate().rev();
                open.extend(parts.map(|(at, part)| (joined(&key, &at.to_string()), Some(part))));
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The texts of a TOML file.
pub(super) fn toml(text: &str) -> Result<Vec<Entry>, Fault> {
    let table =
        DeTable::parse(text).map_err(|error| broken(text, error.span().map_or(0, |span| span.start)))?;
    let mut found = Vec::new();
    for (key, value) in table.get_ref().iter() {
        toml_value(text, key.get_ref().to_string(), value, &mut found);
    }
    found.sort_by_key(|entry| entry.at.start);
    Ok(found)
}

/// The parser bounds how deep values lie in each other.
fn toml_value(text: &str, key: String, value: &toml::Spanned<DeValue>, found: &mut Vec<Entry>) {
    match value.get_ref() {
        DeValue::String(_) => push(text, found, key, unquoted(text, value.span())),
        DeValue::Table(table) => {
            for (inner, value) in table.iter() {
                toml_value(text, joined(&key, inner.get_ref()), value, found);
            }
        }
        DeValue::Array(array) => {
            for (at, value) in array.iter().enumerate() {
                toml_value(text, joined(&key, &at.to_string()), value, found);
            }
        }
        _ => {}
    }
}

/// A mapping or a sequence that is open.
enum Level {
    /// Its key, and the key of the value that comes next.
    Mapping(String, Option<String>),
    /// Its key, and the number of the value that comes next.
    Sequence(String, usize),
}

/// The texts of a YAML file. Its parser counts characters, which are turned into bytes here.
pub(super) fn yaml(text: &str) -> Result<Vec<Entry>, Fault> {
    let offsets = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>());
    let byte = |index: usize| match &offsets {
        Some(offsets) => offsets.get(index).copied().unwrap_or(text.len()),
        None => index.min(text.len()),
    };
    let mut parser = Parser::new_from_str(text);
    let (mut found, mut levels): (Vec<Entry>, Vec<Level>) = (Vec::new(), Vec::new());
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| broken(text, byte(error.marker().index())))?;
        match event {
            Event::Scalar(value, style, ..) => {
                let is_key = matches!(levels.last(), Some(Level::Mapping(_, None)));
                if is_key {
                    if let Some(Level::Mapping(_, key)) = levels.last_mut() {
                        *key = Some(value.to_string());
                    }
                    continue;
                }
                let key = next_key(&mut levels);
                let range = byte(span.start.index())..byte(span.end.index());
                let at = match style {
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => unquoted(text, range),
                    _ => range.start as u32..range.end as u32,
                };
                push(text, &mut found, key, at);
            }
            Event::Alias(_) => drop(next_key(&mut levels)),
            Event::MappingStart(..) => {
                let key = next_key(&mut levels);
                levels.push(Level::Mapping(key, None));
            }
            Event::SequenceStart(..) => {
                let key = next_key(&mut levels);
                levels.push(Level::Sequence(key, 0));
            }
            Event::MappingEnd | Event::SequenceEnd => drop(levels.pop()),
            _ => {}
        }
    }
    Ok(found)
}

/// The key of the value that comes now.
fn next_key(levels: &mut [Level]) -> String {
    match levels.last_mut() {
        Some(Level::Mapping(around, key)) => joined(around, &key.take().unwrap_or_default()),
        Some(Level::Sequence(around, at)) => {
            *at += 1;
            joined(around, &(*at - 1).to_string())
        }
        None => String::new(),
    }
}
