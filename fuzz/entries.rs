//! What is done with the bytes of an input. Each function fails where this program does not keep its word: it panics,
//! or hides that it would have.
//!
//! `cargo +nightly fuzz run NAME` looks for such inputs; `tests/corpus.rs` runs what is kept below `corpus/`.

#![allow(dead_code)]

use crate::support::{Example, analyse_here, check_template, with_stack};
use cargo_privlint::analysis::{self, Outcome};
use cargo_privlint::catalog::Catalog;
use cargo_privlint::config::Config;
use cargo_privlint::document;
use cargo_privlint::kept::{self, Key, Present};
use cargo_privlint::lint::Shown;
use cargo_privlint::memory::{self, Draft, Print};
use cargo_privlint::report::{self, Report};
use cargo_privlint::review::Baseline;
use cargo_privlint::session::Past;
use cargo_privlint::source::SourceFile;
use cargo_privlint::span::FileId;
use cargo_privlint::template;
use cargo_privlint::workspace::{self, Request};
use cargo_privlint::{allowance, syntax};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

/// What is done with an input.
pub type Entry = fn(&[u8]);

/// The same by the names of the folders of inputs.
pub const ENTRIES: &[(&str, Entry)] = &[
    ("rust", rust),
    ("repeated", repeated),
    ("texts", texts),
    ("template", template),
    ("policy", policy),
    ("manifest", manifest),
    ("baseline", baseline),
    ("comments", comments),
    ("cache", cache),
    ("change", change),
    ("edit", edit),
    ("memory", memory),
];

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::load);

/// A Rust file, analysed by itself.
pub fn rust(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    analyse(&text);
}

/// A Rust file of which one line stands there many times, which chance alone seldom makes. The first byte says which, the
/// next how often.
pub fn repeated(data: &[u8]) {
    let [which, times, text @ ..] = data else { return };
    let text = String::from_utf8_lossy(text);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = usize::from(*which) % lines.len().max(1);
    let many = lines.get(at).map(|line| line.repeat(usize::from(*times % 64)));
    let (before, behind) = lines.split_at(at);
    analyse(&format!("{}{}{}", before.concat(), many.unwrap_or_default(), behind.concat()));
}

/// Several files: Rust, templates and locales, each behind a line `//- NAME`.
pub fn texts(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    analyse(&format!("//- src/lib.rs\n{text}"));
}

/// A template; the first byte says of which dialect.
pub fn template(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let name = template::dialects().nth(*first as usize % template::dialects().len());
    check_template(&String::from_utf8_lossy(rest), name.unwrap_or_default());
}

/// A policy beside a program that it speaks of.
pub fn policy(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // A text that is no TOML is told of before anything is read.
    if document::parse(FileId(0), &text).is_ok() {
        analyse(&format!("{PROGRAM}//- privlint.toml\n{text}"));
    }
}

const PROGRAM: &str = "//- src/lib.rs\npub struct Customer { pub email: String, phone: String }\n\
    pub fn mask(text: &str) -> String { text[..2].to_string() }\n\
    pub fn remind(customer: &Customer) {\n    tracing::info!(\"to {} {}\", customer.email, mask(&customer.phone));\n}\n";

/// A manifest of a folder with one file.
pub fn manifest(data: &[u8]) {
    let folder = std::env::temp_dir().join(format!("privlint-manifest-{}", std::process::id()));
    let write = |name: &str, text: &[u8]| fs::write(folder.join(name), text);
    let made = fs::create_dir_all(folder.join("src")).and_then(|()| write("src/lib.rs", b"mod a;"));
    if made.and_then(|()| write("Cargo.toml", data)).is_ok() {
        let request = Request { current_dir: folder.clone(), ..Request::default() };
        if let Ok(loaded) = workspace::load(&request) {
            let is_inside = |name: &str| !name.starts_with('/') && !name.starts_with("../");
            assert!(
                loaded.workspace.files.iter().all(|file| is_inside(&file.name)),
                "a file outside is read"
            );
        }
    }
}

/// A baseline; one that is read writes what reads the same.
pub fn baseline(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(baseline) = Baseline::read(&text) {
        let again = Baseline::read(&baseline.text());
        assert!(again.is_ok_and(|again| again == baseline), "what was written is not what was read");
    }
}

