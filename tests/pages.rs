//! Runs what the pages of `lints/` promise.

use cargo_privlint::catalog::{Catalog, Strength};

#[test]
fn every_page_follows_the_grammar() {
    let catalog = Catalog::load();
    assert_eq!(catalog.errors, Vec::<String>::new());
    assert_eq!(catalog.classes.len(), 50, "one page for each data class");
}

#[test]
fn names_are_read_as_their_pages_say() {
    let catalog = Catalog::load();
    let classes = catalog.classes.iter().map(|class| (class.name.as_str(), &class.names));
    let mut wrong = Vec::new();
    for (page, names) in classes.chain([("none", &catalog.lexicon.policy.names)]) {
        for (name, expected) in names {
            let found = catalog.lexicon.name(name);
            let class = found.as_ref().map_or("nothing", |found| catalog.class(found.class).name.as_str());
            let fits = match (expected.as_str(), &found) {
                ("strong", Some(found)) => class == page && found.strength == Strength::Strong,
                ("weak", Some(found)) => class == page && found.strength == Strength::Weak,
                (expected, _) => class == expected,
            };
            if !fits {
                let term = found.map(|found| format!(" ({:?} by `{}`)", found.strength, found.term)).unwrap_or_default();
                wrong.push(format!("{page}: `{name}` should be {expected}, is {class}{term}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.join("\n"));
}
