//! The arguments of the command line.

use crate::document::{Day, day};
use crate::report;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::ffi::OsString;
use std::path::PathBuf;

/// Find the log statements, spans and messages that show personal data and secrets.
#[derive(Debug, Parser)]
#[command(
    name = "cargo privlint",
    bin_name = "cargo privlint",
    version,
    about,
    args_conflicts_with_subcommands = true
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub check: Check,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Analyse the workspace (the default).
    Check(Box<Check>),
    /// Tell what a change does to what is shown: the privacy delta, for whoever reviews it.
    Diff {
        /// The revision to compare with; without one, where the branch left the one that it would be merged into.
        revision: Option<String>,
        #[command(flatten)]
        options: Box<Check>,
    },
    /// Print the page of a lint or of a data class, or say why a line has a finding or none.
    Explain {
        /// Such as `sensitive_log`, `contact.email` or `src/mail.rs:42`.
        name: String,
        /// Path to Cargo.toml, for a line.
        #[arg(long, value_name = "PATH")]
        manifest_path: Option<PathBuf>,
    },
    /// Write a comment that allows the findings of a line.
    Allow {
        /// The place, as `src/mail.rs:42`.
        place: String,
        /// Why it may be shown.
        #[arg(long)]
        reason: String,
        /// The last day on which it may.
        #[arg(long, value_name = "DAY", value_parser = parse_day)]
        until: Option<Day>,
        /// The lint, where not all of the line are meant.
        #[arg(long, value_name = "NAME")]
        lint: Vec<String>,
        /// Path to Cargo.toml.
        #[arg(long, value_name = "PATH")]
        manifest_path: Option<PathBuf>,
    },
    /// List the lints.
    Rules,
    /// Print the completions of a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the man page.
    Man,
    /// Write a policy to begin with, from what the workspace has.
    Init {
        /// Write a module of masks instead, into this file, one for each class that needs one.
        #[arg(long, value_name = "PATH")]
        masks: Option<PathBuf>,
        /// Path to Cargo.toml.
        #[arg(long, value_name = "PATH")]
        manifest_path: Option<PathBuf>,
    },
    /// Print the policy that holds, each value with its origin.
    ShowConfig {
        /// Path to Cargo.toml.
        #[arg(long, value_name = "PATH")]
        manifest_path: Option<PathBuf>,
        /// The policy, instead of the nearest `privlint.toml`.
        #[arg(long, value_name = "PATH")]
        policy: Option<PathBuf>,
    },
    /// Print the JSON schema of a policy.
    Schema,
}

#[derive(Debug, Default, Args)]
pub(super) struct Check {
    /// Path to Cargo.toml.
    #[arg(long, value_name = "PATH")]
    pub manifest_path: Option<PathBuf>,
    /// Package to analyse; also a package id or a glob.
    #[arg(short, long = "package", value_name = "SPEC")]
    pub package: Vec<String>,
    /// Analyse all packages of the workspace.
    #[arg(long, alias = "all")]
    pub workspace: bool,
    /// Packages to leave out, with `--workspace`.
    #[arg(long, value_name = "SPEC")]
    pub exclude: Vec<String>,
    /// The policy, instead of the nearest `privlint.toml`.
    #[arg(long, value_name = "PATH")]
    pub policy: Option<PathBuf>,
    /// Look at test code too.
    #[arg(long)]
    pub tests: bool,
    /// Look at web pages too, which no message is made of.
    #[arg(long)]
    pub pages: bool,
    /// How the report is written.
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = parse_format)]
    pub message_format: String,
    /// Write the report into a file too, as `FORMAT=FILE`; may be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = parse_output)]
    pub output: Vec<Output>,
    /// From which level on findings fail the run.
    #[arg(long, value_enum, default_value_t = FailOnArg::Deny)]
    pub fail_on: FailOnArg,
    /// How much is shown: what the policy warns of, what it allows of personal data, or what is only possible too.
    #[arg(long, value_enum, default_value_t = LevelArg::Default)]
    pub level: LevelArg,
    /// Report only what is new since a revision; without one, since the branch left the one that it would be merged into.
    #[arg(long, value_name = "REV", num_args = 0..=1, default_missing_value = "")]
    pub base: Option<String>,
    /// Report only what a baseline does not hold: `privlint.baseline` in the root of the workspace, or another file.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "")]
    pub baseline: Option<OsString>,
    /// Write all findings into the baseline, and take out of it what is gone.
    #[arg(long, conflicts_with_all = ["base", "fix", "diff"])]
    pub write_baseline: bool,
    /// Analyse what is staged in git's index instead of the files on disk.
    #[arg(long, conflicts_with_all = ["fix", "diff"])]
    pub staged: bool,
    /// Report what comments and exceptions allow, too.
    #[arg(long)]
    pub no_ignores: bool,
    /// Analyse again where nothing has changed, and keep nothing below `target/privlint`.
    #[arg(long)]
    pub no_cache: bool,
    /// Run cargo too, with the same selection, and report what it says beside.
    #[arg(long, value_enum, value_name = "COMMAND", conflicts_with_all = ["fix", "diff", "staged"])]
    pub and: Option<And>,
    /// End with 3 where a file was not read, or only in part.
    #[arg(long)]
    pub strict: bool,
    /// When to colour the report.
    #[arg(long, value_enum, default_value_t = ColorArg::Auto)]
    pub color: ColorArg,
    /// Apply the suggestions that keep the program compiling and its behaviour.
    #[arg(long)]
    pub fix: bool,
    /// With `--fix` or `--diff`: those that need a human eye too.
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Print what `--fix` would change as a unified diff, and change nothing.
    #[arg(long)]
    pub diff: bool,
    /// Fix although the repository has changes that are not committed.
    #[arg(long)]
    pub allow_dirty: bool,
    /// Fix although the repository has changes that are staged only.
    #[arg(long)]
    pub allow_staged: bool,
    /// Fix although there is no repository.
    #[arg(long)]
    pub allow_no_vcs: bool,
    /// List what was not analysed.
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
    /// No progress and no summary on standard error.
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub cargo: CargoFlags,
}

