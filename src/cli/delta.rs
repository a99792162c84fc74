//! `diff`: what a change does to what is shown, for whoever reviews it.

use super::args::Check;
use super::check::today;
use super::prepare::{self, Prepared};
use super::{Exit, base, fail, print_text};
use crate::report::{Told, delta_markdown, delta_text};
use crate::review::{Tree, delta};

/// The name of the format that is no plain text.
const MARKDOWN: &str = "markdown";

/// Compares the tree with that of a revision; without one, with where its branch began.
pub(super) fn diff(options: &Check, revision: &str) -> Exit {
    let known = ["human", MARKDOWN];
    let formats = options.output.iter().map(|output| &output.format).chain([&options.message_format]);
    for format in formats {
        if !known.contains(&format.as_str()) {
            return fail(&format!(
                "a comparison is written as `{}`, not as `{format}`",
                known.join("` or `")
            ));
        }
    }
    let others = [
        (options.fix || options.diff, "--fix"),
        (options.base.is_some(), "--base"),
        (options.baseline.is_some() || options.write_baseline, "--baseline"),
        (options.and.is_some(), "--and"),
    ];
    if let Some((_, flag)) = others.iter().find(|(is_given, _)| *is_given) {
        return fail(&format!("`{flag}` says nothing to a comparison; leave it out"));
    }
    prepare::with(options, |prepared| compare(options, revision, prepared)).unwrap_or_else(|exit| exit)
}

fn compare(options: &Check, revision: &str, now: Prepared) -> Exit {
    if now.is_misread {
        return super::check::report(options, now, Default::default(), std::time::Instant::now(), None);
    }
    let (outcome, commit, before) = match base::analyse(options, revision, &now) {
        Ok(both) => both,
        Err(error) => return fail(&error.to_string()),
    };
    let old = Tree {
        workspace: &before.workspace,
        sources: &before.sources,
        policy: &before.policy,
        diagnostics: &before.outcome.diagnostics,
        masks: &before.outcome.masks,
        messages: &before.outcome.messages,
    };
    let new = Tree {
        workspace: &now.workspace,
        sources: &now.sources,
        policy: &now.policy,
        diagnostics: &outcome.diagnostics,
        masks: &outcome.masks,
        messages: &outcome.messages,
    };
    let delta = delta(old, new, today());
    let name = if revision.is_empty() { commit.get(..12).unwrap_or(&commit) } else { revision };
    let told = Told { delta: &delta, old: &before.sources, new: &now.sources, base: name };
    let text = |format: &str| if format == MARKDOWN { delta_markdown(&told) } else { delta_text(&told) };
    for output in &options.output {
        if let Err(error) = std::fs::write(&output.file, text(&output.format)) {
            return fail(&format!("`{}` cannot be written: {error}", output.file.display()));
        }
    }
    let exit = print_text(&text(&options.message_format));
    // The process ends here, and all of its memory with it.
    std::mem::forget((before, outcome));
    exit
}
