//! The `handlebars` crate, read against 6.4: templates by name, helpers by the name that they are registered under.

struct Handlebars;
struct RenderError;
struct TemplateError;
struct Context;

impl Handlebars {
    fn new() -> Handlebars {}
    #[drops] fn render<T>(&self, #[template] name: &str, #[data] data: &T) -> Result<String, RenderError> {}
    #[drops] fn render_with_context(&self, #[template] name: &str, #[data] data: &Context) -> Result<String, RenderError> {}
    #[drops] fn render_template<T>(&self, #[template_text] text: &str, #[data] data: &T) -> Result<String, RenderError> {}
    fn register_template_string(&mut self, #[template] name: &str, #[template_text] text: &str) -> Result<(), TemplateError> {}
    fn register_template_file(&mut self, #[template] name: &str, #[template_text] path: &str) -> Result<(), TemplateError> {}
    #[typed] fn register_helper(&mut self, #[helper] name: &str, #[function] function: F) {}
}

impl Context {
    #[serializes] fn wraps<T>(data: T) -> Result<Context, RenderError> {}
}

#[filter] #[serializes] fn json<T>(value: T) -> T {}
#[filter] fn lookup<T>(value: T) -> T {}
#[filter] fn len<T>(value: T) -> usize {}
#[filter] fn eq<T>(value: T) -> bool {}
#[filter] fn ne<T>(value: T) -> bool {}
#[filter] fn gt<T>(value: T) -> bool {}
#[filter] fn lt<T>(value: T) -> bool {}
