//! What an edit at the place of a flow has to know of the value there.

use super::Interpreter;
use super::summary::PortSink;
use super::value::Value;
use crate::classify::Confidence;
use crate::finding::Hold;
use crate::hir::{Body, Effect, ExprId, ExprKind, Name, Param, PatId, PatKind, Reach, Receiver, TypeRef};
use crate::infer::{Callee, SELF, Ty};
use crate::resolve::FnId;
use crate::span::Span;

impl<'a> Interpreter<'a, '_> {
    /// What is known of an expression that a macro shows whose call is given; nothing where its value is no finding.
    pub(super) fn hold(&self, value: &Value, id: ExprId, call: Option<Span>) -> Hold {
        if value.origins.is_empty() {
            return Hold::default();
        }
        let ty = self.inference.expr(id);
        Hold {
            call,
            is_pure: self.is_pure(id),
            is_text: is_text(ty) && self.is_declared_text(id),
            is_lent: self.is_lent(id),
            binding: self.binding(id),
            stand_in: self.stand_in(ty),
            beside: self.beside(id),
            method: self.method(id, ty),
            sealer: self.sealer(ty),
            fits_literal: false,
        }
    }

    /// The same of an argument of a function of the workspace that is a sink by itself.
    pub(super) fn passed_hold(&self, value: &Value, arg: ExprId, sink: &PortSink, callee: FnId) -> Hold {
        let function = self.types.defs.function(callee);
        let shift = usize::from(function.decl.receiver.is_some());
        let param = (sink.port.index as usize).checked_sub(shift).and_then(|at| function.decl.params.get(at));
        let is_str = |ty: &TypeRef| matches!(ty, TypeRef::Ref(inner) if inner.is_one_of(&["str"]));
        // A function that gives something back, or does more with the text than to show it, needs the text.
        let uses = |pat: PatId| {
            self.looked.borrow_mut().insert(callee);
            let inference = self.cx.inferences.get(callee);
            let exprs = self.types.defs.body(callee).map_or(0, |body| body.exprs.len()) as u32;
            (0..exprs).filter(|at| inference.local(ExprId(*at)) == Some(pat)).count()
        };
        let only_shows = |param: &Param| is_str(&param.ty) && uses(param.pat) == 1;
        let fits_literal = callee == sink.site.function
            && function.decl.ret.is_none()
            && sink.port.path.is_empty()
            && param.is_some_and(only_shows);
        Hold { fits_literal, ..self.hold(value, arg, None) }
    }

    /// Whether nothing but reading is done to get the value of an expression.
    fn is_pure(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Path(..) | ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Lit => true,
            ExprKind::Field(inner, ..) | ExprKind::Same(inner, _) | ExprKind::Cast(inner, _) => {
                self.is_pure(*inner)
            }
            ExprKind::MethodCall(call) => {
                let reads = match self.inference.callee(id) {
                    Some(Callee::Fns(ids)) => ids
                        .iter()
                        .all(|id| self.types.defs.function(*id).decl.receiver == Some(Receiver::Read)),
                    Some(Callee::Model(model)) => !model.writes,
                    _ => true,
                };
                reads
                    && !self.types.catalog.lexicon.policy.taking.contains(call.name.as_str())
                    && self.is_pure(call.receiver)
                    && call.args.iter().all(|&arg| self.is_pure(arg))
            }
            ExprKind::Closure(_, inner) => self.is_pure(*inner),
            ExprKind::Emission(emission) => {
                emission.effect == Effect::Text && emission.holes.iter().all(|hole| self.is_pure(hole.value))
            }
            _ => false,
        }
    }

    /// Whether a parameter or field, if an expression is one, is declared as a text and not as something that holds one.
    fn is_declared_text(&self, id: ExprId) -> bool {
        let is_text = |ty: &TypeRef| {
            let ty = if let TypeRef::Ref(inner) = ty { inner } else { ty };
            ty.is_one_of(&["str", "String"])
        };
        match &self.body.expr(id).kind {
            ExprKind::Same(inner, _) => self.is_declared_text(*inner),
            ExprKind::Path(..) => {
                let pat = self.inference.local(id);
                let param = self
                    .function
                    .decl
                    .params
                    .iter()
                    .find(|param| pat.is_some_and(|pat| names(self.body, param.pat, pat)));
                param.is_none_or(|param| is_text(&param.ty) && !param.is_out)
            }
            ExprKind::Field(base, name, _) => {
                let Some((_, def)) = self.types.def(self.inference.expr(*base)) else { return true };
                let mut fields = def.decl.variants.iter().flat_map(|variant| &variant.fields);
                fields.find(|field| field.name == *name).is_none_or(|field| is_text(&field.ty))
            }
            _ => true,
        }
    }

    /// Whether an expression is a reference as it is written: a parameter that is one, or `&x`.
    fn is_lent(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Same(..) => true,
            ExprKind::Path(..) => self.inference.local(id).is_some_and(|pat| self.is_lent_param(pat)),
            _ => false,
        }
    }

    fn is_lent_param(&self, pat: PatId) -> bool {
        let param = self.function.decl.params.iter().find(|param| names(self.body, param.pat, pat));
        param.is_some_and(|param| matches!(param.ty, TypeRef::Ref(_)))
    }

    /// Where a local is bound that is used a few times only, and whose name nothing else depends on: the attributes of
    /// a function may speak of its parameters.
    fn binding(&self, id: ExprId) -> Option<(Span, usize)> {
        let mut at = id;
        while let ExprKind::Same(inner, _) = self.body.expr(at).kind {
            at = inner;
        }
        let pat = self.inference.local(at).filter(|pat| *pat != SELF)?;
        let is_param = self.function.decl.params.iter().any(|param| names(self.body, param.pat, pat));
        // Each alternative of a pattern binds it.
        let is_of_many = self.body.pats.iter().any(|of| match &of.kind {
            PatKind::Or(pats) => {
                pats.iter().any(|one| self.body.pat(*one).span.contains(self.body.pat(pat).span))
            }
            _ => false,
        });
        if is_of_many
            || is_param
                && (!self.function.decl.notes.attrs.is_empty() || self.function.decl.instrument.is_some())
        {
            return None;
        }
        let all = 0..self.body.exprs.len() as u32;
        let uses = all.filter(|at| self.inference.local(ExprId(*at)) == Some(pat)).take(MAX_USES + 1).count();
        (uses <= MAX_USES).then(|| (self.body.pat(pat).span, uses))
    }

    /// The field that names the record which an expression is a field of.
    fn beside(&self, id: ExprId) -> Option<Name> {
        match &self.body.expr(id).kind {
            ExprKind::Field(base, ..) => self.stand_in(self.inference.expr(*base)),
            ExprKind::Same(inner, _) => self.beside(*inner),
            _ => None,
        }
    }

    /// The field of a struct that names a value without saying anything of it, and can be printed and read here.
    fn stand_in(&self, ty: &Ty<'a>) -> Option<Name> {
        let Ty::Adt(id, _) = ty else { return None };
        let def = self.types.defs.type_def(*id);
        let [variant] = def.decl.variants.as_slice() else { return None };
        let names = &self.types.catalog.lexicon.policy.stand_ins;
        let fields = variant.fields.iter().enumerate();
        let mut fitting = fields.filter(|(at, field)| {
            let is_quiet = self.cx.classes.get(*id, 0, *at).is_none_or(|source| {
                source.confidence == Confidence::Possible
                    || self.types.catalog.class(source.class).level < crate::catalog::PolicyLevel::L3
            });
            let ty = self.types.signatures.field(*id, 0, *at);
            let is_plain = is_text(&ty)
                || self.types.is_number(&ty)
                || ty.extern_name().is_some_and(|name| *name == "Uuid");
            !def.decl.is_enum
                && names.contains(field.name.as_str())
                && is_quiet
                && is_plain
                && self.reaches(*id, field.reach)
        });
        fitting.next().map(|(_, field)| field.name.clone())
    }

    /// Whether a field of a type can be named in this function.
    fn reaches(&self, of: crate::resolve::TypeId, reach: Reach) -> bool {
        let defs = self.types.defs;
        let (here, there) = (defs.file_of_fn(self.id), defs.file_of_type(of));
        match reach {
            Reach::All => true,
            Reach::Crate => defs.package(here) == defs.package(there),
            Reach::Module | Reach::Block => {
                let module = defs.module_at(there, &defs.type_def(of).module);
                defs.is_within(defs.module_of_fn(self.id), module)
            }
        }
    }

    /// The method by which a value of a type from outside loses what it should not show.
    fn method(&self, id: ExprId, ty: &Ty<'a>) -> Option<(Name, bool)> {
        let Ty::Extern(krate, name, _) = ty else { return None };
        let method = self.types.catalog.models.mended_by(krate, name)?;
        Some((method.clone(), self.is_last_use(id)))
    }

    /// The method after which a value of a type from outside hides itself.
    fn sealer(&self, ty: &Ty<'a>) -> Option<Name> {
        let Ty::Extern(krate, name, _) = ty else { return None };
        self.types.catalog.models.sealed_by(krate, name).cloned()
    }

    /// Whether an expression is an owned local that nothing names afterwards, outside of any loop.
    fn is_last_use(&self, id: ExprId) -> bool {
        let Some(pat) = self.inference.local(id) else { return false };
        let span = self.body.expr(id).span;
        let is_owned = self.is_owned(pat);
        let uses = |at: &usize| self.inference.local(ExprId(*at as u32)) == Some(pat);
        let is_used_later = (0..self.body.exprs.len()).filter(uses).any(|at| {
            let other = self.body.exprs[at].span;
            other != span && other.start >= span.start
        });
        let is_repeated = self.body.exprs.iter().any(|expr| {
            matches!(expr.kind, ExprKind::Loop(..) | ExprKind::For(..) | ExprKind::Closure(..))
                && expr.span.contains(span)
                && !expr.span.contains(self.body.pat(pat).span)
        });
        is_owned && !is_used_later && !is_repeated
    }

    /// Whether a local surely owns its value: an owned parameter, what a call gives, or the failure that a closure is
    /// given.
    fn is_owned(&self, pat: PatId) -> bool {
        let is_made = |id: ExprId| match &self.body.expr(id).kind {
            ExprKind::Await(_) | ExprKind::Try(_) | ExprKind::Call(..) => true,
            ExprKind::MethodCall(call) => !LENDING.contains(&call.name.as_str()),
            _ => false,
        };
        let params = &self.function.decl.params;
        if params.iter().any(|param| names(self.body, param.pat, pat)) {
            return !self.is_lent_param(pat);
        }
        self.body.exprs.iter().any(|expr| match &expr.kind {
            ExprKind::Match(value, arms) => {
                is_made(*value) && arms.iter().any(|arm| binds(self.body, arm.pat, pat))
            }
            ExprKind::Let(of, value) => is_made(*value) && binds(self.body, *of, pat),
            ExprKind::MethodCall(call) if TAKING.contains(&call.name.as_str()) => {
                call.args.iter().any(|arg| match &self.body.expr(*arg).kind {
                    ExprKind::Closure(params, _) => params.iter().any(|param| binds(self.body, *param, pat)),
                    _ => false,
                })
            }
            _ => false,
        })
    }
}

