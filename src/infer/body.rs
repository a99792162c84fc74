//! The types of one body: a walk forward through it, with the names in scope.

use super::Types;
use super::lower::Scope;
use super::method::MAX_DEREFS;
use super::signature::{names_of, own_parameters, scope_of_fn};
use super::ty::{BOOL, INT, STR, STRING, Ty, VEC};
use crate::catalog::FnModel;
use crate::hir::{Body, Effect, Emission, ExprId, ExprKind, Fn, Name, PatId, PatKind, Stmt, TypeRef};
use crate::resolve::{Def, FnId, Namespace, Resolved, TypeId, ValueId};

/// What a call reaches.
#[derive(Clone, Debug)]
pub enum Callee<'a> {
    /// Functions of the workspace; several where a trait dispatches or a name had to do.
    Fns(Vec<FnId>),
    /// A function of a model.
    Model(&'a FnModel),
    /// A struct or variant, which holds its arguments.
    Constructor(TypeId, u32),
    /// No call: a constant or static.
    Value(ValueId),
}

/// What is known of a body.
#[derive(Clone, Debug, Default)]
pub struct Inference<'a> {
    /// The type of each expression.
    exprs: Vec<Ty<'a>>,
    /// The type of each pattern.
    pats: Vec<Ty<'a>>,
    /// What each expression names.
    meanings: Vec<Meaning>,
    /// What is called.
    callees: Vec<Callee<'a>>,
    /// The struct or variant that each pattern takes apart.
    variants: Vec<(PatId, (TypeId, u32))>,
}

/// What an expression names.
#[derive(Clone, Copy, Debug)]
enum Meaning {
    /// Nothing.
    Nothing,
    /// A binding.
    Local(PatId),
    /// What is called, by its index.
    Callee(u32),
}

/// The binding of `self`, which no pattern of a body makes.
pub const SELF: PatId = PatId(u32::MAX - 1);

impl<'a> Inference<'a> {
    /// The type of an expression.
    pub fn expr(&self, id: ExprId) -> &Ty<'a> {
        self.exprs.get(id.0 as usize).unwrap_or(&Ty::Unknown)
    }

    /// The type of a pattern.
    pub fn pat(&self, id: PatId) -> &Ty<'a> {
        self.pats.get(id.0 as usize).unwrap_or(&Ty::Unknown)
    }

    /// The binding that a path means.
    pub fn local(&self, id: ExprId) -> Option<PatId> {
        match self.meanings.get(id.0 as usize) {
            Some(Meaning::Local(pat)) => Some(*pat),
            _ => None,
        }
    }

    /// What a call, or a path that names a function, reaches.
    pub fn callee(&self, id: ExprId) -> Option<&Callee<'a>> {
        match self.meanings.get(id.0 as usize) {
            Some(Meaning::Callee(at)) => self.callees.get(*at as usize),
            _ => None,
        }
    }

    /// The struct or variant that a pattern takes apart.
    pub fn variant(&self, id: PatId) -> Option<(TypeId, u32)> {
        let at = self.variants.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        Some(self.variants[at].1)
    }

    /// Brings it into the processor's caches, as [`Body::fetch`] does.
    pub fn fetch(&self) {
        let types = self.exprs.iter().step_by(2).filter(|ty| **ty == Ty::Unknown).count();
        let meanings = self.meanings.iter().step_by(8).filter(|one| matches!(one, Meaning::Nothing)).count();
        std::hint::black_box(types + meanings);
    }

    /// Everything that is called.
    pub fn callees(&self) -> impl Iterator<Item = &Callee<'a>> {
        self.callees.iter()
    }
}

/// The walk through a body.
pub(super) struct Walk<'a> {
    pub types: Types<'a>,
    /// The crates that the function's package depends on.
    pub crates: &'a [Name],
    pub body: &'a Body,
    pub scope: Scope<'a>,
    /// Names in scope, innermost last.
    names: Vec<(&'a Name, PatId)>,
    pub out: Inference<'a>,
}

