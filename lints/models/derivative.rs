//! The `derivative` crate, read against 2.2: a field marked `#[derivative(Debug = "ignore")]` is not in its `Debug`; one
//! with a function of its own shows what that function writes.

#[hides_field("derivative(Debug=\"ignore\")")] #[hides_field("derivative(Debug(format_with")] #[shows_field("derivative(Debug(format_with=\"std::fmt::Display::fmt")] #[shows_field("derivative(Debug(format_with=\"std::fmt::Debug::fmt")] #[writes_debug] struct Derivative;
