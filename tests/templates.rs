//! Holds the template readers against the real libraries: on every file that a library accepts, both find the same
//! variables at the same places.
//!
//! `PRIVLINT_TEMPLATES=FOLDER cargo test --test templates -- --nocapture` judges the files of any folder and prints
//! how many were compared, by dialect.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod oracles;
mod support;

use cargo_privlint::template::{self, Delimiters, Dialect, Holder, Step, Template, slice};
use oracles::Variables;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How two answers are compared.
type Judge = fn(&str) -> Option<(Variables, Variables)>;

const JUDGES: &[(&str, &[&str], Judge)] = &[
    (
        "minijinja",
        &["j2", "jinja", "jinja2", "html", "txt", "text", "subject", "t", "tera", "askama"],
        minijinja,
    ),
    ("askama", &["html", "txt", "askama", "md"], askama),
    ("tera 1", &["tera", "t", "html", "text", "txt", "mjml"], tera_1),
    ("tera 2", &["tera", "t", "html", "text", "txt", "mjml"], tera_2),
    ("handlebars", &["hbs", "handlebars", "mustache", "html", "txt"], handlebars),
    ("fluent", &["ftl"], fluent),
];

#[test]
fn readers_find_what_the_libraries_find() {
    let folder = std::env::var_os("PRIVLINT_TEMPLATES").map(PathBuf::from);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut files = Vec::new();
    collect(folder.as_deref().unwrap_or(&fixtures), &mut files);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in &files {
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let extension = file.extension().and_then(|it| it.to_str()).unwrap_or_default();
        for (name, _, judge) in JUDGES.iter().filter(|(_, known, _)| known.contains(&extension)) {
            let Some((theirs, own)) = judge(&text) else { continue };
            let count = counts.entry(*name).or_default();
            *count = (count.0 + 1, count.1 + theirs.len());
            if theirs != own {
                let missing: Vec<_> = theirs.iter().filter(|it| !own.contains(it)).collect();
                let surplus: Vec<_> = own.iter().filter(|it| !theirs.contains(it)).collect();
                wrong.push(format!("{name}: {}: lacks {missing:?}, has {surplus:?}", file.display()));
            }
        }
    }
    println!("files and variables compared: {counts:?}");
    assert!(wrong.is_empty(), "{} files differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        folder.is_some() || counts.len() == JUDGES.len(),
        "every library has a file to judge: {counts:?}"
    );
}

#[test]
fn each_dialect_has_its_findings() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/templates");
    let mut wrong = Vec::new();
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    for folder in &folders {
        let mut program = Command::new(env!("CARGO_BIN_EXE_cargo-privlint"));
        let output = program
            .args(["privlint", "-q", "--message-format", "concise"])
            .current_dir(folder)
            .output()
            .unwrap();
        let written = String::from_utf8(output.stdout).unwrap();
        let path = folder.join("expected.txt");
        if std::env::var_os("PRIVLINT_BLESS").is_some() {
            std::fs::write(&path, &written).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if expected != written {
            wrong
                .push(format!("{}:\n--- expected ---\n{expected}--- written ---\n{written}", path.display()));
        }
        // A label or a Rust value, a name, a subject where the dialect has one, and a broken tag; nothing of a mask.
        for part in ["health data", "bank account", "analysed in part"] {
            assert!(expected.contains(part), "{}: no `{part}`", path.display());
        }
        assert!(!expected.contains("reply/"), "{}: a masked value is told of", path.display());
    }
    assert!(folders.len() >= 20, "{} dialects", folders.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn cut_off_templates_are_read_whatever_is_missing() {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut files);
    let holders = [
        Holder::Json,
        Holder::Toml,
        Holder::Yaml,
        Holder::Fluent,
        Holder::Gettext,
        Holder::Android,
        Holder::Apple,
    ];
    let mut read_texts = 0;
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        if template::holder(&file.to_string_lossy()).is_none() {
            continue;
        }
        // A prime number of bytes apart, the cuts fall into every part of a tag.
        for cut in (0..=text.len()).step_by(61).filter(|cut| text.is_char_boundary(*cut)) {
            let (front, back) = text.split_at(cut);
            for part in [front, back] {
                template::dialects().for_each(|dialect| support::check_template(part, dialect));
                read_texts += 1;
            }
            holders.iter().for_each(|holder| check_entries(front, *holder));
        }
    }
    assert!(read_texts > 500, "{read_texts} texts");
}

