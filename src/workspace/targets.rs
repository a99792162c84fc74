//! The targets of a package: those its manifest declares and those cargo infers from where files lie.
//!
//! Terms: a *family* is a kind of target that may occur many times, with its key, its switch and its folder;
//! a *root* is the file a target's compilation begins with.
//!
//! Invariants: every target's root is a file inside the tree; targets are ordered by kind, then by name.

use super::manifest::Manifest;
use super::tree::Tree;
use super::{Target, TargetKind};
use crate::diagnostic::Diagnostic;
use crate::document::Node;
use crate::paths::{last_part, normalize, slashed, stem};
use std::path::{Path, PathBuf};

/// A target and how its root is known.
pub(super) struct Found {
    /// The target.
    pub target: Target,
    /// Whether the manifest names the root; then it counts also where the walk over the files leaves it out.
    pub is_named: bool,
}

struct Family {
    kind: TargetKind,
    key: &'static str,
    switch: &'static str,
    folder: &'static str,
}

const FAMILIES: [Family; 4] = [
    Family { kind: TargetKind::Bin, key: "bin", switch: "autobins", folder: "src/bin" },
    Family { kind: TargetKind::Example, key: "example", switch: "autoexamples", folder: "examples" },
    Family { kind: TargetKind::Test, key: "test", switch: "autotests", folder: "tests" },
    Family { kind: TargetKind::Bench, key: "bench", switch: "autobenches", folder: "benches" },
];

/// The targets of the package that `manifest` describes; declared ones without a file are reported.
pub(super) fn find(tree: &mut Tree, manifest: &Manifest, package: &str, edition: &str) -> Vec<Found> {
    let mut search = Search { tree, manifest, package, edition, found: Vec::new() };
    search.lib();
    for family in &FAMILIES {
        search.family(family);
    }
    search.build();
    search.found
}

struct Search<'a> {
    tree: &'a mut Tree,
    manifest: &'a Manifest,
    package: &'a str,
    edition: &'a str,
    found: Vec<Found>,
}

