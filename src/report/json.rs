//! cargo's message stream, as editors read it: one JSON object on each line.
//!
//! Each message names its [`Home`]. A last one without a place ends each package, also when nothing was found: it is
//! what clears the messages of the run before.
//!
//! Invariants: byte offsets are those of the file on disk; columns count Unicode scalars from one; a replacement is
//! exact or not offered at all; at most one suggestion of a diagnostic is machine-applicable, since rustfix applies
//! all of them; hidden characters are written as escapes.

use super::escape::write_line;
use super::excerpt::{Excerpts, MAX_LINE};
use super::home::{Home, Homes, home_of_package};
use super::summary::counted;
use super::{Format, Report, code, human, level_word, may_offer, sanitize};
use crate::diagnostic::{Applicability, Details, Diagnostic, Edit, Label, Level, Suggestion};
use crate::span::Span;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{Result, Write};

/// The format `json`.
pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let excerpts = Excerpts::of(report.sources, report.diagnostics);
        let homes = Homes::new(report.workspace, report.sources);
        let mut counts = vec![0; report.workspace.packages.len()];
        for diagnostic in report.diagnostics {
            let (package, home) = homes.of(diagnostic);
            if let Some(count) = counts.get_mut(package) {
                *count += 1;
            }
            let message = message(&excerpts, diagnostic)?;
            let privlint = diagnostic.details.as_ref().map(|details| finding(&excerpts, diagnostic, details));
            write_line(&CompilerMessage { reason: "compiler-message", home, message, privlint }, out)?;
        }
        for (package, count) in
            report.workspace.packages.iter().zip(counts).filter(|(package, _)| package.selected)
        {
            let home = home_of_package(report.workspace, package);
            let message = closing(count);
            write_line(&CompilerMessage { reason: "compiler-message", home, message, privlint: None }, out)?;
        }
        let success = report.diagnostics.iter().all(|diagnostic| diagnostic.level != Level::Error);
        write_line(&BuildFinished { reason: "build-finished", success }, out)
    }
}

#[derive(Serialize)]
struct CompilerMessage<'a> {
    reason: &'static str,
    #[serde(flatten)]
    home: Home<'a>,
    message: Message<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    privlint: Option<Finding<'a>>,
}

#[derive(Serialize)]
struct BuildFinished {
    reason: &'static str,
    success: bool,
}

/// A diagnostic of rustc.
#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "$message_type")]
    message_type: &'static str,
    message: Cow<'a, str>,
    code: Option<Code>,
    level: &'static str,
    spans: Vec<SpanShape<'a>>,
    children: Vec<Child<'a>>,
    rendered: String,
}

#[derive(Serialize)]
struct Code {
    code: String,
    explanation: Option<&'static str>,
}

#[derive(Serialize)]
struct Child<'a> {
    message: Cow<'a, str>,
    code: Option<Code>,
    level: &'static str,
    spans: Vec<SpanShape<'a>>,
    children: [(); 0],
    rendered: Option<&'static str>,
}

#[derive(Serialize)]
struct SpanShape<'a> {
    file_name: &'a str,
    byte_start: usize,
    byte_end: usize,
    line_start: usize,
    line_end: usize,
    column_start: usize,
    column_end: usize,
    is_primary: bool,
    text: Vec<Line<'a>>,
    label: Option<Cow<'a, str>>,
    suggested_replacement: Option<&'a str>,
    suggestion_applicability: Option<&'static str>,
    expansion: Option<()>,
}

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    highlight_start: usize,
    highlight_end: usize,
}

/// What rustc's shape has no place for.
#[derive(Serialize)]
struct Finding<'a> {
    fingerprint: &'a str,
    class: &'a str,
    sink: &'a str,
    confidence: &'static str,
    flow: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: Cow<'a, str>,
}

