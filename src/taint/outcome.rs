//! Outcomes: what a value holds if it is a success, and what its failure holds.
//!
//! Invariants: what is taken out of a success holds nothing of its failure; `?` hands the failure on and leaves the
//! success; the text of an error that was told of where it was made is not followed further.

use super::Interpreter;
use super::value::Value;
use crate::hir::{Effect, ExprId, ExprKind};
use crate::infer::Ty;

impl<'a> Interpreter<'a, '_> {
    /// `inner?`: what a success holds. The failure is returned.
    pub(super) fn succeeded(&mut self, inner: ExprId) -> Value {
        let (value, failure) = self.eval(inner).apart();
        if let Some(failure) = failure {
            self.give_back(&Value::failed((*failure).clone()));
        }
        value
    }

    /// What the failure of an outcome holds: what was put there, and nothing of what a success would, unless the failure
    /// is one of a connection, which tells of the address that was asked.
    pub(super) fn failure(&self, outcome: &Value, ty: &Ty<'a>) -> Value {
        match outcome.failure() {
            // What went wrong is not what it is called.
            Some(failure) => Value { is_constant: true, ..(**failure).clone() },
            None if self.types.is_connection(ty) => outcome.clone(),
            None => Value::constant(),
        }
    }

    /// What an expression that makes a failure makes: nothing where the text of it was told of there.
    pub(super) fn failure_made_by(&self, id: ExprId, value: Value) -> Value {
        if self.is_told(id) { Value::constant() } else { value }
    }

    /// Whether an expression, or what a closure returns, is a text that is a sink.
    fn is_told(&self, id: ExprId) -> bool {
        match &self.body.expr(id).kind {
            ExprKind::Emission(emission) => matches!(emission.effect, Effect::TextAndSink(_)),
            ExprKind::Closure(_, inner) | ExprKind::Same(inner, _) | ExprKind::Block(_, Some(inner)) => {
                self.is_told(*inner)
            }
            _ => false,
        }
    }

    /// Whether a value of a type may be, or hold, a failure.
    pub(super) fn may_fail(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Unknown | Ty::Param(_) | Ty::Bounds(_) | Ty::Fn(_) => true,
            Ty::Extern(_, name, _) if *name == "Result" => true,
            Ty::Adt(..) => false,
            ty => ty.args().iter().any(|arg| self.may_fail(arg)),
        }
    }
}