fn check_entries(text: &str, holder: Holder) {
    for entry in template::entries(text, holder).0 {
        assert!(
            text.get(entry.at.start as usize..entry.at.end as usize).is_some(),
            "{holder:?}: {entry:?} of {text}"
        );
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        match path.is_dir() && !path.is_symlink() {
            true if path.file_name().is_some_and(|name| name == "node_modules" || name == ".git") => {}
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}

fn read(text: &str, dialect: Dialect) -> Template {
    template::read(text, dialect, &Delimiters::default())
}

/// The first name of every path, with its place.
fn firsts(text: &str, template: &Template, with_place: bool) -> Variables {
    let firsts = template.interpolations.iter().filter_map(|one| one.path.first());
    let mut found: Variables = firsts
        .map(|first| {
            (slice(text, &first.at).to_string(), if with_place { first.at.start as usize } else { 0 })
        })
        .collect();
    found.sort();
    found
}

/// The paths as they are written.
fn paths(text: &str, template: &Template) -> Variables {
    let mut found: Variables =
        template.interpolations.iter().map(|one| (slice(text, &one.extent()).to_string(), 0)).collect();
    found.sort();
    found
}

fn minijinja(text: &str) -> Option<(Variables, Variables)> {
    let theirs = oracles::jinja::variables(text)?;
    Some((theirs, firsts(text, &read(text, Dialect::Jinja), true)))
}

fn askama(text: &str) -> Option<(Variables, Variables)> {
    let theirs = oracles::askama::variables(text)?;
    Some((theirs, firsts(text, &read(text, Dialect::Askama), true)))
}

/// tera 1 writes `a["b"]` as it stands, so that its first name is compared.
fn tera_1(text: &str) -> Option<(Variables, Variables)> {
    let first =
        |(path, at): (String, usize)| (path.split(['.', '[']).next().unwrap_or_default().to_string(), at);
    let mut theirs: Variables = oracles::tera::variables(text)?.into_iter().map(first).collect();
    theirs.sort();
    Some((theirs, firsts(text, &read(text, Dialect::Tera1), false)))
}

fn tera_2(text: &str) -> Option<(Variables, Variables)> {
    let theirs = oracles::tera::names(text)?;
    let template = read(text, Dialect::Tera2);
    let names = template::Names::new(text, &template);
    let mut own: Vec<String> = Vec::new();
    for one in template.interpolations.iter().filter(|one| one.path[0].kind != Step::Engine) {
        let origins = names.origins(one);
        let is_data = origins.iter().any(|origin| match origin {
            template::Origin::Data(path) => {
                path.first().map(String::as_str) == Some(slice(text, &one.path[0].at).trim_start_matches('$'))
            }
            _ => false,
        });
        if is_data {
            own.push(slice(text, &one.path[0].at).to_string());
        }
    }
    own.sort();
    own.dedup();
    let with_zero = |names: Vec<String>| names.into_iter().map(|name| (name, 0)).collect();
    Some((with_zero(theirs), with_zero(own)))
}

fn handlebars(text: &str) -> Option<(Variables, Variables)> {
    let theirs = oracles::handlebars::variables(text)?;
    Some((theirs, paths(text, &read(text, Dialect::Handlebars))))
}

fn fluent(text: &str) -> Option<(Variables, Variables)> {
    let theirs = oracles::fluent::variables(text)?;
    Some((theirs, firsts(text, &read(text, Dialect::Fluent), true)))
}
