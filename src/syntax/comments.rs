//! `privlint:` comments, which the parser drops: what they say and which declaration they stand at.

use super::scan::{Kind, Scanner};
use crate::allowance::MARK;
use crate::hir::Name;

/// The annotations of one file, in order.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    found: Vec<Annotation>,
}

#[derive(Debug)]
struct Annotation {
    start: usize,
    end: usize,
    /// Such as (`class`, `contact.email`).
    words: Vec<(Name, String)>,
}

/// Comments that begin so speak of findings, not of declarations.
const ALLOWING: &str = "allow";

impl Annotations {
    /// Finds them; a file without the mark is not scanned.
    pub(super) fn find(text: &str) -> Annotations {
        if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
            return Annotations::default();
        }
        let comments = Scanner::new(text).filter(|piece| piece.kind == Kind::Comment);
        let found = comments.filter_map(|piece| {
            let comment = text[piece.start..piece.end].trim_start_matches(['/', '*', '!', ' ']);
            let words = comment.strip_prefix(MARK)?;
            if words.trim_start().starts_with(ALLOWING) {
                return None;
            }
            let words = parse_words(words);
            Some(Annotation { start: piece.start, end: piece.end, words })
        });
        Annotations { found: found.collect() }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What is said of the declaration at `start..end`: on the lines right above it, or behind it on its last line.
    pub(super) fn of(&self, text: &str, start: usize, end: usize) -> Vec<(Name, String)> {
        let mut words = Vec::new();
        for annotation in &self.found {
            let above = annotation.end <= start && only_attributes(&text[annotation.end..start]);
            let behind = annotation.start >= end && ends_line(&text[end..annotation.start]);
            if above && !trails(&text[..annotation.start]) || behind {
                words.extend(annotation.words.iter().cloned());
            }
        }
        words
    }
}

/// Whether code stands before a comment on its line.
fn trails(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or("");
    !line.trim().is_empty()
}

/// Whether nothing but attributes and comments stand on the lines between a comment and a declaration, and nothing
/// but its visibility and keywords before it on its own line.
fn only_attributes(between: &str) -> bool {
    let (lines, own) = between.rsplit_once('\n').unwrap_or(("", between));
    let is_passed_over = |line: &str| line.is_empty() || line.starts_with('#') || line.starts_with("//");
    between.len() < 2_000
        && lines.lines().all(|line| is_passed_over(line.trim()))
        && !own.contains([',', ';', '{', '}', ':', '='])
}

/// Whether a comment stands behind a declaration on its line.
fn ends_line(between: &str) -> bool {
    !between.contains('\n')
}

/// `class(contact.email), mask` as words with the text between their brackets.
fn parse_words(mut text: &str) -> Vec<(Name, String)> {
    let mut words = Vec::new();
    loop {
        text = text.trim_start_matches([' ', ',', '\t']);
        let length = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
        if length == 0 {
            return words;
        }
        let word = Name::new(&text[..length]);
        text = &text[length..];
        let argument = match text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((argument, rest)) => {
                text = rest;
                argument.trim().to_string()
            }
            None => String::new(),
        };
        words.push((word, argument));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, declaration: &str) -> Vec<(Name, String)> {
        let start = text.find(declaration).unwrap_or(0);
        Annotations::find(text).of(text, start, start + declaration.len())
    }

    #[test]
    fn an_annotation_belongs_to_the_declaration_below_or_before_it() {
        let text = "struct S {\n    /// privlint: class(contact.phone)\n    #[serde(default)]\n    a: String,\n    b: String, // privlint: class(id.national), mask\n}";
        assert_eq!(at(text, "a: String"), [("class".into(), "contact.phone".to_string())]);
        assert_eq!(at(text, "b: String").len(), 2);
        assert!(at(text, "struct S").is_empty());
    }

    #[test]
    fn a_string_is_no_comment() {
        assert!(at("let s = \"// privlint: class(x)\";\nlet t: u8;", "let t: u8").is_empty());
    }
}
