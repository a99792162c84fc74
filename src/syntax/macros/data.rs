//! Macros that make data of keys and values: `json!`, `context!`.

use super::super::body::Lowering;
use super::args::{Args, Segment};
use crate::hir::{Emission, ExprId, ExprKind, Name, StructLiteral};
use crate::syntax::tree::{Brackets, Tree, Written};

/// `({ "key": value, "list": [value] })`: the values are in the result, under their keys.
pub(super) fn json(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    for segment in &args.segments {
        emission.operands.extend(cx.data_value(segment, emission));
    }
    Some(())
}

/// `(key => value, other, ..rest)`, also `"key" => value`: the same for the data of templates.
pub(super) fn context(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let literal = cx.entries(args, emission);
    emission.operands.push(literal);
    Some(())
}

impl Lowering<'_> {
    /// `{ .. }`, `[ .. ]`, or an expression.
    fn data_value(&mut self, segment: &Segment, emission: &Emission) -> Option<ExprId> {
        if let Some(inner) = segment.group(Brackets::Curly) {
            return Some(self.entries(Args::split(&inner.trees), emission));
        }
        if let Some(inner) = segment.group(Brackets::Square) {
            let parts = Args::split(&inner.trees).segments;
            let parts = parts.iter().filter_map(|part| self.data_value(part, emission)).collect();
            return Some(self.push(ExprKind::Array(parts), emission.name_span));
        }
        self.value_of(segment)
    }

    /// Keys with their values as one literal.
    fn entries(&mut self, args: Args, emission: &Emission) -> ExprId {
        let (mut fields, mut rest) = (Vec::new(), None);
        for segment in &args.segments {
            if let [first, second, behind @ ..] = segment.tokens.as_slice()
                && first.is_mark('.')
                && second.is_mark('.')
            {
                rest = self.data_value(&Segment::new(behind.iter().cloned()), emission);
                continue;
            }
            let (key, value) = keyed(segment);
            let Some(value) = self.data_value(&value, emission) else { continue };
            fields.push((Name::new(key), value));
        }
        let literal = StructLiteral { path: Vec::new(), fields, rest };
        self.push(ExprKind::Struct(Box::new(literal)), emission.name_span)
    }
}

/// `key: value`, `key => value`, `key = value`, and `key`, which is both.
fn keyed(segment: &Segment) -> (String, Segment) {
    let arrow = segment.equation(true).or_else(|| segment.equation(false));
    if let Some((key, value)) = arrow {
        return (key.key(), value);
    }
    match segment.tokens.as_slice() {
        [key, Tree::Mark(colon), value @ ..] if colon.mark == ':' => {
            (Segment::new([key.clone()]).key(), Segment::new(value.iter().cloned()))
        }
        tokens => {
            let text = Written(tokens).to_string();
            (text.trim_start_matches('&').trim().to_string(), segment.clone())
        }
    }
}
