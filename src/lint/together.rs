//! Data that weigh more together: several classes about one person at one sink.
//!
//! Terms: a *statement* is one call that shows something, or one message with its translations; its data are about one person where they are fields of one
//! type, or of none. Invariant: one finding for a statement, and only where it weighs more than what is told of its
//! single values.

use super::{Known, Verdict, advice, because, dir, page_of, sink_name};
use crate::catalog::{Class, ClassId, PolicyLevel, Rule};
use crate::classify::{Confidence, Source};
use crate::diagnostic::{Details, Diagnostic, Label, Silence, fingerprint};
use crate::finding::{Flow, Place};
use crate::policy::is_of;
use crate::span::Span;
use crate::workspace::Package;
use std::collections::BTreeMap;

/// The kind of place that several data make together.
const TOGETHER: &str = "aggregate";
/// So many classes are more than the sum of each.
const MANY: usize = 3;

/// The flows of each statement that shows several data, in the order of places.
pub fn statements(flows: &[Flow]) -> Vec<Vec<&Flow>> {
    let mut found: BTreeMap<(Option<Span>, &str), Vec<&Flow>> = BTreeMap::new();
    for flow in flows {
        let statement = match &flow.place {
            Place::Parameter { attribute, .. } => Some((Some(*attribute), "")),
            Place::Placeholder => Some((None, flow.function.as_str())),
            _ => flow.hold.call.map(|call| (Some(call), "")),
        };
        if let Some(statement) = statement {
            found.entry(statement).or_default().push(flow);
        }
    }
    found
        .into_values()
        .filter(|flows| flows.iter().map(|flow| flow.sources().count()).sum::<usize>() > 1)
        .collect()
}

impl Known<'_, '_> {
    /// Judges the data of one statement.
    pub(super) fn judge_together(
        &self,
        package: Option<&Package>,
        flows: &[&Flow],
        accepts: super::Accepts,
    ) -> Verdict {
        let Some(rule) = self.catalog.plain_rule(TOGETHER) else { return Verdict::Unwatched };
        let Some(first) = flows.first() else { return Verdict::Unwatched };
        let Some((sources, raised)) = self.together(rule, flows) else { return Verdict::Unwatched };
        let Some(heaviest) = sources.first().map(|source| self.catalog.class(source.class)) else {
            return Verdict::Unwatched;
        };
        // Who accepts one of the data has not accepted what they say together.
        let accepted: Vec<Option<Silence>> = sources
            .iter()
            .map(|source| accepts(&rule.name, Some(&self.catalog.class(source.class).name)))
            .collect();
        let accepted: Option<Vec<Silence>> = accepted.into_iter().collect();
        if let Some(by) = accepted.and_then(|all| all.into_iter().next()) {
            return Verdict::Accepted(by);
        }
        let class = Class { level: raised, ..heaviest.clone() };
        let level = self.weight(package, rule, &class, &first.sink);
        let single = flows.iter().filter_map(|flow| self.single(package, flow)).max();
        let Some(level) = level.filter(|level| Some(*level) > single) else { return Verdict::BelowLevel };
        let words: Vec<String> = sources
            .iter()
            .map(|source| format!("{} `{}`", self.catalog.class(source.class).says, source.name))
            .collect();
        let message = rule.message.replace("{classes}", &listed(&words)).replace("{sink}", &sink_name(first));
        let labels = sources.iter().map(|source| {
            let class = self.catalog.class(source.class);
            let message = format!("{} ({}) {}", class.name, class.level.name(), because(source));
            Label { span: source.span, message }
        });
        let shown = |flow: &&Flow| Label { span: flow.shown, message: "shown together".to_string() };
        let mut places: Vec<Label> = flows.iter().map(shown).collect();
        places.sort_by_key(|label| label.span);
        places.dedup_by_key(|label| label.span);
        let primary = places.remove(0);
        let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        let parts = [[first.function.as_str(), TOGETHER, &first.sink].as_slice(), &names].concat();
        Verdict::Shown(Box::new(Diagnostic {
            rule: Some(rule.name.clone()),
            level,
            message,
            primary: Some(primary),
            twins: places,
            labels: labels.collect(),
            notes: vec![page_of(rule)],
            suggestions: vec![advice(&rule.help)],
            details: Some(Details {
                fingerprint: fingerprint(&[&[dir(package)], parts.as_slice()].concat()),
                content: fingerprint(&parts[1..]),
                item: first.function.clone(),
                class: heaviest.name.clone(),
                sink: first.sink.to_string(),
                confidence: Confidence::Likely.name(),
            }),
        }))
    }

    /// What a single value weighs by itself.
    fn single(&self, package: Option<&Package>, flow: &Flow) -> Option<crate::diagnostic::Level> {
        let rule = super::rule_of(self.catalog, flow)?;
        let is_likely = flow.source.confidence > Confidence::Possible;
        let class = self.catalog.class(flow.source.class);
        self.weight(package, rule, class, &flow.sink).filter(|_| is_likely)
    }

    /// The data that weigh more together, the heaviest first, and the level that they have together.
    fn together<'f>(&self, rule: &Rule, flows: &[&'f Flow]) -> Option<(Vec<&'f Source>, PolicyLevel)> {
        let mut of_owner: BTreeMap<&str, BTreeMap<ClassId, &Source>> = BTreeMap::new();
        for source in flows.iter().flat_map(|flow| flow.sources()) {
            let class = self.catalog.class(source.class);
            let counts = source.confidence > Confidence::Possible
                && class.level >= PolicyLevel::L2
                && !class.is_person()
                && !class.is_credential();
            if counts {
                let owner = source.name.split_once('.').map_or("", |(owner, _)| owner);
                of_owner.entry(owner).or_default().entry(source.class).or_insert(source);
            }
        }
        let level = |source: &&Source| self.catalog.class(source.class).level;
        let mut best: Option<(Vec<&Source>, PolicyLevel)> = None;
        for sources in of_owner.into_values() {
            let mut sources: Vec<&Source> = sources.into_values().collect();
            sources.sort_by_key(|source| (std::cmp::Reverse(level(source)), source.span));
            let Some(highest) = sources.first().map(level) else { continue };
            let is_pair = rule.together.iter().any(|pair| self.holds_pair(pair, &sources));
            let raised = match () {
                () if is_pair => PolicyLevel::L4,
                () if sources.len() >= MANY => highest.raised(),
                () => continue,
            };
            if best.as_ref().is_none_or(|(_, known)| raised > *known) {
                best = Some((sources, raised));
            }
        }
        best
    }

    fn holds_pair(&self, pair: &[Vec<String>; 2], sources: &[&Source]) -> bool {
        let fits = |source: &Source, named: &[String]| {
            named.iter().any(|named| is_of(&self.catalog.class(source.class).name, named))
        };
        let [one, other] = pair;
        sources.iter().any(|first| {
            fits(first, one)
                && sources.iter().any(|second| second.class != first.class && fits(second, other))
        })
    }
}

/// `a, b and c`
fn listed(words: &[String]) -> String {
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
