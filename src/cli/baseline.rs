//! `--baseline` and `--write-baseline`: what is known is taken out of the report, or written down.

use super::args::Check;
use super::check::today;
use super::fail;
use super::prepare::Prepared;
use crate::analysis::Outcome;
use crate::diagnostic::{Diagnostic, Silence};
use crate::disk::{self, Disk, MAX_FILE_BYTES};
use crate::report;
use crate::review::{Baseline, Entry, Side};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The name of the file where none is given, in the root of the workspace.
const FILE: &str = "privlint.baseline";
/// So many stale entries are named.
const MAX_NAMED: usize = 8;

/// Takes out what the baseline holds, or writes all findings into it; nothing where that cannot be done.
pub(super) fn apply(options: &Check, now: &Prepared, outcome: &mut Outcome) -> Option<()> {
    // What was not analysed has nothing to compare.
    if now.is_misread {
        return Some(());
    }
    let path: PathBuf = match &options.baseline {
        Some(path) if !path.is_empty() => PathBuf::from(path),
        None if !options.write_baseline => return Some(()),
        _ => now.workspace.root.join(FILE),
    };
    let known = read(&path, options.write_baseline).map_err(|reason| fail(&reason)).ok()?;
    let side = Side { sources: &now.sources, diagnostics: &outcome.diagnostics };
    if options.write_baseline {
        let workspace = &now.workspace;
        let is_seen = |file: &str| workspace.around(file).is_none_or(|at| workspace.packages[at].selected);
        let written = known.of(&side, today().unwrap_or((1970, 1, 1)), &is_seen);
        if let Err(error) = disk::put(&path, &written.text(), None) {
            fail(&format!("`{}` cannot be written: {error}", path.display()));
            return None;
        }
        if !options.quiet {
            let count = report::counted(written.len(), "finding");
            let _ = writeln!(anstream::stderr(), "privlint: {count} written to `{}`", path.display());
        }
        let (all, _) = written.compare(&side);
        outcome.silence(&all, &Silence::Baseline);
        return Some(());
    }
    let (found, stale) = known.compare(&side);
    let is_whole = options.base.is_none() && now.workspace.packages.iter().all(|package| package.selected);
    let told = if is_whole { told(&path, &stale) } else { None };
    outcome.silence(&found, &Silence::Baseline);
    outcome.diagnostics.extend(told);
    Some(())
}

fn read(path: &Path, may_be_missing: bool) -> Result<Baseline, String> {
    let name = path.display();
    if path.symlink_metadata().is_err() {
        return match may_be_missing {
            true => Ok(Baseline::default()),
            false => Err(format!("there is no baseline `{name}`; `--write-baseline` writes one")),
        };
    }
    let text = Disk::Here
        .read(path, MAX_FILE_BYTES)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is no UTF-8".to_string()));
    let text = text.map_err(|reason| format!("the baseline `{name}` cannot be read: {reason}"))?;
    Baseline::read(&text)
        .map_err(|(line, reason)| format!("the baseline cannot be understood at {name}:{line}: {reason}"))
}

/// What is to be said of entries that are stale.
fn told(path: &Path, stale: &[&Entry]) -> Option<Diagnostic> {
    if stale.is_empty() {
        return None;
    }
    let message = match stale.len() {
        1 => format!("1 entry of the baseline `{}` holds nothing any more", path.display()),
        count => format!("{count} entries of the baseline `{}` hold nothing any more", path.display()),
    };
    let name = |entry: &&Entry| format!("{}: {} {}", entry.file, entry.lint, entry.message);
    let named = stale.iter().take(MAX_NAMED).map(name);
    let more = stale.len().saturating_sub(MAX_NAMED);
    let more = (more > 0).then(|| format!("and {more} more"));
    let said = named.chain(more).fold(Diagnostic::warning(message), Diagnostic::note);
    Some(said.note("`--write-baseline` takes them out"))
}
