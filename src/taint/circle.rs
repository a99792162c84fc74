//! Reads functions that call each other until their summaries stay as they are.
//!
//! Terms: a *round* reads functions in the order in which a walk along the calls leaves them, so that most callees come
//! before their callers; a function has a *turn* where it is read; its *versions* are the different things that a call of
//! it was found to do. Invariants: a function that was not read yet is taken to do nothing, so that its name is not asked
//! what its code will tell; it is read again only after one that it calls has changed; what is read side by side knows the
//! same, so that the result does not depend on threads; a function whose code is as it was, and that sees the same
//! versions as at a turn in an earlier run, comes to what it came to then.

use super::exposure::Told;
use super::read::{Settled, Turn, Way, formats, has_code, read};
use super::readings::Readings;
use super::summary::Summary;
use super::value::Value;
use super::{Context, Found, Reading};
use crate::callgraph::CallGraph;
use crate::fault::Fault;
use crate::infer::TypeFact;
use crate::record::print_of;
use crate::resolve::FnId;
use rayon::prelude::*;
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// So many parts of a round follow each other; the functions of one part are read side by side.
pub(super) const PARTS: usize = 16;
/// The version that a function has before it is read.
const NOTHING: u32 = 0;
/// Stands for the version of a function that a fault of this program cost.
const LOST: u32 = u32::MAX;

/// Tells of functions whether they are read whatever they see.
pub(super) type IsDue<'d> = dyn Fn(FnId) -> bool + Sync + 'd;

/// The functions of a circle while they are read. They are named by their places in the order of a round.
pub(super) struct Circle<'c, 'a> {
    cx: Context<'a>,
    readings: &'c Readings,
    members: Vec<Member>,
    places: HashMap<FnId, usize>,
    /// Those that format.
    formatting: Vec<usize>,
    /// What types were found to write out, as long as none of these has changed.
    told: Told,
}

/// One of them.
struct Member {
    id: FnId,
    /// Who calls it, and whom it calls, within the circle.
    callers: Vec<usize>,
    callees: Vec<usize>,
    versions: Vec<OnceLock<Summary>>,
    version: u32,
    latest: Latest,
    /// Its turns, and those in an earlier run.
    turns: Vec<Turn>,
    before: Vec<Turn>,
    is_due: bool,
}

/// What the last turn of a function yielded beside its version.
enum Latest {
    Read(Found),
    /// What it yielded at a turn in an earlier run.
    Again(usize),
    Lost(Fault),
}

/// What a turn yields.
enum Yield {
    /// What was read, and the version that this is, where there was one like it.
    Read(Box<Reading>, Option<u32>),
    Again(usize),
    Lost(Fault),
}

impl Member {
    /// The version that others see.
    fn seen(&self) -> u32 {
        match self.latest {
            Latest::Lost(_) => LOST,
            _ => self.version,
        }
    }

    /// The turn of an earlier run at which it saw the same; the last one, since it is known what was found there.
    fn turn(&self, sees: &[u32]) -> Option<usize> {
        if self.is_due {
            return None;
        }
        self.before.iter().rposition(|turn| turn.sees == sees)
    }

    /// Takes what a turn yields, and tells whether that is what it was.
    fn take(&mut self, sees: Vec<u32>, yielded: Yield) -> bool {
        let before = self.seen();
        match yielded {
            Yield::Read(reading, version) => {
                let Reading { summary, mut found } = *reading;
                self.version = version.unwrap_or(self.versions.len() as u32);
                if version.is_none() {
                    self.versions.push(OnceLock::from(summary));
                }
                // What was looked at at any turn decides whether all of them are as they were.
                if let Latest::Read(before) = &self.latest {
                    let looked: BTreeSet<FnId> = before.looked.iter().chain(&found.looked).copied().collect();
                    found.looked = looked.into_iter().collect();
                }
                self.latest = Latest::Read(found);
            }
            Yield::Again(turn) => {
                self.version = self.before[turn].yields;
                self.latest = Latest::Again(turn);
            }
            Yield::Lost(fault) => self.latest = Latest::Lost(fault),
        }
        self.turns.push(Turn { sees, yields: self.version });
        self.seen() == before
    }

