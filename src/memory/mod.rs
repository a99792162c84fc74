//! What a run knew of each function, as bytes, for a later run over a workspace in which only the code of some functions
//! was changed.
//!
//! Terms: the *stretches* of a text are, in turn, what lies around the code of its functions and the code of one, where
//! nothing else depends on that; a function is *changed* where its code is another. Invariants: around the code of
//! functions the texts are the same to the letter, so that every id means what it meant; whatever is unexpected means
//! that nothing is remembered.

mod draft;
mod remembered;
mod text;

pub use draft::Draft;
pub use remembered::{Batch, Remembered, TOGETHER, parts, sum_again};

use crate::catalog::ClassId;
use crate::record::{Moves, Reader, Record, Writer, record};
use crate::resolve::FnId;

/// The fingerprint of a text.
pub type Print = [u8; 32];

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
    /// How many bytes tell of it, for each [`About`].
    lengths: [u32; ABOUT],
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

/// What may be told of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The mask that it is.
    Mask,
    /// What a call of it does.
    Summary,
    /// What was found in it.
    Found,
    /// When it was read, among functions that call each other with it.
    Turns,
    /// What a call of it was found to do on the way.
    Versions,
}

/// So many things may be told of a function.
const ABOUT: usize = About::Versions as usize + 1;

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

/// What an earlier run knew of each function, and which of them were changed.
#[derive(Debug)]
pub struct Memory {
    draft: Draft,
    moves: Moves,
    /// Where the bytes of each function begin.
    starts: Vec<u64>,
    is_changed: Vec<bool>,
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
        self.draft.of_types(0, &self.moves)
    }

    /// What the formatting of types writes out; nothing where it cannot be told.
    pub fn declared<T: Record>(&self) -> Option<T> {
        self.draft.of_types(1, &self.moves)
    }

    /// What is told of a function, if anything is; nothing at all where that cannot be told.
    pub fn told<T: Record>(&self, id: FnId, about: About) -> Option<Option<T>> {
        let (lengths, at) = (self.known(id).lengths, about as usize);
        if lengths[at] == 0 {
            return Some(None);
        }
        let before: u64 = lengths[..at].iter().map(|length| u64::from(*length)).sum();
        let start = self.starts[id.0 as usize].checked_add(before)?;
        self.draft.told(id, (start, lengths[at] as usize), &self.moves).map(Some)
    }
}
