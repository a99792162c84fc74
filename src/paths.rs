//! Paths as text: normal forms, names with `/`, and the URLs by which cargo names packages.
//!
//! Invariant: nothing here looks at the disk, so the same path gives the same text on every run.

use std::path::{Component, Path, PathBuf};

/// The path without `.` and `..`. It is resolved by its parts alone, as cargo does, not by following links.
pub fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            kept => normal.push(kept),
        }
    }
    normal
}

/// The path's parts joined by `/`, whatever the platform's separator is.
pub fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The part of a `/`-separated name below a folder; the empty folder holds everything.
pub fn within<'n>(folder: &str, name: &'n str) -> Option<&'n str> {
    if folder.is_empty() { Some(name) } else { name.strip_prefix(folder)?.strip_prefix('/') }
}

/// The last part of a path; empty for a file system's root.
pub fn last_part(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name of a `/`-separated file without its folders and its extension.
pub fn stem(file: &Path) -> String {
    file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The `file://` URL of an absolute folder, escaped as in cargo's package ids.
pub fn file_url(dir: &Path) -> String {
    let mut url = String::from("file://");
    for part in dir.components() {
        match part {
            Component::RootDir | Component::CurDir | Component::ParentDir => {}
            Component::Prefix(prefix) => {
                url.push('/');
                url.push_str(prefix.as_os_str().to_string_lossy().trim_start_matches(r"\\?\"));
            }
            Component::Normal(name) => {
                url.push('/');
                url.push_str(&escape_segment(&name.to_string_lossy()));
            }
        }
    }
    url
}

/// The id under which cargo prints a package: the name is spelt out only where the folder does not give it.
pub fn package_id(dir: &Path, name: &str, version: &str) -> String {
    let url = file_url(dir);
    let named_by_folder = url.rsplit('/').next() == Some(name);
    if named_by_folder { format!("path+{url}#{version}") } else { format!("path+{url}#{name}@{version}") }
}

/// Percent-encodes one segment by the URL standard's set for the path segments of special schemes.
fn escape_segment(segment: &str) -> String {
    let mut escaped = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        let plain = byte.is_ascii_graphic() && !br##""#<>?`{}/%\"##.contains(&byte);
        if plain {
            escaped.push(byte as char);
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_that_cargo_prints() {
        let id = |dir: &str, name| package_id(Path::new(dir), name, "0.1.0");
        assert_eq!(id("/w/core", "core"), "path+file:///w/core#0.1.0");
        assert_eq!(id("/w/core", "app-core"), "path+file:///w/core#app-core@0.1.0");
        let odd = id("/w/sp ace[x]^{}|~'é%", "odd");
        assert_eq!(odd, "path+file:///w/sp%20ace[x]^%7B%7D|~'%C3%A9%25#odd@0.1.0");
    }

    #[test]
    fn dots_are_resolved_by_the_parts_alone() {
        assert_eq!(normalize(Path::new("/a/./b/../../c")), Path::new("/c"));
        assert_eq!(slashed(Path::new("src/bin/x.rs")), "src/bin/x.rs");
    }
}
