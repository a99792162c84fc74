//! The texts with placeholders of a workspace: template files, and the texts of locales one by one.

use super::Input;
use super::index::path_end;
use crate::fault::{self, Fault};
use crate::finding::{Given, is_name_of_literal};
use crate::span::{FileId, Span};
use crate::template::{
    self, Context, Delimiters, Dialect, Extent, Holder, Part, Shown, Template, contexts, entries,
    part_of_key, part_of_name, seems_html,
};
use crate::workspace::{Package, TextFile};
use rayon::prelude::*;
use std::collections::BTreeMap;

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
    /// Whether the text is a literal of the program, which code calls by the names that it gives it.
    pub is_literal: bool,
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
        match self.title() {
            "" => file.to_string(),
            title => format!("{file}: {title}"),
        }
    }

    /// Its key, which a literal that is given where it is rendered has not.
    pub fn title(&self) -> &str {
        if self.is_literal && is_name_of_literal(&self.key) { "a literal" } else { &self.key }
    }
}

/// The texts of a workspace.
#[derive(Default)]
pub(super) struct Texts<'l> {
    /// Those that may be templates, in the order of files.
    pub units: Vec<Unit<'l>>,
    /// Files of texts that cannot be read as what their names say.
    pub broken: Vec<(Span, &'static str)>,
    /// Files that a fault of this program cost.
    pub lost: Vec<(FileId, Fault)>,
}

/// Reads every text that may be a template.
pub(super) fn read<'l>(input: &Input<'l, '_>) -> Texts<'l> {
    let forced = forced(input);
    let shift = input.workspace.files.len();
    let one = |(at, file): (usize, &'l TextFile)| {
        let id = FileId((shift + at) as u32);
        if file.is_test && !input.with_tests {
            return Texts::default();
        }
        fault::caught(|| read_file(input, &forced, id, file))
            .unwrap_or_else(|fault| Texts { lost: vec![(id, fault)], ..Texts::default() })
    };
    let read: Vec<Texts> = input.workspace.texts.par_iter().enumerate().map(one).collect();
    let mut texts = Texts::default();
    for of_file in read {
        texts.units.extend(of_file.units);
        texts.broken.extend(of_file.broken);
        texts.lost.extend(of_file.lost);
    }
    texts.units.extend(literals(input));
    texts
}

/// The literals of the program that are templates: those that code gives to an engine, and constants that are called
/// messages and hold placeholders.
fn literals<'l>(input: &Input<'l, '_>) -> Vec<Unit<'l>> {
    let mut found: BTreeMap<Span, (Dialect, String)> = BTreeMap::new();
    for definition in input.definitions {
        if let (Given::Literal(place), Some(dialect)) =
            (&definition.text, template::engine(&definition.engine.replace('_', "-"), None))
        {
            found.entry(*place).or_insert((dialect, definition.name.clone()));
        }
    }
    let values = input.types.defs.files().iter().flat_map(|file| &file.values);
    for (value, (text, place)) in values.filter_map(|value| Some((value, value.text.as_ref()?))) {
        let file = &input.sources.file(place.file).name;
        let is_message = template::is_message_folder(&value.name) || template::is_message_folder(file);
        if let Some(dialect) = template::sniff(text).filter(|_| is_message) {
            found.entry(*place).or_insert((dialect, value.name.to_string()));
        }
    }
    found.into_iter().filter_map(|(place, (dialect, name))| literal(input, place, dialect, name)).collect()
}

fn literal<'l>(input: &Input<'l, '_>, place: Span, dialect: Dialect, name: String) -> Option<Unit<'l>> {
    let written = input.sources.text(place);
    let open = written.find('"')? + 1;
    let text = written.get(open..written.rfind('"')?)?;
    let file = input.workspace.files.get(place.file.0 as usize)?;
    if file.is_test && !input.with_tests {
        return None;
    }
    let is_message = template::is_message_folder(&name) || template::is_message_folder(&file.name);
    let base = place.start + open as u32;
    let source = Source { id: place.file, name: &file.name, package: Some(file.package) };
    let unit = unit(source, base, text, (dialect, &Delimiters::default()), part_of_name(&name), is_message);
    (!unit.template.tags.is_empty()).then_some(Unit { key: name, is_literal: true, ..unit })
}

/// The file that a unit is in.
#[derive(Clone, Copy)]
struct Source<'l> {
    id: FileId,
    name: &'l str,
    package: Option<usize>,
}

