//! The `time` crate, read against 0.3: moments and dates; what they are about is said by the name of the field.

struct Date;
struct OffsetDateTime;

impl OffsetDateTime {
    fn now_utc() -> OffsetDateTime {}
    fn date(&self) -> Date {}
    fn unix_timestamp(&self) -> i64 {}
}
impl Date {
    fn year(&self) -> i32 {}
}
