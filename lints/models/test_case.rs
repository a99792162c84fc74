//! The `test-case` crate, read against 3.4: its attributes make a test of each row of arguments.

#[marks_test] macro_rules! test_case { () => {}; }
#[marks_test] macro_rules! test_matrix { () => {}; }
