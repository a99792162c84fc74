//! Go's `text/template`: `{{ .Name }}`, pipelines, `range` and `with`, which set what the dot means.

use super::lexer::{Ending, Kind, Token, lex};
use super::{
    Bind, Bound, Call, Delimiters, Extent, Form, MAX_NESTED, Reference, Relation, Scope, Segment, Step,
    Template, Use, slice,
};

/// Functions that compare or count: what they are given is not in what they yield.
const PREDICATES: &[&str] =
    &["and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "len", "hasPrefix", "contains"];

/// Reads a template.
pub(super) fn read(text: &str, _: &Delimiters, template: &mut Template) {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::new();
    // The scope, and what each open block goes back to.
    let (mut scope, mut blocks) = (0u32, Vec::new());
    // What was looked for once and is not in the rest of the text.
    let mut has_comment_end = true;
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"{{") {
        let start = at + found;
        let is_trimmed = bytes[start + 2..].starts_with(b"- ");
        let inner = start + 2 + usize::from(is_trimmed);
        if bytes[inner..].trim_ascii_start().starts_with(b"/*") {
            let end = if has_comment_end { comment_end(bytes, inner) } else { None };
            at = match end {
                Some(end) => {
                    template.comments.push(inner as u32..end as u32 - 2);
                    template.tags.push(start as u32..end as u32);
                    end
                }
                None => {
                    has_comment_end = false;
                    template.fault(start as u32..inner as u32, "this comment is not closed");
                    inner
                }
            };
            continue;
        }
        match lex(text, inner, "}}", &["{{"], &mut tokens) {
            Ending::Closed(end) => {
                let tag = start as u32..end as u32;
                template.tags.push(tag.clone());
                action(
                    &mut Pipe {
                        text,
                        tokens: &tokens,
                        at: 0,
                        template,
                        tag,
                        scope,
                        used: Use::Emit,
                        depth: 0,
                    },
                    &mut blocks,
                );
                scope = template_scope(template, scope, &mut blocks);
                at = end;
            }
            Ending::Broken(next, message) => {
                template.fault(start as u32..inner as u32, message);
                at = next.max(inner);
            }
        }
    }
}

/// Where the tag of a comment ends.
fn comment_end(bytes: &[u8], from: usize) -> Option<usize> {
    let close = from + memchr::memmem::find(&bytes[from..], b"*/")?;
    Some(close + memchr::memmem::find(&bytes[close..], b"}}")? + 2)
}

/// What a tag does to the open blocks.
enum Block {
    /// Opens one, with the scope inside.
    Open(Scope),
    /// The other branch of the last one.
    Else,
    End,
    /// One that is open, with the scope around it.
    Around(u32),
}

fn template_scope(template: &mut Template, scope: u32, blocks: &mut Vec<Block>) -> u32 {
    match blocks.pop() {
        Some(Block::Open(inner)) => {
            blocks.push(Block::Around(scope));
            template.enter(scope, inner)
        }
        Some(Block::End) => match blocks.pop() {
            Some(Block::Around(around)) => around,
            _ => scope,
        },
        Some(Block::Else) => match blocks.last() {
            Some(Block::Around(around)) => template.enter(*around, Scope::default()),
            _ => scope,
        },
        Some(around) => {
            blocks.push(around);
            scope
        }
        None => scope,
    }
}

struct Pipe<'p> {
    text: &'p str,
    tokens: &'p [Token],
    at: usize,
    template: &'p mut Template,
    tag: Extent,
    scope: u32,
    used: Use,
    depth: usize,
}

fn action(pipe: &mut Pipe, blocks: &mut Vec<Block>) {
    let Some(first) = pipe.peek() else {
        let tag = pipe.tag.clone();
        return pipe.template.fault(tag, "this tag names nothing");
    };
    let word =
        if first.kind == Kind::Name { slice(pipe.text, &first.at()).to_string() } else { String::new() };
    pipe.at += usize::from(first.kind == Kind::Name);
    match word.as_str() {
        "if" => {
            pipe.pipeline(Use::Cond);
            blocks.push(Block::Open(Scope::default()));
        }
        "range" | "with" => {
            let is_range = word == "range";
            let names = pipe.declared();
            let values = pipe.pipeline(if is_range { Use::Iter } else { Use::Bind });
            let bound =
                values.first().map(|&at| if is_range { Bound::Element(at) } else { Bound::Value(at) });
            // Of two names the first is the index.
            let last = names.len().saturating_sub(1);
            let from = pipe.tag.end;
            let binds = names.into_iter().enumerate().map(|(at, name)| Bind {
                name,
                from,
                bound: bound.filter(|_| at == last).unwrap_or(Bound::Other),
            });
            blocks.push(Block::Open(Scope { binds: binds.collect(), base: bound, ..Scope::default() }));
        }
        "else" => {
            pipe.at += usize::from(pipe.peek().is_some_and(|token| token.kind == Kind::Name));
            pipe.pipeline(Use::Cond);
            blocks.push(Block::Else);
        }
        "end" => blocks.push(Block::End),
        "define" | "block" => blocks.push(Block::Open(Scope::default())),
        "template" => pipe.include(),
        "break" | "continue" => {}
        _ => {
            pipe.at = 0;
            let names = pipe.declared();
            if names.is_empty() {
                pipe.pipeline(Use::Emit);
                return;
            }
            let values = pipe.pipeline(Use::Bind);
            for name in names {
                let bound = values.first().map_or(Bound::Other, |&at| Bound::Value(at));
                pipe.template.scopes[pipe.scope as usize].binds.push(Bind {
                    name,
                    from: pipe.tag.end,
                    bound,
                });
            }
        }
    }
}

