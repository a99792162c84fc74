//! Expressions and statements to the small tree of [`crate::hir`].
//!
//! Long chains (`a.b().c()…`, `a + b + …`) are walked in a loop, so that recursion follows brackets only.

use super::comments::Annotations;
use super::excerpt::Excerpt;
use super::macros::MacroTable;
use super::pat::{member, member_span};
use super::survey::Survey;
use super::types;
use crate::hir::{self, Arm, Body, Expr, ExprId, ExprKind, Name, PatId, Stmt, TypeRef};
use crate::span::Span;
use std::rc::Rc;

/// The state of lowering one file; `body` and `text` change with the function and the expansion at hand.
pub(super) struct Lowering<'t> {
    /// The text that the current `syn` nodes were parsed from.
    pub text: Rc<Excerpt<'t>>,
    /// The file's own text.
    pub source: &'t str,
    /// Which macros are known and which the workspace defines.
    pub table: &'t MacroTable,
    /// The package of the file, which decides between macros of one name.
    pub package: usize,
    /// Comments with annotations.
    pub annotations: &'t Annotations,
    /// Where the doc comments are.
    pub survey: &'t Survey,
    /// The body under construction.
    pub body: Body,
    /// What the file yields.
    pub out: hir::File,
    /// Modules around the current item.
    pub module: Vec<Name>,
    /// Whether the current item is compiled for tests only.
    pub is_test: bool,
    /// How many blocks of functions are around the current item.
    pub blocks: usize,
    /// Whether the bodies of such items are lowered.
    pub with_tests: bool,
    /// Text that expansions may still produce below the current call.
    pub fuel: usize,
}

impl<'t> Lowering<'t> {
    /// The place of a `syn` span.
    pub(super) fn span(&self, span: proc_macro2::Span) -> Span {
        self.text.place(span)
    }

    /// The place of a name or keyword.
    pub(super) fn word(&self, span: proc_macro2::Span) -> Span {
        self.text.word(span)
    }

    /// A name and its place.
    pub(super) fn named(&self, ident: &proc_macro2::Ident) -> (Name, Span) {
        let (name, span) = self.text.named(ident.span());
        (Name::new(name), span)
    }

    /// The names of a path and the place of the whole.
    pub(super) fn named_path(&self, path: &syn::Path) -> (Vec<Name>, Span) {
        let mut names = Vec::with_capacity(path.segments.len());
        let mut whole = None;
        for segment in &path.segments {
            let (name, span) = self.named(&segment.ident);
            names.push(name);
            whole = Some(whole.map_or(span, |whole: Span| whole.to(span)));
        }
        (names, whole.unwrap_or(self.text.call))
    }

    /// The place of a bracket or a single mark.
    pub(super) fn mark(&self, span: proc_macro2::Span) -> Span {
        self.text.mark(span)
    }

    /// Adds an expression.
    pub(super) fn push(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.body.exprs.push(Expr { kind, span });
        ExprId(self.body.exprs.len() as u32 - 1)
    }

    fn span_of(&self, id: ExprId) -> Span {
        self.body.expr(id).span
    }

    /// Lowers an expression.
    pub(super) fn expr(&mut self, expr: &syn::Expr) -> ExprId {
        let mut links = Vec::new();
        let mut base = expr;
        while let Some(inner) = receiver(base) {
            links.push(base);
            base = inner;
        }
        let mut id = self.head(base);
        for link in links.into_iter().rev() {
            id = self.link(id, link);
        }
        id
    }

