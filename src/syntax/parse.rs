//! The skeleton of a text to `syn` items, whatever the text: a broken item costs itself, not its file.
//!
//! Terms: a *part* is a stretch of the text that was parsed on its own, with its offset.
//! Invariants: the byte order mark and the shebang are passed over here and nowhere else (`syn` strips them and then
//! counts from what is left); what nests too deeply for the parser's recursion never reaches it.

use super::scan::{Kind, Scanner};
use super::skeleton::blank;
use super::survey::nesting_fits;
use std::ops::Range;

/// What could be read of a text.
pub(super) struct Parsed {
    pub parts: Vec<Part>,
    /// Places that could not be read, as byte ranges of the whole text, with the reason.
    pub errors: Vec<(Range<usize>, String)>,
}

/// Items that were parsed together.
pub(super) struct Part {
    /// Where the part's text lies in the whole text.
    pub range: Range<usize>,
    pub file: syn::File,
}

/// Parses a Rust file whose nesting fits the parser, or does not.
pub(super) fn parse(text: &str, fits: bool) -> Parsed {
    let base = prelude_length(text);
    let range = base..text.len();
    let whole = if fits { parse_fitting(&text[range.clone()]) } else { Err(too_deep(&text[range.clone()])) };
    match part(range.clone(), whole) {
        Ok(part) => Parsed { parts: vec![part], errors: Vec::new() },
        Err(error) => {
            let mut parsed = Parsed { parts: Vec::new(), errors: Vec::new() };
            recover(text, range, error, &mut parsed);
            parsed
        }
    }
}

/// The bytes of a byte order mark and a `#!` line that is no inner attribute.
fn prelude_length(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let rest = &text[mark..];
    if rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[') {
        return mark + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    }
    mark
}

type Failure = (Range<usize>, String);

fn parse_part(text: &str, range: Range<usize>) -> Result<Part, Failure> {
    part(range.clone(), parse_text(&text[range]))
}

/// What was parsed of a range, with the place of a failure in the whole text.
fn part(range: Range<usize>, parsed: Result<syn::File, Failure>) -> Result<Part, Failure> {
    match parsed {
        Ok(file) => Ok(Part { range, file }),
        Err((at, message)) => Err((at.start + range.start..at.end + range.start, message)),
    }
}

/// Parses a text as a file; the range of a failure is relative to it.
pub(super) fn parse_text(text: &str) -> Result<syn::File, Failure> {
    if nesting_fits(text) { parse_fitting(text) } else { Err(too_deep(text)) }
}

fn too_deep(text: &str) -> Failure {
    (first_line(text), TOO_DEEP.into())
}

/// What is said of a text that holds what is no token.
pub(super) const NO_TOKENS: &str = "not valid Rust tokens";
/// What is said of a text that recursion cannot follow.
pub(super) const TOO_DEEP: &str = "nested too deeply to be parsed, or a number is too long";

fn parse_fitting(text: &str) -> Result<syn::File, Failure> {
    let tokens: proc_macro2::TokenStream =
        text.parse().map_err(|error: proc_macro2::LexError| (error.span().byte_range(), NO_TOKENS.into()))?;
    syn::parse2(tokens).map_err(|error| {
        let at = error.span().byte_range();
        let at = if at.end > text.len() || at.is_empty() { first_line(text) } else { at };
        (at, error.to_string())
    })
}

/// The first line that holds something.
fn first_line(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at)
}

/// Splits a text that does not parse into items and parses those that do.
fn recover(text: &str, range: Range<usize>, whole: Failure, parsed: &mut Parsed) {
    let chunks = split(text, range.clone());
    if chunks.len() < 2 {
        return recover_members(text, range, whole, parsed);
    }
    for chunk in chunks {
        match parse_part(text, chunk.clone()) {
            Ok(part) => parsed.parts.push(part),
            Err(error) => recover_members(text, chunk, error, parsed),
        }
    }
}

/// Looks into a broken `impl`, `mod` or `trait` block, whose members may be whole.
fn recover_members(text: &str, range: Range<usize>, error: Failure, parsed: &mut Parsed) {
    let members = members(text, range.clone());
    let cost = members.len() * range.len();
    if members.len() < 2 || cost > MAX_RECOVERY_BYTES {
        parsed.errors.push(error);
        return;
    }
    let block = &text[range.clone()];
    let head = members[0].start - range.start;
    for member in members {
        let alone = blank_out(block, head, member.start - range.start..member.end - range.start);
        match parse_text(&alone) {
            Ok(file) => parsed.parts.push(Part { range: range.clone(), file }),
            Err((at, message)) => {
                parsed.errors.push((at.start + range.start..at.end + range.start, message));
            }
        }
    }
}

/// The most text that is parsed again to save the members of one broken block.
const MAX_RECOVERY_BYTES: usize = 50_000_000;

/// The items inside a block of items; the first begins right behind the brace.
fn members(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let Some(open) = block_of_members(&text[range.clone()]).map(|at| at + range.start) else {
        return Vec::new();
    };
    let inside = &text[..range.end].trim_end();
    let end = inside.strip_suffix('}').unwrap_or(inside).len().max(open + 1);
    let mut members = split(text, open + 1..end);
    if let Some(first) = members.first_mut() {
        first.start = open + 1;
    }
    members
}

