//! What an expression's value holds.

use super::Interpreter;
use super::value::Value;
use crate::finding::Place;
use crate::hir::{Arm, ExprId, ExprKind, Name, PatId, PatKind, Stmt, TypeRef};
use crate::infer::TypeFact;
use crate::resolve::owner_name;
use crate::span::Span;
use std::rc::Rc;

impl Interpreter<'_> {
    /// Interprets an expression.
    pub(super) fn eval(&mut self, id: ExprId) -> Value {
        if self.fuel == 0 {
            return Value::default();
        }
        self.fuel -= 1;
        let body = self.body;
        let expr = body.expr(id);
        match &expr.kind {
            ExprKind::Path(path) => self.path_value(path, expr.span),
            ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Lit => Value::constant(),
            ExprKind::Call(callee, args) => self.call(*callee, args, expr.span),
            ExprKind::MethodCall(receiver, name, span, args) => {
                self.method_call(*receiver, name, *span, args, expr.span)
            }
            ExprKind::Field(base, name, span) => {
                let base = self.eval(*base);
                self.field(&base, name, *span)
            }
            ExprKind::Struct(path, fields, rest) => self.struct_literal(path, fields, *rest),
            ExprKind::Tuple(parts) => self.tuple(parts),
            ExprKind::Array(parts) => self.array(parts),
            ExprKind::Same(inner) => self.eval(*inner),
            ExprKind::Cast(inner, ty) => {
                let value = self.eval(*inner);
                if self.types.fact(ty) == TypeFact::NoDatum { Value::constant() } else { value }
            }
            ExprKind::Add(left, right) => {
                let (mut left, right) = (self.eval(*left).folded(), self.eval(*right));
                left.absorb(&right.folded());
                left.is_constant = left.origins.is_empty();
                left
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
                let items = self.eval(*iter);
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
                    self.returned.join(&value);
                }
                Value::default()
            }
            ExprKind::Emission(emission) => self.emission(emission, expr.span),
            ExprKind::Unknown(args) => {
                args.iter().for_each(|&arg| drop(self.eval(arg)));
                Value::default()
            }
        }
    }

    fn path_value(&mut self, path: &[Name], span: Span) -> Value {
        if let [name] = path {
            if let Some(value) = self.state.binding(name).and_then(|pat| self.state.value(pat)) {
                return (**value).clone();
            }
            if name.starts_with(|c: char| c.is_lowercase()) && self.is_unbound_capture(name) {
                let source = self.types.classify_binding(name, span, None, None);
                return Value { name: name.clone(), ..source.map(Value::of).unwrap_or_default() };
            }
        }
        match path.last().and_then(|name| self.cx.defs.value_named(name, self.cx.file)) {
            // The text of a constant is in the repository; only what an annotation says of it counts. What is filled
            // at run time is as good as any other declaration.
            Some(value)
                if self.is_filled(&value.ty)
                    || value.notes.annotations.iter().any(|(word, _)| word == "class") =>
            {
                let source =
                    self.types.classify_binding(&value.name, value.span, Some(&value.ty), Some(&value.notes));
                source.map(Value::of).unwrap_or_default()
            }
            _ => Value {
                // `None`, `Level::High`, `LIMIT`: a variant or a constant holds no datum.
                is_constant: path.len() > 1 || path.iter().any(|name| name.starts_with(char::is_uppercase)),
                ..Value::default()
            },
        }
    }

    /// Whether a static of this type gets its value at run time.
    fn is_filled(&self, ty: &TypeRef) -> bool {
        let is_literal = matches!(self.types.fact(ty), TypeFact::Text | TypeFact::NoDatum);
        !is_literal && matches!(self.types.peel(ty), TypeRef::Path(_, args) if !args.is_empty())
    }

    /// A name that no pattern of the body binds: what a macro brings into scope.
    fn is_unbound_capture(&self, name: &str) -> bool {
        !self.body.pats.iter().any(|pat| matches!(&pat.kind, PatKind::Bind(known, _) if known == name))
    }

    /// What a field of a value holds: what was put there, else what its declaration says, else what its name says.
    pub(super) fn field(&mut self, base: &Value, name: &Name, span: Span) -> Value {
        if let Some(part) = base.parts.get(name) {
            return (**part).clone();
        }
        let shown =
            if base.name.is_empty() { name.clone() } else { Name::new(format!("{}.{name}", base.name)) };
        if let Some((def, field)) = base.ty.as_ref().and_then(|ty| self.types.field(ty, name)) {
            let source = self.types.classify_field(def, field);
            let is_newtype = name.starts_with(|c: char| c.is_ascii_digit());
            let mut value = source.map(Value::of).unwrap_or_default();
            if is_newtype {
                value.absorb(base);
            }
            return Value { ty: Some(field.ty.clone()), name: shown, ..value };
        }
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return Value { name: shown, ty: tuple_part(base.ty.as_ref(), name), ..base.folded() };
        }
        if base.is_constant {
            return Value::constant();
        }
        let owner = base.name.rsplit(['.', ':']).next().unwrap_or("");
        let source = self.types.classify_member(if owner == "self" { "" } else { owner }, name, span);
        Value { name: shown, ..source.map(Value::of).unwrap_or_default() }
    }

    fn struct_literal(&mut self, path: &[Name], fields: &[(Name, ExprId)], rest: Option<ExprId>) -> Value {
        let mut value = rest.map(|rest| self.eval(rest)).unwrap_or_default();
        for (name, expr) in fields {
            let span = self.body.expr(*expr).span;
            let part = self.eval(*expr).after(span, format!("into the field `{name}`"));
            if !part.is_clean() || part.is_constant {
                value.parts.insert(name.clone(), Rc::new(part));
            }
        }
        let path = self.resolve_self(path);
        Value { ty: Some(TypeRef::Path(path, Vec::new())), is_constant: false, ..value }
    }

    fn tuple(&mut self, parts: &[ExprId]) -> Value {
        let parts = parts
            .iter()
            .enumerate()
            .map(|(at, &part)| (Name::from(at.to_string()), Rc::new(self.eval(part))));
        Value { parts: parts.collect(), is_plain: true, ..Value::default() }
    }

    fn array(&mut self, parts: &[ExprId]) -> Value {
        let mut whole = Value { is_constant: true, ..Value::default() };
        for &part in parts {
            let part = self.eval(part);
            whole.is_constant &= part.is_constant;
            whole.join(&part);
        }
        whole
    }

    fn assign(&mut self, left: ExprId, right: ExprId, appends: bool) -> Value {
        let span = self.body.expr(left).span;
        let value = self.eval(right).after(span, "assigned here");
        if let Some((pat, path)) = self.access_path(left) {
            match appends {
                true => self.state.append(pat, &path, &value.folded()),
                false => self.state.assign(pat, &path, value),
            }
        }
        Value::constant()
    }

    /// The binding and the fields that a place expression names.
    pub(super) fn access_path(&self, id: ExprId) -> Option<(PatId, Vec<Name>)> {
        match &self.body.expr(id).kind {
            ExprKind::Path(path) => match path.as_slice() {
                [name] => Some((self.state.binding(name)?, Vec::new())),
                _ => None,
            },
            ExprKind::Field(base, name, _) => {
                let (pat, mut path) = self.access_path(*base)?;
                path.push(name.clone());
                Some((pat, path))
            }
            ExprKind::Same(inner) => self.access_path(*inner),
            _ => None,
        }
    }

    /// `v["password"]` looks up; `s[..4]` shows so little that it is a mask.
    fn index(&mut self, base: ExprId, index: ExprId, span: Span) -> Value {
        let value = self.eval(base);
        match &self.body.expr(index).kind {
            ExprKind::Str(key) => {
                let source = self.types.classify_key(key, span);
                return source.map(Value::of).unwrap_or_default();
            }
            ExprKind::Range(start, Some(end)) if self.is_short(*start, *end) => return Value::constant(),
            _ => drop(self.eval(index)),
        }
        Value { name: value.name.clone(), ..value }
    }

    /// Whether a range covers at most [`MAX_PREFIX`] characters from the front.
    pub(super) fn is_short(&self, start: Option<ExprId>, end: ExprId) -> bool {
        let number = |id: ExprId| match self.body.expr(id).kind {
            ExprKind::Number(number) => Some(number),
            _ => None,
        };
        let start = start.map_or(Some(0), number);
        matches!((start, number(end)), (Some(start), Some(end)) if end.saturating_sub(start) <= super::emit::MAX_PREFIX)
    }

    fn branch(&mut self, cond: ExprId, then: ExprId, other: Option<ExprId>) -> Value {
        self.state.enter();
        self.eval(cond);
        let before = self.state.store.clone();
        let mut value = self.eval(then);
        self.state.leave();
        let after_then = std::mem::replace(&mut self.state.store, before);
        if let Some(other) = other {
            let other = self.eval(other);
            value.join(&other);
        }
        self.state.join(after_then);
        value
    }

    fn match_(&mut self, value: ExprId, arms: &[Arm]) -> Value {
        let scrutinee = self.eval(value);
        let before = self.state.store.clone();
        let mut result: Option<Value> = None;
        let mut stores = Vec::new();
        for arm in arms {
            self.state.store = before.clone();
            self.state.enter();
            self.bind(arm.pat, &scrutinee, false);
            arm.guard.iter().for_each(|&guard| drop(self.eval(guard)));
            let value = self.eval(arm.body);
            self.state.leave();
            match &mut result {
                Some(result) => result.join(&value),
                None => result = Some(value),
            }
            stores.push(std::mem::take(&mut self.state.store));
        }
        self.state.store = before;
        stores.into_iter().for_each(|store| self.state.join(store));
        result.unwrap_or_default()
    }

    /// A loop's body is read twice, so that what its end writes reaches its start.
    fn repeat(&mut self, mut round: impl FnMut(&mut Self)) -> Value {
        for _ in 0..2 {
            let before = self.state.store.clone();
            self.state.enter();
            round(self);
            self.state.leave();
            self.state.join(before);
        }
        Value::default()
    }

    fn block(&mut self, stmts: &[Stmt], tail: Option<ExprId>) -> Value {
        self.state.enter();
        for stmt in stmts {
            match stmt {
                Stmt::Let(pat, ty, init, other) => {
                    let mut value = init.map(|init| self.eval(init)).unwrap_or_default();
                    if let Some(given) = init.map(|init| self.body.expr(init).span)
                        && self.body.pat(*pat).span.contains(given)
                    {
                        // The binding is a macro's own, and what it is bound to was written at the call.
                        value = value.after_place(given, "given to the macro", Place::Argument);
                    }
                    if let Some(ty) = ty {
                        value.ty = Some(self.with_self(ty));
                    }
                    if let Some(other) = other {
                        let before = self.state.store.clone();
                        self.eval(*other);
                        self.state.store = before;
                    }
                    self.bind(*pat, &value, init.is_none());
                }
                Stmt::Expr(expr) => drop(self.eval(*expr)),
            }
        }
        let value = tail.map(|tail| self.eval(tail)).unwrap_or_default();
        self.state.leave();
        value
    }

    /// Reads a closure's body with its parameters bound.
    pub(super) fn closure(&mut self, params: &[PatId], body: ExprId, args: &[Value]) -> Value {
        self.state.enter();
        for (at, &param) in params.iter().enumerate() {
            let unknown = Value::default();
            self.bind(param, args.get(at).unwrap_or(&unknown), args.is_empty());
        }
        let value = self.eval(body);
        self.state.leave();
        value
    }

    /// Binds a pattern to a value. A binding whose value tells nothing is classified by its own name: always where it
    /// is a declaration (a parameter), else where the value is not known to be harmless.
    pub(super) fn bind(&mut self, pat: PatId, value: &Value, declares: bool) {
        let body = self.body;
        let place = body.pat(pat);
        match &place.kind {
            PatKind::Bind(name, sub) => {
                let value = self.bound(name, pat, place.span, value, declares);
                self.state.bind(name, pat, value);
                sub.iter().for_each(|&sub| {
                    self.bind(sub, &self.state.value(pat).map(|v| (**v).clone()).unwrap_or_default(), false)
                });
            }
            PatKind::Same(inner) => self.bind(*inner, value, declares),
            PatKind::Or(cases) => self.bind_cases(cases, value),
            PatKind::Slice(pats) => pats.iter().for_each(|&pat| self.bind(pat, value, false)),
            PatKind::Tuple(path, pats, rest) => self.bind_tuple(path, pats, *rest, value),
            PatKind::Struct(path, fields) => self.bind_struct(path, fields, value),
            PatKind::Other => {}
        }
    }

    fn bound(&mut self, name: &Name, pat: PatId, span: Span, value: &Value, declares: bool) -> Value {
        let mut bound = value.clone();
        let was = std::mem::replace(&mut bound.name, name.clone());
        if let (Some(passed), false) = (self.passed.get(&pat), bound.is_constant) {
            bound.absorb(&Value::of(passed.clone()));
            return bound;
        }
        if bound.is_clean() && !bound.is_constant && bound.closure.is_none() {
            // A name is asked where no declaration has spoken: that of a result, or of a value of unknown type.
            let is_open = declares || was.is_empty() || was.ends_with("()") || bound.ty.is_none();
            let source =
                is_open.then(|| self.types.classify_binding(name, span, bound.ty.as_ref(), None)).flatten();
            if let Some(source) = source {
                bound.absorb(&Value::of(source));
            }
        } else if !declares && was != *name {
            bound = bound.after(span, format!("as `{name}`"));
        }
        bound
    }

    /// The cases of an or-pattern bind the same names; the first binding of each name stands for all.
    fn bind_cases(&mut self, cases: &[PatId], value: &Value) {
        let mut joined: Vec<(Name, Value)> = Vec::new();
        for &case in cases {
            self.state.enter();
            self.bind(case, value, false);
            for (name, pat) in self.bindings(case) {
                let Some(value) = self.state.value(pat) else { continue };
                match joined.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => known.join(value),
                    None => joined.push((name, (**value).clone())),
                }
            }
            self.state.leave();
        }
        let Some(&first) = cases.first() else { return };
        for (name, pat) in self.bindings(first) {
            let value = joined.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
            self.state.bind(&name, pat, value.unwrap_or_default());
        }
    }

    fn bindings(&self, pat: PatId) -> Vec<(Name, PatId)> {
        let children: Vec<PatId> = match &self.body.pat(pat).kind {
            PatKind::Bind(name, sub) => {
                let mut found = vec![(name.clone(), pat)];
                found.extend(sub.iter().flat_map(|&sub| self.bindings(sub)));
                return found;
            }
            PatKind::Same(inner) => vec![*inner],
            PatKind::Or(pats) => pats.iter().take(1).copied().collect(),
            PatKind::Slice(pats) | PatKind::Tuple(_, pats, _) => pats.clone(),
            PatKind::Struct(_, fields) => fields.iter().map(|(_, pat)| *pat).collect(),
            PatKind::Other => Vec::new(),
        };
        children.into_iter().flat_map(|child| self.bindings(child)).collect()
    }

    fn bind_tuple(&mut self, path: &[Name], pats: &[PatId], rest: Option<usize>, value: &Value) {
        let fields = if path.is_empty() { None } else { self.types.variant_fields(&self.resolve_self(path)) };
        let length = fields.map(|(_, fields)| fields.len()).or(tuple_length(value)).unwrap_or(pats.len());
        for (at, &pat) in pats.iter().enumerate() {
            let index = match rest {
                Some(rest) if at >= rest => length.saturating_sub(pats.len() - at),
                _ => at,
            };
            let name = Name::from(index.to_string());
            let part = match (value.parts.get(&name), fields) {
                (Some(part), _) => (**part).clone(),
                (None, Some((def, fields))) => {
                    let field = fields.get(index);
                    let variant = path.last().map(Name::as_str).unwrap_or_default();
                    let source = field.and_then(|field| match def.is_enum {
                        true => self.types.classify_payload(def, variant, field),
                        false => self.types.classify_field(def, field),
                    });
                    let mut part = source.map(Value::of).unwrap_or_default();
                    part.absorb(value);
                    Value { ty: field.map(|field| field.ty.clone()), ..part }
                }
                // `Some(x)`, `Ok(x)` and extractors such as `Json(x)` hold what the whole holds.
                (None, None) if !path.is_empty() => {
                    let is_failure = path.last().is_some_and(|last| last == "Err");
                    if is_failure {
                        Value::constant()
                    } else {
                        Value { ty: inner_type(value.ty.as_ref(), path), ..value.clone() }
                    }
                }
                (None, None) => {
                    let ty = tuple_part(value.ty.as_ref(), &name);
                    // The name of a call speaks of its result as a whole, not of each part.
                    let whole = if value.is_named_result() { Value::default() } else { value.folded() };
                    Value { ty, name: Name::default(), ..whole }
                }
            };
            self.bind(pat, &part, path.is_empty() && value.is_clean());
        }
    }

    fn bind_struct(&mut self, path: &[Name], fields: &[(Name, PatId)], value: &Value) {
        let path = self.resolve_self(path);
        let known = self.types.variant_fields(&path);
        for (name, pat) in fields {
            let declared =
                known.and_then(|(def, fields)| Some((def, fields.iter().find(|field| field.name == *name)?)));
            let part = match (value.parts.get(name), declared) {
                (Some(part), _) => (**part).clone(),
                (None, Some((def, field))) => {
                    let source = match def.is_enum {
                        true => self.types.classify_payload(
                            def,
                            path.last().map(Name::as_str).unwrap_or_default(),
                            field,
                        ),
                        false => self.types.classify_field(def, field),
                    };
                    Value {
                        ty: Some(field.ty.clone()),
                        name: name.clone(),
                        ..source.map(Value::of).unwrap_or_default()
                    }
                }
                (None, None) => {
                    let owner = path.last().map(Name::as_str).unwrap_or_default();
                    let source = self.types.classify_member(owner, name, self.body.pat(*pat).span);
                    Value { name: name.clone(), ..source.map(Value::of).unwrap_or_default() }
                }
            };
            self.bind(*pat, &part, false);
        }
    }

    /// A path with `Self` replaced by the type around the function.
    pub(super) fn resolve_self(&self, path: &[Name]) -> Vec<Name> {
        let owner = owner_name(self.function);
        path.iter()
            .map(|name| owner.filter(|_| name == "Self").map_or_else(|| name.clone(), Name::new))
            .collect()
    }

    /// A type with `Self` replaced likewise.
    pub(super) fn with_self(&self, ty: &TypeRef) -> TypeRef {
        match ty {
            TypeRef::Path(path, args) => TypeRef::Path(self.resolve_self(path), args.clone()),
            TypeRef::Ref(inner) => TypeRef::Ref(Box::new(self.with_self(inner))),
            other => other.clone(),
        }
    }
}

fn tuple_length(value: &Value) -> Option<usize> {
    match (&value.ty, value.is_plain) {
        (Some(TypeRef::Tuple(parts)), _) => Some(parts.len()),
        (_, true) => Some(value.parts.len()),
        _ => None,
    }
}

fn tuple_part(ty: Option<&TypeRef>, index: &str) -> Option<TypeRef> {
    match ty? {
        TypeRef::Tuple(parts) => parts.get(index.parse::<usize>().ok()?).cloned(),
        TypeRef::Ref(inner) => tuple_part(Some(inner), index),
        _ => None,
    }
}

/// The type inside a one-field pattern such as `Some(x)` or `Json(x)`, where the value's type names it.
fn inner_type(ty: Option<&TypeRef>, pattern: &[Name]) -> Option<TypeRef> {
    match ty? {
        TypeRef::Path(path, args) => {
            let wraps = path.last() == pattern.last()
                || matches!(pattern.last().map(Name::as_str), Some("Some" | "Ok"));
            if wraps { args.first().cloned() } else { ty.cloned() }
        }
        TypeRef::Ref(inner) => inner_type(Some(inner), pattern),
        other => Some(other.clone()),
    }
}
