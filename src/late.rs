//! Values that are read from their bytes once somebody asks for them, which of most nobody does.
//!
//! Invariant: a value is the same whether it was given or is read late; bytes that tell of none are one that is empty.

use crate::record::{Part, Reader, Record, Writer};
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// A value, or the bytes that tell of it.
pub struct Late<T> {
    value: OnceLock<Box<T>>,
    told: Option<Part>,
}

impl<T> From<T> for Late<T> {
    fn from(value: T) -> Late<T> {
        Late { value: OnceLock::from(Box::new(value)), told: None }
    }
}

impl<T> Default for Late<T> {
    fn default() -> Late<T> {
        Late { value: OnceLock::new(), told: None }
    }
}

impl<T: Record + Default> Late<T> {
    /// Changes the value.
    pub fn change(&mut self, change: impl FnOnce(&mut T)) {
        let mut value = self.value.take().unwrap_or_else(|| self.find());
        change(&mut value);
        self.value = OnceLock::from(value);
    }

    fn find(&self) -> Box<T> {
        Box::new(self.told.as_ref().and_then(Part::record).unwrap_or_default())
    }
}

impl<T: Record + Default> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| self.find())
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
        match from.part(length)? {
            Ok(told) => Some(Late { value: OnceLock::new(), told: Some(told) }),
            Err(now) => now.only::<T>().map(Late::from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Around, Limits, Whole};
    use std::sync::Arc;

    #[test]
    fn a_value_is_the_same_when_it_is_read_late() {
        let mut out = Writer::default();
        Late::from("a text".to_string()).write(&mut out);
        let whole = |bytes: Vec<u8>| Arc::new(Whole { bytes, limits: Limits::default() });
        let bytes = [vec![7], out.taken()].concat();
        let read = |bytes: &[u8]| {
            let whole = whole(bytes.to_vec());
            Reader::within(&whole, 1..bytes.len())?.only::<Late<String>>()
        };
        let mut late = read(&bytes).unwrap();
        assert_eq!(*late, "a text");
        late.change(|text| text.push('s'));
        assert_eq!(*late, "a texts");
        let mut again = Writer::default();
        late.write(&mut again);
        let limits = Limits::default();
        let now = |bytes: &[u8]| Reader::new(bytes, Around::alone(&limits)).only::<Late<String>>();
        assert_eq!(*now(&again.taken()).unwrap(), "a texts");
        assert!(read(&bytes[..bytes.len() - 1]).is_none(), "fewer bytes than are told of");
        assert_eq!(*read(&[7, 1, 0xff]).unwrap(), "", "bytes that are no text");
        assert!(now(&[1, 0xff]).is_none(), "and read now");
    }
}
