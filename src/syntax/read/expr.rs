//! Operators and what they bind, and the links of chains.

use super::{Read, Reader};
use crate::hir::{ExprId, ExprKind, MethodCall, Name};
use crate::syntax::scan::Kind;

/// What stands between two operands.
struct Operator {
    /// How many characters it has.
    length: usize,
    /// How closely it binds; nothing for assignments.
    power: u8,
    kind: fn(ExprId, ExprId) -> ExprKind,
}

/// How closely comparisons bind; a scrutinee of `let` does so too, so that `&&` ends it.
const COMPARISON: u8 = 3;

impl Reader<'_, '_, '_> {
    /// Reads an expression.
    pub(in crate::syntax) fn expr(&mut self) -> Read<ExprId> {
        if self.is_mark("..") {
            let range = self.range_from(None)?;
            return self.assignment(range);
        }
        let left = self.unary()?;
        self.expr_behind(left)
    }

    /// Reads what stands behind the first operand of an expression.
    fn expr_behind(&mut self, left: ExprId) -> Read<ExprId> {
        let left = self.operands(left, 1)?;
        let left = if self.is_mark("..") { self.range_from(Some(left))? } else { left };
        self.assignment(left)
    }

    /// Reads the head of `if`, `while`, `match` or `for`.
    pub(super) fn head(&mut self) -> Read<ExprId> {
        let outer = std::mem::replace(&mut self.takes_structs, false);
        let head = self.expr();
        self.takes_structs = outer;
        head
    }

    /// Reads an expression that ends at the brace that it ends with, and tells whether it did.
    pub(super) fn expr_of_statement(&mut self) -> Read<(ExprId, bool)> {
        let Some(block) = self.block_like()? else { return Ok((self.expr()?, false)) };
        if !self.goes_on() {
            return Ok((block, true));
        }
        let left = self.links(block)?;
        Ok((self.expr_behind(left)?, false))
    }

    fn assignment(&mut self, left: ExprId) -> Read<ExprId> {
        let Some(operator) = self.operator().filter(|operator| operator.power == 0) else { return Ok(left) };
        self.at += operator.length;
        let right = self.expr()?;
        let span = self.span_of(left).to(self.span_of(right));
        Ok(self.push((operator.kind)(left, right), span))
    }

    fn range_from(&mut self, start: Option<ExprId>) -> Read<ExprId> {
        self.at += if self.is_mark("..=") || self.is_mark("...") { 3 } else { 2 };
        let end = if self.begins_expr() { Some(self.binary(1)?) } else { None };
        Ok(self.push(ExprKind::Range(start, end), self.excerpt.call))
    }

    /// Whether an expression may begin here.
    pub(super) fn begins_expr(&self) -> bool {
        let Some(token) = self.ahead(0) else { return false };
        match (token.kind, token.first) {
            (Kind::Word, _) => !matches!(self.text_of(token), "else" | "as"),
            (Kind::Literal, _) => true,
            (Kind::Open, b'{') => self.takes_structs,
            (Kind::Open, _) => true,
            (Kind::Punct, b':') => self.is_mark("::"),
            (Kind::Punct, b'.') => self.is_mark(".."),
            (Kind::Punct, byte) => matches!(byte, b'&' | b'*' | b'-' | b'!' | b'|' | b'<' | b'\'' | b'#'),
            _ => false,
        }
    }

    fn binary(&mut self, least: u8) -> Read<ExprId> {
        let left = self.unary()?;
        self.operands(left, least)
    }

    /// Reads what operators put behind an operand.
    fn operands(&mut self, mut left: ExprId, least: u8) -> Read<ExprId> {
        loop {
            if self.is_word("as") {
                self.at += 1;
                let ty = Box::new(self.ty(false)?);
                let span = self.span_of(left);
                left = self.push(ExprKind::Cast(left, ty), span);
                continue;
            }
            let fits = |operator: &Operator| operator.power >= least;
            let Some(operator) = self.operator().filter(fits) else { return Ok(left) };
            self.at += operator.length;
            let right = self.binary(operator.power + 1)?;
            let span = self.span_of(left).to(self.span_of(right));
            left = self.push((operator.kind)(left, right), span);
        }
    }

    fn operator(&self) -> Option<Operator> {
        let first = self.byte_ahead(0);
        if !matches!(first, b'|' | b'&' | b'=' | b'!' | b'<' | b'>' | b'+' | b'-' | b'*' | b'/' | b'%' | b'^')
        {
            return None;
        }
        let is = |mark: &str| self.is_mark(mark);
        let operator = |length, power| Some(Operator { length, power, kind: ExprKind::Binary });
        match first {
            b'|' if is("||") => operator(2, 1),
            b'&' if is("&&") => operator(2, 2),
            b'=' if is("==") => operator(2, COMPARISON),
            b'=' if is("=>") => None,
            b'=' => Some(Operator {
                length: 1,
                power: 0,
                kind: |left, right| ExprKind::Assign(left, right, false),
            }),
            b'!' if is("!=") => operator(2, COMPARISON),
            b'!' => None,
            b'<' if is("<<=") => operator(3, 0),
            b'>' if is(">>=") => operator(3, 0),
            b'<' if is("<<") => operator(2, 7),
            b'>' if is(">>") => operator(2, 7),
            b'<' if is("<=") => operator(2, COMPARISON),
            b'>' if is(">=") => operator(2, COMPARISON),
            b'<' | b'>' => operator(1, COMPARISON),
            b'-' if is("->") => None,
            b'+' if is("+=") => Some(Operator {
                length: 2,
                power: 0,
                kind: |left, right| ExprKind::Assign(left, right, true),
            }),
            b'+' => Some(Operator { length: 1, power: 8, kind: ExprKind::Add }),
            byte if self.is_assigning(byte) => operator(2, 0),
            b'|' => operator(1, 4),
            b'^' => operator(1, 5),
            b'&' => operator(1, 6),
            b'-' => operator(1, 8),
            _ => operator(1, 9),
        }
    }

    /// Whether a mark has a `=` right behind it.
    fn is_assigning(&self, byte: u8) -> bool {
        std::str::from_utf8(&[byte, b'=']).is_ok_and(|mark| self.is_mark(mark))
    }

    fn unary(&mut self) -> Read<ExprId> {
        match self.byte_ahead(0) {
            b'&' => {
                let start = self.step();
                if self.is_word("raw") && matches!(self.word_ahead(1), "const" | "mut") {
                    self.at += 1;
                    self.eat_word("const");
                }
                let is_lent = self.eat_word("mut");
                let inner = self.unary()?;
                let span = start.to(self.span_of(inner));
                Ok(self.push(ExprKind::Same(inner, is_lent), span))
            }
            mark @ (b'*' | b'-' | b'!') => {
                self.at += 1;
                let inner = self.unary()?;
                let span = self.span_of(inner);
                let kind = if mark == b'*' { ExprKind::Same(inner, false) } else { ExprKind::Unary(inner) };
                Ok(self.push(kind, span))
            }
            b'#' => {
                self.attributes()?;
                self.unary()
            }
            _ if self.is_word("let") => self.let_(),
            _ => {
                let atom = self.atom()?;
                self.links(atom)
            }
        }
    }

    /// `let pat = value` in a condition.
    fn let_(&mut self) -> Read<ExprId> {
        self.at += 1;
        let pat = self.pattern()?;
        self.expect("=", "expected `=`")?;
        let outer = std::mem::replace(&mut self.takes_structs, false);
        let value = self.binary(COMPARISON);
        self.takes_structs = outer;
        let value = value?;
        let span = self.span_of(value);
        Ok(self.push(ExprKind::Let(pat, value), span))
    }

    /// Reads the links of a chain behind its first.
    pub(super) fn links(&mut self, mut base: ExprId) -> Read<ExprId> {
        loop {
            let start = self.span_of(base);
            base = match self.byte_ahead(0) {
                b'.' if !self.is_mark("..") => {
                    self.at += 1;
                    self.member(base)?
                }
                b'?' => {
                    let end = self.step();
                    self.push(ExprKind::Try(base), start.to(end))
                }
                b'(' => {
                    let (args, place) = self.group(b'(', |reader| reader.list(|reader| reader.expr()))?;
                    self.push(ExprKind::Call(base, args), start.to(place))
                }
                b'[' => {
                    let (index, place) = self.group(b'[', |reader| reader.expr())?;
                    self.push(ExprKind::Index(base, index), start.to(place))
                }
                _ => return Ok(base),
            };
        }
    }

    /// What stands behind a point.
    fn member(&mut self, base: ExprId) -> Read<ExprId> {
        let start = self.span_of(base);
        let word = self.word_ahead(0);
        if word == "await" {
            let end = self.step();
            return Ok(self.push(ExprKind::Await(base), start.to(end)));
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let (name, place) = (Name::new(word), self.step());
            return Ok(self.push(ExprKind::Field(base, name, place), start.to(place)));
        }
        let (name, name_span) = self.name()?;
        let mut types = Vec::new();
        if self.is_mark("::") {
            self.at += 2;
            types = self.generic_arguments()?;
        }
        if !self.is_byte(b'(') {
            return Ok(self.push(ExprKind::Field(base, name, name_span), start.to(name_span)));
        }
        let (args, place) = self.group(b'(', |reader| reader.list(|reader| reader.expr()))?;
        let call = MethodCall { receiver: base, name, name_span, types, args };
        Ok(self.push(ExprKind::MethodCall(Box::new(call)), start.to(place)))
    }
}
