//! Values as bytes, for a later run of the same program over much the same workspace.
//!
//! Terms: a *record* is a value as bytes; *moves* say where what stood at a place of a text stands now. Invariants: what
//! was shared is shared again; a place that is nowhere any more, an id that nothing has, or anything else unexpected
//! makes a record none; no record takes more memory than its bytes tell.

use crate::span::{FileId, Span};
use ecow::EcoVec;
use rustc_hash::FxHashMap as HashMap;
use smol_str::SmolStr;
use std::any::Any;
use std::ops::Range;
use std::sync::Arc;

/// What can be kept as bytes.
pub trait Record: Sized {
    /// Appends it.
    fn write(&self, out: &mut Writer);
    /// Takes it off; none where something else stands there.
    fn read(from: &mut Reader) -> Option<Self>;
}

/// Bytes that become a record.
#[derive(Debug, Default)]
pub struct Writer {
    /// What was written.
    pub bytes: Vec<u8>,
    /// The numbers of shared values, by where they lie.
    shared: HashMap<usize, usize>,
}

/// Bytes that are a record.
pub struct Reader<'r> {
    bytes: &'r [u8],
    shared: Vec<Arc<dyn Any + Send + Sync>>,
    /// What ids of the record may be.
    limits: &'r Limits,
    moves: &'r Moves,
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

    /// Whether a text was changed.
    pub fn is_changed(&self, file: FileId) -> bool {
        self.0.contains_key(&file)
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
        let end = match span.end.checked_sub(1).filter(|_| span.end > span.start) {
            Some(last) => at(last)?.checked_add(1)?,
            None => start,
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
}

impl<'r> Reader<'r> {
    /// Reads bytes from the first on.
    pub fn new(bytes: &'r [u8], limits: &'r Limits, moves: &'r Moves) -> Reader<'r> {
        Reader { bytes, shared: Vec::new(), limits, moves }
    }

    /// Takes off a number.
    pub fn number(&mut self) -> Option<usize> {
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
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// Takes off a number below a limit.
    pub fn below(&mut self, limit: impl Fn(&Limits) -> usize) -> Option<usize> {
        self.number().filter(|number| *number < limit(self.limits))
    }

    /// Takes off so many bytes.
    pub fn slice(&mut self, length: usize) -> Option<&'r [u8]> {
        let (slice, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(slice)
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    fn text(&mut self) -> Option<&'r str> {
        let length = self.number()?;
        std::str::from_utf8(self.slice(length)?).ok()
    }

    fn all<T: Record, C: FromIterator<T>>(&mut self) -> Option<C> {
        let count = self.number()?;
        // Each takes a byte at least.
        (count <= self.bytes.len()).then(|| (0..count).map(|_| T::read(self)).collect())?
    }
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
        from.moves.apply(Span { file, start, end: start.checked_add(length)? })
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

impl<T: Record + Send + Sync + 'static> Record for Arc<T> {
    fn write(&self, out: &mut Writer) {
        let place = Arc::as_ptr(self) as usize;
        if let Some(&number) = out.shared.get(&place) {
            out.number(number + 1);
            return;
        }
        out.number(0);
        T::write(self, out);
        // What it holds has its number already.
        out.shared.insert(place, out.shared.len());
    }

    fn read(from: &mut Reader) -> Option<Arc<T>> {
        match from.number()?.checked_sub(1) {
            Some(number) => from.shared.get(number)?.clone().downcast().ok(),
            None => {
                let new = Arc::new(T::read(from)?);
                from.shared.push(new.clone());
                Some(new)
            }
        }
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

impl<T: Record + Clone> Record for EcoVec<T> {
    fn write(&self, out: &mut Writer) {
        out.number(self.len());
        self.iter().for_each(|value| value.write(out));
    }

    fn read(from: &mut Reader) -> Option<EcoVec<T>> {
        from.all()
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

/// Says how a type is kept: a struct by its fields in an order, of which those behind `without` are left out; an enum by
/// the numbers of its variants.
macro_rules! record {
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