/// Flags of `cargo check` that select nothing here: files are read whatever their target, features or profile.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Accepted as cargo does, without effect")]
pub(super) struct CargoFlags {
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

impl CargoFlags {
    /// The flags as they were given.
    fn to_args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = Vec::new();
        let switches = [
            (self.lib, "--lib"),
            (self.bins, "--bins"),
            (self.examples, "--examples"),
            (self.benches, "--benches"),
            (self.all_targets, "--all-targets"),
            (self.all_features, "--all-features"),
            (self.no_default_features, "--no-default-features"),
            (self.release, "--release"),
            (self.keep_going, "--keep-going"),
            (self.locked, "--locked"),
            (self.offline, "--offline"),
            (self.frozen, "--frozen"),
            (self.ignore_rust_version, "--ignore-rust-version"),
        ];
        args.extend(switches.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| OsString::from(flag)));
        let lists = [
            (&self.bin, "--bin"),
            (&self.example, "--example"),
            (&self.test, "--test"),
            (&self.bench, "--bench"),
            (&self.features, "--features"),
            (&self.target, "--target"),
            (&self.config, "--config"),
            (&self.unstable, "-Z"),
        ];
        for (values, flag) in lists {
            // cargo answers a flag without its name with a list of names, so that such a flag is not passed on.
            args.extend(values.iter().flat_map(|value| [OsString::from(flag), value.into()]));
        }
        let options = [
            (self.target_dir.as_ref().map(OsString::from), "--target-dir"),
            (self.profile.as_ref().map(OsString::from), "--profile"),
            (self.jobs.as_ref().map(OsString::from), "--jobs"),
        ];
        for (value, flag) in options {
            args.extend(value.into_iter().flat_map(|value| [OsString::from(flag), value]));
        }
        args
    }
}

impl Check {
    /// What one line is looked at with: everything, and nothing is told of the run itself.
    pub fn of_line(manifest_path: Option<PathBuf>) -> Check {
        Check { manifest_path, quiet: true, level: LevelArg::All, tests: true, ..Check::default() }
    }

    /// The selection of the run in the words of cargo.
    pub fn cargo_args(&self) -> Vec<OsString> {
        let mut args = self.cargo.to_args();
        let mut give = |flag: &str, value: OsString| args.extend([OsString::from(flag), value]);
        self.manifest_path.iter().for_each(|path| give("--manifest-path", path.into()));
        self.package.iter().for_each(|spec| give("--package", spec.into()));
        self.exclude.iter().for_each(|spec| give("--exclude", spec.into()));
        let switches = [(self.workspace, "--workspace"), (self.tests, "--tests"), (self.quiet, "--quiet")];
        args.extend(switches.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| OsString::from(flag)));
        args
    }
}

/// What cargo does beside the analysis.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum And {
    /// `cargo check`.
    Check,
    /// `cargo clippy`.
    Clippy,
}

impl And {
    /// The name of the command.
    pub fn command(self) -> &'static str {
        match self {
            And::Check => "check",
            And::Clippy => "clippy",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum FailOnArg {
    #[default]
    Deny,
    Warn,
    Never,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum LevelArg {
    #[default]
    Default,
    Strict,
    All,
}

impl LevelArg {
    /// The level, but not below that which shows all personal data.
    pub fn at_least_strict(self) -> LevelArg {
        match self {
            LevelArg::Default => LevelArg::Strict,
            level => level,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum ColorArg {
    #[default]
    Auto,
    Always,
    Never,
}

fn parse_day(text: &str) -> Result<Day, String> {
    let known = |(year, month, day): &Day| {
        let month = time::Month::try_from(*month);
        month.is_ok_and(|month| time::Date::from_calendar_date(i32::from(*year), month, *day).is_ok())
    };
    day(text).filter(known).ok_or_else(|| "write a day, as 2026-12-31".to_string())
}

/// A report that goes into a file.
#[derive(Clone, Debug)]
pub(super) struct Output {
    /// The name of its format.
    pub format: String,
    /// The file.
    pub file: PathBuf,
}

fn parse_output(text: &str) -> Result<Output, String> {
    let (format, file) =
        text.split_once('=').ok_or("write the format and the file, as `sarif=report.sarif`")?;
    if file.is_empty() {
        return Err("the file is missing behind `=`".to_string());
    }
    Ok(Output { format: parse_format(format)?, file: PathBuf::from(file) })
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
