//! How long the stages of a run take, for whoever asks by `-vv`. It says nothing of what is found.

use std::time::{Duration, Instant};

/// The laps of a run.
#[derive(Clone, Debug)]
pub struct Stopwatch {
    since: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Default for Stopwatch {
    fn default() -> Stopwatch {
        Stopwatch { since: Instant::now(), laps: Vec::new() }
    }
}

impl Stopwatch {
    /// Ends a lap, and begins the next one; laps of a name are one.
    pub fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        let took = now.duration_since(self.since);
        self.since = now;
        match self.laps.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known += took,
            None => self.laps.push((name, took)),
        }
    }

    /// The laps in their order.
    pub fn laps(&self) -> &[(&'static str, Duration)] {
        &self.laps
    }
}
