//! Exit codes and messages of the command line, above all on input that is wrong.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/program.rs"]
mod program;

use cargo_privlint::catalog::Catalog;
use program::program;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One finding that is warned of, in line 1.
const WARNED: &str = "pub fn f(email: &str) { log::info!(\"{email}\"); }\n";
/// One finding that is denied, in line 1.
const DENIED: &str = "pub fn f(password: &str) { log::info!(\"{password}\"); }\n";

#[test]
fn a_missing_manifest_is_named() {
    let run = Scratch::new().run(&["privlint", "--manifest-path", "nowhere/Cargo.toml"]);
    run.ends(2).says("nowhere/Cargo.toml` does not exist").says("`--manifest-path`");
}

#[test]
fn a_path_that_is_no_manifest_is_told_from_a_missing_one() {
    let scratch = Scratch::package("a", WARNED);
    scratch.run(&["privlint", "--manifest-path", "src"]).ends(2).says("src` is a folder; pass its manifest");
    scratch.run(&["privlint", "--manifest-path", "src/lib.rs"]).ends(2).says("src/lib.rs` is not a manifest");
}

#[test]
fn a_broken_manifest_is_shown_with_its_place() {
    let scratch = Scratch::package("a", WARNED).file("Cargo.toml", "[package]\nname = \"a\n");
    scratch.run(&["privlint"]).ends(2).says("not valid TOML at ").says("Cargo.toml:2:10: ").says("mend it");
}

#[test]
fn a_broken_member_does_not_hide_the_others() {
    let scratch = Scratch::new().file("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n");
    let scratch =
        scratch.member("a", WARNED).member("b", WARNED).file("b/Cargo.toml", "[package]\nname = [\n");
    let run = scratch.run(&["privlint", "--message-format", "concise"]);
    run.ends(2).prints("b/Cargo.toml:2:").prints("error `b/Cargo.toml` is not valid TOML");
    run.prints("a/src/lib.rs:1:37: warning[privlint::sensitive_log]").prints("b/src/lib.rs:");
}

#[test]
fn a_file_that_is_not_utf_8_is_reported_and_passed_over() {
    let scratch = Scratch::package("a", WARNED).bytes("src/b.rs", b"fn a() {}\n\xff\xfe");
    let run = scratch.run(&["privlint", "--fail-on", "warn"]);
    run.ends(1).prints("`src/b.rs` was not analysed: not valid UTF-8 at byte 10").prints("src/lib.rs:1:37");
    run.prints("1 file not analysed (-v lists them)");
}

#[test]
fn a_huge_file_is_reported_and_passed_over() {
    let scratch = Scratch::package("a", WARNED);
    std::fs::File::create(scratch.dir.join("src/b.rs")).unwrap().set_len(50 * 1024 * 1024).unwrap();
    let run = scratch.run(&["privlint", "--message-format", "concise"]);
    run.ends(0)
        .prints("`src/b.rs` was not analysed: 50 MB is over the limit of 16 MB")
        .prints("src/lib.rs:1:37");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_reported_and_passed_over() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::package("a", WARNED).file("src/b.rs", WARNED);
    let closed = scratch.dir.join("src/b.rs");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Permissions bind everybody but the superuser, who runs many a container.
    let is_bound = std::fs::read(&closed).is_err();
    let run = scratch.run(&["privlint", "--message-format", "concise"]);
    run.ends(0).prints("src/lib.rs:1:37");
    if is_bound {
        run.prints("`src/b.rs` was not analysed: ");
    }
}

#[cfg(unix)]
#[test]
fn loops_of_links_end() {
    use std::os::unix::fs::symlink;
    let scratch = Scratch::package("a", WARNED);
    symlink(".", scratch.dir.join("src/again")).unwrap();
    symlink("there.rs", scratch.dir.join("src/here.rs")).unwrap();
    symlink("here.rs", scratch.dir.join("src/there.rs")).unwrap();
    let run = scratch.run(&["privlint"]);
    run.ends(0).prints("src/lib.rs:1:37").prints("1 warned in 1 file ");
}

