//! Format strings: the placeholders of a literal with their exact places, and the arguments that fill them.
//!
//! Placeholders are read from the literal as written, not from its value, so that an escape before one does not move
//! it and a brace that an escape makes is none.

use super::super::body::Lowering;
use super::args::Segment;
use crate::hir::{Emission, ExprId, ExprKind, Hole, KeyValue, Name, Style};
use crate::span::Span;
use crate::syntax::tree::{Brackets, Leaf, Tree};
use std::ops::Range;

/// One `{..}` of a literal; ranges are bytes of the literal as written, quotes included.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placeholder {
    pub range: Range<usize>,
    pub argument: Argument,
    pub style: Style,
    pub precision: Option<u32>,
    /// A `.*` takes an argument of its own before the value.
    pub takes_precision: bool,
    pub label: String,
}

/// Which argument fills a placeholder.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Argument {
    Next,
    Index(usize),
    Name(String, Range<usize>),
}

/// The placeholders of a string literal's source text.
pub(super) fn placeholders(literal: &str) -> Vec<Placeholder> {
    let (content, is_raw) = content(literal);
    let bytes = literal.as_bytes();
    let (mut found, mut label) = (Vec::new(), String::new());
    let mut at = content.start;
    while at < content.end {
        let double = bytes.get(at + 1) == Some(&bytes[at]) && at + 1 < content.end;
        match bytes[at] {
            b'\\' if !is_raw => at += escape_length(&literal[at..content.end], &mut label),
            b'{' | b'}' if double => {
                label.push(bytes[at] as char);
                at += 2;
            }
            b'{' => {
                let Some(close) = literal[at..content.end].find('}').map(|close| at + close) else { break };
                found.push(placeholder(literal, at..close + 1, std::mem::take(&mut label)));
                at = close + 1;
            }
            _ => {
                let c = literal[at..].chars().next().unwrap_or(' ');
                label.push(c);
                at += c.len_utf8();
            }
        }
    }
    found
}

/// Whether a literal says something outside of its placeholders.
fn has_words(tail: &str, found: &[Placeholder]) -> bool {
    let says = |text: &str| text.chars().any(char::is_alphabetic);
    found.iter().any(|placeholder| says(&placeholder.label)) || says(tail)
}

/// What stands behind the last placeholder of a literal, up to its closing quote; it may be an escape.
fn tail(literal: &str, found: &[Placeholder]) -> String {
    let content = content(literal).0;
    let from = found.last().map_or(content.start, |last| last.range.end);
    literal.get(from..content.end).unwrap_or_default().replace("\\n", "")
}

/// The range between the quotes, and whether escapes mean nothing.
fn content(literal: &str) -> (Range<usize>, bool) {
    let open = literal.find('"').map_or(0, |at| at + 1);
    let close = literal.rfind('"').unwrap_or(literal.len()).max(open);
    (open..close, literal.starts_with('r'))
}

/// How long the escape at the start of `rest` is; its meaning goes to the label.
fn escape_length(rest: &str, label: &mut String) -> usize {
    match rest.as_bytes().get(1) {
        Some(b'u') => rest.find('}').map_or(rest.len(), |close| close + 1),
        Some(b'x') => 4.min(rest.len()),
        Some(b'\n' | b'\r') => 1 + rest[1..].len() - rest[1..].trim_start().len(),
        Some(b'n' | b't' | b'r') => {
            label.push(' ');
            2
        }
        Some(_) => {
            let c = rest[1..].chars().next().unwrap_or('"');
            label.push(c);
            1 + c.len_utf8()
        }
        None => 1,
    }
}

fn placeholder(literal: &str, range: Range<usize>, label: String) -> Placeholder {
    let inner = &literal[range.start + 1..range.end - 1];
    let (argument, spec) = inner.split_once(':').unwrap_or((inner, ""));
    let name = argument.trim();
    let start = range.start + 1 + argument.find(name).unwrap_or(0);
    let argument = match name.parse::<usize>() {
        _ if name.is_empty() => Argument::Next,
        Ok(index) => Argument::Index(index),
        Err(_) => Argument::Name(name.to_string(), start..start + name.len()),
    };
    let digits = spec.split_once('.').map(|(_, behind)| behind.trim_end_matches(['?', 'x', 'X']));
    Placeholder {
        range,
        argument,
        style: if spec.ends_with('?') { Style::Debug } else { Style::Display },
        precision: digits.and_then(|digits| digits.parse().ok()),
        takes_precision: digits == Some("*"),
        label,
    }
}

