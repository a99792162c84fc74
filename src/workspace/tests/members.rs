//! Which packages belong to a workspace, a lone package or a folder.

use super::*;

#[test]
fn a_single_package_is_found_from_any_folder_below() {
    let fixture = tree(
        "//- Cargo.toml\n[package]\nname = \"my-app\"\nversion = \"1.2.3\"\nedition = \"2021\"\n\
         //- src/lib.rs src/a/b.rs src/main.rs build.rs other.rs\n",
    );
    let loaded = fixture.load("src/a");
    assert_eq!(packages(&loaded), "*:my-app");
    assert_eq!(loaded.workspace.root, fixture.base);
    let package = &loaded.workspace.packages[0];
    assert_eq!((package.version.as_str(), package.edition.as_str()), ("1.2.3", "2021"));
    assert_eq!(package.id, format!("path+file://{}#my-app@1.2.3", fixture.base.display()));
    assert_eq!(
        targets(&loaded, 0),
        ["Lib my_app src/lib.rs", "Bin my-app src/main.rs", "Build build-script-build build.rs"]
    );
    assert_eq!(
        files(&loaded),
        [
            "build.rs my-app build-script-build",
            "other.rs my-app -",
            "src/a/b.rs my-app my_app",
            "src/lib.rs my-app my_app",
            "src/main.rs my-app my-app"
        ]
    );
    assert_eq!(said(&loaded), NOTHING);
}

#[test]
fn members_are_listed_globbed_and_depended_on_and_not_excluded() {
    let fixture = tree(VIRTUAL);
    let loaded = fixture.load("crates");
    assert_eq!(packages(&loaded), "*crates/a:a *crates/b:b *deep:deep *deep/deeper:deeper *tools/x:x");
    assert_eq!(
        names(&loaded),
        "crates/a/src/lib.rs crates/b/src/lib.rs deep/deeper/src/lib.rs deep/src/lib.rs tools/x/src/lib.rs"
    );
    assert_eq!(said(&loaded), NOTHING);
    let again = fixture.load("crates");
    assert_eq!(again.workspace, loaded.workspace);
}

#[test]
fn a_member_is_selected_alone_and_an_excluded_package_stands_alone() {
    let fixture = tree(VIRTUAL);
    assert_eq!(
        packages(&fixture.load("deep/deeper/src")),
        "crates/a:a crates/b:b deep:deep *deep/deeper:deeper tools/x:x"
    );
    assert_eq!(packages(&fixture.load("crates/old")), "*:old");
    let manifest_path = Some("tools/x/Cargo.toml".into());
    let loaded = load(&Request { manifest_path, ..fixture.request("") }).unwrap();
    assert_eq!(packages(&loaded), "crates/a:a crates/b:b deep:deep deep/deeper:deeper *tools/x:x");
}

#[test]
fn a_root_package_has_members_and_nested_ones_keep_their_files() {
    let fixture = tree(
        "//- Cargo.toml\nworkspace.members = ['a', 'a/inner', '.tools/t']\npackage.name = 'top'\n\
         //- a/Cargo.toml\npackage = { name = 'a', workspace = '..' }\n//- a/inner/Cargo.toml\npackage.name = 'inner'\n\
         //- .tools/t/Cargo.toml\npackage.name = 't'\n//- foreign/Cargo.toml\npackage.name = 'foreign'\n\
         //- src/lib.rs a/src/lib.rs a/inner/src/lib.rs a/tests/x.rs .tools/t/src/lib.rs foreign/src/lib.rs .hidden/h.rs\n",
    );
    let loaded = fixture.load("");
    assert_eq!(packages(&loaded), "*:top *.tools/t:t *a:a *a/inner:inner");
    assert_eq!(
        files(&loaded),
        [
            ".tools/t/src/lib.rs t t",
            "a/inner/src/lib.rs inner inner",
            "a/src/lib.rs a a",
            "a/tests/x.rs a x t",
            "src/lib.rs top top"
        ]
    );
    assert_eq!(packages(&fixture.load("a")), ":top .tools/t:t *a:a a/inner:inner");
    let stray = fixture.load("foreign");
    assert_eq!(packages(&stray), "*:foreign");
    assert!(said(&stray)[0].contains("not a member of the workspace in `..`"), "{:?}", said(&stray));
}

