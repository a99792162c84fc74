//! Compares a policy with the shape of one: unknown keys, values of another kind, words of no vocabulary.

use super::shape::{KEYS, Key, Shape, Vocabulary};
use crate::catalog::{Catalog, PolicyLevel};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::nearest;
use crate::span::Span;
use globset::GlobBuilder;
use std::collections::BTreeSet;

/// The words that policies may use beside those of the catalog.
#[derive(Default)]
pub(super) struct Words {
    /// Channels that some policy declares.
    pub channels: BTreeSet<String>,
    /// Purposes that some policy declares.
    pub purposes: BTreeSet<String>,
    /// Subjects of types.
    pub subjects: BTreeSet<String>,
}

impl Words {
    /// Takes in what a policy declares.
    pub fn add(&mut self, table: &Node) {
        let keys = |key: &str| {
            let table = table.get(key).into_iter().flat_map(Node::entries);
            table.map(|(name, ..)| name.to_string()).collect::<Vec<_>>()
        };
        self.channels.extend(keys("channel"));
        self.purposes.extend(keys("purpose"));
        let types = table.get("type").into_iter().flat_map(Node::entries);
        let subjects = types.filter_map(|(_, _, of)| of.get("subject").and_then(Node::text));
        self.subjects.extend(subjects.map(str::to_string));
    }
}

/// What is wrong with a policy.
pub(super) fn check(catalog: &Catalog, words: &Words, table: &Node) -> Vec<Diagnostic> {
    let mut check = Check { catalog, words, found: Vec::new() };
    check.table(table, KEYS);
    check.found
}

struct Check<'c> {
    catalog: &'c Catalog,
    words: &'c Words,
    found: Vec<Diagnostic>,
}

