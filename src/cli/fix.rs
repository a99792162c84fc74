//! `--fix` and `--diff`: applies suggestions, or shows what that would change.

use super::args::Check;
use super::check;
use super::prepare::Prepared;
use super::{Exit, fail, print_text};
use crate::repair::{self, Allowed, Input, Mended};
use crate::report;
use std::io::Write;
use std::time::Instant;

/// Applies what the options ask for, and reports what is left.
pub(super) fn fix(options: &Check, prepared: Prepared, started: Instant) -> Exit {
    if prepared.is_misread {
        return check::report(options, prepared, crate::analysis::Outcome::default(), started, None);
    }
    let allowed =
        Allowed { dirty: options.allow_dirty, staged: options.allow_staged, no_vcs: options.allow_no_vcs };
    if !options.diff
        && let Err(reason) = repair::check(&prepared.workspace.root, allowed)
    {
        return fail(&reason);
    }
    let Prepared { workspace, mut sources, catalog, policy, policies, diagnostics, is_misread, watch } =
        prepared;
    let config = check::config(options);
    let input = Input {
        catalog: &catalog,
        workspace: &workspace,
        policy: &policy,
        config: &config,
        with_unsure: options.unsafe_fixes,
    };
    let progress = check::progress(options, workspace.files.len());
    let mut mended = repair::mend(&input, &mut sources, &|files| progress.inc(files));
    progress.finish_and_clear();
    if options.diff {
        print_text(&repair::diff(&sources, &mended));
        say(options, &format!("{} would be applied to {}", suggestions(&mended), files(&mended)));
        return if mended.files.is_empty() { Exit::Clean } else { Exit::Findings };
    }
    let failed = repair::write(&workspace.root, &sources, &mended);
    for (name, reason) in &failed {
        fail(&format!("`{name}` was not changed: {reason}"));
    }
    say(options, &format!("{} applied to {}", suggestions(&mended), files(&mended)));
    let outcome = std::mem::take(&mut mended.outcome);
    let prepared = Prepared { workspace, sources, catalog, policy, policies, diagnostics, is_misread, watch };
    match check::report(options, prepared, outcome, started, None) {
        Exit::Clean | Exit::Findings if !failed.is_empty() => Exit::Usage,
        exit => exit,
    }
}

fn suggestions(mended: &Mended) -> String {
    report::counted(mended.applied, "suggestion")
}

fn files(mended: &Mended) -> String {
    report::counted(mended.files.len(), "file")
}

fn say(options: &Check, text: &str) {
    if !options.quiet {
        let _ = writeln!(anstream::stderr(), "privlint: {text}");
    }
}
