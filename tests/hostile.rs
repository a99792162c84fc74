//! Trees that are made to do harm: what they name is not run, what lies outside is neither read nor written, and what is
//! endless ends.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

#[path = "support/program.rs"]
mod program;

use cargo_privlint::report::FORMATS;
use program::{command, program, said};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, Ordering};

const MANIFEST: &str = "[package]\nname = \"a\"\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\"\n";
/// One finding, in line 1.
const LEAK: &str = "pub fn f(email: &str) { log::info!(\"{email}\"); }\n";
const CONCISE: &[&str] = &["--message-format", "concise"];

/// A folder with a package in a folder `tree`.
struct Tree {
    folder: tempfile::TempDir,
}

impl Tree {
    fn new() -> Tree {
        let tree = Tree { folder: tempfile::tempdir().unwrap() };
        tree.file("Cargo.toml", MANIFEST).file("src/lib.rs", LEAK)
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("tree")
    }

    fn file(self, name: &str, text: impl AsRef<[u8]>) -> Tree {
        let path = self.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn check(&self) -> Output {
        program(&self.root(), CONCISE)
    }

    /// The one finding of the package is told, and nothing of `outside` is.
    fn finds_its_leak(&self) -> String {
        let output = self.check();
        let said = said(&output);
        assert!(said.contains("src/lib.rs:1:37: warning[privlint::sensitive_log]"), "{said}");
        assert!(!said.contains("outside"), "{said}");
        assert!(!said.contains("internal error"), "{said}");
        said
    }

    /// Every file below the folder with its text, and how it may be used.
    fn contents(&self) -> BTreeMap<PathBuf, (Vec<u8>, u32)> {
        let mut found = BTreeMap::new();
        let mut open = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let (path, kind) = (entry.path(), entry.file_type().unwrap());
                match kind.is_dir() {
                    // What a run keeps for the next one is its own.
                    true if path.ends_with("tree/target/privlint") => {}
                    true => open.push(path),
                    false => {
                        let mode = entry.metadata().unwrap().permissions().mode();
                        let text = if kind.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
                        found.insert(path, (text, mode));
                    }
                }
            }
        }
        found
    }
}