/// Whether a type is text, not something that holds one.
fn is_text(ty: &Ty) -> bool {
    ty.extern_name().is_some_and(|name| matches!(name.as_str(), "str" | "String")) && ty.args().is_empty()
}

/// A local that is used more often is not asked for.
const MAX_USES: usize = 3;
/// Methods whose result holds references to their receiver.
const LENDING: &[&str] =
    &["as_ref", "as_mut", "iter", "iter_mut", "get", "first", "last", "borrow", "as_deref"];
/// Methods whose closure owns the failure that it is given.
const TAKING: &[&str] = &["map_err", "or_else", "unwrap_or_else"];

/// Whether a pattern binds a local by value.
fn binds(body: &Body, of: PatId, wanted: PatId) -> bool {
    of == wanted
        || match &body.pat(of).kind {
            PatKind::Typed(inner, _) => binds(body, *inner, wanted),
            PatKind::Tuple(_, pats, _) => pats.iter().any(|&pat| binds(body, pat, wanted)),
            _ => false,
        }
}

/// Whether a pattern is another one or binds it.
fn names(body: &Body, pat: PatId, wanted: PatId) -> bool {
    pat == wanted
        || match &body.pat(pat).kind {
            PatKind::Same(inner) | PatKind::Typed(inner, _) => names(body, *inner, wanted),
            _ => false,
        }
}
