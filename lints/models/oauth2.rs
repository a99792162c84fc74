//! The `oauth2` and `openidconnect` crates, read against 5.0 and 4.0: tokens print `[redacted]` by Debug and come out
//! by `secret`.

#[redacts] struct AccessToken;
#[redacts] struct RefreshToken;
#[redacts] struct ClientSecret;
#[redacts] struct AuthorizationCode;
#[redacts] struct PkceCodeVerifier;
#[redacts] struct CsrfToken;
#[redacts] struct DeviceCode;

impl AccessToken {
    #[reveals(secret.token)] fn secret(&self) -> &String {}
}
