//! The `lettre` crate, read against 0.11: mailboxes are addresses, credentials hide themselves.

struct Address;
struct Mailbox;

#[redacts] struct Credentials;
#[shows_debug(contact.email)] struct Envelope;

impl Credentials {
    fn new(user: String, password: String) -> Credentials {}
}

impl Mailbox {
    fn new(name: Option<String>, email: Address) -> Mailbox {}
}
