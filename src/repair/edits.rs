//! Edits of several suggestions on one text.

use crate::diagnostic::{Edit, Suggestion};
use crate::source::SourceMap;
use crate::span::{FileId, Span};
use std::collections::BTreeMap;

/// Applies suggestions in their order, each whole; one that touches another is left for the next round. Gives the
/// texts that changed, and how many suggestions were applied.
pub(super) fn apply<'d>(
    sources: &SourceMap,
    suggestions: impl Iterator<Item = &'d Suggestion>,
) -> (BTreeMap<FileId, String>, usize) {
    let mut taken: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut applied = 0;
    for suggestion in suggestions {
        let is_free = |edit: &Edit| {
            let known = taken.get(&edit.span.file).map(Vec::as_slice).unwrap_or_default();
            let fits = sources.file(edit.span.file).text.get(edit.span.range()).is_some();
            fits && known.iter().all(|other| !touches(edit.span, other.span))
        };
        if suggestion.edits.iter().all(is_free) {
            applied += 1;
            suggestion.edits.iter().for_each(|edit| taken.entry(edit.span.file).or_default().push(edit));
        }
    }
    let texts = taken.into_iter().map(|(file, edits)| (file, changed(&sources.file(file).text, edits)));
    (texts.collect(), applied)
}

/// Whether two edits change the same characters, or put something into the same place.
fn touches(one: Span, other: Span) -> bool {
    one.file == other.file && one.start <= other.end && other.start <= one.end
}

/// A text with edits that do not touch each other; new lines end as those of the text do.
fn changed(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let has_returns = text.contains("\r\n");
    let mut text = text.to_string();
    for edit in edits {
        match has_returns {
            true => text.replace_range(edit.span.range(), &edit.text.replace('\n', "\r\n")),
            false => text.replace_range(edit.span.range(), &edit.text),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Applicability;
    use crate::source::SourceFile;

    fn check(text: &str, suggestions: &[&[(u32, u32, &str)]], expected: (&str, usize)) {
        let sources = SourceMap::new(vec![SourceFile::new("a.rs".into(), "a.rs".into(), text.into())]);
        let edit = |(start, end, text): &(u32, u32, &str)| Edit {
            span: Span::new(FileId(0), *start, *end),
            text: (*text).to_string(),
        };
        let suggestions: Vec<Suggestion> = suggestions
            .iter()
            .map(|edits| Suggestion {
                message: String::new(),
                edits: edits.iter().map(edit).collect(),
                applicability: Applicability::MachineApplicable,
            })
            .collect();
        let (texts, applied) = apply(&sources, suggestions.iter());
        let after = texts.get(&FileId(0)).map_or(text, String::as_str);
        assert_eq!((after, applied), expected);
    }

    #[test]
    fn a_suggestion_is_applied_whole_or_not_at_all() {
        check("abcdef", &[&[(0, 1, "X"), (4, 5, "Y")], &[(2, 3, "Z"), (4, 6, "W")]], ("XbcdYf", 1));
        check("abcdef", &[&[(0, 1, "X")], &[(3, 3, "Y")]], ("XbcYdef", 2));
        check("abc", &[&[(2, 2, "1")], &[(2, 2, "2")]], ("ab1c", 1));
        check("abc", &[&[(2, 9, "1")]], ("abc", 0));
    }

    #[test]
    fn new_lines_end_as_those_of_the_file_do() {
        check("a\r\nb", &[&[(3, 4, "x\ny")]], ("a\r\nx\r\ny", 1));
    }
}
