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
        let inside = written.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '*' | '!'));
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
        let is_inner = units.word(at + 1) == "!";
        let open = at + 1 + usize::from(is_inner);
        let close = units.close_of(open);
        if units.word(at) != "#" || units.word(open) != "[" || close >= units.pieces.len() {
            continue;
        }
        let words = |word: &str| (open + 1..close).any(|at| units.word(at) == word);
        if words("test") && !words("not") && !words("cfg_attr") {
            found.push(if is_inner { 0..text.len() } else { units.range(at, units.last(at)) });
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
    "default",
];
/// What goes on with a unit behind a block. What may begin a unit too, such as `*`, is none.
const GOING_ON: &[&str] = &["else", ".", "?", ";", "=", ":", "as", "in", "|", "+", "/", "%", "^", ">"];

/// A list of arguments of a type is looked back so many pieces.
const MAX_ARGUMENTS: usize = 64;

struct Units<'t> {
    text: &'t str,
    pieces: Vec<Piece>,
    /// For each piece, the bracket around it.
    parents: Vec<Option<usize>>,
    /// For each bracket, the other one of its pair; for other pieces, themselves.
    pairs: Vec<usize>,
}

impl<'t> Units<'t> {
    fn new(text: &'t str, pieces: Vec<Piece>) -> Units<'t> {
        let mut open: Vec<usize> = Vec::new();
        let mut parents = Vec::with_capacity(pieces.len());
        let mut pairs: Vec<usize> = (0..pieces.len()).collect();
        for (at, piece) in pieces.iter().enumerate() {
            if piece.kind == Kind::Close
                && let Some(open) = open.pop()
            {
                (pairs[open], pairs[at]) = (at, open);
            }
            parents.push(open.last().copied());
            if piece.kind == Kind::Open {
                open.push(at);
            }
        }
        // What is never closed ends with the text.
        open.into_iter().for_each(|at| pairs[at] = pieces.len());
        Units { text, pieces, parents, pairs }
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
        self.pairs.get(open).copied().unwrap_or(self.pieces.len())
    }

    fn is_open(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| piece.kind == Kind::Open)
    }

