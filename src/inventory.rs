//! What a workspace has that a policy would speak of: types about persons, masks, macros around sinks.
//!
//! Terms: a *person type* is one with several fields of classes that are surely data about a person.

use crate::catalog::PolicyLevel;
use crate::classify::{Confidence, FieldClasses};
use crate::hir::ExprKind;
use crate::infer::Types;
use crate::mask::Mask;
use crate::resolve::TypeId;
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
    for (id, def) in defs.all_types().filter(|(_, def)| !def.is_test && !def.is_enum) {
        let count = def.variants.first().map_or(0, |variant| variant.fields.len());
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
            inventory.people.push(path_of_type(types, id));
        }
    }
    for mask in masks.iter().filter(|mask| mask.hides && mask.weaknesses.is_empty() && !mask.is_unnamed) {
        let function = defs.function(mask.id);
        let class = mask.class.as_ref().filter(|class| types.catalog.class_named(class).is_some());
        if let (Some(class), false) = (class, function.is_test) {
            let modules = defs.path_of_module(defs.module_of_fn(mask.id));
            let owner = crate::resolve::owner_name(function).map(str::to_string);
            let parts =
                modules.iter().map(|name| name.to_string()).chain(owner).chain([function.name.to_string()]);
            let path: Vec<String> = std::iter::once("crate".to_string()).chain(parts).collect();
            inventory.masks.push((class.clone(), path.join("::")));
        }
    }
    let bodies = defs.all_fns().filter_map(|(_, function)| function.body.as_ref());
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

fn path_of_type(types: &Types, id: TypeId) -> String {
    let def = types.defs.type_def(id);
    let modules = types.defs.path_of_module(types.defs.module_at(types.defs.file_of_type(id), &def.module));
    let parts = modules.iter().map(|name| name.as_str()).chain([def.name.as_str()]);
    std::iter::once("crate").chain(parts).collect::<Vec<_>>().join("::")
}
