//! The `openidconnect` crate, read against 4.0, which re-exports those of `oauth2`: tokens print `[redacted]` by Debug and come out
//! by `secret`. What is claimed of a user prints his names and addresses.

#[redacts] struct AccessToken;
#[redacts] struct RefreshToken;
#[redacts] struct ClientSecret;
#[redacts] struct AuthorizationCode;
#[redacts] struct PkceCodeVerifier;
#[redacts] struct CsrfToken;
#[redacts] struct Nonce;

#[shows_debug(contact.email)] struct CoreIdTokenClaims;
#[shows_debug(contact.email)] struct CoreUserInfoClaims;
#[shows_debug(contact.email)] struct IdTokenClaims;
#[shows_debug(contact.email)] struct UserInfoClaims;

impl AccessToken {
    #[reveals(secret.token)] fn secret(&self) -> &String {}
}
