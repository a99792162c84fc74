//! Expressions of the Jinja family: which values an expression yields, and what each goes through on the way.
//!
//! Two rules bind filters: in most dialects a filter belongs to the operand before it, in tera 1 to the whole of what
//! an operator joins.

use super::lexer::{Kind, Token};
use super::{
    Call, Dialect, Extent, Form, MAX_NESTED, Reference, Relation, Segment, Step, Template, Use, slice,
};

/// Functions that look up a text of a locale by their first argument.
const LOCALE_FUNCTIONS: &[&str] =
    &["_", "__", "t", "tr", "trans", "translate", "gettext", "ngettext", "i18n", "fluent", "lang"];
/// Filters whose argument takes the value's place.
const FALLBACKS: &[&str] = &["default", "d", "unwrap_or", "default_value", "assigned_or"];

/// Reads expressions from the tokens of one tag.
pub(super) struct Parser<'p> {
    pub text: &'p str,
    pub tokens: &'p [Token],
    pub at: usize,
    pub template: &'p mut Template,
    pub tag: Extent,
    pub scope: u32,
    pub used: Use,
    pub depth: usize,
    /// Whether the arguments of a filter without brackets are read, which have no filters of their own.
    pub is_bare: bool,
}

/// The values that an expression may yield, as indexes of interpolations, and where it is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Yield {
    pub values: Vec<u32>,
    pub at: Extent,
    /// The string that it is, where it is one.
    pub text: Option<Extent>,
}

impl Yield {
    fn join(&mut self, other: Yield) {
        self.values.extend(other.values);
        self.at.end = other.at.end.max(self.at.end);
        self.text = None;
    }
}

