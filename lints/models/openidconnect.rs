//! The `openidconnect` crate, read against 4.0, which re-exports those of `oauth2`: tokens print `[redacted]` by Debug and come out
//! by `secret`.

#[redacts] struct AccessToken;
#[redacts] struct RefreshToken;
#[redacts] struct ClientSecret;
#[redacts] struct AuthorizationCode;
#[redacts] struct PkceCodeVerifier;
#[redacts] struct CsrfToken;
#[redacts] struct Nonce;

impl AccessToken {
    #[reveals(secret.token)] fn secret(&self) -> &String {}
}
