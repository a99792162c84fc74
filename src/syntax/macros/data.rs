//! Macros that make data of keys and values: `json!`, `context!`.

use super::super::body::Lowering;
use super::args::{Args, Segment};
use crate::hir::{Emission, ExprId, ExprKind, Name, StructLiteral};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

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
        if let Some(inner) = segment.group(Delimiter::Brace) {
            return Some(self.entries(Args::split(inner), emission));
        }
        if let Some(inner) = segment.group(Delimiter::Bracket) {
            let parts = Args::split(inner).segments;
            let parts = parts.iter().filter_map(|part| self.data_value(part, emission)).collect();
            return Some(self.push(ExprKind::Array(parts), emission.name_span));
        }
        self.value_of(segment)
    }

    /// Keys with their values as one literal.
    fn entries(&mut self, args: Args, emission: &Emission) -> ExprId {
        let (mut fields, mut rest) = (Vec::new(), None);
        for segment in &args.segments {
            if let [TokenTree::Punct(first), TokenTree::Punct(second), behind @ ..] =
                segment.tokens.as_slice()
                && (first.as_char(), second.as_char()) == ('.', '.')
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
        [key, TokenTree::Punct(colon), value @ ..] if colon.as_char() == ':' => {
            (Segment::new([key.clone()]).key(), Segment::new(value.iter().cloned()))
        }
        tokens => {
            let text: TokenStream = tokens.iter().cloned().collect();
            (text.to_string().trim_start_matches('&').trim().to_string(), segment.clone())
        }
    }
}
