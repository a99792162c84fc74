//! The `reqwest` crate, read against 0.12: an error prints the URL that failed, `without_url` takes it off; what comes
//! back from a request knows its URL, but the body and the headers do not.

struct Bytes;
struct Failure;

#[connection] #[mended_by(without_url)] struct Error;
struct Response;
#[shows_debug(secret.token)] struct Request;
struct RequestBuilder;
struct Client;

impl Error {
    #[drops] fn without_url(self) -> Failure {}
    fn status(&self) -> Option<http::StatusCode> {}
    fn is_timeout(&self) -> bool {}
    fn url(&self) -> Option<url::Url> {}
}

impl Client {
    fn new() -> Client {}
    #[arguments] fn get(&self, url: &str) -> RequestBuilder {}
    #[arguments] fn post(&self, url: &str) -> RequestBuilder {}
    #[arguments] fn put(&self, url: &str) -> RequestBuilder {}
    #[arguments] fn delete(&self, url: &str) -> RequestBuilder {}
    #[arguments] fn patch(&self, url: &str) -> RequestBuilder {}
    #[arguments] fn head(&self, url: &str) -> RequestBuilder {}
    #[arguments] fn request(&self, method: http::Method, url: &str) -> RequestBuilder {}
    fn execute(&self, request: Request) -> Result<Response, Error> {}
}

impl RequestBuilder {
    fn header(self, name: &str, value: &str) -> RequestBuilder {}
    fn headers(self, headers: http::HeaderMap<http::HeaderValue>) -> RequestBuilder {}
    fn bearer_auth(self, token: &str) -> RequestBuilder {}
    fn basic_auth(self, user: &str, password: Option<str>) -> RequestBuilder {}
    #[typed] #[arguments] fn query(self, #[sink(url)] pairs: &T) -> RequestBuilder {}
    fn json(self, body: &T) -> RequestBuilder {}
    fn form(self, body: &T) -> RequestBuilder {}
    fn body(self, body: T) -> RequestBuilder {}
    fn timeout(self, time: Duration) -> RequestBuilder {}
    fn build(self) -> Result<Request, Error> {}
    fn send(self) -> Result<Response, Error> {}
}

impl Request {
    fn url(&self) -> url::Url {}
    fn url_mut(&mut self) -> url::Url {}
    fn headers(&self) -> http::HeaderMap<http::HeaderValue> {}
    fn headers_mut(&mut self) -> http::HeaderMap<http::HeaderValue> {}
    fn method(&self) -> http::Method {}
}

impl Response {
    fn url(&self) -> url::Url {}
    fn status(&self) -> http::StatusCode {}
    #[apart] fn headers(&self) -> http::HeaderMap<http::HeaderValue> {}
    fn error_for_status(self) -> Result<Response, Error> {}
    #[drops] fn json<T>(self) -> Result<T, Error> {}
    #[drops] fn text(self) -> Result<String, Error> {}
    #[drops] fn bytes(self) -> Result<Bytes, Error> {}
    fn content_length(&self) -> Option<u64> {}
}

fn get(url: &str) -> Result<Response, Error> {}