impl Pipe<'_> {
    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn is_mark(&self, mark: u8) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    /// `$x :=`, `$i, $x :=`, `$x =`.
    fn declared(&mut self) -> Vec<Extent> {
        let end = self.tokens.iter().position(|token| token.kind == Kind::Mark(b'='));
        let Some(end) = end else { return Vec::new() };
        let is_name =
            |token: &&Token| token.kind == Kind::Name && slice(self.text, &token.at()).starts_with('$');
        let names = self.tokens[..end].iter().filter(is_name).map(Token::at).collect();
        self.at = end + 1;
        names
    }

    /// `x | f | g y`: each function is given what stands before it.
    fn pipeline(&mut self, used: Use) -> Vec<u32> {
        let around = std::mem::replace(&mut self.used, used);
        let mut values = self.command();
        while self.is_mark(b'|') {
            self.at += 1;
            let Some(name) = self.peek().filter(|token| token.kind == Kind::Name) else { break };
            self.at += 1;
            let more = self.arguments();
            let end = self.tokens[self.at - 1].end;
            let call = Call { name: name.at(), form: Form::Filter, args: name.end..end };
            values.extend(more);
            self.go_through(&values, &call);
        }
        self.used = around;
        values
    }

    fn go_through(&mut self, values: &[u32], call: &Call) {
        self.template.go_through(values, call);
        if PREDICATES.contains(&slice(self.text, &call.name)) {
            values.iter().for_each(|&at| self.template.interpolations[at as usize].used = Use::Cond);
        }
    }

    /// A value, or a function with its arguments.
    fn command(&mut self) -> Vec<u32> {
        let Some(first) = self.peek() else { return Vec::new() };
        let is_function = first.kind == Kind::Name && !slice(self.text, &first.at()).starts_with('$');
        if !is_function {
            return self.arguments();
        }
        self.at += 1;
        let start = first.end;
        let values = self.arguments();
        let end = self.tokens[self.at - 1].end;
        self.go_through(&values, &Call { name: first.at(), form: Form::Helper, args: start..end });
        values
    }

    fn arguments(&mut self) -> Vec<u32> {
        let mut values = Vec::new();
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Mark(b'|' | b')') => break,
                Kind::Mark(b'(') if self.depth < MAX_NESTED => {
                    self.at += 1;
                    self.depth += 1;
                    let used = self.used;
                    values.extend(self.pipeline(used));
                    self.depth -= 1;
                    self.at += usize::from(self.is_mark(b')'));
                }
                Kind::Mark(b'.') => values.push(self.path(None)),
                Kind::Name if slice(self.text, &token.at()).starts_with('$') => {
                    self.at += 1;
                    values.push(self.path(Some(token)));
                }
                _ => self.at += 1,
            }
        }
        values
    }

    /// `.A.B`, `$x.A`, `.`.
    fn path(&mut self, variable: Option<Token>) -> u32 {
        let start = variable.or(self.peek()).map_or(self.tag.start, |token| token.start);
        let mut path = Vec::new();
        if let Some(token) = variable {
            let kind = if slice(self.text, &token.at()) == "$" { Step::Root } else { Step::Name };
            path.push(Segment { at: token.at(), kind });
        }
        let mut end = variable.map_or(start, |token| token.end);
        while self.is_mark(b'.') {
            // A dot of its own is what the scope stands for; one that follows a gap begins another argument.
            let dot = self.tokens[self.at];
            if dot.start != end && !(path.is_empty() && dot.start == start) {
                break;
            }
            self.at += 1;
            end = dot.end;
            match self.peek().filter(|token| token.kind == Kind::Name && token.start == dot.end) {
                Some(name) => {
                    path.push(Segment { at: name.at(), kind: Step::Name });
                    end = name.end;
                    self.at += 1;
                }
                None => {
                    path.push(Segment { at: dot.at(), kind: Step::This });
                    break;
                }
            }
        }
        self.template.interpolate(self.used, self.tag.clone(), start..end, path, self.scope)
    }

    /// `template "name" .X`.
    fn include(&mut self) {
        let Some(name) = self.peek().filter(|token| token.kind == Kind::Text) else { return };
        self.at += 1;
        let values = self.pipeline(Use::Given);
        let reference = Reference {
            relation: Relation::Include,
            name: name.inner(),
            tag: self.tag.clone(),
            args: values.into_iter().map(|at| (0..0, at)).collect(),
            scope: self.scope,
        };
        self.template.references.push(reference);
    }
}
