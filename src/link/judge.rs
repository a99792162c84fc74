//! What each placeholder shows: the class of what fills it, whether it is hidden on the way, and where it is shown.

use super::Input;
use super::bind::{Bindings, Filled};
use super::mask::{Effect, Masks};
use super::purpose;
use super::unit::Unit;
use crate::catalog::{Class, PolicyLevel, split_identifier};
use crate::classify::{Confidence, Source};
use crate::finding::{Flow, Hold, Place, Step, Supplied};
use crate::hir::{Name, Style};
use crate::span::Span;
use crate::template::{Call, Dialect, Origin, Shown as Host, Step as TemplateStep, Use, label};
use rustc_hash::FxHashSet as HashSet;
use smol_str::format_smolstr;

/// A placeholder that shows data, or would if it did not hide them.
#[derive(Clone)]
pub(super) struct Shown {
    pub unit: u32,
    pub interpolation: usize,
    pub source: Source,
    pub steps: Vec<Step>,
    /// The kind of sink that it is.
    pub kind: &'static str,
    /// Where code fills it.
    pub filled_at: Option<Span>,
    /// The value as the template calls it.
    pub name: String,
    /// Whether what it goes through hides it.
    pub is_masked: bool,
}

/// Says what the placeholders show.
pub(super) struct Judge<'j, 'l, 'a> {
    pub input: &'j Input<'l, 'a>,
    pub units: &'j [Unit<'l>],
    pub bindings: &'j Bindings<'l>,
    pub masks: &'j Masks<'j, 'a>,
}

/// What is known of the value of a placeholder.
enum Known {
    /// It is an object whose fields carry these.
    Object(Vec<(Source, Vec<Step>, Option<Span>)>),
    /// It carries these, the weightiest first.
    Data(Vec<(Source, Vec<Step>, Option<Span>)>),
    /// It cannot hold a datum.
    Nothing,
    /// Code does not tell; where it fills the value, if it is known to.
    Unknown(Option<Span>),
}

