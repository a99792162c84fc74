//! `--base`: what the tree before a change shows, and what the change adds to that.

use super::args::Check;
use super::prepare::{self, Prepared};
use super::{check, fail, start};
use crate::analysis::{self, Outcome};
use crate::catalog::Catalog;
use crate::diagnostic::Silence;
use crate::disk::{Disk, Snapshot};
use crate::git::{GitError, Repository};
use crate::policy::Policy;
use crate::review::{Compared, Side, compare};
use crate::session::{Earlier, Past};
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

/// The tree of a commit, as it was read.
pub(super) struct Then {
    /// The id of the commit.
    pub commit: String,
    /// What it holds; nothing where it holds no workspace.
    prepared: Option<Prepared>,
}

/// Reads the tree that a comparison is with: that of the revision which is named, else of the last commit that the branch
/// shares with the one that it would be merged into.
///
/// # Errors
/// Where git cannot give it.
pub(super) fn read(options: &Check, revision: &str, now: &Prepared) -> Result<Then, GitError> {
    let folder = start(options).unwrap_or_default();
    let repository = Repository::around(&folder)?;
    let commit = match revision {
        "" => repository.merge_base()?,
        revision => repository.commit(revision)?,
    };
    let mut snapshot = Snapshot::of_commit(&repository, &commit)?;
    let texts: Vec<(&Path, &str)> =
        now.sources.iter().map(|(_, file)| (file.path.as_path(), file.text.as_str())).collect();
    snapshot.know(&texts);
    for left_out in &snapshot.left_out {
        super::warn(left_out);
    }
    let prepared = match prepare::then(options, &Disk::Then(Arc::new(snapshot)), now) {
        Ok(then) => Some(then),
        // What there was no package of showed nothing.
        Err(None) => None,
        Err(Some(reason)) => {
            super::warn(&format!("nothing of `{commit}` was analysed, so that all counts as new: {reason}"));
            None
        }
    };
    Ok(Then { commit, prepared })
}

/// Analyses both trees, that of a commit after that of now, of which it takes over what is the same.
///
/// # Errors
/// Where git cannot give the commit.
pub(super) fn analyse(
    options: &Check,
    revision: &str,
    now: &Prepared,
) -> Result<(Outcome, String, Before), GitError> {
    // What git gives is waited for while the tree of now is analysed.
    let (mut outcome, then) =
        rayon::join(|| check::analyse(options, now, check::config(options)), || read(options, revision, now));
    let Then { commit, prepared } = then?;
    let Some(then) = prepared else { return Ok((outcome, commit, Before::default())) };
    if is_same(&then.sources, &now.sources) {
        let (diagnostics, messages) = (outcome.diagnostics.clone(), outcome.messages.clone());
        let same = Outcome { diagnostics, messages, ..Outcome::default() };
        let Prepared { workspace, sources, policy, .. } = then;
        return Ok((outcome, commit, Before { outcome: same, workspace, sources, policy }));
    }
    let lowered = std::mem::take(&mut outcome.leftovers.lowered);
    let earlier = Earlier { sources: &now.sources, workspace: &now.workspace };
    // A policy that could not be understood said nothing, so that both sides are read by the levels of now.
    let levels = Policy { layers: now.policy.layers.clone(), ..Policy::default() };
    let (catalog, policy): (&Catalog, _) = match then.is_misread {
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
        Past { lowered: Some((earlier, lowered)), memory: None },
        &|_| {},
    );
    let Prepared { workspace, sources, policy, .. } = then;
    Ok((outcome, commit, Before { workspace, sources, policy, outcome: found }))
}

/// Whether two sides hold the same texts under the same names.
fn is_same(then: &SourceMap, now: &SourceMap) -> bool {
    then.len() == now.len()
        && then
            .iter()
            .zip(now.iter())
            .all(|((_, then), (_, now))| then.name == now.name && then.text == now.text)
}

/// Analyses both trees, and takes out of the findings what was found before; nothing where that cannot be had.
pub(super) fn subtracted(options: &Check, revision: &str, now: &Prepared) -> Option<Outcome> {
    let (mut outcome, _, before) =
        analyse(options, revision, now).map_err(|error| fail(&error.to_string())).ok()?;
    let old = Side { sources: &before.sources, diagnostics: &before.outcome.diagnostics };
    let new = Side { sources: &now.sources, diagnostics: &outcome.diagnostics };
    let Compared { kept, .. } = compare(&old, &new);
    std::mem::forget(before);
    outcome.silence(&kept, &Silence::Base);
    Some(outcome)
}
