//! Imports.

use super::{Read, Reader};
use crate::hir::{Name, Use};

impl Reader<'_, '_, '_> {
    /// Reads what stands between `use` and its semicolon; each of its leaves is an import.
    pub(super) fn imports(&mut self) -> Read<Vec<Use>> {
        let mut found = Vec::new();
        self.tree(&mut Vec::new(), &mut found)?;
        Ok(found)
    }

    fn tree(&mut self, path: &mut Vec<Name>, found: &mut Vec<Use>) -> Read<()> {
        self.eat("::");
        let depth = path.len();
        let leaf = loop {
            if matches!(self.byte_ahead(0), b'{' | b'*') {
                break None;
            }
            let (name, _) = self.name()?;
            if !self.eat("::") {
                break Some(name);
            }
            path.push(name);
        };
        match leaf {
            Some(name) => {
                let leaf = self.leaf(path, name)?;
                found.push(leaf);
            }
            None if self.eat("*") => found.push(self.import(path.clone(), None)),
            None => drop(self.group(b'{', |reader| reader.list(|reader| reader.tree(path, found)))?),
        }
        path.truncate(depth);
        Ok(())
    }

    /// `name` or `name as alias`, where `self` is what stands before it.
    fn leaf(&mut self, path: &[Name], name: Name) -> Read<Use> {
        let is_self = name == "self";
        let alias = match self.eat_word("as") {
            true => self.name()?.0,
            false if is_self => path.last().cloned().unwrap_or_default(),
            false => name.clone(),
        };
        let own = (!is_self).then_some(name);
        Ok(self.import(path.iter().cloned().chain(own).collect(), Some(alias)))
    }

    fn import(&self, path: Vec<Name>, alias: Option<Name>) -> Use {
        Use { path: path.into(), alias, module: self.cx.module.clone() }
    }
}
