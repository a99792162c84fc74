//! `init`: a policy to begin with, and a module of masks, from what a workspace has.

use super::args::Check;
use super::check;
use super::prepare::{self, Prepared};
use super::{Exit, fail, print_text};
use crate::analysis::{self, Outcome};
use crate::catalog::Catalog;
use crate::inventory::Inventory;
use crate::workspace::POLICY_FILE;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// So many entries of one kind are written.
const MAX_ENTRIES: usize = 40;

/// Writes the policy, or the module of masks, into a file that does not exist yet.
pub(super) fn init(options: &Check, masks: Option<PathBuf>) -> Exit {
    let run = |prepared: Prepared| {
        if let (None, Some(known)) = (&masks, prepared.policies.first()) {
            return fail(&format!(
                "there is a policy already: `{}`; add to it, or take it away first",
                known.name
            ));
        }
        if prepared.is_misread {
            return check::report(options, prepared, Outcome::default(), Instant::now(), None);
        }
        let Prepared { workspace, sources, catalog, policy, .. } = &prepared;
        let config = check::config(options);
        let (outcome, inventory) = analysis::take_stock(catalog, workspace, sources, policy, &config);
        let is_module = masks.is_some();
        let (path, text) = match masks {
            Some(path) => (path, masks_of(catalog, &outcome, &inventory)),
            None => (prepared.workspace.root.join(POLICY_FILE), policy_of(&prepared, &outcome, &inventory)),
        };
        let exit = create(&path, &text);
        if is_module && exit == Exit::Clean {
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            return print_text(&format!("add `mod {stem};` to the module around it\n"));
        }
        exit
    };
    prepare::with(options, run).unwrap_or_else(|exit| exit)
}

/// Writes a file that must not exist: whatever lies there is somebody's work.
fn create(path: &Path, text: &str) -> Exit {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    match written {
        Ok(()) => print_text(&format!("wrote `{}`\n", path.display())),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            fail(&format!("`{}` exists already; take it away or name another file", path.display()))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fail(&format!("the folder of `{}` does not exist; make it first", path.display()))
        }
        Err(error) => fail(&format!("`{}` cannot be written: {error}", path.display())),
    }
}

/// The starting file: what was found, as comments where a team has to decide.
fn policy_of(prepared: &Prepared, outcome: &Outcome, inventory: &Inventory) -> String {
    let filled = [
        ("{counts}", counts(outcome)),
        ("{masks}", masks(inventory)),
        ("{wrappers}", wrappers(inventory)),
        ("{people}", people(inventory)),
        ("{templates}", templates(prepared)),
    ];
    let start = Catalog::starting_policy().to_string();
    filled.into_iter().fold(start, |text, (mark, found)| text.replace(mark, &found))
}

fn counts(outcome: &Outcome) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in outcome.diagnostics.iter().filter_map(|one| one.rule.as_deref()) {
        *counts.entry(rule).or_default() += 1;
    }
    counts.into_iter().map(|(rule, count)| format!("# {rule} = \"warn\"  # {count} today\n")).collect()
}

fn masks(inventory: &Inventory) -> String {
    if inventory.masks.is_empty() {
        return "# None is found; `cargo privlint init --masks src/mask.rs` writes some.\n".into();
    }
    let masks = inventory.masks.iter().take(MAX_ENTRIES);
    masks.map(|(class, path)| format!("\"{class}\" = \"{path}\"\n")).collect()
}

fn wrappers(inventory: &Inventory) -> String {
    let names = inventory.wrappers.iter().take(MAX_ENTRIES).map(|name| format!("`{name}!`"));
    let names: Vec<String> = names.collect();
    let known = format!("# These are understood without it: {}.\n", names.join(", "));
    if names.is_empty() { String::new() } else { known }
}

fn people(inventory: &Inventory) -> String {
    let people = inventory.people.iter().take(MAX_ENTRIES);
    people.map(|path| format!("# [type.\"{path}\"]\n# subject = \"customer\"\n")).collect()
}

/// The folders of message templates, each as a pattern.
fn templates(prepared: &Prepared) -> String {
    let texts = prepared.workspace.texts.iter().filter(|text| text.is_placed && !text.is_test);
    let folders: BTreeSet<&str> =
        texts.filter_map(|text| text.name.rsplit_once('/')).map(|(folder, _)| folder).collect();
    let table = |folder: &str| {
        format!(
            "# [template.\"{folder}/*\"]\n# purpose = \"billing_reminder\"\n# channel = \"email\"\n# owner = \"\"\n"
        )
    };
    folders.into_iter().take(MAX_ENTRIES).map(table).collect()
}

/// The module of masks: one function for each class that the workspace has and that has no sound mask yet.
fn masks_of(catalog: &Catalog, outcome: &Outcome, inventory: &Inventory) -> String {
    let found = outcome.diagnostics.iter().filter_map(|one| Some(one.details.as_ref()?.class.clone()));
    let known: BTreeSet<&String> = inventory.masks.iter().map(|(class, _)| class).collect();
    let mut wanted: BTreeSet<String> = inventory.classes.iter().cloned().chain(found).collect();
    wanted.retain(|class| !known.contains(class));
    catalog.masks(&wanted)
}
