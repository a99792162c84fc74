//! The `redis` crate, read against 0.32: what connects to a server prints the password in its address.

struct Client;
struct Error;

#[shows_debug(secret.password)] struct ConnectionInfo;
#[shows_debug(secret.password)] struct RedisConnectionInfo;

impl Client {
    fn open(address: &str) -> Result<Client, Error> {}
    fn get_connection_info(&self) -> ConnectionInfo {}
}
