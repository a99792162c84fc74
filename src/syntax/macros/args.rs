//! The arguments of a macro call, cut at their top-level commas and semicolons.

use crate::syntax::tree::{Brackets, Group, Mark, Tree};

/// Arguments in order.
pub(super) struct Args {
    pub segments: Vec<Segment>,
}

/// The tokens between two separators.
#[derive(Clone, Default)]
pub(super) struct Segment {
    pub tokens: Vec<Tree>,
    /// Whether a semicolon, not a comma, stands before it.
    pub after_semicolon: bool,
}

impl Args {
    /// Cuts the tokens; commas between the bars of a closure and in turbofish brackets separate nothing.
    pub(super) fn split(tokens: &[Tree]) -> Args {
        let mut segments = Vec::new();
        let mut current = Segment::default();
        let (mut in_closure, mut angles) = (false, 0usize);
        let mut previous: Option<&Tree> = None;
        for token in tokens {
            if let Tree::Mark(Mark { mark, is_joint, .. }) = token {
                match mark {
                    '|' if in_closure => in_closure = false,
                    '|' if opens_closure(previous) => in_closure = !is_joint,
                    '<' if angles > 0 || is_mark(previous, ':') => angles += 1,
                    '>' if angles > 0 && !is_mark(previous, '-') => angles -= 1,
                    ',' | ';' if !in_closure && angles == 0 => {
                        segments.push(std::mem::take(&mut current));
                        current.after_semicolon = *mark == ';';
                        previous = None;
                        continue;
                    }
                    _ => {}
                }
            }
            previous = Some(token);
            current.tokens.push(token.clone());
        }
        if !current.tokens.is_empty() {
            segments.push(current);
        }
        Args { segments }
    }
}

fn opens_closure(previous: Option<&Tree>) -> bool {
    match previous {
        None => true,
        Some(Tree::Mark(mark)) => matches!(mark.mark, '=' | ',' | '(' | '&' | '>'),
        Some(Tree::Word(word)) => word.text == "move" || word.text == "async",
        _ => false,
    }
}

fn is_mark(token: Option<&Tree>, expected: char) -> bool {
    token.is_some_and(|token| token.is_mark(expected))
}

impl Segment {
    pub(super) fn new(tokens: impl IntoIterator<Item = Tree>) -> Segment {
        Segment { tokens: tokens.into_iter().collect(), after_semicolon: false }
    }

    /// `name: rest` with a single colon, as in `target: "x"`.
    pub(super) fn prefix(&self, names: &[&str]) -> Option<Segment> {
        match self.tokens.as_slice() {
            [Tree::Word(name), Tree::Mark(Mark { mark: ':', is_joint: false, .. }), rest @ ..]
                if names.contains(&name.text.as_str()) =>
            {
                Some(Segment::new(rest.iter().cloned()))
            }
            _ => None,
        }
    }

    /// `left = right` or `left => right` at the top level.
    pub(super) fn equation(&self, arrow: bool) -> Option<(Segment, Segment)> {
        let wanted: &[char] = if arrow { &['=', '>'] } else { &['='] };
        let at = (0..self.tokens.len()).find(|&at| self.is_operator(at, wanted))?;
        let (left, right) = (&self.tokens[..at], &self.tokens[at + wanted.len()..]);
        if left.is_empty() || right.is_empty() {
            return None;
        }
        Some((Segment::new(left.iter().cloned()), Segment::new(right.iter().cloned())))
    }

    /// What stands between the arrows `=>` at the top level; all of it where there is none.
    pub(super) fn between_arrows(&self) -> Vec<Segment> {
        let count = self.tokens.len();
        let arrows: Vec<usize> = (0..count).filter(|&at| self.is_operator(at, &['=', '>'])).collect();
        let starts = std::iter::once(0).chain(arrows.iter().map(|at| at + 2));
        let ends = arrows.iter().copied().chain([count]);
        starts.zip(ends).map(|(start, end)| Segment::new(self.tokens[start..end].iter().cloned())).collect()
    }

