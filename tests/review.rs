//! The review of a change as its author meets it: what is new against a revision, on a history that is made here.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/program.rs"]
mod program;

use program::{command, git, program, said};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// A repository in a folder of its own.
struct Repository(tempfile::TempDir);

const MANIFEST: &str = "[package]\nname = \"shop\"\n[dependencies]\nlog = \"0.4\"\n";

impl Repository {
    fn new() -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.root().join(name)).unwrap()
    }

    fn git(&self, args: &[&str]) -> String {
        git(self.root(), args)
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// `file lint` of every finding that the program tells of.
    fn findings(&self, args: &[&str]) -> Vec<String> {
        let output = program(self.root(), &[args, &["-q", "--message-format", "concise"]].concat());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        let line = |line: &str| {
            let (place, rest) = line.split_once(": ").unwrap();
            let lint = rest.split_once("privlint::").unwrap().1.split(']').next().unwrap();
            format!("{} {lint}", place.split(':').next().unwrap())
        };
        text.lines().map(line).collect()
    }
}

/// Twelve changes, each with what it introduces.
#[test]
fn each_commit_of_a_history_reports_what_it_introduces() {
    let repository = Repository::new();
    let introduces = |message: &str, base: &str, expected: &[&str]| {
        repository.commit(message);
        assert_eq!(repository.findings(&["--base", base]), expected, "{message}");
    };
    repository.write("Cargo.toml", MANIFEST);
    repository.write("src/lib.rs", "pub mod model;\npub mod mail;\n");
    repository.write("src/model.rs", "pub struct User {\n    pub id: u64,\n    pub handle: Handle,\n}\npub struct Handle(pub u64);\nimpl std::fmt::Display for Handle {\n    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {\n        write!(f, \"{}\", self.0)\n    }\n}\n");
    repository.write(
        "src/mail.rs",
        "use crate::model::User;\npub fn greet(user: &User, email: &str) {\n    log::info!(\"hello {}\", user.handle);\n    log::info!(\"to {email}\");\n}\n",
    );
    repository.commit("1: a leak that nobody is asked about");
    assert_eq!(repository.findings(&[]), ["src/mail.rs sensitive_log"]);
    assert_eq!(repository.findings(&["--base", "HEAD"]), [""; 0]);

    repository.write("src/mail.rs", &format!("// A line.\n\n{}", repository.read("src/mail.rs")));
    introduces("2: lines move", "HEAD^", &[]);

    let twice = repository.read("src/mail.rs").replace(
        "log::info!(\"to {email}\");",
        "log::info!(\"to {email}\");\n    log::info!(\"to {email}\");",
    );
    repository.write("src/mail.rs", &twice);
    introduces("3: the same once more", "HEAD^", &["src/mail.rs sensitive_log"]);

    repository.git(&["mv", "src/mail.rs", "src/letter.rs"]);
    repository.write("src/lib.rs", "pub mod model;\npub mod letter;\n");
    introduces("4: a file gets another name", "HEAD^", &[]);

    let model = repository.read("src/model.rs").replace("pub struct Handle(pub u64);", "pub struct Handle(pub Phone);\npub struct Phone(pub String);\nimpl std::fmt::Display for Phone {\n    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {\n        f.write_str(&self.0)\n    }\n}");
    repository.write("src/model.rs", &model);
    introduces("5: a type changes elsewhere", "HEAD^", &["src/letter.rs sensitive_log"]);

    repository.write("templates/mail/code.subject.txt.j2", "{{ otp_code }} is your code\n");
    introduces("6: a template", "HEAD^", &["templates/mail/code.subject.txt.j2 sensitive_subject"]);

    repository.git(&["mv", "templates/mail/code.subject.txt.j2", "templates/mail/login.subject.txt.j2"]);
    introduces("7: the template gets another name", "HEAD^", &[]);

    repository.write("Cargo.toml", &format!("{MANIFEST}[workspace]\nmembers = [\"desk\"]\n"));
    repository.write(
        "desk/Cargo.toml",
        "[package]\nname = \"desk\"\n[dependencies]\nlog = \"0.4\"\nshop = { path = \"..\" }\n",
    );
    repository.write("desk/src/main.rs", "fn main() {\n    let phone = std::env::args().next().unwrap_or_default();\n    log::warn!(\"no {phone}\");\n}\n");
    introduces("8: a package", "HEAD^", &["desk/src/main.rs sensitive_log"]);

    repository.git(&["checkout", "-q", "-b", "feature"]);
    repository.write("src/extra.rs", "pub fn tell(iban: &str) {\n    log::info!(\"{iban}\");\n}\n");
    repository.write("src/lib.rs", "pub mod model;\npub mod letter;\npub mod extra;\n");
    introduces("9: on a branch", "HEAD^", &["src/extra.rs sensitive_log"]);

    repository.git(&["checkout", "-q", "main"]);
    let masked = repository.read("src/letter.rs").replacen("    log::info!(\"to {email}\");\n", "", 2);
    repository.write("src/letter.rs", &masked);
    introduces("10: leaks go", "HEAD^", &[]);

    repository.git(&["merge", "-q", "--no-ff", "-m", "11: a merge", "feature"]);
    assert_eq!(repository.findings(&["--base", "HEAD^1"]), ["src/extra.rs sensitive_log"]);
    assert_eq!(repository.findings(&["--base", "HEAD^2"]), [""; 0], "what the other side removed is not new");

    repository.write("privlint.toml", "[levels]\nL2.log = \"warn\"\n");
    repository.write(
        "src/extra.rs",
        &format!(
            "{}pub fn more(username: &str) {{\n    log::info!(\"{{username}}\");\n}}\n",
            repository.read("src/extra.rs")
        ),
    );
    introduces("12: a policy", "HEAD^", &["src/extra.rs sensitive_log"]);

    // Without a revision: since the branch left the one that it would be merged into.
    repository.git(&["checkout", "-q", "-b", "topic", "HEAD^"]);
    repository.write("src/extra.rs", "pub fn tell(iban: &str) {\n    log::info!(\"{iban}\");\n    println!(\"{iban}\");\n}\npub fn again(iban: &str) {\n    log::info!(\"{iban}\");\n}\n");
    introduces("13: since the branch began", "HEAD^", &["src/extra.rs sensitive_log"]);
    assert_eq!(repository.findings(&["--base"]), ["src/extra.rs sensitive_log"]);

    let shallow = tempfile::tempdir().unwrap();
    let from = format!("file://{}", repository.root().display());
    git(shallow.path(), &["clone", "-q", "--depth", "1", "--branch", "main", &from, "."]);
    let output = program(shallow.path(), &["--base", "HEAD^"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("this clone is shallow"), "{}", said(&output));
}

#[test]
fn what_is_staged_is_what_counts() {
    let repository = Repository::new();
    repository.write("Cargo.toml", MANIFEST);
    repository.write("src/lib.rs", "pub fn note() {}\n");
    repository.commit("all");
    repository.write("src/lib.rs", "pub fn note(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    assert_eq!(repository.findings(&["--staged"]), [""; 0]);
    repository.git(&["add", "."]);
    repository.write("src/lib.rs", "pub fn note() {}\n");
    assert_eq!(repository.findings(&[]), [""; 0]);
    assert_eq!(repository.findings(&["--staged"]), ["src/lib.rs sensitive_log"]);
    assert_eq!(repository.findings(&["--staged", "--base", "HEAD"]), ["src/lib.rs sensitive_log"]);
    let human = said(&program(repository.root(), &["--staged"]));
    assert!(human.contains("log::info!(\"{email}\")"), "the staged text is shown: {human}");
}

#[test]
fn what_git_cannot_give_is_told_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("Cargo.toml"), MANIFEST).unwrap();
    std::fs::write(
        folder.path().join("src/lib.rs"),
        "fn f(email: &str) {\n    log::info!(\"{email}\");\n}\n",
    )
    .unwrap();
    let refused = |args: &[&str], words: &str| {
        let output = program(folder.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", said(&output));
        assert!(said(&output).contains(words), "{args:?}: {}", said(&output));
    };
    refused(&["--base", "main"], "lies in no git repository");
    refused(&["--staged"], "lies in no git repository");
    git(folder.path(), &["init", "-q", "-b", "main"]);
    refused(&["--base", "HEAD"], "the branch has no commit yet");
    refused(&["--base"], "the branch has no commit yet");
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "all"]);
    refused(&["--base", "v9"], "`v9` is no revision of this repository");
    refused(&["--base"], "no branch is known that this one would be merged into");
    git(folder.path(), &["checkout", "-q", "--orphan", "other"]);
    git(folder.path(), &["commit", "-q", "-m", "apart"]);
    refused(&["--base"], "shares no commit with `main`");
}

