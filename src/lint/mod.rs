//! Flows to findings, in words.
//!
//! A flow says what reaches what; the rule that watches its kind of sink says how that is told, the matrix of levels
//! what it weighs, and its class what would be permitted.

mod together;

pub use together::statements;

use crate::catalog::{Catalog, Class, ClassId, PolicyLevel, Rule};
use crate::classify::{Confidence, Evidence, Source};
use crate::diagnostic::{Details, Diagnostic, Label, Level, Silence, fingerprint};
use crate::finding::Flow;
use crate::fix::{Exception, Site, advice, suggest};
use crate::hir::Name;
use crate::mask::{Call, Masks, Weakness};
use crate::policy::{Policy, is_of};
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use crate::workspace::Package;
use std::collections::BTreeSet;

/// How much is to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// What the policy warns of or denies.
    #[default]
    Default,
    /// What it allows of personal data too.
    Strict,
    /// What is only possible too.
    All,
}

/// So many other sources are pointed at in one finding.
const MAX_ALSO: usize = 6;

/// What became of a flow.
pub enum Verdict {
    /// It is shown.
    Shown(Box<Diagnostic>),
    /// The policy allows it, or it is only possible.
    BelowLevel,
    /// A comment or an exception accepts it.
    Accepted(Silence),
    /// No lint watches it.
    Unwatched,
}

/// What is to be judged.
#[derive(Clone, Debug)]
pub enum Finding<'f> {
    /// A flow from a source to a sink.
    Flow(&'f Flow),
    /// The flows of one statement, which may weigh more together.
    Together(Vec<&'f Flow>),
    /// A mask that shows too much.
    WeakMask {
        /// The function.
        name: &'f Name,
        /// Where it is declared.
        declared: Span,
        /// What it masks.
        class: ClassId,
        /// What it shows.
        weakness: &'f Weakness,
        /// Whether it is compiled for tests only.
        in_tests: bool,
    },
}

/// The kind of place that a weak mask is.
const WEAK_MASK: &str = "mask_form";

impl Finding<'_> {
    /// Where it stands, and whether that is compiled for tests only.
    pub fn place(&self) -> (Span, bool) {
        match self {
            Finding::Flow(flow) => (flow.shown, flow.in_tests),
            Finding::Together(flows) => {
                flows.first().map_or((Span::default(), false), |flow| (flow.shown, flow.in_tests))
            }
            Finding::WeakMask { weakness, in_tests, .. } => (weakness.span, *in_tests),
        }
    }

    /// Every place that shows it: that where it stands, and its twins.
    pub fn places(&self) -> Vec<Span> {
        let (place, _) = self.place();
        let twins: Vec<Span> = match self {
            Finding::Flow(flow) => flow.twins.clone(),
            Finding::Together(flows) => flows
                .iter()
                .flat_map(|flow| std::iter::once(flow.shown).chain(flow.twins.iter().copied()))
                .collect(),
            Finding::WeakMask { .. } => Vec::new(),
        };
        std::iter::once(place).chain(twins).collect()
    }
}

/// What findings are judged by.
#[derive(Clone, Copy)]
pub struct Known<'k, 'h> {
    /// Lints, classes and levels.
    pub catalog: &'k Catalog,
    /// What the team says of them.
    pub policy: &'k Policy,
    /// The texts.
    pub sources: &'k SourceMap,
    /// The project's own masks.
    pub masks: Masks<'k, 'h>,
    /// The policy file of the run, where there is one.
    pub policy_file: Option<FileId>,
}

/// Asked whether a finding of a lint on a class is accepted, and why.
pub type Accepts<'a> = &'a mut dyn std::ops::FnMut(&str, Option<&str>) -> Option<Silence>;

impl Known<'_, '_> {
    /// Judges a finding in a package; without one, in a lone file.
    pub fn judge(
        &self,
        package: Option<&Package>,
        finding: &Finding<'_>,
        shown: Shown,
        accepts: Accepts,
    ) -> Verdict {
        match finding {
            Finding::Flow(flow) => self.judge_flow(package, flow, shown, accepts),
            Finding::Together(flows) => self.judge_together(package, flows, accepts),
            Finding::WeakMask { name, declared, class, weakness, .. } => {
                let mask = (*name, *declared, self.catalog.class(*class));
                self.judge_mask(package, mask, weakness, accepts)
            }
        }
    }