#[test]
fn deep_nesting_costs_the_item_around_it() {
    let deep = format!("{WARNED}pub fn g() -> u8 {{ {}1{} }}\n", "(".repeat(10_000), ")".repeat(10_000));
    let run = Scratch::package("a", &deep).run(&["privlint", "--message-format", "concise"]);
    run.ends(0).prints("src/lib.rs:1:37: warning[").prints("src/lib.rs:2:");
    run.prints("was analysed in part: nested too deeply to be parsed");
}

#[test]
fn a_syntax_error_costs_the_item_around_it() {
    let text = format!("{WARNED}pub fn g() {{ let = ; }}\n{}", DENIED.replace("fn f", "fn h"));
    let run = Scratch::package("a", &text).run(&["privlint", "--message-format", "concise"]);
    run.ends(1).prints("src/lib.rs:1:37: warning[").prints("src/lib.rs:3:40: error[");
    run.prints("src/lib.rs:2:18: warning `src/lib.rs` was analysed in part: ");
    run.says("1 denied, 1 warned in 1 file").says("1 file analysed in part");
}

#[test]
fn where_two_crates_have_a_macro_its_arguments_tell_whose_it_is() {
    let text = "#[macro_use]\nextern crate tracing;\n\
        pub fn f(email: &str) {\n\
        debug!(?email);\n\
        debug!(%email, \"a\");\n\
        debug!(a = email, \"a\");\n\
        debug!(target: \"b\", ?email);\n\
        }\n";
    let manifest = "[package]\nname = \"a\"\nedition = \"2021\"\n\
        [dependencies]\nlog = \"0.4\"\nslog = \"2\"\ntracing = \"0.1\"\n";
    let run = Scratch::package("a", text).file("Cargo.toml", manifest);
    let run = run.run(&["privlint", "--message-format", "concise"]);
    run.prints("lib.rs:4:").prints("lib.rs:5:").prints("lib.rs:6:").prints("lib.rs:7:");
}

#[test]
fn nothing_to_analyse_is_no_success() {
    let scratch = Scratch::new().file("Cargo.toml", "[workspace]\n");
    scratch.run(&["privlint"]).ends(3).says("error: nothing was analysed");
}

#[test]
fn a_folder_without_a_manifest_is_analysed_too() {
    let run = Scratch::new().file("script.rs", WARNED).run(&["privlint", "--message-format", "concise"]);
    run.ends(0).prints("script.rs:1:37: warning[privlint::sensitive_log]");
}

#[test]
fn unknown_flags_and_values_are_named() {
    let scratch = Scratch::package("a", WARNED);
    scratch.run(&["privlint", "--colour"]).ends(2).says("unexpected argument '--colour'");
    scratch
        .run(&["privlint", "--message-format", "xml"])
        .ends(2)
        .says("known formats are human, concise, json");
    scratch.run(&["privlint", "--fail-on", "note"]).ends(2).says("deny, warn, never");
    scratch.run(&["privlint", "--exclude", "a"]).ends(2).says("`--exclude` needs `--workspace`");
}

#[test]
fn an_unknown_package_is_answered_with_the_closest_one() {
    let scratch = Scratch::package("reminders", WARNED);
    scratch.run(&["privlint", "-p", "remindres"]).ends(2).says("did you mean `reminders`?");
    scratch
        .run(&["privlint", "-p", "elsewhere"])
        .ends(2)
        .says("no package of this workspace matches `elsewhere`");
}

#[test]
fn the_word_of_the_subcommand_may_be_left_out() {
    let scratch = Scratch::package("a", WARNED);
    let (with, without) = (scratch.run(&["privlint", "-q"]), scratch.run(&["-q"]));
    assert!(with.code == 0 && without.code == 0);
    let findings = |run: &Run| run.stdout.lines().take_while(|line| !line.is_empty()).count();
    assert_eq!((findings(&with), with.stderr), (findings(&without), without.stderr));
    scratch.run(&["privlint", "check"]).ends(0).prints("src/lib.rs:1:37");
}

