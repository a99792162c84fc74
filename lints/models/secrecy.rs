//! The `secrecy` crate, read against 0.10 (`Secret` and `SecretVec` are those of 0.8): its boxes print `[REDACTED]`; what they hold comes out by `expose_secret`.

struct ExposeSecret;

#[redacts] struct SecretBox<S>(S);
#[redacts] #[secret_text] struct SecretString;
#[redacts] struct SecretSlice<S>(S);
#[redacts] struct SecretVec<S>(S);
#[redacts] struct Secret<S>(S);

impl ExposeSecret {
    #[reveals(secret.key)] fn expose_secret(&self) -> &S {}
    #[reveals(secret.key)] fn expose_secret_mut(&mut self) -> &mut S {}
}