    fn is_close(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|piece| piece.kind == Kind::Close)
    }

    /// The bracket around the place behind a piece.
    fn behind(&self, at: usize) -> Option<usize> {
        if self.is_open(at) { Some(at) } else { self.parents.get(at).copied().flatten() }
    }

    /// The block around a place that some bracket is around.
    fn block(&self, mut bracket: Option<usize>) -> Option<usize> {
        while let Some(at) = bracket.filter(|&at| self.word(at) != "{") {
            bracket = self.parents[at];
        }
        bracket
    }

    /// The module or block around a place.
    fn around(&self, place: usize) -> Range<usize> {
        let next = self.pieces.partition_point(|piece| piece.start < place);
        let open = next.checked_sub(1).and_then(|before| self.block(self.behind(before)));
        match open {
            Some(open) => self.range(self.first(open), self.close_of(open)),
            None => 0..self.text.len(),
        }
    }

    /// The unit that a comment stands before, in or behind.
    fn beside(&self, comment: Piece) -> Range<usize> {
        let next = self.pieces.partition_point(|piece| piece.start < comment.start);
        let line = self.text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
        let before = next.checked_sub(1);
        let with_comment = |range: Range<usize>| range.start.min(comment.start)..range.end.max(comment.end);
        let is_last = next >= self.pieces.len() || self.word(next) == "}";
        match before {
            // Behind a unit on its line, or behind the bracket that opens its block.
            Some(at) if self.pieces[at].end > line && (self.ends(at) || self.word(at) == "{") => {
                let first = self.first(at);
                let last = if self.word(at) == "{" { self.last(first) } else { at };
                self.range(first, last)
            }
            // In a unit, or behind one that ends with its block.
            Some(at) if !self.ends(at) && self.word(at) != "{" => {
                let first = self.first(at);
                with_comment(self.range(first, self.last(first)))
            }
            // Before nothing.
            _ if is_last => comment.start..comment.end,
            _ => with_comment(self.range(next, self.last(next))),
        }
    }

    /// Whether a piece ends a unit.
    fn ends(&self, at: usize) -> bool {
        let is_in_block = self.parents[at].is_none_or(|parent| self.word(parent) == "{");
        is_in_block
            && match self.word(at) {
                ";" => true,
                "," => !self.is_in_generics(at),
                "}" => !self.goes_on(at + 1),
                "]" => self.is_inner_attribute(at),
                _ => false,
            }
    }

    /// Whether a unit goes on behind a block, given the piece behind that.
    fn goes_on(&self, at: usize) -> bool {
        match self.word(at) {
            "&" => self.word(at + 1) == "&",
            "!" => self.word(at + 1) == "=",
            "if" => self.is_guard(at),
            word => GOING_ON.contains(&word),
        }
    }

    /// Whether an `if` belongs to an arm: an arrow comes before anything that a statement would hold.
    fn is_guard(&self, mut at: usize) -> bool {
        while at < self.pieces.len() {
            match self.word(at) {
                "=" if self.word(at + 1) == ">" => return true,
                ";" | "{" | "}" | "" => return false,
                _ => at = if self.is_open(at) { self.close_of(at) + 1 } else { at + 1 },
            }
        }
        false
    }

    /// Whether a comma stands between the arguments of a type or a turbofish.
    fn is_in_generics(&self, comma: usize) -> bool {
        let parent = self.parents[comma];
        let (mut at, mut depth) = (comma, 0usize);
        let floor = comma.saturating_sub(MAX_ARGUMENTS);
        while let Some(before) = at.checked_sub(1).filter(|&before| Some(before) != parent && before >= floor)
        {
            at = if self.is_close(before) { self.pairs[before] } else { before };
            match self.word(at) {
                ">" if !matches!(self.word(at.wrapping_sub(1)), "-" | "=") => depth += 1,
                "<" if depth > 0 => depth -= 1,
                "<" => {
                    let name = self.word(at.wrapping_sub(1));
                    return name == ":"
                        || name.starts_with(char::is_uppercase)
                        || ITEMS.contains(&self.word(at.wrapping_sub(2)));
                }
                ";" | "{" => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether a bracket closes an attribute of what is around it.
    fn is_inner_attribute(&self, close: usize) -> bool {
        let open = self.pairs[close];
        self.word(open.wrapping_sub(1)) == "!" && self.word(open.wrapping_sub(2)) == "#"
    }

    /// The first piece of the unit that holds a piece.
    fn first(&self, mut at: usize) -> usize {
        // Out of the brackets that are no block.
        while let Some(parent) =
            self.parents.get(at).copied().flatten().filter(|&parent| self.word(parent) != "{")
        {
            at = parent;
        }
        if self.is_close(at) {
            at = self.pairs[at];
        }
        let floor = self.parents.get(at).copied().flatten().map_or(0, |parent| parent + 1);
        while at > floor {
            if self.ends(at - 1) {
                return at;
            }
            // Over what is in brackets.
            at = if self.is_close(at - 1) { self.pairs[at - 1] } else { at - 1 };
        }
        at
    }

    /// The last piece of the unit that begins with a piece.
    fn last(&self, first: usize) -> usize {
        let is_item = self.begins_item(first);
        let mut at = first;
        while at < self.pieces.len() {
            if self.is_close(at) {
                return at.saturating_sub(1).max(first);
            }
            if self.is_open(at) {
                at = self.close_of(at);
            }
            let is_comma = self.word(at) == ",";
            if at >= self.pieces.len() || self.ends(at) && !(is_comma && is_item) {
                break;
            }
            at += 1;
        }
        at.min(self.pieces.len().saturating_sub(1))
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
    fn a_comment_at_the_end_of_a_block_speaks_of_its_last_unit() {
        check("fn f() {\n    a();\n    «info!(\"{x}\") //@»\n}\n");
        check("fn f() {\n    a();\n    «b()\n    //@»\n}\n");
        check("fn f() {\n    a();\n    «//@»\n}\nfn g() {}\n");
        check("match x {\n    A => 1,\n    «B => info!(\"{x}\") //@»\n}\n");
        check("if a {\n    «b() //@»\n} else {\n    c()\n}\n");
        check("v.iter().for_each(|_| { a(); «b() //@»\n });\n");
    }

    #[test]
    fn blocks_and_commas_within_a_unit_do_not_end_it() {
        check("match x {\n    «//@\n    A { b } if c > 3 => d(),»\n    E => f(),\n}\n");
        check("match x {\n    «//@\n    A { b } | B { b } => d(),»\n    E => f(),\n}\n");
        check("«//@\nfor A { b, .. } in c { d(); }»\ne();\n");
        check("«//@\nlet A { b, .. }: A = c;»\ne();\n");
        check("«//@\nif a && { b } || c { d(); }»\ne();\n");
        check("«//@\nlet y = loop { break 3 } + { d(); 3 };»\ne();\n");
        check("«//@\ngo::<u8, u16>(|| info!(\"{x}\"));»\ne();\n");
        check("#![allow(dead_code)]\n«//@\npub fn f<A, B>(x: A) {}»\nfn g() {}\n");
        check("struct S {\n    «//@\n    a: HashMap<A, B>,»\n    b: u8,\n}\n");
        check("fn f() {\n    «//@\n    let Some(x) = y else { return };»\n    a();\n}\n");
        check("fn f() {\n    if a {}\n    «//@\n    if b {}»\n    *c = 1;\n}\n");
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
