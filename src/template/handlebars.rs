//! Handlebars, mustache and what took over their braces: `{{x}}`, `{{{x}}}`, helpers, blocks and partials.

use super::lexer::string_end;
use super::{
    Bind, Bound, Call, Delimiters, Extent, Form, MAX_NESTED, Reference, Relation, Scope, Segment, Step,
    Template, Use,
};

/// Reads a template.
pub(super) fn read(text: &str, _: &Delimiters, template: &mut Template) {
    let bytes = text.as_bytes();
    let mut reader = Reader { text, template, scope: 0, blocks: Vec::new(), absent: Vec::new() };
    let (mut open, mut close) = (String::from("{{"), String::from("}}"));
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(bytes.get(at..).unwrap_or_default(), open.as_bytes()) {
        let start = at + found;
        at = match open == "{{" {
            true => reader.tag(start),
            false => reader.custom(start, &open, &close),
        };
        // `{{=<% %>=}}` sets other delimiters.
        if let Some((other, another)) = set_delimiters(&text[start..at.min(text.len())], &open, &close) {
            (open, close) = (other, another);
        }
    }
}

/// The delimiters that a tag of mustache sets.
fn set_delimiters(tag: &str, open: &str, close: &str) -> Option<(String, String)> {
    let inner = tag.strip_prefix(open)?.strip_suffix(close)?.trim();
    let (first, second) = inner.strip_prefix('=')?.strip_suffix('=')?.trim().split_once(' ')?;
    let is_mark = |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_alphanumeric() || c == '=');
    let (first, second) = (first.trim(), second.trim());
    (is_mark(first) && is_mark(second)).then(|| (first.to_string(), second.to_string()))
}

struct Reader<'r> {
    text: &'r str,
    template: &'r mut Template,
    scope: u32,
    /// For each block that is open, the scope of what stands behind its end.
    blocks: Vec<u32>,
    /// Marks that were looked for and do not come any more.
    absent: Vec<&'static str>,
}

/// A word, a string or a bracket of a tag.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Path,
    Text,
    Number,
    Open,
    Close,
    Bar,
    /// The `=` behind a name.
    Equals,
    End,
}

