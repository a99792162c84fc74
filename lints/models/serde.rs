//! The `serde` crate, read against 1.0: what is marked as skipped is not in the data that is written.

#[hides_data("serde(skip)")] #[hides_data("serde(skip,")] #[hides_data("serde(skip_serializing)")] #[hides_data("serde(skip_serializing,")] #[hides_data("serde(serialize_with")] struct Serialize;
