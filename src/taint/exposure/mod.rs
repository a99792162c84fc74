//! What showing a value of a type shows.
//!
//! Terms: the *exposure* of a type is the list of parts that its `Debug`, `Display` or `Serialize` writes out. A derived
//! one shows every field, and what the fields' types expose in turn; a hand-written one is a function with the formatter
//! as its sink, so that its summary says what it shows. Invariants: recursion through types ends at [`MAX_DEPTH`]; what
//! a type from outside shows is said by its model.

mod by_hand;
mod declared;
mod query;

pub use declared::declared;
pub(super) use query::Query;

use super::summary::Summary;
use super::{Context, FORMATTER};
use crate::classify::Source;
use crate::finding::Flow;
use crate::hir::{Fn, Name, Style, TypeDef};
use crate::infer::{Ty, Types};
use crate::resolve::{FnId, TypeId};
use crate::span::Span;
use ecow::EcoVec;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::sync::{Arc, PoisonError, RwLock};

/// How deep types within types are looked into.
const MAX_DEPTH: usize = 4;
/// More parts than this in one type say no more to a reader.
const MAX_PARTS: usize = 24;

/// A part that formatting writes out.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// The part.
    pub path: EcoVec<Name>,
    /// What its declaration says it is.
    pub source: Option<Arc<Source>>,
    /// Where it is written out, if by hand.
    pub place: Option<Span>,
}

/// What is known of a type by the way it is formatted.
type ByFormat<T> = HashMap<(TypeId, Style), T>;

/// What hand-written formatting there is, and what it was found to show.
#[derive(Debug, Default)]
pub struct Exposures {
    written: ByFormat<FnId>,
    /// What formatting a type runs, once that was asked.
    run: RwLock<ByFormat<Arc<[FnId]>>>,
    /// Those that show nothing of their value, once that is known.
    silent: RwLock<HashSet<(TypeId, Style)>>,
    /// What types were found to write out.
    pub(super) told: Told,
}

/// A type, a fingerprint of its arguments where these show anything, the way it is formatted, how deep it lies in
/// others, and whether it is asked of as such.
type Asked = (TypeId, Option<u64>, Style, usize, bool);

/// What a type writes out, and whether that is open: a function that would say more was not read yet.
type Answer = (Arc<[Exposed]>, bool);

/// What types were found to write out, as long as the same summaries are known.
#[derive(Debug, Default)]
pub(super) struct Told(RwLock<HashMap<Asked, Answer>>);

impl Told {
    fn get(&self, asked: &Asked) -> Option<Answer> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(asked).cloned()
    }

    fn keep(&self, asked: Asked, parts: Arc<[Exposed]>, is_open: bool) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(asked, (parts, is_open));
    }

    /// Forgets the open answers, once more summaries are known.
    pub(super) fn forget_open(&self) {
        let mut told = self.0.write().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, (_, is_open)| !*is_open);
    }
}

impl Exposures {
    /// Finds the hand-written `Debug` and `Display` of the workspace.
    pub fn build(types: &Types) -> Exposures {
        let mut exposures = Exposures::default();
        for (id, function) in types.defs.all_fns() {
            let Some(style) = style_of(function) else { continue };
            if let Ty::Adt(of, _) = types.signatures.function(id).self_ty {
                exposures.written.entry((of, style)).or_insert(id);
            }
        }
        exposures
    }

    /// Adds the hand-written functions that formatting a value of a type may run.
    pub fn add_functions(&self, types: &Types, ty: &Ty, style: Style, found: &mut Vec<FnId>) {
        ty.args().iter().for_each(|arg| self.add_functions(types, arg, style, found));
        if let Ty::Adt(id, _) = ty {
            found.extend_from_slice(&self.run_by(types, *id, style));
        }
    }