    /// The version that it came to in an earlier run.
    fn last_before(&self) -> u32 {
        self.before.last().map_or(NOTHING, |turn| turn.yields)
    }

    /// What a call of it does, and how it came to that.
    fn finish(mut self, found: Found) -> Option<(Reading, Way)> {
        let summary = self.versions.get_mut(self.version as usize)?.take()?;
        let versions = self.versions.into_iter().skip(1).filter_map(OnceLock::into_inner).collect();
        Some((Reading { summary, found }, Way { turns: self.turns, versions }))
    }
}

impl<'c, 'a> Circle<'c, 'a> {
    /// The functions of a component that have code, before their first turn. Where an earlier run is to be asked what
    /// they did, `is_due` is there; nothing where it cannot tell.
    pub fn new(
        cx: Context<'a>,
        graph: &CallGraph,
        component: &[FnId],
        (readings, is_due): (&'c Readings, Option<&IsDue>),
    ) -> Option<Circle<'c, 'a>> {
        let mut ids: Vec<FnId> = component.iter().copied().filter(|id| has_code(&cx, *id)).collect();
        ids.sort_by_key(|id| graph.left(*id));
        let places: HashMap<FnId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let member = |id: FnId| {
            let before = if is_due.is_some() { readings.turns(id)? } else { Vec::new() };
            let known = before.iter().map(|turn| turn.yields as usize).max().unwrap_or_default();
            // Each turn yields one new version at most.
            let slots = 1 + known.min(before.len());
            Some(Member {
                id,
                callers: Vec::new(),
                callees: graph.callees(id).iter().filter_map(|callee| places.get(callee)).copied().collect(),
                versions: std::iter::repeat_with(OnceLock::new).take(slots).collect(),
                version: NOTHING,
                latest: Latest::Read(Found::default()),
                turns: Vec::new(),
                before,
                is_due: is_due.is_some_and(|is_due| is_due(id)),
            })
        };
        let members = ids.into_par_iter().with_min_len(32).map(member);
        let mut members: Vec<Member> = members.collect::<Option<_>>()?;
        for at in 0..members.len() {
            for callee in members[at].callees.clone() {
                members[callee].callers.push(at);
            }
        }
        let formatting = (0..members.len()).filter(|at| formats(&cx, members[*at].id)).collect();
        Some(Circle { cx, readings, members, places, formatting, told: Told::default() })
    }

    /// Reads them, so many rounds at most; nothing where an earlier run does not tell enough.
    pub fn settled(mut self, rounds: usize) -> Option<Settled> {
        let mut open: BTreeSet<usize> = (0..self.members.len()).collect();
        for _ in 0..rounds {
            open = self.round(open);
        }
        let mut settled = Settled { is_unsettled: !open.is_empty(), ..Settled::default() };
        for mut member in self.members {
            let id = member.id;
            match std::mem::replace(&mut member.latest, Latest::Read(Found::default())) {
                Latest::Read(found) => {
                    let (reading, way) = member.finish(found)?;
                    settled.readings.push((id, reading));
                    settled.ways.push((id, way));
                }
                Latest::Again(turn) if turn + 1 == member.before.len() => settled.as_before.push(id),
                // What was found at other turns is not known.
                Latest::Again(_) => return None,
                Latest::Lost(fault) => settled.lost.push((self.cx.types.defs.function(id).span, fault)),
            }
        }
        Some(settled)
    }

    /// Reads those that are open, and those that lie behind one that changes; what is left has to be read once more.
    fn round(&mut self, mut open: BTreeSet<usize>) -> BTreeSet<usize> {
        let side_by_side = self.members.len().div_ceil(PARTS);
        let mut again = BTreeSet::new();
        loop {
            let part: Vec<usize> = std::iter::from_fn(|| open.pop_first()).take(side_by_side).collect();
            let Some(&last) = part.last() else { return again };
            for (at, sees, yielded) in self.read_all(part) {
                if self.members[at].take(sees, yielded) {
                    continue;
                }
                if self.formatting.binary_search(&at).is_ok() {
                    self.told = Told::default();
                }
                for &caller in &self.members[at].callers {
                    let due = if caller > last { &mut open } else { &mut again };
                    due.insert(caller);
                }
            }
        }
    }

    /// Reads functions side by side.
    fn read_all(&self, part: Vec<usize>) -> Vec<(usize, Vec<u32>, Yield)> {
        let formatting = self.formatting.iter().flat_map(|at| self.members[*at].seen().to_le_bytes());
        let formatting = u32::from_le_bytes(print_of(&formatting.collect::<Vec<u8>>()));
        let one = |at: usize| {
            let seen = self.members[at].callees.iter().map(|callee| self.members[*callee].seen());
            let sees: Vec<u32> = std::iter::once(formatting).chain(seen).collect();
            let yielded = match self.members[at].turn(&sees) {
                Some(turn) => Yield::Again(turn),
                None => self.read(at),
            };
            (at, sees, yielded)
        };
        if let [only] = part[..] {
            return vec![one(only)];
        }
        part.into_par_iter().with_max_len(1).map(one).collect()
    }

    fn read(&self, at: usize) -> Yield {
        let known = |callee: FnId| match self.places.get(&callee) {
            Some(&callee) => {
                let is_seen = self.members[at].callees.contains(&callee) || self.formatting.contains(&callee);
                debug_assert!(is_seen, "a function is asked for that is no callee");
                self.latest(callee)
            }
            None => self.readings.summary(callee),
        };
        match read(self.cx, self.members[at].id, &known, &self.told) {
            Ok(mut reading) => {
                reading.summary.widen();
                let version = self.version_like(at, &reading.summary);
                Yield::Read(Box::new(reading), version)
            }
            Err(fault) => Yield::Lost(fault),
        }
    }

    /// What a call of a function does, as far as it was read; none where a fault of this program cost it.
    fn latest(&self, at: usize) -> Option<&Summary> {
        let member = &self.members[at];
        if matches!(member.latest, Latest::Lost(_)) {
            return None;
        }
        let summary = self.version(at, member.version);
        if summary.is_none() {
            self.readings.lose();
        }
        summary
    }

    /// The version of a function that is like a summary; the present one comes first.
    fn version_like(&self, at: usize, summary: &Summary) -> Option<u32> {
        let member = &self.members[at];
        let all = std::iter::once(member.version).chain(0..member.versions.len() as u32);
        all.into_iter().find(|version| self.version(at, *version) == Some(summary))
    }

    /// A version of a function; one of an earlier run is told when it is asked for, as far as that can be.
    fn version(&self, at: usize, version: u32) -> Option<&Summary> {
        let member = &self.members[at];
        let slot = member.versions.get(version as usize)?;
        if slot.get().is_none() {
            let last = member.last_before();
            let told = match version {
                NOTHING => of_nothing(&self.cx, member.id),
                version if version == last => self.readings.before(member.id)?,
                version => {
                    let earlier = (1..version).filter(|one| *one != last).count();
                    self.readings.versions(member.id)?.into_iter().nth(earlier)?
                }
            };
            let _ = slot.set(told);
        }
        slot.get()
    }
}

/// What a function is taken to do before it is read.
fn of_nothing(cx: &Context, id: FnId) -> Summary {
    let ret = &cx.types.signatures.function(id).ret;
    let is_constant = ret.is_unit() || cx.types.fact(ret) == TypeFact::NoDatum;
    let returns = if is_constant { Value::constant() } else { Value::default() };
    Summary { returns, ..Summary::default() }
}
