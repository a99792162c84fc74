//! A walk over a folder, on the disk or in a snapshot, that no tree can make endless or costly: links are not followed,
//! and what says what is ignored is read as any other file is, up to a bound.

use super::{Disk, Found, Node};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

/// The longest `.gitignore` that counts, in bytes; nobody writes a longer one by hand.
const MAX_RULES_BYTES: u64 = 256 * 1024;

/// What lies below a folder. Only what lies in the tree may decide what is read, so settings of the machine and its user
/// are left out.
pub(super) fn walk(disk: &Disk, start: &Path, enters: &dyn Fn(&Path) -> bool) -> Vec<Result<Found, String>> {
    let mut found = Vec::new();
    descend(disk, start, enters, &mut Vec::new(), &mut found);
    found
}

fn descend(
    disk: &Disk,
    dir: &Path,
    enters: &dyn Fn(&Path) -> bool,
    rules: &mut Vec<Gitignore>,
    found: &mut Vec<Result<Found, String>>,
) {
    found.push(Ok(Found { path: dir.to_path_buf(), is_file: false }));
    let entries = match disk.entries(dir) {
        Ok(entries) => entries,
        Err(error) => return found.push(Err(format!("{}: {error}", dir.display()))),
    };
    let count = rules.len();
    rules.extend(ignored_by(disk, dir));
    for (path, node) in entries {
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        // The deepest file that speaks of a path decides.
        let is_folder = node == Node::Folder;
        let word =
            rules.iter().rev().map(|rules| rules.matched(&path, is_folder)).find(|word| !word.is_none());
        let (is_ignored, is_wanted) =
            word.map_or((false, false), |word| (word.is_ignore(), word.is_whitelist()));
        if is_ignored || is_hidden && !is_wanted {
            continue;
        }
        match is_folder {
            true if enters(&path) => descend(disk, &path, enters, rules, found),
            true => {}
            false => found.push(Ok(Found { path, is_file: node == Node::File })),
        }
    }
    rules.truncate(count);
}

/// The rules of a folder's own `.gitignore`.
fn ignored_by(disk: &Disk, dir: &Path) -> Option<Gitignore> {
    let path = dir.join(".gitignore");
    if !disk.is_file(&path) {
        return None;
    }
    let text = disk.read(&path, MAX_RULES_BYTES).ok()?;
    let mut builder = GitignoreBuilder::new(dir);
    // A byte order mark is none of the first rule, what is no UTF-8 ends the rules, and a line that is no pattern is left
    // out, as git and others have it.
    let rules = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text);
    for line in rules.split(|byte| *byte == b'\n').map_while(|line| std::str::from_utf8(line).ok()) {
        let _ = builder.add_line(None, line.trim_end_matches('\r'));
    }
    builder.build().ok()
}
