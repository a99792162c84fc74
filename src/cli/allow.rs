//! `allow`: writes a comment that allows the findings of a line.

use super::args::Check;
use super::check::analyse;
use super::prepare::{self, Prepared};
use super::{Exit, explain, fail, print_text};
use crate::allowance::{comment_marks, of_text, words};
use crate::document::Day;
use crate::explain::Place;
use crate::repair;
use crate::report;
use crate::source::SourceFile;
use crate::syntax;
use std::collections::BTreeSet;

/// What is to be allowed, and why.
pub(super) struct Wish {
    pub place: Place,
    pub reason: String,
    pub until: Option<Day>,
    /// The lints; all that are found there where none is named.
    pub lints: Vec<String>,
}

/// Writes the comment.
pub(super) fn allow(options: &Check, wish: Wish) -> Exit {
    if wish.reason.trim().is_empty() {
        return fail("a reason is missing; write why this may be shown, as `--reason \"audit trail\"`");
    }
    prepare::with(options, |prepared| write(options, wish, &prepared)).unwrap_or_else(|exit| exit)
}

fn write(options: &Check, wish: Wish, prepared: &Prepared) -> Exit {
    let place = explain::named(wish.place, &prepared.workspace);
    let outcome = analyse(options, prepared, None);
    let mut lints: BTreeSet<&str> = BTreeSet::new();
    let mut found = None;
    for one in outcome.diagnostics.iter().filter(|one| one.details.is_some()) {
        let Some(label) = &one.primary else { continue };
        let file = prepared.sources.file(label.span.file);
        let is_here = file.name == place.file && file.line_of(label.span.start) + 1 == place.line;
        let lint = one.rule.as_deref().unwrap_or_default();
        let is_wanted = wish.lints.is_empty()
            || wish.lints.iter().any(|wanted| wanted.trim_start_matches("privlint::") == lint);
        if is_here && is_wanted {
            lints.insert(lint);
            found = found.or(Some((file, label.span.start as usize)));
        }
    }
    let Some((file, at)) = found else {
        return fail(&format!("no such finding is in `{}` on line {}", place.file, place.line));
    };
    let words = words(&lints.into_iter().collect::<Vec<_>>(), wish.reason.trim(), wish.until);
    let Some(after) = with_comment(file, at, &words) else {
        let advice =
            "no comment can be written there that its readers do not see; add an `[[allow]]` to the policy";
        return fail(&format!("`{}`: {advice}", file.name));
    };
    match repair::replace(&prepared.workspace.root, &file.path, &file.text, &after) {
        Ok(()) => print_text(&format!(
            "{}: {}\n",
            report::sanitize::line(&file.name),
            report::sanitize::line(&words)
        )),
        Err(reason) => fail(&format!("`{}` was not changed: {reason}", file.name)),
    }
}

/// The text with a comment on a line of its own above what holds a place.
fn with_comment(file: &SourceFile, at: usize, words: &str) -> Option<String> {
    let text = &file.text;
    let is_rust = file.name.ends_with(".rs");
    let (open, close) = if is_rust { ("// ", "") } else { comment_marks(&file.name, text)? };
    let start = if is_rust { syntax::unit_start(text, at) } else { at };
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent: String = text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let end = if text[line..].lines().next().is_some_and(|line| line.ends_with('\r')) || text.contains("\r\n")
    {
        "\r\n"
    } else {
        "\n"
    };
    let comment = format!("{indent}{open}{words}{close}{end}");
    let after = format!("{}{comment}{}", &text[..line], &text[line..]);
    let allowances = if is_rust { syntax::allowances(&after) } else { of_text(&after) };
    let speaks =
        allowances.iter().any(|one| one.comment.start >= line && one.scope.contains(&(at + comment.len())));
    speaks.then_some(after)
}
