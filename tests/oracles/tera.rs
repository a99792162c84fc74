//! tera 1 tells the paths as they are written; tera 2 the names at the top level only. Neither tells a place.

use super::Variables;
use std::collections::HashMap;
use tera1::ast::{Expr, ExprVal, FunctionCall, Node};

/// The paths that tera 1 finds; none where it does not accept the text.
pub fn variables(text: &str) -> Option<Variables> {
    let parsed = tera1::Template::new("template", None, text).ok()?;
    let mut found = Vec::new();
    nodes(&parsed.ast, &mut found);
    found.sort();
    Some(found)
}

/// The names at the top level that tera 2 finds; none where it does not accept the text.
pub fn names(text: &str) -> Option<Vec<String>> {
    let mut engine = tera::Tera::default();
    engine.add_raw_template("template", text).ok()?;
    let names = engine.get_template_variables("template").ok()?;
    let mut names: Vec<String> = names.into_iter().map(str::to_string).collect();
    names.sort();
    Some(names)
}

fn nodes(all: &[Node], found: &mut Variables) {
    for node in all {
        match node {
            Node::VariableBlock(_, it) => expr(it, found),
            Node::MacroDefinition(_, it, _) => {
                it.args.values().flatten().for_each(|it| expr(it, found));
                nodes(&it.body, found);
            }
            Node::Set(_, it) => expr(&it.value, found),
            Node::FilterSection(_, it, _) => nodes(&it.body, found),
            Node::Block(_, it, _) => nodes(&it.body, found),
            Node::Forloop(_, it, _) => {
                expr(&it.container, found);
                nodes(&it.body, found);
                it.empty_body.iter().for_each(|it| nodes(it, found));
            }
            Node::If(it, _) => {
                for (_, condition, body) in &it.conditions {
                    expr(condition, found);
                    nodes(body, found);
                }
                it.otherwise.iter().for_each(|(_, body)| nodes(body, found));
            }
            _ => {}
        }
    }
}

fn args(all: &HashMap<String, Expr>, found: &mut Variables) {
    all.values().for_each(|it| expr(it, found));
}

fn expr(it: &Expr, found: &mut Variables) {
    value(&it.val, found);
    it.filters.iter().for_each(|FunctionCall { args: all, .. }| args(all, found));
}

fn value(it: &ExprVal, found: &mut Variables) {
    match it {
        ExprVal::Ident(name) => found.push((name.clone(), 0)),
        ExprVal::Math(it) => {
            expr(&it.lhs, found);
            expr(&it.rhs, found);
        }
        ExprVal::Logic(it) => {
            expr(&it.lhs, found);
            expr(&it.rhs, found);
        }
        ExprVal::Test(it) => {
            found.push((it.ident.clone(), 0));
            it.args.iter().for_each(|it| expr(it, found));
        }
        ExprVal::MacroCall(it) => args(&it.args, found),
        ExprVal::FunctionCall(it) => args(&it.args, found),
        ExprVal::Array(all) => all.iter().for_each(|it| expr(it, found)),
        ExprVal::StringConcat(it) => it.values.iter().for_each(|it| value(it, found)),
        ExprVal::In(it) => {
            expr(&it.lhs, found);
            expr(&it.rhs, found);
        }
        ExprVal::String(_) | ExprVal::Int(_) | ExprVal::Float(_) | ExprVal::Bool(_) => {}
    }
}