#[test]
fn submodules_and_sparse_checkouts_are_compared_as_they_are_here() {
    let library = Repository::new();
    library.write("Cargo.toml", "[package]\nname = \"library\"\n[dependencies]\nlog = \"0.4\"\n");
    library.write("src/lib.rs", "pub fn tell(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    library.write("docs/more.rs", "pub fn more() {}\n");
    library.commit("all");
    let repository = Repository::new();
    repository
        .write("Cargo.toml", &format!("{MANIFEST}library = {{ path = \"vendor/library\" }}\n[workspace]\n"));
    repository.write("src/lib.rs", "pub fn note() {}\n");
    let from = library.root().display().to_string();
    repository.git(&["submodule", "--quiet", "add", &from, "vendor/library"]);
    repository.commit("all");
    assert_eq!(repository.findings(&["--base", "HEAD"]), [""; 0]);
    let inner = repository.root().join("vendor/library");
    std::fs::write(inner.join("src/lib.rs"), "pub fn tell(email: &str, phone: &str) {\n    log::info!(\"{email}\");\n    log::info!(\"{phone}\");\n}\n").unwrap();
    assert_eq!(repository.findings(&["--base", "HEAD"]), ["vendor/library/src/lib.rs sensitive_log"]);

    let sparse = tempfile::tempdir().unwrap();
    git(sparse.path(), &["clone", "-q", "--sparse", &format!("file://{from}"), "."]);
    git(sparse.path(), &["sparse-checkout", "set", "--no-cone", "/Cargo.toml", "/src/lib.rs"]);
    let lib = "pub fn tell(iban: &str) {\n    log::info!(\"{iban}\");\n}\n";
    std::fs::write(sparse.path().join("src/lib.rs"), lib).unwrap();
    let output = program(sparse.path(), &["--base", "HEAD"]);
    assert!(said(&output).contains("bank account `iban` reaches"), "{}", said(&output));
    assert!(
        said(&output).contains("this is a sparse checkout: 1 of its files are not here"),
        "{}",
        said(&output)
    );
}

/// Nothing that the repository names is run.
#[test]
fn a_comparison_runs_nothing_of_the_repository() {
    let repository = Repository::new();
    repository.write("Cargo.toml", MANIFEST);
    repository.write("src/lib.rs", "pub fn note(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    repository.write(".gitattributes", "*.rs filter=evil diff=evil\n");
    repository.commit("all");
    let mark = repository.root().join("ran");
    let run = format!("touch {}", mark.display());
    for key in [
        "core.fsmonitor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "diff.evil.textconv",
        "diff.external",
        "core.pager",
        "alias.ls-tree",
    ] {
        let value = if key.starts_with("alias") { format!("!{run}") } else { run.clone() };
        repository.git(&["config", key, &value]);
    }
    for hook in ["post-index-change", "post-checkout", "reference-transaction"] {
        let path = repository.root().join(".git/hooks").join(hook);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("#!/bin/sh\n{run}\n")).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    repository.write(
        "src/lib.rs",
        "pub fn note(email: &str, phone: &str) {\n    log::info!(\"{email}{phone}\");\n}\n",
    );
    assert!(!repository.findings(&["--base", "HEAD"]).is_empty());
    repository.findings(&["--staged", "--base", "HEAD"]);
    assert!(!mark.exists(), "something was run");
}

/// On a history that is made here, and, where they are given as folders, on real ones. See the developer section of the
/// README.
#[test]
fn merges_report_the_difference_of_two_runs() {
    let made = Repository::new();
    made.write("Cargo.toml", MANIFEST);
    let lib = "pub fn note(email: &str, iban: &str) {\n    log::info!(\"{email}\");\n}\n";
    made.write("src/lib.rs", lib);
    made.commit("all");
    for (branch, line) in
        [("one", "    log::info!(\"{iban}\");\n}"), ("two", "    log::warn!(\"{email}\");\n}")]
    {
        made.git(&["checkout", "-q", "-b", branch]);
        made.write("src/lib.rs", &made.read("src/lib.rs").replace("\n}", &format!("\n{line}")));
        made.commit(branch);
        made.git(&["checkout", "-q", "main"]);
        made.git(&["merge", "-q", "--no-ff", "-m", "merge", branch]);
    }
    assert_eq!(compare_merges(made.root()).len(), 2);
    let real = std::env::var_os("PRIVLINT_HISTORIES");
    for repository in real.iter().flat_map(std::env::split_paths) {
        let ratios = compare_merges(&repository);
        let median = ratios[ratios.len() / 2];
        println!(
            "{}: {} merges, a run costs {median:.2} times a full one",
            repository.display(),
            ratios.len()
        );
    }
}

/// How much the comparison at each of the last 30 merges costs, as a ratio to a full run, in order.
fn compare_merges(repository: &Path) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let from = repository.display().to_string();
    git(folder.path(), &["clone", "-q", "--no-checkout", &from, "."]);
    let merges = git(folder.path(), &["log", "--merges", "-n", "30", "--format=%H"]);
    let mut ratios = Vec::new();
    for merge in merges.lines() {
        let parent = format!("{merge}^1");
        git(folder.path(), &["checkout", "-q", "-f", &parent]);
        let (before, _) = counted(folder.path(), &[]);
        git(folder.path(), &["checkout", "-q", "-f", merge]);
        let timed = |args: &[&str]| {
            let runs = (0..3).map(|_| counted(folder.path(), args));
            runs.min_by(|(_, one), (_, other)| one.total_cmp(other)).unwrap()
        };
        let (after, full) = timed(&[]);
        let (new, compared) = timed(&["--base", &parent]);
        let less = |(print, count): (String, usize)| {
            let count = count.saturating_sub(before.get(&print).copied().unwrap_or_default());
            (count > 0).then_some((print, count))
        };
        let expected: BTreeMap<String, usize> = after.into_iter().filter_map(less).collect();
        assert_eq!(new, expected, "at {merge}");
        ratios.push(compared / full);
    }
    ratios.sort_by(f64::total_cmp);
    ratios
}

/// The findings of a run by their identity, and its seconds.
fn counted(folder: &Path, args: &[&str]) -> (BTreeMap<String, usize>, f64) {
    let started = Instant::now();
    let output = program(folder, &[&["-q", "--workspace", "--message-format", "json"], args].concat());
    let seconds = started.elapsed().as_secs_f64();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
    let mut counts = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let message: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(lint) = message["message"]["code"]["code"].as_str() {
            let print = message["privlint"]["fingerprint"].as_str().unwrap_or_default();
            *counts.entry(format!("{lint} {print}")).or_default() += 1;
        }
    }
    (counts, seconds)
}

