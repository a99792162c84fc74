//! The `tokio-postgres` crate, read against 0.7: a row is looked up by the names of columns; the configuration hides its
//! password.

struct Client;
struct Connection;
struct Error;

struct Row;

impl Row {
    fn get<T>(&self, #[key] column: &str) -> T {}
    fn try_get<T>(&self, #[key] column: &str) -> Result<T, Error> {}
}

#[drops] fn connect(config: &str, tls: T) -> Result<(Client, Connection), Error> {}
