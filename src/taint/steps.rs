//! The way of a value, as a list that copies share: every call adds a step to all that passes through it.

use crate::finding::Step;
use std::sync::Arc;

/// Steps, of which the last is reached first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps(Option<Arc<Link>>);

#[derive(Debug, PartialEq)]
struct Link {
    step: Step,
    before: Steps,
    length: usize,
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
    pub fn push(&mut self, step: Step) {
        let is_new = self.0.as_ref().is_none_or(|link| link.step != step);
        if is_new && self.len() < MAX_STEPS {
            self.append(step);
        }
    }

    fn append(&mut self, step: Step) {
        let length = self.len() + 1;
        self.0 = Some(Arc::new(Link { step, before: std::mem::take(self), length }));
    }

    /// Adds others behind these.
    pub fn extend(&mut self, others: &Steps) {
        if self.is_empty() {
            self.clone_from(others);
            return;
        }
        let room = MAX_STEPS.saturating_sub(self.len());
        others.in_order().into_iter().take(room).for_each(|step| self.append(step.clone()));
    }

    /// From the first to the last.
    pub fn in_order(&self) -> Vec<&Step> {
        let mut steps: Vec<&Step> = std::iter::successors(self.0.as_deref(), |link| link.before.0.as_deref())
            .map(|link| &link.step)
            .collect();
        steps.reverse();
        steps
    }

    /// Those that are kept, in their order.
    pub fn filtered(&self, keeps: impl Fn(&Step) -> bool) -> Steps {
        let steps = self.in_order();
        if steps.iter().all(|step| keeps(step)) {
            return self.clone();
        }
        let mut kept = Steps::default();
        steps.into_iter().filter(|step| keeps(step)).for_each(|step| kept.append(step.clone()));
        kept
    }

    /// The same as a list of their own.
    pub fn to_vec(&self) -> Vec<Step> {
        self.in_order().into_iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{FileId, Span};

    fn steps(places: impl IntoIterator<Item = u32>) -> Steps {
        let mut steps = Steps::default();
        for at in places {
            steps.push(Step { span: Span::new(FileId(0), at, at), what: "passed".into(), place: None });
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
}
