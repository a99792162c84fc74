//! The `tera` crate, read against 2.4 and 1.20: templates by name, data by a context that is filled key by key.

#[macro_grammar(context)] #[data] macro_rules! context { () => {}; }

struct Tera;
struct Context;
struct Error;

impl Tera {
    fn new(dir: &str) -> Result<Tera, Error> {}
    #[drops] fn render(&self, #[template] name: &str, #[data] data: &Context) -> Result<String, Error> {}
    #[drops] fn render_str(&mut self, #[template_text] text: &str, #[data] data: &Context) -> Result<String, Error> {}
    fn add_raw_template(&mut self, #[template] name: &str, #[template_text] text: &str) -> Result<(), Error> {}
    #[drops] fn one_off(#[template_text] text: &str, #[data] data: &Context, escapes: bool) -> Result<String, Error> {}
    #[typed] fn register_filter(&mut self, #[helper] name: &str, #[function] function: F) {}
    #[typed] fn register_function(&mut self, #[helper] name: &str, #[function] function: F) {}
}

impl Context {
    fn new() -> Context {}
    #[serializes] fn from_serialize<T>(value: T) -> Result<Context, Error> {}
    #[typed] fn insert<T>(&mut self, #[under_key] key: &str, value: &T) {}
}

#[filter] fn truncate<T>(value: T, #[prefix] length: usize) -> T {}
#[filter] fn slice<T>(value: T, #[prefix] start: usize) -> T {}
#[filter] fn date<T>(value: T) -> T {}
#[filter] fn wordcount<T>(value: T) -> usize {}
#[filter] #[serializes] fn json_encode<T>(value: T) -> T {}
