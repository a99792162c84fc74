//! The comments of Rust text that allow findings, each with the statement or item that it speaks of.
//!
//! Terms: a *unit* is a statement, an item, an arm of a match or a field. Units are found by brackets and separators, so
//! that it works in text that does not parse.

use super::scan::{Kind, Piece, Scanner};
use crate::allowance::{Allowance, MARK, read};
use std::ops::Range;

/// Finds the comments; a text without the mark is not scanned.
pub fn allowances(text: &str) -> Vec<Allowance> {
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let (comments, pieces): (Vec<Piece>, Vec<Piece>) =
        Scanner::new(text).partition(|piece| piece.kind == Kind::Comment);
    let units = Units::new(text, pieces);
    let allowance = |comment: Piece| {
        let written = &text[comment.start..comment.end];
        let inside = written.trim_start_matches(['/', '*', '!', ' ']);
        let words = inside.strip_prefix(MARK)?;
        let end = if written.starts_with("/*") { comment.end.saturating_sub(2) } else { comment.end };
        let (mut allowance, is_file) = read(text, comment.start..end, comment.end - words.len())?;
        allowance.comment.end = comment.end;
        allowance.scope = match () {
            () if is_file => 0..text.len(),
            () if written.starts_with("//!") || written.starts_with("/*!") => units.around(comment.start),
            () => units.beside(comment),
        };
        Some(allowance)
    };
    comments.into_iter().filter_map(allowance).collect()
}

/// Where the statement, item, arm or field begins that holds a place of a text.
pub fn unit_start(text: &str, place: usize) -> usize {
    let pieces = Scanner::new(text).filter(|piece| piece.kind != Kind::Comment).collect();
    let units = Units::new(text, pieces);
    let at = units.pieces.partition_point(|piece| piece.end <= place);
    units.pieces.get(units.first(at)).map_or(place, |piece| piece.start)
}

/// The items of a text that are compiled for tests only.
pub fn test_units(text: &str) -> Vec<Range<usize>> {
    let pieces = Scanner::new(text).filter(|piece| piece.kind != Kind::Comment).collect();
    let units = Units::new(text, pieces);
    let mut found = Vec::new();
    for at in 0..units.pieces.len() {
        if units.word(at) == "#" && units.word(at + 1) == "[" {
            let close = units.close_of(at + 1);
            let words: Vec<&str> = (at + 2..close).map(|at| units.word(at)).collect();
            let is_test = words.contains(&"test") && !words.contains(&"not") && !words.contains(&"cfg_attr");
            if is_test {
                found.push(units.range(at, units.last(at)));
            }
        }
    }
    found
}

/// Words that items and bindings begin with: a comma in such a unit does not end it.
const ITEMS: &[&str] = &[
    "fn",
    "struct",
    "enum",
    "union",
    "impl",
    "trait",
    "mod",
    "async",
    "unsafe",
    "const",
    "static",
    "type",
    "use",
    "extern",
    "let",
    "macro_rules",
    "where",
];
/// What goes on with a unit behind a block.
const GOING_ON: &[&str] = &["else", ".", "?", ";", "="];

struct Units<'t> {
    text: &'t str,
    pieces: Vec<Piece>,
    /// For each piece, the bracket around it.
    parents: Vec<Option<usize>>,
    /// For each bracket that opens, the one that closes it.
    closes: Vec<usize>,
}

impl<'t> Units<'t> {
    fn new(text: &'t str, pieces: Vec<Piece>) -> Units<'t> {
        let mut open: Vec<usize> = Vec::new();
        let mut parents = Vec::with_capacity(pieces.len());
        let mut closes = vec![pieces.len(); pieces.len()];
        for (at, piece) in pieces.iter().enumerate() {
            if piece.kind == Kind::Close
                && let Some(open) = open.pop()
            {
                closes[open] = at;
            }
            parents.push(open.last().copied());
            if piece.kind == Kind::Open {
                open.push(at);
            }
        }
        Units { text, pieces, parents, closes }
    }

    fn word(&self, at: usize) -> &'t str {
        self.pieces.get(at).map_or("", |piece| &self.text[piece.start..piece.end])
    }

    fn range(&self, first: usize, last: usize) -> Range<usize> {
        let start = self.pieces.get(first).map_or(self.text.len(), |piece| piece.start);
        start..self.pieces.get(last).map_or(self.text.len(), |piece| piece.end)
    }

    /// The bracket that closes one.
    fn close_of(&self, open: usize) -> usize {
        self.closes.get(open).copied().unwrap_or(self.pieces.len())
    }

    /// Whether a piece stands directly in a block, or in none.
    fn is_in_block(&self, at: usize) -> bool {
        self.parents[at].is_none_or(|parent| self.word(parent) == "{")
    }

    /// The module or block around a place.
    fn around(&self, place: usize) -> Range<usize> {
        let next = self.pieces.partition_point(|piece| piece.start < place);
        let open = (0..next).rev().find(|&at| self.word(at) == "{" && self.close_of(at) >= next);
        match open {
            Some(open) => self.range(self.first(open), self.close_of(open)),
            None => 0..self.text.len(),
        }
    }

