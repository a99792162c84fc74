//! What the real libraries find in a template: its variables, with their places where the library tells them.
//!
//! A library that does not accept a text says nothing of it.

pub mod askama;
pub mod fluent;
pub mod handlebars;
pub mod jinja;
pub mod tera;

/// The variables of a text with their byte offsets, or with 0 where the library tells none, sorted.
pub type Variables = Vec<(String, usize)>;
