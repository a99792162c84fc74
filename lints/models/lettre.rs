//! The `lettre` crate, read against 0.11: mailboxes are addresses, credentials hide themselves.

struct Mailbox;

#[shows(contact.email)] struct Address;
#[redacts] struct Credentials;
#[shows_debug(contact.email)] struct Envelope;

impl Credentials {
    fn new(user: String, password: String) -> Credentials {}
}

impl Mailbox {
    fn new(name: Option<String>, email: Address) -> Mailbox {}
}

struct MessageBuilder;
struct MultiPart;
struct SinglePart;
struct SinglePartBuilder;
struct Message;
struct Error;

impl Message {
    fn builder() -> MessageBuilder {}
}

impl MessageBuilder {
    #[typed] #[drops] fn from(self, mailbox: Mailbox) -> MessageBuilder {}
    #[typed] #[drops] fn to(self, mailbox: Mailbox) -> MessageBuilder {}
    #[typed] #[drops] fn cc(self, mailbox: Mailbox) -> MessageBuilder {}
    #[typed] #[drops] fn reply_to(self, mailbox: Mailbox) -> MessageBuilder {}
    #[typed] #[drops] fn subject(self, #[sink(subject)] text: String) -> MessageBuilder {}
    #[typed] #[drops] fn body(self, #[sink(template)] text: String) -> Result<Message, Error> {}
    #[typed] #[drops] fn multipart(self, part: MultiPart) -> Result<Message, Error> {}
    #[typed] #[drops] fn singlepart(self, part: SinglePart) -> Result<Message, Error> {}
}

impl MultiPart {
    #[drops] fn alternative_plain_html(#[sink(template)] plain: String, #[sink(template)] html: String) -> MultiPart {}
}

impl SinglePart {
    fn builder() -> SinglePartBuilder {}
    #[drops] fn plain(#[sink(template)] text: String) -> SinglePart {}
    #[drops] fn html(#[sink(template)] text: String) -> SinglePart {}
}

impl SinglePartBuilder {
    fn header(self, header: H) -> SinglePartBuilder {}
    #[typed] #[drops] fn body(self, #[sink(template)] text: String) -> SinglePart {}
}
