//! A walk over a folder, on the disk or in a snapshot, that no tree can make endless or costly: links are not followed,
//! and what says what is ignored is read as any other file is, up to a bound.

use super::{Disk, Found, Node};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What lies below a folder. Only what lies in the tree may decide what is read, so settings of the machine and its user
/// are left out.
pub(super) fn walk(disk: &Disk, start: &Path, enters: Enters) -> Vec<Result<Found, String>> {
    descend(disk, start, enters, None)
}

/// Whether a walk goes into a folder.
type Enters<'e> = &'e (dyn Fn(&Path) -> bool + Sync);

/// The rules of a folder, and those of the folders above it.
struct Rules<'r> {
    own: Gitignore,
    above: Option<&'r Rules<'r>>,
}

impl Rules<'_> {
    /// Whether a path is ignored, and whether it is wanted by name. The deepest file that speaks of it decides.
    fn say(&self, path: &Path, is_folder: bool) -> (bool, bool) {
        let word = self.own.matched(path, is_folder);
        match self.above.filter(|_| word.is_none()) {
            Some(above) => above.say(path, is_folder),
            None => (word.is_ignore(), word.is_whitelist()),
        }
    }
}

fn descend(disk: &Disk, dir: &Path, enters: Enters, above: Option<&Rules>) -> Vec<Result<Found, String>> {
    let mut found = vec![Ok(Found { path: dir.to_path_buf(), is_file: false })];
    let entries = match disk.entries(dir) {
        Ok(entries) => entries,
        Err(error) => {
            found.push(Err(format!("{}: {error}", dir.display())));
            return found;
        }
    };
    let own = entries.iter().any(|(path, _)| path.ends_with(RULES)).then(|| ignored_by(disk, dir)).flatten();
    let own = own.map(|own| Rules { own, above });
    let rules = own.as_ref().or(above);
    let is_met = |(path, node): &(PathBuf, Node)| {
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        let (is_ignored, is_wanted) =
            rules.map_or((false, false), |rules| rules.say(path, *node == Node::Folder));
        !is_ignored && (!is_hidden || is_wanted)
    };
    let met: Vec<(PathBuf, Node)> = entries.into_iter().filter(is_met).collect();
    // Folders take time, so each is for any thread; what is found in them keeps their order.
    let folders = met.par_iter().filter(|(_, node)| *node == Node::Folder);
    let below = folders.map(|(path, _)| match enters(path) {
        true => descend(disk, path, enters, rules),
        false => Vec::new(),
    });
    let mut below = below.collect::<Vec<_>>().into_iter();
    for (path, node) in met {
        match node {
            Node::Folder => found.extend(below.next().into_iter().flatten()),
            _ => found.push(Ok(Found { path, is_file: node == Node::File })),
        }
    }
    found
}

/// The file that says what is ignored.
const RULES: &str = ".gitignore";
/// The longest one that counts, in bytes; nobody writes a longer one by hand.
const MAX_RULES_BYTES: u64 = 256 * 1024;

/// The rules of a folder's own `.gitignore`.
fn ignored_by(disk: &Disk, dir: &Path) -> Option<Gitignore> {
    let path = dir.join(RULES);
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
