//! The `serde_json` crate, read against 1.0: values that are text again when they are shown.

#[macro_grammar(json)] #[text] macro_rules! json { () => {}; }

fn to_string(value: &T) -> Result<String, Error> {}
fn to_string_pretty(value: &T) -> Result<String, Error> {}
fn to_value(value: T) -> Result<Value, Error> {}
fn to_vec(value: &T) -> Result<Vec<Byte>, Error> {}