impl Reader<'_> {
    /// Reads the tag at an opener; returns where reading goes on.
    fn tag(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        // `\{{x}}` is text, `\\{{x}}` a backslash before a value.
        let slashes = bytes[..start].iter().rev().take(2).take_while(|byte| **byte == b'\\').count();
        if slashes == 1 {
            return start + 2;
        }
        let mut at = start + 2;
        let braces = bytes[at..].iter().take(2).take_while(|byte| **byte == b'{').count();
        at += braces;
        at += usize::from(bytes.get(at) == Some(&b'~'));
        let sign = bytes.get(at).copied().unwrap_or(0);
        if sign == b'!' {
            return self.comment(start, at + 1);
        }
        if braces == 2 {
            return self.raw_block(start, at);
        }
        self.expression(start, at, if braces == 1 { "}}}" } else { "}}" })
    }

    /// Where a mark comes next. What is not in the rest of the text is looked for once only.
    fn find(&mut self, from: usize, mark: &'static str) -> Option<usize> {
        if self.absent.contains(&mark) {
            return None;
        }
        let found = memchr::memmem::find(self.text.as_bytes().get(from..)?, mark.as_bytes());
        if found.is_none() {
            self.absent.push(mark);
        }
        Some(from + found?)
    }

    fn comment(&mut self, start: usize, at: usize) -> usize {
        let is_long = self.text.as_bytes()[at..].starts_with(b"--");
        let inner = at + 2 * usize::from(is_long);
        if is_long && let Some((end, close)) = self.long_comment_end(inner) {
            return self.commented(start, (inner, end), close);
        }
        match self.find(at, "}}") {
            Some(end) => self.commented(start, (at, end), end + 2),
            None => self.broken(start, "this comment is not closed"),
        }
    }

    /// Where `--}}` or `--~}}` begins and ends.
    fn long_comment_end(&mut self, from: usize) -> Option<(usize, usize)> {
        const DASHES: &str = "--";
        let bytes = self.text.as_bytes();
        let mut at = from;
        while let Some(end) = self.find(at, DASHES) {
            let behind = end + DASHES.len();
            let close = behind + usize::from(bytes.get(behind) == Some(&b'~'));
            if bytes[close..].starts_with(b"}}") {
                return Some((end, close + 2));
            }
            at = end + 1;
        }
        self.absent.push(DASHES);
        None
    }

    fn commented(&mut self, start: usize, inner: (usize, usize), end: usize) -> usize {
        self.template.comments.push(inner.0 as u32..inner.1 as u32);
        self.template.tags.push(start as u32..end as u32);
        end
    }

    fn broken(&mut self, start: usize, message: &'static str) -> usize {
        self.template.fault(start as u32..start as u32 + 2, message);
        start + 2
    }

    /// `{{{{raw}}}} text {{{{/raw}}}}`.
    fn raw_block(&mut self, start: usize, at: usize) -> usize {
        let Some(close) = self.find(at, "}}}}") else {
            return self.broken(start, "this tag is not closed");
        };
        let end = self.find(close + 4, "{{{{/").and_then(|end| self.find(end, "}}}}"));
        match end {
            Some(end) => {
                self.template.tags.push(start as u32..end as u32 + 4);
                end + 4
            }
            None => {
                self.template.fault(start as u32..close as u32 + 4, "this block is not closed");
                close + 4
            }
        }
    }

    /// A tag between delimiters that mustache set.
    fn custom(&mut self, start: usize, open: &str, close: &str) -> usize {
        self.expression(start, start + open.len(), close)
    }

    fn expression(&mut self, start: usize, at: usize, close: &str) -> usize {
        let mut pieces = Vec::new();
        let end = match self.pieces(at, close, &mut pieces) {
            Ok(end) => end,
            Err((next, message)) => {
                self.template.fault(start as u32..at as u32, message);
                return next.max(start + 2);
            }
        };
        let tag = start as u32..end as u32;
        self.template.tags.push(tag.clone());
        let sign = self.text.as_bytes().get(at).copied().unwrap_or(0);
        let mut tagged = Tagged { reader: self, pieces: &pieces, at: 0, tag, depth: 0 };
        match sign {
            b'#' => tagged.block(),
            b'^' => tagged.inverse(),
            b'/' => tagged.close(),
            b'>' => tagged.partial(),
            b'&' => tagged.value(Use::Raw),
            b'=' => {}
            _ if close == "}}}" => tagged.value(Use::Raw),
            _ => tagged.value(Use::Emit),
        }
        end
    }

    /// The pieces of a tag up to its closer; or where to go on, and why there is none.
    fn pieces(
        &self,
        start: usize,
        close: &str,
        pieces: &mut Vec<(Piece, Extent)>,
    ) -> Result<usize, (usize, &'static str)> {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < bytes.len() {
            let rest = &bytes[at..];
            let is_trimmed = rest[0] == b'~' && rest[1..].starts_with(close.as_bytes());
            if is_trimmed || rest.starts_with(close.as_bytes()) {
                return Ok(at + usize::from(is_trimmed) + close.len());
            }
            if rest.starts_with(b"{{") {
                return Err((at, "another tag begins before this one is closed"));
            }
            let (piece, end) = match rest[0] {
                byte if byte.is_ascii_whitespace() => {
                    at += 1;
                    continue;
                }
                b'"' | b'\'' => match string_end(bytes, at, close.as_bytes()) {
                    Some(end) => (Piece::Text, end),
                    None => return Err((start, "a string is not closed in its line")),
                },
                b'(' => (Piece::Open, at + 1),
                b')' => (Piece::Close, at + 1),
                b'|' => (Piece::Bar, at + 1),
                b'=' => (Piece::Equals, at + 1),
                b'#' | b'^' | b'/' | b'>' | b'&' | b'*' | b'!' | b'~' | b'<' | b'$' | b'}' | b'{' => {
                    at += 1;
                    continue;
                }
                byte => {
                    let end = self.path_end(at);
                    (if byte.is_ascii_digit() { Piece::Number } else { Piece::Path }, end)
                }
            };
            pieces.push((piece, at as u32..end as u32));
            at = end;
        }
        Err((start, "this tag is not closed"))
    }

    /// A path runs up to what cannot be in one; `[..]` may hold anything.
    fn path_end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < bytes.len() {
            match bytes[at] {
                b'[' => match memchr::memchr2(b']', b'\n', &bytes[at..]) {
                    Some(length) if bytes[at + length] == b']' => at += length,
                    _ => return at.max(start + 1),
                },
                b' ' | b'\t' | b'\r' | b'\n' | b'(' | b')' | b'=' | b'|' | b'}' | b'{' | b'~' | b'"'
                | b'\'' => break,
                _ => {}
            }
            at += 1;
        }
        at.max(start + 1).min(bytes.len())
    }
}

/// The pieces of one tag.
struct Tagged<'t, 'r> {
    reader: &'t mut Reader<'r>,
    pieces: &'t [(Piece, Extent)],
    at: usize,
    tag: Extent,
    depth: usize,
}

impl Tagged<'_, '_> {
    fn peek(&self) -> (Piece, Extent) {
        self.pieces.get(self.at).cloned().unwrap_or((Piece::End, self.tag.end..self.tag.end))
    }

