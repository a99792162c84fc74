//! Places for values that are found once, when somebody asks for them.
//!
//! Invariant: places that nobody asks for take next to no memory, of which a run over much the same workspace as before
//! leaves most.

use std::sync::OnceLock;

/// So many places lie in a page, which is made once somebody asks for one of them.
const PAGE: usize = 64;

/// Places by their numbers, which threads fill side by side.
#[derive(Debug)]
pub struct Slots<T> {
    pages: Vec<OnceLock<Vec<OnceLock<T>>>>,
    count: usize,
}

impl<T> Default for Slots<T> {
    fn default() -> Slots<T> {
        Slots::empty(0)
    }
}

impl<T> Slots<T> {
    /// So many places with nothing in them.
    pub fn empty(count: usize) -> Slots<T> {
        Slots { pages: places(count.div_ceil(PAGE)), count }
    }

    /// What lies in a place.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.pages.get(at / PAGE)?.get()?.get(at % PAGE)?.get()
    }

    /// What lies in a place, found now if there is nothing yet; nothing where there is no such place.
    pub fn find(&self, at: usize, find: impl FnOnce() -> T) -> Option<&T> {
        Some(self.place(at)?.get_or_init(find))
    }

    /// Puts a value into a place, unless something lies there.
    pub fn put(&self, at: usize, value: T) {
        if let Some(place) = self.place(at) {
            let _ = place.set(value);
        }
    }

    /// All that was found, in the order of the places.
    pub fn found(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().filter_map(OnceLock::get).flatten().filter_map(OnceLock::get)
    }

    /// The same, to be changed.
    pub fn found_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.pages.iter_mut().filter_map(OnceLock::get_mut).flatten().filter_map(OnceLock::get_mut)
    }

    fn place(&self, at: usize) -> Option<&OnceLock<T>> {
        let length = PAGE.min(self.count.checked_sub(at / PAGE * PAGE)?);
        self.pages.get(at / PAGE)?.get_or_init(|| places(length)).get(at % PAGE)
    }
}

fn places<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_holds_what_was_found_first() {
        let mut slots = Slots::empty(PAGE + 2);
        assert_eq!(slots.get(1), None);
        assert_eq!(slots.find(1, || 10), Some(&10));
        assert_eq!(slots.find(1, || 11), Some(&10));
        slots.put(PAGE + 1, 20);
        slots.put(PAGE + 1, 21);
        slots.put(PAGE + 2, 30);
        assert_eq!(slots.find(PAGE + 2, || 30), None, "there is no such place");
        slots.found_mut().for_each(|value| *value += 1);
        assert_eq!(slots.found().copied().collect::<Vec<_>>(), [11, 21]);
        assert_eq!(slots.get(PAGE + 1), Some(&21));
    }
}
