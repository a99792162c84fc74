//! The masks of a workspace: functions that bring a datum into a form that may be shown, and whether they do.
//!
//! Terms: a mask is *declared* by a policy or a comment, else *named* after hiding, else *made* as one: it puts a part of
//! a datum beside fixed text. A mask *fails open* where it gives back what it does not understand.
//!
//! Invariant: a function that only says that it hides is none; it has to make at least one text that does, or somebody
//! has to vouch for it.

mod judge;
mod read;
mod text;

pub use judge::Weakness;

use crate::catalog::{ClassId, PolicyLevel, split_identifier};
use crate::hir::{Fn, Home, Name, PatKind, Reach, TypeRef};
use crate::infer::{Inferences, Ty, Types};
use crate::memory::{About, Memory};
use crate::policy::is_of;
use crate::record::record;
use crate::resolve::{DefMap, FnId, owner_name, type_name};
use crate::span::Span;
use rayon::prelude::*;
use std::collections::BTreeSet;
use text::{Piece, Row};

/// A function that masks.
#[derive(Clone, Debug)]
pub struct Mask {
    /// The function.
    pub id: FnId,
    /// The class or family that it is for, where it is for one; a policy may say `contact.*`.
    pub class: Option<String>,
    /// How it takes the datum.
    pub takes: Takes,
    /// Whether what it is given is hidden in at least one text that it makes, or somebody says so.
    pub hides: bool,
    /// Whether a policy or a comment says that it masks.
    pub is_declared: bool,
    /// Whether it only has the form of a mask, and no name of one.
    pub is_unnamed: bool,
    /// The class by which it is judged.
    pub judged: Option<ClassId>,
    /// What it shows that it should not.
    pub weaknesses: Vec<Weakness>,
}

record!(Mask { id, class, takes, hides, is_declared, is_unnamed, judged, weaknesses });
record!(Weakness { span, what });
record!(enum Takes { 0 => Text, 1 => Owned, 2 => Other });

impl Mask {
    /// Whether its calls hide what they are given: it hides, and is called a mask or declared one.
    pub fn is_believed(&self) -> bool {
        self.hides && !self.is_unnamed
    }

    /// Whether it may be recommended.
    pub fn is_sound(&self) -> bool {
        self.is_believed() && self.weaknesses.is_empty()
    }

    /// Whether it is for a class, or for its family.
    fn is_for(&self, class: &str) -> bool {
        self.class.as_deref().is_some_and(|of| is_of(class, of))
    }
}

/// How a mask takes the datum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// As `&str`, or anything that one is good for.
    Text,
    /// As an owned `String`.
    Owned,
    /// As the receiver, or as something that a text is not good for.
    Other,
}

/// A mask as it is called at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The path of the function, such as `crate::mask::phone`.
    pub path: String,
    /// Its name.
    pub name: Name,
    /// How it takes the datum.
    pub takes: Takes,
    /// Whether it gives a `String`.
    pub gives_string: bool,
    /// Whether its signature is known.
    pub is_known: bool,
}

impl Call {
    /// A call of a function whose signature is not known, by its path.
    pub fn outside(path: &str) -> Call {
        let name = Name::new(path.rsplit("::").next().unwrap_or(path));
        Call { path: path.to_string(), name, takes: Takes::Text, gives_string: false, is_known: false }
    }
}

/// The masks of a run, ready to be asked for.
#[derive(Clone, Copy)]
pub struct Masks<'m, 'h> {
    /// All of them, in the order of their functions.
    pub all: &'m [Mask],
    /// Where they are defined.
    pub defs: &'m DefMap<'h>,
}

