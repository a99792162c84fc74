//! The `actix-web` crate, read against 4.11: an extractor is what it extracts; a request prints its headers but
//! for those that log in.

struct Path;

#[transparent(0)] struct Data<T>(T);
#[transparent(0)] struct ReqData<T>(T);
struct HttpRequest;
struct ServiceRequest;

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
