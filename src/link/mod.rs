//! Links the placeholders of message templates to the Rust values that fill them, and says what each message shows.
//!
//! Terms: a *unit* is one text with placeholders: a template file, or one text of a locale; *twins* are units that are
//! the same message in another language or another host; a *supply* is the data that code hands to a template by name.
//!
//! Invariants: what a placeholder carries is told by the Rust value where the link is known, and by its own name and
//! the words before it where it is not; a value that cannot hold a datum is silent, whatever it is called.

mod bind;
mod index;
mod judge;
mod mask;
mod mend;
mod purpose;
mod methods;
mod silence;
mod twins;
mod unit;

use crate::explain::Place;
use crate::fault::Fault;
use crate::finding::{Definition, Flow, Registration, Supply};
use crate::infer::{Inferences, Types};
use crate::mask as mask_of;
use crate::policy::Policy;
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use crate::taint::Readings;
use crate::workspace::Workspace;
use bind::Bindings;
use index::Index;
use judge::Judge;
use mask::Masks;
use std::collections::BTreeSet;
use unit::Texts;

/// What the link is made from.
pub struct Input<'l, 'a> {
    /// Types and definitions.
    pub types: Types<'a>,
    /// The files and packages.
    pub workspace: &'l Workspace,
    /// The texts.
    pub sources: &'l SourceMap,
    /// The types of each body.
    pub inferences: &'l Inferences<'a>,
    /// What code hands to templates.
    pub supplies: &'l [Supply],
    /// The templates that code makes known.
    pub definitions: &'l [Definition],
    /// The functions that templates may call, by the names that they are registered under.
    pub registrations: &'l [Registration],
    /// What each function does, by its id.
    pub summaries: &'l Readings,
    /// What the team says of templates.
    pub policy: &'l Policy,
    /// The masks of the workspace.
    pub masks: mask_of::Masks<'l, 'a>,
    /// A line that is asked about.
    pub asked: Option<&'l Place>,
    /// Whether web pages count, which no message is made of.
    pub with_pages: bool,
    /// Whether test code counts.
    pub with_tests: bool,
}

/// What the templates show, and what of them could not be read.
#[derive(Debug, Default)]
pub struct Linked {
    /// What is shown, to be judged as flows are.
    pub flows: Vec<Flow>,
    /// Tags that are broken, with what is wrong.
    pub faults: Vec<(Span, &'static str)>,
    /// What is on the line that was asked about, and why it is silent.
    pub silences: Vec<(Span, String)>,
    /// Files that a fault of this program cost.
    pub lost: Vec<(FileId, Fault)>,
    /// Templates of messages that the policy does not declare, with their names.
    pub undeclared: Vec<(Span, String)>,
    /// The files of messages that show values.
    pub messages: BTreeSet<FileId>,
    /// The files whose placeholders were judged.
    pub looked: BTreeSet<FileId>,
    /// How many texts with placeholders were read.
    pub templates: usize,
}

/// Reads the templates of a workspace and says what they show.
pub fn link(input: &Input) -> Linked {
    let Texts { units, broken, lost } = unit::read(input);
    let mut supplies = input.supplies.to_vec();
    supplies.extend(methods::supplies(input, &units));
    let input = &Input { supplies: &supplies, ..*input };
    let index = Index::build(&units, input.definitions);
    let bindings = Bindings::build(input, &units, &index);
    let masks = Masks::build(input);
    let judge = Judge { input, units: &units, bindings: &bindings, masks: &masks };
    let shown = judge.shown();
    let mut flows = twins::folded(input, &masks, &units, &shown);
    flows.extend(judge.oversupplied());
    let mut linked = Linked { flows, lost, faults: broken, templates: units.len(), ..Linked::default() };
    linked.messages = purpose::messages(&units, &bindings.is_message);
    linked.undeclared = purpose::undeclared(input, &units, &bindings.is_message);
    linked.silences = input.asked.map(|place| judge.silences(place)).unwrap_or_default();
    let read = units.iter().zip(&bindings.is_message);
    let judged = read.clone().filter(|(_, is_message)| **is_message || input.with_pages);
    linked.looked = judged.map(|(unit, _)| unit.file).collect();
    for (unit, _) in read.filter(|(_, is_message)| **is_message || input.with_pages) {
        linked.faults.extend(unit.template.faults.iter().map(|fault| (unit.span(&fault.at), fault.message)));
    }
    linked
}
