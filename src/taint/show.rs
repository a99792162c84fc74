//! What printing a value shows: what it holds, what its type writes out, and what the text before it says.

use super::Interpreter;
use super::exposure::Query;
use super::value::{Origin, Value};
use crate::classify::{Confidence, Evidence, Source, source};
use crate::hir::{ExprId, ExprKind, Hole, Name, Style};
use crate::infer::Ty;
use crate::span::Span;
use ecow::EcoVec;
use std::sync::Arc;

/// So many characters of a value from its front are a mask; more are a leak.
pub(super) const MAX_PREFIX: u32 = 7;

impl<'a> Interpreter<'a, '_> {
    /// What a hole shows.
    pub(super) fn hole(&mut self, hole: &Hole) -> Value {
        let value = self.visible(hole.value, hole.style);
        if hole.precision.is_some_and(|digits| digits <= MAX_PREFIX) {
            return Value::constant();
        }
        self.labelled(value, hole.value, &hole.label, true)
    }

    /// What an expression shows when it is printed.
    pub(super) fn visible(&mut self, id: ExprId, style: Style) -> Value {
        let value = self.eval(id);
        let ty = self.inference.expr(id);
        self.exposed(value, ty, style, self.body.expr(id).span)
    }

    /// What a value of a type shows when it is printed.
    pub(super) fn exposed(&self, value: Value, ty: &Ty<'a>, style: Style, span: Span) -> Value {
        let mut shown = value.shown();
        let exposures = self.cx.exposures;
        if exposures.hides(&self.types, ty, style) {
            return Value { origins: EcoVec::new(), is_constant: true, ..shown };
        }
        let by_name = |origin: &Origin| {
            let evidence = origin.source.as_ref().map(|source| &source.evidence);
            matches!(evidence, Some(Evidence::Name(_) | Evidence::InContext(..)))
        };
        let is_named = shown.origins.iter().all(|origin| !origin.is_known() || by_name(origin));
        let is_decided = is_named && exposures.decides(&self.cx, ty, style);
        if !(shown.is_clean() || is_decided) {
            return shown;
        }
        let query = Query { cx: &self.cx, style, known: self.known, told: self.told, of_type: false };
        let own = query.parts(ty);
        if let Some((name, exposed)) = own {
            // What the type writes out counts, not what the value is called, unless nothing is known of its text.
            let says_nothing = !exposed.is_empty()
                && exposed.iter().all(|part| part.source.is_none() && part.place.is_none());
            if !shown.is_clean() && says_nothing {
                return shown;
            }
            shown.origins.retain(|origin| !origin.is_known());
            let what: Arc<str> = format!("the `{}` of `{name}`", style.name()).into();
            let ports = std::mem::take(&mut shown.origins);
            let whole = Value { origins: ports, ..value };
            for part in exposed {
                let put = whole.part(&part.path).filter(|_| !part.path.is_empty());
                if put.is_some_and(|put| put.is_constant && put.is_empty()) {
                    continue;
                }
                let held = whole.at(&part.path);
                // What the formatting itself names is that, whatever else the value holds.
                let known = !held.is_clean() && !part.path.is_empty();
                match (known, part.source) {
                    (false, Some(source)) => shown.absorb(&Value::through(source, &what)),
                    _ => {
                        let mut held = held.folded();
                        held.origins.make_mut().iter_mut().for_each(|origin| {
                            origin.through.get_or_insert_with(|| what.clone());
                        });
                        shown.absorb(&held);
                    }
                }
            }
            return shown;
        }
        if let Some(source) = self.library(&value, ty, style, span) {
            shown.declared(source);
        }
        shown
    }

    /// What a type from outside shows, by its model.
    fn library(&self, value: &Value, ty: &Ty<'a>, style: Style, span: Span) -> Option<Source> {
        let Ty::Extern(_, inner, _) = self.types.peel(ty) else { return None };
        let shown_as = if value.name.is_empty() { (*inner).clone() } else { value.name.clone() };
        let (class, confidence, name) = match self.types.shown_by_model(ty, style) {
            Some((class, name)) => (class.as_str(), Confidence::Certain, name),
            None => {
                let (class, confidence) = self.types.connection(ty, &shown_as)?;
                (class, confidence, *inner)
            }
        };
        let class = self.types.catalog.class_named(class)?;
        if value.is_constant {
            return None;
        }
        Some(source(class, confidence, Evidence::Library(name.clone()), span, &shown_as))
    }

    /// A value that nothing is known of, as the text before it says. Where that is prose, a weak word in it may agree
    /// with a weak name.
    pub(super) fn labelled(&self, value: Value, id: ExprId, label: &str, is_prose: bool) -> Value {
        let says_nothing = value.is_clean() && !value.is_constant && self.is_plain(id);
        if !says_nothing || label.is_empty() {
            return value;
        }
        let expr = self.body.expr(id);
        let name = if value.name.is_empty() { Name::new("the value") } else { value.name.clone() };
        let ty = self.inference.expr(id);
        let is_harmless = !ty.is_unknown() && !self.types.is_text(ty);
        let weakly =
            value.origins.iter().find_map(|origin| origin.source.as_ref()).map(|source| source.class);
        let weakly = weakly.filter(|_| is_prose);
        match self.types.classify_label(label, expr.span, &name, weakly) {
            Some(source) if !is_harmless => Value { name, ..Value::of(Arc::new(source)) },
            _ => value,
        }
    }

    /// Whether an expression names a value, so that a label may speak for it: no call, and no name of a fact.
    fn is_plain(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Path(path, _) => {
                path.last().is_some_and(|name| !self.types.catalog.lexicon.is_fact(name))
            }
            ExprKind::Field(_, name, _) => !self.types.catalog.lexicon.is_fact(name),
            ExprKind::Same(inner, _) => self.is_plain(*inner),
            ExprKind::MethodCall(call) => {
                call.args.is_empty()
                    && !self.types.catalog.lexicon.is_fact(&call.name)
                    && self.is_plain(call.receiver)
            }
            _ => false,
        }
    }
}
