//! The `sha2` crate, read against 0.10: a digest does not give back what went in.

struct Output;
#[like(Sha256)] struct Sha224;
struct Sha256;
#[like(Sha256)] struct Sha384;
#[like(Sha256)] struct Sha512;
#[like(Sha256)] struct Sha512_256;

trait Digest {
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}
impl Sha256 {
    #[sanitizer] #[unkeyed] fn digest(data: T) -> Output {}
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}
