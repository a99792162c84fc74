//! The `handlebars` crate, read against 6.4: templates by name, helpers by the name that they are registered under.

struct Handlebars;
struct RenderError;
struct TemplateError;
struct Context;

impl Handlebars {
    fn new() -> Handlebars {}
    #[drops] fn render<T>(&self, #[template] name: &str, #[data] data: &T) -> Result<String, RenderError> {}
    #[drops] fn render_with_context(&self, #[template] name: &str, #[data] data: &Context) -> Result<String, RenderError> {}
    #[drops] fn render_template<T>(&self, text: &str, #[data] data: &T) -> Result<String, RenderError> {}
    #[typed] fn register_helper(&mut self, #[helper] name: &str, #[function] function: F) {}
}

impl Context {
    fn wraps<T>(data: T) -> Result<Context, RenderError> {}
}

#[filter] fn lookup<T>(value: T) -> T {}
#[filter] fn len<T>(value: T) -> usize {}
#[filter] fn eq<T>(value: T) -> bool {}
#[filter] fn ne<T>(value: T) -> bool {}
#[filter] fn gt<T>(value: T) -> bool {}
#[filter] fn lt<T>(value: T) -> bool {}
