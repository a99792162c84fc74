//! Which data each unit is given: by code, and by the templates that bring it in.

use super::Input;
use super::index::Index;
use super::unit::Unit;
use crate::finding::{Supplied, Supply};
use crate::template::{Extent, Names, Origin, Relation, is_sending_code, mentions};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// Templates that bring in templates are followed so far.
const MAX_DEPTH: usize = 6;
/// Of so many meanings of a placeholder more say nothing.
const MAX_FOUND: usize = 24;

/// So many values of templates are asked for one placeholder: templates may bring in each other.
const MAX_VISITS: usize = 1000;

/// What was found for one placeholder, and the values that were asked, with the names behind them.
#[derive(Default)]
struct Search<'l> {
    found: Vec<Filled<'l>>,
    asked: HashSet<(u32, usize, Vec<String>)>,
}

/// What a placeholder may be filled with.
#[derive(Clone, Copy)]
pub(super) struct Filled<'l> {
    pub supply: &'l Supply,
    pub supplied: &'l Supplied,
    /// Whether the value itself was found, not only something that holds it.
    pub is_exact: bool,
}

/// A value that a template hands to another under a name.
#[derive(Clone, Copy)]
struct Alias {
    unit: u32,
    interpolation: u32,
}

/// The data of all units.
pub(super) struct Bindings<'l> {
    /// For each unit, the supplies by their index.
    data: Vec<Vec<u32>>,
    supplies: &'l [Supply],
    aliases: HashMap<(u32, String), Vec<Alias>>,
    /// For each unit, what each of its placeholders may stand for.
    pub names: Vec<Vec<Vec<Origin>>>,
    /// Whether what is made of a unit is the subject of a message, by the code that sends it.
    pub is_subject: Vec<bool>,
    /// Values that macros are given, which are shown where the macro says so.
    given: HashSet<(u32, u32)>,
    /// Whether a message is made of a unit: by its place or name, by the code that fills it, or by a message that brings
    /// it in.
    pub is_message: Vec<bool>,
}

