//! What was kept, as long as it is not known what of it holds.

use super::remembered::{CHECK, Head, PREFACE, SUM, TOGETHER, check_of, sum_of};
use super::text::{Line, PASSED, Text};
use super::{Known, Memory, Print};
use crate::disk::Store;
use crate::hir;
use crate::record::{Around, Limits, Moves, Pool, Reader, Record, Stretch, Whole};
use crate::resolve::FnId;
use crate::source::SourceMap;
use crate::span::FileId;
use crate::syntax::Rules;
use std::sync::{Arc, OnceLock};

/// What was kept.
#[derive(Debug)]
pub struct Draft {
    store: Box<dyn Store>,
    /// The head, and what is read as a whole.
    whole: Arc<Whole>,
    texts: Vec<Text>,
    pub(super) known: Vec<Known>,
    /// Where what is told of each text begins, and where its lines do.
    starts: Vec<usize>,
    lines: Vec<u64>,
    /// Where what is told of functions begins.
    functions: u64,
    /// What all types share, then what several functions do.
    pools: Vec<Place>,
    /// Where what is told of types begins and ends.
    of_types: [usize; 3],
}

/// Where values lie that records share, and these, once they are asked for; none where they are not as they were written.
#[derive(Debug)]
struct Place {
    start: u64,
    length: usize,
    shared: OnceLock<Option<Pool>>,
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
        let read = || {
            let limits = Limits { fns: usize::MAX, classes, files: 0 };
            Reader::new(&bytes[..head], Around::alone(&limits)).only::<Head>()
        };
        let (sum, parts) = rayon::join(sum, read);
        let parts = parts.filter(|parts| parts.settings == *settings && sum[..] == preface[..SUM])?;
        let Head { texts, known, of_types: lengths, pools: lengths_of_pools, .. } = parts;
        let (mut from, mut starts) = (head, Vec::new());
        for text in &texts {
            starts.push(from);
            from = from.checked_add(text.length)?;
        }
        let mut of_types = [from; 3];
        of_types[1] = of_types[0].checked_add(lengths.0)?;
        of_types[2] = of_types[1].checked_add(lengths.1)?;
        let limits = Limits { fns: known.len(), files: texts.len(), classes };
        let (mut pools, mut lines, mut next) = (Vec::new(), Vec::new(), (PREFACE + whole) as u64);
        for length in lengths_of_pools {
            pools.push(Place { start: next, length, shared: OnceLock::new() });
            next = next.checked_add(length as u64)?;
        }
        for text in &texts {
            lines.push(next);
            next = next.checked_add(text.lines as u64)?;
        }
        let is_whole = of_types[2] == whole && pools.len() == 1 + known.len().div_ceil(TOGETHER);
        is_whole.then_some(Draft {
            store,
            whole: Arc::new(Whole { bytes, limits }),
            texts,
            known,
            starts,
            lines,
            functions: next,
            pools,
            of_types,
        })
    }

    /// A text that is as it was, by the fingerprints of all as they are.
    fn same(&self, file: FileId, prints: &[Print]) -> Option<&Text> {
        let at = file.0 as usize;
        self.texts.get(at).filter(|text| prints.get(at) == Some(&text.fingerprint))
    }

    /// Whether a text is as it was.
    pub fn has(&self, file: FileId, prints: &[Print]) -> bool {
        self.same(file, prints).is_some()
    }

    /// The macros that are defined in a text of a package, if it is as it was.
    pub fn rules(&self, file: FileId, package: usize, prints: &[Print]) -> Option<Vec<Rules>> {
        let text = self.same(file, prints)?;
        Some(text.rules.iter().map(|rules| rules.placed(file, package)).collect())
    }

    /// What is around the code of the functions of a file, if all of it could be read.
    pub fn file(&self, id: FileId) -> Option<hir::File> {
        let text = self.texts.get(id.0 as usize).filter(|text| text.is_whole)?;
        let start = self.starts[id.0 as usize];
        let file: hir::File = Reader::within(&self.whole, start..start + text.length)?.only()?;
        (file.fns.len() == text.fns).then_some(hir::File { id, ..file })
    }

    /// What is told of types.
    pub(super) fn of_types<T: Record>(&self, at: usize, moves: &Moves) -> Option<T> {
        self.record(self.whole.bytes.get(self.of_types[at]..self.of_types[at + 1])?, 0, moves)
    }

    /// What so many bytes tell of a function.
    pub(super) fn told<T: Record>(
        &self,
        id: FnId,
        (start, length): (u64, usize),
        moves: &Moves,
    ) -> Option<T> {
        let bytes = self.checked(start, length)?;
        self.record(&bytes, 1 + id.0 as usize / TOGETHER, moves)
    }

    /// The lines of each stretch of a text that is code.
    fn lines(&self, file: FileId) -> Option<Vec<Vec<Line>>> {
        let at = file.0 as usize;
        let bytes = self.checked(*self.lines.get(at)?, self.texts.get(at)?.lines)?;
        Reader::new(&bytes, Around::alone(&self.whole.limits)).only()
    }

    /// So many bytes, if they are as they were written.
    fn checked(&self, start: u64, length: usize) -> Option<Vec<u8>> {
        let mut bytes = self.store.read(start, length)?;
        let check = bytes.split_off(length.checked_sub(CHECK)?);
        (check == check_of(&bytes)).then_some(bytes)
    }

    /// What records share.
    fn shared(&self, at: usize) -> Option<&Pool> {
        let Place { start, length, shared } = self.pools.get(at)?;
        shared.get_or_init(|| Pool::of(self.checked(*start, *length)?)).as_ref()
    }

    /// Bytes as a record, which may share what lies in a pool.
    fn record<T: Record>(&self, bytes: &[u8], pool: usize, moves: &Moves) -> Option<T> {
        Reader::new(bytes, Around { limits: &self.whole.limits, moves, pool: self.shared(pool)? }).only()
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
            let source = sources.file(file.id);
            let now = Text::of(file, source, prints[at]);
            let stretches = before.moved(&now)?;
            let code = stretches.iter().skip(1).step_by(2).zip(&before.functions);
            let is_other = |(stretch, at): &(&Stretch, &u32)| stretch.now.is_none() && **at != PASSED;
            for (_, function) in code.filter(is_other) {
                *is_changed.get_mut(first[at] + *function as usize)? = true;
            }
            let lines = self.lines(file.id)?;
            moves.add(file.id, now.parted(stretches, &lines, &source.text));
        }
        let mut starts = Vec::with_capacity(self.known.len());
        let mut next = self.functions;
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
