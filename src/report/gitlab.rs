//! GitLab's report of code quality, which a merge request shows beside its changes.
//!
//! Invariant: fingerprints hold no line and are all different, since of equal ones GitLab shows one only.

use super::escape::write_pretty;
use super::excerpt::Excerpts;
use super::region::place;
use super::{Format, Report, code, sanitize};
use crate::diagnostic::{Diagnostic, Level, fingerprint};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{Result, Write};

/// The format `gitlab`.
pub(super) struct Gitlab;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl Format for Gitlab {
    fn name(&self) -> &'static str {
        "gitlab"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let excerpts = Excerpts::of(report.sources, report.diagnostics);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let issue = |diagnostic: &Diagnostic| {
            let place = place(report, &excerpts, diagnostic);
            let (path, begin, end) = place
                .map_or((report.nowhere(), 1, 1), |place| (place.path, place.start.line, place.end.line));
            let check_name = code(diagnostic).unwrap_or_else(|| "privlint".to_string());
            let known = diagnostic.details.as_ref().map(|details| details.fingerprint.clone());
            let print = known.unwrap_or_else(|| fingerprint(&[&check_name, &path, &diagnostic.message]));
            let count = counts.entry(print.clone()).or_default();
            *count += 1;
            Issue {
                description: sanitize::line(&format!("{check_name}: {}", diagnostic.message)).into_owned(),
                fingerprint: fingerprint(&[&check_name, &print, &count.to_string()]),
                check_name,
                severity: severity(diagnostic.level),
                location: Location { path, lines: Lines { begin, end } },
            }
        };
        let issues: Vec<Issue> = report.diagnostics.iter().map(issue).collect();
        write_pretty(&issues, out)
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Note => "info",
    }
}
