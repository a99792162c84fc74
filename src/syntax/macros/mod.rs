//! Macro calls: which macro is meant, and by which grammar its arguments are read.
//!
//! Terms: a *known* macro is one that a model describes; a *wrapper* is a `macro_rules!` macro of the workspace, which
//! is expanded until only known ones are left. What is neither has its arguments read as expressions where they parse.
//!
//! To add a macro family with a new argument grammar, write its file here and its line in [`GRAMMARS`].

mod args;
mod call;
mod data;
mod event;
mod format;
pub(super) mod instrument;
mod message;

use super::body::Lowering;
use super::expand::Rules;
use crate::hir::{Effect, Emission, ExprId, ExprKind, Name};
use crate::span::FileId;
use crate::span::Span;
use crate::syntax::tree::{self, Brackets, Group, Tree};
use args::{Args, Segment};
use call::TYPED_CALL;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::ops::Range;

/// Reads the arguments of a macro call into the emission; none where they do not fit the grammar.
type Grammar = fn(&mut Lowering, Args, &mut Emission) -> Option<()>;

/// The argument grammars by the names that models use for them.
const GRAMMARS: &[(&str, Grammar)] = &[
    ("format", message::format),
    ("panic", message::format),
    ("assert", message::assert),
    ("assert_eq", message::assert_eq),
    ("write", message::assert),
    ("dbg", message::dbg),
    ("list", message::list),
    ("included", message::included),
    ("lookup", message::lookup),
    ("json", data::json),
    ("context", data::context),
    ("message", message::format),
    ("ensure", message::assert),
    ("log", event::log),
    ("log_level", event::log_level),
    ("tracing", event::tracing),
    ("tracing_level", event::tracing_level),
    ("span", event::span),
    ("span_level", event::span_level),
    ("slog", event::slog),
    ("labels", event::labels),
];

/// The grammar of macros that wait for the first of several futures; what they are is read as arms.
const WAITING_ARMS: &str = "waiting_arms";

/// What is said of arguments that hold what is no token.
const NO_TOKENS: &str = "not valid Rust tokens";

/// Whether a grammar of this name exists.
pub fn is_grammar(name: &str) -> bool {
    [TYPED_CALL, WAITING_ARMS].contains(&name) || GRAMMARS.iter().any(|(known, _)| *known == name)
}

/// A macro that a model describes.
#[derive(Clone, Debug)]
pub struct KnownMacro {
    /// The crate that defines it, as named in code.
    pub krate: Name,
    /// The name of its grammar.
    pub grammar: Name,
    /// What it does with its arguments.
    pub effect: Effect,
}

/// Every macro that can be told apart by name.
#[derive(Debug, Default)]
pub struct MacroTable {
    /// Known macros by name; several crates may define one of a name.
    pub known: HashMap<Name, Vec<KnownMacro>>,
    /// Macros of the workspace by name, in file order.
    pub(super) rules: HashMap<Name, Vec<Rules>>,
    /// The last names of attributes under which a function is run as a test.
    pub tests: HashSet<Name>,
    /// Macros that a policy calls sinks.
    declared: HashSet<Name>,
    /// The crates that each package depends on, as named in code.
    pub crates: Vec<Vec<Name>>,
}

/// A macro call where it is written.
pub(super) struct MacroCall {
    /// The macro.
    pub path: Vec<Name>,
    /// The place of the path.
    pub path_span: Span,
    /// The call up to the end of its last argument, comma included.
    pub args_span: Span,
    /// The whole call, from its path to its closing bracket.
    pub span: Span,
    /// What stands between its brackets, as a byte range of the text.
    pub inside: Range<usize>,
}

