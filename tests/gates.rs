//! The files by which gates call the program: they are what their readers can read, their commands exist, and the review
//! of a pull request does in a repository what it promises.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/program.rs"]
mod program;

use program::{git, program};
use regex::Regex;
use saphyr_parser::{Event, Parser};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const YAML: [&str; 4] =
    ["action.yml", ".pre-commit-hooks.yaml", "gates/github-workflow.yml", "gates/gitlab-ci.yml"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

fn help(command: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
    String::from_utf8(program(&root(), &words).stdout).unwrap()
}

#[test]
fn every_file_of_a_gate_is_yaml() {
    for name in YAML {
        let text = read(name);
        let mut keys = 0;
        for event in Parser::new_from_str(&text) {
            let (event, _) = event.unwrap_or_else(|error| panic!("{name}: {error}"));
            keys += usize::from(matches!(event, Event::Scalar(..)));
        }
        assert!(keys > 8, "{name} holds {keys} words");
    }
}

#[test]
fn every_command_that_is_shown_exists() {
    let flag = Regex::new(r"(?:^|[\s`\[(])(--[a-z][a-z-]*)").unwrap();
    let call = Regex::new(r"(?m)cargo[- ]privlint(?: privlint)? ([^\n`|;#]*)").unwrap();
    let commands =
        ["diff", "init", "explain", "allow", "show-config", "rules", "completions", "man", "schema"];
    let readme = read("README.md");
    let script = read("gates/review.sh").replace("\\\n", " ");
    let texts = YAML.iter().map(|name| (*name, read(name)));
    let mut checked = 0;
    for (name, text) in texts.chain([("README.md", readme), ("gates/review.sh", script)]) {
        for found in call.captures_iter(&text) {
            let words = &found[1];
            let first = words.split_whitespace().next().unwrap_or_default();
            let help = help(if commands.contains(&first) { first } else { "" });
            for flag in flag.captures_iter(words) {
                assert!(help.contains(&flag[1]), "{name}: there is no `{}` in `{words}`", &flag[1]);
                checked += 1;
            }
        }
    }
    assert!(checked > 15, "{checked} flags were checked");
}

#[test]
fn scripts_are_sound() {
    let script = root().join("gates/review.sh");
    assert!(Command::new("bash").arg("-n").arg(&script).status().unwrap().success());
    let action = read("action.yml");
    assert!(action.contains("gates/review.sh"));
    // What an event brings is handed over as a variable, never pasted into a script.
    let scripts: Vec<&str> =
        action.split("run: |").skip(1).map(|rest| rest.split("\n    - ").next().unwrap()).collect();
    assert!(!scripts.is_empty() && scripts.iter().all(|script| !script.contains("${{")), "{action}");
}

/// The review of a pull request whose merge was checked out to a depth of one, as GitHub's checkout does.
#[test]
fn a_pull_request_is_reviewed_in_a_shallow_clone() {
    let origin = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = origin.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    git(origin.path(), &["init", "-q", "-b", "main"]);
    git(origin.path(), &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    write("Cargo.toml", "[package]\nname = \"shop\"\n[dependencies]\nlog = \"0.4\"\n");
    write("src/lib.rs", "pub fn a(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    git(origin.path(), &["add", "."]);
    git(origin.path(), &["commit", "-q", "-m", "main"]);
    git(origin.path(), &["checkout", "-q", "-b", "feature"]);
    write(
        "src/lib.rs",
        "pub fn a(email: &str, password: &str) {\n    log::info!(\"{email}\");\n    log::info!(\"{password}\");\n}\n",
    );
    git(origin.path(), &["commit", "-q", "-a", "-m", "feature"]);
    git(origin.path(), &["checkout", "-q", "main"]);
    git(origin.path(), &["merge", "-q", "--no-ff", "-m", "merge", "feature"]);
    let clone = tempfile::tempdir().unwrap();
    git(clone.path(), &["clone", "-q", "--depth", "1", &format!("file://{}", origin.path().display()), "."]);

    let (summary, output) = (clone.path().join("summary.md"), clone.path().join("output"));
    let bin = Path::new(env!("CARGO_BIN_EXE_cargo-privlint")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut review = Command::new(root().join("gates/review.sh"));
    review.current_dir(clone.path()).env("PATH", path).env("GITHUB_EVENT_NAME", "pull_request");
    review.env("GITHUB_SHA", git(clone.path(), &["rev-parse", "HEAD"]).trim());
    review.env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_OUTPUT", &output);
    review.env("PRIVLINT_SARIF", clone.path().join("report.sarif"));
    let Output { status, stdout, stderr } = review.output().unwrap();
    let (said, told) = (String::from_utf8(stdout).unwrap(), String::from_utf8_lossy(&stderr).into_owned());
    assert!(status.success(), "{said}{told}");
    assert_eq!(said.lines().count(), 1, "{said}{told}");
    assert!(said.starts_with("::error file=src/lib.rs,line=3,endLine=3,col="), "{said}");
    assert_eq!(std::fs::read_to_string(output).unwrap(), "exit-code=1\n");
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(summary.starts_with("### privlint: 1 new finding\n"), "{summary}");
    assert!(
        summary.contains("### Privacy delta") && summary.contains("`secret.password` at `log`"),
        "{summary}"
    );
    assert!(std::fs::read_to_string(clone.path().join("report.sarif")).unwrap().contains("\"unchanged\""));
}
