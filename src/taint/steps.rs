//! The way of a value, as a list that copies share: every call adds steps to all that passes through it.
//!
//! Invariant: a way of which another is the beginning holds that other, so that adding one way to another costs the
//! same whatever their lengths; ways are compared by their steps, whatever they were put together from.

use crate::finding::Step;
use crate::record::{Reader, Record, Writer, record};
use crate::span::Span;
use std::sync::Arc;

/// Steps, of which the last is reached first.
#[derive(Clone, Debug, Default)]
pub struct Steps(Option<Arc<Link>>);

#[derive(Debug)]
struct Link {
    before: Steps,
    last: Last,
    /// How many steps there are up to here; those of a way that do not fit are passed over.
    length: usize,
}

/// What a way ends with.
#[derive(Debug)]
enum Last {
    Step(Arc<Step>),
    Way(Steps),
}

/// A longer path is not read by anybody.
const MAX_STEPS: usize = 12;

impl Steps {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |link| link.length)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Adds one behind the others, where it says something new.
    pub fn push(&mut self, step: &Arc<Step>) {
        if self.len() < MAX_STEPS && self.last().is_none_or(|last| last != &**step) {
            self.end_with(Last::Step(step.clone()), 1);
        }
    }

    /// Adds others behind these, as far as there is room.
    pub fn extend(&mut self, others: &Steps) {
        let room = MAX_STEPS - self.len();
        if self.is_empty() {
            self.clone_from(others);
        } else if room > 0 && !others.is_empty() {
            self.end_with(Last::Way(others.clone()), others.len().min(room));
        }
    }

    /// The same with one more.
    pub fn with(&self, step: &Arc<Step>) -> Steps {
        let mut steps = self.clone();
        steps.push(step);
        steps
    }

    /// The same with others behind them.
    pub fn along(mut self, others: &Steps) -> Steps {
        self.extend(others);
        self
    }

    fn end_with(&mut self, last: Last, added: usize) {
        let length = self.len() + added;
        self.0 = Some(Arc::new(Link { before: std::mem::take(self), last, length }));
    }

    /// The last of them.
    fn last(&self) -> Option<&Step> {
        let link = self.0.as_deref()?;
        match &link.last {
            Last::Step(step) => Some(step),
            Last::Way(way) if link.before.len() + way.len() == link.length => way.last(),
            Last::Way(_) => self.in_order().pop(),
        }
    }

    /// From the first to the last.
    pub fn in_order(&self) -> Vec<&Step> {
        let mut steps = Vec::with_capacity(self.len());
        self.collect(self.len(), &mut steps);
        steps
    }

    /// Appends so many of the first to a list.
    fn collect<'s>(&'s self, count: usize, steps: &mut Vec<&'s Step>) {
        let Some(link) = self.0.as_deref().filter(|_| count > 0) else { return };
        let first = link.before.len().min(count);
        link.before.collect(first, steps);
        match &link.last {
            Last::Step(step) if count > first => steps.push(step),
            Last::Step(_) => {}
            Last::Way(way) => way.collect(count - first, steps),
        }
    }

    /// Those before a place; those that hold the place are the place itself.
    pub fn to(&self, place: Span) -> Steps {
        self.filtered(|step| !step.span.contains(place))
    }

    /// Those that are kept, in their order.
    pub fn filtered(&self, keeps: impl Fn(&Step) -> bool) -> Steps {
        if self.is_empty() {
            return Steps::default();
        }
        let steps = self.in_order();
        if steps.iter().all(|step| keeps(step)) {
            return self.clone();
        }
        let mut kept = Steps::default();
        let kept_ones = steps.into_iter().filter(|step| keeps(step));
        kept_ones.for_each(|step| kept.end_with(Last::Step(Arc::new(step.clone())), 1));
        kept
    }

    /// The same as a list of their own.
    pub fn to_vec(&self) -> Vec<Step> {
        self.in_order().into_iter().cloned().collect()
    }
}

record!(wrapper Steps);

impl Record for Link {
    fn write(&self, out: &mut Writer) {
        let Link { before, last, length } = self;
        before.write(out);
        length.write(out);
        last.write(out);
    }

    fn read(from: &mut Reader) -> Option<Link> {
        let (before, length, last) = (Steps::read(from)?, usize::read(from)?, Last::read(from)?);
        let added = match &last {
            Last::Step(_) => 1,
            Last::Way(way) => way.len(),
        };
        let is_right = before.len() < length && length <= MAX_STEPS.min(before.len() + added);
        is_right.then_some(Link { before, last, length })
    }
}

record!(enum Last { 0 => Step(step), 1 => Way(way) });

impl PartialEq for Steps {
    fn eq(&self, other: &Steps) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(own), Some(others)) => {
                Arc::ptr_eq(own, others) || own.length == others.length && self.in_order() == other.in_order()
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::FileId;

    fn steps(places: impl IntoIterator<Item = u32>) -> Steps {
        let mut steps = Steps::default();
        for at in places {
            let span = Span::new(FileId(0), at, at);
            steps.push(&Arc::new(Step { span, what: "passed".into(), place: None }));
        }
        steps
    }

    fn places(steps: &Steps) -> Vec<u32> {
        steps.in_order().iter().map(|step| step.span.start).collect()
    }

    #[test]
    fn steps_keep_their_order_and_their_bound() {
        let mut way = steps([1, 1, 2]);
        way.extend(&steps([3, 4]));
        assert_eq!(places(&way), [1, 2, 3, 4]);
        assert_eq!(places(&way.filtered(|step| step.span.start != 2)), [1, 3, 4]);
        way.extend(&steps(5..40));
        assert_eq!(way.len(), MAX_STEPS);
        assert_eq!(places(&way), (1..=12).collect::<Vec<_>>());
    }

    #[test]
    fn ways_are_what_their_steps_are() {
        let mut joined = steps([1, 2]);
        joined.extend(&steps([3, 4]));
        assert_eq!(joined, steps(1..=4));
        assert_ne!(joined, steps([1, 2, 3, 5]));
        let (mut once, mut again) = (joined.clone(), joined.clone());
        again.push(&Arc::new(steps([4]).to_vec().remove(0)));
        assert_eq!(again, once, "the last step is not taken twice");
        once.extend(&joined);
        once.extend(&joined);
        assert_eq!(places(&once), [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
        let mut cut = steps(1..=10);
        cut.extend(&steps(20..=29));
        assert_eq!((cut.len(), places(&cut)[11]), (12, 21));
        let mut behind = steps([0]);
        behind.extend(&cut);
        assert_eq!(places(&behind), (0..=10).chain([20]).collect::<Vec<_>>());
    }
}
