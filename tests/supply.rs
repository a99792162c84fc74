//! What this program is built from: where it comes from, under which licences, and that nothing is there twice.
//!
//! It asks `cargo metadata`, which reads the lock file and what cargo has fetched for this build.

// Helpers of a test may fail as a test does; the lint's exception covers test functions only.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// Licences that ask for no more than to be named.
const LICENCES: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "Unlicense",
    "BSL-1.0",
    "0BSD",
];

/// The packages of the program, without those that only tests and benchmarks use.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    // What other platforms need was not fetched for this build.
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let node = |id: &str| nodes.iter().find(|node| node["id"] == id).unwrap();
    let mut open = vec![metadata["resolve"]["root"].as_str().unwrap()];
    let mut reached = Vec::new();
    while let Some(id) = open.pop() {
        if reached.contains(&id) {
            continue;
        }
        reached.push(id);
        let is_built = |dependency: &&Value| {
            dependency["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"] != "dev")
        };
        let dependencies = node(id)["deps"].as_array().unwrap().iter().filter(is_built);
        open.extend(dependencies.map(|dependency| dependency["pkg"].as_str().unwrap()));
    }
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages.filter(|package| reached.contains(&package["id"].as_str().unwrap())).cloned().collect()
}

#[test]
fn every_package_comes_from_the_registry() {
    let own = |package: &&Value| package["name"] != env!("CARGO_PKG_NAME");
    let packages = packages();
    let wrong: Vec<&Value> = packages
        .iter()
        .filter(own)
        .filter(|package| package["source"] != "registry+https://github.com/rust-lang/crates.io-index")
        .map(|package| &package["id"])
        .collect();
    assert!(packages.len() > 50 && wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_licence_is_permissive() {
    let is_fine = |licence: &str| {
        let licence = licence.replace('/', " OR ").replace(['(', ')'], " ");
        licence.split(" AND ").all(|all| all.split(" OR ").any(|one| LICENCES.contains(&one.trim())))
    };
    let wrong: Vec<String> = packages()
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_fine))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn no_package_is_built_in_two_versions() {
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().unwrap().to_string();
        versions.entry(text("name")).or_default().push(text("version"));
    }
    let twice: Vec<_> = versions.into_iter().filter(|(_, versions)| versions.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
