//! SARIF 2.1.0, as GitHub's code scanning and other viewers read it.
//!
//! Invariants: every result has a place; what is silenced is marked and not left out, since a result that is gone counts
//! as mended; regions count Unicode scalars; what is no finding is a notification of the run.

use super::escape::write_pretty;
use super::excerpt::Excerpts;
use super::line_hash::line_hashes;
use super::region::{Region, place, region};
use super::{Format, Report, code, level_word, may_offer, sanitize};
use crate::catalog::{Catalog, Rule};
use crate::diagnostic::{Diagnostic, Label, Level, Silence, Suggestion};
use crate::span::FileId;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{Result, Write};

/// The format `sarif`.
pub(super) struct Sarif;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

impl Format for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let silenced = report.silenced.iter().map(|one| (&one.diagnostic, Some(&one.by)));
        let live = report.diagnostics.iter().map(|one| (one, None));
        let (mut found, told): (Vec<_>, Vec<_>) =
            live.chain(silenced).partition(|(one, _)| one.rule.is_some());
        found.sort_by_key(|(one, _)| one.primary.as_ref().map(|label| label.span));
        let all = found.iter().map(|(one, _)| *one).chain(told.iter().map(|(one, _)| *one));
        let excerpts = Excerpts::of_all(report.sources, all);
        let mut shape = Shape { report, excerpts: &excerpts, hashes: BTreeMap::new() };
        let results: Vec<Value> = found.iter().map(|(one, by)| shape.result(one, *by)).collect();
        let notifications: Vec<Value> = told.iter().map(|(one, _)| shape.notification(one)).collect();
        let is_sound = told.iter().all(|(one, _)| one.level != Level::Error);
        let rules: Vec<Value> = report.catalog.rules.iter().map(|rule| shape.rule(rule)).collect();
        let document = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": "privlint",
                    "fullName": "cargo-privlint",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "informationUri": "https://crates.io/crates/cargo-privlint",
                    "rules": rules,
                }},
                "automationDetails": {"id": "privlint/"},
                "invocations": [{"executionSuccessful": is_sound, "toolExecutionNotifications": notifications}],
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        });
        write_pretty(&document, out)
    }
}

fn is_known(by: &Silence) -> bool {
    matches!(by, Silence::Base | Silence::Baseline)
}

struct Shape<'s> {
    report: &'s Report<'s>,
    excerpts: &'s Excerpts<'s>,
    hashes: BTreeMap<FileId, Vec<String>>,
}

