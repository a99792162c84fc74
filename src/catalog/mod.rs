//! What privlint knows, read from the texts of `lints/`: rules, data classes, levels and crate models.
//!
//! Terms: a *page* is a Markdown text with a TOML header; a *model* is a Rust stub of a crate. Both are embedded at
//! build time, so nothing is looked up on disk. A page that does not follow the grammar is an error of this program;
//! it is collected in [`Catalog::errors`], which a test keeps empty.

mod channel;
mod class;
mod lexicon;
mod masks;
mod model;
pub mod page;
mod rule;
mod sieve;

pub use channel::Channels;
pub use class::{Class, ClassId, Form, NamePolicy, PolicyLevel, Role};
pub use lexicon::{Lexicon, NameMatch, Strength, split_identifier};
pub use model::{Carries, FnModel, Models, SinkParam};
pub use rule::{Levels, Rule};

use crate::hir::Name;
use page::Page;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// All knowledge of a run.
#[derive(Debug, Default)]
pub struct Catalog {
    /// The lints, by name.
    pub rules: Vec<Rule>,
    /// The data classes, by name.
    pub classes: Vec<Class>,
    /// Words of all classes, ready to be looked up.
    pub lexicon: Lexicon,
    /// What is known of crates.
    pub models: Models,
    /// What each class level means at each kind of sink.
    pub levels: Levels,
    /// Channels, audiences and forms of messages.
    pub channels: Channels,
    /// What could not be read, in words; empty unless a page is broken.
    pub errors: Vec<String>,
}

impl Catalog {
    /// Reads the embedded texts.
    pub fn load() -> Catalog {
        Catalog::from_pages(PAGES)
    }

    fn from_pages(pages: &[(&str, &str)]) -> Catalog {
        let mut catalog = Catalog::default();
        let mut stubs = Vec::new();
        for (path, text) in pages {
            let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
            let name = file.trim_end_matches(".md").trim_end_matches(".rs");
            let result = match folder {
                "rules" => rule::read(name, &Page::parse(text)).map(|rule| catalog.rules.push(rule)),
                "classes" if name == "none" => {
                    class::read_policy(&Page::parse(text)).map(|policy| catalog.lexicon.policy = policy)
                }
                "classes" => class::read(name, &Page::parse(text)).map(|class| catalog.classes.push(class)),
                "models" => {
                    stubs.push((name, *text));
                    Ok(())
                }
                _ if name == "channels" => {
                    Channels::read(&Page::parse(text)).map(|channels| catalog.channels = channels)
                }
                _ if name == "levels" => {
                    Levels::read(&Page::parse(text)).map(|levels| catalog.levels = levels)
                }
                _ => Ok(()),
            };
            if let Err(error) = result {
                catalog.errors.push(format!("lints/{path}: {error}"));
            }
        }
        catalog.lexicon.build(&catalog.classes, 0, &mut catalog.errors);
        catalog.models = Models::read(&stubs, &mut catalog.errors);
        catalog
    }

    /// Adds a class that a policy brings, given as the text of its page.
    ///
    /// # Errors
    /// In words, where the text is no page of a class, or there is a class of that name.
    pub fn add_class(&mut self, text: &str) -> Result<(), String> {
        let page = Page::parse(text);
        if self.class_named(page.title).is_some() {
            return Err(format!("there is a class `{}` already", page.title));
        }
        self.classes.push(class::read(page.title, &page)?);
        Ok(())
    }

    /// Adds a stub of functions of a crate, as a policy speaks of them.
    pub fn add_stub(&mut self, krate: &Name, text: &str) {
        self.models.add(krate, text, &mut self.errors);
    }

    /// Makes the words of classes that were added known, which are those from `own` on.
    pub fn learn_added(&mut self, own: usize) {
        let policy = std::mem::take(&mut self.lexicon.policy);
        self.lexicon = Lexicon::default();
        self.lexicon.policy = policy;
        self.lexicon.build(&self.classes, own, &mut self.errors);
    }

    /// The class of a name.
    pub fn class_named(&self, name: &str) -> Option<ClassId> {
        self.classes.iter().position(|class| class.name == name).map(ClassId)
    }

    /// The class of an id.
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0]
    }

    /// The lint that watches a kind of sink for a class, given the evidence that it may ask for.
    pub fn rule_for(&self, sink: &str, class: &Class, evidence: &str) -> Option<&Rule> {
        rule::watching(&self.rules, sink, &class.name, evidence)
    }

    /// The lint that watches a kind of place which speaks of no class.
    pub fn plain_rule(&self, kind: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.sinks.iter().any(|known| known == kind))
    }

    /// The lint of a name.
    pub fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// The policy that a team begins with; words in braces stand for what is found in its workspace.
    pub fn starting_policy() -> &'static str {
        let text = Catalog::page_text("policy").unwrap_or_default();
        let blocks = Page::parse(text).blocks;
        blocks.into_iter().find(|block| block.info == "toml start").map_or("", |block| block.text)
    }

    /// The text of the page of a lint, of a class, or of another subject, such as `policy`.
    pub fn page_text(name: &str) -> Option<&'static str> {
        let wanted = [format!("rules/{name}.md"), format!("classes/{name}.md"), format!("{name}.md")];
        PAGES.iter().find(|(path, _)| wanted.iter().any(|wanted| wanted == path)).map(|(_, text)| *text)
    }
}