#[test]
fn what_a_tree_names_is_not_run_and_nothing_is_written() {
    let mark = std::env::temp_dir().join(format!("privlint-ran-{}", std::process::id()));
    let script = format!("#!/bin/sh\ntouch {}\n", mark.display());
    let tree = Tree::new()
        .file("run.sh", &script)
        .file("build.rs", format!("fn main() {{ std::fs::write({:?}, \"\").unwrap(); }}\n", mark.display().to_string()))
        .file("rust-toolchain.toml", "[toolchain]\npath = \"toolchain\"\n")
        .file("toolchain/bin/cargo", &script)
        .file("toolchain/bin/rustc", &script)
        .file(
            ".cargo/config.toml",
            "[build]\nrustc-wrapper = \"../run.sh\"\nrustc = \"../run.sh\"\n[alias]\nmetadata = \"!sh run.sh\"\n\
            [target.x86_64-unknown-linux-gnu]\nrunner = \"../run.sh\"\nlinker = \"../run.sh\"\n\
            [credential-alias]\nevil = \"../run.sh\"\n",
        );
    for program in ["run.sh", "toolchain/bin/cargo", "toolchain/bin/rustc"] {
        fs::set_permissions(tree.root().join(program), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let before = tree.contents();
    for format in FORMATS.iter().map(|format| format.name()) {
        let output = program(&tree.root(), &["--message-format", format]);
        assert!(said(&output).contains("email"), "{format}: {}", said(&output));
    }
    assert!(!mark.exists(), "something was run");
    assert_eq!(tree.contents(), before, "something was written");
}

#[test]
fn paths_that_lead_out_are_not_followed() {
    let outside = "pub fn outside(password: &str) { log::info!(\"{password}\"); }\n";
    let tree = Tree::new()
        .file("../outside/lib.rs", outside)
        .file("../outside/mail.html", "Dear {{ outside_password }}")
        .file("../outside/Cargo.toml", MANIFEST)
        .file(
            "src/more.rs",
            "#[path = \"../../outside/lib.rs\"]\npub mod a;\n#[path = \"/etc/passwd\"]\npub mod b;\n\
            include!(\"../../outside/lib.rs\");\npub const C: &str = include_str!(\"../../outside/mail.html\");\n\
            #[derive(askama::Template)]\n#[template(path = \"../../outside/mail.html\")]\npub struct D { outside_password: u8 }\n",
        )
        .file("Cargo.toml", format!("{MANIFEST}\n[lib]\npath = \"src/lib.rs\"\n[[bin]]\nname = \"b\"\npath = \"../outside/lib.rs\"\n"));
    symlink("../../outside", tree.root().join("src/linked")).unwrap();
    symlink("../../outside/lib.rs", tree.root().join("src/linked.rs")).unwrap();
    symlink("../outside/mail.html", tree.root().join("mail.html")).unwrap();
    let output = tree.check();
    let said = said(&output);
    assert!(said.contains("src/lib.rs:1:37: warning[privlint::sensitive_log]"), "{said}");
    assert!(!said.contains("`password`") && !said.contains("outside_password"), "{said}");
}

#[test]
fn what_is_no_plain_file_is_not_waited_for() {
    let tree = Tree::new();
    for name in ["src/pipe.rs", "pipe.html", ".gitignore", "privlint.toml"] {
        assert!(Command::new("mkfifo").arg(tree.root().join(name)).status().unwrap().success());
    }
    symlink("/dev/zero", tree.root().join("src/zero.rs")).unwrap();
    symlink("/dev/zero", tree.root().join("zero.html")).unwrap();
    fs::create_dir(tree.root().join("src/folder.rs")).unwrap();
    std::os::unix::net::UnixListener::bind(tree.root().join("src/socket.rs")).unwrap();
    let output = tree.check();
    assert!(
        said(&output).contains("the policy `privlint.toml` cannot be understood: not a regular file"),
        "{}",
        said(&output)
    );
    fs::remove_file(tree.root().join("privlint.toml")).unwrap();
    tree.finds_its_leak();
}

/// Address space for the program, its stacks and what its allocator reserves, in KiB; far less than the files below hold.
const ADDRESS_SPACE: &str = "3000000";

#[test]
fn files_that_are_huge_take_no_memory() {
    let tree = Tree::new()
        .file("b/src/lib.rs", "")
        .file("Cargo.toml", format!("{MANIFEST}\n[workspace]\nmembers = [\"b\"]\n"));
    for name in ["src/huge.rs", "huge.html", "locales/en.json", "b/Cargo.toml", "src/.gitignore"] {
        let path = tree.root().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::File::create(path).unwrap().set_len(4 << 30).unwrap();
    }
    let program = command(&tree.root(), CONCISE);
    let mut bounded = Command::new("sh");
    bounded
        .arg("-c")
        .arg(format!("ulimit -v {ADDRESS_SPACE}; exec \"$@\""))
        .arg("sh")
        .arg(program.get_program());
    bounded.args(program.get_args()).current_dir(tree.root());
    let said = said(&bounded.output().unwrap());
    assert!(said.contains("src/lib.rs:1:37: warning[privlint::sensitive_log]"), "{said}");
    assert!(said.contains("`src/huge.rs` was not analysed: 4096 MB is over the limit of 16 MB"), "{said}");
}

#[test]
fn folders_that_cannot_be_listed_are_passed_over() {
    let tree = Tree::new().file("src/closed/mod.rs", "").file("templates/closed/a.html", "");
    let closed = ["src/closed", "templates/closed"].map(|name| tree.root().join(name));
    let set = |mode: u32| {
        closed.iter().for_each(|path| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap());
    };
    set(0o000);
    let output = tree.check();
    set(0o755);
    assert!(said(&output).contains("src/lib.rs:1:37: warning"), "{}", said(&output));
}

/// Globs that ask for every way through a deep tree, in members, in excludes and in what is ignored.
#[test]
fn deep_globs_end() {
    let mut tree = Tree::new();
    for way in 0..3 {
        let deep: Vec<String> = (0..12).map(|level| format!("d{}", (level * way) % 3)).collect();
        tree = tree.file(
            &format!("{}/Cargo.toml", deep.join("/")),
            MANIFEST.replace("\"a\"", &format!("\"p{way}\"")),
        );
    }
    let stars = "**/*/".repeat(12);
    let globs: Vec<String> =
        (0..40).map(|at| format!("\"{}d{}\"", &stars[..stars.len() - at % 4 * 5], at % 3)).collect();
    let globs = globs.join(", ");
    let tree = tree
        .file("Cargo.toml", format!("{MANIFEST}\n[workspace]\nmembers = [{globs}]\nexclude = [{globs}]\n"))
        .file(".gitignore", "**/**/**/**/**/**/*.no\n".repeat(200));
    tree.finds_its_leak();
}

#[test]
fn many_files_are_one_run() {
    let mut tree = Tree::new();
    let count = std::env::var("PRIVLINT_MANY").ok().and_then(|many| many.parse().ok()).unwrap_or(3_000);
    for at in 0..count {
        tree = tree.file(&format!("src/m{}/f{at}.rs", at % 100), "fn f() {}\n");
    }
    let said = tree.finds_its_leak();
    assert!(said.contains(&format!("in {} files", thousands(count + 1))), "{said}");
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

#[test]
fn files_may_come_and_go_while_they_are_read() {
    let mut tree = Tree::new();
    for at in 0..60 {
        tree = tree.file(&format!("src/m{at}.rs"), LEAK.repeat(200));
    }
    let (root, is_over) = (tree.root(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0;
            while !is_over.load(Ordering::Relaxed) {
                let path = root.join(format!("src/m{}.rs", round % 60));
                let _ = match round % 3 {
                    0 => fs::remove_file(&path),
                    1 => fs::write(&path, LEAK.repeat(round % 400)),
                    _ => fs::write(&path, &LEAK.repeat(300)[..round % 5000]),
                };
                round += 1;
            }
        });
        for _ in 0..8 {
            let output = tree.check();
            let said = said(&output);
            assert!(said.contains("src/lib.rs:1:37: warning"), "{said}");
            assert!(
                !said.contains("internal error") && output.status.code().is_some_and(|code| code < 2),
                "{said}"
            );
        }
        is_over.store(true, Ordering::Relaxed);
    });
}

/// A terminal acts on escapes, and a reader is led astray by marks that turn the direction of writing.
#[test]
fn no_format_passes_on_what_acts_on_a_terminal() {
    let text = "pub struct \u{202e}S { pub email: String }\n\
        pub fn f(s: &S) { log::info!(\"\u{1b}]0;x\u{7}\u{1b}[2J\u{202e}{}\u{2066}\u{200b}\u{9b}31m\", s.email); }\n";
    let tree = Tree::new()
        .file("src/\u{1b}[31mred\u{202e}.rs", LEAK)
        .file("src/text.rs", text)
        .file("src/\u{7}\u{1b}]8;;http:x\u{7}/mod.rs", LEAK);
    let acts = |c: &char| {
        c.is_control() && *c != '\n' && *c != '\t'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for format in FORMATS.iter().map(|format| format.name()) {
        let output = program(&tree.root(), &["--message-format", format, "--level", "all", "-vv"]);
        let said = said(&output);
        assert!(said.contains("email"), "{format}: {said}");
        let found: Vec<char> = said.chars().filter(acts).collect();
        assert!(found.is_empty(), "{format}: {found:?} in {}", said.escape_debug());
    }
}

/// Neither threads, nor the order in which files came to be, nor the settings of a machine change a byte.
#[test]
fn the_same_input_gives_the_same_bytes() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workspaces/reminders");
    let mut files = Vec::new();
    let mut open = vec![example.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let is_built = entry.file_name() == "target";
            match entry.file_type().unwrap().is_dir() {
                true if !is_built => open.push(entry.path()),
                true => {}
                false => files.push(entry.path().strip_prefix(&example).unwrap().to_path_buf()),
            }
        }
    }
    files.sort();
    let copy = |order: &mut dyn Iterator<Item = &PathBuf>| {
        let tree = Tree { folder: tempfile::tempdir().unwrap() };
        order
            .fold(tree, |tree, name| tree.file(name.to_str().unwrap(), fs::read(example.join(name)).unwrap()))
    };
    let (one, other) = (copy(&mut files.iter()), copy(&mut files.iter().rev()));
    for format in FORMATS.iter().map(|format| format.name()) {
        let run = |tree: &Tree, threads: &str, locale: &str| {
            let mut program = command(&tree.root(), &["--message-format", format, "--level", "all"]);
            program
                .env("RAYON_NUM_THREADS", threads)
                .env("LC_ALL", locale)
                .env("LANG", locale)
                .env("TZ", locale);
            let written = String::from_utf8(program.output().unwrap().stdout).unwrap();
            // The summary tells the time that the run took.
            let lines = written.lines().filter(|line| !line.contains("privlint: "));
            lines.map(|line| line.replace(tree.root().to_str().unwrap(), "ROOT") + "\n").collect::<String>()
        };
        let expected = run(&one, "1", "C");
        assert!(expected.contains("email"), "{format}: {expected}");
        for (tree, threads, locale) in
            [(&one, "2", "tr_TR.UTF-8"), (&other, "8", "zh_CN.UTF-8"), (&other, "1", "C")]
        {
            let found = run(tree, threads, locale);
            let differs = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
            assert!(found == expected, "{format}, {threads} threads, {locale}: {differs:?}");
        }
    }
}

