//! Statements of the Jinja family and Liquid: what they bind, which scope they open, and which text they bring in.

use super::expr::{Parser, Yield};
use super::lexer::Kind;
use super::{Bind, Bound, Dialect, Extent, Relation, Scope, Template, Use, slice};

/// Statements whose inside is text, with the word that ends it.
const RAW: &[(&str, &str)] = &[("raw", "endraw"), ("verbatim", "endverbatim"), ("comment", "endcomment")];

/// The word that ends a statement whose inside is text, where this is one.
pub(super) fn raw_end(parser: &mut Parser) -> Option<&'static str> {
    let token = parser.peek()?;
    let known = RAW.iter().find(|(word, _)| parser.word(token) == *word);
    known.map(|(_, end)| *end)
}

/// Reads a statement; returns the scope of what stands behind it.
pub(super) fn read(mut parser: Parser, scope: u32) -> u32 {
    let Some(token) = parser.peek().filter(|token| token.kind == Kind::Name) else { return scope };
    let word = parser.word(token).to_string();
    parser.at += 1;
    match word.as_str() {
        "if" | "elif" | "elsif" | "unless" | "elseif" | "while" | "case" => condition(&mut parser, scope),
        "else" => {
            // `else if` is askama's; what a condition bound ends here.
            if parser.eat_word("if") { condition(&mut parser, scope) } else { scope }
        }
        "match" => {
            parser.with(Use::Cond, Parser::expr);
            scope
        }
        "when" => arm(&mut parser, scope),
        "for" | "tablerow" => {
            let inner = open(parser.template, scope, false);
            for_loop(&mut parser, inner);
            inner
        }
        "with" => {
            let inner = open(parser.template, scope, false);
            assignments(&mut parser, inner);
            inner
        }
        "set" | "set_global" | "let" | "assign" | "decl" | "mut" | "capture" => {
            assignment(&mut parser, scope)
        }
        "macro" | "component" => {
            let inner = open(parser.template, scope, true);
            parameters(&mut parser, inner);
            inner
        }
        "call" => {
            let inner = open(parser.template, scope, false);
            if parser.is_mark(b'(') {
                parser.at += 1;
                parameter_list(&mut parser, inner);
            }
            parser.with(Use::Given, Parser::expr);
            inner
        }
        "filter" | "autoescape" | "spaceless" => open(parser.template, scope, false),
        "block" => {
            let inner = open(parser.template, scope, false);
            // `{% block title x %}` is no block that is closed, and is not told apart here.
            inner
        }
        "include" | "render" => {
            include(&mut parser);
            scope
        }
        "extends" => {
            named(&mut parser, Relation::Extends);
            scope
        }
        "import" | "from" => {
            named(&mut parser, Relation::Import);
            // The names that are brought in are macros.
            while let Some(token) = parser.peek() {
                parser.at += 1;
                if token.kind == Kind::Name
                    && !matches!(parser.word(token), "import" | "as" | "with" | "without")
                {
                    bind(&mut parser, scope, token.at(), Bound::Other);
                }
            }
            scope
        }
        "echo" | "do" | "print" => {
            parser.with(Use::Emit, Parser::expr);
            scope
        }
        "endset" | "endcapture" | "endraw" | "endverbatim" | "endcomment" | "endmatch" | "endcase"
        | "endwhen" | "endif" | "endunless" => scope,
        _ if word.starts_with("end") => parser.template.scopes[scope as usize].parent.unwrap_or(scope),
        _ => scope,
    }
}

fn open(template: &mut Template, parent: u32, is_closed: bool) -> u32 {
    template.enter(parent, Scope { is_closed, ..Scope::default() })
}

/// Binds a name for what stands behind it; an assignment binds behind its value.
fn bind(parser: &mut Parser, scope: u32, name: Extent, bound: Bound) {
    let from = parser.before();
    parser.template.scopes[scope as usize].binds.push(Bind { name, from, bound });
}

/// `if x`, and `if let Some(x) = y`, whose names are known from here on.
fn condition(parser: &mut Parser, scope: u32) -> u32 {
    if !parser.eat_word("let") {
        parser.with(Use::Cond, Parser::expr);
        return scope;
    }
    let names = pattern(parser);
    parser.eat(b'=');
    let value = parser.with(Use::Bind, Parser::expr);
    bind_all(parser, scope, names, &value, Bound::Value);
    scope
}

/// `when Some(x)`, or the values of a `case`.
fn arm(parser: &mut Parser, scope: u32) -> u32 {
    if parser.template.dialect != Dialect::Askama {
        parser.with(Use::Cond, Parser::expr);
        return scope;
    }
    for name in pattern(parser) {
        bind(parser, scope, name, Bound::Other);
    }
    scope
}

