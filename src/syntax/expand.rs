//! `macro_rules!` macros of the workspace, expanded by example.
//!
//! Terms: a *rule* is one matcher with its transcriber; a *capture* is what a `$name:kind` took from the call.
//! Invariants: expansion makes text with origins ([`Excerpt`]), which goes through the ordinary parser again, so an
//! expansion inside an expansion needs nothing of its own; it always ends, since depth and text are bounded.

use super::body::Lowering;
use super::excerpt::{Builder, Excerpt};
use super::macros::{MacroCall, Meaning};
use super::matcher::{self, Captures, Input, Matcher};
use super::scan::{Kind, Scanner};
use super::survey::is_doc;
use super::tree::{self, Brackets, Tree};
use crate::hir::{ExprId, Extent, Name};
use crate::record::record;
use crate::span::FileId;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

/// One `macro_rules!` definition.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The file that holds it.
    pub file: FileId,
    /// The package of that file.
    pub package: usize,
    /// The macro's name.
    pub name: Name,
    /// The text between the outer brackets.
    text: String,
    rules: Vec<Rule>,
}

/// Where a rule stands in the text of its definition.
#[derive(Clone, Debug)]
struct Rule {
    /// The first word, literal or byte of the matcher; empty where it has none.
    first: Name,
    /// What stands between the brackets of the matcher.
    matcher: Range<usize>,
    /// The same of the transcriber.
    transcriber: Range<usize>,
    /// The rule, parsed, once it was asked for arguments; nothing where it is malformed.
    parsed: OnceLock<Option<Parsed>>,
}

record!(Rules { name, text, rules } without file, package);
record!(Rule { first, matcher, transcriber } without parsed);

/// A rule, parsed: its matcher and its transcriber.
type Parsed = (Vec<Matcher>, Vec<Tree>);

/// Wrappers nested deeper than this are left alone.
const MAX_DEPTH: usize = 16;
/// The most text that one outermost call may expand to, in bytes.
pub(super) const MAX_FUEL: usize = 256 * 1024;

/// How a definition begins.
const DEFINES: &str = "macro_rules";

/// Whether macros may be defined in a text.
pub fn may_define_macros(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), DEFINES.as_bytes()).is_some()
}

/// Finds the definitions in a file's text without parsing it.
pub fn find_rules(file: FileId, package: usize, text: &str) -> Vec<Rules> {
    let mut found = Vec::new();
    // Behind the last of them nothing need be looked at.
    let mut marks = memchr::memmem::find_iter(text.as_bytes(), DEFINES.as_bytes()).peekable();
    let mut pieces = Scanner::new(text).filter(|piece| piece.kind != Kind::Comment);
    while let Some(&mark) = marks.peek() {
        let Some(piece) = pieces.find(|piece| piece.start >= mark) else { break };
        while marks.next_if(|&mark| mark < piece.end).is_some() {}
        if &text[piece.start..piece.end] != DEFINES {
            continue;
        }
        let (Some(_), Some(name), Some(open)) = (pieces.next(), pieces.next(), pieces.next()) else { break };
        if name.kind != Kind::Word || open.kind != Kind::Open {
            continue;
        }
        let mut depth = 1;
        for piece in pieces.by_ref() {
            match piece.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let name = Name::new(&text[name.start..name.end]);
                let text = text[open.end..piece.start].to_string();
                found.push(Rules { file, package, name, rules: rules_of(&text), text });
                break;
            }
        }
    }
    found
}

/// The rules of a definition: of the groups of its text, every second is a matcher.
fn rules_of(text: &str) -> Vec<Rule> {
    let (mut groups, mut depth) = (Vec::new(), 0);
    for piece in Scanner::new(text) {
        match (piece.kind, depth) {
            (Kind::Open, 0) => groups.push(piece.end..text.len()),
            (Kind::Close, 1) => {
                groups.last_mut().into_iter().for_each(|group: &mut Range<usize>| group.end = piece.start)
            }
            _ => {}
        }
        depth += i32::from(piece.kind == Kind::Open) - i32::from(piece.kind == Kind::Close);
    }
    let rule = |pair: &[Range<usize>]| Rule {
        first: Name::new(first_token(&text[pair[0].clone()])),
        matcher: pair[0].clone(),
        transcriber: pair[1].clone(),
        parsed: OnceLock::new(),
    };
    groups.chunks_exact(2).map(rule).collect()
}