    /// Whether exactly this operator stands at an index, not as part of a longer one.
    fn is_operator(&self, at: usize, operator: &[char]) -> bool {
        let joined = |token: Option<&Tree>| matches!(token, Some(Tree::Mark(mark)) if mark.is_joint && is_operator_char(mark.mark));
        let before = at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let last = self.tokens.get(at + operator.len() - 1);
        let fits = operator.iter().enumerate().all(|(n, &c)| is_mark(self.tokens.get(at + n), c));
        let goes_on = match last {
            Some(Tree::Mark(mark)) if mark.is_joint => {
                matches!(self.tokens.get(at + operator.len()), Some(Tree::Mark(next)) if matches!(next.mark, '=' | '>'))
            }
            _ => false,
        };
        fits && !joined(before) && !goes_on
    }

    /// A sigil before the value, as in `%x`, with the rest; `#?x` is another `?x`.
    pub(super) fn sigil(&self) -> (Option<char>, Segment) {
        match self.tokens.as_slice() {
            [hash, Tree::Mark(Mark { mark: sigil @ ('%' | '?'), .. }), rest @ ..] if hash.is_mark('#') => {
                (Some(*sigil), Segment::new(rest.iter().cloned()))
            }
            [Tree::Mark(Mark { mark: sigil @ ('%' | '?' | '#'), .. }), rest @ ..] => {
                (Some(*sigil), Segment::new(rest.iter().cloned()))
            }
            tokens => (None, Segment::new(tokens.iter().cloned())),
        }
    }

    /// The tokens inside, where the segment is one group of these brackets.
    pub(super) fn group(&self, brackets: Brackets) -> Option<&Group> {
        match self.tokens.as_slice() {
            [Tree::Group(group)] if group.brackets == brackets => Some(group),
            _ => None,
        }
    }

    /// Whether the segment is a string, or a macro that makes one.
    pub(super) fn is_text(&self) -> bool {
        match self.tokens.as_slice() {
            [Tree::Literal(literal)] => literal.text.contains('"'),
            [Tree::Word(name), Tree::Mark(Mark { mark: '!', .. }), Tree::Group(_)] => {
                matches!(name.text.as_str(), "concat" | "stringify" | "include_str")
            }
            _ => false,
        }
    }

    /// The text of the literals in the segment, also within `concat!`.
    pub(super) fn literal_text(&self) -> String {
        let of_token = |token: &Tree| match token {
            Tree::Literal(literal) => {
                let inner = literal.text.trim_start_matches(['r', '#']).trim_end_matches('#');
                inner.trim_matches('"').to_string()
            }
            Tree::Group(group) => Segment::new(group.trees.iter().cloned()).literal_text(),
            _ => String::new(),
        };
        self.tokens.iter().map(of_token).collect()
    }

    /// Whether the segment is the text of a file.
    pub(super) fn is_included(&self) -> bool {
        self.tokens.first().is_some_and(|first| first.is_word("include_str"))
    }

    /// `a.b.c`, `a`, `"a"` or `{ A }` as the text of a key.
    pub(super) fn key(&self) -> String {
        let text: String = self.tokens.iter().map(|token| token.to_string()).collect();
        text.trim_matches(|c: char| matches!(c, '"' | '{' | '}' | ' ')).replace("r#", "")
    }
}

fn is_operator_char(c: char) -> bool {
    matches!(c, '=' | '<' | '>' | '!' | '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tree::{Written, parse};

    fn check(text: &str, expected: &[&str]) {
        let args = Args::split(&parse(text, 0).unwrap_or_default());
        let found: Vec<String> =
            args.segments.iter().map(|s| Written(&s.tokens).to_string().replace(' ', "")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn only_top_level_commas_separate() {
        check("\"{}\", f(a, b), |x, y| x, g::<A, B>(c)", &["\"{}\"", "f(a,b)", "|x,y|x", "g::<A,B>(c)"]);
        check("a < b, c > d; e", &["a<b", "c>d", "e"]);
        check("a || b, c,", &["a||b", "c"]);
    }

    #[test]
    fn an_equation_is_no_comparison() {
        let segment = |text: &str| Args::split(&parse(text, 0).unwrap_or_default()).segments.remove(0);
        assert!(segment("a == b").equation(false).is_none());
        assert!(segment("a => b").equation(false).is_none());
        assert!(segment("a.b = ?c").equation(false).is_some_and(|(left, _)| left.key() == "a.b"));
        assert!(segment("\"k\" => %v").equation(true).is_some_and(|(left, _)| left.key() == "k"));
        assert!(segment("a >= b").equation(false).is_none());
    }
}
