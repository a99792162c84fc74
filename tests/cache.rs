//! What a run keeps for the next one: it is used where nothing changed, and nothing that lies in its place is believed.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

#[path = "support/program.rs"]
mod program;

use program::{identity, program};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

const MANIFEST: &str = "[package]\nname = \"a\"\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\"\n";
const LEAK: &str = "pub fn f(email: &str) {\n    log::info!(\"{email}\");\n}\n";

struct Tree(tempfile::TempDir);

impl Tree {
    fn new() -> Tree {
        let tree = Tree(tempfile::tempdir().unwrap());
        fs::create_dir(tree.root().join("src")).unwrap();
        tree.write("Cargo.toml", MANIFEST);
        tree.write("src/lib.rs", LEAK);
        tree
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.root().join(name), text).unwrap();
    }

    /// What a run writes to standard output.
    fn run(&self, more: &[&str]) -> String {
        let output = program(self.root(), &[&["--message-format", "json"], more].concat());
        String::from_utf8(output.stdout).unwrap()
    }

    fn kept(&self) -> Vec<PathBuf> {
        kept(self.root())
    }
}

fn kept(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join("target/privlint")).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "json")).collect()
}

#[test]
fn a_run_over_the_same_tree_says_the_same_and_keeps_what_is_kept() {
    let tree = Tree::new();
    let first = tree.run(&[]);
    assert!(first.contains("sensitive_log"), "{first}");
    let [kept] = tree.kept().try_into().unwrap();
    let before = identity(&kept);
    assert_eq!(tree.run(&[]), first);
    assert_eq!(identity(&kept), before, "it was analysed again");
    assert_eq!(tree.run(&["--no-cache"]), first);
    let ignored = fs::read_to_string(tree.root().join("target/privlint/.gitignore")).unwrap();
    assert_eq!(ignored, "*\n");
}

/// What is silent is told of in formats that have a word for it.
#[test]
fn what_is_silent_is_recalled_too() {
    let tree = Tree::new();
    let known = "    // privlint: allow(sensitive_log, reason = \"known\")\n    log";
    tree.write("src/lib.rs", &LEAK.replace("    log", known));
    let sarif = || {
        let output = program(tree.root(), &["--message-format", "sarif"]);
        String::from_utf8(output.stdout).unwrap()
    };
    let first = sarif();
    assert!(first.contains("\"justification\": \"known\""), "{first}");
    let [kept] = tree.kept().try_into().unwrap();
    let before = identity(&kept);
    assert_eq!(sarif(), first);
    assert_eq!(identity(&kept), before, "it was analysed again");
}

#[test]
fn nothing_is_kept_where_that_is_not_wanted() {
    let tree = Tree::new();
    assert!(tree.run(&["--no-cache"]).contains("sensitive_log"));
    assert!(!tree.root().join("target").exists());
}

#[test]
fn every_change_is_seen() {
    let tree = Tree::new();
    let first = tree.run(&[]);
    tree.write("src/lib.rs", &LEAK.replace("email", "phone"));
    let phone = tree.run(&[]);
    assert!(phone.contains("phone") && phone != first, "{phone}");
    tree.write("src/more.rs", LEAK);
    assert!(tree.run(&[]).contains("src/more.rs"));
    fs::remove_file(tree.root().join("src/more.rs")).unwrap();
    assert_eq!(tree.run(&[]), phone);
    tree.write("privlint.toml", "[levels]\nL3.log = \"deny\"\n");
    assert!(tree.run(&[]).contains("\"level\":\"error\""), "{}", tree.run(&[]));
    fs::remove_file(tree.root().join("privlint.toml")).unwrap();
    tree.write("Cargo.toml", &MANIFEST.replace("\"a\"", "\"renamed\""));
    assert!(tree.run(&[]).contains("renamed"));
    tree.write("Cargo.toml", MANIFEST);
    tree.write("src/lib.rs", LEAK);
    assert_eq!(tree.run(&[]), first);
    assert_eq!(tree.run(&["--level", "all"]), tree.run(&["--level", "all", "--no-cache"]));
}

/// Changes of what is not read move the places that are told of, and nothing else.
#[test]
fn a_change_that_does_not_matter_is_no_reason_to_analyse_again() {
    let tree = Tree::new();
    let first = tree.run(&[]);
    let [kept] = tree.kept().try_into().unwrap();
    let before = identity(&kept);
    for changed in [
        format!("// One line more,\n\n// and another.\n{LEAK}"),
        format!("{LEAK}\n// At the end.\n"),
        format!("{LEAK}\n#[cfg(test)]\nmod tests {{\n    #[test]\n    fn one() {{}}\n}}\n"),
    ] {
        tree.write("src/lib.rs", &changed);
        let (recalled, found) = (tree.run(&[]), tree.run(&["--no-cache"]));
        assert_eq!(recalled, found, "after\n{changed}");
        assert!(changed.starts_with(LEAK) || recalled != first, "no place was moved in\n{changed}");
        assert_eq!(identity(&kept), before, "it was analysed again for\n{changed}");
    }
}

