//! A suggestion as people read it: the lines that go, and the lines that come.
//!
//! *Hunk*: neighbouring lines that some edits touch, before and after.
//!
//! Invariants: no line is shown that the edits leave as it is; edits that overlap an earlier one are left out.

use super::excerpt::{Excerpt, Excerpts};
use super::sanitize;
use crate::diagnostic::{Edit, Suggestion};
use crate::span::FileId;
use std::ops::Range;

/// The text of a help note: what to do, and below it the lines that change. Files other than `home` are named.
pub(super) fn help(
    excerpts: &Excerpts<'_>,
    suggestion: &Suggestion,
    home: Option<FileId>,
    color: bool,
) -> String {
    let mut lines = vec![format!("help: {}", sanitize::line(&suggestion.message))];
    for (file, edits) in by_file(&suggestion.edits) {
        let Some(excerpt) = excerpts.get(file) else { continue };
        for hunk in hunks(excerpt, &edits) {
            if home != Some(file) {
                lines.push(format!("  in {}:{}", excerpt.name(), hunk.line + 1));
            }
            lines.extend(hunk.gone.iter().map(|line| signed('-', "31", line, color)));
            lines.extend(hunk.new.iter().map(|line| signed('+', "32", line, color)));
        }
    }
    lines.join("\n")
}

fn signed(sign: char, shade: &str, line: &str, color: bool) -> String {
    let plain = format!("{sign} {line}");
    let plain = plain.trim_end();
    if color { format!("  \u{1b}[{shade}m{plain}\u{1b}[0m") } else { format!("  {plain}") }
}

/// The edits of each file in the order of their places; the files in the order in which they are first named.
fn by_file(edits: &[Edit]) -> Vec<(FileId, Vec<&Edit>)> {
    let mut files: Vec<(FileId, Vec<&Edit>)> = Vec::new();
    for edit in edits {
        match files.iter_mut().find(|(file, _)| *file == edit.span.file) {
            Some((_, edits)) => edits.push(edit),
            None => files.push((edit.span.file, vec![edit])),
        }
    }
    files.iter_mut().for_each(|(_, edits)| edits.sort_by_key(|edit| edit.span));
    files
}

struct Hunk {
    /// The zero-based line of the first change.
    line: usize,
    gone: Vec<String>,
    new: Vec<String>,
}

fn hunks(excerpt: &Excerpt<'_>, edits: &[&Edit]) -> Vec<Hunk> {
    let lines_of = |edit: &Edit| {
        let range = excerpt.range(edit.span);
        excerpt.line_of(range.start)..excerpt.line_of(range.end) + 1
    };
    let is_far = |before: &[&Edit], edit: &Edit| {
        let last = before.last().map(|last| excerpt.range(last.span));
        last.is_some_and(|last| excerpt.is_far(&last, &excerpt.range(edit.span)))
    };
    let mut touched: Vec<(Range<usize>, Vec<&Edit>)> = Vec::new();
    for edit in edits {
        let lines = lines_of(edit);
        match touched.last_mut() {
            Some((before, edits)) if lines.start <= before.end && !is_far(edits, edit) => {
                before.end = before.end.max(lines.end);
                edits.push(edit);
            }
            _ => touched.push((lines, vec![edit])),
        }
    }
    touched.into_iter().map(|(lines, edits)| hunk(excerpt, lines, &edits)).collect()
}

