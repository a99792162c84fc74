//! Values as bytes, for a later run of the same program over much the same workspace.
//!
//! Terms: a *record* is a value as bytes; what several values share lies in a *pool*, once; *moves* say where what stood at
//! a place of a text stands now. Invariants: what was shared is shared again, and names only what came before it; a place
//! that is nowhere any more, an id that nothing has, or anything else unexpected makes a record none; no record takes
//! more memory than its bytes tell.

use crate::span::{FileId, Span};
use ecow::EcoVec;
use rustc_hash::{FxBuildHasher, FxHashMap as HashMap};
use smol_str::SmolStr;
use std::any::Any;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What can be kept as bytes.
pub trait Record: Sized {
    /// Appends it.
    fn write(&self, out: &mut Writer);
    /// Takes it off; none where something else stands there.
    fn read(from: &mut Reader) -> Option<Self>;
}

/// Bytes in which records lie that are read once somebody asks for them.
#[derive(Debug)]
pub struct Whole {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What ids in them may be.
    pub limits: Limits,
}

/// Some of these, that are a record which shares nothing and has no place that lies elsewhere now.
#[derive(Debug)]
pub struct Part {
    whole: Arc<Whole>,
    start: u32,
    length: u32,
}

impl Part {
    /// The record; none where something else stands there.
    pub fn record<T: Record>(&self) -> Option<T> {
        let bytes = self.whole.bytes.get(self.start as usize..)?.get(..self.length as usize)?;
        Reader::new(bytes, Around::alone(&self.whole.limits)).only()
    }
}

/// Bytes that become a record.
#[derive(Debug, Default)]
pub struct Writer {
    /// What was written.
    pub bytes: Vec<u8>,
    /// The numbers of shared values, by where they lie, which they do until all is written.
    shared: HashMap<usize, usize>,
    /// Shared values, and where each ends.
    pool: Vec<u8>,
    ends: Vec<u32>,
}

/// Shared values, each read once it is asked for, which of most is never.
#[derive(Debug, Default)]
pub struct Pool {
    /// How many there are, where each ends, and all of them.
    bytes: Vec<u8>,
    count: usize,
    found: Mutex<HashMap<usize, Arc<dyn Any + Send + Sync>>>,
}

/// How many bytes each number of a pool takes.
const NUMBER: usize = 4;

/// Bytes that are a record.
pub struct Reader<'r> {
    bytes: &'r [u8],
    around: Around<'r>,
    /// How many of the shared values may be named.
    shared: usize,
    /// What the bytes lie in, if any of it may be read later, and where they end in it.
    within: Option<(&'r Arc<Whole>, usize)>,
}

/// What is there beside a record.
#[derive(Clone, Copy)]
pub struct Around<'r> {
    /// What ids may be.
    pub limits: &'r Limits,
    /// Where places lie now.
    pub moves: &'r Moves,
    /// Shared values.
    pub pool: &'r Pool,
}

impl<'r> Around<'r> {
    /// Nothing but the limits.
    pub fn alone(limits: &'r Limits) -> Around<'r> {
        static MOVES: Moves = Moves(HashMap::with_hasher(FxBuildHasher));
        static POOL: Pool =
            Pool { bytes: Vec::new(), count: 0, found: Mutex::new(HashMap::with_hasher(FxBuildHasher)) };
        Around { limits, moves: &MOVES, pool: &POOL }
    }
}

/// How many there are of what records name by number.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    /// Files.
    pub files: usize,
    /// Functions.
    pub fns: usize,
    /// Classes of data.
    pub classes: usize,
}

/// Where the places of texts that were changed lie now.
#[derive(Debug, Default)]
pub struct Moves(HashMap<FileId, Vec<Stretch>>);

/// A part of a text as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Where it lay.
    pub range: Range<u32>,
    /// Where it begins now, if it is as it was.
    pub now: Option<u32>,
}

impl Moves {
    /// Says where the parts of a text lie now, which follow each other from its beginning to its end.
    pub fn add(&mut self, file: FileId, stretches: Vec<Stretch>) {
        self.0.insert(file, stretches);
    }

