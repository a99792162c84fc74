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
    /// What is permitted of the class, in words.
    pub permitted: &'s str,
    /// What to do when nothing better is known.
    pub help: &'s str,
}

type Fix = fn(&Site) -> Option<Suggestion>;

/// The kinds of fix, best first.
const FIXES: &[Fix] = &[skip::parameter, literal::placeholder];

/// Every suggestion for a finding; the last is advice without an edit.
pub fn suggest(site: &Site) -> Vec<Suggestion> {
    let mut suggestions: Vec<Suggestion> = FIXES.iter().filter_map(|fix| fix(site)).take(1).collect();
    suggestions.push(Suggestion {
        message: site.help.to_string(),
        edits: Vec::new(),
        applicability: Applicability::MaybeIncorrect,
    });
    suggestions
}
