//! The `argon2` crate, read against 0.5: a hash does not give back the password.

struct Error;
struct Output;

trait PasswordHasher {
    #[sanitizer] fn hash_password(&self, password: &[u8], salt: S) -> Result<Output, Error> {}
    fn verify_password(&self, password: &[u8], hash: &Output) -> Result<(), Error> {}
}
