//! The owned, small picture of one Rust file that all later stages read. Data only.
//!
//! Terms: a *body* is the code of one function (or constant) as an arena of expressions and patterns; a *hole* is a
//! place in a format string that a value fills; an *emission* is a macro call whose argument grammar is known.
//! Invariants: everything is `Send`; paths are as written, nothing is resolved; every span points into text the user
//! wrote, so what a macro made points at the macro call.

mod emission;
mod notes;
mod recorded;

pub use emission::{Effect, Emission, Hole, KeyValue, Style};
pub use notes::{Noted, Notes};

use crate::fault::Fault;
use crate::late::Late;
use crate::span::{FileId, Span};

/// An identifier or a key; short ones are stored inline.
pub type Name = smol_str::SmolStr;

/// A name that is put together from texts, at less cost than by formatting.
pub fn joined<const N: usize>(texts: [&str; N]) -> Name {
    texts.into_iter().collect()
}

/// One file after lowering.
#[derive(Debug, Default)]
pub struct File {
    /// Which file this is.
    pub id: FileId,
    /// `mod name;` lines, to find test modules that live in their own file.
    pub mods: Vec<ModDecl>,
    /// `include!("file.rs")` among the items.
    pub includes: Vec<Include>,
    /// What `use` brings in, one entry a leaf.
    pub uses: Vec<Use>,
    /// Structs, enums and unions.
    pub types: Vec<TypeDef>,
    /// `type X = Y;` outside of impls.
    pub aliases: Vec<Alias>,
    /// Traits.
    pub traits: Vec<Trait>,
    /// Blocks of `impl`.
    pub impls: Vec<Impl>,
    /// Functions, methods and trait methods.
    pub fns: Vec<Fn>,
    /// Whether anything in it may be annotated.
    pub is_annotated: bool,
    /// How many functions of test code were passed over.
    pub test_fns: usize,
    /// What of the text is passed over with them.
    pub passed: Vec<(u32, u32)>,
    /// How many expansions of macros were given up: too deep in each other, or too long.
    pub cut_expansions: usize,
    /// Constants and statics.
    pub values: Vec<Value>,
    /// Definitions of `macro_rules!` macros with their attributes; what they do is kept elsewhere.
    pub macros: Vec<(Name, Notes)>,
    /// Parts that could not be read; the rest of the file stands.
    pub errors: Vec<SyntaxError>,
    /// The fault of this program that cost the file.
    pub fault: Option<Fault>,
    /// What was read of its text, where that is asked for.
    pub substance: Option<Substance>,
}

/// What of a text is read, without that of which every change leaves a run as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substance {
    /// Hexadecimal digits, 64 of them.
    pub fingerprint: String,
    /// How many functions the tests have that are passed over at its end.
    pub test_fns: usize,
}

/// How much of a [`File`] there was at a time: the lengths of its lists and its counts, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent([usize; 14]);

impl Extent {
    /// How much more there is than before.
    pub fn since(self, before: Extent) -> Extent {
        Extent(std::array::from_fn(|at| self.0[at].saturating_sub(before.0[at])))
    }
}

impl std::iter::Sum for Extent {
    fn sum<I: Iterator<Item = Extent>>(all: I) -> Extent {
        all.fold(Extent([0; 14]), |sum, one| Extent(std::array::from_fn(|at| sum.0[at] + one.0[at])))
    }
}

impl File {
    /// How much there is.
    pub fn extent(&self) -> Extent {
        // Every part is named, so that a new one cannot be forgotten.
        let File {
            id: _,
            is_annotated: _,
            mods,
            includes,
            uses,
            types,
            aliases,
            traits,
            impls,
            fns,
            test_fns,
            passed,
            cut_expansions,
            values,
            macros,
            errors,
            fault: _,
            substance: _,
        } = self;
        Extent([
            mods.len(),
            includes.len(),
            uses.len(),
            types.len(),
            aliases.len(),
            traits.len(),
            impls.len(),
            fns.len(),
            values.len(),
            macros.len(),
            errors.len(),
            *test_fns,
            passed.len(),
            *cut_expansions,
        ])
    }

