//! Attributes: which there are, and what of them decides how an item is read.

use super::{Read, Reader};
use crate::hir::{Attr, Name};
use crate::span::Span;
use crate::syntax::macros::MacroTable;
use crate::syntax::scan::Kind;
use std::ops::Range;

/// An attribute where it is written.
#[derive(Debug)]
pub(in crate::syntax) struct Attribute {
    /// Its path, and the text of the tokens behind it.
    pub told: Attr,
    /// Where its path stands.
    pub place: Span,
    /// What stands between its brackets, as a byte range of the text.
    pub inside: Range<usize>,
    form: Form,
}

/// What stands behind the path of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Nothing,
    /// `path(..)`.
    List,
    /// `path = value`.
    Value,
}

impl Attribute {
    /// The last name of its path.
    pub(in crate::syntax) fn name(&self) -> &str {
        self.told.path.rsplit("::").next().unwrap_or_default()
    }

    /// Whether it says that an item is compiled for tests only.
    fn is_test_only(&self, table: &MacroTable) -> bool {
        match self.form {
            Form::List if self.told.path == "cfg" => requires_test(&self.told.args),
            // Whatever its path is, as in `#[tokio::test]`.
            _ => table.tests.contains(self.name()),
        }
    }

    /// The text that it gives to a key: `key = "text"`.
    pub(in crate::syntax) fn text_of(&self, key: &str) -> Option<Name> {
        let is_text = self.form == Form::Value && self.told.path == key;
        super::literal::text_of(&self.told.args).filter(|_| is_text)
    }

    /// The traits that it derives, last path segment each, also where a condition is around it; not what only tests have.
    pub(super) fn derives(&self) -> Vec<Name> {
        let text = self.told.args.as_str();
        let inner = match (self.told.path.as_str(), text.split_once("derive")) {
            _ if self.form != Form::List => return Vec::new(),
            ("derive", _) => text,
            ("cfg_attr", Some((condition, inner)))
                if !requires_test(condition.trim_end_matches([' ', ','])) =>
            {
                inner
            }
            _ => return Vec::new(),
        };
        let paths = inner.split([',', '(', ')']).map(|path| path.rsplit("::").next().unwrap_or("").trim());
        paths.filter(|path| !path.is_empty()).map(Name::new).collect()
    }
}

/// Whether attributes say that an item is compiled for tests only.
pub(super) fn is_test_only(attrs: &[Attribute], table: &MacroTable) -> bool {
    attrs.iter().any(|attr| attr.is_test_only(table))
}

/// Whether an item is compiled under a condition, so that nobody can be sure that it is there.
pub(super) fn is_conditional(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.told.path == "cfg")
}

/// Whether a condition cannot hold outside tests: `test`, or `all(..)` with it, but not `any(..)` or `not(..)`.
fn requires_test(condition: &str) -> bool {
    let condition = condition.trim();
    match condition.strip_prefix("all").map(str::trim_start).and_then(|rest| rest.strip_prefix('(')) {
        Some(inner) => inner.trim_end_matches(')').split(',').any(|part| part.trim() == "test"),
        None => condition == "test",
    }
}

impl Reader<'_, '_, '_> {
    /// Reads the attributes of what follows.
    pub(super) fn outer_attributes(&mut self) -> Read<Vec<Attribute>> {
        let mut attrs = Vec::new();
        while self.is_byte(b'#') {
            self.at += 1;
            attrs.push(self.attribute()?);
        }
        Ok(attrs)
    }

    /// Reads the attributes of what is around: `#![..]`.
    pub(super) fn inner_attributes(&mut self) -> Read<Vec<Attribute>> {
        let mut attrs = Vec::new();
        while self.is_byte(b'#') && self.byte_ahead(1) == b'!' {
            self.at += 2;
            attrs.push(self.attribute()?);
        }
        Ok(attrs)
    }

    fn attribute(&mut self) -> Read<Attribute> {
        let inside = self.ahead(0).map_or(0, |open| open.end as usize);
        let ((told, place, form), _) = self.group(b'[', |reader| {
            let (path, place) = reader.attribute_path()?;
            let form = match reader.byte_ahead(0) {
                b'=' => Form::Value,
                b'(' | b'[' | b'{' => Form::List,
                _ => Form::Nothing,
            };
            let args = match form {
                Form::Value => {
                    reader.at += 1;
                    reader.tokens_told()
                }
                Form::List => reader.group(reader.byte_ahead(0), |reader| Ok(reader.tokens_told()))?.0,
                Form::Nothing => String::new(),
            };
            Ok((Attr { path, args }, place, form))
        })?;
        let end = self.tokens[self.at - 1].start as usize;
        Ok(Attribute { told, place, inside: inside..end, form })
    }

    fn attribute_path(&mut self) -> Read<(Name, Span)> {
        self.eat("::");
        let (mut path, mut place) = self.name()?;
        while self.eat("::") {
            let (name, end) = self.name()?;
            path = crate::hir::joined([&path, "::", &name]);
            place = place.to(end);
        }
        Ok((path, place))
    }

    /// The tokens up to the end with spaces between, but for marks that stand close together and within brackets: as
    /// the compiler hands them to a macro that asks for text.
    fn tokens_told(&mut self) -> String {
        let mut told = String::new();
        // Whether the next token follows without a space, and whether an open brace is all that was told of its pair.
        let (mut joins, mut is_empty) = (true, false);
        while let Some(token) = self.ahead(0) {
            let byte = token.first;
            let start = self.at;
            match token.kind {
                Kind::Word if byte.is_ascii_digit() => drop(self.pass_number()),
                _ => self.at += 1,
            }
            let is_close = token.kind == Kind::Close;
            if !(joins || is_close && byte != b'}' || is_close && is_empty) {
                told.push(' ');
            }
            let last = self.tokens[self.at.max(start + 1) - 1];
            told.push_str(&self.text[token.start as usize..last.end as usize]);
            is_empty = token.kind == Kind::Open;
            if byte == b'{' && is_empty {
                told.push(' ');
            }
            let touches =
                self.ahead(0).is_some_and(|next| next.start == token.end && next.kind == Kind::Punct);
            joins = is_empty || token.kind == Kind::Punct && (touches || byte == b'\'');
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_hold_outside_tests_requires_them() {
        assert!(requires_test("test") && requires_test("all (unix , test)"));
        assert!(!requires_test("any (unix , test)") && !requires_test("not (test)"));
        assert!(!requires_test("feature = \"test\""));
    }
}
