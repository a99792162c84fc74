//! The command line: arguments to a request, a run, a report and an exit code.
//!
//! cargo runs a subcommand as `cargo-privlint privlint ARGS`; the word may be left out when the program is called
//! directly. cargo's own selection flags are accepted, so that an editor can put this command in the place of `check`.

use crate::analysis::{self, Outcome};
use crate::catalog::Catalog;
use crate::config::{Config, FailOn};
use crate::diagnostic::Level;
use crate::explain::Place;
use crate::lint::Shown;
use crate::report::{self, Report};
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use crate::syntax::WORKER_STACK;
use crate::workspace::{self, Loaded, Request, Workspace};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
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

/// Find the log statements, spans and messages that show personal data and secrets.
#[derive(Debug, Parser)]
#[command(
    name = "cargo privlint",
    bin_name = "cargo privlint",
    version,
    about,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: Check,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Analyse the workspace (the default).
    Check(Box<Check>),
    /// Print the page of a lint or of a data class, or say why a line has a finding or none.
    Explain {
        /// Such as `sensitive_log`, `contact.email` or `src/mail.rs:42`.
        name: String,
        /// Path to Cargo.toml, for a line.
        #[arg(long, value_name = "PATH")]
        manifest_path: Option<PathBuf>,
    },
    /// List the lints.
    Rules,
}

#[derive(Debug, Default, Args)]
struct Check {
    /// Path to Cargo.toml.
    #[arg(long, value_name = "PATH")]
    manifest_path: Option<PathBuf>,
    /// Package to analyse; also a package id or a glob.
    #[arg(short, long = "package", value_name = "SPEC")]
    package: Vec<String>,
    /// Analyse all packages of the workspace.
    #[arg(long, alias = "all")]
    workspace: bool,
    /// Packages to leave out, with `--workspace`.
    #[arg(long, value_name = "SPEC")]
    exclude: Vec<String>,
    /// Look at test code too.
    #[arg(long)]
    tests: bool,
    /// Look at web pages too, which no message is made of.
    #[arg(long)]
    pages: bool,
    /// How the report is written.
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    message_format: String,
    /// From which level on findings fail the run.
    #[arg(long, value_enum, default_value_t = FailOnArg::Deny)]
    fail_on: FailOnArg,
    /// How much is shown: what the policy warns of, what it allows of personal data, or what is only possible too.
    #[arg(long, value_enum, default_value_t = LevelArg::Default)]
    level: LevelArg,
    /// When to colour the report.
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    color: ColorArg,
    /// List what was not analysed.
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
    /// No progress and no summary on standard error.
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    cargo: CargoFlags,
}

