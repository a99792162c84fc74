//! What a run knew of each function, as bytes, for a later run over a workspace in which only the code of some functions
//! was changed.
//!
//! Terms: the *stretches* of a text are, in turn, what lies around the code of its functions and the code of one, where
//! nothing else depends on that; a function is *changed* where its code is another. Invariants: around the code of functions the texts are the same to the letter, so
//! that every id means what it meant; whatever is unexpected means that nothing is remembered.

use crate::catalog::ClassId;
use crate::hir;
use crate::record::{Around, Limits, Moves, Pool, Reader, Record, Stretch, Writer, record};
use crate::resolve::FnId;
use crate::source::{SourceFile, SourceMap};
use crate::span::FileId;
use rayon::prelude::*;
use std::fmt::Debug;

/// What is known of a function beside what it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What holds of it, a bit for each [`Mark`].
    pub marks: u32,
    /// A fingerprint of the functions that call each other with it, in the order in which they are read; zero where it is
    /// alone.
    pub circle: u32,
    /// Its level among the functions that format values and those that these call, from one on; zero for others.
    pub level: u32,
    /// The functions that it may run.
    pub edges: Vec<FnId>,
    /// The functions that it makes known to templates.
    pub registered: Vec<FnId>,
    /// The functions whose code tells what it masks, itself too, where it was asked for that.
    pub masked_by: Vec<FnId>,
    /// Other functions whose code was read for what it does.
    pub looked: Vec<FnId>,
    /// How many bytes tell that it is a mask, what a call of it does, and what was found in it.
    lengths: [u32; 3],
}

impl Record for ClassId {
    fn write(&self, out: &mut Writer) {
        out.number(self.0);
    }

    fn read(from: &mut Reader) -> Option<ClassId> {
        from.below(|limits| limits.classes).map(ClassId)
    }
}

impl Record for FnId {
    fn write(&self, out: &mut Writer) {
        out.number(self.0 as usize);
    }

    fn read(from: &mut Reader) -> Option<FnId> {
        from.below(|limits| limits.fns).map(|id| FnId(id as u32))
    }
}

/// What holds of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Something may be shown in it.
    HasSink,
    /// The same, or templates may call it.
    IsRead,
    /// It is called by what shows something.
    IsWanted,
    /// It formats values and shows something of them.
    Tells,
    /// It says more than what a call of it does.
    IsRich,
    /// It was too large to be read to its end.
    IsCut,
    /// It does something with parts that lie deeper than access paths go.
    IsFolded,
    /// It is the first of a circle that was given up.
    IsUnsettled,
    /// It is believed to mask.
    Hides,
}

impl Known {
    /// Whether a mark holds.
    pub fn is(&self, mark: Mark) -> bool {
        self.marks & (1 << mark as u32) != 0
    }

    /// Says whether a mark holds.
    pub fn mark(&mut self, mark: Mark, holds: bool) {
        self.marks |= u32::from(holds) << mark as u32;
    }
}

record!(Known { marks, circle, level, edges, registered, masked_by, looked, lengths });

/// What is to be remembered of functions.
#[derive(Debug, Default)]
pub struct Remembered {
    known: Vec<Known>,
    told: Vec<u8>,
    /// What is told of all types.
    of_types: [Vec<u8>; 2],
    out: Writer,
}

