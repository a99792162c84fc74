//! The `sha1` crate, read against 0.10: a digest does not give back what went in.

struct Output;
struct Sha1;

trait Digest {
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}
impl Sha1 {
    #[sanitizer] #[unkeyed] fn digest(data: T) -> Output {}
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}
