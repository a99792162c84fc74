//! The report for people: each finding with the lines it speaks of, then one sentence on the whole run.
//!
//! *Section*: the labels that stand under one file name. Labels that follow each other in one file share a section;
//! a path that comes back to a file opens another, so a finding reads in the order of its path.

use super::excerpt::{Excerpt, Excerpts};
use super::{Format, Report, code, patch, sanitize};
use crate::diagnostic::{Diagnostic, Label, Level};
use crate::source::SourceMap;
use crate::span::FileId;
use codespan_reporting::diagnostic as shown;
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Result, Write};
use std::ops::Range;

/// So many findings are drawn side by side before they are written.
const TOGETHER: usize = 512;

/// The format `human`.
pub(super) struct Human;

impl Format for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        write_findings(report.sources, report.diagnostics, report.color, out)?;
        out.write_all(report.summary.to_text(report.verbose).as_bytes())
    }
}

/// Diagnostics without a summary.
pub fn write_findings(
    sources: &SourceMap,
    diagnostics: &[Diagnostic],
    color: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let excerpts = Excerpts::of(sources, diagnostics);
    let text = |diagnostic: &Diagnostic| {
        let mut text = Vec::new();
        write_diagnostic(&excerpts, diagnostic, color, &mut text).map(|()| text)
    };
    for some in diagnostics.chunks(TOGETHER) {
        let texts = some.par_iter().map(text).collect::<Result<Vec<_>>>()?;
        texts.iter().try_for_each(|text| out.write_all(text))?;
    }
    Ok(())
}

/// One diagnostic with an empty line behind it.
pub(super) fn write_diagnostic(
    excerpts: &Excerpts<'_>,
    diagnostic: &Diagnostic,
    color: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let diagnostic = arrange(excerpts, diagnostic, color);
    let shown = Shown::new(excerpts, &diagnostic.labels);
    let config = term::Config::default();
    let written = if color {
        term::emit_to_write_style(&mut term::termcolor::Ansi::new(out), &config, &shown, &diagnostic)
    } else {
        let mut text = Vec::new();
        term::emit_to_io_write(&mut text, &config, &shown, &diagnostic)
            .and_then(|()| Ok(write_without_trailing_blanks(&text, out)?))
    };
    written.map_err(|error| match error {
        Error::Io(error) => error,
        other => std::io::Error::other(other.to_string()),
    })
}