    fn judge_flow(&self, package: Option<&Package>, flow: &Flow, shown: Shown, accepts: Accepts) -> Verdict {
        let catalog = self.catalog;
        let Some(rule) = rule_of(catalog, flow) else { return Verdict::Unwatched };
        let class = catalog.class(flow.source.class);
        let weight = self.weight(package, rule, class, &flow.sink);
        let likely = flow.source.confidence > Confidence::Possible;
        if let Some(by) = accepts(&rule.name, Some(&class.name)) {
            return Verdict::Accepted(by);
        }
        let is_more = class.level > PolicyLevel::L1;
        let level = match (weight, likely, shown) {
            (Some(level), true, _) => level,
            (None, true, Shown::Strict | Shown::All) if is_more => Level::Note,
            (_, false, Shown::All) if is_more => Level::Note,
            _ => return Verdict::BelowLevel,
        };
        let message = rule
            .message
            .replace("{class}", &class.says)
            .replace("{name}", &flow.source.name)
            .replace("{sink}", &sink_name(flow));
        let mut notes = vec![format!("permitted here: {}", class.permitted)];
        notes.extend(also(catalog, flow));
        notes.extend(wrappers(flow));
        notes.push(page_of(rule));
        let text = &self.sources.file(flow.shown.file).text;
        let site = Site {
            flow,
            text,
            help: &rule.help,
            mask: self.mask(package, class, flow),
            secret_type: package.and_then(|package| self.secret_type(package)),
            acts: rule.acts,
            exception: Exception {
                lint: &rule.name,
                class: &class.name,
                file: &self.sources.file(flow.shown.file).name,
                policy: self.policy_file.map(|id| (id, self.sources.file(id))),
            },
        };
        let shown_text: String = self.sources.text(flow.shown).split_whitespace().collect();
        let parts = flow.sources().map(|source| source.name.as_str()).collect::<BTreeSet<_>>();
        let parts: Vec<&str> =
            [flow.function.as_str(), &class.name, &flow.sink, &shown_text].into_iter().chain(parts).collect();
        Verdict::Shown(Box::new(Diagnostic {
            rule: Some(rule.name.clone()),
            level,
            message,
            primary: Some(Label { span: flow.shown, message: format!("shows {}", what(flow)) }),
            twins: twins(flow),
            labels: labels(catalog, class, flow),
            suggestions: suggest(&site),
            notes,
            details: Some(Details {
                fingerprint: fingerprint(&[&[dir(package)], parts.as_slice()].concat()),
                content: fingerprint(&parts[1..]),
                item: flow.function.clone(),
                class: class.name.clone(),
                sink: flow.sink.to_string(),
                confidence: flow.source.confidence.name(),
            }),
        }))
    }

    fn judge_mask(
        &self,
        package: Option<&Package>,
        (name, declared, class): (&Name, Span, &Class),
        weakness: &Weakness,
        accepts: Accepts,
    ) -> Verdict {
        let Some(rule) = self.catalog.rule_for(WEAK_MASK, class, "") else { return Verdict::Unwatched };
        if let Some(by) = accepts(&rule.name, Some(&class.name)) {
            return Verdict::Accepted(by);
        }
        let Some(level) = self.weight(package, rule, class, WEAK_MASK) else { return Verdict::BelowLevel };
        let message = rule
            .message
            .replace("{name}", name)
            .replace("{class}", &class.says)
            .replace("{what}", &weakness.what);
        let label = format!("a mask for {} ({})", class.name, class.level.name());
        let parts: [&str; 4] = [name, &class.name, WEAK_MASK, &weakness.what];
        Verdict::Shown(Box::new(Diagnostic {
            rule: Some(rule.name.clone()),
            level,
            message,
            primary: Some(Label { span: weakness.span, message: weakness.what.clone() }),
            twins: Vec::new(),
            labels: vec![Label { span: declared, message: label }],
            notes: vec![format!("permitted here: {}", class.permitted), page_of(rule)],
            suggestions: vec![advice(&rule.help)],
            details: Some(Details {
                fingerprint: fingerprint(&[&[dir(package)], parts.as_slice()].concat()),
                content: fingerprint(&parts),
                item: name.to_string(),
                class: class.name.clone(),
                sink: WEAK_MASK.to_string(),
                confidence: Confidence::Likely.name(),
            }),
        }))
    }

    /// The project's own mask of a class as it is called at the place of a flow; else one of another crate.
    fn mask(&self, package: Option<&Package>, class: &Class, flow: &Flow) -> Option<Call> {
        self.masks.call(&class.name, flow.shown, &flow.function).or_else(|| {
            let package = package?;
            let mut masks = self.policy.outside_masks.iter();
            let mask =
                masks.find(|mask| is_of(&class.name, &mask.class) && package.depends_on(&mask.krate))?;
            Some(Call::outside(&mask.path))
        })
    }

    /// The path of a type that takes the place of a text and hides itself, in a package that depends on its crate.
    fn secret_type(&self, package: &Package) -> Option<String> {
        let crates = package.dependencies.iter().map(|one| one.name.as_str());
        crates
            .filter_map(|krate| Some(format!("{krate}::{}", self.catalog.models.secret_text(krate)?)))
            .next()
    }

    /// What a finding of a rule on a class at a kind of sink weighs; nothing where it is allowed.
    fn weight(&self, package: Option<&Package>, rule: &Rule, class: &Class, sink: &str) -> Option<Level> {
        let levels = &self.catalog.levels;
        let depends_on = |krate: &str| package.is_some_and(|package| package.depends_on(krate));
        let kind = levels.kind(sink, depends_on);
        let ruling = self.policy.level(dir(package), &rule.name, Some(class), kind);
        ruling.unwrap_or_else(|| levels.level(class.level, kind))
    }
}

/// The folder of a package; the root's for a lone file.
fn dir(package: Option<&Package>) -> &str {
    package.map_or("", |package| package.dir.as_str())
}

