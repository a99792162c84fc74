//! What showing a value of a type shows.
//!
//! Terms: the *exposure* of a type is the list of sources that its `Debug` or `Display` writes out. A derived `Debug`
//! shows every field, and what the fields' types expose in turn; a hand-written one is interpreted like any function,
//! with the formatter as its sink. Invariants: recursion through types ends at [`MAX_DEPTH`]; a type that is not of the
//! workspace exposes nothing here.

use super::{Context, analyze_format};
use crate::classify::{Confidence, Source};
use crate::finding::{Flow, Place};
use crate::hir::{File, Fn, Name, Style, TypeDef, TypeRef, Variant};
use crate::infer::{TypeFact, Types};
use crate::resolve::owner_name;
use crate::span::Span;
use rayon::prelude::*;
use std::collections::HashMap;

/// How deep types within types are looked into.
const MAX_DEPTH: usize = 4;
/// More sources than this in one type say no more to a reader.
const MAX_SOURCES: usize = 12;

/// What hand-written formatting shows, by the name span of the type.
#[derive(Debug, Default)]
pub struct Exposures {
    debug: HashMap<Span, Vec<Source>>,
    display: HashMap<Span, Vec<Source>>,
}

impl Exposures {
    /// Interprets every hand-written `Debug` and `Display` of the workspace. `context` gives what a file is read
    /// against.
    pub fn build<'a>(
        files: &'a [File],
        context: impl std::ops::Fn(&'a File) -> Context<'a> + Sync,
    ) -> Exposures {
        let of_file = |file: &'a File| {
            let cx = context(file);
            let formats = file.fns.iter().filter_map(|function| Some((style_of(function)?, function)));
            let shown = formats.filter_map(|(style, function)| {
                let def = cx.defs.type_named(owner_name(function)?, file.id)?;
                Some((style, def.span, analyze_format(cx, function)))
            });
            shown.collect::<Vec<_>>()
        };
        let found: Vec<Vec<_>> = files.par_iter().map(of_file).collect();
        let mut exposures = Exposures::default();
        for (style, span, sources) in found.into_iter().flatten() {
            let table = if style == Style::Debug { &mut exposures.debug } else { &mut exposures.display };
            table.entry(span).or_insert(sources);
        }
        exposures
    }

    /// The sources that showing a value of a type writes out.
    pub fn of_type(&self, types: Types, ty: &TypeRef, style: Style) -> Vec<Source> {
        let mut found = Vec::new();
        self.collect(types, ty, style, 0, &mut found);
        found
    }

    /// Whether a type's formatting was written by hand and writes out nothing: then no name of a field or local makes
    /// its values a leak.
    pub fn hides(&self, types: Types, ty: &TypeRef, style: Style) -> bool {
        let written = types.def(ty).and_then(|def| self.table(style).get(&def.span));
        written.is_some_and(Vec::is_empty)
    }

    fn table(&self, style: Style) -> &HashMap<Span, Vec<Source>> {
        if style == Style::Debug { &self.debug } else { &self.display }
    }

    fn collect(&self, types: Types, ty: &TypeRef, style: Style, depth: usize, found: &mut Vec<Source>) {
        if let TypeRef::Tuple(parts) = ty {
            parts.iter().for_each(|part| self.collect(types, part, style, depth, found));
            return;
        }
        let is_hidden = matches!(types.fact(ty), TypeFact::Redacts | TypeFact::NoDatum | TypeFact::Text);
        let Some(def) = types.def(ty).filter(|_| !is_hidden && depth < MAX_DEPTH) else { return };
        if let Some(sources) = self.table(style).get(&def.span) {
            sources.iter().for_each(|source| add(found, source.clone()));
        } else if style == Style::Debug
            && def.derives.iter().any(|derive| types.catalog.models.writes_debug(derive))
        {
            self.collect_fields(types, def, depth, found);
        }
    }

    /// What the fields show. A value of an enum is one of its variants: where fewer than half of them show anything, a
    /// finding is only possible.
    fn collect_fields(&self, types: Types, def: &TypeDef, depth: usize, found: &mut Vec<Source>) {
        let mut shown = Vec::new();
        let mut variants = 0;
        for variant in &def.variants {
            let before = shown.len();
            self.collect_variant(types, def, variant, depth, &mut shown);
            variants += usize::from(shown.len() > before);
        }
        let is_rare = def.is_enum && variants * 2 < def.variants.len();
        for source in shown {
            let confidence = if is_rare { Confidence::Possible } else { source.confidence };
            add(found, Source { confidence, ..source });
        }
    }

    fn collect_variant(
        &self,
        types: Types,
        def: &TypeDef,
        variant: &Variant,
        depth: usize,
        found: &mut Vec<Source>,
    ) {
        let models = &types.catalog.models;
        for field in &variant.fields {
            let mut attrs = field.notes.attrs.iter().chain(&variant.notes.attrs).chain(&def.notes.attrs);
            if attrs.any(|attr| models.hides_field(attr)) || self.hides(types, &field.ty, Style::Debug) {
                continue;
            }
            let source = match def.is_enum {
                true => types.classify_payload(def, &variant.name, field),
                false => types.classify_field(def, field),
            };
            match source.filter(|source| source.confidence > Confidence::Possible) {
                Some(source) if !source.sealed => add(found, source),
                Some(_) => {}
                None => self.collect(types, &field.ty, Style::Debug, depth + 1, found),
            }
        }
    }
}

/// The types of a file whose `Debug` writes out a raw field of their own, one flow a type: whoever prints a value of it,
/// here or in a crate that depends on this one, prints the field.
pub fn declared(cx: Context, file: &File) -> Vec<Flow> {
    let types = Types { catalog: cx.catalog, defs: cx.defs, file: cx.file };
    file.types.iter().filter_map(|def| exposed_by(cx.exposures, types, def)).collect()
}

fn exposed_by(exposures: &Exposures, types: Types, def: &TypeDef) -> Option<Flow> {
    let ty = TypeRef::Path(vec![def.name.clone()], Vec::new());
    let fields = def.variants.iter().flat_map(|variant| &variant.fields);
    let own: Vec<Span> = fields.map(|field| field.span).collect();
    let mut sources = exposures.of_type(types, &ty, Style::Debug);
    sources.retain(|source| own.contains(&source.span) && source.confidence > Confidence::Possible);
    sources.sort_by_key(|source| std::cmp::Reverse(types.catalog.class(source.class).level));
    let mut sources = sources.into_iter();
    let source = sources.next()?;
    let is_derived = !exposures.debug.contains_key(&def.span);
    Some(Flow {
        source,
        also: sources.collect(),
        through: None,
        steps: Vec::new(),
        sink: Name::new("debug"),
        sink_name: Name::new(if is_derived { "#[derive(Debug)]" } else { "impl Debug" }),
        shown: def.span,
        place: Place::Call,
        style: Style::Debug,
        wrappers: Vec::new(),
        function: def.name.to_string(),
        in_tests: def.is_test,
    })
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

fn add(found: &mut Vec<Source>, source: Source) {
    if found.len() < MAX_SOURCES && !found.contains(&source) {
        found.push(source);
    }
}
