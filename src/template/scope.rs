//! What a path means: the data that a template is given, after the names that loops and assignments bind.
//!
//! Elements of a list stand for the list, as they do for values in Rust.

use super::{Bound, Interpolation, Segment, Step, Template, slice};
use rustc_hash::FxHashMap as HashMap;

/// What a value of a template is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The data of the template, under these names.
    Data(Vec<String>),
    /// What a caller gives to the macro around it, under that name and these.
    Parameter(String, Vec<String>),
    /// Something that the template itself made, or the engine.
    Local,
}

/// Names that stand for names are followed so far.
const MAX_DEPTH: usize = 12;
/// Scopes around a scope are asked so far.
const MAX_SCOPES: usize = 64;
/// Of so many meanings of a name the others say no more.
const MAX_MEANINGS: usize = 4;
/// So many values are asked for one meaning: names that are bound to themselves again and again have no end.
const MAX_VISITS: usize = 400;

/// What was found of one interpolation, and how many values were asked for it.
#[derive(Default)]
struct Search {
    found: Vec<Origin>,
    visits: usize,
}

impl Search {
    fn is_over(&self) -> bool {
        self.visits >= MAX_VISITS || self.found.len() >= MAX_MEANINGS
    }
}

/// The names that a template binds, ready to be looked up.
pub struct Names<'n> {
    text: &'n str,
    template: &'n Template,
    bound: HashMap<(u32, &'n str), Vec<(u32, Bound)>>,
}

impl<'n> Names<'n> {
    /// Looks through the scopes of a template once.
    pub fn new(text: &'n str, template: &'n Template) -> Names<'n> {
        let mut bound: HashMap<(u32, &str), Vec<(u32, Bound)>> = HashMap::default();
        for (at, scope) in template.scopes.iter().enumerate() {
            for bind in &scope.binds {
                let all = bound.entry((at as u32, slice(text, &bind.name))).or_default();
                all.push((bind.from, bind.bound));
            }
        }
        Names { text, template, bound }
    }

    /// What an interpolation may stand for.
    pub fn origins(&self, interpolation: &Interpolation) -> Vec<Origin> {
        let mut search = Search::default();
        self.collect(interpolation, 0, &mut search);
        let mut found = search.found;
        found.dedup();
        found.truncate(MAX_MEANINGS);
        found
    }

    fn word(&self, segment: &Segment) -> &'n str {
        slice(self.text, &segment.at)
    }

    fn names(&self, segments: &[Segment]) -> Vec<String> {
        let named = segments.iter().filter(|segment| matches!(segment.kind, Step::Name | Step::Method));
        named.map(|segment| self.word(segment).trim_start_matches('$').to_string()).collect()
    }

    fn collect(&self, interpolation: &Interpolation, depth: usize, search: &mut Search) {
        let path = interpolation.path.as_slice();
        let Some(first) = path.first() else { return };
        if depth > MAX_DEPTH || search.is_over() {
            return;
        }
        search.visits += 1;
        match first.kind {
            Step::Engine => return search.found.push(Origin::Local),
            Step::Root => return search.found.push(Origin::Data(self.names(&path[1..]))),
            Step::Index if path.len() == 1 => {
                return search.found.push(Origin::Data(vec![self.word(first).to_string()]));
            }
            _ => {}
        }
        let mut scope = interpolation.scope;
        let parents = path.iter().take_while(|segment| segment.kind == Step::Parent).count();
        for _ in 0..parents {
            scope = self.around_base(scope);
        }
        let rest = &path[parents..];
        let name =
            rest.first().filter(|segment| segment.kind == Step::Name).map(|segment| self.word(segment));
        if let Some(name) = name
            && let Some((bound, is_parameter)) = self.bound(scope, name, interpolation.operand.start)
        {
            let behind = self.names(&rest[1..]);
            if is_parameter {
                return search.found.push(Origin::Parameter(name.to_string(), behind));
            }
            return bound.into_iter().for_each(|bound| self.through(bound, &behind, depth, search));
        }
        let names = self.names(rest);
        match self.base(scope) {
            Some(base) => {
                self.through(base, &names, depth, search);
                // A section of mustache may only ask whether there is a value.
                if rest.first().is_some_and(|segment| segment.kind == Step::Name)
                    && search.found.len() < MAX_MEANINGS
                {
                    search.found.push(Origin::Data(names));
                }
            }
            None => search.found.push(Origin::Data(names)),
        }
    }

    /// What a bound name stands for, with further names behind it.
    fn through(&self, bound: Bound, behind: &[String], depth: usize, search: &mut Search) {
        let (Bound::Value(at) | Bound::Element(at)) = bound else { return search.found.push(Origin::Local) };
        let before = search.found.len();
        self.collect(self.template.interpolation(at), depth + 1, search);
        for origin in &mut search.found[before..] {
            if let Origin::Data(names) | Origin::Parameter(_, names) = origin {
                names.extend(behind.iter().cloned());
            }
        }
    }

    /// What a name is bound to where it is used; whether it is a parameter.
    fn bound(&self, scope: u32, name: &str, at: u32) -> Option<(Vec<Bound>, bool)> {
        let mut scope = Some(scope);
        for _ in 0..MAX_SCOPES {
            let here = scope?;
            if let Some(all) = self.bound.get(&(here, name)) {
                let before = all.partition_point(|(from, _)| *from <= at);
                let known: Vec<Bound> =
                    all[..before].iter().rev().take(MAX_MEANINGS).map(|(_, bound)| *bound).collect();
                if !known.is_empty() {
                    let is_parameter = known.contains(&Bound::Parameter);
                    return Some((known, is_parameter));
                }
            }
            let known = &self.template.scopes[here as usize];
            scope = known.parent.filter(|_| !known.is_closed);
        }
        None
    }

    /// The value that paths without a name start from.
    fn base(&self, scope: u32) -> Option<Bound> {
        let mut scope = Some(scope);
        for _ in 0..MAX_SCOPES {
            let known = &self.template.scopes[scope? as usize];
            if known.base.is_some() {
                return known.base;
            }
            scope = known.parent;
        }
        None
    }

    /// The scope around the one that set the base, which `../` means.
    fn around_base(&self, scope: u32) -> u32 {
        let mut here = scope;
        for _ in 0..MAX_SCOPES {
            let known = &self.template.scopes[here as usize];
            let Some(parent) = known.parent else { return here };
            here = parent;
            if known.base.is_some() {
                return here;
            }
        }
        here
    }
}
