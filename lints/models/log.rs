//! The `log` crate, read against 0.4.28: every level macro takes a target, key-values before a semicolon, and a message.

#[macro_grammar(log)] #[sink(log)] macro_rules! error { () => {}; }
#[macro_grammar(log)] #[sink(log)] macro_rules! warn { () => {}; }
#[macro_grammar(log)] #[sink(log)] macro_rules! info { () => {}; }
#[macro_grammar(log)] #[sink(log)] macro_rules! debug { () => {}; }
#[macro_grammar(log)] #[sink(log)] macro_rules! trace { () => {}; }
#[macro_grammar(log_level)] #[sink(log)] macro_rules! log { () => {}; }
