//! What is found on one side of a change and not on the other.
//!
//! Terms: two findings are the *same* where their fingerprints are, which hold no line and no file; one is *moved* where
//! its file is on one side only, and a finding of the same content in a file that is on the other side only is its
//! match.
//!
//! Invariant: each finding has one match at most, so that of three equal ones two more are new.

use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;
use std::collections::{BTreeMap, BTreeSet};

/// One side of a change.
#[derive(Clone, Copy)]
pub struct Side<'s> {
    /// The texts.
    pub sources: &'s SourceMap,
    /// What was found.
    pub diagnostics: &'s [Diagnostic],
}

/// What a change did to the findings; each list counts the diagnostics of its side, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Findings that are new.
    pub added: Vec<usize>,
    /// Findings that are no more.
    pub removed: Vec<usize>,
    /// Findings that were there before.
    pub kept: Vec<usize>,
}

/// Compares the findings of both sides.
pub fn compare(old: &Side, new: &Side) -> Compared {
    let mut compared = Compared::default();
    let mut before: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for at in findings(old).rev() {
        before.entry(identity(old, at)).or_default().push(at);
    }
    for at in findings(new) {
        match before.get_mut(&identity(new, at)).and_then(Vec::pop) {
            Some(_) => compared.kept.push(at),
            None => compared.added.push(at),
        }
    }
    compared.removed = before.into_values().flatten().collect();
    compared.removed.sort_unstable();
    compared.match_moved(old, new);
    compared
}

impl Compared {
    /// Takes out what only stands in a file of another name.
    fn match_moved(&mut self, old: &Side, new: &Side) {
        let (were, are) = (names(old), names(new));
        let mut gone: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for &at in self.removed.iter().rev().filter(|at| !are.contains(file(old, **at))) {
            gone.entry(content(old, at)).or_default().push(at);
        }
        let mut found = BTreeSet::new();
        let mut is_moved = |at: &usize| {
            let is_new_file = !were.contains(file(new, *at));
            let matched = gone.get_mut(&content(new, *at)).filter(|_| is_new_file).and_then(Vec::pop);
            found.extend(matched);
            matched.is_some()
        };
        let (moved, added): (Vec<usize>, Vec<usize>) = self.added.iter().partition(|at| is_moved(at));
        self.removed.retain(|at| !found.contains(at));
        self.added = added;
        self.kept.extend(moved);
        self.kept.sort_unstable();
    }
}

/// The diagnostics that are findings.
pub(super) fn findings<'s>(side: &Side<'s>) -> impl DoubleEndedIterator<Item = usize> + use<'s> {
    let all = side.diagnostics.iter().enumerate();
    all.filter(|(_, one)| one.rule.is_some()).map(|(at, _)| at)
}

/// What makes a finding the same: its lint and its print.
pub(super) fn identity(side: &Side, at: usize) -> (String, String) {
    let one = &side.diagnostics[at];
    (one.rule.clone().unwrap_or_default(), print(side, at))
}

/// The fingerprint of a finding; that of its file and its words where it has none.
fn print(side: &Side, at: usize) -> String {
    let one = &side.diagnostics[at];
    let words =
        || blake3::hash(format!("{}\0{}", file(side, at), one.message).as_bytes()).to_hex()[..32].to_string();
    one.details.as_ref().map_or_else(words, |details| details.fingerprint.clone())
}

fn content(side: &Side, at: usize) -> String {
    let one = &side.diagnostics[at];
    let content = one.details.as_ref().map_or(&one.message, |details| &details.content);
    format!("{} {content}", one.rule.as_deref().unwrap_or_default())
}

/// The name of a finding's file.
pub(super) fn file<'s>(side: &Side<'s>, at: usize) -> &'s str {
    let place = side.diagnostics[at].primary.as_ref();
    place.map_or("", |label| &side.sources.file(label.span.file).name)
}

fn names<'s>(side: &Side<'s>) -> BTreeSet<&'s str> {
    // A file that has no text is not there.
    side.sources
        .iter()
        .filter(|(_, file)| file.unread.is_none())
        .map(|(_, file)| file.name.as_str())
        .collect()
}
