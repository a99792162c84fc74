//! `--base`: what the tree before a change shows, and what the change adds to that.

use super::args::Check;
use super::prepare::{self, Prepared};
use super::{check, fail, start};
use crate::analysis::{self, Outcome};
use crate::diagnostic::Silence;
use crate::disk::{Disk, Snapshot};
use crate::git::{GitError, Repository};
use crate::policy::Policy;
use crate::review::{Compared, Side, compare};
use crate::session::Earlier;
use crate::source::SourceMap;
use crate::workspace::Workspace;
use std::path::Path;
use std::sync::Arc;

/// The tree before a change.
#[derive(Default)]
pub(super) struct Before {
    /// Its files and packages.
    pub workspace: Workspace,
    /// Its texts.
    pub sources: SourceMap,
    /// Its policy.
    pub policy: Policy,
    /// What was found there.
    pub outcome: Outcome,
}

/// The commit that a comparison is with: the one that is named, else the last one that the branch shares with that which
/// it would be merged into.
pub(super) fn commit(options: &Check, revision: &str) -> Result<(Repository, String), GitError> {
    let folder = start(options).unwrap_or_default();
    let repository = Repository::around(&folder)?;
    let commit = match revision {
        "" => repository.merge_base()?,
        revision => repository.commit(revision)?,
    };
    Ok((repository, commit))
}

/// Analyses the tree of a commit after the tree of now, of which it takes over what is the same.
///
/// # Errors
/// Where git cannot give it.
pub(super) fn before(
    options: &Check,
    (repository, commit): &(Repository, String),
    now: &Prepared,
    outcome: &mut Outcome,
) -> Result<Before, GitError> {
    let mut snapshot = Snapshot::of_commit(repository, commit)?;
    let texts: Vec<(&Path, &str)> =
        now.sources.iter().map(|(_, file)| (file.path.as_path(), file.text.as_str())).collect();
    snapshot.know(&texts);
    for left_out in &snapshot.left_out {
        super::warn(left_out);
    }
    let then = match prepare::then(options, &Disk::Then(Arc::new(snapshot)), &now.workspace) {
        Ok(then) => then,
        // What there was no package of showed nothing.
        Err(None) => return Ok(Before::default()),
        Err(Some(reason)) => {
            super::warn(&format!("nothing of `{commit}` was analysed, so that all counts as new: {reason}"));
            return Ok(Before::default());
        }
    };
    if is_same(&then.sources, &now.sources) {
        let (diagnostics, messages) = (outcome.diagnostics.clone(), outcome.messages.clone());
        let outcome = Outcome { diagnostics, messages, ..Outcome::default() };
        return Ok(Before { outcome, workspace: then.workspace, sources: then.sources, policy: then.policy });
    }
    let lowered = std::mem::take(&mut outcome.leftovers.lowered);
    let earlier = Earlier { sources: &now.sources, workspace: &now.workspace };
    // A policy that could not be understood said nothing, so that both sides are read by the levels of now.
    let levels = Policy { layers: now.policy.layers.clone(), ..Policy::default() };
    let (catalog, policy) = match then.is_misread {
        true => (&now.catalog, &levels),
        false => (&then.catalog, &then.policy),
    };
    let config = check::config(options);
    let found = analysis::run_after(
        catalog,
        &then.workspace,
        &then.sources,
        policy,
        &config,
        Some((earlier, lowered)),
        &|_| {},
    );
    let Prepared { workspace, sources, policy, .. } = then;
    Ok(Before { workspace, sources, policy, outcome: found })
}

/// Whether two sides hold the same texts under the same names.
fn is_same(then: &SourceMap, now: &SourceMap) -> bool {
    then.len() == now.len()
        && then
            .iter()
            .zip(now.iter())
            .all(|((_, then), (_, now))| then.name == now.name && then.text == now.text)
}

/// Takes out of the findings what was found before.
pub(super) fn subtract(options: &Check, revision: &str, now: &Prepared, outcome: &mut Outcome) -> Option<()> {
    let before = commit(options, revision).and_then(|commit| {
        // Where nothing is found, nothing is new.
        match outcome.diagnostics.iter().any(|one| one.rule.is_some()) {
            true => before(options, &commit, now, outcome),
            false => Ok(Before::default()),
        }
    });
    let before = before.map_err(|error| fail(&error.to_string())).ok()?;
    let old = Side { sources: &before.sources, diagnostics: &before.outcome.diagnostics };
    let new = Side { sources: &now.sources, diagnostics: &outcome.diagnostics };
    let Compared { kept, .. } = compare(&old, &new);
    std::mem::forget(before);
    outcome.silence(kept.into_iter().map(|at| (at, Silence::Base)).collect());
    Some(())
}
