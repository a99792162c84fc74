//! The `reqwest-middleware` crate, read against 0.4: its error wraps that of `reqwest`.

#[connection] struct Error;

impl Error {
    fn status(&self) -> Option<StatusCode> {}
    fn url(&self) -> Option<url::Url> {}
    fn is_timeout(&self) -> bool {}
    fn without_url(self) -> Failure {}
}
