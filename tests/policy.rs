//! The policy as a user of the program meets it: the starting file, the effective policy, the schema, its mistakes, and
//! the module of masks.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/program.rs"]
mod program;

use cargo_privlint::catalog::Catalog;
use cargo_privlint::report;
use program::{command, said};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A package with one leaking line, in a folder of its own; further files may be added.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Project {
        let project = Project(tempfile::tempdir().unwrap());
        project.write("Cargo.toml", "[package]\nname = \"shop\"\n[dependencies]\nlog = \"0.4\"\n");
        project.write("src/lib.rs", "fn note(email: &str) {\n    log::info!(\"note to {email}\");\n}\n");
        project
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, folder: &str, args: &[&str]) -> (Option<i32>, String) {
        let mut program = command(&self.0.path().join(folder), args);
        let output = program.env("SOURCE_DATE_EPOCH", "1790000000").output().unwrap();
        (output.status.code(), said(&output))
    }

    fn findings(&self) -> Vec<String> {
        let (_, text) = self.run("", &["-q", "--message-format", "concise"]);
        text.lines().map(str::to_string).collect()
    }
}

#[test]
fn a_policy_is_found_up_to_the_top_of_the_repository() {
    let project = Project::new();
    project.write(
        "member/Cargo.toml",
        "[package]\nname = \"member\"\n[dependencies]\nlog = \"0.4\"\n[workspace]\n",
    );
    project.write("member/src/lib.rs", "fn note(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    project.write("privlint.toml", "[lints]\nsensitive_log = \"deny\"\n");
    assert_eq!(project.run("member", &["-q"]).0, Some(0), "there is no repository around it");
    std::fs::create_dir(project.0.path().join(".git")).unwrap();
    assert_eq!(project.run("member", &["-q"]).0, Some(1), "the policy of the repository holds");
}

#[test]
fn metadata_is_a_policy_and_a_member_has_its_own_word() {
    let project = Project::new();
    project.write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"a\", \"b\"]\n[workspace.metadata.privlint.lints]\nsensitive_log = \"deny\"\n",
    );
    for member in ["a", "b"] {
        let manifest = format!("[package]\nname = \"{member}\"\n[dependencies]\nlog = \"0.4\"\n");
        project.write(&format!("{member}/Cargo.toml"), &manifest);
        project
            .write(&format!("{member}/src/lib.rs"), "fn f(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    }
    project.write("b/privlint.toml", "[lints]\nsensitive_log = \"allow\"\n");
    let findings = project.findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with("a/src/lib.rs:2:17: error[privlint::sensitive_log]"), "{findings:?}");
}

#[test]
fn an_exception_for_a_folder_is_one_for_all_that_lies_in_it() {
    let project = Project::new();
    let allow = |path: &str| {
        format!("[[allow]]\npath = \"{path}\"\nreason = \"known\"\nowner = \"dpo\"\nexpires = 2027-01-01\n")
    };
    for (path, left) in [("src", 0), ("src/", 0), ("src/lib.rs", 0), ("sr", 2), ("*", 2), ("src/*", 0)] {
        project.write("privlint.toml", &allow(path));
        assert_eq!(project.findings().len(), left, "{path}");
    }
}

#[test]
fn a_purpose_that_is_declared_twice_is_told() {
    let project = Project::new();
    project.write("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n");
    project.write("a/Cargo.toml", "[package]\nname = \"a\"\n");
    project.write("a/src/lib.rs", "");
    project.write("privlint.toml", "[purpose.news]\nallow = [\"name.person\"]\n");
    project.write("a/privlint.toml", "[purpose.news]\nallow = [\"*\"]\n");
    let (_, report) = project.run("", &[]);
    assert!(report.contains("the purpose `news` is declared twice"), "{report}");
    assert!(report.contains("a/privlint.toml:1:10"), "{report}");
}