#[test]
fn a_baseline_holds_what_is_known_and_tells_what_is_gone() {
    let repository = Repository::new();
    repository.write("Cargo.toml", MANIFEST);
    let line = "    log::info!(\"{email}\");\n";
    let lib = |count: usize| format!("pub fn note(email: &str) {{\n{}}}\n", line.repeat(count));
    repository.write("src/lib.rs", &lib(2));
    let run = |args: &[&str]| program(repository.root(), args);
    assert!(said(&run(&["--baseline"])).contains("there is no baseline"));
    let written = run(&["--write-baseline"]);
    assert_eq!(written.status.code(), Some(0), "{}", said(&written));
    let baseline = repository.read("privlint.baseline");
    let entries: Vec<&str> = baseline.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(entries.len(), 2, "{baseline}");
    assert!(entries[0].starts_with("src/lib.rs\tsensitive_log\t"), "{baseline}");
    assert_eq!(repository.findings(&["--baseline"]), [""; 0]);

    repository.write("src/lib.rs", &format!("// moved\n{}", lib(3)));
    assert_eq!(repository.findings(&["--baseline", "privlint.baseline"]), ["src/lib.rs sensitive_log"]);
    repository.write("src/lib.rs", &lib(1));
    let told = said(&run(&["--baseline"]));
    assert!(
        told.contains("1 entry of the baseline") && told.contains("`--write-baseline` takes them out"),
        "{told}"
    );
    let old = baseline.replace("2026", "2020").replace("2027", "2020");
    repository.write("privlint.baseline", &old);
    run(&["--write-baseline"]);
    let pruned = repository.read("privlint.baseline");
    assert_eq!(pruned.lines().filter(|line| !line.starts_with('#')).count(), 1, "{pruned}");
    assert!(pruned.contains("\t2020-"), "what is known keeps its day: {pruned}");

    for (text, words) in [
        ("src/lib.rs x\n", "privlint.baseline:1: an entry has five fields"),
        ("# a\n<<<<<<< HEAD\n", "privlint.baseline:2: a merge is not finished here"),
        ("a\tb\tc\td\te\n", "the fourth field is to be a day"),
    ] {
        repository.write("privlint.baseline", text);
        let output = run(&["--baseline"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(words), "{}", said(&output));
    }
}

#[test]
fn a_delta_tells_a_reviewer_what_a_change_does() {
    let repository = Repository::new();
    repository.write("Cargo.toml", MANIFEST);
    repository.write(
        "src/lib.rs",
        "mod mask;\npub fn note(email: &str, phone: &str, iban: &str) {\n    log::info!(\"{email}\");\n    log::info!(\"{phone}\");\n}\npub fn pay(iban: &str) {\n    log::warn!(\"{iban}\");\n}\n",
    );
    repository.write("src/mask.rs", "pub fn mask_phone(text: &str) -> String {\n    text.get(7..).map_or(\"***\".to_string(), |tail| format!(\"***{tail}\"))\n}\n");
    repository.commit("before");
    repository.write(
        "src/lib.rs",
        "mod mask;\npub fn note(email: &str, phone: &str, iban: &str) {\n    log::info!(\"{email}\");\n    log::info!(\"{}\", mask::mask_phone(phone));\n    // privlint: allow(sensitive_log, reason = \"audit | trail\", until = 2026-10-01)\n    log::info!(\"{iban}\");\n}\npub fn settle(iban: &str, password: &str) {\n    log::warn!(\"{iban}\");\n    println!(\"{iban}\");\n    log::error!(\"of {password}\");\n}\n",
    );
    repository.write("templates/mail/code.txt.j2", "Dear {{ first_name }}\n");
    repository.write(
        "privlint.toml",
        "[[allow]]\nlint = \"sensitive_print\"\nreason = \"a tool\"\nowner = \"dpo\"\n",
    );
    let markdown = on_a_day(repository.root(), &["diff", "HEAD", "--message-format", "markdown"]);
    let expected = "### Privacy delta\n\n\
        Flows of personal data and secrets since `HEAD`: 1 added, 1 removed, 0 changed, 1 moved.\n\
        \n#### Added\n\n\
        - `src/lib.rs:8` → `src/lib.rs:11`: `secret.password` password `password` reaches `log::error!` unmasked\n\
        \n#### Removed\n\n\
        - `src/lib.rs:2` → `src/lib.rs:4`: `contact.phone` phone number `phone` reaches `log::info!` unmasked; now masked\n\
        \n#### Shown for the first time, so that a privacy impact assessment is due\n\n\
        - `secret.password` at `log`\n\
        \n#### New templates without a declared purpose\n\n\
        - `templates/mail/code.txt.j2`\n\
        \n#### Newly allowed\n\n\
        - `privlint.toml:1`: `sensitive_print` for `any class`, by `dpo`, without an end: a tool\n\
        - `src/lib.rs:5`: `sensitive_log` by a comment, until 2026-10-01: audit | trail\n\
        \n#### Allowed for 30 days at most\n\n\
        - `src/lib.rs:5`: `sensitive_log` by a comment, until 2026-10-01: audit | trail\n";
    assert_eq!(markdown, expected);
    let human = on_a_day(repository.root(), &["diff", "HEAD"]);
    assert!(
        human.contains("\nAdded\n\n- src/lib.rs:8 → src/lib.rs:11: secret.password password `password`"),
        "{human}"
    );
    let refused = program(repository.root(), &["diff", "HEAD", "--message-format", "sarif"]);
    assert_eq!(refused.status.code(), Some(2));
}

/// All that the program writes on 2026-09-21.
fn on_a_day(folder: &Path, args: &[&str]) -> String {
    said(&command(folder, args).env("SOURCE_DATE_EPOCH", "1790000000").output().unwrap())
}

#[test]
fn a_comment_is_written_where_it_allows_the_findings_of_a_line() {
    let repository = Repository::new();
    repository.write("Cargo.toml", MANIFEST);
    repository.write("src/lib.rs", "pub fn note(email: &str) {\r\n    log::info!(\r\n        \"to {}\",\r\n        email,\r\n    );\r\n}\r\n");
    repository.write("templates/mail/code.subject.hbs", "  {{otp_code}} is your code\n");
    repository.write("locales/mail/en.json", "{ \"password\": \"Your password is {password}\" }\n");
    let allow = |place: &str, more: &[&str]| {
        program(repository.root(), &[&["allow", place, "--reason", "it \"has\" to"], more].concat())
    };
    let written = allow("src/lib.rs:4", &["--until", "2099-01-01"]);
    assert_eq!(written.status.code(), Some(0), "{}", said(&written));
    let comment =
        "    // privlint: allow(sensitive_log, reason = \"it \\\"has\\\" to\", until = 2099-01-01)\r\n";
    assert_eq!(
        repository.read("src/lib.rs").matches(&format!("{{\r\n{comment}    log::info!(\r\n")).count(),
        1
    );
    assert_eq!(allow("code.subject.hbs:1", &[]).status.code(), Some(0));
    let subject = repository.read("templates/mail/code.subject.hbs");
    assert!(
        subject.starts_with("  {{otp_code}} is your code {{!-- privlint: allow(sensitive_subject, reason"),
        "{subject}"
    );
    let explained = said(&program(repository.root(), &["explain", "src/lib.rs:5"]));
    assert!(explained.starts_with("sensitive_log: e-mail address `email` reaches"), "{explained}");
    assert!(explained.contains("a comment allows it: it \"has\" to"), "{explained}");
    let left: Vec<String> =
        repository.findings(&[]).into_iter().filter(|line| !line.contains(".json")).collect();
    assert_eq!(left, [""; 0]);
    for (place, more, words) in [
        ("src/lib.rs:1", &[][..], "no such finding is in `src/lib.rs` on line 1"),
        ("src/lib.rs", &[], "write the place as `FILE:LINE`"),
        ("src/lib.rs:5", &["--until", "soon"], "write a day"),
    ] {
        let refused = allow(place, more);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains(words), "{}", said(&refused));
    }
}

