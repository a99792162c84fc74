//! The `zeroize` crate, read against 1.8: `Zeroizing` prints what it holds; it only clears the memory behind it.

#[transparent(0)] struct Zeroizing<T>(T);
