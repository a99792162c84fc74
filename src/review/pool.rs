//! Things that are matched with others, each of them once.

use std::collections::BTreeMap;

/// Things by their keys; of equal ones the first is taken first.
pub(super) struct Pool<K, T>(BTreeMap<K, Vec<T>>);

impl<K: Ord, T> Pool<K, T> {
    /// Puts things under their keys.
    pub fn of(things: impl DoubleEndedIterator<Item = (K, T)>) -> Pool<K, T> {
        let mut pool: BTreeMap<K, Vec<T>> = BTreeMap::new();
        for (key, thing) in things.rev() {
            pool.entry(key).or_default().push(thing);
        }
        Pool(pool)
    }

    /// Takes out what a key leads to; nothing where nothing is left there.
    pub fn take(&mut self, key: &K) -> Option<T> {
        self.0.get_mut(key)?.pop()
    }

    /// The first thing under a key that passes a test.
    pub fn take_where(&mut self, key: &K, is_meant: impl FnMut(&T) -> bool) -> Option<T> {
        let things = self.0.get_mut(key)?;
        let at = things.iter().rposition(is_meant)?;
        Some(things.remove(at))
    }

    /// What nobody took, in no order.
    pub fn left(self) -> impl Iterator<Item = T> {
        self.0.into_values().flatten()
    }
}