#[test]
fn each_side_of_a_comparison_knows_the_classes_of_its_own_policy() {
    let repository = Repository::new();
    repository.write("Cargo.toml", MANIFEST);
    repository.write("src/lib.rs", "pub fn note(ticket_no: &str) {\n    log::info!(\"{ticket_no}\");\n}\n");
    repository.commit("no class of its own");
    let policy = "[class.\"crm.ticket\"]\nlevel = \"L4\"\nnames = [\"ticket_no\"]\n";
    repository.write("privlint.toml", policy);
    assert_eq!(repository.findings(&["--base", "HEAD"]), ["src/lib.rs sensitive_log"]);
    repository.commit("a class of its own");
    assert_eq!(repository.findings(&["--base", "HEAD"]), [""; 0]);
    std::fs::remove_file(repository.root().join("privlint.toml")).unwrap();
    assert_eq!(repository.findings(&["--base", "HEAD"]), [""; 0]);
    assert!(said(&program(repository.root(), &["diff", "HEAD"])).contains("0 added, 1 removed"));
}

#[test]
fn a_baseline_is_not_emptied_by_a_run_that_saw_a_part() {
    let repository = Repository::new();
    repository.write("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n");
    for name in ["a", "b"] {
        repository.write(&format!("{name}/Cargo.toml"), &MANIFEST.replace("shop", name));
        let lib = "pub fn note(email: &str) {\n    log::info!(\"{email}\");\n}\n";
        repository.write(&format!("{name}/src/lib.rs"), lib);
    }
    program(repository.root(), &["--write-baseline"]);
    let whole = repository.read("privlint.baseline");
    assert_eq!(whole.matches("sensitive_log").count(), 2, "{whole}");
    program(&repository.root().join("a"), &["--write-baseline"]);
    assert_eq!(repository.read("privlint.baseline"), whole, "what was not looked at stays");
    repository.write("privlint.toml", "nonsense = 3\n");
    let broken = program(repository.root(), &["--write-baseline"]);
    assert_eq!((broken.status.code(), repository.read("privlint.baseline")), (Some(2), whole));
}

