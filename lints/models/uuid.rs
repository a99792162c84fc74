//! The `uuid` crate, read against 1.18: an identifier of a row, not of a person by itself.

struct Error;
struct Uuid;

impl Uuid {
    fn new_v4() -> Uuid {}
    fn parse_str(text: &str) -> Result<Uuid, Error> {}
    #[apart] fn to_string(&self) -> String {}
    fn is_nil(&self) -> bool {}
}
