//! After a change of the code of functions, a run that remembers the others says what a run over all of them says.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

#[path = "support/program.rs"]
mod program;

use program::{identity, program, said};
use std::fs;
use std::path::{Path, PathBuf};

const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        "[package]\nname = \"shop\"\nedition = \"2024\"\n\n[dependencies]\nlog = \"0.4\"\ntera = \"1\"\n",
    ),
    (
        "src/lib.rs",
        "pub mod format;\npub mod mask;\npub mod mail;\npub mod steps;\npub mod store;\n\n\
         pub fn greet(user: &store::User) {\n    log::info!(\"hello {}\", store::shown(user));\n}\n\n\
         pub fn trace(user: &store::User) {\n    log::debug!(\"{}\", mask::mask_phone(&user.phone));\n}\n\n\
         pub fn dump(card: &format::Card) {\n    log::warn!(\"{card:?}\");\n}\n",
    ),
    (
        "src/store.rs",
        "pub struct User {\n    pub id: u64,\n    pub email: String,\n    pub phone: String,\n    pub id_card: String,\n}\n\n\
         pub fn shown(user: &User) -> String {\n    user.id.to_string()\n}\n\n\
         pub fn even(user: &User, left: u32) {\n    if left > 0 {\n        odd(user, left - 1);\n    }\n}\n\n\
         pub fn odd(user: &User, left: u32) {\n    if left > 0 {\n        even(user, left - 1);\n    }\n}\n\n\
         pub fn late(user: &User) {\n    use std::fmt::Write;\n    let mut text = String::new();\n    \
         let _ = write!(text, \"{}\", user.id);\n    println!(\"{text}\");\n}\n\n\
         #[cfg(test)]\nmod tests {\n    #[test]\n    fn one() {\n        assert_eq!(1, 1);\n    }\n}\n",
    ),
    (
        "src/mask.rs",
        "pub fn mask_phone(phone: &str) -> String {\n    format!(\"***{}\", &phone[phone.len() - 4..])\n}\n",
    ),
    (
        "src/format.rs",
        "pub struct Card {\n    pub number: String,\n    pub holder: String,\n}\n\n\
         impl std::fmt::Debug for Card {\n    \
         fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {\n        \
         write!(out, \"card\")\n    }\n}\n",
    ),
    (
        "src/mail.rs",
        "use crate::store::User;\n\nfn name() -> &'static str {\n    \"sms/plain.txt\"\n}\n\n\
         pub fn remind(tera: &tera::Tera, user: &User) -> String {\n    \
         let mut context = tera::Context::new();\n    context.insert(\"card\", &user.id_card);\n    \
         tera.render(name(), &context).unwrap()\n}\n",
    ),
    (
        "src/steps.rs",
        "use crate::store::User;\n\n\
         macro_rules! shown {\n    ($user:expr) => {{\n        use crate::store::shown;\n        \
         shown($user)\n    }};\n}\n\n\
         pub fn begin(user: &User, left: u32) {\n    step(&user.email, left);\n    \
         log::info!(\"{}\", shown!(user));\n}\n\n\
         fn step(text: &str, left: u32) {\n    turn(text, left);\n}\n\n\
         fn turn(text: &str, left: u32) {\n    if left > 0 {\n        back(text, left - 1);\n    }\n    \
         log::info!(\"{left} left\");\n}\n\n\
         fn back(text: &str, left: u32) {\n    let again = text;\n    step(again, left);\n}\n",
    ),
    ("tests/all.rs", "#[test]\nfn all() {\n    assert_eq!(1, 1);\n}\n"),
    ("templates/sms/plain.txt", "Good day.\n"),
    ("templates/sms/reminder.txt", "Your card: {{ card }}\n"),
];

struct Tree(tempfile::TempDir);

