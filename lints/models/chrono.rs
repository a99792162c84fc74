//! The `chrono` crate, read against 0.4: points in time.

struct DateTime;
struct Utc;

impl Utc {
    fn now() -> DateTime {}
}
impl DateTime {
    fn timestamp(&self) -> i64 {}
    fn to_rfc3339(&self) -> String {}
    fn format(&self, pattern: &str) -> String {}
}
