//! Holds the shape of the program: layers, fences, sizes, where names may stand, and that its documents tell the truth.
//!
//! Terms: a file's *code* is its tokens without comments, documentation and test modules; a file's *module* is the one
//! that `src/lib.rs` declares for it.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cargo_privlint::catalog::Catalog;
use cargo_privlint::catalog::page::Page;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

#[test]
fn modules_use_only_those_declared_above_them() {
    let order = modules_in_order();
    let position = |module: &str| order.iter().position(|known| known == module);
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| position(&file.module()).is_some()) {
        let own = file.module();
        for used in first_segments(&file.tokens(), "crate") {
            if position(&used) > position(&own) {
                wrong.push(format!("{}: `{own}` uses `{used}`, which is declared below it", file.name));
            }
        }
        let depth = file.name.trim_end_matches("/mod.rs").split('/').count() - 1;
        if longest_run_of_supers(&file.code()) >= depth {
            wrong.push(format!("{}: `super` leads to the root, where the layers cannot be seen", file.name));
        }
    }
    none(wrong);
}

#[test]
fn modules_do_not_pass_on_names_of_others() {
    let passes_on = |file: &Source| file.tokens().windows(3).any(|words| words == ["pub", "use", "crate"]);
    none(sources().iter().filter(|file| passes_on(file)).map(|file| file.name.clone()).collect());
}

/// External crates and rims of the standard library, and where each may be used.
const FENCES: &[(&str, &[&str])] = &[
    ("syn", &["src/syntax/", "src/build.rs"]),
    ("proc_macro2", &["src/syntax/", "src/build.rs"]),
    ("quote", &["src/syntax/", "src/build.rs"]),
    ("codespan_reporting", &["src/source.rs", "src/report/"]),
    ("clap", &["src/cli/"]),
    ("serde_json", &["src/report/", "src/kept/"]),
    ("toml", &["src/catalog/", "src/document.rs", "src/workspace/", "src/template/"]),
    ("html5gum", &["src/template/"]),
    ("jsonc_parser", &["src/template/"]),
    ("saphyr_parser", &["src/template/"]),
    ("std::fs", RIM),
    ("std::env", RIM),
];

/// What touches the world around the program; `main` only hands its arguments on.
const RIM: &[&str] = &["src/cli/", "src/repair/", "src/disk/", "src/build.rs", "src/main.rs"];

#[test]
fn crates_stay_behind_their_fences() {
    let mut wrong = Vec::new();
    for file in sources() {
        let code = file.code();
        let of_std: BTreeSet<String> =
            first_segments(&code, "std").map(|module| format!("std::{module}")).collect();
        for (fenced, inside) in FENCES {
            let is_used = of_std.contains(*fenced) || first_segments(&code, fenced).next().is_some();
            if is_used && !inside.iter().any(|place| file.name.starts_with(place)) {
                wrong.push(format!("{}: `{fenced}` belongs into {}", file.name, inside.join(", ")));
            }
        }
    }
    none(wrong);
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> =
        all_files().into_iter().map(|file| (file.lines(), file.name)).collect();
    lengths.sort();
    let biggest: Vec<String> =
        lengths.iter().rev().take(5).map(|(lines, name)| format!("{name} ({lines})")).collect();
    println!("the biggest files: {}", biggest.join(", "));
    assert!(lengths.last().is_some_and(|(lines, _)| *lines <= 800), "over 800 lines: {}", biggest.join(", "));

    lengths.retain(|(_, name)| name.starts_with("src/"));
    let median = lengths[lengths.len() / 2].0;
    assert!(
        median <= 200,
        "the median file of src/ has {median} lines; the biggest are {}",
        biggest.join(", ")
    );
}

#[test]
fn files_open_with_a_sentence_on_their_purpose() {
    let opens = |file: &Source| {
        let lines = file.text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        let paragraph: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
        paragraph.last().is_some_and(|line| line.ends_with(['.', ':']))
    };
    none(all_files().into_iter().filter(|file| !opens(file)).map(|file| file.name).collect());
}

