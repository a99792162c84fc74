//! The texts with placeholders of a workspace: template files, and the texts of locales one by one.

use super::Input;
use crate::span::{FileId, Span};
use crate::template::{
    self, Context, Delimiters, Dialect, Extent, Holder, Part, Shown, Template, contexts, entries, part_of_key,
    part_of_name, seems_html,
};
use crate::workspace::{Package, TextFile};
use rayon::prelude::*;

/// One text with placeholders.
pub(super) struct Unit<'l> {
    /// The file that holds it.
    pub file: FileId,
    /// Where in the file it begins.
    pub base: u32,
    /// The text.
    pub text: &'l str,
    /// The name of the file.
    pub name: &'l str,
    /// Its key, where the file holds many; else empty.
    pub key: String,
    /// What was read of it.
    pub template: Template,
    /// The part of a message that it is.
    pub part: Part,
    /// Where the subject ends, if the text begins with one.
    pub subject_end: u32,
    /// Where each placeholder stands in its host.
    pub contexts: Vec<Context>,
    /// The package around it.
    pub package: Option<usize>,
    /// Whether a message is made of it, by its place or name.
    pub is_message: bool,
}

impl Unit<'_> {
    /// The place of an extent of the text.
    pub fn span(&self, at: &Extent) -> Span {
        Span::new(self.file, self.base + at.start, self.base + at.end)
    }

    /// The text of an extent.
    pub fn slice(&self, at: &Extent) -> &str {
        template::slice(self.text, at)
    }

    /// The part of the message that a placeholder is in.
    pub fn part_at(&self, index: usize) -> Part {
        let shown = self.contexts.get(index).map(|context| context.shown).unwrap_or_default();
        match shown {
            Shown::Title => Part::Subject,
            Shown::Preview => Part::Preheader,
            _ if self.template.interpolations[index].tag.start < self.subject_end => Part::Subject,
            _ => self.part,
        }
    }

    /// What it is called in messages.
    pub fn says(&self) -> String {
        let file = self.name.rsplit('/').next().unwrap_or(self.name);
        match self.key.as_str() {
            "" => file.to_string(),
            key => format!("{file}: {key}"),
        }
    }
}

/// Reads every text that may be a template, in the order of files.
pub(super) fn read<'l>(input: &Input<'l>) -> Vec<Unit<'l>> {
    let shift = input.workspace.files.len();
    let one = |(at, file): (usize, &'l TextFile)| {
        let id = FileId((shift + at) as u32);
        if file.is_test && !input.with_tests { Vec::new() } else { read_file(input, id, file) }
    };
    let units: Vec<Vec<Unit>> = input.workspace.texts.par_iter().enumerate().map(one).collect();
    units.into_iter().flatten().collect()
}

fn read_file<'l>(input: &Input<'l>, id: FileId, file: &'l TextFile) -> Vec<Unit<'l>> {
    let text = input.sources.file(id).text.as_str();
    let is_message = template::is_message_folder(&file.name);
    let usual = Delimiters::default();
    let dialect = match file.holder {
        Holder::Template(dialect) => Some(dialect_of(input, file, text, Some(dialect))),
        Holder::Unknown => Some(dialect_of(input, file, text, None)),
        _ => None,
    };
    if let Some(dialect) = dialect {
        let Some(dialect) = dialect else { return Vec::new() };
        let part = part_of_name(&file.name);
        let is_message = is_message || part != Part::Body;
        let own = file.package.and_then(|at| input.workspace.packages.get(at));
        let delimiters = own.and_then(|package| package.delimiters.as_ref()).unwrap_or(&usual);
        let unit = unit(file, id, 0, text, (dialect, delimiters), part, is_message);
        return if unit.template.tags.is_empty() && unit.template.faults.is_empty() { Vec::new() } else { vec![unit] };
    }
    let (entries, _) = entries(text, file.holder);
    let with_placeholder = entries.into_iter().filter_map(|entry| {
        let inner = template::slice(text, &entry.at);
        if !inner.contains(['{', '%', '(']) {
            return None;
        }
        let is_message = template::is_message_folder(&file.name) || template::is_message_folder(&entry.key);
        let part = part_of_key(&entry.key);
        let unit = unit(file, id, entry.at.start, inner, (entry.dialect, &usual), part, is_message);
        (!unit.template.interpolations.is_empty()).then(|| Unit { key: entry.key, ..unit })
    });
    with_placeholder.collect()
}

fn unit<'l>(
    file: &'l TextFile,
    id: FileId,
    base: u32,
    text: &'l str,
    (dialect, delimiters): (Dialect, &Delimiters),
    part: Part,
    is_message: bool,
) -> Unit<'l> {
    let template = template::read(text, dialect, delimiters);
    let is_html = base == 0 && seems_html(&file.name, text);
    let contexts = match template.interpolations.is_empty() {
        true => Vec::new(),
        false => contexts(text, &template, is_html),
    };
    Unit {
        file: id,
        base,
        text,
        name: &file.name,
        key: String::new(),
        subject_end: template::subject_end(text),
        template,
        part,
        contexts,
        package: file.package,
        is_message,
    }
}

/// The dialect of a file: that of the engine which its package uses, the workspace's where it uses none, and what the
/// text itself shows where there are several.
fn dialect_of(input: &Input, file: &TextFile, text: &str, by_name: Option<Dialect>) -> Option<Dialect> {
    let packages = &input.workspace.packages;
    let engines = |packages: &[&Package]| {
        let all = packages.iter().flat_map(|package| &package.dependencies);
        let mut found: Vec<Dialect> = all
            .filter_map(|one| template::engine(&one.package, one.version.as_ref().map(|(version, _)| version.as_str())))
            .collect();
        found.sort();
        found.dedup();
        found
    };
    let own = file.package.and_then(|at| packages.get(at)).map(|package| engines(&[package])).unwrap_or_default();
    let engines = if own.is_empty() { engines(&packages.iter().collect::<Vec<_>>()) } else { own };
    let seems = template::sniff(text);
    match (by_name, engines.as_slice()) {
        // One of the family that the name says, as the package has it.
        (Some(named), engines) => {
            let family = engines.iter().copied().find(|engine| engine.is_like(named));
            Some(family.unwrap_or(named))
        }
        (None, [only]) if seems.is_none_or(|seems| only.is_like(seems)) => Some(*only),
        (None, engines) => seems.map(|seems| engines.iter().copied().find(|one| one.is_like(seems)).unwrap_or(seems)),
    }
}