#[test]
fn what_cannot_be_understood_ends_the_run_with_its_place() {
    let project = Project::new();
    for (text, place, said) in [
        ("[levels]\nL3.lgo = \"warn\"\n", "privlint.toml:2:4", "the closest name is `log`"),
        ("[lnits]\n", "privlint.toml:1:2", "the closest name is `lints`"),
        (
            "[[allow]]\nclass = \"contact.emial\"\n",
            "privlint.toml:2:9",
            "the closest name is `contact.email`",
        ),
        ("[[allow]]\nexpires = \"soon\"\n", "privlint.toml:2:11", "should be a date"),
        ("[x\n", "privlint.toml:1:3", "cannot be understood"),
        ("version = 2\n", "privlint.toml:1:11", "the only one is 1"),
    ] {
        project.write("privlint.toml", text);
        let (code, report) = project.run("", &[]);
        assert_eq!(code, Some(2), "{report}");
        assert!(report.contains(place) && report.contains(said), "{place}, {said}:\n{report}");
        assert!(!report.contains("sensitive_log"), "nothing is analysed:\n{report}");
    }
}

#[test]
fn what_leads_to_nothing_is_a_warning() {
    let project = Project::new();
    project.write(
        "privlint.toml",
        "[mask]\n\"contact.email\" = \"crate::nots\"\n[template.\"mail/*\"]\nowner = \"x\"\n",
    );
    let (code, report) = project.run("", &[]);
    assert_eq!(code, Some(0), "{report}");
    assert!(report.contains("no function of the workspace is called `crate::nots`"), "{report}");
    assert!(report.contains("the closest name is `note`"), "{report}");
    assert!(report.contains("a pattern of templates matches no file"), "{report}");
}

#[test]
fn functions_of_other_crates_are_masks_and_sinks_by_the_word_of_the_policy() {
    let project = Project::new();
    let manifest = "[package]\nname = \"shop\"\n[dependencies]\nlog = \"0.4\"\nhouse-ids = \"1\"\n";
    project.write("Cargo.toml", manifest);
    let lib = "use house_ids::{Brief, Trail};\n\
        fn note(phone: &str, email: &str, trail: &Trail) {\n    \
        log::info!(\"{}\", phone.to_uppercase().brief());\n    \
        log::info!(\"{}\", email.to_lowercase().brief());\n    \
        house_ids::write(\"note\", phone);\n    \
        trail.record(email);\n    \
        log::info!(\"{phone}\");\n}\n";
    project.write("src/lib.rs", lib);
    let lines = |project: &Project| {
        let line = |text: &String| text.split(':').nth(1).map(str::to_string);
        project.findings().iter().filter_map(line).collect::<Vec<_>>()
    };
    assert_eq!(lines(&project), ["3", "4", "7"]);
    project.write(
        "privlint.toml",
        "[sanitizer]\nfns = [\"house_ids::Brief::brief\"]\n[mask]\n\"contact.*\" = \"house_ids::form::mail\"\n\
         [sink]\nfns = [\"house_ids::write\", \"house_ids::Trail::record\"]\n",
    );
    assert_eq!(lines(&project), ["5", "6", "7"]);
    let (_, report) = project.run("", &[]);
    assert!(report.contains("phone = house_ids::form::mail(phone)"), "its mask is proposed: {report}");
    project.run("", &["--fix", "--allow-no-vcs"]);
    let fixed = std::fs::read_to_string(project.0.path().join("src/lib.rs")).unwrap();
    assert!(
        !fixed.contains("form::mail(phone)"),
        "not by itself, since it is not known what it takes: {fixed}"
    );
    project.write("privlint.toml", "[sanitizer]\nfns = [\"house_idz::short\"]\n");
    assert!(project.run("", &[]).1.contains("is called `house_idz::short`"));
}

#[test]
fn the_starting_file_is_a_policy_that_changes_no_finding() {
    let project = Project::new();
    let before = project.findings();
    let (code, said) = project.run("", &["init"]);
    assert_eq!(code, Some(0), "{said}");
    let text = std::fs::read_to_string(project.0.path().join("privlint.toml")).unwrap();
    assert!(text.contains("# sensitive_log = \"warn\"  # 1 today"), "{text}");
    assert_eq!(project.findings(), before);
    let (code, said) = project.run("", &["init"]);
    assert_eq!(code, Some(2), "it is not written over: {said}");
    assert_eq!(std::fs::read_to_string(project.0.path().join("privlint.toml")).unwrap(), text);
}

