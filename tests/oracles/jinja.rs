//! minijinja: its syntax tree has byte offsets.

use super::Variables;
use minijinja::machinery::ast::{Call, CallArg, Expr, Spanned, Stmt};
use minijinja::machinery::parse;

/// The variables that minijinja finds; none where it does not accept the text.
pub fn variables(text: &str) -> Option<Variables> {
    let tree = parse(text, "template", Default::default()).ok()?;
    let mut found = Vec::new();
    stmt(&tree, &mut found);
    found.sort();
    Some(found)
}

fn stmts(all: &[Stmt], found: &mut Variables) {
    all.iter().for_each(|one| stmt(one, found));
}

fn stmt(one: &Stmt, found: &mut Variables) {
    match one {
        Stmt::Template(it) => stmts(&it.children, found),
        Stmt::EmitExpr(it) => expr(&it.expr, found),
        Stmt::ForLoop(it) => {
            expr(&it.iter, found);
            it.filter_expr.iter().for_each(|it| expr(it, found));
            stmts(&it.body, found);
            stmts(&it.else_body, found);
        }
        Stmt::IfCond(it) => {
            expr(&it.expr, found);
            stmts(&it.true_body, found);
            stmts(&it.false_body, found);
        }
        Stmt::WithBlock(it) => {
            it.assignments.iter().for_each(|(_, it)| expr(it, found));
            stmts(&it.body, found);
        }
        Stmt::Set(it) => expr(&it.expr, found),
        Stmt::SetBlock(it) => stmts(&it.body, found),
        Stmt::AutoEscape(it) => stmts(&it.body, found),
        Stmt::FilterBlock(it) => stmts(&it.body, found),
        Stmt::Block(it) => stmts(&it.body, found),
        Stmt::Include(it) => expr(&it.name, found),
        Stmt::Extends(it) => expr(&it.name, found),
        Stmt::Macro(it) => {
            it.defaults.iter().for_each(|it| expr(it, found));
            stmts(&it.body, found);
        }
        Stmt::CallBlock(it) => {
            call(&it.call, found);
            stmts(&it.macro_decl.body, found);
        }
        Stmt::Do(it) => call(&it.call, found),
        _ => {}
    }
}

fn call(it: &Spanned<Call>, found: &mut Variables) {
    // What is called is a function, not a value; a method's receiver is one.
    if !matches!(it.expr, Expr::Var(_)) {
        expr(&it.expr, found);
    }
    args(&it.args, found);
}

fn args(all: &[CallArg], found: &mut Variables) {
    for arg in all {
        match arg {
            CallArg::Pos(it) | CallArg::Kwarg(_, it) | CallArg::PosSplat(it) | CallArg::KwargSplat(it) => {
                expr(it, found)
            }
        }
    }
}

fn expr(one: &Expr, found: &mut Variables) {
    match one {
        Expr::Var(it) => found.push((it.id.to_string(), it.span().start_offset as usize)),
        Expr::Slice(it) => {
            expr(&it.expr, found);
            [&it.start, &it.stop, &it.step].into_iter().flatten().for_each(|it| expr(it, found));
        }
        Expr::UnaryOp(it) => expr(&it.expr, found),
        Expr::BinOp(it) => {
            expr(&it.left, found);
            expr(&it.right, found);
        }
        Expr::Compare(it) => {
            expr(&it.expr, found);
            it.ops.iter().for_each(|it| expr(&it.expr, found));
        }
        Expr::IfExpr(it) => {
            expr(&it.test_expr, found);
            expr(&it.true_expr, found);
            it.false_expr.iter().for_each(|it| expr(it, found));
        }
        Expr::Filter(it) => {
            it.expr.iter().for_each(|it| expr(it, found));
            args(&it.args, found);
        }
        Expr::Test(it) => {
            expr(&it.expr, found);
            args(&it.args, found);
        }
        Expr::GetAttr(it) => expr(&it.expr, found),
        Expr::GetItem(it) => {
            expr(&it.expr, found);
            expr(&it.subscript_expr, found);
        }
        Expr::Call(it) => call(it, found),
        Expr::List(it) => it.items.iter().for_each(|it| expr(it, found)),
        Expr::Tuple(it) => it.items.iter().for_each(|it| expr(it, found)),
        Expr::Map(it) => {
            it.keys.iter().for_each(|it| expr(it, found));
            it.values.iter().for_each(|it| expr(it, found));
        }
        Expr::Const(_) => {}
    }
}
