//! Which packages a run is about: `-p` specs, `--workspace` with `--exclude`, or the defaults.
//!
//! Terms: a *spec* names packages as cargo's package ids do: `name`, `name@version`, a URL with or without
//! either, or a glob over names.

use super::{LoadError, Package, Request};
use crate::diagnostic::Diagnostic;
use crate::nearest;
use crate::paths::file_url;
use globset::Glob;
use std::path::{Path, PathBuf};

/// What the place a run was started from chooses, where no flag does.
pub(super) enum Defaults {
    /// Everything.
    All,
    /// The package in this folder.
    Folder(PathBuf),
}

/// Marks the selected packages; a name that excludes nothing is returned as a diagnostic.
pub(super) fn select(
    packages: &mut [Package],
    request: &Request,
    defaults: &Defaults,
) -> Result<Vec<Diagnostic>, LoadError> {
    if !request.exclude.is_empty() && !request.workspace {
        return Err(LoadError::ExcludeAlone);
    }
    if request.workspace {
        return Ok(all_but(packages, &request.exclude));
    }
    if request.packages.is_empty() {
        for package in packages.iter_mut() {
            package.selected = match defaults {
                Defaults::All => true,
                Defaults::Folder(dir) => folder(package) == dir,
            };
        }
        return Ok(Vec::new());
    }
    for spec in &request.packages {
        if !mark(packages, spec, true) {
            return Err(LoadError::UnknownPackage { spec: spec.clone(), closest: closest(packages, spec) });
        }
    }
    Ok(Vec::new())
}

fn all_but(packages: &mut [Package], exclude: &[String]) -> Vec<Diagnostic> {
    packages.iter_mut().for_each(|package| package.selected = true);
    let mut unknown = Vec::new();
    for spec in exclude {
        if !mark(packages, spec, false) {
            let said = Diagnostic::warning(format!("excluded package `{spec}` is not in the workspace"));
            let near = closest(packages, spec).map(|name| format!("the closest name is `{name}`"));
            unknown.push(near.into_iter().fold(said, Diagnostic::note));
        }
    }
    unknown
}

fn mark(packages: &mut [Package], spec: &str, selected: bool) -> bool {
    let mut any = false;
    for package in packages.iter_mut().filter(|package| matches(package, spec)) {
        package.selected = selected;
        any = true;
    }
    any
}

fn matches(package: &Package, spec: &str) -> bool {
    if let Some((protocol, rest)) = spec.split_once("://") {
        let is_file = protocol.rsplit('+').next() == Some("file");
        return is_file && matches_url(package, rest);
    }
    if spec.contains(['*', '?', '[']) {
        return Glob::new(spec).is_ok_and(|glob| glob.compile_matcher().is_match(&package.name));
    }
    matches_name(package, spec)
}

fn matches_url(package: &Package, rest: &str) -> bool {
    let (path, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let path = path.split('?').next().unwrap_or(path).trim_end_matches('/');
    let url = file_url(folder(package));
    let same_folder = url.strip_prefix("file://") == Some(path);
    let starts_with_digit = fragment.starts_with(|first: char| first.is_ascii_digit());
    same_folder
        && match fragment {
            "" => true,
            version if starts_with_digit => matches_version(package, version),
            name => matches_name(package, name),
        }
}

fn matches_name(package: &Package, spec: &str) -> bool {
    match spec.split_once(['@', ':']) {
        Some((name, version)) => name == package.name && matches_version(package, version),
        None => spec == package.name,
    }
}

/// Whether a version has the parts that are asked for; `1` and `1.2` stand for every release of their line.
fn matches_version(package: &Package, asked: &str) -> bool {
    let rest = package.version.strip_prefix(asked);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('+'))
}

fn folder(package: &Package) -> &Path {
    package.manifest.parent().unwrap_or(&package.manifest)
}

/// The package that a spec that names none may have meant.
fn closest(packages: &[Package], spec: &str) -> Option<String> {
    let fragment = spec.rsplit(['#', '/']).next().unwrap_or(spec);
    let asked = fragment.split(['@', ':']).next().unwrap_or(fragment);
    nearest::name(asked, packages.iter().map(|package| package.name.as_str())).map(str::to_string)
}
