//! A policy's tables as data. What does not fit its shape has been reported by then and is passed over here.

use super::check::{Words, check};
use super::{Exception, Files, Grant, ItemTerms, Layer, Policy, Purpose, TemplateTerms, Terms, Word};
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Label, Level};
use crate::document::Node;
use crate::hir::Name;
use crate::span::Span;
use crate::workspace::PolicyFile;

/// Reads all policies of a run, and tells what of them cannot be understood.
pub fn read(catalog: &Catalog, files: &[PolicyFile]) -> (Policy, Vec<Diagnostic>) {
    let mut words = Words::default();
    files.iter().for_each(|file| words.add(&file.table));
    let (mut policy, mut found) = (Policy::default(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        found.extend(check(catalog, &words, &file.table));
        found.extend(repeated(&files[..at], file));
        policy.add(catalog, file);
    }
    (policy, found)
}

/// The channels and purposes that an earlier policy declares too, and perhaps otherwise.
fn repeated(before: &[PolicyFile], file: &PolicyFile) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (key, (name, span, _)) in
        ["channel", "purpose"].iter().flat_map(|key| entries(&file.table, key).map(move |entry| (key, entry)))
    {
        let of = |other: &PolicyFile| {
            let mut entries = entries(&other.table, key);
            entries.find(|(known, ..)| *known == name).map(|(_, span, _)| span)
        };
        if let Some(known) = before.iter().find_map(of) {
            let said = Diagnostic::warning(format!("the {key} `{name}` is declared twice"));
            let mut said = said.at(span, "this one counts everywhere");
            said.labels.push(Label { span: known, message: "also declared here".into() });
            found.push(said.note("give one of both another name"));
        }
    }
    found
}

impl Policy {
    fn add(&mut self, catalog: &Catalog, file: &PolicyFile) {
        let table = &file.table;
        self.layers.push(layer(file));
        if file.member.is_none() && file.is_own_file {
            self.file = Some(table.span.file);
        }
        for (name, _, channel) in entries(table, "channel") {
            let audience = text(channel, "audience").or_else(|| catalog.channels.audiences.first().cloned());
            self.channels.insert(name.to_string(), audience.unwrap_or_default());
        }
        for (name, _, purpose) in entries(table, "purpose") {
            self.purposes.insert(name.to_string(), self::purpose(catalog, purpose));
        }
        for (pattern, span, terms) in entries(table, "template") {
            self.templates.extend(files(file, pattern, span).map(|files| TemplateTerms {
                files,
                purpose: text(terms, "purpose"),
                channels: texts(terms, "channel").into_iter().map(|word| word.text).collect(),
            }));
        }
        self.add_items(file);
        self.sink_macros.extend(table.get("sink").map(|sink| texts(sink, "macros")).unwrap_or_default());
        for exception in table.get("allow").into_iter().flat_map(Node::items) {
            self.exceptions.push(self::exception(file, exception));
        }
    }

    fn add_items(&mut self, file: &PolicyFile) {
        let table = &file.table;
        let item = |path: Word, terms: Terms| {
            let segments = path.text.split("::").flat_map(|part| part.split('.')).map(Name::new).collect();
            ItemTerms { path, segments, member: file.member.clone(), terms }
        };
        let word = |text: &str, span: Span| Word { text: text.to_string(), span };
        for (path, span, of) in entries(table, "type") {
            let terms = Terms::Type { class: text(of, "class"), subject: text(of, "subject") };
            self.items.push(item(word(path, span), terms));
        }
        for (path, span, of) in entries(table, "field") {
            let class = text(of, "class").map(Terms::Field);
            self.items.extend(class.map(|terms| item(word(path, span), terms)));
        }
        for (class, _, function) in entries(table, "mask") {
            let path = function.text().map(|path| word(path, function.span));
            self.items.extend(path.map(|path| item(path, Terms::Mask(class.to_string()))));
        }
        for (key, terms) in [("sanitizer", Terms::Sanitizer), ("sink", Terms::Sink)] {
            let functions = table.get(key).map(|of| texts(of, "fns")).unwrap_or_default();
            self.items.extend(functions.into_iter().map(|path| item(path, terms.clone())));
        }
    }
}

fn layer(file: &PolicyFile) -> Layer {
    let mut layer = Layer { member: file.member.clone(), ..Layer::default() };
    for (of, _, cells) in entries(&file.table, "levels") {
        for (sink, _, level) in cells.entries() {
            let level = level.text().and_then(self::level);
            layer.levels.extend(level.map(|level| ((of.to_string(), sink.to_string()), level)));
        }
    }
    for (lint, _, level) in entries(&file.table, "lints") {
        let level = level.text().and_then(self::level);
        layer.lints.extend(level.map(|level| (lint.to_string(), level)));
    }
    layer
}

fn level(word: &str) -> Option<Option<Level>> {
    match word {
        "deny" => Some(Some(Level::Error)),
        "warn" => Some(Some(Level::Warning)),
        "allow" => Some(None),
        _ => None,
    }
}

fn purpose(catalog: &Catalog, table: &Node) -> Purpose {
    let raw = catalog.channels.forms.first().map_or("", String::as_str);
    let grant = |word: Word| {
        let (class, form) = word.text.split_once('@').unwrap_or((&word.text, raw));
        Grant { class: class.to_string(), form: form.to_string(), is_raw: form == raw }
    };
    Purpose {
        allow: texts(table, "allow").into_iter().map(grant).collect(),
        deny: texts(table, "deny").into_iter().map(|word| word.text).collect(),
    }
}

fn exception(file: &PolicyFile, table: &Node) -> Exception {
    let path = table.get("path");
    let pattern = path.and_then(|node| Some((node.text()?, node.span)));
    Exception {
        lint: text(table, "lint"),
        class: text(table, "class"),
        files: pattern.and_then(|(pattern, span)| files(file, pattern, span)),
        reason: text(table, "reason"),
        owner: text(table, "owner"),
        expires: table.get("expires").and_then(Node::day),
        span: table.span,
        member: file.member.clone(),
    }
}

fn files(file: &PolicyFile, pattern: &str, span: Span) -> Option<Files> {
    Some(Files { pattern: Word { text: pattern.to_string(), span }, glob: file.glob(pattern)? })
}

/// The entries of a table in the order of the file.
fn entries<'n>(table: &'n Node, key: &str) -> impl Iterator<Item = (&'n str, Span, &'n Node)> {
    let mut found: Vec<_> = table.get(key).into_iter().flat_map(Node::entries).collect();
    found.sort_by_key(|(_, span, _)| *span);
    found.into_iter()
}

fn text(table: &Node, key: &str) -> Option<String> {
    table.get(key).and_then(Node::text).map(str::trim).filter(|text| !text.is_empty()).map(str::to_string)
}

/// The texts of an array, or a text that stands for an array of one.
fn texts(table: &Node, key: &str) -> Vec<Word> {
    let Some(node) = table.get(key) else { return Vec::new() };
    let items = if node.is_list() { node.items() } else { std::slice::from_ref(node) };
    let word = |node: &Node| Some(Word { text: node.text()?.to_string(), span: node.span });
    items.iter().filter_map(word).collect()
}