    /// Where a place lies now; none where it was changed.
    pub fn apply(&self, span: Span) -> Option<Span> {
        let Some(stretches) = self.0.get(&span.file) else { return Some(span) };
        let at = |offset: u32| {
            let found = stretches.partition_point(|stretch| stretch.range.end <= offset);
            let stretch = stretches.get(found).or(stretches.last())?;
            stretch.now?.checked_add(offset.checked_sub(stretch.range.start)?)
        };
        let start = at(span.start)?;
        // What ends with a stretch does not reach into the next one.
        let end = match span.end.checked_sub(span.start)? {
            0 => start,
            _ => at(span.end - 1)?.checked_add(1)?,
        };
        (start <= end).then_some(Span { file: span.file, start, end })
    }
}

impl Writer {
    /// Appends a number, small ones as few bytes.
    pub fn number(&mut self, number: usize) {
        let mut rest = number;
        while rest >= 0x80 {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    /// Appends what is written, behind its length.
    pub fn counted(&mut self, write: impl FnOnce(&mut Writer)) {
        let start = self.bytes.len();
        write(self);
        let end = self.bytes.len();
        self.number(end - start);
        self.bytes[start..].rotate_left(end - start);
    }

    /// Takes out what was written since.
    pub fn taken(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// The shared values, as bytes that make a [`Pool`].
    pub fn into_pool(self) -> Vec<u8> {
        let Writer { pool, ends, .. } = self;
        let mut bytes = Vec::with_capacity((1 + ends.len()) * NUMBER + pool.len());
        for number in std::iter::once(ends.len() as u32).chain(ends) {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&pool);
        bytes
    }
}

impl Pool {
    /// The values that bytes hold; none where they do not tell where each ends.
    pub fn of(bytes: Vec<u8>) -> Option<Pool> {
        let pool = Pool { bytes, ..Pool::default() };
        let count = pool.number(0)?;
        (count < pool.bytes.len() / NUMBER).then_some(Pool { count, ..pool })
    }

    fn number(&self, at: usize) -> Option<usize> {
        let number = self.bytes.get(at * NUMBER..)?.first_chunk::<NUMBER>()?;
        usize::try_from(u32::from_le_bytes(*number)).ok()
    }

    /// The bytes of a value.
    fn value(&self, at: usize) -> Option<&[u8]> {
        let start = if at == 0 { 0 } else { self.number(at)? };
        self.bytes.get((1 + self.count) * NUMBER..)?.get(start..self.number(1 + at)?)
    }

    fn found(&self) -> MutexGuard<'_, HashMap<usize, Arc<dyn Any + Send + Sync>>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Room is made for so many values at once, or for as many as there are bytes for, if each takes [`MANY_BYTES`].
const MAX_ROOM: usize = 4096;
const MANY_BYTES: usize = 16;

impl<'r> Reader<'r> {
    /// Reads bytes from the first on.
    pub fn new(bytes: &'r [u8], around: Around<'r>) -> Reader<'r> {
        Reader { bytes, around, shared: around.pool.count, within: None }
    }

    /// Reads some of the bytes of a whole, which it may leave to be read later.
    pub fn within(whole: &'r Arc<Whole>, range: Range<usize>) -> Option<Reader<'r>> {
        let bytes = whole.bytes.get(range.clone())?;
        let within = Some((whole, range.end));
        Some(Reader { within, ..Reader::new(bytes, Around::alone(&whole.limits)) })
    }

    /// The record that all that is left is.
    pub fn only<T: Record>(mut self) -> Option<T> {
        let record = T::read(&mut self)?;
        self.bytes.is_empty().then_some(record)
    }

    /// Takes off so many bytes, for a record that is read later or now.
    pub fn part(&mut self, length: usize) -> Option<Result<Part, Reader<'r>>> {
        let start = self.within.map(|(whole, end)| (whole, end - self.bytes.len()));
        let bytes = self.slice(length)?;
        let part = start.and_then(|(whole, start)| {
            Some(Part {
                whole: whole.clone(),
                start: start.try_into().ok()?,
                length: length.try_into().ok()?,
            })
        });
        Some(part.ok_or(Reader { bytes, around: self.around, shared: self.shared, within: None }))
    }

    /// Takes off a number. Most of them are small.
    #[inline]
    pub fn number(&mut self) -> Option<usize> {
        if let [first @ ..0x80, rest @ ..] = self.bytes {
            self.bytes = rest;
            return Some(usize::from(*first));
        }
        self.long_number()
    }

    fn long_number(&mut self) -> Option<usize> {
        let mut number = 0usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Takes off a byte.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// Takes off a number below a limit.
    pub fn below(&mut self, limit: impl Fn(&Limits) -> usize) -> Option<usize> {
        self.number().filter(|number| *number < limit(self.around.limits))
    }

    /// Takes off so many bytes.
    pub fn slice(&mut self, length: usize) -> Option<&'r [u8]> {
        let (slice, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(slice)
    }

    #[inline]
    fn text(&mut self) -> Option<&'r str> {
        let length = self.number()?;
        std::str::from_utf8(self.slice(length)?).ok()
    }

    fn all<T: Record>(&mut self) -> Option<Vec<T>> {
        // Each takes a byte at least.
        let count = self.number().filter(|&count| count <= self.bytes.len())?;
        if count == 0 {
            return Some(Vec::new());
        }
        let mut all = Vec::with_capacity(count.min(MAX_ROOM.max(self.bytes.len() / MANY_BYTES)));
        for _ in 0..count {
            all.push(T::read(self)?);
        }
        Some(all)
    }
}

/// The first bytes of the fingerprint of others.
pub fn print_of<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let hash = blake3::hash(bytes);
    std::array::from_fn(|at| hash.as_bytes()[at])
}

impl Record for bool {
    fn write(&self, out: &mut Writer) {
        out.bytes.push(u8::from(*self));
    }

    fn read(from: &mut Reader) -> Option<bool> {
        from.byte().map(|byte| byte != 0)
    }
}

impl Record for usize {
    fn write(&self, out: &mut Writer) {
        out.number(*self);
    }

    fn read(from: &mut Reader) -> Option<usize> {
        from.number()
    }
}

impl Record for u32 {
    fn write(&self, out: &mut Writer) {
        out.number(*self as usize);
    }

    fn read(from: &mut Reader) -> Option<u32> {
        u32::try_from(from.number()?).ok()
    }
}

impl<const N: usize> Record for [u32; N] {
    fn write(&self, out: &mut Writer) {
        self.iter().for_each(|number| number.write(out));
    }

    fn read(from: &mut Reader) -> Option<[u32; N]> {
        let mut numbers = [0; N];
        for number in &mut numbers {
            *number = u32::read(from)?;
        }
        Some(numbers)
    }
}

impl<const N: usize> Record for [u8; N] {
    fn write(&self, out: &mut Writer) {
        out.bytes.extend_from_slice(self);
    }

    fn read(from: &mut Reader) -> Option<[u8; N]> {
        from.slice(N)?.try_into().ok()
    }
}

impl Record for Span {
    fn write(&self, out: &mut Writer) {
        out.number(self.file.0 as usize);
        out.number(self.start as usize);
        out.number((self.end - self.start) as usize);
    }

    fn read(from: &mut Reader) -> Option<Span> {
        let file = FileId(from.below(|limits| limits.files)? as u32);
        let (start, length) = (u32::read(from)?, u32::read(from)?);
        from.around.moves.apply(Span { file, start, end: start.checked_add(length)? })
    }
}

fn write_text(text: &str, out: &mut Writer) {
    out.number(text.len());
    out.bytes.extend_from_slice(text.as_bytes());
}

impl Record for SmolStr {
    fn write(&self, out: &mut Writer) {
        write_text(self, out);
    }

    fn read(from: &mut Reader) -> Option<SmolStr> {
        from.text().map(SmolStr::new)
    }
}

impl Record for String {
    fn write(&self, out: &mut Writer) {
        write_text(self, out);
    }

    fn read(from: &mut Reader) -> Option<String> {
        from.text().map(str::to_string)
    }
}

impl Record for Arc<str> {
    fn write(&self, out: &mut Writer) {
        write_text(self, out);
    }

    fn read(from: &mut Reader) -> Option<Arc<str>> {
        from.text().map(Arc::from)
    }
}

impl Writer {
    /// Appends a value that others share, which lies at a place of its own.
    fn share(&mut self, place: usize, write: impl FnOnce(&mut Writer)) {
        if let Some(&number) = self.shared.get(&place) {
            self.number(number);
            return;
        }
        let start = self.bytes.len();
        write(self);
        // What it holds is in the pool already.
        self.pool.extend(self.bytes.drain(start..));
        let number = self.ends.len();
        self.ends.push(self.pool.len() as u32);
        self.shared.insert(place, number);
        self.number(number);
    }
}

impl Reader<'_> {
    /// Takes off a value that others share.
    fn share<T: Send + Sync + 'static>(
        &mut self,
        read: impl FnOnce(&mut Reader) -> Option<T>,
    ) -> Option<Arc<T>> {
        let number = self.number().filter(|&number| number < self.shared)?;
        let pool = self.around.pool;
        let known = pool.found().get(&number).cloned();
        if let Some(known) = known {
            return known.downcast().ok();
        }
        let bytes = pool.value(number)?;
        let new = Arc::new(read(&mut Reader { bytes, around: self.around, shared: number, within: None })?);
        // Another thread may have read it by now; one of them is shared.
        pool.found().entry(number).or_insert(new).clone().downcast().ok()
    }
}

