//! The `rstest` crate, read against 0.29: its attributes make tests of a function, and what tests are given.

#[marks_test] macro_rules! rstest { () => {}; }
#[marks_test] macro_rules! fixture { () => {}; }
