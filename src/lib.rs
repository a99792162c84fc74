//! x
#![forbid(unsafe_code)]
pub mod span;
pub mod source;
pub mod diagnostic;
pub mod workspace;
pub mod hir;
pub mod syntax;
pub mod catalog;
pub mod resolve;
pub mod infer;
pub mod classify;
pub mod taint;
pub mod finding;
pub mod fix;
pub mod lint;
pub mod config;
pub mod report;
pub mod analysis;
pub mod cli;
