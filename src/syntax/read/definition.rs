//! Definitions of types, and of values that have names.

use super::attribute::Attribute;
use super::item::Head;
use super::signature::Parameters;
use super::{Read, Reader};
use crate::hir::{
    Alias, Field, Fn, FnDecl, Generic, Name, TypeDecl, TypeDef, TypeRef, Value, Variant, joined,
};
use crate::span::Span;
use crate::syntax::scan::Kind;

impl Reader<'_, '_, '_> {
    /// `struct Name { .. }`, `struct Name(..);`, `struct Name;`, and the same of a union.
    pub(super) fn structure(&mut self, head: &Head) -> Read<()> {
        self.at += 1;
        let (name, span) = self.name()?;
        let mut params = self.parameters()?;
        self.conditions(&mut params.types)?;
        let fields = self.declared_fields()?;
        let is_named = self.last().is_some_and(|token| self.text_of(token) == "}") && !self.is_byte(b';');
        if !is_named {
            self.conditions(&mut params.types)?;
            self.expect(";", "expected `;`")?;
        }
        let variant = Variant { name: name.clone(), fields, notes: self.cx.notes(&head.attrs, span) };
        self.type_def((name, span), head, params, vec![variant], false);
        Ok(())
    }

    /// `enum Name { .. }`.
    pub(super) fn enumeration(&mut self, head: &Head) -> Read<()> {
        self.at += 1;
        let name = self.name()?;
        let mut params = self.parameters()?;
        self.conditions(&mut params.types)?;
        let (variants, _) = self.group(b'{', |reader| reader.list(Self::declared_variant))?;
        self.type_def(name, head, params, variants, true);
        Ok(())
    }

    fn type_def(
        &mut self,
        (name, span): (Name, Span),
        head: &Head,
        params: Parameters,
        variants: Vec<Variant>,
        is_enum: bool,
    ) {
        let debug = head.attrs.iter().find(|attr| attr.derives().iter().any(|derive| derive == "Debug"));
        let decl = TypeDecl {
            generics: params.types,
            derives: head.attrs.iter().flat_map(Attribute::derives).collect(),
            derive_span: debug.map(|attr| attr.place),
            variants,
            is_enum,
            is_generic: params.is_any,
            end: self.last().map(|token| self.place(token).end),
        };
        let (module, is_test) = (self.cx.module.clone(), self.cx.is_test);
        let notes = self.cx.notes(&head.attrs, span);
        self.cx.out.types.push(TypeDef { name, span, module, notes, is_test, decl: decl.into() });
    }

    fn declared_variant(&mut self) -> Read<Variant> {
        let attrs = self.outer_attributes()?;
        self.visibility()?;
        let (name, span) = self.name()?;
        let fields = self.declared_fields()?;
        if self.eat("=") {
            // Its number says nothing of what it holds.
            let outer = self.cx.begin_body();
            let number = self.expr();
            self.cx.end_body(outer);
            number?;
        }
        Ok(Variant { name, fields, notes: self.cx.notes(&attrs, span) })
    }

    /// `{ name: T }`, `(T)`, or nothing.
    fn declared_fields(&mut self) -> Read<Vec<Field>> {
        match self.byte_ahead(0) {
            b'{' => {
                let mut fields =
                    self.group(b'{', |reader| reader.list(|reader| reader.declared_field(None)))?.0;
                fields.shrink_to_fit();
                Ok(fields)
            }
            b'(' => {
                let mut count = 0usize..;
                let mut one = |reader: &mut Self| {
                    let at = count.next().unwrap_or_default();
                    reader.declared_field(Some(Name::from(at.to_string())))
                };
                Ok(self.group(b'(', |reader| reader.list(&mut one))?.0)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// A field; one of a tuple has its place for a name.
    fn declared_field(&mut self, place: Option<Name>) -> Read<Field> {
        let attrs = self.outer_attributes()?;
        let reach = self.visibility()?;
        let named = match place {
            Some(_) => None,
            None => {
                let named = self.name()?;
                self.expect(":", "expected `:`")?;
                Some(named)
            }
        };
        let first = self.at;
        let ty = self.ty(true)?;
        let ty_span = self.place(self.tokens[first]).to(self.place(self.tokens[self.at - 1]));
        let (name, span) = named.unwrap_or_else(|| (place.unwrap_or_default(), ty_span));
        Ok(Field { name, span, ty, ty_span, reach, notes: self.cx.notes(&attrs, span) })
    }

    /// `type Name<..> = T;`.
    pub(super) fn alias(&mut self) -> Read<()> {
        let (name, generics, ty) = self.alias_of()?;
        let module = self.cx.module.clone();
        self.cx.out.aliases.push(Alias { name, module, generics, ty });
        Ok(())
    }

    pub(super) fn alias_of(&mut self) -> Read<(Name, Vec<Generic>, TypeRef)> {
        self.at += 1;
        let (name, _) = self.name()?;
        let mut generics = self.parameters()?.types;
        if self.eat(":") {
            self.bounds(true)?;
        }
        self.conditions(&mut generics)?;
        self.expect("=", "expected `=`")?;
        let ty = self.ty(true)?;
        self.conditions(&mut generics)?;
        self.expect(";", "expected `;`")?;
        Ok((name, generics, ty))
    }

    /// `const NAME: T = value;`, `static mut NAME: T = value;` or, as some macros take it, `static ref NAME: T = value;`.
    pub(super) fn value(&mut self, head: &Head, of_impl: Option<u32>) -> Read<()> {
        self.at += 1;
        let _ = self.eat_word("mut") || self.eat_word("ref");
        let (name, span) = self.name()?;
        self.expect(":", "expected `:`")?;
        let semicolon = self.semicolon();
        let value = self.within(semicolon, |reader| {
            let ty = reader.ty(true)?;
            let (notes, module) = (reader.cx.notes(&head.attrs, span), reader.cx.module.clone());
            let value =
                Value { name, span, ty, text: None, number: None, included: None, module, of_impl, notes };
            if reader.at < reader.end {
                reader.expect("=", "expected `=`")?;
                reader.code_of(&value);
                return reader.known_value(value);
            }
            Ok(value)
        })?;
        self.expect(";", "expected `;`")?;
        self.cx.out.values.push(value);
        Ok(())
    }

    /// Reads the code that makes a value, where something may be shown in it, as that of a function which nothing can call:
    /// no name has a blank in it.
    fn code_of(&mut self, value: &Value) {
        let tokens = &self.tokens[self.at..self.end];
        let has = |kind: Kind, byte: u8| tokens.iter().any(|token| token.kind == kind && token.first == byte);
        if !(has(Kind::Open, b'{') && has(Kind::Punct, b'!')) || self.cx.is_test && !self.cx.with_tests {
            return;
        }
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let outer = self.cx.begin_body();
        self.cx.body.root = self.cx.expr_in(first.start as usize..last.end as usize);
        let body = self.cx.end_body(outer);
        if let Some(root) = body.root {
            self.cx.out.fns.push(Fn {
                name: joined(["static ", &value.name]),
                span: value.span,
                module: value.module.clone(),
                body_span: Some(body.expr(root).span),
                is_test: self.cx.is_test,
                decl: FnDecl { body: Some(body), ..FnDecl::default() }.into(),
                ..Fn::default()
            });
        }
    }

    /// What else can be told of a value: that it is a text, a number, or read from a file.
    fn known_value(&mut self, mut value: Value) -> Read<Value> {
        let Some(first) = self.ahead(0) else { return self.fail("expected a value") };
        let (end, is_alone) = (self.end, self.at + 1 == self.end);
        if first.kind == Kind::Literal && is_alone {
            let text = super::literal::text_of(self.text_of(first));
            value.text = text.map(|text| (text, self.place(first)));
        } else if self.word_ahead(0).starts_with(|c: char| c.is_ascii_digit()) {
            value.number = self.pass_number().0.filter(|_| self.at == self.end);
        } else if self.may_be_path()
            && let Ok(path) = self.path()
            && let Some((call, _)) = self.macro_call(&path)?
            && path.names.last().is_some_and(|name| name.starts_with("include_"))
        {
            // `include_str!("path")`, and others that read what lies under a path.
            let inside = self.text[call.inside].trim();
            value.included = super::literal::text_of(inside).filter(|_| self.at == self.end);
        }
        (self.at, self.end) = (end, end);
        Ok(value)
    }
}
