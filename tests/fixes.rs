//! Applies the fixes of every page and of the fixture workspace: what they give is sound, and no finding is left that a
//! machine could mend.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/program.rs"]
mod program;
mod support;

use cargo_privlint::catalog::Catalog;
use cargo_privlint::catalog::page::Page;
use cargo_privlint::config::Config;
use cargo_privlint::diagnostic::{Applicability, Diagnostic};
use cargo_privlint::repair::{self, Input, Mended};
use cargo_privlint::{analysis, lint};
use program::{command, git, program};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use support::Example;

#[test]
fn fixes_of_every_page_are_sound() {
    let catalog = Catalog::load();
    let (mut wrong, mut applied) = (Vec::new(), 0);
    support::with_stack(|| {
        for path in pages() {
            let text = std::fs::read_to_string(&path).unwrap();
            for block in Page::parse(&text).blocks.iter().filter(|block| is_example(block.info)) {
                let place = format!("{}:{}", path.display(), block.line);
                let example = Example::read(&catalog, block.text);
                if example.wrong.is_empty() {
                    applied += check(&catalog, example, &place, &mut wrong);
                }
            }
        }
    });
    assert!(applied > 150, "{applied} suggestions were applied");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Applies the fixes of an example; how many there were, and what is wrong with what they give.
fn check(catalog: &Catalog, example: Example, place: &str, wrong: &mut Vec<String>) -> usize {
    let Example { workspace, mut sources, policy, catalog: own, .. } = example;
    let catalog = own.as_ref().unwrap_or(catalog);
    let config = Config { shown: lint::Shown::Default, ..Config::default() };
    let input =
        Input { catalog, workspace: &workspace, policy: &policy, config: &config, with_unsure: false };
    let before = analysis::run(catalog, &workspace, &sources, &policy, &config, &|_| {}).diagnostics;
    let mended: Mended = repair::mend(&input, &mut sources, &|_| {});
    for (file, change) in &mended.files {
        let name = &sources.file(*file).name;
        if name.ends_with(".rs") && syn::parse_file(&change.before).is_ok() {
            let error = syn::parse_file(&change.after).err();
            wrong.extend(error.map(|error| format!("{place}: {name}: {error}\n{}", change.after)));
        }
    }
    let after = &mended.outcome.diagnostics;
    let left = after.iter().filter(|one| is_sure(one)).count();
    if left > 0 {
        wrong.push(format!("{place}: {left} findings are left that a machine could mend"));
    }
    // Alike findings of one function have one identity, so they are counted.
    let kept = counted(before.iter().filter(|one| !is_sure(one)));
    for (print, count) in counted(after.iter()) {
        let known = kept.get(print).copied().unwrap_or_default();
        let message = || after.iter().find(|one| fingerprint(one) == Some(print)).map(|one| &one.message);
        if count > known {
            wrong.push(format!("{place}: a fix leaves or makes a finding: {:?}", message()));
        }
    }
    let again = repair::mend(&input, &mut sources, &|_| {});
    if again.applied > 0 {
        wrong.push(format!("{place}: a second run changes something"));
    }
    mended.applied
}

fn is_sure(diagnostic: &Diagnostic) -> bool {
    diagnostic.suggestions.iter().any(|one| one.applicability == Applicability::MachineApplicable)
}

fn fingerprint(diagnostic: &Diagnostic) -> Option<&str> {
    diagnostic.details.as_ref().map(|details| details.fingerprint.as_str())
}

fn counted<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> BTreeMap<&'d str, usize> {
    let mut counts = BTreeMap::new();
    diagnostics.filter_map(fingerprint).for_each(|print| *counts.entry(print).or_default() += 1);
    counts
}

fn is_example(info: &str) -> bool {
    let mut words = info.split(' ');
    words.next() == Some("rust") && !words.any(|word| word == "fixed")
}

/// Every Markdown page of `lints/`, sorted.
fn pages() -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("lints")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false if path.extension().is_some_and(|extension| extension == "md") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}

