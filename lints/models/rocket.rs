//! The `rocket` crate, read against 0.5: a request's headers print the tokens in them.

struct Origin;
struct Request;

#[shows_debug(secret.token)] struct HeaderMap;

impl Request {
    fn headers(&self) -> HeaderMap {}
    fn uri(&self) -> Origin {}
    fn method(&self) -> http::Method {}
}

impl HeaderMap {
    fn get_one(&self, #[key] name: &str) -> Option<str> {}
    fn get(&self, #[key] name: &str) -> Iter<str> {}
    fn contains(&self, name: &str) -> bool {}
}
