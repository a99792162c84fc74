//! The `config` crate, read against 0.15: settings are looked up by their keys.

struct Config;
struct Error;

impl Config {
    fn get<T>(&self, #[key] key: &str) -> Result<T, Error> {}
    fn get_string(&self, #[key] key: &str) -> Result<String, Error> {}
    fn get_bool(&self, key: &str) -> Result<bool, Error> {}
    fn get_int(&self, key: &str) -> Result<i64, Error> {}
    fn try_deserialize<T>(self) -> Result<T, Error> {}
}
