//! The token trees of macro calls and of the rules of `macro_rules!` macros.
//!
//! Terms: as in the reference of the language, a *tree* is one token or a group of them between brackets; a *mark* is a
//! character of punctuation, *joint* if another one follows at once. Invariants: trees know where they stand; a number
//! with a fraction is one token, a lifetime is a mark and a word, and a doc comment is the attribute that it stands for.

use super::scan::{Kind, Piece, Scanner, is_word};
use super::survey;
use crate::hir::Name;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// One token, or a group of them.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Group(Group),
    /// A name or a keyword.
    Word(Leaf),
    /// A number, a character or a text.
    Literal(Leaf),
    Mark(Mark),
}

/// A token as it is written.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub text: Name,
    pub range: Range<usize>,
}

/// A character of punctuation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    pub mark: char,
    pub is_joint: bool,
    pub at: usize,
}

/// What stands between two brackets.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub brackets: Brackets,
    pub trees: Arc<Vec<Tree>>,
    /// Where the brackets stand.
    pub open: Range<usize>,
    pub close: Range<usize>,
}

/// The kinds of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brackets {
    Round,
    Square,
    Curly,
}

/// Deeper groups than this are none, so that those who walk through them may recurse.
const MAX_DEPTH: usize = 1_000;
/// The characters that marks may be.
const MARKS: &[u8] = b"~!@#$%^&*-=+|;:,<.>/?'";

impl Brackets {
    fn of(open: u8) -> Brackets {
        match open {
            b'(' => Brackets::Round,
            b'[' => Brackets::Square,
            _ => Brackets::Curly,
        }
    }

    /// How they are written.
    pub fn written(self) -> (&'static str, &'static str) {
        match self {
            Brackets::Round => ("(", ")"),
            Brackets::Square => ("[", "]"),
            Brackets::Curly => ("{", "}"),
        }
    }
}

impl Tree {
    /// Where it stands.
    pub fn range(&self) -> Range<usize> {
        match self {
            Tree::Group(group) => group.open.start..group.close.end,
            Tree::Word(leaf) | Tree::Literal(leaf) => leaf.range.clone(),
            Tree::Mark(mark) => mark.at..mark.at + mark.mark.len_utf8(),
        }
    }

    /// Whether it is this mark.
    pub fn is_mark(&self, wanted: char) -> bool {
        matches!(self, Tree::Mark(mark) if mark.mark == wanted)
    }

    /// Whether it is this word.
    pub fn is_word(&self, wanted: &str) -> bool {
        matches!(self, Tree::Word(word) if word.text == wanted)
    }

    /// A mark that stands nowhere.
    pub fn mark(mark: char) -> Tree {
        Tree::Mark(Mark { mark, is_joint: false, at: 0 })
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tree::Group(group) => {
                let (open, close) = group.brackets.written();
                write!(f, "{open}{}{close}", Written(&group.trees))
            }
            Tree::Word(leaf) | Tree::Literal(leaf) => f.write_str(&leaf.text),
            Tree::Mark(mark) => write!(f, "{}", mark.mark),
        }
    }
}

/// Trees as text: a space between any two but behind a joint mark.
pub(super) struct Written<'t>(pub &'t [Tree]);

impl fmt::Display for Written<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, tree) in self.0.iter().enumerate() {
            let is_joined = at == 0 || matches!(&self.0[at - 1], Tree::Mark(mark) if mark.is_joint);
            write!(f, "{}{tree}", if is_joined { "" } else { " " })?;
        }
        Ok(())
    }
}

/// The trees of a text that begins at an offset of another one; none where it holds what is no token, or a bracket without
/// its partner.
pub(super) fn parse(text: &str, base: usize) -> Option<Vec<Tree>> {
    let mut parser = Parser { text, base, trees: Vec::new(), open: Vec::new() };
    let mut scanner = Scanner::new(text);
    while let Some(piece) = scanner.next() {
        let end = parser.add(piece)?;
        scanner.pass_to(end);
    }
    parser.open.is_empty().then_some(parser.trees)
}

