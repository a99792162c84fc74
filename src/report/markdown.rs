//! A summary for people who review: the comment of a pull request, the summary of a step.
//!
//! Invariants: the heaviest findings stand first, else in the order of the report; what is left out for its length is counted; no text of the
//! tree is read as markup.

use super::excerpt::Excerpts;
use super::region::{Region, place, region};
use super::summary::counted;
use super::{Format, Report, patch, sanitize};
use crate::diagnostic::{Diagnostic, Level};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{Result, Write};

/// A comment holds 65,536 characters; so many findings fit with room for their paths.
const MAX_SHOWN: usize = 50;

/// A line of the tree is shown so far, in characters.
const MAX_LINE: usize = 160;
/// So many lines of a suggestion are shown.
const MAX_LINES: usize = 24;

/// The format `markdown`.
pub(super) struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let excerpts = Excerpts::of(report.sources, report.diagnostics);
        writeln!(out, "### privlint: {}\n", headline(report))?;
        let (mut findings, others): (Vec<_>, Vec<_>) =
            report.diagnostics.iter().partition(|one| one.rule.is_some());
        findings.sort_by_key(|one| std::cmp::Reverse(one.level));
        if !findings.is_empty() {
            writeln!(out, "| | where | what |\n|---|---|---|")?;
            for diagnostic in findings.iter().take(MAX_SHOWN) {
                let place = place(report, &excerpts, diagnostic).as_ref().map(line_of).unwrap_or_default();
                let lint = diagnostic.rule.as_deref().unwrap_or_default();
                let (mark, message) = (mark(diagnostic.level), escaped(&diagnostic.message));
                // A bar ends a cell, in code too.
                let row = [place, message].map(|cell| cell.replace('|', "\\|"));
                writeln!(out, "| {mark} | {} | {} (`{lint}`) |", row[0], row[1])?;
            }
            if findings.len() > MAX_SHOWN {
                writeln!(out, "\nand {} more.", findings.len() - MAX_SHOWN)?;
            }
            writeln!(out)?;
            for diagnostic in findings.iter().take(MAX_SHOWN) {
                write_details(report, &excerpts, diagnostic, out)?;
            }
        }
        for diagnostic in others.iter().take(MAX_SHOWN) {
            writeln!(out, "- {} {}", mark(diagnostic.level), escaped(&diagnostic.message))?;
        }
        if others.len() > MAX_SHOWN {
            writeln!(out, "- and {} more", others.len() - MAX_SHOWN)?;
        }
        let summary = report.summary.to_text(false);
        writeln!(out, "\n<sub>{}</sub>", escaped(summary.trim_end()))
    }
}

fn headline(report: &Report<'_>) -> String {
    let findings = report.diagnostics.iter().filter(|one| one.rule.is_some()).count();
    match (findings, report.is_compared) {
        (0, false) => "nothing is shown that should not be".to_string(),
        (0, true) => "nothing new is shown that should not be".to_string(),
        (count, false) => counted(count, "finding"),
        (count, true) => counted(count, "new finding"),
    }
}

/// The path of a finding and its suggestion, folded away.
fn write_details(
    report: &Report<'_>,
    excerpts: &Excerpts<'_>,
    diagnostic: &Diagnostic,
    out: &mut dyn Write,
) -> Result<()> {
    writeln!(out, "<details><summary>{}</summary>\n", markup(&diagnostic.message))?;
    for (at, label) in diagnostic.labels.iter().chain(&diagnostic.primary).enumerate() {
        let Some(at_place) = region(report, excerpts, label.span) else { continue };
        let Some(excerpt) = excerpts.get(label.span.file) else { continue };
        let line = shortened(excerpt.body()[excerpt.line_range(at_place.start.line - 1)].trim(), MAX_LINE);
        let (at, place) = (at + 1, line_of(&at_place));
        writeln!(out, "{at}. {place}: {} in {}", escaped(&label.message), code(&line))?;
    }
    if diagnostic.labels.is_empty() {
        let place = place(report, excerpts, diagnostic).as_ref().map(line_of).unwrap_or_default();
        writeln!(out, "at {place}")?;
    }
    writeln!(out)?;
    for note in &diagnostic.notes {
        writeln!(out, "- {}", escaped(note))?;
    }
    if let Some(suggestion) = diagnostic.suggestions.first() {
        let home = diagnostic.primary.as_ref().map(|label| label.span.file);
        let help = patch::help(excerpts, suggestion, home, false);
        let (says, lines) = help.split_once('\n').unwrap_or((&help, ""));
        writeln!(out, "- {}", escaped(says))?;
        if !lines.is_empty() {
            // A fence longer than any in the text cannot be closed by it.
            let fence = "`".repeat(longest_run(lines).max(2) + 1);
            let lines: String = lines.lines().take(MAX_LINES).fold(String::new(), |mut text, line| {
                let _ = writeln!(text, "{}", shortened(line.strip_prefix("  ").unwrap_or(line), MAX_LINE));
                text
            });
            writeln!(out, "\n{fence}diff\n{lines}{fence}")?;
        }
    }
    writeln!(out, "\n</details>\n")
}

/// The line of a place as code.
fn line_of(place: &Region) -> String {
    code(&format!("{}:{}", sanitize::line(&place.path), place.start.line))
}

fn mark(level: Level) -> &'static str {
    match level {
        Level::Error => "**deny**",
        Level::Warning => "warn",
        Level::Note => "note",
    }
}

/// Text in which nothing is markup but what stands between backticks.
pub(super) fn escaped(text: &str) -> String {
    let text = sanitize::line(text);
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => {
                for ch in part.chars() {
                    match ch {
                        '&' => out.push_str("&amp;"),
                        '<' => out.push_str("&lt;"),
                        '>' => out.push_str("&gt;"),
                        // A name behind such a sign would call somebody.
                        '@' => out.push_str("@\u{2060}"),
                        '*' | '_' | '[' | ']' | '\\' | '#' | '~' => out.extend(['\\', ch]),
                        ch => out.push(ch),
                    }
                }
            }
            _ => out.push_str(&code(part)),
        }
    }
    out
}

/// The same where Markdown is not read, inside of a tag.
fn markup(text: &str) -> String {
    let text = sanitize::line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let text = text.replace('@', "@\u{2060}");
    let parts = text.split('`').enumerate();
    parts
        .map(|(at, part)| if at % 2 == 0 { part.to_string() } else { format!("<code>{part}</code>") })
        .collect()
}

/// Text as code, in which nothing is markup at all.
pub(super) fn code(text: &str) -> String {
    let text = sanitize::line(text);
    if text.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// The beginning of a line that is too long.
fn shortened(line: &str, most: usize) -> Cow<'_, str> {
    match line.char_indices().nth(most) {
        Some((at, _)) => Cow::Owned(format!("{}…", &line[..at])),
        None => Cow::Borrowed(line),
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|ch| ch != '`').map(str::len).max().unwrap_or(0)
}
