//! The state of lowering one file, and the way from its items into what [`super::read`] reads.

use super::comments::Annotations;
use super::excerpt::Excerpt;
use super::expand::{self, Rules};
use super::lexed::Lexed;
use super::macros::MacroTable;
use super::parse;
use super::read::{self, Failure, Reader, Signature};
use super::skeleton::{self, Skeleton};
use super::survey::{self, Survey};
use super::{items, syntax_error};
use crate::hir::{self, Body, Expr, ExprId, ExprKind, Name, Pat, PatId, PatKind, Stmt};
use crate::span::Span;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::rc::Rc;

/// The state of lowering one file; `body`, `text` and `lexed` change with the function and the expansion at hand.
pub(super) struct Lowering<'t> {
    /// The text that is read.
    pub text: Rc<Excerpt<'t>>,
    /// What the current `syn` nodes were parsed from, which is a part of the text or its skeleton.
    pub lexed: Lexed,
    /// The file's own text.
    pub source: &'t str,
    /// Which macros are known and which the workspace defines.
    pub table: &'t MacroTable,
    /// The rules of the macros that were called, parsed, by their definitions in the table.
    pub rules: FxHashMap<*const Rules, expand::Parsed>,
    /// The package of the file, which decides between macros of one name.
    pub package: usize,
    /// Comments with annotations.
    pub annotations: &'t Annotations,
    /// Where the doc comments are.
    pub survey: &'t Survey,
    /// The body under construction.
    pub body: Body,
    /// Empty bodies with room to be read into.
    pub rooms: Vec<Body>,
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
        self.text.origin(self.lexed.range(span))
    }

    /// The place of a name or keyword.
    pub(super) fn word(&self, span: proc_macro2::Span) -> Span {
        self.text.origin(self.lexed.word(span))
    }

    /// The place of a bracket or a single mark.
    pub(super) fn mark(&self, span: proc_macro2::Span) -> Span {
        let start = self.lexed.start(span);
        self.text.origin(start..start + 1)
    }

    /// The place of the names of a path.
    pub(super) fn path_span(&self, path: &syn::Path) -> Span {
        let spans = path.segments.iter().map(|segment| self.word(segment.ident.span()));
        spans.reduce(Span::to).unwrap_or(self.text.call)
    }

    /// Adds an expression.
    pub(super) fn push(&mut self, kind: ExprKind, span: Span) -> ExprId {
        self.body.exprs.push(Expr { kind, span });
        ExprId(self.body.exprs.len() as u32 - 1)
    }

    /// Adds a pattern.
    pub(super) fn push_pat(&mut self, kind: PatKind, span: Span) -> PatId {
        self.body.pats.push(Pat { kind, span });
        PatId(self.body.pats.len() as u32 - 1)
    }

    /// Parses a skeleton, whose text begins at an offset of the one that is read, and lowers its items.
    pub(super) fn skeleton(&mut self, skeleton: Skeleton, fits: bool, base: usize) {
        let skeleton = Rc::new(skeleton);
        let parsed = parse::parse(&skeleton.text, fits);
        for part in &parsed.parts {
            let lexed = Lexed::of_skeleton(&skeleton, part.range.clone(), base);
            let outer = std::mem::replace(&mut self.lexed, lexed);
            let was_test = self.is_test;
            self.is_test |= items::is_test_only(&part.file.attrs);
            self.items(&part.file.items);
            self.is_test = was_test;
            self.lexed = outer;
        }
        for (range, message) in parsed.errors {
            let range = skeleton.range(range);
            let place = self.text.origin(base + range.start..base + range.end);
            self.out.errors.push(syntax_error(place, message));
        }
    }

    /// Lowers the items among the statements of a block, given by their places in the text.
    pub(super) fn block_items(&mut self, found: &[Range<usize>]) {
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return };
        let excerpt = self.text.clone();
        let mut alone = String::with_capacity(last.end - first.start);
        let mut at = first.start;
        for item in found {
            skeleton::blank(&excerpt.text[at..item.start], &mut alone);
            alone.push_str(&excerpt.text[item.clone()]);
            at = item.end;
        }
        let survey = survey::survey(&alone);
        self.blocks += 1;
        self.skeleton(survey.skeleton(&alone), survey.fits, first.start);
        self.blocks -= 1;
    }

    /// Begins a body and gives the one that was under construction.
    pub(super) fn begin_body(&mut self) -> Body {
        let room = self.rooms.pop().unwrap_or_default();
        std::mem::replace(&mut self.body, room)
    }

    /// Ends the body that was begun, and goes on with the one before it.
    pub(super) fn end_body(&mut self, outer: Body) -> Body {
        let mut room = std::mem::replace(&mut self.body, outer);
        let body = room.moved_out();
        self.rooms.push(room);
        body
    }

    /// Reads the body of a function; one that cannot be read costs itself.
    pub(super) fn block(&mut self, block: &syn::Block) -> Option<ExprId> {
        let braces = block.brace_token.span;
        let range = self.lexed.start(braces.open())..self.lexed.start(braces.close()) + 1;
        self.fitting(range, |reader| reader.block())
    }

    /// Reads the head of a function, which lies between its name and its body.
    pub(super) fn signature(&mut self, range: Range<usize>) -> Option<Signature> {
        self.fitting(range, |reader| reader.signature())
    }

    /// Reads the imports between `use` and its semicolon.
    pub(super) fn imports(&mut self, range: Range<usize>) {
        let found = self.fitting(range, |reader| reader.imports());
        self.out.uses.extend(found.into_iter().flatten());
    }

    /// Reads what has to be in a byte range, unless it nests too deeply; what is wrong with it is told.
    fn fitting<T>(
        &mut self,
        range: Range<usize>,
        step: impl FnOnce(&mut Reader<'_, 't, '_>) -> read::Read<T>,
    ) -> Option<T> {
        let fits = self.survey.fits || survey::nesting_fits(&self.text.text[range.clone()]);
        let failure = match fits {
            true => match self.read(range, step) {
                Ok(read) => return Some(read),
                Err(failure) => failure,
            },
            false => Failure { range: range.start..range.start + 1, message: parse::TOO_DEEP },
        };
        let place = self.text.origin(failure.range);
        self.out.errors.push(syntax_error(place, failure.message.into()));
        None
    }

    /// Reads an expression that takes the whole of a byte range of the text, if one does.
    pub(super) fn expr_in(&mut self, range: Range<usize>) -> Option<ExprId> {
        self.attempt(range, |reader| reader.expr())
    }

    /// Reads statements that take the whole of a byte range as one block, which stands for a place, if some do.
    pub(super) fn statements_in(&mut self, range: Range<usize>, place: Span) -> Option<ExprId> {
        let (stmts, tail) = self.attempt(range, |reader| reader.statements())?;
        Some(self.push(ExprKind::Block(stmts, tail), place))
    }

    /// Reads what may be something else; then nothing of it stays.
    fn attempt<T>(
        &mut self,
        range: Range<usize>,
        step: impl FnOnce(&mut Reader<'_, 't, '_>) -> read::Read<T>,
    ) -> Option<T> {
        let (extent, errors) = (self.out.extent(), self.out.errors.len());
        let (exprs, pats) = (self.body.exprs.len(), self.body.pats.len());
        let read = self.read(range, step).ok().filter(|_| self.out.errors.len() == errors);
        if read.is_none() {
            self.out.take_back(extent);
            self.body.exprs.truncate(exprs);
            self.body.pats.truncate(pats);
        }
        read
    }

    /// Reads the whole of a byte range; what fails leaves nothing in the body.
    fn read<T>(
        &mut self,
        range: Range<usize>,
        step: impl FnOnce(&mut Reader<'_, 't, '_>) -> read::Read<T>,
    ) -> read::Read<T> {
        let excerpt = self.text.clone();
        let (exprs, pats) = (self.body.exprs.len(), self.body.pats.len());
        let mut reader = Reader::new(self, &excerpt, range);
        let result = step(&mut reader).and_then(|read| reader.end().map(|()| read));
        if result.is_err() {
            self.body.exprs.truncate(exprs);
            self.body.pats.truncate(pats);
        }
        result
    }

    /// Puts the statements of an expansion among those of the block, since its `let`s may be used behind it.
    pub(super) fn splice(
        &mut self,
        block: ExprId,
        is_tail: bool,
        out: &mut Vec<Stmt>,
        tail: &mut Option<ExprId>,
    ) {
        let ExprKind::Block(stmts, last) = &self.body.expr(block).kind else { return };
        out.extend(stmts.iter().cloned());
        match (is_tail, *last) {
            (true, last) => *tail = last,
            (false, Some(last)) => out.push(Stmt::Expr(last)),
            (false, None) => {}
        }
    }
}
