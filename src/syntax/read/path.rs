//! Paths with their type arguments.

use super::{Read, Reader};
use crate::hir::{Name, TypeRef};
use crate::span::Span;

/// A path in an expression or pattern.
pub(super) struct Path {
    pub names: Vec<Name>,
    /// The type arguments anywhere in it.
    pub types: Vec<TypeRef>,
    /// Its names.
    pub place: Span,
}

impl Reader<'_, '_, '_> {
    /// Whether a path may begin here.
    pub(super) fn may_be_path(&self) -> bool {
        let word = self.word_ahead(0);
        self.is_mark("::") || word.starts_with(|c: char| !c.is_ascii_digit()) && !is_keyword(word)
    }

    /// Reads a path; `<T as Trait>::f` is read as `T::f`.
    pub(super) fn path(&mut self) -> Read<Path> {
        if self.is_byte(b'<') {
            return self.qualified();
        }
        self.eat("::");
        self.segments()
    }

    fn qualified(&mut self) -> Read<Path> {
        self.at += 1;
        let of = self.ty(true)?;
        let of_trait = if self.eat_word("as") { self.ty(false)? } else { TypeRef::Other };
        self.expect(">", "expected `>`")?;
        self.expect("::", "expected `::`")?;
        let mut path = self.segments()?;
        let owner = match (of, of_trait) {
            (TypeRef::Path(names, _), _) | (_, TypeRef::Path(names, _)) => names,
            _ => Vec::new(),
        };
        let last = path.names.pop();
        path.names = owner.into_iter().chain(last).collect();
        Ok(path)
    }

    fn segments(&mut self) -> Read<Path> {
        let (name, mut place) = self.name()?;
        let (mut names, mut types) = (vec![name], Vec::new());
        while self.is_mark("::") {
            self.at += 2;
            if self.is_byte(b'<') {
                types.extend(self.generic_arguments()?);
                continue;
            }
            let (name, end) = self.name()?;
            names.push(name);
            place = place.to(end);
        }
        Ok(Path { names, types, place })
    }

    /// Passes over `<` and everything up to its `>`.
    pub(super) fn skip_angles(&mut self) -> Read<()> {
        if !self.is_byte(b'<') {
            return self.fail("expected `<`");
        }
        let start = self.at;
        let mut depth = 0usize;
        while self.at < self.end {
            match self.byte_ahead(0) {
                b'<' => depth += 1,
                b'>' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        return Ok(());
                    }
                }
                // An arrow closes nothing.
                b'-' if self.is_mark("->") => self.at += 1,
                b';' | b')' | b']' | b'}' => break,
                _ => {}
            }
            self.at = if self.at < self.end { self.behind(self.at) } else { self.end };
        }
        self.at = start;
        self.fail("expected `<` with its `>`")
    }
}

/// Whether a word is a keyword that no path begins with: the strict ones but for those of paths; see the reference of the
/// language, chapter "Keywords".
pub(super) fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "as" | "async"
            | "await"
            | "become"
            | "break"
            | "const"
            | "continue"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "fn"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "pub"
            | "ref"
            | "return"
            | "static"
            | "struct"
            | "trait"
            | "true"
            | "type"
            | "unsafe"
            | "use"
            | "where"
            | "while"
            | "yield"
    )
}
