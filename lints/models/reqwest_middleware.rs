//! The `reqwest-middleware` crate, read against 0.4: its error wraps that of `reqwest`.

struct Failure;

#[connection] struct Error;

impl Error {
    fn status(&self) -> Option<http::StatusCode> {}
    fn url(&self) -> Option<url::Url> {}
    fn is_timeout(&self) -> bool {}
    fn without_url(self) -> Failure {}
}
