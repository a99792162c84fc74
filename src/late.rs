//! Values that are read from their bytes once somebody asks for them, which of most nobody does.
//!
//! Invariant: a value is the same whether it was given or is read late; bytes that tell of none are one that is empty.

use crate::record::{Around, Limits, Moves, Pool, Reader, Record, Writer};
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// A value, or the bytes that tell of it.
pub struct Late<T> {
    value: OnceLock<Box<T>>,
    bytes: Box<[u8]>,
    limits: Limits,
}

impl<T> From<T> for Late<T> {
    fn from(value: T) -> Late<T> {
        Late { value: OnceLock::from(Box::new(value)), ..Late::default() }
    }
}

impl<T> Default for Late<T> {
    fn default() -> Late<T> {
        Late { value: OnceLock::new(), bytes: Box::default(), limits: Limits::default() }
    }
}

impl<T: Record + Default> Late<T> {
    /// Changes the value.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) {
        let mut value = self.value.take().unwrap_or_else(|| self.told());
        change(&mut value);
        self.value = OnceLock::from(value);
    }

    fn told(&self) -> Box<T> {
        let (moves, pool) = (Moves::default(), Pool::default());
        let around = Around { limits: &self.limits, moves: &moves, pool: &pool };
        Box::new(T::read(&mut Reader::new(&self.bytes, around)).unwrap_or_default())
    }
}

impl<T: Record + Default> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| self.told())
    }
}

impl<T: Record + Default + fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<T: Record + Default> Record for Late<T> {
    fn write(&self, out: &mut Writer) {
        out.counted(|out| T::write(self, out));
    }

    fn read(from: &mut Reader) -> Option<Late<T>> {
        let length = from.number()?;
        let bytes = from.slice(length)?;
        let around = from.around();
        // What lies elsewhere is there only now.
        if !(around.moves.is_none() && around.pool.is_empty()) {
            return T::read(&mut Reader::new(bytes, around)).map(Late::from);
        }
        Some(Late { bytes: bytes.into(), limits: *around.limits, ..Late::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_when_it_is_read_late() {
        let mut out = Writer::default();
        Late::from("a text".to_string()).write(&mut out);
        let bytes = out.taken();
        let (limits, moves, pool) = (Limits::default(), Moves::default(), Pool::default());
        let read = |bytes: &[u8]| {
            let around = Around { limits: &limits, moves: &moves, pool: &pool };
            Late::<String>::read(&mut Reader::new(bytes, around))
        };
        let mut late = read(&bytes).unwrap();
        assert_eq!(*late, "a text");
        late.change(|text| text.push('s'));
        assert_eq!(*late, "a texts");
        let mut again = Writer::default();
        late.write(&mut again);
        assert_eq!(*read(&again.taken()).unwrap(), "a texts");
        assert!(read(&bytes[..bytes.len() - 1]).is_none(), "fewer bytes than are told of");
        assert_eq!(*read(&[1, 0xff]).unwrap(), "", "bytes that are no text");
    }
}