/// The first word, literal or byte of a text, or nothing. A doc comment is an attribute.
fn first_token(text: &str) -> &str {
    let written = Scanner::new(text).map(|piece| (piece.kind, &text[piece.start..piece.end]));
    let mut tokens = written.filter(|(kind, text)| *kind != Kind::Comment || is_doc(text.as_bytes()));
    tokens.next().map_or("", |(kind, text)| if kind == Kind::Comment { "#" } else { text })
}

/// Whether a text holds a call of one of some macros.
pub fn calls_any(text: &str, names: &FxHashSet<Name>) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !names.is_empty()
        && memchr::memchr_iter(b'!', text.as_bytes()).any(|at| {
            let before = text[..at].trim_end();
            let start = before
                .rfind(|c| !is_part(c))
                .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
            names.contains(&before[start..])
        })
}

impl Rule {
    /// Whether it may take arguments that begin with a token, which is empty where there are none.
    fn may_take(&self, first: &str) -> bool {
        self.first == "$" || self.first == first
    }
}

impl Rules {
    /// The same definition in a file of a package.
    pub fn placed(&self, file: FileId, package: usize) -> Rules {
        Rules { file, package, ..self.clone() }
    }

    /// The text of the rules.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A rule, parsed, which happens once for all calls; nothing where it is malformed.
    fn parsed<'r>(&self, rule: &'r Rule) -> Option<&'r Parsed> {
        let trees = |range: &Range<usize>| tree::parse(self.text.get(range.clone())?, 0);
        let parse = || Some((matcher::parse(&trees(&rule.matcher)?), trees(&rule.transcriber)?));
        rule.parsed.get_or_init(parse).as_ref()
    }

    /// The first rule that takes the arguments, with what it captures of them.
    fn fitting(&self, first: &str, input: &Input) -> Option<(Captures, &Parsed)> {
        self.rules.iter().filter(|rule| rule.may_take(first)).find_map(|rule| {
            let parsed = self.parsed(rule)?;
            Some((matcher::matches(&parsed.0, input)?, parsed))
        })
    }
}

impl<'t> Lowering<'t> {
    /// Expands a call of a wrapper to statements, lowered as one block; none where no wrapper is meant or none of its
    /// rules takes the arguments.
    pub(super) fn expand_statements(&mut self, call: &MacroCall) -> Option<ExprId> {
        let excerpt = self.expand(call)?;
        let (call, length) = (excerpt.call, excerpt.text.len());
        self.within(excerpt, |cx| cx.statements_in(0..length, call))
    }

    /// Expands a call of a wrapper to items and lowers them.
    pub(super) fn expand_items(&mut self, call: &MacroCall) -> Option<()> {
        let excerpt = self.expand(call)?;
        let length = excerpt.text.len();
        self.within(excerpt, |cx| cx.items_in(0..length))
    }

    /// Runs a step on another text.
    fn within<T>(&mut self, excerpt: Excerpt<'static>, step: impl FnOnce(&mut Self) -> T) -> T {
        let outermost = self.text.wrappers.is_empty();
        let (extent, inner, call) = (self.out.extent(), self.inner.len(), excerpt.call);
        let outer = std::mem::replace(&mut self.text, Rc::new(excerpt));
        let result = step(self);
        self.text = outer;
        if outermost {
            self.fuel = MAX_FUEL;
            // Items that the call makes are as those that stand there.
            let added = self.out.extent().since(extent);
            self.inner.truncate(inner);
            if added != Extent::default() {
                self.inner.push(((call.start, call.end), added));
            }
        }
        result
    }

