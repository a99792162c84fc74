//! Log calls with structure: the argument grammars of the `log`, `tracing` and `slog` families.

use super::super::body::Lowering;
use super::args::{Args, Segment};
use crate::hir::{Emission, ExprKind, KeyValue, Name, Style};
use crate::span::Span;
use crate::syntax::tree::{Brackets, Tree};

/// What may stand before a message: where it goes, not what it says.
const PREFIXES: &[&str] = &["target", "name", "parent", "logger"];

/// `target: "t", key = value, key:? = value; "text {}", args`.
pub(super) fn log(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let segments = cx.take_prefixes(args.segments, emission);
    log_body(cx, &segments, emission)
}

/// As [`log`], behind a level.
pub(super) fn log_level(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let segments = cx.take_prefixes(args.segments, emission);
    let (level, rest) = segments.split_first()?;
    cx.take_operand(level, emission);
    log_body(cx, rest, emission)
}

fn log_body(cx: &mut Lowering, segments: &[Segment], emission: &mut Emission) -> Option<()> {
    let message = segments.iter().position(|segment| segment.after_semicolon);
    let (fields, message) = segments.split_at(message.unwrap_or(0));
    for segment in fields {
        cx.field(segment, emission);
    }
    // Some loggers of this family take a context first; a message that is no literal cannot be told from it unless
    // a literal follows.
    let text = message.iter().position(Segment::is_text).unwrap_or(0);
    if message[..text.max(1).min(message.len())].iter().any(is_field) {
        return None;
    }
    for context in &message[..text] {
        cx.take_operand(context, emission);
    }
    cx.format_args(&message[text..], emission);
    Some(())
}

/// Whether a segment is a field of an event, which stands before the text in another family than this one.
fn is_field(segment: &Segment) -> bool {
    matches!(segment.sigil().0, Some('?' | '%')) || segment.equation(false).is_some()
}

/// `target: "t", { fields }, field = ?value, "text {}", args`.
pub(super) fn tracing(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let segments = cx.take_prefixes(args.segments, emission);
    tracing_body(cx, &segments, emission)
}

/// As [`tracing`], behind a level.
pub(super) fn tracing_level(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let segments = cx.take_prefixes(args.segments, emission);
    let (level, rest) = segments.split_first()?;
    cx.take_operand(level, emission);
    tracing_body(cx, rest, emission)
}

fn tracing_body(cx: &mut Lowering, segments: &[Segment], emission: &mut Emission) -> Option<()> {
    for (at, segment) in segments.iter().enumerate() {
        if segment.is_text() {
            cx.format_args(&segments[at..], emission);
            return Some(());
        }
        match segment.group(Brackets::Curly) {
            Some(fields) => {
                Args::split(&fields.trees).segments.iter().for_each(|field| cx.field(field, emission))
            }
            None => cx.field(segment, emission),
        }
    }
    Some(())
}

/// `"name", field = ?value`.
pub(super) fn span(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let segments = cx.take_prefixes(args.segments, emission);
    for segment in segments.get(1..).unwrap_or_default() {
        cx.field(segment, emission);
    }
    Some(())
}

/// As [`span`], behind a level.
pub(super) fn span_level(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let mut segments = cx.take_prefixes(args.segments, emission);
    if !segments.is_empty() {
        segments.remove(0);
    }
    span(cx, Args { segments }, emission)
}

/// `logger, #tag, "text {}", args; "key" => %value, key, o!(..)`.
pub(super) fn slog(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    let text = args.segments.iter().position(Segment::is_text)?;
    if args.segments[..text].iter().any(is_field) {
        return None;
    }
    for logger in &args.segments[..text] {
        cx.take_operand(logger, emission);
    }
    let fields =
        args.segments.iter().position(|segment| segment.after_semicolon).unwrap_or(args.segments.len());
    cx.format_args(&args.segments[text..fields.max(text)], emission);
    for segment in args.segments.get(fields..).unwrap_or_default() {
        slog_field(cx, segment, emission);
    }
    Some(())
}