    fn word(&self, at: &Extent) -> &str {
        super::slice(self.reader.text, at)
    }

    /// `{{x}}`, `{{helper x}}`, `{{else}}`.
    fn value(&mut self, used: Use) {
        let (piece, first) = self.peek();
        if piece == Piece::Path && self.word(&first) == "else" {
            self.at += 1;
            self.otherwise();
            return;
        }
        if piece == Piece::End {
            let tag = self.tag.clone();
            self.reader.template.fault(tag, "this tag names nothing");
            return;
        }
        self.call(used);
    }

    /// A path, or a helper with what it is given; returns the values.
    fn call(&mut self, used: Use) -> Vec<u32> {
        let (piece, head) = self.peek();
        let behind = self.pieces.get(self.at + 1).map_or(Piece::End, |(piece, _)| *piece);
        let is_alone = matches!(behind, Piece::End | Piece::Close | Piece::Bar);
        if piece != Piece::Path || is_alone {
            return self.argument(used);
        }
        self.at += 1;
        self.helper(head, used)
    }

    /// What a helper is given goes through it.
    fn helper(&mut self, name: Extent, used: Use) -> Vec<u32> {
        let start = self.peek().1.start;
        let values: Vec<u32> = self.arguments(used).into_iter().flat_map(|(_, values)| values).collect();
        let end = self.at.checked_sub(1).and_then(|at| self.pieces.get(at)).map_or(start, |(_, at)| at.end);
        // Comparing and looking up yields no value of the arguments' own.
        let call = Call { name, form: Form::Helper, args: start..end.max(start) };
        self.reader.template.go_through(&values, &call);
        values
    }

    /// Arguments up to a closing bracket or a bar; those with a name have its place.
    fn arguments(&mut self, used: Use) -> Vec<(Option<Extent>, Vec<u32>)> {
        let mut given = Vec::new();
        loop {
            let (piece, at) = self.peek();
            match piece {
                Piece::End | Piece::Close | Piece::Bar => return given,
                Piece::Path if self.word(&at) == "as" => return given,
                Piece::Path if matches!(self.pieces.get(self.at + 1), Some((Piece::Equals, _))) => {
                    self.at += 2;
                    let values = self.argument(used);
                    given.push((Some(at), values));
                }
                _ => {
                    let values = self.argument(used);
                    given.push((None, values));
                }
            }
        }
    }

    fn argument(&mut self, used: Use) -> Vec<u32> {
        let (piece, at) = self.peek();
        self.at += 1;
        match piece {
            Piece::Open if self.depth < MAX_NESTED => {
                self.depth += 1;
                let values = self.call(used);
                self.depth -= 1;
                while !matches!(self.peek().0, Piece::Close | Piece::End) {
                    self.at += 1;
                }
                self.at += 1;
                let end = self.pieces.get(self.at - 1).map_or(self.tag.end, |(_, at)| at.end);
                for &value in &values {
                    self.reader.template.interpolations[value as usize].operand = at.start..end;
                }
                values
            }
            Piece::Path if !matches!(self.word(&at), "true" | "false" | "null" | "undefined") => {
                vec![self.path(at, used)]
            }
            _ => Vec::new(),
        }
    }

    /// A path as an interpolation.
    fn path(&mut self, at: Extent, used: Use) -> u32 {
        let path = segments(self.reader.text, &at);
        self.reader.template.interpolate(used, self.tag.clone(), at, path, self.reader.scope)
    }

    /// `{{#if x}}`, `{{#each xs as |x i|}}`, `{{#with x}}`, `{{#> partial}}`, `{{#section}}`.
    fn block(&mut self) {
        let bytes = self.reader.text.as_bytes();
        let marks =
            bytes[self.tag.start as usize..].iter().skip(2).take_while(|byte| !byte.is_ascii_alphabetic());
        let marks: Vec<u8> = marks.take(6).copied().collect();
        if marks.contains(&b'>') {
            self.partial();
            return self.open(Scope::default());
        }
        let (piece, name) = self.peek();
        if marks.contains(&b'*') || piece != Piece::Path {
            return self.open(Scope::default());
        }
        let word = self.word(&name).to_string();
        let is_alone = self.pieces.len() == 1;
        self.at += 1;
        let mut scope = Scope::default();
        match word.as_str() {
            "if" | "unless" => drop(self.arguments(Use::Cond)),
            "each" | "with" => {
                let is_each = word == "each";
                let values = self.arguments(if is_each { Use::Iter } else { Use::Bind });
                let value = values.first().and_then(|(_, values)| values.first().copied());
                let names = self.block_params();
                let bound = value.map(if is_each { Bound::Element } else { Bound::Value });
                for (at, name) in names.into_iter().enumerate() {
                    let bound = bound.filter(|_| at == 0).unwrap_or(Bound::Other);
                    scope.binds.push(Bind { name, from: self.tag.end, bound });
                }
                scope.base = bound;
            }
            // A section of mustache: a condition, a list or a value to look into.
            _ if is_alone => {
                let value = self.path(name, Use::Iter);
                scope.base = Some(Bound::Element(value));
            }
            _ => {
                let values = self.arguments(Use::Cond);
                drop(values);
                let names = self.block_params();
                scope.binds = names
                    .into_iter()
                    .map(|name| Bind { name, from: self.tag.end, bound: Bound::Other })
                    .collect();
            }
        }
        self.open(scope);
    }

