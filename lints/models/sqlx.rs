//! The `sqlx` crate, read against 0.8: connection options print the password by `Debug` in some drivers, rows are looked
//! up by the names of columns.

struct Error;
struct Host;

#[shows_debug(secret.password)] struct PgConnectOptions;
#[shows_debug(secret.password)] struct MySqlConnectOptions;
struct PgRow;

impl PgRow {
    fn get<T>(&self, #[key] column: &str) -> T {}
    fn try_get<T>(&self, #[key] column: &str) -> Result<T, Error> {}
}

impl PgConnectOptions {
    fn new() -> PgConnectOptions {}
    fn host(self, host: &str) -> PgConnectOptions {}
    fn port(self, port: u16) -> PgConnectOptions {}
    fn username(self, name: &str) -> PgConnectOptions {}
    fn password(self, password: &str) -> PgConnectOptions {}
    fn database(self, name: &str) -> PgConnectOptions {}
    fn get_host(&self) -> Host {}
    fn get_port(&self) -> u16 {}
    fn get_username(&self) -> &str {}
    fn get_database(&self) -> Option<str> {}
}