impl<T: Record + Send + Sync + 'static> Record for Arc<T> {
    fn write(&self, out: &mut Writer) {
        out.share(Arc::as_ptr(self) as usize, |out| T::write(self, out));
    }

    fn read(from: &mut Reader) -> Option<Arc<T>> {
        from.share(T::read)
    }
}

impl<T: Record> Record for Option<T> {
    fn write(&self, out: &mut Writer) {
        self.is_some().write(out);
        self.iter().for_each(|value| value.write(out));
    }

    fn read(from: &mut Reader) -> Option<Option<T>> {
        match bool::read(from)? {
            true => T::read(from).map(Some),
            false => Some(None),
        }
    }
}

impl<T: Record> Record for Vec<T> {
    fn write(&self, out: &mut Writer) {
        out.number(self.len());
        self.iter().for_each(|value| value.write(out));
    }

    fn read(from: &mut Reader) -> Option<Vec<T>> {
        from.all()
    }
}

impl<T: Record + Clone + Send + Sync + 'static> Record for EcoVec<T> {
    fn write(&self, out: &mut Writer) {
        self.is_empty().write(out);
        if !self.is_empty() {
            out.share(self.as_ptr() as usize, |out| {
                out.number(self.len());
                self.iter().for_each(|value| value.write(out));
            });
        }
    }

    fn read(from: &mut Reader) -> Option<EcoVec<T>> {
        match bool::read(from)? {
            true => Some(EcoVec::new()),
            false => from.share(|from| Some(EcoVec::from(from.all()?))).map(|shared| EcoVec::clone(&shared)),
        }
    }
}

