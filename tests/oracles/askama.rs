//! askama: the leaves of its syntax tree have byte offsets.

use super::Variables;
use askama_parser::expr::{Expr, Filter};
use askama_parser::node::{LetValueOrBlock, Node};
use askama_parser::{Parsed, Syntax, WithSpan};

/// The variables that askama's parser finds; none where it does not accept the text.
pub fn variables(text: &str) -> Option<Variables> {
    let parsed = Parsed::new(text.into(), None, &Syntax::default()).ok()?;
    let mut found = Vec::new();
    nodes(parsed.nodes(), &mut found);
    found.sort();
    Some(found)
}

fn nodes(all: &[Box<Node>], found: &mut Variables) {
    for node in all {
        match &**node {
            Node::Expr(_, it) => expr(it, found),
            Node::Call(it) => {
                it.args.iter().flatten().for_each(|it| expr(it, found));
                nodes(&it.nodes, found);
            }
            Node::Let(it) => match &it.val {
                LetValueOrBlock::Value(it) => expr(it, found),
                LetValueOrBlock::Block { nodes: inner, .. } => nodes(inner, found),
            },
            Node::If(it) => {
                for branch in &it.branches {
                    branch.cond.iter().for_each(|it| expr(&it.expr, found));
                    nodes(&branch.nodes, found);
                }
            }
            Node::Match(it) => {
                expr(&it.expr, found);
                it.arms.iter().for_each(|it| nodes(&it.nodes, found));
            }
            Node::Loop(it) => {
                expr(&it.iter, found);
                it.cond.iter().for_each(|it| expr(it, found));
                nodes(&it.body, found);
                nodes(&it.else_nodes, found);
            }
            Node::BlockDef(it) => nodes(&it.nodes, found),
            Node::Macro(it) => {
                it.args.iter().filter_map(|it| it.default.as_ref()).for_each(|it| expr(it, found));
                nodes(&it.nodes, found);
            }
            Node::FilterBlock(it) => {
                filter(&it.filters, found);
                nodes(&it.nodes, found);
            }
            _ => {}
        }
    }
}

fn filter(it: &Filter, found: &mut Variables) {
    it.arguments.iter().for_each(|it| expr(it, found));
}

fn expr(one: &WithSpan<Box<Expr>>, found: &mut Variables) {
    let all =
        |list: &[WithSpan<Box<Expr>>], found: &mut Variables| list.iter().for_each(|it| expr(it, found));
    match &***one {
        Expr::Var(name) => {
            let at = one.span().byte_range().map_or(0, |range| range.start);
            found.push((name.to_string(), at));
        }
        Expr::Array(list) | Expr::Tuple(list) | Expr::Concat(list) => all(list, found),
        Expr::ArrayRepeat(a, b) | Expr::Index(a, b) => {
            expr(a, found);
            expr(b, found);
        }
        Expr::AssociatedItem(it, _)
        | Expr::As(it, _)
        | Expr::NamedArgument(_, it)
        | Expr::Unary(_, it)
        | Expr::Group(it)
        | Expr::Try(it) => expr(it, found),
        Expr::Filter(it) => filter(it, found),
        Expr::BinOp(it) => {
            expr(&it.lhs, found);
            expr(&it.rhs, found);
        }
        Expr::Range(it) => it.lhs.iter().chain(&it.rhs).for_each(|it| expr(it, found)),
        Expr::Call(it) => {
            // What is called is a function, not a value; a method's receiver is one.
            if !matches!(&**it.path, Expr::Var(_)) {
                expr(&it.path, found);
            }
            all(&it.args, found);
        }
        Expr::LetCond(it) => expr(&it.expr, found),
        _ => {}
    }
}
