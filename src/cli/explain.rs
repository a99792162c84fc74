//! `explain`: the page of a lint or class, or what becomes of the values on a line.

use super::args::{Check, ColorArg};
use super::check::{check, wants_color};
use super::{Exit, fail, print_text};
use crate::analysis::Outcome;
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, Silence, Silenced};
use crate::explain::Place;
use crate::report;
use crate::source::SourceMap;
use crate::span::Span;
use crate::workspace::Workspace;
use std::path::PathBuf;

/// Prints a page, or tells of a line.
pub(super) fn explain(name: &str, manifest_path: Option<PathBuf>) -> Exit {
    if let Some(place) = place(name) {
        return check(&Check::of_line(manifest_path), Some(place));
    }
    let name = name.strip_prefix("privlint::").unwrap_or(name);
    match Catalog::page_text(name) {
        Some(text) => print_text(text),
        None => {
            fail(&format!("no lint or data class is called `{name}`; `cargo privlint rules` lists the lints"))
        }
    }
}

/// A place as it is typed, `FILE:LINE`.
pub(super) fn place(text: &str) -> Option<Place> {
    let (file, line) = text.rsplit_once(':')?;
    Some(Place { file: file.replace('\\', "/"), line: line.parse().ok()? })
}

/// A place with the name that its file has in the workspace, which may be longer than what was typed.
pub(super) fn named(place: Place, workspace: &Workspace) -> Place {
    let typed = place.file.trim_start_matches("./");
    let fits = |name: &&String| {
        name.strip_suffix(typed).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let rust = workspace.files.iter().map(|file| &file.name);
    let mut names = rust.chain(workspace.texts.iter().map(|text| &text.name));
    // The whole path is meant, or else the first that ends so.
    let file = names.clone().find(|name| *name == typed).or_else(|| names.find(fits));
    Place { file: file.cloned().unwrap_or(place.file), ..place }
}

/// Tells of one line: its findings with their paths, then what is silent and why.
pub(super) fn tell(sources: &SourceMap, place: &Place, outcome: Outcome) -> Exit {
    let is_here =
        |one: &Diagnostic| one.primary.as_ref().is_some_and(|label| place.holds(sources, label.span));
    let mut diagnostics = outcome.diagnostics;
    diagnostics.retain(is_here);
    let silenced = outcome.silenced.iter().map(|one| &one.diagnostic);
    let told: Vec<Span> =
        diagnostics.iter().chain(silenced).filter_map(|one| Some(one.primary.as_ref()?.span)).collect();
    let is_open = |span: Span| !told.iter().any(|told| told.contains(span) || span.contains(*told));
    let silences = outcome.silences.iter().filter(|(span, _)| is_open(*span));
    let mut silences: String =
        silences.map(|(_, reason)| format!("{}\n", report::sanitize::line(reason))).collect();
    for Silenced { diagnostic, by } in &outcome.silenced {
        let lint = diagnostic.rule.as_deref().unwrap_or_default();
        let (what, reason) = match by {
            Silence::Comment(reason) => ("a comment allows it", reason.as_str()),
            Silence::Exception(reason) => ("an exception of the policy accepts it", reason.as_str()),
            Silence::Base | Silence::Baseline => ("it is known", ""),
        };
        if is_here(diagnostic) {
            let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            let line = format!("{lint}: {}; {what}{reason}", diagnostic.message);
            silences.push_str(&format!("{}\n", report::sanitize::line(&line)));
        }
    }
    if diagnostics.is_empty() && silences.is_empty() {
        return fail(&format!("nothing is shown in `{}` on line {}", place.file, place.line));
    }
    let mut findings = Vec::new();
    if let Err(error) =
        report::write_findings(sources, &diagnostics, wants_color(ColorArg::Auto), &mut findings)
    {
        return fail(&error.to_string());
    }
    let findings = String::from_utf8_lossy(&findings);
    // The empty line behind the last finding parts it from a summary, which there is none of.
    print_text(&format!("{}{silences}", findings.strip_suffix('\n').unwrap_or(&findings)))
}