/// Comments that allow findings, in Rust and in the other files that have comments.
pub fn comments(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let within = |at: &std::ops::Range<usize>| text.get(at.clone()).is_some();
    assert!(syntax::test_units(&text).iter().all(within));
    let _ = syntax::allowances(&text);
    for at in [0, text.len() / 2, text.len()] {
        assert!(syntax::unit_start(&text, text.floor_char_boundary(at)) <= text.len());
    }
    for name in ["a.rs", "a.html", "a.toml", "a.yml", "a.ftl", "a.po", "a.hbs", "a.sql", "a.json"] {
        let _ = allowance::of_text(name, &text);
    }
}

/// What a run kept; what is taken for that can be written in every form, and is kept again as it was. The text is taken
/// for that of a run over the same, and for that of one over another text of which the same is read.
pub fn cache(data: &[u8]) {
    let example = Example::read(&CATALOG, PROGRAM);
    for print in ["", "another"] {
        let key = Key { settings: String::new(), texts: vec![print.into()] };
        let Some(outcome) = kept::recall(data, &key, present(&example)) else { continue };
        let text = kept::text(&key, present(&example), &outcome);
        let again = text.and_then(|text| kept::recall(text.as_bytes(), &key, present(&example)));
        let again = again.map(|again| written(&example, &again));
        assert!(again == Some(written(&example, &outcome)), "what was kept is not what was recalled");
    }
}

/// A Rust file that is changed where nothing is read: what is recalled is what is found. The first byte says how, and the
/// next two where.
pub fn change(data: &[u8]) {
    if let [kind, high, low, text @ ..] = data {
        let text = String::from_utf8_lossy(text);
        let place = usize::from(*high) << 8 | usize::from(*low);
        change_at(usize::from(*kind), place, &text.replace("//- ", "// - "));
    }
}

/// What is put before a line, or behind it.
const CHANGES: [(&str, &str); 8] = [
    ("// A comment.\n", ""),
    ("\n", ""),
    ("\t// \"One\n\n    // two */ {\n", ""),
    ("", " // behind"),
    ("", "\n// `below`"),
    ("", "\n#[cfg(test)]\nmod added {\n    fn one() {}\n}\n"),
    ("/// Mail\n", " /// Phone"),
    ("fn added() {}\n", ""),
];

