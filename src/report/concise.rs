//! One line for each diagnostic, as grep and compilers write it: `path:line:column: level[rule] message`.

use super::excerpt::Excerpts;
use super::{Format, Report, code, level_word, sanitize};
use crate::diagnostic::Diagnostic;
use std::io::{Result, Write};

/// The format `concise`; it leaves the summary to the caller, so that each of its lines has the same shape.
pub(super) struct Concise;

impl Format for Concise {
    fn name(&self) -> &'static str {
        "concise"
    }

    fn write(&self, report: &Report<'_>, out: &mut dyn Write) -> Result<()> {
        let excerpts = Excerpts::places(report.sources, report.diagnostics);
        report.diagnostics.iter().try_for_each(|diagnostic| write_line(&excerpts, diagnostic, out))
    }
}

fn write_line(excerpts: &Excerpts<'_>, diagnostic: &Diagnostic, out: &mut dyn Write) -> Result<()> {
    let primary = diagnostic.primary.as_ref().map(|label| label.span);
    let place = primary.and_then(|span| excerpts.get(span.file).map(|excerpt| excerpt.place(span)));
    let place = place.as_deref().unwrap_or("privlint");
    let level = level_word(diagnostic.level);
    let code = code(diagnostic).map(|code| format!("[{code}]")).unwrap_or_default();
    writeln!(out, "{place}: {level}{code} {}", sanitize::line(&diagnostic.message))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn each_diagnostic_is_one_line() {
        assert_eq!(
            fixture::written(&Concise),
            "notify/src/send.rs:3:20: warning[privlint::sensitive_log] `Customer.phone` reaches `warn!`\n\
             privlint: error cannot read ?[2Jx y\n"
        );
    }
}
