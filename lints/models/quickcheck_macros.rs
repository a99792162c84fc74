//! The `quickcheck_macros` crate, read against 1.2: its attribute makes a test of a property.

#[marks_test] macro_rules! quickcheck { () => {}; }
