//! What is read of bodies, told as text, that heads say what the parser says, and that nothing of the language is refused.

mod items;
mod parser;

use crate::hir::{Body, ExprId, ExprKind, File, Name, PatId, PatKind, Receiver, Stmt, TypeRef};
use crate::source::SourceFile;
use crate::span::FileId;
use crate::syntax::{How, MacroTable, lower};

/// All that is written is read.
const WITH_TESTS: How = How { package: 0, with_tests: true, with_substance: false };

/// The body of a function around statements, or why it could not be read.
fn read(statements: &str) -> Result<Body, String> {
    let text = format!("fn f() {{ {statements} }}");
    let source = SourceFile::new("a.rs".into(), "a.rs".into(), text);
    let mut file = lower(FileId(0), &source, &MacroTable::default(), WITH_TESTS);
    match (file.errors.first(), file.fns.pop()) {
        (None, Some(mut function)) => {
            let mut body = None;
            function.decl.change(|decl| body = decl.body.take());
            body.ok_or_else(|| "no body".into())
        }
        (error, _) => Err(error.map_or("no function".into(), |error| error.message.clone())),
    }
}

/// Operators and brackets as lists, so that it can be seen what binds what.
fn told(statements: &str) -> String {
    match read(statements) {
        Ok(body) => body.root.map_or(String::new(), |root| expr(&body, root)),
        Err(message) => format!("!{message}"),
    }
}

fn exprs(body: &Body, ids: &[ExprId]) -> String {
    ids.iter().map(|&id| format!(" {}", expr(body, id))).collect()
}

fn expr(body: &Body, id: ExprId) -> String {
    let one = |id: &ExprId| expr(body, *id);
    let some = |id: &Option<ExprId>| id.as_ref().map_or("-".into(), one);
    match &body.expr(id).kind {
        ExprKind::Path(names, types) => format!("{}{}", names.join("::"), "<>".repeat(types.len())),
        ExprKind::Str(text) => format!("{text:?}"),
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Lit => "lit".into(),
        ExprKind::Call(callee, args) => format!("(call {}{})", one(callee), exprs(body, args)),
        ExprKind::MethodCall(call) => {
            format!(
                "(.{}{} {}{})",
                call.name,
                "<>".repeat(call.types.len()),
                one(&call.receiver),
                exprs(body, &call.args)
            )
        }
        ExprKind::Field(base, name, _) => format!("(.{name} {})", one(base)),
        ExprKind::Struct(literal) => {
            let fields: String =
                literal.fields.iter().map(|(name, value)| format!(" {name}={}", one(value))).collect();
            format!("(new {}{fields} ..{})", literal.path.join("::"), some(&literal.rest))
        }
        ExprKind::Tuple(parts) => format!("(tuple{})", exprs(body, parts)),
        ExprKind::Array(parts) => format!("[{}]", exprs(body, parts).trim_start()),
        ExprKind::Same(inner, _) => format!("(same {})", one(inner)),
        ExprKind::Try(inner) => format!("(? {})", one(inner)),
        ExprKind::Await(inner) => format!("(await {})", one(inner)),
        ExprKind::Unary(inner) => format!("(not {})", one(inner)),
        ExprKind::Add(left, right) => format!("(+ {} {})", one(left), one(right)),
        ExprKind::Binary(left, right) => format!("(op {} {})", one(left), one(right)),
        ExprKind::Assign(left, right, appends) => {
            format!("({} {} {})", if *appends { "+=" } else { "=" }, one(left), one(right))
        }
        ExprKind::Index(base, index) => format!("(at {} {})", one(base), one(index)),
        ExprKind::Range(start, end) => format!("({}..{})", some(start), some(end)),
        ExprKind::Cast(inner, _) => format!("(as {})", one(inner)),
        ExprKind::If(cond, then, other) => format!("(if {} {} {})", one(cond), one(then), some(other)),
        ExprKind::Let(bound, value) => format!("(let {} {})", pat(body, *bound), one(value)),
        ExprKind::Match(value, arms) => {
            let arm = |arm: &crate::hir::Arm| {
                let guard = arm.guard.as_ref().map_or(String::new(), |guard| format!(" if {}", one(guard)));
                format!(" ({}{guard} => {})", pat(body, arm.pat), one(&arm.body))
            };
            format!("(match {}{})", one(value), arms.iter().map(arm).collect::<String>())
        }
        ExprKind::Loop(cond, inner) => format!("(loop {} {})", some(cond), one(inner)),
        ExprKind::For(bound, iter, inner) => {
            format!("(for {} {} {})", pat(body, *bound), one(iter), one(inner))
        }
        ExprKind::Block(stmts, tail) => {
            let stmt = |stmt: &Stmt| match stmt {
                Stmt::Let(bound, _, init, other) => {
                    let other = other.as_ref().map_or(String::new(), |other| format!(" else {}", one(other)));
                    format!("let {} = {}{other}; ", pat(body, *bound), some(init))
                }
                Stmt::Expr(inner) => format!("{}; ", one(inner)),
            };
            format!(
                "{{{}{}}}",
                stmts.iter().map(stmt).collect::<String>(),
                tail.as_ref().map_or(String::new(), one)
            )
        }
        ExprKind::Closure(params, inner) => {
            let params: String = params.iter().map(|&param| format!("{} ", pat(body, param))).collect();
            format!("(|{}| {})", params.trim_end(), one(inner))
        }
        ExprKind::Leave(value) => format!("(leave {})", some(value)),
        ExprKind::Emission(emission) => format!("({}!)", emission.name),
        ExprKind::Unknown(args) => format!("(macro{})", exprs(body, args)),
    }
}

