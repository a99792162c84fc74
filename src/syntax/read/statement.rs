//! Blocks and their statements.

use super::item::MAX_HEAD;
use super::{Read, Reader};
use crate::hir::{ExprId, ExprKind, Stmt};
use crate::syntax::macros::MacroCall;
use crate::syntax::scan::Kind;
use std::ops::Range;

impl Reader<'_, '_, '_> {
    /// `{ .. }`; the items inside go to the file.
    pub(super) fn block(&mut self) -> Read<ExprId> {
        let ((stmts, tail), place) = self.group(b'{', |reader| reader.statements())?;
        Ok(self.push(ExprKind::Block(stmts, tail), place))
    }

    /// Statements up to the end, and the expression that is their value.
    pub(in crate::syntax) fn statements(&mut self) -> Read<(Vec<Stmt>, Option<ExprId>)> {
        let items = self.items_of_block();
        self.read_items(&items);
        let (mut stmts, mut tail) = (Vec::new(), None);
        let mut items = items.into_iter().peekable();
        while self.at < self.end {
            if let Some(item) = items.next_if(|item| item.start == self.at) {
                self.at = item.end;
            } else if !self.eat(";") {
                self.attributes()?;
                self.statement(&mut stmts, &mut tail)?;
            }
        }
        Ok((stmts, tail))
    }

    fn statement(&mut self, stmts: &mut Vec<Stmt>, tail: &mut Option<ExprId>) -> Read<()> {
        if self.eat_word("let") {
            let local = self.local()?;
            stmts.push(local);
            return Ok(());
        }
        if let Some(call) = self.macro_statement()? {
            let has_end = self.eat(";");
            let is_tail = !has_end && self.at == self.end;
            match self.cx.expand_statements(&call) {
                Some(block) => self.cx.splice(block, is_tail, stmts, tail),
                None => match (self.cx.unexpanded_call(&call), is_tail) {
                    (expr, true) => *tail = Some(expr),
                    (expr, false) => stmts.push(Stmt::Expr(expr)),
                },
            }
            return Ok(());
        }
        let (expr, is_block) = self.expr_of_statement()?;
        if self.eat(";") {
            stmts.push(Stmt::Expr(expr));
        } else if self.at == self.end {
            *tail = Some(expr);
        } else if is_block {
            stmts.push(Stmt::Expr(expr));
        } else {
            return self.fail("expected `;`");
        }
        Ok(())
    }

    /// `pat: T = init else { .. };`
    fn local(&mut self) -> Read<Stmt> {
        let (pat, ty) = self.typed_pattern(true)?;
        let (mut init, mut other) = (None, None);
        if self.eat("=") {
            init = Some(self.expr()?);
            if self.eat_word("else") {
                other = Some(self.block()?);
            }
        }
        if self.at < self.end {
            self.expect(";", "expected `;`")?;
        }
        Ok(Stmt::Let(pat, ty.map(Box::new), init, other))
    }

    /// A macro call that is a statement by itself: behind its braces, or by the semicolon behind it.
    fn macro_statement(&mut self) -> Read<Option<MacroCall>> {
        let start = self.at;
        if !self.may_be_path() {
            return Ok(None);
        }
        let path = self.path()?;
        if let Some((call, is_braced)) = self.macro_call(&path)?
            && (is_braced && !self.goes_on() || self.is_mark(";"))
        {
            return Ok(Some(call));
        }
        self.at = start;
        Ok(None)
    }

    /// Reads the items of a block, which may be used before they stand there.
    fn read_items(&mut self, items: &[Range<usize>]) {
        if items.is_empty() {
            return;
        }
        let (at, end) = (self.at, self.end);
        let (extent, inner) = (self.cx.out.extent(), self.cx.inner.len());
        self.cx.blocks += 1;
        for item in items {
            (self.at, self.end) = (item.start, item.end);
            self.imports_among_items();
        }
        for item in items {
            (self.at, self.end) = (item.start, item.end);
            self.one_item(&|reader, head| reader.item(head));
        }
        self.cx.blocks -= 1;
        (self.at, self.end) = (at, end);
        // What is in them is theirs.
        self.cx.inner.truncate(inner);
        if self.excerpt.is_file() {
            let place = |item: &Range<usize>| (self.tokens[item.start].start, self.tokens[item.end - 1].end);
            let mut added = self.cx.out.extent().since(extent);
            for item in items.iter().filter(|item| item.start < item.end) {
                self.cx.inner.push((place(item), std::mem::take(&mut added)));
            }
        }
    }

    /// The items of a block, as ranges of tokens with their attributes.
    fn items_of_block(&self) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let (mut at, mut is_start) = (self.at, true);
        while at < self.end {
            let next = self.behind(at);
            if is_start {
                let head = self.behind_attributes(at);
                if let Some(end) = self.end_of_item(head) {
                    found.push(at..end);
                    at = end;
                    continue;
                }
            }
            let last = self.text.as_bytes()[self.tokens[next - 1].end as usize - 1];
            is_start = last == b';' || last == b'}' && next > at + 1;
            at = next;
        }
        found
    }

    /// The token behind the attributes that begin at one.
    pub(super) fn behind_attributes(&self, mut at: usize) -> usize {
        let is = |at: usize, mark: &str| at < self.end && self.text_of(self.tokens[at]) == mark;
        while is(at, "#") {
            let open = at + 1 + usize::from(is(at + 1, "!"));
            match self.tokens.get(open).and_then(|token| token.partner()) {
                Some(close) if close > at && close < self.end => at = close + 1,
                _ => break,
            }
        }
        at
    }

    /// Where the item ends that begins at a token; none where none does.
    pub(super) fn end_of_item(&self, start: usize) -> Option<usize> {
        let word = |at: usize| if at < self.end { self.text_of(self.tokens[at]) } else { "" };
        let is_name = |at: usize| word(at).starts_with(|c: char| c.is_alphabetic() || c == '_');
        let mut at = start;
        let ends_with_body = loop {
            match word(at) {
                "pub" => at += 1,
                "(" if at > start && word(at - 1) == "pub" => at = self.tokens[at].partner()? + 1,
                "fn" | "struct" | "enum" | "trait" | "impl" | "mod" if at + 1 < self.end => break true,
                "union" if is_name(at + 1) && matches!(word(at + 2), "{" | "<" | "where") => break true,
                "macro_rules" if word(at + 1) == "!" && is_name(at + 2) => break true,
                "macro" if is_name(at + 1) => break true,
                "use" | "type" => break false,
                "static" if is_name(at + 1) && word(at + 1) != "move" => break false,
                "const" if matches!(word(at + 1), "fn" | "unsafe" | "async" | "extern") => at += 1,
                "const" if is_name(at + 1) && word(at + 1) != "move" => break false,
                "unsafe" if matches!(word(at + 1), "fn" | "impl" | "trait" | "extern" | "mod") => at += 1,
                "async" if matches!(word(at + 1), "fn" | "unsafe") => at += 1,
                "auto" if word(at + 1) == "trait" => at += 1,
                "extern" if word(at + 1) == "crate" => break false,
                "extern" if word(at + 1) == "{" => break true,
                "extern" if word(at + 1) == "fn" => at += 1,
                "extern" if word(at + 1).ends_with(['"', '#']) => match word(at + 2) {
                    "{" => break true,
                    _ => at += 2,
                },
                _ => return None,
            }
        };
        let last = self.end_of_head(at, if ends_with_body { b"{" } else { b"" });
        match word(last) {
            ";" => Some(last + 1),
            // One that nothing closes is no body.
            "{" => Some(self.behind(last)).filter(|&next| next > last + 1),
            _ => None,
        }
    }

    /// The first of some marks from a token on, or the semicolon before it, or the end.
    pub(super) fn end_of_head(&self, start: usize, stops: &[u8]) -> usize {
        let (mut at, mut angles) = (start, 0usize);
        let is_call = |at: usize| {
            // `-> !` is no macro.
            let before = at.checked_sub(2).map(|first| (self.tokens[first].kind, self.byte_at(at - 1)));
            before == Some((Kind::Word, b'!'))
        };
        for _ in 0..MAX_HEAD {
            if at >= self.end || at > start && self.begins_another(at, start) {
                return at.min(self.end);
            }
            let token = self.tokens[at];
            match token.first {
                b';' => return at,
                // Braces within angle brackets are a constant argument, and those of a macro call make a type.
                byte if angles == 0
                    && stops.contains(&byte)
                    && !(token.kind == Kind::Open && is_call(at)) =>
                {
                    return at;
                }
                b'<' => angles += 1,
                b'>' if at > 0 && self.text_of(self.tokens[at - 1]) != "-" => {
                    angles = angles.saturating_sub(1);
                }
                _ => {}
            }
            at = self.behind(at);
        }
        self.end
    }
}
