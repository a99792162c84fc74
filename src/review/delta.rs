//! What a change does to what is shown: the *privacy delta*, for whoever reviews it.
//!
//! Terms: a *change* of a flow is one of the same item at the same kind of sink that shows another datum, or shows it
//! otherwise, than before; a *grant* is an exception of the policy or a comment that allows something.

use super::compare::{Side, compare};
use super::pool::Pool;
use super::{Comments, Compared};
use crate::diagnostic::Diagnostic;
use crate::document::Day;
use crate::hir::Name;
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use crate::workspace::Workspace;
use similar::{DiffTag, TextDiff};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Duration;

/// One side of a change, with all that a reviewer asks about.
#[derive(Clone, Copy)]
pub struct Tree<'t> {
    /// The files and packages.
    pub workspace: &'t Workspace,
    /// The texts.
    pub sources: &'t SourceMap,
    /// The policy.
    pub policy: &'t Policy,
    /// What was found.
    pub diagnostics: &'t [Diagnostic],
    /// The names of functions that mask.
    pub masks: &'t BTreeSet<Name>,
    /// The files of messages that show values.
    pub messages: &'t BTreeSet<FileId>,
}

/// What becomes of a finding.
#[derive(Clone, Debug)]
pub enum Change<'t> {
    /// It is new.
    Added(&'t Diagnostic),
    /// It is gone; whether a mask stands in its place.
    Removed(&'t Diagnostic, bool),
    /// The first one, of before, became the second.
    Changed(&'t Diagnostic, &'t Diagnostic),
}

/// What is allowed, in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Granted {
    /// The file, and where in it.
    pub place: String,
    /// What is allowed.
    pub what: String,
    /// Why; empty where nobody says.
    pub reason: String,
    /// The last day.
    pub until: Option<Day>,
}

/// A privacy delta.
#[derive(Debug, Default)]
pub struct Delta<'t> {
    /// What becomes of findings, in the order of their places.
    pub changes: Vec<Change<'t>>,
    /// How many findings only stand in another function of their file.
    pub moved: usize,
    /// Classes that are shown at a kind of sink for the first time, as class and kind.
    pub first: BTreeSet<(String, String)>,
    /// New templates that nobody says the purpose of.
    pub templates: BTreeSet<String>,
    /// What is newly allowed.
    pub granted: Vec<Granted>,
    /// What is allowed for a few days only, or was.
    pub ending: Vec<Granted>,
}

/// So many days before its last one an exception is told of.
const SOON: i64 = 30;

/// Compares two trees on a day.
pub fn delta<'t>(old: Tree<'t>, new: Tree<'t>, today: Option<Day>) -> Delta<'t> {
    let side = |tree: Tree<'t>| Side { sources: tree.sources, diagnostics: tree.diagnostics };
    let mut compared = compare(&side(old), &side(new));
    // What only stands in another function of its file, as it does once that has another name.
    let moved = compared.pair(|at| place_and_content(old, at), |at| place_and_content(new, at));
    let (before, now) = (grants(old), grants(new));
    let mut known = Pool::of(before.iter().map(|one| (without_place(one), ())));
    Delta {
        changes: changes(old, new, &compared),
        moved,
        first: shown(new).difference(&shown(old)).cloned().collect(),
        templates: without_purpose(old, new),
        granted: now.iter().filter(|one| known.take(&without_place(one)).is_none()).cloned().collect(),
        ending: now.iter().filter(|one| ends_soon(one, today)).cloned().collect(),
    }
}

/// The file, the lint and the content of a finding.
fn place_and_content(tree: Tree, at: usize) -> Option<(Option<String>, Option<String>, String)> {
    let one = &tree.diagnostics[at];
    let file = one.primary.as_ref().map(|label| tree.sources.file(label.span.file).name.clone());
    Some((file, one.rule.clone(), one.details.as_ref()?.content.clone()))
}

fn changes<'t>(old: Tree<'t>, new: Tree<'t>, compared: &Compared) -> Vec<Change<'t>> {
    let key =
        |one: &Diagnostic| one.details.as_ref().map(|details| (details.item.clone(), details.sink.clone()));
    let mut gone =
        Pool::of(compared.removed.iter().map(|at| &old.diagnostics[*at]).map(|one| (key(one), one)));
    let mut changes: Vec<Change> = Vec::new();
    for one in compared.added.iter().map(|at| &new.diagnostics[*at]) {
        let before = key(one).and_then(|key| gone.take_where(&Some(key), |known| known.rule == one.rule));
        changes.push(before.map_or(Change::Added(one), |before| Change::Changed(before, one)));
    }
    let mut hunks = Hunks::of(new);
    changes.extend(gone.left().map(|one| Change::Removed(one, hunks.is_masked_now(old, new, one))));
    let place = |change: &Change| {
        let (sources, one) = match change {
            Change::Added(one) | Change::Changed(_, one) => (new.sources, one),
            Change::Removed(one, _) => (old.sources, one),
        };
        let span = one.primary.as_ref().map(|label| label.span);
        (span.map(|span| (sources.file(span.file).name.clone(), span.start)), one.message.clone())
    };
    changes.sort_by_cached_key(place);
    changes
}

