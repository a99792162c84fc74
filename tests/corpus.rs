//! The inputs that are kept of what was tried against the program by chance: each goes through what reads it.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used)]

#[path = "../fuzz/entries.rs"]
mod entries;
mod support;

use std::fs;
use std::path::Path;

#[test]
fn inputs_that_were_tried_do_no_harm() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, run) in entries::ENTRIES {
        let folder = fs::read_dir(corpus.join(name));
        let mut inputs: Vec<_> = folder.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "there are no inputs for `{name}`");
        for input in inputs {
            println!("{}", input.display());
            run(&fs::read(&input).unwrap_or_default());
        }
    }
}

/// The blocks of the pages are programs that something is found in.
#[test]
fn what_is_recalled_after_a_change_is_what_is_found() {
    let (mut tried, mut recalled) = (0, 0);
    for block in blocks(&Path::new(env!("CARGO_MANIFEST_DIR")).join("lints")) {
        for kind in 0..8 {
            // Some line of the block, another for each kind.
            let place = block.len() * (kind + 1);
            tried += 1;
            recalled += usize::from(entries::change_at(kind, place, &block));
        }
    }
    assert!(tried > 1_000 && recalled > 700, "{recalled} of {tried} runs were recalled");
}

/// The same where code is changed.
#[test]
fn what_is_remembered_of_functions_is_what_they_do() {
    let (mut tried, mut remembered) = (0, 0);
    for block in blocks(&Path::new(env!("CARGO_MANIFEST_DIR")).join("lints")) {
        for kind in 0..entries::EDITS {
            let place = block.len() * (kind + 1);
            tried += 1;
            remembered += usize::from(entries::edit_at(kind, place, &block));
        }
    }
    assert!(tried > 1_000 && remembered > 400, "{remembered} of {tried} runs remembered functions");
}

/// The texts of all blocks of Rust in the pages below a folder, of those that are one file.
fn blocks(folder: &Path) -> Vec<String> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(blocks(&path));
        } else if let Ok(page) = fs::read_to_string(&path) {
            let fenced = page.split("\n```").skip(1).step_by(2);
            let rust = fenced.filter_map(|block| block.strip_prefix("rust")?.split_once('\n'));
            found.extend(rust.map(|(_, text)| text.to_string()).filter(|text| !text.contains("//- ")));
        }
    }
    found
}
