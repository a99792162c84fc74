//! The `derive_more` crate, read against 2.0: fields marked `#[debug(skip)]` are not in its `Debug`; the text in
//! `#[display("..")]` is its `Display`.

#[hides_field("debug(skip)")] #[hides_field("debug(ignore)")] struct Debug;
#[display_attribute(display)] struct Display;
