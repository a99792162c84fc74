//! Ways to mend a finding, the best first.
//!
//! Invariant: at most one suggestion is machine-applicable, and it keeps the program compiling and its behaviour, up
//! to the value that it hides. Each kind of fix has its file and its line in [`FIXES`].

mod exception;
mod filter;
mod literal;
mod mask;
mod method;
mod seal;
mod secret;
mod skip;
mod stand_in;
mod value;

use crate::diagnostic::{Applicability, Edit, Suggestion};
use crate::finding::Flow;
use crate::mask::Call;
use crate::source::SourceFile;
use crate::span::{FileId, Span};

/// What a fix may look at.
pub struct Site<'s> {
    /// The finding.
    pub flow: &'s Flow,
    /// The text of the placeholder's or argument's file.
    pub text: &'s str,
    /// What to do when nothing better is known.
    pub help: &'s str,
    /// The project's own mask for the class, as it is called at the place.
    pub mask: Option<Call>,
    /// A type for texts that hides itself, of a crate that the package depends on.
    pub secret_type: Option<String>,
    /// Whether the sink acts on what it is given, so that no other text may take its place.
    pub acts: bool,
    /// What an exception in the policy would accept.
    pub exception: Exception<'s>,
}

/// The exception by which a policy would accept a finding.
#[derive(Clone, Copy)]
pub struct Exception<'s> {
    /// The lint.
    pub lint: &'s str,
    /// The class.
    pub class: &'s str,
    /// The file of the finding.
    pub file: &'s str,
    /// The policy file that it would be written into, where there is one.
    pub policy: Option<(FileId, &'s SourceFile)>,
}

type Fix = fn(&Site) -> Option<Suggestion>;

/// The kinds of fix, best first.
const FIXES: &[Fix] = &[
    skip::parameter,
    mask::masked,
    filter::mended,
    secret::retyped,
    method::called,
    seal::sealed,
    stand_in::shown,
    stand_in::beside,
    literal::placeholder,
    exception::accepted,
];

/// The suggestions for a finding, the best first: edits where some are known, else advice. Only the first that is
/// machine-applicable stays so.
pub fn suggest(site: &Site) -> Vec<Suggestion> {
    let mut found: Vec<Suggestion> = FIXES.iter().filter_map(|fix| fix(site)).collect();
    let is_sure = |one: &Suggestion| one.applicability == Applicability::MachineApplicable;
    // Where a policy names the mask, no other text takes the value's place by itself.
    if site.mask.as_ref().is_some_and(|call| !call.is_known) {
        found.iter_mut().for_each(|one| one.applicability = Applicability::MaybeIncorrect);
    }
    // What a machine may apply goes first; among others the order is that of the kinds.
    found.sort_by_key(|one| !is_sure(one));
    found.iter_mut().skip(1).for_each(|one| one.applicability = Applicability::MaybeIncorrect);
    let is_edited = found
        .first()
        .is_some_and(|first| first.edits.iter().any(|edit| edit.span.file == site.flow.shown.file));
    if !is_edited {
        found.insert(0, advice(site.help));
    }
    found
}

/// What to do, in words only.
pub fn advice(help: &str) -> Suggestion {
    Suggestion { message: help.to_string(), edits: Vec::new(), applicability: Applicability::MaybeIncorrect }
}

/// A suggestion of edits.
fn suggestion(message: String, edits: Vec<Edit>, is_sure: bool) -> Suggestion {
    let applicability =
        if is_sure { Applicability::MachineApplicable } else { Applicability::MaybeIncorrect };
    Suggestion { message, edits, applicability }
}

/// The edit that puts a text behind the last argument of a macro call, which ends there.
fn last_argument(text: &str, call: Span, argument: &str) -> Option<Edit> {
    let written = text.get(call.range())?;
    let rest = text.get(call.end as usize..)?;
    let has_comma = written.ends_with(',');
    let is_broken = rest
        .split('\n')
        .next()
        .is_some_and(|line| !line.contains([')', '}', ']']) || line.trim_start().starts_with("//"));
    let argument = match (has_comma, is_broken) {
        (true, true) => format!("\n{}{argument},", indent(text, call.end as usize)),
        (true, false) => format!(" {argument},"),
        (false, _) => format!(", {argument}"),
    };
    Some(Edit { span: Span::new(call.file, call.end, call.end), text: argument })
}

/// The blank before the line on which a place of a text stands.
fn indent(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[line..];
    &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
}
