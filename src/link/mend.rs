//! The change of a template that hides a value: the project's own filter or helper, put where its dialect wants it.

use super::Input;
use super::mask::Masks;
use super::unit::Unit;
use crate::finding::Mend;
use crate::resolve::FnId;
use crate::span::Span;
use crate::template::Dialect;
use std::collections::{BTreeMap, BTreeSet};

/// The names that templates of each dialect call already.
pub(super) type Called<'u> = BTreeMap<Dialect, BTreeSet<&'u str>>;

/// Collects what the templates call.
pub(super) fn called<'u>(units: &'u [Unit]) -> Called<'u> {
    let mut called: Called = BTreeMap::new();
    for unit in units {
        let calls = unit.template.interpolations.iter().flat_map(|one| &one.calls);
        let names = calls.map(|call| unit.slice(&call.name));
        called.entry(unit.template.dialect).or_default().extend(names);
    }
    called
}

/// The change of a placeholder that hides a value of a class, where the engine of its template knows a sound mask: one
/// that code registers, or that another template of the dialect calls.
pub(super) fn mend(
    input: &Input,
    (masks, called): (&Masks, &Called),
    unit: &Unit,
    index: usize,
    class: &str,
) -> Option<Mend> {
    let one = unit.template.interpolations.get(index)?;
    let (tag, operand) = (unit.slice(&one.tag), unit.slice(&one.operand));
    let is_sound = |ids: &[FnId]| !ids.is_empty() && ids.iter().all(|id| input.masks.is_sound(*id, class));
    let dialect = unit.template.dialect;
    let names = called.get(&dialect).into_iter().flatten().copied();
    let mut names = masks.registered().chain(names);
    let name = names.find(|name| masks.functions(name).is_some_and(|ids| is_sound(&ids)))?;
    let at = |offset: u32, text: String| {
        let at = unit.base + offset;
        Some((Span::new(unit.file, at, at), text))
    };
    let edit = match dialect {
        Dialect::Jinja | Dialect::Askama | Dialect::Tera1 | Dialect::Tera2 | Dialect::Liquid => {
            let gap = if operand.contains(" |") || tag.contains(" |") { " | " } else { "|" };
            at(one.operand.end, format!("{gap}{name}"))
        }
        Dialect::Handlebars if one.calls.is_empty() => at(one.operand.start, format!("{name} ")),
        Dialect::Go => at(one.operand.end, format!(" | {name}")),
        // `{ $x }`: nothing else stands in the tag.
        Dialect::Fluent
            if one.calls.is_empty() && tag.trim_matches(['{', '}', ' ']) == format!("${operand}") =>
        {
            let span = unit.span(&(one.operand.start - 1..one.operand.end));
            Some((span, format!("{}(${operand})", name.to_uppercase())))
        }
        _ => None,
    };
    Some(Mend {
        says: format!("show it masked by `{name}`"),
        edits: vec![edit?],
        underive: None,
        is_sure: true,
    })
}
