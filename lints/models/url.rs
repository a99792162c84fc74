//! The `url` crate, read against 2.5: a URL prints the password in it; its scheme, host and path hold none.

struct Host;
struct Origin;
struct ParseError;
struct Pairs;
struct Path;
struct Scheme;
struct Serializer;

#[connection] struct Url;

impl Url {
    fn parse(text: &str) -> Result<Url, ParseError> {}
    fn as_str(&self) -> &str {}
    #[drops] fn scheme(&self) -> Scheme {}
    #[drops] fn host(&self) -> Option<Host> {}
    #[drops] fn host_str(&self) -> Option<Host> {}
    #[drops] fn domain(&self) -> Option<Host> {}
    fn port(&self) -> Option<u16> {}
    #[drops] fn path(&self) -> Path {}
    #[drops] fn origin(&self) -> Origin {}
    fn authority(&self) -> &str {}
    #[source(secret.password)] fn password(&self) -> Option<str> {}
    fn username(&self) -> &str {}
    fn query(&self) -> Option<str> {}
    fn fragment(&self) -> Option<str> {}
    #[arguments] fn query_pairs_mut(&mut self) -> Pairs {}
    fn set_query(&mut self, query: Option<str>) {}
    fn set_fragment(&mut self, fragment: Option<str>) {}
    fn set_password(&mut self, #[seals] password: Option<str>) -> Result<(), ()> {}
    fn set_username(&mut self, name: &str) -> Result<(), ()> {}
    fn join(&self, text: &str) -> Result<Url, ParseError> {}
    fn cannot_be_a_base(&self) -> bool {}
    fn has_authority(&self) -> bool {}
}

/// The query of a URL.
impl Pairs {
    #[arguments] #[typed] fn append_pair(&mut self, name: &str, #[sink(url)] value: &str) -> Pairs {}
    fn append_key_only(&mut self, name: &str) -> Pairs {}
    fn clear(&mut self) -> Pairs {}
    fn finish(&mut self) -> String {}
}

/// A text of its own, such as the body of a form.
impl Serializer {
    fn new(target: String) -> Serializer {}
    #[arguments] #[typed] fn append_pair(&mut self, name: &str, value: &str) -> Serializer {}
    fn finish(&mut self) -> String {}
}