    fn expand(&mut self, call: &MacroCall) -> Option<Excerpt<'static>> {
        let table = self.table;
        let meaning = table.meaning(&call.path, &self.out.uses, self.out.id, self.package);
        let Meaning::Wrapper(candidates) = meaning else { return None };
        self.on_arguments(call, |cx, tokens| cx.transcribe(&candidates, call, &tokens))?
    }

    fn transcribe(
        &mut self,
        candidates: &[&'t Rules],
        call: &MacroCall,
        input: &[Tree],
    ) -> Option<Excerpt<'static>> {
        let mut wrappers = self.text.wrappers.clone();
        if wrappers.len() >= MAX_DEPTH {
            self.out.cut_expansions += 1;
            return None;
        }
        wrappers.push(candidates.first()?.name.clone());
        let first = first_token(self.text.text.get(call.inside.clone())?).to_string();
        let call = if self.text.wrappers.is_empty() { call.span } else { self.text.call };
        let input = Input::new(input);
        for candidate in candidates {
            let Some((captures, rule)) = candidate.fitting(&first, &input) else { continue };
            let mut writer = Writer { cx: self, out: Builder::default(), limit: self.fuel };
            if writer.transcribe(&rule.1, &captures).is_none() {
                let is_cut = writer.out.len() > writer.limit;
                self.out.cut_expansions += usize::from(is_cut);
                return None;
            }
            let excerpt = writer.out.finish(call, wrappers)?;
            self.fuel = self.fuel.saturating_sub(excerpt.text.len());
            return Some(excerpt);
        }
        None
    }
}

/// Writes a transcriber with its captures put in.
struct Writer<'w, 't> {
    cx: &'w Lowering<'t>,
    out: Builder,
    limit: usize,
}

impl Writer<'_, '_> {
    /// None where a capture is missing or the text grows over its limit.
    fn transcribe(&mut self, tokens: &[Tree], captures: &Captures) -> Option<()> {
        let mut at = 0;
        while at < tokens.len() {
            if self.out.len() > self.limit {
                return None;
            }
            at += match &tokens[at..] {
                [dollar, Tree::Word(name), ..] if dollar.is_mark('$') => {
                    match captures.leaf(&name.text) {
                        Some(taken) => taken.iter().for_each(|token| self.write(token, true)),
                        None => self.out.push(&name.text, None),
                    }
                    2
                }
                [dollar, Tree::Group(group), rest @ ..]
                    if dollar.is_mark('$') && group.brackets == Brackets::Round =>
                {
                    let (separator, length) = matcher::repetition(rest)?;
                    self.repeat(&group.trees, separator, captures)?;
                    2 + length
                }
                [Tree::Group(group), ..] => {
                    let (open, close) = group.brackets.written();
                    self.out.push(open, None);
                    self.transcribe(&group.trees, captures)?;
                    self.out.push(close, None);
                    1
                }
                [token, ..] => {
                    self.write(token, false);
                    1
                }
                [] => 1,
            };
        }
        Some(())
    }

    fn repeat(&mut self, tokens: &[Tree], separator: Option<&Tree>, captures: &Captures) -> Option<()> {
        for round in 0..captures.rounds(tokens) {
            if let (Some(separator), true) = (separator, round > 0) {
                self.write(separator, false);
            }
            self.transcribe(tokens, &captures.round(round))?;
        }
        Some(())
    }

    /// Writes a token; those of the call keep their place.
    fn write(&mut self, token: &Tree, from_call: bool) {
        let origin = |range: &Range<usize>| from_call.then(|| self.cx.text.origin(range.clone()));
        match token {
            Tree::Group(group) => {
                let (open, close) = group.brackets.written();
                let (first, last) = (origin(&group.open), origin(&group.close));
                self.out.push(open, first);
                group.trees.iter().for_each(|token| self.write(token, from_call));
                self.out.push(close, last);
            }
            Tree::Mark(mark) => {
                let origin = origin(&token.range());
                self.out.push(mark.mark.encode_utf8(&mut [0; 4]), origin);
                if mark.is_joint {
                    self.out.join();
                }
            }
            Tree::Word(leaf) | Tree::Literal(leaf) => {
                let origin = origin(&leaf.range);
                self.out.push(&leaf.text, origin);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_found_between_what_only_names_them() {
        let text = "// macro_rules! a {}\nconst A: &str = \"macro_rules! b {}\"; macro_rules! c { () => { 1 } }\n\
                    use macro_rules_x; macro_rules ! d { ($x:expr) => { $x }; }\n// macro_rules!";
        let found = find_rules(FileId(0), 0, text);
        let names: Vec<&str> = found.iter().map(|rules| rules.name.as_str()).collect();
        assert_eq!(names, ["c", "d"]);
        assert_eq!(found[1].text(), " ($x:expr) => { $x }; ");
        assert!(find_rules(FileId(0), 0, "\"macro_rules!\"macro_rules! e {}")[0].name == "e");
    }
}
