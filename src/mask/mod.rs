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
use crate::infer::{Inference, Ty, TypeFact, Types};
use crate::policy::is_of;
use crate::resolve::{DefMap, FnId, owner_name, type_name};
use crate::span::Span;
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
    /// What it shows that it should not.
    pub weaknesses: Vec<Weakness>,
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
}

/// The masks of a run, ready to be asked for.
#[derive(Clone, Copy)]
pub struct Masks<'m> {
    /// All of them, in the order of their functions.
    pub all: &'m [Mask],
    /// Where they are defined.
    pub defs: &'m DefMap<'m>,
}

impl Masks<'_> {
    /// The best sound mask of a class that can be called from a place of a file: one that is declared before one that
    /// is named so, and one of the class itself before one of its family.
    pub fn call(&self, class: &str, from: Span) -> Option<Call> {
        let fits = |mask: &&Mask| {
            let is_sound =
                mask.hides && mask.weaknesses.is_empty() && !mask.is_unnamed && mask.takes != Takes::Other;
            is_sound && mask.class.as_deref().is_some_and(|of| is_of(class, of))
        };
        let mut fitting: Vec<&Mask> = self.all.iter().filter(fits).collect();
        fitting.sort_by_key(|mask| (!mask.is_declared, mask.class.as_deref() != Some(class)));
        fitting.into_iter().find_map(|mask| {
            let function = self.defs.function(mask.id);
            let path = self.defs.path_to(mask.id, from.file).filter(|_| !function.is_test)?;
            let ret = function.ret.as_ref().and_then(type_name);
            Some(Call {
                path,
                name: function.name.clone(),
                takes: mask.takes,
                gives_string: ret == Some("String"),
            })
        })
    }

    /// Whether a function is a mask that hides what it is given.
    pub fn hides(&self, id: FnId) -> bool {
        let mask = self.all.binary_search_by_key(&id, |mask| mask.id).ok().map(|at| &self.all[at]);
        mask.is_some_and(|mask| mask.hides && !mask.is_unnamed)
    }

    /// The sound mask among functions that a template calls by one name, for a class.
    pub fn is_sound(&self, id: FnId, class: &str) -> bool {
        let mask = self.all.binary_search_by_key(&id, |mask| mask.id).ok().map(|at| &self.all[at]);
        mask.is_some_and(|mask| {
            mask.hides
                && mask.weaknesses.is_empty()
                && mask.class.as_deref().is_some_and(|of| is_of(class, of))
        })
    }
}

/// Finds the masks among all functions, in their order.
pub fn find<'a>(types: &Types<'a>, inferences: &[Inference<'a>]) -> Vec<Mask> {
    let all = types.defs.all_fns();
    all.filter_map(|(id, function)| mask(types, inferences, id, function)).collect()
}

