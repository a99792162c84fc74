//! The `fluent_templates` crate, read against 0.13: messages by their identifier, looked up in all languages.

struct StaticLoader;
struct ArcLoader;

trait Loader {
    #[drops] fn lookup_with_args(&self, lang: &L, #[template] id: &str, #[data] args: &HashMap<K, V>) -> String {}
}
