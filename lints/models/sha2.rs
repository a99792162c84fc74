//! The `sha2` crate, read against 0.10: a digest does not give back what went in.

struct Output;
struct Sha256;
struct Sha512;

trait Digest {
    fn finalize(self) -> Output {}
    #[sanitizer] fn chain_update(self, data: T) -> Self {}
}
impl Sha256 {
    #[sanitizer] #[unkeyed] fn digest(data: T) -> Output {}
}
impl Sha512 {
    #[sanitizer] #[unkeyed] fn digest(data: T) -> Output {}
}
