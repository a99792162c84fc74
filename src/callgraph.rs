//! Who may call whom, and the order in which functions can be summarised.
//!
//! Terms: a *component* is a set of functions that call each other in a circle, or one function; a *level* holds
//! components that call only into levels before it. Invariant: components and levels follow the order of ids, so that
//! the same graph gives the same order.

use crate::resolve::FnId;

/// The calls of a workspace.
#[derive(Debug, Default)]
pub struct CallGraph {
    /// What each function calls, sorted, once each.
    callees: Vec<Vec<FnId>>,
    /// Components by level, callees first.
    levels: Vec<Vec<Vec<FnId>>>,
    /// When each function was left by a walk along the calls, which leaves callees first where calls make no circle.
    left: Vec<u32>,
}

impl CallGraph {
    /// Orders the functions; `callees` is indexed by [`FnId`].
    pub fn build(mut callees: Vec<Vec<FnId>>) -> CallGraph {
        for list in &mut callees {
            list.sort();
            list.dedup();
        }
        let (components, left) = components(&callees);
        let levels = levels(&callees, components);
        CallGraph { callees, levels, left }
    }

    /// What a function calls.
    pub fn callees(&self, id: FnId) -> &[FnId] {
        self.callees.get(id.0 as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// When a function was left by the walk.
    pub fn left(&self, id: FnId) -> u32 {
        self.left[id.0 as usize]
    }

    /// The components by level, callees first.
    pub fn levels(&self) -> &[Vec<Vec<FnId>>] {
        &self.levels
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
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut open = vec![(root, 0usize)];
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

fn levels(callees: &[Vec<FnId>], components: Vec<Vec<FnId>>) -> Vec<Vec<Vec<FnId>>> {
    let mut level_of = vec![0usize; callees.len()];
    let mut levels: Vec<Vec<Vec<FnId>>> = Vec::new();
    for component in components {
        let inside = |id: &FnId| component.binary_search(id).is_ok();
        let below = component.iter().flat_map(|id| &callees[id.0 as usize]).filter(|id| !inside(id));
        let level = below.map(|id| level_of[id.0 as usize] + 1).max().unwrap_or(0);
        component.iter().for_each(|id| level_of[id.0 as usize] = level);
        if levels.len() <= level {
            levels.resize_with(level + 1, Vec::new);
        }
        levels[level].push(component);
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(edges: &[&[u32]]) -> Vec<Vec<Vec<u32>>> {
        let callees = edges.iter().map(|list| list.iter().map(|&id| FnId(id)).collect()).collect();
        let graph = CallGraph::build(callees);
        let ids = |component: &Vec<FnId>| component.iter().map(|id| id.0).collect();
        graph.levels().iter().map(|level| level.iter().map(ids).collect()).collect()
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
