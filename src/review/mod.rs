//! What of the findings is accepted already, and what is new.

mod compare;
mod exception;

pub use compare::{Compared, Side, compare};
pub use exception::Exceptions;