#[test]
fn knowledge_is_not_named_in_the_machine() {
    let classes = stems("lints/classes").into_iter().filter(|name| name.contains('.'));
    let names: Vec<String> = classes.chain(stems("lints/rules")).collect();
    let mut wrong = Vec::new();
    for file in sources() {
        for word in file.code() {
            let named =
                names.iter().filter(|name| word == **name || (word.contains('"') && word.contains(*name)));
            wrong.extend(named.map(|name| format!("{}: `{name}` belongs into lints/", file.name)));
        }
    }
    none(wrong);
}

#[test]
fn rule_pages_have_their_sections() {
    let mut wrong = Vec::new();
    for name in stems("lints/rules") {
        let text = read(&format!("lints/rules/{name}.md"));
        let page = Page::parse(&text);
        for heading in ["What it finds", "What it lets pass", "Known limits"] {
            if page.section(heading).split_whitespace().count() < 3 {
                wrong.push(format!("{name}: the section `{heading}` says nothing"));
            }
        }
    }
    none(wrong);
}

#[test]
fn words_of_pages_fit_into_a_message() {
    let catalog = Catalog::load();
    let mut wrong = Vec::new();
    for rule in &catalog.rules {
        for (key, text) in [("summary", &rule.summary), ("message", &rule.message), ("help", &rule.help)] {
            wrong.extend(fault_of_style(text).map(|fault| format!("{}: `{key}` {fault}: {text}", rule.name)));
        }
        if rule.cwe.strip_prefix("CWE-").is_none_or(|number| number.parse::<u32>().is_err()) {
            wrong.push(format!("{}: `cwe` is no weakness: {}", rule.name, rule.cwe));
        }
    }
    for class in &catalog.classes {
        for (key, text) in [("says", &class.says), ("permitted", &class.permitted)] {
            wrong
                .extend(fault_of_style(text).map(|fault| format!("{}: `{key}` {fault}: {text}", class.name)));
        }
    }
    none(wrong);
}

/// Two capitals in a row are an abbreviation, which keeps them wherever it stands.
fn fault_of_style(text: &str) -> Option<&'static str> {
    let mut first = text.chars();
    let is_capital = |ch: Option<char>| ch.is_some_and(char::is_uppercase);
    match (is_capital(first.next()), is_capital(first.next())) {
        (true, false) => Some("begins with a capital"),
        _ if text.trim().is_empty() => Some("is empty"),
        _ if text.ends_with(['.', '!', ' ']) => Some("has a final stop"),
        _ => None,
    }
}

#[test]
fn paths_in_documents_exist() {
    let mut wrong = Vec::new();
    for document in ["README.md", "lints/README.md", "fixtures/workspaces/README.md"] {
        let text = read(document);
        let folder = root().join(document).parent().unwrap().to_path_buf();
        for path in paths_in(&text) {
            let exists = root().join(&path).exists() || folder.join(&path).exists();
            let name = path.trim_end_matches('/');
            let holds_name = |file: &PathBuf| file.iter().any(|part| part == name);
            let below = || !name.contains('/') && find(&folder, "").iter().any(holds_name);
            // What cargo and this program build is in no clone.
            let is_built = name.split('/').next() == Some("target");
            if !exists && !is_built && !below() {
                wrong.push(format!("{document}: `{path}` does not exist"));
            }
        }
    }
    none(wrong);
}

/// Words that look like a path, from links, inline code and shell blocks.
fn paths_in(text: &str) -> BTreeSet<String> {
    let link = Regex::new(r"\]\(([^)#]+)").unwrap();
    let code = Regex::new(r"`([^`]+)`").unwrap();
    let path = Regex::new(r"^\.?\w[\w.-]*(/[\w.-]+)*/?$").unwrap();
    let (mut words, mut fence) = (Vec::new(), None);
    for line in text.lines() {
        match (fence, line.strip_prefix("```")) {
            (None, Some(info)) => fence = Some(info),
            (Some(_), Some(_)) => fence = None,
            (Some("sh"), None) => words.extend(line.split_whitespace()),
            (Some(_), None) => {}
            (None, None) => {
                let inline = code.captures_iter(line).chain(link.captures_iter(line));
                words.extend(inline.flat_map(|found| found.get(1).unwrap().as_str().split_whitespace()));
            }
        }
    }
    let names_a_file = |word: &str| [".md", ".rs", ".toml"].iter().any(|ending| word.ends_with(ending));
    let is_path = |word: &&str| path.is_match(word) && (word.contains('/') || names_a_file(word));
    words.into_iter().filter(is_path).map(str::to_owned).collect()
}

