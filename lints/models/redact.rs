//! The `redact` crate, read against 0.1.11: `Secret` prints its type; what it holds comes out by `expose_secret`.

#[redacts] #[secret_text(Secret<String>)] struct Secret<T>(T);

impl Secret {
    #[reveals(secret.key)] fn expose_secret(&self) -> &T {}
    #[reveals(secret.key)] fn expose_secret_mut(&mut self) -> &mut T {}
}