/// Infers the types of a function's body, given the crates that each package depends on.
pub fn infer<'a>(types: Types<'a>, crates: &'a [Vec<Name>], id: FnId) -> Inference<'a> {
    let package = types.defs.package(types.defs.file_of_fn(id));
    let crates = crates.get(package).map(Vec::as_slice).unwrap_or_default();
    let function: &'a Fn = types.defs.function(id);
    let Some(body) = types.defs.body(id) else { return Inference::default() };
    body.fetch();
    let mut walk = Walk {
        types,
        crates,
        body,
        scope: scope_of_fn(&types, id),
        names: Vec::new(),
        out: Inference {
            exprs: vec![Ty::Unknown; body.exprs.len()],
            pats: vec![Ty::Unknown; body.pats.len()],
            meanings: vec![Meaning::Nothing; body.exprs.len()],
            callees: Vec::new(),
            variants: Vec::new(),
        },
    };
    let signature = types.signatures.function(id);
    for (param, ty) in function.decl.params.iter().zip(signature.params) {
        walk.bind(param.pat, ty);
    }
    for field in function.decl.instrument.iter().flat_map(|instrument| &instrument.fields) {
        walk.each(&field.value);
    }
    if let Some(root) = body.root {
        walk.expr(root);
        walk.expect(root, &signature.ret);
    }
    walk.out.variants.sort_by_key(|(id, _)| *id);
    walk.out
}

impl<'a> Walk<'a> {
    /// Brings a binding into scope.
    pub(super) fn name(&mut self, name: &'a Name, pat: PatId) {
        self.names.push((name, pat));
    }