#[test]
fn values_that_hold_themselves_twice_end() {
    let doubling = [
        "let a = id((a, a));",
        "let a = Pair { left: a, right: a };",
        "let a = Some((a, a));",
        "let a = vec![(id(a), a)];",
        "let a = id(serde_json::json!({ \"left\": a, \"right\": a }));",
        "let a = format!(\"{a}{a}\");",
        "let a = id(move || (a, a));",
        "let a = both(a, a);",
    ];
    let function = |(at, line): (usize, &&str)| {
        let lines = format!("    {line}\n").repeat(60);
        format!("pub fn f{at}(a: &User) {{\n{lines}    log::info!(\"{{a:?}}\");\n}}\n")
    };
    let functions: String = doubling.iter().enumerate().map(function).collect();
    let items = "fn id<T>(t: T) -> T { t }\nfn both<T>(a: T, b: T) -> (T, T) { (a, b) }\n\
        pub struct Pair<A, B> { left: A, right: B }\npub struct User { email: String }\n";
    Tree::new().file("src/more.rs", format!("{items}{functions}")).finds_its_leak();
}

#[test]
fn modules_that_open_each_other_end() {
    let module = |at: usize| {
        let (next, far) = ((at + 1) % 3_000, at * 3 % 3_000);
        format!(
            "pub mod m{at} {{ pub use super::m{next}::*; pub use super::m{far}::*; pub struct S{at}(String); }}\n"
        )
    };
    Tree::new().file("src/more.rs", (0..3_000).map(module).collect::<String>()).finds_its_leak();
}

