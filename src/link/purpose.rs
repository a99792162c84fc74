//! What a policy says of a template: what it is sent for, and who reads the channels by which it goes.
//!
//! A purpose that grants a datum is the word of its owner, so nothing else is said of the datum in the body of such a
//! message; what a purpose does not grant is told of whatever the message is.

use super::Input;
use super::judge::Shown;
use super::unit::Unit;
use crate::finding::Step;
use crate::policy::{Policy, TemplateTerms, Terms};
use crate::span::{FileId, Span};
use smol_str::format_smolstr;
use std::collections::BTreeSet;

/// The kinds of place of what a purpose can grant.
const GRANTED: [&str; 3] = ["template", "third_party", "raw_object"];
/// The kind of a datum outside of the purpose.
const PURPOSE: &str = "purpose";
/// The kind of a datum that others than its subject read.
const AUDIENCE: &str = "audience";

/// What is declared of the template that a unit is of.
pub(super) fn terms<'l>(input: &Input<'l, '_>, unit: &Unit) -> Option<&'l TemplateTerms> {
    input.policy.template(&input.workspace.root, unit.name)
}

/// What is to be said of a placeholder under the terms of its template.
pub(super) fn judged(input: &Input, terms: Option<&TemplateTerms>, shown: Shown) -> Vec<Shown> {
    let Some(terms) = terms else { return vec![shown] };
    let of_audience = of_audience(input, terms, &shown);
    // That others read it says more than that the body shows it.
    let is_said = |shown: &Shown| of_audience.is_some() && GRANTED.contains(&shown.kind);
    let of_purpose = of_purpose(input, terms, shown).filter(|shown| !is_said(shown));
    of_audience.iter().cloned().chain(of_purpose).collect()
}

fn of_purpose(input: &Input, terms: &TemplateTerms, shown: Shown) -> Option<Shown> {
    let purpose = terms.purpose.as_ref().and_then(|name| Some((name, input.policy.purposes.get(name)?)));
    let Some((name, purpose)) = purpose.filter(|_| GRANTED.contains(&shown.kind)) else { return Some(shown) };
    let class = &input.types.catalog.class(shown.source.class).name;
    match purpose.grant(class) {
        Some(grant) if grant.is_raw || shown.is_masked => None,
        // What hides a datum that is not granted shows nothing of it.
        None if shown.is_masked => Some(shown),
        Some(grant) => {
            let what = format_smolstr!("`{name}` grants it as `@{}`", grant.form);
            Some(told(shown, PURPOSE, terms.files.pattern.span, what))
        }
        None => {
            let what = format_smolstr!("`{name}` does not grant it");
            Some(told(shown, PURPOSE, terms.files.pattern.span, what))
        }
    }
}

fn of_audience(input: &Input, terms: &TemplateTerms, shown: &Shown) -> Option<Shown> {
    if shown.is_masked {
        return None;
    }
    let subject = subject(input.policy, &shown.source.name);
    let wide = terms.channels.iter().find_map(|channel| {
        let audience = audience(input, channel)?;
        let is_wider = match input.types.catalog.channels.width(audience) {
            Some(width) => width > 0,
            // Another person reads there than the one whom the data are about.
            None => subject.is_some_and(|subject| subject != audience),
        };
        is_wider.then_some((channel, audience))
    });
    let (channel, audience) = wide?;
    let what = format_smolstr!("by `{channel}`, which `{audience}` reads");
    Some(told(shown.clone(), AUDIENCE, terms.files.pattern.span, what))
}

/// Who reads a channel: what the policy says, else what is known of channels.
fn audience<'i>(input: &'i Input, channel: &str) -> Option<&'i str> {
    let known = || input.types.catalog.channels.channels.iter().find(|(known, _)| known == channel);
    let declared = input.policy.channels.get(channel).map(String::as_str);
    declared.or_else(|| known().map(|(_, audience)| audience.as_str()))
}

/// Whom the owner of a field is about, as the policy says: that of `User.email` is `User`.
fn subject<'p>(policy: &'p Policy, name: &str) -> Option<&'p str> {
    let owner = name.split(['.', ':']).next()?;
    policy.items.iter().find_map(|item| match &item.terms {
        Terms::Type { subject: Some(subject), .. }
            if item.segments.last().is_some_and(|last| last == owner) =>
        {
            Some(subject.as_str())
        }
        _ => None,
    })
}

fn told(shown: Shown, kind: &'static str, place: Span, what: smol_str::SmolStr) -> Shown {
    let mut steps = shown.steps.clone();
    steps.push(Step { span: place, what, place: None });
    Shown { kind, steps, ..shown }
}

/// The files of messages that show values.
pub(super) fn messages(units: &[Unit], is_message: &[bool]) -> BTreeSet<FileId> {
    let messages = units.iter().zip(is_message).filter(|(unit, is_message)| **is_message && !unit.is_literal);
    messages
        .filter(|(unit, _)| unit.template.interpolations.iter().any(|one| one.is_shown()))
        .map(|(unit, _)| unit.file)
        .collect()
}

/// The templates of messages that no policy declares, one place for each file; none where a policy declares none.
pub(super) fn undeclared(input: &Input, units: &[Unit], is_message: &[bool]) -> Vec<(Span, String)> {
    if input.policy.templates.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Span, String)> = Vec::new();
    for (unit, _) in units.iter().zip(is_message).filter(|(_, is_message)| **is_message) {
        let holds_values = unit.template.interpolations.iter().any(|one| one.is_shown());
        let is_known = found.last().is_some_and(|(span, _)| span.file == unit.file);
        if holds_values && !is_known && !unit.is_literal && terms(input, unit).is_none() {
            found.push((Span::new(unit.file, 0, 0), unit.name.to_string()));
        }
    }
    found
}
