//! The templates that a policy declares: the globs of its `templates`, and the keys of its `template` tables, relative
//! to the folder of the policy.

use super::policies::PolicyFile;
use super::tree::Tree;
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::span::Span;
use globset::GlobMatcher;
use std::path::{Path, PathBuf};

/// The globs of all policies.
#[derive(Default)]
pub(super) struct Declared(Vec<(GlobMatcher, Span)>);

impl Declared {
    /// Reads the policies; what is no glob is reported.
    pub fn read(tree: &mut Tree, policies: &[PolicyFile]) -> Declared {
        let mut declared = Declared::default();
        for policy in policies {
            for (pattern, place) in patterns(&policy.table) {
                match policy.glob(pattern) {
                    Some(glob) => declared.0.push((glob, place)),
                    None => tree.report(
                        Diagnostic::error("a pattern of templates is no glob").at(place, "not understood"),
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

fn patterns(table: &Node) -> Vec<(&str, Span)> {
    let listed = table.get("templates").into_iter().flat_map(Node::items);
    let listed = listed.map(|node| (node.text().unwrap_or_default(), node.span));
    let keyed = table.get("template").into_iter().flat_map(Node::entries).map(|(key, span, _)| (key, span));
    listed.chain(keyed).collect()
}
