//! What formatting a value of one type writes out, given the summaries that are known.

use super::{Exposed, Exposures, MAX_DEPTH, MAX_PARTS, Told, derives};
use crate::catalog::PolicyLevel;
use crate::classify::{Confidence, Evidence, Source, source};
use crate::hir::{Attr, Field, Name, Style, TypeDef, Variant, joined};
use crate::infer::{Args, Ty, TypeFact};
use crate::resolve::{FnId, TypeId};
use crate::taint::summary::Summary;
use crate::taint::value::MAX_ORIGINS;
use crate::taint::{Context, FORMATTER};
use ecow::EcoVec;
use rustc_hash::FxHasher;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::sync::Arc;

/// What is asked, and what it is asked of.
pub(in crate::taint) struct Query<'q, 's, 'a> {
    pub cx: &'q Context<'a>,
    pub style: Style,
    /// The summaries that are known by now.
    pub known: &'q dyn std::ops::Fn(FnId) -> Option<&'s Summary>,
    /// The answers while these summaries are the known ones.
    pub told: &'q Told,
    /// Whether it is asked of the type as such: then a secret counts in any variant of an enum, however rare.
    pub of_type: bool,
}

/// How deep the arguments of types count: types that are made of each other would have no end of them.
const MAX_DEPTH_OF_ARGUMENTS: usize = 2;

/// A secret in one of more variants than this is one that hardly any value holds.
const MAX_VARIANTS_OF_SECRET: usize = 8;

/// A part on the way to a value: its path, and how deep its type lies in others.
#[derive(Clone, Default)]
struct Way {
    path: EcoVec<Name>,
    depth: usize,
}

/// A type and its arguments.
type Instance<'q, 'a> = (TypeId, &'q Args<'a>);

/// What was found, and whether a function that would say more is not read yet.
#[derive(Default)]
struct Found {
    parts: Vec<Exposed>,
    is_open: bool,
}

/// What the variants of a type show.
#[derive(Default)]
struct Shown {
    all: Found,
    /// What the one that is looked at shows.
    of_variant: Found,
    /// How many of them show what is of a class.
    variants: usize,
}

impl Shown {
    fn end_variant(&mut self) {
        let Found { parts, is_open } = std::mem::take(&mut self.of_variant);
        self.variants += usize::from(parts.iter().any(|part| part.source.is_some()));
        self.all.is_open |= is_open;
        self.all.parts.extend(parts);
    }
}

impl Way {
    fn with(&self, name: Name) -> Way {
        let mut path = self.path.clone();
        path.push(name);
        Way { path, depth: self.depth }
    }

    fn deeper(&self) -> Way {
        Way { path: self.path.clone(), depth: self.depth + 1 }
    }
}

impl<'a> Query<'_, '_, 'a> {
    /// What formatting a value of a type writes out, with the type's name; none where it is not of the workspace.
    pub fn parts(&self, ty: &Ty<'a>) -> Option<(String, Vec<Exposed>)> {
        let mut found = Found::default();
        let types = &self.cx.types;
        let start = Way::default();
        match types.peel(ty) {
            Ty::Tuple(Some(parts)) => {
                for (at, part) in parts.iter().enumerate() {
                    self.collect(part, start.with(Name::from(at.to_string())), &mut found);
                }
                (!found.parts.is_empty()).then(|| ("the tuple".to_string(), found.parts))
            }
            peeled @ Ty::Adt(..) => {
                let name = types.name(peeled).unwrap_or_default().to_string();
                self.collect(peeled, start, &mut found);
                // Of many parts a value keeps those that come first.
                if found.parts.len() > MAX_ORIGINS {
                    found.parts.sort_by_key(|part| std::cmp::Reverse(self.weight(part)));
                }
                Some((name, found.parts))
            }
            peeled => {
                let values = types.values_of(peeled)?;
                self.collect(values, start, &mut found);
                let name = types.name(values).unwrap_or_default().to_string();
                (!found.parts.is_empty()).then_some((name, found.parts))
            }
        }
    }

