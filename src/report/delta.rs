//! The privacy delta in words: for a terminal, and as Markdown for the comment of a pull request.

use super::markdown::{code, escaped};
use super::sanitize;
use crate::diagnostic::Diagnostic;
use crate::review::{Change, Delta, Granted};
use crate::source::SourceMap;
use std::fmt::Write;

/// What a delta is told with.
#[derive(Clone, Copy)]
pub struct Told<'t> {
    /// The delta.
    pub delta: &'t Delta<'t>,
    /// The texts before.
    pub old: &'t SourceMap,
    /// The texts now.
    pub new: &'t SourceMap,
    /// What it is compared with, as people name it.
    pub base: &'t str,
}

/// How the note begins that names what else a place shows.
const ALSO: &str = "the same ";

/// How the parts of a text are marked.
struct Style {
    heading: &'static str,
    text: fn(&str) -> String,
    place: fn(&str) -> String,
}

const PLAIN: Style = Style {
    heading: "",
    text: |text| sanitize::line(text).into_owned(),
    place: |place| sanitize::line(place).into_owned(),
};
const MARKDOWN: Style = Style { heading: "#### ", text: escaped, place: code };

/// The delta for a terminal.
pub fn delta_text(told: &Told) -> String {
    write(told, &PLAIN)
}

/// The delta as Markdown.
pub fn delta_markdown(told: &Told) -> String {
    format!("### Privacy delta\n\n{}", write(told, &MARKDOWN))
}

fn write(told: &Told, style: &Style) -> String {
    let Told { delta, old, new, base } = told;
    let mut text = String::new();
    let counts = [
        (count(delta, |change| matches!(change, Change::Added(_))), "added"),
        (count(delta, |change| matches!(change, Change::Removed(..))), "removed"),
        (count(delta, |change| matches!(change, Change::Changed(..))), "changed"),
    ];
    let moved = (delta.moved > 0).then_some((delta.moved, "moved"));
    let counts: Vec<String> =
        counts.iter().chain(&moved).map(|(count, what)| format!("{count} {what}")).collect();
    let base = (style.place)(base);
    let _ = writeln!(text, "Flows of personal data and secrets since {base}: {}.", counts.join(", "));
    let mut section = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{}{heading}\n", style.heading);
            lines.iter().for_each(|line| text.push_str(&format!("- {line}\n")));
        }
    };
    let lines = |wanted: fn(&Change) -> bool| -> Vec<String> {
        delta
            .changes
            .iter()
            .filter(|change| wanted(change))
            .map(|change| line(old, new, change, style))
            .collect()
    };
    section("Added", lines(|change| matches!(change, Change::Added(_))));
    section("Changed", lines(|change| matches!(change, Change::Changed(..))));
    section("Removed", lines(|change| matches!(change, Change::Removed(..))));
    let first = delta
        .first
        .iter()
        .map(|(class, sink)| format!("{} at {}", (style.place)(class), (style.place)(sink)));
    section("Shown for the first time, so that a privacy impact assessment is due", first.collect());
    let templates = delta.templates.iter().map(|name| (style.place)(name));
    section("New templates without a declared purpose", templates.collect());
    section("Newly allowed", delta.granted.iter().map(|granted| grant(granted, style)).collect());
    section(
        "Allowed for 30 days at most",
        delta.ending.iter().map(|granted| grant(granted, style)).collect(),
    );
    text
}

fn count(delta: &Delta, wanted: impl Fn(&Change) -> bool) -> usize {
    delta.changes.iter().filter(|change| wanted(change)).count()
}

fn line(old: &SourceMap, new: &SourceMap, change: &Change, style: &Style) -> String {
    match change {
        Change::Added(one) => flow(new, one, style),
        Change::Removed(one, false) => flow(old, one, style),
        Change::Removed(one, true) => format!("{}; now masked", flow(old, one, style)),
        // Of the same message, what is shown beside the datum is other than before.
        Change::Changed(before, now) if before.message == now.message => {
            format!("{}; {}; before: {}", flow(new, now, style), beside(now, style), beside(before, style))
        }
        Change::Changed(before, now) => {
            format!("{}; before: {}", flow(new, now, style), flow(old, before, style))
        }
    }
}

/// What the same place shows beside the datum.
fn beside(one: &Diagnostic, style: &Style) -> String {
    let note = one.notes.iter().find(|note| note.starts_with(ALSO));
    note.map_or("nothing beside it".to_string(), |note| (style.text)(note))
}

/// What is shown, raw, from where to where.
fn flow(sources: &SourceMap, one: &Diagnostic, style: &Style) -> String {
    let place = |span: crate::span::Span| {
        let file = sources.file(span.file);
        (style.place)(&format!("{}:{}", file.name, file.line_of(span.start) + 1))
    };
    let to = one.primary.as_ref().map_or(String::new(), |label| place(label.span));
    let from = one.labels.first().map(|label| place(label.span)).filter(|from| *from != to);
    let from = from.map_or(String::new(), |from| format!("{from} → "));
    let class =
        one.details.as_ref().map_or(String::new(), |details| format!(" {}", (style.place)(&details.class)));
    format!("{from}{to}:{class} {}", (style.text)(&one.message))
}

fn grant(granted: &Granted, style: &Style) -> String {
    let Granted { place, what, reason, until } = granted;
    let reason = if reason.is_empty() { "no reason is given".to_string() } else { (style.text)(reason) };
    let until = until.map_or("without an end".to_string(), |(year, month, day)| {
        format!("until {year:04}-{month:02}-{day:02}")
    });
    format!("{}: {}, {until}: {reason}", (style.place)(place), (style.text)(what))
}
