//! The `opentelemetry` crate, read against 0.30: attributes of metrics and spans.

struct KeyValue;

impl KeyValue {
    fn new(key: &str, #[sink(metric)] value: T) -> KeyValue {}
}
