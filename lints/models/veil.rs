//! The `veil` crate, read against 0.3: `#[derive(Redact)]` writes a `Debug` that hides the fields marked `#[redact]`.

#[redacts_derive] struct Redact;
#[redacts] struct Redacted<T>(T);
