//! The `axum_extra` crate, read against 0.12: jars of cookies print the values in them.

#[shows_debug(secret.token)] struct CookieJar;

impl CookieJar {
    fn get(&self, #[key] name: &str) -> Option<T> {}
}
