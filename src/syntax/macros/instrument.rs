//! `#[instrument(..)]`: which parameters and fields a function's span records.

use super::super::body::Lowering;
use super::super::lexed::Lexed;
use super::super::read::Attribute;
use super::args::{Args, Segment};
use crate::hir::{Effect, Emission, Instrument, Name, Style};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

impl Lowering<'_> {
    /// Reads the attribute among those of a function, also where `cfg_attr` wraps it.
    pub(in crate::syntax) fn instrument(&mut self, attrs: &[Attribute]) -> Option<Instrument> {
        attrs.iter().find_map(|attr| self.instrument_attribute(attr))
    }

    fn instrument_attribute(&mut self, attr: &Attribute) -> Option<Instrument> {
        let name = attr.name();
        if name != "cfg_attr" && name != "instrument" && !self.imports_instrument_as(name) {
            return None;
        }
        let excerpt = self.text.clone();
        let text = excerpt.text.get(attr.inside.clone())?;
        let meta: syn::Meta = syn::parse_str(text).ok()?;
        let lexed = Lexed::part(text, attr.inside.start);
        let outer = std::mem::replace(&mut self.lexed, lexed);
        let instrument = self.instrument_meta(&meta);
        self.lexed = outer;
        instrument
    }

    fn instrument_meta(&mut self, meta: &syn::Meta) -> Option<Instrument> {
        let path = meta.path();
        let last = path.segments.last()?;
        if last.ident == "cfg_attr" {
            let syn::Meta::List(list) = meta else { return None };
            let inner = Args::split(list.tokens.clone()).segments.into_iter().skip(1);
            return inner
                .filter_map(|segment| parse_meta(&segment))
                .find_map(|meta| self.instrument_meta(&meta));
        }
        if last.ident != "instrument" && !self.imports_instrument_as(&last.ident.to_string()) {
            return None;
        }
        let mut instrument = Instrument { path_span: self.word(last.ident.span()), ..Instrument::default() };
        if let syn::Meta::List(list) = meta {
            self.instrument_args(list.tokens.clone(), &mut instrument);
        }
        Some(instrument)
    }

    fn imports_instrument_as(&self, name: &str) -> bool {
        let is_import = |u: &crate::hir::Use| {
            u.path.last().is_some_and(|last| last == "instrument")
                && u.alias.as_ref().is_some_and(|alias| alias == name)
        };
        self.out.uses.iter().any(is_import)
    }

    fn instrument_args(&mut self, tokens: TokenStream, instrument: &mut Instrument) {
        let args = Args::split(tokens);
        let whole = Segment::new(args.segments.iter().flat_map(|segment| segment.tokens.iter().cloned()));
        if !whole.tokens.is_empty() {
            instrument.args_span = Some(self.segment_span(&whole));
        }
        for segment in &args.segments {
            match segment.tokens.as_slice() {
                [TokenTree::Ident(word)] if word == "skip_all" => instrument.skip_all = true,
                [TokenTree::Ident(word)] if word == "ret" => instrument.ret = Some(Style::Debug),
                [TokenTree::Ident(word)] if word == "err" => instrument.err = Some(Style::Display),
                [TokenTree::Ident(word), TokenTree::Group(group)] => {
                    if word == "skip" {
                        // An empty list is filled between its brackets.
                        let open = self.mark(group.span_close());
                        instrument.skip_span = Some(crate::span::Span { end: open.start, ..open });
                    }
                    self.instrument_list(&word.to_string(), group.stream(), instrument);
                }
                _ => {}
            }
        }
    }

    fn instrument_list(&mut self, word: &str, inner: TokenStream, instrument: &mut Instrument) {
        let style = || if inner.to_string().contains("Debug") { Style::Debug } else { Style::Display };
        match word {
            "skip" => {
                let args = Args::split(inner);
                let whole =
                    Segment::new(args.segments.iter().flat_map(|segment| segment.tokens.iter().cloned()));
                instrument.skips = args.segments.iter().map(|segment| Name::new(segment.key())).collect();
                if !whole.tokens.is_empty() {
                    instrument.skip_span = Some(self.segment_span(&whole));
                }
            }
            "ret" => instrument.ret = Some(style()),
            "err" => instrument.err = Some(style()),
            "fields" => self.instrument_fields(inner, instrument),
            _ => {}
        }
    }

    /// `fields(a = 1, b.c, %d)`: a bare path without a sigil declares an empty field.
    fn instrument_fields(&mut self, inner: TokenStream, instrument: &mut Instrument) {
        let mut emission = Emission {
            name: Name::new("instrument"),
            name_span: instrument.path_span,
            args_span: instrument.path_span,
            effect: Effect::Text,
            operands: Vec::new(),
            holes: Vec::new(),
            has_words: false,
            tail: Name::default(),
            included: None,
            dialect: None,
            fields: Vec::new(),
            wrappers: Vec::new(),
        };
        for segment in &Args::split(inner).segments {
            let has_value = segment.equation(false).is_some() || segment.sigil().0.is_some();
            let equation = segment.equation(false);
            match &equation {
                // `key = tracing::field::Empty`
                Some((key, value)) if value.key().ends_with("Empty") => {
                    instrument.empty.push((Name::new(key.key()), self.segment_span(key)));
                }
                _ if has_value => self.field(segment, &mut emission),
                _ => instrument.empty.push((Name::new(segment.key()), self.segment_span(segment))),
            }
            let key = segment.equation(false).map_or_else(|| segment.sigil().1.key(), |(key, _)| key.key());
            instrument.overridden.push(Name::new(key));
        }
        instrument.fields = emission.fields;
    }
}

fn parse_meta(segment: &Segment) -> Option<syn::Meta> {
    let tokens: TokenStream = segment.tokens.iter().map(|token| token.to_token_stream()).collect();
    syn::parse2(tokens).ok()
}
