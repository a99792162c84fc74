//! Small trees on disk and what is read of them: one helper, one behaviour per test.

mod faults;
mod members;
mod select;
mod targets;
mod texts;

use super::*;
use crate::diagnostic::Level;
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

/// A temporary tree, removed when it goes out of scope.
struct Fixture {
    base: PathBuf,
}

/// Writes a tree. A line `//- path` opens a file, and what follows is its text.
fn tree(text: &str) -> Fixture {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("privlint-workspace-{}-{number}", std::process::id());
    let base = std::env::temp_dir().canonicalize().unwrap().join(name).join("w");
    fs::create_dir_all(&base).unwrap();
    let fixture = Fixture { base };
    for file in text.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        for path in path.split_whitespace() {
            fixture.write(path, text.as_bytes());
        }
    }
    fixture
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.base.parent().unwrap());
    }
}

impl Fixture {
    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.base.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn request(&self, dir: &str) -> Request {
        Request { current_dir: self.base.join(dir), ..Request::default() }
    }

    fn load(&self, dir: &str) -> Loaded {
        load(&self.request(dir)).unwrap()
    }

    fn error(&self, request: &Request) -> String {
        let parent = self.base.parent().unwrap().display().to_string();
        load(request).unwrap_err().to_string().replace(&parent, "")
    }
}

/// The packages as `dir:name`, selected ones with a star.
fn packages(loaded: &Loaded) -> String {
    let show = |one: &Package| format!("{}{}:{}", if one.selected { "*" } else { "" }, one.dir, one.name);
    loaded.workspace.packages.iter().map(show).collect::<Vec<_>>().join(" ")
}

/// The targets of a package as `Kind name root`.
fn targets(loaded: &Loaded, package: usize) -> Vec<String> {
    let show = |one: &Target| format!("{:?} {} {}", one.kind, one.name, one.root);
    loaded.workspace.packages[package].targets.iter().map(show).collect()
}

/// The files as `name package target`, with `t` for test code.
fn files(loaded: &Loaded) -> Vec<String> {
    let show = |one: &RustFile| {
        let package = &loaded.workspace.packages[one.package];
        let target = one.target.map_or("-", |at| &package.targets[at].name);
        format!("{} {} {target}{}", one.name, package.name, if one.is_test { " t" } else { "" })
    };
    loaded.workspace.files.iter().map(show).collect()
}

fn names(loaded: &Loaded) -> String {
    loaded.workspace.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(" ")
}

/// The diagnostics as `level file 'text under the span': message`.
fn said(loaded: &Loaded) -> Vec<String> {
    let show = |one: &Diagnostic| {
        let level = if one.level == Level::Error { "error" } else { "warning" };
        let place = one.primary.as_ref().map_or(String::new(), |label| {
            let file = &loaded.manifests[label.span.file.0 as usize];
            format!(" {} '{}'", file.name, &file.text[label.span.range()])
        });
        format!("{level}{place}: {}", one.message)
    };
    loaded.diagnostics.iter().map(show).collect()
}

const NOTHING: [&str; 0] = [];

/// A workspace without a root package that shows every way to be a member, and one to be none.
const VIRTUAL: &str = "\
//- Cargo.toml
[workspace]
members = ['crates/*', './tools/x/', 'gone/../crates/a']
exclude = ['crates/old']
default-members = ['crates/[ab]']
//- crates/a/Cargo.toml
package.name = 'a'
[target.'cfg(unix)'.dev-dependencies]
deep = { path = '../../deep' }
//- crates/b/Cargo.toml
package.name = 'b'
//- crates/old/Cargo.toml
package.name = 'old'
//- tools/x/Cargo.toml
package.name = 'x'
//- deep/Cargo.toml
package.name = 'deep'
[build-dependencies]
deeper = { path = 'deeper' }
//- deep/deeper/Cargo.toml
package.name = 'deeper'
//- crates/a/src/lib.rs crates/b/src/lib.rs crates/old/src/lib.rs tools/x/src/lib.rs deep/src/lib.rs loose.rs
//- deep/deeper/src/lib.rs
";