/// So many times a word, each with a number that is one of a few.
fn row(count: usize, few: usize, word: impl Fn(usize, usize) -> String) -> String {
    (0..count).map(|at| word(at, at % few)).collect::<Vec<_>>().join(", ")
}

#[test]
fn types_that_name_each_other_many_times_end() {
    let of_twenty = |each: &dyn Fn(usize) -> String| (0..20).map(each).collect::<String>();
    let aliases = of_twenty(&|at| {
        format!("type A{at} = ({});\n", row(20, 20, |_, other| format!("A{}", (at + other) % 20)))
    });
    let generic = of_twenty(&|at| {
        format!("type G{at}<T> = Vec<({})>;\n", row(20, 20, |_, other| format!("G{other}<T>")))
    });
    let associated = "pub trait Inner { type Out; }\npub trait Outer { type Out; type In; fn f(&self) -> Self::Out; }\n\
        impl<T: Inner> Outer for T {\n    type Out = <Self as Inner>::Out;\n    type In = (Self::In, Self::In);\n    \
        fn f(&self) -> Self::Out { todo!() }\n    fn g(&self, given: Self::In) {}\n}\n";
    let structs = of_twenty(&|at| {
        let fields = row(300, 20, |field, other| format!("f{field}: S{other}"));
        format!("#[derive(Debug, Serialize, Deserialize)]\npub struct S{at} {{ {fields} }}\n")
    });
    let enums = format!(
        "#[derive(Debug)]\npub enum E {{ {} }}\n",
        row(200, 200, |at, _| format!("V{at}(Box<E>, Vec<E>, Option<E>)"))
    );
    let traits = (0..200).map(|at| {
        let supers = row(200, 200, |_, other| format!("T{other}")).replace(", ", " + ");
        format!("pub trait T{at}: {supers} {{}}\n")
    });
    let arguments = (0..150).map(|at| {
        let fields = row(150, 150, |field, other| format!("f{field}: P{other}<(T, P{at}<T>, Option<T>)>"));
        format!("#[derive(Debug)]\npub struct P{at}<T> {{ {fields}, t: T }}\n")
    });
    let arguments: String = arguments.collect();
    let used = "pub fn printed(p: &P0<S0>) {\n    log::info!(\"{p:?}\");\n}\n\
        pub fn shown(a: A0, g: G0<String>, s: &S0, e: &E, t: &dyn T0, text: String) {\n    \
        log::info!(\"{a:?} {g:?} {s:?} {e:?} {}\", t.none());\n    \
        log::info!(\"{}\", serde_json::to_string(s).unwrap());\n    \
        let read: S1 = serde_json::from_str(&text).unwrap();\n    log::info!(\"{text}\");\n}\n";
    let traits: String = traits.collect();
    Tree::new()
        .file(
            "src/more.rs",
            [aliases, generic, associated.into(), structs, enums, traits, arguments, used.into()].concat(),
        )
        .finds_its_leak();
}

#[test]
fn macros_that_nobody_can_read_within_each_other_end() {
    let nested = |name: &str, depth: usize, arms: usize, behind: &str| {
        let more = "a = b() => c, ".repeat(arms - 1);
        let call = |inner: String, _| format!("{name}! {{ {more}a = b() => {{ {inner} }}{behind} }}");
        format!("pub async fn {name}{depth}(c: u8) {{ {}; }}\n", (0..depth).fold("c".to_string(), call))
    };
    let unknown = nested("pick", 40, 2, " !!!");
    let unreadable = nested("select", 40, 2, " !!!");
    let readable = nested("select", 300, 64, "");
    let many = |what: &str| format!("pub fn many() {{ pick! {{ x {} }} }}\n", what.repeat(10_000));
    Tree::new()
        .file("src/blocks.rs", many("{ a } "))
        .file("src/arms.rs", many("a = b => { c } "))
        .file("src/unknown.rs", unknown)
        .file("src/unreadable.rs", unreadable)
        .file("src/readable.rs", readable)
        .finds_its_leak();
}
