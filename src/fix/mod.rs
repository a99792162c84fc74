//! Ways to mend a finding, the best first.
//!
//! Invariant: at most one suggestion is machine-applicable, and it keeps the program compiling and its behaviour, up
//! to the value that it hides. Each kind of fix has its file and its line in [`FIXES`].

mod literal;
mod skip;

use crate::diagnostic::{Applicability, Suggestion};
use crate::finding::Flow;

/// What a fix may look at.
pub struct Site<'s> {
    /// The finding.
    pub flow: &'s Flow,
    /// The text of the placeholder's or argument's file.
    pub text: &'s str,
    /// What to do when nothing better is known.
    pub help: &'s str,
}

type Fix = fn(&Site) -> Option<Suggestion>;

/// The kinds of fix, best first.
const FIXES: &[Fix] = &[skip::parameter, literal::placeholder];

/// The best suggestion for a finding: an edit where one is known, else advice.
pub fn suggest(site: &Site) -> Vec<Suggestion> {
    let edit = FIXES.iter().find_map(|fix| fix(site));
    vec![edit.unwrap_or_else(|| advice(site.help))]
}

/// What to do, in words only.
pub fn advice(help: &str) -> Suggestion {
    Suggestion { message: help.to_string(), edits: Vec::new(), applicability: Applicability::MaybeIncorrect }
}