fn message<'a>(excerpts: &'a Excerpts<'a>, diagnostic: &'a Diagnostic) -> Result<Message<'a>> {
    let mut rendered = Vec::new();
    human::write_diagnostic(excerpts, diagnostic, false, &mut rendered)?;
    let primary = diagnostic.primary.iter().filter_map(|label| label_shape(excerpts, label, true));
    let twins = diagnostic.twins.iter().filter_map(|label| label_shape(excerpts, label, true));
    let end = rust_end(excerpts, diagnostic);
    let labels = diagnostic.labels.iter().enumerate();
    let labels = labels.filter_map(|(at, label)| label_shape(excerpts, label, Some(at) == end));
    Ok(Message {
        message_type: "diagnostic",
        message: sanitize::line(&diagnostic.message),
        code: code(diagnostic).map(|code| Code { code, explanation: None }),
        level: level_word(diagnostic.level),
        spans: primary.chain(twins).chain(labels).collect(),
        children: children(excerpts, diagnostic),
        rendered: String::from_utf8_lossy(&rendered).into_owned(),
    })
}

/// The label at which Rust hands a value to a text that is no Rust. Editors show the text of Rust files only, so that it
/// is there that a finding in a template can be seen.
fn rust_end(excerpts: &Excerpts<'_>, diagnostic: &Diagnostic) -> Option<usize> {
    let is_rust =
        |label: &Label| excerpts.get(label.span.file).is_some_and(|one| one.file.name.ends_with(".rs"));
    let is_elsewhere =
        diagnostic.rule.is_some() && diagnostic.primary.as_ref().is_some_and(|label| !is_rust(label));
    diagnostic.labels.iter().rposition(is_rust).filter(|_| is_elsewhere)
}

fn children<'a>(excerpts: &'a Excerpts<'a>, diagnostic: &'a Diagnostic) -> Vec<Child<'a>> {
    let notes = diagnostic.notes.iter().map(|note| child("note", sanitize::text(note), Vec::new()));
    let mut applicable = diagnostic.suggestions.iter().map(|suggestion| suggestion.applicability);
    let first = applicable.position(|applicability| applicability == Applicability::MachineApplicable);
    let helps = diagnostic.suggestions.iter().enumerate().map(|(at, suggestion)| {
        let applicability = if Some(at) == first { "MachineApplicable" } else { "MaybeIncorrect" };
        child(
            "help",
            sanitize::line(&suggestion.message),
            edits(excerpts, diagnostic, suggestion, applicability),
        )
    });
    notes.chain(helps).collect()
}

fn child<'a>(level: &'static str, message: Cow<'a, str>, spans: Vec<SpanShape<'a>>) -> Child<'a> {
    Child { message, code: None, level, spans, children: [], rendered: None }
}

/// The edits of a suggestion; where they may not be offered, it is advice.
fn edits<'a>(
    excerpts: &'a Excerpts<'a>,
    diagnostic: &Diagnostic,
    suggestion: &'a Suggestion,
    applicability: &'static str,
) -> Vec<SpanShape<'a>> {
    if !may_offer(suggestion) {
        return Vec::new();
    }
    let shape = |span: Span, text: &'a str| {
        Some(SpanShape {
            is_primary: true,
            suggested_replacement: Some(text),
            suggestion_applicability: Some(applicability),
            ..span_shape(excerpts, span)?
        })
    };
    let anchor = anchor(excerpts, diagnostic, suggestion).and_then(|(span, text)| shape(span, text));
    anchor
        .into_iter()
        .chain(suggestion.edits.iter().filter_map(|edit| shape(edit.span, &edit.text)))
        .collect()
}

/// An edit that leaves the place of the finding as it is, where no other edit touches that: editors offer a suggestion
/// where one of its edits is.
fn anchor<'a>(
    excerpts: &'a Excerpts<'a>,
    diagnostic: &Diagnostic,
    suggestion: &Suggestion,
) -> Option<(Span, &'a str)> {
    let span = diagnostic.primary.as_ref()?.span;
    let excerpt = excerpts.get(span.file)?;
    let text = excerpt.file.text.get(span.range())?;
    let is_shown = excerpt.body().get(excerpt.range(span)) == Some(text);
    let touches = |edit: &Edit| {
        edit.span.file == span.file && edit.span.start <= span.end && span.start <= edit.span.end
    };
    let is_apart = !suggestion.edits.is_empty() && !suggestion.edits.iter().any(touches);
    (is_shown && is_apart).then_some((span, text))
}

