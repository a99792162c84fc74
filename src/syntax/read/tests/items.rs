//! Items: that they are what the parser's library says they are, and that a broken one costs itself.

use super::{lowered, parser};
use crate::hir::{File, Notes, Variant};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the reader makes of a file, as [`parser::items`] tells it.
fn items(file: &File) -> Vec<String> {
    let attrs = |notes: &Notes| -> Vec<(String, String)> {
        notes.attrs.iter().map(|attr| (attr.path.to_string(), attr.args.clone())).collect()
    };
    let variant = |variant: &Variant| {
        let fields = variant.fields.iter();
        let fields: Vec<String> =
            fields.map(|field| format!("{} {:?} {:?}", field.name, field.ty, attrs(&field.notes))).collect();
        (variant.name.clone(), fields)
    };
    let functions = file.fns.iter().map(|one| {
        let params: Vec<_> = one.decl.params.iter().map(|param| &param.ty).collect();
        format!(
            "fn {} {:?} {params:?} {:?} {:?}",
            one.name,
            one.decl.generics,
            one.decl.ret,
            attrs(&one.decl.notes)
        )
    });
    let types = file.types.iter().map(|def| {
        let variants: Vec<_> = def.decl.variants.iter().map(variant).collect();
        let attrs = attrs(&def.notes);
        format!("type {} {:?} {} {attrs:?} {variants:?}", def.name, def.decl.generics, def.decl.is_generic)
    });
    let aliases =
        file.aliases.iter().map(|one| format!("alias {} {:?} {:?}", one.name, one.generics, one.ty));
    let values = file.values.iter().map(|one| {
        let text = one.text.as_ref().map(|(text, _)| text);
        format!("value {} {:?} {text:?} {:?}", one.name, one.ty, one.number)
    });
    let mods = file.mods.iter().map(|one| {
        let name = one.path.last().cloned().unwrap_or_default();
        format!("mod {name} {}", one.is_file)
    });
    let impls = file
        .impls
        .iter()
        .map(|one| format!("impl {:?} {:?} {:?} {:?}", one.generics, one.of_trait, one.ty, one.types));
    let traits =
        file.traits.iter().map(|one| format!("trait {} {:?} {:?}", one.name, one.generics, one.supers));
    functions.chain(types).chain(aliases).chain(values).chain(mods).chain(impls).chain(traits).collect()
}