impl Remembered {
    /// Adds the next function, with the mask that it is, what a call of it does and what was found in it.
    pub fn add(
        &mut self,
        known: Known,
        mask: Option<&impl Record>,
        summary: Option<&impl Record>,
        found: Option<&impl Record>,
    ) {
        let lengths = [self.told(mask), self.told(summary), self.told(found)];
        self.known.push(Known { lengths, ..known });
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

    fn told(&mut self, what: Option<&impl Record>) -> u32 {
        what.iter().for_each(|what| what.write(&mut self.out));
        let mut written = self.out.taken();
        let length = written.len() as u32;
        self.told.append(&mut written);
        length
    }
}

/// A text of a run.
#[derive(Debug, PartialEq, Eq)]
struct Text {
    fingerprint: Print,
    /// Whether all of it could be read.
    is_whole: bool,
    /// Whether macros, by which other texts are read, are defined in what may change.
    has_macros: bool,
    /// How many bytes tell what is around the code of its functions.
    length: usize,
    /// How many functions it has.
    fns: usize,
    /// Where each stretch ends, and its fingerprint.
    stretches: Vec<(u32, [u8; 16])>,
    /// The functions whose code every second one is, by their index in the file; of test code that is passed over, none.
    functions: Vec<u32>,
}

record!(Text { fingerprint, is_whole, has_macros, length, fns, stretches, functions });

/// The fingerprint of a text.
pub type Print = [u8; 32];

/// Where bytes lie that are read in parts.
pub trait Store: Debug + Send + Sync {
    /// How many there are.
    fn length(&self) -> u64;
    /// So many of them from one on; none where they cannot be read.
    fn read(&self, start: u64, length: usize) -> Option<Vec<u8>>;
}

/// What was kept, as long as it is not known what of it holds.
///
/// It lies in four parts: the preface, the head, what is read as a whole, and what is told of functions, of which that is
/// read which is asked for.
#[derive(Debug)]
pub struct Draft {
    store: Box<dyn Store>,
    /// All but the last part.
    bytes: Vec<u8>,
    texts: Vec<Text>,
    known: Vec<Known>,
    /// Where what is told of each text begins.
    starts: Vec<usize>,
    /// What is told of several functions, and where that begins.
    pool: (Pool, usize),
    /// Where what is told of types begins and ends.
    of_types: [usize; 3],
    limits: Limits,
}

/// What an earlier run knew of each function, and which of them were changed.
#[derive(Debug)]
pub struct Memory {
    draft: Draft,
    moves: Moves,
    /// Where the bytes of each function begin.
    starts: Vec<usize>,
    is_changed: Vec<bool>,
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
    let mut out = Writer::default();
    settings.write(&mut out);
    texts.write(&mut out);
    let Remembered { known, told, of_types, out: shared } = remembered;
    known.write(&mut out);
    of_types.each_ref().map(Vec::len).iter().for_each(|length| length.write(&mut out));
    let (pool, ends) = shared.into_pool();
    ends.write(&mut out);
    let head = out.taken();
    let whole: usize = around.iter().chain(&of_types).chain([&pool]).map(Vec::len).sum();
    let mut preface = vec![0; SUM];
    for length in [head.len(), head.len() + whole] {
        preface.extend_from_slice(&(length as u64).to_le_bytes());
    }
    let sum = sum_of(&preface[SUM..], &head);
    preface[..SUM].copy_from_slice(&sum);
    let mut parts = vec![preface, head];
    parts.extend(around);
    parts.push(pool);
    parts.extend(of_types);
    parts.push(told);
    parts
}

/// The length of what says that the preface and the head are whole, and that of the preface.
const SUM: usize = 32;
const PREFACE: usize = SUM + 16;

fn sum_of(lengths: &[u8], head: &[u8]) -> Print {
    blake3::Hasher::new().update(lengths).update(head).finalize().into()
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
        if sum_of(&preface[SUM..], &bytes[..head])[..] != preface[..SUM] {
            return None;
        }
        let (moves, mut limits) = (Moves::default(), Limits { fns: usize::MAX, classes, files: 0 });
        let none = Pool::default();
        let around = Around { limits: &limits, moves: &moves, pool: (&none, &[]) };
        let mut reader = Reader::new(&bytes[..head], around);
        if Print::read(&mut reader)? != *settings {
            return None;
        }
        let texts: Vec<Text> = Record::read(&mut reader)?;
        let known: Vec<Known> = Record::read(&mut reader)?;
        let lengths = [reader.number()?, reader.number()?];
        let pool = Pool::new(Record::read(&mut reader)?);
        let (mut from, mut starts) = (head - reader.left(), Vec::with_capacity(texts.len()));
        for text in &texts {
            starts.push(from);
            from = from.checked_add(text.length)?;
        }
        let length = pool.length()?;
        let pool = (pool, from);
        let mut of_types = [from.checked_add(length)?; 3];
        of_types[1] = of_types[0].checked_add(lengths[0])?;
        of_types[2] = of_types[1].checked_add(lengths[1])?;
        let is_whole = of_types[2] == whole;
        (limits.fns, limits.files) = (known.len(), texts.len());
        is_whole.then_some(Draft { store, bytes, texts, known, starts, pool, of_types, limits })
    }

    /// Whether a text is as it was.
    pub fn has(&self, file: FileId, print: &Print) -> bool {
        self.texts.get(file.0 as usize).is_some_and(|text| text.fingerprint == *print)
    }

    /// What is around the code of the functions of a file, if all of it could be read.
    pub fn file(&self, id: FileId) -> Option<hir::File> {
        let text = self.texts.get(id.0 as usize).filter(|text| text.is_whole)?;
        let bytes = self.bytes.get(self.starts[id.0 as usize]..)?.get(..text.length)?;
        let file: hir::File = self.record(bytes, &Moves::default())?;
        (file.fns.len() == text.fns).then_some(hir::File { id, ..file })
    }

    fn record<T: Record>(&self, bytes: &[u8], moves: &Moves) -> Option<T> {
        let pool = (&self.pool.0, self.bytes.get(self.pool.1..)?);
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
        let mut next = PREFACE + self.bytes.len();
        for known in &self.known {
            starts.push(next);
            for length in known.lengths {
                next = next.checked_add(length as usize)?;
            }
        }
        let fits = count == self.known.len() && next as u64 == self.store.length() && self.has_known_ids();
        fits.then_some(Memory { draft: self, moves, starts, is_changed })
    }