impl Parser<'_> {
    pub(super) fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn word(&self, token: Token) -> &str {
        slice(self.text, &token.at())
    }

    pub(super) fn is_mark(&self, mark: u8) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Mark(mark))
    }

    fn is_pair(&self, pair: &[u8; 2]) -> bool {
        let next = self.tokens.get(self.at + 1);
        self.is_mark(pair[0]) && next.is_some_and(|next| next.kind == Kind::Mark(pair[1]))
    }

    pub(super) fn eat(&mut self, mark: u8) -> bool {
        let is_it = self.is_mark(mark);
        self.at += usize::from(is_it);
        is_it
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == Kind::Name && self.word(token) == word)
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let is_it = self.is_word(word);
        self.at += usize::from(is_it);
        is_it
    }

    pub(super) fn name(&mut self) -> Option<Extent> {
        let token = self.peek().filter(|token| token.kind == Kind::Name)?;
        self.at += 1;
        Some(token.at())
    }

    fn here(&self) -> u32 {
        self.peek().map_or(self.tag.end, |token| token.start)
    }

    /// Where the last token that was read ends.
    pub(super) fn before(&self) -> u32 {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(self.tag.start, |token| token.end)
    }

    /// Reads an expression whose values are used in another way than those around it.
    pub(super) fn with(&mut self, used: Use, read: impl FnOnce(&mut Self) -> Yield) -> Yield {
        let around = std::mem::replace(&mut self.used, used);
        let result = read(self);
        self.used = around;
        result
    }

    /// `a if cond else b`.
    pub(super) fn expr(&mut self) -> Yield {
        if self.depth >= MAX_NESTED {
            self.at = self.tokens.len();
            return Yield { at: self.tag.end..self.tag.end, ..Yield::default() };
        }
        self.depth += 1;
        let mut value = self.choice();
        while self.eat_word("if") {
            self.with(Use::Cond, Self::choice);
            if self.eat_word("else") {
                let other = self.choice();
                value.join(other);
            }
        }
        self.depth -= 1;
        value
    }

    /// What a loop goes through: an `if` behind it belongs to the loop.
    pub(super) fn iterated(&mut self) -> Yield {
        self.choice()
    }

    /// `a or b`, which is one of both, except where they are Rust's.
    fn choice(&mut self) -> Yield {
        let mut value = self.comparison();
        loop {
            let is_rust = self.is_pair(b"||") || self.is_pair(b"&&");
            match () {
                () if is_rust => self.at += 2,
                () if self.is_word("or") || self.is_word("and") => self.at += 1,
                () => return value,
            }
            let other = self.comparison();
            value.join(other);
            if is_rust {
                self.decides(&value);
            }
        }
    }

    /// The values of an expression only decide something.
    fn decides(&mut self, value: &Yield) {
        value.values.iter().for_each(|&at| self.template.interpolations[at as usize].used = Use::Cond);
    }

    fn comparison(&mut self) -> Yield {
        let mut is_negated = false;
        while self.eat_word("not") {
            is_negated = true;
        }
        if is_negated {
            return self.with(Use::Cond, Self::compared);
        }
        self.compared()
    }

    fn compared(&mut self) -> Yield {
        let mut value = self.joined();
        loop {
            if self.eat_word("is") {
                self.test();
            } else if self.comparator() {
                let other = self.joined();
                value.join(other);
            } else {
                return value;
            }
            self.decides(&value);
        }
    }

    /// `is not name(args)`: what is asked of a value.
    fn test(&mut self) {
        self.eat_word("not");
        self.name();
        if self.eat(b'(') {
            self.arguments(b')', Use::Cond);
        }
    }

    /// Passes by an operator whose result is no part of its operands.
    fn comparator(&mut self) -> bool {
        if self.is_word("not") && self.tokens.get(self.at + 1).is_some_and(|token| self.word(*token) == "in")
        {
            self.at += 2;
            return true;
        }
        if self.eat_word("in") || self.eat_word("contains") {
            return true;
        }
        let Some(Kind::Mark(mark)) = self.peek().map(|token| token.kind) else { return false };
        let is_filter = mark == b'|' && !self.is_pair(b"||");
        if !matches!(mark, b'=' | b'!' | b'<' | b'>' | b'-' | b'*' | b'/' | b'%' | b'^' | b'.') || is_filter {
            return false;
        }
        if matches!(mark, b'=' | b'.') && !self.is_pair(&[mark, mark]) {
            return false;
        }
        while let Some(Kind::Mark(b'=' | b'!' | b'<' | b'>' | b'*' | b'/' | b'.' | b'-' | b'%' | b'^')) =
            self.peek().map(|token| token.kind)
        {
            self.at += 1;
        }
        true
    }

    /// `a ~ b`, `a + b`.
    fn joined(&mut self) -> Yield {
        let mut value = self.operand();
        while self.is_mark(b'~') || self.is_mark(b'+') {
            self.at += 1;
            let other = self.operand();
            value.join(other);
        }
        if self.template.dialect == Dialect::Tera1 {
            self.filters(&mut value);
        }
        value
    }

    /// A value with its filters.
    fn operand(&mut self) -> Yield {
        while self.is_mark(b'&') || self.is_mark(b'*') || self.is_mark(b'!') || self.is_mark(b'-') {
            self.at += 1;
        }
        let mut value = self.primary();
        if self.template.dialect != Dialect::Tera1 {
            self.filters(&mut value);
        }
        value
    }

    fn filters(&mut self, value: &mut Yield) {
        while !self.is_bare && self.is_mark(b'|') && !self.is_pair(b"||") {
            self.at += 1;
            let Some(mut name) = self.name() else { return };
            while self.is_pair(b"::") || self.is_mark(b'.') {
                self.at += if self.is_mark(b'.') { 1 } else { 2 };
                if self.is_mark(b'<') {
                    self.skip_angles();
                } else if let Some(part) = self.name() {
                    name.end = part.end;
                }
            }
            let is_fallback = FALLBACKS.contains(&slice(self.text, &name));
            let start = self.here();
            let mut args = start..start;
            let used = if is_fallback { self.used } else { Use::Cond };
            let mut given = Vec::new();
            if self.eat(b'(') {
                args.start = self.here();
                given = self.arguments(b')', used);
                args.end = self.before().saturating_sub(1).max(args.start);
            } else if self.template.dialect == Dialect::Liquid && self.eat(b':') {
                self.is_bare = true;
                given = self.arguments(0, used);
                self.is_bare = false;
                args = start..self.before();
            }
            let call = Call { name, form: Form::Filter, args };
            value.at.end = self.before();
            self.go_through(value, &call);
            if is_fallback {
                value.values.extend(given.into_iter().flat_map(|(_, given)| given.values));
            }
        }
    }

    fn go_through(&mut self, value: &Yield, call: &Call) {
        self.template.go_through(&value.values, call);
        for &at in &value.values {
            let interpolation = &mut self.template.interpolations[at as usize];
            interpolation.operand.end = interpolation.operand.end.max(value.at.end);
        }
    }

    /// `::<T>`.
    fn skip_angles(&mut self) {
        let mut depth = 0usize;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Mark(b'<') => depth += 1,
                Kind::Mark(b'>') => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// Arguments up to a closing bracket; those with a name have its place.
    pub(super) fn arguments(&mut self, close: u8, used: Use) -> Vec<(Option<Extent>, Yield)> {
        let mut given = Vec::new();
        while self.at < self.tokens.len() && !(close != 0 && self.eat(close)) {
            if close == 0 && self.is_mark(b'|') {
                break;
            }
            let before = self.at;
            let name = self.argument_name();
            // `**values`, `...values`.
            while self.is_mark(b'*') || self.is_mark(b'.') {
                self.at += 1;
            }
            let value = self.with(used, Self::expr);
            given.push((name, value));
            self.eat(b',');
            // What is no expression is passed by.
            self.at += usize::from(self.at == before);
        }
        given
    }

    /// `name=`, or `name:` in Liquid.
    fn argument_name(&mut self) -> Option<Extent> {
        let (name, next) = (self.peek()?, self.tokens.get(self.at + 1)?);
        let is_double = self.tokens.get(self.at + 2).is_some_and(|token| token.kind == Kind::Mark(b'='));
        let is_named = match next.kind {
            Kind::Mark(b'=') => !is_double,
            Kind::Mark(b':') => self.template.dialect == Dialect::Liquid,
            _ => false,
        };
        if name.kind != Kind::Name || !is_named {
            return None;
        }
        self.at += 2;
        Some(name.at())
    }

    fn primary(&mut self) -> Yield {
        let Some(token) = self.peek() else {
            return Yield { at: self.tag.end..self.tag.end, ..Yield::default() };
        };
        self.at += 1;
        let mut value = Yield { at: token.at(), ..Yield::default() };
        match token.kind {
            Kind::Text => {
                value.text = Some(token.inner());
                // Adjacent strings are one in some dialects, and none elsewhere.
                value
            }
            Kind::Number => value,
            Kind::Name => self.variable(token),
            Kind::Mark(b'(') => {
                self.listed(&mut value, b')');
                value
            }
            Kind::Mark(b'[') => {
                self.listed(&mut value, b']');
                value
            }
            Kind::Mark(b'{') => {
                self.dictionary(&mut value);
                value
            }
            Kind::Mark(_) => {
                self.at -= 1;
                value
            }
        }
    }

    fn listed(&mut self, value: &mut Yield, close: u8) {
        let parts = self.arguments(close, self.used);
        value.values.extend(parts.into_iter().flat_map(|(_, part)| part.values));
        value.at.end = self.before();
    }

    fn dictionary(&mut self, value: &mut Yield) {
        while self.at < self.tokens.len() && !self.eat(b'}') {
            let before = self.at;
            let key = self.expr();
            let part = if self.eat(b':') { self.expr() } else { key };
            value.values.extend(part.values);
            self.eat(b',');
            self.at += usize::from(self.at == before);
        }
        value.at.end = self.before();
    }

    /// A path with its methods and indexes, or a call.
    fn variable(&mut self, first: Token) -> Yield {
        let word = self.word(first);
        let mut value = Yield { at: first.at(), ..Yield::default() };
        if matches!(word, "true" | "false" | "none" | "null" | "True" | "False" | "None" | "nil") {
            return value;
        }
        let kind = match word {
            "loop" | "forloop" | "super" | "caller" => Step::Engine,
            _ => Step::Name,
        };
        if self.is_mark(b'(') {
            return self.function(first.at());
        }
        // `name!(..)` and `a::B` are Rust's.
        if self.is_mark(b'!')
            && self.tokens.get(self.at + 1).is_some_and(|next| next.kind == Kind::Mark(b'('))
        {
            self.at += 1;
            return self.function(first.at());
        }
        // A name that begins with a capital is a constant there.
        let is_constant = self.template.dialect == Dialect::Askama
            && word.trim_start_matches('_').starts_with(|c: char| c.is_ascii_uppercase());
        if self.is_pair(b"::") || is_constant {
            return self.rust_path(first);
        }
        let path = vec![Segment { at: first.at(), kind }];
        let index = self.template.interpolate(self.used, self.tag.clone(), first.at(), path, self.scope);
        self.postfix(index);
        value.at.end = self.before();
        let interpolation = &mut self.template.interpolations[index as usize];
        interpolation.operand.end = value.at.end;
        value.values.push(index);
        value
    }

    fn push_segment(&mut self, index: u32, at: Extent, kind: Step) {
        self.template.interpolations[index as usize].path.push(Segment { at, kind });
    }

    fn postfix(&mut self, index: u32) {
        loop {
            let is_optional = self.is_pair(b"?.");
            if is_optional || self.is_mark(b'.') && !self.is_pair(b"..") {
                self.at += 1 + usize::from(is_optional);
                let Some(token) = self.peek() else { return };
                if !matches!(token.kind, Kind::Name | Kind::Number) {
                    return;
                }
                self.at += 1;
                if self.is_pair(b"::") {
                    self.at += 2;
                    self.skip_angles();
                }
                if self.is_mark(b'(') {
                    self.method(index, token.at());
                } else {
                    let kind = if token.kind == Kind::Number { Step::Index } else { Step::Name };
                    self.push_segment(index, token.at(), kind);
                }
            } else if self.eat(b'[') {
                self.subscript(index);
            } else if self.is_mark(b'?') {
                self.at += 1;
            } else if self.is_mark(b'(') {
                self.at += 1;
                self.arguments(b')', Use::Cond);
            } else {
                return;
            }
        }
    }

    fn subscript(&mut self, index: u32) {
        let key = self.with(Use::Cond, Self::expr);
        let is_slice = self.is_mark(b':');
        while self.at < self.tokens.len() && !self.eat(b']') {
            self.at += 1;
        }
        match key.text {
            Some(text) => self.push_segment(index, text, Step::Name),
            None if is_slice => {
                let call = Call { name: key.at.clone(), form: Form::Host, args: key.at };
                self.template.go_through(&[index], &call);
            }
            None => self.push_segment(index, key.at, Step::Index),
        }
    }

    fn method(&mut self, index: u32, name: Extent) {
        self.at += 1;
        let start = self.here();
        self.arguments(b')', Use::Cond);
        let args = start..self.before().saturating_sub(1).max(start);
        self.push_segment(index, name.clone(), Step::Method);
        let call = Call { name, form: Form::Method, args };
        self.template.go_through(&[index], &call);
    }

    /// `a::B`, a constant or a function of Rust.
    fn rust_path(&mut self, first: Token) -> Yield {
        let mut name = first.at();
        while self.is_pair(b"::") {
            self.at += 2;
            if self.is_mark(b'<') {
                self.skip_angles();
                continue;
            }
            let Some(part) = self.name() else { break };
            name.end = part.end;
        }
        match self.is_mark(b'(') {
            true => self.function(name),
            false => Yield { at: name, ..Yield::default() },
        }
    }

    /// `f(args)`: a macro of the template, a text of a locale, or a function of the engine.
    fn function(&mut self, name: Extent) -> Yield {
        self.at += 1;
        let is_locale = LOCALE_FUNCTIONS.contains(&slice(self.text, &name));
        let start = self.here();
        let used = if is_locale { Use::Locale } else { self.used };
        let given = self.arguments(b')', used);
        let args = start..self.before().saturating_sub(1).max(start);
        let key = given.iter().find_map(|(name, value)| {
            let is_key = name.as_ref().is_none_or(|name| slice(self.text, name) == "key");
            value.text.clone().filter(|_| is_key)
        });
        if let (true, Some(key)) = (is_locale, key) {
            self.refer(Relation::Locale, key, &given);
            return Yield { at: name.start..self.before(), ..Yield::default() };
        }
        self.refer(Relation::Call, name.clone(), &given);
        let mut value = Yield { at: name.start..self.before(), ..Yield::default() };
        value.values.extend(given.into_iter().flat_map(|(_, given)| given.values));
        let call = Call { name, form: Form::Function, args };
        self.template.go_through(&value.values, &call);
        value
    }

    /// Notes that values are handed on; an argument without a name has an empty one.
    pub(super) fn refer(&mut self, relation: Relation, name: Extent, given: &[(Option<Extent>, Yield)]) {
        let args = given
            .iter()
            .flat_map(|(name, value)| value.values.iter().map(move |&at| (name.clone().unwrap_or(0..0), at)));
        let reference =
            Reference { relation, name, tag: self.tag.clone(), args: args.collect(), scope: self.scope };
        self.template.references.push(reference);
    }
}
