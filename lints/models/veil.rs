//! The `veil` crate, read against 0.3: `redact` covers a value. Its derive hides fields from `Debug`, not from code
//! that names them.

struct Error;
struct Redactable;

impl Redactable {
    #[sanitizer] fn redact(&self) -> String {}
    #[sanitizer] fn redact_into(&self, buffer: &mut W) -> Result<(), Error> {}
}

/// Its derive covers the fields marked so.
#[hides_field("redact")] #[writes_debug] struct Redact;
