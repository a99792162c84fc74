//! Paths with their type arguments, and types.

use super::{Read, Reader};
use crate::hir::{Name, TypeRef};
use crate::span::Span;
use crate::syntax::scan::Kind;
use crate::syntax::types;

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

    /// `<A, B = C>`: the types, and those that are given to the items of a trait.
    pub(super) fn generic_arguments(&mut self) -> Read<Vec<TypeRef>> {
        self.expect("<", "expected `<`")?;
        let mut types = Vec::new();
        while !self.eat(">") {
            if let Some(argument) = self.generic_argument()? {
                types.push(argument);
            }
            if !self.is_byte(b'>') {
                self.expect(",", "expected `,`")?;
            }
        }
        Ok(types)
    }

    fn generic_argument(&mut self) -> Read<Option<TypeRef>> {
        let Some(token) = self.ahead(0) else { return self.fail("expected `>`") };
        let word = self.word_ahead(0);
        let is_constant = token.kind == Kind::Literal
            || matches!(word, "true" | "false")
            || word.starts_with(|c: char| c.is_ascii_digit());
        match self.byte_ahead(0) {
            b'\'' => {
                self.at += 2;
                Ok(None)
            }
            b'{' => {
                self.skip_group(b'{')?;
                Ok(None)
            }
            b'-' => {
                self.at += 2;
                Ok(None)
            }
            _ if is_constant => {
                self.at += 1;
                Ok(None)
            }
            _ if !word.is_empty() && self.byte_ahead(1) == b'=' => {
                let (name, _) = self.name()?;
                self.at += 1;
                Ok(Some(TypeRef::Assoc(name, Box::new(self.ty(true)?))))
            }
            _ => self.ty(true).map(Some),
        }
    }

    /// Reads a type; where `+` may not be part of it, it ends there.
    pub(super) fn ty(&mut self, takes_plus: bool) -> Read<TypeRef> {
        let start = self.at;
        self.skip_type(takes_plus)?;
        let Some(tokens) = self.tokens.get(start..self.at) else { return self.fail("expected a type") };
        let mut is_name = true;
        let is_simple = tokens.iter().all(|token| match token.kind {
            Kind::Word if is_name => {
                is_name = false;
                !matches!(self.text_of(*token), "_" | "dyn" | "impl")
            }
            Kind::Punct => {
                is_name = true;
                self.text.as_bytes()[token.start as usize] == b':'
            }
            _ => false,
        });
        if is_simple {
            let words = tokens.iter().filter(|token| token.kind == Kind::Word);
            let names =
                words.map(|token| self.text_of(*token)).map(|word| word.strip_prefix("r#").unwrap_or(word));
            return Ok(TypeRef::Path(names.map(Name::new).collect(), Vec::new()));
        }
        let text = &self.text[tokens[0].start as usize..tokens[tokens.len() - 1].end as usize];
        match syn::parse_str(text) {
            Ok(ty) => Ok(types::lower(&ty)),
            Err(_) => {
                self.at = start;
                self.fail("expected a type")
            }
        }
    }

    /// Passes over a type.
    fn skip_type(&mut self, takes_plus: bool) -> Read<()> {
        match self.byte_ahead(0) {
            b'&' => {
                self.at += 1;
                if self.is_byte(b'\'') {
                    self.at += 2;
                }
                self.eat_word("mut");
                return self.skip_type(takes_plus);
            }
            b'*' => {
                self.at += 2;
                return self.skip_type(takes_plus);
            }
            open @ (b'(' | b'[') => {
                self.skip_group(open)?;
            }
            b'!' => self.at += 1,
            b'\'' => self.at += 2,
            b'?' => {
                self.at += 1;
                return self.skip_type(takes_plus);
            }
            b'<' => {
                self.skip_angles()?;
                self.skip_segments()?;
            }
            _ => match self.word_ahead(0) {
                "dyn" | "impl" | "unsafe" if !self.is_mark_ahead(1, "::") => {
                    self.at += 1;
                    return self.skip_type(takes_plus);
                }
                "extern" => {
                    self.at += 1;
                    self.at += usize::from(self.ahead(0).is_some_and(|token| token.kind == Kind::Literal));
                    return self.skip_type(takes_plus);
                }
                "for" => {
                    self.at += 1;
                    self.skip_angles()?;
                    return self.skip_type(takes_plus);
                }
                "" if !self.is_mark("::") => return self.fail("expected a type"),
                _ => self.skip_segments()?,
            },
        }
        if takes_plus && self.is_byte(b'+') {
            self.at += 1;
            let is_end = self.ahead(0).is_none() || matches!(self.byte_ahead(0), b'>' | b',' | b'=');
            return if is_end { Ok(()) } else { self.skip_type(true) };
        }
        Ok(())
    }

    /// Passes over `a::b<C>`, `Fn(A) -> B`, `fn(A) -> B` or `m!(..)`, where it begins with a name or `::`.
    fn skip_segments(&mut self) -> Read<()> {
        loop {
            if self.is_mark("::") {
                self.at += 2;
            }
            if !self.word_ahead(0).is_empty() {
                self.at += 1;
            }
            if self.is_mark("::") && self.byte_ahead(2) != b'<' && self.byte_ahead(2) != b'(' {
                continue;
            }
            self.eat("::");
            match self.byte_ahead(0) {
                b'<' if !self.is_mark("<=") => self.skip_angles()?,
                b'(' => {
                    self.skip_group(b'(')?;
                    if self.eat("->") {
                        return self.skip_type(false);
                    }
                }
                b'!' if self.ahead(1).is_some_and(|token| token.kind == Kind::Open) => {
                    self.at += 1;
                    let open = self.byte_ahead(0);
                    self.skip_group(open)?;
                }
                _ => {}
            }
            if !self.is_mark("::") {
                return Ok(());
            }
        }
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

/// Whether a word is a keyword that no path begins with.
pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// The strict keywords but for those of paths; see the reference of the language, chapter "Keywords".
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "become", "break", "const", "continue", "dyn", "else", "enum", "extern", "false",
    "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return",
    "static", "struct", "trait", "true", "type", "unsafe", "use", "where", "while", "yield",
];