impl Lowering<'_> {
    /// Reads a format string and its arguments into the emission's holes. A message that is no literal is a hole of
    /// its own, as in `log!(level, message)` written through a wrapper.
    pub(super) fn format_args(&mut self, segments: &[Segment], emission: &mut Emission) {
        let Some((first, rest)) = segments.split_first() else { return };
        if !first.is_text() {
            for segment in segments {
                self.plain_hole(segment, emission);
            }
            return;
        }
        let mut positional = Vec::new();
        let mut named: Vec<(String, ExprId)> = Vec::new();
        for segment in rest {
            let (key, value) = match segment.equation(false) {
                Some((key, value)) if key.tokens.len() == 1 => (Some(key.key()), value),
                _ => (None, segment.clone()),
            };
            let Some(id) = self.value_of(&value) else { continue };
            match key {
                Some(key) => named.push((key, id)),
                None => positional.push(id),
            }
        }
        if first.is_included() {
            emission.included = Some(Name::new(first.literal_text()));
            emission.dialect = Some(Name::new_static("format"));
            self.named_holes(named, emission);
            return;
        }
        let mut given = Given { positional, named, next: 0 };
        for literal in literals(&first.tokens) {
            self.literal_holes(literal, &mut given, emission);
        }
    }

    /// What fills the placeholders of a format string that is the text of a file.
    pub(super) fn named_holes(&mut self, named: Vec<(String, ExprId)>, emission: &mut Emission) {
        for (key, value) in named {
            let (style, label) = (Style::Display, Name::default());
            let hole = Hole { value, style, placeholder: None, inline: false, label, precision: None };
            emission.holes.push(hole);
            let (key, span, value) = (Name::new(key), self.body.expr(value).span, Some(value));
            emission.fields.push(KeyValue { key, span, value, style, shorthand: false });
        }
        emission.has_words = true;
    }

    fn literal_holes(&mut self, literal: &Leaf, given: &mut Given, emission: &mut Emission) {
        let base = literal.range.start;
        let found = placeholders(&literal.text);
        let tail = tail(&literal.text, &found);
        emission.has_words |= has_words(&tail, &found);
        emission.tail = Name::new(tail);
        emission.holes.reserve_exact(found.len());
        for placeholder in found {
            if placeholder.takes_precision {
                given.next += 1;
            }
            let inline = matches!(placeholder.argument, Argument::Name(..));
            let place = |range: &Range<usize>| base + range.start..base + range.end;
            let span = self.text.origin(place(&placeholder.range));
            let value = match &placeholder.argument {
                Argument::Next => given.take(),
                Argument::Index(index) => given.positional.get(*index).copied(),
                Argument::Name(name, range) => {
                    let known = given.named.iter().find(|(key, _)| key == name).map(|(_, id)| *id);
                    let name_span = self.text.origin(place(range));
                    Some(known.unwrap_or_else(|| {
                        self.push(ExprKind::Path(Box::new([Name::new(name)]), Box::default()), name_span)
                    }))
                }
            };
            let Some(value) = value else { continue };
            let is_capture = inline && given.named.iter().all(|(_, id)| *id != value);
            emission.holes.push(Hole {
                value,
                style: placeholder.style,
                placeholder: self.is_written(span, &placeholder.range).then_some(span),
                inline: is_capture,
                label: Name::new(&placeholder.label),
                precision: placeholder.precision,
            });
        }
    }

    /// Whether a span has the length of what was read, and so is the user's own text.
    fn is_written(&self, span: Span, range: &Range<usize>) -> bool {
        (span.end - span.start) as usize == range.len()
    }

    /// A value that is shown as it is.
    pub(super) fn plain_hole(&mut self, segment: &Segment, emission: &mut Emission) {
        let Some(value) = self.value_of(segment) else { return };
        if matches!(self.body.expr(value).kind, ExprKind::Lit | ExprKind::Str(_) | ExprKind::Number(_)) {
            return;
        }
        let style = Style::Display;
        emission.holes.push(Hole {
            value,
            style,
            placeholder: None,
            inline: false,
            label: Name::default(),
            precision: None,
        });
    }
}

/// The arguments behind a format string.
struct Given {
    positional: Vec<ExprId>,
    named: Vec<(String, ExprId)>,
    next: usize,
}

impl Given {
    fn take(&mut self) -> Option<ExprId> {
        self.next += 1;
        self.positional.get(self.next - 1).copied()
    }
}

/// The string literals of a message: itself, or those inside `concat!`.
fn literals(tokens: &[Tree]) -> Vec<&Leaf> {
    let mut found = Vec::new();
    for token in tokens {
        match token {
            Tree::Literal(literal) if literal.text.contains('"') => found.push(literal),
            Tree::Group(group) if group.brackets == Brackets::Round => found.extend(literals(&group.trees)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(literal: &str, expected: &[(&str, &str)]) {
        let found = placeholders(literal);
        let found: Vec<_> = found.iter().map(|p| (&literal[p.range.clone()], p.label.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn placeholders_keep_their_place_and_their_label() {
        check(r#""a={} {{b}} {c:?}""#, &[("{}", "a="), ("{c:?}", " {b} ")]);
        check(r##"r#"\n{x}"#"##, &[("{x}", r"\n")]);
        check(r#""\u{7b}x\"{y:>1$}""#, &[("{y:>1$}", "x\"")]);
        check("\"one \\\n     {z}\"", &[("{z}", "one ")]);
        check(r#""手机号:{}""#, &[("{}", "手机号:")]);
        check(r#""open {""#, &[]);
    }

    #[test]
    fn what_stands_behind_the_last_placeholder_is_kept() {
        let behind = |literal: &str| tail(literal, &placeholders(literal));
        assert_eq!(behind(r#""to {} at {city}!\n""#), "!");
        assert_eq!(behind(r##"r#"no placeholder"#"##), "no placeholder");
        assert_eq!(behind(r#""{}""#), "");
    }

    #[test]
    fn the_specification_says_how_a_value_prints() {
        let one = |literal: &str| placeholders(literal).remove(0);
        assert_eq!(one(r#""{:#?}""#).style, Style::Debug);
        assert_eq!(one(r#""{x:.4}""#).precision, Some(4));
        assert!(one(r#""{:.*}""#).takes_precision);
        assert_eq!(one(r#""{ name }""#).argument, Argument::Name("name".into(), 3..7));
        assert_eq!(one(r#""{2}""#).argument, Argument::Index(2));
    }
}