    /// Whether all functions that are named are there.
    fn has_known_ids(&self) -> bool {
        let all =
            self.known.iter().flat_map(|one| [&one.edges, &one.registered, &one.masked_by, &one.looked]);
        all.flatten().all(|id| (id.0 as usize) < self.known.len())
    }
}

impl Memory {
    /// What was kept.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What is known of a function.
    pub fn known(&self, id: FnId) -> &Known {
        &self.draft.known[id.0 as usize]
    }

    /// Whether the code of a function was changed.
    pub fn is_changed(&self, id: FnId) -> bool {
        self.is_changed[id.0 as usize]
    }

    /// Whether the code of any of these was changed.
    pub fn is_any_changed(&self, ids: &[FnId]) -> bool {
        ids.iter().any(|id| self.is_changed(*id))
    }

    /// The classes of fields; nothing where they cannot be told.
    pub fn classes<T: Record>(&self) -> Option<T> {
        self.of_types(0)
    }

    /// What the formatting of types writes out; nothing where it cannot be told.
    pub fn declared<T: Record>(&self) -> Option<T> {
        self.of_types(1)
    }

    fn of_types<T: Record>(&self, at: usize) -> Option<T> {
        let (start, end) = (self.draft.of_types[at], self.draft.of_types[at + 1]);
        self.draft.record(self.draft.bytes.get(start..end)?, &self.moves)
    }

    /// The mask that a function is, if it is one; nothing at all where that cannot be told.
    pub fn mask<T: Record>(&self, id: FnId) -> Option<Option<T>> {
        self.told(id, 0)
    }

    /// What a call of a function does, if it was read; nothing at all where that cannot be told.
    pub fn summary<T: Record>(&self, id: FnId) -> Option<Option<T>> {
        self.told(id, 1)
    }

    /// What was found in a function, if anything was; nothing at all where that cannot be told.
    pub fn found<T: Record>(&self, id: FnId) -> Option<Option<T>> {
        self.told(id, 2)
    }

    fn told<T: Record>(&self, id: FnId, at: usize) -> Option<Option<T>> {
        let lengths = self.known(id).lengths;
        if lengths[at] == 0 {
            return Some(None);
        }
        let start = self.starts[id.0 as usize] + lengths[..at].iter().sum::<u32>() as usize;
        let bytes = self.draft.store.read(start as u64, lengths[at] as usize)?;
        self.draft.record(&bytes, &self.moves).map(Some)
    }
}

impl Text {
    fn of(file: &hir::File, source: &SourceFile, fingerprint: Print) -> Text {
        let text = source.text.as_bytes();
        let is_whole = file.errors.is_empty() && file.fault.is_none() && file.cut_expansions == 0;
        let mut code: Vec<((u32, u32), u32)> = file.passed.iter().map(|range| (*range, PASSED)).collect();
        for (at, function) in file.fns.iter().enumerate() {
            code.extend(function.code.iter().map(|code| (*code, at as u32)));
        }
        code.sort_unstable();
        let mut ends: Vec<u32> = code.iter().flat_map(|((start, end), _)| [*start, *end]).collect();
        ends.push(text.len() as u32);
        let is_in_order = ends.is_sorted();
        let has_macros = |((start, end), _): &((u32, u32), u32)| {
            let code = text.get(*start as usize..*end as usize).unwrap_or_default();
            memchr::memmem::find(code, MACROS.as_bytes()).is_some()
        };
        let starts = std::iter::once(&0).chain(&ends);
        let print = |(start, end): (&u32, &u32)| {
            let hash = blake3::hash(text.get(*start as usize..*end as usize).unwrap_or_default());
            let mut print = [0; 16];
            print.copy_from_slice(&hash.as_bytes()[..16]);
            (*end, print)
        };
        Text {
            fingerprint,
            is_whole: is_whole && is_in_order,
            has_macros: code.iter().any(has_macros),
            length: 0,
            fns: file.fns.len(),
            stretches: starts.zip(&ends).map(print).collect(),
            functions: code.iter().map(|(_, at)| *at).collect(),
        }
    }

    /// Where the stretches of it lie now; none where more was changed than the code of functions.
    fn moved(&self, now: &Text) -> Option<Vec<Stretch>> {
        let is_movable = |text: &Text| text.is_whole && !text.has_macros;
        let is_same = is_movable(self)
            && is_movable(now)
            && self.fns == now.fns
            && self.functions == now.functions
            && self.stretches.len() == now.stretches.len();
        let (mut moved, mut start, mut start_now) = (Vec::new(), 0, 0);
        for (at, (before, now)) in self.stretches.iter().zip(&now.stretches).enumerate() {
            let is_kept = before.1 == now.1;
            if !is_same || at % 2 == 0 && !is_kept {
                return None;
            }
            moved.push(Stretch { range: start..before.0, now: is_kept.then_some(start_now) });
            (start, start_now) = (before.0, now.0);
        }
        Some(moved)
    }
}

/// Stands for a function where there is none.
const PASSED: u32 = u32::MAX;
/// What defines macros.
const MACROS: &str = "macro_rules";
