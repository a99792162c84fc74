//! Whether what a value goes through hides it: the functions that code registers for templates, and the filters that
//! engines bring.

use super::Input;
use crate::catalog::{Carries, FnModel};
use crate::nearest;
use crate::resolve::FnId;
use crate::taint::{Origin, Summary};
use crate::template::{Call, Form};
use std::collections::{BTreeMap, BTreeSet};

/// What a call makes of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is still the value, in another form.
    Keeps,
    /// Nothing of the value is left, or only a form that gives nothing away.
    Hides,
    /// Its name says that it hides, and its function does not.
    Pretends,
    /// Its name says that it hides, and no such function is known; the closest one that is.
    Unknown(Option<String>),
}

/// The functions that templates may call.
pub(super) struct Masks<'l, 'a> {
    input: &'l Input<'l, 'a>,
    registered: BTreeMap<&'l str, Vec<FnId>>,
    /// The names of closures that give back what they are given.
    pretending: BTreeSet<&'l str>,
}

impl<'l, 'a> Masks<'l, 'a> {
    /// Notes what is registered under which name.
    pub fn build(input: &'l Input<'l, 'a>) -> Masks<'l, 'a> {
        let mut registered: BTreeMap<&str, Vec<FnId>> = BTreeMap::new();
        for registration in input.registrations {
            registered.entry(&registration.name).or_default().extend(&registration.functions);
        }
        let pretending =
            input.registrations.iter().filter(|one| one.passes_on).map(|one| one.name.as_str()).collect();
        Masks { input, registered, pretending }
    }

    /// The names under which code registers functions.
    pub fn registered(&self) -> impl Iterator<Item = &'l str> {
        self.registered.keys().copied()
    }

    /// What a call of a template makes of a value.
    pub fn effect(&self, name: &str, call: &Call, args: &str) -> Effect {
        let bare = name.rsplit([':', '.']).next().unwrap_or(name);
        let catalog = self.input.types.catalog;
        let says_mask = catalog.lexicon.is_sanitizer(bare) || self.is_named_mask(bare);
        if call.form == Form::Host {
            return if is_short_slice(args) { Effect::Hides } else { Effect::Keeps };
        }
        if let Some(functions) = self.functions(bare) {
            let is_proven = !self.pretending.contains(bare) && functions.iter().all(|id| self.hides(*id));
            let is_mask = !functions.is_empty() && functions.iter().all(|id| self.input.masks.hides(*id));
            return match (says_mask || is_mask, is_proven) {
                (true, true) => Effect::Hides,
                (true, false) => Effect::Pretends,
                (false, _) => Effect::Keeps,
            };
        }
        let model = catalog.models.filter(bare);
        match model {
            Some(model) if model.sanitizes || model.carries == Carries::Nothing => Effect::Hides,
            Some(model) if self.keeps_little(model, args) => Effect::Hides,
            Some(_) => Effect::Keeps,
            None if says_mask => Effect::Unknown(self.closest(bare)),
            None if catalog.lexicon.is_fact(bare) => Effect::Hides,
            None => Effect::Keeps,
        }
    }

    /// `mask_phone`, `phone_mask`, `last4`: the words of a name say that it hides.
    fn is_named_mask(&self, name: &str) -> bool {
        let words: Vec<&str> = name.split('_').collect();
        let lexicon = &self.input.types.catalog.lexicon;
        words.iter().any(|word| lexicon.is_sanitizer(word)) || lexicon.says_hidden(name)
    }

    /// The functions of a name: registered ones, else those of the workspace that a template may call directly.
    pub fn functions(&self, name: &str) -> Option<Vec<FnId>> {
        if let Some(functions) = self.registered.get(name) {
            return Some(functions.clone());
        }
        // Fluent writes the names of functions in capitals.
        let lower = name.to_lowercase();
        let own = self.input.types.defs.fns_named(if name == name.to_uppercase() { &lower } else { name });
        (!own.is_empty()).then(|| own.to_vec())
    }

    /// Whether a function was not found to give back what it is given.
    fn hides(&self, id: FnId) -> bool {
        let summary = self.input.summaries.summary(id);
        let passes_on = |summary: &Summary| {
            let is_input = |origin: &Origin| origin.port.is_some() && !origin.altered;
            summary.returns_input()
                || summary.writes.iter().any(|(_, value)| value.folded().origins.iter().any(is_input))
        };
        summary.is_none_or(|summary| !passes_on(summary))
    }

    /// `truncate(4)`, `slice(-4)`: so little is kept that it is a mask.
    fn keeps_little(&self, model: &FnModel, args: &str) -> bool {
        model.prefix.is_some() && is_short(args)
    }

    /// The closest name of a function that hides.
    fn closest(&self, name: &str) -> Option<String> {
        let own = self.input.types.defs.all_fns().map(|(_, function)| function.name.as_str());
        let own = own.filter(|own| self.is_named_mask(own));
        let known: Vec<&str> = self.registered.keys().copied().chain(own).collect();
        nearest::name(name, known.iter().copied()).map(str::to_string)
    }
}

/// Whether the first number of the arguments is at most four, from either end.
fn is_short(args: &str) -> bool {
    let digits: String =
        args.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse::<u32>().is_ok_and(|count| count <= 4)
}

/// `[:4]`, `[-4:]`.
fn is_short_slice(args: &str) -> bool {
    is_short(args)
}
