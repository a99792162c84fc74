//! The `arc_swap` crate, read against 1.7: a value that can be exchanged prints as it does.

#[transparent(0)] struct ArcSwap<T>(T);
#[transparent(0)] struct ArcSwapOption<T>(T);

impl<T> ArcSwap<T> {
    fn new(value: T) -> ArcSwap<T> {}
    fn from_pointee(value: T) -> ArcSwap<T> {}
    #[unwraps] fn load(&self) -> T {}
    #[unwraps] fn load_full(&self) -> T {}
}
