//! The `derive_more` crate, read against 2.0: fields marked `#[debug(skip)]` are not in its `Debug`.

#[hides_field("debug(skip)")] #[hides_field("debug(ignore)")] struct Debug;
