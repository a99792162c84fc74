//! Items, one after the other; one that cannot be read costs itself.
//!
//! Where an item that is broken ends, its brackets tell, and the lines around it: the next item begins on a line that is
//! indented as far as the broken one, whatever bracket is missing before.

use super::attribute::{self, Attribute};
use super::function::Owner;
use super::path::Path;
use super::{Failure, Read, Reader};
use crate::hir::{Include, Reach};
use crate::syntax::scan::Kind;
use crate::syntax::survey::nesting_fits;
use crate::syntax::{NOT_CLOSED, TOO_DEEP};

/// What stands before the keyword of an item.
pub(super) struct Head {
    pub attrs: Vec<Attribute>,
    pub reach: Reach,
    /// Whether a plain call of a function gives its result, as far as its keywords say.
    pub is_plain: bool,
}

/// How an item is read whose head is.
type One<'o> = &'o dyn Fn(&mut Reader<'_, '_, '_>, Head) -> Read<()>;

/// Modules that are in each other so deep are read in a text that nests too deeply elsewhere.
const MAX_MODULES: usize = 64;

/// The most tokens, of which a pair of brackets is one, that are looked through for the end of an item's head, or of a
/// value; nobody writes more, and what has no end would be looked through to the end of the file for each item.
pub(super) const MAX_HEAD: usize = 4_096;

/// The first words of items, and of what stands before them.
const ITEM_STARTS: &[&str] = &[
    "fn",
    "pub",
    "struct",
    "enum",
    "impl",
    "mod",
    "use",
    "const",
    "static",
    "trait",
    "type",
    "macro_rules",
    "async",
    "unsafe",
    "extern",
    "union",
    "#",
];

/// Where the next line begins that an item stands at the beginning of.
pub(in crate::syntax) fn next_item(text: &str) -> Option<usize> {
    let mut begins = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
    begins.find(|&at| {
        let line = &text[at..];
        let word = line.find(|c: char| !c.is_alphanumeric() && c != '_').map_or(line, |end| &line[..end]);
        ITEM_STARTS.contains(&word) || line.starts_with("#[")
    })
}

impl Reader<'_, '_, '_> {
    /// Reads items up to the end: imports first, since they decide what the name of a macro means.
    pub(in crate::syntax) fn items(&mut self) {
        self.imports_among_items();
        self.each_item(&|reader, head| reader.item(head));
    }

    /// Reads items up to the end, unless something else stands among them.
    pub(in crate::syntax) fn nothing_but_items(&mut self) -> Read<()> {
        let errors = self.cx.out.errors.len();
        self.imports_among_items();
        while self.at < self.end && self.cx.out.errors.len() == errors {
            self.one_item(&|reader, head| reader.item(head));
        }
        Ok(())
    }

    /// Reads the members of a block of items, or the items of a module, up to the end.
    pub(super) fn each_item(&mut self, one: One) {
        let (was_test, end) = (self.cx.is_test, self.end);
        match self.inner_attributes() {
            Ok(attrs) => self.cx.is_test |= attribute::is_test_only(&attrs, self.cx.table),
            Err(failure) => {
                self.tell(failure);
                self.end = end;
            }
        }
        while self.at < self.end {
            self.one_item(one);
        }
        self.cx.is_test = was_test;
    }

    /// Reads one item with its attributes; what is wrong with it is told.
    pub(super) fn one_item(&mut self, one: One) {
        if self.eat(";") {
            return;
        }
        let (start, end) = (self.at, self.end);
        let (was_test, modules) = (self.cx.is_test, self.cx.module.len());
        let read = self.checks_nesting(start).and_then(|()| {
            let head = self.head_of_item()?;
            one(self, head)
        });
        self.cx.is_test = was_test;
        if let Err(failure) = read {
            self.tell(failure);
            self.cx.module.truncate(modules);
            (self.end, self.takes_structs) = (end, true);
            self.at = self.behind_broken(start);
        }
    }

    /// Reads what stands before the keyword of an item.
    fn head_of_item(&mut self) -> Read<Head> {
        let attrs = self.outer_attributes()?;
        self.cx.is_test |= attribute::is_test_only(&attrs, self.cx.table);
        let mut head = Head { attrs, reach: self.visibility()?, is_plain: true };
        loop {
            let next = self.word_ahead(1);
            match self.word_ahead(0) {
                "async" if !next.is_empty() => head.is_plain = false,
                "unsafe" | "safe" if !next.is_empty() => head.is_plain = false,
                "default" if !next.is_empty() => {}
                "auto" if next == "trait" => {}
                "const" if matches!(next, "fn" | "unsafe" | "async" | "extern" | "trait" | "impl") => {}
                "extern" if next == "fn" => {}
                // `extern "C" fn`
                "extern" if self.word_ahead(2) == "fn" => self.at += 1,
                _ => return Ok(head),
            }
            self.at += 1;
        }
    }

    /// `pub`, `pub(crate)` and the like; `pub(super)` and `pub(in ..)` reach less far than `pub(crate)`.
    pub(super) fn visibility(&mut self) -> Read<Reach> {
        if !self.eat_word("pub") {
            return Ok(Reach::Module);
        }
        let is_alone = self.byte_ahead(2) == b')';
        match (self.byte_ahead(0), self.word_ahead(1)) {
            (b'(', "crate") if is_alone => {
                self.at += 3;
                Ok(Reach::Crate)
            }
            (b'(', "in") => self.skip_group(b'(').map(|()| Reach::Module),
            (b'(', "self" | "super") if is_alone => self.skip_group(b'(').map(|()| Reach::Module),
            _ => Ok(Reach::All),
        }
    }

    /// Reads an item behind its visibility and what modifies it.
    pub(super) fn item(&mut self, head: Head) -> Read<()> {
        match self.word_ahead(0) {
            "fn" => {
                let reach = if self.cx.blocks > 0 { Reach::Block } else { head.reach };
                self.function(&head, Owner { reach, ..Owner::default() })
            }
            "impl" => self.impl_block(),
            "trait" => self.trait_block(),
            "mod" => self.module(&head),
            "struct" => self.structure(&head),
            "enum" => self.enumeration(&head),
            "union" if !self.word_ahead(1).is_empty() => self.structure(&head),
            "type" => self.alias(),
            "const" | "static" => self.value(&head, None),
            "use" | "extern" => self.pass_item(),
            "macro" if !self.word_ahead(1).is_empty() => self.pass_item(),
            _ if self.may_be_path() => self.macro_item(&head),
            _ => self.fail("expected an item"),
        }
    }

    /// Passes over an item of which nothing is kept.
    pub(super) fn pass_item(&mut self) -> Read<()> {
        match self.end_of_item(self.at) {
            Some(end) => {
                self.at = end;
                Ok(())
            }
            None => self.fail(NOT_CLOSED),
        }
    }

    /// Reads the imports of a list of items.
    pub(super) fn imports_among_items(&mut self) {
        let (start, end) = (self.at, self.end);
        while self.at < end {
            // Behind the bounds of a type, `use<'a>` is no import.
            if self.is_word("use") && self.byte_ahead(1) != b'<' {
                let semicolon = self.semicolon();
                self.at += 1;
                // One that recursion cannot follow is told of as an item.
                if self.checks_range(self.at, semicolon).is_ok() {
                    match self.within(semicolon, |reader| reader.imports()) {
                        Ok(found) => self.cx.out.uses.extend(found),
                        Err(failure) => self.tell(failure),
                    }
                }
                (self.at, self.end) = (semicolon, end);
                self.eat(";");
            } else {
                self.at = self.behind(self.at);
            }
        }
        self.at = start;
    }

    /// `name! { .. }`, or the definition of a macro.
    fn macro_item(&mut self, head: &Head) -> Read<()> {
        let path = self.path()?;
        let is_definition = self.is_byte(b'!') && !self.word_ahead(1).is_empty();
        if is_definition {
            self.at += 1;
            let (name, place) = self.name()?;
            self.skip_group(self.byte_ahead(0))?;
            let notes = self.cx.notes(&head.attrs, place);
            self.cx.out.macros.push((name, notes));
            return Ok(());
        }
        self.called_item(path)
    }

    fn called_item(&mut self, path: Path) -> Read<()> {
        let Some((call, _)) = self.macro_call(&path)? else { return self.fail("expected an item") };
        let inside = &self.text[call.inside.clone()];
        if let ([name], Some(path)) = (call.path.as_slice(), super::literal::text_of(inside.trim()))
            && name == "include"
        {
            let module = self.cx.module.clone();
            self.cx.out.includes.push(Include { path: path.to_string(), module });
            return Ok(());
        }
        if self.cx.expand_items(&call).is_none() {
            // An unknown macro around items, such as `lazy_static!`, is read where its arguments are items.
            self.cx.items_in(call.inside);
        }
        Ok(())
    }

    /// Tells of what could not be read.
    pub(super) fn tell(&mut self, failure: Failure) {
        self.cx.tell(self.excerpt.origin(failure.range), failure.message);
    }

    /// Reads what has to reach up to a token.
    pub(super) fn within<T>(&mut self, end: usize, step: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        let outer = std::mem::replace(&mut self.end, end);
        let read = step(self)?;
        self.end()?;
        self.end = outer;
        Ok(read)
    }

    /// The next semicolon that stands here and within no bracket, or the end.
    pub(super) fn semicolon(&self) -> usize {
        let mut at = self.at;
        for _ in 0..MAX_HEAD {
            let is_end = at >= self.end || self.text_of(self.tokens[at]) == ";";
            if is_end || at > self.at && self.begins_another(at, self.at) {
                return at;
            }
            at = self.behind(at);
        }
        self.end
    }

    /// Passes over everything up to the next semicolon, and over that, where one ends what stands here.
    pub(super) fn pass_semicolon(&mut self) {
        self.at = self.semicolon();
        self.eat(";");
    }

    /// Reads what stands in the braces of a block of items; one that nothing closes ends where the next item begins.
    pub(super) fn braces(&mut self, start: usize, inside: impl FnOnce(&mut Self)) -> Read<()> {
        let is_open = self.is_byte(b'{') && self.behind(self.at) == self.at + 1;
        if !is_open {
            self.group(b'{', |reader| {
                inside(reader);
                Ok(())
            })?;
            return Ok(());
        }
        let next = self.behind_broken(start);
        let end = std::mem::replace(&mut self.end, next);
        let place = self.step();
        self.cx.tell(place, NOT_CLOSED);
        inside(self);
        self.at = self.end;
        self.end = end;
        Ok(())
    }

    /// The token with which reading goes on behind a broken item that begins at one: behind its first semicolon or pair
    /// of braces, unless the next item begins a line before.
    fn behind_broken(&self, start: usize) -> usize {
        // The next token that stands in no bracket of the item; and the end, once it is known.
        let (mut outermost, mut end) = (start, self.end);
        let mut at = start;
        while at < end {
            if at > start && self.begins_item(at, start) {
                return at;
            }
            if at == outermost {
                let next = self.behind(at);
                match self.text_of(self.tokens[at]) {
                    "{" if next == at + 1 => outermost = end,
                    ";" | "{" | "}" | ")" | "]" => (outermost, end) = (self.end, next),
                    _ => outermost = next,
                }
            }
            at += 1;
        }
        end
    }

    /// Whether a token begins a line that is indented no further than that of another, and may begin an item.
    fn begins_item(&self, at: usize, other: usize) -> bool {
        ITEM_STARTS.contains(&self.text_of(self.tokens[at]))
            && self.begins_line(at)
            && self.indentation(at) <= self.indentation(other)
    }

    /// Whether an item begins at a token that can be no part of the one that began at another, which has no end then.
    pub(super) fn begins_another(&self, at: usize, other: usize) -> bool {
        let is_name = || self.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Word);
        match self.text_of(self.tokens[at]) {
            "struct" | "enum" | "mod" | "use" | "static" | "trait" | "type" | "pub" | "macro_rules" => {
                self.begins_item(at, other)
            }
            "fn" => is_name() && self.begins_item(at, other),
            _ => false,
        }
    }

    fn begins_line(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        self.text[self.tokens[before].end as usize..self.tokens[at].start as usize].contains('\n')
    }

    /// How far the line of a token is indented.
    fn indentation(&self, at: usize) -> usize {
        let before = &self.text[..self.tokens[at].start as usize];
        let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
        line.len() - line.trim_start().len()
    }

    /// Whether recursion can follow an item. Modules, and blocks of members, are followed item by item.
    fn checks_nesting(&self, start: usize) -> Read<()> {
        if self.cx.survey.fits {
            return Ok(());
        }
        let head = self.behind_attributes(start);
        let end = self.end_of_item(head).unwrap_or_else(|| self.behind_broken(start));
        let holds_items = |&at: &usize| matches!(self.text_of(self.tokens[at]), "mod" | "impl" | "trait");
        let is_block = (head..end).take(4).any(|at| holds_items(&at)) && self.cx.module.len() < MAX_MODULES;
        let brace = (head..end).find(|&at| self.text_of(self.tokens[at]) == "{").filter(|_| is_block);
        self.checks_range(start, brace.unwrap_or(end))
    }

    /// Whether recursion can follow what stands between two tokens.
    fn checks_range(&self, start: usize, end: usize) -> Read<()> {
        let Some(first) = self.tokens.get(start).filter(|_| start < end && !self.cx.survey.fits) else {
            return Ok(());
        };
        match nesting_fits(&self.text[first.start as usize..self.tokens[end - 1].end as usize]) {
            true => Ok(()),
            false => Err(Failure { range: first.start as usize..first.end as usize, message: TOO_DEEP }),
        }
    }
}
