//! What is said of trees that are broken, incomplete or hostile.

use super::*;

#[test]
fn a_start_that_does_not_exist_is_an_error_with_a_way_out() {
    let fixture = tree("//- sub/Cargo.toml\n[workspace]\n//- x.toml\n");
    let with = |path: &str| Request { manifest_path: Some(path.into()), ..fixture.request("") };
    assert_eq!(fixture.error(&with("sub")), "`/w/sub` is a folder; pass its manifest, `/w/sub/Cargo.toml`");
    assert_eq!(
        fixture.error(&with("x.toml")),
        "`/w/x.toml` is not a manifest; pass the path of a `Cargo.toml`"
    );
    assert_eq!(
        fixture.error(&with("no/Cargo.toml")),
        "the manifest `/w/no/Cargo.toml` does not exist; correct `--manifest-path` or leave it out"
    );
    assert_eq!(
        fixture.error(&fixture.request("nowhere")),
        "the folder `/w/nowhere` does not exist; start in a folder of your project"
    );
}

#[test]
fn a_broken_root_is_an_error_with_its_place_and_a_broken_member_is_not() {
    let fixture = tree(
        "//- Cargo.toml\n[workspace]\nmembers = ['m', 'n', 'v']\n//- m/Cargo.toml\n[package]\nname = m\n//- n/Cargo.toml\n[package]\nversion = '1.0.0'\n\
         //- v/Cargo.toml\n[dependencies]\n//- m/src/lib.rs n/src/main.rs v/src/lib.rs m/tests/t.rs\n",
    );
    for start in ["", "m"] {
        let loaded = fixture.load(start);
        let star = if start == "m" { "" } else { "*" };
        assert_eq!(packages(&loaded), format!("*m:m {star}n:n {star}v:v"));
        assert_eq!(
            files(&loaded),
            ["m/src/lib.rs m m", "m/tests/t.rs m t t", "n/src/main.rs n n", "v/src/lib.rs v v"]
        );
        let said = said(&loaded);
        assert!(
            said[0].starts_with("error m/Cargo.toml 'm': `m/Cargo.toml` is not valid TOML: "),
            "{said:?}"
        );
        assert_eq!(said[1], "warning n/Cargo.toml '[package]': the package has no name");
        assert!(said[2].ends_with("`v/Cargo.toml` has no `[package]`"), "{said:?}");
    }
    fixture.write("Cargo.toml", "[workspace]\n# é\nmembers = [é]\n".as_bytes());
    for start in ["", "m"] {
        let error = fixture.error(&fixture.request(start));
        assert!(error.starts_with("the root manifest is not valid TOML at /w/Cargo.toml:3:"), "{error}");
        assert!(!error.contains('\n'));
    }
}

#[test]
fn unreadable_manifests_are_reported_like_broken_ones() {
    let fixture = tree("//- Cargo.toml\nworkspace.members = ['m', 'big']\n//- m/src/lib.rs big/src/lib.rs\n");
    fixture.write("m/Cargo.toml", b"[package]\nname = '\xff'\n");
    fixture.write("big/Cargo.toml", &vec![b'\n'; 4 * 1024 * 1024 + 1]);
    let loaded = fixture.load("");
    assert_eq!(packages(&loaded), "*big:big *m:m");
    assert_eq!(names(&loaded), "big/src/lib.rs m/src/lib.rs");
    let said = said(&loaded);
    assert!(
        said[0].contains("`big/Cargo.toml` cannot be read: ") && said[0].contains("limit of 4 MB"),
        "{said:?}"
    );
    assert!(said[1].contains("`m/Cargo.toml` cannot be read: not valid UTF-8 at byte 18"), "{said:?}");
    fixture.write("Cargo.toml", b"\xff");
    let error = fixture.error(&fixture.request(""));
    assert!(
        error.starts_with("the root manifest `/w/Cargo.toml` cannot be read: not valid UTF-8"),
        "{error}"
    );
}