fn pat(body: &Body, id: PatId) -> String {
    let all = |pats: &[PatId]| pats.iter().map(|&one| pat(body, one)).collect::<Vec<_>>().join(" ");
    match &body.pat(id).kind {
        PatKind::Bind(name, None) => name.to_string(),
        PatKind::Bind(name, Some(sub)) => format!("{name}@{}", pat(body, *sub)),
        PatKind::Tuple(path, pats, rest) => {
            format!(
                "{}({}{})",
                path.join("::"),
                all(pats),
                rest.map_or(String::new(), |at| format!(" ..{at}"))
            )
        }
        PatKind::Struct(path, fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, one)| format!("{name}={}", pat(body, *one))).collect();
            format!("{}{{{}}}", path.join("::"), fields.join(" "))
        }
        PatKind::Or(cases) => format!("<{}>", all(cases)),
        PatKind::Same(inner) => format!("&{}", pat(body, *inner)),
        PatKind::Typed(inner, _) => format!("{}:", pat(body, *inner)),
        PatKind::Slice(pats) => format!("[{}]", all(pats)),
        PatKind::Other => "_".into(),
    }
}

fn check(cases: &[(&str, &str)]) {
    for (statements, expected) in cases {
        assert_eq!(told(statements), *expected, "{statements}");
    }
}

#[test]
fn operators_bind_as_the_language_says() {
    check(&[
        ("a + b * c - d", "{(op (+ a (op b c)) d)}"),
        ("a == b && c || !d", "{(op (op (op a b) c) (not d))}"),
        ("a = b = c + 1;", "{(= a (= b (+ c 1))); }"),
        ("a += b << 2 | c;", "{(+= a (op (op b 2) c)); }"),
        ("-a.b()? as u8 as u16 > c", "{(op (as (as (not (? (.b a))))) c)}"),
        ("&mut *a.b[1..]", "{(same (same (at (.b a) (1..-))))}"),
        ("a..=b + 1", "{(a..(+ b 1))}"),
        ("f(..2, 1.., ..)", "{(call f (-..2) (1..-) (-..-))}"),
        ("x.0.1 + 1.5e-3 + 1.max(2) + 1. + 0xFF", "{(+ (+ (+ (+ (.1 (.0 x)) lit) (.max 1 2)) lit) 255)}"),
        ("|a, &(b, _): &T| a || b", "{(|a &(b _):| (op a b))}"),
        ("|| async move { x.await }", "{(|| {(await x)})}"),
        ("a as usize <= b", "{(op (as a) b)}"),
        ("return a? + b", "{(leave (+ (? a) b))}"),
    ]);
}