/// What the lines of each file became, file by file.
#[derive(Default)]
struct Hunks<'t> {
    known: BTreeMap<FileId, Vec<(Range<usize>, String)>>,
    names: BTreeMap<&'t str, FileId>,
}

impl<'t> Hunks<'t> {
    fn of(new: Tree<'t>) -> Hunks<'t> {
        let names = new.sources.iter().map(|(id, file)| (file.name.as_str(), id)).collect();
        Hunks { known: BTreeMap::new(), names }
    }

    /// Whether the lines that took the place of a finding's call a mask.
    fn is_masked_now(&mut self, old: Tree<'t>, new: Tree<'t>, gone: &Diagnostic) -> bool {
        let Some(span) = gone.primary.as_ref().map(|label| label.span) else { return false };
        let before = old.sources.file(span.file);
        let Some(now) = self.names.get(before.name.as_str()) else { return false };
        let now = &new.sources.file(*now).text;
        let hunks = self.known.entry(span.file).or_insert_with(|| changed(&before.text, now));
        let line = before.line_of(span.start);
        let text = hunks.iter().find(|(lines, _)| lines.contains(&line)).map_or("", |(_, text)| text);
        let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.any(|word| new.masks.contains(word))
    }
}

/// A comparison of two texts that takes longer says less.
const MAX_DIFF: Duration = Duration::from_millis(500);

/// The lines of a text that are other ones in another text, with what stands there.
fn changed(before: &str, now: &str) -> Vec<(Range<usize>, String)> {
    let diff = TextDiff::configure().timeout(MAX_DIFF).diff_lines(before, now);
    let changed = diff.ops().iter().filter(|hunk| hunk.tag() != DiffTag::Equal);
    let text = |range: Range<usize>| range.filter_map(|at| diff.new_slice(at)).collect::<String>();
    changed.map(|hunk| (hunk.old_range(), text(hunk.new_range()))).collect()
}

/// What is shown where, as class and kind of sink.
fn shown(tree: Tree) -> BTreeSet<(String, String)> {
    let details = tree.diagnostics.iter().filter_map(|one| one.details.as_ref());
    details.map(|details| (details.class.clone(), details.sink.clone())).collect()
}

fn without_purpose(old: Tree, new: Tree) -> BTreeSet<String> {
    let names = |tree: Tree| -> BTreeSet<String> {
        tree.messages.iter().map(|file| tree.sources.file(*file).name.clone()).collect()
    };
    let has_purpose = |name: &String| {
        let terms = new.policy.template(&new.workspace.root, name);
        terms.is_some_and(|terms| terms.purpose.is_some())
    };
    names(new).difference(&names(old)).filter(|name| !has_purpose(name)).cloned().collect()
}

/// Everything that is allowed, in the order of places.
fn grants(tree: Tree) -> Vec<Granted> {
    let place = |span: Span| {
        let file = tree.sources.file(span.file);
        format!("{}:{}", file.name, file.line_of(span.start) + 1)
    };
    let mut grants: Vec<Granted> = Vec::new();
    for exception in &tree.policy.exceptions {
        let any = |text: &Option<String>, what: &str| text.clone().unwrap_or_else(|| format!("any {what}"));
        let files =
            exception.files.as_ref().map_or(String::new(), |files| format!(" in `{}`", files.pattern.text));
        let owner = exception.owner.as_ref().map_or(String::new(), |owner| format!(", by `{owner}`"));
        grants.push(Granted {
            place: place(exception.span),
            what: format!(
                "`{}` for `{}`{files}{owner}",
                any(&exception.lint, "lint"),
                any(&exception.class, "class")
            ),
            reason: exception.reason.clone().unwrap_or_default(),
            until: exception.expires,
        });
    }
    let width = |length: usize, file: FileId| match length == tree.sources.file(file).text.len() {
        true => " for its whole file",
        false => "",
    };
    let comments = Comments::find(tree.workspace, tree.sources, None);
    for (file, allowance) in comments.all().filter(|(_, allowance)| allowance.fault.is_none()) {
        let start = allowance.comment.start as u32;
        let lints: Vec<&str> = allowance.lints.iter().map(|(name, _)| name.as_str()).collect();
        grants.push(Granted {
            place: place(Span::new(file, start, start)),
            what: format!("`{}` by a comment{}", lints.join("`, `"), width(allowance.scope.len(), file)),
            reason: allowance.reason.clone().unwrap_or_default(),
            until: allowance.until,
        });
    }
    grants.sort();
    grants
}

/// A grant without its line, which moves.
fn without_place(grant: &Granted) -> (String, String, String, Option<Day>) {
    let file = grant.place.rsplit_once(':').map_or("", |(file, _)| file);
    (file.to_string(), grant.what.clone(), grant.reason.clone(), grant.until)
}

fn ends_soon(grant: &Granted, today: Option<Day>) -> bool {
    let days = |(year, month, day): Day| {
        let month = time::Month::try_from(month).ok()?;
        time::Date::from_calendar_date(i32::from(year), month, day)
            .ok()
            .map(|date| i64::from(date.to_julian_day()))
    };
    let left = grant.until.and_then(days).zip(today.and_then(days)).map(|(last, today)| last - today);
    left.is_some_and(|left| left <= SOON)
}
