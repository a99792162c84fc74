//! The `sentry` crate, read against 0.42: what is captured is sent to a third party.

struct Level;
struct Scope;
struct Uuid;
struct Value;

fn capture_message(#[sink(log)] message: &str, level: Level) -> Uuid {}

impl Scope {
    #[typed] fn set_tag(&mut self, key: &str, #[sink(log)] value: &str) {}
    #[typed] fn set_extra(&mut self, key: &str, #[sink(log)] value: Value) {}
}
