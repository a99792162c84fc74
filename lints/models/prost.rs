//! The `prost` crate, read against 0.14: deriving `Message` writes a `Debug` that shows every field.

#[writes_debug] struct Message;