/// Flags of `cargo check` that select nothing here: files are read whatever their target, features or profile.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Accepted as cargo does, without effect")]
struct CargoFlags {
    #[arg(long, hide = true)]
    lib: bool,
    #[arg(long, hide = true)]
    bins: bool,
    #[arg(long, hide = true, value_name = "NAME", num_args = 0..=1)]
    bin: Vec<String>,
    #[arg(long, hide = true)]
    examples: bool,
    #[arg(long, hide = true, value_name = "NAME", num_args = 0..=1)]
    example: Vec<String>,
    #[arg(long, hide = true, value_name = "NAME", num_args = 0..=1)]
    test: Vec<String>,
    #[arg(long, hide = true)]
    benches: bool,
    #[arg(long, hide = true, value_name = "NAME", num_args = 0..=1)]
    bench: Vec<String>,
    #[arg(long, hide = true)]
    all_targets: bool,
    #[arg(short = 'F', long, hide = true, value_name = "FEATURES")]
    features: Vec<String>,
    #[arg(long, hide = true)]
    all_features: bool,
    #[arg(long, hide = true)]
    no_default_features: bool,
    #[arg(long, hide = true, value_name = "TRIPLE")]
    target: Vec<String>,
    #[arg(long, hide = true, value_name = "DIR")]
    target_dir: Option<PathBuf>,
    #[arg(long, hide = true, value_name = "NAME")]
    profile: Option<String>,
    #[arg(short, long, hide = true)]
    release: bool,
    #[arg(short, long, hide = true, value_name = "N")]
    jobs: Option<String>,
    #[arg(long, hide = true)]
    keep_going: bool,
    #[arg(long, hide = true)]
    locked: bool,
    #[arg(long, hide = true)]
    offline: bool,
    #[arg(long, hide = true)]
    frozen: bool,
    #[arg(long, hide = true)]
    ignore_rust_version: bool,
    #[arg(long, hide = true, value_name = "KEY=VALUE")]
    config: Vec<String>,
    #[arg(short = 'Z', hide = true, value_name = "FLAG")]
    unstable: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum FailOnArg {
    #[default]
    Deny,
    Warn,
    Never,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum LevelArg {
    #[default]
    Default,
    Strict,
    All,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

/// The formats, and cargo's own variants of `json`, which mean the same here.
fn parse_format(name: &str) -> Result<String, String> {
    let name = if name.starts_with("json") { "json" } else { name };
    match report::format(name) {
        Some(format) => Ok(format.name().to_string()),
        None => {
            let known: Vec<&str> = report::FORMATS.iter().map(|format| format.name()).collect();
            Err(format!("known formats are {}", known.join(", ")))
        }
    }
}

/// Runs the program with the arguments of its process.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Exit {
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
        Some(Command::Explain { name, manifest_path }) => explain(&name, manifest_path),
        Some(Command::Rules) => rules(),
    }
}

fn explain(name: &str, manifest_path: Option<PathBuf>) -> Exit {
    if let Some((file, line)) = name.rsplit_once(':')
        && let Ok(line) = line.parse()
    {
        let options =
            Check { manifest_path, quiet: true, level: LevelArg::All, tests: true, ..Check::default() };
        return check(&options, Some(Place { file: file.replace('\\', "/"), line }));
    }
    let name = name.strip_prefix("privlint::").unwrap_or(name);
    match Catalog::page_text(name) {
        Some(text) => print_text(text),
        None => {
            fail(&format!("no lint or data class is called `{name}`; `cargo privlint rules` lists the lints"))
        }
    }
}

fn rules() -> Exit {
    let catalog = Catalog::load();
    let lines = catalog.rules.iter().map(|rule| format!("{:<18} {}\n", rule.name, rule.summary));
    print_text(&lines.collect::<String>())
}

/// Prints to standard output; a reader that has gone away is no error.
fn print_text(text: &str) -> Exit {
    let _ = anstream::stdout().write_all(text.as_bytes());
    Exit::Clean
}

fn fail(message: &str) -> Exit {
    let _ = writeln!(anstream::stderr(), "error: {}", report::sanitize::line(message));
    Exit::Usage
}

fn check(options: &Check, asked: Option<Place>) -> Exit {
    let started = Instant::now();
    let current_dir = match std::env::current_dir() {
        Ok(dir) => dir,
        Err(error) => return fail(&format!("the current folder cannot be read: {error}")),
    };
    let request = Request {
        current_dir,
        manifest_path: options.manifest_path.clone(),
        packages: options.package.clone(),
        workspace: options.workspace,
        exclude: options.exclude.clone(),
    };
    let loaded = match workspace::load(&request) {
        Ok(loaded) => loaded,
        Err(error) => return fail(&error.to_string()),
    };
    let pool = match rayon::ThreadPoolBuilder::new().stack_size(WORKER_STACK).build() {
        Ok(pool) => pool,
        Err(error) => return fail(&format!("worker threads cannot be started: {error}")),
    };
    // What a fault of this program prints must not hold the text that it was reading.
    std::panic::set_hook(Box::new(|_| {}));
    let exit = pool.install(|| analyse(options, loaded, asked, started));
    drop(std::panic::take_hook());
    exit
}

fn analyse(options: &Check, loaded: Loaded, asked: Option<Place>, started: Instant) -> Exit {
    let Loaded { mut workspace, manifests, mut diagnostics } = loaded;
    let (catalog, mut sources) = rayon::join(Catalog::load, || workspace::read_sources(&mut workspace));
    let shift = sources.len() as u32;
    for manifest in manifests {
        sources.push(manifest);
    }
    for label in diagnostics
        .iter_mut()
        .flat_map(|diagnostic| diagnostic.primary.iter_mut().chain(&mut diagnostic.labels))
    {
        label.span.file = FileId(label.span.file.0 + shift);
    }
    let asked = asked.map(|place| named(place, &workspace));
    let config = Config { asked, ..config(options) };
    let progress = progress(options, workspace.files.len());
    let mut outcome = analysis::run(&catalog, &workspace, &sources, &config, &|files| progress.inc(files));
    progress.finish_and_clear();
    let is_broken =
        outcome.faults > 0 || diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    if let Some(place) = &config.asked {
        return tell(&sources, place, outcome);
    }
    diagnostics.append(&mut outcome.diagnostics);
    outcome.summary.seconds = started.elapsed().as_secs_f64();

    let report = Report {
        workspace: &workspace,
        sources: &sources,
        diagnostics: &diagnostics,
        summary: &outcome.summary,
        color: wants_color(options.color),
        verbose: options.verbose > 0,
    };
    write_report(options, &report);
    let findings = diagnostics.iter().filter(|diagnostic| diagnostic.rule.is_some());
    let fails = findings.into_iter().any(|diagnostic| config.fail_on.fails(diagnostic.level));
    let summary = &outcome.summary;
    let nothing = summary.files <= summary.unread.len() && summary.templates == 0;
    // The process ends here, and all of its memory with it.
    std::mem::forget((outcome.leftovers, catalog));
    match (is_broken, nothing, fails) {
        (true, ..) => Exit::Usage,
        (_, true, _) => {
            let _ =
                writeln!(anstream::stderr(), "error: nothing was analysed: no readable `.rs` file was found");
            Exit::Nothing
        }
        (_, _, true) => Exit::Findings,
        _ => Exit::Clean,
    }
}

/// A place with the name that its file has in the workspace, which may be longer than what was typed.
fn named(place: Place, workspace: &Workspace) -> Place {
    let typed = place.file.trim_start_matches("./");
    let fits = |name: &&String| {
        name.strip_suffix(typed).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    let rust = workspace.files.iter().map(|file| &file.name);
    let file = rust.chain(workspace.texts.iter().map(|text| &text.name)).find(fits);
    Place { file: file.cloned().unwrap_or(place.file), ..place }
}

/// Tells of one line: its findings with their paths, then what is silent and why.
fn tell(sources: &SourceMap, place: &Place, outcome: Outcome) -> Exit {
    let is_here = |span: Span| {
        let file = sources.file(span.file);
        file.name == place.file && file.line_of(span.start) + 1 == place.line
    };
    let mut diagnostics = outcome.diagnostics;
    diagnostics.retain(|diagnostic| diagnostic.primary.as_ref().is_some_and(|label| is_here(label.span)));
    let told: Vec<Span> = diagnostics.iter().filter_map(|one| Some(one.primary.as_ref()?.span)).collect();
    let is_open = |span: Span| !told.iter().any(|told| told.contains(span) || span.contains(*told));
    let silences = outcome.silences.iter().filter(|(span, _)| is_open(*span));
    let silences: String =
        silences.map(|(_, reason)| format!("{}\n", report::sanitize::line(reason))).collect();
    if diagnostics.is_empty() && silences.is_empty() {
        return fail(&format!("nothing is shown in `{}` on line {}", place.file, place.line));
    }
    let mut findings = Vec::new();
    if let Err(error) =
        report::write_findings(sources, &diagnostics, wants_color(ColorArg::Auto), &mut findings)
    {
        return fail(&error.to_string());
    }
    let findings = String::from_utf8_lossy(&findings);
    // The empty line behind the last finding parts it from a summary, which there is none of.
    print_text(&format!("{}{silences}", findings.strip_suffix('\n').unwrap_or(&findings)))
}

fn config(options: &Check) -> Config {
    Config {
        tests: options.tests,
        pages: options.pages,
        shown: match options.level {
            LevelArg::Default => Shown::Default,
            LevelArg::Strict => Shown::Strict,
            LevelArg::All => Shown::All,
        },
        fail_on: match options.fail_on {
            FailOnArg::Deny => FailOn::Deny,
            FailOnArg::Warn => FailOn::Warn,
            FailOnArg::Never => FailOn::Never,
        },
        asked: None,
    }
}

/// A bar on a terminal once the run takes over a second; hidden everywhere else.
fn progress(options: &Check, files: usize) -> indicatif::ProgressBar {
    if options.quiet || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar =
        indicatif::ProgressBar::with_draw_target(Some(files as u64), indicatif::ProgressDrawTarget::hidden());
    let (late, second) = (bar.clone(), std::time::Duration::from_secs(1));
    std::thread::spawn(move || {
        std::thread::sleep(second);
        if !late.is_finished() {
            late.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        }
    });
    bar
}

fn wants_color(color: ColorArg) -> bool {
    match color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// Findings go to standard output; the summary too where a human reads it, else to standard error.
fn write_report(options: &Check, report: &Report) {
    let Some(format) = report::format(&options.message_format) else { return };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let _ = format.write(report, &mut out).and_then(|()| out.flush());
    if format.name() != "human" && !options.quiet {
        let _ = anstream::stderr().write_all(report.summary.to_text(report.verbose).as_bytes());
    }
}
