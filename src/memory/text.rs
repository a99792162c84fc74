//! The texts of a run, as far as a later one has to know them.

use super::Print;
use crate::hir;
use crate::record::{Stretch, print_of, record};
use crate::source::SourceFile;
use crate::syntax::{Rules, may_define_macros};
use rustc_hash::FxHasher;
use std::hash::{BuildHasher, BuildHasherDefault};
use std::ops::Range;

/// A text of a run.
#[derive(Debug)]
pub(super) struct Text {
    pub fingerprint: Print,
    /// Whether all of it could be read.
    pub is_whole: bool,
    /// The macros that are defined in it, by which other texts are read.
    pub rules: Vec<Rules>,
    /// The stretches in which they may be, of those that may change.
    loose: Vec<u32>,
    /// How many bytes tell what is around the code of its functions, and what the lines of that code are.
    pub length: usize,
    pub lines: usize,
    /// How many functions it has.
    pub fns: usize,
    /// Where each stretch ends, and its fingerprint.
    stretches: Vec<(u32, [u8; 16])>,
    /// The functions whose code every second one is, by their index in the file; of test code that is passed over, none.
    pub functions: Vec<u32>,
}

record!(Text { fingerprint, is_whole, rules, loose, length, lines, fns, stretches, functions });

impl Text {
    /// A text as it was lowered.
    pub fn of(file: &hir::File, source: &SourceFile, fingerprint: Print) -> Text {
        let text = source.text.as_str();
        let is_whole = file.errors.is_empty() && file.fault.is_none() && file.cut_expansions == 0;
        let mut code: Vec<((u32, u32), u32)> = file.passed.iter().map(|range| (*range, PASSED)).collect();
        for (at, function) in file.fns.iter().enumerate() {
            code.extend(function.code.iter().map(|code| (*code, at as u32)));
        }
        code.sort_unstable();
        let mut ends: Vec<u32> = code.iter().flat_map(|((start, end), _)| [*start, *end]).collect();
        ends.push(text.len() as u32);
        let is_in_order = ends.is_sorted();
        let part = |start: u32, end: u32| text.get(start as usize..end as usize).unwrap_or_default();
        let has_macros = may_define_macros(text);
        let numbered = (1..).step_by(2).zip(&code).filter(|_| has_macros);
        let loose = numbered.filter(|(_, ((start, end), _))| may_define_macros(part(*start, *end)));
        let starts = std::iter::once(&0).chain(&ends);
        let print = |(start, end): (&u32, &u32)| (*end, print_of(part(*start, *end).as_bytes()));
        Text {
            fingerprint,
            is_whole: is_whole && is_in_order,
            rules: Vec::new(),
            loose: loose.map(|(at, _)| at).collect(),
            length: 0,
            lines: 0,
            fns: file.fns.len(),
            stretches: starts.zip(&ends).map(print).collect(),
            functions: code.iter().map(|(_, at)| *at).collect(),
        }
    }

    /// The lines of each stretch that is code.
    pub fn lines_of(&self, text: &str) -> Vec<Vec<Line>> {
        let ends = self.stretches.windows(2).step_by(2).map(|pair| (pair[0].0, pair[1].0));
        let code = ends.map(|(start, end)| text.get(start as usize..end as usize).unwrap_or_default());
        code.map(|code| lines(code).map(|(line, _)| line).collect()).collect()
    }

    /// Where the stretches of it lie now; none where more was changed than the code of functions.
    pub fn moved(&self, now: &Text) -> Option<Vec<Stretch>> {
        let is_same = self.is_whole
            && now.is_whole
            && self.fns == now.fns
            && self.functions == now.functions
            && self.stretches.len() == now.stretches.len()
            && self.stretches.is_sorted_by_key(|(end, _)| *end);
        let (mut moved, mut start, mut start_now) = (Vec::new(), 0, 0);
        let may_change = |at: usize| {
            let is_loose = |text: &Text| text.loose.binary_search(&(at as u32)).is_ok();
            at % 2 == 1 && !is_loose(self) && !is_loose(now)
        };
        for (at, (before, now)) in self.stretches.iter().zip(&now.stretches).enumerate() {
            let is_kept = before.1 == now.1;
            if !is_same || !is_kept && !may_change(at) {
                return None;
            }
            moved.push(Stretch { range: start..before.0, now: is_kept.then_some(start_now) });
            (start, start_now) = (before.0, now.0);
        }
        Some(moved)
    }

    /// The stretches of a text that is this now, in which code that was changed is parted into the lines that are as they
    /// were and those between them.
    pub fn parted(&self, stretches: Vec<Stretch>, lines: &[Vec<Line>], text: &str) -> Vec<Stretch> {
        let mut parted = Vec::new();
        for (at, stretch) in stretches.into_iter().enumerate() {
            let is_code = at % 2 == 1;
            let Some(before) = lines.get(at / 2).filter(|_| is_code && stretch.now.is_none()) else {
                parted.push(stretch);
                continue;
            };
            let (start, end) = (self.stretches[at - 1].0, self.stretches[at].0);
            let code = text.get(start as usize..end as usize).unwrap_or_default();
            let (from_start, from_end) = same(before, code);
            let Range { start: first, end: last } = stretch.range;
            // Lines that are not those of the code tell nothing.
            if u64::from(from_start) + u64::from(from_end) > u64::from(last - first) {
                parted.push(Stretch { range: first..last, now: None });
                continue;
            }
            let (middle, rest) = (first + from_start, last - from_end);
            parted.push(Stretch { range: first..middle, now: Some(start) });
            parted.push(Stretch { range: middle..rest, now: None });
            parted.push(Stretch { range: rest..last, now: Some(end - from_end) });
        }
        parted
    }
}

/// The fingerprint of a line. A false one makes no more of a text the same than places around a line that was changed.
pub type Line = [u8; 4];

/// The lines of a text, from the first on, each with its length.
fn lines(text: &str) -> impl DoubleEndedIterator<Item = (Line, usize)> + '_ {
    let print = |line: &str| (BuildHasherDefault::<FxHasher>::default().hash_one(line) as u32).to_le_bytes();
    text.split_inclusive('\n').map(move |line| (print(line), line.len()))
}

/// How much of a text is as its lines were, from its beginning on, and from its end back.
fn same(before: &[Line], text: &str) -> (u32, u32) {
    let is_same = |((line, _), before): &((Line, usize), &Line)| line == *before;
    let length = |((_, length), _): ((Line, usize), &Line)| length;
    let from_start: Vec<usize> = lines(text).zip(before).take_while(is_same).map(length).collect();
    let left = &before[from_start.len()..];
    let from_start: usize = from_start.iter().sum();
    let rest = text.get(from_start..).unwrap_or_default();
    let from_end: usize = lines(rest).rev().zip(left.iter().rev()).take_while(is_same).map(length).sum();
    (from_start as u32, from_end as u32)
}

/// Stands for a function where there is none.
pub(super) const PASSED: u32 = u32::MAX;
