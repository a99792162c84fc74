//! What the analysis still follows in programs that are large or entangled, up to the limits that the README names.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used)]

#[path = "support/mod.rs"]
mod support;

use cargo_privlint::catalog::Catalog;
use cargo_privlint::config::Config;
use std::fmt::Write;

/// The lines, counted from zero, at which a program shows something.
fn shown(text: &str) -> Vec<usize> {
    let (sources, outcome) = support::analyse(&Catalog::load(), text, &Config::default());
    let findings = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.rule.is_some());
    let places = findings.map(|diagnostic| diagnostic.primary.as_ref().unwrap().span);
    places.map(|span| sources.file(span.file).text[..span.start as usize].matches('\n').count()).collect()
}

#[test]
fn a_function_may_show_its_arguments_at_two_hundred_places() {
    let mut text = "struct User { email: String }\n\
        fn start(user: &User) { pass(&user.email); }\n\
        fn pass(text: &str) { show(text); }\n\
        fn show(text: &str) {\n"
        .to_string();
    (0..200).for_each(|at| writeln!(text, "    log::info!(\"message {at} goes to {{text}}\");").unwrap());
    text += "}\n";
    assert_eq!(shown(&text), (4..204).collect::<Vec<_>>());
}

#[test]
fn data_goes_round_a_circle_of_a_thousand_functions() {
    let mut text = "struct User { email: String }\n\
        fn start(user: &User) { step_0(user.email.clone(), 9); }\n\
        fn show(text: &str) { log::info!(\"a message goes to {text}\"); }\n"
        .to_string();
    for at in 0..1000 {
        let next = (at + 1) % 1000;
        let shows = if at == 500 { "show(&held); " } else { "" };
        writeln!(text, "fn step_{at}(held: String, left: u32) {{ {shows}step_{next}(held, left - 1); }}")
            .unwrap();
    }
    assert_eq!(shown(&text), [2]);
}
