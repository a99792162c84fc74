//! The `masking` crates (`hyperswitch_masking` and its copies), read against 0.0.1: what is in a `Secret` prints as
//! its type; `peek` and `expose` take it out.

struct PeekInterface;

#[redacts] struct Secret<T, S>(T, S);
#[redacts] struct StrongSecret<T, S>(T, S);
#[redacts] struct Maskable<T>(T);
#[redacts] struct WithType;

impl PeekInterface {
    #[reveals(secret.key)] fn peek(&self) -> &S {}
    #[reveals(secret.key)] fn expose(self) -> S {}
}
