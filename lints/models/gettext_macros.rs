//! The `gettext_macros` crate, read against 0.6: texts of a catalogue by the text that they translate.

#[macro_grammar(lookup)] #[text] macro_rules! i18n { () => {}; }
