//! Which packages flags and specs choose.

use super::*;

#[test]
fn packages_are_chosen_by_name_version_id_and_glob() {
    let fixture = tree(VIRTUAL);
    fixture.write("crates/b/Cargo.toml", b"[package]\nname = 'b-lib'\nversion = '1.2.3'");
    let id = |fragment: &str| format!("path+file://{}/crates/b{fragment}", fixture.base.display());
    let bare = id("").trim_start_matches("path+").to_string();
    let specs = [
        "b-lib",
        "b-lib@1.2.3",
        "b-lib@1",
        "b-lib:1.2",
        "b-*",
        &id("#b-lib@1.2.3"),
        &id("#1.2.3"),
        &id("#b-lib"),
        &bare,
    ];
    for spec in specs {
        let loaded = load(&Request { packages: vec![spec.into()], ..fixture.request("deep") }).unwrap();
        assert_eq!(
            packages(&loaded),
            "crates/a:a *crates/b:b-lib deep:deep deep/deeper:deeper tools/x:x",
            "{spec}"
        );
    }
    for (spec, way_out) in [
        ("b_lib", "did you mean `b-lib`?"),
        ("b-lib@1.3", "did you mean `b-lib`?"),
        ("zzzzzz", "`--workspace` selects all of them"),
        ("q*", "`--workspace` selects all of them"),
        ("registry+https://x/y#b-lib", "did you mean `b-lib`?"),
    ] {
        let request = Request { packages: vec![spec.into()], ..fixture.request("") };
        assert_eq!(
            fixture.error(&request),
            format!("no package of this workspace matches `{spec}`; {way_out}")
        );
    }
}

#[test]
fn a_workspace_run_takes_all_but_the_excluded() {
    let fixture = tree(VIRTUAL);
    let exclude = vec!["deep*".into(), "xx".into()];
    let request = Request { workspace: true, exclude, ..fixture.request("crates/a") };
    let loaded = load(&request).unwrap();
    assert_eq!(packages(&loaded), "*crates/a:a *crates/b:b deep:deep deep/deeper:deeper *tools/x:x");
    assert_eq!(said(&loaded), ["warning: excluded package `xx` is not in the workspace"]);
    let request = Request { workspace: false, ..request };
    assert_eq!(
        fixture.error(&request),
        "`--exclude` needs `--workspace`; add it, or choose packages with `-p`"
    );
}