impl Shape<'_> {
    fn rule(&self, rule: &Rule) -> Value {
        let text = Catalog::page_text(&rule.name).unwrap_or_default();
        let (level, severity) = match self.report.catalog.levels.heaviest(&rule.sinks) {
            Some(Level::Error) => ("error", "7.5"),
            Some(Level::Warning) => ("warning", "5.5"),
            _ => ("note", "3.5"),
        };
        json!({
            "id": format!("privlint::{}", rule.name),
            "name": pascal(&rule.name),
            "shortDescription": {"text": sentence(&rule.summary)},
            "fullDescription": {"text": sentence(&rule.summary)},
            "help": {"text": sentence(&rule.help), "markdown": page(text)},
            "defaultConfiguration": {"level": level},
            "properties": {
                "precision": "high",
                "problem.severity": if level == "note" { "recommendation" } else { level },
                "security-severity": severity,
                "tags": ["privacy", "security", format!("external/cwe/{}", rule.cwe.to_lowercase())],
            },
        })
    }

    fn result(&mut self, diagnostic: &Diagnostic, by: Option<&Silence>) -> Value {
        let mut result = Map::new();
        let index =
            self.report.catalog.rules.iter().position(|rule| Some(&rule.name) == diagnostic.rule.as_ref());
        result.insert("ruleId".into(), json!(code(diagnostic).unwrap_or_default()));
        result.insert("ruleIndex".into(), json!(index));
        result.insert("level".into(), json!(level_word(diagnostic.level)));
        result.insert("message".into(), json!({"text": sentence(&diagnostic.message)}));
        let place = place(self.report, self.excerpts, diagnostic);
        let twins =
            diagnostic.twins.iter().filter_map(|label| region(self.report, self.excerpts, label.span));
        let first = place.clone().map_or_else(|| self.nowhere(), |place| physical(&place));
        let locations: Vec<Value> = std::iter::once(first).chain(twins.map(|twin| physical(&twin))).collect();
        result.insert("locations".into(), json!(locations));
        if let Some(flow) = self.flow(diagnostic) {
            result.insert("codeFlows".into(), json!([flow]));
        }
        let fixes: Vec<Value> = diagnostic.suggestions.iter().filter_map(|one| self.fix(one)).collect();
        if !fixes.is_empty() {
            result.insert("fixes".into(), json!(fixes));
        }
        let mut prints = Map::new();
        if let (Some(label), Some(place)) = (&diagnostic.primary, &place) {
            let text = &self.report.sources.file(label.span.file).text;
            let hashes = self.hashes.entry(label.span.file).or_insert_with(|| line_hashes(text));
            if let Some(hash) = hashes.get(place.start.line - 1) {
                prints.insert("primaryLocationLineHash".into(), json!(hash));
            }
        }
        if let Some(details) = &diagnostic.details {
            prints.insert("privlint/v1".into(), json!(details.fingerprint));
            let (class, sink) = (&details.class, &details.sink);
            let properties = json!({"class": class, "sink": sink, "confidence": details.confidence});
            result.insert("properties".into(), properties);
        }
        if !prints.is_empty() {
            result.insert("partialFingerprints".into(), Value::Object(prints));
        }
        if self.report.is_compared {
            let state = if by.is_some_and(is_known) { "unchanged" } else { "new" };
            result.insert("baselineState".into(), json!(state));
        }
        if let Some(by) = by {
            result.insert("suppressions".into(), json!([suppression(by)]));
        }
        Value::Object(result)
    }

    /// The path from the declaration of the datum to the place.
    fn flow(&self, diagnostic: &Diagnostic) -> Option<Value> {
        if diagnostic.labels.is_empty() {
            return None;
        }
        let step = |label: &Label| {
            let place = region(self.report, self.excerpts, label.span)?;
            let mut location = physical(&place);
            if !label.message.is_empty() {
                location["message"] = json!({"text": sanitize::line(&label.message)});
            }
            Some(json!({"location": location}))
        };
        let steps: Vec<Value> =
            diagnostic.labels.iter().chain(&diagnostic.primary).filter_map(step).collect();
        Some(json!({"threadFlows": [{"locations": steps}]}))
    }

    fn fix(&self, suggestion: &Suggestion) -> Option<Value> {
        if suggestion.edits.is_empty() || !may_offer(suggestion) {
            return None;
        }
        let mut changes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for edit in &suggestion.edits {
            let place = region(self.report, self.excerpts, edit.span)?;
            let replacement = json!({
                "deletedRegion": shape(&place),
                "insertedContent": {"text": edit.text},
            });
            changes.entry(place.path).or_default().push(replacement);
        }
        let change = |(path, replacements): (String, Vec<Value>)| json!({"artifactLocation": {"uri": uri(&path)}, "replacements": replacements});
        let changes: Vec<Value> = changes.into_iter().map(change).collect();
        Some(json!({"description": {"text": sentence(&suggestion.message)}, "artifactChanges": changes}))
    }

    fn notification(&self, diagnostic: &Diagnostic) -> Value {
        let place = place(self.report, self.excerpts, diagnostic);
        let mut notification = json!({
            "level": level_word(diagnostic.level),
            "message": {"text": sentence(&diagnostic.message)},
        });
        if let Some(place) = place {
            notification["locations"] = json!([physical(&place)]);
        }
        notification
    }

    /// Where a result stands that has no place.
    fn nowhere(&self) -> Value {
        json!({"physicalLocation": {"artifactLocation": {"uri": uri(&self.report.nowhere())}, "region": {"startLine": 1}}})
    }
}

fn physical(place: &Region) -> Value {
    json!({"physicalLocation": {"artifactLocation": {"uri": uri(&place.path)}, "region": shape(place)}})
}

fn shape(place: &Region) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn suppression(by: &Silence) -> Value {
    let (kind, reason) = match by {
        Silence::Comment(reason) => ("inSource", reason.as_str()),
        Silence::Exception(reason) => ("external", reason.as_str()),
        Silence::Base => ("external", "it was there before the change"),
        Silence::Baseline => ("external", "the baseline holds it"),
    };
    match reason {
        "" => json!({"kind": kind}),
        reason => json!({"kind": kind, "justification": sanitize::line(reason)}),
    }
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => {
                uri.push(byte as char)
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// A message as a sentence, as viewers want it.
fn sentence(text: &str) -> String {
    let text = sanitize::line(text);
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{stop}", capitalised(&text))
}

/// A name such as `sensitive_log` as `SensitiveLog`.
fn pascal(name: &str) -> String {
    name.split('_').map(capitalised).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + letters.as_str()
}

/// The page of a lint without its header, which is for the program.
fn page(text: &str) -> String {
    let mut parts = text.splitn(3, "```");
    match (parts.next(), parts.next(), parts.next()) {
        (Some(title), Some(_), Some(rest)) => format!("{}{}", title.trim_end(), rest),
        _ => text.to_string(),
    }
}
