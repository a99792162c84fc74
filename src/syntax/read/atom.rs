//! Expressions that are no operators and no links of a chain.

use super::path::{Path, is_keyword};
use super::{Read, Reader};
use crate::hir::{Arm, ExprId, ExprKind, Name, PatId, StructLiteral};
use crate::span::Span;
use crate::syntax::macros::MacroCall;
use crate::syntax::scan::Kind;

impl Reader<'_, '_, '_> {
    /// Reads the first of a chain.
    pub(super) fn atom(&mut self) -> Read<ExprId> {
        if let Some(block) = self.block_like()? {
            return Ok(block);
        }
        let Some(token) = self.ahead(0) else { return self.fail("expected an expression") };
        match (token.kind, token.first) {
            (Kind::Literal, _) => Ok(self.literal()),
            (Kind::Word, b'0'..=b'9') => Ok(self.number()),
            (Kind::Word, _) => self.word(),
            (Kind::Open, b'(') => self.parentheses(),
            (Kind::Open, b'[') => self.array(),
            (Kind::Punct, b'|') => self.closure(),
            (Kind::Punct, b'<' | b':') => self.path_like(),
            _ => self.fail("expected an expression"),
        }
    }

    /// What ends a statement with its brace.
    pub(super) fn block_like(&mut self) -> Read<Option<ExprId>> {
        if self.is_byte(b'\'') && self.byte_ahead(2) == b':' {
            self.at += 3;
        }
        if self.is_byte(b'{') {
            return self.block().map(Some);
        }
        let is_block = |reader: &Self| reader.byte_ahead(1) == b'{';
        match self.word_ahead(0) {
            "if" => self.if_().map(Some),
            "match" => self.match_().map(Some),
            "loop" if is_block(self) => {
                let place = self.step();
                let body = self.block()?;
                Ok(Some(self.push(ExprKind::Loop(None, body), place)))
            }
            "while" => {
                let place = self.step();
                let cond = self.head()?;
                let body = self.block()?;
                Ok(Some(self.push(ExprKind::Loop(Some(cond), body), place)))
            }
            "for" if self.byte_ahead(1) != b'<' => self.for_().map(Some),
            "unsafe" | "const" | "try" if is_block(self) => {
                self.at += 1;
                self.block().map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Reads an expression that begins with a word.
    fn word(&mut self) -> Read<ExprId> {
        match self.word_ahead(0) {
            "true" | "false" => {
                let place = self.step();
                Ok(self.push(ExprKind::Lit, place))
            }
            "_" => {
                self.at += 1;
                Ok(self.push(ExprKind::Lit, self.excerpt.call))
            }
            "return" | "yield" | "become" => {
                let place = self.step();
                self.leave(place)
            }
            "break" => {
                let place = self.step();
                if self.is_byte(b'\'') && self.byte_ahead(2) != b':' {
                    self.at += 2;
                }
                self.leave(place)
            }
            "continue" => {
                let place = self.step();
                if self.is_byte(b'\'') {
                    self.at += 2;
                }
                Ok(self.push(ExprKind::Leave(None), place))
            }
            "async" if self.byte_ahead(1) == b'{' => {
                self.at += 1;
                self.block()
            }
            "async" if self.word_ahead(1) == "move" && self.byte_ahead(2) == b'{' => {
                self.at += 2;
                self.block()
            }
            "for" => {
                self.at += 1;
                self.skip_angles()?;
                self.closure()
            }
            "move" | "static" | "async" => self.closure(),
            word if is_keyword(word) => self.fail("expected an expression"),
            _ => self.path_like(),
        }
    }

    fn leave(&mut self, place: Span) -> Read<ExprId> {
        let value = if self.begins_expr() { Some(self.expr()?) } else { None };
        Ok(self.push(ExprKind::Leave(value), place))
    }

    /// A path, a macro call or a struct.
    fn path_like(&mut self) -> Read<ExprId> {
        let path = self.path()?;
        if let Some((call, _)) = self.macro_call(&path)? {
            return Ok(self.cx.macro_call(&call));
        }
        if self.takes_structs && self.is_byte(b'{') && !path.names.is_empty() {
            return self.struct_literal(path);
        }
        Ok(self.push(ExprKind::Path(path.names.into(), path.types.into()), path.place))
    }

    /// The call of the macro of a path, where one stands here, and whether it has braces.
    pub(super) fn macro_call(&mut self, path: &Path) -> Read<Option<(MacroCall, bool)>> {
        let is_call = self.is_byte(b'!') && self.ahead(1).is_some_and(|token| token.kind == Kind::Open);
        if !is_call {
            return Ok(None);
        }
        self.at += 1;
        let (open, byte) = (self.at, self.byte_ahead(0));
        let (last, whole) = self.group(byte, |reader| {
            reader.at = reader.end;
            Ok(reader.end - 1)
        })?;
        let (first, end) = (self.tokens[open], self.tokens[self.at - 1]);
        let last = if last > open { self.place(self.tokens[last]) } else { path.place };
        let call = MacroCall {
            path: path.names.clone(),
            path_span: path.place,
            args_span: path.place.to(last),
            span: path.place.to(whole),
            inside: first.end as usize..end.start as usize,
        };
        Ok(Some((call, byte == b'{')))
    }

    fn struct_literal(&mut self, path: Path) -> Read<ExprId> {
        let mut rest = None;
        let fields = |reader: &mut Self| {
            let mut fields = Vec::new();
            while reader.at < reader.end {
                reader.attributes()?;
                if reader.eat("..") {
                    rest = if reader.at < reader.end { Some(reader.expr()?) } else { None };
                    break;
                }
                fields.push(reader.field()?);
                if reader.at < reader.end {
                    reader.expect(",", "expected `,`")?;
                }
            }
            Ok(fields)
        };
        let (fields, place) = self.group(b'{', fields)?;
        let literal = StructLiteral { path: path.names, fields, rest };
        Ok(self.push(ExprKind::Struct(Box::new(literal)), path.place.to(place)))
    }

    /// `name: value`, `0: value`, or a name that is both.
    fn field(&mut self) -> Read<(Name, ExprId)> {
        let (name, place) = self.name()?;
        let value = match self.is_byte(b':') && !self.is_mark("::") {
            true => {
                self.at += 1;
                self.expr()?
            }
            false => self.push(ExprKind::Path(Box::new([name.clone()]), Box::default()), place),
        };
        Ok((name, value))
    }

    /// `(a)`, `(a, b)`, `()`.
    fn parentheses(&mut self) -> Read<ExprId> {
        let mut is_tuple = true;
        let (parts, place) = self.group(b'(', |reader| {
            let mut parts = Vec::new();
            while reader.at < reader.end {
                parts.push(reader.expr()?);
                is_tuple = reader.at < reader.end;
                if is_tuple {
                    reader.expect(",", "expected `,`")?;
                }
            }
            Ok(parts)
        })?;
        match parts.as_slice() {
            [inner] if !is_tuple => Ok(*inner),
            _ => Ok(self.push(ExprKind::Tuple(parts), place)),
        }
    }

    /// `[a, b]`, `[a; n]`.
    fn array(&mut self) -> Read<ExprId> {
        let (parts, place) = self.group(b'[', |reader| {
            let mut parts = Vec::new();
            while reader.at < reader.end {
                parts.push(reader.expr()?);
                if parts.len() == 1 && reader.is_mark(";") {
                    // How many there are shows nothing.
                    reader.at = reader.end;
                } else if reader.at < reader.end {
                    reader.expect(",", "expected `,`")?;
                }
            }
            Ok(parts)
        })?;
        Ok(self.push(ExprKind::Array(parts), place))
    }

    fn if_(&mut self) -> Read<ExprId> {
        let place = self.step();
        let cond = self.head()?;
        let then = self.block()?;
        let other = match self.eat_word("else") {
            true if self.is_word("if") => Some(self.if_()?),
            true => Some(self.block()?),
            false => None,
        };
        Ok(self.push(ExprKind::If(cond, then, other), place))
    }

    fn match_(&mut self) -> Read<ExprId> {
        let place = self.step();
        let value = self.head()?;
        let (arms, _) = self.group(b'{', |reader| {
            let mut arms = Vec::new();
            reader.attributes()?;
            while reader.at < reader.end {
                arms.push(reader.arm()?);
                reader.attributes()?;
            }
            Ok(arms)
        })?;
        Ok(self.push(ExprKind::Match(value, arms), place))
    }

    fn arm(&mut self) -> Read<Arm> {
        let pat = self.pattern()?;
        let guard = if self.eat_word("if") { Some(self.expr()?) } else { None };
        self.expect("=>", "expected `=>`")?;
        self.attributes()?;
        let (body, is_block) = self.expr_of_statement()?;
        if !self.eat(",") && !is_block && self.at < self.end {
            return self.fail("expected `,`");
        }
        Ok(Arm { pat, guard, body })
    }

    fn for_(&mut self) -> Read<ExprId> {
        let place = self.step();
        let pat = self.pattern()?;
        if !self.eat_word("in") {
            return self.fail("expected `in`");
        }
        let iter = self.head()?;
        let body = self.block()?;
        Ok(self.push(ExprKind::For(pat, iter, body), place))
    }

    /// `|a, b| body`, with what may stand before it.
    fn closure(&mut self) -> Read<ExprId> {
        while matches!(self.word_ahead(0), "move" | "static" | "async" | "const") {
            self.at += 1;
        }
        self.expect("|", "expected an expression")?;
        let mut params: Vec<PatId> = Vec::new();
        while !self.eat("|") {
            self.attributes()?;
            params.push(self.typed_pattern(false)?.0);
            if !self.is_byte(b'|') {
                self.expect(",", "expected `,`")?;
            }
        }
        if self.eat("->") {
            self.ty(false)?;
        }
        let body = self.expr()?;
        let place = self.span_of(body);
        Ok(self.push(ExprKind::Closure(params, body), place))
    }
}
