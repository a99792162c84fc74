//! The templates that a manifest declares: `templates = ["emails/*.txt"]` in `[workspace.metadata.privlint]` or
//! `[package.metadata.privlint]`, as globs relative to the manifest.

use super::manifest::{Manifest, Node};
use super::paths::normalize;
use super::tree::Tree;
use crate::diagnostic::Diagnostic;
use crate::span::Span;
use globset::{GlobBuilder, GlobMatcher};
use std::path::{Path, PathBuf};

/// The globs of all manifests.
#[derive(Default)]
pub(super) struct Declared(Vec<(GlobMatcher, Span)>);

impl Declared {
    /// Reads the manifests of these folders; what is no glob is reported.
    pub fn read(tree: &mut Tree, folders: impl Iterator<Item = PathBuf>) -> Declared {
        let mut declared = Declared::default();
        for folder in folders.filter(|folder| tree.has_manifest(folder)).collect::<Vec<_>>() {
            let manifest = tree.manifest(&folder);
            for node in patterns(&manifest) {
                let pattern = node.text().unwrap_or_default();
                let path = normalize(&folder.join(pattern));
                let glob = GlobBuilder::new(&path.to_string_lossy()).literal_separator(true).build();
                match glob {
                    Ok(glob) if !pattern.is_empty() => declared.0.push((glob.compile_matcher(), node.span)),
                    _ => tree.report(
                        Diagnostic::warning("a pattern of templates is no glob")
                            .at(node.span, "not understood"),
                    ),
                }
            }
        }
        declared
    }

    /// Whether a file is declared to be a template.
    pub fn holds(&self, path: &Path) -> bool {
        self.0.iter().any(|(glob, _)| glob.is_match(path))
    }

    /// Reports the patterns that none of the files fits.
    pub fn report_idle<'p>(&self, tree: &mut Tree, files: impl Iterator<Item = &'p PathBuf> + Clone) {
        for (glob, place) in &self.0 {
            if !files.clone().any(|path| glob.is_match(path)) {
                let idle = Diagnostic::warning("a pattern of templates matches no file");
                tree.report(idle.at(*place, "nothing is called so"));
            }
        }
    }
}

fn patterns(manifest: &Manifest) -> Vec<&Node> {
    let tables = [
        ["workspace", "metadata", "privlint", "templates"],
        ["package", "metadata", "privlint", "templates"],
    ];
    tables.iter().filter_map(|keys| manifest.at(keys)).flat_map(Node::items).collect()
}