#[test]
fn statements_end_where_the_language_says() {
    check(&[
        ("if a { b } else if let C(d) = e { f } g", "{(if a {b} (if (let C(d) e) {f} -)); g}"),
        (
            "match a { B { c, .. } if c => d, _ | e => {} f => g } .h()",
            "{(.h (match a (B{c=c} if c => d) (<_ e> => {}) (f => g)))}",
        ),
        ("if a { B } else { C } - 1", "{(if a {B} {C}); (not 1)}"),
        (
            "while let Some(x) = a.b(|c| D { c }) { break 'e x; }",
            "{(loop (let Some(x) (.b a (|c| (new D c=c ..-)))) {(leave x); })}",
        ),
        ("'a: for (i, x) in y.z() { continue 'a; }", "{(for (i x) (.z y) {(leave -); })}"),
        ("let Some(a): B<C> = d else { return }; a", "{let Some(a): = d else {(leave -)}; a}"),
        ("unsafe { a }.b; const { c }", "{(.b {a}); {c}}"),
        ("m! { a } b", "{(macro a); b}"),
        ("m!(a).b(); n![c]", "{(.b (macro a)); (macro c)}"),
        ("A { b: 1, c, ..d }", "{(new A b=1 c=c ..d)}"),
        ("fn g<T>(t: T) where T: U<V = W>, { t } use x::y; struct S; a", "{a}"),
        ("#[cfg(x)] let a = 1; #[allow(y)] { a }", "{let a = 1; {a}}"),
    ]);
}

#[test]
fn patterns_are_told_apart() {
    for (pattern, expected) in [
        ("ref mut a @ Some(..)", "a@Some( ..0)"),
        ("(a, .., b)", "(a b ..1)"),
        ("[first, rest @ .., -1]", "[first rest@_ _]"),
        ("A::B { c: &d, ref e, 0: f, .. }", "A::B{c=&d e=e 0=f}"),
        ("1..=5 | 'a'..='z' | A..", "<_ _ _>"),
        ("<T as U>::V(x)", "T::V(x)"),
        ("box (a)", "box(a)"),
        ("box a", "&a"),
        ("NONE", "_"),
        ("m!(x)", "_"),
    ] {
        assert_eq!(
            told(&format!("match x {{ {pattern} => y }}")),
            format!("{{(match x ({expected} => y))}}"),
            "{pattern}"
        );
    }
}

#[test]
fn paths_have_their_names_and_types() {
    check(&[
        ("Vec::<u8>::new()", "{(call Vec::new<>)}"),
        ("<A<B> as C>::d(e)", "{(call A::d e)}"),
        ("a.b::<C<D>, 3>(e)", "{(.b<> a e)}"),
        ("x as fn(u8) -> Vec<Vec<u8>>", "{(as x)}"),
        ("x as *const [T; 2] as &'a mut dyn Fn(A) -> B", "{(as (as x))}"),
        ("r#type.r#match", "{(.match type)}"),
        ("::a::b", "{a::b}"),
    ]);
}

#[test]
fn what_is_no_expression_is_refused() {
    for statements in [
        "let = ;",
        "a b",
        "f(a b)",
        "match x { a }",
        "if { }",
        "a +",
        "let a = 1 2;",
        "for x { }",
        "x.;",
        "(a",
    ] {
        assert!(read(statements).is_err(), "{statements}: {}", told(statements));
    }
}

/// What is cut off within a wrapper's arguments ends there, whatever the construct.
#[test]
fn what_ends_too_early_is_refused() {
    let beginnings = [
        "let -",
        "let ..=",
        "let &",
        "let a @",
        "x as *",
        "x as &",
        "x as for >",
        "x as fn",
        "x as 'a",
        "x as ?",
        "a::<-",
        "a::<'a",
        "a.",
        "match a { - }",
        "|-",
        "|a:",
        "for - in",
        "'a",
        "'a:",
        "break 'a",
        "continue 'a",
        "a ..=",
        "m!",
        "#",
        "#!",
        "<",
        "<A as",
        "1.",
        "1e-",
        "b as A<",
        "if let -",
        "move",
        "async",
        "unsafe",
        "const",
        "&raw",
        "..",
        "return",
        "r#a",
        "box",
        "ref",
        "mut",
        "let A::<",
    ];
    for beginning in beginnings {
        let text = format!(
            "macro_rules! m {{ ($($t:tt)*) => {{ $($t)* }} }}\nfn f() {{ m!({beginning}); }}\nfn g() {{ m!(a => {{ {beginning} }}) }}\n"
        );
        let source = SourceFile::new("a.rs".into(), "a.rs".into(), text.clone());
        let mut table = MacroTable::default();
        table.add_rules(crate::syntax::find_rules(FileId(0), 0, &text));
        let file = lower(FileId(0), &source, &table, WITH_TESTS);
        assert_eq!(file.fns.len(), 2, "{beginning}: {:?}", file.errors);
    }
}

