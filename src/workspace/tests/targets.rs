//! Which targets a package has, and which files belong to them.

use super::*;

#[test]
fn targets_are_inferred_from_folders() {
    let fixture = tree(
        "//- Cargo.toml\n[package]\nname = 'p'\nedition = '2021'\n//- src/lib.rs src/main.rs src/util.rs src/bin/one.rs src/bin/two/main.rs\n\
         //- src/bin/two/part.rs src/bin/nomain/x.rs tests/it.rs tests/big/main.rs tests/big/case.rs tests/common/mod.rs\n\
         //- examples/ex.rs benches/be.rs examples/data.txt\n",
    );
    let loaded = fixture.load("");
    assert_eq!(
        targets(&loaded, 0),
        [
            "Lib p src/lib.rs",
            "Bin one src/bin/one.rs",
            "Bin p src/main.rs",
            "Bin two src/bin/two/main.rs",
            "Example ex examples/ex.rs",
            "Test big tests/big/main.rs",
            "Test it tests/it.rs",
            "Bench be benches/be.rs"
        ]
    );
    assert_eq!(
        files(&loaded),
        [
            "benches/be.rs p be t",
            "examples/ex.rs p ex t",
            "src/bin/nomain/x.rs p one",
            "src/bin/one.rs p one",
            "src/bin/two/main.rs p two",
            "src/bin/two/part.rs p two",
            "src/lib.rs p p",
            "src/main.rs p p",
            "src/util.rs p p",
            "tests/big/case.rs p big t",
            "tests/big/main.rs p big t",
            "tests/common/mod.rs p it t",
            "tests/it.rs p it t"
        ]
    );
}

#[test]
fn a_folder_that_a_test_begins_in_is_test_code() {
    let fixture = tree(
        "//- Cargo.toml\n[package]\nname = 'p'\nedition = '2021'\n[[test]]\nname = 'all'\npath = 'src/all/mod.rs'\n\
         [[test]]\nname = 'one'\npath = 'src/one/it.rs'\n\
         //- src/lib.rs src/util.rs src/all/mod.rs src/all/util/proxy.rs src/one/it.rs src/one/more.rs\n",
    );
    assert_eq!(
        files(&fixture.load("")),
        [
            "src/all/mod.rs p all t",
            "src/all/util/proxy.rs p all t",
            "src/lib.rs p p",
            "src/one/it.rs p one t",
            "src/one/more.rs p one",
            "src/util.rs p p"
        ]
    );
}

#[test]
fn targets_are_declared_and_inference_can_be_switched_off() {
    let fixture = tree(
        "//- Cargo.toml\n[workspace]\nmembers = ['m']\n//- m/Cargo.toml\n[package]\nname = 'm-m'\nedition = '2021'\nautobins = false\nautotests = false\n\
         autobenches = false\nautoexamples = false\nbuild = 'build/main.rs'\n[lib]\nname = 'macros'\npath = 'code/entry.rs'\nproc-macro = true\n\
         [[bin]]\nname = 'tool'\npath = 'tool.rs'\n[[bin]]\nname = 'two'\n[[test]]\nname = 'shared'\npath = '../shared/it.rs'\n\
         [[example]]\nname = 'ex'\ncrate-type = ['staticlib']\n[[bench]]\nname = 'gone'\n[[bench]]\nname = 'lost'\npath = 'no/such.rs'\n\
         [[test]]\nname = 'out'\npath = '../../out.rs'\n\
         //- m/code/entry.rs m/code/part.rs m/tool.rs m/src/bin/two.rs m/src/main.rs m/src/bin/three.rs m/tests/t.rs m/benches/b.rs\n\
         //- m/examples/ex.rs m/examples/other.rs m/build/main.rs m/build/gen.rs m/build.rs shared/it.rs shared/more.rs ../out.rs\n",
    );
    let loaded = fixture.load("");
    assert_eq!(
        targets(&loaded, 0),
        [
            "ProcMacro macros m/code/entry.rs",
            "Bin tool m/tool.rs",
            "Bin two m/src/bin/two.rs",
            "Example ex m/examples/ex.rs",
            "Test shared shared/it.rs",
            "Build build-script-main m/build/main.rs"
        ]
    );
    let types: Vec<_> =
        loaded.workspace.packages[0].targets.iter().map(|one| one.crate_types.join(",")).collect();
    assert_eq!(types, ["proc-macro", "bin", "bin", "staticlib", "bin", "bin"]);
    let files = files(&loaded);
    for line in
        ["m/code/part.rs m-m macros", "m/build/gen.rs m-m build-script-main", "shared/it.rs m-m shared t"]
    {
        assert!(files.contains(&line.to_string()), "{line} in {files:?}");
    }
    assert!(!names(&loaded).contains("shared/more.rs") && !names(&loaded).contains("out.rs"));
    assert_eq!(
        said(&loaded),
        [
            "warning m/Cargo.toml ''../../out.rs'': target path `../../out.rs` lies outside of the workspace's root and is not analysed",
            "warning m/Cargo.toml ''gone'': target `gone` has no file",
            "warning m/Cargo.toml ''no/such.rs'': target path `no/such.rs` does not exist"
        ]
    );
}

#[test]
fn a_library_and_a_script_can_be_switched_off_and_2015_infers_less() {
    let fixture = tree(
        "//- Cargo.toml\n[package]\nname = 'p'\nbuild = false\nautolib = false\n[[bin]]\nname = 'a'\n//- src/lib.rs src/bin/a.rs src/bin/b.rs build.rs\n",
    );
    assert_eq!(targets(&fixture.load(""), 0), ["Bin a src/bin/a.rs"]);
}

#[test]
fn ignored_hidden_and_built_files_are_left_out() {
    let fixture = tree(
        "//- Cargo.toml\nworkspace.members = ['m', 'ign']\npackage.name = 'p'\n//- m/Cargo.toml\npackage.name = 'm'\n//- ign/Cargo.toml\npackage.name = 'i'\n\
         //- .gitignore\ngenerated.rs\n/ign\n//- m/.gitignore\nscratch/\n//- ../.gitignore\nlib.rs\n//- .ignore\nlib.rs\n\
         //- src/lib.rs src/generated.rs m/src/lib.rs m/src/generated.rs m/scratch/x.rs m/target/debug/y.rs target/z.rs\n\
         //- src/target/kept.rs src/out/target/w.rs src/out/target/CACHEDIR.TAG .git/hooks.rs ign/src/lib.rs\n",
    );
    assert_eq!(names(&fixture.load("")), "ign/src/lib.rs m/src/lib.rs src/lib.rs src/target/kept.rs");
}
