//! What was kept, as long as it is not known what of it holds.

use super::text::{PASSED, Text};
use super::told::{CHECK, PREFACE, SUM, TOGETHER, check_of, sum_of};
use super::{Known, Memory, Print};
use crate::hir;
use crate::record::{Around, Limits, Moves, Pool, Reader, Record, Stretch};
use crate::resolve::FnId;
use crate::source::SourceMap;
use crate::span::FileId;
use std::fmt::Debug;

/// Where bytes lie that are read in parts.
pub trait Store: Debug + Send + Sync {
    /// How many there are.
    fn length(&self) -> u64;
    /// So many of them from one on; none where they cannot be read.
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>>;
}

impl Store for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        Some(self.get(usize::try_from(start).ok()?..)?.get(..length)?.to_vec())
    }
}

/// What was kept.
#[derive(Debug)]
pub struct Draft {
    store: Box<dyn Store>,
    /// All but what is told of functions.
    bytes: Vec<u8>,
    texts: Vec<Text>,
    pub(super) known: Vec<Known>,
    /// Where what is told of each text begins.
    starts: Vec<usize>,
    /// What is told of several types, then of several functions, and where that begins.
    pools: Vec<(Pool, usize)>,
    /// Where what is told of types begins and ends.
    of_types: [usize; 3],
    limits: Limits,
}

/// What the head tells.
struct Head {
    texts: Vec<Text>,
    known: Vec<Known>,
    /// How many bytes tell of types.
    of_types: [usize; 2],
    /// Where the shared values of each pool end.
    ends: Vec<Vec<u32>>,
    /// Where the head ends.
    end: usize,
}

impl Head {
    fn read(bytes: &[u8], settings: &Print, classes: usize) -> Option<Head> {
        let limits = Limits { fns: usize::MAX, classes, files: 0 };
        let (moves, none) = (Moves::default(), Pool::default());
        let around = Around { limits: &limits, moves: &moves, pool: (&none, &[]) };
        let mut reader = Reader::new(bytes, around);
        if Print::read(&mut reader)? != *settings {
            return None;
        }
        Some(Head {
            texts: Record::read(&mut reader)?,
            known: Record::read(&mut reader)?,
            of_types: [reader.number()?, reader.number()?],
            ends: Record::read(&mut reader)?,
            end: bytes.len() - reader.left(),
        })
    }
}

impl Draft {
    /// What was kept under the same settings; `classes` is how many classes of data there are.
    pub fn of(store: Box<dyn Store>, settings: &Print, classes: usize) -> Option<Draft> {
        let preface = store.read(0, PREFACE)?;
        let length = |at: usize| {
            let length = preface[SUM..].chunks_exact(8).nth(at)?;
            usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()
        };
        let (head, whole) = (length(0)?, length(1)?);
        if head > whole || (whole as u64) > store.length() {
            return None;
        }
        let bytes = store.read(PREFACE as u64, whole)?;
        let sum = || sum_of(&preface[SUM..], [bytes.as_slice()].into_iter());
        let (sum, head) = rayon::join(sum, || Head::read(&bytes[..head], settings, classes));
        let Head { texts, known, of_types: lengths, ends, end } = head?;
        if sum[..] != preface[..SUM] {
            return None;
        }
        let (mut from, mut starts, mut pools) = (end, Vec::new(), Vec::new());
        for text in &texts {
            starts.push(from);
            from = from.checked_add(text.length)?;
        }
        for ends in ends {
            let pool = Pool::new(ends);
            let length = pool.length()?;
            pools.push((pool, from));
            from = from.checked_add(length)?;
        }
        let mut of_types = [from; 3];
        of_types[1] = of_types[0].checked_add(lengths[0])?;
        of_types[2] = of_types[1].checked_add(lengths[1])?;
        let limits = Limits { fns: known.len(), files: texts.len(), classes };
        let is_whole = of_types[2] == whole && pools.len() == 1 + known.len().div_ceil(TOGETHER);
        is_whole.then_some(Draft { store, bytes, texts, known, starts, pools, of_types, limits })
    }

