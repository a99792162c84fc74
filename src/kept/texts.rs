//! What is kept of the Rust texts of a run, so that a later one knows whether a change of them matters, and where its
//! places lie after one that does not.
//!
//! Terms: *told of* are the lines of the function around a place, since a fix looks through all of a call, and elsewhere
//! those up to the next empty one. Invariants: a text is as before where its substance is; places lie elsewhere only where
//! all that changed are lines that are not told of, and those lie together.

use super::{KeptLabel, Key, Present};
use crate::hir::{self, Substance};
use crate::record::{Moves, Stretch};
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use crate::syntax;
use rayon::prelude::*;
use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

/// The Rust texts of a run, in their order.
#[derive(Deserialize, Serialize)]
pub(super) struct KeptTexts(Vec<KeptText>);

#[derive(Deserialize, Serialize)]
struct KeptText {
    fingerprint: String,
    /// The fingerprint of its substance; none where every change matters.
    substance: Option<String>,
    test_fns: usize,
    lines: usize,
    /// Where the stretches of lines end, and their fingerprints: one of which nothing is told, one that is told of, and
    /// so on; none where nothing of the text is told.
    stretches: Vec<(usize, u64)>,
}

/// What a change that does not matter has changed.
#[derive(Default)]
pub(super) struct Changes {
    /// Where places lie now.
    places: Moves,
    /// How many lines were added, and functions of tests.
    pub lines: isize,
    pub test_fns: isize,
}

impl Changes {
    /// Says of a place where it lies now; nothing where it is none.
    pub(super) fn apply(&self, (file, start, end, _): &mut KeptLabel) -> Option<()> {
        let now = self.places.apply(Span { file: FileId(*file), start: *start, end: *end })?;
        (*start, *end) = (now.start, now.end);
        Some(())
    }
}

impl KeptTexts {
    /// What is kept of the texts of a run that is over, given what was lowered and the places that it tells of.
    pub(super) fn of<'l>(
        key: &Key,
        present: Present,
        files: &[hir::File],
        places: impl Iterator<Item = &'l KeptLabel>,
    ) -> KeptTexts {
        let mut told: BTreeMap<u32, Vec<Range<usize>>> = BTreeMap::new();
        for &(file, start, end, _) in places {
            told.entry(file).or_default().push(start as usize..end as usize);
        }
        let one = |(file, fingerprint): (&hir::File, &String)| {
            let text = present.sources.file(file.id);
            let told = told.get(&file.id.0).map(Vec::as_slice).unwrap_or_default();
            // Where a text that is broken goes on, its lines and margins tell; and what was added at the end lies on
            // either side of a place there.
            let is_whole = file.errors.is_empty() && file.fault.is_none();
            let can_move = told.iter().all(|place| place.start < text.text.len());
            let substance = file.substance.as_ref().filter(|_| is_whole && can_move);
            KeptText {
                fingerprint: fingerprint.clone(),
                test_fns: substance.map_or(0, |one| one.test_fns),
                stretches: if substance.is_some() && !told.is_empty() {
                    stretches(text, &bodies(file), told)
                } else {
                    Vec::new()
                },
                substance: substance.map(|one| one.fingerprint.clone()),
                lines: text.line_count(),
            }
        };
        KeptTexts(files.par_iter().zip(&key.texts).map(one).collect())
    }

    /// What has moved in the texts that were changed; none where a change of one of them matters.
    pub(super) fn changes(&self, key: &Key, present: Present) -> Option<Changes> {
        if self.0.len() != key.texts.len() {
            return None;
        }
        let texts = self.0.iter().zip(&key.texts).enumerate();
        let changed = texts.filter(|(_, (kept, now))| kept.fingerprint != **now);
        let changed: Vec<(FileId, &KeptText)> =
            changed.map(|(at, (kept, _))| (FileId(at as u32), kept)).collect();
        let one = |&(id, kept): &(FileId, &KeptText)| {
            let text = present.sources.file(id);
            let before = kept.substance.as_ref()?;
            let moved = kept.moved(&text.text)?;
            let now = present.substance(id).filter(|now| now.fingerprint == *before)?;
            let lines = text.line_count().checked_signed_diff(kept.lines)?;
            Some((id, moved, lines, now.test_fns.checked_signed_diff(kept.test_fns)?))
        };
        let mut changes = Changes::default();
        for found in changed.par_iter().map(one).collect::<Vec<_>>() {
            let (id, moved, lines, test_fns) = found?;
            changes.places.add(id, moved);
            changes.lines = changes.lines.checked_add(lines)?;
            changes.test_fns = changes.test_fns.checked_add(test_fns)?;
        }
        Some(changes)
    }
}

