//! The left side of a `macro_rules!` rule: what it takes from a call.

use super::tree::{Brackets, Tree, Written};
use crate::hir::Name;
use proc_macro2::{TokenStream, TokenTree};
use std::cell::OnceCell;
use std::collections::BTreeMap;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, Item, Meta, Pat, Path, Stmt, Type, Visibility};

/// One part of a matcher.
#[derive(Clone, Debug)]
pub(super) enum Matcher {
    Token(Tree),
    Group(Brackets, Vec<Matcher>),
    /// `$name:kind`.
    Variable(Name, Name),
    /// `$( .. ) separator operator`.
    Repeat {
        inner: Vec<Matcher>,
        separator: Option<Tree>,
        operator: char,
    },
}

/// What the variables of a matcher took.
#[derive(Clone, Debug, Default)]
pub(super) struct Captures {
    taken: BTreeMap<Name, Capture>,
}

#[derive(Clone, Debug)]
enum Capture {
    Leaf(Vec<Tree>),
    Rounds(Vec<Captures>),
}

impl Captures {
    /// The tokens of a variable.
    pub(super) fn leaf(&self, name: &str) -> Option<&[Tree]> {
        match self.taken.get(name) {
            Some(Capture::Leaf(tokens)) => Some(tokens),
            _ => None,
        }
    }

    /// How often a repetition over these tokens runs.
    pub(super) fn rounds(&self, tokens: &[Tree]) -> usize {
        let names = variables(tokens);
        let rounds = names.iter().filter_map(|name| match self.taken.get(name) {
            Some(Capture::Rounds(rounds)) => Some(rounds.len()),
            _ => None,
        });
        rounds.max().unwrap_or(0)
    }

    /// What is captured within one round; what lies outside the repetition stays visible.
    pub(super) fn round(&self, at: usize) -> Captures {
        let mut captures = Captures::default();
        for (name, capture) in &self.taken {
            match capture {
                Capture::Leaf(_) => {
                    captures.taken.insert(name.clone(), capture.clone());
                }
                Capture::Rounds(rounds) => {
                    if let Some(inner) = rounds.get(at).and_then(|round| round.taken.get(name)) {
                        captures.taken.insert(name.clone(), inner.clone());
                    }
                }
            }
        }
        captures
    }
}

/// The names behind `$` in a transcriber.
fn variables(tokens: &[Tree]) -> Vec<Name> {
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 1)) {
            (dollar, Some(Tree::Word(name))) if dollar.is_mark('$') => names.push(name.text.clone()),
            (Tree::Group(group), _) => names.extend(variables(&group.trees)),
            _ => {}
        }
    }
    names
}

/// Separator and length of what stands behind `$( .. )`.
pub(super) fn repetition(rest: &[Tree]) -> Option<(Option<&Tree>, usize)> {
    match rest {
        [operator, ..] if is_operator(operator) => Some((None, 1)),
        [separator, operator, ..] if is_operator(operator) => Some((Some(separator), 2)),
        _ => None,
    }
}

fn is_operator(token: &Tree) -> bool {
    matches!(token, Tree::Mark(mark) if matches!(mark.mark, '*' | '+' | '?'))
}

/// Parses the tokens of a matcher.
pub(super) fn parse(tokens: &[Tree]) -> Vec<Matcher> {
    let mut matchers = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        at += match &tokens[at..] {
            [dollar, Tree::Word(name), colon, Tree::Word(kind), ..]
                if dollar.is_mark('$') && colon.is_mark(':') =>
            {
                matchers.push(Matcher::Variable(name.text.clone(), kind.text.clone()));
                4
            }
            [dollar, Tree::Group(group), rest @ ..] if dollar.is_mark('$') => {
                let (separator, length) = repetition(rest).unwrap_or((None, 0));
                let operator = match length.checked_sub(1).and_then(|last| rest.get(last)) {
                    Some(Tree::Mark(mark)) => mark.mark,
                    _ => '*',
                };
                matchers.push(Matcher::Repeat {
                    inner: parse(&group.trees),
                    separator: separator.cloned(),
                    operator,
                });
                2 + length
            }
            [Tree::Group(group), ..] => {
                matchers.push(Matcher::Group(group.brackets, parse(&group.trees)));
                1
            }
            [token, ..] => {
                matchers.push(Matcher::Token(token.clone()));
                1
            }
            [] => 1,
        };
    }
    matchers
}