/// The macro that a call means.
pub(super) enum Meaning<'t> {
    Known(&'t KnownMacro),
    Wrapper(Vec<&'t Rules>),
    Unknown,
}

/// The grammar by which the arguments of a macro are read that a policy calls a sink, and the kind of that sink.
const DECLARED: &str = "log";

impl MacroTable {
    /// Makes a macro a sink, whatever the workspace defines under its name.
    pub fn add_sink(&mut self, name: &str) {
        let name = Name::new(name.trim_end_matches('!').rsplit("::").next().unwrap_or(name));
        let declared = Name::new_static(DECLARED);
        let effect = Effect::Sink(declared.clone());
        let known = KnownMacro { krate: Name::new_static("std"), grammar: declared, effect };
        self.declared.insert(name.clone());
        self.known.entry(name).or_default().insert(0, known);
    }

    /// The crates with known macros that a package depends on.
    pub fn macro_crates(&self, package: usize) -> Vec<&Name> {
        let crates = self.crates.get(package).map(Vec::as_slice).unwrap_or_default();
        let is_known = |krate: &&Name| self.known.values().flatten().any(|known| known.krate == **krate);
        crates.iter().filter(is_known).collect()
    }

    /// The other macros of the name of a known one, of crates that a package depends on; none for a path.
    fn others<'t>(
        &'t self,
        known: &KnownMacro,
        path: &[Name],
        package: usize,
    ) -> impl Iterator<Item = &'t KnownMacro> {
        let name = Some(path).filter(|path| path.len() == 1).and_then(|path| self.known.get(&path[0]));
        let crates = self.crates.get(package).map(Vec::as_slice).unwrap_or_default();
        let krate = known.krate.clone();
        name.into_iter().flatten().filter(move |other| other.krate != krate && crates.contains(&other.krate))
    }

    /// The macros that do not mean the same in another table: those that are defined otherwise, and those that call one.
    pub fn changed(&self, other: &MacroTable) -> HashSet<Name> {
        let texts = |table: &'_ MacroTable, name: &Name| -> Vec<(FileId, String)> {
            let rules = table.rules.get(name).map(Vec::as_slice).unwrap_or_default();
            rules.iter().map(|rules| (rules.file, rules.text().to_string())).collect()
        };
        let names = || self.rules.keys().chain(other.rules.keys());
        let redefined = names().filter(|name| texts(self, name) != texts(other, name)).cloned();
        let mut changed: HashSet<Name> =
            redefined.chain(self.declared.symmetric_difference(&other.declared).cloned()).collect();
        let mut is_settled = changed.is_empty();
        while !is_settled {
            let calls = |name: &&Name| {
                let rules = self.rules.get(*name).into_iter().chain(other.rules.get(*name)).flatten();
                rules.into_iter().any(|rules| super::calls_any(rules.text(), &changed))
            };
            let more: Vec<Name> =
                names().filter(|name| !changed.contains(*name)).filter(calls).cloned().collect();
            is_settled = more.is_empty();
            changed.extend(more);
        }
        changed
    }

    /// Finds the macro of a path: an import of that name decides, then the nearest definition, then the crates that
    /// the package depends on.
    pub(super) fn meaning<'t>(
        &'t self,
        path: &[Name],
        uses: &[crate::hir::Use],
        file: FileId,
        package: usize,
    ) -> Meaning<'t> {
        let Some(name) = path.last() else { return Meaning::Unknown };
        let known = self.known.get(name).map(Vec::as_slice).unwrap_or_default();
        if self.declared.contains(name)
            && let Some(known) = known.first()
        {
            return Meaning::Known(known);
        }
        let rules = self.rules.get(name).map(Vec::as_slice).unwrap_or_default();
        let origin = match path {
            [_] => uses.iter().find(|u| u.alias.as_ref() == Some(name)).and_then(|u| u.path.first()),
            // A module that is imported, as in `use gloo::console`, stands for its crate.
            [first, ..] => {
                let import = uses.iter().find(|u| u.alias.as_ref() == Some(first));
                import.and_then(|u| u.path.first()).or(Some(first))
            }
            [] => None,
        };
        let of_crate = |krate: &Name| known.iter().find(|known| known.krate == *krate);
        if let Some(known) = origin.and_then(of_crate) {
            return Meaning::Known(known);
        }
        let own: Vec<&Rules> = rules.iter().filter(|rules| rules.file == file).collect();
        if !own.is_empty() {
            return Meaning::Wrapper(own);
        }
        let near: Vec<&Rules> = rules.iter().filter(|rules| rules.package == package).collect();
        if !near.is_empty() {
            return Meaning::Wrapper(near);
        }
        let crates = self.crates.get(package).map(Vec::as_slice).unwrap_or_default();
        let depends = |known: &&KnownMacro| known.krate == "std" || crates.contains(&known.krate);
        match (known.iter().find(depends), rules, known) {
            (Some(known), ..) => Meaning::Known(known),
            (None, [_, ..], _) => Meaning::Wrapper(rules.iter().collect()),
            (None, [], [known, ..]) => Meaning::Known(known),
            _ => Meaning::Unknown,
        }
    }
}

