//! Faults of this program: each is caught where it costs one file or one function, and told by its place.
//!
//! Invariant: the words of a fault are told nowhere, since they may hold the text that was being read.

use crate::diagnostic::Diagnostic;
use crate::span::Span;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A fault that was caught.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// Where in this program, as `src/file.rs:12`; nothing where nobody listened.
    at: Option<String>,
}

thread_local! {
    /// Where the last fault of a thread happened.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// From now on a fault prints nothing, and its place is known.
pub fn listen() {
    std::panic::set_hook(Box::new(|info| {
        let at = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        LAST.with(|last| *last.borrow_mut() = at);
    }));
}

/// Runs a step that should not fail.
///
/// # Errors
/// The fault, where it fails all the same.
pub fn caught<T>(step: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(step)).map_err(|_| Fault { at: LAST.with(|last| last.borrow_mut().take()) })
}

impl Fault {
    /// What is said of it.
    pub fn words(&self) -> String {
        match &self.at {
            Some(at) => format!("an internal error of this program, at {at}; please report it"),
            None => "an internal error of this program; please report it".into(),
        }
    }

    /// What is said of it at a place, and what it cost.
    pub fn told(&self, place: Option<Span>, cost: &str) -> Diagnostic {
        let told = Diagnostic::error(self.words());
        match place {
            Some(place) => told.at(place, cost),
            None => told.note(cost),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_by_its_place_and_not_by_its_words() {
        listen();
        let text = "password";
        let fault = caught(|| assert!(text.is_empty(), "{text} is not empty")).err();
        let words = fault.map(|fault| fault.words()).unwrap_or_default();
        assert!(words.starts_with("an internal error of this program, at src/fault.rs:"), "{words}");
        assert!(!words.contains(text));
        assert_eq!(caught(|| 1), Ok(1));
        drop(std::panic::take_hook());
    }
}