/// Two tests rewrite parts of `README.md`; each must see what the other wrote.
static README: Mutex<()> = Mutex::new(());

#[test]
fn the_table_of_lints_is_that_of_the_catalog() {
    const MARKERS: [&str; 2] = ["<!-- lints -->\n", "<!-- /lints -->"];
    let mut table = String::from("| lint | what it finds | page |\n|---|---|---|\n");
    for rule in Catalog::load().rules {
        let (name, summary) = (rule.name, rule.summary);
        table.push_str(&format!("| `{name}` | {summary} | [{name}](lints/rules/{name}.md) |\n"));
    }
    let _writing = README.lock();
    let readme = read("README.md");
    let (before, rest) = readme.split_once(MARKERS[0]).expect("README.md opens a table of lints");
    let (written, after) = rest.split_once(MARKERS[1]).expect("README.md closes its table of lints");
    if std::env::var_os("PRIVLINT_BLESS").is_some() {
        let blessed = [before, MARKERS[0], &table, MARKERS[1], after].concat();
        return std::fs::write(root().join("README.md"), blessed).unwrap();
    }
    assert_eq!(written, table, "`PRIVLINT_BLESS=1 cargo test --test tidy` rewrites the table");
}

#[test]
fn the_finding_in_the_readme_is_one_of_the_example() {
    let _writing = README.lock();
    let readme = read("README.md");
    let page = Page::parse(&readme);
    let shown =
        page.blocks.iter().find(|block| block.info == "text").expect("README.md shows a finding").text;
    let place = shown.lines().nth(1).expect("a finding has a place");
    let report = read("fixtures/workspaces/reminders/expected/human.txt");
    let same_place = |finding: &&str| finding.lines().nth(1) == Some(place);
    let finding =
        report.split("\n\n").find(same_place).map(|finding| format!("{finding}\n")).unwrap_or_default();
    if std::env::var_os("PRIVLINT_BLESS").is_some() && !finding.is_empty() {
        return std::fs::write(root().join("README.md"), readme.replacen(shown, &finding, 1)).unwrap();
    }
    assert_eq!(
        shown, finding,
        "`PRIVLINT_BLESS=1 cargo test --test tidy` rewrites it after the workspaces test"
    );
}

/// A Rust file of this package.
struct Source {
    /// Its name below the package's root, with `/`.
    name: String,
    text: String,
}

impl Source {
    fn module(&self) -> String {
        let inside = self.name.split('/').nth(1).unwrap_or_default();
        inside.trim_end_matches(".rs").to_string()
    }

    fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// All tokens but documentation.
    fn tokens(&self) -> Vec<String> {
        self.words(true)
    }

    /// All tokens but documentation and test modules.
    fn code(&self) -> Vec<String> {
        self.words(false)
    }

    fn words(&self, with_tests: bool) -> Vec<String> {
        let tokens: TokenStream = self.text.parse().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let mut words = Vec::new();
        flatten(tokens, with_tests, &mut words);
        words
    }
}