struct Parser<'t> {
    text: &'t str,
    base: usize,
    trees: Vec<Tree>,
    /// The brackets that are open, with the trees before them.
    open: Vec<(Piece, Vec<Tree>)>,
}

impl Parser<'_> {
    /// Adds a piece of the text; the offset is where its token ends.
    fn add(&mut self, piece: Piece) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let first = bytes[piece.start];
        match piece.kind {
            Kind::Comment => self.comment(piece)?,
            Kind::Word if first.is_ascii_digit() => {
                let end = number_end(bytes, piece.start);
                let number = self.leaf(piece.start..end)?;
                self.trees.push(Tree::Literal(number));
                return Some(end);
            }
            Kind::Word => {
                let word = self.leaf(piece.start..piece.end)?;
                self.trees.push(Tree::Word(word));
            }
            Kind::Literal if self.is_open(piece) => return None,
            Kind::Literal => {
                let literal = self.leaf(piece.start..piece.end)?;
                self.trees.push(Tree::Literal(literal));
            }
            Kind::Open if self.open.len() >= MAX_DEPTH => return None,
            Kind::Open => self.open.push((piece, std::mem::take(&mut self.trees))),
            Kind::Close => self.close(piece)?,
            Kind::Punct => {
                let next = &bytes[piece.end..];
                let is_comment = next.starts_with(b"//") || next.starts_with(b"/*");
                let is_joint = match first {
                    b'\'' => next.first().is_some_and(|&byte| is_word(byte)),
                    _ => !is_comment && next.first().is_some_and(|byte| MARKS.contains(byte)),
                };
                if !MARKS.contains(&first) || first == b'\'' && !is_joint {
                    return None;
                }
                self.trees.push(Tree::Mark(Mark {
                    mark: first as char,
                    is_joint,
                    at: self.base + piece.start,
                }));
            }
        }
        Some(piece.end)
    }

    fn leaf(&self, range: Range<usize>) -> Option<Leaf> {
        let text = Name::new(self.text.get(range.clone())?);
        Some(Leaf { text, range: self.placed(range) })
    }

    fn placed(&self, range: Range<usize>) -> Range<usize> {
        self.base + range.start..self.base + range.end
    }

    fn is_open(&self, piece: Piece) -> bool {
        piece.end == self.text.len() && survey::is_open(piece, &self.text[piece.start..])
    }

    fn close(&mut self, close: Piece) -> Option<()> {
        let (open, before) = self.open.pop()?;
        let brackets = Brackets::of(self.text.as_bytes()[open.start]);
        if brackets.written().1 != &self.text[close.start..close.end] {
            return None;
        }
        let trees = Arc::new(std::mem::replace(&mut self.trees, before));
        let (open, close) = (self.placed(open.start..open.end), self.placed(close.start..close.end));
        self.trees.push(Tree::Group(Group { brackets, trees, open, close }));
        Some(())
    }

    /// A comment is nothing, or the attribute that it stands for.
    fn comment(&mut self, piece: Piece) -> Option<()> {
        let text = &self.text[piece.start..piece.end];
        if text.starts_with("/*") && self.is_open(piece) {
            return None;
        }
        let Some((is_inner, said)) = documentation(text) else { return Some(()) };
        let range = self.placed(piece.start..piece.end);
        let mark = |mark: char| Tree::Mark(Mark { mark, is_joint: false, at: range.start });
        let leaf = |text: Name| Leaf { text, range: range.clone() };
        let word = Tree::Word(leaf(Name::new_static("doc")));
        let literal = Tree::Literal(leaf(Name::new(format!("{said:?}"))));
        self.trees.push(mark('#'));
        self.trees.extend(is_inner.then(|| mark('!')));
        self.trees.push(Tree::Group(Group {
            brackets: Brackets::Square,
            trees: Arc::new(vec![word, mark('='), literal]),
            open: range.clone(),
            close: range.clone(),
        }));
        Some(())
    }
}