/// Plain text is kept in files, and tools that keep files clean would take such blanks away.
fn write_without_trailing_blanks(text: &[u8], out: &mut dyn Write) -> Result<()> {
    String::from_utf8_lossy(text).lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

/// A file and the number of its section. What lies far away on a long line has a section of its own.
type Section = (FileId, usize);

fn arrange(excerpts: &Excerpts<'_>, diagnostic: &Diagnostic, color: bool) -> shown::Diagnostic<Section> {
    let home = diagnostic.primary.as_ref().map(|label| label.span.file);
    let (read_on, notes): (Vec<_>, Vec<_>) =
        diagnostic.notes.iter().partition(|note| tells_where_to_read_on(note));
    let plain = |notes: Vec<&String>| {
        notes.into_iter().map(|note| sanitize::text(note).into_owned()).collect::<Vec<_>>()
    };
    // Of several edits the best is shown; an editor offers the others.
    let told = diagnostic.suggestions.iter().enumerate();
    let told = told.filter(|(at, one)| *at == 0 || one.edits.is_empty()).map(|(_, one)| one);
    let help = told.map(|suggestion| patch::help(excerpts, suggestion, home, color));

    let mut arranged = shown::Diagnostic::new(severity(diagnostic.level))
        .with_message(sanitize::line(&diagnostic.message))
        .with_labels(labels(excerpts, diagnostic))
        .with_notes(plain(notes))
        .with_notes_iter(help)
        .with_notes(plain(read_on));
    arranged.code = code(diagnostic);
    arranged
}

fn severity(level: Level) -> shown::Severity {
    match level {
        Level::Error => shown::Severity::Error,
        Level::Warning => shown::Severity::Warning,
        Level::Note => shown::Severity::Note,
    }
}

/// The hint at the lint's page goes to the very end: it is for those whom the help did not satisfy.
fn tells_where_to_read_on(note: &str) -> bool {
    note.starts_with("`cargo privlint explain ")
}

fn labels(excerpts: &Excerpts<'_>, diagnostic: &Diagnostic) -> Vec<shown::Label<Section>> {
    let styled = |style| move |label| (style, label);
    let primary = diagnostic.primary.iter().map(styled(shown::LabelStyle::Primary));
    let twins = diagnostic.twins.iter().map(styled(shown::LabelStyle::Primary));
    let others = diagnostic.labels.iter().map(styled(shown::LabelStyle::Secondary));
    let mut sections: Vec<(FileId, Range<usize>)> = Vec::new();
    let mut labels = Vec::new();
    for (style, Label { span, message }) in primary.chain(twins).chain(others) {
        let Some(excerpt) = excerpts.get(span.file) else { continue };
        let range = without_line_break(excerpt, excerpt.range(*span));
        match sections.last_mut() {
            Some((file, before)) if *file == span.file && !excerpt.is_far(before, &range) => {
                *before = before.start.min(range.start)..before.end.max(range.end);
            }
            _ => sections.push((span.file, range.clone())),
        }
        let section = (span.file, sections.len());
        labels.push(shown::Label::new(style, section, range).with_message(sanitize::line(message)));
    }
    labels
}

/// A span that takes the line break along would be drawn as one of two lines.
fn without_line_break(excerpt: &Excerpt<'_>, range: Range<usize>) -> Range<usize> {
    let kept = excerpt.body()[range.clone()].trim_end_matches(['\n', '\r']).len();
    range.start..range.start + kept
}

/// The texts of one diagnostic, of which long lines are shown in part.
struct Shown<'e, 's> {
    excerpts: &'e Excerpts<'s>,
    /// What the labels of a section touch of each line that holds one.
    touched: BTreeMap<(Section, usize), Range<usize>>,
}

impl<'e, 's> Shown<'e, 's> {
    fn new(excerpts: &'e Excerpts<'s>, labels: &[shown::Label<Section>]) -> Shown<'e, 's> {
        let mut touched: BTreeMap<(Section, usize), Range<usize>> = BTreeMap::new();
        for shown::Label { file_id, range, .. } in labels {
            let Some(excerpt) = excerpts.get(file_id.0) else { continue };
            for at in [range.start, range.end] {
                let of_line = touched.entry((*file_id, excerpt.line_of(at))).or_insert(at..at);
                *of_line = of_line.start.min(at)..of_line.end.max(at);
            }
        }
        Shown { excerpts, touched }
    }

    fn get(&self, id: FileId) -> std::result::Result<&'e Excerpt<'s>, Error> {
        self.excerpts.get(id).ok_or(Error::FileMissing)
    }
}

impl<'a, 'e: 'a, 's: 'a> Files<'a> for Shown<'e, 's> {
    type FileId = Section;
    type Name = Cow<'a, str>;
    type Source = &'a str;

    fn name(&'a self, (id, _): Section) -> std::result::Result<Cow<'a, str>, Error> {
        self.get(id).map(Excerpt::name)
    }

    fn source(&'a self, (id, _): Section) -> std::result::Result<&'a str, Error> {
        self.get(id).map(|excerpt| excerpt.body())
    }

    fn line_index(&'a self, (id, _): Section, offset: usize) -> std::result::Result<usize, Error> {
        self.get(id).map(|excerpt| excerpt.line_of(offset))
    }

    fn line_range(&'a self, section: Section, line: usize) -> std::result::Result<Range<usize>, Error> {
        let excerpt = self.get(section.0)?;
        let start = excerpt.line_range(line).start;
        let touched = self.touched.get(&(section, line)).cloned().unwrap_or(start..start);
        Ok(excerpt.shown(line, touched))
    }

    fn column_number(
        &'a self,
        (id, _): Section,
        _: usize,
        offset: usize,
    ) -> std::result::Result<usize, Error> {
        // Where the shown part of a line begins is nobody's column.
        self.get(id).map(|excerpt| excerpt.position(offset).1 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::diagnostic::{Applicability, Edit, Suggestion};
    use crate::source::SourceFile;
    use crate::span::Span;

    #[test]
    fn a_finding_reads_from_the_leak_along_its_path() {
        let expected = "\
warning[privlint::sensitive_log]: `Customer.phone` reaches `warn!`
  ┌─ notify/src/send.rs:3:20
  │
3 │     warn!(\"日本 {}\", summary(&c));
  │                      ^^^^^^^^^^^ shows `phone`
  │
  ┌─ domain/src/customer.rs:2:5
  │
2 │     pub phone: String,
  │     --------- contact.phone (L2) by its name `phone`
  │
  ┌─ notify/src/send.rs:7:5
  │
7 │ ╭     format!(
8 │ │         \"{}\", c.phone)
  │ ╰──────────────────────' into the result of `summary`
  │
  = permitted here: masked
  = help: use the project's mask
      - \"{}\", c.phone)
      + \"{}\", mask(&c.phone))
      in domain/src/customer.rs:1
      + use mask::mask;
  = help: log the id in its place
  = `cargo privlint explain sensitive_log`

error: cannot read ?[2Jx y
 = the file was left out

privlint: 1 denied, 1 warned in 2 files (11 lines), 0.1 s
";
        assert_eq!(fixture::written(&Human), expected);
    }

    #[test]
    fn colours_come_on_request_only() {
        let plain = fixture::written(&Human);
        assert!(!plain.contains('\u{1b}'));
        let colored = fixture::with_report(|report| {
            let report = Report { color: true, ..report };
            let mut out = Vec::new();
            Human.write(&report, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        });
        assert!(colored.contains("\u{1b}[32m+ use mask::mask;\u{1b}[0m"));
    }

    #[test]
    fn of_a_long_line_the_place_is_shown_and_what_is_around_it() {
        let text = format!("a\n{}日secret{}\n", "x".repeat(5_000), "y".repeat(5_000));
        let sources = SourceMap::new(vec![SourceFile::new("a.html".into(), "a".into(), text)]);
        let mut diagnostic = Diagnostic::error("e").at(Span::new(FileId(0), 5_005, 5_011), "here");
        let edits = vec![Edit { span: Span::new(FileId(0), 5_005, 5_011), text: "***".into() }];
        let applicability = Applicability::MachineApplicable;
        diagnostic.suggestions.push(Suggestion { message: "hide it".into(), edits, applicability });
        let excerpts = Excerpts::of(&sources, std::slice::from_ref(&diagnostic));
        let mut out = Vec::new();
        write_diagnostic(&excerpts, &diagnostic, false, &mut out).unwrap();
        let (before, behind) = ("x".repeat(117), "y".repeat(120));
        let (indent, marks) = (" ".repeat(119), "^".repeat(6));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!(
                "error: e\n  ┌─ a.html:2:5002\n  │\n2 │ {before}日secret{behind}\n  │ {indent}{marks} here\n  │\n  \
                 = help: hide it\n      - …{before}日secret{behind}…\n      + …{before}日***{behind}…\n\n"
            )
        );
    }

    #[test]
    fn places_far_apart_on_one_line_are_shown_one_by_one() {
        let text = format!("f(email){}log(email)\n", "x".repeat(5_000));
        let sources = SourceMap::new(vec![SourceFile::new("a.rs".into(), "a".into(), text)]);
        let place = |start: u32| Span::new(FileId(0), start, start + 5);
        let edit = |start: u32| Edit { span: place(start), text: "_".into() };
        let mut diagnostic = Diagnostic::error("e").at(place(5_012), "here");
        diagnostic.labels.push(Label { span: place(2), message: "from there".into() });
        let applicability = Applicability::MachineApplicable;
        let edits = vec![edit(2), edit(5_012)];
        diagnostic.suggestions.push(Suggestion { message: "hide it".into(), edits, applicability });
        let excerpts = Excerpts::of(&sources, std::slice::from_ref(&diagnostic));
        let mut out = Vec::new();
        write_diagnostic(&excerpts, &diagnostic, false, &mut out).unwrap();
        let (before, behind) = ("x".repeat(116), "x".repeat(119));
        let (indent, lines) = (" ".repeat(120), ("f(email)", "log(email)"));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!(
                "error: e\n  ┌─ a.rs:1:5013\n  │\n1 │ {before}{}\n  │ {indent}^^^^^ here\n  │\n  ┌─ a.rs:1:3\n  │\n\
                 1 │ {}{behind}\n  │   ----- from there\n  │\n  = help: hide it\n      - {}{behind}…\n      \
                 + f(_){behind}…\n      - …{before}{}\n      + …{before}log(_)\n\n",
                lines.1, lines.0, lines.0, lines.1
            )
        );
    }

    #[test]
    fn spans_that_do_not_fit_and_hidden_characters_do_no_harm() {
        let text = "let a = \"\u{1b}[2J\u{202e}\";\r\n";
        let sources = SourceMap::new(vec![SourceFile::new("a\n.rs".into(), "a".into(), text.into())]);
        let check = |span: Span, expected: &str| {
            let diagnostic = Diagnostic::error("e\n\u{7}").at(span, "here");
            let excerpts = Excerpts::of(&sources, std::slice::from_ref(&diagnostic));
            let mut out = Vec::new();
            write_diagnostic(&excerpts, &diagnostic, false, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        let head = "error: e ?\n  ┌─ a .rs:1:5\n  │\n1 │ let a = \"?[2J\u{fffd}\";\n";
        check(Span::new(FileId(0), 4, 5), &format!("{head}  │     ^ here\n\n"));
        check(Span::new(FileId(0), 4, 999), &format!("{head}  │     ^^^^^^^^^^^^ here\n\n"));
        let end = "error: e ?\n  ┌─ a .rs:2:1\n  │\n2 │\n  │ ^ here\n\n";
        check(Span::new(FileId(0), 900, 999), end);
    }
}
