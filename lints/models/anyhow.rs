//! The `anyhow` crate, read against 1.0: messages of errors, which end in logs and in answers to clients.

#[macro_grammar(message)] #[sink(error)] #[text] macro_rules! anyhow { () => {}; }
#[macro_grammar(message)] #[sink(error)] #[text] macro_rules! bail { () => {}; }
#[macro_grammar(ensure)] #[sink(error)] #[text] macro_rules! ensure { () => {}; }

struct Error;

/// `Context`, which both have.
impl<T> Option<T> {
    #[fails] fn context(self, #[sink(error)] context: impl Display) -> Result<T, Error> {}
    #[fails] fn with_context(self, #[sink(error)] context: impl FnOnce() -> String) -> Result<T, Error> {}
}
impl<T, E> Result<T, E> {
    #[fails] fn context(self, #[sink(error)] context: impl Display) -> Result<T, Error> {}
    #[fails] fn with_context(self, #[sink(error)] context: impl FnOnce() -> String) -> Result<T, Error> {}
}

impl Error {
    fn msg(#[sink(error)] message: impl Display) -> Error {}
}
