//! The `metrics` crate, read against 0.24: labels of metrics are kept for years and read by many.

#[macro_grammar(labels)] #[sink(metric)] macro_rules! counter { () => {}; }
#[macro_grammar(labels)] #[sink(metric)] macro_rules! gauge { () => {}; }
#[macro_grammar(labels)] #[sink(metric)] macro_rules! histogram { () => {}; }