fn read_file<'l>(
    input: &Input<'l, '_>,
    forced: &[(String, Dialect)],
    id: FileId,
    file: &'l TextFile,
) -> Texts<'l> {
    let text = input.sources.file(id).text.as_str();
    let is_message = file.is_declared || template::is_message_folder(&file.name);
    let usual = Delimiters::default();
    let source = Source { id, name: &file.name, package: file.package };
    let by_name = match file.holder {
        Holder::Template(dialect) => Some(dialect),
        _ => None,
    };
    if by_name.is_some() || file.holder == Holder::Unknown {
        let Some(dialect) = dialect_of(input, forced, file, text, by_name) else {
            return Texts::default();
        };
        let part = part_of_name(&file.name);
        let is_message = is_message || part != Part::Body;
        let own = file.package.and_then(|at| input.workspace.packages.get(at));
        let delimiters = own.and_then(|package| package.delimiters.as_ref()).unwrap_or(&usual);
        let unit = unit(source, 0, text, (dialect, delimiters), part, is_message);
        let is_plain = unit.template.tags.is_empty() && unit.template.faults.is_empty();
        return Texts { units: if is_plain { Vec::new() } else { vec![unit] }, ..Texts::default() };
    }
    // FreeMarker has the extension of Fluent.
    if file.holder == Holder::Fluent && text.contains("<#") {
        return Texts::default();
    }
    let (entries, fault) = entries(text, file.holder);
    let with_placeholder = entries.into_iter().filter_map(|entry| {
        let inner = template::slice(text, &entry.at);
        if !inner.contains(['{', '%', '(']) {
            return None;
        }
        let is_message = is_message || template::is_message_folder(&entry.key);
        let part = part_of_key(&entry.key);
        let unit = unit(source, entry.at.start, inner, (entry.dialect, &usual), part, is_message);
        let is_plain = unit.template.interpolations.is_empty() && unit.template.faults.is_empty();
        (!is_plain).then_some(Unit { key: entry.key, ..unit })
    });
    let units = with_placeholder.collect();
    let broken = fault.map(|fault| (Span::new(id, fault.at.start, fault.at.end), fault.message));
    Texts { units, broken: broken.into_iter().collect(), lost: Vec::new() }
}

fn unit<'l>(
    source: Source<'l>,
    base: u32,
    text: &'l str,
    (dialect, delimiters): (Dialect, &Delimiters),
    part: Part,
    is_message: bool,
) -> Unit<'l> {
    let template = template::read(text, dialect, delimiters);
    let is_html = seems_html(if base == 0 { source.name } else { "" }, text);
    let contexts = match template.interpolations.is_empty() {
        true => Vec::new(),
        false => contexts(text, &template, is_html),
    };
    Unit {
        file: source.id,
        base,
        text,
        name: source.name,
        key: String::new(),
        is_literal: false,
        subject_end: template::subject_end(text),
        template,
        part,
        contexts,
        package: source.package,
        is_message,
    }
}

/// The dialect of a file: that of the engine which its package uses, the workspace's where it uses none, and what the
/// text itself shows where there are several.
fn dialect_of(
    input: &Input,
    forced: &[(String, Dialect)],
    file: &TextFile,
    text: &str,
    by_name: Option<Dialect>,
) -> Option<Dialect> {
    // What hands over its data tells what it is.
    let is_it = |end: &str| {
        file.name.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    if let Some((_, dialect)) = forced.iter().find(|(end, _)| is_it(end)) {
        return Some(*dialect);
    }
    let packages = &input.workspace.packages;
    let engines = |packages: &[&Package]| {
        let all = packages.iter().flat_map(|package| &package.dependencies);
        let mut found: Vec<Dialect> = all
            .filter_map(|one| {
                template::engine(&one.package, one.version.as_ref().map(|(version, _)| version.as_str()))
            })
            .collect();
        found.sort();
        found.dedup();
        found
    };
    let own =
        file.package.and_then(|at| packages.get(at)).map(|package| engines(&[package])).unwrap_or_default();
    let engines = if own.is_empty() { engines(&packages.iter().collect::<Vec<_>>()) } else { own };
    let seems = template::sniff(text);
    match (by_name, engines.as_slice()) {
        // One of the family that the name says, as the package has it.
        (Some(named), engines) => {
            let family = engines.iter().copied().find(|engine| engine.is_like(named));
            Some(family.unwrap_or(named))
        }
        (None, [only]) if seems.is_none_or(|seems| only.is_like(seems)) => Some(*only),
        (None, engines) => {
            seems.map(|seems| engines.iter().copied().find(|one| one.is_like(seems)).unwrap_or(seems))
        }
    }
}

/// The paths of files whose text code reads by a format macro or replaces the placeholders of, with the dialect.
fn forced(input: &Input) -> Vec<(String, Dialect)> {
    let told = input.supplies.iter().filter_map(|supply| {
        let dialect = template::dialect(supply.dialect.as_ref()?)?;
        Some(supply.template.known().map(move |path| (path_end(&path).to_string(), dialect)))
    });
    told.flatten().collect()
}