impl Judge<'_, '_, '_> {
    /// Everything that is shown, in the order of units.
    pub fn shown(&self) -> Vec<Shown> {
        let mut found = Vec::new();
        for (at, unit) in self.units.iter().enumerate() {
            if self.bindings.is_message[at] || self.input.with_pages {
                self.of_unit(at as u32, unit, &mut found);
            }
        }
        found
    }

    fn of_unit(&self, at: u32, unit: &Unit, found: &mut Vec<Shown>) {
        let from = found.len();
        let terms = purpose::terms(self.input, unit);
        for (index, one) in unit.template.interpolations.iter().enumerate() {
            let is_style = unit.contexts.get(index).is_some_and(|context| context.shown == Host::Style);
            let is_shown = matches!(one.used, Use::Emit | Use::Raw | Use::Locale);
            let is_here = !self.bindings.is_given(at, index) && !self.is_told_elsewhere(at, index);
            if is_shown && !is_style && is_here {
                found.extend(self.of_placeholder(at, unit, index));
            }
        }
        self.settle_links(unit, &mut found[from..]);
        let settled = found.split_off(from);
        found.extend(settled.into_iter().flat_map(|shown| purpose::judged(self.input, terms, shown)));
    }

    /// Whether a text of a locale is filled by a template, which is told of there.
    fn is_told_elsewhere(&self, unit: u32, index: usize) -> bool {
        let is_text = !self.units[unit as usize].key.is_empty();
        let names = &self.bindings.names[unit as usize][index];
        let first = names.iter().find_map(|origin| match origin {
            Origin::Data(names) => names.first(),
            _ => None,
        });
        is_text && first.is_some_and(|name| self.bindings.is_aliased(unit, name))
    }

    /// What a placeholder shows.
    pub fn of_placeholder(&self, at: u32, unit: &Unit, index: usize) -> Option<Shown> {
        let name = self.name(at, index);
        let one = &unit.template.interpolations[index];
        let known = self.known(at, index);
        let is_object = matches!(known, Known::Object(_));
        // What a function takes out of an object is not the object.
        if is_object && !one.calls.is_empty() && !self.is_written_out(unit, index) {
            return None;
        }
        let (source, mut steps, filled_at) = match known {
            Known::Nothing => return None,
            Known::Object(sources) => {
                let (source, steps, place) = sources.into_iter().next()?;
                (Source { name: Name::new(&name), ..source }, steps, place)
            }
            Known::Data(sources) => {
                // Of several data, one that the place is not made for.
                let is_told = |(source, ..): &(Source, Vec<Step>, Option<Span>)| {
                    let class = self.input.types.catalog.class(source.class);
                    self.is_watched(self.kind((at, unit), index, class, &name), class)
                };
                let told = sources.iter().position(is_told).unwrap_or(0);
                sources.into_iter().nth(told)?
            }
            Known::Unknown(place) => (self.by_name(at, unit, index)?, Vec::new(), place),
        };
        let one = &unit.template.interpolations[index];
        let own = unit.span(&one.extent());
        steps.retain(|step| step.span != own);
        let class = self.input.types.catalog.class(source.class);
        if class.is_person() && !self.is_written_out(unit, index) {
            // Whoever is called a customer may be a mere name.
            return None;
        }
        let mut kind = if is_object { "raw_object" } else { self.kind((at, unit), index, class, &name) };
        let mut is_masked = false;
        for call in &one.calls {
            match self.masks.effect(unit.slice(&call.name), call, unit.slice(&call.args)) {
                Effect::Keeps => {}
                Effect::Hides => is_masked = true,
                Effect::Pretends => {
                    kind = "mask";
                    let what = format_smolstr!("`{}` gives back what it is given", unit.slice(&call.name));
                    steps.push(Step { span: unit.span(&call.name), what, place: None });
                }
                Effect::Unknown(closest) => {
                    kind = "mask";
                    let meant = closest.map(|name| format!("; `{name}` is one")).unwrap_or_default();
                    let what = format_smolstr!("no function is known as `{}`{meant}", unit.slice(&call.name));
                    steps.push(Step { span: unit.span(&call.name), what, place: None });
                }
            }
        }
        Some(Shown { unit: at, interpolation: index, source, steps, kind, filled_at, name, is_masked })
    }

    /// The value as the template calls it.
    fn name(&self, unit: u32, index: usize) -> String {
        let names = &self.bindings.names[unit as usize][index];
        let named = names.iter().filter_map(|origin| match origin {
            Origin::Data(names) => Some(names.clone()),
            Origin::Parameter(name, rest) => {
                Some(std::iter::once(name).chain(rest).cloned().collect::<Vec<_>>())
            }
            Origin::Local => None,
        });
        // Of several meanings the plainest is what a reader of the template would say.
        named.min_by_key(Vec::len).unwrap_or_default().join(".")
    }

    /// What code says of the value.
    fn known(&self, unit: u32, index: usize) -> Known {
        let filled = self.bindings.filled(unit, index);
        let exact: Vec<&Filled> = filled.iter().filter(|filled| filled.is_exact).collect();
        let place = |filled: &Filled| filled.supplied.span.unwrap_or(filled.supply.span);
        // Where a whole object is handed over, its place is that of all its fields.
        let own = |filled: &Filled| filled.supplied.span.filter(|_| filled.supplied.path.len() == 1);
        let mut sources: Vec<(Source, Vec<Step>, Option<Span>)> = Vec::new();
        for filled in &exact {
            for (source, steps) in &filled.supplied.sources {
                let mut steps = steps.clone();
                let place = place(filled);
                if steps.iter().all(|step| step.span != place) && source.span != place {
                    let what = format_smolstr!("handed to the template by `{}`", filled.supply.by);
                    steps.push(Step { span: place, what, place: None });
                }
                sources.push((source.clone(), steps, own(filled)));
            }
        }
        let catalog = self.input.types.catalog;
        sources.retain(|(source, ..)| source.confidence > Confidence::Possible);
        let weight = |(source, steps, _): &(Source, Vec<Step>, Option<Span>)| {
            (std::cmp::Reverse((catalog.class(source.class).level, source.confidence)), steps.len())
        };
        sources.sort_by_key(weight);
        let mut inner: Vec<_> = exact.iter().flat_map(|filled| inside(filled)).collect();
        inner.sort_by_key(weight);
        match sources.is_empty() {
            _ if !inner.is_empty() => Known::Object(inner),
            false => Known::Data(sources),
            true if !exact.is_empty() && exact.iter().all(|filled| filled.supplied.is_constant) => {
                Known::Nothing
            }
            true => Known::Unknown(exact.iter().find_map(|filled| own(filled))),
        }
    }

    /// Whether a filter writes a value out as data, with all that it holds.
    fn is_written_out(&self, unit: &Unit, index: usize) -> bool {
        let models = &self.input.types.catalog.models;
        let writes =
            |call: &Call| models.filter(unit.slice(&call.name)).is_some_and(|model| model.serializes);
        unit.template.interpolations[index].calls.iter().any(writes)
    }

    /// What the value's name in the template says, and the words before it.
    fn by_name(&self, at: u32, unit: &Unit, index: usize) -> Option<Source> {
        let one = &unit.template.interpolations[index];
        let span = unit.span(&one.extent());
        let types = &self.input.types;
        // What a macro or a method gives is not what it is called; only askama's are those of a Rust type.
        let ends_in_call = one.path.last().is_some_and(|last| last.kind == TemplateStep::Method);
        if ends_in_call && unit.template.dialect != Dialect::Askama {
            return None;
        }
        let is_data = |origin: &Origin| !matches!(origin, Origin::Local);
        if !self.bindings.names[at as usize][index].iter().any(is_data) {
            return None;
        }
        let name = self.name(at, index);
        let mut parts = name.rsplit('.');
        let last = parts.next().unwrap_or_default();
        let owner = parts.next().unwrap_or_default();
        // `reset_code.code` is the reset code.
        let is_owner_again = owner.strip_suffix(last).is_some_and(|before| before.ends_with('_'));
        let (owner, last) = if is_owner_again { ("", owner) } else { (owner, last) };
        let named = types.classify_member(owner, last, span);
        if let Some(source) = named.clone().filter(|source| source.confidence > Confidence::Possible) {
            return Some(source);
        }
        if types.catalog.lexicon.is_fact(last) {
            return named;
        }
        let label = label(unit.text, &unit.template, index)?;
        let words = unit.slice(&label);
        // Marks of the host between the words and the value part them as a colon does.
        let between = unit.text.get(label.end as usize..one.tag.start as usize).unwrap_or("");
        let marked = match between.contains('<') && !words.ends_with([':', '：']) {
            true => format!("{words}:"),
            false => format!("{words}{between}").trim_end().to_string(),
        };
        let marked = joined_label(&marked);
        let shown_as = Name::new(if last.is_empty() { unit.slice(&one.tag) } else { &name });
        let weakly = named.as_ref().map(|source| source.class);
        types.classify_label(&marked, span, &shown_as, weakly).or(named)
    }

    /// The kind of sink that a place is for a class.
    fn kind(&self, (at, unit): (u32, &Unit), index: usize, class: &Class, name: &str) -> &'static str {
        let address = unit.contexts.get(index).and_then(|context| context.address.as_ref());
        match () {
            () if unit.part_at(index).is_outside() || self.bindings.is_subject[at as usize] => "subject",
            () if address.is_some_and(|address| address.in_query) => "link",
            () if class.is_person() => "raw_object",
            () if self.is_of_another(name) && self.is_watched("third_party", class) => "third_party",
            () => "template",
        }
    }

    /// Whether a lint watches a class at a kind of place.
    pub fn is_watched(&self, kind: &str, class: &Class) -> bool {
        self.input.types.catalog.rule_for(kind, class, "").is_some()
    }

    /// Whether a name says that the datum is one of somebody else than the addressee.
    fn is_of_another(&self, name: &str) -> bool {
        let others = &self.input.types.catalog.lexicon.policy.other_parties;
        name.split('.').any(|part| split_identifier(part).iter().any(|word| others.contains(word)))
    }

    /// A secret in an address is the link that the message is sent for, unless the same address says whose it is.
    fn settle_links(&self, unit: &Unit, found: &mut [Shown]) {
        let catalog = self.input.types.catalog;
        let start =
            |shown: &Shown| unit.contexts[shown.interpolation].address.as_ref().map(|address| address.start);
        let is_secret = |shown: &Shown| catalog.class(shown.source.class).is_credential();
        // An identifier of an account says nothing to those who do not have its data.
        let is_personal =
            |shown: &&Shown| !is_secret(shown) && catalog.class(shown.source.class).level >= PolicyLevel::L3;
        let in_link = found.iter().filter(|shown| shown.kind == "link");
        let personal: HashSet<Option<u32>> = in_link.filter(is_personal).map(start).collect();
        for shown in found.iter_mut().filter(|shown| shown.kind == "link") {
            if is_secret(shown) && !personal.contains(&start(shown)) {
                shown.kind = "template";
            }
        }
    }

    /// Values that code hands to a template which does not name them.
    pub fn oversupplied(&self) -> Vec<Flow> {
        let mut used: Vec<HashSet<&str>> = vec![HashSet::default(); self.input.supplies.len()];
        let mut is_read = vec![false; self.input.supplies.len()];
        // What a broken tag would have shown is not known.
        let mut is_broken = vec![false; self.input.supplies.len()];
        for at in 0..self.units.len() {
            let firsts = self.bindings.names[at].iter().flatten().filter_map(|origin| match origin {
                Origin::Data(names) => names.first().map(String::as_str),
                Origin::Parameter(name, _) => Some(name.as_str()),
                Origin::Local => None,
            });
            let firsts: HashSet<&str> = firsts.collect();
            for supply in self.bindings.data(at as u32) {
                used[supply as usize].extend(&firsts);
                is_broken[supply as usize] |= !self.units[at].template.faults.is_empty();
                is_read[supply as usize] |= self.bindings.is_message[at] || self.input.with_pages;
            }
        }
        // Parts of one message are given the same data, and show them between them.
        let own = |key: &&Supplied| key.path.len() == 1;
        let supplies = || self.input.supplies.iter().enumerate();
        let shown: HashSet<Span> = supplies()
            .flat_map(|(at, supply)| {
                let is_shown = |key: &&Supplied| is_broken[at] || used[at].contains(key.path[0].as_str());
                supply.keys.iter().filter(own).filter(is_shown).filter_map(|key| key.span).collect::<Vec<_>>()
            })
            .collect();
        let mut flows = Vec::new();
        for (_, supply) in supplies().filter(|(at, _)| is_read[*at]) {
            for key in supply.keys.iter().filter(own) {
                let (Some(span), Some((source, steps))) = (key.span, key.sources.first()) else { continue };
                if shown.contains(&span) {
                    continue;
                }
                if source.confidence == Confidence::Possible {
                    continue;
                }
                let template = supply.template.known().next().unwrap_or_default();
                let steps = steps.iter().filter(|step| !step.span.contains(span)).cloned().collect();
                flows.push(flow(source.clone(), steps, "oversupplied", &template, span, &supply.function));
            }
        }
        flows
    }
}