impl Masks<'_, '_> {
    /// The best sound mask of a class that can be called from a place in a function: one that is declared before one that
    /// is named so, and one of the class itself before one of its family.
    pub fn call(&self, class: &str, from: Span, around: &str) -> Option<Call> {
        let fits = |mask: &&Mask| {
            let function = self.defs.function(mask.id);
            let is_conditional = function.decl.notes.attrs.iter().any(|attr| attr.path == "cfg");
            let gives = function.decl.ret.as_ref().and_then(type_name);
            let is_callable = function.is_plain
                && !is_conditional
                && gives.is_some_and(|name| GIVEN.contains(&name))
                // A mask that logs must not call itself.
                && !(function.name == around && self.defs.file_of_fn(mask.id) == from.file);
            is_callable && mask.takes != Takes::Other && mask.is_sound() && mask.is_for(class)
        };
        let mut fitting: Vec<&Mask> = self.all.iter().filter(fits).collect();
        fitting.sort_by_key(|mask| (!mask.is_declared, mask.class.as_deref() != Some(class)));
        fitting.into_iter().find_map(|mask| {
            let function = self.defs.function(mask.id);
            let path = self.defs.path_to(mask.id, from.file).filter(|_| !function.is_test)?;
            let ret = function.decl.ret.as_ref().and_then(type_name);
            Some(Call {
                path,
                name: function.name.clone(),
                takes: mask.takes,
                gives_string: ret == Some("String"),
                is_known: true,
            })
        })
    }

    /// The mask that a function is.
    fn of(&self, id: FnId) -> Option<&Mask> {
        self.all.binary_search_by_key(&id, |mask| mask.id).ok().map(|at| &self.all[at])
    }

    /// Whether a function is a mask that hides what it is given.
    pub fn hides(&self, id: FnId) -> bool {
        self.of(id).is_some_and(Mask::is_believed)
    }

    /// Whether a function is a sound mask of a class.
    pub fn is_sound(&self, id: FnId, class: &str) -> bool {
        self.of(id).is_some_and(|mask| mask.is_sound() && mask.is_for(class))
    }
}

/// The masks of a workspace, and what was read to find them.
#[derive(Debug, Default)]
pub struct Found {
    /// The masks, in the order of their functions.
    pub masks: Vec<Mask>,
    /// By function that may be one, all functions whose code tells whether it is.
    pub told_by: Vec<(FnId, Vec<FnId>)>,
}

/// Finds the masks among all functions. Of those whose code is as it was, a memory tells; there is nothing where it does
/// not.
pub fn find<'a>(types: &Types<'a>, inferences: &Inferences<'a>, memory: Option<&Memory>) -> Option<Found> {
    let ids = (0..types.defs.fn_count() as u32).into_par_iter().with_min_len(64).map(FnId);
    let one = |id: FnId| {
        if let Some(memory) = memory.filter(|memory| !memory.is_any_changed(&memory.known(id).masked_by)) {
            return memory.told(id, About::Mask).map(|mask| (mask, None));
        }
        let mut told_by = BTreeSet::new();
        let mask = mask(types, inferences, (id, types.defs.function(id)), &mut told_by);
        let told_by: Vec<FnId> = told_by.into_iter().collect();
        Some((mask, (!told_by.is_empty()).then_some((id, told_by))))
    };
    let mut found = Found::default();
    for one in ids.map(one).collect::<Vec<_>>() {
        let (mask, told_by) = one?;
        found.masks.extend(mask);
        found.told_by.extend(told_by);
    }
    Some(found)
}

/// Why a function is taken for a mask.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Trust {
    /// A policy or a comment says so, with the class that it is for.
    Declared(Option<String>),
    /// It, or what is around it, is called a mask.
    Named,
    /// It is called something that hides in another way, as a hash does, so that it shows no part that could be judged.
    Hiding,
    /// It may have the form of one.
    Form,
}

