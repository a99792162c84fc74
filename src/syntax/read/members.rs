//! What holds other items: modules, blocks of `impl`, and traits.

use super::attribute::{is_conditional, is_test_only};
use super::function::Owner;
use super::item::Head;
use super::{Read, Reader};
use crate::hir::{Home, Impl, ModDecl, Reach, Trait, TypeRef};

impl Reader<'_, '_, '_> {
    /// `mod name;` or `mod name { .. }`.
    pub(super) fn module(&mut self, head: &Head) -> Read<()> {
        let start = self.at;
        self.at += 1;
        let (name, _) = self.name()?;
        self.cx.module.push(name);
        let decl = ModDecl {
            path: self.cx.module.clone(),
            is_file: self.is_byte(b';'),
            file_path: head.attrs.iter().find_map(|attr| attr.text_of("path")).map(String::from),
            is_test: self.cx.is_test,
            reach: if is_conditional(&head.attrs) { Reach::Block } else { head.reach },
        };
        if decl.is_file {
            self.at += 1;
            self.cx.out.mods.push(decl);
        } else {
            self.braces(start, |reader| {
                // What is said within of the whole counts for it.
                let (at, end) = (reader.at, reader.end);
                let inner = reader.inner_attributes().unwrap_or_default();
                (reader.at, reader.end) = (at, end);
                let is_test = decl.is_test || is_test_only(&inner, reader.cx.table);
                let reach = if is_conditional(&inner) { Reach::Block } else { decl.reach };
                reader.cx.out.mods.push(ModDecl { is_test, reach, ..decl });
                reader.items();
            })?;
        }
        self.cx.module.pop();
        Ok(())
    }

    /// `impl Type { .. }` or `impl Trait for Type { .. }`.
    pub(super) fn impl_block(&mut self) -> Read<()> {
        let start = self.at;
        self.at += 1;
        let mut generics = if self.has_parameters() { self.parameters()?.types } else { Vec::new() };
        self.eat_word("const");
        self.eat("!");
        let first = self.ty(true)?;
        let (of_trait, ty) = match self.eat_word("for") {
            true => (Some(first), self.ty(true)?),
            false => (None, first),
        };
        self.conditions(&mut generics)?;
        let trait_name = match &of_trait {
            Some(TypeRef::Path(path, _)) => path.last().cloned(),
            _ => None,
        };
        let index = self.cx.out.impls.len();
        let module = self.cx.module.clone();
        self.cx.out.impls.push(Impl { module, generics, ty: ty.clone(), of_trait, types: Vec::new() });
        let home = Home::Impl(index as u32);
        let owner = Owner { home, ty: Some(ty), of_trait: trait_name, reach: Reach::Module };
        self.braces(start, |reader| {
            reader.each_item(&|reader, head| reader.member_of_impl(head, index, &owner));
        })
    }

    fn member_of_impl(&mut self, head: Head, of_impl: usize, owner: &Owner) -> Read<()> {
        match self.word_ahead(0) {
            "fn" => self.function(&head, Owner { reach: head.reach, ..owner.clone() }),
            "const" => self.value(&head, Some(of_impl as u32)),
            "type" => {
                let (name, _, ty) = self.alias_of()?;
                self.cx.out.impls[of_impl].types.push((name, ty));
                Ok(())
            }
            _ => self.pass_call(),
        }
    }

    /// `trait Name: Bounds { .. }`.
    pub(super) fn trait_block(&mut self) -> Read<()> {
        let start = self.at;
        self.at += 1;
        let (name, _) = self.name()?;
        let mut generics = self.parameters()?.types;
        let supers = if self.eat(":") { self.bounds(true)? } else { Vec::new() };
        if self.is_byte(b'=') {
            // An alias of traits.
            self.pass_semicolon();
            return Ok(());
        }
        self.conditions(&mut generics)?;
        let index = self.cx.out.traits.len() as u32;
        let module = self.cx.module.clone();
        self.cx.out.traits.push(Trait { name: name.clone(), module, generics, supers });
        let ty = TypeRef::Path(vec![name.clone()], Vec::new());
        let (home, of_trait) = (Home::Trait(index), Some(name));
        let owner = Owner { home, ty: Some(ty), of_trait, reach: Reach::Module };
        self.braces(start, |reader| {
            reader.each_item(&|reader, head| match reader.word_ahead(0) {
                "fn" => reader.function(&head, owner.clone()),
                "const" | "type" => {
                    reader.pass_semicolon();
                    Ok(())
                }
                _ => reader.pass_call(),
            });
        })
    }

    /// Passes over a macro call among members.
    fn pass_call(&mut self) -> Read<()> {
        let path = self.path()?;
        match self.macro_call(&path)? {
            Some(_) => Ok(()),
            None => self.fail("expected a member"),
        }
    }
}
