//! The types of the workspace whose formatting writes out a raw field of their own: whoever prints a value of one, here
//! or in a crate that depends on this one, prints the field.

use super::{Query, by_hand};
use crate::catalog::PolicyLevel;
use crate::classify::{Confidence, Source};
use crate::finding::{Flow, Hold, Place, Step};
use crate::hir::{Name, Style, TypeDef, TypeRef};
use crate::infer::{Ty, own_parameters};
use crate::resolve::{FnId, TypeId, type_name};
use crate::span::Span;
use crate::taint::Context;
use crate::taint::summary::Summary;

/// So many places that write something out are pointed at.
const MAX_PLACES: usize = 4;
/// The trait of errors.
const ERROR: &str = "Error";

/// What the formatting of a type shows, one flow for its own text and one for that of an error.
pub fn declared<'a, 's>(
    cx: &Context<'a>,
    id: TypeId,
    known: &dyn std::ops::Fn(FnId) -> Option<&'s Summary>,
) -> Vec<Flow> {
    let def = cx.types.defs.type_def(id);
    let kind = if is_error(cx, id, def) { "error_type" } else { "debug" };
    let debug = exposed_by(cx, id, def, Style::Debug, known);
    let display = exposed_by(cx, id, def, Style::Display, known);
    let display = display.map(|flow| Flow { sink: Name::new(kind), ..flow });
    match (debug, display) {
        // One type is told of once, with every place that writes it out.
        (Some(debug), Some(display)) if debug.sink == display.sink => {
            let how = Name::new(format!("{}` and `{}", debug.sink_name, display.sink_name));
            let steps = debug.steps.iter().chain(&display.steps).cloned().collect();
            vec![Flow { steps, function: format!("{} by {how}", def.name), sink_name: how, ..debug }]
        }
        (debug, display) => debug.into_iter().chain(display).collect(),
    }
}

fn is_error(cx: &Context, id: TypeId, def: &TypeDef) -> bool {
    let implements = |block: &crate::resolve::ImplId| {
        let of_trait = cx.types.defs.impl_def(*block).of_trait.as_ref();
        of_trait.and_then(type_name).is_some_and(|name| name == ERROR)
    };
    let models = &cx.types.catalog.models;
    def.decl.derives.iter().any(|derive| models.derives_error(derive))
        || cx.types.members.impls_of(id).iter().any(implements)
}

fn exposed_by<'a, 's>(
    cx: &Context<'a>,
    id: TypeId,
    def: &'a TypeDef,
    style: Style,
    known: &dyn std::ops::Fn(FnId) -> Option<&'s Summary>,
) -> Option<Flow> {
    let query = Query { cx, style, known, told: &cx.exposures.told, of_type: true };
    let (_, parts) = query.parts(&Ty::Adt(id, own_parameters(cx.types.arena, &def.decl.generics)))?;
    let places: Vec<(Span, Span)> =
        parts.iter().filter_map(|part| Some((part.source.as_ref()?.span, part.place?))).collect();
    let mut sources: Vec<Source> = Vec::new();
    for source in parts.into_iter().filter_map(|part| part.source) {
        if is_own(cx, def, &source) && sources.iter().all(|known| known.span != source.span) {
            sources.push((*source).clone());
        }
    }
    sources.sort_by_key(|source| std::cmp::Reverse(cx.types.catalog.class(source.class).level));
    let written = cx.exposures.written.get(&(id, style));
    let spans = sources.iter().map(|source| source.span);
    let by_hand = spans.filter_map(|span| places.iter().find(|(of, _)| *of == span)).map(|(_, place)| *place);
    let derived = def.decl.derive_span.filter(|_| written.is_none());
    let places = by_hand.take(MAX_PLACES).chain(derived);
    let steps = places.map(|span| Step { span, what: "written out here".into(), place: None }).collect();
    let how = match (style, written) {
        (Style::Debug, None) => "#[derive(Debug)]",
        (Style::Debug, Some(_)) => "impl Debug",
        (_, None) => "#[derive(Error)]",
        (_, Some(_)) => "impl Display",
    };
    let mend = match style == Style::Debug && written.is_none() {
        true => by_hand::debug(def, &weighty(cx, &sources)),
        false => None,
    };
    let secret = sources.first().and_then(|source| text_field(def, source.span));
    let mut sources = sources.into_iter();
    Some(Flow {
        source: sources.next()?,
        also: sources.collect(),
        through: None,
        steps,
        sink: Name::new("debug"),
        sink_name: Name::new(how),
        shown: def.span,
        twins: Vec::new(),
        place: Place::Call,
        hold: Hold::default(),
        mend,
        text_field: secret,
        style,
        wrappers: Vec::new(),
        function: format!("{} by {how}", def.name),
        in_tests: def.is_test,
    })
}

/// The sources that are not to be shown raw anywhere but to their subject.
fn weighty(cx: &Context, sources: &[Source]) -> Vec<Source> {
    let is_weighty = |source: &&Source| cx.types.catalog.class(source.class).level >= PolicyLevel::L3;
    sources.iter().filter(is_weighty).cloned().collect()
}

/// Where the type of a field is written, if it is a plain text.
fn text_field(def: &TypeDef, place: Span) -> Option<Span> {
    let mut fields = def.decl.variants.iter().flat_map(|variant| &variant.fields);
    let field = fields.find(|field| field.span == place)?;
    let is_text = matches!(&field.ty, TypeRef::Path(path, _) if path.len() == 1 && path[0] == "String");
    is_text.then_some(field.ty_span)
}

/// Whether a source is a raw field of the type itself that is surely of its class.
fn is_own(cx: &Context, def: &TypeDef, source: &Source) -> bool {
    let mut fields = def.decl.variants.iter().flat_map(|variant| &variant.fields);
    let is_declared = source.span == def.span || fields.any(|field| field.span == source.span);
    is_declared
        && source.confidence > Confidence::Possible
        && !source.sealed
        && !cx.types.catalog.class(source.class).is_person()
}