#[test]
fn members_that_are_missing_or_lead_out_are_reported_at_their_place() {
    let fixture = tree(
        "//- Cargo.toml\n[workspace]\nmembers = ['gone', 'empty', 'no/*', '../x', '../*', 'c/*', 3]\ndefault-members = ['q']\n\
         //- empty/readme c/none/readme c/.hid/readme\n//- c/yes/Cargo.toml\npackage.name = 'yes'\n[dependencies]\nx = { path = '../../../x' }\nl = { path = 'l' }\n\
         //- ../x/Cargo.toml\npackage.name = 'x'\n//- ../x/src/lib.rs c/yes/src/lib.rs\n",
    );
    let loaded = fixture.load("");
    assert_eq!((packages(&loaded), names(&loaded)), ("*c/yes:yes".into(), "c/yes/src/lib.rs".into()));
    assert_eq!(
        said(&loaded),
        [
            "warning Cargo.toml ''gone'': workspace member `gone` does not exist",
            "warning Cargo.toml ''empty'': workspace member `empty` has no `Cargo.toml`",
            "warning Cargo.toml ''no/*'': workspace members `no/*` match no package",
            "warning Cargo.toml ''../x'': workspace member `../x` lies outside of the workspace's root and is not analysed",
            "warning Cargo.toml ''../*'': workspace members `../*` lies outside of the workspace's root and is not analysed",
            "warning Cargo.toml ''c/*'': `c/none` matches `c/*` but has no `Cargo.toml`",
            "warning Cargo.toml '3': a workspace member is not a string",
            "warning c/yes/Cargo.toml ''l'': path dependency `l` has no `Cargo.toml`",
            "warning c/yes/Cargo.toml ''../../../x'': path dependency `x` lies outside of the workspace's root and is not analysed",
            "warning Cargo.toml ''q'': default member `q` is not a member of the workspace",
        ]
    );
    assert!(loaded.manifests.iter().all(|file| file.path.starts_with(&fixture.base)));
}

#[test]
fn a_second_workspace_inside_is_reported_and_still_read() {
    let fixture = tree(
        "//- Cargo.toml\nworkspace.members = ['a']\n//- a/Cargo.toml\n[workspace]\npackage.version = '7.0.0'\n[package]\nname = 'a'\nversion.workspace = true\n//- a/src/lib.rs\n",
    );
    let loaded = fixture.load("");
    assert_eq!(
        (packages(&loaded).as_str(), loaded.workspace.packages[0].version.as_str()),
        ("*a:a", "7.0.0")
    );
    assert_eq!(
        said(&loaded),
        ["warning a/Cargo.toml '[workspace]': member `a` is the root of another workspace"]
    );
    assert_eq!(packages(&fixture.load("a")), "*:a");
}

#[cfg(unix)]
#[test]
fn links_neither_loop_nor_lead_out() {
    use std::os::unix::fs::symlink;
    let fixture = tree(
        "//- Cargo.toml\n[workspace]\nmembers = ['**', 'out', 'alias', 'm', 'sly']\n//- m/Cargo.toml\npackage.name = 'm'\n[[test]]\nname = 't'\npath = 'leak.rs'\n\
         //- m/src/lib.rs sly/src/lib.rs\n//- ../secret/Cargo.toml\npackage.name = 'secret'\n//- ../secret/src/lib.rs\n",
    );
    let outer = fixture.base.parent().unwrap().join("secret");
    for (to, link) in [
        (fixture.base.clone(), "m/loop"),
        (outer.clone(), "out"),
        (fixture.base.join("m"), "alias"),
        (outer.join("src/lib.rs"), "m/leak.rs"),
        (outer.join("Cargo.toml"), "sly/Cargo.toml"),
        (fixture.base.join("m/self.rs"), "m/self.rs"),
    ] {
        symlink(to, fixture.base.join(link)).unwrap();
    }
    let loaded = fixture.load("");
    assert_eq!((packages(&loaded).as_str(), names(&loaded).as_str()), ("*m:m", "m/src/lib.rs"));
    assert!(loaded.manifests.iter().all(|file| !file.text.contains("secret")));
    let said = said(&loaded).join("\n");
    assert!(
        said.contains("member `out` lies outside") && said.contains("path `leak.rs` lies outside"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_to_each_other_do_not_multiply() {
    use std::os::unix::fs::symlink;
    let stars = ["*"; 40].join("/");
    let fixture = tree(&format!(
        "//- Cargo.toml\nworkspace.members = ['{stars}', '**/**/**/m']\n//- m/Cargo.toml\npackage.name = 'm'\n//- m/src/lib.rs n/x\n"
    ));
    for link in ["m/a", "m/b", "m/c", "n/a", "n/b", "n/c"] {
        let to = if link.starts_with('m') { "n" } else { "m" };
        symlink(fixture.base.join(to), fixture.base.join(link)).unwrap();
    }
    let loaded = fixture.load("");
    assert_eq!(packages(&loaded).split(':').next_back(), Some("m"));
    assert_eq!(loaded.workspace.packages.len(), 1);
}
