//! The inputs that are kept of what was tried against the program by chance: each goes through what reads it.

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
