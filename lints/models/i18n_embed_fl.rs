//! The `i18n_embed_fl` crate, read against 0.10: messages of Fluent by their identifier.

#[macro_grammar(lookup)] #[text] macro_rules! fl { () => {}; }
