//! What is found on one side of a change and not on the other.
//!
//! Terms: two findings are the *same* where their fingerprints are, which hold no line and no file; one is *moved* where
//! its file is on one side only, and a finding of the same content in a file that is on the other side only is its
//! match.
//!
//! Invariant: each finding has one match at most, so that of three equal ones two more are new.

use super::pool::Pool;
use crate::diagnostic::{Diagnostic, fingerprint};
use crate::source::SourceMap;
use std::collections::BTreeSet;

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
    let mut compared =
        Compared { added: findings(new).collect(), removed: findings(old).collect(), ..Compared::default() };
    compared.pair(|at| Some(identity(old, at)), |at| Some(identity(new, at)));
    // What only stands in a file of another name.
    let (were, are) = (names(old), names(new));
    let moved = |side: &Side, others: &BTreeSet<&str>, at: usize| {
        (!others.contains(file(side, at))).then(|| content(side, at))
    };
    compared.pair(|at| moved(old, &are, at), |at| moved(new, &were, at));
    compared
}

impl Compared {
    /// Takes what is removed and what is added for the same where both have the same key; how many there were. What has
    /// no key has no match.
    pub(super) fn pair<K: Ord>(
        &mut self,
        old: impl Fn(usize) -> Option<K>,
        new: impl Fn(usize) -> Option<K>,
    ) -> usize {
        let keyed = self.removed.iter().filter_map(|&at| Some((old(at)?, at)));
        let mut pool = Pool::of(keyed);
        let mut gone = BTreeSet::new();
        let mut has_match = |at: &usize| {
            let matched = new(*at).and_then(|key| pool.take(&key));
            gone.extend(matched);
            matched.is_some()
        };
        let (kept, added): (Vec<usize>, Vec<usize>) = self.added.iter().partition(|at| has_match(at));
        self.removed.retain(|at| !gone.contains(at));
        self.added = added;
        self.kept.extend(kept);
        self.kept.sort_unstable();
        gone.len()
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
    let words = || fingerprint(&[file(side, at), &one.message]);
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
