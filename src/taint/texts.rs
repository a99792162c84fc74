//! What is known of a text that code puts together, such as the name of a template: read from the expression, through
//! locals, constants, branches, format macros and functions of the workspace.
//!
//! Nothing is interpreted for it: a local that is bound more than once, and what a loop makes, is not known.

use super::Context;
use crate::catalog::FnModel;
use crate::finding::{Piece, Text, name_of_literal};
use crate::hir::{Body, Effect, ExprId, ExprKind, MethodCall, Name, PatId, PatKind, Stmt};
use crate::infer::{Callee, Inference};
use crate::resolve::FnId;
use crate::span::Span;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// A text is put together from so many expressions within expressions at most.
const MAX_DEPTH: usize = 12;
/// Functions that give texts of functions are followed this far.
const MAX_CALLS: usize = 3;

/// Reads the texts of one function.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a, 'c> {
    pub cx: &'c Context<'a>,
    pub crates: &'a [Name],
    pub id: FnId,
    pub body: &'a Body,
    pub inference: &'c Inference<'a>,
    /// Takes note of the functions of which more is read than what they say of themselves.
    pub looked: &'c RefCell<BTreeSet<FnId>>,
}

impl<'a> Texts<'a, '_> {
    /// What is known of the text that an expression is.
    pub fn read(&self, id: ExprId) -> Text {
        self.text(id, 0, 0)
    }

    fn text(&self, id: ExprId, depth: usize, calls: usize) -> Text {
        if depth > MAX_DEPTH {
            return Text::unknown();
        }
        let again = |id: ExprId| self.text(id, depth + 1, calls);
        match &self.body.expr(id).kind {
            ExprKind::Str(text) => Text::of(Piece::Literal(text.clone())),
            ExprKind::Path(..) => match self.inference.local(id) {
                Some(pat) => match self.argument(pat) {
                    Some(index) => Text::of(Piece::Argument(index)),
                    None => self.init(pat).map_or_else(Text::unknown, again),
                },
                None => self.constant(id),
            },
            ExprKind::Same(inner, _)
            | ExprKind::Try(inner)
            | ExprKind::Await(inner)
            | ExprKind::Cast(inner, _) => again(*inner),
            ExprKind::MethodCall(call) => {
                match self.called(id, std::iter::once(call.receiver).chain(call.args.iter().copied()), calls)
                {
                    Some(text) => text,
                    None => self.method(id, call, depth, calls),
                }
            }
            ExprKind::Call(_, args) => {
                match (self.called(id, args.iter().copied(), calls), args.as_slice()) {
                    (Some(text), _) => text,
                    (None, [only]) => again(*only),
                    _ => Text::unknown(),
                }
            }
            ExprKind::Emission(emission) if emission.included.is_some() => {
                emission.included.clone().map_or_else(Text::unknown, |path| Text::of(Piece::Literal(path)))
            }
            ExprKind::Emission(emission) if emission.effect == Effect::Text => {
                let mut text = Text(vec![Vec::new()]);
                for hole in &emission.holes {
                    text = text.then(&Text::of(Piece::Literal(hole.label.clone()))).then(&again(hole.value));
                }
                text.then(&Text::of(Piece::Literal(emission.tail.clone())))
            }
            ExprKind::Add(left, right) => again(*left).then(&again(*right)),
            ExprKind::If(_, then, other) => {
                let then = again(*then);
                other.map_or_else(|| then.clone(), |other| then.clone().or(again(other)))
            }
            ExprKind::Match(_, arms) => {
                arms.iter().map(|arm| again(arm.body)).reduce(Text::or).unwrap_or_else(Text::unknown)
            }
            ExprKind::Block(_, Some(tail)) => again(*tail),
            _ => Text::unknown(),
        }
    }

    /// The text that a function of the workspace gives, where the call can only mean that one.
    fn called(&self, id: ExprId, args: impl Iterator<Item = ExprId>, calls: usize) -> Option<Text> {
        let Some(Callee::Fns(ids)) = self.inference.callee(id) else { return None };
        let ([only], true) = (ids.as_slice(), calls < MAX_CALLS) else { return None };
        self.looked.borrow_mut().insert(*only);
        let body = self.cx.types.defs.body(*only)?;
        let inference = self.cx.inferences.get(*only);
        let callee = Texts { id: *only, body, inference: &inference, ..*self };
        let text = callee.text(body.root?, 0, calls + 1);
        let args: Vec<ExprId> = args.collect();
        let given =
            |at: u32| args.get(at as usize).map_or_else(Text::unknown, |id| self.text(*id, 0, calls + 1));
        Some(text.given(given))
    }

    fn method(&self, id: ExprId, call: &MethodCall, depth: usize, calls: usize) -> Text {
        let again = |id: ExprId| self.text(id, depth + 1, calls);
        let own = match self.inference.callee(id) {
            Some(Callee::Model(model)) => Some(*model),
            _ => self.models(&call.name).next(),
        };
        let text = own.and_then(|model| model.template_text).and_then(|at| call.args.get(at));
        if let Some(place) = text.and_then(|&text| self.literal(text)) {
            return Text::of(Piece::Literal(Name::new(name_of_literal(place))));
        }
        let named = own.and_then(|model| model.template).and_then(|at| call.args.get(at));
        let keeps = own.is_some_and(|model| model.keeps_type || model.unwraps || model.replaces);
        match named {
            Some(&name) => again(name),
            // What changes a text's form only, or hands a failure on; `text.replace("{x}", x)` is the same file's.
            None if call.args.is_empty() || keeps => again(call.receiver),
            None => Text::unknown(),
        }
    }

    /// The models that a method may be, where only its name tells.
    fn models(&self, name: &Name) -> impl Iterator<Item = &'a FnModel> {
        let crates = self.crates;
        let is_near =
            move |model: &&FnModel| !model.typed && (model.krate == "std" || crates.contains(&model.krate));
        self.cx.types.catalog.models.methods(name).filter(is_near)
    }

    /// The place of the literal that an expression is.
    pub fn literal(&self, id: ExprId) -> Option<Span> {
        self.literal_at(id, 0)
    }

    fn literal_at(&self, id: ExprId, depth: usize) -> Option<Span> {
        match &self.body.expr(id).kind {
            ExprKind::Str(_) => Some(self.body.expr(id).span),
            ExprKind::Same(inner, _) => self.literal_at(*inner, depth),
            ExprKind::Path(..) if depth < MAX_CALLS => match self.inference.local(id) {
                Some(pat) => self.literal_at(self.init(pat)?, depth + 1),
                None => {
                    let Some(Callee::Value(value)) = self.inference.callee(id) else { return None };
                    self.cx.types.defs.value(*value).text.as_ref().map(|(_, place)| *place)
                }
            },
            ExprKind::MethodCall(call) if call.args.is_empty() => self.literal_at(call.receiver, depth),
            _ => None,
        }
    }

    /// The path of the file whose text an expression is.
    pub fn included(&self, id: ExprId) -> Option<Name> {
        let id = self.bare(id);
        match &self.body.expr(id).kind {
            ExprKind::Emission(emission) => emission.included.clone().filter(|_| emission.fields.is_empty()),
            ExprKind::Path(..) => match self.inference.callee(id) {
                Some(Callee::Value(value)) => self.cx.types.defs.value(*value).included.clone(),
                _ => self.binding(id).filter(|init| *init != id).and_then(|init| self.included(init)),
            },
            _ => None,
        }
    }

    /// The argument that an expression is as it came in.
    pub fn whole_argument(&self, id: ExprId) -> Option<u32> {
        self.argument(self.inference.local(self.bare(id))?)
    }

    /// The pairs that a loop goes through whose pattern binds these two names, as what stands for each in them.
    pub fn pairs(&self, first: ExprId, second: ExprId) -> Vec<(ExprId, ExprId)> {
        let local = |id: ExprId| self.inference.local(self.bare(id));
        let (Some(first), Some(second)) = (local(first), local(second)) else { return Vec::new() };
        let loops = self.body.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::For(pat, iter, _) => Some((*pat, *iter)),
            _ => None,
        });
        for (pat, iter) in loops {
            let PatKind::Tuple(_, parts, None) = &self.body.pat(pat).kind else { continue };
            let at = |wanted: PatId| parts.iter().position(|part| *part == wanted);
            let (Some(first), Some(second)) = (at(first), at(second)) else { continue };
            let pair = |&id: &ExprId| match &self.body.expr(self.bare(id)).kind {
                ExprKind::Tuple(parts) => Some((*parts.get(first)?, *parts.get(second)?)),
                _ => None,
            };
            return self.elements(iter).iter().filter_map(pair).collect();
        }
        Vec::new()
    }

    /// The elements of a list that is written in the function.
    fn elements(&self, id: ExprId) -> &'a [ExprId] {
        let mut id = self.bare(id);
        for _ in 0..MAX_DEPTH {
            id = self.bare(match &self.body.expr(id).kind {
                ExprKind::Array(parts) => return parts,
                ExprKind::Emission(emission)
                    if emission.effect == Effect::Text && emission.holes.is_empty() =>
                {
                    return &emission.operands;
                }
                ExprKind::MethodCall(call) if call.args.is_empty() => call.receiver,
                ExprKind::Call(_, args) if args.len() == 1 => args[0],
                ExprKind::Path(..) => match self.binding(id) {
                    Some(init) => init,
                    None => return &[],
                },
                _ => return &[],
            });
        }
        &[]
    }

    /// Whether an expression is the result of the call at a place, unwrapped or in another form.
    pub fn comes_from(&self, id: ExprId, place: Span) -> bool {
        let mut id = id;
        for _ in 0..MAX_DEPTH {
            if self.body.expr(id).span == place {
                return true;
            }
            id = match &self.body.expr(id).kind {
                ExprKind::Same(inner, _) | ExprKind::Try(inner) | ExprKind::Await(inner) => *inner,
                ExprKind::MethodCall(call) => call.receiver,
                ExprKind::Path(..) => match self.binding(id) {
                    Some(init) => init,
                    None => return false,
                },
                _ => return false,
            };
        }
        false
    }

    /// What a local that an expression names is bound to.
    pub fn binding(&self, id: ExprId) -> Option<ExprId> {
        self.init(self.inference.local(self.bare(id))?)
    }

    fn bare(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Same(inner, _) = self.body.expr(id).kind {
            id = inner;
        }
        id
    }

    /// What a local is bound to.
    fn init(&self, pat: PatId) -> Option<ExprId> {
        let blocks = self.body.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::Block(stmts, _) => Some(stmts),
            _ => None,
        });
        let is_it = |known: PatId| match self.body.pat(known).kind {
            PatKind::Typed(inner, _) => inner == pat,
            _ => known == pat,
        };
        blocks.flatten().find_map(|stmt| match stmt {
            Stmt::Let(known, _, init, _) if is_it(*known) => *init,
            _ => None,
        })
    }

    /// The index of the argument that a binding is.
    fn argument(&self, pat: PatId) -> Option<u32> {
        let function = self.cx.types.defs.function(self.id);
        let shift = u32::from(function.decl.receiver.is_some());
        let at = function.decl.params.iter().position(|param| param.pat == pat)?;
        Some(shift + at as u32)
    }

    /// The text of a constant of the workspace, or the path of the file that it is.
    fn constant(&self, id: ExprId) -> Text {
        let Some(Callee::Value(value)) = self.inference.callee(id) else { return Text::unknown() };
        let value = self.cx.types.defs.value(*value);
        let text = value.text.as_ref().map(|(text, _)| text).or(value.included.as_ref());
        text.map_or_else(Text::unknown, |text| Text::of(Piece::Literal(text.clone())))
    }
}
