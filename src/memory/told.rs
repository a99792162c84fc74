//! Puts together what is to be remembered.
//!
//! It lies in four parts: the preface, the head, what is read as a whole, and what is told of functions, of which that is
//! read which is asked for.

use super::text::Text;
use super::{Known, Print};
use crate::hir;
use crate::record::{Record, Writer};
use crate::source::SourceMap;
use rayon::prelude::*;

/// What is to be remembered of functions and types.
#[derive(Debug, Default)]
pub struct Remembered {
    /// What is told of functions, [`TOGETHER`] of them at a time.
    told: Vec<Told>,
    /// What is told of all types.
    of_types: [Vec<u8>; 2],
    out: Writer,
}

/// What is to be remembered of some functions, which share what they have in common.
#[derive(Debug, Default)]
pub struct Told {
    known: Vec<Known>,
    bytes: Vec<u8>,
    out: Writer,
}

/// So many functions share what they have in common.
pub const TOGETHER: usize = 2048;

impl Told {
    /// Adds the next function, with the mask that it is, what a call of it does and what was found in it.
    pub fn add(
        &mut self,
        known: Known,
        mask: Option<&impl Record>,
        summary: Option<&impl Record>,
        found: Option<&impl Record>,
    ) {
        let lengths = [self.tell(mask), self.tell(summary), self.tell(found)];
        self.known.push(Known { lengths, ..known });
    }

    fn tell(&mut self, what: Option<&impl Record>) -> u32 {
        what.iter().for_each(|what| what.write(&mut self.out));
        let mut written = self.out.taken();
        let length = written.len() as u32;
        self.bytes.append(&mut written);
        length
    }
}

impl Remembered {
    /// What is to be remembered of functions.
    pub fn of(told: Vec<Told>) -> Remembered {
        Remembered { told, ..Remembered::default() }
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
    (files, sources): (&[hir::File], &SourceMap),
    remembered: Remembered,
) -> Vec<Vec<u8>> {
    let text = |(file, print): (&hir::File, &Print)| {
        let mut text = Text::of(file, sources.file(file.id), *print);
        let mut out = Writer::default();
        if text.is_whole {
            file.write(&mut out);
        }
        text.length = out.bytes.len();
        (text, out.bytes)
    };
    let (texts, around): (Vec<Text>, Vec<Vec<u8>>) = files.par_iter().zip(prints).map(text).unzip();
    let Remembered { told, of_types, out: of_all } = remembered;
    let (mut known, mut told_of, mut writers) = (Vec::new(), Vec::new(), vec![of_all]);
    for mut some in told {
        known.append(&mut some.known);
        told_of.push(some.bytes);
        writers.push(some.out);
    }
    let (pools, ends): (Vec<Vec<u8>>, Vec<Vec<u32>>) = writers.into_iter().map(Writer::into_pool).unzip();
    let mut out = Writer::default();
    settings.write(&mut out);
    texts.write(&mut out);
    known.write(&mut out);
    of_types.each_ref().map(Vec::len).iter().for_each(|length| length.write(&mut out));
    ends.write(&mut out);
    let head = out.taken();
    let whole: usize = around.iter().chain(&pools).chain(&of_types).map(Vec::len).sum();
    let mut preface = vec![0; SUM];
    for length in [head.len(), head.len() + whole] {
        preface.extend_from_slice(&(length as u64).to_le_bytes());
    }
    let sum = sum_of(&preface[SUM..], &head);
    preface[..SUM].copy_from_slice(&sum);
    let mut parts = vec![preface, head];
    parts.extend(around.into_iter().chain(pools).chain(of_types).chain(told_of));
    parts
}

/// The length of what says that the preface and the head are whole, and that of the preface.
pub(super) const SUM: usize = 32;
pub(super) const PREFACE: usize = SUM + 16;

/// What says that they are.
pub(super) fn sum_of(lengths: &[u8], head: &[u8]) -> Print {
    blake3::Hasher::new().update(lengths).update(head).finalize().into()
}