    /// Takes back what was added since.
    pub fn take_back(&mut self, Extent(to): Extent) {
        let [
            mods,
            includes,
            uses,
            types,
            aliases,
            traits,
            impls,
            fns,
            values,
            macros,
            errors,
            tests,
            passed,
            cut,
        ] = to;
        self.mods.truncate(mods);
        self.includes.truncate(includes);
        self.uses.truncate(uses);
        self.types.truncate(types);
        self.aliases.truncate(aliases);
        self.traits.truncate(traits);
        self.impls.truncate(impls);
        self.fns.truncate(fns);
        self.values.truncate(values);
        self.macros.truncate(macros);
        self.errors.truncate(errors);
        self.passed.truncate(passed);
        (self.test_fns, self.cut_expansions) = (tests, cut);
    }
}

/// A part of a file that could not be read.
#[derive(Clone, Debug)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// Why, in words.
    pub message: String,
}

/// `mod name;` or `mod name { .. }`.
#[derive(Clone, Debug)]
pub struct ModDecl {
    /// The module's path inside the file, with its own name last.
    pub path: Vec<Name>,
    /// Whether the module lives in another file.
    pub is_file: bool,
    /// `#[path = ".."]`.
    pub file_path: Option<String>,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
    /// From where it may be named.
    pub reach: Reach,
}

/// From where an item may be named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// From the block of a function that holds it.
    Block,
    /// From the module that holds it, and those within.
    #[default]
    Module,
    /// From its crate: `pub(crate)`.
    Crate,
    /// From everywhere: `pub`.
    All,
}

/// `include!("file.rs")`: the items of the file stand in its place.
#[derive(Clone, Debug)]
pub struct Include {
    /// The path as written, relative to the folder of the file that says so.
    pub path: String,
    /// Modules of this file around it.
    pub module: Vec<Name>,
}

/// One leaf of a `use` tree.
#[derive(Debug)]
pub struct Use {
    /// The path as written.
    pub path: Late<Vec<Name>>,
    /// The name it gets here; none for a glob.
    pub alias: Option<Name>,
    /// Modules of this file around it.
    pub module: Vec<Name>,
}

/// A generic type parameter.
#[derive(Clone, Debug)]
pub struct Generic {
    /// Its name.
    pub name: Name,
    /// Its bounds, those of the `where` clause included.
    pub bounds: Vec<TypeRef>,
}

/// `type X<T> = Y;`.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its name.
    pub name: Name,
    /// Modules of this file around it.
    pub module: Vec<Name>,
    /// Its parameters.
    pub generics: Vec<Generic>,
    /// What it stands for.
    pub ty: TypeRef,
}

/// A trait.
#[derive(Clone, Debug)]
pub struct Trait {
    /// Its name.
    pub name: Name,
    /// Modules of this file around it.
    pub module: Vec<Name>,
    /// Its parameters.
    pub generics: Vec<Generic>,
    /// The traits that it requires.
    pub supers: Vec<TypeRef>,
}

/// A block of `impl`.
#[derive(Clone, Debug)]
pub struct Impl {
    /// Modules of this file around it.
    pub module: Vec<Name>,
    /// Its parameters.
    pub generics: Vec<Generic>,
    /// The type that it is for.
    pub ty: TypeRef,
    /// The trait that it implements.
    pub of_trait: Option<TypeRef>,
    /// Its associated types.
    pub types: Vec<(Name, TypeRef)>,
}

/// One attribute.
#[derive(Clone, Debug)]
pub struct Attr {
    /// The path, joined by `::`.
    pub path: Name,
    /// The tokens behind the path.
    pub args: String,
}

/// A struct, an enum or a union.
#[derive(Debug)]
pub struct TypeDef {
    /// Its name.
    pub name: Name,
    /// The span of the name.
    pub span: Span,
    /// Modules of this file around it.
    pub module: Vec<Name>,
    /// Docs, attributes, annotations.
    pub notes: Notes,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
    /// What else it is.
    pub decl: Late<TypeDecl>,
}

/// What a type is beside its name, its place and its notes.
#[derive(Clone, Debug, Default)]
pub struct TypeDecl {
    /// Its type parameters.
    pub generics: Vec<Generic>,
    /// The derived traits, last path segment each.
    pub derives: Vec<Name>,
    /// Where the attribute that derives its `Debug` stands.
    pub derive_span: Option<Span>,
    /// One variant with the type's own name for a struct or union.
    pub variants: Vec<Variant>,
    /// Whether it is an enum.
    pub is_enum: bool,
    /// Whether it has parameters of any kind.
    pub is_generic: bool,
    /// Where it ends in its file; none for a union.
    pub end: Option<u32>,
}