fn counted(all: Vec<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    all.into_iter().for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

/// What the library finds in a text, the reader finds too. It finds more: items in bodies and in macro calls.
fn check(name: &str, text: &str) {
    let Some(expected) = parser::items(text) else { return };
    let file = lowered(text);
    let found = counted(items(&file));
    for (item, count) in counted(expected) {
        let here = found.get(&item).copied().unwrap_or_default();
        assert!(here >= count, "{name}: {item}\n{:?}", file.errors);
    }
    assert!(file.errors.is_empty(), "{name}: {:?}", file.errors);
}

#[test]
fn items_are_what_the_parser_makes_of_them() {
    for text in [
        "pub(crate) struct A<'a, T: B = C, const N: usize>(pub (D, E), pub(in f::g) &'a T) where T: H;",
        "#[derive(A, b::C)] #[d(e = \"f\", -1, 1.5, g::<H>, 'i', .0)] struct J { #[k] r#l: M, pub n: [u8; { 1 }] }",
        "enum A<T> where T: B { #[c = \"d\"] E = 1 << 2, F(G, #[h] I), J { k: L } = M::<N, O> as isize, P, }",
        "union A { b: C, d: E } struct F; struct G {} struct H();",
        "type A<T> = B<T>; type C<'a> = D<'a> where E: F;",
        "const A: &str = \"b\"; static mut C: u32 = 0x10; const _: () = { d() }; const E: f32 = 1.0; const F: u8 = -1;",
        "const A: bool = 1 < 2; const B: C = D::<E>::f(g)[0]; static H: I = J { k: l }; const M: &[u8] = b\"n\";",
        "impl<T> A<T> where T: B<C = D> { type E = F; const G: H = I; fn j() {} k! { l } pub default fn m(&self) {} }",
        "unsafe impl<'a> !A for B<'a> {} impl C for [D; 1] {} impl<const N: u8> E<{ N }> for F {} impl <G as H>::I {}",
        "impl dyn A + Send { fn b() {} } impl<T> C for fn(T) -> D {} impl<#[e] T> F for &mut T {}",
        "pub unsafe auto trait A<T>: B<T> + ?Sized + 'static where T: C { type D: E; const F: G; fn h(self); fn i() {} }",
        "mod a { #![b] pub mod c; mod d { fn e() {} } } unsafe mod f {}",
        "pub const unsafe extern \"C\" fn a() {} async fn b() {} extern fn c() {} const fn d() -> E { f }",
        "extern crate a as b; extern \"C\" { fn c(d: E); } use f::{g, h}; macro_rules! i { (j) => {}; }",
        "fn a() -> ! { b } fn c() -> d!{ e } { f } fn g() -> impl H + use<'a, I> { j } fn k() -> [u8; { 1 }] {}",
        "a! { b } c!(d); e::f![g]; macro_rules! h { () => {} } i! j { k }",
        "#![a] #[cfg(not(b))] fn c() {} #[cfg_attr(d, derive(E))] struct F { g: H }",
        "fn a() { fn b() {} struct C; impl C { fn d() {} } use e::f; const G: H = 1; }",
        "struct A { b: B<{ C }, -1, 'd'>, e: fn(F) -> G, h: dyn Fn(I) -> J + K, l: *const M, n: (O,) }",
        "trait A = B + C; fn d() where E: F<G = H>, for<'a> I: J<'a> {}",
        "union!{} fn union() {} fn auto() {} fn default() {} struct macro_rules; const safe: A = 1;",
    ] {
        check(text, text);
    }
}

/// The sources of this program, and its fixtures, are Rust, too.
#[test]
fn files_are_what_the_parser_makes_of_them() {
    let (mut folders, mut count) = (vec![PathBuf::from(env!("CARGO_MANIFEST_DIR"))], 0);
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in entries {
            let is_built = |path: &Path| path.ends_with("target") || path.ends_with(".git");
            if path.is_dir() && !is_built(&path) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                check(&path.to_string_lossy(), &std::fs::read_to_string(&path).unwrap_or_default());
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count} files");
}

/// The functions that have a body, and how much could not be read.
fn functions(text: &str) -> (Vec<String>, usize) {
    let file = lowered(text);
    let is_whole = |one: &&crate::hir::Fn| one.decl.body.as_ref().is_some_and(|body| body.root.is_some());
    (file.fns.iter().filter(is_whole).map(|one| one.name.to_string()).collect(), file.errors.len())
}

#[test]
fn a_broken_item_costs_itself() {
    for (text, expected, errors) in [
        ("fn a() {}\nfn b() { let = ; }\nfn c() {}", "a c", 1),
        (
            "impl X {\n    fn a(&self) {}\n    fn b(&self) { let = ; }\n    fn c(&self) {}\n}\nfn d() {}",
            "a c d",
            1,
        ),
        ("fn a() {}\nfn b() { if x {\n}\nfn c() {}\n", "a c", 1),
        ("fn a() {}\nfn b() { if x }\n}\nfn c() {}\n", "a c", 2),
        ("impl X {\n    fn a() { if x { }\n    fn b() {}\n}\nfn c() {}\n", "b a c", 1),
        ("mod x {\n    fn a() {}\n    fn b( {}\n    fn c() {}\n}\nfn d() {}\n", "a c d", 1),
        ("struct A { b c }\nfn d() {}\nenum E { F G }\nfn h() {}", "d h", 2),
        ("impl {}\nfn a() {}\ntrait {}\nfn b() {}\nmod {}\nfn c() {}", "a b c", 3),
        ("fn a() {}\n} fn b() {}\n)\nfn c() {}", "a b c", 2),
        ("fn a() {}\nfn b() { \"open }\nfn c() {}\nfn d() {}\n", "a c d", 2),
        ("fn a() {}\n/* open\nfn b() {}\nfn c() {}\n", "a b c", 1),
        ("fn a() {}\n\"1\nfn b() {}\n\"2\nfn c() {}\n\"3\nfn d() {}\n", "a c d", 3),
        ("#[a] fn b() {} #[", "b", 1),
        ("#!{a]\nmacro_rules! b }\nfn c() {}\n", "c", 1),
        ("fn a()\nfn b() {}\nfn c(d: E) -> F\nstruct G;\nfn h() {}\n", "b h", 2),
        ("const A: B = 1\nfn c() {}\ntype D = E\nfn f() {}\n", "c f", 2),
        ("fn a() {} x y z; fn b() {} 1 + 1; fn c() {}", "a b c", 2),
    ] {
        let (found, told) = functions(text);
        assert_eq!((found.join(" ").as_str(), told), (expected, errors), "{text}");
    }
}

#[test]
fn items_without_an_end_are_many_and_cost_themselves() {
    for broken in ["fn a(\n", "const A\n", "fn a<\n", "impl A {\n", "use a\n", "a!\n", "struct A {\n"] {
        let (found, errors) = functions(&format!("{}fn b() {{}}\n", broken.repeat(3_000)));
        assert!(found.last().is_some_and(|last| last == "b") && errors > 0, "{broken}: {errors} errors");
    }
}

#[test]
fn marks_and_shebangs_are_passed_over() {
    assert_eq!(functions("\u{feff}#!/usr/bin/env cargo\nfn a() {}"), (vec!["a".into()], 0));
    assert_eq!(functions("#![allow(x)]\nfn a() {}"), (vec!["a".into()], 0));
}

#[test]
fn deep_nesting_is_an_error_with_a_place() {
    let deep = format!("{}{}", "(".repeat(10_000), ")".repeat(10_000));
    assert_eq!(functions(&format!("fn a() {{}}\nfn b() {{ {deep} }}\n")), (vec!["a".into()], 1));
    assert_eq!(functions(&format!("mod m {{ fn a() {{}}\nfn b() {{ {deep} }} }}\n")), (vec!["a".into()], 1));
    let modules = format!("{}{}", "mod m {".repeat(100_000), "}".repeat(100_000));
    assert_eq!(functions(&format!("{modules} fn a() {{}}")), (vec!["a".into()], 1));
    let imports = format!("use {}a{};", "{".repeat(100_000), "}".repeat(100_000));
    assert_eq!(functions(&format!("{imports} fn a() {{}}")), (vec!["a".into()], 1));
}
