//! Imports.

use super::{Read, Reader};
use crate::hir::{Name, Use};

impl Reader<'_, '_, '_> {
    /// Reads what stands between `use` and its semicolon; each of its leaves is an import.
    pub(in crate::syntax) fn imports(&mut self) -> Read<Vec<Use>> {
        let mut found = Vec::new();
        self.tree(&mut Vec::new(), &mut found)?;
        Ok(found)
    }

    fn tree(&mut self, path: &mut Vec<Name>, found: &mut Vec<Use>) -> Read<()> {
        self.eat("::");
        let depth = path.len();
        loop {
            match self.byte_ahead(0) {
                b'{' => {
                    self.group(b'{', |reader| reader.list(|reader| reader.tree(path, found)))?;
                    break;
                }
                b'*' => {
                    self.at += 1;
                    found.push(self.import(path.clone(), None));
                    break;
                }
                _ => {}
            }
            let (name, _) = self.name()?;
            if self.eat("::") {
                path.push(name);
                continue;
            }
            let is_self = name == "self";
            let alias = match self.eat_word("as") {
                true => self.name()?.0,
                false if is_self => path.last().cloned().unwrap_or_default(),
                false => name.clone(),
            };
            let own = (!is_self).then_some(name);
            found.push(self.import(path.iter().cloned().chain(own).collect(), Some(alias)));
            break;
        }
        path.truncate(depth);
        Ok(())
    }

    fn import(&self, path: Vec<Name>, alias: Option<Name>) -> Use {
        Use { path, alias, module: self.cx.module.clone() }
    }
}
