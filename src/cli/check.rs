//! `check`: one run over a workspace and its report.

use super::and::{self, Beside};
use super::args::{Check, ColorArg, FailOnArg, LevelArg, Output};
use super::cache::Cache;
use super::prepare::{self, Prepared};
use super::{Exit, base, baseline, explain, fail, fix};
use crate::analysis::{self, Outcome};
use crate::config::{Config, FailOn};
use crate::diagnostic::Level;
use crate::disk::Disk;
use crate::document::Day;
use crate::explain::Place;
use crate::lint::Shown;
use crate::report::{self, Report};
use crate::session::Past;
use std::io::{IsTerminal, Write};
use std::time::Instant;

/// Analyses what the options ask for and writes the report, or tells of the line that is asked about.
pub(super) fn check(options: &Check, asked: Option<Place>) -> Exit {
    let started = Instant::now();
    let run = |prepared: Prepared| match asked {
        Some(place) => tell(options, &prepared, place),
        None if options.fix || options.diff => fix::fix(options, prepared, started),
        None => review(options, prepared, started).unwrap_or(Exit::Usage),
    };
    prepare::with(options, run).unwrap_or_else(|exit| exit)
}

/// Analyses, and reports what neither the base nor the baseline holds; nothing where one of these cannot be had.
fn review(options: &Check, prepared: Prepared, started: Instant) -> Option<Exit> {
    let beside = match options.and {
        Some(and) => Some(and::start(options, and)?),
        None => None,
    };
    let mut outcome = match &options.base {
        Some(revision) => base::subtracted(options, revision, &prepared)?,
        None => analyse_or_recall(options, &prepared),
    };
    baseline::apply(options, &prepared, &mut outcome)?;
    Some(report(options, prepared, outcome, started, beside))
}

/// Analyses, unless a run before had the same before it.
fn analyse_or_recall(options: &Check, prepared: &Prepared) -> Outcome {
    let is_kept = !options.no_cache && !options.staged && options.verbose < 2 && !prepared.is_misread;
    let cache = if is_kept { Cache::of(prepared, &config(options)) } else { None };
    let Some(cache) = cache else { return analyse(options, prepared, config(options)) };
    cache.read().unwrap_or_else(|| {
        let memory =
            cache.memory(prepared.catalog.classes.len()).map(|draft| (draft, cache.prints.as_slice()));
        let config = Config { keeps: cache.keeps_texts(), ..config(options) };
        let mut outcome = analyse_after(options, prepared, config, Past { lowered: None, memory });
        cache.write(&mut outcome);
        outcome
    })
}

/// Tells of a line.
fn tell(options: &Check, prepared: &Prepared, place: Place) -> Exit {
    let place = explain::named(place, &prepared.workspace);
    let outcome = analyse(options, prepared, Config { asked: Some(place.clone()), ..config(options) });
    explain::tell(&prepared.sources, &place, outcome)
}

pub(super) fn analyse(options: &Check, prepared: &Prepared, config: Config) -> Outcome {
    analyse_after(options, prepared, config, Past::default())
}

fn analyse_after(options: &Check, prepared: &Prepared, config: Config, past: Past) -> Outcome {
    if prepared.is_misread {
        return Outcome::default();
    }
    let Prepared { workspace, sources, catalog, policy, .. } = prepared;
    let progress = progress(options, workspace.files.len());
    let advance = |files| progress.inc(files);
    let outcome = analysis::run_after(catalog, workspace, sources, policy, &config, past, &advance);
    progress.finish_and_clear();
    outcome
}