    fn scoped<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.names.len();
        let result = step(self);
        self.names.truncate(depth);
        result
    }

    fn local(&self, name: &str) -> Option<PatId> {
        self.names.iter().rev().find(|(known, _)| *known == name).map(|(_, pat)| *pat)
    }

    /// The type of a local binding.
    pub(super) fn local_type(&self, pat: PatId) -> Ty<'a> {
        if pat == SELF {
            return self.scope.self_ty.unwrap_or_default();
        }
        *self.out.pat(pat)
    }

    /// Notes what a call reaches.
    pub(super) fn reach(&mut self, id: ExprId, callee: Callee<'a>) {
        if matches!(self.out.meanings[id.0 as usize], Meaning::Nothing) {
            self.reach_instead(id, callee);
        }
    }

    /// Notes that a call reaches something else than it was found to.
    pub(super) fn reach_instead(&mut self, id: ExprId, callee: Callee<'a>) {
        self.out.meanings[id.0 as usize] = Meaning::Callee(self.out.callees.len() as u32);
        self.out.callees.push(callee);
    }

    /// The type of an expression, which is noted.
    pub(super) fn expr(&mut self, id: ExprId) -> Ty<'a> {
        let ty = self.kind(id);
        self.out.exprs[id.0 as usize] = ty;
        ty
    }

    /// Types expressions of which nothing more is asked here.
    pub(super) fn each<'e>(&mut self, ids: impl IntoIterator<Item = &'e ExprId>) {
        for &id in ids {
            self.expr(id);
        }
    }

    fn kind(&mut self, id: ExprId) -> Ty<'a> {
        let body: &'a Body = self.body;
        match &body.expr(id).kind {
            ExprKind::Path(path, _) => self.path(id, path),
            ExprKind::Str(_) => Ty::std(&STR),
            ExprKind::Number(_) => Ty::std(&INT),
            ExprKind::Lit => Ty::Unknown,
            ExprKind::Call(callee, args) => self.call(id, *callee, args),
            ExprKind::MethodCall(call) => self.method_call(id, call),
            ExprKind::Field(base, name, _) => {
                let base = self.expr(*base);
                self.field(&base, name)
            }
            ExprKind::Struct(literal) => {
                self.struct_literal(id, &literal.path, &literal.fields, literal.rest)
            }
            ExprKind::Tuple(parts) => {
                Ty::Tuple(self.types.arena.args(parts.iter().map(|&part| self.expr(part))))
            }
            ExprKind::Array(parts) => self.array(parts),
            ExprKind::Same(inner, _) | ExprKind::Await(inner) | ExprKind::Unary(inner) => self.expr(*inner),
            ExprKind::Try(inner) => {
                let ty = self.expr(*inner);
                self.types.success(&ty)
            }
            ExprKind::Add(left, right) => {
                let left = self.expr(*left);
                self.expr(*right);
                if left.extern_name().is_some_and(|name| *name == STR) { Ty::std(&STRING) } else { left }
            }
            ExprKind::Binary(left, right) => {
                self.expr(*left);
                self.expr(*right);
                Ty::std(&BOOL)
            }
            ExprKind::Assign(left, right, _) => {
                let left_ty = self.expr(*left);
                let right = self.expr(*right);
                if left_ty.is_unknown()
                    && let Some(pat) = self.out.local(*left).filter(|&pat| pat != SELF)
                {
                    self.out.pats[pat.0 as usize] = right;
                }
                Ty::Tuple(None)
            }
            ExprKind::Index(base, index) => self.index(*base, *index),
            ExprKind::Range(start, end) => {
                let mut item = Ty::Unknown;
                start.iter().chain(end).for_each(|&bound| item = self.expr(bound));
                self.types.arena.of(&super::ty::ITER, item)
            }
            ExprKind::Cast(inner, ty) => {
                self.expr(*inner);
                self.types.lower(&self.scope, ty)
            }
            ExprKind::If(cond, then, other) => self.scoped(|walk| {
                walk.expr(*cond);
                let then = walk.expr(*then);
                let other = other.map(|other| walk.expr(other));
                known(then, other)
            }),
            ExprKind::Let(pat, value) => {
                let ty = self.expr(*value);
                self.bind(*pat, &ty);
                Ty::std(&BOOL)
            }
            ExprKind::Match(value, arms) => {
                let value = self.expr(*value);
                let mut result = Ty::Unknown;
                for arm in arms {
                    let ty = self.scoped(|walk| {
                        walk.bind(arm.pat, &value);
                        walk.each(&arm.guard);
                        walk.expr(arm.body)
                    });
                    result = known(result, Some(ty));
                }
                result
            }
            ExprKind::Loop(cond, inner) => self.scoped(|walk| {
                walk.each(cond);
                walk.expr(*inner);
                Ty::Unknown
            }),
            ExprKind::For(pat, iter, inner) => {
                let iter = self.expr(*iter);
                let item = self.types.item(&iter);
                self.scoped(|walk| {
                    walk.bind(*pat, &item);
                    walk.expr(*inner);
                });
                Ty::Tuple(None)
            }
            ExprKind::Block(stmts, tail) => self.scoped(|walk| walk.block(stmts, *tail)),
            ExprKind::Closure(params, inner) => self.closure(params, *inner, &[]),
            ExprKind::Leave(value) => {
                self.each(value);
                Ty::Unknown
            }
            ExprKind::Emission(emission) => self.emission(emission),
            ExprKind::Unknown(parts) => {
                self.each(parts);
                Ty::Unknown
            }
        }
    }

    fn block(&mut self, stmts: &'a [Stmt], tail: Option<ExprId>) -> Ty<'a> {
        for stmt in stmts {
            match stmt {
                Stmt::Let(pat, ty, init, other) => {
                    let given = init.map(|init| self.expr(init)).unwrap_or_default();
                    self.each(other);
                    let ty = ty.as_ref().map_or(given, |ty| self.declared(ty, &given));
                    init.iter().for_each(|&init| self.expect(init, &ty));
                    self.bind(*pat, &ty);
                }
                Stmt::Expr(expr) => self.each([expr]),
            }
        }
        tail.map_or(Ty::Tuple(None), |tail| self.expr(tail))
    }

    /// A declared type; where it leaves something open, as `Vec<_>` does, the value's own.
    pub(super) fn declared(&self, ty: &'a TypeRef, given: &Ty<'a>) -> Ty<'a> {
        let declared = self.types.lower(&self.scope, ty);
        let is_open = declared.is_unknown() || declared.args().iter().any(Ty::is_unknown);
        let same = match (&declared, given) {
            (Ty::Extern(_, a, _), Ty::Extern(_, b, _)) => a == b,
            (Ty::Adt(a, _), Ty::Adt(b, _)) => a == b,
            (Ty::Unknown, _) => true,
            // What is collected has the items of the iterator.
            (Ty::Extern(krate, name, _), _) => {
                if is_open && self.types.catalog.models.is_container(krate, name) && given.args().len() == 1 {
                    return Ty::Extern(
                        &super::ty::STD,
                        name,
                        self.types.arena.args(given.args().iter().copied()),
                    );
                }
                false
            }
            _ => false,
        };
        if is_open && same { *given } else { declared }
    }

    fn path(&mut self, id: ExprId, path: &'a [Name]) -> Ty<'a> {
        if let [name] = path {
            let pat = if name == "self" { Some(SELF) } else { self.local(name) };
            if let Some(pat) = pat {
                self.out.meanings[id.0 as usize] = Meaning::Local(pat);
                return self.local_type(pat);
            }
        }
        self.item(id, path)
    }

    /// A path that means an item: a constant, a function, a variant.
    fn item(&mut self, id: ExprId, path: &'a [Name]) -> Ty<'a> {
        if path.first().is_some_and(|first| first == "Self") {
            return self.own_item(id, path);
        }
        match self.types.defs.resolve(self.scope.module, self.scope.file, path, Namespace::Value) {
            Some(Resolved::Def(Def::Value(value), _)) => {
                self.reach(id, Callee::Value(value));
                self.types.signatures.value(value)
            }
            Some(Resolved::Def(Def::Fn(function), _)) => {
                self.reach(id, Callee::Fns(vec![function]));
                self.types.function_type(function)
            }
            Some(Resolved::Def(Def::Variant(ty, variant), _)) => self.constructor(id, ty, variant),
            Some(Resolved::Def(Def::Type(ty), 0)) => self.constructor(id, ty, 0),
            Some(Resolved::Def(Def::Type(ty), _)) => {
                let itself = Ty::Adt(
                    ty,
                    own_parameters(self.types.arena, &self.types.defs.type_def(ty).decl.generics),
                );
                self.associated(id, &itself, path)
            }
            Some(Resolved::Def(Def::Alias(_), left)) => {
                let scope = self.scope.clone();
                let before = &path[..path.len() - left.min(1)];
                let itself = self.types.lower_segments(&scope, before);
                if left == 0 { itself } else { self.associated(id, &itself, path) }
            }
            Some(Resolved::Def(Def::Trait(of_trait), _)) => {
                let Some(name) = path.last() else { return Ty::Unknown };
                let targets = self.types.members.dispatched(of_trait, name);
                if targets.is_empty() {
                    return Ty::Unknown;
                }
                let ty = self.types.function_type(targets[0]);
                self.reach(id, Callee::Fns(targets));
                ty
            }
            Some(Resolved::Extern(external)) => self.external(id, external, path),
            _ => Ty::Unknown,
        }
    }

    fn own_item(&mut self, id: ExprId, path: &'a [Name]) -> Ty<'a> {
        let itself = self.scope.self_ty.unwrap_or_default();
        let Ty::Adt(ty, _) = &itself else {
            return if path.len() == 1 { itself } else { self.associated(id, &itself, path) };
        };
        let variant = path.get(1).and_then(|name| self.types.defs.type_def(*ty).decl.variant_named(name));
        match (path.len(), variant) {
            (1, _) => self.constructor(id, *ty, 0),
            (_, Some(variant)) => self.constructor(id, *ty, variant as u32),
            _ => self.associated(id, &itself, path),
        }
    }

    /// A struct or variant by its path: a value where it has no fields in brackets, else a function.
    fn constructor(&mut self, id: ExprId, ty: TypeId, variant: u32) -> Ty<'a> {
        let def = self.types.defs.type_def(ty);
        let itself = Ty::Adt(ty, own_parameters(self.types.arena, &def.decl.generics));
        let fields = def.decl.variants.get(variant as usize).map_or(0, |variant| variant.fields.len());
        if fields == 0 {
            return itself;
        }
        self.reach(id, Callee::Constructor(ty, variant));
        let arena = self.types.arena;
        let params = (0..fields).map(|at| self.types.signatures.field(ty, variant as usize, at));
        Ty::Fn(arena.function(arena.list(params), itself))
    }

    fn struct_literal(
        &mut self,
        id: ExprId,
        path: &'a [Name],
        fields: &'a [(Name, ExprId)],
        rest: Option<ExprId>,
    ) -> Ty<'a> {
        let given: Vec<(&'a Name, Ty<'a>)> =
            fields.iter().map(|(name, value)| (name, self.expr(*value))).collect();
        let base = rest.map(|rest| self.expr(rest));
        let Some((ty, variant)) = self.types.variant_of(&self.scope, path) else {
            return base.unwrap_or_else(|| self.types.lower_segments(&self.scope.clone(), path));
        };
        self.reach(id, Callee::Constructor(ty, variant));
        let def = self.types.defs.type_def(ty);
        let mut subst = super::ty::Subst::default();
        let declared = def.decl.variants.get(variant as usize).map(|variant| variant.fields.as_slice());
        for ((name, given), (_, value)) in given.iter().zip(fields) {
            let at = declared.unwrap_or_default().iter().position(|field| field.name == **name);
            if let Some(at) = at {
                let field = self.types.signatures.field(ty, variant as usize, at);
                self.expect(*value, &field);
                subst.unify(&field, given);
            }
        }
        if def.decl.generics.is_empty() {
            return Ty::Adt(ty, None);
        }
        let arena = self.types.arena;
        let itself = Ty::Adt(ty, own_parameters(arena, &def.decl.generics));
        itself.substituted(&subst, arena).closed(&names_of(&def.decl.generics), arena)
    }

    fn array(&mut self, parts: &[ExprId]) -> Ty<'a> {
        let mut item = Ty::Unknown;
        for &part in parts {
            item = known(item, Some(self.expr(part)));
        }
        self.types.arena.of(&VEC, item)
    }

    fn field(&self, base: &Ty<'a>, name: &Name) -> Ty<'a> {
        self.field_at(base, name, 0)
    }

    /// A field of a type, or of what that dereferences to, which may be the type itself again.
    fn field_at(&self, base: &Ty<'a>, name: &Name, derefs: usize) -> Ty<'a> {
        if let Some(ty) = self.types.field(base, name) {
            return ty;
        }
        match (base, name.parse::<usize>()) {
            (Ty::Tuple(_), Ok(at)) => base.arg(at),
            // `state.0` and `json.0` reach into a wrapper from outside.
            (Ty::Extern(_, _, Some(args)), Ok(0)) if args.len() == 1 => base.arg(0),
            (Ty::Extern(_, of, _), Err(_)) => self.types.modelled_field_type(of, name).unwrap_or_default(),
            (Ty::Adt(id, _), _) => match self.types.associated(*id, "Target") {
                Some(target) if derefs < MAX_DEREFS => self.field_at(&target, name, derefs + 1),
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    fn index(&mut self, base: ExprId, index: ExprId) -> Ty<'a> {
        let ty = self.expr(base);
        self.expr(index);
        if matches!(self.body.expr(index).kind, ExprKind::Range(..)) {
            return ty;
        }
        match ty.args() {
            [_, value] => *value,
            [item] => *item,
            _ => Ty::Unknown,
        }
    }

    /// A closure, given what its caller hands it.
    pub(super) fn closure(&mut self, params: &'a [PatId], inner: ExprId, given: &[Ty<'a>]) -> Ty<'a> {
        self.scoped(|walk| {
            for (at, &param) in params.iter().enumerate() {
                walk.bind(param, given.get(at).unwrap_or(&Ty::Unknown));
            }
            let arena = walk.types.arena;
            let params = arena.list(params.iter().map(|&param| *walk.out.pat(param)));
            Ty::Fn(arena.function(params, walk.expr(inner)))
        })
    }

    fn emission(&mut self, emission: &'a Emission) -> Ty<'a> {
        let mut first = None;
        for &operand in &emission.operands {
            let ty = self.expr(operand);
            first.get_or_insert(ty);
        }
        let mut shown = None;
        for value in emission.holes.iter().map(|hole| hole.value) {
            let ty = self.expr(value);
            shown.get_or_insert(ty);
        }
        for value in emission.fields.iter().filter_map(|field| field.value) {
            self.expr(value);
        }
        match (&emission.effect, first, shown) {
            (Effect::Text, Some(item), None) => self.types.arena.of(&VEC, item),
            (Effect::Text, ..) => Ty::std(&STRING),
            (Effect::Data, ..) => Ty::Unknown,
            (Effect::Through(_), _, shown) => shown.unwrap_or_default(),
            _ => Ty::Unknown,
        }
    }

    /// An expression without references around it.
    pub(super) fn peeled(&self, id: ExprId) -> ExprId {
        match self.body.expr(id).kind {
            ExprKind::Same(inner, _) => self.peeled(inner),
            _ => id,
        }
    }

    /// Says that a local has a type that a call made clearer.
    pub(super) fn refine(&mut self, receiver: ExprId, ty: Ty<'a>) {
        let at = self.peeled(receiver);
        if let Some(pat) = self.out.local(at).filter(|&pat| pat != SELF) {
            self.out.pats[pat.0 as usize] = ty;
        }
    }

    /// Notes the type of an expression that was not walked by itself.
    pub(super) fn set(&mut self, id: ExprId, ty: &Ty<'a>) {
        self.out.exprs[id.0 as usize] = *ty;
    }

    /// Notes which struct or variant a pattern takes apart.
    pub(super) fn takes_apart(&mut self, pat: PatId, variant: (TypeId, u32)) {
        self.out.variants.push((pat, variant));
    }

    /// Notes the type of a pattern.
    pub(super) fn note(&mut self, pat: PatId, ty: &Ty<'a>) {
        self.out.pats[pat.0 as usize] = *ty;
    }

    /// The kind of a pattern.
    pub(super) fn pat_kind(&self, pat: PatId) -> &'a PatKind {
        let body: &'a Body = self.body;
        &body.pat(pat).kind
    }
}

/// The first of two types that is known; the unit type says little where branches leave.
fn known<'a>(first: Ty<'a>, second: Option<Ty<'a>>) -> Ty<'a> {
    match second {
        Some(second) if first.is_unknown() || first.is_unit() && !second.is_unknown() => second,
        Some(second) if first.args().iter().any(Ty::is_unknown) && !second.args().is_empty() => {
            if second.args().iter().any(Ty::is_unknown) { first } else { second }
        }
        _ => first,
    }
}
