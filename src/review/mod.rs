//! What of the findings is accepted already.

mod exception;

pub use exception::Exceptions;
