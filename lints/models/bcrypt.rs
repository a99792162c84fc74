//! The `bcrypt` crate, read against 0.17: a hash does not give back the password.

struct Error;

#[sanitizer] fn hash(password: P, cost: u32) -> Result<String, Error> {}
fn verify(password: P, hash: &str) -> Result<bool, Error> {}
