//! What the parser need not see of a text: its comments, the heads and bodies of its functions, what it imports, and what
//! the values of its constants are made of.
//!
//! Of a function, the parser is told that there is one, with its attributes, its keywords and its name; of an import,
//! that there is one. Of a value, the parser is asked whether it is a literal or a macro call, so what stands within the
//! brackets of calls, structs and lists is left out. Invariant: the rest parses wherever the whole does, and what takes
//! the place of something is no longer than that.

use super::scan::{Kind, Piece};
use std::ops::Range;

/// Follows what the parser need not see.
#[derive(Default)]
pub(super) struct Cuts {
    /// The ranges in order, with what takes their place.
    pub found: Vec<(Range<usize>, &'static str)>,
    depth: usize,
    head: Head,
    /// Angle brackets that are open in the head; braces within are a constant argument.
    angles: usize,
    /// What came before.
    last: Last,
    /// Whether nothing but `&` was passed of a value.
    is_start: bool,
    /// Where the name of a function ends, or the keyword of an import.
    name_end: usize,
    /// Whether the parameters of a function were passed.
    has_params: bool,
}

/// What of an item was passed.
#[derive(Clone, Copy, Default)]
enum Head {
    #[default]
    Nothing,
    /// `fn`; its name is to follow.
    Function,
    /// Its name, at a depth.
    Name(usize),
    /// The brace before its body, at a depth.
    Body(usize, usize),
    /// `const` or `static`; a name is to follow.
    Constant,
    /// Its name, at a depth.
    Typed(usize),
    /// The `=` before its value, at a depth.
    Value(usize),
    /// A bracket in its value, at a depth.
    Inside(usize, usize),
    /// `use`, at a depth.
    Import(usize),
}

/// The piece before.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Bracket,
    Word,
    Mark(u8),
}

