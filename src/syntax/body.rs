//! The state of lowering one file, and the way from its items into what [`super::read`] reads.

use super::comments::Annotations;
use super::excerpt::Excerpt;
use super::macros::MacroTable;
use super::read::{self, Attribute, Reader};
use super::survey::{self, Survey, phrase_end};
use super::{NOT_CLOSED, blank};
use crate::hir::{
    self, Body, Expr, ExprId, ExprKind, Extent, Name, Noted, Notes, Pat, PatId, PatKind, Stmt, SyntaxError,
    TypeRef,
};
use crate::span::Span;
use std::ops::Range;
use std::rc::Rc;

/// So many texts or comments of a file that nothing closes are read behind.
const MAX_UNCLOSED: usize = 8;

/// So many bytes of any file, and so many times its own text, are read on trial at most. What macros are given is read
/// as one thing and then as another, and what lies within it each time again: nested calls of unknown macros would double
/// the time with each level. The most that was seen in real code is 22 MB, in a file of 92 KB.
const MIN_TRIALS: usize = 16 * 1024 * 1024;
const TRIALS_PER_BYTE: usize = 80;

/// How much text may be read on trial in a file.
pub(super) fn trials_of(text: &str) -> usize {
    MIN_TRIALS + TRIALS_PER_BYTE * text.len()
}

/// The state of lowering one file; `body` and `text` change with the function and the expansion at hand.
pub(super) struct Lowering<'t> {
    /// The text that is read.
    pub text: Rc<Excerpt<'t>>,
    /// The file's own text.
    pub source: &'t str,
    /// Which macros are known and which the workspace defines.
    pub table: &'t MacroTable,
    /// The package of the file, which decides between macros of one name.
    pub package: usize,
    /// Comments with annotations.
    pub annotations: &'t Annotations,
    /// Where the doc comments are, and whether recursion can follow the text.
    pub survey: Survey,
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
    /// The items of the blocks of the current function: where they stand in the file, and how much they yield.
    pub inner: Vec<((u32, u32), Extent)>,
    /// Whether the bodies of such items are lowered.
    pub with_tests: bool,
    /// Text that expansions may still produce below the current call.
    pub fuel: usize,
    /// Text that may still be read on trial, in bytes.
    pub trials: usize,
}

impl<'t> Lowering<'t> {
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

    /// Reads the items of a file from an offset on. A text or a comment that nothing closes hides what stands behind it,
    /// so reading goes on with the next item that begins a line.
    pub(super) fn file(&mut self, from: usize) {
        let length = self.source.len();
        self.read_items(from..length);
        for _ in 0..MAX_UNCLOSED {
            let Some(open) = self.survey.unclosed else { return };
            let place = self.text.origin(open..open + 1);
            self.tell(place, NOT_CLOSED);
            let Some(next) = read::next_item(&self.source[open..]).map(|next| open + next) else { return };
            let mut rest = String::with_capacity(length);
            blank(&self.source[..next], &mut rest);
            rest.push_str(&self.source[next..]);
            self.survey = survey::survey(&rest);
            let tokens = std::mem::take(&mut self.survey.tokens);
            self.text = Rc::new(Excerpt::of_file(self.out.id, self.source, tokens));
            self.read_items(next..length);
        }
    }

    fn read_items(&mut self, range: Range<usize>) {
        let excerpt = self.text.clone();
        Reader::new(self, &excerpt, range).items();
    }

    /// Reads items that take the whole of a byte range of the text, if some do.
    pub(super) fn items_in(&mut self, range: Range<usize>) -> Option<()> {
        self.attempt(range, |reader| reader.nothing_but_items())
    }

    /// Tells of what could not be read.
    pub(super) fn tell(&mut self, place: Span, message: &str) {
        self.out.errors.push(SyntaxError { span: place, message: message.into() });
    }

    /// What is common to declarations: the doc comment, the attributes and the annotations of one.
    pub(super) fn notes(&self, attrs: &[Attribute], declared: Span) -> Notes {
        let mut notes = Noted::default();
        if declared.file == self.out.id {
            notes.docs = self.survey.docs_above(self.source, declared.start as usize).join(" ");
        }
        for attr in attrs {
            match attr.text_of("doc") {
                Some(text) => {
                    notes.docs.push_str(text.trim());
                    notes.docs.push(' ');
                }
                None if attr.told.path == "doc" => {}
                None => notes.attrs.push(attr.told.clone()),
            }
        }
        if let Some((length, _)) = phrase_end(&notes.docs) {
            notes.docs.truncate(length);
        }
        notes.annotations = self.annotations.of(self.source, declared.start as usize, declared.end as usize);
        notes.into()
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

    /// Reads an expression that takes the whole of a byte range of the text, if one does.
    pub(super) fn expr_in(&mut self, range: Range<usize>) -> Option<ExprId> {
        self.attempt(range, |reader| reader.expr())
    }

    /// Reads arms that wait for futures and take the whole of a byte range of the text, if some do.
    pub(super) fn waiting_arms_in(&mut self, range: Range<usize>) -> Option<ExprId> {
        self.attempt(range, |reader| reader.waiting_arms())
    }

    /// Reads a type that takes the whole of a byte range of the text, if one does.
    pub(super) fn type_in(&mut self, range: Range<usize>) -> Option<TypeRef> {
        self.attempt(range, |reader| reader.ty(true))
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
        let Some(trials) = self.trials.checked_sub(range.len()) else {
            self.out.cut_expansions += 1;
            return None;
        };
        self.trials = trials;
        let (extent, errors, inner) = (self.out.extent(), self.out.errors.len(), self.inner.len());
        let (exprs, pats) = (self.body.exprs.len(), self.body.pats.len());
        let read = self.read(range, step).ok().filter(|_| self.out.errors.len() == errors);
        if read.is_none() {
            self.out.take_back(extent);
            self.inner.truncate(inner);
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
