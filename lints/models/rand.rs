//! The `rand` crate, read against 0.10: what it gives stands nowhere in the program, so that the name it gets says what it
//! is.

trait Rng {
    fn sample<T>(&mut self, distribution: D) -> T {}
    fn sample_iter<T>(self, distribution: D) -> Iter<T> {}
}

trait Distribution<T> {
    #[apart] fn sample(&self, rng: &mut R) -> T {}
    #[apart] fn sample_iter(self, rng: R) -> Iter<T> {}
}

trait SampleString {
    #[apart] fn sample_string(&self, rng: &mut R, length: usize) -> String {}
}
