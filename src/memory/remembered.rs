//! Puts together what is to be remembered.
//!
//! It lies in five parts: the preface, the head, and what is read as a whole; then what functions and types share and the
//! lines of texts, and what is told of functions, of which that is read which is asked for.

use super::text::Text;
use super::{About, Known, Print};
use crate::hir;
use crate::record::{Record, Writer, record};
use crate::source::SourceMap;
use crate::syntax::MacroTable;
use rayon::prelude::*;
use rustc_hash::FxHasher;
use std::hash::{BuildHasher, BuildHasherDefault};

/// What is to be remembered of functions and types.
#[derive(Debug, Default)]
pub struct Remembered {
    /// What is told of functions, [`TOGETHER`] of them at a time.
    batches: Vec<Told>,
    /// What is told of all types.
    of_types: [Vec<u8>; 2],
    out: Writer,
}

/// What is to be remembered of some functions, which share what they have in common.
#[derive(Debug, Default)]
pub struct Batch {
    known: Vec<Known>,
    out: Writer,
}

/// The same once all of it is told, in as many bytes as it takes.
#[derive(Debug, Default)]
pub struct Told {
    known: Vec<Known>,
    bytes: Vec<u8>,
    /// The values that they share.
    shared: Vec<u8>,
}

/// So many functions share what they have in common.
pub const TOGETHER: usize = 512;

impl Batch {
    /// Adds the next function.
    pub fn add(&mut self, known: Known) {
        self.known.push(known);
    }

    /// Tells something of the function that was added last; all that is told of one is told in the order of [`About`].
    pub fn tell(&mut self, about: About, what: &impl Record) {
        let Some(known) = self.known.last_mut() else { return };
        let start = self.out.bytes.len();
        what.write(&mut self.out);
        let check = check_of(&self.out.bytes[start..]);
        self.out.bytes.extend_from_slice(&check);
        known.lengths[about as usize] = (self.out.bytes.len() - start) as u32;
    }

    /// All that was told.
    pub fn told(self) -> Told {
        let Batch { known, mut out } = self;
        let mut bytes = out.taken();
        bytes.shrink_to_fit();
        Told { known, bytes, shared: checked(out.into_pool()) }
    }
}

impl Remembered {
    /// What is to be remembered of functions.
    pub fn of(batches: Vec<Told>) -> Remembered {
        Remembered { batches, ..Remembered::default() }
    }

    /// Adds the classes of fields.
    pub fn add_classes(&mut self, classes: &impl Record) {
        classes.write(&mut self.out);
        self.of_types[0] = self.out.taken();
    }

    /// Adds what the formatting of types writes out.
    pub fn add_declared(&mut self, declared: &impl Record) {
        declared.write(&mut self.out);
        self.of_types[1] = self.out.taken();
    }
}

/// The bytes that tell what a run knew, in parts; `settings` stands for all that it depended on but the texts.
pub fn parts(
    settings: &Print,
    prints: &[Print],
    (files, table, sources): (&[hir::File], &MacroTable, &SourceMap),
    remembered: Remembered,
) -> Vec<Vec<u8>> {
    let rules = table.rules_by_file();
    let text = |(file, print): (&hir::File, &Print)| {
        let source = sources.file(file.id);
        let mut text = Text::of(file, source, *print);
        text.rules = rules.get(&file.id).into_iter().flatten().copied().cloned().collect();
        let mut out = Writer::default();
        if text.is_whole {
            file.write(&mut out);
        }
        let around = out.taken();
        text.lines_of(&source.text).write(&mut out);
        let lines = checked(out.taken());
        (text.length, text.lines) = (around.len(), lines.len());
        (text, around, lines)
    };
    let (mut texts, mut around, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (text, around_code, of_code) in files.par_iter().zip(prints).map(text).collect::<Vec<_>>() {
        texts.push(text);
        around.push(around_code);
        lines.push(of_code);
    }
    let Remembered { batches, of_types, out: of_all } = remembered;
    let (mut known, mut told, mut shared) = (Vec::new(), Vec::new(), vec![checked(of_all.into_pool())]);
    for mut batch in batches {
        known.append(&mut batch.known);
        told.push(batch.bytes);
        shared.push(batch.shared);
    }
    let pools = shared.iter().map(Vec::len).collect();
    let of_types_lengths = (of_types[0].len(), of_types[1].len());
    let mut out = Writer::default();
    Head { settings: *settings, texts, known, of_types: of_types_lengths, pools }.write(&mut out);
    let head = out.taken();
    let whole: Vec<Vec<u8>> = [head].into_iter().chain(around).chain(of_types).collect();
    let mut preface = vec![0; SUM];
    for length in [whole[0].len(), whole.iter().map(Vec::len).sum()] {
        preface.extend_from_slice(&(length as u64).to_le_bytes());
    }
    let sum = sum_of(&preface[SUM..], whole.iter().map(Vec::as_slice));
    preface[..SUM].copy_from_slice(&sum);
    [preface].into_iter().chain(whole).chain(shared).chain(lines).chain(told).collect()
}

/// Says of bytes that were changed that they are as they were written, for whoever tries what such bytes do.
pub fn sum_again(bytes: &mut [u8]) {
    let length = |at: usize| {
        let length = bytes.get(SUM + 8 * at..)?.first_chunk::<8>()?;
        usize::try_from(u64::from_le_bytes(*length)).ok()
    };
    let Some(whole) = length(1).and_then(|whole| bytes.get(PREFACE..)?.get(..whole)) else { return };
    let sum = sum_of(&bytes[SUM..PREFACE], [whole].into_iter());
    bytes[..SUM].copy_from_slice(&sum);
}

/// What tells where the rest lies, and what is known of every function.
pub(super) struct Head {
    pub settings: Print,
    pub texts: Vec<Text>,
    pub known: Vec<Known>,
    /// How many bytes tell of types.
    pub of_types: (usize, usize),
    /// How many bytes are the values that some types and functions share.
    pub pools: Vec<usize>,
}

record!(Head { settings, texts, known, of_types, pools });

/// The length of what says that what is read as a whole is as it was written, and that of the preface.
pub(super) const SUM: usize = 32;
pub(super) const PREFACE: usize = SUM + 16;
/// The length of what says the same of what is read by itself.
pub(super) const CHECK: usize = 8;

/// Adds to bytes what says that they are as they were written.
fn checked(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.extend_from_slice(&check_of(&bytes));
    bytes
}

/// What says that bytes are as they were written, as far as nobody wrote others with care; who could do that could as well
/// write others that are sound. They are many, and most are short.
pub(super) fn check_of(bytes: &[u8]) -> [u8; CHECK] {
    BuildHasherDefault::<FxHasher>::default().hash_one(bytes).to_le_bytes()
}

/// What says that some parts are as they were written.
pub(super) fn sum_of<'p>(lengths: &[u8], parts: impl Iterator<Item = &'p [u8]>) -> Print {
    let mut hasher = blake3::Hasher::new();
    hasher.update(lengths);
    parts.for_each(|part| {
        hasher.update(part);
    });
    hasher.finalize().into()
}