#[test]
fn packages_inherit_and_dependencies_carry_their_names_in_code() {
    let fixture = tree(
        "//- Cargo.toml\n[workspace]\nmembers = ['app', 'core']\n[workspace.package]\nversion = '2.0.0'\nedition = '2024'\n\
         [workspace.dependencies]\nmy-core = { path = 'core', package = 'core-impl' }\nserde-json = '1'\nplain-lib = { path = 'lib' }\n\
         //- app/Cargo.toml\n[package]\nname = 'app'\nversion.workspace = true\nedition = { workspace = true }\nrust-version.workspace = true\n\
         [dependencies]\nmy-core.workspace = true\nserde-json = { workspace = true, optional = true }\nabsent = { workspace = true }\n\
         [dev-dependencies]\nserde-json.workspace = true\nplain-lib.workspace = true\n[target.x.build-dependencies]\nlog2 = { package = 'log', version = '1' }\n\
         //- core/Cargo.toml\n[package]\nname = 'core-impl'\nedition.workspace = true\n//- lib/Cargo.toml\n[package]\nname = 'plain-lib'\nversion.workspace = true\n\
         [lib]\nname = 'plain'\n//- app/src/lib.rs core/src/lib.rs lib/src/lib.rs\n",
    );
    let loaded = fixture.load("");
    assert_eq!(packages(&loaded), "*app:app *core:core-impl *lib:plain-lib");
    let [app, core, lib] = &loaded.workspace.packages[..] else { panic!() };
    assert_eq!((app.version.as_str(), app.edition.as_str()), ("2.0.0", "2024"));
    assert_eq!((core.version.as_str(), core.edition.as_str()), ("0.0.0", "2024"));
    assert_eq!((lib.edition.as_str(), lib.targets[0].edition.as_str()), ("2015", "2015"));
    assert_eq!(core.id, format!("path+file://{}/core#core-impl@0.0.0", fixture.base.display()));
    let show =
        |one: &Dependency| format!("{}={}@{}", one.name, one.package, one.path.as_deref().unwrap_or("-"));
    let shown: Vec<_> = app.dependencies.iter().map(show).collect();
    assert_eq!(
        shown,
        ["log2=log@-", "my_core=core-impl@core", "plain=plain-lib@lib", "serde_json=serde-json@-"]
    );
    assert_eq!(
        said(&loaded),
        [
            "warning app/Cargo.toml 'absent': dependency `absent` is inherited, but `[workspace.dependencies]` has no `absent`"
        ]
    );
}

#[test]
fn a_folder_without_a_manifest_above_is_read_as_what_lies_below() {
    let fixture = tree(
        "//- ws/Cargo.toml\n[workspace]\nmembers = ['a']\n[workspace.package]\nversion = '3.0.0'\n\
         //- ws/a/Cargo.toml\n[package]\nname = 'a'\nversion.workspace = true\n//- broken/Cargo.toml\n[package\n\
         //- lone/Cargo.toml\n[package]\nname = 'lone'\n[dependencies]\na = { path = '../ws/a' }\n\
         //- ws/a/src/lib.rs lone/src/main.rs broken/src/lib.rs script.rs more/x.rs\n",
    );
    let loaded = fixture.load("");
    assert_eq!(packages(&loaded), "*:w *broken:broken *lone:lone *ws/a:a");
    assert_eq!(loaded.workspace.packages[3].version, "3.0.0");
    assert_eq!(loaded.workspace.packages[0].manifest, fixture.base.join("Cargo.toml"));
    assert_eq!(
        files(&loaded),
        [
            "broken/src/lib.rs broken broken",
            "lone/src/main.rs lone lone",
            "more/x.rs w -",
            "script.rs w -",
            "ws/a/src/lib.rs a a"
        ]
    );
    assert_eq!(said(&loaded).len(), 1, "{:?}", said(&loaded));
    fs::remove_file(fixture.base.join("script.rs")).unwrap();
    fs::remove_file(fixture.base.join("more/x.rs")).unwrap();
    let loaded = fixture.load("");
    assert_eq!(packages(&loaded), "*broken:broken *lone:lone *ws/a:a");
    assert_eq!(files(&loaded)[0], "broken/src/lib.rs broken broken");
    let empty = fixture.load("more");
    assert!(empty.workspace.files.is_empty() && empty.workspace.packages.is_empty());
}

#[test]
fn double_stars_match_at_every_depth() {
    let fixture = tree(
        "//- Cargo.toml\nworkspace.members = ['**/m*']\n//- x/ma/Cargo.toml\npackage.name = 'ma'\n//- mb/Cargo.toml\npackage.name = 'mb'\n\
         //- target/mc/Cargo.toml\npackage.name = 'mc'\n//- x/ma/src/lib.rs mb/src/lib.rs x/many/readme\n",
    );
    let loaded = fixture.load("");
    assert_eq!((packages(&loaded).as_str(), said(&loaded).len()), ("*mb:mb *x/ma:ma", 0));
}
