//! Twins: the same message in several languages and hosts. What all of them show is one finding; what one hides and
//! another shows is one too.

use super::Input;
use super::judge::{Shown, flow};
use super::mask::Masks;
use super::mend::{called, mend};
use super::unit::Unit;
use crate::catalog::PolicyLevel;
use crate::finding::{Flow, Step};
use crate::span::Span;
use rustc_hash::FxHashMap as HashMap;
use smol_str::format_smolstr;
use std::collections::{BTreeMap, BTreeSet};

/// Words of a file's name that tell the host, not the message.
const HOSTS: &[&str] = &["html", "htm", "txt", "text", "plain", "mjml"];

/// What twins share: folder, name and key, without language and host.
fn group(unit: &Unit) -> String {
    under(unit, &unit.key)
}

/// The message of a unit, by which its findings are known again.
fn item(unit: &Unit) -> String {
    under(unit, unit.title())
}

fn under(unit: &Unit, key: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for folder in unit.name.split('/') {
        let words: Vec<&str> = folder.split(['.', '_', '-']).collect();
        let kept: Vec<&str> = words
            .iter()
            .enumerate()
            .filter(|(at, word)| {
                let is_region = *at > 0 && is_language(words[at - 1]) && word.len() == 2;
                !is_language(word) && !is_region && !HOSTS.contains(word)
            })
            .map(|(_, word)| *word)
            .collect();
        if !kept.is_empty() {
            parts.push(kept.join("."));
        }
    }
    let key = match (key.split_once('.'), key.rsplit_once('.')) {
        (Some((first, rest)), _) if is_language(first) => rest,
        (_, Some((rest, last))) if is_language(last) => rest,
        _ => key,
    };
    format!("{}#{key}#{:?}", parts.join("/"), unit.part)
}

/// Whether a word is the code of a language that messages are written in.
pub(super) fn is_language(word: &str) -> bool {
    const LANGUAGES: &[&str] = &[
        "en", "zh", "de", "fr", "es", "pt", "it", "ja", "ko", "nl", "ru", "pl", "tr", "sv", "da", "nb", "fi",
        "cs", "uk", "hu", "ro", "el", "ar", "he", "hi", "id", "vi", "th", "cn", "hans", "hant", "tw",
    ];
    LANGUAGES.contains(&word)
}

/// The findings, one for each value that twins show alike.
pub(super) fn folded<'s>(input: &Input, masks: &Masks, units: &[Unit], shown: &'s [Shown]) -> Vec<Flow> {
    let groups: Vec<String> = units.iter().map(group).collect();
    let key = |one: &'s Shown| (groups[one.unit as usize].clone(), one.source.class, one.name.as_str());
    let mut masked: HashMap<_, Vec<&Shown>> = HashMap::default();
    for one in shown.iter().filter(|one| one.is_masked) {
        let known = masked.entry(key(one)).or_default();
        // Of two templates, one is another than the one that shows it.
        if known.len() < 2 && known.iter().all(|known| known.unit != one.unit) {
            known.push(one);
        }
    }
    let mut flows: Vec<Flow> = lacking(input, units, &groups, shown);
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let called = called(units);
    for one in shown.iter().filter(|one| !one.is_masked) {
        let key = key(one);
        let unit = &units[one.unit as usize];
        let written = unit.span(&unit.template.interpolations[one.interpolation].extent());
        let class = input.types.catalog.class(one.source.class);
        let rule = input.types.catalog.rule_for(one.kind, class, "");
        let in_code = one.filled_at.filter(|_| rule.is_some_and(|rule| rule.at_code));
        let place = in_code.unwrap_or(written);
        let hidden = masked.get(&key).filter(|_| rule.is_none()).into_iter().flatten();
        let twin = hidden.copied().find(|hidden| hidden.unit != one.unit);
        let kind = if twin.is_some() { "twin" } else { one.kind };
        let mend = match in_code {
            Some(_) => None,
            None => mend(input, (masks, &called), unit, one.interpolation, &class.name),
        };
        if let Some(&at) = known.get(&(key.clone(), kind)) {
            let flow: &mut Flow = &mut flows[at];
            match in_code {
                Some(_) => flow.steps.push(shown_here(written)),
                None if flow.shown != place && !flow.twins.contains(&place) => {
                    flow.twins.push(place);
                    // All of them are changed, or none is.
                    match (&mut flow.mend, mend) {
                        (Some(known), Some(mend)) => known.edits.extend(mend.edits),
                        _ => flow.mend = None,
                    }
                }
                None => {}
            }
            continue;
        }
        let mut steps = one.steps.clone();
        if let Some(place) = in_code {
            steps.retain(|step| step.span != place);
            steps.push(shown_here(written));
        }
        if let Some(twin) = twin {
            let unit = &units[twin.unit as usize];
            let extent = &unit.template.interpolations[twin.interpolation].tag;
            let what = format_smolstr!("`{}` hides it here", unit.says());
            steps.push(Step { span: unit.span(extent), what, place: None });
        }
        known.insert((key, kind), flows.len());
        let flow = flow(one.source.clone(), steps, kind, &unit.says(), place, &item(unit));
        flows.push(Flow { mend, ..flow });
    }
    flows
}

/// Values that may be shown, and that some of the twins show and others do not: nobody decided that.
fn lacking(input: &Input, units: &[Unit], groups: &[String], shown: &[Shown]) -> Vec<Flow> {
    let catalog = input.types.catalog;
    let mut members: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    // A twin without any data is another message, or one that is not translated yet.
    for one in shown {
        members.entry(&groups[one.unit as usize]).or_default().insert(one.unit);
    }
    let mut values: BTreeMap<(&str, &str), Vec<&Shown>> = BTreeMap::new();
    for one in shown {
        values.entry((&groups[one.unit as usize], &one.name)).or_default().push(one);
    }
    let mut flows = Vec::new();
    for ((group, _), all) in values {
        let one = all[0];
        let class = catalog.class(one.source.class);
        let is_told = catalog.rule_for(one.kind, class, "").is_some() || class.level < PolicyLevel::L3;
        let last = |unit: &Unit, index: usize| {
            let path = &unit.template.interpolations[index].path;
            path.last().map(|last| unit.slice(&last.at).to_string())
        };
        let name = last(&units[one.unit as usize], one.interpolation);
        // A twin that names the value shows it, whatever else tells what it is.
        let names = |unit: &u32| {
            let unit = &units[*unit as usize];
            (0..unit.template.interpolations.len()).any(|index| last(unit, index) == name)
        };
        let lacks = members[group].iter().find(|unit| !names(unit));
        let (Some(&lacks), false, false) = (lacks, is_told, all.iter().any(|one| one.is_masked)) else {
            continue;
        };
        let (unit, other) = (&units[one.unit as usize], &units[lacks as usize]);
        let place = unit.span(&unit.template.interpolations[one.interpolation].extent());
        let what = format_smolstr!("`{}` does not show it", other.says());
        let mut steps = one.steps.clone();
        steps.push(Step { span: other.span(&(0..0)), what, place: None });
        flows.push(flow(one.source.clone(), steps, "twin", &unit.says(), place, &item(unit)));
    }
    flows
}

/// The step at which a message shows what code chose.
fn shown_here(span: Span) -> Step {
    Step { span, what: "shown to the reader of the message".into(), place: None }
}
