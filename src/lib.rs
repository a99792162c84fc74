//! `cargo privlint` reads Rust source and finds where personal data and secrets are shown: in log statements, spans,
//! prints, panics and error messages, and in the templates of the messages that a service sends.
//!
//! The modules stand in pipeline order, and each uses only those above it. `template` reads the texts that messages are
//! made of, `workspace` finds the files, `syntax` lowers each to the small tree of `hir`,
//! `catalog` brings what is known of words and crates, `policy` what a team says of them, `resolve` and `infer` say what
//! names and values are, `classify` which of them carry data, `mask` what hides them, `taint` follows them to a sink,
//! `link` to the placeholders of templates, `fix` knows how to mend that, `lint` puts it into words, `review` says what
//! of it is accepted, `report` puts it into bytes. `analysis` is that story in code, `kept` its end for
//! the next run and `memory` its middle, what is known of each function, both as bytes, which `record` reads and writes
//! and `late` leaves alone until somebody asks;
//! `repair` applies the fixes; `fault` keeps a fault of this program from costing more than one file or function.
//!
//! Terms, as the field uses them: a *source* is a place where data of a class enters a flow; a *sink* is where text
//! leaves the program's hands; a *sanitizer* hides what it is given; a *label* is a place with a remark; *applicability*
//! says who may apply a suggestion.
//!
//! Invariants:
//! 1. Reading never fails: what cannot be read is a diagnostic and a smaller program.
//! 2. Nothing between `source` and `report` does I/O or returns an error.
//! 3. No crate, lint or data class is named here outside `syntax::macros` and `template`: such names are text in `lints/`.
//! 4. The same input gives the same bytes, whatever the threads and the order of files.
//! 5. Every finding carries its path: the declaration, each step, the sink.
//! 6. Silence is explained: what is not shown is counted.
//! 7. The analysed tree is data: nothing of it is executed, nothing outside its root is read or written, but for the
//!    policy of the repository around it, which is read.
//! 8. The report never makes the leak worse: literals that look like secrets are not printed back.

#![forbid(unsafe_code)]

pub mod stopwatch;
pub mod paths;
pub mod span;
pub mod slots;
pub mod record;
pub mod late;
pub mod git;
pub mod disk;
pub mod source;
pub mod diagnostic;
pub mod fault;
pub mod nearest;
pub mod document;
pub mod allowance;
pub mod template;
pub mod workspace;
pub mod hir;
pub mod syntax;
pub mod catalog;
pub mod policy;
pub mod resolve;
pub mod memory;
pub mod annotate;
pub mod infer;
pub mod classify;
pub mod mask;
pub mod callgraph;
pub mod finding;
pub mod taint;
pub mod explain;
pub mod inventory;
pub mod link;
pub mod fix;
pub mod lint;
pub mod review;
pub mod config;
pub mod session;
pub mod report;
pub mod analysis;
pub mod kept;
pub mod repair;
pub mod cli;