fn label_shape<'a>(excerpts: &'a Excerpts<'a>, label: &'a Label, is_primary: bool) -> Option<SpanShape<'a>> {
    let message = (!label.message.is_empty()).then(|| sanitize::line(&label.message));
    Some(SpanShape { is_primary, label: message, ..span_shape(excerpts, label.span)? })
}

fn span_shape<'a>(excerpts: &'a Excerpts<'a>, span: Span) -> Option<SpanShape<'a>> {
    let excerpt = excerpts.get(span.file)?;
    let range = excerpt.range(span);
    let (first, start) = excerpt.position(range.start);
    let (last, end) = excerpt.position(range.end);
    let text = (first..=last).map(|line| {
        let whole = excerpt.line_range(line);
        let from = if line == first { range.start } else { whole.start };
        let to = if line == last { range.end } else { whole.end };
        let shown = excerpt.shown(line, from..to.min(from + MAX_LINE));
        let text = &excerpt.body()[shown.clone()];
        let column = |at: usize| excerpt.body()[shown.start.min(at)..at.min(shown.end)].chars().count() + 1;
        let (highlight_start, highlight_end) = (column(from), column(to));
        Line { text, highlight_start, highlight_end }
    });
    Some(SpanShape {
        file_name: &excerpt.file.name,
        byte_start: range.start + excerpt.skipped,
        byte_end: range.end + excerpt.skipped,
        line_start: first + 1,
        line_end: last + 1,
        column_start: start + 1,
        column_end: end + 1,
        is_primary: false,
        text: text.collect(),
        label: None,
        suggested_replacement: None,
        suggestion_applicability: None,
        expansion: None,
    })
}

fn finding<'a>(excerpts: &'a Excerpts<'a>, diagnostic: &'a Diagnostic, details: &'a Details) -> Finding<'a> {
    let path = diagnostic.labels.iter().chain(&diagnostic.primary);
    let flow = path.filter_map(|label| {
        let excerpt = excerpts.get(label.span.file)?;
        let (line, column) = excerpt.position(excerpt.range(label.span).start);
        let message = sanitize::line(&label.message);
        Some(Step { file: &excerpt.file.name, line: line + 1, column: column + 1, message })
    });
    Finding {
        fingerprint: &details.fingerprint,
        class: &details.class,
        sink: &details.sink,
        confidence: details.confidence,
        flow: flow.collect(),
    }
}

