//! The `serde_json` crate, read against 1.0: values that are text again when they are shown.

#[macro_grammar(json)] #[data] macro_rules! json { () => {}; }

struct Error;
struct Value;

#[serializes] fn to_string(value: &T) -> Result<String, Error> {}
#[serializes] fn to_string_pretty(value: &T) -> Result<String, Error> {}
#[serializes] fn to_value(value: T) -> Result<Value, Error> {}
#[serializes] fn to_vec(value: &T) -> Result<Vec<u8>, Error> {}
#[parses] fn from_str<T>(text: &str) -> Result<T, Error> {}
#[parses] fn from_slice<T>(text: &[u8]) -> Result<T, Error> {}
#[parses] fn from_value<T>(value: Value) -> Result<T, Error> {}
#[parses] fn from_reader<T, R>(reader: R) -> Result<T, Error> {}

impl Value {
    fn get(&self, #[key] key: &str) -> Option<Value> {}
    fn as_str(&self) -> Option<str> {}
    fn as_bool(&self) -> Option<bool> {}
    fn as_u64(&self) -> Option<u64> {}
    fn as_i64(&self) -> Option<i64> {}
    fn as_object(&self) -> Option<HashMap<String, Value>> {}
    fn as_array(&self) -> Option<Vec<Value>> {}
    fn is_null(&self) -> bool {}
    fn pointer(&self, #[key] key: &str) -> Option<Value> {}
}
