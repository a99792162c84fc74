//! The hash of a line by which GitHub knows a result again when the lines around it move.
//!
//! It is the rolling hash of CodeQL's action, so that both agree: over 100 UTF-16 units from the start of a line, base
//! 37 modulo 2^64, blanks left out, every kind of line break as one, a last unit at the end of the file.

use std::collections::BTreeMap;

const WINDOW: usize = 100;
const BASE: u64 = 37;
const END_OF_FILE: u16 = 0xffff;
const LINE_FEED: u16 = b'\n' as u16;

/// The hash of each line of a text, as `hash:count`, where the count tells equal ones apart.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let mut rolling = Rolling {
        window: [0; WINDOW],
        lines: [None; WINDOW],
        at: 0,
        hash: 0,
        oldest: (0..WINDOW).fold(1u64, |power, _| power.wrapping_mul(BASE)),
        counts: BTreeMap::new(),
        hashes: Vec::new(),
    };
    let mut line = 0;
    let mut is_start = true;
    for unit in units(text) {
        rolling.give_out();
        if is_start {
            rolling.lines[rolling.at] = Some(line);
            line += 1;
        }
        is_start = unit == LINE_FEED;
        rolling.push(unit);
    }
    for _ in 0..WINDOW {
        rolling.give_out();
        rolling.push(0);
    }
    rolling.hashes
}

/// What counts of a text.
fn units(text: &str) -> impl Iterator<Item = u16> {
    let mut after_return = false;
    let units = text.encode_utf16().filter_map(move |unit| {
        let is_second_half = after_return && unit == LINE_FEED;
        let is_blank = unit == u16::from(b' ') || unit == u16::from(b'\t');
        if is_blank || is_second_half {
            after_return = false;
            return None;
        }
        after_return = unit == u16::from(b'\r');
        Some(if after_return { LINE_FEED } else { unit })
    });
    units.chain([END_OF_FILE])
}

struct Rolling {
    window: [u16; WINDOW],
    /// The line that begins at each unit of the window.
    lines: [Option<usize>; WINDOW],
    at: usize,
    hash: u64,
    /// What the oldest unit of the window weighs.
    oldest: u64,
    counts: BTreeMap<u64, usize>,
    hashes: Vec<String>,
}

impl Rolling {
    /// Gives out the hash of the line whose start is about to leave the window.
    fn give_out(&mut self) {
        if let Some(line) = self.lines[self.at].take() {
            let count = self.counts.entry(self.hash).or_default();
            *count += 1;
            self.hashes.resize(self.hashes.len().max(line + 1), String::new());
            self.hashes[line] = format!("{:x}:{count}", self.hash);
        }
    }

    fn push(&mut self, unit: u16) {
        let gone = u64::from(std::mem::replace(&mut self.window[self.at], unit));
        self.hash = self
            .hash
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(unit))
            .wrapping_sub(self.oldest.wrapping_mul(gone));
        self.at = (self.at + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_kinds_of_line_breaks_change_nothing() {
        let plain = line_hashes("a = 1\nb = 2\n");
        assert_eq!(plain, line_hashes("  a=1\r\n\tb  = 2\r\n"));
        assert_eq!(plain.len(), 3, "the end of the file is on a line of its own");
        assert_ne!(plain, line_hashes("a = 1\nb = 3\n"));
    }

    #[test]
    fn equal_lines_are_counted() {
        let text = format!("{}\n", "x".repeat(120)).repeat(3);
        let hashes = line_hashes(&text);
        assert!(hashes[0].ends_with(":1"), "{hashes:?}");
        assert_eq!(hashes[0].split(':').next(), hashes[1].split(':').next());
        assert!(hashes[1].ends_with(":2"), "{hashes:?}");
    }
}
