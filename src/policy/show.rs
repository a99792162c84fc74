//! The policy that holds, each value with its origin.

use crate::catalog::{Catalog, PolicyLevel};
use crate::diagnostic::Level;
use crate::document::Node;
use crate::source::SourceMap;
use crate::workspace::PolicyFile;
use std::fmt::Write;

/// Where a value comes from that no policy gives.
const DEFAULT: &str = "default";

/// Writes the policy as TOML with comments: first what the files say, then the levels that hold where they say nothing.
pub fn show(catalog: &Catalog, sources: &SourceMap, files: &[PolicyFile]) -> String {
    let mut text = String::new();
    for file in files {
        let whom = match &file.member {
            None => "for the whole run".to_string(),
            Some(member) => format!("for `{member}`"),
        };
        let _ = writeln!(text, "# {}, {whom}", file.name);
        write_table(&mut text, sources, file, &file.table, &mut Vec::new());
        text.push('\n');
    }
    if files.is_empty() {
        text.push_str("# no policy is found; `cargo privlint init` writes one to begin with\n\n");
    }
    text.push_str(&levels(catalog, files));
    text
}

/// One line for each value: its whole key, the value as written, and its line.
fn write_table(
    text: &mut String,
    sources: &SourceMap,
    file: &PolicyFile,
    table: &Node,
    keys: &mut Vec<String>,
) {
    for (key, span, node) in table.entries() {
        keys.push(quoted(key));
        if node.is_table() {
            write_table(text, sources, file, node, keys);
        } else {
            let mut items = vec![];
            match node.is_list() && node.items().iter().any(Node::is_table) {
                true => items.extend(node.items().iter().enumerate()),
                false => {
                    let line = sources.file(span.file).line_of(span.start) + 1;
                    let value = value(sources, node);
                    let _ = writeln!(text, "{} = {value}  # {}:{line}", keys.join("."), file.name);
                }
            }
            for (at, item) in items {
                keys.push(at.to_string());
                write_table(text, sources, file, item, keys);
                keys.pop();
            }
        }
        keys.pop();
    }
}

/// A value on one line.
fn value(sources: &SourceMap, node: &Node) -> String {
    match (node.is_list(), node.text()) {
        (true, _) => {
            let items: Vec<String> = node.items().iter().map(|item| value(sources, item)).collect();
            format!("[{}]", items.join(", "))
        }
        (false, Some(text)) => format!("{text:?}"),
        (false, None) => sources.text(node.span).trim().to_string(),
    }
}

fn quoted(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if is_bare { key.to_string() } else { format!("\"{key}\"") }
}

/// The levels that no policy of the whole run overrides.
fn levels(catalog: &Catalog, files: &[PolicyFile]) -> String {
    let base = files.iter().filter(|file| file.member.is_none());
    let overridden = |level: PolicyLevel, sink: &str| {
        base.clone().any(|file| {
            let cells = file.table.get("levels").and_then(|levels| levels.get(level.name()));
            cells.and_then(|cells| cells.get(sink)).is_some()
        })
    };
    let mut text = format!("# {DEFAULT}\n");
    for level in PolicyLevel::ALL {
        for sink in catalog.levels.kinds().filter(|sink| !overridden(level, sink)) {
            let word = word(catalog.levels.level(level, sink));
            let _ = writeln!(text, "levels.{}.{sink} = \"{word}\"  # {DEFAULT}", level.name());
        }
    }
    let declares = |channel: &str| {
        files.iter().any(|file| file.table.get("channel").is_some_and(|known| known.get(channel).is_some()))
    };
    for (channel, audience) in catalog.channels.channels.iter().filter(|(channel, _)| !declares(channel)) {
        let _ = writeln!(text, "channel.{channel}.audience = \"{audience}\"  # {DEFAULT}");
    }
    text
}

fn word(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Error) => "deny",
        Some(_) => "warn",
        None => "allow",
    }
}
