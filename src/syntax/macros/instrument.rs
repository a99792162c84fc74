//! `#[instrument(..)]`: which parameters and fields a function's span records.

use super::super::body::Lowering;
use super::super::read::Attribute;
use super::args::{Args, Segment};
use crate::hir::{Effect, Emission, Instrument, Name, Style};
use crate::syntax::tree::{self, Group, Leaf, Tree, Written};

/// The grammar of macros that open a span; whoever has them has the attribute too.
const SPAN: &str = "span";

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
        let instrument = self.instrument_meta(&tree::parse(text, attr.inside.start)?)?;
        let skip_all = instrument.skip_all || !self.may_record_parameters(&attr.told.path);
        Some(Instrument { skip_all, ..instrument })
    }

    /// Whether an attribute of a path may be the one that records every parameter: what another crate calls so, often to
    /// record less, is known by what it is told to record only.
    fn may_record_parameters(&self, path: &str) -> bool {
        let Some((before, _)) = path.rsplit_once("::") else { return true };
        let has_spans = |krate: &str| {
            let mut known = self.table.known.values().flatten();
            known.any(|one| one.grammar == SPAN && one.krate == krate)
        };
        before.split("::").any(has_spans)
    }

    fn instrument_meta(&mut self, attribute: &[Tree]) -> Option<Instrument> {
        let (name, list) = name_and_list(attribute)?;
        if name.text == "cfg_attr" {
            let inner = Args::split(&list?.trees).segments.into_iter().skip(1);
            return inner.into_iter().find_map(|segment| self.instrument_meta(&segment.tokens));
        }
        if name.text != "instrument" && !self.imports_instrument_as(&name.text) {
            return None;
        }
        let path_span = self.text.origin(name.range.clone());
        let mut instrument = Instrument { path_span, ..Instrument::default() };
        if let Some(list) = list {
            self.instrument_args(&list.trees, &mut instrument);
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

    fn instrument_args(&mut self, tokens: &[Tree], instrument: &mut Instrument) {
        let args = Args::split(tokens);
        let whole = Segment::new(args.segments.iter().flat_map(|segment| segment.tokens.iter().cloned()));
        if !whole.tokens.is_empty() {
            instrument.args_span = Some(self.segment_span(&whole));
        }
        for segment in &args.segments {
            let mut tokens = segment.tokens.as_slice();
            // No comma needs to stand behind a word or its list.
            while let Some(rest) = self.instrument_arg(tokens, instrument) {
                tokens = rest;
            }
        }
    }

    /// Reads the argument that tokens begin with, and gives what stands behind it; none where they begin with no word, or
    /// with one that is given a value, which goes to the next comma.
    fn instrument_arg<'t>(&mut self, tokens: &'t [Tree], instrument: &mut Instrument) -> Option<&'t [Tree]> {
        match tokens {
            [Tree::Word(_), equals, ..] if equals.is_mark('=') => None,
            [Tree::Word(word), Tree::Group(group), rest @ ..] => {
                if word.text == "skip" {
                    // An empty list is filled between its brackets.
                    let close = self.text.origin(group.close.clone());
                    instrument.skip_span = Some(crate::span::Span { end: close.start, ..close });
                }
                self.instrument_list(&word.text, &group.trees, instrument);
                Some(rest)
            }
            [Tree::Word(word), rest @ ..] => {
                match word.text.as_str() {
                    "skip_all" => instrument.skip_all = true,
                    "ret" => instrument.ret = Some(Style::Debug),
                    "err" => instrument.err = Some(Style::Display),
                    _ => {}
                }
                Some(rest)
            }
            _ => None,
        }
    }

    fn instrument_list(&mut self, word: &str, inner: &[Tree], instrument: &mut Instrument) {
        let says = |style: &str| Written(inner).to_string().contains(style);
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
            // What is said of the level changes nothing.
            "ret" => instrument.ret = Some(if says("Display") { Style::Display } else { Style::Debug }),
            "err" => instrument.err = Some(if says("Debug") { Style::Debug } else { Style::Display }),
            "fields" => self.instrument_fields(inner, instrument),
            _ => {}
        }
    }

    /// `fields(a = 1, b.c, %d)`: a bare path without a sigil declares an empty field.
    fn instrument_fields(&mut self, inner: &[Tree], instrument: &mut Instrument) {
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

/// The last word of the path of an attribute, and the list behind it, where there is one.
fn name_and_list(attribute: &[Tree]) -> Option<(&Leaf, Option<&Group>)> {
    match attribute {
        [first, second, rest @ ..] if first.is_mark(':') && second.is_mark(':') => name_and_list(rest),
        [Tree::Word(_), first, second, rest @ ..] if first.is_mark(':') && second.is_mark(':') => {
            name_and_list(rest)
        }
        [Tree::Word(name), Tree::Group(list)] => Some((name, Some(list))),
        [Tree::Word(name)] => Some((name, None)),
        [Tree::Word(name), equals, ..] if equals.is_mark('=') => Some((name, None)),
        _ => None,
    }
}