/// The message that ends a package.
fn closing(count: usize) -> Message<'static> {
    let level = level_word(if count == 0 { Level::Note } else { Level::Warning });
    let message =
        if count == 0 { "no findings".to_owned() } else { format!("{} emitted", counted(count, "finding")) };
    Message {
        message_type: "diagnostic",
        rendered: format!("{level}: {message}\n\n"),
        message: Cow::Owned(message),
        code: None,
        level,
        spans: Vec::new(),
        children: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Summary, fixture};
    use super::*;
    use crate::diagnostic::Edit;
    use crate::source::{SourceFile, SourceMap};
    use crate::span::FileId;
    use crate::workspace::Workspace;
    use serde_json::{Value, json};

    fn span(text: &str, bytes: (u32, u32), line: u32, columns: (u32, u32)) -> Value {
        json!({
            "file_name": "notify/src/send.rs", "byte_start": bytes.0, "byte_end": bytes.1,
            "line_start": line, "line_end": line, "column_start": columns.0, "column_end": columns.1,
            "is_primary": true,
            "text": [{"text": text, "highlight_start": columns.0, "highlight_end": columns.1}],
            "label": null, "suggested_replacement": null, "suggestion_applicability": null, "expansion": null,
        })
    }

    #[test]
    fn a_finding_has_the_shape_of_cargo_and_rustc() {
        let written = fixture::written(&Json);
        let lines: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0]["reason"], "compiler-message");
        assert_eq!(lines[0]["package_id"], "path+file:///ws/notify#0.1.0");
        assert_eq!(lines[0]["manifest_path"], "/ws/notify/Cargo.toml");
        assert_eq!(
            lines[0]["target"],
            json!({"kind": ["bin"], "crate_types": ["bin"], "name": "notify", "src_path": "/ws/notify/src/send.rs",
                "edition": "2024", "doc": true, "doctest": false, "test": true})
        );
        assert_eq!(
            lines[0]["privlint"],
            json!({"fingerprint": "00112233445566778899aabbccddeeff", "class": "contact.phone", "sink": "log",
            "confidence": "likely", "flow": [
                {"file": "domain/src/customer.rs", "line": 2, "column": 5,
                    "message": "contact.phone (L2) by its name `phone`"},
                {"file": "notify/src/send.rs", "line": 7, "column": 5, "message": "into the result of `summary`"},
                {"file": "notify/src/send.rs", "line": 3, "column": 20, "message": "shows `phone`"},
            ]})
        );
        let message = &lines[0]["message"];
        assert_eq!(message["$message_type"], "diagnostic");
        assert_eq!(message["code"], json!({"code": "privlint::sensitive_log", "explanation": null}));
        assert_eq!(message["level"], "warning");

        let mut primary = span("    warn!(\"日本 {}\", summary(&c));", (53, 64), 3, (20, 31));
        primary["label"] = json!("shows `phone`");
        assert_eq!(message["spans"][0], primary);
        assert_eq!(message["spans"][2]["is_primary"], false);
        assert_eq!(
            message["spans"][2]["text"],
            json!([{"text": "    format!(", "highlight_start": 5, "highlight_end": 13},
                {"text": "        \"{}\", c.phone)", "highlight_start": 1, "highlight_end": 23}])
        );

        let children = message["children"].as_array().unwrap();
        let said: Vec<_> = children.iter().map(|child| (&child["level"], &child["message"])).collect();
        let said: Vec<_> = said.iter().map(|(level, message)| format!("{level}{message}")).collect();
        assert_eq!(said[1..3], [r#""note""permitted here: masked""#, r#""help""use the project's mask""#]);
        let mut edit = span("        \"{}\", c.phone)", (124, 131), 8, (15, 22));
        edit["suggested_replacement"] = json!("mask(&c.phone)");
        edit["suggestion_applicability"] = json!("MachineApplicable");
        assert_eq!(children[2]["spans"][1], edit);
        let anchor = &children[2]["spans"][0];
        assert_eq!(
            (&anchor["suggested_replacement"], &anchor["line_start"]),
            (&json!("summary(&c)"), &json!(3))
        );
        assert_eq!(children[3]["spans"], json!([]));
        assert!(fixture::written(&human::Human).starts_with(message["rendered"].as_str().unwrap()));
    }

    #[test]
    fn every_package_and_the_stream_are_ended() {
        let written = fixture::written(&Json);
        let lines: Vec<_> = written.lines().collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(
            lines[2],
            r#"{"reason":"compiler-message","package_id":"path+file:///ws/notify#0.1.0","manifest_path":"/ws/notify/Cargo.toml","target":{"kind":["bin"],"crate_types":["bin"],"name":"notify","src_path":"/ws/notify/src/send.rs","edition":"2024","doc":true,"doctest":false,"test":true},"message":{"$message_type":"diagnostic","message":"2 findings emitted","code":null,"level":"warning","spans":[],"children":[],"rendered":"warning: 2 findings emitted\n\n"}}"#
        );
        assert_eq!(
            lines[3],
            r#"{"reason":"compiler-message","package_id":"path+file:///ws/domain#0.1.0","manifest_path":"/ws/domain/Cargo.toml","target":{"kind":["lib"],"crate_types":["lib"],"name":"domain","src_path":"/ws/domain/src/customer.rs","edition":"2024","doc":true,"doctest":true,"test":true},"message":{"$message_type":"diagnostic","message":"no findings","code":null,"level":"note","spans":[],"children":[],"rendered":"note: no findings\n\n"}}"#
        );
        assert_eq!(lines[4], r#"{"reason":"build-finished","success":false}"#);
    }

    /// The message of one diagnostic on one file, and the package it is attributed to.
    fn check(name: &str, text: &str, diagnostic: Diagnostic) -> (Value, String) {
        fixture::with_report(|report| {
            let path = format!("/ws/{name}").into();
            let sources = SourceMap::new(vec![SourceFile::new(name.into(), path, text.into())]);
            let mut out = Vec::new();
            let report = Report { sources: &sources, diagnostics: &[diagnostic], ..report };
            Json.write(&report, &mut out).unwrap();
            let out = String::from_utf8(out).unwrap();
            assert!(!out.contains(|ch| ch != '\n' && sanitize::is_hidden(ch)), "{out}");
            let line: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
            (line["message"].clone(), line["package_id"].as_str().unwrap().to_owned())
        })
    }

    #[test]
    fn files_that_are_not_rust_belong_to_the_package_around_them() {
        let at = |name| check(name, "x", Diagnostic::error("e").at(Span::default(), "")).1;
        assert_eq!(at("domain/Cargo.toml"), "path+file:///ws/domain#0.1.0");
        assert_eq!(at("domain/templates/a.hbs"), "path+file:///ws/domain#0.1.0");
        assert_eq!(at("domain-more/a.hbs"), "path+file:///ws/notify#0.1.0");
    }

    #[test]
    fn places_count_the_bytes_of_a_byte_order_mark_but_no_column() {
        let diagnostic = Diagnostic::error("e").at(Span::new(FileId(0), 6, 7), "");
        let (message, _) = check("a\u{202e}.rs", "\u{feff}日x\r\n", diagnostic);
        let span = &message["spans"][0];
        assert_eq!((&span["byte_start"], &span["column_start"]), (&json!(6), &json!(2)));
        assert_eq!(span["text"], json!([{"text": "日x", "highlight_start": 2, "highlight_end": 3}]));
        assert_eq!(span["file_name"], "a\u{202e}.rs", "a name is exact");
    }

    #[test]
    fn secrets_are_not_offered_and_one_suggestion_is_machine_applicable() {
        let secret = ["\"sk_live", "4eC39HqLyjWDarjtT1\""].join("_");
        let suggest = |text: &str| Suggestion {
            message: "m".into(),
            edits: vec![Edit { span: Span::new(FileId(0), 0, 1), text: text.into() }],
            applicability: Applicability::MachineApplicable,
        };
        let mut diagnostic = Diagnostic::error("e");
        diagnostic.suggestions = vec![suggest("a"), suggest("b"), suggest(&secret)];
        let (message, _) = check("a.rs", &secret, diagnostic);
        let of = |at: usize| message["children"][at]["spans"][0]["suggestion_applicability"].clone();
        assert_eq!((of(0), of(1)), (json!("MachineApplicable"), json!("MaybeIncorrect")));
        assert_eq!(message["children"][2]["spans"], json!([]));
        assert!(!message.to_string().contains("4eC39"));
    }

    #[test]
    fn a_workspace_without_packages_has_messages_too() {
        let workspace = Workspace { root: "/ws".into(), ..Workspace::default() };
        let written = fixture::with_report(|report| {
            let summary = Summary::default();
            let report = Report { workspace: &workspace, summary: &summary, ..report };
            let mut out = Vec::new();
            Json.write(&report, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        });
        assert_eq!(written.lines().count(), 3);
        assert!(written.contains(r#""package_id":"path+file:///ws","manifest_path":"/ws/Cargo.toml""#));
    }
}
