//! Every format tells the same findings, ends the run the same way, and gives no secret and no hidden character away.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/program.rs"]
mod program;

use cargo_privlint::report::FORMATS;
use program::program;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const MANIFEST: &str = "[package]\nname = \"shop\"\n[dependencies]\nlog = \"0.4\"\n";

/// A project in a repository whose root is a folder above it.
fn project(lib: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::create_dir_all(folder.path().join("shop/src")).unwrap();
    std::fs::write(folder.path().join("shop/Cargo.toml"), MANIFEST).unwrap();
    std::fs::write(folder.path().join("shop/src/lib.rs"), lib).unwrap();
    folder
}

fn reminders() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workspaces/reminders")
}

/// What a run writes in each format, by its name, and how it ends.
fn written(folder: &Path, args: &[&str]) -> BTreeMap<&'static str, (String, Option<i32>)> {
    let write = |name: &'static str| {
        let output = program(folder, &[&["-q", "--message-format", name], args].concat());
        (name, (String::from_utf8(output.stdout).unwrap(), output.status.code()))
    };
    FORMATS.iter().map(|format| write(format.name())).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn all_formats_tell_the_same_findings_and_end_the_same_way() {
    for args in [&[][..], &["--level", "all", "--fail-on", "warn"], &["--fail-on", "never"]] {
        let written = written(&reminders(), args);
        let codes: Vec<_> = written.values().map(|(_, code)| *code).collect();
        assert!(codes.iter().all(|code| *code == codes[0]), "{codes:?}");
        let count = written["concise"].0.lines().count();
        assert!(count > 40, "{count}");
        let text = |name: &str| written[name].0.as_str();
        let sarif = json(text("sarif"));
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        assert_eq!(results.iter().filter(|one| one["suppressions"].is_null()).count(), count);
        assert_eq!(json(text("gitlab")).as_array().unwrap().len(), count);
        assert_eq!(json(text("rdjson"))["diagnostics"].as_array().unwrap().len(), count);
        assert_eq!(text("junit").matches("<failure ").count(), count);
        assert_eq!(text("json").matches("\"code\":\"privlint::").count(), count);
        assert!(text("markdown").starts_with(&format!("### privlint: {count} findings\n")));
        let shown = text("github").lines().filter(|line| !line.contains("title=privlint::")).count();
        let cut = text("github").lines().last().unwrap().split("::").nth(2).unwrap();
        assert_eq!(shown + cut.split(' ').next().unwrap().parse::<usize>().unwrap(), count, "{cut}");
    }
}