impl Check<'_> {
    fn table(&mut self, node: &Node, keys: &[Key]) {
        if !node.is_table() {
            return self.other_kind(node, "a table");
        }
        for (name, span, value) in node.entries() {
            match keys.iter().find(|key| key.name == name) {
                Some(key) => self.value(value, &key.shape),
                None => self.unknown("key", name, span, keys.iter().map(|key| key.name)),
            }
        }
    }

    fn value(&mut self, node: &Node, shape: &Shape) {
        match shape {
            Shape::Text if node.text().is_none() => self.other_kind(node, "a string"),
            Shape::Text => {}
            Shape::Version if node.number() != Some(1) => {
                self.found.push(
                    Diagnostic::error("this version of the policy is not known")
                        .at(node.span, "the only one is 1"),
                );
            }
            Shape::Version => {}
            Shape::Day if node.day().is_none() => self.other_kind(node, "a date, such as 2026-12-31"),
            Shape::Day => {}
            Shape::Word(vocabulary) => self.word(node, *vocabulary),
            Shape::Words(vocabulary) if node.is_list() => self.words(node, *vocabulary),
            Shape::Words(vocabulary) => self.word(node, *vocabulary),
            Shape::List(vocabulary) if node.is_list() => self.words(node, *vocabulary),
            Shape::List(_) => self.other_kind(node, "an array of strings"),
            Shape::Table(keys) => self.table(node, keys),
            Shape::Only(key) => {
                self.table(node, std::slice::from_ref(key));
                let is_empty = |value: &Node| value.text().is_some_and(|text| text.trim().is_empty());
                if node.is_table() && node.get(key.name).is_none_or(is_empty) {
                    let said = Diagnostic::error(format!("`{}` is missing", key.name));
                    self.found.push(said.at(node.span, "add it"));
                }
            }
            Shape::Tables(keys) if node.is_list() => {
                node.items().iter().for_each(|item| self.table(item, keys));
            }
            Shape::Tables(_) => self.other_kind(node, "an array of tables"),
            Shape::Map(vocabulary, shape) => {
                if !node.is_table() {
                    return self.other_kind(node, "a table");
                }
                for (name, span, value) in node.entries() {
                    self.known(name, span, *vocabulary);
                    self.value(value, shape);
                }
            }
        }
    }

    fn words(&mut self, node: &Node, vocabulary: Vocabulary) {
        node.items().iter().for_each(|item| self.word(item, vocabulary));
    }

    fn word(&mut self, node: &Node, vocabulary: Vocabulary) {
        match node.text() {
            Some(text) => self.known(text, node.span, vocabulary),
            None => self.other_kind(node, "a string"),
        }
    }

    /// Reports a word that is none of its vocabulary.
    fn known(&mut self, word: &str, span: Span, vocabulary: Vocabulary) {
        let catalog = self.catalog;
        let channels = &catalog.channels;
        let classes = || catalog.classes.iter().map(|class| class.name.clone());
        let (what, known): (&str, Vec<String>) = match vocabulary {
            Vocabulary::Any | Vocabulary::Path | Vocabulary::Macro => return,
            Vocabulary::Function | Vocabulary::Glob => return self.pattern(word, span),
            Vocabulary::Level => ("level", ["deny", "warn", "allow"].map(str::to_string).into()),
            Vocabulary::ClassLevel => ("level of classes", class_levels()),
            Vocabulary::Sink => ("kind of sink", catalog.levels.kinds().map(str::to_string).collect()),
            Vocabulary::Lint => ("lint", catalog.rules.iter().map(|rule| rule.name.clone()).collect()),
            Vocabulary::Class => ("data class", classes().collect()),
            Vocabulary::Classes if word == "*" => return,
            Vocabulary::Classes => ("data class", classes().chain(self.families()).collect()),
            Vocabulary::Weighed => {
                let known = class_levels().into_iter().chain(classes()).chain(self.families());
                ("level or data class", known.collect())
            }
            Vocabulary::Channel => {
                let known = channels.channels.iter().map(|(channel, _)| channel);
                ("channel", known.chain(&self.words.channels).cloned().collect())
            }
            Vocabulary::Audience => {
                ("audience", channels.audiences.iter().chain(&self.words.subjects).cloned().collect())
            }
            Vocabulary::Purpose => ("declared purpose", self.words.purposes.iter().cloned().collect()),
            Vocabulary::Grant => {
                let (class, form) =
                    word.split_once('@').map_or((word, None), |(class, form)| (class, Some(form)));
                self.known(class, span, Vocabulary::Classes);
                return form.into_iter().for_each(|form| self.one_of("form", form, span, &channels.forms));
            }
        };
        self.one_of(what, word, span, &known);
    }

    fn one_of(&mut self, what: &str, word: &str, span: Span, known: &[String]) {
        if !known.iter().any(|known| known == word) {
            self.unknown(what, word, span, known.iter().map(String::as_str));
        }
    }

    fn families(&self) -> Vec<String> {
        let of = |name: &str| format!("{}.*", name.split('.').next().unwrap_or_default());
        let families: BTreeSet<String> = self.catalog.classes.iter().map(|class| of(&class.name)).collect();
        families.into_iter().collect()
    }

    fn pattern(&mut self, word: &str, span: Span) {
        if word.is_empty() || GlobBuilder::new(word).build().is_err() {
            self.found.push(Diagnostic::error("this is no pattern").at(span, "not understood"));
        }
    }

    fn unknown<'n>(&mut self, what: &str, word: &str, span: Span, known: impl Iterator<Item = &'n str>) {
        let said = Diagnostic::error(format!("`{word}` is no {what}")).at(span, "not known");
        self.found.push(nearest::noted(said, word, known));
    }

    fn other_kind(&mut self, node: &Node, wanted: &str) {
        let said = Diagnostic::error(format!("this is {}, and should be {wanted}", node.kind()));
        self.found.push(said.at(node.span, "not understood"));
    }
}

fn class_levels() -> Vec<String> {
    PolicyLevel::ALL.iter().map(|level| level.name().to_string()).collect()
}