fn page_of(rule: &Rule) -> String {
    format!("`cargo privlint explain {}`", rule.name)
}

/// Judges what speaks of no class: a place of a kind, with the name of what stands there and a label.
pub fn judge_plain(
    catalog: &Catalog,
    policy: &Policy,
    package: &str,
    kind: &str,
    name: &str,
    (place, label): (Span, String),
) -> Option<Diagnostic> {
    let rule = catalog.plain_rule(kind)?;
    let ruling = policy.level(package, &rule.name, None, kind);
    let level = ruling.unwrap_or_else(|| catalog.levels.plain(kind))?;
    let mut diagnostic = Diagnostic::warning(rule.message.replace("{name}", name)).at(place, label);
    diagnostic.level = level;
    diagnostic.rule = Some(rule.name.clone());
    diagnostic.suggestions.push(advice(&rule.help));
    Some(diagnostic.note(page_of(rule)))
}

/// A dependency that a rule without a sink speaks of.
pub fn judge_dependency(rule: &Rule, krate: &str, place: Span) -> Diagnostic {
    let mut diagnostic = Diagnostic::warning(rule.message.replace("{name}", krate));
    diagnostic.level = Level::Note;
    diagnostic.rule = Some(rule.name.clone());
    diagnostic.at(place, "asked for here").note(rule.help.clone())
}

/// The rule that watches a flow.
fn rule_of<'c>(catalog: &'c Catalog, flow: &Flow) -> Option<&'c Rule> {
    let evidence = match &flow.source.evidence {
        Evidence::Library(_) => "library",
        Evidence::Revealed(_) if flow.shown.contains(flow.source.span) => "revealed",
        _ => "",
    };
    catalog.rule_for(&flow.sink, catalog.class(flow.source.class), evidence)
}

/// The sink as its user knows it: the outermost wrapper, `tracing::info!`, `#[instrument]`, `expect`.
fn sink_name(flow: &Flow) -> String {
    match flow.wrappers.first() {
        Some(wrapper) => format!("{wrapper}!"),
        None => flow.sink_name.to_string(),
    }
}

fn what(flow: &Flow) -> String {
    let name = flow.source.name.rsplit('.').next().unwrap_or(&flow.source.name);
    match &flow.through {
        Some(through) => format!("`{name}` through {through}"),
        None => format!("`{name}`"),
    }
}

/// The path: where the data is declared, and each step.
fn labels(catalog: &Catalog, class: &Class, flow: &Flow) -> Vec<Label> {
    let said = format!("{} ({}) {}", class.name, class.level.name(), because(&flow.source));
    let mut labels = vec![Label { span: flow.source.span, message: said }];
    labels.extend(flow.also.iter().filter(|also| also.span != flow.source.span).take(MAX_ALSO).map(|also| {
        let class = catalog.class(also.class);
        Label {
            span: also.span,
            message: format!("{} ({}) {}", class.name, class.level.name(), because(also)),
        }
    }));
    labels.extend(flow.steps.iter().map(|step| Label { span: step.span, message: step.what.to_string() }));
    labels
}

/// The other places of the same message that show it.
fn twins(flow: &Flow) -> Vec<Label> {
    let message = format!("shows {} too", what(flow));
    flow.twins.iter().map(|span| Label { span: *span, message: message.clone() }).collect()
}

/// Why something is of its class, to stand behind the class's name.
fn because(source: &Source) -> String {
    match &source.evidence {
        Evidence::Annotation => "by its annotation".into(),
        Evidence::Type(ty) => format!("by its type `{ty}`"),
        Evidence::Name(term) if source.name.ends_with(term.as_str()) => "by its name".into(),
        Evidence::Name(term) => format!("by its name, which holds `{term}`"),
        Evidence::InContext(term, context) => format!("by `{term}` in its name, {context}"),
        Evidence::Label(label) => format!("by the text before it: `{}`", label.trim()),
        Evidence::Key(key) => format!("by its key `{key}`"),
        Evidence::Revealed(call) => format!("because `{call}` takes it out of its redacting type"),
        Evidence::Library(ty) => format!("because printing a `{ty}` shows it"),
        Evidence::ReadAs(field, of) => format!("because `{field}` is read from it as part of a `{of}`"),
        Evidence::Given(function) => format!("because `{function}` gives it"),
        Evidence::PassedTo(param, function) => format!("because it is passed to `{function}` as `{param}`"),
    }
}

fn also(catalog: &Catalog, flow: &Flow) -> Option<String> {
    let classes: Vec<String> = flow
        .also
        .iter()
        .map(|source| format!("{} `{}`", catalog.class(source.class).says, source.name))
        .collect();
    (!classes.is_empty()).then(|| format!("the same text shows {}", classes.join(", ")))
}

fn wrappers(flow: &Flow) -> Option<String> {
    let (outer, inner) = flow.wrappers.split_first()?;
    let mut chain: Vec<String> = inner.iter().map(|name| format!("`{name}!`")).collect();
    chain.push(format!("`{}`", flow.sink_name));
    Some(format!("`{outer}!` forwards to {}", chain.join(", then ")))
}
