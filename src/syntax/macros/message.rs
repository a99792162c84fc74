//! Macros around one format string: `format!`, `panic!`, `assert!`, `write!`, `dbg!`, `anyhow!`, `ensure!`, `vec!`.

use super::super::body::Lowering;
use super::args::{Args, Segment};
use crate::hir::{Emission, Name};
use crate::syntax::tree::Tree;

impl Lowering<'_> {
    fn operand(&mut self, args: &Args, at: usize, emission: &mut Emission) -> Option<()> {
        let id = self.value_of(args.segments.get(at)?)?;
        emission.operands.push(id);
        Some(())
    }
}

/// `("text {}", args)`; also one value that is the message, as in `anyhow!(error)` and the old editions' `panic!(value)`.
pub(super) fn format(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    cx.format_args(&args.segments, emission);
    Some(())
}

/// `(operand, "text {}", args)`: the operand of `assert!` and `ensure!` is a condition, that of `write!` a buffer.
pub(super) fn assert(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    cx.operand(&args, 0, emission)?;
    cx.format_args(args.segments.get(1..).unwrap_or_default(), emission);
    Some(())
}

/// `(left, right, "text {}", args)`. Both sides are shown by Debug when they differ, but only the message is a
/// statement somebody wrote to be read; the sides count as operands.
pub(super) fn assert_eq(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    cx.operand(&args, 0, emission)?;
    cx.operand(&args, 1, emission)?;
    cx.format_args(args.segments.get(2..).unwrap_or_default(), emission);
    Some(())
}

/// `("key", name = value)`, also with something before the key: a text of a locale with its placeholders filled.
pub(super) fn lookup(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let at = args.segments.iter().position(Segment::is_text)?;
    emission.included = Some(Name::new(args.segments[at].literal_text()));
    let mut named = Vec::new();
    for segment in &args.segments[at + 1..] {
        let given = segment.equation(true).or_else(|| segment.equation(false));
        if let Some((key, value)) = given
            && let Some(value) = cx.value_of(&value)
        {
            named.push((key.key(), value));
        }
    }
    cx.named_holes(named, emission);
    Some(())
}

/// `("path")`: the text of a file is the value.
pub(super) fn included(_: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    emission.included = Some(Name::new(args.segments.first()?.literal_text()));
    Some(())
}

/// `(value, value)`: all are shown.
pub(super) fn dbg(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let mut label = None;
    for segment in &args.segments {
        let before = emission.holes.len();
        cx.plain_hole(segment, emission);
        // A text between the values is the label of the one behind it.
        if let (Some(hole), Some(text)) = (emission.holes[before..].first_mut(), label.take()) {
            hole.label = text;
        }
        label = match segment.tokens.as_slice() {
            [Tree::Literal(text)] => Some(Name::new(text.text.trim_matches('"'))),
            _ => None,
        };
    }
    Some(())
}

/// `[value, value]`: nothing is shown, the value holds them.
pub(super) fn list(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    for at in 0..args.segments.len() {
        let _ = cx.operand(&args, at, emission);
    }
    Some(())
}