/// The first phrase of documentation may name what a field is; what follows is for people.
#[test]
fn of_documentation_only_the_first_phrase_matters() {
    let tree = Tree::new();
    let documented = |docs: &str| format!("{docs}\n{LEAK}");
    tree.write("src/lib.rs", &documented("/// Tells. Of one."));
    tree.run(&[]);
    let before = identity(&tree.kept()[0]);
    tree.write("src/lib.rs", &documented("/// Tells. Of two,\n/// or more."));
    let (recalled, found) = (tree.run(&[]), tree.run(&["--no-cache"]));
    assert_eq!(recalled, found);
    assert_eq!(identity(&tree.kept()[0]), before);
    tree.write("src/lib.rs", &documented("/// Says. Of one."));
    tree.run(&[]);
    assert_ne!(identity(&tree.kept()[0]), before);
}

#[test]
fn a_change_of_what_is_told_of_is_analysed() {
    let tree = Tree::new();
    tree.run(&[]);
    for changed in [
        LEAK.replace(");", "); // why"),
        LEAK.replace("    log", "\n    // Why.\n    log"),
        LEAK.replace("    log", "    // privlint: allow(sensitive_log, reason = \"known\")\n    log"),
        format!("/// The phone.\npub struct Phone(String);\n{LEAK}"),
        LEAK.replace("{email}", "{email}\n// more"),
    ] {
        let before = identity(&tree.kept()[0]);
        tree.write("src/lib.rs", &changed);
        let said = tree.run(&[]);
        assert_ne!(identity(&tree.kept()[0]), before, "it was recalled for\n{changed}");
        assert_eq!(said, tree.run(&["--no-cache"]));
    }
}

#[test]
fn what_lies_in_its_place_is_not_believed() {
    let tree = Tree::new();
    let first = tree.run(&[]);
    let [kept] = tree.kept().try_into().unwrap();
    let text = fs::read_to_string(&kept).unwrap();
    let places = regex::Regex::new(r"\[0,\d+,\d+,").unwrap();
    for forged in [
        String::new(),
        text[..text.len() / 2].to_string(),
        "[".repeat(100_000),
        "{\"key\":\"\",\"diagnostics\":[]}".to_string(),
        places.replace_all(&text, "[0,5,4000000000,").to_string(),
        places.replace_all(&text, "[77,0,1,").to_string(),
        text.replace("\"settings\":\"", "\"settings\":\"0"),
        text.replace("\"texts\":\"", "\"texts\":\"0").replace("\"fingerprint\":\"", "\"fingerprint\":\"0"),
    ] {
        fs::write(&kept, forged).unwrap();
        assert_eq!(tree.run(&[]), first);
    }
}

/// A tree can bring along a file for the cache, but not when the folder was made in which it will lie.
#[test]
fn a_tree_cannot_bring_its_own_findings() {
    let tree = Tree::new();
    let first = tree.run(&[]);
    let [kept_here] = tree.kept().try_into().unwrap();
    let text = fs::read_to_string(&kept_here).unwrap().replace("sensitive_log", "harmless");
    let other = Tree::new();
    let second = other.run(&[]);
    for path in other.kept() {
        fs::write(path, &text).unwrap();
    }
    assert_eq!(other.run(&[]), second);
    let moved = tempfile::tempdir().unwrap();
    let copy =
        std::process::Command::new("cp").arg("-a").arg(tree.root()).arg(moved.path().join("a")).status();
    assert!(copy.unwrap().success());
    for path in kept(&moved.path().join("a")) {
        fs::write(path, &text).unwrap();
    }
    let output = program(&moved.path().join("a"), &["--message-format", "json"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("sensitive_log") && !said.contains("harmless"), "{said}");
    assert!(first.contains("sensitive_log"));
}

#[test]
fn nothing_is_written_where_a_link_leads() {
    let outside = tempfile::tempdir().unwrap();
    let tree = Tree::new();
    symlink(outside.path(), tree.root().join("target")).unwrap();
    let first = tree.run(&[]);
    fs::remove_file(tree.root().join("target")).unwrap();
    fs::create_dir(tree.root().join("target")).unwrap();
    symlink(outside.path(), tree.root().join("target/privlint")).unwrap();
    assert_eq!(tree.run(&[]), first);
    assert!(fs::read_dir(outside.path()).unwrap().next().is_none(), "something was written outside");
}
