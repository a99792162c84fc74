//! The `educe` crate, read against 0.6: `#[educe(Debug(ignore))]` hides a field, `Debug(method = ..)` shows another text.
//! `#[educe(Debug = "..")]` only gives the field another name.

#[hides_field("educe(Debug(ignore))")] #[hides_field("educe(Debug(method")] #[writes_debug] struct Educe;