impl Search<'_> {
    fn lib(&mut self) {
        let declared = self.manifest.at(&["lib"]);
        if declared.is_none() && self.package_flag("autolib") == Some(false) {
            return;
        }
        let root = match declared.and_then(|node| node.get("path")) {
            Some(path) => self.named_root(path),
            None => Some(self.manifest.dir.join("src/lib.rs")).filter(|file| self.tree.is_file(file)),
        };
        if let (None, Some(node)) = (&root, declared.filter(|node| node.get("path").is_none())) {
            self.report_missing("lib", self.package, "`src/lib.rs`", node);
        }
        let Some(root) = root else { return };
        let name = declared.and_then(|node| node.get("name")).and_then(Node::text);
        let name = name.map_or_else(|| self.package.replace('-', "_"), str::to_string);
        let flag = declared.and_then(|node| node.get_any(&["proc-macro", "proc_macro"])).and_then(Node::flag);
        let mut types = crate_types(declared);
        let is_macro = flag == Some(true) || types.iter().any(|kind| kind == "proc-macro");
        let kind = if is_macro { TargetKind::ProcMacro } else { TargetKind::Lib };
        if is_macro {
            types = vec!["proc-macro".into()];
        } else if types.is_empty() {
            types = vec!["lib".into()];
        }
        let is_named = declared.and_then(|node| node.get("path")).is_some();
        self.push(kind, name, &root, types, declared, is_named);
    }

    fn family(&mut self, family: &Family) {
        let first = self.found.len();
        let inferred = self.inferred(family);
        let tables: Vec<&Node> = self.manifest.at(&[family.key]).into_iter().flat_map(Node::items).collect();
        let mut taken = Vec::new();
        for node in &tables {
            taken.extend(self.declared(family, node, &inferred));
        }
        // The first edition stopped inferring targets as soon as one was declared.
        let by_default = self.edition != "2015" || tables.is_empty();
        if self.package_flag(family.switch).unwrap_or(by_default) {
            for (name, root) in inferred {
                if !taken.iter().any(|(known, file)| *known == name || *file == root) {
                    self.push(family.kind, name, &root, vec!["bin".into()], None, false);
                }
            }
        }
        self.found[first..]
            .sort_by(|a, b| (&a.target.name, &a.target.root).cmp(&(&b.target.name, &b.target.root)));
    }

    /// Adds a declared target; the result is what the inferred ones must not repeat.
    fn declared(
        &mut self,
        family: &Family,
        node: &Node,
        inferred: &[(String, PathBuf)],
    ) -> Option<(String, PathBuf)> {
        let path = node.get("path");
        let name = match (node.get("name").and_then(Node::text), path.and_then(Node::text)) {
            (Some(name), _) => name.to_string(),
            (None, Some(path)) => {
                self.report_nameless(family, node);
                stem(Path::new(path))
            }
            (None, None) => {
                self.report_nameless(family, node);
                return None;
            }
        };
        let root = match path {
            Some(path) => self.named_root(path),
            None => inferred.iter().find(|(known, _)| *known == name).map(|(_, root)| root.clone()),
        };
        let Some(root) = root else {
            if path.is_none() {
                let expected = format!("`{0}/{name}.rs` or `{0}/{name}/main.rs`", family.folder);
                self.report_missing(family.key, &name, &expected, node.get("name").unwrap_or(node));
            }
            return None;
        };
        let mut types = crate_types(Some(node));
        if types.is_empty() || family.kind != TargetKind::Example {
            types = vec!["bin".into()];
        }
        self.push(family.kind, name.clone(), &root, types, Some(node), path.is_some());
        Some((name, root))
    }

    fn inferred(&self, family: &Family) -> Vec<(String, PathBuf)> {
        let mut inferred = Vec::new();
        let main = self.manifest.dir.join("src/main.rs");
        if family.kind == TargetKind::Bin && self.tree.is_file(&main) {
            inferred.push((self.package.to_string(), main));
        }
        for entry in self.tree.list(&self.manifest.dir.join(family.folder)) {
            let name = last_part(&entry);
            let main = entry.join("main.rs");
            if name.starts_with('.') {
                continue;
            } else if self.tree.disk.is_dir(&entry) && self.tree.is_file(&main) {
                inferred.push((name, main));
            } else if self.tree.disk.is_file(&entry)
                && entry.extension().is_some_and(|extension| extension == "rs")
            {
                inferred.push((stem(&entry), entry));
            }
        }
        inferred
    }

    fn build(&mut self) {
        let declared = self.manifest.at(&["package", "build"]);
        let scripts: Vec<&Node> = match declared {
            Some(node) if node.text().is_some() => vec![node],
            Some(node) => node.items().iter().collect(),
            None => Vec::new(),
        };
        for script in &scripts {
            if let Some(root) = self.named_root(script) {
                self.push_build(&root, true);
            }
        }
        let inferred = self.manifest.dir.join("build.rs");
        let may_infer = declared.is_none_or(|node| node.flag() == Some(true));
        if may_infer && self.tree.is_file(&inferred) {
            self.push_build(&inferred, false);
        }
    }

    fn push_build(&mut self, root: &Path, is_named: bool) {
        let name = format!("build-script-{}", stem(root));
        self.push(TargetKind::Build, name, root, vec!["bin".into()], None, is_named);
    }

    fn push(
        &mut self,
        kind: TargetKind,
        name: String,
        root: &Path,
        crate_types: Vec<String>,
        node: Option<&Node>,
        is_named: bool,
    ) {
        let edition =
            node.and_then(|node| node.get("edition")).and_then(Node::text).unwrap_or(self.edition).into();
        let root = self.tree.relative(root);
        self.found.push(Found { target: Target { kind, name, root, crate_types, edition }, is_named });
    }

    /// The file that a `path` names; where there is none, or none inside the root, that is reported.
    fn named_root(&mut self, path: &Node) -> Option<PathBuf> {
        let text = path.text()?;
        let file = normalize(&self.manifest.dir.join(text));
        if self.tree.is_file(&file) {
            return Some(file);
        }
        let said = if self.tree.inside(&file).is_none() {
            Diagnostic::warning(format!(
                "target path `{text}` lies outside of the workspace's root and is not analysed"
            ))
            .at(path.span, "leads out of the root")
        } else {
            Diagnostic::warning(format!("target path `{}` does not exist", slashed(Path::new(text))))
                .at(path.span, "no such file")
                .note("paths are relative to the folder of this manifest")
        };
        self.tree.report(said);
        None
    }

    fn report_missing(&mut self, key: &str, name: &str, expected: &str, node: &Node) {
        self.tree.report(
            Diagnostic::warning(format!("target `{name}` has no file"))
                .at(node.span, "declared here")
                .note(format!("create {expected}, or set `{key}.path`")),
        );
    }

    fn report_nameless(&mut self, family: &Family, node: &Node) {
        self.tree.report(
            Diagnostic::warning(format!("a `[[{}]]` target has no name", family.key))
                .at(node.span, "`name` is missing")
                .note("give it a `name`"),
        );
    }

    fn package_flag(&self, key: &str) -> Option<bool> {
        self.manifest.at(&["package", key]).and_then(Node::flag)
    }
}

fn crate_types(node: Option<&Node>) -> Vec<String> {
    let listed = node.and_then(|node| node.get_any(&["crate-type", "crate_type"]));
    listed.into_iter().flat_map(Node::items).filter_map(Node::text).map(str::to_string).collect()
}
