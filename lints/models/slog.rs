//! The `slog` crate, read against 2.8: a logger, a message, and key-values behind a semicolon.

#[macro_grammar(slog)] #[sink(log)] macro_rules! crit { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! error { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! warn { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! info { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! debug { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! trace { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! slog_crit { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! slog_error { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! slog_warn { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! slog_info { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! slog_debug { () => {}; }
#[macro_grammar(slog)] #[sink(log)] macro_rules! slog_trace { () => {}; }