/// Puts a change into a text at a line, and tells whether a run over the text before was recalled for it.
pub fn change_at(kind: usize, place: usize, text: &str) -> bool {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = place % lines.len().max(1);
    let (before, behind) = CHANGES[kind % CHANGES.len()];
    let line = lines.get(at).copied().unwrap_or_default();
    let (said, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
    let line = format!("{before}{said}{behind}{end}");
    let rest = lines.get(at + 1..).unwrap_or_default().concat();
    let changed = format!("{}{line}{rest}", lines[..at.min(lines.len())].concat());
    with_stack(|| {
        let ((old, outcome), (new, expected)) =
            (found(text, Past::default()), found(&changed, Past::default()));
        let key = |print: &str| Key { settings: String::new(), texts: vec![print.into()] };
        let text = kept::text(&key("before"), present(&old), &outcome).unwrap_or_default();
        let recalled = kept::recall(text.as_bytes(), &key("now"), present(&new));
        let is_same = |recalled: &Outcome| written(&new, recalled) == written(&new, &expected);
        assert!(recalled.iter().all(is_same), "what was recalled of\n{changed}\nis not what is found");
        recalled.is_some()
    })
}

/// A Rust file of which the code is changed: a run that remembers what functions do finds what a run over all of them
/// finds. The first byte says how, and the next two where.
pub fn edit(data: &[u8]) {
    if let [kind, high, low, text @ ..] = data {
        let text = String::from_utf8_lossy(text);
        let place = usize::from(*high) << 8 | usize::from(*low);
        edit_at(usize::from(*kind), place, &text.replace("//- ", "// - "));
    }
}

/// How many ways there are to change the code.
pub const EDITS: usize = 8;

/// Changes a line of a text, and tells whether what was remembered was of use.
pub fn edit_at(kind: usize, place: usize, text: &str) -> bool {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let Some(line) = lines.get(place % lines.len().max(1)) else { return false };
    let other = lines[place.wrapping_mul(7) % lines.len()];
    let line = match kind % EDITS {
        0 => String::new(),
        1 => line.repeat(2),
        2 => format!("let added = 1;\n{line}"),
        3 => format!("log::info!(\"{{}}\", password);\n{line}"),
        4 => format!("return Default::default();\n{line}"),
        5 => other.to_string(),
        6 => line.replace("self", "other"),
        _ => format!("{line}{other}"),
    };
    let at = place % lines.len();
    let changed = format!("{}{line}{}", lines[..at].concat(), lines[at + 1..].concat());
    with_stack(|| {
        let (before, mut outcome) = found(text, Past::default());
        let Some(bytes) = remembered(&before, &mut outcome) else { return false };
        let prints = prints(&Example::read(&CATALOG, &changed));
        let draft = Draft::of(Box::new(bytes), &SETTINGS, CATALOG.classes.len());
        let memory = draft.map(|draft| (draft, prints.as_slice()));
        assert!(memory.is_some(), "what was written cannot be read");
        let (now, said) = found(&changed, Past { memory, ..Past::default() });
        let (whole, expected) = found(&changed, Past::default());
        assert!(written(&now, &said) == written(&whole, &expected), "not what is found in\n{changed}");
        said.leftovers.analysis.remembered.is_none()
    })
}

/// Bytes that are taken for what a run remembered, as if its program had written them: changes of what it did write, each
/// by a place and a byte. What they tell may be wrong, and does no harm.
pub fn memory(data: &[u8]) {
    with_stack(|| {
        let (before, mut outcome) = found(PROGRAM, Past::default());
        let Some(mut bytes) = remembered(&before, &mut outcome) else { return };
        for change in data.chunks_exact(3) {
            let at = (usize::from(change[0]) << 8 | usize::from(change[1])) % bytes.len();
            bytes[at] ^= change[2];
        }
        memory::sum_again(&mut bytes);
        let prints = prints(&before);
        let draft = Draft::of(Box::new(bytes), &SETTINGS, CATALOG.classes.len());
        let memory = draft.map(|draft| (draft, prints.as_slice()));
        let (_, outcome) = found(PROGRAM, Past { memory, ..Past::default() });
        assert_eq!(outcome.faults, 0, "functions were not analysed");
    });
}

const SETTINGS: Print = [7; 32];

/// What is found in a text, of which something is to be kept and functions are to be remembered.
fn found(text: &str, past: Past) -> (Example, Outcome) {
    let example = Example::read(&CATALOG, text);
    let config = Config { shown: Shown::All, keeps: true, ..Config::default() };
    let Example { workspace, sources, policy, catalog, .. } = &example;
    let catalog = catalog.as_ref().unwrap_or(&CATALOG);
    let outcome = analysis::run_after(catalog, workspace, sources, policy, &config, past, &|_| {});
    (example, outcome)
}

/// The bytes by which a run is remembered; none where no functions are.
fn remembered(example: &Example, outcome: &mut Outcome) -> Option<Vec<u8>> {
    let remembered = outcome.leftovers.analysis.remembered.take()?;
    let lowered = &outcome.leftovers.lowered;
    let files = (lowered.files.as_slice(), &lowered.table, &example.sources);
    Some(memory::parts(&SETTINGS, &prints(example), files, remembered).concat())
}

fn prints(example: &Example) -> Vec<Print> {
    let print = |(_, file): (FileId, &SourceFile)| {
        let mut hasher = DefaultHasher::new();
        file.text.hash(&mut hasher);
        let mut print = [0; 32];
        print[..8].copy_from_slice(&hasher.finish().to_le_bytes());
        print
    };
    example.sources.iter().take(example.workspace.files.len()).map(print).collect()
}

fn present(example: &Example) -> Present<'_> {
    Present { workspace: &example.workspace, sources: &example.sources, with_tests: false }
}

/// An outcome in every form.
fn written(example: &Example, outcome: &Outcome) -> Vec<u8> {
    let report = Report {
        workspace: &example.workspace,
        sources: &example.sources,
        top: &example.workspace.root,
        catalog: &CATALOG,
        diagnostics: &outcome.diagnostics,
        silenced: &outcome.silenced,
        is_compared: false,
        summary: &outcome.summary,
        color: true,
        verbose: true,
    };
    let mut text = Vec::new();
    report::FORMATS.iter().for_each(|format| format.write(&report, &mut text).unwrap_or_default());
    text
}

fn analyse(text: &str) {
    let (_, outcome) = with_stack(|| analyse_here(&CATALOG, text, &Config::default()));
    assert_eq!(outcome.faults, 0, "a fault was caught");
}