    fn exposures(&self) -> &'a Exposures {
        self.cx.exposures
    }

    fn collect(&self, ty: &Ty<'a>, way: Way, found: &mut Found) {
        let types = &self.cx.types;
        let peeled = types.peel(ty);
        let is_hidden = matches!(types.fact(peeled), TypeFact::Redacts | TypeFact::NoDatum | TypeFact::Text);
        let Ty::Adt(id, args) = peeled else { return };
        if is_hidden || way.depth > MAX_DEPTH {
            return;
        }
        // What nobody can look into need not be told apart.
        let args =
            args.filter(|args| args.iter().any(holds_own)).filter(|_| way.depth < MAX_DEPTH_OF_ARGUMENTS);
        let fingerprint = args.map(|args| BuildHasherDefault::<FxHasher>::default().hash_one(args));
        let asked = (*id, fingerprint, self.style, way.depth, self.of_type);
        let (parts, is_open) = self.told.get(&asked).unwrap_or_else(|| {
            let of_type = self.of_type(*id, &args, way.depth);
            let parts: Arc<[Exposed]> = of_type.parts.into();
            self.told.keep(asked, parts.clone(), of_type.is_open);
            (parts, of_type.is_open)
        });
        found.is_open |= is_open;
        for part in parts.iter() {
            let path = match way.path.is_empty() {
                true => part.path.clone(),
                false => way.path.iter().chain(&part.path).cloned().collect(),
            };
            self.put(Exposed { path, ..part.clone() }, found);
        }
    }

    /// Adds a part; where there are very many, in the place of one that weighs less.
    fn put(&self, part: Exposed, found: &mut Found) {
        if found.parts.len() >= MAX_PARTS {
            let weights = found.parts.iter().map(|part| self.weight(part)).enumerate();
            // Of those that weigh the least, the last.
            let least = weights.min_by_key(|(at, weight)| (*weight, std::cmp::Reverse(*at)));
            match least {
                Some((at, least)) if least < self.weight(&part) => drop(found.parts.remove(at)),
                _ => return,
            }
        }
        found.parts.push(part);
    }

    /// How much a part matters: of a type as such its own fields, then what is known of it, then the level of that.
    fn weight(&self, part: &Exposed) -> (bool, bool, Option<PolicyLevel>) {
        let source = part.source.as_ref();
        let is_known = source.is_some_and(|source| source.confidence > Confidence::Possible);
        let level = source.map(|source| self.cx.types.catalog.class(source.class).level);
        (self.of_type && part.path.len() <= 1, is_known, level)
    }

    /// What a type of the workspace writes out, which lies so deep in others.
    fn of_type(&self, id: TypeId, args: &Args<'a>, depth: usize) -> Found {
        let types = &self.cx.types;
        let mut found = Found::default();
        if let Some(&function) = self.exposures().written.get(&(id, self.style)) {
            let summary = (self.known)(function);
            found.is_open = summary.is_none();
            let def = types.defs.type_def(id);
            let parts = summary.into_iter().flat_map(written);
            found.parts.extend(parts.map(|part| self.as_rare_as(def, summary, part)));
            return found;
        }
        let way = Way { path: EcoVec::new(), depth };
        let def = types.defs.type_def(id);
        match self.style {
            Style::Display => self.collect_display((id, args), def, &way, &mut found),
            style if derives(types, def, style) => self.collect_fields((id, args), def, &way, &mut found),
            _ => {}
        }
        found
    }

    /// What the fields show.
    fn collect_fields(&self, of: Instance<'_, 'a>, def: &'a TypeDef, way: &Way, found: &mut Found) {
        let mut shown = Shown::default();
        for (at, variant) in def.decl.variants.iter().enumerate() {
            for (index, field) in variant.fields.iter().enumerate() {
                if !self.hides_field(def, variant, field) {
                    self.collect_field(
                        (of, at, index),
                        way.with(def.decl.part(at, &field.name)),
                        &mut shown.of_variant,
                    );
                }
            }
            shown.end_variant();
        }
        self.add_shown(def, shown, found);
    }

    /// Adds what the variants of a type show. A value of an enum is one of its variants: where fewer than half of them
    /// show anything, a finding is only possible; a secret in what is no failure may be rarer than that.
    fn add_shown(&self, def: &TypeDef, shown: Shown, found: &mut Found) {
        let is_rare = def.decl.is_enum && shown.variants * 2 < def.decl.variants.len();
        let is_data = self.style != Style::Display && !self.cx.types.names_failure(&def.name);
        let is_meant = self.of_type || is_data && def.decl.variants.len() <= MAX_VARIANTS_OF_SECRET;
        found.is_open |= shown.all.is_open;
        for part in shown.all.parts {
            let is_open = |source: &Source| is_rare && !(is_meant && self.is_restricted(source));
            let source = part.source.map(|source| match is_open(&source) {
                true => possible(&source),
                false => source,
            });
            self.put(Exposed { source, ..part }, found);
        }
    }

    /// A part that a hand-written function shows: only possible where it is that of very few of very many variants.
    fn as_rare_as(&self, def: &TypeDef, summary: Option<&Summary>, part: Exposed) -> Exposed {
        let count = def.decl.variants.len();
        let shown = summary.map_or(0, |summary| summary.formats.len());
        if self.of_type || !def.decl.is_enum || count <= MAX_VARIANTS_OF_SECRET || shown * 2 >= count {
            return part;
        }
        Exposed { source: part.source.map(|source| possible(&source)), ..part }
    }

    /// Whether a source is of the level that is never to be shown.
    fn is_restricted(&self, source: &Source) -> bool {
        self.cx.types.catalog.class(source.class).level == PolicyLevel::L4
    }

    fn collect_field(
        &self,
        ((id, args), variant, field): (Instance<'_, 'a>, usize, usize),
        way: Way,
        found: &mut Found,
    ) {
        let types = &self.cx.types;
        let ty = match args {
            Some(_) => types.field_type(id, args, variant, field),
            None => types.signatures.field(id, variant, field),
        };
        if self.exposures().hides(types, &ty, self.style) {
            return;
        }
        let mut inner = Found::default();
        self.collect(&ty, way.deeper(), &mut inner);
        found.is_open |= inner.is_open;
        let inner = inner.parts;
        let source = self.cx.classes.get(id, variant, field);
        let source = source.filter(|source| source.confidence > Confidence::Possible).filter(|_| {
            // What a type of the workspace writes out counts, not what the field is called.
            let is_told =
                inner.is_empty() || inner.iter().any(|part| part.source.is_some() || part.place.is_some());
            !(is_told && self.exposures().decides(self.cx, &ty, self.style))
        });
        match source {
            Some(source) if !source.sealed => {
                self.put(Exposed { path: way.path, source: Some(source.clone()), place: None }, found);
            }
            Some(_) => {}
            // What was put there decides.
            None if inner.is_empty() && (types.is_text(&ty) || types.is_bytes(&ty)) => {
                self.put(Exposed { path: way.path, source: None, place: None }, found);
            }
            None if inner.is_empty() => {
                if let Some(source) = self.library(id, (variant, field), &ty) {
                    self.put(Exposed { path: way.path, source: Some(Arc::new(source)), place: None }, found);
                }
            }
            None => inner.into_iter().for_each(|part| self.put(part, found)),
        }
    }

    /// What a field shows whose type is from outside, by the model of that type. It is told of where it is shown, since
    /// whoever owns such a type does not write its formatting.
    fn library(&self, of: TypeId, (variant, at): (usize, usize), ty: &Ty<'a>) -> Option<Source> {
        let types = &self.cx.types;
        if self.of_type {
            return None;
        }
        let (class, name) = types.shown_by_model(ty, self.style)?;
        let class = types.catalog.class_named(class)?;
        let def = types.defs.type_def(of);
        let variant = &def.decl.variants[variant];
        let field = &variant.fields[at];
        let shown_as = match def.decl.is_enum {
            true => joined([&def.name, "::", &variant.name]),
            false => joined([&def.name, ".", &field.name]),
        };
        let evidence = Evidence::Library(name.clone());
        Some(source(class, Confidence::Certain, evidence, field.span, &shown_as))
    }

    fn hides_field(&self, def: &TypeDef, variant: &Variant, field: &Field) -> bool {
        let models = &self.cx.types.catalog.models;
        let mut attrs = field.notes.attrs.iter().chain(&variant.notes.attrs).chain(&def.notes.attrs);
        match self.style {
            Style::Serialize => field.notes.attrs.iter().any(|attr| models.hides_data(attr)),
            _ => attrs.any(|attr| models.hides_field(attr)),
        }
    }

    /// What a derived `Display` shows: the fields that the text in its attribute names.
    fn collect_display(&self, of: Instance<'_, 'a>, def: &'a TypeDef, way: &Way, found: &mut Found) {
        let models = &self.cx.types.catalog.models;
        let mut shown = Shown::default();
        for (at, variant) in def.decl.variants.iter().enumerate() {
            let mut attrs = variant.notes.attrs.iter().chain(&def.notes.attrs);
            let Some(attr) = attrs.find(|attr| models.is_display(attr)) else { continue };
            for (name, style) in displayed(attr, variant) {
                let index = variant.fields.iter().position(|field| field.name == name);
                let Some(index) = index else { continue };
                let query = Query { style, ..*self };
                query.collect_field(
                    (of, at, index),
                    way.with(def.decl.part(at, &name)),
                    &mut shown.of_variant,
                );
            }
            shown.end_variant();
        }
        self.add_shown(def, shown, found);
    }
}

