//! Walks over a folder, on the disk and in a snapshot, by the same rules.

use super::{Found, Kind, Snapshot};
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

/// Only what lies in the tree may decide what is read, so settings of the machine and its user are left out.
pub(super) fn here<F: Fn(&Path) -> bool + Send + Sync + 'static>(
    start: &Path,
    enters: F,
) -> impl Iterator<Item = Result<Found, String>> + use<F> {
    let walk = WalkBuilder::new(start)
        .parents(false)
        .ignore(false)
        .git_global(false)
        .git_exclude(false)
        .require_git(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !is_folder || enters(entry.path())
        })
        .build();
    walk.map(|entry| match entry {
        Ok(entry) => {
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            Ok(Found { path: entry.into_path(), is_file })
        }
        Err(error) => Err(error.to_string()),
    })
}

/// The same of a snapshot.
pub(super) fn then(
    snapshot: &Snapshot,
    start: &Path,
    enters: &dyn Fn(&Path) -> bool,
) -> Vec<Result<Found, String>> {
    let mut found = Vec::new();
    descend(snapshot, start, enters, &mut Vec::new(), &mut found);
    found
}

fn descend(
    snapshot: &Snapshot,
    dir: &Path,
    enters: &dyn Fn(&Path) -> bool,
    rules: &mut Vec<Gitignore>,
    found: &mut Vec<Result<Found, String>>,
) {
    found.push(Ok(Found { path: dir.to_path_buf(), is_file: false }));
    let own = ignored_by(snapshot, dir);
    let count = rules.len();
    rules.extend(own);
    for (path, is_link) in snapshot.list(dir) {
        let is_folder = !is_link && snapshot.kind(&path) == Some(Kind::Folder);
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        // The deepest file that speaks of a path decides.
        let word =
            rules.iter().rev().map(|rules| rules.matched(&path, is_folder)).find(|word| !word.is_none());
        let (is_ignored, is_wanted) =
            word.map_or((false, false), |word| (word.is_ignore(), word.is_whitelist()));
        if is_ignored || is_hidden && !is_wanted {
            continue;
        }
        match is_folder {
            true if enters(&path) => descend(snapshot, &path, enters, rules, found),
            true => {}
            false => {
                let is_file = !is_link && snapshot.kind(&path) == Some(Kind::File);
                found.push(Ok(Found { path, is_file }));
            }
        }
    }
    rules.truncate(count);
}

/// The rules of a folder's own `.gitignore`.
fn ignored_by(snapshot: &Snapshot, dir: &Path) -> Option<Gitignore> {
    let path = dir.join(".gitignore");
    if snapshot.kind(&path) != Some(Kind::File) {
        return None;
    }
    let text = snapshot.read(&path, super::MAX_FILE_BYTES).ok()?;
    let mut builder = GitignoreBuilder::new(dir);
    // As the walk over the disk does: a byte order mark is none of the first rule, what is no UTF-8 ends the rules, and
    // a line that is no pattern is left out.
    let rules = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text);
    for line in rules.split(|byte| *byte == b'\n').map_while(|line| std::str::from_utf8(line).ok()) {
        let _ = builder.add_line(None, line.trim_end_matches('\r'));
    }
    builder.build().ok()
}
