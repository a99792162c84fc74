//! The `test-strategy` crate, read against 0.4: its attribute makes a test of a property.

#[marks_test] macro_rules! proptest { () => {}; }
