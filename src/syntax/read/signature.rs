//! The head of a function behind its name: its parameters, its result and the bounds of its types.

use super::{Read, Reader};
use crate::hir::{Generic, Param, Receiver, TypeRef};
use std::ops::Range;
use syn::parse::Parser;

/// What the head of a function says.
#[derive(Default)]
pub(in crate::syntax) struct Signature {
    pub generics: Vec<Generic>,
    /// Whether a parameter is a constant.
    pub takes_constants: bool,
    pub receiver: Option<Receiver>,
    pub params: Vec<Param>,
    pub ret: Option<TypeRef>,
}

impl Reader<'_, '_, '_> {
    /// Reads what stands between a function's name and its body.
    pub(in crate::syntax) fn signature(&mut self) -> Read<Signature> {
        let mut signature = Signature::default();
        if self.eat("<") {
            self.generics(&mut signature)?;
        }
        self.group(b'(', |reader| reader.params(&mut signature))?;
        if self.eat("->") {
            signature.ret = Some(self.ty(true)?);
        }
        if self.eat_word("where") {
            self.predicates(&mut signature.generics)?;
        }
        Ok(signature)
    }

    fn generics(&mut self, signature: &mut Signature) -> Read<()> {
        while !self.eat(">") {
            self.attributes()?;
            if self.eat_lifetime() {
                if self.eat(":") {
                    self.bounds(true)?;
                }
            } else if self.eat_word("const") {
                signature.takes_constants = true;
                self.name()?;
                self.expect(":", "expected `:`")?;
                self.ty(true)?;
                if self.eat("=") && !self.eat_constant()? {
                    self.ty(true)?;
                }
            } else {
                let (name, _) = self.name()?;
                let bounds = if self.eat(":") { self.bounds(true)? } else { Vec::new() };
                if self.eat("=") {
                    self.ty(true)?;
                }
                signature.generics.push(Generic { name, bounds });
            }
            if !self.is_byte(b'>') {
                self.expect(",", "expected `,`")?;
            }
        }
        Ok(())
    }

    fn params(&mut self, signature: &mut Signature) -> Read<()> {
        let params = self.list(|reader| {
            let start = reader.at;
            reader.attributes()?;
            let attributes = start..reader.at;
            match reader.receiver()? {
                Some(receiver) => {
                    signature.receiver = Some(receiver);
                    Ok(None)
                }
                None => reader.param(attributes),
            }
        })?;
        signature.params = params.into_iter().flatten().collect();
        Ok(())
    }

    /// `self`, `&mut self`, `self: T`.
    fn receiver(&mut self) -> Read<Option<Receiver>> {
        let is_reference = self.is_byte(b'&');
        let mut count = usize::from(is_reference);
        if is_reference && self.byte_ahead(count) == b'\'' {
            count += 2;
        }
        let is_mut = self.word_ahead(count) == "mut";
        count += usize::from(is_mut);
        if self.word_ahead(count) != "self" || self.is_mark_ahead(count + 1, "::") {
            return Ok(None);
        }
        self.at += count + 1;
        if self.eat(":") {
            self.ty(true)?;
        }
        Ok(Some(if is_reference && is_mut { Receiver::Write } else { Receiver::Read }))
    }

    /// `pattern: T`; of `...` there is nothing to tell.
    fn param(&mut self, attributes: Range<usize>) -> Read<Option<Param>> {
        if self.eat("...") {
            return Ok(None);
        }
        let pat = self.pattern()?;
        self.expect(":", "expected `:`")?;
        if self.eat("...") {
            return Ok(None);
        }
        let lifetime = if self.byte_ahead(1) == b'\'' { 2 } else { 0 };
        let is_out = self.is_byte(b'&') && self.word_ahead(1 + lifetime) == "mut";
        let ty = self.ty(true)?;
        let span = self.cx.body.pat(pat).span;
        let attributes = match attributes.is_empty() {
            true => Vec::new(),
            false => {
                let (first, last) = (self.tokens[attributes.start], self.tokens[attributes.end - 1]);
                let text = &self.text[first.start as usize..last.end as usize];
                syn::Attribute::parse_outer.parse_str(text).unwrap_or_default()
            }
        };
        let notes = self.cx.notes(&attributes, span);
        Ok(Some(Param { pat, ty, span, is_out, notes }))
    }

    /// What stands behind `where`.
    fn predicates(&mut self, generics: &mut [Generic]) -> Read<()> {
        self.list(|reader| {
            reader.attributes()?;
            if reader.eat_lifetime() {
                reader.expect(":", "expected `:`")?;
                reader.bounds(true)?;
                return Ok(());
            }
            reader.eat_binder()?;
            let of = reader.ty(true)?;
            reader.expect(":", "expected `:`")?;
            let bounds = reader.bounds(true)?;
            let TypeRef::Path(path, _) = of else { return Ok(()) };
            let [name] = path.as_slice() else { return Ok(()) };
            if let Some(generic) = generics.iter_mut().find(|generic| generic.name == *name) {
                generic.bounds.extend(bounds);
            }
            Ok(())
        })?;
        Ok(())
    }
}