impl TypeDecl {
    /// The variant of an enum of this name, by its index.
    pub fn variant_named(&self, name: &str) -> Option<usize> {
        let mut variants = self.variants.iter().filter(|_| self.is_enum);
        variants.position(|variant| variant.name == name)
    }

    /// What a field is called in the access path of a value: fields of different variants are different parts.
    pub fn part(&self, variant: usize, field: &Name) -> Name {
        match self.variants.get(variant).filter(|_| self.is_enum) {
            Some(variant) => joined([&variant.name, "::", field]),
            None => field.clone(),
        }
    }
}

/// One variant of an enum, or the fields of a struct.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: Name,
    /// Its fields; tuple fields are named `0`, `1` ….
    pub fields: Vec<Field>,
    /// Docs, attributes, annotations.
    pub notes: Notes,
}

/// One field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// The span of the name (of the type, in a tuple).
    pub span: Span,
    /// Its type.
    pub ty: TypeRef,
    /// Where that is written.
    pub ty_span: Span,
    /// From where it may be named.
    pub reach: Reach,
    /// Docs, attributes, annotations.
    pub notes: Notes,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeRef {
    /// `a::b::C<T, U>`: the segments, and the type arguments of the last one.
    Path(Vec<Name>, Vec<TypeRef>),
    /// `&T`, `&mut T`, `*const T`.
    Ref(Box<TypeRef>),
    /// `(A, B)`; the unit type is empty.
    Tuple(Vec<TypeRef>),
    /// `[T]`, `[T; N]`.
    Slice(Box<TypeRef>),
    /// `impl A`, `dyn A`: the bounds.
    Bounds(Vec<TypeRef>),
    /// `fn(A) -> B`, `Fn(A) -> B`.
    Fn(Vec<TypeRef>, Box<TypeRef>),
    /// `Item = T` among the arguments of a bound.
    Assoc(Name, Box<TypeRef>),
    /// `_` and all that is left.
    Other,
}

impl TypeRef {
    /// Whether it is a path without arguments whose last segment is one of these.
    pub fn is_one_of(&self, names: &[&str]) -> bool {
        match self {
            TypeRef::Path(path, args) => {
                args.is_empty() && path.last().is_some_and(|last| names.contains(&last.as_str()))
            }
            _ => false,
        }
    }
}

/// A constant or static.
#[derive(Clone, Debug)]
pub struct Value {
    /// Its name.
    pub name: Name,
    /// The span of the name.
    pub span: Span,
    /// Its type.
    pub ty: TypeRef,
    /// The text that it is, where that is a literal, with the place of the literal.
    pub text: Option<(Name, Span)>,
    /// The number that it is, where that is a literal.
    pub number: Option<u32>,
    /// The path of the file whose text or content it is, where a macro reads it.
    pub included: Option<Name>,
    /// Modules of this file around it.
    pub module: Vec<Name>,
    /// The `impl` that holds it, by its index in the file.
    pub of_impl: Option<u32>,
    /// Docs, attributes, annotations.
    pub notes: Notes,
}

/// What is around a function, by its index in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Home {
    /// A module or another function.
    #[default]
    Module,
    /// A block of `impl`.
    Impl(u32),
    /// A trait.
    Trait(u32),
}

/// A function or method.
#[derive(Debug, Default)]
pub struct Fn {
    /// Its name.
    pub name: Name,
    /// The span of the name.
    pub span: Span,
    /// Modules of this file around it.
    pub module: Vec<Name>,
    /// From where it may be named.
    pub reach: Reach,
    /// Whether a plain call gives its result: it is not `async`, not `unsafe`, takes no constants.
    pub is_plain: bool,
    /// What is around it.
    pub home: Home,
    /// Where its code stands; none in a trait without default, and where it could not be read.
    pub body_span: Option<Span>,
    /// What stands between its braces but for the items there, where nothing else in the file depends on that.
    pub code: Vec<(u32, u32)>,
    /// Whether it is compiled for tests only.
    pub is_test: bool,
    /// What else it is.
    pub decl: Late<FnDecl>,
}

