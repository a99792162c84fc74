//! The left side of a `macro_rules!` rule: what it takes from a call.

use super::tree::{Brackets, Tree, Written};
use crate::hir::Name;
use proc_macro2::TokenStream;
use std::collections::BTreeMap;
use syn::parse::{ParseStream, Parser};

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
pub(super) fn matches(matchers: &[Matcher], input: &[Tree]) -> Option<Captures> {
    let mut captures = Captures::default();
    let used = sequence(matchers, input, &mut captures)?;
    (used == input.len()).then_some(captures)
}

/// How many tokens a sequence of matchers takes from the front.
fn sequence(matchers: &[Matcher], input: &[Tree], captures: &mut Captures) -> Option<usize> {
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
                let used = sequence(inner, &group.trees, captures)?;
                (used == group.trees.len()).then_some(1)?
            }
            Matcher::Variable(name, kind) => {
                let length = fragment(kind, &input[at..])?;
                let tokens = input[at..at + length].to_vec();
                captures.taken.insert(name.clone(), Capture::Leaf(tokens));
                length
            }
            Matcher::Repeat { inner, separator, operator } => {
                repeat(inner, separator.as_ref(), *operator, &input[at..], captures)?
            }
        };
    }
    Some(at)
}

fn repeat(
    inner: &[Matcher],
    separator: Option<&Tree>,
    operator: char,
    input: &[Tree],
    captures: &mut Captures,
) -> Option<usize> {
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
        match sequence(inner, &input[start..], &mut round) {
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
fn fragment(kind: &str, input: &[Tree]) -> Option<usize> {
    if kind == "vis" {
        return Some(
            parsed_length::<syn::Visibility>(input, <syn::Visibility as syn::parse::Parse>::parse)
                .unwrap_or(0),
        );
    }
    let first = input.first()?;
    match kind {
        "tt" => Some(1),
        "ident" => matches!(first, Tree::Word(_)).then_some(1),
        "lifetime" => first.is_mark('\'').then_some(2),
        "literal" => literal_length(input),
        "block" => matches!(first, Tree::Group(group) if group.brackets == Brackets::Curly).then_some(1),
        "expr" | "expr_2021" => simple_expr_length(input)
            .or_else(|| parsed_length(input, <syn::Expr as syn::parse::Parse>::parse)),
        "ty" => parsed_length(input, <syn::Type as syn::parse::Parse>::parse),
        "path" => parsed_length(input, syn::Path::parse_mod_style)
            .or_else(|| parsed_length(input, <syn::Path as syn::parse::Parse>::parse)),
        "pat" | "pat_param" => parsed_length(input, syn::Pat::parse_multi_with_leading_vert),
        "stmt" => parsed_length(input, <syn::Stmt as syn::parse::Parse>::parse)
            .or_else(|| parsed_length(input, <syn::Expr as syn::parse::Parse>::parse)),
        "item" => parsed_length(input, <syn::Item as syn::parse::Parse>::parse),
        "meta" => parsed_length(input, <syn::Meta as syn::parse::Parse>::parse),
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

/// How many tokens a parser takes from the front.
fn parsed_length<T>(input: &[Tree], parse: impl FnOnce(ParseStream) -> syn::Result<T>) -> Option<usize> {
    let stream: TokenStream = Written(input).to_string().parse().ok()?;
    let left = (|stream: ParseStream| {
        parse(stream)?;
        let rest: TokenStream = stream.parse()?;
        Ok(rest.into_iter().count())
    })
    .parse2(stream)
    .ok()?;
    let used = input.len().checked_sub(left)?;
    (used > 0).then_some(used)
}
