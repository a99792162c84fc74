//! By which path a function may be named from a file.

use super::lookup::Def;
use super::{DefMap, FnId, ModuleId};
use crate::hir::{Home, Name, Reach, written};
use crate::span::FileId;

impl DefMap<'_> {
    /// The names of a module and those around it, outermost first, without its crate's.
    pub fn path_of_module(&self, id: ModuleId) -> Vec<Name> {
        let mut names = Vec::new();
        let mut at = id;
        while let Some(parent) = self.modules.module(at).parent {
            let items = self.modules.module(parent).items.iter();
            let name =
                items.filter(|(_, entry)| entry.ty == Some(Def::Module(at))).map(|(name, _)| *name).min();
            names.extend(name.map(Name::new));
            at = parent;
        }
        names.reverse();
        names
    }

    /// The path by which a free function may be called from a file, such as `crate::mask::phone`; nothing where it
    /// cannot be named there.
    pub fn path_to(&self, id: FnId, from: FileId) -> Option<String> {
        let function = self.function(id);
        if function.home != Home::Module || function.reach == Reach::Block {
            return None;
        }
        let (of, site) = (self.module_of_fn(id), self.module_at(from, &[]));
        let (krate, own) = (self.modules.module(of).krate, self.modules.module(site).krate);
        if of == site && function.module.is_empty() {
            return Some(written(&function.name));
        }
        let first = if krate == own {
            "crate"
        } else {
            let crates = self.modules.crate_of(site).crates.iter();
            crates.filter(|(_, known)| **known == krate).map(|(name, _)| name.as_str()).min()?
        };
        let is_open = |reach: Reach, module: ModuleId| match reach {
            Reach::All => true,
            Reach::Crate => krate == own,
            Reach::Module => krate == own && self.is_within(site, module),
            Reach::Block => false,
        };
        if !is_open(function.reach, of) {
            return None;
        }
        let mut at = of;
        while let Some(parent) = self.modules.module(at).parent {
            if !is_open(self.modules.module(at).reach, parent) {
                return None;
            }
            at = parent;
        }
        let modules = self.path_of_module(of);
        let names = modules.iter().chain([&function.name]).map(|name| written(name));
        Some(std::iter::once(first.to_string()).chain(names).collect::<Vec<_>>().join("::"))
    }

    /// Whether a module is another one or lies in it.
    pub fn is_within(&self, module: ModuleId, around: ModuleId) -> bool {
        let mut at = Some(module);
        while let Some(id) = at {
            if id == around {
                return true;
            }
            at = self.modules.module(id).parent;
        }
        false
    }
}
