//! `allow`: writes a comment that allows the findings of a line.

use super::args::Check;
use super::check::{analyse, config, report, today};
use super::prepare::{self, Prepared};
use super::{Exit, explain, fail, print_text, warn};
use crate::allowance::{Allowance, comment_marks, of_text, words};
use crate::analysis::Outcome;
use crate::diagnostic::Diagnostic;
use crate::document::Day;
use crate::explain::Place;
use crate::repair;
use crate::report::sanitize;
use crate::source::SourceMap;
use crate::span::Span;
use crate::syntax;
use std::collections::BTreeSet;
use std::time::Instant;

/// What is to be allowed, and why.
pub(super) struct Wish {
    pub place: Place,
    pub reason: String,
    pub until: Option<Day>,
    /// The lints; all that are found there where none is named.
    pub lints: Vec<String>,
}

/// Places for the comment that are tried by an analysis.
const MAX_TRIES: usize = 6;
/// The comment of an entry of several lines is looked for so many lines above.
const MAX_ABOVE: usize = 40;

/// Writes the comment.
pub(super) fn allow(options: &Check, wish: Wish) -> Exit {
    if wish.reason.trim().is_empty() {
        return fail("a reason is missing; write why this may be shown, as `--reason \"audit trail\"`");
    }
    if wish.until.is_some_and(|until| today().is_some_and(|today| until < today)) {
        return fail("the day behind `--until` has passed; nothing would be allowed");
    }
    prepare::with(options, |prepared| write(options, wish, prepared)).unwrap_or_else(|exit| exit)
}

fn write(options: &Check, wish: Wish, mut prepared: Prepared) -> Exit {
    if prepared.is_misread {
        return report(options, prepared, Outcome::default(), Instant::now(), None);
    }
    let place = explain::named(wish.place.clone(), &prepared.workspace);
    let before = analyse(options, &prepared, config(options));
    let found = wish.found(&place, &prepared.sources, &before);
    let Some(&(first, _)) = found.first() else {
        return fail(&format!("no such finding is in `{}` on line {}", place.file, place.line));
    };
    let lints: BTreeSet<&str> = found.iter().map(|(_, lint)| *lint).collect();
    let lints: Vec<&str> = lints.into_iter().collect();
    let words = words(&lints, wish.reason.trim(), wish.until);
    let file = prepared.sources.file(first.file);
    let (name, path, text) = (file.name.clone(), file.path.clone(), file.text.clone());
    let texts = places(&name, &text, first.start as usize, &words);
    let mut counted = |after: &str| {
        prepared.sources.replace(first.file, after.to_string());
        Counts::of(&analyse(options, &prepared, config(options)), &lints)
    };
    let Some((gone, after)) = best(texts, Counts::of(&before, &lints), found.len(), &mut counted) else {
        let advice = "no comment can be written there that allows it and that its readers do not see; add an \
                      `[[allow]]` to the policy";
        return fail(&format!("`{name}`: {advice}"));
    };
    if let Err(reason) = repair::replace(&prepared.workspace.root, &path, &text, &after) {
        return fail(&format!("`{name}` was not changed: {reason}"));
    }
    if gone < found.len() {
        warn(&format!(
            "of {} findings on the line {gone} are allowed by it; run it again for the others",
            found.len()
        ));
    }
    print_text(&format!("{}: {}\n", sanitize::line(&name), sanitize::line(&words)))
}

impl Wish {
    /// The findings at a place that are meant, each with its lint.
    fn found<'o>(&self, place: &Place, sources: &SourceMap, outcome: &'o Outcome) -> Vec<(Span, &'o str)> {
        let is_wanted = |lint: &str| {
            let names = |wanted: &String| wanted.trim_start_matches("privlint::") == lint;
            self.lints.is_empty() || self.lints.iter().any(names)
        };
        let findings = outcome.diagnostics.iter().filter(|one| one.details.is_some());
        let named = findings.filter_map(|one| Some((one.primary.as_ref()?.span, one.rule.as_deref()?)));
        named.filter(|(span, lint)| place.holds(sources, *span) && is_wanted(lint)).collect()
    }
}

/// What an analysis finds.
#[derive(Clone, Copy)]
struct Counts {
    /// Findings of the lints that are to be allowed.
    meant: usize,
    /// What it says that is no finding, such as of a comment that cannot be understood.
    others: usize,
}

impl Counts {
    fn of(outcome: &Outcome, lints: &[&str]) -> Counts {
        let (findings, others): (Vec<_>, Vec<_>) =
            outcome.diagnostics.iter().partition(|one| one.details.is_some());
        let is_meant = |one: &&Diagnostic| one.rule.as_deref().is_some_and(|rule| lints.contains(&rule));
        Counts { meant: findings.into_iter().filter(is_meant).count(), others: others.len() }
    }
}

/// The text that allows most, with how many findings, as an analysis of each tells; none where none allows any without
/// giving rise to something else.
fn best(
    texts: Vec<String>,
    before: Counts,
    wanted: usize,
    counted: &mut dyn FnMut(&str) -> Counts,
) -> Option<(usize, String)> {
    let mut best: Option<(usize, String)> = None;
    for text in texts.into_iter().take(MAX_TRIES) {
        let after = counted(&text);
        let gone = before.meant.saturating_sub(after.meant);
        if after.others <= before.others && gone > best.as_ref().map_or(0, |(gone, _)| *gone) {
            best = Some((gone, text));
        }
        if best.as_ref().is_some_and(|(gone, _)| *gone >= wanted) {
            break;
        }
    }
    best
}

/// The text with the comment at each place where its words would speak of a place of the text, the best first.
fn places(name: &str, text: &str, at: usize, words: &str) -> Vec<String> {
    let is_rust = name.ends_with(".rs");
    let Some((open, close)) = (if is_rust { Some(("// ", "")) } else { comment_marks(name, text) }) else {
        return Vec::new();
    };
    let comment = format!("{open}{words}{close}");
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end);
    let above = |line: usize| {
        // A byte order mark stays what the text begins with.
        let line = if text[line..].starts_with('\u{feff}') { line + '\u{feff}'.len_utf8() } else { line };
        let indent: String = text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        (line, format!("{indent}{comment}{end}"))
    };
    let end = line_end(at);
    let end = end - usize::from(text[..end].ends_with('\r'));
    let behind = (end, format!(" {comment}"));
    let mut edits = Vec::new();
    if is_rust {
        edits.extend([above(line_start(syntax::unit_start(text, at))), behind]);
    } else {
        // A comment of several engines leaves its line break behind where it stands alone.
        edits.extend((!close.is_empty()).then_some(behind));
        let mut line = line_start(at);
        for _ in 0..MAX_ABOVE {
            edits.push(above(line));
            if line == 0 {
                break;
            }
            line = line_start(line - 1);
        }
    }
    let texts = edits.into_iter().map(|(place, added)| {
        let moved = if place <= at { at + added.len() } else { at };
        (format!("{}{added}{}", &text[..place], &text[place..]), moved)
    });
    let speaks = |(text, at): &(String, usize)| {
        let found = if is_rust { syntax::allowances(text) } else { of_text(name, text) };
        let is_own =
            |one: &&Allowance| text.get(one.comment.clone()).is_some_and(|text| text.contains(words));
        found.iter().find(is_own).is_some_and(|one| one.fault.is_none() && one.scope.contains(at))
    };
    texts.filter(speaks).map(|(text, _)| text).collect()
}
