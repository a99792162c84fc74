//! `allow`: writes a comment that allows the findings of a line.

use super::args::Check;
use super::check::{analyse, report, today};
use super::prepare::{self, Prepared};
use super::{Exit, explain, fail, print_text, warn};
use crate::allowance::{Allowance, comment_marks, of_text, words};
use crate::analysis::Outcome;
use crate::document::Day;
use crate::explain::Place;
use crate::repair;
use crate::report::sanitize;
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
    let before = analyse(options, &prepared, None);
    let is_wanted = |lint: &str| {
        wish.lints.is_empty()
            || wish.lints.iter().any(|wanted| wanted.trim_start_matches("privlint::") == lint)
    };
    let mut lints: BTreeSet<String> = BTreeSet::new();
    let mut found: Vec<Span> = Vec::new();
    for one in before.diagnostics.iter().filter(|one| one.details.is_some()) {
        let (Some(label), Some(lint)) = (&one.primary, &one.rule) else { continue };
        let file = prepared.sources.file(label.span.file);
        let is_here = file.name == place.file && file.line_of(label.span.start) + 1 == place.line;
        if is_here && is_wanted(lint) {
            lints.insert(lint.clone());
            found.push(label.span);
        }
    }
    let Some(&first) = found.first() else {
        return fail(&format!("no such finding is in `{}` on line {}", place.file, place.line));
    };
    let words = words(&lints.iter().map(String::as_str).collect::<Vec<_>>(), wish.reason.trim(), wish.until);
    let (name, path, text) = {
        let file = prepared.sources.file(first.file);
        (file.name.clone(), file.path.clone(), file.text.clone())
    };
    // The best place is the one that allows most; an analysis tells.
    let counted = |outcome: &Outcome| {
        let is_meant = |rule: &Option<String>| rule.as_ref().is_some_and(|rule| lints.contains(rule));
        let left =
            outcome.diagnostics.iter().filter(|one| one.details.is_some() && is_meant(&one.rule)).count();
        (left, outcome.diagnostics.iter().filter(|one| one.details.is_none()).count())
    };
    let (all, others) = counted(&before);
    let mut best: Option<(usize, String)> = None;
    for after in places(&name, &text, first.start as usize, &words).into_iter().take(MAX_TRIES) {
        prepared.sources.replace(first.file, after.clone());
        let (left, others_now) = counted(&analyse(options, &prepared, None));
        let gone = all.saturating_sub(left);
        if others_now <= others && gone > best.as_ref().map_or(0, |(gone, _)| *gone) {
            best = Some((gone, after));
        }
        if best.as_ref().is_some_and(|(gone, _)| *gone >= found.len()) {
            break;
        }
    }
    let Some((gone, after)) = best else {
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
