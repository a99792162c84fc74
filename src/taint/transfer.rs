//! What an expression's value holds.

use super::Interpreter;
use super::value::Value;
use crate::finding::Place;
use crate::hir::{Arm, ExprId, ExprKind, Name, PatId, Stmt, joined};
use crate::infer::{Callee, Ty, TypeFact};
use crate::span::Span;
use std::sync::Arc;

/// From so many arms on, what one of them gives says little about the whole.
const MANY_ARMS: usize = 4;
/// The type of one character.
const CHAR: &str = "char";
/// So many characters at the end of a number are the form in which it may be shown.
const MAX_TAIL: u32 = 4;

impl<'a> Interpreter<'a, '_> {
    /// Interprets an expression. What cannot be a datum by its type holds none.
    pub(super) fn eval(&mut self, id: ExprId) -> Value {
        if self.fuel == 0 {
            return Value::default();
        }
        self.fuel -= 1;
        let value = self.transfer(id);
        if value.is_empty() || value.handle.is_some() || value.closure.is_some() {
            return value;
        }
        let ty = self.inference.expr(id);
        let is_call = matches!(self.body.expr(id).kind, ExprKind::Call(..) | ExprKind::MethodCall(_));
        if is_call && self.types.is_numeric(ty) && !value.is_named_result() {
            return Value::default();
        }
        if self.takes_one_character(id, ty) {
            return Value::constant();
        }
        if matches!(self.body.expr(id).kind, ExprKind::Field(..)) && self.types.is_numeric(ty) {
            return value.as_declared();
        }
        let (success, failure) = value.apart();
        let success = match self.types.fact(ty) {
            TypeFact::NoDatum => Value::constant(),
            _ => success,
        };
        match failure {
            Some(failure) if self.may_fail(ty) => success.with_failure(Some(failure)),
            _ => success,
        }
    }

    fn transfer(&mut self, id: ExprId) -> Value {
        let body = self.body;
        let expr = body.expr(id);
        match &expr.kind {
            ExprKind::Path(path, _) => self.path_value(id, path, expr.span),
            ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Lit => Value::constant(),
            ExprKind::Call(callee, args) => self.call(id, *callee, args, expr.span),
            ExprKind::MethodCall(call) => self.method_call(id, call, expr.span),
            ExprKind::Field(base, name, span) => {
                let value = self.eval(*base);
                self.field(&value, *base, name, *span)
            }
            ExprKind::Struct(literal) if literal.path.is_empty() => {
                self.data_literal(&literal.fields, literal.rest)
            }
            ExprKind::Struct(literal) => self.struct_literal(id, &literal.fields, literal.rest),
            ExprKind::Tuple(parts) => self.tuple(parts),
            ExprKind::Array(parts) => self.array(parts),
            ExprKind::Try(inner) => self.succeeded(*inner),
            ExprKind::Same(inner, _) | ExprKind::Await(inner) => self.eval(*inner),
            ExprKind::Cast(inner, _) => self.eval(*inner),
            ExprKind::Add(left, right) => {
                let (mut left, right) = (self.eval(*left).folded(), self.eval(*right));
                left.absorb(&right.folded());
                left.is_constant = left.origins.is_empty() && right.is_constant;
                left.altered()
            }
            ExprKind::Unary(inner) => {
                self.eval(*inner);
                Value::constant()
            }
            ExprKind::Binary(left, right) => {
                self.eval(*left);
                self.eval(*right);
                Value::constant()
            }
            ExprKind::Assign(left, right, appends) => self.assign(*left, *right, *appends),
            ExprKind::Index(base, index) => self.index(*base, *index, expr.span),
            ExprKind::Range(start, end) => {
                start.iter().chain(end).for_each(|&bound| drop(self.eval(bound)));
                Value::constant()
            }
            ExprKind::If(cond, then, other) => self.branch(*cond, *then, *other),
            ExprKind::Let(pat, value) => {
                let value = self.eval(*value);
                self.bind(*pat, &value, false);
                Value::constant()
            }
            ExprKind::Match(value, arms) => self.match_(*value, arms),
            ExprKind::Loop(cond, body) => self.repeat(|cx| {
                cond.iter().for_each(|&cond| drop(cx.eval(cond)));
                cx.eval(*body);
            }),
            ExprKind::For(pat, iter, body) => {
                let items = self.items(*iter);
                self.repeat(|cx| {
                    cx.bind(*pat, &items, false);
                    cx.eval(*body);
                })
            }
            ExprKind::Block(stmts, tail) => self.block(stmts, *tail),
            ExprKind::Closure(params, body) => {
                let value = self.closure(params, *body, &[]);
                Value { closure: Some(id), origins: value.origins, ..Value::default() }
            }
            ExprKind::Leave(value) => {
                if let Some(value) = value {
                    let value = self.eval(*value);
                    self.give_back(&value);
                }
                Value::constant()
            }
            ExprKind::Emission(emission) => self.emission(emission, expr.span),
            ExprKind::Unknown(args) => {
                args.iter().for_each(|&arg| drop(self.eval(arg)));
                Value::default()
            }
        }
    }

    fn path_value(&mut self, id: ExprId, path: &[Name], span: Span) -> Value {
        if let Some(pat) = self.inference.local(id) {
            return self.state.value(pat).map(|value| (**value).clone()).unwrap_or_default();
        }
        match (path, self.inference.callee(id)) {
            ([name], None) if name.starts_with(|c: char| c.is_lowercase()) => {
                // A name that no pattern of the body binds: what a macro brings into scope.
                let source = self.types.classify_binding(name, span, None, None).map(Arc::new);
                return Value { name: name.clone(), ..source.map(Value::of).unwrap_or_default() };
            }
            (_, Some(Callee::Value(value))) => {
                let (def, ty) = (self.types.defs.value(*value), self.types.signatures.value(*value));
                // The text of a constant is in the repository; only what an annotation says of it counts. What is
                // filled at run time is as good as any other declaration.
                if def.notes.annotations.iter().any(|(word, _)| word == "class") || self.is_filled(&def.ty) {
                    let source =
                        self.types.classify_binding(&def.name, def.span, Some(&ty), Some(&def.notes));
                    return source.map(|source| Value::of(Arc::new(source))).unwrap_or_default();
                }
            }
            _ => {}
        }
        Value {
            // `None`, `Level::High`, `LIMIT`: a variant or a constant holds no datum.
            is_constant: path.len() > 1 || path.iter().any(|name| name.starts_with(char::is_uppercase)),
            ..Value::default()
        }
    }

    /// Whether a static of this type, as written, gets its value at run time.
    fn is_filled(&self, ty: &crate::hir::TypeRef) -> bool {
        matches!(ty, crate::hir::TypeRef::Path(_, args) if !args.is_empty())
    }

    /// What a field of a value holds: what was put there, else what its declaration says, else what its name says.
    pub(super) fn field(&mut self, value: &Value, base: ExprId, name: &Name, span: Span) -> Value {
        let shown = if value.name.is_empty() { name.clone() } else { joined([&value.name, ".", name]) };
        if let Some(part) = value.parts.get(name) {
            return Value { name: shown, ..(**part).clone() };
        }
        let ty = self.inference.expr(base);
        let is_numbered = name.starts_with(|c: char| c.is_ascii_digit());
        if let Some((id, at)) = self.types.field_at(ty, name) {
            let source = self.cx.classes.get(id, 0, at).cloned();
            let mut part = source.map(Value::of).unwrap_or_default();
            if is_numbered && part.is_clean() {
                part.absorb(value);
            }
            if part.origins.is_empty() {
                part.origins = value.ports_of(name);
            }
            return Value { name: shown, ..part };
        }
        if is_numbered {
            return Value { name: shown, ..value.folded() };
        }
        if value.is_constant {
            return Value::constant();
        }
        if let Ty::Extern(_, of, _) = self.types.peel(ty)
            && let Some(source) = self.types.modelled_field(of, name, span)
        {
            return Value { name: shown, ..Value::of(Arc::new(source)) };
        }
        let owner = value.name.rsplit(['.', ':']).next().unwrap_or("");
        let owner = if owner == "self" { "" } else { owner };
        match self.types.classify_member(owner, name, span) {
            Some(source) => Value { name: shown, ..Value::of(Arc::new(source)) },
            None => Value { name: shown, origins: value.ports_of(name), ..Value::default() },
        }
    }

    fn struct_literal(&mut self, id: ExprId, fields: &[(Name, ExprId)], rest: Option<ExprId>) -> Value {
        let of = match self.inference.callee(id) {
            Some(Callee::Constructor(of, variant)) => Some((*of, *variant as usize)),
            _ => None,
        };
        let variant = of.map(|(of, variant)| (self.types.defs.type_def(of), variant));
        let mut value = rest.map(|rest| self.eval(rest)).unwrap_or_default();
        for (name, expr) in fields {
            let span = self.body.expr(*expr).span;
            let mut part = self.eval(*expr).after(span, || joined(["into the field `", name, "`"]));
            if self.types.names_fact(name) {
                // A field for a path, a name or a count hardly takes the datum.
                part.weaken();
            }
            if !part.is_empty() || part.is_constant {
                let key = variant.map_or(name.clone(), |(def, at)| def.decl.part(at, name));
                value.set(&[key], part);
            }
        }
        if let Some((of, _)) = of {
            let span = self.body.expr(id).span;
            self.template_value(of, &value, span, fields);
        }
        Value { is_constant: false, name: Name::default(), ..value }
    }

    fn tuple(&mut self, parts: &[ExprId]) -> Value {
        if let [name, text] = *parts
            && *self.includes.get_or_init(|| super::has_included(self.body))
        {
            self.paired(name, text);
        }
        let parts: Vec<Value> = parts.iter().map(|&part| self.eval(part)).collect();
        let is_constant = parts.iter().all(|part| part.is_constant);
        let parts =
            parts.into_iter().enumerate().map(|(at, part)| (Name::from(at.to_string()), Arc::new(part)));
        Value { parts: parts.collect(), is_plain: true, is_constant, ..Value::default() }
    }

    fn array(&mut self, parts: &[ExprId]) -> Value {
        let mut whole = Value { is_constant: true, ..Value::default() };
        for &part in parts {
            let part = self.eval(part);
            whole.join(&Value { name: Name::default(), ..part });
        }
        whole
    }

    fn assign(&mut self, left: ExprId, right: ExprId, appends: bool) -> Value {
        let value = self.eval(right);
        match self.access_path(left) {
            Some((pat, path)) if appends => self.fill(pat, &path, &value.folded()),
            Some((pat, path)) => self.rebind(pat, &path, value),
            None => drop(self.eval(left)),
        }
        Value::constant()
    }

    /// The binding and the row of fields that an expression names.
    pub(super) fn access_path(&self, id: ExprId) -> Option<(PatId, Vec<Name>)> {
        match &self.body.expr(id).kind {
            ExprKind::Path(..) => Some((self.inference.local(id)?, Vec::new())),
            ExprKind::Field(base, name, _) => {
                let (pat, mut path) = self.access_path(*base)?;
                path.push(name.clone());
                Some((pat, path))
            }
            // `data["key"]`
            ExprKind::Index(base, key) => {
                let ExprKind::Str(key) = &self.body.expr(*key).kind else { return None };
                let (pat, mut path) = self.access_path(*base)?;
                path.push(key.clone());
                Some((pat, path))
            }
            ExprKind::Same(inner, _) => self.access_path(*inner),
            _ => None,
        }
    }

    /// `v["password"]` looks up; `s[..4]` shows so little that it is a mask.
    fn index(&mut self, base: ExprId, index: ExprId, span: Span) -> Value {
        let value = self.eval(base);
        match &self.body.expr(index).kind {
            ExprKind::Str(key) => {
                if let Some(part) = value.parts.get(key) {
                    return (**part).clone();
                }
                let source = self.types.classify_key(key, span).map(Arc::new);
                return source.map(Value::of).unwrap_or_default();
            }
            ExprKind::Range(start, Some(end)) if self.is_short(*start, *end) => return Value::constant(),
            ExprKind::Range(Some(start), None) if self.is_tail(*start) => return Value::constant(),
            ExprKind::Range(..) => {
                self.eval(index);
                return value.altered();
            }
            _ => drop(self.eval(index)),
        }
        Value { name: value.name.clone(), ..value }
    }

    /// Whether an expression is one character out of several, which tells nothing.
    fn takes_one_character(&self, id: ExprId, ty: &Ty<'a>) -> bool {
        let is_one = |ty: &Ty<'a>| self.types.success(ty).extern_name().is_some_and(|name| *name == CHAR);
        let of = match &self.body.expr(id).kind {
            ExprKind::MethodCall(call) => call.receiver,
            ExprKind::Index(base, _) => *base,
            _ => return false,
        };
        is_one(ty) && !is_one(self.inference.expr(of))
    }

    /// Whether a range begins a few characters before the end: `x.len() - 4`.
    fn is_tail(&self, start: ExprId) -> bool {
        let few = |id: ExprId| matches!(self.peeled(id).kind, ExprKind::Number(count) if count <= MAX_TAIL);
        let is_length = |id: ExprId| match &self.peeled(id).kind {
            ExprKind::MethodCall(call) => {
                call.args.is_empty() && self.types.catalog.lexicon.is_fact(&call.name)
            }
            ExprKind::Path(path, _) => {
                path.last().is_some_and(|name| self.types.catalog.lexicon.is_fact(name))
            }
            _ => false,
        };
        match &self.peeled(start).kind {
            ExprKind::Binary(length, count) => is_length(*length) && few(*count),
            ExprKind::MethodCall(call) => {
                is_length(call.receiver) && call.args.iter().all(|&count| few(count))
            }
            _ => false,
        }
    }

    /// Whether a range covers at most [`super::show::MAX_PREFIX`] characters from the front.
    pub(super) fn is_short(&self, start: Option<ExprId>, end: ExprId) -> bool {
        let number = |id: ExprId| match self.body.expr(id).kind {
            ExprKind::Number(number) => Some(number),
            _ => None,
        };
        let start = start.map_or(Some(0), number);
        let most = super::show::MAX_PREFIX;
        matches!((start, number(end)), (Some(start), Some(end)) if end.saturating_sub(start) <= most)
    }

    fn branch(&mut self, cond: ExprId, then: ExprId, other: Option<ExprId>) -> Value {
        self.eval(cond);
        let mark = self.state.mark();
        let mut value = self.eval(then);
        let after_then = self.state.take_back(mark);
        match other {
            Some(other) => {
                let other = self.eval(other);
                value.join(&other);
            }
            None => value = Value::constant(),
        }
        self.state.join(after_then);
        value
    }

    fn match_(&mut self, value: ExprId, arms: &[Arm]) -> Value {
        let scrutinee = self.eval(value);
        let mut result: Option<Value> = None;
        let (mut branches, mut known) = (Vec::new(), 0);
        for arm in arms {
            let mark = self.state.mark();
            self.bind(arm.pat, &scrutinee, false);
            arm.guard.iter().for_each(|&guard| drop(self.eval(guard)));
            let value = self.eval(arm.body);
            known += usize::from(!value.is_clean());
            match &mut result {
                Some(result) => result.join(&value),
                None => result = Some(value),
            }
            branches.push(self.state.take_back(mark));
        }
        branches.into_iter().for_each(|changes| self.state.join(changes));
        let mut result = result.unwrap_or_default();
        // One of many arms is taken: where fewer than half give a datum, it is only possible.
        if arms.len() >= MANY_ARMS && known * 2 < arms.len() {
            result.weaken();
        }
        result
    }

    /// A loop's body is read twice where its end writes something that its start may read.
    fn repeat(&mut self, mut round: impl FnMut(&mut Self)) -> Value {
        for _ in 0..2 {
            let mark = self.state.mark();
            round(self);
            let has_changed = self.state.has_changed(mark);
            self.state.join_before(mark);
            if !has_changed {
                break;
            }
        }
        Value::default()
    }

    fn block(&mut self, stmts: &[Stmt], tail: Option<ExprId>) -> Value {
        for stmt in stmts {
            match stmt {
                Stmt::Let(pat, _, init, other) => {
                    let mut value = init.map(|init| self.eval(init)).unwrap_or_default();
                    if let Some(given) = init.map(|init| self.body.expr(init).span)
                        && self.body.pat(*pat).span.contains(given)
                    {
                        // The binding is a macro's own, and what it is bound to was written at the call.
                        value = value.after_place(given, || "given to the macro".into(), Place::Argument);
                    }
                    if let Some(other) = other {
                        let mark = self.state.mark();
                        self.eval(*other);
                        self.state.take_back(mark);
                    }
                    self.bind(*pat, &value, init.is_none());
                }
                Stmt::Expr(expr) => drop(self.eval(*expr)),
            }
        }
        tail.map(|tail| self.eval(tail)).unwrap_or_else(Value::constant)
    }

    /// Reads a closure's body with its parameters bound. What it returns is its own, not the function's.
    pub(super) fn closure(&mut self, params: &[PatId], body: ExprId, args: &[Value]) -> Value {
        for (at, &param) in params.iter().enumerate() {
            let unknown = Value::default();
            self.bind(param, args.get(at).unwrap_or(&unknown), args.is_empty());
        }
        let outer = self.returned.take();
        let mut value = self.eval(body);
        if let Some(early) = std::mem::replace(&mut self.returned, outer) {
            value.join(&early);
        }
        value
    }
}