fn mask<'a>(types: &Types<'a>, inferences: &[Inference<'a>], id: FnId, function: &Fn) -> Option<Mask> {
    let declared = function
        .notes
        .annotations
        .iter()
        .find(|(word, _)| matches!(word.as_str(), "mask" | "sanitizer"))
        .map(|(_, class)| class.clone());
    let lexicon = &types.catalog.lexicon;
    let is_called_mask =
        |name: &str| split_identifier(name).iter().any(|word| lexicon.policy.masks.contains(word));
    let is_named = is_called_mask(&function.name)
        || function.reach > Reach::Module
            && around(types, id, function).is_some_and(|name| is_called_mask(&name));
    // What hides in another way, as a hash does, shows no part that could be judged.
    let hides_else = !is_named && lexicon.is_sanitizer(&function.name);
    let signature = types.signatures.function(id);
    let is_text = |ty: &Ty<'a>| matches!(types.peel(ty), Ty::Unknown) || types.fact(ty) == TypeFact::Text;
    let input = input(types, id, function);
    if declared.is_none() && (!is_text(&signature.ret) || input.is_none() || function.of_trait.is_some()) {
        return None;
    }
    let class = match declared.as_deref() {
        Some("") | None => {
            class_of(types, function, is_named).map(|class| types.catalog.class(class).name.clone())
        }
        Some(class) => Some(class.to_string()),
    };
    let of_param = || param_class(types, id, function, input?);
    let of_param =
        of_param().filter(|class| is_named || types.catalog.class(*class).level >= PolicyLevel::L3);
    if declared.is_none() && !is_named && !hides_else && of_param.is_none() {
        return None;
    }
    let of_param = of_param.map(|class| types.catalog.class(class).name.clone());
    let is_trusted = declared.is_some() || is_named || hides_else;
    let class = if is_trusted { class.or(of_param) } else { of_param };
    let shape = input.and_then(|input| read::read(types, inferences, id, input));
    let rows = shape.map(|shape| shape.rows()).unwrap_or_default();
    let is_made = rows.iter().any(masks_partly);
    let is_hash = rows.iter().any(|row| row.pieces.iter().any(|piece| matches!(piece, Piece::Hash(_))));
    if declared.is_none() && !is_named && !(if hides_else { is_hash } else { is_made }) {
        return None;
    }
    let makes_hidden = rows.iter().any(is_hidden);
    let judged = class.as_ref().and_then(|class| types.catalog.class_named(class));
    let weaknesses = match judged {
        Some(class) => judge::weaknesses(types.catalog.class(class), &rows, makes_hidden),
        None => Vec::new(),
    };
    Some(Mask {
        id,
        class,
        takes: takes(function, input),
        hides: makes_hidden || declared.is_some(),
        is_declared: declared.is_some(),
        is_unnamed: declared.is_none() && !is_named && !hides_else,
        weaknesses,
    })
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
    let shift = usize::from(function.receiver.is_some());
    let is_text = |at: &usize| {
        let ty = types.peel(&signature.params[*at]);
        matches!(ty, Ty::Unknown | Ty::Param(_) | Ty::Bounds(_)) || types.fact(ty) == TypeFact::Text
    };
    let mut texts = (0..function.params.len()).filter(is_text);
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
    let rest: Vec<String> =
        words.into_iter().filter(|word| !lexicon.is_sanitizer(word) && !lexicon.says_hidden(word)).collect();
    let of = |words: &[String]| {
        let found = lexicon.name(&words.join("_"))?;
        (!types.catalog.class(found.class).is_person()).then_some(found.class)
    };
    let whole = of(&rest).or_else(|| (rest.len() > 1).then(|| of(&rest[..1])).flatten());
    // `mask_card` is one of card numbers.
    let completed = |end: &String| of(&[rest.as_slice(), std::slice::from_ref(end)].concat());
    whole.or_else(|| {
        lexicon.policy.mask_ends.iter().filter(|_| is_named && !rest.is_empty()).find_map(completed)
    })
}

/// The class of the parameter that is masked.
fn param_class(types: &Types, id: FnId, function: &Fn, input: usize) -> Option<ClassId> {
    let at = input.checked_sub(usize::from(function.receiver.is_some()))?;
    let (param, body) = (function.params.get(at)?, function.body.as_ref()?);
    let PatKind::Bind(name, _) = &body.pat(param.pat).kind else { return None };
    let ty = &types.signatures.function(id).params[at];
    let found = types.classify_binding(name, param.span, Some(ty), Some(&param.notes))?;
    (found.confidence > crate::classify::Confidence::Possible).then_some(found.class)
}

fn takes(function: &Fn, input: Option<usize>) -> Takes {
    let is_free = function.receiver.is_none() && function.params.len() == 1 && function.home == Home::Module;
    if !is_free || input.is_none() {
        return Takes::Other;
    }
    let is_text = |ty: &TypeRef| matches!(ty, TypeRef::Path(path, _) if path.last().is_some_and(|last| TEXTS.contains(&last.as_str())));
    match &function.params[0].ty {
        TypeRef::Ref(inner) if is_text(inner) => Takes::Text,
        TypeRef::Bounds(bounds) if bounds.iter().any(is_lent) => Takes::Text,
        ty if is_text(ty) => Takes::Owned,
        TypeRef::Path(path, _) => {
            let bounds =
                path.first().and_then(|name| function.generics.iter().find(|generic| generic.name == *name));
            let is_open = bounds.is_some_and(|generic| generic.bounds.iter().any(is_lent));
            if is_open { Takes::Text } else { Takes::Other }
        }
        _ => Takes::Other,
    }
}

/// Types of text.
const TEXTS: [&str; 2] = ["str", "String"];

/// Whether a borrowed text is good for a bound.
fn is_lent(bound: &TypeRef) -> bool {
    let is_name = |last: &Name| matches!(last.as_str(), "AsRef" | "Display" | "ToString" | "Into");
    matches!(bound, TypeRef::Path(path, _) if path.last().is_some_and(is_name))
}
