//! Places for values that are found once, when somebody asks for them.

use std::sync::OnceLock;

/// So many places with nothing in them.
pub fn empty_slots<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}
