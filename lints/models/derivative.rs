//! The `derivative` crate, read against 2.2: a field marked `#[derivative(Debug = "ignore")]` is not in its `Debug`.

#[hides_field("derivative(Debug=\"ignore\")")] #[hides_field("derivative(Debug(format_with")] #[writes_debug] struct Derivative;
