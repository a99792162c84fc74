//! The exceptions of a policy: which findings they accept, and what is to be said of them themselves.
//!
//! Terms: an exception is *idle* where it accepted nothing, *bare* where it does not say why or by whose word.
//!
//! Invariant: an exception that has expired accepts nothing.

use super::{BARE, EXPIRED, IDLE};
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::document::Day;
use crate::lint;
use crate::paths::within;
use crate::policy::{Exception, Policy};
use crate::workspace::Workspace;
use std::path::Path;

/// The exceptions of a run, and which of them were needed.
pub struct Exceptions<'p> {
    policy: &'p Policy,
    root: &'p Path,
    today: Option<Day>,
    is_needed: Vec<bool>,
}

impl<'p> Exceptions<'p> {
    /// The exceptions of a policy on a day; without one, none has expired.
    pub fn new(policy: &'p Policy, workspace: &'p Workspace, today: Option<Day>) -> Exceptions<'p> {
        let is_needed = vec![false; policy.exceptions.len()];
        Exceptions { policy, root: &workspace.root, today, is_needed }
    }

    /// Why a finding of a lint on a class in a file, by its name, is accepted; nothing where it is not.
    pub fn accept(&mut self, lint: &str, class: Option<&str>, file: &str) -> Option<String> {
        let path = self.root.join(file);
        let mut accepted = None;
        for (exception, is_needed) in self.policy.exceptions.iter().zip(&mut self.is_needed) {
            let is_here = exception.member.as_deref().is_none_or(|member| within(member, file).is_some());
            if is_here && exception.accepts(lint, class, &path) {
                *is_needed = true;
                if !is_expired(exception, self.today) {
                    accepted = accepted.or(Some(exception.reason.clone().unwrap_or_default()));
                }
            }
        }
        accepted
    }

    /// What is to be said of the exceptions. That one is idle is known only where everything was looked at.
    pub fn told(&self, catalog: &Catalog, is_whole: bool) -> Vec<Diagnostic> {
        let mut told = Vec::new();
        for (exception, is_needed) in self.policy.exceptions.iter().zip(&self.is_needed) {
            let package = exception.member.as_deref().unwrap_or_default();
            let mut say = |kind: &str, label: String| {
                let name = exception.lint.as_deref().unwrap_or("any lint");
                told.extend(lint::judge_plain(
                    catalog,
                    self.policy,
                    package,
                    kind,
                    name,
                    (exception.span, label),
                ));
            };
            if let Some((year, month, day)) = exception.expires.filter(|_| is_expired(exception, self.today))
            {
                say(EXPIRED, format!("held until {year:04}-{month:02}-{day:02}"));
            } else if !is_needed && is_whole {
                say(IDLE, "no finding is accepted by it".to_string());
            }
            let missing = match (&exception.reason, &exception.owner) {
                (None, None) => "it has no `reason` and no `owner`",
                (None, Some(_)) => "it has no `reason`",
                (Some(_), None) => "it has no `owner`",
                (Some(_), Some(_)) => continue,
            };
            say(BARE, missing.to_string());
        }
        told
    }
}

fn is_expired(exception: &Exception, today: Option<Day>) -> bool {
    exception.expires.zip(today).is_some_and(|(last, today)| today > last)
}
