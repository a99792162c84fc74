//! The program and git, as a test runs them in a folder.

// Helpers of a test may fail as a test does; not every test runs both.
#![allow(clippy::unwrap_used, dead_code)]

use std::path::Path;
use std::process::{Command, Output};

/// The program with arguments, to be run in a folder. Git looks for no repository around the folders of tests.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_cargo-privlint"));
    program.arg("privlint").args(args).current_dir(folder);
    program.env("GIT_CEILING_DIRECTORIES", std::env::temp_dir().canonicalize().unwrap());
    program
}

/// Runs the program.
pub fn program(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

/// All that a run wrote.
pub fn said(output: &Output) -> String {
    String::from_utf8([output.stdout.as_slice(), &output.stderr].concat()).unwrap()
}

/// Files that take the place of others are other files.
#[cfg(unix)]
pub fn identity(path: &Path) -> (u64, i64) {
    use std::os::unix::fs::MetadataExt;
    let meta = path.metadata().unwrap();
    (meta.ino(), meta.mtime_nsec())
}

/// What git writes to standard output, where it ends well.
pub fn git(folder: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
    git.args(["-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false"]).args(args);
    let output = git.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}