/// The same source, which is only possible.
fn possible(source: &Source) -> Arc<Source> {
    Arc::new(Source { confidence: Confidence::Possible, ..source.clone() })
}

/// Whether a type of the workspace is in it.
fn holds_own(ty: &Ty) -> bool {
    matches!(ty, Ty::Adt(..)) || ty.args().iter().any(holds_own)
}

/// What a hand-written function shows of its receiver.
fn written(summary: &Summary) -> Vec<Exposed> {
    let sinks = summary.sinks.iter().filter(|sink| sink.site.kind == FORMATTER && sink.port.index == 0);
    let ports =
        sinks.map(|sink| Exposed { path: sink.port.path.clone(), source: None, place: Some(sink.site.span) });
    let sources = summary.formats.iter().map(|(source, place)| Exposed {
        path: EcoVec::new(),
        source: Some(source.clone()),
        place: Some(*place),
    });
    sources.chain(ports).collect()
}

/// The fields that a text such as `"cannot read {0}: {source:?}"` names, and how each prints.
fn displayed(attr: &Attr, variant: &Variant) -> Vec<(Name, Style)> {
    if attr.args.trim() == "transparent" {
        return variant.fields.iter().take(1).map(|field| (field.name.clone(), Style::Display)).collect();
    }
    let Some(text) = attr.args.split('"').nth(1) else { return Vec::new() };
    let behind = attr.args.rsplit('"').next().unwrap_or_default();
    let mut arguments = behind.split(',').skip(1);
    let mut found = Vec::new();
    for hole in text.replace("{{", "").split('{').skip(1) {
        let hole = hole.split('}').next().unwrap_or_default();
        let (name, spec) = hole.split_once(':').unwrap_or((hole, ""));
        let style = if spec.ends_with('?') { Style::Debug } else { Style::Display };
        let name = name.trim();
        if !name.is_empty() {
            found.push((Name::new(name), style));
            continue;
        }
        // `"{}", .0`: the argument names a field; a call makes something else of it.
        let argument = arguments.next().unwrap_or_default();
        if !argument.contains('(') {
            let field: String = argument.chars().filter(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push((Name::new(field), style));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(args: &str) -> Vec<(String, Style)> {
        let attr = Attr { path: Name::new("error"), args: args.into() };
        let variant = Variant { name: Name::new("A"), fields: Vec::new(), notes: Default::default() };
        displayed(&attr, &variant).into_iter().map(|(name, style)| (name.to_string(), style)).collect()
    }

    #[test]
    fn the_text_of_an_attribute_names_the_fields_that_it_shows() {
        assert_eq!(
            fields(r#""no {0} for {name:?}, {{not}} this""#),
            [("0".into(), Style::Display), ("name".into(), Style::Debug)]
        );
        assert_eq!(fields(r#""at {}", . 0"#), [("0".into(), Style::Display)]);
        assert_eq!(fields(r#""at {}", path.display()"#), []);
    }
}
