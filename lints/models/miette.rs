//! The `miette` crate, read against 7.6: messages of errors, which end in logs and in answers to clients.

#[macro_grammar(message)] #[sink(error)] #[text] macro_rules! miette { () => {}; }
#[macro_grammar(message)] #[sink(error)] #[text] macro_rules! bail { () => {}; }
#[macro_grammar(ensure)] #[sink(error)] #[text] macro_rules! ensure { () => {}; }

struct Report;

/// `WrapErr`, also by its other names.
impl<T, E> Result<T, E> {
    #[fails] fn wrap_err(self, #[sink(error)] context: impl Display) -> Result<T, Report> {}
    #[fails] fn wrap_err_with(self, #[sink(error)] context: impl FnOnce() -> String) -> Result<T, Report> {}
    #[fails] fn context(self, #[sink(error)] context: impl Display) -> Result<T, Report> {}
    #[fails] fn with_context(self, #[sink(error)] context: impl FnOnce() -> String) -> Result<T, Report> {}
}

impl Report {
    fn msg(#[sink(error)] message: impl Display) -> Report {}
}