/// The mask that a function is; `told_by` takes note of the functions whose code says so.
fn mask<'a>(
    types: &Types<'a>,
    inferences: &Inferences<'a>,
    (id, function): (FnId, &Fn),
    told_by: &mut BTreeSet<FnId>,
) -> Option<Mask> {
    let declared = declared(function);
    let is_declared = declared.is_some();
    let input = input(types, id, function);
    let gives_text = || is_text(types, &types.signatures.function(id).ret);
    if !is_declared && (input.is_none() || function.decl.of_trait.is_some() || !gives_text()) {
        return None;
    }
    let trust = declared.unwrap_or_else(|| trust(types, id, function));
    let class = class(types, (id, function), input, &trust);
    if trust == Trust::Form && class.is_none() {
        return None;
    }
    let shape = input.and_then(|input| read::read(types, inferences, (id, input), told_by));
    let rows = shape.map(|shape| shape.rows()).unwrap_or_default();
    let is_mask = match trust {
        Trust::Declared(_) | Trust::Named => true,
        Trust::Hiding => rows.iter().flat_map(|row| &row.pieces).any(|piece| matches!(piece, Piece::Hash(_))),
        Trust::Form => rows.iter().any(masks_partly),
    };
    if !is_mask {
        return None;
    }
    let hides = rows.iter().any(is_hidden);
    // A mask for a family is judged by what its name or parameter says.
    let named = class.as_ref().and_then(|class| types.catalog.class_named(class));
    let is_of_family = matches!(trust, Trust::Declared(Some(_)));
    let judged = named.or_else(|| {
        let class = self::class(types, (id, function), input, &Trust::Named).filter(|_| is_of_family)?;
        types.catalog.class_named(&class)
    });
    let judge = |class| judge::weaknesses(types.catalog.class(class), &rows, hides);
    Some(Mask {
        id,
        class,
        takes: takes(function, input),
        hides: hides || is_declared,
        is_declared,
        is_unnamed: trust == Trust::Form,
        judged,
        weaknesses: judged.map(judge).unwrap_or_default(),
    })
}

/// What a policy or a comment says of a function, where one says that it masks.
fn declared(function: &Fn) -> Option<Trust> {
    let says = |(word, _): &&(Name, String)| matches!(word.as_str(), "mask" | "sanitizer");
    let (_, class) = function.decl.notes.annotations.iter().find(says)?;
    Some(Trust::Declared(Some(class.clone()).filter(|class| !class.is_empty())))
}

/// Why a function is taken for a mask of which nobody says anything.
fn trust(types: &Types, id: FnId, function: &Fn) -> Trust {
    let lexicon = &types.catalog.lexicon;
    let is_called_mask =
        |name: &str| split_identifier(name).iter().any(|word| lexicon.policy.masks.contains(word));
    let is_part = || {
        function.reach > Reach::Module
            && around(types, id, function).is_some_and(|name| is_called_mask(&name))
    };
    match () {
        () if is_called_mask(&function.name) || is_part() => Trust::Named,
        () if lexicon.is_sanitizer(&function.name) => Trust::Hiding,
        () => Trust::Form,
    }
}

/// What a mask is for: what is declared, else what its name says, else its parameter. Of what only has the form of a
/// mask, the parameter alone speaks, and only of what is to be masked.
fn class(types: &Types, (id, function): (FnId, &Fn), input: Option<usize>, trust: &Trust) -> Option<String> {
    if let Trust::Declared(Some(class)) = trust {
        return Some(class.clone());
    }
    let is_named = *trust == Trust::Named;
    let by_name = class_of(types, function, is_named).filter(|_| *trust != Trust::Form);
    let by_param = || {
        let class = param_class(types, id, function, input?)?;
        (is_named || types.catalog.class(class).level >= PolicyLevel::L3).then_some(class)
    };
    let class = by_name.or_else(by_param)?;
    Some(types.catalog.class(class).name.clone())
}

fn is_text<'a>(types: &Types<'a>, ty: &Ty<'a>) -> bool {
    matches!(types.peel(ty), Ty::Unknown) || types.is_text(ty)
}

/// Whether a text is known to hide what went in.
fn is_hidden(row: &Row) -> bool {
    let is_known = !row.pieces.contains(&Piece::Unknown);
    let is_whole = row.pieces.iter().any(|piece| matches!(piece, Piece::Input | Piece::Reversed));
    is_known && !is_whole
}

/// Whether a text shows a part of what went in, beside text that takes the place of the rest.
fn masks_partly(row: &Row) -> bool {
    let is_part = |piece: &Piece| matches!(piece, Piece::Head(_) | Piece::Tail(_) | Piece::Rest(_));
    let has_words = row.pieces.iter().any(|piece| matches!(piece, Piece::Constant | Piece::Stars));
    is_hidden(row) && has_words && row.pieces.iter().any(is_part)
}

