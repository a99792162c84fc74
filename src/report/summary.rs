//! What a run counted, in words.

use super::sanitize;
use crate::diagnostic::Level;
use std::fmt::Write;

/// What a run counted.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Files that were analysed.
    pub files: usize,
    /// Their lines.
    pub lines: usize,
    /// Message templates, and texts of locales with placeholders, that were read beside them.
    pub templates: usize,
    /// How many of these files hold test code only and were passed over.
    pub test_files: usize,
    /// Files that were not analysed, each with the reason.
    pub unread: Vec<(String, String)>,
    /// Files of which some part was not understood.
    pub partial: usize,
    /// Diagnostics of level error.
    pub denied: usize,
    /// Diagnostics of level warning.
    pub warned: usize,
    /// Diagnostics of level note.
    pub noted: usize,
    /// Findings that the policy allows, which are not shown.
    pub below_level: usize,
    /// Findings that an exception of the policy accepts.
    pub accepted: usize,
    /// Findings that a comment allows.
    pub suppressed: usize,
    /// Findings that were there before the change.
    pub known: usize,
    /// Findings that the baseline holds.
    pub baselined: usize,
    /// How many functions of test code in other files were passed over.
    pub test_functions: usize,
    /// Functions that were too large to be read to their end.
    pub cut: usize,
    /// Circles of calls whose summaries were still changing when they were given up.
    pub unsettled: usize,
    /// Functions that do something with parts of their arguments that lie deeper than paths of fields are followed.
    pub folded: usize,
    /// Expansions of macros that were given up, as too deep or too long.
    pub cut_expansions: usize,
    /// How long the run took.
    pub seconds: f64,
    /// How long its stages took, where that is asked for.
    pub stages: Vec<(&'static str, f64)>,
}

impl Summary {
    /// The count of a level.
    pub fn count_of(&mut self, level: Level) -> &mut usize {
        match level {
            Level::Error => &mut self.denied,
            Level::Warning => &mut self.warned,
            Level::Note => &mut self.noted,
        }
    }

    /// The summary as lines, each with its line break: one sentence; with `verbose` also what was not analysed.
    pub fn to_text(&self, verbose: bool) -> String {
        let mut text = format!("privlint: {} in {}", self.shown(), self.extent());
        let silent = self.silent();
        if !silent.is_empty() {
            let _ = write!(text, "; {}", silent.join(", "));
        }
        if !verbose && !self.unread.is_empty() {
            text.push_str(" (-v lists them)");
        }
        text.push('\n');
        if verbose {
            for (file, reason) in &self.unread {
                let _ = writeln!(text, "  {}: {}", sanitize::line(file), sanitize::line(reason));
            }
            text.push_str(&self.approximations());
            for (stage, seconds) in &self.stages {
                let share = 100.0 * seconds / self.seconds.max(f64::EPSILON);
                let _ = writeln!(text, "  {stage:<10} {:>8.1} ms {share:>5.1} %", seconds * 1e3);
            }
        }
        text
    }

    /// Where the analysis was cut short, a line each.
    fn approximations(&self) -> String {
        let mut text = String::new();
        if self.cut > 0 {
            let _ = writeln!(text, "  {} too large to be read to the end", counted(self.cut, "function"));
        }
        if self.cut_expansions > 0 {
            let expansions = counted(self.cut_expansions, "expansion");
            let _ = writeln!(text, "  {expansions} of macros given up as too deep or too long");
        }
        if self.folded > 0 {
            let functions = counted(self.folded, "function");
            let _ = writeln!(text, "  {functions} with fields too deep to be followed one by one");
        }
        if self.unsettled > 0 {
            let circles = counted(self.unsettled, "call circle");
            let _ = writeln!(text, "  {circles} given up before the summaries settled");
        }
        text
    }

    fn shown(&self) -> String {
        if self.denied + self.warned + self.noted == 0 {
            return "no findings".into();
        }
        let noted = if self.noted > 0 { format!(", {} noted", grouped(self.noted)) } else { String::new() };
        format!("{} denied, {} warned{noted}", grouped(self.denied), grouped(self.warned))
    }

    fn extent(&self) -> String {
        let templates = match self.templates {
            0 => String::new(),
            count => format!(" and {}", counted(count, "template")),
        };
        let (files, lines) = (counted(self.files, "file"), counted(self.lines, "line"));
        format!("{files} ({lines}){templates}, {:.1} s", self.seconds)
    }

    /// Everything that was passed over without a word; what nobody is told of, nobody can trust. The files come
    /// last, since the hint at their list follows them.
    fn silent(&self) -> Vec<String> {
        let parts = [
            (self.below_level, format!("{} allowed by policy", grouped(self.below_level))),
            (self.accepted, format!("{} accepted by exceptions", grouped(self.accepted))),
            (self.suppressed, format!("{} allowed by comments", grouped(self.suppressed))),
            (self.known, format!("{} known before", grouped(self.known))),
            (self.baselined, format!("{} in the baseline", grouped(self.baselined))),
            (self.test_files, format!("{} passed over", counted(self.test_files, "test file"))),
            (self.test_functions, format!("{} passed over", counted(self.test_functions, "test function"))),
            (self.partial, format!("{} analysed in part", counted(self.partial, "file"))),
            (self.unread.len(), format!("{} not analysed", counted(self.unread.len(), "file"))),
        ];
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect()
    }
}

/// A number with its noun, in the plural unless it is one.
pub fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// Digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_said_in_one_sentence() {
        let unread = vec![("src/\u{1b}t.rs".to_owned(), "not valid UTF-8 at byte 3".to_owned())];
        let summary =
            Summary { files: 214, lines: 48120, denied: 3, warned: 12, seconds: 1.24, ..Summary::default() };
        assert_eq!(
            summary.to_text(false),
            "privlint: 3 denied, 12 warned in 214 files (48,120 lines), 1.2 s\n"
        );

        let summary = Summary { below_level: 5, test_files: 2, unread, ..summary };
        assert_eq!(
            summary.to_text(false),
            "privlint: 3 denied, 12 warned in 214 files (48,120 lines), 1.2 s; \
             5 allowed by policy, 2 test files passed over, 1 file not analysed (-v lists them)\n"
        );
        assert_eq!(
            summary.to_text(true),
            "privlint: 3 denied, 12 warned in 214 files (48,120 lines), 1.2 s; \
             5 allowed by policy, 2 test files passed over, 1 file not analysed\n  src/?t.rs: not valid UTF-8 at byte 3\n"
        );
    }

    #[test]
    fn nothing_found_is_said_too() {
        let summary =
            Summary { files: 1, lines: 1_000_001, suppressed: 1000, partial: 2, ..Summary::default() };
        assert_eq!(
            summary.to_text(false),
            "privlint: no findings in 1 file (1,000,001 lines), 0.0 s; 1,000 allowed by comments, \
             2 files analysed in part\n"
        );
        assert_eq!(counted(0, "line"), "0 lines");
    }
}
