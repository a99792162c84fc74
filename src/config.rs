//! How a run is set up: what is looked at and what is shown.

use crate::diagnostic::Level;
use crate::document::Day;
use crate::explain::Place;
use crate::lint::Shown;

/// From which level on findings fail a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FailOn {
    /// Denied ones only.
    #[default]
    Deny,
    /// Warned ones too.
    Warn,
    /// None.
    Never,
}

impl FailOn {
    /// Whether a finding of this level fails the run.
    pub fn fails(self, level: Level) -> bool {
        match self {
            FailOn::Deny => level >= Level::Error,
            FailOn::Warn => level >= Level::Warning,
            FailOn::Never => false,
        }
    }
}

/// The settings of a run.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// How much is shown.
    pub shown: Shown,
    /// Whether test code is looked at.
    pub tests: bool,
    /// Whether pages are looked at that no message is made of.
    pub pages: bool,
    /// What fails the run.
    pub fail_on: FailOn,
    /// The day of the run; without one, no exception has expired.
    pub today: Option<Day>,
    /// Whether comments and exceptions count for nothing.
    pub no_ignores: bool,
    /// Whether it is to be kept what the run reads of each Rust text.
    pub keeps: bool,
    /// A line that is asked about.
    pub asked: Option<Place>,
}