/// What a rule takes from a whole call; none where it does not fit.
pub(super) fn matches(matchers: &[Matcher], input: &Input) -> Option<Captures> {
    let mut captures = Captures::default();
    let used = sequence(matchers, input.all(), &mut captures)?;
    (used == input.trees.len()).then_some(captures)
}

/// All that stands between two brackets, and the same for `syn`, once that is asked.
pub(super) struct Input<'i> {
    trees: &'i [Tree],
    parsed: OnceCell<Vec<TokenTree>>,
}

/// What is left of it.
#[derive(Clone, Copy)]
struct Rest<'r> {
    whole: &'r Input<'r>,
    from: usize,
}

impl<'i> Input<'i> {
    pub(super) fn new(trees: &'i [Tree]) -> Input<'i> {
        Input { trees, parsed: OnceCell::new() }
    }

    fn all(&self) -> Rest<'_> {
        Rest { whole: self, from: 0 }
    }
}

impl<'r> Rest<'r> {
    fn trees(&self) -> &'r [Tree] {
        &self.whole.trees[self.from..]
    }

    fn behind(&self, at: usize) -> Rest<'r> {
        Rest { from: self.from + at, ..*self }
    }

    /// The first of them for `syn`; none where that sees other tokens.
    fn stream(&self, count: usize) -> Option<TokenStream> {
        let parse = || Written(self.whole.trees).to_string().parse::<TokenStream>().unwrap_or_default();
        let parsed = self.whole.parsed.get_or_init(|| parse().into_iter().collect());
        let is_same = parsed.len() == self.whole.trees.len();
        is_same.then(|| parsed[self.from..self.from + count].iter().cloned().collect())
    }
}

/// How many tokens a sequence of matchers takes from the front.
fn sequence(matchers: &[Matcher], rest: Rest, captures: &mut Captures) -> Option<usize> {
    let input = rest.trees();
    let mut at = 0;
    for matcher in matchers {
        at += match matcher {
            Matcher::Token(expected) => {
                let found = input.get(at)?;
                (same_token(expected, found)).then_some(1)?
            }
            Matcher::Group(brackets, inner) => {
                let Tree::Group(group) = input.get(at)? else { return None };
                if group.brackets != *brackets {
                    return None;
                }
                let used = sequence(inner, Input::new(&group.trees).all(), captures)?;
                (used == group.trees.len()).then_some(1)?
            }
            Matcher::Variable(name, kind) => {
                let length = fragment(kind, rest.behind(at))?;
                let tokens = input[at..at + length].to_vec();
                captures.taken.insert(name.clone(), Capture::Leaf(tokens));
                length
            }
            Matcher::Repeat { inner, separator, operator } => {
                repeat(inner, separator.as_ref(), *operator, rest.behind(at), captures)?
            }
        };
    }
    Some(at)
}

fn repeat(
    inner: &[Matcher],
    separator: Option<&Tree>,
    operator: char,
    rest: Rest,
    captures: &mut Captures,
) -> Option<usize> {
    let input = rest.trees();
    let (mut at, mut rounds) = (0, Vec::new());
    loop {
        let mut start = at;
        if let (Some(separator), false) = (separator, rounds.is_empty()) {
            match input.get(at) {
                Some(found) if same_token(separator, found) => start += 1,
                _ => break,
            }
        }
        let mut round = Captures::default();
        match sequence(inner, rest.behind(start), &mut round) {
            Some(used) if used > 0 => {
                (at, rounds) = (start + used, {
                    rounds.push(round);
                    rounds
                })
            }
            _ => break,
        }
        if operator == '?' {
            break;
        }
    }
    if operator == '+' && rounds.is_empty() {
        return None;
    }
    for name in names(inner) {
        captures.taken.insert(name, Capture::Rounds(rounds.clone()));
    }
    Some(at)
}

