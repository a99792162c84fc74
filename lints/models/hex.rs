//! The `hex` crate, read against 0.4: another spelling of the same.

struct Error;

fn encode(data: T) -> String {}
fn decode(data: T) -> Result<Vec<u8>, Error> {}