/// The text with its head and one member kept and everything else turned into spaces, so that offsets stay.
fn blank_out(text: &str, head: usize, member: Range<usize>) -> String {
    let mut alone = String::with_capacity(text.len() + 1);
    alone.push_str(&text[..head]);
    blank(&text[head..member.start], &mut alone);
    alone.push_str(&text[member]);
    alone.push('}');
    alone
}

/// The offset of the `{` that opens a block of items.
fn block_of_members(text: &str) -> Option<usize> {
    let mut holds_items = false;
    for piece in Scanner::new(text) {
        match (piece.kind, &text[piece.start..piece.end]) {
            (Kind::Word, "impl" | "mod" | "trait") => holds_items = true,
            (Kind::Word, "fn" | "struct" | "enum") if !holds_items => return None,
            (Kind::Open, "{") => return holds_items.then_some(piece.start),
            _ => {}
        }
    }
    None
}

/// Cuts a stretch of text into items: by brackets where they match, by indentation where they do not.
fn split(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    split_by_brackets(text, range.clone()).unwrap_or_else(|| split_by_indentation(text, range))
}

fn split_by_brackets(text: &str, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let (mut depth, mut start, mut chunks) = (0usize, range.start, Vec::new());
    for piece in Scanner::new(&text[range.clone()]) {
        let end = range.start + piece.end;
        match (piece.kind, text.as_bytes()[end - 1]) {
            (Kind::Open, _) => depth += 1,
            (Kind::Close, byte) => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && byte == b'}' {
                    chunks.push(start..end);
                    start = end;
                }
            }
            (Kind::Punct, b';') if depth == 0 => {
                chunks.push(start..end);
                start = end;
            }
            _ => {}
        }
    }
    if !text[start..range.end].trim().is_empty() {
        chunks.push(start..range.end);
    }
    (depth == 0).then_some(chunks)
}

/// Items begin where a line of the least indentation starts with one of their first words.
fn split_by_indentation(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut at = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let begins = |line: &str| ITEM_STARTS.iter().any(|start| line.trim_start().starts_with(start));
    let least =
        lines.iter().filter(|(_, line)| begins(line)).map(|(_, line)| indentation(line)).min().unwrap_or(0);
    let mut starts: Vec<usize> = Vec::new();
    let mut in_head = false;
    for (start, line) in lines {
        if line.trim().is_empty() || indentation(line) != least {
            in_head = false;
            continue;
        }
        let is_head = line.trim_start().starts_with("#[") || line.trim_start().starts_with("///");
        if begins(line) && !in_head {
            starts.push(start);
        }
        in_head = is_head;
    }
    starts.push(range.end);
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

const ITEM_STARTS: &[&str] = &[
    "fn ",
    "pub ",
    "pub(",
    "struct ",
    "enum ",
    "impl ",
    "impl<",
    "mod ",
    "use ",
    "const ",
    "static ",
    "trait ",
    "type ",
    "macro_rules!",
    "async ",
    "unsafe ",
    "extern ",
    "#[",
    "///",
    "union ",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> (Vec<String>, usize) {
        let parsed = parse(text, nesting_fits(text));
        let items = parsed.parts.iter().flat_map(|part| &part.file.items);
        let names = items.flat_map(|item| match item {
            syn::Item::Fn(f) => vec![f.sig.ident.to_string()],
            syn::Item::Impl(block) => block
                .items
                .iter()
                .filter_map(|item| match item {
                    syn::ImplItem::Fn(f) => Some(f.sig.ident.to_string()),
                    _ => None,
                })
                .collect(),
            _ => vec!["other".into()],
        });
        (names.collect(), parsed.errors.len())
    }

    #[test]
    fn a_broken_function_costs_itself() {
        assert_eq!(names("fn a() {}\nfn b() { let = ; }\nfn c() {}"), (vec!["a".into(), "c".into()], 1));
    }

    #[test]
    fn a_broken_method_costs_itself() {
        let text =
            "impl X {\n    fn a(&self) {}\n    fn b(&self) { let = ; }\n    fn c(&self) {}\n}\nfn d() {}";
        assert_eq!(names(text), (vec!["a".into(), "c".into(), "d".into()], 1));
    }

    #[test]
    fn a_missing_brace_costs_the_item_that_lacks_it() {
        assert_eq!(names("fn a() {}\nfn b() { if x {\n}\nfn c() {}\n"), (vec!["a".into(), "c".into()], 1));
    }

    #[test]
    fn marks_and_shebangs_are_passed_over() {
        assert_eq!(names("\u{feff}#!/usr/bin/env cargo\nfn a() {}"), (vec!["a".into()], 0));
        assert_eq!(names("#![allow(x)]\nfn a() {}"), (vec!["a".into()], 0));
    }

    #[test]
    fn deep_nesting_is_an_error_with_a_place() {
        let text = format!("fn a() {{}}\nfn b() {{ {}{} }}\n", "(".repeat(10_000), ")".repeat(10_000));
        assert_eq!(names(&text), (vec!["a".into()], 1));
    }
}
