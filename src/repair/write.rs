//! Writes changed files to the disk.

use super::Mended;
use crate::disk;
use crate::source::SourceMap;
use std::path::Path;

/// Writes every file at once by a new file beside it that takes its place; its permissions stay. What cannot be
/// written is returned with the reason, and is as before.
pub fn write(root: &Path, sources: &SourceMap, mended: &Mended) -> Vec<(String, String)> {
    let mut failed = Vec::new();
    for (file, change) in &mended.files {
        let source = sources.file(*file);
        if let Err(reason) = replace(root, &source.path, &change.before, &change.after) {
            failed.push((source.name.clone(), reason));
        }
    }
    failed
}

/// Puts a text in the place of a file at once, where that still holds what was read.
///
/// # Errors
/// In words, where the file has changed, lies outside of the root, or cannot be written.
pub fn replace(root: &Path, path: &Path, before: &str, after: &str) -> Result<(), String> {
    let words = |error: std::io::Error| error.to_string();
    let path = path.canonicalize().map_err(words)?;
    let root = root.canonicalize().map_err(words)?;
    if !path.starts_with(&root) {
        return Err("it is a link that leads out of the root".into());
    }
    let known = std::fs::read(&path).map_err(words)?;
    if known != before.as_bytes() {
        return Err("it has changed since it was read; run again".into());
    }
    let meta = std::fs::metadata(&path).map_err(words)?;
    disk::put(&path, after, Some(meta.permissions())).map_err(words)
}