fn hunk(excerpt: &Excerpt<'_>, lines: Range<usize>, edits: &[&Edit]) -> Hunk {
    let whole = excerpt.line_range(lines.start).start..excerpt.line_range(lines.end - 1).end;
    let changed = |edit: &&Edit| excerpt.range(edit.span);
    let around = edits.first().map_or(whole.start, |edit| changed(edit).start)
        ..edits.last().map_or(whole.end, |edit| changed(edit).end);
    let part = excerpt.shown(lines.start, around.clone()).start..excerpt.shown(lines.end - 1, around).end;
    let (is_cut_before, is_cut_behind) = (part.start > whole.start, part.end < whole.end);
    let whole = part;
    let (mut at, mut after) = (whole.start, String::new());
    for edit in edits {
        let range = excerpt.range(edit.span);
        if range.start < at {
            continue;
        }
        after.push_str(&excerpt.body()[at..range.start]);
        after.push_str(&sanitize::text(&sanitize::redact_literals(&edit.text)));
        at = range.end;
    }
    after.push_str(&excerpt.body()[at.min(whole.end)..whole.end]);

    let (mut gone, mut new) = (split(&excerpt.body()[whole]), split(&after));
    let same = gone.iter().zip(&new).take_while(|(old, new)| old == new).count();
    gone.drain(..same);
    new.drain(..same);
    let tail = gone.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    gone.truncate(gone.len() - tail);
    new.truncate(new.len() - tail);

    let indent = common_indent(gone.iter().chain(&new).copied());
    let cut = |lines: Vec<&str>| {
        let last = lines.len().saturating_sub(1);
        let line = |(at, line): (usize, &&str)| {
            let before = if is_cut_before && at == 0 && same == 0 { "…" } else { "" };
            let behind = if is_cut_behind && at == last && tail == 0 { "…" } else { "" };
            format!("{before}{}{behind}", line.get(indent..).unwrap_or(""))
        };
        lines.iter().enumerate().map(line).collect()
    };
    Hunk { line: lines.start + same, gone: cut(gone), new: cut(new) }
}

fn split(text: &str) -> Vec<&str> {
    text.split('\n').map(|line| line.trim_end_matches('\r')).collect()
}

/// How many bytes of blank all lines begin with; empty lines do not count.
fn common_indent<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let indents = lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| &line[..line.len() - line.trim_start().len()]);
    let common = indents.reduce(|one, other| {
        let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
        one.get(..same).unwrap_or("")
    });
    common.map_or(0, str::len)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Applicability, Diagnostic};
    use crate::source::{SourceFile, SourceMap};
    use crate::span::Span;

    const TEXT: &str = "use a;\n\nfn f() {\n    log(x, // 日\n        y);\n}\n";

    fn check(edits: &[(&str, &str)], expected: &str) {
        let sources = SourceMap::new(vec![SourceFile::new("a.rs".into(), "a.rs".into(), TEXT.into())]);
        let edit = |(old, text): &(&str, &str)| {
            let start = TEXT.find(old).unwrap() as u32;
            Edit { span: Span::new(FileId(0), start, start + old.len() as u32), text: (*text).to_owned() }
        };
        let edits = edits.iter().map(edit).collect();
        let suggestion =
            Suggestion { message: "mask it".into(), edits, applicability: Applicability::MachineApplicable };
        let mut diagnostic = Diagnostic::error("e");
        diagnostic.suggestions.push(suggestion);
        let excerpts = Excerpts::of(&sources, std::slice::from_ref(&diagnostic));
        let text = help(&excerpts, &diagnostic.suggestions[0], Some(FileId(0)), false);
        assert_eq!(text, format!("help: mask it{expected}"));
    }

    #[test]
    fn only_touched_lines_are_shown() {
        check(&[], "");
        check(&[("y)", "m(y))")], "\n  - y);\n  + m(y));");
        check(
            &[("x,", "m(x),"), ("y)", "m(y))")],
            "\n  - log(x, // 日\n  -     y);\n  + log(m(x), // 日\n  +     m(y));",
        );
        check(&[("use a;\n", "use a;\nuse m;\n")], "\n  + use m;");
        check(
            &[("fn f", "\u{202e}fn g"), ("use a;\n", "")],
            "\n  - use a;\n  -\n  - fn f() {\n  +\n  + \u{fffd}fn g() {",
        );
    }

    #[test]
    fn other_files_are_named_and_overlaps_left_out() {
        check(&[("log(x", "a"), ("x,", "b")], "\n  - log(x, // 日\n  + a, // 日");
    }
}