impl Present<'_> {
    fn substance(&self, id: FileId) -> Option<Substance> {
        let is_test = self.workspace.files.get(id.0 as usize)?.is_test;
        syntax::substance(&self.sources.file(id).text, is_test, self.with_tests)
    }
}

impl KeptText {
    /// Where its places lie now, nowhere if nothing of it is told; none where a line that is told of was changed, or lies
    /// between two changes.
    fn moved(&self, now: &str) -> Option<Vec<Stretch>> {
        let Some(&(length, _)) = self.stretches.last() else { return Some(Vec::new()) };
        let by = i64::try_from(now.len()).ok()? - i64::try_from(length).ok()?;
        let is_same = |at: usize, by: i64| {
            let start = at.checked_sub(1).map_or(0, |before| self.stretches[before].0);
            let (end, print) = self.stretches[at];
            let moved = |offset: usize| i64::try_from(offset).ok()?.checked_add(by)?.try_into().ok();
            let stretch =
                moved(start).zip(moved(end)).and_then(|(start, end)| now.as_bytes().get(start..end));
            stretch.is_some_and(|stretch| short_print(stretch) == print)
        };
        let count = self.stretches.len();
        let other = (0..count).find(|&at| !is_same(at, 0)).unwrap_or(count - 1);
        // Lines that are told of lie elsewhere where something was added right before them.
        let changed = other - other % 2;
        let is_all = (changed + 1..count).all(|at| is_same(at, by));
        let (from, end) = (u32::try_from(self.stretches[changed].0).ok()?, u32::try_from(length).ok()?);
        let behind = u32::try_from(i64::from(from) + by).ok();
        let stretches =
            vec![Stretch { range: 0..from, now: Some(0) }, Stretch { range: from..end, now: behind }];
        is_all.then_some(stretches)
    }
}

/// Where the functions of a file lie that are in no other, from their name to their end.
fn bodies(file: &hir::File) -> Vec<Range<usize>> {
    let body = |function: &hir::Fn| {
        let span = function.body_span?;
        let is_here = span.file == file.id && function.span.file == file.id;
        is_here.then_some(function.span.start as usize..span.end as usize)
    };
    joined(file.fns.iter().filter_map(body).filter(|body| body.start < body.end).collect())
}

/// Ranges in order, those that overlap as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// The stretches of a text in which some places are told of.
fn stretches(text: &SourceFile, bodies: &[Range<usize>], places: &[Range<usize>]) -> Vec<(usize, u64)> {
    let starts = text.line_starts();
    let line_of = |offset: usize| text.line_of(offset as u32);
    let is_empty = |line: &usize| text.text[text.line_range(*line)].trim().is_empty();
    let told = |place: &Range<usize>| {
        let around = bodies.get(bodies.partition_point(|body| body.end <= place.start));
        let (first, last) = match around.filter(|body| body.start <= place.start) {
            Some(body) => (line_of(body.start), line_of(body.end.max(place.end))),
            None => {
                let above = (0..line_of(place.start)).rev().find(is_empty);
                let below = (line_of(place.end) + 1..starts.len()).find(is_empty);
                (above.unwrap_or_default(), below.unwrap_or(starts.len()))
            }
        };
        let end = starts.get(last + 1).map_or(text.text.len(), |&next| next as usize);
        starts[first] as usize..end
    };
    let told = joined(places.iter().map(told).collect());
    let mut ends: Vec<usize> = told.iter().flat_map(|lines| [lines.start, lines.end]).collect();
    if !ends.is_empty() {
        ends.push(text.text.len());
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let bytes = text.text.as_bytes();
    starts.zip(&ends).map(|(start, &end)| (end, short_print(&bytes[start..end]))).collect()
}

/// Lines that are told of in the wrong place do no harm, so that a short one will do.
fn short_print(bytes: &[u8]) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(bytes)
}