#[test]
fn the_starting_file_tells_what_a_policy_would_speak_of() {
    let project = Project::new();
    project.write(
        "src/lib.rs",
        "pub mod crm {\n    pub struct Customer { pub email: String, pub phone: String, pub rank: u8 }\n    \
         pub struct Login { pub email: String, pub password: String }\n}\n\
         macro_rules! audit { ($($t:tt)*) => { log::info!($($t)*) }; }\n\
         pub fn mask_phone(phone: &str) -> String {\n    if phone.len() < 11 { return \"***\".into(); }\n    \
         format!(\"***{}\", &phone[phone.len() - 4..])\n}\n\
         pub fn note(id: u32) { audit!(\"{id}\"); }\n",
    );
    project.write("templates/email/bill.j2", "Dear {{ greeting }},\n");
    let (code, said) = project.run("", &["init"]);
    assert_eq!(code, Some(0), "{said}");
    let text = std::fs::read_to_string(project.0.path().join("privlint.toml")).unwrap();
    for told in [
        "\n\"contact.phone\" = \"crate::mask_phone\"\n",
        "# These are understood without it: `audit!`.\n",
        "# [type.\"crate::crm::Customer\"]\n",
        "# [template.\"templates/email/*\"]\n",
    ] {
        assert!(text.contains(told), "`{told}` is not in {text}");
    }
    // What opens an account is no datum about its owner, and one datum makes no person.
    assert!(!text.contains("Login"), "{text}");
}

#[test]
fn the_effective_policy_names_the_origin_of_each_value() {
    let project = Project::new();
    project.write("privlint.toml", "[levels]\nL3.log = \"deny\"\n");
    let (_, shown) = project.run("", &["show-config"]);
    assert!(shown.contains("levels.L3.log = \"deny\"  # privlint.toml:2"), "{shown}");
    assert!(shown.contains("levels.L2.log = \"allow\"  # default"), "{shown}");
    assert_eq!(shown.matches("levels.L3.log").count(), 1, "{shown}");
}

#[test]
fn the_schema_is_that_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("privlint.schema.json");
    let generated = report::schema(&Catalog::load());
    if std::env::var_os("PRIVLINT_BLESS").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == generated, "`PRIVLINT_BLESS=1 cargo test --test policy` rewrites {}", path.display());
}

#[test]
fn masks_that_are_written_compile_and_pass_their_tests_and_have_no_weakness() {
    let catalog = Catalog::load();
    let classes: BTreeSet<String> = catalog.classes.iter().map(|class| class.name.clone()).collect();
    let project = Project::new();
    project.write("src/lib.rs", "pub mod mask;\n");
    project.write("src/mask.rs", &catalog.masks(&classes));
    assert_eq!(project.findings(), Vec::<String>::new());
    let tests = compiled(&project.0.path().join("src/mask.rs"));
    let output = Command::new(tests).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn masks_are_written_for_the_classes_of_the_project() {
    let project = Project::new();
    let (code, said) = project.run("", &["init", "--masks", "src/mask.rs"]);
    assert_eq!(code, Some(0), "{said}");
    let text = std::fs::read_to_string(project.0.path().join("src/mask.rs")).unwrap();
    assert!(text.contains("pub fn mask_email(") && !text.contains("pub fn mask_phone("), "{text}");
    project
        .write("src/lib.rs", "mod mask;\nfn note(email: &str) {\n    log::info!(\"note to {email}\");\n}\n");
    project.run("", &["--fix", "--allow-no-vcs"]);
    let lib = std::fs::read_to_string(project.0.path().join("src/lib.rs")).unwrap();
    assert!(lib.contains("email = crate::mask::mask_email(email)"), "{lib}");
    assert_eq!(project.findings(), Vec::<String>::new());
}

/// The test program of a file.
fn compiled(file: &Path) -> PathBuf {
    let program = file.with_extension("tests");
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()));
    let status = rustc.args(["--edition", "2024", "--test", "-o"]).arg(&program).arg(file).status().unwrap();
    assert!(status.success(), "{} compiles", file.display());
    program
}
