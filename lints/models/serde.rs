//! The `serde` crate, read against 1.0: what is marked as skipped is not in the data that is written.

#[hides_data("serde(skip)")] #[hides_data("serde(skip,")] #[hides_data("serde(skip_serializing)")] #[hides_data("serde(skip_serializing,")] #[hides_data("serde(serialize_with")] #[flattens_data("serde(flatten)")] #[renames_data("serde(rename)")] #[renames_data("serde(serialize)")] #[cases_data("serde(rename_all)")] struct Serialize;