    /// The same of a type without arguments. The same types are shown at many places.
    fn run_by(&self, types: &Types, id: TypeId, style: Style) -> Arc<[FnId]> {
        let known = self.run.read().unwrap_or_else(PoisonError::into_inner).get(&(id, style)).cloned();
        known.unwrap_or_else(|| {
            let found: Arc<[FnId]> = self.functions_within(types, id, style).into();
            self.run.write().unwrap_or_else(PoisonError::into_inner).insert((id, style), found.clone());
            found
        })
    }

    /// The hand-written functions of a type and of what it holds, looked into level by level: each type once, since types
    /// that hold each other many times over have no end of ways through them.
    fn functions_within(&self, types: &Types, id: TypeId, style: Style) -> Vec<FnId> {
        let (mut found, mut seen) = (Vec::new(), HashSet::default());
        let mut level = vec![Ty::Adt(id, None)];
        for _ in 0..=MAX_DEPTH {
            let mut below = Vec::new();
            for ty in level {
                below.extend_from_slice(ty.args());
                let Ty::Adt(id, _) = ty else { continue };
                if found.len() > MAX_PARTS || !seen.insert(id) {
                    continue;
                }
                let def = types.defs.type_def(id);
                if let Some(&function) = self.written.get(&(id, style)) {
                    found.push(function);
                } else if derives(types, def, style) {
                    for (at, variant) in def.decl.variants.iter().enumerate() {
                        let fields = 0..variant.fields.len();
                        below.extend(fields.map(|field| types.signatures.field(id, at, field)));
                    }
                }
            }
            level = below;
        }
        found
    }

    /// Notes whether a function that formats was found to show something of its value.
    pub(super) fn note(&self, types: &Types, id: FnId, tells: bool) {
        let Some(style) = style_of(types.defs.function(id)) else { return };
        let Ty::Adt(of, _) = types.signatures.function(id).self_ty else { return };
        if self.written.get(&(of, style)) != Some(&id) {
            return;
        }
        if !tells {
            self.silent.write().unwrap_or_else(PoisonError::into_inner).insert((of, style));
        }
    }

    /// Whether a type's formatting was written by hand and writes out nothing: then no name of a field or local makes
    /// its values a leak.
    pub fn hides<'a>(&self, types: &Types<'a>, ty: &Ty<'a>, style: Style) -> bool {
        let Ty::Adt(id, _) = types.peel(ty) else { return false };
        self.silent.read().unwrap_or_else(PoisonError::into_inner).contains(&(*id, style))
    }

    /// Whether the formatting of a type is in the workspace, so that it says what is shown.
    pub fn decides<'a>(&self, cx: &Context<'a>, ty: &Ty<'a>, style: Style) -> bool {
        let Ty::Adt(id, _) = cx.types.peel(ty) else { return false };
        self.written.contains_key(&(*id, style)) || derives(&cx.types, cx.types.defs.type_def(*id), style)
    }
}

/// Whether a function that formats shows something of its value.
pub(super) fn tells(summary: &Summary, flows: &[Flow]) -> bool {
    summary.sinks.iter().any(|sink| sink.site.kind == FORMATTER && sink.port.index == 0)
        || flows.iter().any(|flow| flow.sink == FORMATTER)
}

/// Whether a type's formatting is derived and shows its fields.
fn derives(types: &Types, def: &TypeDef, style: Style) -> bool {
    let models = &types.catalog.models;
    match style {
        Style::Debug => def.decl.derives.iter().any(|derive| models.writes_debug(derive)),
        Style::Serialize => def.decl.derives.iter().any(|derive| derive == Style::Serialize.name()),
        Style::Display => false,
    }
}

/// How a function formats, where it is the `fmt` of a `Debug` or `Display`.
pub(super) fn style_of(function: &Fn) -> Option<Style> {
    if function.name != "fmt" {
        return None;
    }
    let of_trait = function.decl.of_trait.as_deref()?;
    [Style::Debug, Style::Display].into_iter().find(|style| style.name() == of_trait)
}
