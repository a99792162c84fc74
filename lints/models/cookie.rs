//! The `cookie` crate, read against 0.18: a cookie and a jar print the values in them.

#[shows(secret.token)] struct Cookie;
#[shows_debug(secret.token)] struct CookieJar;

impl Cookie {
    #[drops] fn name(&self) -> &str {}
    fn value(&self) -> &str {}
    #[drops] fn domain(&self) -> Option<str> {}
    #[drops] fn path(&self) -> Option<str> {}
}

impl CookieJar {
    fn get(&self, #[key] name: &str) -> Option<Cookie> {}
}
