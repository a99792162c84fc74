//! What a policy says of functions of other crates: stubs, as the models of crates are.
//!
//! Terms: a function is *outside* where the path to it begins with a dependency that is no member of the workspace.

use super::{ItemTerms, Policy, Terms};
use crate::catalog::Catalog;
use crate::hir::Name;
use crate::workspace::{PolicyFile, Workspace};
use std::fmt::Write;

/// A function may be called with so many arguments; of more, the rest is not looked at.
const MAX_ARGS: usize = 8;

/// A function of another crate that masks a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideMask {
    /// The class or family.
    pub class: String,
    /// The crate, as code names it.
    pub krate: Name,
    /// The path of the function.
    pub path: String,
}

/// Whether policies say anything that a catalog has to learn: classes, or functions that may be those of other crates.
pub fn adds_knowledge(policies: &[PolicyFile]) -> bool {
    const LEARNED: [&str; 5] = ["class", "classes", "mask", "sanitizer", "sink"];
    policies.iter().any(|policy| LEARNED.iter().any(|key| policy.table.get(key).is_some()))
}

impl Policy {
    /// Makes the functions of other crates known, and takes them off what is looked for in the workspace.
    pub fn learn_outside(&mut self, catalog: &mut Catalog, workspace: &Workspace) {
        let (outside, own) = std::mem::take(&mut self.items)
            .into_iter()
            .partition::<Vec<_>, _>(|item| is_outside(item, workspace));
        self.items = own;
        for item in outside {
            let Some(krate) = item.segments.first() else { continue };
            if let Terms::Mask(class) = &item.terms {
                let (class, path) = (class.clone(), item.path.text.clone());
                self.outside_masks.push(OutsideMask { class, krate: krate.clone(), path });
            }
            catalog.add_stub(krate, &stub(&item));
        }
    }
}

fn is_outside(item: &ItemTerms, workspace: &Workspace) -> bool {
    let [krate, .., _] = item.segments.as_slice() else { return false };
    let is_function = matches!(item.terms, Terms::Mask(_) | Terms::Sanitizer | Terms::Sink);
    let is_name = |name: &Name| {
        let is_start = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
        is_start && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let packages = || workspace.packages.iter();
    let is_member = packages().any(|package| {
        let targets = package.targets.iter().map(|target| &target.name);
        targets.chain([&package.name]).any(|name| name.replace('-', "_") == krate.as_str())
    });
    let is_dependency = packages().any(|package| package.depends_on(krate));
    is_function && !is_member && is_dependency && item.segments.iter().all(is_name)
}

/// A function, or a method of a type or trait with each number of arguments.
fn stub(item: &ItemTerms) -> String {
    let [.., owner, name] = item.segments.as_slice() else { return String::new() };
    let (mark, on_param) = match item.terms {
        Terms::Sink => ("", "#[sink(log)] "),
        _ => ("#[sanitizer] ", ""),
    };
    let params =
        |count: usize| (0..count).fold(String::new(), |text, at| format!("{text}{on_param}p{at}: T, "));
    if !owner.starts_with(char::is_uppercase) {
        return format!("{mark}fn {name}({}) -> T {{}}\n", params(MAX_ARGS));
    }
    // The path does not tell which of both it is.
    let mut text = format!("struct {owner};\n");
    for home in ["impl", "trait"] {
        let _ = writeln!(text, "{home} {owner} {{");
        for count in 0..=MAX_ARGS {
            let _ = writeln!(text, "{mark}fn {name}(&self, {}) -> T {{}}", params(count));
        }
        let _ = writeln!(text, "{mark}fn {name}({}) -> T {{}}\n}}", params(MAX_ARGS));
    }
    text
}
