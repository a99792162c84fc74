//! The `hmac` crate, read against 0.12: a code under a key does not give back what went in.

struct Hmac;
struct Output;

trait Mac {
    fn finalize(self) -> Output {}
}
impl Hmac {
    #[sanitizer] fn new_from_slice(key: &[u8]) -> Result<Hmac, E> {}
}
