//! The `actix-web` crate, read against 4.11: an extractor is what it extracts; a request prints its headers.

struct Path;

#[transparent(0)] struct Data<T>(T);
#[transparent(0)] struct ReqData<T>(T);
#[shows_debug(secret.token)] struct HttpRequest;
#[shows_debug(secret.token)] struct ServiceRequest;

impl HttpRequest {
    fn headers(&self) -> http::HeaderMap<http::HeaderValue> {}
    fn uri(&self) -> http::Uri {}
    fn path(&self) -> Path {}
    fn method(&self) -> http::Method {}
    fn query_string(&self) -> &str {}
}

impl ServiceRequest {
    fn headers(&self) -> http::HeaderMap<http::HeaderValue> {}
    fn uri(&self) -> http::Uri {}
    fn path(&self) -> Path {}
    fn method(&self) -> http::Method {}
}
