//! Files of real programs, each damaged in many ways: none costs more than itself.
//!
//! `PRIVLINT_CORPUS=FOLDER cargo test --release --test mutations -- --nocapture` damages the files below `FOLDER` instead
//! of those of this package, and tells how much longer the slowest took than the whole file did.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used)]

mod support;

use cargo_privlint::catalog::Catalog;
use cargo_privlint::config::Config;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file beside the damaged one, with one finding in line 1.
const WITNESS: &str = "pub fn witness(email: &str) { log::info!(\"{email}\"); }\n";

/// What befalls a text at a place.
type Damage = fn(&str, usize, &mut Dice) -> String;

const DAMAGES: &[(&str, Damage)] = &[
    ("cut off", |text, at, _| text[..at].to_string()),
    ("cut off in front", |text, at, _| text[at..].to_string()),
    ("without some words", |text, _, dice| without(text, dice, |c| c.is_alphanumeric() || c == '_')),
    ("without some marks", |text, _, dice| without(text, dice, |c| c.is_ascii_punctuation())),
    ("with brackets swapped", |text, _, dice| {
        let swap = |c: char| if dice.roll(12) == 0 { other_bracket(c) } else { c };
        text.chars().map(swap).collect()
    }),
    ("with random characters", |text, _, dice| {
        let noise = |c: char| {
            if dice.roll(40) == 0 { char::from_u32(dice.roll(0x3000) as u32).unwrap_or('\0') } else { c }
        };
        text.chars().map(noise).collect()
    }),
    ("with NULs", |text, at, _| insert(text, at, &"\0".repeat(5_000))),
    ("with a very long line", |text, _, _| text.replace('\n', " ")),
    ("with a long chain", |text, at, _| insert(text, at, &".a()".repeat(30_000))),
    ("with deep brackets", |text, at, _| insert(text, at, &"([{".repeat(20_000))),
    ("with deep brackets that close", |text, at, _| {
        insert(text, at, &format!("{}1{}", "(".repeat(20_000), ")".repeat(20_000)))
    }),
    ("with deep types", |text, at, _| {
        insert(text, at, &format!("{}u8{}", "Vec<".repeat(20_000), ">".repeat(20_000)))
    }),
    ("with many operators", |text, at, _| insert(text, at, &"!-*&".repeat(20_000))),
    ("with a huge literal", |text, at, _| insert(text, at, &format!("\"{}\"", "{email}".repeat(30_000)))),
    ("with a huge number", |text, at, _| insert(text, at, &"9".repeat(200_000))),
    ("with an open string", |text, at, _| insert(text, at, "r##\"")),
    ("with an open comment", |text, at, _| insert(text, at, "/*")),
];

#[test]
fn damage_to_a_file_costs_no_more_than_the_file() {
    let corpus = std::env::var_os("PRIVLINT_CORPUS").map(PathBuf::from);
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = match &corpus {
        Some(folder) => vec![folder.clone()],
        None => ["src/syntax", "src/taint", "fixtures"].map(|folder| package.join(folder)).to_vec(),
    };
    let files: Vec<PathBuf> = folders.iter().flat_map(|folder| rust_files(folder)).collect();
    assert!(!files.is_empty(), "no `.rs` file lies below {folders:?}");
    let catalog = Catalog::load();
    let one = |(number, path): (usize, &PathBuf)| {
        let text =
            std::fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let whole = harm(&catalog, &text).1;
        let mut dice = Dice(number as u64 + 1);
        let told = DAMAGES.iter().map(|(name, damage)| {
            let at = dice.place(&text);
            let damaged = damage(&text, at, &mut dice);
            let (harm, took) = harm(&catalog, &damaged);
            let ratio = took.as_secs_f64() / whole.max(Duration::from_millis(20)).as_secs_f64();
            (harm, ratio, format!("{} {name} at {at}", path.display()))
        });
        told.collect::<Vec<_>>()
    };
    let told: Vec<_> = support::with_stack(|| files.par_iter().enumerate().flat_map_iter(one).collect());
    if corpus.is_some() {
        let slowest = told.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        println!("{} texts; slowest: {:?}", told.len(), slowest.map(|(_, ratio, name)| (ratio, name)));
    }
    let harmed: Vec<String> =
        told.into_iter().filter_map(|(harm, _, name)| Some(format!("{name}: {}", harm?))).collect();
    assert!(harmed.is_empty(), "{} texts:\n{}", harmed.len(), harmed.join("\n"));
}

/// What a text does to an analysis that it should not, and how long that took.
fn harm(catalog: &Catalog, text: &str) -> (Option<String>, Duration) {
    let files = format!("//- src/lib.rs\n{WITNESS}//- src/damaged.rs\n{}", text.replace("//- ", "// - "));
    let started = Instant::now();
    let config = Config { tests: true, ..Config::default() };
    let analyse = || support::analyse_here(catalog, &files, &config).1;
    let outcome = catch_unwind(AssertUnwindSafe(analyse));
    let took = started.elapsed();
    let Ok(outcome) = outcome else { return (Some("a panic".into()), took) };
    if outcome.faults > 0 {
        return (Some("a fault that was caught".into()), took);
    }
    let places =
        outcome.diagnostics.iter().filter(|one| one.details.is_some()).filter_map(|one| one.primary.as_ref());
    let of_witness = places.filter(|label| label.span.file.0 == 0 && label.span.start < 60).count();
    ((of_witness != 1).then(|| format!("{of_witness} findings in the file beside it")), took)
}

/// Numbers that are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's MMIX constants; the upper bits are the random ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn place(&mut self, text: &str) -> usize {
        let at = self.roll(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    }
}

fn insert(text: &str, at: usize, what: &str) -> String {
    [&text[..at], what, &text[at..]].concat()
}

fn without(text: &str, dice: &mut Dice, is_part: fn(char) -> bool) -> String {
    let mut kept = String::new();
    let (mut was_part, mut drops) = (false, false);
    for c in text.chars() {
        if is_part(c) && !was_part {
            drops = dice.roll(25) == 0;
        }
        was_part = is_part(c);
        if !(was_part && drops) {
            kept.push(c);
        }
    }
    kept
}

fn other_bracket(c: char) -> char {
    let swaps =
        [('(', ')'), ('[', '{'), ('{', '}'), (']', '>'), ('<', '('), ('}', ']'), (')', '['), ('>', '<')];
    swaps.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = ignore::WalkBuilder::new(folder).require_git(false).sort_by_file_name(Ord::cmp).build();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.into_path()));
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs") && path.is_file())
        .collect()
}
