//! The names by which code and templates call a template.
//!
//! A name fits a file by the end of its path, with or without the extensions of engines and hosts; a name that fits no
//! file may be that of a folder which holds the parts of one message. A text of a locale is called by its key.

use super::twins::is_language;
use super::unit::Unit;
use crate::finding::{Definition, Given};
use crate::template::stem;
use rustc_hash::FxHashMap as HashMap;

/// How well a name fits; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The file, up to the extension of its engine; the key of a text.
    Exact,
    /// The file without the extension of its host.
    Bare,
    /// The folder around it.
    Folder,
}

/// Names longer than so many parts are cut.
const MAX_PARTS: usize = 6;
/// Of more templates that a name fits, the first so many are meant.
const MAX_FITS: usize = 40;

/// A path as code writes it, without what leads from one folder to another at its start.
pub(super) fn path_end(path: &str) -> &str {
    path.trim_start_matches("../").trim_start_matches("./").trim_matches('/')
}

/// Which templates a name may mean.
pub(super) struct Index {
    by_name: HashMap<String, Vec<(Fit, u32)>>,
}

impl Index {
    /// Notes every name of every unit.
    pub fn build(units: &[Unit], definitions: &[Definition]) -> Index {
        let mut by_name: HashMap<String, Vec<(Fit, u32)>> = HashMap::default();
        let mut note = |name: &str, fit: Fit, unit: usize| {
            let all = by_name.entry(name.to_ascii_lowercase()).or_default();
            if all.len() < MAX_FITS && !all.iter().any(|(_, known)| *known == unit as u32) {
                all.push((fit, unit as u32));
            }
        };
        for (at, unit) in units.iter().enumerate() {
            if !unit.key.is_empty() {
                note(&unit.key, Fit::Exact, at);
                if let Some((rest, last)) = unit.key.rsplit_once('.')
                    && is_language(last)
                {
                    note(rest, Fit::Exact, at);
                }
                // The locale itself may be the first part of a key.
                if let Some((_, rest)) = unit.key.split_once('.') {
                    note(rest, Fit::Bare, at);
                }
                continue;
            }
            let stem = stem(unit.name);
            let bare = match stem.rfind('.') {
                Some(dot) if dot > stem.rfind('/').unwrap_or(0) => &stem[..dot],
                _ => stem,
            };
            let folder = unit.name.rsplit_once('/').map_or("", |(folder, _)| folder);
            for (name, fit) in
                [(unit.name, Fit::Exact), (stem, Fit::Exact), (bare, Fit::Bare), (folder, Fit::Folder)]
            {
                ends(name).for_each(|end| note(end, fit, at));
            }
        }
        let mut index = Index { by_name };
        for definition in definitions {
            let found = match &definition.text {
                Given::File(path) => index.find(path, None, units),
                Given::Literal(place) => {
                    let is_it = |unit: &&Unit| unit.is_literal && place.contains(unit.span(&(0..0)));
                    let at = units.iter().position(|unit| is_it(&unit));
                    at.into_iter().map(|at| at as u32).collect()
                }
            };
            let all = index.by_name.entry(definition.name.to_ascii_lowercase()).or_default();
            for unit in found {
                if !all.iter().any(|(_, known)| *known == unit) {
                    all.push((Fit::Exact, unit));
                }
            }
        }
        index
    }

    /// The templates that a name means; those of the package go before others of the name.
    pub fn find(&self, name: &str, package: Option<usize>, units: &[Unit]) -> Vec<u32> {
        let name = path_end(name).to_ascii_lowercase();
        let Some(all) = self.by_name.get(&name).or_else(|| self.by_name.get(stem(&name))) else {
            return Vec::new();
        };
        let Some(best) = all.iter().map(|(fit, _)| *fit).min() else { return Vec::new() };
        let fitting: Vec<u32> = all.iter().filter(|(fit, _)| *fit == best).map(|(_, unit)| *unit).collect();
        let near: Vec<u32> =
            fitting.iter().copied().filter(|unit| units[*unit as usize].package == package).collect();
        if near.is_empty() { fitting } else { near }
    }
}

/// The ends of a path: itself, and without the folders at its front.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let starts = path.rmatch_indices('/').map(|(at, _)| at + 1).take(MAX_PARTS);
    starts
        .chain((path.matches('/').count() < MAX_PARTS).then_some(0))
        .map(|at| &path[at..])
        .filter(|end| !end.is_empty())
}
