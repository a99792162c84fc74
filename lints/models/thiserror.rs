//! The `thiserror` crate, read against 2.0: the text in `#[error("..")]` is the error's `Display`.

#[display_attribute(error)] #[derives_error] struct Error;