/// What a text yields.
fn lowered(text: &str) -> File {
    let source = SourceFile::new("a.rs".into(), "a.rs".into(), text.to_string());
    lower(FileId(0), &source, &MacroTable::default(), WITH_TESTS)
}

#[test]
fn types_are_what_the_parser_makes_of_them() {
    for ty in [
        "u8",
        "a::b::C<D, E<F>>",
        "::a::B",
        "r#type::B",
        "&'a mut [u8]",
        "&'static str",
        "&'static mut str",
        "&str",
        "*const T",
        "()",
        "(A)",
        "(A,)",
        "(A, &'a B, (C))",
        "[u8; 8]",
        "[u8; 9]",
        "[u8; N + 1]",
        "[u8; 1 + 1]",
        "[u8; 0x8]",
        "[u8; 8usize]",
        "[u8; 1_6]",
        "::str",
        "[A; 4]",
        "&[u8; 16]",
        "!",
        "<A as B<C>>::D",
        "<A>::D",
        "<[A] as B>::C",
        "Box<dyn Fn(&A, B) -> Result<C, D> + Send + 'static>",
        "Box<dyn for<'a> FnMut(&'a A)>",
        "&mut (dyn A + Send)",
        "&dyn A::B",
        "Option<unsafe extern \"C\" fn(name: *mut A, _: B, ...) -> C>",
        "for<'a> fn(&'a A) -> &'a B",
        "Pin<Box<dyn Future<Output = Result<A, B>> + Send>>",
        "A<'a, 3, -4, { N }, true, 'x', B>",
        "A<B = C, D<'a> = E, F: G>",
        "A::<B>::C<D>",
        "Vec<Vec<Vec<A>>>",
        "m!(a, b)",
        "Cow<'_, str>",
        "dyn::A",
    ] {
        let file = lowered(&format!("fn f(x: {ty}) -> {ty} {{}} struct S {{ x: {ty} }}"));
        let head = file.fns.first().map(|function| (&function.decl.params[0].ty, function.decl.ret.as_ref()));
        let field = file.types.first().map(|def| &def.decl.variants[0].fields[0].ty);
        let expected = syn::parse_str(ty).map(|ty| parser::ty(&ty)).ok();
        assert_eq!(head, expected.as_ref().map(|ty| (ty, Some(ty))), "{ty}: {:?}", file.errors);
        assert_eq!(field, expected.as_ref(), "{ty}: {:?}", file.errors);
    }
}

#[test]
fn parameters_are_what_the_parser_makes_of_them() {
    for (params, predicates) in [
        ("<T>", ""),
        ("<'a, 'b: 'a, T: A + ?Sized + 'a, const N: usize, U>", ""),
        ("<T: for<'a> Fn(&'a A) -> B + Send, U: (Clone)>", ""),
        ("<T, U>", "where T: A<B = C>, 'a: 'b, for<'a> U: D<'a> + E, Vec<T>: F, T: G,"),
        ("<T,>", "where T: ,"),
        ("<#[a] T: B>", "where"),
    ] {
        let text = format!("fn f{params}(self) {predicates} {{}} struct S{params} {predicates} {{ x: u8 }}");
        let file = lowered(&text);
        let head = file.fns.first().map(|function| format!("{:?}", function.decl.generics));
        let def = file.types.first().map(|def| format!("{:?}", def.decl.generics));
        let parsed = syn::parse_str::<syn::ItemStruct>(&format!("struct S{params} {predicates} {{ x: u8 }}"));
        let expected = parsed.ok().map(|parsed| format!("{:?}", parser::generics(&parsed.generics)));
        assert_eq!((&head, &def), (&expected, &expected), "{text}: {:?}", file.errors);
    }
    let file = lowered("fn f(#[sink(log)] a: impl A + B, (b, c): (D, &mut E), d: &'a mut F, e: ...) {}");
    let params = file.fns.first().map(|function| &function.decl.params).into_iter().flatten();
    let told: Vec<String> =
        params.map(|param| format!("{:?} {} {}", param.ty, param.is_out, param.notes.attrs.len())).collect();
    let a = TypeRef::Bounds(["A", "B"].map(|name| TypeRef::Path(vec![name.into()], Vec::new())).into());
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[0], format!("{a:?} false 1"));
    assert!(told[1].ends_with("false 0") && told[2].ends_with("true 0"), "{told:?}");
}

