//! The name that was meant by one that does not exist.

use crate::diagnostic::Diagnostic;

/// The known name that needs the fewest changes, if it is close enough to be meant.
pub fn name<'n>(asked: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let limit = asked.chars().count().max(3) / 3;
    let ranked = known.map(|name| (distance(asked, name), name));
    ranked.filter(|(steps, _)| *steps <= limit).min().map(|(_, name)| name)
}

/// What is said, with a note on the name that was meant, if one is close enough.
pub fn noted<'n>(said: Diagnostic, asked: &str, known: impl Iterator<Item = &'n str>) -> Diagnostic {
    match name(asked, known) {
        Some(name) => said.note(format!("the closest name is `{name}`")),
        None => said,
    }
}

/// How many characters must be put in, taken out, changed or swapped with their neighbour to get from one text to the
/// other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for (line, left) in from.iter().enumerate() {
        let mut row = vec![line + 1];
        for (at, right) in to.iter().enumerate() {
            let changed = rows[line][at] + usize::from(left != right);
            let mut steps = changed.min(rows[line][at + 1] + 1).min(row[at] + 1);
            if line > 0 && at > 0 && from[line - 1] == *right && *left == to[at - 1] {
                steps = steps.min(rows[line - 1][at - 1] + 1);
            }
            row.push(steps);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let known = ["contact.email", "contact.phone"];
        assert_eq!(name("contact.emial", known.into_iter()), Some("contact.email"));
        assert_eq!(name("lgo", ["log", "url"].into_iter()), Some("log"));
        assert_eq!(name("fin.wealth", known.into_iter()), None);
    }
}
