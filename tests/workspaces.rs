//! Runs the program on the workspaces of `fixtures/` and compares what it writes with their `expected/` folders.
//!
//! `PRIVLINT_BLESS=1 cargo test --test workspaces` rewrites those folders from what the program writes.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use cargo_privlint::analysis;
use cargo_privlint::catalog::Catalog;
use cargo_privlint::disk::Disk;
use cargo_privlint::source::{SourceFile, SourceMap};
use cargo_privlint::workspace::{self, Request};
use regex::Regex;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_concise_report_is_the_expected_one() {
    compare("concise.txt", &run("concise"));
}

#[test]
fn the_human_report_is_the_expected_one() {
    let seconds = Regex::new(r"\d+\.\d s\b").unwrap();
    compare("human.txt", &seconds.replace_all(&run("human"), "0.0 s"));
}

#[test]
fn the_json_stream_tells_the_same_findings_and_ends_once() {
    let stream = stream();
    let reasons: Vec<&str> = stream.iter().map(|line| line["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons.iter().filter(|reason| **reason == "build-finished").count(), 1);
    assert_eq!(reasons.last(), Some(&"build-finished"));
    assert!(reasons.iter().rev().skip(1).all(|reason| *reason == "compiler-message"), "{reasons:?}");

    let findings = stream.iter().filter(|line| !line["message"]["code"].is_null());
    assert_eq!(findings.count(), run("concise").lines().count());
}

#[test]
fn the_call_graph_and_the_summaries_are_the_expected_ones() {
    let (calls, summaries) = support::with_stack(|| {
        let request = Request { current_dir: reminders(), ..Request::default() };
        let loaded = workspace::load(&request).unwrap();
        let files = loaded.workspace.files.iter();
        let sources = files.map(|file| SourceFile::read(&Disk::Here, file.name.clone(), file.path.clone()));
        let sources = SourceMap::new(sources.collect());
        analysis::describe(&Catalog::load(), &loaded.workspace, &sources)
    });
    compare("calls.txt", &calls);
    compare("summaries.txt", &summaries);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let with_threads = |count: &str| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_cargo-privlint"));
        program.args(["privlint", "-q", "--level", "all", "--message-format", "json"]);
        program.current_dir(reminders()).env("RAYON_NUM_THREADS", count).output().unwrap().stdout
    };
    let one = with_threads("1");
    assert!(!one.is_empty());
    assert_eq!(one, with_threads("2"));
    assert_eq!(one, with_threads("8"));
}

#[test]
fn each_package_ends_with_a_message_that_clears_the_last_run() {
    let stream = stream();
    let closing = stream.iter().filter(|line| line["message"]["spans"] == serde_json::json!([]));
    let mut packages: Vec<&str> = closing.map(|line| line["target"]["name"].as_str().unwrap()).collect();
    packages.sort();
    assert_eq!(packages, ["domain", "letters", "notify", "server"]);
}

#[test]
fn each_span_of_the_json_stream_cuts_the_text_that_it_shows() {
    let mut seen = 0;
    for line in stream() {
        let children = line["message"]["children"].as_array().into_iter().flatten();
        let owners = children.chain([&line["message"]]);
        for span in owners.filter_map(|owner| owner["spans"].as_array()).flatten() {
            check_span(span);
            seen += 1;
        }
    }
    assert!(seen > 50, "the workspace shows many places, not {seen}");
}

fn check_span(span: &Value) {
    let number = |key: &str| span[key].as_u64().unwrap() as usize;
    let name = span["file_name"].as_str().unwrap();
    let file = std::fs::read_to_string(reminders().join(name)).unwrap();
    let shown = span["text"].as_array().unwrap();
    let lines: Vec<&str> = shown.iter().map(|line| line["text"].as_str().unwrap()).collect();
    let on_disk: Vec<&str> = file.lines().take(number("line_end")).skip(number("line_start") - 1).collect();
    assert_eq!(lines, on_disk, "{name}: the lines of a span are whole");

    let marked = shown.iter().zip(&lines).map(|(line, text)| {
        let (from, to) = (line["highlight_start"].as_u64().unwrap(), line["highlight_end"].as_u64().unwrap());
        text.chars().skip(from as usize - 1).take((to - from) as usize).collect::<String>()
    });
    let cut = &file[number("byte_start")..number("byte_end")];
    assert_eq!(marked.collect::<Vec<_>>().join("\n"), cut, "{name}: bytes and highlight agree");
    let first = shown.first().unwrap();
    assert_eq!(span["column_start"], first["highlight_start"], "{name}: columns and highlight agree");
}

fn reminders() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workspaces/reminders")
}

/// What the program writes to standard output; the workspace has denied findings, so it ends with 1.
fn run(format: &str) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_cargo-privlint"));
    program.args(["privlint", "--message-format", format]).current_dir(reminders());
    let output = program.env_remove("CLICOLOR_FORCE").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn stream() -> Vec<Value> {
    run("json").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn compare(name: &str, written: &str) {
    let path = reminders().join("expected").join(name);
    if std::env::var_os("PRIVLINT_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, written).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = expected.lines().zip(written.lines()).position(|(old, new)| old != new);
    let line = differs.unwrap_or_else(|| expected.lines().count().min(written.lines().count()));
    assert!(
        expected == written,
        "{} is out of date from line {} on:\n  expected: {}\n  written:  {}\n`PRIVLINT_BLESS=1 cargo test` rewrites it",
        path.display(),
        line + 1,
        expected.lines().nth(line).unwrap_or("(the end)"),
        written.lines().nth(line).unwrap_or("(the end)"),
    );
}
