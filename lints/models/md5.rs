//! The `md-5` crate, read against 0.10, with the function of the `md5` crate: a digest does not give back what went in.

struct Output;
struct Md5;

trait Digest {
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}
impl Md5 {
    #[sanitizer] #[unkeyed] fn digest(data: T) -> Output {}
    #[absorbs] fn update(&mut self, data: T) {}
    #[sanitizer] #[absorbs] fn chain_update(self, data: T) -> Self {}
    #[sanitizer] #[unkeyed] fn finalize(self) -> Output {}
    #[sanitizer] #[unkeyed] fn finalize_reset(&mut self) -> Output {}
}

#[sanitizer] #[unkeyed] fn compute(data: T) -> Output {}