impl Cuts {
    pub(super) fn pass(&mut self, piece: Piece, bytes: &[u8], is_in_call: bool) {
        if piece.kind == Kind::Comment {
            let is_within = is_in_call || matches!(self.head, Head::Body(..) | Head::Inside(..));
            if !is_within {
                self.found.push((piece.start..piece.end, " "));
            }
            return;
        }
        self.head = self.head_after(piece, bytes, is_in_call);
        self.is_start &= matches!(bytes, b"=" | b"&");
        match piece.kind {
            Kind::Open => self.depth += 1,
            Kind::Close => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.last = match piece.kind {
            Kind::Punct => Last::Mark(bytes[0]),
            Kind::Word => Last::Word,
            _ => Last::Bracket,
        };
    }

    fn head_after(&mut self, piece: Piece, bytes: &[u8], is_in_call: bool) -> Head {
        match (self.head, piece.kind) {
            (Head::Nothing, Kind::Word) if is_in_call => Head::Nothing,
            (Head::Nothing, Kind::Word) => self.beginning(piece, bytes),
            (Head::Nothing, _) => Head::Nothing,

            (Head::Function | Head::Constant, Kind::Word) => self.named(piece, bytes),
            // The type of a pointer to a function, or a constant without a name.
            (Head::Function | Head::Constant, _) => Head::Nothing,

            (Head::Name(depth), kind) if self.ends(depth, kind, bytes) => {
                if kind == Kind::Punct {
                    self.cut_head(piece.start);
                }
                Head::Nothing
            }
            (Head::Import(depth), kind) if self.ends(depth, kind, bytes) => {
                if kind == Kind::Punct && piece.start > self.name_end + 1 {
                    self.cut_since_name(piece.start, " x");
                }
                Head::Nothing
            }
            (Head::Name(depth), Kind::Open) if bytes == b"{" && self.is_outside(depth) => {
                self.cut_head(piece.start);
                Head::Body(piece.end, depth)
            }
            (Head::Typed(depth), _) if self.ends(depth, piece.kind, bytes) => Head::Nothing,
            (Head::Typed(depth), Kind::Punct) if bytes == b"=" && self.is_outside(depth) => {
                self.is_start = true;
                Head::Value(depth)
            }
            (Head::Name(depth) | Head::Typed(depth), kind) => {
                self.count_angles(kind, bytes);
                self.has_params |= bytes == b"(" && self.is_outside(depth);
                self.head
            }

            (Head::Value(depth), _) if self.ends(depth, piece.kind, bytes) => Head::Nothing,
            (Head::Value(depth), Kind::Open)
                if self.depth == depth && !is_in_call && self.may_be_emptied(bytes) =>
            {
                Head::Inside(piece.end, depth)
            }
            (Head::Body(start, depth), Kind::Close) if self.depth == depth + 1 => {
                self.found.push((start..piece.start, ""));
                Head::Nothing
            }
            (Head::Inside(start, depth), Kind::Close) if self.depth == depth + 1 => {
                self.found.push((start..piece.start, ""));
                Head::Value(depth)
            }
            (Head::Value(_) | Head::Body(..) | Head::Inside(..) | Head::Import(_), _) => self.head,
        }
    }

    /// What a keyword begins. A parameter that is a constant, and a pointer to one, stand behind a mark.
    fn beginning(&mut self, piece: Piece, bytes: &[u8]) -> Head {
        match bytes {
            b"use" => {
                self.name_end = piece.end;
                Head::Import(self.depth)
            }
            b"fn" => Head::Function,
            b"const" | b"static" if matches!(self.last, Last::Bracket | Last::Word | Last::Mark(b';')) => {
                Head::Constant
            }
            _ => Head::Nothing,
        }
    }

    fn named(&mut self, piece: Piece, bytes: &[u8]) -> Head {
        (self.angles, self.name_end, self.has_params) = (0, piece.end, false);
        match (self.head, bytes) {
            (Head::Function, _) => Head::Name(self.depth),
            // `static mut`, `const fn`
            (_, b"mut") => Head::Constant,
            (_, b"fn") => Head::Function,
            (_, b"unsafe" | b"async" | b"extern") => Head::Nothing,
            _ => Head::Typed(self.depth),
        }
    }

    /// Leaves out the head of a function; one without parameters is for the parser to refuse.
    fn cut_head(&mut self, end: usize) {
        if self.has_params {
            self.cut_since_name(end, "()");
        }
    }

    /// Leaves out what came since a name, with the comments in it.
    fn cut_since_name(&mut self, end: usize, filling: &'static str) {
        let kept = self.found.partition_point(|(range, _)| range.start < self.name_end);
        self.found.truncate(kept);
        self.found.push((self.name_end..end, filling));
    }

    /// Whether an item that began at a depth is over.
    fn ends(&self, depth: usize, kind: Kind, bytes: &[u8]) -> bool {
        self.depth == depth && (kind == Kind::Close || kind == Kind::Punct && bytes == b";")
    }

    /// Whether no bracket is open that a head at a depth has opened.
    fn is_outside(&self, depth: usize) -> bool {
        self.depth == depth && self.angles == 0
    }

    fn count_angles(&mut self, kind: Kind, bytes: &[u8]) {
        match (kind, bytes) {
            (Kind::Punct, b"<") => self.angles += 1,
            (Kind::Punct, b">") if self.last != Last::Mark(b'-') => {
                self.angles = self.angles.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// Whether a bracket is that of a block, a struct, a call or a list, of which the inside may be missing.
    fn may_be_emptied(&self, bytes: &[u8]) -> bool {
        match bytes {
            b"{" => true,
            b"(" => self.last == Last::Word,
            // One that stands elsewhere may be an index or a type.
            _ => self.is_start,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::syntax::survey::survey;

    fn check(text: &str, expected: &str) {
        assert_eq!(survey(text).skeleton(text).text, expected);
    }

    #[test]
    fn a_skeleton_has_no_comments_and_no_bodies() {
        check(
            "//! a\n/// b\nstruct S;\n\"/// d\";\nm! {\n    /// e\n}\n",
            " \n \nstruct S;\n\"/// d\";\nm! {\n    /// e\n}\n",
        );
        check("fn a() { b(); /* c */ } /// d\nfn e();", "fn a(){}  \nfn e();");
        check("fn a() -> [u8; {1}] {\n \"}\" }", "fn a(){}");
        check(
            "const F: fn(u8) = f; impl A<{ 1 }> { fn a(f: B<{ 2 }>) where C<{3}>: D, { x } }",
            "const F: fn(u8) = f; impl A<{ 1 }> { fn a(){} }",
        );
        check("m! { fn a() { b } } fn c() { m!{} fn d() {} }", "m! { fn a() { b } } fn c(){}");
        check("fn open() { x", "fn open(){ x");
        check("fn a<T>(/* b */ c: T) -> D // e\n where T: F { g }", "fn a(){}");
        check("trait A { fn b(&self); } fn c{}", "trait A { fn b(); } fn c{}");
    }

    #[test]
    fn an_import_is_told_of_by_its_keyword() {
        check("pub use a::{b, /* c */ d}; use e; mod f { use g::*; }", "pub use x; use x; mod f { use x; }");
        check("m! { use a::b; } use; fn f() { use a; }", "m! { use a::b; } use; fn f(){}");
    }

    #[test]
    fn the_values_of_constants_are_emptied() {
        check("static A: L<T> = L::new(|| T { a: f(1) }); fn b() {}", "static A: L<T> = L::new(); fn b(){}");
        check("pub const A: &[T] = &[T { a }, /* b */ T { c }];", "pub const A: &[T] = &[];");
        check("const A: [u8; { 1 }] = B { c: [d] } ;", "const A: [u8; { 1 }] = B {} ;");
        check("const A: P = P { .. }; struct B { c: D }", "const A: P = P {}; struct B { c: D }");
        check("static A: &str = concat!(\"a\", \"b\");", "static A: &str = concat!(\"a\", \"b\");");
        check("const A: T = <&[u8]>::b[0](c);", "const A: T = <&[u8]>::b[0](c);");
        check(
            "impl A { const B: C<D = E> = F { g }; fn h() { i } }",
            "impl A { const B: C<D = E> = F {}; fn h(){} }",
        );
        check("static mut A: B = { c }; const fn d() { e }", "static mut A: B = {}; const fn d(){}");
        check("trait A { const B: C; fn d() { e } }", "trait A { const B: C; fn d(){} }");
        check(
            "struct A<B, const C: u8 = { 1 }> { d: [u8; 1] }",
            "struct A<B, const C: u8 = { 1 }> { d: [u8; 1] }",
        );
        check("fn a(b: *const C) { d }", "fn a(){}");
        check(
            "struct A { b: *const C } impl A { fn d() { e } }",
            "struct A { b: *const C } impl A { fn d(){} }",
        );
    }
}