/// Writes each token as a word. Attributes of documentation go, and so does what `#[cfg(test)]` stands before.
fn flatten(tokens: TokenStream, with_tests: bool, words: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                tokens.next_if(|next| next.to_string() == "!");
                let attribute =
                    tokens.next().map(|group| group.to_string().replace(' ', "")).unwrap_or_default();
                if !with_tests && attribute == "[cfg(test)]" {
                    let ends = |token: &TokenTree| is_braces(token) || token.to_string() == ";";
                    tokens.by_ref().find(ends);
                } else if !attribute.starts_with("[doc=") {
                    words.push(attribute);
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::None => ("", ""),
                };
                words.push(open.into());
                flatten(group.stream(), with_tests, words);
                words.push(close.into());
            }
            other => words.push(other.to_string()),
        }
    }
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The names right behind `root::`, those in braces included.
fn first_segments<'w>(words: &'w [String], root: &'w str) -> impl Iterator<Item = String> + 'w {
    let is_root = move |at: &usize| {
        let continues =
            at.checked_sub(1).is_some_and(|before| words[before] == ":" && is_segment(words, *at));
        words[*at] == root && words.get(at + 1..at + 3).is_some_and(|next| next == [":", ":"]) && !continues
    };
    (0..words.len()).filter(is_root).flat_map(move |at| match words.get(at + 3).map(String::as_str) {
        Some("{") => names_in_braces(&words[at + 4..]),
        Some(name) => vec![name.to_string()],
        None => Vec::new(),
    })
}

/// Whether the path at this word begins before it, as in `other::word`; `::word` begins here.
fn is_segment(words: &[String], at: usize) -> bool {
    at >= 3
        && words[at - 1] == ":"
        && words[at - 2] == ":"
        && words[at - 3].starts_with(|ch: char| ch.is_alphanumeric())
}

fn names_in_braces(words: &[String]) -> Vec<String> {
    let (mut depth, mut begins, mut names) = (0, true, Vec::new());
    for word in words {
        match word.as_str() {
            "}" if depth == 0 => break,
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 0 => begins = true,
            name if begins => {
                names.push(name.to_string());
                begins = false;
            }
            _ => {}
        }
    }
    names
}

/// How far up a path of this file leads; `pub(super)` is no path.
fn longest_run_of_supers(words: &[String]) -> usize {
    let (mut longest, mut run) = (0, 0);
    for pair in words.windows(2) {
        match (pair[0].as_str(), pair[1].as_str()) {
            ("super", ":") => run += 1,
            (":", _) => {}
            _ => run = 0,
        }
        longest = longest.max(run);
    }
    longest
}

fn modules_in_order() -> Vec<String> {
    let declaration = Regex::new(r"(?m)^pub mod (\w+);").unwrap();
    declaration.captures_iter(&read("src/lib.rs")).map(|found| found[1].to_string()).collect()
}

/// The Rust files of `src/`, without the modules that are compiled for tests only.
fn sources() -> Vec<Source> {
    let declaration = Regex::new(r"#\[cfg\(test\)\]\s+(?:pub(?:\(\w+\))? )?mod (\w+);").unwrap();
    let files = files_below("src");
    let mut tests = Vec::new();
    for file in &files {
        let folder = file.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        tests.extend(declaration.captures_iter(&file.text).map(|found| format!("{folder}/{}", &found[1])));
    }
    let is_test = |name: &str| {
        let below =
            |test: &String| name.strip_prefix(test.as_str()).is_some_and(|rest| rest.starts_with(['.', '/']));
        tests.iter().any(below)
    };
    files.into_iter().filter(|file| !is_test(&file.name)).collect()
}

fn all_files() -> Vec<Source> {
    ["src", "tests", "benches"].into_iter().flat_map(files_below).collect()
}

fn files_below(folder: &str) -> Vec<Source> {
    let paths = find(&root().join(folder), "rs").into_iter();
    let source = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        Source { text: read(&name), name }
    };
    paths.map(source).collect()
}

/// The files below a folder that end in `.extension`, all of them where it is empty; sorted.
fn find(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = ignore::Walk::new(folder).map(|entry| entry.unwrap().into_path());
    let fits =
        |path: &PathBuf| extension.is_empty() || path.extension().is_some_and(|found| found == extension);
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).filter(fits).collect();
    files.sort();
    files
}

/// The names of the pages in a folder; those in folders below it are further examples and name nothing.
fn stems(folder: &str) -> Vec<String> {
    let folder = root().join(folder);
    let pages = find(&folder, "md").into_iter().filter(|page| page.parent() == Some(folder.as_path()));
    pages.map(|page| page.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn none(mut wrong: Vec<String>) {
    wrong.dedup();
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
