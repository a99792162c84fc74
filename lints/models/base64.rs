//! The `base64` crate, read against 0.22: another spelling of the same.

struct Error;

fn encode(data: T) -> String {}
fn decode(data: T) -> Result<Vec<u8>, Error> {}

trait Engine {
    #[arguments] fn encode(&self, data: T) -> String {}
    #[arguments] fn decode(&self, data: T) -> Result<Vec<u8>, Error> {}
}