    /// The unit that a comment stands before, in or behind.
    fn beside(&self, comment: Piece) -> Range<usize> {
        let next = self.pieces.partition_point(|piece| piece.start < comment.start);
        let line = self.text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
        let before = next.checked_sub(1).filter(|&at| self.pieces[at].end > line);
        let ends = |at: usize| matches!(self.word(at), ";" | "," | "}") && self.is_in_block(at);
        match before {
            // Behind a unit on its line, or behind the bracket that opens its block.
            Some(at) if ends(at) || self.word(at) == "{" => {
                let first = self.first(at);
                self.range(first, self.last(first).max(at))
            }
            _ => {
                let is_inside = next.checked_sub(1).is_some_and(|at| !ends(at) && self.word(at) != "{");
                let first =
                    if is_inside { self.first(next.min(self.pieces.len().saturating_sub(1))) } else { next };
                let range = self.range(first, self.last(first));
                range.start.min(comment.start)..range.end.max(comment.end)
            }
        }
    }

    /// The first piece of the unit that holds a piece.
    fn first(&self, mut at: usize) -> usize {
        // Out of the brackets that are no block.
        while let Some(parent) =
            self.parents.get(at).copied().flatten().filter(|&parent| self.word(parent) != "{")
        {
            at = parent;
        }
        let parent = self.parents.get(at).copied().flatten();
        let floor = parent.map_or(0, |parent| parent + 1);
        while at > floor {
            let before = at - 1;
            if self.parents[before] == parent {
                let ends = match self.word(before) {
                    ";" | "," => true,
                    "}" => !GOING_ON.contains(&self.word(at)),
                    _ => false,
                };
                if ends {
                    return at;
                }
            }
            at = before;
        }
        at
    }

    /// The last piece of the unit that begins with a piece.
    fn last(&self, first: usize) -> usize {
        let Some(parent) = self.parents.get(first).copied() else { return first };
        let is_item = self.begins_item(first);
        for at in first..self.pieces.len() {
            if self.pieces[at].kind == Kind::Close && parent.is_some_and(|parent| self.close_of(parent) == at)
            {
                return at.saturating_sub(1).max(first);
            }
            if self.parents[at] != parent {
                continue;
            }
            let ends = match self.word(at) {
                ";" => true,
                "," => !is_item,
                "}" => !GOING_ON.contains(&self.word(at + 1)),
                _ => false,
            };
            if ends {
                return at;
            }
        }
        self.pieces.len().saturating_sub(1)
    }

    /// Whether a unit is an item or a binding, behind its attributes and its visibility.
    fn begins_item(&self, mut at: usize) -> bool {
        while self.word(at) == "#" && self.word(at + 1) == "[" {
            at = self.close_of(at + 1) + 1;
        }
        if self.word(at) == "pub" {
            at = if self.word(at + 1) == "(" { self.close_of(at + 1) + 1 } else { at + 1 };
        }
        ITEMS.contains(&self.word(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<` and `>` stand around the scope of the only comment, which is written `//@`.
    fn check(marked: &str) {
        let text = marked.replace(['«', '»'], "").replace("//@", "// privlint: allow(a)");
        let found = allowances(&text);
        assert_eq!(found.len(), 1, "{marked}");
        let Range { start, end } = found[0].scope.clone();
        let shown = format!("{}«{}»{}", &text[..start], &text[start..end], &text[end..]);
        assert_eq!(shown.replace("// privlint: allow(a)", "//@"), marked);
    }

    #[test]
    fn a_comment_speaks_of_the_unit_beside_it() {
        check("fn f() {\n    a();\n    «//@\n    info!(\"{x}\");»\n    b();\n}\n");
        check("fn f() {\n    a();\n    «info!(\"{x}\");» //@\n    b();\n}\n");
        check("fn f() {\n    a();\n    «info!(\n        \"{}\",\n        x, //@\n    );»\n    b();\n}\n");
        check("fn f() {\n    «//@\n    if a { b(); } else { c(); }»\n    d();\n}\n");
        check("fn f() {\n    «//@\n    let x = match y { A { z } => z, _ => 0 };»\n    d();\n}\n");
        check("a();\n«//@\n#[derive(Debug)]\npub struct S<A, B> { x: A, y: B }»\nstruct T;\n");
        check("struct S {\n    a: u8,\n    «b: String,» //@\n    c: u8,\n}\n");
        check("match x {\n    A => 1,\n    «//@\n    B => info!(\"{x}\"),»\n    C => 2,\n}\n");
        check(
            "impl S {\n    fn a() {}\n    «//@\n    pub fn b<A, B>(x: A) { c(); d() }»\n    fn e() {}\n}\n",
        );
        check("«fn f() { //@\n    a();\n}»\nfn g() {}\n");
        check("fn f() {\n    a();\n    «//@\n    x.map(|y| { b(y); c() }).d()»\n}\n");
    }

    #[test]
    fn inner_comments_speak_of_what_is_around_them() {
        let scope = |text: &str| allowances(text)[0].scope.clone();
        let file = "//! privlint: allow(a)\nfn f() {}\n";
        assert_eq!(scope(file), 0..file.len());
        let module = "mod m {\n    //! privlint: allow(a)\n    fn f() {}\n}\nfn g() {}\n";
        assert_eq!(&module[scope(module)], "mod m {\n    //! privlint: allow(a)\n    fn f() {}\n}");
        let whole = "fn f() {\n    // privlint: allow_file(a)\n}\n";
        assert_eq!(scope(whole), 0..whole.len());
    }

    #[test]
    fn units_of_tests_are_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod t { fn b() {} }\n#[tokio::test]\nasync fn c() { d(); }\n#[cfg(not(test))]\nfn e() {}\n";
        let found: Vec<&str> = test_units(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["#[cfg(test)]\nmod t { fn b() {} }", "#[tokio::test]\nasync fn c() { d(); }"]);
    }
}
