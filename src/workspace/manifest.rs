//! One `Cargo.toml` as data.
//!
//! Terms: a *fault* is why a manifest has no values.
//!
//! Invariants: a manifest always exists as data, if need be without values, so that whoever asks it finds
//! nothing instead of failing; a value of an unexpected type reads as absent.

use crate::document::{self, Node};
use crate::paths::slashed;
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use std::path::{Path, PathBuf};

/// The largest manifest that is read, in bytes; nobody writes a longer one by hand.
pub(super) const MAX_MANIFEST_BYTES: u64 = 4 * 1024 * 1024;

/// A manifest that was read, or the reason why it has no values.
pub(super) struct Manifest {
    /// The absolute folder that holds it.
    pub dir: PathBuf,
    /// Its text's place among the manifests of this run.
    pub file: FileId,
    /// Why there are no values.
    pub fault: Option<Fault>,
    root: Node,
}

/// Why a manifest could not be understood.
#[derive(Clone)]
pub(super) struct Fault {
    /// One sentence without a final stop.
    pub message: String,
    /// The place of the mistake; empty at the start where the text itself is missing.
    pub span: Span,
    /// Whether there was a text at all.
    pub unread: bool,
}

impl Manifest {
    /// Parses the text of the manifest in `dir`.
    pub fn parse(dir: &Path, file: FileId, source: &SourceFile) -> Manifest {
        let mut manifest = Manifest::empty(dir, file);
        if let Some(reason) = &source.unread {
            let span = Span::new(file, 0, 0);
            manifest.fault = Some(Fault { message: reason.clone(), span, unread: true });
            return manifest;
        }
        match document::parse(file, &source.text) {
            Ok(root) => manifest.root = root,
            Err((message, span)) => manifest.fault = Some(Fault { message, span, unread: false }),
        }
        manifest
    }

    /// A manifest that says nothing, for folders that are read without one.
    pub fn empty(dir: &Path, file: FileId) -> Manifest {
        Manifest { dir: dir.to_path_buf(), file, fault: None, root: Node::empty(file) }
    }

    /// The whole document as a node.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The node at the end of a chain of keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(&self.root, |node, key| node.get(key))
    }

    /// Whether it is the root of a workspace.
    pub fn is_workspace(&self) -> bool {
        self.at(&["workspace"]).is_some()
    }

    /// The name of the manifest file relative to `root`, with `/`.
    pub fn name_in(&self, root: &Path) -> String {
        let path = self.dir.join("Cargo.toml");
        slashed(path.strip_prefix(root).unwrap_or(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Manifest, SourceFile) {
        let source = SourceFile::new("Cargo.toml".into(), "/w/Cargo.toml".into(), text.into());
        (Manifest::parse(Path::new("/w"), FileId(0), &source), source)
    }

    #[test]
    fn values_know_their_places_also_behind_a_byte_order_mark() {
        for mark in ["", "\u{feff}"] {
            let (manifest, source) = parse(&format!("{mark}# é\n[package]\nname = \"a\"\nversion = 1\n"));
            let name = manifest.at(&["package", "name"]).unwrap();
            assert_eq!((name.text(), &source.text[name.span.range()]), (Some("a"), "\"a\""));
            assert_eq!(&source.text[manifest.at(&["package"]).unwrap().span.range()], "[package]");
            assert_eq!(manifest.at(&["package", "version"]).unwrap().text(), None);
        }
    }

    #[test]
    fn a_mistake_is_kept_with_its_place() {
        let (manifest, source) = parse("[package]\nname = \"a\n");
        let fault = manifest.fault.unwrap();
        assert_eq!(source.position(fault.span.start).0, 1);
        assert!(!fault.message.contains('\n') && !fault.message.is_empty(), "{}", fault.message);
        let (deep, _) = parse(&format!("a = {}", "[".repeat(200_000)));
        assert!(deep.fault.is_some(), "deep nesting ends in a fault, not in a stack overflow");
    }
}
