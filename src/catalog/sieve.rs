//! A quick no for questions that are asked a million times and seldom answered with yes.

/// The first letters and lengths of a set of names.
#[derive(Clone, Debug)]
pub(super) struct Sieve([u32; 256]);

impl Default for Sieve {
    fn default() -> Sieve {
        Sieve([0; 256])
    }
}

impl Sieve {
    /// Adds a name.
    pub(super) fn add(&mut self, name: &str) {
        let (first, length) = place(name);
        self.0[first] |= length;
    }

    /// Whether the set may have the name; where it says no, it has it not.
    pub(super) fn may_hold(&self, name: &str) -> bool {
        let (first, length) = place(name);
        self.0[first] & length != 0
    }
}

/// The first byte, and the length as one bit; long names share the last.
fn place(name: &str) -> (usize, u32) {
    let first = name.as_bytes().first().copied().unwrap_or_default();
    (usize::from(first), 1 << name.len().min(31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_passes() {
        let mut sieve = Sieve::default();
        sieve.add("Secret");
        assert!(sieve.may_hold("Secret") && sieve.may_hold("String"));
        assert!(!sieve.may_hold("Secrets") && !sieve.may_hold("Option") && !sieve.may_hold(""));
    }
}
