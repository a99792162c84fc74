//! Applies suggestions: in memory, round by round, until none is left; then to the disk, each file at once.
//!
//! Terms: a *round* applies suggestions that do not touch each other and analyses what that gives, since an edit may
//! uncover another finding, and two edits of one statement go one after the other.
//!
//! Invariants: a suggestion is applied whole or not at all; nothing outside the root is written; a file that changed
//! on disk since it was read is left alone; every file is at any time either as before or as it is to be.

mod edits;
mod unified;
mod vcs;
mod write;

pub use unified::diff;
pub use vcs::{Allowed, check};
pub use write::{replace, write};

use crate::analysis::{self, Outcome};
use crate::catalog::Catalog;
use crate::config::Config;
use crate::diagnostic::{Applicability, Diagnostic, Suggestion};
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::span::FileId;
use crate::workspace::Workspace;
use std::collections::BTreeMap;

/// More rounds would mean that suggestions undo each other.
const MAX_ROUNDS: usize = 12;

/// What is analysed and changed.
pub struct Input<'i> {
    /// All knowledge.
    pub catalog: &'i Catalog,
    /// The files and packages.
    pub workspace: &'i Workspace,
    /// The policy.
    pub policy: &'i Policy,
    /// The settings of the analysis.
    pub config: &'i Config,
    /// Whether suggestions that need a human eye are applied too.
    pub with_unsure: bool,
}

/// What the rounds gave.
#[derive(Debug, Default)]
pub struct Mended {
    /// The files that changed, with their texts before and after, in order.
    pub files: BTreeMap<FileId, Change>,
    /// How many suggestions were applied.
    pub applied: usize,
    /// What the last analysis found.
    pub outcome: Outcome,
}

/// A file before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The text as it was read.
    pub before: String,
    /// The text as it is to be.
    pub after: String,
}

/// Applies suggestions to the texts until none is left. `sources` holds the changed texts afterwards.
pub fn mend(input: &Input, sources: &mut SourceMap, advance: &(dyn Fn(u64) + Sync)) -> Mended {
    let mut mended = Mended::default();
    for round in 0..=MAX_ROUNDS {
        mended.outcome =
            analysis::run(input.catalog, input.workspace, sources, input.policy, input.config, advance);
        let editable = (input.workspace.files.len() + input.workspace.texts.len()) as u32;
        let may_edit = |file: FileId| file.0 < editable;
        let chosen =
            mended.outcome.diagnostics.iter().filter_map(|one| choose(one, input.with_unsure, &may_edit));
        let (texts, applied) = edits::apply(sources, chosen);
        // What is told in the end is what the last texts give.
        if applied == 0 || round == MAX_ROUNDS {
            break;
        }
        mended.applied += applied;
        for (file, after) in texts {
            let before = sources.file(file).text.clone();
            let change = mended.files.entry(file).or_insert(Change { before, after: String::new() });
            change.after.clone_from(&after);
            sources.replace(file, after);
        }
    }
    mended
}

/// The suggestion of a finding that may be applied.
fn choose<'d>(
    diagnostic: &'d Diagnostic,
    with_unsure: bool,
    may_edit: &dyn std::ops::Fn(FileId) -> bool,
) -> Option<&'d Suggestion> {
    let mut fitting = diagnostic.suggestions.iter().filter(|one| {
        let is_sure = one.applicability == Applicability::MachineApplicable;
        let is_possible = !one.edits.is_empty() && one.edits.iter().all(|edit| may_edit(edit.span.file));
        is_possible && (is_sure || with_unsure)
    });
    fitting.next().filter(|_| diagnostic.rule.is_some())
}
