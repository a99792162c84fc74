//! The texts of one run: which files were read, what they hold, and where their lines begin.
//!
//! Invariants: a text is kept byte for byte as on disk; a file that could not be read has an entry with an empty
//! text and a reason, so every [`FileId`] is valid; files are sorted by path, so ids do not depend on threads.

use crate::disk::{Disk, MAX_FILE_BYTES};
use crate::span::{FileId, Span};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// One text with its line index.
#[derive(Debug)]
pub struct SourceFile {
    /// Path relative to the root of the run, with `/` between its parts.
    pub name: String,
    /// Where it lies on disk.
    pub path: PathBuf,
    /// The text as on disk; empty where it could not be read.
    pub text: String,
    /// Why the text is missing, in words.
    pub unread: Option<String>,
    /// Asked for in few files, where something is told of.
    line_starts: OnceLock<Vec<u32>>,
    /// Counted while the text is at hand.
    line_breaks: usize,
}

impl SourceFile {
    /// A file whose text is known already.
    pub fn new(name: String, path: PathBuf, text: String) -> SourceFile {
        let line_breaks = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        SourceFile { name, path, text, unread: None, line_starts: OnceLock::new(), line_breaks }
    }

    /// Reads the file; what cannot be read (missing, not UTF-8, too large, no plain file) is kept as a reason.
    pub fn read(disk: &Disk, name: String, path: PathBuf) -> SourceFile {
        match read_text(disk, &path) {
            Ok(text) => SourceFile::new(name, path, text),
            Err(reason) => {
                let mut file = SourceFile::new(name, path, String::new());
                file.unread = Some(reason);
                file
            }
        }
    }

    /// Where each line begins, in bytes.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at as u32 + 1);
            std::iter::once(0).chain(newlines).collect()
        })
    }

    /// The zero-based line of a byte offset.
    pub fn line_of(&self, offset: u32) -> usize {
        self.line_starts().partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The byte range of a zero-based line, without its line break.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let starts = self.line_starts();
        let start = starts.get(line).map_or(self.text.len(), |&start| start as usize);
        let end = starts.get(line + 1).map_or(self.text.len(), |&next| next as usize);
        let content = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + content.len()
    }

    /// How many lines the text has; a line break at its end begins none.
    pub fn line_count(&self) -> usize {
        self.line_breaks + usize::from(!self.text.ends_with('\n'))
    }

    /// Zero-based line and column of an offset; columns count Unicode scalar values, as rustc does.
    pub fn position(&self, offset: u32) -> (usize, usize) {
        let line = self.line_of(offset);
        let start = self.line_starts()[line] as usize;
        let end = floor_boundary(&self.text, offset as usize);
        (line, self.text[start.min(end)..end].chars().count())
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn read_text(disk: &Disk, path: &Path) -> Result<String, String> {
    let bytes = disk.read(path, MAX_FILE_BYTES)?;
    String::from_utf8(bytes)
        .map_err(|error| format!("not valid UTF-8 at byte {}", error.utf8_error().valid_up_to()))
}

/// Every file of a run.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// A map over `files`; their order gives the ids.
    pub fn new(files: Vec<SourceFile>) -> SourceMap {
        SourceMap { files }
    }

    /// Adds a file behind the others.
    pub fn push(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(self.files.len() as u32 - 1)
    }

    /// Puts another text in the place of a file's.
    pub fn replace(&mut self, id: FileId, text: String) {
        let file = &mut self.files[id.0 as usize];
        *file = SourceFile::new(std::mem::take(&mut file.name), std::mem::take(&mut file.path), text);
    }

    /// The file of an id.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text under a span; empty where the span does not fit the text.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_lose_their_breaks() {
        let file = SourceFile::new("a.rs".into(), "a.rs".into(), "日本 x\r\nsecond\n".into());
        assert_eq!(file.position(7), (0, 3), "`x` stands behind two wide characters and a space");
        assert_eq!(&file.text[file.line_range(0)], "日本 x");
        assert_eq!(&file.text[file.line_range(1)], "second");
        assert_eq!(file.line_count(), 2);
    }

    #[test]
    fn a_folder_is_no_file_and_says_so() {
        let file = SourceFile::read(&Disk::Here, ".".into(), ".".into());
        assert_eq!(file.unread.as_deref(), Some("not a regular file"));
    }
}
