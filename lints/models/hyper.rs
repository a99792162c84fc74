//! The `hyper` crate, read against 1.6, which re-exports what `http` has; its errors name no URL.

struct Body;
#[shows_debug(secret.token)] struct Request<T>(T);
#[shows_debug(secret.token)] struct Parts;

impl Body {
    fn from(value: T) -> Body {}
    fn empty() -> Body {}
}
