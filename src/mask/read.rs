//! Reads the body of a function for the texts that it makes of its input.
//!
//! This is no analysis of flows: it follows one text through the few steps that masks are made of, and says nothing
//! where it meets anything else.

use super::text::{Count, Guard, Piece, Shape};
use crate::catalog::Carries;
use crate::hir::{Body, Effect, Emission, ExprId, ExprKind, MethodCall, Name, PatId, PatKind, Stmt};
use crate::infer::{Callee, Inference, Inferences, SELF, Types};
use crate::resolve::FnId;
use crate::span::Span;
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeSet;

/// Functions that a mask is made with are read this deep.
const MAX_CALLS: usize = 3;
/// A function in which more is visited is no mask.
const MAX_VISITS: usize = 4000;

/// What a function makes of the text that is its `input`th argument, `self` first; `looked` takes note of the functions
/// that are read.
pub(super) fn read<'a>(
    types: &Types<'a>,
    inferences: &Inferences<'a>,
    (id, input): (FnId, usize),
    looked: &mut BTreeSet<FnId>,
) -> Option<Shape> {
    let function = types.defs.function(id);
    let span = function.span;
    let count = function.decl.params.len() + usize::from(function.decl.receiver.is_some());
    let given = |at: usize| Shape::of(if at == input { Piece::Input } else { Piece::Unknown }, span);
    let mut way = Way { visits: MAX_VISITS, looked };
    let arguments: Vec<Shape> = (0..count).map(given).collect();
    call(types, inferences, (id, 0), &arguments, &mut way)
}

/// What a call of a function gives, given its arguments.
fn call<'a>(
    types: &Types<'a>,
    inferences: &Inferences<'a>,
    (id, depth): (FnId, usize),
    arguments: &[Shape],
    way: &mut Way,
) -> Option<Shape> {
    way.looked.insert(id);
    let function = types.defs.function(id);
    let body = types.defs.body(id).filter(|_| depth < MAX_CALLS)?;
    let inference = inferences.get(id);
    let mut reader = Reader {
        types,
        inferences,
        inference: &inference,
        body,
        depth,
        known: HashMap::default(),
        returned: None,
        is_guarded: false,
        by_letter: false,
        way,
    };
    let shift = usize::from(function.decl.receiver.is_some());
    if shift == 1 {
        reader.known.insert(SELF, arguments.first()?.clone());
    }
    for (param, shape) in function.decl.params.iter().zip(arguments.iter().skip(shift)) {
        reader.bind(param.pat, shape.clone());
    }
    let result = reader.eval(body.root?);
    let result = if reader.is_guarded { result.guarded() } else { result };
    Some(match reader.returned.take() {
        Some(returned) => returned.or(result),
        None => result,
    })
}

struct Reader<'r, 'a, 'w> {
    types: &'r Types<'a>,
    inferences: &'r Inferences<'a>,
    inference: &'r Inference<'a>,
    body: &'r Body,
    depth: usize,
    known: HashMap<PatId, Shape>,
    returned: Option<Shape>,
    /// Whether a condition on the input is around.
    is_guarded: bool,
    /// Whether a loop over the letters of the input is around.
    by_letter: bool,
    way: &'r mut Way<'w>,
}

/// What is read to understand one function.
struct Way<'w> {
    /// How many expressions may still be visited.
    visits: usize,
    /// The functions that were read.
    looked: &'w mut BTreeSet<FnId>,
}

