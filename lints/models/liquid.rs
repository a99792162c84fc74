//! The `liquid` crate, read against 0.26: a text is parsed and rendered with the values of an object.

#[macro_grammar(json)] #[data] macro_rules! object { () => {}; }

struct ParserBuilder;
struct Parser;
struct Template;
struct Object;
struct Error;

impl ParserBuilder {
    fn with_stdlib() -> ParserBuilder {}
    fn filter(self, filter: F) -> ParserBuilder {}
    fn build(self) -> Result<Parser, Error> {}
}

impl Parser {
    #[typed] fn parse(&self, #[template] text: &str) -> Result<Template, Error> {}
}

impl Template {
    #[drops] fn render(&self, #[data] globals: &Object) -> Result<String, Error> {}
}

#[filter] fn size<T>(value: T) -> usize {}
#[filter] fn upcase<T>(value: T) -> T {}
#[filter] fn downcase<T>(value: T) -> T {}
