//! Which files are templates by their place, their package's settings and its manifest.

use super::*;

/// The texts as `name`, with `d` for declared and `p` for placed ones.
fn texts(loaded: &Loaded) -> Vec<String> {
    let show = |one: &TextFile| {
        let marks = [(one.is_declared, 'd'), (one.is_placed, 'p')];
        let marks: String = marks.iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| *mark).collect();
        format!("{} {marks}", one.name)
    };
    loaded.workspace.texts.iter().map(show).collect()
}

#[test]
fn templates_are_found_by_place_and_by_declaration() {
    let fixture = tree(
        "//- Cargo.toml\n[workspace]\nmembers = ['a']\n[workspace.metadata.privlint]\ntemplates = ['a/x/*.letter', 'no/*']\n\
         //- a/Cargo.toml\n[package]\nname = 'a'\n\
         //- a/src/lib.rs a/x/one.letter a/x/two.bin a/emails/b.html a/c.html a/locales/en.json a/package.json\n",
    );
    let loaded = fixture.load("");
    assert_eq!(
        texts(&loaded),
        ["a/c.html ", "a/emails/b.html p", "a/locales/en.json p", "a/x/one.letter dp"]
    );
    assert_eq!(said(&loaded), ["warning Cargo.toml ''no/*'': a pattern of templates matches no file"]);
}

#[test]
fn the_folders_around_the_root_do_not_matter() {
    let fixture = tree(
        "//- lang/Cargo.toml\n[package]\nname = 'a'\n//- lang/src/lib.rs lang/a.json lang/emails/b.json\n",
    );
    assert_eq!(texts(&fixture.load("lang")), [""; 0]);
}

#[test]
fn settings_of_an_engine_change_the_delimiters() {
    let fixture = tree(
        "//- Cargo.toml\n[package]\nname = 'a'\n//- src/lib.rs\n\
         //- askama.toml\n[general]\ndefault_syntax = 'x'\n[[syntax]]\nname = 'x'\nexpr_start = '(('\nexpr_end = '))'\n",
    );
    let loaded = fixture.load("");
    let delimiters = loaded.workspace.packages[0].delimiters.clone().unwrap();
    assert_eq!(delimiters.expr, ("((".to_string(), "))".to_string()));
    assert_eq!(delimiters.block, ("{%".to_string(), "%}".to_string()), "what is not set stays as it is");
}
