//! The classes of a team's own: tables under `class`, and pages under `classes`.

use crate::catalog::{Catalog, Class, Form, PolicyLevel, Role};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::span::Span;
use crate::workspace::PolicyFile;

/// Adds the classes of all policies to what is known; what cannot be one is returned.
pub fn extend(catalog: &mut Catalog, policies: &[PolicyFile]) -> Vec<Diagnostic> {
    let (mut found, known) = (Vec::new(), catalog.classes.len());
    for policy in policies {
        for (name, span, table) in policy.table.get("class").into_iter().flat_map(Node::entries) {
            match class(name, span, table) {
                Ok(class) if catalog.class_named(name).is_some() => {
                    let said = Diagnostic::error(format!("there is a class `{}` already", class.name));
                    found.push(said.at(span, "give it another name"));
                }
                Ok(class) => catalog.classes.push(class),
                Err(said) => found.push(*said),
            }
        }
        for (text, span) in &policy.pages {
            if let Err(reason) = catalog.add_class(text) {
                let message = format!("this page is no class: {reason}");
                found.push(Diagnostic::error(message).at(*span, "asked for here"));
            }
        }
    }
    if catalog.classes.len() > known {
        let faults = catalog.errors.len();
        catalog.learn_added(known);
        found.extend(catalog.errors.drain(faults..).map(Diagnostic::error));
        for policy in policies {
            found.extend(taken(catalog, policy));
        }
    }
    found
}

/// The names that a class claims and another one has.
fn taken(catalog: &Catalog, policy: &PolicyFile) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (class, span, table) in policy.table.get("class").into_iter().flat_map(Node::entries) {
        for name in table.get("names").into_iter().flat_map(Node::items).filter_map(Node::text) {
            let owner = catalog.lexicon.whole(name).map(|found| &catalog.class(found.class).name);
            if owner.is_none_or(|owner| owner != class) {
                let whose = owner.map_or("no class".to_string(), |owner| format!("`{owner}`"));
                let said = Diagnostic::warning(format!("`{name}` is read as {whose}, not as `{class}`"));
                found
                    .push(said.at(span, "claimed here").note("name the fields that are meant under `field`"));
            }
        }
    }
    found
}

fn class(name: &str, span: Span, table: &Node) -> Result<Class, Box<Diagnostic>> {
    let words = |key: &str| {
        let items = table.get(key).into_iter().flat_map(Node::items);
        items.filter_map(Node::text).map(str::to_string).collect::<Vec<_>>()
    };
    let text = |key: &str| table.get(key).and_then(Node::text).map(str::to_string);
    let is_name = name.split('.').count() > 1
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_'));
    if !is_name {
        let said = Diagnostic::error(format!("`{name}` cannot be the name of a class"));
        let note = "write a family and a name in lower case, such as `crm.ticket`";
        return Err(Box::new(said.at(span, "not understood").note(note)));
    }
    let level = text("level").and_then(|level| PolicyLevel::named(&level));
    let Some(level) = level else {
        let said = Diagnostic::error(format!("the class `{name}` has no level"));
        return Err(Box::new(said.at(span, "add `level`, `L1` to `L4`")));
    };
    let terms = [("names", "strong"), ("labels", "label")];
    let terms = terms.map(|(key, strength)| ("own".to_string(), strength.to_string(), words(key)));
    let bare = name.rsplit('.').next().unwrap_or(name).replace('_', " ");
    Ok(Class {
        name: name.to_string(),
        level,
        says: text("says").unwrap_or(bare),
        permitted: text("permitted").unwrap_or_else(|| level.permits().to_string()),
        tags: words("tags"),
        types: words("types"),
        form: Form::default(),
        guessable: false,
        numeric: true,
        role: Role::Datum,
        terms: terms.into(),
        names: Vec::new(),
    })
}