impl Reader<'_, '_, '_> {
    fn eval(&mut self, id: ExprId) -> Shape {
        let span = self.body.expr(id).span;
        let unknown = Shape::of(Piece::Unknown, span);
        if self.way.visits == 0 {
            return unknown;
        }
        self.way.visits -= 1;
        let shape = self.eval_kind(id, span, unknown);
        match &self.body.expr(id).kind {
            // Of several results, each has its own place.
            ExprKind::If(..) | ExprKind::Match(..) | ExprKind::Block(..) | ExprKind::Same(..) => shape,
            _ => shape.at(span),
        }
    }

    fn eval_kind(&mut self, id: ExprId, span: Span, unknown: Shape) -> Shape {
        let body = self.body;
        match &body.expr(id).kind {
            ExprKind::Str(_) | ExprKind::Lit => Shape::of(Piece::Constant, span),
            ExprKind::Number(number) => Shape::of(Piece::Number(*number), span),
            ExprKind::Path(path, _) => self.path(id, path, span),
            ExprKind::Same(inner, _) | ExprKind::Await(inner) | ExprKind::Unary(inner) => self.eval(*inner),
            ExprKind::Cast(inner, _) => self.eval(*inner),
            ExprKind::Try(inner) => self.eval(*inner).guarded(),
            // A field of `self` is the text that a type of one wraps.
            ExprKind::Field(base, name, _) => match (self.eval(*base), name.as_str()) {
                (Shape::Pair(left, _), "0") => *left,
                (Shape::Pair(_, right), "1") => *right,
                (shape, _) if shape.piece() == Some(Piece::Input) => shape,
                _ => unknown,
            },
            ExprKind::Tuple(items) => match items.as_slice() {
                [left, right] => Shape::Pair(Box::new(self.eval(*left)), Box::new(self.eval(*right))),
                _ => unknown,
            },
            ExprKind::Array(items) => self.row(items, span),
            ExprKind::Add(left, right) => {
                let (left, right) = (self.eval(*left), self.eval(*right));
                match (left.piece(), right.piece()) {
                    (Some(Piece::Length(_)), _) | (Some(Piece::Number(_)), Some(Piece::Number(_))) => unknown,
                    _ => left.then(&right, span),
                }
            }
            ExprKind::Binary(left, right) => {
                let (left, right) = (self.eval(*left), self.eval(*right));
                match (left.piece(), right.piece()) {
                    (Some(Piece::Length(less)), Some(Piece::Number(more))) => {
                        Shape::of(Piece::Length(less + more), span)
                    }
                    _ => unknown,
                }
            }
            ExprKind::Assign(place, value, is_added) => self.assign(*place, *value, *is_added, span),
            ExprKind::Index(base, index) => {
                let base = self.eval(*base);
                self.cut(base, *index).guarded_by(Guard::Sliced)
            }
            ExprKind::If(cond, then, other) => self.branches(*cond, *then, *other, span),
            ExprKind::Let(pat, value) => {
                let value = self.eval(*value).guarded();
                self.bind(*pat, value);
                unknown
            }
            ExprKind::Match(value, arms) => {
                let value = self.eval(*value).guarded();
                let was = std::mem::replace(&mut self.is_guarded, true);
                let results = arms.iter().map(|arm| {
                    self.bind(arm.pat, value.clone());
                    arm.guard.into_iter().for_each(|guard| drop(self.eval(guard)));
                    self.eval(arm.body).guarded()
                });
                let result = results.reduce(Shape::or).unwrap_or(unknown);
                self.is_guarded = was;
                result
            }
            ExprKind::Block(stmts, tail) => {
                let mut leaves = false;
                stmts.iter().for_each(|stmt| leaves |= self.statement(stmt));
                match tail {
                    Some(tail) => self.eval(*tail),
                    None if leaves => Shape::Text(Vec::new()),
                    None => unknown,
                }
            }
            ExprKind::Loop(cond, inner) => {
                cond.iter().for_each(|&cond| drop(self.eval(cond)));
                self.eval(*inner);
                unknown
            }
            ExprKind::For(pat, iter, inner) => {
                let items = self.eval(*iter);
                let is_letters = self.is_letters(*iter);
                let items = if is_letters { items.map(&Piece::letters) } else { items };
                self.bind(*pat, items);
                let was = std::mem::replace(&mut self.by_letter, is_letters);
                self.eval(*inner);
                self.by_letter = was;
                unknown
            }
            ExprKind::Leave(value) => {
                if let Some(value) = value {
                    let value = self.eval(*value);
                    let value = if self.is_guarded { value.guarded() } else { value };
                    self.returned = Some(match self.returned.take() {
                        Some(returned) => returned.or(value),
                        None => value,
                    });
                }
                Shape::Text(Vec::new())
            }
            ExprKind::Emission(emission) => self.emission(emission, span),
            ExprKind::MethodCall(method) => self.method(id, method, span),
            ExprKind::Call(callee, args) => self.function(id, *callee, args, span),
            ExprKind::Struct(_) | ExprKind::Range(..) | ExprKind::Closure(..) | ExprKind::Unknown(_) => {
                unknown
            }
        }
    }

    fn path(&self, id: ExprId, path: &[Name], span: Span) -> Shape {
        let local = self.inference.local(id).and_then(|pat| self.known.get(&pat));
        if let Some(Callee::Value(value)) = self.inference.callee(id)
            && let Some(number) = self.types.defs.value(*value).number
        {
            return Shape::of(Piece::Number(number), span);
        }
        let is_constant = path.last().is_some_and(|name| name.chars().all(|c| !c.is_lowercase()));
        let piece = if is_constant { Piece::Constant } else { Piece::Unknown };
        local.cloned().unwrap_or_else(|| Shape::of(piece, span))
    }

    /// Reads a statement; whether it leaves the function.
    fn statement(&mut self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Expr(value) => matches!(self.eval(*value), Shape::Text(rows) if rows.is_empty()),
            Stmt::Let(pat, _, value, otherwise) => {
                let Some(value) = value else { return false };
                let mut value = self.eval(*value);
                if let Some(otherwise) = otherwise {
                    let was = std::mem::replace(&mut self.is_guarded, true);
                    self.eval(*otherwise);
                    self.is_guarded = was;
                    value = value.guarded();
                }
                self.bind(*pat, value);
                false
            }
        }
    }

    fn bind(&mut self, pat: PatId, value: Shape) {
        let body = self.body;
        match &body.pat(pat).kind {
            PatKind::Bind(_, inner) => {
                inner.iter().for_each(|&inner| self.bind(inner, value.clone()));
                self.known.insert(pat, value);
            }
            PatKind::Same(inner) | PatKind::Typed(inner, _) => self.bind(*inner, value),
            PatKind::Tuple(path, pats, _) => match (value, pats.as_slice()) {
                (Shape::Pair(left, right), [first, second]) if path.is_empty() => {
                    self.bind(*first, *left);
                    self.bind(*second, *right);
                }
                (value, [only]) => self.bind(*only, value),
                // `(index, letter)`
                (value, [_, second]) if path.is_empty() => self.bind(*second, value),
                _ => {}
            },
            PatKind::Or(pats) => pats.iter().for_each(|&pat| self.bind(pat, value.clone())),
            PatKind::Struct(..) | PatKind::Slice(_) | PatKind::Other => {}
        }
    }

    /// `if cond { .. } else { .. }`; what follows a branch that leaves has been looked at too.
    fn branches(&mut self, cond: ExprId, then: ExprId, other: Option<ExprId>, span: Span) -> Shape {
        self.eval(cond);
        // What is asked of one letter says nothing of the whole.
        let is_guard = !self.by_letter;
        let was = self.is_guarded;
        self.is_guarded |= is_guard;
        let guarded = |shape: Shape| if is_guard { shape.guarded() } else { shape };
        let before = self.known.clone();
        if self.asks_for_nothing(cond) {
            // Nothing is given back there.
            let nothing = |piece: Piece| if piece.is_shown() { Piece::Constant } else { piece };
            self.known = before.iter().map(|(pat, shape)| (*pat, shape.clone().map(&nothing))).collect();
        }
        let then = guarded(self.eval(then));
        let changed = std::mem::replace(&mut self.known, before);
        let other = other.map(|other| guarded(self.eval(other)));
        for (pat, shape) in changed {
            let joined = match self.known.remove(&pat) {
                Some(known) if known != shape => known.or(shape),
                Some(known) => known,
                None => shape,
            };
            self.known.insert(pat, joined);
        }
        let leaves = |shape: &Shape| matches!(shape, Shape::Text(rows) if rows.is_empty());
        self.is_guarded = was || leaves(&then);
        match other {
            Some(other) => then.or(other),
            None => Shape::of(Piece::Unknown, span),
        }
    }

    /// Whether a condition asks whether a text is empty.
    fn asks_for_nothing(&self, cond: ExprId) -> bool {
        matches!(&self.body.expr(cond).kind, ExprKind::MethodCall(call) if call.name == "is_empty")
    }

    fn assign(&mut self, place: ExprId, value: ExprId, is_added: bool, span: Span) -> Shape {
        let value = self.eval(value);
        if let Some(pat) = self.inference.local(place) {
            let value = match self.known.get(&pat) {
                Some(known) if is_added => known.then(&value, span),
                _ => value,
            };
            self.known.insert(pat, value);
        }
        Shape::of(Piece::Constant, span)
    }

    /// Several pieces, one behind the other.
    fn row(&mut self, items: &[ExprId], span: Span) -> Shape {
        let mut row = Shape::of(Piece::Constant, span);
        for &item in items {
            let item = self.eval(item);
            row = row.then(&item, span);
        }
        row
    }

    fn emission(&mut self, emission: &Emission, span: Span) -> Shape {
        let mut text = Shape::of(Piece::Constant, span);
        for hole in &emission.holes {
            let mut value = self.eval(hole.value);
            if let Some(precision) = hole.precision {
                value = value.map(&|piece| piece.head(Count::Exactly(precision)));
            }
            text = text.then(&value, span);
        }
        let text = if self.is_guarded { text.guarded() } else { text };
        match (&emission.effect, emission.operands.first()) {
            (Effect::Text | Effect::TextAndSink(_), _) => text,
            (Effect::Into, Some(&buffer)) => {
                self.append(buffer, &text, span);
                Shape::of(Piece::Constant, span)
            }
            _ => Shape::of(Piece::Unknown, span),
        }
    }

    fn append(&mut self, buffer: ExprId, text: &Shape, span: Span) {
        let mut id = buffer;
        while let ExprKind::Same(inner, _) = self.body.expr(id).kind {
            id = inner;
        }
        if let Some(pat) = self.inference.local(id) {
            let known = self.known.get(&pat).cloned().unwrap_or(Shape::of(Piece::Constant, span));
            // What is added for each letter has the length of the input.
            let each = |piece: Piece| if piece == Piece::Constant { Piece::Stars } else { piece };
            let text = if self.by_letter { text.clone().map(&each) } else { text.clone() };
            self.known.insert(pat, known.then(&text, span));
        }
    }

    /// Cuts a range out of a text.
    fn cut(&mut self, text: Shape, index: ExprId) -> Shape {
        let ExprKind::Range(start, end) = self.body.expr(index).kind else {
            // One letter of many.
            return match self.eval(index).piece() {
                Some(Piece::Number(0)) => text.map(&|piece| piece.head(Count::Exactly(1))),
                _ => text.map(&|piece| if piece.is_shown() { Piece::Letters } else { piece }),
            };
        };
        let start = start.map(|start| self.eval(start).piece().unwrap_or(Piece::Unknown));
        let end = end.map(|end| self.eval(end).piece().unwrap_or(Piece::Unknown));
        text.map(&|piece| match (start, end) {
            (None | Some(Piece::Number(0)), None) => piece,
            (None | Some(Piece::Number(0)), Some(Piece::Number(end))) => piece.head(Count::Exactly(end)),
            (None, Some(Piece::Separator)) if piece == Piece::Input => Piece::Before,
            (Some(Piece::Separator), None) if piece == Piece::Input => Piece::After,
            (None, Some(Piece::Length(0))) => piece,
            (None, Some(_)) => piece.head(Count::Open),
            (Some(Piece::Length(from)), None | Some(Piece::Length(0))) => piece.tail(Count::Exactly(from)),
            (Some(Piece::Number(from)), None) => piece.rest(from),
            (Some(_), None) => piece.tail(Count::Open),
            (Some(_), Some(_)) if piece.is_shown() => Piece::Middle,
            _ => piece,
        })
    }

    fn function(&mut self, id: ExprId, callee: ExprId, args: &[ExprId], span: Span) -> Shape {
        let values: Vec<Shape> = args.iter().map(|&arg| self.eval(arg)).collect();
        let ExprKind::Path(path, _) = &self.body.expr(callee).kind else {
            return Shape::of(Piece::Unknown, span);
        };
        match self.inference.callee(id).cloned() {
            Some(Callee::Fns(ids)) => {
                let result = ids.first().and_then(|id| {
                    let of = (*id, self.depth + 1);
                    call(self.types, self.inferences, of, &values, self.way)
                });
                result.map_or(Shape::of(Piece::Unknown, span), |shape| shape.at(span))
            }
            Some(Callee::Model(model)) if model.sanitizes => Shape::of(Piece::Hash(!model.unkeyed), span),
            Some(Callee::Model(model)) if model.carries == Carries::Input && values.len() == 1 => {
                values[0].clone()
            }
            _ => match values.as_slice() {
                [] => Shape::of(Piece::Constant, span),
                // `Some(x)`, `String::from(x)`, `Cow::Borrowed(x)`
                [value] if wraps(path) => value.clone(),
                _ => Shape::of(Piece::Unknown, span),
            },
        }
    }

    fn method(&mut self, id: ExprId, method: &MethodCall, span: Span) -> Shape {
        let held = self.eval(method.receiver);
        if let Some(Callee::Fns(ids)) = self.inference.callee(id).cloned() {
            let mut values = vec![held];
            values.extend(method.args.iter().map(|&arg| self.eval(arg)));
            let result = ids
                .first()
                .and_then(|id| call(self.types, self.inferences, (*id, self.depth + 1), &values, self.way));
            return result.map_or(Shape::of(Piece::Unknown, span), |shape| shape.at(span));
        }
        match self.inference.callee(id) {
            Some(Callee::Model(model)) if model.absorbs => self.absorbed(method, &held, span),
            Some(Callee::Model(model)) if model.sanitizes => {
                // What something unknown was mixed into cannot be found by trying.
                let is_mixed = held.rows().iter().any(|row| row.pieces.contains(&Piece::Unknown));
                Shape::of(Piece::Hash(!model.unkeyed || is_mixed), span)
            }
            _ => self.step(method, held, span),
        }
    }

    /// `hasher.update(text)`: the hasher holds it beside what it holds; other texts count as a key.
    fn absorbed(&mut self, method: &MethodCall, held: &Shape, span: Span) -> Shape {
        let Some(&given) = method.args.first() else { return held.clone() };
        let key = |piece: Piece| if piece == Piece::Constant { Piece::Unknown } else { piece };
        let given = self.eval(given).map(&key);
        if self.inference.local(method.receiver).is_some() {
            self.append(method.receiver, &given, span);
        }
        held.then(&given, span)
    }

    /// A step that masks are made of, by the name of its method.
    fn step(&mut self, method: &MethodCall, held: Shape, span: Span) -> Shape {
        let arg = |reader: &mut Self, at: usize| {
            method.args.get(at).map(|&arg| reader.eval(arg)).unwrap_or(Shape::of(Piece::Unknown, span))
        };
        let count = |reader: &mut Self| match arg(reader, 0).piece() {
            Some(Piece::Number(number)) => Ok(number),
            Some(Piece::Length(less)) => Err(Some(less)),
            _ => Err(None),
        };
        match method.name.as_str() {
            "len" | "count" => Shape::of(Piece::Length(0), span),
            "find" | "rfind" | "position" if held.piece() == Some(Piece::Input) => {
                Shape::of(Piece::Separator, span).guarded()
            }
            "saturating_sub" | "checked_sub" | "wrapping_sub" => match (held.piece(), arg(self, 0).piece()) {
                (Some(Piece::Length(less)), Some(Piece::Number(more))) => {
                    Shape::of(Piece::Length(less + more), span)
                }
                _ => Shape::of(Piece::Unknown, span),
            },
            "take" => match count(self) {
                Ok(number) => held.map(&|piece| piece.head(Count::Exactly(number))),
                Err(_) => held.map(&|piece| piece.head(Count::Open)),
            },
            "skip" => match count(self) {
                Ok(0) => held,
                Ok(number) => held.map(&|piece| piece.rest(number)),
                Err(Some(less)) => held.map(&|piece| piece.tail(Count::Exactly(less))),
                _ => held.map(&|piece| piece.tail(Count::Open)),
            },
            "next" | "first" => held.map(&|piece| piece.head(Count::Exactly(1))).guarded(),
            "last" | "next_back" => held.map(&|piece| piece.tail(Count::Exactly(1))).guarded(),
            "nth" => match count(self) {
                Ok(0) => held.map(&|piece| piece.head(Count::Exactly(1))),
                _ => held.map(&|piece| if piece.is_shown() { Piece::Middle } else { piece }),
            },
            "rev" => held.map(&Piece::reversed),
            "get" => method.args.first().map_or(held.clone(), |&index| self.cut(held, index)).guarded(),
            "split_at" => match count(self) {
                Ok(number) => Shape::Pair(
                    Box::new(held.clone().map(&|piece| piece.head(Count::Exactly(number)))),
                    Box::new(held.map(&|piece| piece.rest(number))),
                ),
                Err(less) => {
                    let tail = less.map_or(Count::Open, Count::Exactly);
                    Shape::Pair(
                        Box::new(held.clone().map(&|piece| piece.head(Count::Open))),
                        Box::new(held.map(&|piece| piece.tail(tail))),
                    )
                }
            },
            "split_once" | "rsplit_once" => {
                let half = |to: Piece| held.clone().map(&|piece| if piece.is_shown() { to } else { piece });
                Shape::Pair(Box::new(half(Piece::Before)), Box::new(half(Piece::After))).guarded()
            }
            "repeat" => match (held.piece(), arg(self, 0).piece()) {
                (Some(Piece::Constant), Some(Piece::Length(_))) => Shape::of(Piece::Stars, span),
                (Some(Piece::Constant), Some(Piece::Number(_) | Piece::Constant)) => held,
                _ => Shape::of(Piece::Unknown, span),
            },
            "map" | "map_or" | "map_or_else" | "and_then" | "unwrap_or" | "unwrap_or_else" | "flat_map" => {
                self.closures(method, held, span)
            }
            "push_str" | "push" | "extend" => {
                let text = arg(self, 0);
                self.append(method.receiver, &text, span);
                Shape::of(Piece::Constant, span)
            }
            "replace_range" => self.replaced(method, held, span),
            name if KEEPING.contains(&name) => held,
            _ => Shape::of(Piece::Unknown, span),
        }
    }

    /// `map(|c| ..)`, `map_or(default, |x| ..)`, `unwrap_or(default)`: what the closure makes of what is held, or the
    /// default.
    fn closures(&mut self, method: &MethodCall, held: Shape, span: Span) -> Shape {
        let (body, mut results) = (self.body, Vec::new());
        let is_letters = self.is_letters(method.receiver);
        for &given in &method.args {
            match &body.expr(given).kind {
                ExprKind::Closure(params, inner) => {
                    params.iter().for_each(|&param| self.bind(param, held.clone()));
                    results.push(self.eval(*inner));
                }
                // `map(str::to_owned)` names a function.
                ExprKind::Path(..) if self.inference.callee(given).is_some() => results.push(held.clone()),
                _ => results.push(self.eval(given)),
            }
        }
        if method.name.starts_with("unwrap_or") {
            return results.into_iter().fold(held.guarded(), |one, other| one.or(other.guarded()));
        }
        let result = results.into_iter().reduce(Shape::or).unwrap_or(held);
        if !is_letters {
            return result.guarded();
        }
        // What each letter becomes: the same letter, or another that stands for it.
        let shows = result.rows().iter().flat_map(|row| &row.pieces).any(|piece| piece.is_shown());
        let stars = Shape::of(Piece::Stars, span);
        let hides = result.rows().iter().any(|row| row.pieces.iter().all(|piece| *piece == Piece::Constant));
        match (shows, hides) {
            (true, true) => Shape::of(Piece::Letters, span).then(&stars, span),
            (false, true) => stars,
            _ => result,
        }
    }

    /// Whether an expression goes through the letters of a text one by one.
    fn is_letters(&self, mut id: ExprId) -> bool {
        loop {
            match &self.body.expr(id).kind {
                ExprKind::MethodCall(call) if ITERATING.contains(&call.name.as_str()) => return true,
                ExprKind::MethodCall(call) if LEAVING.contains(&call.name.as_str()) => return false,
                ExprKind::MethodCall(call) => id = call.receiver,
                ExprKind::Same(inner, _) => id = *inner,
                _ => return false,
            }
        }
    }

    /// `text.replace_range(3..7, "****")`: what stands around the range is left.
    fn replaced(&mut self, method: &MethodCall, held: Shape, span: Span) -> Shape {
        let [range, with] = method.args.as_slice() else { return Shape::of(Piece::Unknown, span) };
        let ExprKind::Range(start, end) = self.body.expr(*range).kind else {
            return Shape::of(Piece::Unknown, span);
        };
        let start = start.map(|start| self.eval(start).piece());
        let end = end.map(|end| self.eval(end).piece());
        let head = match start {
            None | Some(Some(Piece::Number(0))) => Count::Exactly(0),
            Some(Some(Piece::Number(number))) => Count::Exactly(number),
            _ => Count::Open,
        };
        let tail = match end {
            None => Count::Exactly(0),
            Some(Some(Piece::Length(less))) => Count::Exactly(less),
            _ => Count::Open,
        };
        let with = self.eval(*with);
        let head = held.clone().map(&|piece| piece.head(head)).then(&with, span);
        let behind = match end {
            Some(Some(Piece::Number(number))) => held.map(&|piece| piece.rest(number)),
            _ => held.map(&|piece| piece.tail(tail)),
        };
        let left = head.then(&behind, span).guarded_by(Guard::Sliced);
        if let Some(pat) = self.inference.local(method.receiver) {
            self.known.insert(pat, left);
        }
        Shape::of(Piece::Constant, span)
    }
}

