//! `--baseline` and `--write-baseline`: what is known is taken out of the report, or written down.

use super::args::Check;
use super::check::today;
use super::fail;
use super::prepare::Prepared;
use crate::analysis::Outcome;
use crate::diagnostic::{Diagnostic, Silence};
use crate::report;
use crate::review::{Baseline, Entry, Side};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file where none is given, in the root of the workspace.
const FILE: &str = "privlint.baseline";
/// So many stale entries are named.
const MAX_NAMED: usize = 8;

/// Takes out what the baseline holds, or writes all findings into it; nothing where that cannot be done.
pub(super) fn apply(options: &Check, now: &Prepared, outcome: &mut Outcome) -> Option<()> {
    let path: PathBuf = match &options.baseline {
        Some(path) if !path.is_empty() => PathBuf::from(path),
        None if !options.write_baseline => return Some(()),
        _ => now.workspace.root.join(FILE),
    };
    let known = read(&path, options.write_baseline).map_err(|reason| fail(&reason)).ok()?;
    let side = Side { sources: &now.sources, diagnostics: &outcome.diagnostics };
    if options.write_baseline {
        let written = known.of(&side, today().unwrap_or((1970, 1, 1)));
        write(&path, &written.text()).map_err(|reason| fail(&reason)).ok()?;
        if !options.quiet {
            let count = report::counted(written.len(), "finding");
            let _ = writeln!(anstream::stderr(), "privlint: {count} written to `{}`", path.display());
        }
        let all = (0..outcome.diagnostics.len()).filter(|at| outcome.diagnostics[*at].rule.is_some());
        outcome.silence(all.map(|at| (at, Silence::Baseline)).collect());
        return Some(());
    }
    let (found, stale) = known.compare(&side);
    let is_whole = options.base.is_none() && now.workspace.packages.iter().all(|package| package.selected);
    let told = if is_whole { told(&path, &stale) } else { None };
    outcome.silence(found.into_iter().map(|at| (at, Silence::Baseline)).collect());
    outcome.diagnostics.extend(told);
    Some(())
}

fn read(path: &Path, may_be_missing: bool) -> Result<Baseline, String> {
    let name = path.display();
    match std::fs::read_to_string(path) {
        Ok(text) => Baseline::read(&text).map_err(|(line, reason)| {
            format!("the baseline cannot be understood at {name}:{line}: {reason}")
        }),
        Err(error) if error.kind() == ErrorKind::NotFound && may_be_missing => Ok(Baseline::default()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(format!("there is no baseline `{name}`; `--write-baseline` writes one"))
        }
        Err(error) => Err(format!("the baseline `{name}` cannot be read: {error}")),
    }
}

/// Puts a text in the place of a file at once.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let words = |error: std::io::Error| format!("`{}` cannot be written: {error}", path.display());
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let new = path.with_file_name(name);
    std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, path)).map_err(words)
}

/// What is to be said of entries that are stale.
fn told(path: &Path, stale: &[&Entry]) -> Option<Diagnostic> {
    if stale.is_empty() {
        return None;
    }
    let count = report::counted(stale.len(), "entry").replace("entrys", "entries");
    let message = format!("{count} of the baseline `{}` hold nothing any more", path.display());
    let name = |entry: &&Entry| format!("{}: {} {}", entry.file, entry.lint, entry.message);
    let named = stale.iter().take(MAX_NAMED).map(name);
    let more = stale.len().saturating_sub(MAX_NAMED);
    let more = (more > 0).then(|| format!("and {more} more"));
    let said = named.chain(more).fold(Diagnostic::warning(message), Diagnostic::note);
    Some(said.note("`--write-baseline` takes them out"))
}