#[test]
fn a_run_writes_several_reports_at_once() {
    let folder = project("fn f(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    let shop = folder.path().join("shop");
    let output = program(&shop, &["--output", "sarif=a.sarif", "--output", "junit=b.xml", "-q"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("warning[privlint::sensitive_log]"));
    let sarif = json(&std::fs::read_to_string(shop.join("a.sarif")).unwrap());
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"], "shop/src/lib.rs",
        "paths begin at the top of the repository"
    );
    assert!(
        std::fs::read_to_string(shop.join("b.xml")).unwrap().contains("file=\"shop/src/lib.rs\" line=\"2\"")
    );
    let refused = |output: &str, words: &str| {
        let output = program(&shop, &["--output", output]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && said.contains(words), "{said}");
    };
    refused("none/report.sarif", "write the format and the file");
    refused("saarif=x", "known formats are human");
    refused("sarif=none/report.sarif", "cannot be written");
}

#[test]
fn an_empty_report_is_one_too() {
    let folder = project("fn f() {}\n");
    let written = written(&folder.path().join("shop"), &[]);
    assert_eq!(json(&written["gitlab"].0), json("[]"));
    assert_eq!(written["github"].0, "");
    assert!(written["junit"].0.contains("tests=\"1\" failures=\"0\""));
    assert!(written["markdown"].0.starts_with("### privlint: nothing is shown that should not be\n"));
    assert!(json(&written["sarif"].0)["runs"][0]["results"].as_array().unwrap().is_empty());
}

#[test]
fn no_format_gives_a_secret_or_a_hidden_character_away() {
    let key = ["sk_live", "4eC39HqLyjWDarjtT1zdp7dc"].join("_");
    let lib = format!(
        "fn f(email: &str) {{\n    let key = \"{key}\"; log::info!(\"\u{202e}{{email}} {key} \u{1b}[31m {{}}\", key.len());\n    log::info!(\"日本 {{email}}\", );\n}}\n"
    );
    let folder = project(&lib);
    let shop = folder.path().join("shop");
    std::fs::rename(shop.join("src/lib.rs"), shop.join("src/li\u{202e}b.rs")).unwrap();
    std::fs::write(shop.join("Cargo.toml"), format!("{MANIFEST}[lib]\npath = \"src/li\u{202e}b.rs\"\n"))
        .unwrap();
    for (name, (text, _)) in written(&shop, &[]) {
        assert!(text.contains("sensitive_log"), "{name}: {text}");
        assert!(!text.contains("4eC39HqLyjWDarjtT1zdp7dc"), "{name}: {text}");
        assert!(!text.contains(['\u{202e}', '\u{1b}']), "{name}: {text:?}");
    }
}

#[test]
fn a_summary_calls_nobody_and_holds_no_markup_of_the_tree() {
    let folder =
        project("fn f(email: &str) {\n    log::info!(\"{email} @team </details> | ``` <img src=x>\");\n}\n");
    let text = &written(&folder.path().join("shop"), &[])["markdown"].0;
    let of_tree: Vec<&str> = text.lines().filter(|line| line.contains("@team")).collect();
    assert!(of_tree.len() >= 3, "{text}");
    let is_code = |line: &&str| line.starts_with(['-', '+']) || line.contains(" in ````log::info!");
    assert!(of_tree.iter().all(is_code), "{of_tree:#?}");
    assert!(text.contains("````diff"), "a fence that the tree cannot close: {text}");
}

#[test]
fn what_is_silent_is_marked_and_not_left_out() {
    let folder = project("fn f(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    let shop = folder.path().join("shop");
    let allow = "[[allow]]\nclass = \"contact.email\"\nreason = \"known\"\nowner = \"dpo\"\n";
    std::fs::write(shop.join("privlint.toml"), allow).unwrap();
    let written = written(&shop, &[]);
    let results = json(&written["sarif"].0)["runs"][0]["results"].clone();
    assert_eq!(results[0]["suppressions"], json("[{\"kind\": \"external\", \"justification\": \"known\"}]"));
    assert_eq!(written["concise"].0, "");
}

/// By what the standard asks of places and rules, and, where its program is given, by the judge that GitHub recommends.
/// See the developer section of the README.
#[test]
fn sarif_is_valid_for_its_judge() {
    let folder = project("fn f(email: &str) {\n    log::info!(\"{email}\");\n}\nfn g( {\n");
    let file = folder.path().join("report.sarif");
    for (root, args) in [(reminders(), vec!["--level", "all"]), (folder.path().join("shop"), vec![])] {
        let output = format!("sarif={}", file.display());
        program(&root, &[&args[..], &["-q", "--output", &output]].concat());
        let run = json(&std::fs::read_to_string(&file).unwrap())["runs"][0].clone();
        for result in run["results"].as_array().unwrap() {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(result["message"]["text"].as_str().unwrap().ends_with('.'), "{result}");
            let region = &result["locations"][0]["physicalLocation"]["region"];
            assert!(
                region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1),
                "{result}"
            );
        }
        if let Some(multitool) = std::env::var_os("PRIVLINT_SARIF_MULTITOOL") {
            judge(Path::new(&multitool), &file);
        }
    }
}

fn judge(multitool: &Path, file: &Path) {
    let mut judge = Command::new(multitool);
    judge.arg("validate").arg(file).args(["--rule-kind", "Sarif;Ghas"]);
    let said = judge.env("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1").output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("Analysis completed successfully."), "{said}");
    let is_complaint =
        |line: &&str| [" error ", " warning ", " note "].iter().any(|word| line.contains(word));
    assert_eq!(said.lines().filter(is_complaint).count(), 0, "{said}");
}
