//! The settings of template engines that change how templates are read: `askama.toml` beside a manifest.
//!
//! What cannot be read there is left out; the templates are then read with the usual delimiters.

use super::tree::Tree;
use crate::template::Delimiters;
use serde::Deserialize;
use std::path::Path;

/// Longer files are no settings.
const MAX_BYTES: u64 = 64 * 1024;

#[derive(Deserialize, Default)]
struct Settings {
    #[serde(default)]
    general: General,
    #[serde(default)]
    syntax: Vec<Syntax>,
}

#[derive(Deserialize, Default)]
struct General {
    default_syntax: Option<String>,
}

#[derive(Deserialize)]
struct Syntax {
    name: String,
    block_start: Option<String>,
    block_end: Option<String>,
    expr_start: Option<String>,
    expr_end: Option<String>,
    comment_start: Option<String>,
    comment_end: Option<String>,
}

/// The delimiters of the templates of a package; none where it keeps the usual ones.
pub(super) fn delimiters(tree: &Tree, dir: &Path) -> Option<Delimiters> {
    let path = dir.join("askama.toml");
    if !tree.is_file(&path) {
        return None;
    }
    let text = String::from_utf8(tree.disk.read(&path, MAX_BYTES).ok()?).ok()?;
    let settings: Settings = toml::from_str(&text).ok()?;
    let wanted = settings.general.default_syntax?;
    let syntax = settings.syntax.into_iter().find(|syntax| syntax.name == wanted)?;
    let usual = Delimiters::default();
    let pair = |start: Option<String>, end: Option<String>, usual: (String, String)| {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        (given(start).unwrap_or(usual.0), given(end).unwrap_or(usual.1))
    };
    Some(Delimiters {
        block: pair(syntax.block_start, syntax.block_end, usual.block),
        expr: pair(syntax.expr_start, syntax.expr_end, usual.expr),
        comment: pair(syntax.comment_start, syntax.comment_end, usual.comment),
    })
}
