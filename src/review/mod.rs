//! What of the findings is accepted already, and what is new.

mod baseline;
mod comment;
mod compare;
mod delta;
mod exception;
mod pool;

pub use baseline::{Baseline, Entry};
pub use comment::Comments;
pub use compare::{Compared, Side, compare};
pub use delta::{Change, Delta, Granted, Tree, delta};
pub use exception::Exceptions;

/// The kinds of place that stand for what is said of exceptions and of comments.
const EXPIRED: &str = "expired_exception";
const IDLE: &str = "idle_exception";
const BARE: &str = "bare_exception";
const UNKNOWN: &str = "unknown_exception";
