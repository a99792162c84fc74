//! The name that was meant by one that does not exist.

/// The known name that needs the fewest changes, if it is close enough to be meant.
pub fn name<'n>(asked: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let limit = asked.chars().count().max(3) / 3;
    let ranked = known.map(|name| (distance(asked, name), name));
    ranked.filter(|(steps, _)| *steps <= limit).min().map(|(_, name)| name)
}

/// How many characters must be put in, taken out or changed to get from one text to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, left) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (at, right) in to.iter().enumerate() {
            let change = diagonal + usize::from(left != *right);
            diagonal = row[at + 1];
            row[at + 1] = change.min(diagonal + 1).min(row[at] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        let known = ["contact.email", "contact.phone"];
        assert_eq!(name("contact.emial", known.into_iter()), Some("contact.email"));
        assert_eq!(name("fin.wealth", known.into_iter()), None);
    }
}
