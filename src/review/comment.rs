//! The comments of a run that allow findings: which they allow, and what is to be said of them themselves.
//!
//! Invariant: a comment that has expired, or that cannot be understood, allows nothing.

use super::{BARE, EXPIRED, IDLE, UNKNOWN};
use crate::allowance::{self, Allowance};
use crate::catalog::Catalog;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Label, Suggestion};
use crate::document::Day;
use crate::lint;
use crate::nearest;
use crate::policy::Policy;
use crate::source::{SourceFile, SourceMap};
use crate::span::{FileId, Span};
use crate::syntax;
use crate::workspace::Workspace;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

/// The comments of a run, and which of them were needed.
pub struct Comments {
    files: BTreeMap<FileId, Vec<Comment>>,
    today: Option<Day>,
}

struct Comment {
    allowance: Allowance,
    is_needed: bool,
    /// Whether it stands in test code, which may not have been looked at.
    in_tests: bool,
}

impl Comments {
    /// Finds the comments of all files.
    pub fn find(workspace: &Workspace, sources: &SourceMap, today: Option<Day>) -> Comments {
        let count = workspace.files.len() + workspace.texts.len();
        let files: Vec<(FileId, &SourceFile)> = sources.iter().take(count).collect();
        let of_file = |(id, file): &(FileId, &SourceFile)| {
            let rust = workspace.files.get(id.0 as usize);
            let found = match rust {
                Some(_) => syntax::allowances(&file.text),
                None => allowance::of_text(&file.name, &file.text),
            };
            if found.is_empty() {
                return None;
            }
            let tests = if rust.is_some() { syntax::test_units(&file.text) } else { Vec::new() };
            let is_test_file = rust.is_some_and(|file| file.is_test);
            let comment = |allowance: Allowance| {
                let holds = |range: &Range<usize>| range.contains(&allowance.comment.start);
                let in_tests = is_test_file || tests.iter().any(holds);
                Comment { allowance, is_needed: false, in_tests }
            };
            Some((*id, found.into_iter().map(comment).collect()))
        };
        Comments { files: files.par_iter().filter_map(of_file).collect(), today }
    }

    /// Why a finding of a lint at some places is allowed; nothing where it is not at each of them.
    pub fn accept(&mut self, lint: &str, places: &[Span]) -> Option<String> {
        let reasons: Vec<Option<String>> = places.iter().map(|place| self.accept_at(lint, *place)).collect();
        reasons.into_iter().collect::<Option<Vec<String>>>()?.into_iter().next()
    }

    fn accept_at(&mut self, lint: &str, place: Span) -> Option<String> {
        let today = self.today;
        let mut accepted = None;
        for comment in self.files.get_mut(&place.file).into_iter().flatten() {
            if comment.allowance.speaks_of(lint, place) {
                comment.is_needed = true;
                if !is_expired(&comment.allowance, today) {
                    accepted = accepted.or(Some(comment.allowance.reason.clone().unwrap_or_default()));
                }
            }
        }
        accepted
    }

    /// Tells of a finding where nothing allows it: of several places, those that are allowed are left out.
    pub fn leave_out(&self, diagnostic: &mut Diagnostic) {
        let Some(lint) = diagnostic.rule.as_deref().filter(|_| !diagnostic.twins.is_empty()) else { return };
        let is_allowed = |label: &Label| {
            let comments = self.files.get(&label.span.file).into_iter().flatten();
            comments.into_iter().any(|comment| {
                comment.allowance.speaks_of(lint, label.span) && !is_expired(&comment.allowance, self.today)
            })
        };
        let mut open: Vec<Label> = diagnostic
            .primary
            .iter()
            .chain(&diagnostic.twins)
            .filter(|label| !is_allowed(label))
            .cloned()
            .collect();
        if !open.is_empty() {
            diagnostic.primary = Some(open.remove(0));
            diagnostic.twins = open;
        }
    }

