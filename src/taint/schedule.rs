//! Works through what depends on each other on all threads.
//!
//! Terms: a piece of work is *ready* once all that it waits for is done; work is *shared* if it keeps all threads busy by
//! itself. Invariants: each piece is worked on once, when it is ready, so that nobody waits for what he does not need;
//! no piece is begun within another, so that a thread's stack holds one of them.

use rayon::Scope;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// So many pieces that wait for nothing are begun together.
const TOGETHER: usize = 16;

/// What waits for what; pieces of work are named by their places.
pub(super) struct Order {
    /// Who waits for each piece, once for each reason.
    waiters: Vec<Vec<u32>>,
    /// For how many reasons each waits.
    reasons: Vec<u32>,
}

impl Order {
    /// The order of so many pieces; `waits_for` tells what has to be done before one of them.
    pub fn new<I: Iterator<Item = usize>>(count: usize, waits_for: impl Fn(usize) -> I) -> Order {
        let mut order = Order { waiters: vec![Vec::new(); count], reasons: vec![0; count] };
        for at in 0..count {
            for earlier in waits_for(at) {
                order.waiters[earlier].push(at as u32);
                order.reasons[at] += 1;
            }
        }
        order
    }

    /// Works on every piece; shared ones have all threads to themselves.
    pub fn run(&self, is_shared: &(dyn Fn(usize) -> bool + Sync), work: &(dyn Fn(usize) + Sync)) {
        let queue = Queue {
            order: self,
            left: self.reasons.iter().map(|&reasons| AtomicU32::new(reasons)).collect(),
            shared: Mutex::default(),
            is_shared,
            work,
        };
        let mut ready: Vec<usize> = (0..self.reasons.len()).filter(|&at| self.reasons[at] == 0).collect();
        while !ready.is_empty() {
            rayon::scope(|scope| {
                let follow = |some: &[usize]| some.iter().for_each(|&at| queue.follow(scope, at));
                ready.par_chunks(TOGETHER).for_each(follow);
            });
            ready.clear();
            for at in queue.take_shared() {
                work(at);
                ready.extend(queue.made_ready(at));
            }
        }
    }
}

/// The work that is left.
struct Queue<'q> {
    order: &'q Order,
    /// For how many reasons each piece waits still.
    left: Vec<AtomicU32>,
    /// The shared pieces that are ready.
    shared: Mutex<Vec<usize>>,
    is_shared: &'q (dyn Fn(usize) -> bool + Sync),
    work: &'q (dyn Fn(usize) + Sync),
}

impl<'q> Queue<'q> {
    /// Works on a piece, and then on one that this makes ready, as what it needs is at hand; others that it makes ready
    /// are for whoever has time.
    fn follow<'s>(&'s self, scope: &Scope<'s>, first: usize)
    where
        'q: 's,
    {
        let mut next = Some(first);
        while let Some(at) = next.take() {
            if (self.is_shared)(at) {
                self.shared.lock().unwrap_or_else(PoisonError::into_inner).push(at);
                return;
            }
            (self.work)(at);
            for ready in self.made_ready(at) {
                match next {
                    None => next = Some(ready),
                    Some(_) => scope.spawn(move |scope| self.follow(scope, ready)),
                }
            }
        }
    }

    /// What waited for a piece alone.
    fn made_ready(&self, done: usize) -> impl Iterator<Item = usize> {
        let waiters = self.order.waiters[done].iter().map(|&waiter| waiter as usize);
        waiters.filter(|&waiter| self.left[waiter].fetch_sub(1, Ordering::AcqRel) == 1)
    }

    fn take_shared(&self) -> Vec<usize> {
        std::mem::take(&mut *self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order in which pieces are done that wait for others.
    fn done(waits_for: &[&[usize]], shared: &[usize]) -> Vec<usize> {
        let order = Order::new(waits_for.len(), |at| waits_for[at].iter().copied());
        let done = Mutex::new(Vec::new());
        order.run(&|at| shared.contains(&at), &|at| done.lock().unwrap().push(at));
        done.into_inner().unwrap()
    }

    #[test]
    fn each_piece_is_done_once_and_after_what_it_waits_for() {
        let waits_for: &[&[usize]] = &[&[2, 2, 3], &[0], &[4], &[4], &[], &[]];
        for shared in [&[][..], &[2], &[2, 3], &[0, 1, 2, 3, 4, 5]] {
            let done = done(waits_for, shared);
            let place = |piece: usize| done.iter().position(|&at| at == piece).unwrap();
            assert_eq!(done.len(), waits_for.len(), "{done:?}");
            for (piece, earlier) in waits_for.iter().enumerate() {
                assert!(earlier.iter().all(|&one| place(one) < place(piece)), "{done:?}");
            }
        }
    }
}
