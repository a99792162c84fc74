//! Lints and the matrix of levels: what the pages of `lints/rules/` and `lints/levels.md` say.

use super::class::PolicyLevel;
use super::page::{Page, table};
use crate::diagnostic::Level;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A lint.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, read after "allow".
    pub name: String,
    /// The kinds of sink that it watches.
    pub sinks: Vec<String>,
    /// The evidence that it asks for beside the sink; empty for any. Such a rule goes before one that asks for none.
    pub evidence: Vec<String>,
    /// The only classes that it speaks of; empty for any. Such a rule goes before one that asks for none.
    pub classes: Vec<String>,
    /// Classes that it does not speak of, or the families of classes before the point.
    pub spares: Vec<String>,
    /// Whether its findings in templates stand where code fills the placeholder, if that is known: there it is chosen
    /// what is handed over, once for all twins.
    pub at_code: bool,
    /// Pairs of classes that are never to be shown together, each as alternatives.
    pub together: Vec<[Vec<String>; 2]>,
    /// Whether its sinks act on what they are given, so that no other text may take its place.
    pub acts: bool,
    /// One sentence for the table of lints.
    pub summary: String,
    /// The verb phrase of its message, such as ``reaches `{sink}` unmasked``.
    pub message: String,
    /// What to do when nothing better is known.
    pub help: String,
    /// The weakness it is an instance of.
    pub cwe: String,
}

impl Rule {
    /// Whether it speaks of a class at all.
    fn speaks_of(&self, class: &str) -> bool {
        let is_of = |known: &String| {
            class.strip_prefix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        (self.classes.is_empty() || self.classes.iter().any(is_of)) && !self.spares.iter().any(is_of)
    }
}

/// The rule that watches a kind of sink for a class: one that asks for its evidence or names its class before one that
/// asks for nothing.
pub(super) fn watching<'r>(rules: &'r [Rule], sink: &str, class: &str, evidence: &str) -> Option<&'r Rule> {
    let fits = |rule: &&Rule| {
        rule.sinks.iter().any(|known| known == sink)
            && rule.speaks_of(class)
            && (rule.evidence.is_empty() || rule.evidence.iter().any(|known| known == evidence))
    };
    rules.iter().filter(fits).max_by_key(|rule| (!rule.evidence.is_empty(), !rule.classes.is_empty()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    sinks: Vec<String>,
    #[serde(default)]
    evidence: Vec<String>,
    #[serde(default)]
    classes: Vec<String>,
    #[serde(default)]
    spares: Vec<String>,
    #[serde(default)]
    at_code: bool,
    #[serde(default)]
    acts: bool,
    #[serde(default)]
    together: Vec<[Vec<String>; 2]>,
    summary: String,
    message: String,
    help: String,
    cwe: String,
}

/// Reads a rule page.
pub(super) fn read(name: &str, page: &Page) -> Result<Rule, String> {
    if page.title != name {
        return Err(format!("the title is `{}`", page.title));
    }
    for heading in ["What it finds", "What it lets pass", "Known limits"] {
        if page.section(heading).trim().is_empty() {
            return Err(format!("the section `{heading}` is missing or empty"));
        }
    }
    let Header { sinks, evidence, classes, spares, at_code, acts, together, summary, message, help, cwe } =
        toml::from_str(page.header).map_err(|error| error.message().to_string())?;
    Ok(Rule {
        name: name.to_string(),
        sinks,
        evidence,
        classes,
        spares,
        at_code,
        acts,
        together,
        summary,
        message,
        help,
        cwe,
    })
}

/// Class level × kind of sink → level of the finding; none is allowed.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    cells: BTreeMap<(PolicyLevel, String), Option<Level>>,
    /// Kinds that speak of no class.
    plain: BTreeMap<String, Option<Level>>,
    /// Kinds of sinks that count as another in a package that depends on one of these crates.
    elsewhere: Vec<(String, String, Vec<String>)>,
}

impl Levels {
    /// What the heaviest data weigh at some kinds of sink.
    pub fn heaviest(&self, sinks: &[String]) -> Option<Level> {
        let of = |sink: &String| {
            let by_class = self.cells.get(&(PolicyLevel::L4, sink.clone())).copied().flatten();
            by_class.max(self.plain.get(sink).copied().flatten())
        };
        sinks.iter().filter_map(of).max()
    }

    pub(super) fn read(page: &Page) -> Result<Levels, String> {
        let mut levels = Levels::default();
        for row in table(page.section("Matrix")) {
            let [sink, cells @ ..] = row.as_slice() else { continue };
            let columns = [PolicyLevel::L4, PolicyLevel::L3, PolicyLevel::L2, PolicyLevel::L1];
            for (column, cell) in columns.into_iter().zip(cells) {
                levels.cells.insert((column, sink.trim_matches('`').to_string()), cell_level(cell)?);
            }
        }
        for row in table(page.section("Without a class")) {
            let [kind, cell] = row.as_slice() else { continue };
            levels.plain.insert(kind.trim_matches('`').to_string(), cell_level(cell)?);
        }
        for row in table(page.section("Elsewhere")) {
            let [sink, kind, crates] = row.as_slice() else { continue };
            let crates = crates.split(", ").map(|krate| krate.replace('-', "_"));
            let bare = |name: &str| name.trim_matches('`').to_string();
            levels.elsewhere.push((bare(sink), bare(kind), crates.collect()));
        }
        Ok(levels)
    }

    /// The kind of sink that one counts as in a package, given whether the package depends on a crate.
    pub fn kind<'k>(&'k self, sink: &'k str, depends_on: impl Fn(&str) -> bool) -> &'k str {
        let fits = |(of, _, crates): &&(String, String, Vec<String>)| {
            of == sink && crates.iter().any(|krate| depends_on(krate))
        };
        self.elsewhere.iter().find(fits).map_or(sink, |(_, kind, _)| kind)
    }

    /// The level of a finding that speaks of no class; none where it is allowed.
    pub fn plain(&self, kind: &str) -> Option<Level> {
        self.plain.get(kind).copied().flatten()
    }

    /// Every kind of sink, in the order of the alphabet.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        let kinds: std::collections::BTreeSet<&str> =
            self.cells.keys().map(|(_, kind)| kind.as_str()).collect();
        kinds.into_iter()
    }

    /// The level of a finding; none where the policy allows it.
    pub fn level(&self, class: PolicyLevel, sink: &str) -> Option<Level> {
        self.cells.get(&(class, sink.to_string())).copied().flatten()
    }
}

fn cell_level(cell: &str) -> Result<Option<Level>, String> {
    match cell {
        "deny" => Ok(Some(Level::Error)),
        "warn" => Ok(Some(Level::Warning)),
        "allow" => Ok(None),
        other => Err(format!("`{other}` is no level")),
    }
}
