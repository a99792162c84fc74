//! Templates of the Jinja family and Liquid: statements, expressions and comments between configurable delimiters.

use super::expr::Parser;
use super::lexer::{Ending, TRIMS, Token, lex};
use super::{Delimiters, Dialect, Template, Use, statement};

/// The kinds of tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Block,
    Expr,
    Comment,
}

/// Reads a template of the family.
pub(super) fn read(text: &str, delimiters: &Delimiters, template: &mut Template) {
    let openers = [
        (Tag::Block, delimiters.block.0.as_str(), delimiters.block.1.as_str()),
        (Tag::Expr, &delimiters.expr.0, &delimiters.expr.1),
        (Tag::Comment, &delimiters.comment.0, &delimiters.comment.1),
    ];
    let all = openers.map(|(_, open, _)| open);
    let mut firsts = all.map(|open| open.as_bytes().first().copied().unwrap_or(b'{'));
    firsts.sort_unstable();
    let mut tokens: Vec<Token> = Vec::new();
    let mut scope = 0u32;
    // What was looked for once and is not in the rest of the text.
    let mut has_comment_end = true;
    let mut absent_ends: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(start) = next_opener(text.as_bytes(), at, firsts) {
        // Of two that begin alike, the longer one is meant.
        let fits =
            openers.iter().filter(|(_, open, _)| text.as_bytes()[start..].starts_with(open.as_bytes()));
        let Some(&(tag, open, close)) = fits.max_by_key(|(_, open, _)| open.len()) else {
            at = start + 1;
            continue;
        };
        let inner = start + open.len();
        if tag == Tag::Comment {
            let end =
                has_comment_end.then(|| memchr::memmem::find(&text.as_bytes()[inner..], close.as_bytes()));
            match end.flatten() {
                Some(length) => {
                    at = inner + length + close.len();
                    template.comments.push(inner as u32..(inner + length) as u32);
                    template.tags.push(start as u32..at as u32);
                }
                None => {
                    has_comment_end = false;
                    template.fault(start as u32..inner as u32, "this comment is not closed");
                    at = inner;
                }
            }
            continue;
        }
        let trimmed =
            inner + usize::from(text.as_bytes().get(inner).is_some_and(|byte| TRIMS.contains(byte)));
        let ending = lex(text, trimmed, close, &all, &mut tokens);
        let end = match ending {
            Ending::Closed(end) => end,
            Ending::Broken(next, message) => {
                template.fault(start as u32..inner as u32, message);
                at = next.max(inner);
                continue;
            }
        };
        at = end;
        let extent = start as u32..end as u32;
        template.tags.push(extent.clone());
        let mut parser = Parser {
            text,
            tokens: &tokens,
            at: 0,
            template,
            tag: extent.clone(),
            scope,
            used: Use::Emit,
            depth: 0,
            is_bare: false,
        };
        match tag {
            Tag::Expr => {
                parser.expr();
                let is_read = parser.at >= parser.tokens.len();
                if !is_read {
                    template.fault(extent, "this expression could not be read to its end");
                }
            }
            _ => {
                let raw = statement::raw_end(&mut parser);
                scope = statement::read(parser, scope);
                if let Some(name) = raw {
                    let is_absent = absent_ends.contains(&name);
                    match if is_absent { None } else { skip_raw(text, at, name, delimiters) } {
                        Some(end) => at = end,
                        None => {
                            absent_ends.push(name);
                            template.fault(extent, "this block is not closed");
                        }
                    }
                }
            }
        }
    }
    mark_raw(text, template);
}

fn next_opener(bytes: &[u8], at: usize, firsts: [u8; 3]) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let [a, b, c] = firsts;
    let found = match (a == b, b == c) {
        (true, true) => memchr::memchr(a, rest),
        (true, false) | (false, true) => memchr::memchr2(a, c, rest),
        (false, false) => memchr::memchr3(a, b, c, rest),
    };
    Some(at + found?)
}

/// Where the block that holds text as it is ends: behind its closing tag.
fn skip_raw(text: &str, from: usize, name: &str, delimiters: &Delimiters) -> Option<usize> {
    let (open, close) = (delimiters.block.0.as_bytes(), delimiters.block.1.as_bytes());
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memmem::find(&bytes[at..], name.as_bytes())?;
        let before = bytes[..at].trim_ascii_end();
        let before = before.strip_suffix(b"-").or(before.strip_suffix(b"+")).unwrap_or(before);
        let end = at + name.len();
        if before.ends_with(open) {
            let length = memchr::memmem::find(&bytes[end..], close)?;
            return Some(end + length + close.len());
        }
        at = end;
    }
}

/// `x|safe` is written out as it is.
fn mark_raw(text: &str, template: &mut Template) {
    if template.dialect == Dialect::Liquid {
        return;
    }
    for interpolation in &mut template.interpolations {
        let is_safe = |call: &super::Call| super::slice(text, &call.name) == "safe";
        if interpolation.used == Use::Emit && interpolation.calls.iter().any(is_safe) {
            interpolation.used = Use::Raw;
        }
    }
}
