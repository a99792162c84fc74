//! The `blake3` crate, read against 1.8: a hash does not give back what went in.

struct Hash;
struct Hasher;

#[sanitizer] #[unkeyed] fn hash(data: &[u8]) -> Hash {}
#[sanitizer] fn keyed_hash(key: &[u8], data: &[u8]) -> Hash {}

impl Hasher {
    #[sanitizer] #[absorbs] fn update(&mut self, data: &[u8]) -> &mut Self {}
    #[sanitizer] #[unkeyed] fn finalize(&self) -> Hash {}
}