    /// `as |a b|`.
    fn block_params(&mut self) -> Vec<Extent> {
        let mut names = Vec::new();
        let mut is_inside = false;
        while self.at < self.pieces.len() {
            match &self.pieces[self.at] {
                (Piece::Bar, _) => is_inside = !is_inside,
                (Piece::Path, at) if is_inside => names.push(at.clone()),
                _ => {}
            }
            self.at += 1;
        }
        names
    }

    fn open(&mut self, scope: Scope) {
        let around = self.reader.scope;
        self.reader.scope = self.reader.template.enter(around, scope);
        self.reader.blocks.push(around);
    }

    /// `{{^x}}` opens an inverted section; `{{^}}` is an `else`.
    fn inverse(&mut self) {
        if self.peek().0 == Piece::End {
            return self.otherwise();
        }
        if self.pieces.len() == 1 {
            self.argument(Use::Cond);
        } else {
            self.at += 1;
            self.arguments(Use::Cond);
        }
        self.open(Scope::default());
    }

    /// Behind `else` the names of the block are not bound.
    fn otherwise(&mut self) {
        if self.at < self.pieces.len() {
            self.at += 1;
            self.arguments(Use::Cond);
        }
        if let Some(&around) = self.reader.blocks.last() {
            self.reader.scope = self.reader.template.enter(around, Scope::default());
        }
    }

    fn close(&mut self) {
        if let Some(around) = self.reader.blocks.pop() {
            self.reader.scope = around;
        }
    }

    /// `{{> name value k=v}}`.
    fn partial(&mut self) {
        let (piece, at) = self.peek();
        let name = match piece {
            Piece::Path => at,
            Piece::Text => at.start + 1..at.end - 1,
            _ => return,
        };
        self.at += 1;
        let given = self.arguments(Use::Given);
        let args = given.into_iter().flat_map(|(name, values)| {
            values.into_iter().map(move |value| (name.clone().unwrap_or(0..0), value))
        });
        let reference = Reference {
            relation: Relation::Include,
            name,
            tag: self.tag.clone(),
            args: args.collect(),
            scope: self.reader.scope,
        };
        self.reader.template.references.push(reference);
    }
}

/// The segments of a path: `../a.b`, `a/b`, `@root.a`, `a.[b c].d`, `this.x`.
fn segments(text: &str, at: &Extent) -> Vec<Segment> {
    let bytes = &text.as_bytes()[at.start as usize..at.end as usize];
    let mut found = Vec::new();
    let mut from = 0;
    let push = |found: &mut Vec<Segment>, start: usize, end: usize| {
        if start >= end {
            return;
        }
        let extent = at.start + start as u32..at.start + end as u32;
        let kind = match &text[extent.start as usize..extent.end as usize] {
            ".." => Step::Parent,
            "this" | "." if found.is_empty() => Step::This,
            "@root" => Step::Root,
            word if word.starts_with('@') => Step::Engine,
            word if word.bytes().all(|byte| byte.is_ascii_digit()) => Step::Index,
            _ => Step::Name,
        };
        found.push(Segment { at: extent, kind });
    };
    let mut here = 0;
    while here < bytes.len() {
        match bytes[here] {
            b'[' => {
                let length =
                    bytes[here..].iter().position(|byte| *byte == b']').unwrap_or(bytes.len() - here);
                push(&mut found, here + 1, here + length);
                here += length;
                from = here + 1;
            }
            b'.' if bytes[here..].starts_with(b"..") && here == from => {
                push(&mut found, here, here + 2);
                here += 1;
                from = here + 1;
            }
            b'.' | b'/' => {
                push(&mut found, from, here);
                if here == 0 {
                    push(&mut found, 0, 1);
                }
                from = here + 1;
            }
            _ => {}
        }
        here += 1;
    }
    push(&mut found, from.min(bytes.len()), bytes.len());
    if found.is_empty() {
        found.push(Segment { at: at.clone(), kind: Step::This });
    }
    found
}
