//! The `gloo` crate, read against 0.11: the console of a browser, whose macros show each of their arguments.

#[macro_grammar(dbg)] #[sink(log)] macro_rules! log { () => {}; }
#[macro_grammar(dbg)] #[sink(log)] macro_rules! debug { () => {}; }
#[macro_grammar(dbg)] #[sink(log)] macro_rules! info { () => {}; }
#[macro_grammar(dbg)] #[sink(log)] macro_rules! warn { () => {}; }
#[macro_grammar(dbg)] #[sink(log)] macro_rules! error { () => {}; }
