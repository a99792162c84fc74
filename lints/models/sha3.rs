//! The `sha3` crate, read against 0.10: a digest does not give back what went in.

struct Output;
struct Sha3_224;
#[like(Sha3_224)] struct Sha3_256;
#[like(Sha3_224)] struct Sha3_384;
#[like(Sha3_224)] struct Sha3_512;

trait Digest {
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}
impl Sha3_224 {
    #[sanitizer] #[unkeyed] fn digest(data: T) -> Output {}
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}