impl Tree {
    fn new() -> Tree {
        let tree = Tree(tempfile::tempdir().unwrap());
        for (name, text) in FILES {
            let path = tree.root().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        tree
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.root().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// What a run says but for how long it took.
    fn run(&self, more: &[&str]) -> String {
        let options = ["--message-format", "json", "--level", "all"];
        let said = said(&program(self.root(), &[&options, more].concat()));
        regex::Regex::new(r"[0-9.]+ m?s\b").unwrap().replace_all(&said, "").into_owned()
    }

    /// The file in which functions are remembered.
    fn memory(&self) -> PathBuf {
        let entries = fs::read_dir(self.root().join("target/privlint")).unwrap().flatten();
        let is_memory = |path: &PathBuf| path.extension().is_some_and(|it| it == "functions");
        entries.map(|entry| entry.path()).find(is_memory).unwrap()
    }
}

/// What a change in one place changes elsewhere, by what the report says of it then.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    // The caller is in another file.
    ("src/store.rs", "user.id.to_string()", "user.email.clone()", "User.email"),
    ("src/store.rs", "user.email.clone()", "user.phone.clone()", "User.phone"),
    // What is shown moves.
    ("src/lib.rs", "log::info!", "let _one = 1;\n    log::info!", "\"line_start\":9"),
    // Functions that call each other.
    (
        "src/store.rs",
        "odd(user, left - 1);",
        "log::info!(\"{}\", user.email);\n        odd(user, left - 1);",
        "User.email",
    ),
    // One of three that call each other, to which others hand data.
    ("src/steps.rs", "\"{left} left\"", "\"{text}\"", "User.email"),
    ("src/steps.rs", "let again = text;", "let again = \"\";", "User.email"),
    // Beside a macro that makes an item.
    ("src/steps.rs", "step(&user.email", "step(&user.phone", "User.phone"),
    // Behind an item in the code.
    ("src/store.rs", "user.id);\n    println!", "user.email);\n    println!", "println!"),
    // A mask that hides no more.
    ("src/mask.rs", "format!(\"***{}\", &phone[phone.len() - 4..])", "phone.to_string()", "mask_phone"),
    // What formatting shows.
    ("src/format.rs", "write!(out, \"card\")", "write!(out, \"{}\", self.holder)", "Card.holder"),
    // The name of a template.
    ("src/mail.rs", "sms/plain.txt", "sms/reminder.txt", "`User.id_card` is shown in `reminder.txt`"),
    // Code with tests behind it.
    ("src/store.rs", "assert_eq!(1, 1);", "assert_eq!(2, 2);\n        assert_eq!(3, 3);", "User.phone"),
];

#[test]
fn a_change_of_code_is_seen_wherever_it_matters() {
    let tree = Tree::new();
    tree.run(&[]);
    for (file, from, to, says) in CHANGES {
        tree.change(file, from, to);
        let said = tree.run(&[]);
        assert_eq!(said, tree.run(&["--no-cache"]), "after {to} in {file}");
        assert!(said.contains(says), "{says} after {to} in {file}: {said}");
    }
    for (file, from, to, _) in CHANGES.iter().rev() {
        tree.change(file, to, from);
        let said = tree.run(&[]);
        assert_eq!(said, tree.run(&["--no-cache"]), "after {from} in {file}");
    }
}

/// Changes that matter to a few functions only.
const SMALL: &[(&str, &str, &str)] = &[
    ("src/store.rs", "user.id.to_string()", "let id = user.id;\n    id.to_string()"),
    ("src/store.rs", "odd(user, left - 1);", "let left = left - 1;\n        odd(user, left);"),
    ("src/steps.rs", "turn(text, left);", "let _one = 1;\n    turn(text, left);"),
    ("src/steps.rs", "step(&user.email, left);", "let left = left;\n    step(&user.email, left);"),
    // What formats shows the same.
    ("src/format.rs", "write!(out, \"card\")", "let _one = 1;\n        write!(out, \"card\")"),
    // Tests, among other changes.
    ("tests/all.rs", "assert_eq!(1, 1);", "let text = \"macros\";\n    assert_eq!(text.len(), 6);"),
    ("src/store.rs", "println!(\"{text}\");", "let text = text.as_str();\n    println!(\"{text}\");"),
];

#[test]
fn functions_are_remembered_as_long_as_only_code_changes() {
    let tree = Tree::new();
    tree.run(&[]);
    let before = identity(&tree.memory());
    for (file, from, to) in SMALL {
        tree.change(file, from, to);
        let said = tree.run(&[]);
        assert_eq!(identity(&tree.memory()), before, "all functions were read again after {to} in {file}");
        assert_eq!(said, tree.run(&["--no-cache"]), "after {to} in {file}");
    }
    tree.change("src/store.rs", "pub id: u64", "pub id: u32");
    tree.run(&[]);
    assert_ne!(identity(&tree.memory()), before, "another declaration was not seen");
}

#[test]
fn what_lies_in_its_place_is_not_believed() {
    let tree = Tree::new();
    tree.run(&[]);
    let whole = fs::read(tree.memory()).unwrap();
    let (mut odd, mut damaged) = (false, Vec::new());
    damaged.extend((0..40).map(|part| whole[..whole.len() * part / 40].to_vec()));
    damaged.extend((0..120).map(|part| {
        let mut bytes = whole.clone();
        let at = whole.len() * part / 120;
        bytes[at] ^= 1 << (part % 8);
        bytes
    }));
    damaged.push([whole.as_slice(), &[0; 100]].concat());
    damaged.push(b"privlint".repeat(10_000));
    for bytes in damaged {
        odd = !odd;
        let (from, to) =
            if odd { ("user.id.to_", "user.email.to_") } else { ("user.email.to_", "user.id.to_") };
        tree.change("src/store.rs", from, to);
        fs::write(tree.memory(), bytes).unwrap();
        let said = tree.run(&[]);
        assert_eq!(said.contains("User.email"), odd, "{said}");
        fs::write(tree.memory(), &whole).unwrap();
    }
}