/// What a function is beside its name and its place.
#[derive(Debug, Default)]
pub struct FnDecl {
    /// The `Self` type of the impl or trait around it.
    pub owner: Option<TypeRef>,
    /// The trait that an impl is for.
    pub of_trait: Option<Name>,
    /// Its type parameters.
    pub generics: Vec<Generic>,
    /// Docs, attributes, annotations.
    pub notes: Notes,
    /// How it takes `self`.
    pub receiver: Option<Receiver>,
    /// Its parameters without `self`.
    pub params: Vec<Param>,
    /// Its result type; none is the unit type.
    pub ret: Option<TypeRef>,
    /// What `#[instrument]` records.
    pub instrument: Option<Box<Instrument>>,
    /// Its code; none in a trait without default.
    pub body: Option<Body>,
}

impl FnDecl {
    /// Whether all that it names of its code is there in a body.
    pub fn fits(&self, body: &Body) -> bool {
        let fields = self.instrument.iter().flat_map(|instrument| &instrument.fields);
        let mut values = fields.filter_map(|field| field.value);
        self.params.iter().all(|param| (param.pat.0 as usize) < body.pats.len())
            && values.all(|value| (value.0 as usize) < body.exprs.len())
    }
}

/// How a method takes `self`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    /// `self`, `&self` and anything else that only reads.
    Read,
    /// `&mut self`.
    Write,
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// The pattern, in the function's body.
    pub pat: PatId,
    /// Its type.
    pub ty: TypeRef,
    /// Its span with the type.
    pub span: Span,
    /// Whether it is a `&mut`, so that the function may change what the caller has.
    pub is_out: bool,
    /// Annotations.
    pub notes: Notes,
}

/// `#[instrument(..)]`.
#[derive(Clone, Debug, Default)]
pub struct Instrument {
    /// The attribute's path, to put an argument list behind it.
    pub path_span: Span,
    /// The arguments between the parentheses.
    pub args_span: Option<Span>,
    /// `skip_all`.
    pub skip_all: bool,
    /// Names in `skip(..)`.
    pub skips: Vec<Name>,
    /// The names between the parentheses of `skip(..)`.
    pub skip_span: Option<Span>,
    /// `fields(..)`; those without a value are empty until recorded.
    pub fields: Vec<KeyValue>,
    /// The fields that are empty until they are recorded.
    pub empty: Vec<(Name, Span)>,
    /// Names that `fields(..)` takes over from the parameters.
    pub overridden: Vec<Name>,
    /// `ret` and how it prints.
    pub ret: Option<Style>,
    /// `err` and how it prints.
    pub err: Option<Style>,
}

/// Index of an expression in its [`Body`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// Index of a pattern in its [`Body`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatId(pub u32);

/// The code of one function.
#[derive(Debug, Default)]
pub struct Body {
    /// All expressions; children stand before their parents.
    pub exprs: Vec<Expr>,
    /// All patterns.
    pub pats: Vec<Pat>,
    /// The outermost expression.
    pub root: Option<ExprId>,
}

impl Body {
    /// Moves what was read into a body of its own size, which is kept until the run ends; the room serves the next one.
    pub fn moved_out(&mut self) -> Body {
        Body {
            exprs: self.exprs.drain(..).collect(),
            pats: self.pats.drain(..).collect(),
            root: self.root.take(),
        }
    }

    /// Brings it into the processor's caches. A walk from the root down waits for one expression after the other;
    /// those that are asked for in a row arrive together.
    pub fn fetch(&self) {
        let behind = |expr: &Expr| match &expr.kind {
            ExprKind::MethodCall(call) => call.receiver.0 as usize,
            ExprKind::Call(_, args) => args.first().map_or(0, |arg| arg.0 as usize),
            ExprKind::Path(path, _) => path.first().map_or(0, |name| name.len()),
            ExprKind::Block(stmts, _) => stmts.first().map_or(0, |stmt| matches!(stmt, Stmt::Expr(_)).into()),
            _ => 0,
        };
        std::hint::black_box(self.exprs.iter().map(behind).fold(0, usize::wrapping_add));
    }

    /// The expression of an id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    /// The pattern of an id.
    pub fn pat(&self, id: PatId) -> &Pat {
        &self.pats[id.0 as usize]
    }
}