/// What is around a function: its type, else its module.
fn around(types: &Types, id: FnId, function: &Fn) -> Option<Name> {
    match owner_name(function) {
        Some(owner) => Some(Name::new(owner)),
        None => types.defs.path_of_module(types.defs.module_of_fn(id)).pop(),
    }
}

/// Which argument is masked, `self` first: the only text.
fn input(types: &Types, id: FnId, function: &Fn) -> Option<usize> {
    let signature = types.signatures.function(id);
    let shift = usize::from(function.decl.receiver.is_some());
    let is_input = |at: &usize| {
        let ty = &signature.params[*at];
        matches!(types.peel(ty), Ty::Param(_) | Ty::Bounds(_)) || is_text(types, ty)
    };
    let mut texts = (0..function.decl.params.len()).filter(is_input);
    match (texts.next(), texts.next(), shift) {
        (Some(only), None, _) => Some(only + shift),
        (None, _, 1) => Some(0),
        _ => None,
    }
}

/// The class that a function's name speaks of, without the words that say that it hides.
fn class_of(types: &Types, function: &Fn, is_named: bool) -> Option<ClassId> {
    let lexicon = &types.catalog.lexicon;
    let words = split_identifier(&function.name);
    let rest: Vec<Name> =
        words.into_iter().filter(|word| !lexicon.is_sanitizer(word) && !lexicon.says_hidden(word)).collect();
    let of = |words: &[Name]| {
        let found = lexicon.name(&words.join("_"))?;
        (!types.catalog.class(found.class).is_person()).then_some(found.class)
    };
    let whole = of(&rest).or_else(|| (rest.len() > 1).then(|| of(&rest[..1])).flatten());
    // `mask_card` is one of card numbers.
    let completed = |end: &Name| {
        let words = [rest.as_slice(), std::slice::from_ref(end)].concat();
        lexicon.whole(&words.join("_")).map(|found| found.class)
    };
    whole.or_else(|| {
        lexicon.policy.mask_ends.iter().filter(|_| is_named && !rest.is_empty()).find_map(completed)
    })
}

/// The class of the parameter that is masked.
fn param_class(types: &Types, id: FnId, function: &Fn, input: usize) -> Option<ClassId> {
    let at = input.checked_sub(usize::from(function.decl.receiver.is_some()))?;
    let (param, body) = (function.decl.params.get(at)?, function.decl.body.as_ref()?);
    let PatKind::Bind(name, _) = &body.pat(param.pat).kind else { return None };
    let ty = &types.signatures.function(id).params[at];
    let found = types.classify_binding(name, param.span, Some(ty), Some(&param.notes))?;
    (found.confidence > crate::classify::Confidence::Possible).then_some(found.class)
}

fn takes(function: &Fn, input: Option<usize>) -> Takes {
    let is_free =
        function.decl.receiver.is_none() && function.decl.params.len() == 1 && function.home == Home::Module;
    if !is_free || input.is_none() {
        return Takes::Other;
    }
    match &function.decl.params[0].ty {
        TypeRef::Ref(inner) if inner.is_one_of(&["str"]) => Takes::Text,
        TypeRef::Bounds(bounds) if bounds.iter().any(is_lent) => Takes::Text,
        ty if ty.is_one_of(&["str", "String"]) => Takes::Owned,
        TypeRef::Path(path, _) => {
            let bounds = path
                .first()
                .and_then(|name| function.decl.generics.iter().find(|generic| generic.name == *name));
            let is_open = bounds.is_some_and(|generic| generic.bounds.iter().any(is_lent));
            if is_open { Takes::Text } else { Takes::Other }
        }
        _ => Takes::Other,
    }
}

/// Types of what a mask gives that can be printed as a text.
const GIVEN: [&str; 3] = ["String", "str", "Cow"];

/// Whether a borrowed text is good for a bound.
fn is_lent(bound: &TypeRef) -> bool {
    let is_name = |last: &Name| matches!(last.as_str(), "AsRef" | "Display" | "ToString" | "Into");
    matches!(bound, TypeRef::Path(path, _) if path.last().is_some_and(is_name))
}