#[test]
fn the_way_to_a_manifest_changes_nothing_of_a_comparison() {
    let repository = Repository::new();
    repository.write("x/y/Cargo.toml", MANIFEST);
    repository.write("x/y/src/lib.rs", "pub fn note(email: &str) {\n    log::info!(\"{email}\");\n}\n");
    repository.write("x/z/readme", "");
    repository.commit("all");
    for path in ["x/y/Cargo.toml", "x/z/../y/Cargo.toml", "./x/y/../../x/y/Cargo.toml"] {
        assert_eq!(repository.findings(&["--manifest-path", path, "--base", "HEAD"]), [""; 0], "{path}");
        let staged = repository.findings(&["--manifest-path", path, "--staged"]);
        assert_eq!(staged, ["src/lib.rs sensitive_log"], "{path}");
    }
    std::os::unix::fs::symlink(repository.root().join("x/y"), repository.root().join("link")).unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(repository.root().join("x/y"), outside.path().join("link")).unwrap();
    let linked = program(outside.path(), &["--manifest-path", "link/Cargo.toml", "--base", "HEAD"]);
    assert_eq!(linked.status.code(), Some(2));
    assert!(said(&linked).contains("is a link into a repository"), "{}", said(&linked));
}

/// Links that lead to each other many times over would take longer than the universe lasts.
#[test]
fn links_in_a_commit_are_followed_a_few_times_only() {
    let repository = Repository::new();
    repository.write("Cargo.toml", "[workspace]\nmembers = [\"m\"]\n");
    let link = |name: &str, target: &str| {
        std::os::unix::fs::symlink(target, repository.root().join(name)).unwrap();
    };
    link("l6", ".");
    for at in (0..6).rev() {
        link(&format!("l{at}"), &[format!("l{}", at + 1).as_str()].repeat(30).join("/"));
    }
    link("m", "l0");
    repository.commit("all");
    let output = program(repository.root(), &["--staged"]);
    assert!(said(&output).contains("workspace member `m`"), "{}", said(&output));
}

#[test]
fn a_comment_is_written_above_an_entry_of_several_lines() {
    let repository = Repository::new();
    repository.write("Cargo.toml", MANIFEST);
    repository.write("src/lib.rs", "pub fn note() {}\n");
    for (name, text, line) in [
        ("templates/mail/a.txt.j2", "Your password is {{\n  password }}.\n", 2),
        ("locales/mail/en.ftl", "mail-password =\n    Your password\n    is { $password }\n", 3),
        ("templates/mail/b.html.hbs", "<a\n  href=\"x\" title=\"{{password}}\">x</a>\n", 2),
    ] {
        repository.write(name, text);
        assert_eq!(repository.findings(&[]).len(), 1, "{name}");
        let place = format!("{name}:{line}");
        let written = program(repository.root(), &["allow", &place, "--reason", "first\nsecond"]);
        assert_eq!(written.status.code(), Some(0), "{name}: {}", said(&written));
        let after = repository.read(name);
        assert_eq!(repository.findings(&[]), [""; 0], "{name}: {after}");
        assert_eq!(after.matches("privlint: allow").count(), 1, "{after}");
        assert!(after.contains("first second"), "{after}");
        std::fs::remove_file(repository.root().join(name)).unwrap();
    }
}
