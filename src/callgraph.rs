//! Who may call whom, and the order in which functions can be summarised.
//!
//! Terms: a *component* is a set of functions that call each other in a circle, or one function; a *level* holds
//! components that call only into levels before it. Invariant: the same graph gives the same order of components.

use crate::resolve::FnId;
use rayon::prelude::*;

/// The calls of a workspace.
#[derive(Debug, Default)]
pub struct CallGraph {
    /// What each function calls, sorted, once each.
    callees: Vec<Vec<FnId>>,
    /// Components, callees first.
    components: Vec<Vec<FnId>>,
    /// The component of each function.
    component_of: Vec<u32>,
    /// When each function was left by a walk along the calls, which leaves callees first where calls make no circle.
    left: Vec<u32>,
}

impl CallGraph {
    /// Orders the functions; `callees` is indexed by [`FnId`].
    pub fn build(mut callees: Vec<Vec<FnId>>) -> CallGraph {
        callees.par_iter_mut().with_min_len(64).for_each(|list| {
            list.sort_unstable();
            list.dedup();
        });
        let (components, left) = components(&callees);
        let mut component_of = vec![0; callees.len()];
        for (at, component) in components.iter().enumerate() {
            component.iter().for_each(|id| component_of[id.0 as usize] = at as u32);
        }
        CallGraph { callees, components, component_of, left }
    }

    /// What a function calls.
    pub fn callees(&self, id: FnId) -> &[FnId] {
        self.callees.get(id.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The component of a function, by its index.
    pub fn component_of(&self, id: FnId) -> usize {
        self.component_of[id.0 as usize] as usize
    }

    /// When a function was left by the walk.
    pub fn left(&self, id: FnId) -> u32 {
        self.left[id.0 as usize]
    }

    /// The components, callees first.
    pub fn components(&self) -> &[Vec<FnId>] {
        &self.components
    }

    /// The components that one calls, once for each call.
    pub fn called(&self, component: usize) -> impl Iterator<Item = usize> {
        let callees = self.components[component].iter().flat_map(|id| self.callees(*id));
        callees.map(|callee| self.component_of[callee.0 as usize] as usize).filter(move |&at| at != component)
    }

    /// Some of the components by level, in their order; they call none of the others.
    pub fn levels(&self, is_asked: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let mut level_of = vec![0usize; self.components.len()];
        let mut levels: Vec<Vec<usize>> = Vec::new();
        for at in (0..self.components.len()).filter(|&at| is_asked(at)) {
            let level = self.called(at).map(|callee| level_of[callee] + 1).max().unwrap_or(0);
            level_of[at] = level;
            if levels.len() <= level {
                levels.resize_with(level + 1, Vec::new);
            }
            levels[level].push(at);
        }
        levels
    }
}

/// The strongly connected components, callees before callers, by Tarjan's algorithm with a stack of its own.
fn components(callees: &[Vec<FnId>]) -> (Vec<Vec<FnId>>, Vec<u32>) {
    const UNSEEN: u32 = u32::MAX;
    let count = callees.len();
    let (mut index, mut low) = (vec![UNSEEN; count], vec![0u32; count]);
    let mut on_stack = vec![false; count];
    let (mut left, mut leaving) = (vec![0u32; count], 0u32);
    let (mut stack, mut found, mut next) = (Vec::new(), Vec::new(), 0u32);
    let mut open = Vec::new();
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        open.push((root, 0usize));
        while let Some(&mut (at, ref mut edge)) = open.last_mut() {
            if *edge == 0 {
                (index[at], low[at]) = (next, next);
                next += 1;
                stack.push(at);
                on_stack[at] = true;
            }
            if let Some(callee) = callees[at].get(*edge) {
                *edge += 1;
                let callee = callee.0 as usize;
                if index[callee] == UNSEEN {
                    open.push((callee, 0));
                } else if on_stack[callee] {
                    low[at] = low[at].min(index[callee]);
                }
                continue;
            }
            open.pop();
            left[at] = leaving;
            leaving += 1;
            if let Some(&(caller, _)) = open.last() {
                low[caller] = low[caller].min(low[at]);
            }
            if low[at] == index[at] {
                let mut component = Vec::new();
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    component.push(FnId(member as u32));
                    if member == at {
                        break;
                    }
                }
                component.sort();
                found.push(component);
            }
        }
    }
    (found, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(edges: &[&[u32]]) -> Vec<Vec<Vec<u32>>> {
        let callees = edges.iter().map(|list| list.iter().map(|&id| FnId(id)).collect()).collect();
        let graph = CallGraph::build(callees);
        let ids = |&at: &usize| graph.components()[at].iter().map(|id| id.0).collect();
        graph.levels(|_| true).iter().map(|level| level.iter().map(ids).collect()).collect()
    }

    #[test]
    fn callees_come_before_their_callers() {
        assert_eq!(order(&[&[1], &[2], &[]]), [[[2]], [[1]], [[0]]]);
    }

    #[test]
    fn functions_that_call_each_other_are_one_component() {
        assert_eq!(order(&[&[1], &[2], &[1, 3], &[]]), vec![vec![vec![3]], vec![vec![1, 2]], vec![vec![0]]]);
    }
}
