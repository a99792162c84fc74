//! The heads of items behind their names: what they take and give, and the bounds of their types.

use super::attribute::Attribute;
use super::{Read, Reader};
use crate::hir::{Generic, Param, Receiver, TypeRef};

/// What stands between the angle brackets behind a name.
#[derive(Default)]
pub(super) struct Parameters {
    /// The types among them.
    pub types: Vec<Generic>,
    /// Whether one is a constant.
    pub takes_constants: bool,
    /// Whether there is any.
    pub is_any: bool,
}

/// What the head of a function says.
#[derive(Default)]
pub(super) struct Signature {
    pub generics: Vec<Generic>,
    /// Whether a parameter is a constant.
    pub takes_constants: bool,
    pub receiver: Option<Receiver>,
    pub params: Vec<Param>,
    pub ret: Option<TypeRef>,
}

impl Reader<'_, '_, '_> {
    /// Reads what stands between a function's name and its body.
    pub(super) fn signature(&mut self) -> Read<Signature> {
        let Parameters { types, takes_constants, .. } = self.parameters()?;
        let mut signature = Signature { generics: types, takes_constants, ..Signature::default() };
        self.group(b'(', |reader| reader.params(&mut signature))?;
        if self.eat("->") {
            signature.ret = Some(self.ty(true)?);
        }
        self.conditions(&mut signature.generics)?;
        Ok(signature)
    }

    /// Whether the angle bracket here opens parameters, and no path of a type: `impl<T> ..`, but not `impl <T as A>::B`.
    pub(super) fn has_parameters(&self) -> bool {
        let is_word = !self.word_ahead(1).is_empty();
        let is_param =
            matches!(self.byte_ahead(2), b',' | b'>' | b'=' | b':') && !self.is_mark_ahead(2, "::");
        let is_first = matches!(self.byte_ahead(1), b'>' | b'#' | b'\'') || self.word_ahead(1) == "const";
        self.is_byte(b'<') && (is_first || is_word && is_param)
    }

    /// Reads what an item takes between angle brackets, where these stand here.
    pub(super) fn parameters(&mut self) -> Read<Parameters> {
        let mut params = Parameters::default();
        if !self.eat("<") {
            return Ok(params);
        }
        params.is_any = !self.is_byte(b'>');
        while !self.eat(">") {
            self.attributes()?;
            if self.eat_lifetime() {
                if self.eat(":") {
                    self.bounds(true)?;
                }
            } else if self.eat_word("const") {
                params.takes_constants = true;
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
                params.types.push(Generic { name, bounds });
            }
            if !self.is_byte(b'>') {
                self.expect(",", "expected `,`")?;
            }
        }
        Ok(params)
    }

    fn params(&mut self, signature: &mut Signature) -> Read<()> {
        let params = self.list(|reader| {
            let attributes = reader.outer_attributes()?;
            match reader.receiver()? {
                Some(receiver) => {
                    signature.receiver = Some(receiver);
                    Ok(None)
                }
                None => reader.param(&attributes),
            }
        })?;
        signature.params = params.into_iter().flatten().collect();
        signature.params.shrink_to_fit();
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
    fn param(&mut self, attributes: &[Attribute]) -> Read<Option<Param>> {
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
        let notes = self.cx.notes(attributes, span);
        Ok(Some(Param { pat, ty, span, is_out, notes }))
    }

    /// Reads what stands behind `where`, where that stands here.
    pub(super) fn conditions(&mut self, generics: &mut [Generic]) -> Read<()> {
        if !self.eat_word("where") {
            return Ok(());
        }
        let end = self.end_of_head(self.at, b"{=");
        self.within(end, |reader| reader.predicates(generics))
    }

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