impl<'l> Bindings<'l> {
    /// Finds what code and other templates give to each unit.
    pub fn build(input: &Input<'l, '_>, units: &[Unit<'l>], index: &Index) -> Bindings<'l> {
        let names = units
            .iter()
            .map(|unit| {
                let names = Names::new(unit.text, &unit.template);
                unit.template.interpolations.iter().map(|one| names.origins(one)).collect()
            })
            .collect();
        let mut bindings = Bindings {
            data: vec![Vec::new(); units.len()],
            supplies: input.supplies,
            aliases: HashMap::default(),
            names,
            is_subject: vec![false; units.len()],
            given: HashSet::default(),
            is_message: units.iter().map(|unit| unit.is_message).collect(),
        };
        for (at, supply) in input.supplies.iter().enumerate() {
            if supply.in_tests && !input.with_tests {
                continue;
            }
            let package = input.workspace.files.get(supply.span.file.0 as usize).map(|file| file.package);
            let file = &input.sources.file(supply.span.file).name;
            let is_sent = supply.is_sent || is_sending_code(file, &supply.function);
            for name in supply.template.known() {
                for unit in index.find(&name, package, units) {
                    bindings.data[unit as usize].push(at as u32);
                    bindings.is_message[unit as usize] |= is_sent;
                    bindings.is_subject[unit as usize] |= supply.is_subject;
                }
            }
        }
        // Code that sends messages names their files, whatever it does with the texts.
        for file in input.sources.iter().take(input.workspace.files.len()).map(|(_, file)| file) {
            if is_sending_code(&file.name, "") {
                for unit in mentions(&file.text).into_iter().flat_map(|path| index.find(path, None, units)) {
                    bindings.is_message[unit as usize] = true;
                }
            }
        }
        bindings.bring_in(units, index);
        bindings
    }

    /// Hands the data of a template on to those that it includes, and to the one that it extends.
    fn bring_in(&mut self, units: &[Unit], index: &Index) {
        let mut edges: Vec<(u32, u32)> = Vec::new();
        for (at, unit) in units.iter().enumerate() {
            let at = at as u32;
            for reference in &unit.template.references {
                let name = unit.slice(&reference.name);
                let found = match reference.relation {
                    Relation::Call => self.macros(at, name, units, index),
                    _ => index.find(name, unit.package, units),
                };
                if reference.relation == Relation::Call && !found.is_empty() {
                    self.given.extend(reference.args.iter().map(|(_, value)| (at, *value)));
                }
                for target in found {
                    if matches!(reference.relation, Relation::Include | Relation::Extends) {
                        edges.push((at, target));
                    }
                    self.alias(unit, at, target, &reference.args, units);
                }
            }
        }
        for _ in 0..MAX_DEPTH {
            let mut has_grown = false;
            for &(from, to) in &edges {
                let given = self.data[from as usize].clone();
                let known = &mut self.data[to as usize];
                let before = known.len();
                known.extend(given);
                known.sort_unstable();
                known.dedup();
                let is_message = self.is_message[from as usize] && !self.is_message[to as usize];
                self.is_message[to as usize] |= is_message;
                has_grown |= known.len() > before || is_message;
            }
            if !has_grown {
                break;
            }
        }
        self.data.iter_mut().for_each(|data| {
            data.sort_unstable();
            data.dedup();
        });
    }

    /// The templates that define a macro of a name: the one that calls it, or those that it imports.
    fn macros(&self, at: u32, name: &str, units: &[Unit], index: &Index) -> Vec<u32> {
        let unit = &units[at as usize];
        let name = name.rsplit(['.', ':']).next().unwrap_or(name);
        if is_macro(unit, name) {
            return vec![at];
        }
        let imports = unit.template.references.iter().filter(|one| one.relation == Relation::Import);
        let imported = imports.flat_map(|one| index.find(unit.slice(&one.name), unit.package, units));
        imported.filter(|found| is_macro(&units[*found as usize], name)).collect()
    }

    /// Notes under which names a template finds what another one gives it.
    fn alias(&mut self, unit: &Unit, at: u32, target: u32, args: &[(Extent, u32)], units: &[Unit]) {
        for (position, (name, interpolation)) in args.iter().enumerate() {
            let name = match unit.slice(name) {
                "" => match parameter(&units[target as usize], position) {
                    Some(name) => name,
                    None => continue,
                },
                name => name.to_string(),
            };
            let alias = Alias { unit: at, interpolation: *interpolation };
            self.aliases.entry((target, name)).or_default().push(alias);
        }
    }

    /// What may fill a placeholder.
    pub fn filled(&self, unit: u32, interpolation: usize) -> Vec<Filled<'l>> {
        let mut search = Search::default();
        self.collect(unit, interpolation, &[], 0, &mut search);
        search.found
    }

    fn collect(
        &self,
        unit: u32,
        interpolation: usize,
        rest: &[String],
        depth: usize,
        search: &mut Search<'l>,
    ) {
        let is_over =
            depth > MAX_DEPTH || search.found.len() >= MAX_FOUND || search.asked.len() >= MAX_VISITS;
        if is_over || !search.asked.insert((unit, interpolation, rest.to_vec())) {
            return;
        }
        for origin in &self.names[unit as usize][interpolation] {
            match origin {
                Origin::Data(names) => {
                    let path: Vec<String> = names.iter().chain(rest).cloned().collect();
                    self.follow(unit, &path, depth, search);
                    self.look_up(unit, &path, &mut search.found);
                }
                Origin::Parameter(name, behind) => {
                    let path: Vec<String> =
                        std::iter::once(name).chain(behind).chain(rest).cloned().collect();
                    self.follow(unit, &path, depth, search);
                }
                Origin::Local => {}
            }
        }
    }

    /// What another template gives under the first name of a path.
    fn follow(&self, unit: u32, path: &[String], depth: usize, search: &mut Search<'l>) {
        let Some((first, rest)) = path.split_first() else { return };
        for alias in self.aliases.get(&(unit, first.clone())).into_iter().flatten() {
            self.collect(alias.unit, alias.interpolation as usize, rest, depth + 1, search);
        }
    }

    /// What code gives under a path, or under the longest beginning of it that it has.
    fn look_up(&self, unit: u32, path: &[String], found: &mut Vec<Filled<'l>>) {
        for &at in &self.data[unit as usize] {
            let supply = &self.supplies[at as usize];
            let fits = |supplied: &&Supplied| {
                supplied.path.len() <= path.len()
                    && supplied.path.iter().zip(path).all(|(key, name)| key.as_str() == name)
            };
            let best = supply.keys.iter().filter(fits).max_by_key(|supplied| supplied.path.len());
            if let Some(supplied) = best
                && found.len() < MAX_FOUND
            {
                found.push(Filled { supply, supplied, is_exact: supplied.path.len() == path.len() });
            }
        }
    }

    /// Whether a template gives a unit a value under a name.
    pub fn is_aliased(&self, unit: u32, name: &str) -> bool {
        self.aliases.contains_key(&(unit, name.to_string()))
    }

    /// Whether a value is handed to a macro.
    pub fn is_given(&self, unit: u32, interpolation: usize) -> bool {
        self.given.contains(&(unit, interpolation as u32))
    }

    /// The supplies that a unit is given.
    pub fn data(&self, unit: u32) -> impl Iterator<Item = u32> {
        self.data[unit as usize].iter().copied()
    }
}

fn is_macro(unit: &Unit, name: &str) -> bool {
    unit.template
        .scopes
        .iter()
        .any(|scope| scope.name.as_ref().is_some_and(|known| unit.slice(known) == name))
}

/// The name of a parameter by its position: that of the first macro of the template.
fn parameter(unit: &Unit, position: usize) -> Option<String> {
    let scope = unit.template.scopes.iter().find(|scope| scope.name.is_some())?;
    scope.binds.get(position).map(|bind| unit.slice(&bind.name).to_string())
}
