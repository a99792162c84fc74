//! The `tracing` crate, read against 0.1.44: events, spans, and values that are recorded later.

#[macro_grammar(tracing)] #[sink(log)] macro_rules! error { () => {}; }
#[macro_grammar(tracing)] #[sink(log)] macro_rules! warn { () => {}; }
#[macro_grammar(tracing)] #[sink(log)] macro_rules! info { () => {}; }
#[macro_grammar(tracing)] #[sink(log)] macro_rules! debug { () => {}; }
#[macro_grammar(tracing)] #[sink(log)] macro_rules! trace { () => {}; }
#[macro_grammar(tracing_level)] #[sink(log)] macro_rules! event { () => {}; }
#[macro_grammar(span)] #[sink(span)] macro_rules! error_span { () => {}; }
#[macro_grammar(span)] #[sink(span)] macro_rules! warn_span { () => {}; }
#[macro_grammar(span)] #[sink(span)] macro_rules! info_span { () => {}; }
#[macro_grammar(span)] #[sink(span)] macro_rules! debug_span { () => {}; }
#[macro_grammar(span)] #[sink(span)] macro_rules! trace_span { () => {}; }
#[macro_grammar(span_level)] #[sink(span)] macro_rules! span { () => {}; }

struct DebugValue;
struct DisplayValue;
struct Span;
struct Value;

impl Span {
    /// Fills a field that the span declared empty.
    fn record(&self, #[field_name] field: &str, #[sink(span)] value: impl Value) {}
}

/// `tracing::field`: how a value is to be recorded.
fn display(value: T) -> DisplayValue<T> {}
fn debug(value: T) -> DebugValue<T> {}