/// The variables that a matcher binds.
fn names(matchers: &[Matcher]) -> Vec<Name> {
    let names = matchers.iter().flat_map(|matcher| match matcher {
        Matcher::Variable(name, _) => vec![name.clone()],
        Matcher::Group(_, inner) | Matcher::Repeat { inner, .. } => names(inner),
        Matcher::Token(_) => Vec::new(),
    });
    names.collect()
}

fn same_token(expected: &Tree, found: &Tree) -> bool {
    match (expected, found) {
        (Tree::Mark(a), Tree::Mark(b)) => a.mark == b.mark,
        (Tree::Word(a), Tree::Word(b)) | (Tree::Literal(a), Tree::Literal(b)) => a.text == b.text,
        _ => false,
    }
}

/// How many tokens a fragment of this kind takes; none where there is none.
fn fragment(kind: &str, rest: Rest) -> Option<usize> {
    let input = rest.trees();
    if kind == "vis" {
        let length = parsed_length(rest, MAX_VISIBILITY.min(input.len()), Visibility::parse);
        return Some(length.unwrap_or(0));
    }
    let first = input.first()?;
    match kind {
        "tt" => Some(1),
        "ident" => matches!(first, Tree::Word(_)).then_some(1),
        "lifetime" => first.is_mark('\'').then_some(2),
        "literal" => literal_length(input),
        "block" => is_block(first).then_some(1),
        "expr" | "expr_2021" => {
            simple_expr_length(input).or_else(|| shortest(rest, listed(input), Expr::parse))
        }
        "ty" => shortest(rest, listed(input), Type::parse),
        "path" => shortest(rest, listed(input), Path::parse)
            .or_else(|| shortest(rest, listed(input), Path::parse_mod_style)),
        "pat" | "pat_param" => shortest(rest, listed(input), Pat::parse_multi_with_leading_vert),
        "stmt" => {
            shortest(rest, ended(input), Stmt::parse).or_else(|| shortest(rest, listed(input), Expr::parse))
        }
        "item" => shortest(rest, closed(input), Item::parse),
        "meta" => shortest(rest, listed(input), Meta::parse),
        _ => Some(1),
    }
}

fn literal_length(input: &[Tree]) -> Option<usize> {
    match input {
        [Tree::Literal(_), ..] => Some(1),
        [word, ..] if word.is_word("true") || word.is_word("false") => Some(1),
        [minus, Tree::Literal(_), ..] if minus.is_mark('-') => Some(2),
        _ => None,
    }
}

/// An expression ends at the first `,`, `;` or `=>`, unless closures or generics may hide one.
fn simple_expr_length(input: &[Tree]) -> Option<usize> {
    let mut length = 0;
    for (at, token) in input.iter().enumerate() {
        if let Tree::Mark(mark) = token {
            match mark.mark {
                ',' | ';' => break,
                '=' if input.get(at + 1).is_some_and(|next| next.is_mark('>')) => break,
                '|' | '<' | '=' => return None,
                _ => {}
            }
        }
        length += 1;
    }
    (length > 0).then_some(length)
}

/// The most tokens that a visibility has: `pub (in path)`.
const MAX_VISIBILITY: usize = 2;

