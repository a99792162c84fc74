//! The JSON schema of a policy, for editors that complete and check TOML by one.

use crate::catalog::{Catalog, PolicyLevel};
use crate::policy::{KEYS, Key, Shape, Vocabulary};
use serde_json::{Map, Value, json};

/// The schema as text with a line break at its end; it follows the draft of 2020-12, which such editors know.
pub fn schema(catalog: &Catalog) -> String {
    let mut schema = table(catalog, KEYS);
    if let Value::Object(keys) = &mut schema {
        keys.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        keys.insert("title".into(), json!("the policy of cargo privlint"));
    }
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn table(catalog: &Catalog, keys: &[Key]) -> Value {
    let property = |key: &Key| {
        let mut shape = shape(catalog, &key.shape);
        if let Value::Object(keys) = &mut shape {
            keys.insert("description".into(), json!(key.says));
        }
        (key.name.to_string(), shape)
    };
    let properties: Map<String, Value> = keys.iter().map(property).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn shape(catalog: &Catalog, of: &Shape) -> Value {
    match of {
        Shape::Text => json!({ "type": "string" }),
        Shape::Version => json!({ "const": 1 }),
        // A date of TOML is no type of JSON; such editors hand it on as a text.
        Shape::Day => json!({ "type": "string", "format": "date" }),
        Shape::Word(vocabulary) => word(catalog, *vocabulary),
        Shape::Words(vocabulary) => {
            json!({ "anyOf": [word(catalog, *vocabulary), list(catalog, *vocabulary)] })
        }
        Shape::List(vocabulary) => list(catalog, *vocabulary),
        Shape::Table(keys) => table(catalog, keys),
        Shape::Only(key) => table(catalog, std::slice::from_ref(key)),
        Shape::Tables(keys) => json!({ "type": "array", "items": table(catalog, keys) }),
        Shape::Map(vocabulary, inner) => json!({
            "type": "object",
            "propertyNames": word(catalog, *vocabulary),
            "additionalProperties": shape(catalog, inner),
        }),
    }
}

fn list(catalog: &Catalog, vocabulary: Vocabulary) -> Value {
    json!({ "type": "array", "items": word(catalog, vocabulary) })
}

/// A word; where others may be declared in the same file, the known ones are examples.
fn word(catalog: &Catalog, vocabulary: Vocabulary) -> Value {
    let classes = || catalog.classes.iter().map(|class| class.name.clone()).collect::<Vec<_>>();
    let levels = || PolicyLevel::ALL.iter().map(|level| level.name().to_string());
    let some = |words: Vec<String>| json!({ "type": "string", "examples": words });
    match vocabulary {
        Vocabulary::Level => json!({ "enum": ["deny", "warn", "allow"] }),
        Vocabulary::ClassLevel => json!({ "enum": levels().collect::<Vec<_>>() }),
        Vocabulary::Sink => json!({ "enum": catalog.levels.kinds().collect::<Vec<_>>() }),
        Vocabulary::Lint => {
            json!({ "enum": catalog.rules.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>() })
        }
        Vocabulary::Weighed => some(levels().chain(classes()).collect()),
        Vocabulary::Class | Vocabulary::Classes | Vocabulary::Grant => some(classes()),
        Vocabulary::Channel => some(catalog.channels.channels.iter().map(|(name, _)| name.clone()).collect()),
        Vocabulary::Audience => some(catalog.channels.audiences.clone()),
        Vocabulary::Any
        | Vocabulary::Purpose
        | Vocabulary::Glob
        | Vocabulary::Path
        | Vocabulary::Function
        | Vocabulary::Macro => json!({ "type": "string" }),
    }
}
