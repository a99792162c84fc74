//! Runs what the pages of `lints/` promise: names, marked findings, fixes and rendered texts.
//!
//! `PRIVLINT_BLESS=1 cargo test --test pages` rewrites the `fixed` and `human` blocks from what the analysis yields.

#![allow(clippy::unwrap_used)]

mod support;

use cargo_privlint::catalog::page::{Block, Page};
use cargo_privlint::catalog::{Catalog, Strength};
use cargo_privlint::config::Config;
use cargo_privlint::diagnostic::{Applicability, Diagnostic, Edit};
use cargo_privlint::lint::Shown;
use cargo_privlint::report::{self, Report, Summary};
use cargo_privlint::source::SourceMap;
use cargo_privlint::workspace::Workspace;
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn every_page_follows_the_grammar() {
    let catalog = Catalog::load();
    assert_eq!(catalog.errors, Vec::<String>::new());
    assert_eq!(catalog.classes.len(), 51, "one page for each data class");
}

#[test]
fn every_name_in_a_model_is_one_of_its_stub_or_of_the_standard_library() {
    let catalog = Catalog::load();
    assert_eq!(catalog.models.unresolved(), Vec::<String>::new());
}

#[test]
fn every_model_says_what_it_was_read_against() {
    let says = Regex::new(r"read against (Rust )?\d+\.\d+").unwrap();
    let entries = std::fs::read_dir(root().join("models")).unwrap().map(|entry| entry.unwrap().path());
    let silent = entries.filter(|path| {
        let head: String = std::fs::read_to_string(path).unwrap().lines().take(2).collect();
        !says.is_match(&head)
    });
    assert_eq!(silent.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[test]
fn names_are_read_as_their_pages_say() {
    let catalog = Catalog::load();
    let classes = catalog.classes.iter().map(|class| (class.name.as_str(), &class.names));
    let mut wrong = Vec::new();
    for (page, names) in classes.chain([("none", &catalog.lexicon.policy.names)]) {
        for (name, expected) in names {
            let found = catalog.lexicon.name(name);
            let class = found.as_ref().map_or("nothing", |found| catalog.class(found.class).name.as_str());
            let fits = match (expected.as_str(), &found) {
                ("strong", Some(found)) => class == page && found.strength == Strength::Strong,
                ("text", Some(found)) => class == page && found.strength == Strength::Text,
                ("key", Some(found)) => class == page && found.strength == Strength::Key,
                ("weak", Some(found)) => class == page && found.strength == Strength::Weak,
                (expected, _) => class == expected,
            };
            if !fits {
                let term = found
                    .map(|found| format!(" ({:?} by `{}`)", found.strength, found.term))
                    .unwrap_or_default();
                wrong.push(format!("{page}: `{name}` should be {expected}, is {class}{term}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn examples_hold() {
    let catalog = Catalog::load();
    let mut wrong = Vec::new();
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        let page = Page::parse(&text);
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        for block in page.blocks.iter().filter(|block| block.info.split(' ').next() == Some("rust")) {
            if block.info.split(' ').any(|word| word == "fixed") {
                continue;
            }
            let (sources, diagnostics) = run(&catalog, block);
            wrong.extend(
                check_markers(&sources, &diagnostics, block).into_iter().map(|line| format!("{name}:{line}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{} lines:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn fixed_and_human_blocks_are_what_the_analysis_yields() {
    let catalog = Catalog::load();
    let bless = std::env::var_os("PRIVLINT_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in pages() {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut edits = Vec::new();
        let page = Page::parse(&text);
        for (example, derived) in page.blocks.iter().zip(page.blocks.iter().skip(1)) {
            let (sources, diagnostics) = match derived.info {
                "rust fixed" | "text human" => run(&catalog, example),
                _ => continue,
            };
            let yields = match derived.info {
                "rust fixed" => apply_fixes(&sources, &diagnostics),
                _ => render(&sources, &diagnostics),
            };
            if yields != derived.text {
                wrong.push(format!("{}:{}\n--- is ---\n{yields}", path.display(), derived.line + 1));
                edits.push((
                    derived.text.as_ptr() as usize - text.as_ptr() as usize,
                    derived.text.len(),
                    yields,
                ));
            }
        }
        let mut blessed = text.clone();
        for (start, length, yields) in edits.into_iter().rev() {
            blessed.replace_range(start..start + length, &yields);
        }
        if bless && blessed != text {
            std::fs::write(&path, blessed).unwrap();
        }
    }
    assert!(bless || wrong.is_empty(), "{}", wrong.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lints")
}

/// Every Markdown page of `lints/`, sorted; a rule may have a folder of further examples.
fn pages() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["", "rules", "classes"].map(|folder| root().join(folder)).into();
    let rules = std::fs::read_dir(root().join("rules")).unwrap().map(|entry| entry.unwrap().path());
    folders.extend(rules.filter(|path| path.is_dir()));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    pages
}

/// Analyses an example; the words behind `rust` set the level (`strict`, `all`) and whether tests and web pages count
/// (`tests`, `pages`).
fn run(catalog: &Catalog, block: &Block) -> (SourceMap, Vec<Diagnostic>) {
    let has = |word: &str| block.info.split(' ').any(|known| known == word);
    let shown = match () {
        () if has("all") => Shown::All,
        () if has("strict") => Shown::Strict,
        () => Shown::Default,
    };
    let today = Some((2026, 11, 25));
    let config = Config { shown, tests: has("tests"), pages: has("pages"), today, ..Config::default() };
    let (sources, outcome) = support::analyse(catalog, block.text, &config);
    (sources, outcome.diagnostics)
}

/// Compares the findings with the markers; a line of the page for each difference.
fn check_markers(sources: &SourceMap, diagnostics: &[Diagnostic], block: &Block) -> Vec<String> {
    let mut found: BTreeSet<(String, usize, String)> = BTreeSet::new();
    for diagnostic in diagnostics {
        let Some(label) = &diagnostic.primary else {
            found.insert((sources.iter().next().unwrap().1.name.clone(), 0, diagnostic.message.clone()));
            continue;
        };
        let file = sources.file(label.span.file);
        let rule = diagnostic.rule.clone().unwrap_or_else(|| "unreadable".into());
        found.insert((file.name.clone(), file.line_of(label.span.start), rule));
    }
    let mut wrong = Vec::new();
    let (mut expected, mut spurious) = (BTreeSet::new(), BTreeSet::new());
    for (_, file) in sources.iter() {
        for (line, text) in file.text.lines().enumerate() {
            let Some((_, marker)) = text.split_once("//~") else { continue };
            let line = line - marker.chars().take_while(|&c| c == '^').count();
            let marker = marker.trim_start_matches('^').trim();
            let (kind, rules) = marker.split_once(": ").unwrap_or(("", marker));
            // What closes a comment of a template is no lint.
            for rule in
                rules.split_whitespace().filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
            {
                let key = (file.name.clone(), line, rule.to_string());
                match kind {
                    "MISSING" if found.contains(&key) => {
                        wrong.push((line, format!("`{rule}` is found now, MISSING can go")));
                        expected.insert(key);
                    }
                    "MISSING" => {}
                    "SPURIOUS" if !found.contains(&key) => {
                        wrong.push((line, format!("`{rule}` is gone, SPURIOUS can go")))
                    }
                    "SPURIOUS" => drop(spurious.insert(key)),
                    _ => drop(expected.insert(key)),
                }
            }
        }
    }
    for key in expected.difference(&found) {
        wrong.push((key.1, format!("`{}` is not found", key.2)));
    }
    for key in found.difference(&expected).filter(|key| !spurious.contains(key)) {
        wrong.push((key.1, format!("`{}` is found", key.2)));
    }
    wrong.into_iter().map(|(line, text)| format!("{}: {text}", block.line + 1 + line)).collect()
}

/// The example with the machine-applicable suggestions applied, and without its markers.
fn apply_fixes(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let suggestions = diagnostics.iter().flat_map(|diagnostic| &diagnostic.suggestions);
    let applicable =
        suggestions.filter(|suggestion| suggestion.applicability == Applicability::MachineApplicable);
    let mut edits: Vec<&Edit> = applicable.flat_map(|suggestion| &suggestion.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.start, edit.span.end)));
    let (_, file) = sources.iter().next().unwrap();
    let mut text = file.text.clone();
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text.lines().map(|line| format!("{}\n", line.split("//~").next().unwrap().trim_end())).collect()
}

/// The first finding as a terminal shows it.
fn render(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let workspace = Workspace::default();
    let summary = Summary::default();
    let diagnostics = &diagnostics[..1.min(diagnostics.len())];
    let report = Report {
        workspace: &workspace,
        sources,
        top: std::path::Path::new(""),
        catalog: &Catalog::default(),
        diagnostics,
        silenced: &[],
        is_compared: false,
        summary: &summary,
        color: false,
        verbose: false,
    };
    let mut out = Vec::new();
    report::format("human").unwrap().write(&report, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.split("\nprivlint: ").next().unwrap().trim_end().to_string() + "\n"
}