    /// Whether a text is as it was.
    pub fn has(&self, file: FileId, print: &Print) -> bool {
        self.texts.get(file.0 as usize).is_some_and(|text| text.fingerprint == *print)
    }

    /// Whether a text is as it was and defines no macros.
    pub fn has_no_macros(&self, file: FileId, print: &Print) -> bool {
        self.has(file, print) && !self.texts[file.0 as usize].has_macros
    }

    /// What is around the code of the functions of a file, if all of it could be read.
    pub fn file(&self, id: FileId) -> Option<hir::File> {
        let text = self.texts.get(id.0 as usize).filter(|text| text.is_whole)?;
        let bytes = self.bytes.get(self.starts[id.0 as usize]..)?.get(..text.length)?;
        let file: hir::File = self.record(bytes, 0, &Moves::default())?;
        (file.fns.len() == text.fns).then_some(hir::File { id, ..file })
    }

    /// What is told of types.
    pub(super) fn of_types<T: Record>(&self, at: usize, moves: &Moves) -> Option<T> {
        self.record(self.bytes.get(self.of_types[at]..self.of_types[at + 1])?, 0, moves)
    }

    /// What so many bytes tell of a function.
    pub(super) fn told<T: Record>(
        &self,
        id: FnId,
        (start, length): (u64, usize),
        moves: &Moves,
    ) -> Option<T> {
        let bytes = self.store.read(start, length)?;
        let (told, check) = bytes.split_at_checked(length.checked_sub(CHECK)?)?;
        if check != check_of(told) {
            return None;
        }
        self.record(told, 1 + id.0 as usize / TOGETHER, moves)
    }

    fn record<T: Record>(&self, bytes: &[u8], pool: usize, moves: &Moves) -> Option<T> {
        let (pool, start) = self.pools.get(pool)?;
        let pool = (pool, self.bytes.get(*start..)?);
        let mut reader = Reader::new(bytes, Around { limits: &self.limits, moves, pool });
        let record = T::read(&mut reader)?;
        (reader.left() == 0).then_some(record)
    }

    /// What of it holds, given the files that are not as they were; none where more was changed than the code of
    /// functions.
    pub fn settle(self, changed: &[hir::File], prints: &[Print], sources: &SourceMap) -> Option<Memory> {
        if prints.len() != self.texts.len() {
            return None;
        }
        let (mut moves, mut is_changed) = (Moves::default(), vec![false; self.known.len()]);
        let mut first = Vec::with_capacity(self.texts.len());
        let mut next = 0usize;
        for text in &self.texts {
            first.push(next);
            next = next.checked_add(text.fns)?;
        }
        let count = next;
        for file in changed {
            let at = file.id.0 as usize;
            let before = self.texts.get(at)?;
            let stretches = before.moved(&Text::of(file, sources.file(file.id), prints[at]))?;
            let code = stretches.iter().skip(1).step_by(2).zip(&before.functions);
            let is_other = |(stretch, at): &(&Stretch, &u32)| stretch.now.is_none() && **at != PASSED;
            for (_, function) in code.filter(is_other) {
                *is_changed.get_mut(first[at] + *function as usize)? = true;
            }
            moves.add(file.id, stretches);
        }
        let mut starts = Vec::with_capacity(self.known.len());
        let mut next = (PREFACE + self.bytes.len()) as u64;
        for known in &self.known {
            starts.push(next);
            for length in known.lengths {
                next = next.checked_add(u64::from(length))?;
            }
        }
        let fits = count == self.known.len() && next == self.store.length() && self.has_known_ids();
        fits.then_some(Memory { draft: self, moves, starts, is_changed })
    }

    /// Whether all functions that are named are there.
    fn has_known_ids(&self) -> bool {
        let all =
            self.known.iter().flat_map(|one| [&one.edges, &one.registered, &one.masked_by, &one.looked]);
        all.flatten().all(|id| (id.0 as usize) < self.known.len())
    }
}
