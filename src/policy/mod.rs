//! The policy of a team: what may be shown where, which functions mask, which findings are accepted.
//!
//! Terms: the *base* holds for the whole run, a *layer* for one member of the workspace, whose word goes before that of
//! the base; a *grant* is a class with the form in which a purpose may show it; an *exception* accepts findings.
//!
//! Invariants: every word of a policy keeps its place; nothing is ignored in silence: what cannot be understood is an
//! error, what matches nothing a warning, each with the closest known name.

mod check;
mod classes;
mod outside;
mod read;
mod shape;
mod show;

pub use classes::extend;
pub use outside::{OutsideMask, adds_knowledge};
pub use read::read;
pub use shape::{KEYS, Key, Shape, Vocabulary};
pub use show::show;

use crate::catalog::{Class, PolicyLevel};
use crate::diagnostic::Level;
use crate::document::Day;
use crate::hir::Name;
use crate::span::{FileId, Span};
use globset::GlobMatcher;
use std::collections::BTreeMap;
use std::path::Path;

/// What all policies of a run say.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The file of the base, where that is a file of its own.
    pub file: Option<FileId>,
    /// What findings weigh, the base first, then the members' layers.
    pub layers: Vec<Layer>,
    /// Declared channels with their audiences.
    pub channels: BTreeMap<String, String>,
    /// Declared purposes.
    pub purposes: BTreeMap<String, Purpose>,
    /// Declared templates, in order; the last that fits a file counts.
    pub templates: Vec<TemplateTerms>,
    /// What is said of items of the workspace.
    pub items: Vec<ItemTerms>,
    /// Functions of other crates that mask.
    pub outside_masks: Vec<OutsideMask>,
    /// Macros that are sinks.
    pub sink_macros: Vec<Word>,
    /// Exceptions, in order.
    pub exceptions: Vec<Exception>,
}

/// A word with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What findings weigh in the files of one policy.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The member's folder relative to the root; none for the base.
    pub member: Option<String>,
    /// By level of classes, class or family, and kind of sink.
    pub levels: BTreeMap<(String, String), Option<Level>>,
    /// By lint.
    pub lints: BTreeMap<String, Option<Level>>,
}

/// What a message may show for what it is sent for.
#[derive(Clone, Debug, Default)]
pub struct Purpose {
    /// What may be shown.
    pub allow: Vec<Grant>,
    /// What may not.
    pub deny: Vec<String>,
}

/// A class, or a family, in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The class, `family.*` or `*`.
    pub class: String,
    /// The form; the first of the known ones is the datum as it is.
    pub form: String,
    /// Whether the datum may be shown as it is.
    pub is_raw: bool,
}

/// What is declared of templates.
#[derive(Clone, Debug)]
pub struct TemplateTerms {
    /// The files.
    pub files: Files,
    /// What they are sent for.
    pub purpose: Option<String>,
    /// By which channels.
    pub channels: Vec<String>,
}

/// A glob over the files of a run.
#[derive(Clone, Debug)]
pub struct Files {
    /// As written.
    pub pattern: Word,
    glob: GlobMatcher,
}

/// What is said of an item of the workspace.
#[derive(Clone, Debug)]
pub struct ItemTerms {
    /// Its path, or a pattern of function names.
    pub path: Word,
    /// The segments of the path.
    pub segments: Vec<Name>,
    /// The member that `crate` means; none for any.
    pub member: Option<String>,
    /// What it is.
    pub terms: Terms,
}

/// What an item is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terms {
    /// A type whose values are of a class, or about a subject.
    Type {
        /// The class.
        class: Option<String>,
        /// The subject.
        subject: Option<String>,
    },
    /// A field of a class.
    Field(String),
    /// A function that masks a class, or a family of classes.
    Mask(String),
    /// A function that hides what it is given.
    Sanitizer,
    /// A function that shows what it is given.
    Sink,
}

/// Findings that are known and accepted.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The lint; none for any.
    pub lint: Option<String>,
    /// The class, `family.*` or `*`; none for any.
    pub class: Option<String>,
    /// The files; none for any.
    pub files: Option<Files>,
    /// Why.
    pub reason: Option<String>,
    /// Who accepted it.
    pub owner: Option<String>,
    /// The last day on which it holds.
    pub expires: Option<Day>,
    /// Where it stands.
    pub span: Span,
    /// The folder of the member whose policy it is; none for the base.
    pub member: Option<String>,
}

/// The word of a policy for something that an analysis asks about; nothing where it has none.
pub type Ruling = Option<Option<Level>>;

impl Policy {
    /// What the findings of a lint on a class at a kind of sink weigh in a package, where the policy has a word on it.
    pub fn level(&self, package: &str, lint: &str, class: Option<&Class>, sink: &str) -> Ruling {
        let own = self.layers.iter().filter(|layer| layer.member.as_deref() == Some(package));
        let base = self.layers.iter().filter(|layer| layer.member.is_none());
        own.chain(base).find_map(|layer| layer.level(lint, class, sink))
    }

    /// What is declared of a file.
    pub fn template(&self, root: &Path, name: &str) -> Option<&TemplateTerms> {
        let path = root.join(name);
        self.templates.iter().rev().find(|terms| terms.files.holds(&path))
    }
}

impl Layer {
    fn level(&self, lint: &str, class: Option<&Class>, sink: &str) -> Ruling {
        let of_lint = self.lints.get(lint).copied();
        if of_lint == Some(None) {
            return of_lint;
        }
        let Some(class) = class else { return of_lint };
        let cell = |of: &str| self.levels.get(&(of.to_string(), sink.to_string())).copied();
        let family = class.name.split('.').next().unwrap_or_default();
        let of_class = cell(&class.name).or_else(|| cell(&format!("{family}.*")));
        let of_lint = of_lint.filter(|_| class.level >= PolicyLevel::L3);
        of_class.or(of_lint).or_else(|| cell(class.level.name()))
    }
}

impl Files {
    /// Whether a file, by its absolute path, is meant.
    pub fn holds(&self, path: &Path) -> bool {
        self.glob.is_match(path)
    }
}

impl Purpose {
    /// The grant for a class: that of the class itself before that of its family; none where it is not granted.
    pub fn grant(&self, class: &str) -> Option<&Grant> {
        if self.deny.iter().any(|denied| is_of(class, denied)) {
            return None;
        }
        let fitting = self.allow.iter().filter(|grant| is_of(class, &grant.class));
        fitting.max_by_key(|grant| (grant.class.len(), grant.is_raw))
    }
}

impl Exception {
    /// Whether it accepts a finding of a lint on a class in a file.
    pub fn accepts(&self, lint: &str, class: Option<&str>, file: &Path) -> bool {
        self.lint.as_deref().is_none_or(|known| known == lint)
            && self.class.as_deref().is_none_or(|of| class.is_some_and(|class| is_of(class, of)))
            && self.files.as_ref().is_none_or(|files| files.holds(file))
    }
}

/// Whether a class is the one that is named, or one of the family: `contact.email` is of `contact.*` and of `*`.
pub fn is_of(class: &str, named: &str) -> bool {
    let is_in = |family: &str| class.strip_prefix(family).is_some_and(|rest| rest.starts_with('.'));
    class == named || named == "*" || named.strip_suffix(".*").is_some_and(is_in)
}
