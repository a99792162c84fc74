//! Patterns.

use super::{Read, Reader};
use crate::hir::{Name, PatId, PatKind, TypeRef};
use crate::span::Span;
use crate::syntax::scan::Kind;

impl Reader<'_, '_, '_> {
    /// Reads a pattern with its alternatives.
    pub(in crate::syntax) fn pattern(&mut self) -> Read<PatId> {
        self.eat("|");
        let first = self.single_pattern()?;
        if !self.is_alternative() {
            return Ok(first);
        }
        let mut cases = vec![first];
        while self.is_alternative() {
            self.at += 1;
            cases.push(self.single_pattern()?);
        }
        let place = self.around(&cases).unwrap_or(self.excerpt.call);
        Ok(self.cx.push_pat(PatKind::Or(cases), place))
    }

    fn is_alternative(&self) -> bool {
        self.is_byte(b'|') && !self.is_mark("||")
    }

    /// Reads `pat: T`, where the type may be left out; the alternatives of a closure's parameter need parentheses.
    pub(super) fn typed_pattern(&mut self, takes_alternatives: bool) -> Read<(PatId, Option<TypeRef>)> {
        let pat = if takes_alternatives { self.pattern()? } else { self.single_pattern()? };
        if !self.is_byte(b':') || self.is_mark("::") {
            return Ok((pat, None));
        }
        self.at += 1;
        let ty = self.ty(false)?;
        let place = self.cx.body.pat(pat).span;
        Ok((self.cx.push_pat(PatKind::Typed(pat, ty.clone()), place), Some(ty)))
    }

    fn single_pattern(&mut self) -> Read<PatId> {
        self.attributes()?;
        let start = self.at;
        let kind = self.pattern_kind()?;
        if let Some((kind, place)) = self.range_pattern(&kind)? {
            return Ok(self.cx.push_pat(kind, place));
        }
        let place = match &kind {
            (_, Some(place)) => *place,
            (PatKind::Tuple(_, pats, _) | PatKind::Slice(pats), None) => self.around_or(pats, start),
            (PatKind::Struct(_, fields), None) => {
                let pats: Vec<PatId> = fields.iter().map(|(_, pat)| *pat).collect();
                self.around_or(&pats, start)
            }
            (PatKind::Same(inner), None) => self.around_or(&[*inner], start),
            _ => self.since(start),
        };
        Ok(self.cx.push_pat(kind.0, place))
    }

    /// The kind of a pattern, with its place where that is not what it holds.
    fn pattern_kind(&mut self) -> Read<(PatKind, Option<Span>)> {
        let Some(token) = self.ahead(0) else { return self.fail("expected a pattern") };
        let byte = token.first;
        match (token.kind, byte) {
            (Kind::Literal, _) | (Kind::Word, b'0'..=b'9') => {
                self.skip_literal();
                Ok((PatKind::Other, None))
            }
            (Kind::Punct, b'-') => {
                self.at += 1;
                self.skip_literal();
                Ok((PatKind::Other, None))
            }
            (Kind::Punct, b'&') => {
                self.at += 1;
                self.eat_word("mut");
                Ok((PatKind::Same(self.single_pattern()?), None))
            }
            (Kind::Punct, b'.') => {
                self.at += if self.is_mark("..=") { 3 } else { 2 };
                if self.begins_bound() {
                    self.skip_bound()?;
                }
                Ok((PatKind::Other, None))
            }
            (Kind::Open, b'(') => {
                let ((pats, rest, is_tuple), _) = self.group(b'(', |reader| reader.elements())?;
                match pats.as_slice() {
                    [inner] if !is_tuple => Ok((PatKind::Same(*inner), None)),
                    _ => Ok((PatKind::Tuple(Vec::new(), pats, rest), None)),
                }
            }
            (Kind::Open, b'[') => {
                let (pats, _) = self.group(b'[', |reader| reader.list(|reader| reader.pattern()))?;
                Ok((PatKind::Slice(pats), None))
            }
            (Kind::Punct, b'<' | b':') => self.path_pattern(),
            (Kind::Word, _) => self.word_pattern(),
            _ => self.fail("expected a pattern"),
        }
    }

    /// What begins with a word: a binding, a path, or what takes something apart.
    fn word_pattern(&mut self) -> Read<(PatKind, Option<Span>)> {
        match self.word_ahead(0) {
            "_" | "true" | "false" => {
                self.at += 1;
                return Ok((PatKind::Other, None));
            }
            "box" if self.ahead(1).is_some_and(|token| token.kind == Kind::Word) => {
                self.at += 1;
                return Ok((PatKind::Same(self.single_pattern()?), None));
            }
            "const" if self.byte_ahead(1) == b'{' => {
                self.at += 1;
                self.skip_group(b'{')?;
                return Ok((PatKind::Other, None));
            }
            _ => {}
        }
        let is_marked = matches!(self.word_ahead(0), "ref" | "mut");
        let is_path = self.is_mark_ahead(1, "::")
            || matches!(self.byte_ahead(1), b'(' | b'{')
            || self.byte_ahead(1) == b'!'
            || self.is_mark_ahead(1, "..");
        if is_marked || !is_path {
            return self.binding();
        }
        self.path_pattern()
    }

    fn binding(&mut self) -> Read<(PatKind, Option<Span>)> {
        let mut is_plain = true;
        for mark in ["ref", "mut"] {
            is_plain &= !self.eat_word(mark);
        }
        let (name, place) = self.name()?;
        let sub = if self.eat("@") { Some(self.single_pattern()?) } else { None };
        if is_plain && sub.is_none() && name.starts_with(|c: char| c.is_uppercase()) {
            return Ok((PatKind::Other, Some(place)));
        }
        Ok((PatKind::Bind(name, sub), Some(place)))
    }

    fn path_pattern(&mut self) -> Read<(PatKind, Option<Span>)> {
        let path = self.path()?;
        match self.byte_ahead(0) {
            b'(' => {
                let ((pats, rest, _), _) = self.group(b'(', |reader| reader.elements())?;
                Ok((PatKind::Tuple(path.names, pats, rest), None))
            }
            b'{' => {
                let (fields, _) = self.group(b'{', |reader| reader.fields())?;
                Ok((PatKind::Struct(path.names, fields), None))
            }
            b'!' => {
                self.at += 1;
                let open = self.byte_ahead(0);
                self.skip_group(open)?;
                Ok((PatKind::Other, None))
            }
            _ => Ok((PatKind::Other, None)),
        }
    }

    /// The parts between parentheses without `..`, where that stood, and whether a comma makes them a tuple.
    fn elements(&mut self) -> Read<(Vec<PatId>, Option<usize>, bool)> {
        let (mut pats, mut rest, mut is_tuple) = (Vec::new(), None, true);
        while self.at < self.end {
            let is_rest = self.is_mark("..") && matches!(self.byte_ahead(2), 0 | b',');
            if is_rest && self.ahead(2).is_none_or(|token| token.kind == Kind::Punct) {
                rest = rest.or(Some(pats.len()));
                self.at += 2;
            } else {
                pats.push(self.pattern()?);
            }
            is_tuple = self.at < self.end || rest.is_some();
            if self.at < self.end {
                self.expect(",", "expected `,`")?;
            }
        }
        Ok((pats, rest, is_tuple))
    }

    /// The fields between braces.
    fn fields(&mut self) -> Read<Vec<(Name, PatId)>> {
        let mut fields = Vec::new();
        while self.at < self.end {
            self.attributes()?;
            if self.eat("..") {
                continue;
            }
            fields.push(self.field_pattern()?);
            if self.at < self.end {
                self.expect(",", "expected `,`")?;
            }
        }
        Ok(fields)
    }

    /// `name: pat`, or a name that is both.
    fn field_pattern(&mut self) -> Read<(Name, PatId)> {
        if self.byte_ahead(1) == b':' && !self.is_mark_ahead(1, "::") {
            let (name, _) = self.name()?;
            self.at += 1;
            return Ok((name, self.pattern()?));
        }
        if self.is_word("box") {
            self.at += 1;
        }
        let (kind, place) = self.binding()?;
        let place = place.unwrap_or(self.excerpt.call);
        let name = match &kind {
            PatKind::Bind(name, _) => name.clone(),
            _ => self.last().map(|last| Name::new(self.text_of(last))).unwrap_or_default(),
        };
        Ok((name, self.cx.push_pat(kind, place)))
    }

    /// A range, where the bound that was read is its first.
    fn range_pattern(&mut self, (kind, place): &(PatKind, Option<Span>)) -> Read<Option<(PatKind, Span)>> {
        let is_bound = matches!(kind, PatKind::Other);
        let is_rest = self.last().is_some_and(|last| self.text_of(last) == ".");
        if !is_bound || is_rest || !self.is_mark("..") {
            return Ok(None);
        }
        let start = self.at - 1;
        self.at += if self.is_mark("..=") || self.is_mark("...") { 3 } else { 2 };
        if self.begins_bound() {
            self.skip_bound()?;
        }
        let place = place.map_or_else(|| self.since(start), |place| place.to(self.since(start)));
        Ok(Some((PatKind::Other, place)))
    }

    fn begins_bound(&self) -> bool {
        match self.ahead(0) {
            Some(token) if token.kind == Kind::Word => !matches!(self.text_of(token), "if" | "in"),
            Some(token) => token.kind == Kind::Literal || self.is_byte(b'-'),
            None => false,
        }
    }

    fn skip_bound(&mut self) -> Read<()> {
        self.eat("-");
        let is_literal = |token: super::Token| token.kind == Kind::Literal;
        let is_digit = self.word_ahead(0).starts_with(|c: char| c.is_ascii_digit());
        if is_digit || self.ahead(0).is_some_and(is_literal) {
            self.skip_literal();
            return Ok(());
        }
        self.path().map(drop)
    }

    /// Passes over a number, of which a fraction is several tokens, or another literal.
    fn skip_literal(&mut self) {
        match self.word_ahead(0).is_empty() {
            true => self.at += 1,
            false => drop(self.pass_number()),
        }
    }

    /// The place from a token up to the one that was read last.
    fn since(&self, start: usize) -> Span {
        let (Some(first), Some(last)) = (self.tokens.get(start), self.last()) else {
            return self.excerpt.call;
        };
        self.excerpt.origin(first.start as usize..last.end.max(first.end) as usize)
    }

    fn around(&self, pats: &[PatId]) -> Option<Span> {
        pats.iter().map(|&pat| self.cx.body.pat(pat).span).reduce(Span::to)
    }

    fn around_or(&self, pats: &[PatId], start: usize) -> Span {
        self.around(pats).unwrap_or_else(|| self.since(start))
    }
}
