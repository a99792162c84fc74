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
use std::fmt::Write;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// So many entries of one kind are written.
const MAX_ENTRIES: usize = 40;

/// Writes the policy, or the module of masks, into a file that does not exist yet.
pub(super) fn init(options: &Check, masks: Option<PathBuf>) -> Exit {
    let run = |prepared: Prepared| {
        let config = check::config(options);
        let Prepared { workspace, sources, catalog, policy, .. } = &prepared;
        let (outcome, inventory) = analysis::take_stock(catalog, workspace, sources, policy, &config);
        let (path, text) = match masks {
            Some(path) => (path, masks_of(catalog, &outcome, &inventory)),
            None => (prepared.workspace.root.join(POLICY_FILE), policy_of(&prepared, &outcome, &inventory)),
        };
        create(&path, &text)
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
        Err(error) => fail(&format!("`{}` cannot be written: {error}", path.display())),
    }
}

/// The starting file: what was found, as comments where a team has to decide.
fn policy_of(prepared: &Prepared, outcome: &Outcome, inventory: &Inventory) -> String {
    let mut text = String::from(
        "# What may be shown where. `cargo privlint explain policy` describes every key.\nversion = 1\n",
    );
    text.push_str(&counts(outcome));
    text.push_str(&masks_table(inventory));
    text.push_str(&sinks(inventory));
    text.push_str(&people(inventory));
    text.push_str(&templates(prepared));
    text.push_str(
        "\n# An exception says what is accepted, why, by whose word and until when.\n\
         # [[allow]]\n# lint = \"sensitive_log\"\n# class = \"contact.email\"\n# path = \"src/audit/**\"\n\
         # reason = \"the audit trail has to name its people\"\n# owner = \"dpo\"\n# expires = 2027-06-30\n",
    );
    text
}

fn counts(outcome: &Outcome) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in outcome.diagnostics.iter().filter_map(|one| one.rule.as_deref()) {
        *counts.entry(rule).or_default() += 1;
    }
    let mut text =
        String::from("\n# What the findings of a lint weigh: \"deny\", \"warn\" or \"allow\".\n[lints]\n");
    for (rule, count) in counts {
        let _ = writeln!(text, "# {rule} = \"warn\"  # {count} today");
    }
    text
}

fn masks_table(inventory: &Inventory) -> String {
    let mut text = String::from(
        "\n# The function that brings a class into the form that may be shown; fixes use it.\n[mask]\n",
    );
    for (class, path) in inventory.masks.iter().take(MAX_ENTRIES) {
        let _ = writeln!(text, "\"{class}\" = \"{path}\"");
    }
    if inventory.masks.is_empty() {
        text.push_str("# None is found; `cargo privlint init --masks src/mask.rs` writes some.\n");
    }
    text
}

fn sinks(inventory: &Inventory) -> String {
    let names: Vec<String> =
        inventory.wrappers.iter().take(MAX_ENTRIES).map(|name| format!("`{name}!`")).collect();
    let known = match names.is_empty() {
        true => String::new(),
        false => format!("# These are understood without it: {}.\n", names.join(", ")),
    };
    format!(
        "\n# Functions and macros that show their arguments and whose code is not in the workspace.\n{known}# [sink]\n\
         # fns = [\"crate::audit::write\"]\n# macros = [\"audit\"]\n"
    )
}

fn people(inventory: &Inventory) -> String {
    let mut text = String::from("\n# Types about persons, and whom their values are about.\n");
    for path in inventory.people.iter().take(MAX_ENTRIES) {
        let _ = writeln!(text, "# [type.\"{path}\"]\n# subject = \"customer\"");
    }
    text
}

/// The folders of message templates, each as a pattern.
fn templates(prepared: &Prepared) -> String {
    let texts = prepared.workspace.texts.iter().filter(|text| text.is_placed && !text.is_test);
    let folders: BTreeSet<&str> =
        texts.filter_map(|text| text.name.rsplit_once('/')).map(|(folder, _)| folder).collect();
    let mut text = String::from(
        "\n# Message templates: what they are sent for, by which channel, who answers for them.\n",
    );
    for folder in folders.into_iter().take(MAX_ENTRIES) {
        let _ = writeln!(
            text,
            "# [template.\"{folder}/*\"]\n# purpose = \"\"\n# channel = \"email\"\n# owner = \"\""
        );
    }
    text.push_str("# [purpose.billing_reminder]\n# allow = [\"name.person@raw\", \"fin.account@mask\"]\n");
    text
}

/// The module of masks: one function for each class that the workspace has and that has no sound mask yet.
fn masks_of(catalog: &Catalog, outcome: &Outcome, inventory: &Inventory) -> String {
    let found = outcome.diagnostics.iter().filter_map(|one| Some(one.details.as_ref()?.class.clone()));
    let known: BTreeSet<&String> = inventory.masks.iter().map(|(class, _)| class).collect();
    let mut wanted: BTreeSet<String> = inventory.classes.iter().cloned().chain(found).collect();
    wanted.retain(|class| !known.contains(class));
    catalog.masks(&wanted)
}
