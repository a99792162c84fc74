//! What patterns bind.

use super::Types;
use super::body::Walk;
use super::lower::Scope;
use super::ty::Ty;
use crate::hir::{Name, PatId, PatKind};
use crate::resolve::{Def, Namespace, Resolved, TypeId};

impl<'a> Types<'a> {
    /// The struct or variant that a path in a pattern or literal means.
    pub fn variant_of(&self, scope: &Scope<'a>, path: &'a [Name]) -> Option<(TypeId, u32)> {
        if path.first()? == "Self" {
            let Some(Ty::Adt(id, _)) = &scope.self_ty else { return None };
            let at = path.get(1).and_then(|name| self.defs.type_def(*id).decl.variant_named(name));
            return Some((*id, at.unwrap_or(0) as u32));
        }
        // A struct and a function may share a name, so that the type is asked for first.
        let found = self.defs.resolve(scope.module, scope.file, path, Namespace::Type);
        match found {
            Some(Resolved::Def(Def::Variant(id, at), _)) => Some((id, at)),
            Some(Resolved::Def(Def::Type(id), 0)) => Some((id, 0)),
            Some(Resolved::Def(Def::Alias(_), left)) => {
                let before = &path[..path.len() - left.min(path.len())];
                let Ty::Adt(id, _) = self.lower_segments(scope, before) else { return None };
                let at = self.defs.type_def(id).decl.variant_named(path.last()?);
                Some((id, at.unwrap_or(0) as u32))
            }
            _ => None,
        }
    }
}

impl<'a> Walk<'a> {
    /// Types a pattern and brings its bindings into scope.
    pub(super) fn bind(&mut self, pat: PatId, ty: &Ty<'a>) {
        self.note(pat, ty);
        match self.pat_kind(pat) {
            PatKind::Bind(name, sub) => {
                self.name(name, pat);
                sub.iter().for_each(|&sub| self.bind(sub, ty));
            }
            PatKind::Same(inner) => self.bind(*inner, ty),
            PatKind::Typed(inner, written) => {
                let ty = self.declared(written, ty);
                self.note(pat, &ty);
                self.bind(*inner, &ty);
            }
            PatKind::Or(cases) => cases.iter().for_each(|&case| self.bind(case, ty)),
            PatKind::Slice(pats) => {
                let item = self.types.item(ty);
                pats.iter().for_each(|&pat| self.bind(pat, &item));
            }
            PatKind::Tuple(path, pats, rest) => self.bind_tuple(pat, path, pats, *rest, ty),
            PatKind::Struct(path, fields) => {
                let known = self.types.variant_of(&self.scope, path);
                known.iter().for_each(|&variant| self.takes_apart(pat, variant));
                for (name, pat) in fields {
                    let field = known.and_then(|(id, variant)| {
                        let variants = &self.types.defs.type_def(id).decl.variants;
                        let fields = &variants.get(variant as usize)?.fields;
                        let at = fields.iter().position(|field| field.name == *name)?;
                        Some(self.types.field_type(id, &args_of(ty, id), variant as usize, at))
                    });
                    self.bind(*pat, &field.unwrap_or_default());
                }
            }
            PatKind::Other => {}
        }
    }

    fn bind_tuple(
        &mut self,
        whole: PatId,
        path: &'a [Name],
        pats: &'a [PatId],
        rest: Option<usize>,
        ty: &Ty<'a>,
    ) {
        let known = if path.is_empty() { None } else { self.types.variant_of(&self.scope, path) };
        known.iter().for_each(|&variant| self.takes_apart(whole, variant));
        let length = match (known, ty) {
            (Some((id, variant)), _) => {
                let variants = &self.types.defs.type_def(id).decl.variants;
                variants.get(variant as usize).map_or(pats.len(), |variant| variant.fields.len())
            }
            (None, Ty::Tuple(Some(args))) if path.is_empty() => args.len(),
            _ => pats.len(),
        };
        for (at, &pat) in pats.iter().enumerate() {
            let index = match rest {
                Some(rest) if at >= rest => length.saturating_sub(pats.len() - at),
                _ => at,
            };
            let part = match known {
                Some((id, variant)) => self.types.field_type(id, &args_of(ty, id), variant as usize, index),
                None if path.is_empty() => match ty {
                    Ty::Tuple(_) => ty.arg(index),
                    _ => Ty::Unknown,
                },
                None => self.inside(path, ty),
            };
            self.bind(pat, &part);
        }
    }

    /// What a pattern such as `Some(x)`, `Err(x)` or `Json(x)` takes out of a value.
    fn inside(&self, path: &[Name], ty: &Ty<'a>) -> Ty<'a> {
        let last = path.last().map(Name::as_str).unwrap_or_default();
        match last {
            "Err" => ty.arg(1),
            "Some" | "Ok" if self.types.is_outcome(ty) => ty.arg(0),
            _ if ty.extern_name().is_some_and(|name| name == last) => ty.arg(0),
            _ => Ty::Unknown,
        }
    }
}

/// The arguments of a value's type, where it is the one meant.
fn args_of<'a>(ty: &Ty<'a>, id: TypeId) -> super::ty::Args<'a> {
    match ty {
        Ty::Adt(known, args) if *known == id => *args,
        _ => None,
    }
}
