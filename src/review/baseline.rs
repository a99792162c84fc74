//! The baseline: findings that a team knows, kept in a file of its own until they are mended.
//!
//! Terms: an *entry* is one line of the file; it is *stale* where no finding is it any more.
//!
//! Invariants: entries are sorted and hold no line number, so that two branches merge without a conflict; of three equal
//! findings two entries hold two.

use super::compare::{Side, file, findings, identity};
use super::pool::Pool;
use crate::document::{Day, day};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What the file begins with.
const HEAD: &str = "# Findings that are known, one on each line: file, lint, fingerprint, day, what is shown.\n\
                    # `cargo privlint --write-baseline` adds what is new and takes out what is gone.\n";

/// A baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Entry, usize>,
}

/// A finding that is known; the order is that of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The file in which it was found.
    pub file: String,
    /// The lint.
    pub lint: String,
    print: String,
    day: Day,
    /// Its message.
    pub message: String,
}

impl Baseline {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// The number of the first line that is no entry, from one, and why.
    pub fn read(text: &str) -> Result<Baseline, (usize, &'static str)> {
        let mut baseline = Baseline::default();
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            // A line may end in more returns than one, and the last in a return alone; none is of the message.
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>") {
                return Err((at + 1, "a merge is not finished here; keep the lines of both sides"));
            }
            let fields: Vec<&str> = line.split('\t').collect();
            let [file, lint, print, written, message] = fields.as_slice() else {
                return Err((at + 1, "an entry has five fields with tabs between them"));
            };
            let day = day(written).ok_or((at + 1, "the fourth field is to be a day, such as 2026-12-31"))?;
            let own = |text: &&str| (*text).to_string();
            let entry =
                Entry { file: own(file), lint: own(lint), print: own(print), day, message: own(message) };
            *baseline.entries.entry(entry).or_default() += 1;
        }
        Ok(baseline)
    }

    /// The findings that are known, by their places among the diagnostics, and the entries that are stale.
    pub fn compare(&self, side: &Side) -> (Vec<usize>, Vec<&Entry>) {
        let mut open = self.pool(|entry| entry);
        let is_known = |at: &usize| open.take(&identity(side, *at)).is_some();
        let known = findings(side).filter(is_known).collect();
        let mut stale: Vec<&Entry> = open.left().collect();
        stale.sort();
        (known, stale)
    }

    /// The baseline that holds all findings of a day, and of what is known the entries of files that were not looked at;
    /// what is known keeps its day.
    pub fn of(&self, side: &Side, today: Day, is_seen: &dyn Fn(&str) -> bool) -> Baseline {
        let mut days = self.pool(|entry| entry.day);
        let unseen = self.entries.iter().filter(|(entry, _)| !is_seen(&entry.file));
        let mut baseline =
            Baseline { entries: unseen.map(|(entry, count)| (entry.clone(), *count)).collect() };
        for at in findings(side) {
            let identity = identity(side, at);
            let day = days.take(&identity).unwrap_or(today);
            let (lint, print) = identity;
            let line = |text: &str| text.split(char::is_control).collect::<Vec<_>>().join(" ");
            let (file, message) = (line(file(side, at)), line(&side.diagnostics[at].message));
            *baseline.entries.entry(Entry { file, lint, print, day, message }).or_default() += 1;
        }
        baseline
    }

    /// Something of each entry, by the identity of its finding.
    fn pool<'b, T: Clone>(&'b self, of: impl Fn(&'b Entry) -> T) -> Pool<(String, String), T> {
        let each = self.entries.iter().map(|(entry, count)| (entry, *count));
        Pool::of(each.flat_map(|(entry, count)| {
            let key = (entry.lint.clone(), entry.print.clone());
            std::iter::repeat_n((key, of(entry)), count)
        }))
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_string();
        for (Entry { file, lint, print, day, message }, count) in &self.entries {
            let (year, month, day) = day;
            for _ in 0..*count {
                let _ = writeln!(text, "{file}\t{lint}\t{print}\t{year:04}-{month:02}-{day:02}\t{message}");
            }
        }
        text
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.entries.values().sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