/// What a doc comment says, and whether of what is around it.
fn documentation(comment: &str) -> Option<(bool, &str)> {
    if let Some(said) = comment.strip_prefix("//!") {
        return Some((true, said));
    }
    if let Some(said) = comment.strip_prefix("///") {
        return (!said.starts_with('/')).then_some((false, said));
    }
    let block = comment.strip_prefix("/*")?.strip_suffix("*/")?;
    if let Some(said) = block.strip_prefix('!') {
        return Some((true, said));
    }
    let said = block.strip_prefix('*')?;
    (!said.starts_with('*')).then_some((false, said))
}

/// Where a number ends that begins at an offset: digits, a fraction, an exponent and a suffix.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let at = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let passed = |from: usize, is_in: fn(u8) -> bool| {
        from + bytes[from..].iter().take_while(|&&byte| is_in(byte)).count()
    };
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
    if at(start) == b'0' && matches!(at(start + 1), b'x' | b'o' | b'b') {
        return passed(start, is_word);
    }
    let mut end = passed(start, is_digit);
    let begins_name = |byte: u8| is_word(byte) && !byte.is_ascii_digit();
    // `1..2` is a range, and `1.max(2)` is a call.
    if at(end) == b'.' && at(end + 1) != b'.' && !begins_name(at(end + 1)) {
        end = passed(end + 1, is_digit);
    }
    if matches!(at(end), b'e' | b'E') {
        let value = end + 1 + usize::from(matches!(at(end + 1), b'+' | b'-'));
        if at(value).is_ascii_digit() {
            end = passed(value, is_digit);
        }
    }
    passed(end, is_word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::TokenStream;

    /// The trees are those that `proc_macro2` finds.
    #[test]
    fn trees_are_those_of_the_language() {
        for text in [
            "a, b.c(1, 2.5, \"x\"), |x| x + 1; [y; 3]",
            "1.5e-3 2e+1_0 1_0e5 1_000.2_5 1e9 1..2 1.max(2) t.0.1 0xff_u8 1. 7usize 2.0_f64 1_000",
            "r#type r#\"a \"b\" c\"# b'x' '\\'' 'a' &'a str b\"q\" c\"z\" '\\u{1F600}'",
            "a /* b */ c // d\n e /* /* f */ */ g",
            "/// one\n//! two\n//// no\n/** three */ /*! four */ /**/ /*** no */ x",
            "$($x:expr),* $(,)? => { a != b && c << d }",
            "日本 \"日本\" é _ _x",
            "c, '\"'",
            "b'\"'",
            "r\"'\"",
            "",
        ] {
            let plain = |text: String| text.replace(' ', "");
            let expected: Vec<String> = text
                .parse::<TokenStream>()
                .unwrap()
                .into_iter()
                .map(|tree| plain(tree.to_string()))
                .collect();
            let found: Vec<String> =
                parse(text, 0).unwrap().iter().map(|tree| plain(tree.to_string())).collect();
            assert_eq!(found, expected, "of {text}");
        }
    }

    #[test]
    fn what_is_no_token_is_no_tree() {
        for text in ["(a", "a)", "(a]", "\"a", "/* a", "a \\ b", "`a`", "' '' "] {
            assert!(text.parse::<TokenStream>().is_err(), "of {text}");
            assert!(parse(text, 0).is_none(), "of {text}");
        }
        assert!(parse(&"(".repeat(100_000), 0).is_none());
    }

    #[test]
    fn places_are_bytes_whatever_stands_before() {
        for text in ["a b\n  c", "日 b /* 語 */ c\n 日 c 1.5", "a /* \u{1f600} */ \"é\" b é -'a"] {
            let trees = parse(text, 10).unwrap_or_default();
            assert!(trees.len() > 2);
            for tree in &trees {
                let range = tree.range();
                assert_eq!(text.get(range.start - 10..range.end - 10), Some(tree.to_string().as_str()));
            }
        }
    }
}