#[test]
fn rustfix_makes_the_same_of_the_json_stream() {
    let (ours, theirs) = (copy(), copy());
    run(ours.path(), &["--fix", "--allow-no-vcs"]);
    while fix_by_stream(theirs.path()) > 0 {}
    let (ours, theirs) = (texts(ours.path()), texts(theirs.path()));
    assert_eq!(ours.len(), theirs.len());
    for (one, other) in ours.iter().zip(&theirs) {
        assert_eq!(one, other);
    }
    assert_ne!(ours, texts(&reminders()), "something is mended");
}

/// Applies what the stream offers as rustfix does, leaving out what touches another; how many were applied.
fn fix_by_stream(root: &Path) -> usize {
    let stream = run(root, &["--message-format", "json"]);
    let messages = stream.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let messages = messages.filter(|line| !line["message"]["code"].is_null());
    let messages: Vec<String> = messages.map(|line| line["message"].to_string()).collect();
    let filter = rustfix::Filter::MachineApplicableOnly;
    let suggestions =
        rustfix::get_suggestions_from_json(&messages.join("\n"), &HashSet::new(), filter).unwrap();
    let mut applied = 0;
    let files: BTreeSet<String> = suggestions.iter().flat_map(files_of).collect();
    for name in files {
        let path = root.join(&name);
        let mut fix = rustfix::CodeFix::new(&std::fs::read_to_string(&path).unwrap());
        for suggestion in suggestions.iter().filter(|one| files_of(one).contains(&name)) {
            applied += usize::from(fix.apply(suggestion).is_ok());
        }
        std::fs::write(&path, fix.finish().unwrap()).unwrap();
    }
    applied
}

fn files_of(suggestion: &rustfix::Suggestion) -> Vec<String> {
    let solutions = suggestion.solutions.iter().flat_map(|solution| &solution.replacements);
    solutions.map(|replacement| replacement.snippet.file_name.clone()).collect()
}

#[test]
fn a_diff_shows_what_a_fix_would_change_and_changes_nothing() {
    let folder = copy();
    let before = texts(folder.path());
    let diff = run(folder.path(), &["--diff"]);
    assert_eq!(texts(folder.path()), before);
    run(folder.path(), &["--fix", "--allow-no-vcs"]);
    let after = texts(folder.path());
    let changed = before.iter().zip(&after).filter(|(one, other)| one != other);
    for ((name, _), _) in changed.clone() {
        assert!(diff.contains(&format!("--- a/{name}")), "{name} is in the diff");
    }
    assert_eq!(diff.matches("--- a/").count(), changed.count());
    assert_eq!(run(folder.path(), &["--diff"]), "", "a second run changes nothing");
}

/// A package without dependencies, so that it compiles without a network.
const PROJECT: &str = r##"
#![deny(warnings)]
pub mod mask {
    pub fn password(_: &str) -> String {
        "[REDACTED]".to_string()
    }
}

#[derive(Clone, Debug)]
pub struct Login {
    pub id: u64,
    pub password: String,
}

#[derive(Clone, Debug)]
pub enum Proof {
    Password(String),
    Code { otp_code: String, attempt: u32 },
    None,
}

pub fn check(login: &Login, proof: &Proof, api_key: &str, count: usize) -> Result<(), String> {
    println!("{} by {} of {count}", login.password, api_key);
    println!("{api_key:>count$} {:?}", login);
    eprintln!(
        "{login:?} by {api_key}",
    );
    if let Proof::Code { otp_code, attempt } = proof {
        panic!("{otp_code} in attempt {attempt}, {0:?}", otp_code);
    }
    Err(format!("{:?}", login.password))
}
"##;

/// The folders whose fixes are compiled: those in the folder that `PRIVLINT_TREES` names, else a small package.
fn trees() -> Vec<tempfile::TempDir> {
    match std::env::var_os("PRIVLINT_TREES") {
        Some(folder) => {
            let folders = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            folders.filter(|path| path.join("Cargo.toml").exists()).map(|path| copy_of(&path)).collect()
        }
        None => {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("src")).unwrap();
            let manifest = "[package]\nname = \"small\"\nedition = \"2021\"\n";
            std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
            std::fs::write(folder.path().join("src/lib.rs"), PROJECT).unwrap();
            vec![folder]
        }
    }
}

