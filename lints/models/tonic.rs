//! The `tonic` crate, read against 0.14: a request is its message and metadata, which print as headers do.

#[shows(secret.token)] struct MetadataMap;
#[container] #[shows_debug(secret.token)] struct Request<T>(T);
#[container] struct Response<T>(T);

impl<T> Request<T> {
    fn new(message: T) -> Request<T> {}
    fn get_ref(&self) -> T {}
    fn into_inner(self) -> T {}
    fn metadata(&self) -> MetadataMap {}
}

impl<T> Response<T> {
    fn new(message: T) -> Response<T> {}
    fn get_ref(&self) -> T {}
    fn into_inner(self) -> T {}
    fn metadata(&self) -> MetadataMap {}
}

impl MetadataMap {
    fn get(&self, #[key] name: &str) -> Option<str> {}
}