/// Where what stands in a list may end: before a comma or a semicolon, unless generics hide it.
fn listed(trees: &[Tree]) -> impl Iterator<Item = usize> {
    let mut angles = 0usize;
    let ends = trees.iter().enumerate().filter(move |(_, tree)| {
        match tree {
            Tree::Mark(mark) if mark.mark == '<' => angles += 1,
            Tree::Mark(mark) if mark.mark == '>' => angles = angles.saturating_sub(1),
            Tree::Mark(mark) => return angles == 0 && matches!(mark.mark, ',' | ';'),
            _ => {}
        }
        false
    });
    ends.map(|(at, _)| at)
}

/// Where a statement may end: behind a semicolon. What is a block may go on behind it.
fn ended(trees: &[Tree]) -> impl Iterator<Item = usize> {
    (1..=trees.len()).filter(|&end| trees[end - 1].is_mark(';'))
}

/// Where an item may end: behind a semicolon or a block.
fn closed(trees: &[Tree]) -> impl Iterator<Item = usize> {
    (1..=trees.len()).filter(|&end| trees[end - 1].is_mark(';') || is_block(&trees[end - 1]))
}

fn is_block(tree: &Tree) -> bool {
    matches!(tree, Tree::Group(group) if group.brackets == Brackets::Curly)
}

/// How many tokens a parser takes from the front. It is given those up to the first end, then up to ever later ones: a list
/// may be long, and each of its parts is asked for.
fn shortest<T>(
    rest: Rest,
    ends: impl Iterator<Item = usize>,
    parse: fn(ParseStream) -> syn::Result<T>,
) -> Option<usize> {
    let some = ends.enumerate().filter(|(at, _)| (at + 1).is_power_of_two()).map(|(_, end)| end);
    some.chain([rest.trees().len()]).find_map(|count| parsed_length(rest, count, parse))
}

/// How many of so many tokens a parser takes from the front.
fn parsed_length<T>(rest: Rest, count: usize, parse: fn(ParseStream) -> syn::Result<T>) -> Option<usize> {
    let left = (|stream: ParseStream| {
        parse(stream)?;
        let rest: TokenStream = stream.parse()?;
        Ok(rest.into_iter().count())
    })
    .parse2(rest.stream(count)?)
    .ok()?;
    let used = count.checked_sub(left)?;
    (used > 0).then_some(used)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tree;

    /// What a fragment takes of a text, with enough behind it that it is not looked at as a whole at once.
    fn taken(kind: &str, text: &str) -> Option<String> {
        let long = format!("{text}{}", ", more".repeat(100));
        let trees = tree::parse(&long, 0)?;
        let length = fragment(kind, Input::new(&trees).all())?;
        Some(Written(&trees[..length]).to_string().replace(' ', ""))
    }

    #[test]
    fn a_fragment_of_a_long_list_is_what_it_is_alone() {
        for (kind, text, expected) in [
            ("ty", "HashMap<K, Vec<V>>, u8", "HashMap<K,Vec<V>>"),
            ("ty", "fn(a, b) -> Result<A, B>; x", "fn(a,b)->Result<A,B>"),
            ("expr", "|a, b| f(a), c", "|a,b|f(a)"),
            ("expr", "f::<A, B>(x) + 1, c", "f::<A,B>(x)+1"),
            ("expr", "a < b, c > d", "a<b"),
            ("pat", "Some(x) | None, y", "Some(x)|None"),
            ("path", "a::b<C, D>, e", "a::b<C,D>"),
            ("stmt", "if a { b } else { c }, d", "if a { b } else { c }"),
            ("stmt", "let x = { 1 }; y", "let x = { 1 };"),
            ("item", "fn f(a: A) -> B { c } fn g() {}", "fn f(a: A) -> B { c }"),
            ("item", "const A: B = B { c: 1 }; x", "const A: B = B { c: 1 };"),
            ("vis", "pub(in a::b) c", "pub(in a::b)"),
        ] {
            assert_eq!(taken(kind, text), Some(expected.replace(' ', "")), "{kind} of {text}");
        }
        assert_eq!(taken("ty", "1 + 2"), None);
        assert_eq!(taken("vis", "a"), Some(String::new()));
    }
}