/// An expression with its place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expression that matter to a flow.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A path (a local, a constant, a function) with the type arguments anywhere in it.
    Path(Box<[Name]>, Box<[TypeRef]>),
    /// A string literal with its value.
    Str(Name),
    /// A whole number; larger ones than fit are [`ExprKind::Lit`].
    Number(u32),
    /// A fraction, character, byte string or boolean.
    Lit,
    /// `callee(args)`.
    Call(ExprId, Vec<ExprId>),
    /// `receiver.name::<T>(args)`.
    MethodCall(Box<MethodCall>),
    /// `base.name` or `base.0`, with the span of the name.
    Field(ExprId, Name, Span),
    /// `Path { name: value, ..rest }`.
    Struct(Box<StructLiteral>),
    /// `(a, b)`.
    Tuple(Vec<ExprId>),
    /// `[a, b]`, `vec![a, b]`, `[a; n]`.
    Array(Vec<ExprId>),
    /// `&e`, `*e`: the value stays what it is; with `true` for `&mut e`, by which it may be written to.
    Same(ExprId, bool),
    /// `e?`.
    Try(ExprId),
    /// `e.await`.
    Await(ExprId),
    /// `!e`, `-e`.
    Unary(ExprId),
    /// `a + b`.
    Add(ExprId, ExprId),
    /// Comparisons, arithmetic and logic: the result is no datum.
    Binary(ExprId, ExprId),
    /// `a = b`; with `true` for `a += b`.
    Assign(ExprId, ExprId, bool),
    /// `base[index]`.
    Index(ExprId, ExprId),
    /// `a..b`.
    Range(Option<ExprId>, Option<ExprId>),
    /// `e as T`.
    Cast(ExprId, Box<TypeRef>),
    /// `if cond { .. } else { .. }`.
    If(ExprId, ExprId, Option<ExprId>),
    /// `let pat = e` in a condition.
    Let(PatId, ExprId),
    /// `match e { .. }`.
    Match(ExprId, Vec<Arm>),
    /// `loop`, `while`: condition and body.
    Loop(Option<ExprId>, ExprId),
    /// `for pat in iter { .. }`.
    For(PatId, ExprId, ExprId),
    /// `{ .. }`, also `async` and `unsafe`.
    Block(Vec<Stmt>, Option<ExprId>),
    /// `|a, b| body`.
    Closure(Vec<PatId>, ExprId),
    /// `return e`, `break e`.
    Leave(Option<ExprId>),
    /// A macro whose arguments are understood.
    Emission(Box<Emission>),
    /// A macro that is not: those of its arguments that read as expressions.
    Unknown(Vec<ExprId>),
}

/// A struct or a variant with named fields, made on the spot.
#[derive(Clone, Debug)]
pub struct StructLiteral {
    /// The struct or variant; empty for data that are no struct, such as those of `json!`.
    pub path: Vec<Name>,
    /// Its fields with their values.
    pub fields: Vec<(Name, ExprId)>,
    /// Where the other fields come from.
    pub rest: Option<ExprId>,
}

/// A call of a method.
#[derive(Clone, Debug)]
pub struct MethodCall {
    /// What it is called on.
    pub receiver: ExprId,
    /// The method.
    pub name: Name,
    /// The span of the name.
    pub name_span: Span,
    /// The type arguments.
    pub types: Vec<TypeRef>,
    /// The arguments.
    pub args: Vec<ExprId>,
}

/// One arm of a `match`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// The pattern.
    pub pat: PatId,
    /// The guard.
    pub guard: Option<ExprId>,
    /// The result.
    pub body: ExprId,
}

/// One statement of a block.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// `let pat: T = init else { .. };`
    Let(PatId, Option<Box<TypeRef>>, Option<ExprId>, Option<ExprId>),
    /// An expression whose value is dropped.
    Expr(ExprId),
}

/// A pattern with its place.
#[derive(Clone, Debug)]
pub struct Pat {
    /// What it is.
    pub kind: PatKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of pattern.
#[derive(Clone, Debug)]
pub enum PatKind {
    /// `name`, `ref mut name`, `name @ sub`.
    Bind(Name, Option<PatId>),
    /// `(a, b)` or `Path(a, b)`; elements behind `..` count from the end.
    Tuple(Vec<Name>, Vec<PatId>, Option<usize>),
    /// `Path { name: pat }`.
    Struct(Vec<Name>, Vec<(Name, PatId)>),
    /// `a | b`.
    Or(Vec<PatId>),
    /// `&pat`, `box pat`.
    Same(PatId),
    /// `pat: T`.
    Typed(PatId, TypeRef),
    /// `[a, b, ..]`.
    Slice(Vec<PatId>),
    /// `_`, `..`, literals, ranges, constants.
    Other,
}

/// A name as it is written in code: keywords need a mark.
pub fn written(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_string() }
}

/// The keywords that may be names with a mark; see the reference of the language, chapter "Keywords".
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
