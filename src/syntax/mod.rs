//! Rust text to [`crate::hir`].
//!
//! One worker takes a file through all of it (scan, read, expand), because the tokens of macro arguments cannot leave
//! their thread and their spans index a table that lives as long as the thread: [`lower`] drops both before it returns.

mod allow;
mod around;
mod body;
mod comments;
mod excerpt;
mod expand;
mod macros;
mod matcher;
mod read;
mod scan;
mod substance;
mod survey;
mod tokens;
mod tree;

pub use allow::{allowances, test_units, unit_start};
pub use around::{code_before, code_behind};
pub use expand::{Rules, calls_any, find_rules, may_define_macros};
pub use macros::{KnownMacro, MacroTable, is_grammar};
pub use substance::substance;

use crate::hir::{Body, File};
use crate::source::SourceFile;
use crate::span::FileId;
use body::Lowering;
use comments::Annotations;
use excerpt::Excerpt;
use std::collections::BTreeMap;
use std::rc::Rc;

impl MacroTable {
    /// Adds the macros that a file of the workspace defines. Files are to be added in order.
    pub fn add_rules(&mut self, rules: Vec<Rules>) {
        for rules in rules {
            self.rules.entry(rules.name.clone()).or_default().push(rules);
        }
    }

    /// The macros that the workspace defines, by file.
    pub fn rules_by_file(&self) -> BTreeMap<FileId, Vec<&Rules>> {
        let mut found: BTreeMap<FileId, Vec<&Rules>> = BTreeMap::new();
        self.rules.values().flatten().for_each(|rules| found.entry(rules.file).or_default().push(rules));
        found
    }
}

/// The stack that a worker needs for the deepest nesting that is parsed, in bytes. Only touched pages cost memory.
pub const WORKER_STACK: usize = 512 * 1024 * 1024;

/// Parses one file as a compiler's first pass does and drops the result; the yardstick of the benchmark.
pub fn parse_only(text: &str) -> bool {
    let parsed = survey::nesting_fits(text) && syn::parse_str::<syn::File>(text).is_ok();
    proc_macro2::extra::invalidate_current_thread_spans();
    parsed
}

/// How a file is lowered.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// The package that it belongs to.
    pub package: usize,
    /// Whether the functions of test code are read.
    pub with_tests: bool,
    /// Whether its substance is told.
    pub with_substance: bool,
}

/// Lowers one file. Needs a thread with a stack of [`WORKER_STACK`].
pub fn lower(file: FileId, source: &SourceFile, table: &MacroTable, how: How) -> File {
    let How { package, with_tests, with_substance } = how;
    let text = source.text.as_str();
    let tests = if with_tests { None } else { scan::trailing_tests(text) };
    let (text, test_fns) = tests.map_or((text, 0), |(start, fns)| (&text[..start], fns));
    let passed = tests.map(|(start, _)| (start as u32, source.text.len() as u32));
    let annotations = Annotations::find(text);
    let mut survey = survey::survey(text);
    let substance =
        with_substance.then(|| substance::of_part(&source.text, text, &survey, test_fns)).flatten();
    let tokens = std::mem::take(&mut survey.tokens);
    let (is_annotated, passed) = (!annotations.is_empty(), passed.into_iter().collect());
    let mut lowering = Lowering {
        text: Rc::new(Excerpt::of_file(file, text, tokens)),
        source: text,
        table,
        package,
        annotations: &annotations,
        survey,
        body: Body::default(),
        rooms: Vec::new(),
        out: File { id: file, is_annotated, test_fns, passed, substance, ..File::default() },
        module: Vec::new(),
        is_test: false,
        blocks: 0,
        inner: Vec::new(),
        with_tests,
        fuel: expand::MAX_FUEL,
        trials: body::trials_of(text),
    };
    lowering.file(prelude_length(text));
    let out = lowering.out;
    proc_macro2::extra::invalidate_current_thread_spans();
    out
}

/// What is said of a text that recursion cannot follow.
const TOO_DEEP: &str = "nested too deeply to be parsed, or a number is too long";
/// What is said of what has a beginning and no end.
const NOT_CLOSED: &str = "this is not closed";

/// The bytes of a byte order mark and a `#!` line that is no inner attribute.
fn prelude_length(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let rest = &text[mark..];
    if rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[') {
        return mark + memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    }
    mark
}

/// Writes white space of the same length and with the same lines.
fn blank(text: &str, out: &mut String) {
    for line in text.split_inclusive('\n') {
        let has_end = line.ends_with('\n');
        out.extend(std::iter::repeat_n(' ', line.len() - usize::from(has_end)));
        if has_end {
            out.push('\n');
        }
    }
}
