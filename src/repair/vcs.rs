//! Whether a change can be taken back: the state of the repository around the root.

use crate::git::git;
use std::path::Path;

/// What the user allows in spite of the danger.
#[derive(Clone, Copy, Debug, Default)]
pub struct Allowed {
    /// Changes that are not staged.
    pub dirty: bool,
    /// Changes that are staged and not committed.
    pub staged: bool,
    /// No repository at all.
    pub no_vcs: bool,
}

/// How many files are named in a message.
const MAX_NAMED: usize = 8;

/// Whether files may be changed; else why not, with a way out.
///
/// # Errors
/// Where there is no repository, or it holds changes that are not committed.
pub fn check(root: &Path, allowed: Allowed) -> Result<(), String> {
    let Some(status) = status(root) else {
        return match allowed.no_vcs {
            true => Ok(()),
            false => {
                Err("there is no repository that could take changes back; commit the files to one, or add \
                          `--allow-no-vcs`"
                    .into())
            }
        };
    };
    let entries = || status.split('\0').filter(|entry| entry.len() > 3);
    let staged = entries().filter(|entry| !entry.starts_with([' ', '?']));
    let dirty = entries().filter(|entry| !entry[1..].starts_with(' '));
    let told = |files: Vec<&str>, what: &str, flag: &str| {
        let named: Vec<String> =
            files.iter().take(MAX_NAMED).map(|entry| format!("\n  {}", &entry[3..])).collect();
        let more = files.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 { format!("\n  and {more} more") } else { String::new() };
        format!("there are {what}; commit or stash them, or add `{flag}`:{}{more}", named.concat())
    };
    let dirty: Vec<&str> = dirty.collect();
    if !dirty.is_empty() && !allowed.dirty {
        return Err(told(dirty, "changes that are not committed", "--allow-dirty"));
    }
    let staged: Vec<&str> = staged.collect();
    if !staged.is_empty() && !allowed.staged && !allowed.dirty {
        return Err(told(staged, "changes that are staged and not committed", "--allow-staged"));
    }
    Ok(())
}

/// What git says of the files below a folder, one entry for each that is not as committed; nothing where there is no
/// repository. No program that the repository names is run for it, and no lock is taken.
fn status(root: &Path) -> Option<String> {
    let mut git = git(root);
    git.args([
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=normal",
        "--ignore-submodules=all",
        "--",
        ".",
    ]);
    let output = git.output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
