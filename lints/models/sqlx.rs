//! The `sqlx` crate, read against 0.8: connection options print the password by `Debug` in some drivers, rows are looked
//! up by the names of columns, and what is asked for as a type comes back as that type, not as what is bound to the query.

struct Error;
struct Host;

#[shows_debug(secret.password)] struct PgConnectOptions;
#[shows_debug(secret.password)] struct MySqlConnectOptions;
struct PgRow;
struct Arguments;
struct PgPool;

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

/// What `query_as` and `query_scalar` make, and their macros.
struct QueryAs<T>(T);

fn query_as<Db, T>(sql: &str) -> QueryAs<T> {}
fn query_as_with<Db, T>(sql: &str, arguments: Arguments) -> QueryAs<T> {}
fn query_scalar<Db, T>(sql: &str) -> QueryAs<T> {}
#[macro_grammar(typed_call)] macro_rules! query_as { () => {}; }
#[macro_grammar(typed_call)] macro_rules! query_as_unchecked { () => {}; }

impl<T> QueryAs<T> {
    #[typed] fn bind<V>(self, value: V) -> QueryAs<T> {}
    #[typed] #[apart] fn fetch_one(self, executor: &PgPool) -> Result<T, Error> {}
    #[typed] #[apart] fn fetch_optional(self, executor: &PgPool) -> Result<Option<T>, Error> {}
    #[typed] #[apart] fn fetch_all(self, executor: &PgPool) -> Result<Vec<T>, Error> {}
    #[typed] #[apart] fn fetch(self, executor: &PgPool) -> Iter<Result<T, Error>> {}
}
