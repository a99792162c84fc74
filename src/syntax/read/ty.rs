//! Types as written, and the bounds of types.

use super::{Read, Reader};
use crate::hir::{Name, TypeRef};
use crate::syntax::scan::Kind;

impl Reader<'_, '_, '_> {
    /// Reads a type; where `+` may not be part of it, it ends there.
    pub(in crate::syntax) fn ty(&mut self, takes_plus: bool) -> Read<TypeRef> {
        let first = self.single_type(takes_plus)?;
        if !(takes_plus && self.eat("+")) {
            return Ok(first);
        }
        // `A + B`, as it was written before `dyn` was.
        let mut bounds = match first {
            TypeRef::Bounds(bounds) => bounds,
            ty => vec![ty],
        };
        bounds.extend(self.bounds(true)?);
        Ok(TypeRef::Bounds(bounds))
    }

    fn single_type(&mut self, takes_plus: bool) -> Read<TypeRef> {
        match self.byte_ahead(0) {
            b'&' => self.reference(),
            b'*' => {
                self.at += 2;
                Ok(TypeRef::Ref(Box::new(self.ty(false)?)))
            }
            b'(' => self.tuple_type(),
            b'[' => self.slice(),
            b'!' => {
                self.at += 1;
                Ok(TypeRef::Other)
            }
            b'<' => self.qualified_type(),
            b'?' | b'\'' => self.bounds(takes_plus).map(TypeRef::Bounds),
            _ => self.named_type(takes_plus),
        }
    }

    fn named_type(&mut self, takes_plus: bool) -> Read<TypeRef> {
        match self.word_ahead(0) {
            "_" => {
                self.at += 1;
                Ok(TypeRef::Other)
            }
            "impl" | "dyn" => {
                self.at += 1;
                self.bounds(takes_plus).map(TypeRef::Bounds)
            }
            "for" => {
                self.eat_binder()?;
                match self.word_ahead(0) {
                    "fn" | "unsafe" | "extern" => self.function_pointer(),
                    _ => self.bounds(takes_plus).map(TypeRef::Bounds),
                }
            }
            "fn" | "unsafe" | "extern" => self.function_pointer(),
            "" if !self.is_mark("::") => self.fail("expected a type"),
            word if word.starts_with(|c: char| c.is_ascii_digit()) => self.fail("expected a type"),
            _ => self.path_type(),
        }
    }

    fn reference(&mut self) -> Read<TypeRef> {
        self.at += 1;
        let is_static = self.word_ahead(1) == "static" && self.is_byte(b'\'');
        self.eat_lifetime();
        self.eat_word("mut");
        Ok(reference(self.ty(false)?, is_static))
    }

    /// `(A, B)`, or a type in parentheses.
    fn tuple_type(&mut self) -> Read<TypeRef> {
        let ((mut parts, ends_with_comma), _) = self.group(b'(', |reader| {
            let parts = reader.list(|reader| reader.ty(true))?;
            let last = reader.last().map_or("", |token| reader.text_of(token));
            Ok((parts, last == ","))
        })?;
        match (parts.pop(), parts.is_empty()) {
            (Some(only), true) if !ends_with_comma => Ok(only),
            (last, _) => Ok(TypeRef::Tuple(parts.into_iter().chain(last).collect())),
        }
    }

    /// `[T]` or `[T; N]`.
    fn slice(&mut self) -> Read<TypeRef> {
        let ((of, length), _) = self.group(b'[', |reader| {
            let of = reader.ty(true)?;
            let mut length = None;
            if reader.eat(";") {
                if reader.word_ahead(0).starts_with(|c: char| c.is_ascii_digit()) {
                    length = reader.pass_number().0.filter(|_| reader.at == reader.end);
                }
                reader.at = reader.end;
            }
            Ok((of, length))
        })?;
        Ok(array(of, length))
    }

    /// `<T as Trait>::Item`, which is read as `T::Item`.
    fn qualified_type(&mut self) -> Read<TypeRef> {
        self.at += 1;
        let of = self.ty(true)?;
        if self.eat_word("as") {
            self.ty(false)?;
        }
        self.expect(">", "expected `>`")?;
        let item = self.path_type()?;
        match (of, item) {
            (TypeRef::Path(mut of, _), TypeRef::Path(names, _)) => {
                of.extend(names.into_iter().next_back());
                Ok(TypeRef::Path(of, Vec::new()))
            }
            _ => Ok(TypeRef::Other),
        }
    }

    /// `a::b<C>`, `Fn(A) -> B` or `m!(..)`.
    fn path_type(&mut self) -> Read<TypeRef> {
        self.eat("::");
        // There are many, and most are of one name.
        let mut names = Vec::with_capacity(1);
        loop {
            names.push(self.name()?.0);
            if self.is_mark("::") && matches!(self.byte_ahead(2), b'<' | b'(') {
                self.at += 2;
            }
            let mut args = match self.byte_ahead(0) {
                b'<' if !self.is_mark("<=") => self.generic_arguments()?,
                b'(' => {
                    let (params, _) = self.group(b'(', |reader| match reader.eat("..") {
                        true => Ok(Vec::new()),
                        false => reader.list(|reader| reader.ty(true)),
                    })?;
                    return Ok(TypeRef::Fn(params, Box::new(self.result()?)));
                }
                b'!' if self.ahead(1).is_some_and(|token| token.kind == Kind::Open) => {
                    self.at += 1;
                    let open = self.byte_ahead(0);
                    self.skip_group(open)?;
                    return Ok(TypeRef::Other);
                }
                _ => Vec::new(),
            };
            if !self.eat("::") {
                args.shrink_to_fit();
                return Ok(TypeRef::Path(names, args));
            }
        }
    }

    /// `unsafe extern "C" fn(name: A, B) -> C`.
    fn function_pointer(&mut self) -> Read<TypeRef> {
        self.eat_word("unsafe");
        if self.eat_word("extern") {
            self.at += usize::from(self.ahead(0).is_some_and(|token| token.kind == Kind::Literal));
        }
        if !self.eat_word("fn") {
            return self.fail("expected a type");
        }
        let param = |reader: &mut Self| {
            reader.attributes()?;
            if reader.byte_ahead(1) == b':' && !reader.is_mark_ahead(1, "::") {
                reader.at += 2;
            }
            if reader.eat("...") { Ok(None) } else { reader.ty(true).map(Some) }
        };
        let (params, _) = self.group(b'(', |reader| reader.list(param))?;
        let params = params.into_iter().flatten().collect();
        Ok(TypeRef::Fn(params, Box::new(self.result()?)))
    }

    /// `-> T`, or the unit type where there is none.
    fn result(&mut self) -> Read<TypeRef> {
        if self.eat("->") { self.ty(false) } else { Ok(TypeRef::Tuple(Vec::new())) }
    }

    /// `A + B`: the traits among bounds, which may be none.
    pub(super) fn bounds(&mut self, takes_plus: bool) -> Read<Vec<TypeRef>> {
        let mut bounds = Vec::new();
        loop {
            let is_end =
                self.at >= self.end || matches!(self.byte_ahead(0), b',' | b'>' | b'=' | b'{' | b';');
            if is_end {
                return Ok(bounds);
            }
            bounds.extend(self.bound()?);
            if !(takes_plus && self.eat("+")) {
                return Ok(bounds);
            }
        }
    }

    /// Passes over `for<'a>`, where it stands here.
    pub(super) fn eat_binder(&mut self) -> Read<()> {
        if self.eat_word("for") { self.skip_angles() } else { Ok(()) }
    }

    /// One bound; a lifetime is none.
    fn bound(&mut self) -> Read<Option<TypeRef>> {
        if self.eat_lifetime() {
            return Ok(None);
        }
        if self.is_word("use") && self.byte_ahead(1) == b'<' {
            self.at += 1;
            self.skip_angles()?;
            return Ok(None);
        }
        loop {
            // What changes nothing about which trait is meant.
            match (self.byte_ahead(0), self.word_ahead(0)) {
                (b'(', _) => return Ok(self.group(b'(', |reader| reader.bound())?.0),
                (b'[', _) => self.skip_group(b'[')?,
                (b'?' | b'~', _) | (_, "const" | "async") => self.at += 1,
                (_, "for") => self.eat_binder()?,
                _ => return self.path_type().map(Some),
            }
        }
    }

    /// `<A, B = C>`: the types, and those that are given to the items of a trait.
    pub(super) fn generic_arguments(&mut self) -> Read<Vec<TypeRef>> {
        self.expect("<", "expected `<`")?;
        let mut types = Vec::new();
        while !self.eat(">") {
            types.extend(self.generic_argument()?);
            if !self.is_byte(b'>') {
                self.expect(",", "expected `,`")?;
            }
        }
        Ok(types)
    }

    fn generic_argument(&mut self) -> Read<Option<TypeRef>> {
        if self.eat_constant()? {
            return Ok(None);
        }
        if self.eat_lifetime() {
            return Ok(None);
        }
        let start = self.at;
        if !self.word_ahead(0).is_empty() && matches!(self.byte_ahead(1), b'=' | b':' | b'<') {
            let (name, _) = self.name()?;
            if self.is_byte(b'<') {
                self.skip_angles()?;
            }
            if self.eat("=") {
                return match self.eat_constant()? {
                    true => Ok(None),
                    false => Ok(Some(TypeRef::Assoc(name, Box::new(self.ty(true)?)))),
                };
            }
            if self.is_byte(b':') && !self.is_mark("::") {
                self.at += 1;
                self.bounds(true)?;
                return Ok(None);
            }
            self.at = start;
        }
        self.ty(true).map(Some)
    }

    /// Passes over a constant argument, where one stands here that is no mere name.
    pub(super) fn eat_constant(&mut self) -> Read<bool> {
        let word = self.word_ahead(0);
        let is_literal = matches!(word, "true" | "false")
            || word.starts_with(|c: char| c.is_ascii_digit())
            || self.ahead(0).is_some_and(|token| token.kind == Kind::Literal);
        match self.byte_ahead(0) {
            b'{' => self.skip_group(b'{')?,
            b'-' => self.at += 2,
            _ if is_literal => self.at += 1,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// A reference to a type.
pub(super) fn reference(to: TypeRef, is_static: bool) -> TypeRef {
    match to {
        // What is written in the program is no datum of anybody.
        to if is_static && is_named(&to, "str") => named("StaticStr"),
        to => TypeRef::Ref(Box::new(to)),
    }
}

/// Arrays of bytes up to this length hold no secret.
const FEW_BYTES: u32 = 8;

/// An array of a type, with its length where that is written as a number.
pub(super) fn array(of: TypeRef, length: Option<u32>) -> TypeRef {
    match length {
        // So few bytes are a salt, a tag or a version.
        Some(length) if length <= FEW_BYTES && is_named(&of, "u8") => named("FewBytes"),
        _ => TypeRef::Slice(Box::new(of)),
    }
}

fn is_named(ty: &TypeRef, name: &str) -> bool {
    matches!(ty, TypeRef::Path(path, args) if args.is_empty() && *path == [name])
}

fn named(name: &'static str) -> TypeRef {
    TypeRef::Path(vec![Name::new_static(name)], Vec::new())
}
