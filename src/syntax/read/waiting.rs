//! What waits for the first of several futures: `pattern = future, if condition => body`, arm by arm.

use super::{Read, Reader};
use crate::hir::{ExprId, ExprKind, Stmt};

/// No macro of this kind takes more arms; each lies within the one before it.
const MAX_ARMS: usize = 64;

/// One arm: what it waits for, unless it is the last resort, and what it does then.
struct Arm {
    awaited: Option<ExprId>,
    body: ExprId,
}

impl Reader<'_, '_, '_> {
    /// Reads arms as a row of `if let pattern = future.await { body } else ..`. Conditions are asked before that.
    pub(in crate::syntax) fn waiting_arms(&mut self) -> Read<ExprId> {
        if self.is_word("biased") && self.byte_ahead(1) == b';' {
            self.at += 2;
        }
        let (mut asked, mut arms) = (Vec::new(), Vec::new());
        while self.at < self.end {
            if arms.len() == MAX_ARMS {
                return self.fail("too many arms");
            }
            let arm = self.waiting_arm(&mut asked)?;
            arms.push(arm);
        }
        let place = self.excerpt.call;
        let mut chain = None;
        for arm in arms.into_iter().rev() {
            chain = Some(match arm.awaited {
                Some(awaited) => self.push(ExprKind::If(awaited, arm.body, chain), place),
                None => arm.body,
            });
        }
        Ok(self.push(ExprKind::Block(asked, chain), place))
    }

    fn waiting_arm(&mut self, asked: &mut Vec<Stmt>) -> Read<Arm> {
        self.attributes()?;
        let is_last_resort = self.eat_word("else");
        let pattern = if is_last_resort { None } else { Some(self.pattern()?) };
        let awaited = match pattern {
            Some(pattern) if !self.is_mark("=>") => {
                self.expect("=", "expected `=`")?;
                let future = self.expr()?;
                let place = self.span_of(future);
                let result = self.push(ExprKind::Await(future), place);
                Some(self.push(ExprKind::Let(pattern, result), place))
            }
            _ => None,
        };
        if self.eat(",") {
            if !self.eat_word("if") {
                return self.fail("expected `if`");
            }
            asked.push(Stmt::Expr(self.expr()?));
        }
        self.expect("=>", "expected `=>`")?;
        let (body, ends_itself) = self.expr_of_statement()?;
        if !self.eat(",") && !ends_itself && self.at < self.end {
            return self.fail("expected `,`");
        }
        Ok(Arm { awaited, body })
    }
}