    /// All of them, with the files that hold them.
    pub fn all(&self) -> impl Iterator<Item = (FileId, &Allowance)> {
        self.files
            .iter()
            .flat_map(|(file, comments)| comments.iter().map(|comment| (*file, &comment.allowance)))
    }

    /// What is to be said of the comments. Whether one is idle is known only of what was looked at.
    pub fn told(
        &self,
        catalog: &Catalog,
        policy: &Policy,
        workspace: &Workspace,
        sources: &SourceMap,
        is_seen: &dyn Fn(FileId) -> bool,
        with_tests: bool,
    ) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        for (&file, comments) in &self.files {
            let package = workspace.package_of(file);
            if package.is_some_and(|package| !package.selected) {
                continue;
            }
            let dir = package.map_or("", |package| package.dir.as_str());
            let text = &sources.file(file).text;
            for comment in comments.iter().filter(|comment| with_tests || !comment.in_tests) {
                // Of what was not looked at, nobody knows whether it needs its comments.
                let faults = self.faults(catalog, comment).into_iter();
                for (kind, name, range, label) in faults.filter(|(kind, ..)| *kind != IDLE || is_seen(file)) {
                    let place = Span::new(file, range.start as u32, range.end as u32);
                    let mut said = lint::judge_plain(catalog, policy, dir, kind, &name, (place, label));
                    if let Some(said) = said.as_mut().filter(|_| kind == IDLE) {
                        said.suggestions.splice(0..0, removal(text, place));
                    }
                    told.extend(said);
                }
            }
        }
        told
    }

    /// What is wrong with a comment: the kind, the name to tell it by, the place and a label.
    fn faults(
        &self,
        catalog: &Catalog,
        comment: &Comment,
    ) -> Vec<(&'static str, String, Range<usize>, String)> {
        let Comment { allowance, is_needed, .. } = comment;
        let whole = || allowance.comment.clone();
        if let Some((fault, range)) = &allowance.fault {
            return vec![(UNKNOWN, "this comment".to_string(), range.clone(), (*fault).to_string())];
        }
        let mut faults = Vec::new();
        let is_known = |name: &str| catalog.rule(name).is_some();
        for (name, range) in allowance.lints.iter().filter(|(name, _)| !is_known(name)) {
            let near = nearest::name(name, catalog.rules.iter().map(|rule| rule.name.as_str()));
            let near = near.map_or(String::new(), |near| format!("; the closest name is `{near}`"));
            faults.push((UNKNOWN, name.clone(), range.clone(), format!("there is no such lint{near}")));
        }
        let names: Vec<&str> = allowance.lints.iter().map(|(name, _)| name.as_str()).collect();
        let name = names.join("`, `");
        if let Some((year, month, day)) = allowance.until.filter(|_| is_expired(allowance, self.today)) {
            let label = format!("held until {year:04}-{month:02}-{day:02}");
            faults.push((EXPIRED, name.clone(), whole(), label));
        } else if !is_needed && faults.is_empty() {
            faults.push((IDLE, name.clone(), whole(), "no finding is allowed by it".to_string()));
        }
        if allowance.reason.is_none() {
            faults.push((BARE, name, whole(), "it has no `reason`".to_string()));
        }
        faults
    }
}

fn is_expired(allowance: &Allowance, today: Option<Day>) -> bool {
    allowance.until.zip(today).is_some_and(|(last, today)| today > last)
}

/// Takes a comment away that stands alone on its line, or behind all else on it. Between other texts each blank may count.
fn removal(text: &str, comment: Span) -> Option<Suggestion> {
    let range = comment.range();
    let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    if !text[range.end..end].trim().is_empty() {
        return None;
    }
    let before = text[line..range.start].trim_end().len();
    let range = if before == 0 { line..end } else { line + before..range.end };
    let span = Span::new(comment.file, range.start as u32, range.end as u32);
    Some(Suggestion {
        message: "take the comment away".to_string(),
        edits: vec![Edit { span, text: String::new() }],
        applicability: Applicability::MachineApplicable,
    })
}
