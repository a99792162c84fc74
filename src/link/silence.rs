//! Why a placeholder on a line of a template is no finding, in words.

use super::judge::Judge;
use super::mask::Effect;
use super::unit::Unit;
use crate::explain::Place;
use crate::span::Span;
use crate::template::Use;

impl Judge<'_, '_, '_> {
    /// What the placeholders of a line are, each with the reason for its silence.
    pub fn silences(&self, place: &Place) -> Vec<(Span, String)> {
        let mut found = Vec::new();
        for (at, unit) in self.units.iter().enumerate().filter(|(_, unit)| unit.name == place.file) {
            let source = self.input.sources.file(unit.file);
            for (index, one) in unit.template.interpolations.iter().enumerate() {
                let span = unit.span(&one.extent());
                if source.line_of(span.start) + 1 == place.line {
                    let reason = self.reason(at as u32, unit, index);
                    found.push((span, format!("`{}`: {reason}", unit.slice(&one.extent()))));
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    fn reason(&self, at: u32, unit: &Unit, index: usize) -> String {
        let one = &unit.template.interpolations[index];
        if !(self.bindings.is_message[at as usize] || self.input.with_pages) {
            return "no message is made of this page; `--pages` looks at it".into();
        }
        match one.used {
            Use::Cond => return "it decides something and is not shown".into(),
            Use::Iter | Use::Bind | Use::Given => return "it is shown where its name is used".into(),
            Use::Emit | Use::Raw | Use::Locale => {}
        }
        for call in &one.calls {
            let name = unit.slice(&call.name);
            if self.masks.effect(name, call, unit.slice(&call.args)) == Effect::Hides {
                return format!("`{name}` hides it, or leaves nothing of it");
            }
        }
        let Some(shown) = self.of_placeholder(at, unit, index) else {
            let is_filled = !self.bindings.filled(at, index).is_empty();
            return match is_filled {
                true => "what code fills it with holds no datum that is known".into(),
                false => {
                    "no code is found that fills it, and neither its name nor the words before it tell".into()
                }
            };
        };
        let class = self.input.types.catalog.class(shown.source.class);
        if self.is_watched(shown.kind, class) {
            return format!(
                "{} `{}`, told of where code fills it, or at its twin",
                class.says, shown.source.name
            );
        }
        format!("{} `{}`, which a message may show here", class.says, shown.source.name)
    }
}
