//! A workspace in memory, and the analysis of it.

#![allow(clippy::unwrap_used, dead_code)]

use cargo_privlint::analysis::{self, Outcome};
use cargo_privlint::catalog::Catalog;
use cargo_privlint::config::Config;
use cargo_privlint::diagnostic::{Diagnostic, Level};
use cargo_privlint::document;
use cargo_privlint::policy::{self, Policy};
use cargo_privlint::source::{SourceFile, SourceMap};
use cargo_privlint::syntax::WORKER_STACK;
use cargo_privlint::template::{self, Delimiters};
use cargo_privlint::workspace::{
    Dependency, POLICY_FILE, Package, PolicyFile, RustFile, Target, TargetKind, TextFile, Workspace,
};
use std::path::PathBuf;

/// Analyses files of one package that depends on every crate there is a model of. The first line of the text may
/// name a file as `//- src/lib.rs`, and so may later ones, which begin further files.
pub fn analyse(catalog: &Catalog, text: &str, config: &Config) -> (SourceMap, Outcome) {
    with_stack(|| analyse_here(catalog, text, config))
}

/// The same on the threads of the caller, which has to have called [`with_stack`].
pub fn analyse_here(catalog: &Catalog, text: &str, config: &Config) -> (SourceMap, Outcome) {
    let example = Example::read(catalog, text);
    let mut outcome = Outcome::default();
    if example.wrong.iter().all(|one| one.level < Level::Error) {
        let catalog = example.catalog.as_ref().unwrap_or(catalog);
        let Example { workspace, sources, policy, .. } = &example;
        outcome = analysis::run(catalog, workspace, sources, policy, config, &|_| {});
    }
    outcome.diagnostics.extend(example.wrong);
    (example.sources, outcome)
}

/// The files of an example, ready to be analysed.
pub struct Example {
    pub workspace: Workspace,
    pub sources: SourceMap,
    pub policy: Policy,
    /// What is known, where the example's policy adds to it.
    pub catalog: Option<Catalog>,
    /// What of the policy cannot be understood.
    pub wrong: Vec<Diagnostic>,
}

impl Example {
    pub fn read(catalog: &Catalog, text: &str) -> Example {
        let mut files = split_files(text);
        let at = files.iter().position(|(name, _)| name == POLICY_FILE);
        let written = at.map(|at| files.remove(at));
        // Rust first, as in a workspace that was read from disk.
        files.sort_by_key(|(name, _)| !name.ends_with(".rs"));
        let workspace = workspace(catalog, &files);
        let sources =
            files.into_iter().map(|(name, text)| SourceFile::new(name.clone(), PathBuf::from(name), text));
        let sources = SourceMap::new(sources.collect());
        let policy = Policy::default();
        let mut example = Example { workspace, sources, policy, catalog: None, wrong: Vec::new() };
        if let Some((name, text)) = written {
            example.add_policy(name, text);
        }
        example
    }

    fn add_policy(&mut self, name: String, text: String) {
        let file = self.sources.push(SourceFile::new(name.clone(), PathBuf::from(&name), text));
        let table = match document::parse(file, &self.sources.file(file).text) {
            Ok(table) => table,
            Err((message, place)) => return self.wrong.push(Diagnostic::error(message).at(place, "")),
        };
        let dir = self.workspace.root.clone();
        let found = PolicyFile { dir, member: None, name, is_own_file: true, table, pages: Vec::new() };
        let mut catalog = Catalog::load();
        self.wrong = policy::extend(&mut catalog, std::slice::from_ref(&found));
        let (mut policy, misread) = policy::read(&catalog, &[found]);
        policy.learn_outside(&mut catalog, &self.workspace);
        self.wrong.extend(misread);
        for text in &mut self.workspace.texts {
            text.is_declared = policy.template(&self.workspace.root, &text.name).is_some();
        }
        self.policy = policy;
        self.catalog = Some(catalog);
    }
}

/// Runs a step on threads with the stack that the parser needs.
pub fn with_stack<T: Send>(step: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).stack_size(WORKER_STACK).build().unwrap();
    pool.install(step)
}

fn split_files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(name) => files.push((name.trim().to_string(), String::new())),
            None if files.is_empty() => files.push(("src/lib.rs".into(), line.to_string())),
            None => files.last_mut().unwrap().1.push_str(line),
        }
    }
    files
}

fn workspace(catalog: &Catalog, files: &[(String, String)]) -> Workspace {
    let mut crates: Vec<String> = catalog.models.crates().map(|krate| krate.to_string()).collect();
    // Of families that share macro names, a page means the one that it imports; tracing where it imports none.
    crates.sort_by_key(|krate| krate != "tracing");
    // No manifest names the standard library.
    let dependencies = crates.into_iter().filter(|name| name.as_str() != "std").map(|name| Dependency {
        package: name.clone(),
        name,
        path: None,
        version: None,
    });
    let package = Package {
        name: "page".into(),
        dependencies: dependencies.collect(),
        selected: true,
        targets: vec![Target {
            kind: TargetKind::Lib,
            name: "page".into(),
            root: "src/lib.rs".into(),
            crate_types: vec!["lib".into()],
            edition: "2024".into(),
        }],
        ..Package::default()
    };
    let (rust, texts): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| name.ends_with(".rs"));
    let texts = texts.into_iter().map(|(name, _)| TextFile {
        name: name.clone(),
        path: PathBuf::from(name),
        package: Some(0),
        holder: template::holder(name).unwrap_or(template::Holder::Unknown),
        is_test: name.starts_with("tests/"),
        is_placed: true,
        is_declared: false,
    });
    let files = rust.into_iter().map(|(name, _)| RustFile {
        name: name.clone(),
        path: PathBuf::from(name),
        package: 0,
        target: None,
        is_test: name.starts_with("tests/"),
    });
    Workspace {
        root: PathBuf::from("/page"),
        packages: vec![package],
        files: files.collect(),
        texts: texts.collect(),
    }
}

/// Reads a text as a template; each place that is told has to be one of the text, and each tag holds something.
pub fn check_template(text: &str, dialect: &str) {
    let template = template::read(text, template::dialect(dialect).unwrap(), &Delimiters::default());
    let names = template::Names::new(text, &template);
    let contexts = template::contexts(text, &template, true);
    assert_eq!(contexts.len(), template.interpolations.len());
    for (at, one) in template.interpolations.iter().enumerate() {
        names.origins(one);
        template::label(text, &template, at);
        for place in [&one.tag, &one.extent(), &one.operand] {
            assert!(
                text.get(place.start as usize..place.end as usize).is_some(),
                "{dialect}: {place:?} of {text}"
            );
        }
        assert!(!one.tag.is_empty(), "{dialect}: an empty tag in {text}");
    }
    for fault in &template.faults {
        assert!(
            text.get(fault.at.start as usize..fault.at.end as usize).is_some(),
            "{dialect}: {fault:?} of {text}"
        );
    }
}
