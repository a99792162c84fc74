//! The `sha2` crate, read against 0.10: a digest does not give back what went in.

trait Digest {
    fn finalize(self) -> Output {}
    #[sanitizer] fn chain_update(self, data: T) -> Self {}
}
impl Sha256 {
    #[sanitizer] fn digest(data: T) -> Output {}
}
impl Sha512 {
    #[sanitizer] fn digest(data: T) -> Output {}
}
