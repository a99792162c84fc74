//! The `minijinja` crate, read against 3.1: templates by name, data by `context!`, filters by the name that they are
//! registered under.

#[macro_grammar(context)] #[data] macro_rules! context { () => {}; }

struct Environment;
struct Template;
struct Error;
struct Value;

impl Environment {
    fn new() -> Environment {}
    fn get_template(&self, #[template] name: &str) -> Result<Template, Error> {}
    fn add_template(&mut self, #[template] name: &str, #[template_text] text: &str) -> Result<(), Error> {}
    fn add_template_owned(&mut self, #[template] name: String, #[template_text] text: String) -> Result<(), Error> {}
    fn template_from_str(&self, #[template_text] text: &str) -> Result<Template, Error> {}
    #[drops] fn render_str<T>(&self, #[template_text] text: &str, #[data] data: T) -> Result<String, Error> {}
    #[typed] fn add_filter(&mut self, #[helper] name: &str, #[function] function: F) {}
    #[typed] fn add_function(&mut self, #[helper] name: &str, #[function] function: F) {}
}

impl Template {
    #[drops] fn render<T>(&self, #[data] data: T) -> Result<String, Error> {}
    #[drops] fn render_captured<T>(&self, #[data] data: T) -> Result<String, Error> {}
}

impl Value {
    #[serializes] fn from_serialize<T>(value: T) -> Value {}
}

#[filter] fn length<T>(value: T) -> usize {}
#[filter] fn count<T>(value: T) -> usize {}
#[filter] #[serializes] fn tojson<T>(value: T) -> T {}
#[filter] fn upper<T>(value: T) -> T {}
#[filter] fn lower<T>(value: T) -> T {}
#[filter] fn trim<T>(value: T) -> T {}
#[filter] fn escape<T>(value: T) -> T {}
#[filter] fn safe<T>(value: T) -> T {}
#[filter] fn urlencode<T>(value: T) -> T {}
#[filter] fn default<T>(value: T) -> T {}
#[filter] fn first<T>(value: T) -> T {}
#[filter] fn last<T>(value: T) -> T {}
#[filter] fn join<T>(value: T) -> T {}
#[filter] fn replace<T>(value: T) -> T {}
#[filter] fn title<T>(value: T) -> T {}
#[filter] fn capitalize<T>(value: T) -> T {}
#[filter] fn bool<T>(value: T) -> bool {}
