//! What patterns bind.

use super::Interpreter;
use super::value::{Origin, Value};
use crate::classify::Evidence;
use crate::hir::{ExprId, ExprKind, Name, PatId, PatKind, joined};
use crate::infer::{SELF, Ty, TypeFact};
use crate::resolve::TypeId;
use crate::span::Span;
use ecow::eco_vec;
use std::sync::Arc;

impl<'a> Interpreter<'a, '_> {
    /// Binds a pattern to a value. A binding whose value tells nothing is classified by its own name: always where it
    /// is a declaration (a parameter), else where the value is not known to be harmless.
    pub(super) fn bind(&mut self, pat: PatId, value: &Value, declares: bool) {
        let body = self.body;
        let place = body.pat(pat);
        match &place.kind {
            PatKind::Bind(name, sub) => {
                let bound = self.bound(name, pat, place.span, value, declares);
                if let Some(sub) = sub {
                    self.bind(*sub, &bound, false);
                }
                self.state.bind(pat, bound);
            }
            PatKind::Same(inner) | PatKind::Typed(inner, _) => self.bind(*inner, value, declares),
            PatKind::Or(cases) => self.bind_cases(cases, value),
            PatKind::Slice(pats) => pats.iter().for_each(|&pat| self.bind(pat, value, false)),
            PatKind::Tuple(path, pats, rest) => self.bind_tuple(pat, path, pats, *rest, value, declares),
            PatKind::Struct(path, fields) => self.bind_struct(pat, path, fields, value),
            PatKind::Other => {}
        }
    }

    fn bound(&mut self, name: &Name, pat: PatId, span: Span, value: &Value, declares: bool) -> Value {
        let ty = self.inference.pat(pat);
        if self.types.fact(ty) == TypeFact::NoDatum && value.handle.is_none() {
            let harmless = Value { name: name.clone(), ..Value::constant() };
            return harmless.with_failure(value.failure().filter(|_| self.may_fail(ty)).cloned());
        }
        let (mut bound, failure) = value.clone().apart();
        if let Some(failure) = failure.filter(|_| self.may_fail(ty)) {
            let success = self.bound(name, pat, span, &bound, declares);
            return success.with_failure(Some(failure));
        }
        if self.types.is_numeric(ty) {
            bound = bound.as_declared();
        }
        let was = std::mem::replace(&mut bound.name, name.clone());
        if self.types.names_fact(name) && !self.types.names_address(name) {
            // What a call gives is what it is bound as, where only the names of both tell.
            bound.weaken_but(&|origin| !is_named_by_call(origin));
        }
        if self.types.is_mere_address(ty, name)
            && !(was.is_empty() || bound.is_constant || was.ends_with("()"))
        {
            bound.name = was.clone();
        }
        if let (Some(passed), false) = (self.passed.get(&pat), bound.is_constant) {
            bound.declared(passed.clone());
            return bound;
        }
        if bound.is_clean() && !bound.is_constant && bound.closure.is_none() && bound.handle.is_none() {
            // A name is asked where no declaration has spoken: that of a result, or of a value of unknown type.
            let has_spoken = was.contains('.') && !was.ends_with("()") && !ty.is_unknown();
            let is_open = declares || !has_spoken;
            let source = is_open.then(|| self.types.classify_local(name, span, ty, &self.path)).flatten();
            if let Some(source) = source {
                bound.declared(source);
            }
        } else if !declares && was != *name {
            bound = bound.after(span, || joined(["as `", name, "`"]));
        }
        bound
    }

    /// Puts a value in the place of what a binding holds.
    pub(super) fn rebind(&mut self, pat: PatId, path: &[Name], value: Value) {
        let is_told = !value.is_clean() || value.is_constant;
        self.state.assign(pat, path, value);
        if path.is_empty() && !is_told {
            self.name_decides(pat);
        }
    }

    /// Adds to what a binding holds.
    pub(super) fn fill(&mut self, pat: PatId, path: &[Name], value: &Value) {
        let began_now = !value.is_constant && self.is_literal(pat);
        self.state.append(pat, path, value);
        if began_now {
            self.name_decides(pat);
        }
    }

    /// Whether a binding holds what stands in the program; once it is written to its name counts.
    fn is_literal(&self, pat: PatId) -> bool {
        self.state.value(pat).is_some_and(|value| value.is_constant)
    }

    /// Notes that a function whose code is not here may write to what it is lent by `&mut`.
    pub(super) fn lend(&mut self, args: &[ExprId]) {
        for &arg in args {
            if let ExprKind::Same(lent, true) = self.body.expr(arg).kind
                && let Some((pat, _)) = self.access_path(lent).filter(|(_, path)| path.is_empty())
                && self.is_literal(pat)
            {
                self.name_decides(pat);
            }
        }
    }

    /// Says what a binding holds by its name, where nothing that was put there tells.
    fn name_decides(&mut self, pat: PatId) {
        if pat == SELF {
            return;
        }
        let place = self.body.pat(pat);
        let (Some(held), PatKind::Bind(name, _)) = (self.state.value(pat), &place.kind) else { return };
        let held = Value { is_constant: false, ..(**held).clone() };
        let bound = self.bound(name, pat, place.span, &held, false);
        self.state.bind(pat, bound);
    }

    /// The cases of an or-pattern bind the same names: each of them holds what any case gives.
    fn bind_cases(&mut self, cases: &[PatId], value: &Value) {
        let mut joined: Vec<(Name, Value)> = Vec::new();
        for &case in cases {
            self.bind(case, value, false);
            for (name, pat) in self.bindings(case) {
                let Some(value) = self.state.value(pat) else { continue };
                match joined.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, known)) => known.join(value),
                    None => joined.push((name, (**value).clone())),
                }
            }
        }
        let bindings: Vec<_> = cases.iter().flat_map(|&case| self.bindings(case)).collect();
        for (name, pat) in bindings {
            let value = joined.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
            self.state.bind(pat, value.unwrap_or_default());
        }
    }

    /// The names that a pattern binds.
    pub(super) fn bindings(&self, pat: PatId) -> Vec<(Name, PatId)> {
        let children: Vec<PatId> = match &self.body.pat(pat).kind {
            PatKind::Bind(name, sub) => {
                let mut found = vec![(name.clone(), pat)];
                found.extend(sub.iter().flat_map(|&sub| self.bindings(sub)));
                return found;
            }
            PatKind::Same(inner) | PatKind::Typed(inner, _) => vec![*inner],
            PatKind::Or(pats) => pats.iter().take(1).copied().collect(),
            PatKind::Slice(pats) | PatKind::Tuple(_, pats, _) => pats.clone(),
            PatKind::Struct(_, fields) => fields.iter().map(|(_, pat)| *pat).collect(),
            PatKind::Other => Vec::new(),
        };
        children.into_iter().flat_map(|child| self.bindings(child)).collect()
    }

    /// The struct or variant that a pattern takes apart.
    fn variant(&self, pat: PatId) -> Option<(TypeId, usize)> {
        self.inference.variant(pat).map(|(id, variant)| (id, variant as usize))
    }

    fn bind_tuple(
        &mut self,
        whole: PatId,
        path: &[Name],
        pats: &[PatId],
        rest: Option<usize>,
        value: &Value,
        declares: bool,
    ) {
        let known = self.variant(whole);
        let length = match known {
            Some((id, variant)) => self.types.defs.type_def(id).decl.variants[variant].fields.len(),
            None => tuple_length(self.inference.pat(whole), value).unwrap_or(pats.len()),
        };
        for (at, &pat) in pats.iter().enumerate() {
            let index = match rest {
                Some(rest) if at >= rest => length.saturating_sub(pats.len() - at),
                _ => at,
            };
            let name = Name::from(index.to_string());
            let name =
                known.map_or(name.clone(), |(id, at)| self.types.defs.type_def(id).decl.part(at, &name));
            let is_called = |name: &str| known.is_none() && path.last().is_some_and(|last| last == name);
            let part = match (value.parts.get(&name), known) {
                _ if is_called("Err") => self.failure(value, self.inference.pat(pat)),
                _ if is_called("Ok") => value.clone().apart().0,
                // `Some(x)`, `Ok(x)` and extractors such as `Json(x)` hold what the whole holds.
                (_, None) if !path.is_empty() => value.clone(),
                (Some(part), _) => (**part).clone(),
                (None, Some((id, variant))) => {
                    let source = self.cx.classes.get(id, variant, index).cloned();
                    let mut part = source.map(Value::of).unwrap_or_default();
                    match crate::infer::is_newtype(self.types.defs.type_def(id)) {
                        true => part.absorb(value),
                        false => part.absorb(&value.at(&eco_vec![name])),
                    }
                    part
                }
                (None, None) => {
                    // The name of a call speaks of its result as a whole, not of each part.
                    let whole = if value.is_named_result() { Value::default() } else { value.folded() };
                    Value { name: Name::default(), ..whole }
                }
            };
            let is_open = path.is_empty() && value.is_clean() || declares;
            self.bind(pat, &part, is_open);
        }
    }

    fn bind_struct(&mut self, whole: PatId, path: &[Name], fields: &[(Name, PatId)], value: &Value) {
        let known = self.variant(whole);
        for (name, pat) in fields {
            let declared = known.and_then(|(id, variant)| {
                let fields = &self.types.defs.type_def(id).decl.variants[variant].fields;
                Some((id, variant, fields.iter().position(|field| field.name == *name)?))
            });
            let key = known.map_or(name.clone(), |(id, at)| self.types.defs.type_def(id).decl.part(at, name));
            let part = match (value.parts.get(&key), declared) {
                (Some(part), _) => (**part).clone(),
                (None, Some((id, variant, at))) => {
                    let source = self.cx.classes.get(id, variant, at).cloned();
                    let mut part = source.map(Value::of).unwrap_or_default();
                    if part.origins.is_empty() {
                        part.origins = value.ports_of(&key);
                    }
                    Value { name: name.clone(), ..part }
                }
                (None, None) => {
                    let owner = path.last().cloned().unwrap_or_default();
                    let place = self.body.pat(*pat).span;
                    let modelled = self.types.modelled_field(&owner, name, place);
                    let source = modelled.or_else(|| self.types.classify_member(&owner, name, place));
                    let mut part = source.map(|source| Value::of(Arc::new(source))).unwrap_or_default();
                    if part.origins.is_empty() {
                        part.origins = value.ports_of(name);
                    }
                    Value { name: name.clone(), ..part }
                }
            };
            self.bind(*pat, &part, false);
        }
    }
}

/// Whether only the name of a call says what an origin is.
fn is_named_by_call(origin: &Origin) -> bool {
    let source = origin.source.as_ref().filter(|source| source.name.ends_with("()"));
    source.is_some_and(|source| matches!(source.evidence, Evidence::Name(_)))
}

fn tuple_length(ty: &Ty, value: &Value) -> Option<usize> {
    match (ty, value.is_plain) {
        (Ty::Tuple(Some(parts)), _) => Some(parts.len()),
        (_, true) => Some(value.parts.len()),
        _ => None,
    }
}