#[test]
fn what_is_fixed_still_compiles() {
    for folder in trees() {
        let compiles = || {
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
            let flags = std::env::var("PRIVLINT_TREES_FLAGS").unwrap_or_default();
            cargo.arg("check").arg("-q").args(flags.split_whitespace()).current_dir(folder.path());
            cargo.env_remove("CARGO_TARGET_DIR").output().unwrap()
        };
        assert!(compiles().status.success(), "{} compiles before", folder.path().display());
        let before = count(folder.path());
        run(folder.path(), &["--fix", "--allow-no-vcs"]);
        let output = compiles();
        let text = || std::fs::read_to_string(folder.path().join("src/lib.rs")).unwrap_or_default();
        assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), text());
        let after = count(folder.path());
        println!(
            "{}: {before:?} findings, and of them sure to be mended; then {after:?}",
            folder.path().display()
        );
        assert!(before.1 > 0 && after.1 == 0, "{before:?}, then {after:?}");
        if std::env::var_os("PRIVLINT_TREES").is_none() {
            run(folder.path(), &["--fix", "--unsafe-fixes", "--allow-no-vcs"]);
            let output = compiles();
            assert!(output.status.success(), "{}\n{}", String::from_utf8_lossy(&output.stderr), text());
            assert_eq!(count(folder.path()), (0, 0), "{}", text());
        }
    }
}

/// How many findings there are, and how many of them a machine may mend.
fn count(folder: &Path) -> (usize, usize) {
    let stream = run(folder, &["--message-format", "json"]);
    let lines = stream.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let findings: Vec<_> = lines.filter(|line| !line["message"]["code"].is_null()).collect();
    let is_sure = |line: &&serde_json::Value| line.to_string().contains("\"MachineApplicable\"");
    (findings.len(), findings.iter().filter(is_sure).count())
}

#[test]
fn unsafe_fixes_write_a_debug_by_hand() {
    let folder = copy();
    run(folder.path(), &["--fix", "--unsafe-fixes", "--allow-no-vcs"]);
    for (name, text) in texts(folder.path()) {
        assert!(!name.ends_with(".rs") || syn::parse_file(&text).is_ok(), "{name} parses:\n{text}");
    }
    let login = std::fs::read_to_string(folder.path().join("domain/src/customer.rs")).unwrap();
    assert!(login.contains("impl ::std::fmt::Debug for PortalLogin {"), "{login}");
    assert!(login.contains(".field(\"username\", &self.username)"), "what may be shown stays");
    assert!(login.contains(".field(\"password\", &\"[REDACTED]\")"), "{login}");
    let left = run(folder.path(), &["--message-format", "concise"]);
    assert!(!left.contains("is written out by"), "{left}");
}

#[test]
fn templates_get_the_masks_that_their_engine_knows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/templates");
    let (mut of_masked_classes, mut mended, mut folders) = (0, 0, 0);
    for entry in std::fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.join("privlint.toml").exists() {
            continue;
        }
        let copy = copy_of(&folder);
        let count = |text: &str| text.lines().filter(|line| line.contains("bank account")).count();
        let before = run(copy.path(), &["--message-format", "concise"]);
        run(copy.path(), &["--fix", "--allow-no-vcs"]);
        let after = run(copy.path(), &["--message-format", "concise"]);
        let new = after
            .lines()
            .filter(|line| line.contains("privlint::") && !before.contains(rule_and_words(line)));
        assert_eq!(new.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", folder.display());
        assert!(!after.contains("in part") || before.contains("in part"), "{}", folder.display());
        folders += 1;
        of_masked_classes += count(&before);
        mended += count(&before) - count(&after);
    }
    println!("{mended} of {of_masked_classes} findings on values with a known mask, in {folders} dialects");
    assert!(mended * 10 >= of_masked_classes * 9, "{mended} of {of_masked_classes} findings are mended");
}

/// A line of the concise report without its place.
fn rule_and_words(line: &str) -> &str {
    line.split_once(": ").map_or(line, |(_, rest)| rest)
}