/// `"name", "label" => value`: the labels of a metric.
pub(super) fn labels(cx: &mut Lowering, args: Args, emission: &mut Emission) -> Option<()> {
    for segment in args.segments.get(1..).unwrap_or_default() {
        if let Some((key, value)) = segment.equation(true) {
            cx.key_value(key.key(), &value, segment, emission);
        }
    }
    Some(())
}

fn slog_field(cx: &mut Lowering, segment: &Segment, emission: &mut Emission) {
    if let [Tree::Word(_), bang, Tree::Group(inner)] = segment.tokens.as_slice()
        && bang.is_mark('!')
    {
        Args::split(&inner.trees).segments.iter().for_each(|field| slog_field(cx, field, emission));
        return;
    }
    match segment.equation(true) {
        Some((key, value)) => cx.key_value(key.key(), &value, segment, emission),
        None => cx.field(segment, emission),
    }
}

impl Lowering<'_> {
    fn take_operand(&mut self, segment: &Segment, emission: &mut Emission) {
        if let Some(id) = self.value_of(segment) {
            emission.operands.push(id);
        }
    }

    fn take_prefixes(&mut self, segments: Vec<Segment>, emission: &mut Emission) -> Vec<Segment> {
        let mut rest = Vec::new();
        for segment in segments {
            match segment.prefix(PREFIXES) {
                Some(value) if rest.is_empty() => self.take_operand(&value, emission),
                _ => rest.push(segment),
            }
        }
        rest
    }

    /// A structured field: `key = ?value`, `?value`, `a.b = value`, `key:? = value`, `"key" = value`.
    pub(super) fn field(&mut self, segment: &Segment, emission: &mut Emission) {
        match segment.equation(false) {
            Some((key, value)) => {
                let (key, modifier) = split_modifier(&key);
                let value = match modifier {
                    Some(sigil) => Segment::new([Tree::mark(sigil)].into_iter().chain(value.tokens)),
                    None => value,
                };
                self.key_value(key.key(), &value, segment, emission);
            }
            None => self.shorthand_field(segment, emission),
        }
    }

    fn shorthand_field(&mut self, segment: &Segment, emission: &mut Emission) {
        let (segment, modifier) = split_modifier(segment);
        let (sigil, value) = segment.sigil();
        let Some(id) = self.value_of(&value) else { return };
        let key = Name::new(value.key());
        let span = self.segment_span(&segment);
        let style = style(sigil.or(modifier));
        emission.fields.push(KeyValue { key, span, value: Some(id), style, shorthand: true });
    }

    fn key_value(&mut self, key: String, value: &Segment, whole: &Segment, emission: &mut Emission) {
        let (sigil, value) = value.sigil();
        let Some(id) = self.value_of(&value) else { return };
        if matches!(self.body.expr(id).kind, ExprKind::Lit | ExprKind::Str(_) | ExprKind::Number(_)) {
            return;
        }
        let span = self.segment_span(whole);
        emission.fields.push(KeyValue {
            key: Name::new(key),
            span,
            value: Some(id),
            style: style(sigil),
            shorthand: false,
        });
    }

    /// The place of a whole segment.
    pub(super) fn segment_span(&self, segment: &Segment) -> Span {
        let mut spans = segment.tokens.iter().map(|token| self.text.origin(token.range()));
        let first = spans.next().unwrap_or(self.text.call);
        spans.fold(first, Span::to)
    }
}

fn style(sigil: Option<char>) -> Style {
    match sigil {
        Some('?') => Style::Debug,
        _ => Style::Display,
    }
}

/// `key:?`, `key:%`, `key:err` as the key and what the modifier means.
fn split_modifier(key: &Segment) -> (Segment, Option<char>) {
    let tokens = &key.tokens;
    match tokens.iter().position(|token| token.is_mark(':')) {
        Some(at) if at > 0 => {
            let says_debug =
                |token: &Tree| token.is_mark('?') || token.is_word("debug") || token.is_word("sval");
            let debug = tokens[at + 1..].iter().any(says_debug);
            let head = Segment::new(tokens[..at].iter().cloned());
            (head, Some(if debug { '?' } else { '%' }))
        }
        _ => (key.clone(), None),
    }
}
