//! The `rust_i18n` crate, read against 4.2: texts of locales by their key.

#[macro_grammar(lookup)] #[text] macro_rules! t { () => {}; }
#[macro_grammar(lookup)] #[text] macro_rules! tkv { () => {}; }