impl Lowering<'_> {
    /// Lowers a macro call in expression position.
    pub(super) fn macro_call(&mut self, call: &MacroCall) -> ExprId {
        match self.expand_statements(call) {
            Some(block) => block,
            None => self.unexpanded_call(call),
        }
    }

    /// Lowers a call of a macro that is no wrapper.
    pub(super) fn unexpanded_call(&mut self, call: &MacroCall) -> ExprId {
        let table = self.table;
        let meaning = table.meaning(&call.path, &self.out.uses, self.out.id, self.package);
        if let Meaning::Known(known) = &meaning
            && known.grammar == WAITING_ARMS
            && let Some(arms) = self.waiting_arms_in(call.inside.clone())
        {
            return arms;
        }
        let kind = self.on_arguments(call, |cx, tokens| {
            let known = if let Meaning::Known(known) = meaning { Some(known) } else { None };
            if let Some(known) = known.filter(|known| known.grammar == TYPED_CALL)
                && let Some(kind) = cx.typed_call(known, call, &tokens)
            {
                return kind;
            }
            // Where two crates have one of that name, its arguments tell which is meant.
            let package = cx.package;
            let others = known.into_iter().flat_map(|known| table.others(known, &call.path, package));
            let mut meant = known.into_iter().chain(others);
            if let Some(emission) = meant.find_map(|known| cx.emission(known, call, &tokens)) {
                return ExprKind::Emission(Box::new(emission));
            }
            let args = Args::split(&tokens);
            ExprKind::Unknown(args.segments.iter().flat_map(|segment| cx.unknown_argument(segment)).collect())
        });
        self.push(kind.unwrap_or_else(|| ExprKind::Unknown(Vec::new())), call.span)
    }

    /// Runs a step on the tokens of a call's arguments; none where they are no tokens.
    pub(super) fn on_arguments<T>(
        &mut self,
        call: &MacroCall,
        step: impl FnOnce(&mut Self, Vec<Tree>) -> T,
    ) -> Option<T> {
        let text = self.text.text.get(call.inside.clone())?;
        let Some(tokens) = tree::parse(text, call.inside.start) else {
            self.tell(call.span, NO_TOKENS);
            return None;
        };
        Some(step(self, tokens))
    }

    /// What can be read of an argument whose grammar is unknown: an expression, else what stands behind its arrows as in
    /// `select! { x = future => body }`, else the blocks inside it. An arm that ends with its block is followed by another
    /// one without a comma, so that one argument may be many arms.
    fn unknown_argument(&mut self, segment: &Segment) -> Vec<ExprId> {
        if let Some(expr) = self.value_of(segment) {
            return vec![expr];
        }
        match segment.between_arrows().as_slice() {
            [whole] => self.blocks_of(whole),
            [_, behind @ ..] => {
                let read = |piece: &Segment| match self.value_of(piece) {
                    Some(expr) => vec![expr],
                    None => self.blocks_of(piece),
                };
                behind.iter().flat_map(read).collect()
            }
            [] => Vec::new(),
        }
    }

    fn blocks_of(&mut self, segment: &Segment) -> Vec<ExprId> {
        let blocks = segment.tokens.iter().filter_map(|token| match token {
            Tree::Group(group) if group.brackets == Brackets::Curly => Some(group),
            _ => None,
        });
        blocks.filter_map(|block| self.unknown_block(block)).collect()
    }

    fn unknown_block(&mut self, block: &Group) -> Option<ExprId> {
        self.statements_in(block.open.end..block.close.start, self.text.call)
    }

    /// Reads an argument as an expression, where it is one.
    fn value_of(&mut self, segment: &Segment) -> Option<ExprId> {
        let (first, last) = (segment.tokens.first()?, segment.tokens.last()?);
        self.expr_in(first.range().start..last.range().end)
    }

    fn emission(&mut self, known: &KnownMacro, call: &MacroCall, tokens: &[Tree]) -> Option<Emission> {
        let (_, grammar) = GRAMMARS.iter().find(|(name, _)| *name == known.grammar)?;
        let mut emission = Emission {
            name: Name::new(call.path.join("::")),
            name_span: call.path_span,
            args_span: call.args_span,
            effect: known.effect.clone(),
            operands: Vec::new(),
            holes: Vec::new(),
            has_words: false,
            tail: Name::default(),
            included: None,
            dialect: None,
            fields: Vec::new(),
            wrappers: self.text.wrappers.clone(),
        };
        grammar(self, Args::split(tokens), &mut emission)?;
        Some(emission)
    }
}
