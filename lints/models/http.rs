//! The `http` crate, read against 1.3: a header map prints the tokens in it unless they are marked as sensitive.

struct Error;
struct HeaderName;
struct Host;
struct Method;
struct Path;
struct PathAndQuery;
struct Scheme;
struct StatusCode;

#[shows(secret.token)] struct HeaderMap<T>(T);
#[connection] struct Uri;
#[sealed_by(set_sensitive)] struct HeaderValue;
#[shows_debug(secret.token)] struct Request<T>(T);
struct Response<T>(T);

impl<T> HeaderMap<T> {
    fn get(&self, #[key] name: &str) -> Option<HeaderValue> {}
    fn get_all(&self, #[key] name: &str) -> Iter<HeaderValue> {}
    fn insert(&mut self, name: &str, value: HeaderValue) -> Option<HeaderValue> {}
    fn append(&mut self, name: &str, value: HeaderValue) -> bool {}
    fn remove(&mut self, #[key] name: &str) -> Option<HeaderValue> {}
    fn keys(&self) -> Iter<HeaderName> {}
    #[source(secret.token)] #[typed] fn values(&self) -> Iter<HeaderValue> {}
    #[source(secret.token)] #[typed] fn iter(&self) -> Iter<(HeaderName, HeaderValue)> {}
    fn contains_key(&self, name: &str) -> bool {}
    fn len(&self) -> usize {}
}

impl HeaderValue {
    fn to_str(&self) -> Result<str, Error> {}
    fn as_bytes(&self) -> &[u8] {}
    fn from_str(value: &str) -> Result<HeaderValue, Error> {}
    fn from_static(value: &str) -> HeaderValue {}
    fn from_bytes(value: &[u8]) -> Result<HeaderValue, Error> {}
    fn is_sensitive(&self) -> bool {}
    #[seals] fn set_sensitive(&mut self, val: bool) {}
    fn len(&self) -> usize {}
}

impl<T> Request<T> {
    fn headers(&self) -> HeaderMap<HeaderValue> {}
    fn headers_mut(&mut self) -> HeaderMap<HeaderValue> {}
    fn uri(&self) -> Uri {}
    fn method(&self) -> Method {}
    fn body(&self) -> T {}
    fn into_body(self) -> T {}
    fn into_parts(self) -> (Parts, T) {}
}

impl<T> Response<T> {
    fn headers(&self) -> HeaderMap<HeaderValue> {}
    fn headers_mut(&mut self) -> HeaderMap<HeaderValue> {}
    fn status(&self) -> StatusCode {}
    fn body(&self) -> T {}
    fn into_body(self) -> T {}
}

/// The parts that a request is taken apart into.
#[shows_debug(secret.token)] struct Parts {
    pub headers: HeaderMap<HeaderValue>,
    pub uri: Uri,
}

impl Uri {
    #[drops] fn path(&self) -> Path {}
    #[drops] fn host(&self) -> Option<Host> {}
    #[drops] fn scheme_str(&self) -> Option<Scheme> {}
    fn query(&self) -> Option<str> {}
    fn path_and_query(&self) -> Option<PathAndQuery> {}
}

impl PathAndQuery {
    fn as_str(&self) -> &str {}
    #[drops] fn path(&self) -> Path {}
    fn query(&self) -> Option<str> {}
}