/// The names that a pattern binds, up to the `=` behind it.
fn pattern(parser: &mut Parser) -> Vec<Extent> {
    let mut names = Vec::new();
    while let Some(token) = parser.peek().filter(|token| token.kind != Kind::Mark(b'=')) {
        parser.at += 1;
        let is_binding = token.kind == Kind::Name
            && parser.word(token).starts_with(|c: char| c.is_lowercase() || c == '_')
            && !matches!(parser.word(token), "ref" | "mut" | "with" | "if")
            && !parser.is_mark(b'(')
            && !(parser.is_mark(b':')
                && parser.tokens.get(parser.at + 1).is_some_and(|next| next.kind == Kind::Mark(b':')));
        if is_binding {
            names.push(token.at());
        }
    }
    names
}

/// Every name is bound to each of the values.
fn bind_all(parser: &mut Parser, scope: u32, names: Vec<Extent>, value: &Yield, how: fn(u32) -> Bound) {
    for name in names {
        match value.values.as_slice() {
            [] => bind(parser, scope, name, Bound::Other),
            values => values.iter().for_each(|&at| bind(parser, scope, name.clone(), how(at))),
        }
    }
}

/// `for x, y in items`.
fn for_loop(parser: &mut Parser, inner: u32) {
    let mut names = Vec::new();
    while let Some(token) = parser.peek().filter(|_| !parser.is_word("in")) {
        parser.at += 1;
        if token.kind == Kind::Name && parser.word(token).starts_with(|c: char| c.is_lowercase() || c == '_')
        {
            names.push(token.at());
        }
    }
    if !parser.eat_word("in") {
        return;
    }
    // What is gone through is named outside of the loop.
    parser.scope = parser.template.scopes[inner as usize].parent.unwrap_or(inner);
    let value = parser.with(Use::Iter, |parser| parser.iterated());
    bind_all(parser, inner, names, &value, Bound::Element);
    parser.scope = inner;
    if parser.eat_word("if") {
        parser.with(Use::Cond, Parser::expr);
    }
}

/// `with a = x, b = y`, and Django's `with x as a`.
fn assignments(parser: &mut Parser, inner: u32) {
    parser.scope = parser.template.scopes[inner as usize].parent.unwrap_or(inner);
    while parser.at < parser.tokens.len() {
        let before = parser.at;
        let is_named = parser.tokens.get(parser.at + 1).is_some_and(|next| next.kind == Kind::Mark(b'='));
        let name = if is_named { parser.name() } else { None };
        parser.at += usize::from(is_named);
        let value = parser.with(Use::Bind, Parser::expr);
        let name = if parser.eat_word("as") { parser.name() } else { name };
        bind_all(parser, inner, name.into_iter().collect(), &value, Bound::Value);
        parser.eat(b',');
        parser.at += usize::from(parser.at == before);
    }
}

/// `set a = x`, `let (a, b) = x`; without a value, what stands up to its end.
fn assignment(parser: &mut Parser, scope: u32) -> u32 {
    let names = pattern(parser);
    if !parser.eat(b'=') {
        names.into_iter().for_each(|name| bind(parser, scope, name, Bound::Other));
        return scope;
    }
    let value = parser.with(Use::Bind, Parser::expr);
    bind_all(parser, scope, names.into_iter().take(4).collect(), &value, Bound::Value);
    scope
}

/// `macro name(a, b = 1)`.
fn parameters(parser: &mut Parser, inner: u32) {
    parser.template.scopes[inner as usize].name = parser.name();
    if parser.eat(b'(') {
        parameter_list(parser, inner);
    }
}

fn parameter_list(parser: &mut Parser, inner: u32) {
    while parser.at < parser.tokens.len() && !parser.eat(b')') {
        match parser.name() {
            Some(name) => bind(parser, inner, name, Bound::Parameter),
            None => parser.at += 1,
        }
        if parser.eat(b'=') || parser.eat(b':') {
            parser.with(Use::Cond, Parser::expr);
        }
    }
}

/// `include "x"`, `render 'x', a: b`.
fn include(parser: &mut Parser) {
    let first = parser.with(Use::Cond, Parser::expr);
    parser.eat(b',');
    let given = match parser.template.dialect {
        Dialect::Liquid => parser.arguments(0, Use::Given),
        _ => Vec::new(),
    };
    if let Some(name) = first.text.filter(|name| !slice(parser.text, name).is_empty()) {
        parser.refer(Relation::Include, name, &given);
    }
}

fn named(parser: &mut Parser, relation: Relation) {
    if let Some(name) = parser.with(Use::Cond, Parser::expr).text {
        parser.refer(relation, name, &[]);
    }
}