/// Chinese puts a value right behind its label, or a word for "is" between: `初始密码为${x}`.
fn joined_label(words: &str) -> String {
    let bare = words.trim_end_matches(['为', '是']);
    let is_chinese = bare.chars().next_back().is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if is_chinese { format!("{bare}：") } else { words.to_string() }
}

/// What the fields of an object carry.
fn inside<'f>(filled: &'f Filled) -> impl Iterator<Item = (Source, Vec<Step>, Option<Span>)> + 'f {
    let path = &filled.supplied.path;
    let is_inside = move |key: &&Supplied| key.path.len() > path.len() && key.path.starts_with(path);
    let sources = filled.supply.keys.iter().filter(is_inside).flat_map(|key| &key.sources);
    let known = sources.filter(|(source, _)| source.confidence > Confidence::Possible);
    known.map(|(source, steps)| (source.clone(), steps.clone(), filled.supplied.span))
}

/// A flow that ends in a template.
pub(super) fn flow(
    source: Source,
    steps: Vec<Step>,
    kind: &'static str,
    template: &str,
    shown: Span,
    around: &str,
) -> Flow {
    Flow {
        source,
        also: Vec::new(),
        through: None,
        steps,
        sink: Name::new_static(kind),
        sink_name: Name::new(template),
        shown,
        twins: Vec::new(),
        place: Place::Placeholder,
        hold: Hold::default(),
        mend: None,
        text_field: None,
        style: Style::Display,
        wrappers: Vec::new(),
        function: around.to_string(),
        in_tests: false,
    }
}
