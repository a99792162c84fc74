//! What showing a value of a type shows.
//!
//! Terms: the *exposure* of a type is the list of parts that its `Debug`, `Display` or `Serialize` writes out. A derived
//! one shows every field, and what the fields' types expose in turn; a hand-written one is a function with the formatter
//! as its sink, so that its summary says what it shows. Invariants: recursion through types ends at [`MAX_DEPTH`]; what
//! a type from outside shows is said by its model.

use super::summary::Summary;
use super::{Context, FORMATTER};
use crate::catalog::PolicyLevel;
use crate::classify::{Confidence, Source};
use crate::finding::{Flow, Place};
use crate::hir::{Attr, Field, Fn, Name, Style, TypeDef, Variant};
use crate::infer::{Ty, TypeFact, Types};
use crate::resolve::{FnId, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

/// How deep types within types are looked into.
const MAX_DEPTH: usize = 4;
/// More parts than this in one type say no more to a reader.
const MAX_PARTS: usize = 24;

/// A part that formatting writes out.
#[derive(Clone, Debug)]
pub struct Exposed {
    /// The part.
    pub path: Vec<Name>,
    /// What its declaration says it is.
    pub source: Option<Arc<Source>>,
}

/// What hand-written formatting there is, and what it was found to show.
#[derive(Debug, Default)]
pub struct Exposures {
    written: HashMap<(TypeId, Style), FnId>,
    /// Those that show nothing of their value, once that is known.
    silent: std::sync::RwLock<HashMap<(TypeId, Style), bool>>,
}

/// The summaries that are known by now.
type Known<'s> = &'s dyn std::ops::Fn(FnId) -> Option<&'s Summary>;

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

    /// The hand-written functions that formatting a value of a type may run.
    pub fn functions(&self, types: &Types, ty: &Ty, style: Style) -> Vec<FnId> {
        let mut found = Vec::new();
        self.collect_functions(types, ty, style, 0, &mut found);
        found
    }

    fn collect_functions(&self, types: &Types, ty: &Ty, style: Style, depth: usize, found: &mut Vec<FnId>) {
        if depth > MAX_DEPTH || found.len() > MAX_PARTS {
            return;
        }
        ty.args().iter().for_each(|arg| self.collect_functions(types, arg, style, depth + 1, found));
        let Ty::Adt(id, _) = ty else { return };
        if let Some(&function) = self.written.get(&(*id, style)) {
            found.push(function);
            return;
        }
        let def = types.defs.type_def(*id);
        if derives(types, def, style) {
            for (at, variant) in def.variants.iter().enumerate() {
                for field in 0..variant.fields.len() {
                    let ty = types.signatures.field(*id, at, field);
                    self.collect_functions(types, &ty, style, depth + 1, found);
                }
            }
        }
    }

    /// Notes what a function that formats was found to show.
    pub fn note(&self, types: &Types, id: FnId, summary: &Summary, flows: &[Flow]) {
        let Some(style) = style_of(types.defs.function(id)) else { return };
        let Ty::Adt(of, _) = types.signatures.function(id).self_ty else { return };
        if self.written.get(&(of, style)) != Some(&id) {
            return;
        }
        let shows = summary.sinks.iter().any(|sink| sink.kind == FORMATTER && sink.port.index == 0)
            || flows.iter().any(|flow| flow.sink == FORMATTER);
        let mut silent = self.silent.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        silent.insert((of, style), !shows);
    }

    /// Whether a type's formatting was written by hand and writes out nothing: then no name of a field or local makes
    /// its values a leak.
    pub fn hides<'a>(&self, types: &Types<'a>, ty: &Ty<'a>, style: Style) -> bool {
        let Ty::Adt(id, _) = peel(types, ty) else { return false };
        let silent = self.silent.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        silent.get(&(*id, style)).copied().unwrap_or(false)
    }

    /// What formatting a value of a type writes out, with the type's name; none where it is not of the workspace.
    pub(super) fn of_type<'a>(
        &self,
        cx: &Context<'a>,
        ty: &Ty<'a>,
        style: Style,
        known: Known,
    ) -> Option<(String, Vec<Exposed>)> {
        let mut found = Vec::new();
        match peel(&cx.types, ty) {
            Ty::Tuple(Some(parts)) => {
                for (at, part) in parts.iter().enumerate() {
                    let path = vec![Name::from(at.to_string())];
                    self.collect(cx, part, style, known, path, 0, &mut found);
                }
                (!found.is_empty()).then(|| ("the tuple".to_string(), found))
            }
            // Of a map, the values.
            Ty::Extern(_, _, Some(args)) if args.len() == 2 => {
                self.collect(cx, &args[1], style, known, Vec::new(), 0, &mut found);
                let name = cx.types.name(&args[1]).unwrap_or_default().to_string();
                (!found.is_empty()).then_some((name, found))
            }
            peeled @ Ty::Adt(..) => {
                let name = cx.types.name(peeled).unwrap_or_default().to_string();
                self.collect(cx, peeled, style, known, Vec::new(), 0, &mut found);
                Some((name, found))
            }
            _ => None,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn collect<'a>(
        &self,
        cx: &Context<'a>,
        ty: &Ty<'a>,
        style: Style,
        known: Known,
        path: Vec<Name>,
        depth: usize,
        found: &mut Vec<Exposed>,
    ) {
        let types = &cx.types;
        let peeled = peel(types, ty);
        if depth > MAX_DEPTH || found.len() >= MAX_PARTS {
            return;
        }
        let is_hidden = matches!(types.fact(peeled), TypeFact::Redacts | TypeFact::NoDatum | TypeFact::Text);
        match peeled {
            Ty::Adt(id, _) if !is_hidden => {
                if let Some(&function) = self.written.get(&(*id, style)) {
                    if let Some(summary) = known(function) {
                        found.extend(written(summary, &path));
                    }
                    return;
                }
                let def = types.defs.type_def(*id);
                match style {
                    Style::Display => self.collect_display(cx, *id, def, known, path, depth, found),
                    _ if derives(types, def, style) => {
                        self.collect_fields(cx, *id, def, style, known, path, depth, found);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// What the fields show. A value of an enum is one of its variants: where fewer than half of them show anything, a
    /// finding is only possible.
    #[allow(clippy::too_many_arguments)]
    fn collect_fields<'a>(
        &self,
        cx: &Context<'a>,
        id: TypeId,
        def: &'a TypeDef,
        style: Style,
        known: Known,
        path: Vec<Name>,
        depth: usize,
        found: &mut Vec<Exposed>,
    ) {
        let mut shown = Vec::new();
        let mut variants = 0;
        for (at, variant) in def.variants.iter().enumerate() {
            let before = shown.len();
            for (index, field) in variant.fields.iter().enumerate() {
                if hides_field(&cx.types, def, variant, field, style) {
                    continue;
                }
                let mut path = path.clone();
                path.push(field.name.clone());
                self.collect_field(cx, (id, at, index), style, known, path, depth, &mut shown);
            }
            variants += usize::from(shown[before..].iter().any(|part: &Exposed| part.source.is_some()));
        }
        let is_rare = def.is_enum && variants * 2 < def.variants.len();
        for part in shown {
            let source = part.source.map(|source| match is_rare && !is_restricted(cx, &source) {
                true => Arc::new(Source { confidence: Confidence::Possible, ..(*source).clone() }),
                false => source,
            });
            add(found, Exposed { source, ..part });
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn collect_field<'a>(
        &self,
        cx: &Context<'a>,
        (id, variant, field): (TypeId, usize, usize),
        style: Style,
        known: Known,
        path: Vec<Name>,
        depth: usize,
        found: &mut Vec<Exposed>,
    ) {
        let ty = cx.types.signatures.field(id, variant, field);
        if self.hides(&cx.types, &ty, style) {
            return;
        }
        let source = cx.classes.get(id, variant, field);
        match source.filter(|source| source.confidence > Confidence::Possible) {
            Some(source) if !source.sealed => {
                found.push(Exposed { path, source: Some(source.clone()) });
            }
            Some(_) => {}
            None => {
                let before = found.len();
                self.collect(cx, &ty, style, known, path.clone(), depth + 1, found);
                let is_text = cx.types.fact(&ty) == TypeFact::Text;
                if found.len() == before && is_text {
                    // What was put there decides.
                    found.push(Exposed { path, source: None });
                }
            }
        }
    }

    /// What a derived `Display` shows: the fields that the text in its attribute names.
    #[allow(clippy::too_many_arguments)]
    fn collect_display<'a>(
        &self,
        cx: &Context<'a>,
        id: TypeId,
        def: &'a TypeDef,
        known: Known,
        path: Vec<Name>,
        depth: usize,
        found: &mut Vec<Exposed>,
    ) {
        for (at, variant) in def.variants.iter().enumerate() {
            let attrs = variant.notes.attrs.iter().chain(&def.notes.attrs);
            let mut texts = attrs.filter(|attr| cx.types.catalog.models.is_display(attr));
            let Some(attr) = texts.next() else { continue };
            for (name, style) in displayed(attr, variant) {
                let Some(index) = variant.fields.iter().position(|field| field.name == name) else { continue };
                let mut path = path.clone();
                path.push(name);
                self.collect_field(cx, (id, at, index), style, known, path, depth, found);
            }
        }
    }
}

/// The fields that a text such as `"cannot read {0}: {source:?}"` names, and how each prints.
fn displayed(attr: &Attr, variant: &Variant) -> Vec<(Name, Style)> {
    if attr.args.trim() == "transparent" {
        return variant.fields.iter().take(1).map(|field| (field.name.clone(), Style::Display)).collect();
    }
    let Some(text) = attr.args.split('"').nth(1) else { return Vec::new() };
    let behind = attr.args.get(text.len()..).unwrap_or_default();
    let mut found = Vec::new();
    let mut next = 0;
    for hole in text.replace("{{", "").split('{').skip(1) {
        let hole = hole.split('}').next().unwrap_or_default();
        let (name, spec) = hole.split_once(':').unwrap_or((hole, ""));
        let style = if spec.ends_with('?') { Style::Debug } else { Style::Display };
        let name = name.trim();
        if !name.is_empty() {
            found.push((Name::new(name), style));
            continue;
        }
        // `"{}", .0` and `"{}", field.method()`: the arguments name fields; a call makes something else of them.
        let argument = behind.split(',').nth(next + 1).unwrap_or_default();
        next += 1;
        let field: String = argument.chars().filter(|c| !matches!(c, ' ' | '.' | ')' | ']' | '&')).collect();
        if !argument.contains('(') {
            found.push((Name::new(field.trim_start_matches("self")), style));
        }
    }
    found
}

/// Whether a source is of the level that is never to be shown.
fn is_restricted(cx: &Context, source: &Source) -> bool {
    cx.types.catalog.class(source.class).level == PolicyLevel::L4
}

fn written(summary: &Summary, path: &[Name]) -> Vec<Exposed> {
    let sinks = summary.sinks.iter().filter(|sink| sink.kind == FORMATTER && sink.port.index == 0);
    let ports = sinks.map(|sink| Exposed {
        path: path.iter().chain(&sink.port.path).cloned().collect(),
        source: None,
    });
    let sources = summary.formats.iter().map(|source| Exposed { path: path.to_vec(), source: Some(source.clone()) });
    sources.chain(ports).collect()
}

fn peel<'t, 'a>(types: &Types<'a>, ty: &'t Ty<'a>) -> &'t Ty<'a> {
    types.peel(ty)
}

/// Whether a type's formatting is derived and shows its fields.
fn derives(types: &Types, def: &TypeDef, style: Style) -> bool {
    let models = &types.catalog.models;
    match style {
        Style::Debug => def.derives.iter().any(|derive| models.writes_debug(derive)),
        Style::Serialize => def.derives.iter().any(|derive| derive == Style::Serialize.name()),
        Style::Display => false,
    }
}

fn hides_field(types: &Types, def: &TypeDef, variant: &Variant, field: &Field, style: Style) -> bool {
    let models = &types.catalog.models;
    let mut attrs = field.notes.attrs.iter().chain(&variant.notes.attrs).chain(&def.notes.attrs);
    match style {
        Style::Serialize => field.notes.attrs.iter().any(|attr| models.hides_data(attr)),
        _ => attrs.any(|attr| models.hides_field(attr)),
    }
}

/// How a function formats, where it is the `fmt` of a `Debug` or `Display`.
pub(super) fn style_of(function: &Fn) -> Option<Style> {
    let of_trait = function.of_trait.as_deref().filter(|_| function.name == "fmt")?;
    match of_trait {
        "Debug" => Some(Style::Debug),
        "Display" => Some(Style::Display),
        _ => None,
    }
}

fn add(found: &mut Vec<Exposed>, part: Exposed) {
    if found.len() < MAX_PARTS {
        found.push(part);
    }
}

/// The types of the workspace whose formatting writes out a raw field of their own, one flow for each type and way:
/// whoever prints a value of it, here or in a crate that depends on this one, prints the field.
pub fn declared<'a>(cx: &Context<'a>, id: TypeId, known: Known) -> Vec<Flow> {
    let def = cx.types.defs.type_def(id);
    let debug = exposed_by(cx, id, def, Style::Debug, known);
    let is_error = def.derives.iter().any(|derive| derive == "Error")
        || cx.types.members.impls_of(id).iter().any(|block| {
            let of_trait = cx.types.defs.impl_def(*block).of_trait.as_ref();
            of_trait.and_then(crate::resolve::type_name).is_some_and(|name| name == "Error")
        });
    let display = exposed_by(cx, id, def, Style::Display, known);
    let kind = if is_error { "error_type" } else { "debug" };
    let display = display.map(|flow| Flow { sink: Name::new(kind), ..flow });
    debug.into_iter().chain(display).collect()
}

fn exposed_by<'a>(cx: &Context<'a>, id: TypeId, def: &'a TypeDef, style: Style, known: Known) -> Option<Flow> {
    let exposures = cx.exposures;
    let generics = &def.generics;
    let args = crate::infer::own_parameters(generics);
    let (_, parts) = exposures.of_type(cx, &Ty::Adt(id, args), style, known)?;
    let fields: Vec<_> = def.variants.iter().flat_map(|variant| &variant.fields).map(|field| field.span).collect();
    let mut sources: Vec<Source> =
        parts.into_iter().filter_map(|part| part.source).map(|source| (*source).clone()).collect();
    let catalog = cx.types.catalog;
    sources.retain(|source| fields.contains(&source.span) || source.span == def.span);
    sources.retain(|source| source.confidence > Confidence::Possible && !source.sealed);
    sources.retain(|source| !catalog.class(source.class).is_person());
    sources.sort_by_key(|source| std::cmp::Reverse(catalog.class(source.class).level));
    let mut sources = sources.into_iter();
    let source = sources.next()?;
    let mut also: Vec<Source> = Vec::new();
    for other in sources {
        if other.span != source.span && also.iter().all(|known| known.span != other.span) {
            also.push(other);
        }
    }
    let written = exposures.written.get(&(id, style));
    let how = match (style, written) {
        (Style::Debug, None) => "#[derive(Debug)]",
        (Style::Debug, Some(_)) => "impl Debug",
        (_, None) => "#[derive(Error)]",
        (_, Some(_)) => "impl Display",
    };
    let place = written.map(|function| cx.types.defs.function(*function).span).or(def.derive_span);
    let steps = place.map(|span| crate::finding::Step { span, what: "written out here".into(), place: None });
    Some(Flow {
        source,
        also,
        through: None,
        steps: steps.into_iter().collect(),
        sink: Name::new("debug"),
        sink_name: Name::new(how),
        shown: def.span,
        place: Place::Call,
        style,
        wrappers: Vec::new(),
        function: def.name.to_string(),
        in_tests: def.is_test,
    })
}
