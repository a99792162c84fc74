//! The module of masks that is written for a project: what the section *Mask* of the pages of classes says.
//!
//! The page of no class holds the head of the module and what the masks share; a class without a section is hidden whole.

use super::Catalog;
use super::page::Page;
use std::collections::BTreeSet;

impl Catalog {
    /// The text of a module with a mask for each of these classes, and its tests.
    pub fn masks(&self, classes: &BTreeSet<String>) -> String {
        let (head, shared_tests) = section("none");
        let (mut functions, mut tests) = (String::new(), shared_tests);
        for class in classes.iter().filter(|class| self.class_named(class).is_some()) {
            let (function, test) = section(class);
            match function.is_empty() {
                true => functions.push_str(&hidden(class, self)),
                false => functions.push_str(&format!("\n{function}")),
            }
            if !test.is_empty() {
                tests.push_str(&format!("\n{test}"));
            }
        }
        let tests = indented(&tests);
        format!("{head}{functions}\n#[cfg(test)]\nmod tests {{\n    use super::*;\n{tests}}}\n")
    }
}

/// The function and the tests on a page of a class.
fn section(class: &str) -> (String, String) {
    let page = Page::parse(Catalog::page_text(class).unwrap_or_default());
    let block = |info: &str| {
        let block = page.blocks.iter().find(|block| block.info == info);
        block.map_or(String::new(), |block| block.text.to_string())
    };
    (block("rust mask"), block("rust mask test"))
}

/// The mask of a class of which nothing may be shown.
fn hidden(class: &str, catalog: &Catalog) -> String {
    let says = catalog.class_named(class).map_or("", |id| &catalog.class(id).says);
    let name = class.replace('.', "_");
    format!(
        "\n/// A {says}: nothing of it is shown.\npub fn mask_{name}(_: &str) -> String {{\n    HIDDEN.to_string()\n}}\n"
    )
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { "\n".to_string() } else { format!("    {line}\n") })
        .collect()
}