    /// Lowers a list of expressions.
    pub(super) fn exprs<'e>(&mut self, list: impl IntoIterator<Item = &'e syn::Expr>) -> Vec<ExprId> {
        list.into_iter().map(|expr| self.expr(expr)).collect()
    }

    /// Puts one link of a chain around what stands before it.
    fn link(&mut self, base: ExprId, link: &syn::Expr) -> ExprId {
        let start = self.span_of(base);
        let (kind, end) = match link {
            syn::Expr::MethodCall(call) => {
                let (name, name_span) = self.named(&call.method);
                let method = hir::MethodCall {
                    receiver: base,
                    name,
                    name_span,
                    types: types::turbofish(call.turbofish.as_ref()),
                    args: self.exprs(&call.args),
                };
                (ExprKind::MethodCall(Box::new(method)), self.mark(call.paren_token.span.close()))
            }
            syn::Expr::Field(field) => {
                let name_span = self.span(member_span(&field.member));
                (ExprKind::Field(base, member(&field.member), name_span), name_span)
            }
            syn::Expr::Await(wait) => (ExprKind::Await(base), self.word(wait.await_token.span)),
            syn::Expr::Try(attempt) => (ExprKind::Try(base), self.mark(attempt.question_token.span)),
            syn::Expr::Index(index) => {
                let at = self.expr(&index.index);
                (ExprKind::Index(base, at), self.mark(index.bracket_token.span.close()))
            }
            syn::Expr::Cast(cast) => (ExprKind::Cast(base, Box::new(types::lower(&cast.ty))), start),
            syn::Expr::Call(call) => {
                let args = self.exprs(&call.args);
                (ExprKind::Call(base, args), self.mark(call.paren_token.span.close()))
            }
            syn::Expr::Binary(binary) => {
                let right = self.expr(&binary.right);
                (binary_kind(&binary.op, base, right), self.span_of(right))
            }
            _ => (ExprKind::Same(base), start),
        };
        self.push(kind, start.to(end))
    }

    /// Lowers an expression that is no link of a chain.
    fn head(&mut self, expr: &syn::Expr) -> ExprId {
        use syn::Expr as E;
        let call = self.text.call;
        let (kind, span) = match expr {
            E::Path(path) => self.path(path.qself.as_ref(), &path.path),
            E::Lit(lit) => self.literal(&lit.lit),
            E::Paren(inner) => return self.expr(&inner.expr),
            E::Group(inner) => return self.expr(&inner.expr),
            E::Reference(inner) => self.prefixed(inner.and_token.spans[0], &inner.expr),
            E::RawAddr(inner) => self.prefixed(inner.and_token.spans[0], &inner.expr),
            E::Unary(unary) => {
                let inner = self.expr(&unary.expr);
                let span = self.span_of(inner);
                match unary.op {
                    syn::UnOp::Deref(_) => (ExprKind::Same(inner), span),
                    _ => (ExprKind::Unary(inner), span),
                }
            }
            E::Assign(assign) => {
                let (left, right) = (self.expr(&assign.left), self.expr(&assign.right));
                (ExprKind::Assign(left, right, false), self.span_of(left).to(self.span_of(right)))
            }
            E::Array(array) => {
                let span = self.span(array.bracket_token.span.join());
                (ExprKind::Array(self.exprs(&array.elems)), span)
            }
            E::Repeat(repeat) => {
                let span = self.span(repeat.bracket_token.span.join());
                (ExprKind::Array(vec![self.expr(&repeat.expr)]), span)
            }
            E::Tuple(tuple) => {
                let span = self.span(tuple.paren_token.span.join());
                (ExprKind::Tuple(self.exprs(&tuple.elems)), span)
            }
            E::Struct(literal) => self.struct_literal(literal),
            E::Range(range) => {
                let start = range.start.as_deref().map(|start| self.expr(start));
                let end = range.end.as_deref().map(|end| self.expr(end));
                (ExprKind::Range(start, end), call)
            }
            E::Let(condition) => {
                let value = self.expr(&condition.expr);
                let pat = self.pat(&condition.pat);
                (ExprKind::Let(pat, value), self.span_of(value))
            }
            E::If(branch) => {
                let cond = self.expr(&branch.cond);
                let then = self.block(&branch.then_branch);
                let other = branch.else_branch.as_ref().map(|(_, other)| self.expr(other));
                (ExprKind::If(cond, then, other), self.word(branch.if_token.span))
            }
            E::Match(matching) => self.match_(matching),
            E::Loop(block) => {
                let body = self.block(&block.body);
                (ExprKind::Loop(None, body), self.word(block.loop_token.span))
            }
            E::While(block) => {
                let cond = self.expr(&block.cond);
                let body = self.block(&block.body);
                (ExprKind::Loop(Some(cond), body), self.word(block.while_token.span))
            }
            E::ForLoop(block) => {
                let iter = self.expr(&block.expr);
                let pat = self.pat(&block.pat);
                let body = self.block(&block.body);
                (ExprKind::For(pat, iter, body), self.word(block.for_token.span))
            }
            E::Block(block) => return self.block(&block.block),
            E::Unsafe(block) => return self.block(&block.block),
            E::Async(block) => return self.block(&block.block),
            E::Const(block) => return self.block(&block.block),
            E::TryBlock(block) => return self.block(&block.block),
            E::Closure(closure) => {
                let params = closure.inputs.iter().map(|pat| self.pat(pat)).collect();
                let body = self.expr(&closure.body);
                (ExprKind::Closure(params, body), self.span_of(body))
            }
            E::Return(leave) => self.leave(self.word(leave.return_token.span), leave.expr.as_deref()),
            E::Break(leave) => self.leave(self.word(leave.break_token.span), leave.expr.as_deref()),
            E::Yield(leave) => self.leave(self.word(leave.yield_token.span), leave.expr.as_deref()),
            E::Continue(leave) => (ExprKind::Leave(None), self.word(leave.continue_token.span)),
            E::Macro(invocation) => return self.macro_call(&invocation.mac),
            _ => (ExprKind::Lit, call),
        };
        self.push(kind, span)
    }

    fn prefixed(&mut self, prefix: proc_macro2::Span, inner: &syn::Expr) -> (ExprKind, Span) {
        let inner = self.expr(inner);
        (ExprKind::Same(inner), self.mark(prefix).to(self.span_of(inner)))
    }

    fn leave(&mut self, span: Span, value: Option<&syn::Expr>) -> (ExprKind, Span) {
        let value = value.map(|value| self.expr(value));
        (ExprKind::Leave(value), span)
    }

    /// `<T as Trait>::f` is read as `T::f`.
    fn path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> (ExprKind, Span) {
        let (segments, span) = self.named_path(path);
        let segments = match (qself.map(|qself| types::lower(&qself.ty)), segments.last()) {
            (Some(TypeRef::Path(mut of, _)), Some(last)) => {
                of.push(last.clone());
                of
            }
            _ => segments,
        };
        (ExprKind::Path(segments.into(), types::path_arguments(path)), span)
    }

    fn literal(&mut self, lit: &syn::Lit) -> (ExprKind, Span) {
        let span = self.span(lit.span());
        match lit {
            syn::Lit::Str(text) => (ExprKind::Str(Name::new(text.value())), span),
            syn::Lit::Int(number) => (number.base10_parse().map_or(ExprKind::Lit, ExprKind::Number), span),
            _ => (ExprKind::Lit, span),
        }
    }

    fn struct_literal(&mut self, literal: &syn::ExprStruct) -> (ExprKind, Span) {
        let (path, start) = self.named_path(&literal.path);
        let fields = literal.fields.iter().map(|field| (member(&field.member), self.expr(&field.expr)));
        let fields = fields.collect();
        let rest = literal.rest.as_deref().map(|rest| self.expr(rest));
        let end = self.mark(literal.brace_token.span.close());
        (ExprKind::Struct(Box::new(hir::StructLiteral { path, fields, rest })), start.to(end))
    }

    fn match_(&mut self, matching: &syn::ExprMatch) -> (ExprKind, Span) {
        let value = self.expr(&matching.expr);
        let arms = matching.arms.iter().map(|arm| {
            let pat = self.pat(&arm.pat);
            let guard = match &arm.pat {
                syn::Pat::Guard(guarded) => Some(self.expr(&guarded.guard)),
                _ => None,
            };
            Arm { pat, guard, body: self.expr(&arm.body) }
        });
        let arms = arms.collect();
        (ExprKind::Match(value, arms), self.word(matching.match_token.span))
    }

    /// Lowers a block; items inside it go to the file.
    pub(super) fn block(&mut self, block: &syn::Block) -> ExprId {
        let span = self.span(block.brace_token.span.join());
        self.statements(&block.stmts, span)
    }

    /// Lowers statements to one block expression.
    pub(super) fn statements(&mut self, stmts: &[syn::Stmt], span: Span) -> ExprId {
        self.block_items(stmts);
        let (mut lowered, mut tail) = (Vec::new(), None);
        for (at, stmt) in stmts.iter().enumerate() {
            let is_last = at + 1 == stmts.len();
            self.statement(stmt, is_last, &mut lowered, &mut tail);
        }
        self.push(ExprKind::Block(lowered, tail), span)
    }

    fn statement(&mut self, stmt: &syn::Stmt, is_last: bool, out: &mut Vec<Stmt>, tail: &mut Option<ExprId>) {
        match stmt {
            syn::Stmt::Local(local) => out.push(self.local(local)),
            syn::Stmt::Item(_) => {}
            syn::Stmt::Expr(expr, None) if is_last => *tail = Some(self.expr(expr)),
            syn::Stmt::Expr(expr, _) => {
                let expr = self.expr(expr);
                out.push(Stmt::Expr(expr));
            }
            syn::Stmt::Macro(call) => match self.expand_statements(&call.mac) {
                Some(block) => self.splice(block, is_last && call.semi_token.is_none(), out, tail),
                None => {
                    let expr = self.macro_call(&call.mac);
                    match is_last && call.semi_token.is_none() {
                        true => *tail = Some(expr),
                        false => out.push(Stmt::Expr(expr)),
                    }
                }
            },
        }
    }

    /// Puts the statements of an expansion among those of the block, since its `let`s may be used behind it.
    fn splice(&mut self, block: ExprId, is_tail: bool, out: &mut Vec<Stmt>, tail: &mut Option<ExprId>) {
        let ExprKind::Block(stmts, last) = &self.body.expr(block).kind else { return };
        out.extend(stmts.iter().cloned());
        match (is_tail, *last) {
            (true, last) => *tail = last,
            (false, Some(last)) => out.push(Stmt::Expr(last)),
            (false, None) => {}
        }
    }

    fn local(&mut self, local: &syn::Local) -> Stmt {
        let (mut init, mut other) = (None, None);
        if let Some(value) = &local.init {
            init = Some(self.expr(&value.expr));
            other = value.diverge.as_ref().map(|(_, diverge)| self.expr(diverge));
        }
        let ty = declared_type(&local.pat).map(Box::new);
        let pat: PatId = self.pat(&local.pat);
        Stmt::Let(pat, ty, init, other)
    }
}

fn declared_type(pat: &syn::Pat) -> Option<TypeRef> {
    match pat {
        syn::Pat::Type(typed) => Some(types::lower(&typed.ty)),
        _ => None,
    }
}

/// What stands before the last link of a chain.
fn receiver(expr: &syn::Expr) -> Option<&syn::Expr> {
    match expr {
        syn::Expr::MethodCall(call) => Some(&call.receiver),
        syn::Expr::Field(field) => Some(&field.base),
        syn::Expr::Await(wait) => Some(&wait.base),
        syn::Expr::Try(attempt) => Some(&attempt.expr),
        syn::Expr::Index(index) => Some(&index.expr),
        syn::Expr::Cast(cast) => Some(&cast.expr),
        syn::Expr::Call(call) => Some(&call.func),
        syn::Expr::Binary(binary) => Some(&binary.left),
        _ => None,
    }
}

fn binary_kind(op: &syn::BinOp, left: ExprId, right: ExprId) -> ExprKind {
    match op {
        syn::BinOp::Add(_) => ExprKind::Add(left, right),
        syn::BinOp::AddAssign(_) => ExprKind::Assign(left, right, true),
        _ => ExprKind::Binary(left, right),
    }
}