#[test]
fn uncommitted_work_is_not_written_over() {
    let folder = copy();
    let fix = |flags: &[&str]| {
        let output = program(folder.path(), &[&["--fix"], flags].concat());
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let before = texts(folder.path());
    let (code, said) = fix(&[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--allow-no-vcs"), "{said}");
    git(folder.path(), &["init", "-q"]);
    let (code, said) = fix(&[]);
    assert_eq!((code, said.contains("--allow-dirty")), (Some(2), true), "{said}");
    git(folder.path(), &["add", "."]);
    let (code, said) = fix(&[]);
    assert_eq!((code, said.contains("--allow-staged")), (Some(2), true), "{said}");
    assert_eq!(texts(folder.path()), before);
    git(folder.path(), &["commit", "-q", "-m", "all"]);
    assert_eq!(fix(&[]).0, Some(1), "findings are left that no machine can mend");
    assert_ne!(texts(folder.path()), before);
}

#[test]
fn permissions_and_line_ends_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("src/lib.rs");
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"a\"\n[dependencies]\nlog = \"0.4\"\n",
    )
    .unwrap();
    std::fs::write(&path, "fn f(email: &str) {\r\n    log::info!(\"to {email}\");\r\n}\r\n").unwrap();
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    std::fs::set_permissions(&path, permissions).unwrap();
    let permissions = std::fs::metadata(&path).unwrap().permissions();
    run(folder.path(), &["--fix", "--allow-no-vcs"]);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "fn f(_email: &str) {\r\n    log::info!(\"to [REDACTED]\");\r\n}\r\n");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions(), permissions);
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_run_that_is_killed_leaves_every_file_old_or_new() {
    const FILES: usize = 24;
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    let manifest = "[package]\nname = \"a\"\n[dependencies]\nlog = \"0.4\"\n";
    std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    let path = |at: usize| folder.path().join(format!("src/m{at}.rs"));
    let modules: String = (0..FILES).map(|at| format!("mod m{at};\n")).collect();
    std::fs::write(folder.path().join("src/lib.rs"), modules).unwrap();
    let before = "fn f(email: &str) {\n    log::info!(\"to {email}\");\n}\n";
    let after = "fn f(_email: &str) {\n    log::info!(\"to [REDACTED]\");\n}\n";
    let changed = || {
        let texts = (0..FILES).map(|at| std::fs::read_to_string(path(at)).unwrap());
        let (new, old): (Vec<_>, Vec<_>) = texts.partition(|text| text == after);
        assert!(old.iter().all(|text| text == before), "{old:?}");
        new.len()
    };
    for round in 0..100 {
        (0..FILES).for_each(|at| std::fs::write(path(at), before).unwrap());
        let mut child = command(folder.path(), &["--fix", "--allow-no-vcs", "-q"]).spawn().unwrap();
        // Every count of changed files is waited for in some round.
        while changed() < round % FILES && child.try_wait().unwrap().is_none() {}
        child.kill().unwrap();
        child.wait().unwrap();
        changed();
        if round % 10 == 0 {
            run(folder.path(), &["--fix", "--allow-no-vcs"]);
            assert_eq!(changed(), FILES, "a second run completes what the first began");
        }
    }
}

fn reminders() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workspaces/reminders")
}

/// The fixture workspace in a folder of its own.
fn copy() -> tempfile::TempDir {
    copy_of(&reminders())
}

fn copy_of(original: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in files(original) {
        let path = folder.path().join(&name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(original.join(name), path).unwrap();
    }
    folder
}

/// Every file below a folder that is a text, sorted by name.
fn texts(root: &Path) -> Vec<(String, String)> {
    let read = |name: String| Some((name.clone(), std::fs::read_to_string(root.join(name)).ok()?));
    files(root).into_iter().filter_map(read).collect()
}

/// The names of all files below a folder, sorted; what is built or kept by tools is left out.
fn files(root: &Path) -> Vec<String> {
    let (mut open, mut found) = (vec![root.to_path_buf()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            match path.is_dir() {
                true if !["", ".git", "expected", "target", "node_modules"].contains(&name.as_str()) => {
                    open.push(path)
                }
                true => {}
                false => found.push(name),
            }
        }
    }
    found.sort();
    found
}

/// What the program writes to standard output.
fn run(folder: &Path, args: &[&str]) -> String {
    String::from_utf8(program(folder, args).stdout).unwrap()
}