#[test]
fn imports_are_read_to_their_leaves() {
    let told = |text: &str| {
        let file = lowered(text);
        let alias = |alias: &Option<Name>| alias.clone().unwrap_or("*".into());
        let uses = file.uses.iter();
        let uses: Vec<String> =
            uses.map(|one| format!("{} as {}", one.path.join("::"), alias(&one.alias))).collect();
        (uses.join(", "), file.errors.len())
    };
    assert_eq!(told("use a;").0, "a as a");
    assert_eq!(
        told("pub(crate) use ::a::{self, b as c, d::*, /* e */ f::{g, self as h}};").0,
        "a as a, a::b as c, a::d as *, a::f::g as g, a::f as h"
    );
    assert_eq!(told("use a::b as _; use r#type::r#fn;").0, "a::b as _, type::fn as fn");
    assert_eq!(told("use super::*; mod m { #[cfg(a)] use self::b; }").0, "super as *, self::b as b");
    assert_eq!(told("use a\nuse b;\nuse c;"), ("a as a, b as b, c as c".into(), 1));
    for broken in ["use a::;", "use a b;", "use a::{b c};", "use ;", "use a as;"] {
        assert!(told(broken).1 > 0, "{broken}: {:?}", told(broken));
        assert_eq!(lowered(&format!("{broken} fn f() {{}}")).fns.len(), 1, "{broken}");
    }
}

#[test]
fn receivers_are_told_apart() {
    let methods = [
        ("self", Some(Receiver::Read)),
        ("mut self", Some(Receiver::Read)),
        ("&self, a: A", Some(Receiver::Read)),
        ("&'a self", Some(Receiver::Read)),
        ("&mut self", Some(Receiver::Write)),
        ("&'a mut self,", Some(Receiver::Write)),
        ("self: &mut Self", Some(Receiver::Read)),
        ("self: Pin<&mut Self>, a: A", Some(Receiver::Read)),
        ("self_: A", None),
        ("", None),
    ];
    for (params, expected) in methods {
        let file = lowered(&format!("impl A {{ fn f({params}) {{}} }} trait B {{ fn g({params}); }}"));
        let found: Vec<_> = file.fns.iter().map(|function| function.decl.receiver).collect();
        assert_eq!(found, [expected, expected], "{params}: {:?}", file.errors);
    }
}

/// A head that is broken costs its function, wherever it breaks off, and nothing beside it.
#[test]
fn heads_that_break_off_cost_themselves() {
    for head in [
        "(a)",
        "(a:)",
        "(a: &)",
        "(a: &'a)",
        "(a: *)",
        "(a: A<)",
        "(a: A<-)",
        "(a: A<B =)",
        "(a: A<B:)",
        "(a: fn)",
        "(a: for)",
        "(a: <A as)",
        "(a: [A;])",
        "(#[a])",
        "(#)",
        "(&self: )",
        "<T: (a: A)",
        "<'a(a: A)",
        "<const N(a: A)",
        "() ->",
        "() where T",
        "() where 'a",
        "() where for<'a>",
        "() a",
    ] {
        let file = lowered(&format!("fn f{head} {{}}\nfn g(a: A) -> B {{}}\n"));
        let names: Vec<&str> = file.fns.iter().map(|function| function.name.as_str()).collect();
        assert_eq!(names.last(), Some(&"g"), "{head}: {:?}", file.errors);
        assert!(names.len() == 2 || !file.errors.is_empty(), "{head}");
    }
}