/// Methods whose result is their receiver in another form.
const KEEPING: &[&str] = &[
    "to_string",
    "to_owned",
    "into",
    "clone",
    "as_str",
    "as_ref",
    "as_bytes",
    "to_vec",
    "trim",
    "trim_start",
    "trim_end",
    "to_lowercase",
    "to_uppercase",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "chars",
    "bytes",
    "char_indices",
    "enumerate",
    "collect",
    "iter",
    "into_iter",
    "filter",
    "copied",
    "cloned",
    "unwrap",
    "expect",
    "ok",
    "ok_or",
    "ok_or_else",
    "unwrap_or_default",
    "concat",
    "join",
    "into_string",
    "to_string_lossy",
    "as_deref",
    "borrow",
    "deref",
    "into_owned",
    "chain",
    "into_boxed_str",
    "peekable",
];
/// Methods that give the letters of a text.
const ITERATING: &[&str] = &["chars", "bytes", "char_indices", "graphemes"];
/// Methods behind which a single value is left.
const LEAVING: &[&str] = &[
    "next",
    "last",
    "nth",
    "first",
    "get",
    "collect",
    "find",
    "split_once",
    "rsplit_once",
    "next_back",
    "count",
];

/// Whether a function's result is what it is given: `Some`, `String::from`, `Cow::Owned`.
fn wraps(path: &[Name]) -> bool {
    let last = path.last().map_or("", Name::as_str);
    last.starts_with(char::is_uppercase) || matches!(last, "from" | "new")
}
