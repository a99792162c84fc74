//! The `dashmap` crate, read against 6.1: what a lookup gives stands for the value, and has its key beside it.

#[like(HashMap)] struct DashMap<K, V>(K, V);

impl<K, V> DashMap<K, V> {
    fn get(&self, key: &K) -> Option<V> {}
    fn get_mut(&self, key: &K) -> Option<V> {}
    fn remove(&self, key: &K) -> Option<(K, V)> {}
    fn iter(&self) -> Iter<V> {}
    fn iter_mut(&self) -> Iter<V> {}
}

trait Guard {
    #[unwraps] fn value(&self) -> Self {}
    #[unwraps] fn value_mut(&mut self) -> Self {}
}
