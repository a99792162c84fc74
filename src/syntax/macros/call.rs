//! Macros that call a function with a type: `query_as!(User, "SELECT ..", id)`.

use super::super::body::Lowering;
use super::args::{Args, Segment};
use super::{KnownMacro, MacroCall};
use crate::hir::{ExprKind, TypeRef};
use crate::syntax::tree::Tree;

/// The grammar of macros that stand for a call of the function of their crate and name; the first argument is the last
/// of the types that it is called with, whatever the others are.
pub(super) const TYPED_CALL: &str = "typed_call";

impl Lowering<'_> {
    /// `(Type, argument, ..)` as that call; none where the first argument is no type.
    pub(super) fn typed_call(
        &mut self,
        known: &KnownMacro,
        call: &MacroCall,
        tokens: &[Tree],
    ) -> Option<ExprKind> {
        let args = Args::split(tokens);
        let [ty, rest @ ..] = args.segments.as_slice() else { return None };
        let types = vec![TypeRef::Other, self.type_of(ty)?];
        let path = vec![known.krate.clone(), call.path.last()?.clone()];
        let callee = self.push(ExprKind::Path(path.into(), types.into()), call.path_span);
        Some(ExprKind::Call(callee, rest.iter().filter_map(|segment| self.value_of(segment)).collect()))
    }

    /// Reads an argument as a type, where it is one.
    fn type_of(&mut self, segment: &Segment) -> Option<TypeRef> {
        let (first, last) = (segment.tokens.first()?, segment.tokens.last()?);
        self.type_in(first.range().start..last.range().end)
    }
}
