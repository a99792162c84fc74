//! What the parser need not see of a text: its comments, the bodies of its functions, and what the values of its
//! constants are made of.
//!
//! Of a value, the parser is asked whether it is a literal or a macro call; so what stands within the brackets of
//! calls, structs and lists is left out. Invariant: what is cut is the inside of a pair of brackets, or a comment, so
//! that the rest parses as the whole does.

use super::scan::{Kind, Piece};
use std::ops::Range;

/// Follows what the parser need not see.
#[derive(Default)]
pub(super) struct Cuts {
    /// The ranges in order; comments, which leave a space, have `true` beside them.
    pub found: Vec<(Range<usize>, bool)>,
    depth: usize,
    head: Head,
    /// Angle brackets that are open in the head; braces within are a constant argument.
    angles: usize,
    /// What came before.
    last: Last,
    /// Whether nothing but `&` was passed of a value.
    is_start: bool,
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
                self.found.push((piece.start..piece.end, true));
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
            (Head::Nothing, Kind::Word) => self.beginning(bytes),
            (Head::Nothing, _) => Head::Nothing,

            (Head::Function, Kind::Word) | (Head::Constant, Kind::Word) => self.named(bytes),
            // The type of a pointer to a function, or a constant without a name.
            (Head::Function | Head::Constant, _) => Head::Nothing,

            (Head::Name(depth), _) if self.ends(depth, piece.kind, bytes) => Head::Nothing,
            (Head::Name(depth), Kind::Open) if bytes == b"{" && self.depth == depth && self.angles == 0 => {
                Head::Body(piece.end, depth)
            }
            (Head::Typed(depth), _) if self.ends(depth, piece.kind, bytes) => Head::Nothing,
            (Head::Typed(depth), Kind::Punct) if bytes == b"=" && self.depth == depth && self.angles == 0 => {
                self.is_start = true;
                Head::Value(depth)
            }
            (Head::Name(_) | Head::Typed(_), kind) => {
                self.count_angles(kind, bytes);
                self.head
            }

            (Head::Value(depth), _) if self.ends(depth, piece.kind, bytes) => Head::Nothing,
            (Head::Value(depth), Kind::Open)
                if self.depth == depth && !is_in_call && self.may_be_emptied(bytes) =>
            {
                Head::Inside(piece.end, depth)
            }
            (Head::Body(start, depth), Kind::Close) if self.depth == depth + 1 => {
                self.found.push((start..piece.start, false));
                Head::Nothing
            }
            (Head::Inside(start, depth), Kind::Close) if self.depth == depth + 1 => {
                self.found.push((start..piece.start, false));
                Head::Value(depth)
            }
            (Head::Value(_) | Head::Body(..) | Head::Inside(..), _) => self.head,
        }
    }

    /// What a keyword begins. A parameter that is a constant, and a pointer to one, stand behind a mark.
    fn beginning(&self, bytes: &[u8]) -> Head {
        match bytes {
            b"fn" => Head::Function,
            b"const" | b"static" if matches!(self.last, Last::Bracket | Last::Word | Last::Mark(b';')) => {
                Head::Constant
            }
            _ => Head::Nothing,
        }
    }

    fn named(&mut self, bytes: &[u8]) -> Head {
        self.angles = 0;
        match (self.head, bytes) {
            (Head::Function, _) => Head::Name(self.depth),
            // `static mut`, `const fn`
            (_, b"mut") => Head::Constant,
            (_, b"fn") => Head::Function,
            (_, b"unsafe" | b"async" | b"extern") => Head::Nothing,
            _ => Head::Typed(self.depth),
        }
    }

    /// Whether an item that began at a depth is over.
    fn ends(&self, depth: usize, kind: Kind, bytes: &[u8]) -> bool {
        self.depth == depth && (kind == Kind::Close || kind == Kind::Punct && bytes == b";")
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
        check("fn a() { b(); /* c */ } /// d\nfn e();", "fn a() {}  \nfn e();");
        check("fn a() -> [u8; {1}] {\n \"}\" }", "fn a() -> [u8; {1}] {}");
        check(
            "const F: fn(u8) = f; impl A<{ 1 }> { fn a(f: B<{ 2 }>) where C<{3}>: D, { x } }",
            "const F: fn(u8) = f; impl A<{ 1 }> { fn a(f: B<{ 2 }>) where C<{3}>: D, {} }",
        );
        check("m! { fn a() { b } } fn c() { m!{} fn d() {} }", "m! { fn a() { b } } fn c() {}");
        check("fn open() { x", "fn open() { x");
    }

    #[test]
    fn the_values_of_constants_are_emptied() {
        check("static A: L<T> = L::new(|| T { a: f(1) }); fn b() {}", "static A: L<T> = L::new(); fn b() {}");
        check("pub const A: &[T] = &[T { a }, /* b */ T { c }];", "pub const A: &[T] = &[];");
        check("const A: [u8; { 1 }] = B { c: [d] } ;", "const A: [u8; { 1 }] = B {} ;");
        check("const A: P = P { .. }; struct B { c: D }", "const A: P = P {}; struct B { c: D }");
        check("static A: &str = concat!(\"a\", \"b\");", "static A: &str = concat!(\"a\", \"b\");");
        check("const A: T = <&[u8]>::b[0](c);", "const A: T = <&[u8]>::b[0](c);");
        check(
            "impl A { const B: C<D = E> = F { g }; fn h() { i } }",
            "impl A { const B: C<D = E> = F {}; fn h() {} }",
        );
        check("static mut A: B = { c }; const fn d() { e }", "static mut A: B = {}; const fn d() {}");
        check("trait A { const B: C; fn d() { e } }", "trait A { const B: C; fn d() {} }");
        check(
            "struct A<B, const C: u8 = { 1 }> { d: [u8; 1] }",
            "struct A<B, const C: u8 = { 1 }> { d: [u8; 1] }",
        );
        check("fn a(b: *const C) { d }", "fn a(b: *const C) {}");
        check(
            "struct A { b: *const C } impl A { fn d() { e } }",
            "struct A { b: *const C } impl A { fn d() {} }",
        );
    }
}
