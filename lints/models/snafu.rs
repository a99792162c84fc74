//! The `snafu` crate, read against 0.8: the text in `#[snafu(display(".."))]` is the error's `Display`.

#[display_attribute(snafu)] #[derives_error] struct Snafu;

struct Whatever;

#[macro_grammar(message)] #[sink(error)] #[text] macro_rules! whatever { () => {}; }
#[macro_grammar(ensure)] #[sink(error)] #[text] macro_rules! ensure_whatever { () => {}; }

/// `ResultExt`.
impl<T, E> Result<T, E> {
    #[fails] fn whatever_context(self, #[sink(error)] context: impl Into) -> Result<T, Whatever> {}
    #[fails] fn with_whatever_context(self, #[sink(error)] context: impl FnOnce() -> String) -> Result<T, Whatever> {}
}