/// Writes the report of a run and says how it ends.
pub(super) fn report(
    options: &Check,
    prepared: Prepared,
    mut outcome: Outcome,
    started: Instant,
    beside: Option<Beside>,
) -> Exit {
    let Prepared { workspace, sources, catalog, mut diagnostics, is_misread, watch, .. } = prepared;
    let is_broken =
        outcome.faults > 0 || diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    diagnostics.append(&mut outcome.diagnostics);
    outcome.summary.seconds = started.elapsed().as_secs_f64();
    if options.verbose > 1 {
        let laps = watch.laps().iter().chain(outcome.watch.laps());
        outcome.summary.stages = laps.map(|(stage, took)| (*stage, took.as_secs_f64())).collect();
    }
    let top = Disk::Here.top_around(&workspace.root);
    let report = Report {
        workspace: &workspace,
        sources: &sources,
        top,
        catalog: &catalog,
        diagnostics: &diagnostics,
        silenced: &outcome.silenced,
        is_compared: options.base.is_some() || options.baseline.is_some(),
        summary: &outcome.summary,
        color: wants_color(options.color),
        verbose: options.verbose > 0,
    };
    let is_built = match is_misread && options.message_format == "human" {
        // What was not looked at has no counts.
        true => {
            drop(report::write_findings(&sources, &diagnostics, report.color, &mut std::io::stdout()));
            true
        }
        false => write_report(options, &report, beside),
    };
    let is_written = write_outputs(&options.output, &report);
    let fail_on = config(options).fail_on;
    let findings = diagnostics.iter().filter(|diagnostic| diagnostic.rule.is_some());
    let fails = findings.into_iter().any(|diagnostic| fail_on.fails(diagnostic.level));
    let summary = &outcome.summary;
    let rust = sources.iter().take(workspace.files.len());
    let unread = rust.filter(|(_, file)| file.unread.is_some()).count();
    let nothing = summary.files <= unread && summary.templates == 0;
    let is_partial = options.strict && (summary.partial > 0 || !summary.unread.is_empty());
    // The process ends here, and all of its memory with it.
    std::mem::forget((outcome.leftovers, catalog));
    match (is_broken || !is_written, nothing, fails) {
        (true, ..) if is_misread => fail("nothing was analysed, since the policy cannot be understood"),
        (true, ..) => Exit::Usage,
        (_, true, _) => {
            fail("nothing was analysed: no readable `.rs` file was found");
            Exit::Nothing
        }
        _ if is_partial => {
            fail("not everything was analysed, and `--strict` asks for all");
            Exit::Nothing
        }
        (_, _, true) => Exit::Findings,
        _ if !is_built => Exit::Findings,
        _ => Exit::Clean,
    }
}

/// The settings that the options ask for.
pub(super) fn config(options: &Check) -> Config {
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
        today: today(),
        no_ignores: options.no_ignores,
        keeps: false,
        asked: None,
    }
}

/// The day of the run by the clock, or by `SOURCE_DATE_EPOCH` where a run is to be repeated.
pub(super) fn today() -> Option<Day> {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    let time = match fixed {
        Some(seconds) => time::OffsetDateTime::from_unix_timestamp(seconds).ok()?,
        None => time::OffsetDateTime::now_utc(),
    };
    Some((u16::try_from(time.year()).ok()?, u8::from(time.month()), time.day()))
}

/// A bar on a terminal once the run takes over a second; hidden everywhere else.
pub(super) fn progress(options: &Check, files: usize) -> indicatif::ProgressBar {
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

/// Whether a report is to be coloured.
pub(super) fn wants_color(color: ColorArg) -> bool {
    match color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// Findings go to standard output; the summary too where a human reads it, else to standard error. Whether what ran
/// beside succeeded is returned.
fn write_report(options: &Check, report: &Report, beside: Option<Beside>) -> bool {
    let Some(format) = report::format(&options.message_format) else { return false };
    let mut text = Vec::new();
    // Nothing can fail that is written into memory.
    let _ = format.write(report, &mut text);
    let is_built = match beside {
        Some(beside) => beside.finish(&mut text),
        None => true,
    };
    // A reader that has gone away wanted no more.
    let _ = std::io::stdout().lock().write_all(&text);
    if format.name() != "human" && !options.quiet {
        let _ = anstream::stderr().write_all(report.summary.to_text(report.verbose).as_bytes());
    }
    is_built
}

/// Writes the report into files; one that cannot be written is told of.
fn write_outputs(outputs: &[Output], report: &Report) -> bool {
    let report = Report { color: false, ..*report };
    let write = |output: &Output| {
        let format = report::format(&output.format)?;
        let mut text = Vec::new();
        let written = format.write(&report, &mut text).and_then(|()| std::fs::write(&output.file, &text));
        written.map_err(|error| fail(&format!("`{}` cannot be written: {error}", output.file.display()))).ok()
    };
    // Each is tried, whatever becomes of the others.
    let written: Vec<Option<()>> = outputs.iter().map(write).collect();
    written.iter().all(Option::is_some)
}