#[test]
fn flags_are_accepted_as_rust_analyzer_sends_them() {
    let scratch = Scratch::package("a", WARNED);
    let manifest = scratch.dir.join("Cargo.toml").display().to_string();
    let id = format!("path+file://{}#0.1.0", scratch.dir.display());
    let flags = [
        "--bin",
        "x",
        "--message-format=json",
        "--manifest-path",
        &manifest,
        "--keep-going",
        "--all-targets",
    ];
    let run = scratch.run(&[&["privlint", "-p", &id], &flags[..]].concat());
    run.ends(0)
        .prints(r#"{"reason":"compiler-message""#)
        .prints(r#"{"reason":"build-finished","success":true}"#);
    scratch
        .run(&["privlint", "--message-format=json-diagnostic-rendered-ansi"])
        .ends(0)
        .prints("build-finished");
    let rest = [
        "--workspace",
        "--lib",
        "--features",
        "x",
        "--target",
        "t",
        "--target-dir",
        "d",
        "--release",
        "-j",
        "2",
    ];
    scratch.run(&[&["privlint"], &rest[..]].concat()).ends(0).prints("src/lib.rs:1:37");
}

#[test]
fn what_fails_a_run_can_be_chosen() {
    let code =
        |text: &str, level: &str| Scratch::package("a", text).run(&["privlint", "--fail-on", level]).code;
    assert_eq!(["deny", "warn", "never"].map(|level| code(WARNED, level)), [0, 1, 0]);
    assert_eq!(["deny", "warn", "never"].map(|level| code(DENIED, level)), [1, 1, 0]);
    assert_eq!(["deny", "warn", "never"].map(|level| code("pub fn f() {}\n", level)), [0, 0, 0]);
}

#[test]
fn how_much_is_shown_can_be_chosen() {
    let text = "pub fn f(user_id: &str, name: &str) { log::info!(\"{user_id} {name}\"); }\n";
    let scratch = Scratch::package("a", text);
    let shown = |level: &str| {
        let run = scratch.run(&["privlint", "--message-format", "concise", "--level", level]);
        run.ends(0).stdout.lines().filter(|line| line.contains(": note[")).count()
    };
    assert_eq!(["default", "strict", "all"].map(shown), [0, 1, 2]);
    scratch.run(&["privlint"]).prints("no findings").prints("2 allowed by policy");
}

#[test]
fn a_package_of_tests_is_test_code_beside_others() {
    let members = "[workspace]\nmembers = [\"a\", \"a-test-utils\"]\n";
    let scratch = Scratch::new().file("Cargo.toml", members).member("a", WARNED);
    let scratch = scratch.member("a-test-utils", DENIED);
    let args = ["privlint", "--message-format", "concise"];
    scratch.run(&args).ends(0).prints("a/src/lib.rs:1:37").says("1 test file passed over");
    scratch.run(&[&args[..], &["--tests"]].concat()).ends(1).prints("a-test-utils/src/lib.rs:1:");
    let alone = Scratch::new().file("Cargo.toml", "[workspace]\nmembers = [\"a-test\"]\n");
    alone.member("a-test", DENIED).run(&args).ends(1).prints("a-test/src/lib.rs:1:");
}

#[test]
fn test_code_is_looked_at_on_request() {
    let inside = format!("#[cfg(test)]\nmod tests {{\n    {WARNED}}}\n");
    let scratch = Scratch::package("a", &inside).file("tests/b.rs", WARNED);
    scratch
        .run(&["privlint"])
        .ends(0)
        .prints("no findings")
        .prints("1 test file passed over, 1 test function passed over");
    let run = scratch.run(&["privlint", "--tests"]);
    run.ends(0).prints("src/lib.rs:3:").prints("tests/b.rs:1:37").prints("2 warned");
}

#[test]
fn the_report_goes_to_one_stream_and_the_notes_to_the_other() {
    let scratch = Scratch::package("a", WARNED);
    let concise = scratch.run(&["privlint", "--message-format", "concise"]);
    concise.says("privlint: 0 denied, 1 warned in 1 file");
    assert_eq!(concise.stdout.lines().count(), 1, "{}", concise.stdout);
    assert_eq!(scratch.run(&["privlint", "--message-format", "concise", "-q"]).stderr, "");
}

#[test]
fn pages_are_printed_by_name() {
    let scratch = Scratch::new();
    scratch
        .run(&["privlint", "explain", "sensitive_log"])
        .ends(0)
        .prints("# sensitive_log\n")
        .prints("## What it finds");
    scratch.run(&["privlint", "explain", "privlint::sensitive_log"]).ends(0).prints("# sensitive_log\n");
    scratch.run(&["privlint", "explain", "contact.email"]).ends(0).prints("# contact.email\n");
    scratch
        .run(&["privlint", "explain", "no_such"])
        .ends(2)
        .says("is called `no_such`")
        .says("cargo privlint rules");
}

#[test]
fn a_line_is_explained_whether_it_is_reported_or_not() {
    let text = "pub fn f(token: &str, phone: &str) {\n    log::info!(\"{}\", token.len());\n    \
                log::info!(\"{phone}\");\n}\n\npub fn g(text: &str) -> bool {\n    text.is_empty()\n}\n";
    let scratch = Scratch::package("a", text);
    let explained = |place: &str| scratch.run(&["privlint", "explain", place]);
    explained("src/lib.rs:2").ends(0).prints("is silent here because `.len()` ends the value");
    explained("src/lib.rs:3").ends(0).prints("phone number `phone` reaches `log::info!` unmasked");
    explained("src/lib.rs:7").ends(2).says("nothing is shown in `src/lib.rs` on line 7");
    explained("src/main.rs:1").ends(2).says("src/main.rs");
    // The file of that very path is meant, not the first that ends so.
    let root = format!("{}\n[workspace]\nmembers = [\"a\"]\n", manifest("b"));
    let scratch =
        Scratch::new().file("Cargo.toml", &root).file("src/lib.rs", text).member("a", "pub fn f() {}\n");
    scratch.run(&["privlint", "explain", "src/lib.rs:3"]).ends(0).prints("phone number `phone` reaches");
}

#[test]
fn a_line_of_a_template_is_explained_by_its_placeholders() {
    let bill = "{% if email %}Dear{% endif %} {{ greeting }}\n{{ phone|length }} {{ iban }}\n";
    let scratch = Scratch::package("a", "").file("templates/email/bill.j2", bill);
    let scratch = scratch.file("site/page.html.j2", "<p>{{ email }}</p>\n");
    let explained = |place: &str| scratch.run(&["privlint", "explain", place]);
    let first = explained("templates/email/bill.j2:1");
    first.ends(0).prints("`email`: it decides something and is not shown\n");
    first.prints("`greeting`: no code is found that fills it");
    let second = explained("templates/email/bill.j2:2");
    second.ends(0).prints("`phone`: `length` hides it, or leaves nothing of it\n");
    second.prints("bank account `iban` is shown unmasked");
    explained("site/page.html.j2:1").ends(0).prints("no message is made of this page; `--pages` looks at it");
}

#[test]
fn parts_that_lie_too_deep_are_counted() {
    let types: String = (0..6).map(|at| format!("pub struct S{at} {{ pub p: S{} }}\n", at + 1)).collect();
    let text = format!(
        "{types}pub struct S6(pub String);\npub fn f(s: &S0) {{ log::info!(\"{{}}\", s.p.p.p.p.p.p.0); }}\n"
    );
    let run = Scratch::package("a", &text).run(&["privlint", "-v"]);
    run.ends(0).prints("1 function with fields too deep to be followed one by one");
}

#[test]
fn an_included_file_belongs_to_the_module_that_includes_it() {
    let text = "pub mod one { include!(\"parts/a.rs\"); }\npub mod two { include!(\"parts/b.rs\"); }\n\
                pub fn f(e: &one::Entry) { log::info!(\"{}\", e.text); }\n\
                pub fn g(e: &two::Entry) { log::info!(\"{}\", e.text); }\n";
    let scratch = Scratch::package("a", text)
        .file(
            "src/parts/a.rs",
            "pub struct Entry {\n    // privlint: class(contact.email)\n    pub text: String,\n}\n",
        )
        .file("src/parts/b.rs", "pub struct Entry {\n    pub text: String,\n}\n");
    let run = scratch.run(&["privlint", "--message-format", "concise"]);
    run.ends(0).prints("src/lib.rs:3:").says("1 warned");
}

#[test]
fn the_path_of_a_module_may_lead_upwards() {
    let text = "#[path = \"../shared/a.rs\"]\npub mod one;\n#[path = \"../shared/b.rs\"]\npub mod two;\n\
                pub fn f(e: &one::Entry) { log::info!(\"{}\", e.text); }\n\
                pub fn g(e: &two::Entry) { log::info!(\"{}\", e.text); }\n";
    let scratch = Scratch::package("a", text)
        .file(
            "shared/a.rs",
            "pub struct Entry {\n    // privlint: class(contact.email)\n    pub text: String,\n}\n",
        )
        .file("shared/b.rs", "pub struct Entry {\n    pub text: String,\n}\n");
    let run = scratch.run(&["privlint", "--message-format", "concise"]);
    run.ends(0).prints("src/lib.rs:5:").says("1 warned");
}

#[test]
fn a_dependency_that_is_newer_than_its_model_is_told_of_on_request() {
    let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                    reqwest = \"99\"\nurl = { version = \"2.1\" }\nredis = { path = \"r\", version = \"99\" }\n";
    let own = "[package]\nname = \"redis\"\nversion = \"99.0.0\"\n";
    let scratch =
        Scratch::package("a", "pub fn f() {}\n").file("Cargo.toml", manifest).file("r/Cargo.toml", own);
    let run = scratch.run(&["privlint", "--level", "all", "--message-format", "concise"]);
    run.ends(0).prints("Cargo.toml:7:11: note[privlint::stale_model] `reqwest` is used in a newer version");
    assert_eq!(run.stdout.lines().count(), 1);
    assert_eq!(scratch.run(&["privlint", "--message-format", "concise"]).stdout, "");
}

#[test]
fn what_a_tool_prints_for_its_user_is_no_leak() {
    let text = "pub fn f(password: &str) { println!(\"{password}\"); }\n";
    Scratch::package("a", text).run(&["privlint", "--message-format", "concise"]).prints("sensitive_print");
    let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                    dialoguer = \"0.11\"\n";
    let scratch = Scratch::package("a", text).file("Cargo.toml", manifest);
    assert_eq!(scratch.run(&["privlint", "--message-format", "concise"]).stdout, "");
    scratch.run(&["privlint", "--message-format", "concise", "--level", "all"]).prints("note[privlint::");
}

#[test]
fn an_endless_macro_is_given_up_and_counted() {
    let text = "macro_rules! again { ($($t:tt)*) => { again!($($t)* $($t)*) }; }\npub fn f(phone: &str) {\n    \
                again!(a);\n    log::info!(\"{phone}\");\n}\n";
    let run = Scratch::package("a", text).run(&["privlint", "-v"]);
    run.ends(0)
        .prints("phone number `phone`")
        .prints("1 expansion of macros given up as too deep or too long");
}

#[test]
fn lints_are_listed_with_their_summaries() {
    let run = Scratch::new().run(&["privlint", "rules"]);
    let rules = Catalog::load().rules;
    assert_eq!(run.ends(0).stdout.lines().count(), rules.len());
    for rule in rules {
        run.prints(&rule.name).prints(&rule.summary);
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let run = Scratch::new().run(&["privlint", "--version"]);
    assert_eq!(run.ends(0).stdout, format!("cargo privlint {}\n", env!("CARGO_PKG_VERSION")));
}

/// A folder of its own, which goes with the test.
struct Scratch {
    dir: PathBuf,
}

impl Scratch {
    fn new() -> Scratch {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("privlint-cli-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Scratch { dir: dir.canonicalize().unwrap() }
    }

    /// A package with one file, `src/lib.rs`.
    fn package(name: &str, text: &str) -> Scratch {
        Scratch::new().file("Cargo.toml", &manifest(name)).file("src/lib.rs", text)
    }

    fn member(self, name: &str, text: &str) -> Scratch {
        self.file(&format!("{name}/Cargo.toml"), &manifest(name)).file(&format!("{name}/src/lib.rs"), text)
    }

    fn file(self, name: &str, text: &str) -> Scratch {
        self.bytes(name, text.as_bytes())
    }

    fn bytes(self, name: &str, bytes: &[u8]) -> Scratch {
        let path = self.dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    fn run(&self, args: &[&str]) -> Run {
        let mut program = Command::new(env!("CARGO_BIN_EXE_cargo-privlint"));
        let output = program.args(args).current_dir(&self.dir).env_remove("CLICOLOR_FORCE").output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().expect("the program ends by itself");
        Run { code, stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\"\n"
    )
}

/// What a run wrote and how it ended.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Run {
    #[track_caller]
    fn ends(&self, code: i32) -> &Run {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        self
    }

    #[track_caller]
    fn prints(&self, text: &str) -> &Run {
        assert!(self.stdout.contains(text), "standard output lacks `{text}`:\n{}", self.stdout);
        self
    }

    #[track_caller]
    fn says(&self, text: &str) -> &Run {
        assert!(self.stderr.contains(text), "standard error lacks `{text}`:\n{}", self.stderr);
        self
    }
}

#[test]
fn cargo_runs_beside_the_analysis_and_both_are_one_stream() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(
        folder.path().join("Cargo.toml"),
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n",
    )
    .unwrap();
    let lib = "pub fn f(email: &str) {\n    let idle = 1;\n    panic!(\"{email}\");\n}\n";
    let run = |lib: &str| {
        std::fs::write(folder.path().join("src/lib.rs"), lib).unwrap();
        let args = ["-q", "--and", "check", "--message-format", "json", "--keep-going"];
        let output = program(folder.path(), &args);
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    };
    let (stream, code) = run(lib);
    assert!(stream.contains("privlint::sensitive_panic") && stream.contains("unused_variables"), "{stream}");
    assert_eq!(stream.matches("build-finished").count(), 1, "{stream}");
    assert!(stream.ends_with("{\"reason\":\"build-finished\",\"success\":true}\n"), "{stream}");
    assert_eq!(code, Some(0));
    let (stream, code) = run(&lib.replace("= 1", "= nothing"));
    assert!(stream.ends_with("\"success\":false}\n") && stream.contains("E0425"), "{stream}");
    assert_eq!(code, Some(1), "a build that fails fails the run");
}

#[test]
fn what_is_read_in_part_is_not_enough_where_all_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.rs"), "fn f() {}\nfn g( {\n").unwrap();
    let run = |args: &[&str]| program(folder.path(), args).status.code();
    assert_eq!((run(&[]), run(&["--strict"])), (Some(0), Some(3)));
}

#[test]
fn completions_and_the_man_page_are_printed() {
    let print = |args: &[&str]| String::from_utf8(program(Path::new("."), args).stdout).unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(print(&["completions", shell]).contains("message-format"), "{shell}");
    }
    let man = print(&["man"]);
    assert!(man.contains(".TH cargo-privlint 1") && man.contains("cargo\\-privlint\\-diff"), "{man}");
}
