//! The `fluent` crate, read against 0.17: messages by their identifier, arguments under their names.

#[macro_grammar(context)] #[data] macro_rules! fluent_args { () => {}; }

struct FluentBundle;
struct FluentMessage;
struct FluentArgs;
struct Pattern;

impl FluentBundle {
    fn get_message(&self, #[template] id: &str) -> Option<FluentMessage> {}
    #[drops] fn format_pattern(&self, #[template] pattern: &Pattern, #[data] args: Option<&FluentArgs>, errors: &mut Vec<A>) -> String {}
    #[typed] fn add_function(&mut self, #[helper] name: &str, #[function] function: F) -> Result<(), E> {}
}

impl FluentMessage {
    fn value(&self) -> Option<Pattern> {}
    fn get_attribute(&self, name: &str) -> Option<Pattern> {}
}

impl FluentArgs {
    fn new() -> FluentArgs {}
    #[typed] fn set(&mut self, #[under_key] key: &str, value: V) {}
}
