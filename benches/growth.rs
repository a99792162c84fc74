//! How the time of an analysis grows with the size of a workspace.
//!
//! `cargo bench --bench growth` writes two synthetic workspaces into the folder for temporary files, one ten times the
//! size of the other, runs the command over both on one thread and on two, and removes them; `-- 60` makes the larger one
//! sixty times as large. Their packages call into each other along a chain, so that calls are followed through the whole
//! of it. Each run is a process of its own, since memory that was used before costs the system less than memory that is
//! new. The least time of each counts, and of the program's own time, without the system's, the mean, as far as the
//! system tells.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;
const PACKAGES: usize = 40;
const MODULES: usize = 12;
const GROWTH: usize = 10;
/// Packages that call into each other in a row.
const CHAIN: usize = 8;
/// The seconds that a tick of the times in `/proc` takes.
const TICK: f64 = 0.01;

fn main() -> Result<(), Box<dyn Error>> {
    // cargo adds flags of its own in front of the arguments.
    let growth = std::env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let growth = growth.map_or(Ok(GROWTH), |growth| growth.parse())?;
    let home = std::env::temp_dir().join(format!("privlint-growth-{}", std::process::id()));
    let result = measure(&home, growth);
    fs::remove_dir_all(&home)?;
    result
}

fn measure(home: &Path, growth: usize) -> Result<(), Box<dyn Error>> {
    let (small, few) = write_workspace(home.join("small"), PACKAGES)?;
    let (large, many) = write_workspace(home.join("large"), PACKAGES * growth)?;
    println!("lines      {few} and {many}, {:.1} times as many", many as f64 / few as f64);
    let mut alone = Duration::MAX;
    for threads in [1, 2] {
        // The small one is over before a few ticks are.
        let (once, own_once) = least(&small, threads, 4 * ROUNDS)?;
        let (grown, own_grown) = least(&large, threads, ROUNDS)?;
        let ratio = grown.as_secs_f64() / once.as_secs_f64();
        println!(
            "{threads} threads  {:.0} ms and {:.0} ms, {ratio:.1} times",
            once.as_secs_f64() * 1e3,
            grown.as_secs_f64() * 1e3
        );
        if own_once > 0.0 {
            println!("  its own  {own_once:.2} s and {own_grown:.2} s, {:.1} times", own_grown / own_once);
        }
        if threads > 1 {
            println!("speed-up   {:.2}", alone.as_secs_f64() / grown.as_secs_f64());
        }
        alone = grown;
    }
    Ok(())
}

/// The least time of a run, and the mean of the seconds that the program itself takes on all threads.
fn least(folder: &Path, threads: usize, rounds: usize) -> Result<(Duration, f64), Box<dyn Error>> {
    let (mut least, before) = (Duration::MAX, own_seconds());
    for _ in 0..rounds {
        let start = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-privlint"));
        command.args(["privlint", "--no-cache", "--message-format", "concise"]).current_dir(folder);
        command.env("RAYON_NUM_THREADS", threads.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status()?;
        // With findings or without.
        if !matches!(status.code(), Some(0 | 1)) {
            return Err(format!("the run ended with {status}").into());
        }
        least = least.min(start.elapsed());
    }
    Ok((least, (own_seconds() - before) / rounds as f64))
}

/// The seconds that the processes which this one has started took for themselves, where `/proc` tells: its sixteenth value.
fn own_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = behind_name.split(' ').nth(13).and_then(|ticks| ticks.parse::<f64>().ok());
    ticks.unwrap_or_default() * TICK
}

/// Writes a workspace; gives its folder and the lines in it.
fn write_workspace(folder: PathBuf, packages: usize) -> Result<(PathBuf, usize), Box<dyn Error>> {
    let mut lines = 0;
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"part*\"]\n")?;
    for at in 0..packages {
        let source = folder.join(format!("part{at}/src"));
        fs::create_dir_all(&source)?;
        let has_callee = at % CHAIN != 0;
        let mut manifest =
            format!("[package]\nname = \"part{at}\"\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\"\n");
        if has_callee {
            writeln!(manifest, "part{0} = {{ path = \"../part{0}\" }}", at - 1)?;
        }
        fs::write(folder.join(format!("part{at}/Cargo.toml")), manifest)?;
        let modules: String = (0..MODULES).map(|module| format!("pub mod step{module};\n")).collect();
        fs::write(source.join("lib.rs"), modules)?;
        for module in 0..MODULES {
            let text = module_text(module, has_callee.then(|| at - 1));
            lines += text.lines().count();
            fs::write(source.join(format!("step{module}.rs")), text)?;
        }
    }
    Ok((folder, lines))
}

/// A module with a record, what is done with it, and a call of the same module of the package before.
fn module_text(module: usize, before: Option<usize>) -> String {
    let passed_on = match before {
        Some(before) => format!("part{before}::step{module}::notify(contact, attempts)"),
        None => "log::info!(\"reached {contact} after {attempts}\")".to_string(),
    };
    let mut text = format!(
        r#"use std::collections::HashMap;

#[derive(Clone, Debug)]
pub struct Customer {{
    pub id: u64,
    pub email: String,
    pub city: Option<String>,
    pub visits: Vec<u32>,
}}

pub fn notify(contact: &str, attempts: usize) {{
    {passed_on}
}}

pub fn index(customers: &[Customer]) -> HashMap<u64, &Customer> {{
    customers.iter().map(|customer| (customer.id, customer)).collect()
}}
"#
    );
    for part in 0..6 {
        text += &format!(
            r#"
impl Customer {{
    pub fn weight{part}(&self, limit: u32) -> u32 {{
        let mut total = 0;
        for visit in &self.visits {{
            if *visit > limit {{
                total += visit - limit;
            }} else {{
                total += 1;
            }}
        }}
        match total {{
            0 => limit,
            1..=9 => total * {part},
            _ => total,
        }}
    }}

    pub fn remind{part}(&self, index: &HashMap<u64, &Customer>) -> Result<String, std::fmt::Error> {{
        let other = index.get(&self.id).copied().unwrap_or(self);
        let town = other.city.as_deref().unwrap_or("nowhere");
        let line = format!("{{}} of {{town}}", other.id);
        notify(&other.email, other.weight{part}(3) as usize);
        log::debug!("reminded {{line}}");
        Ok(line)
    }}
}}
"#
        );
    }
    text
}