impl Record for Range<usize> {
    fn write(&self, out: &mut Writer) {
        out.number(self.start);
        out.number(self.end);
    }

    fn read(from: &mut Reader) -> Option<Range<usize>> {
        Some(from.number()?..from.number()?)
    }
}

impl<T: Record> Record for Box<T> {
    fn write(&self, out: &mut Writer) {
        T::write(self, out);
    }

    fn read(from: &mut Reader) -> Option<Box<T>> {
        T::read(from).map(Box::new)
    }
}

impl<A: Record, B: Record> Record for (A, B) {
    fn write(&self, out: &mut Writer) {
        self.0.write(out);
        self.1.write(out);
    }

    fn read(from: &mut Reader) -> Option<(A, B)> {
        Some((A::read(from)?, B::read(from)?))
    }
}

/// Says how a type is kept: a wrapper by what it wraps; a struct by its fields in an order, of which those behind
/// `without` are left out; an enum by the numbers of its variants.
macro_rules! record {
    (wrapper $type:ty) => {
        impl crate::record::Record for $type {
            fn write(&self, out: &mut crate::record::Writer) {
                let Self(inner) = self;
                inner.write(out);
            }

            fn read(from: &mut crate::record::Reader) -> Option<Self> {
                crate::record::Record::read(from).map(Self)
            }
        }
    };
    ($type:ty { $($field:ident),* $(,)? } $(without $($left:ident),*)?) => {
        impl crate::record::Record for $type {
            fn write(&self, out: &mut crate::record::Writer) {
                let Self { $($field,)* $($($left: _,)*)? } = self;
                $($field.write(out);)*
            }

            fn read(from: &mut crate::record::Reader) -> Option<Self> {
                $(let $field = crate::record::Record::read(from)?;)*
                Some(Self { $($field,)* $($($left: Default::default(),)*)? })
            }
        }
    };
    (enum $type:ty {
        $($number:literal => $variant:ident $(($($item:ident),*))? $({ $($field:ident),* })?),* $(,)?
    }) => {
        impl crate::record::Record for $type {
            fn write(&self, out: &mut crate::record::Writer) {
                match self {
                    $(Self::$variant $(($($item),*))? $({ $($field),* })? => {
                        out.bytes.push($number);
                        $($($item.write(out);)*)?
                        $($($field.write(out);)*)?
                    })*
                }
            }

            fn read(from: &mut crate::record::Reader) -> Option<Self> {
                Some(match from.byte()? {
                    $($number => {
                        $($(let $item = crate::record::Record::read(from)?;)*)?
                        $($(let $field = crate::record::Record::read(from)?;)*)?
                        Self::$variant $(($($item),*))? $({ $($field),* })?
                    })*
                    _ => return None,
                })
            }
        }
    };
}
pub(crate) use record;

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { files: 2, fns: 3, classes: 1 };

    fn written(value: &impl Record) -> (Vec<u8>, Vec<u8>) {
        let mut out = Writer::default();
        value.write(&mut out);
        (out.taken(), out.into_pool())
    }

    fn read<T: Record>((bytes, shared): &(Vec<u8>, Vec<u8>), moves: &Moves) -> Option<T> {
        let pool = Pool::of(shared.clone())?;
        T::read(&mut Reader::new(bytes, Around { limits: &LIMITS, moves, pool: &pool }))
    }

    #[test]
    fn what_is_shared_is_written_once_and_shared_again() {
        type Shared = Vec<Arc<Vec<Arc<String>>>>;
        let text = Arc::new("a text of some length".to_string());
        let both = Arc::new(vec![text.clone(), text]);
        let all: Shared = vec![both.clone(), both];
        let record = written(&all);
        assert_eq!(record.1.windows(6).filter(|part| part == b"a text").count(), 1);
        let again: Shared = read(&record, &Moves::default()).unwrap();
        assert_eq!(again, all);
        assert!(Arc::ptr_eq(&again[0], &again[1]) && Arc::ptr_eq(&again[0][0], &again[1][1]));
    }

    #[test]
    fn a_place_is_where_its_text_stands_now() {
        let stretch = |start, end, now| Stretch { range: start..end, now };
        let mut moves = Moves::default();
        moves.add(FileId(1), vec![stretch(0, 10, Some(0)), stretch(10, 20, None), stretch(20, 30, Some(25))]);
        let moved = |file, start, end| {
            let span = Span::new(FileId(file), start, end);
            read::<Span>(&written(&span), &moves).map(|span| (span.start, span.end))
        };
        assert_eq!(moved(0, 12, 14), Some((12, 14)), "in another file");
        assert_eq!(moved(1, 2, 10), Some((2, 10)));
        assert_eq!(moved(1, 9, 21), Some((9, 26)), "around what was changed");
        assert_eq!(moved(1, 22, 30), Some((27, 35)));
        assert_eq!(moved(1, 30, 30), Some((35, 35)));
        for (start, end) in [(10, 12), (2, 11), (19, 22)] {
            assert_eq!(moved(1, start, end), None, "in what was changed");
        }
        assert_eq!(moved(2, 0, 1), None, "in no file");
    }

    #[test]
    fn what_is_unexpected_is_nothing() {
        let pool = |ends: Vec<u32>, pool: Vec<u8>| Writer { ends, pool, ..Writer::default() }.into_pool();
        for record in [
            // A value that would hold itself, one behind the last, one that ends before it begins, or behind all.
            (vec![0], pool(vec![1], vec![0])),
            (vec![3], pool(vec![1], vec![0])),
            (vec![1], pool(vec![2, 1], vec![0, 0])),
            (vec![0], pool(vec![2], vec![0])),
            // More than there is.
            (vec![0xff; 12], pool(vec![], vec![])),
            (vec![], pool(vec![], vec![])),
            (vec![0], vec![]),
            (vec![0], vec![1, 0, 0, 0]),
            (vec![0], vec![0xff; 8]),
        ] {
            assert!(read::<Arc<Loop>>(&record, &Moves::default()).is_none());
        }
        let none = pool(vec![], vec![]);
        let many = (vec![0xff, 0xff, 0xff, 0x7f], none.clone());
        assert!(read::<Vec<u32>>(&many, &Moves::default()).is_none());
        assert!(read::<String>(&(vec![1, 0xff], none), &Moves::default()).is_none());
    }

    #[derive(Debug)]
    struct Loop {
        inner: Arc<Loop>,
    }

    record!(Loop { inner });
}
