//! What a workspace has that a policy would speak of: types about persons, masks, macros around sinks.
//!
//! Terms: a *person type* is one with several fields of classes that are surely data about a person.

use crate::catalog::PolicyLevel;
use crate::classify::{Confidence, FieldClasses};
use crate::hir::{ExprKind, Name};
use crate::infer::Types;
use crate::mask::Mask;
use crate::resolve::{ModuleId, owner_name};
use std::collections::BTreeSet;

/// So many fields of different classes make a type one about a person.
const MANY: usize = 2;

/// What was found, each list sorted.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// The paths of person types.
    pub people: Vec<String>,
    /// Masks without a weakness, as class and path.
    pub masks: Vec<(String, String)>,
    /// Macros of the workspace around sinks, which need no entry since they are understood.
    pub wrappers: BTreeSet<String>,
    /// Every class of a field or finding of L3 and above.
    pub classes: BTreeSet<String>,
}

/// Takes stock of a workspace.
pub fn take(types: &Types, fields: &FieldClasses, masks: &[Mask]) -> Inventory {
    let defs = types.defs;
    let mut inventory = Inventory::default();
    for (id, def) in defs.all_types().filter(|(_, def)| !def.is_test && !def.decl.is_enum) {
        let count = def.decl.variants.first().map_or(0, |variant| variant.fields.len());
        let mut classes = BTreeSet::new();
        for source in (0..count).filter_map(|at| fields.get(id, 0, at)) {
            let class = types.catalog.class(source.class);
            if source.confidence > Confidence::Possible && class.level >= PolicyLevel::L3 {
                inventory.classes.insert(class.name.clone());
                if !class.is_credential() && !class.is_person() {
                    classes.insert(source.class);
                }
            }
        }
        if classes.len() >= MANY {
            let module = defs.module_at(defs.file_of_type(id), &def.module);
            inventory.people.push(path_in_crate(types, module, std::iter::once(def.name.as_str())));
        }
    }
    for mask in masks.iter().filter(|mask| mask.is_sound()) {
        let function = defs.function(mask.id);
        let class = mask.class.as_ref().filter(|class| types.catalog.class_named(class).is_some());
        if let (Some(class), false) = (class, function.is_test) {
            let names = owner_name(function).into_iter().chain([function.name.as_str()]);
            inventory.masks.push((class.clone(), path_in_crate(types, defs.module_of_fn(mask.id), names)));
        }
    }
    let bodies = defs.all_fns().filter_map(|(_, function)| function.decl.body.as_ref());
    for expr in bodies.flat_map(|body| &body.exprs) {
        if let ExprKind::Emission(emission) = &expr.kind {
            inventory.wrappers.extend(emission.wrappers.iter().map(|name| name.to_string()));
        }
    }
    inventory.people.sort();
    inventory.people.dedup();
    inventory.masks.sort();
    inventory.masks.dedup_by(|one, other| one.0 == other.0);
    inventory
}

/// The path of what a module holds, as a policy names it.
fn path_in_crate<'n>(types: &Types, module: ModuleId, names: impl Iterator<Item = &'n str>) -> String {
    let modules = types.defs.path_of_module(module).into_iter();
    let names = modules.chain(names.map(Name::new));
    names.fold("crate".to_string(), |path, name| format!("{path}::{name}"))
}
