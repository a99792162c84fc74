//! JUnit's XML, which most servers of builds show: each file is a suite, each finding a failed case of it.

use super::excerpt::Excerpts;
use super::region::place;
use super::{Format, Report, code, level_word, sanitize};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::io::{Result, Write};

/// The format `junit`.
pub(super) struct Junit;

impl Format for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let excerpts = Excerpts::of(report.sources, report.diagnostics);
        let mut suites: BTreeMap<String, Vec<(usize, &Diagnostic)>> = BTreeMap::new();
        for diagnostic in report.diagnostics {
            let place = place(report, &excerpts, diagnostic);
            let (path, line) = place.map_or((report.nowhere(), 1), |place| (place.path, place.start.line));
            suites.entry(path).or_default().push((line, diagnostic));
        }
        let count = report.diagnostics.len();
        // A report without any case is taken for one that was never written.
        let cases = count.max(1);
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites name=\"privlint\" tests=\"{cases}\" failures=\"{count}\" errors=\"0\">")?;
        for (path, found) in &suites {
            let (name, count) = (escaped(path), found.len());
            writeln!(
                out,
                "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{count}\" errors=\"0\" skipped=\"0\">"
            )?;
            for (line, diagnostic) in found {
                let rule = code(diagnostic).unwrap_or_else(|| "privlint".to_string());
                let (case, kind) = (format!("{rule} at line {line}"), level_word(diagnostic.level));
                writeln!(
                    out,
                    "    <testcase classname=\"{name}\" name=\"{}\" file=\"{name}\" line=\"{line}\">",
                    escaped(&case)
                )?;
                let message = escaped(&diagnostic.message);
                let notes: Vec<String> = diagnostic.notes.iter().map(|note| escaped(note)).collect();
                writeln!(
                    out,
                    "      <failure type=\"{kind}\" message=\"{message}\">{}</failure>",
                    notes.join("&#10;")
                )?;
                writeln!(out, "    </testcase>")?;
            }
            writeln!(out, "  </testsuite>")?;
        }
        if suites.is_empty() {
            writeln!(
                out,
                "  <testsuite name=\"privlint\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">"
            )?;
            writeln!(out, "    <testcase classname=\"privlint\" name=\"no findings\"/>")?;
            writeln!(out, "  </testsuite>")?;
        }
        writeln!(out, "</testsuites>")
    }
}

fn escaped(text: &str) -> String {
    let text = sanitize::line(text);
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;")
}
