//! Rust text to [`crate::hir`].
//!
//! One worker takes a file through all of it (scan, parse, expand, lower), because `syn`'s trees cannot leave their
//! thread and its spans index a table that lives as long as the thread: [`lower`] drops both before it returns.

mod allow;
mod body;
mod comments;
mod cuts;
mod excerpt;
mod expand;
mod items;
mod lexed;
mod macros;
mod matcher;
mod parse;
mod read;
mod scan;
mod skeleton;
mod survey;
mod tokens;
mod types;

pub use allow::{allowances, test_units, unit_start};
pub use expand::{Rules, calls_any, find_rules};
pub use macros::{KnownMacro, MacroTable, is_grammar};

use crate::hir::{Body, File, SyntaxError};
use crate::source::SourceFile;
use crate::span::{FileId, Span};
use body::Lowering;
use comments::Annotations;
use excerpt::Excerpt;
use lexed::Lexed;
use rustc_hash::FxHashMap;
use std::rc::Rc;

impl MacroTable {
    /// Adds the macros that a file of the workspace defines. Files are to be added in order.
    pub fn add_rules(&mut self, rules: Vec<Rules>) {
        for rules in rules {
            self.rules.entry(rules.name.clone()).or_default().push(rules);
        }
    }
}

/// The stack that a worker needs for the deepest nesting that is parsed, in bytes. Only touched pages cost memory.
pub const WORKER_STACK: usize = 512 * 1024 * 1024;

/// Parses one file as a compiler's first pass does and drops the result; the yardstick of the benchmark.
pub fn parse_only(text: &str) -> bool {
    let parsed = parse::parse_text(text).is_ok();
    proc_macro2::extra::invalidate_current_thread_spans();
    parsed
}

/// Lowers one file, with the functions of test code or without. Needs a thread with a stack of [`WORKER_STACK`].
pub fn lower(
    file: FileId,
    source: &SourceFile,
    package: usize,
    table: &MacroTable,
    with_tests: bool,
) -> File {
    let text = source.text.as_str();
    let tests = if with_tests { None } else { scan::trailing_tests(text) };
    let (text, test_fns) = tests.map_or((text, 0), |(start, fns)| (&text[..start], fns));
    let annotations = Annotations::find(text);
    let mut survey = survey::survey(text);
    let skeleton = survey.skeleton(text);
    let tokens = std::mem::take(&mut survey.tokens);
    let mut lowering = Lowering {
        text: Rc::new(Excerpt::of_file(file, text, tokens)),
        lexed: Lexed::default(),
        source: text,
        table,
        rules: FxHashMap::default(),
        package,
        annotations: &annotations,
        survey: &survey,
        body: Body::default(),
        rooms: Vec::new(),
        out: File { id: file, test_fns, ..File::default() },
        module: Vec::new(),
        is_test: false,
        blocks: 0,
        with_tests,
        fuel: expand::MAX_FUEL,
    };
    lowering.skeleton(skeleton, survey.fits, 0);
    let out = lowering.out;
    proc_macro2::extra::invalidate_current_thread_spans();
    out
}

fn syntax_error(span: Span, message: String) -> SyntaxError {
    SyntaxError { span, message }
}
