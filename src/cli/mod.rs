//! The command line: arguments to a request, a run, a report and an exit code.
//!
//! cargo runs a subcommand as `cargo-privlint privlint ARGS`; the word may be left out when the program is called
//! directly. cargo's own selection flags are accepted, so that an editor can put this command in the place of `check`.

mod allow;
mod and;
mod args;
mod base;
mod cache;
mod delta;
mod baseline;
mod check;
mod explain;
mod fix;
mod init;
mod prepare;

use crate::analysis::Outcome;
use crate::catalog::Catalog;
use crate::fault;
use crate::policy;
use crate::report;
use args::{Check, Cli, Command};
use check::check;
use clap::{CommandFactory, Parser};
use explain::explain;
use prepare::start;
use std::ffi::OsString;
use std::io::Write;
use std::time::Instant;

/// How a run ends, as the process's exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings at or above it.
    Findings = 1,
    /// Wrong usage, a broken manifest, or an internal error.
    Usage = 2,
    /// Nothing was analysed.
    Nothing = 3,
}

/// Runs the program with the arguments of its process.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
    fault::listen();
    fault::caught(|| run_command(args)).unwrap_or_else(|fault| fail(&fault.words()))
}

fn run_command(args: impl IntoIterator<Item = OsString>) -> Exit {
    let mut args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|arg| arg == "privlint") {
        args.remove(1);
    }
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Clean };
        }
    };
    match cli.command {
        None => check(&cli.check, None),
        Some(Command::Check(options)) => check(&options, None),
        Some(Command::Diff { revision, mut options }) => {
            // What the policy allows is a flow too, and who reviews a change wants to know of it.
            options.level = options.level.at_least_strict();
            delta::diff(&options, &revision.unwrap_or_default())
        }
        Some(Command::Explain { name, manifest_path }) => explain(&name, manifest_path),
        Some(Command::Allow { place, reason, until, lint, manifest_path }) => match explain::place(&place) {
            Some(place) => {
                let wish = allow::Wish { place, reason, until, lints: lint };
                allow::allow(&Check::of_line(manifest_path), wish)
            }
            None => fail("write the place as `FILE:LINE`, such as `src/mail.rs:42`"),
        },
        Some(Command::Rules) => rules(),
        Some(Command::Completions { shell }) => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "cargo-privlint", &mut text);
            print_text(&String::from_utf8_lossy(&text))
        }
        Some(Command::Man) => man(),
        Some(Command::Init { masks, manifest_path }) => init::init(
            &Check { manifest_path, quiet: true, message_format: human(), ..Check::default() },
            masks,
        ),
        Some(Command::ShowConfig { manifest_path, policy }) => {
            show_config(&Check { manifest_path, policy, message_format: human(), ..Check::default() })
        }
        Some(Command::Schema) => print_text(&report::schema(&Catalog::load())),
    }
}

/// The pages of the program and of its commands, one behind the other.
fn man() -> Exit {
    let (mut text, mut command) = (Vec::new(), Cli::command());
    command.build();
    let commands = command.get_subcommands().filter(|command| !command.is_hide_set()).cloned();
    for command in std::iter::once(command.clone()).chain(commands) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_string();
        let page = clap_mangen::Man::new(command.display_name(name.replace(' ', "-")));
        if let Err(error) = page.render(&mut text) {
            return fail(&error.to_string());
        }
    }
    print_text(&String::from_utf8_lossy(&text))
}

fn rules() -> Exit {
    let catalog = Catalog::load();
    let lines = catalog.rules.iter().map(|rule| format!("{:<18} {}\n", rule.name, rule.summary));
    print_text(&lines.collect::<String>())
}

/// The format of what people read.
fn human() -> String {
    report::FORMATS.first().map(|format| format.name().to_string()).unwrap_or_default()
}

fn show_config(options: &Check) -> Exit {
    let show = |prepared: prepare::Prepared| {
        if prepared.is_misread {
            return check::report(options, prepared, Outcome::default(), Instant::now(), None);
        }
        print_text(&policy::show(&prepared.catalog, &prepared.sources, &prepared.policies))
    };
    prepare::with(options, show).unwrap_or_else(|exit| exit)
}

/// Prints to standard output; a reader that has gone away is no error.
fn print_text(text: &str) -> Exit {
    let _ = anstream::stdout().write_all(text.as_bytes());
    Exit::Clean
}

fn warn(message: &str) {
    let _ = writeln!(anstream::stderr(), "warning: {}", report::sanitize::line(message));
}

fn fail(message: &str) -> Exit {
    let _ = writeln!(anstream::stderr(), "error: {}", report::sanitize::line(message));
    Exit::Usage
}
