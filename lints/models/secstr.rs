//! The `secstr` crate, read against 0.5: its strings print `***SECRET***`; what they hold comes out by `unsecure`.

#[redacts] #[secret_text] struct SecUtf8;
#[redacts] struct SecStr;
#[redacts] struct SecVec<T>(T);

impl SecUtf8 {
    #[reveals(secret.key)] fn unsecure(&self) -> &str {}
}
