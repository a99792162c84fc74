//! What of a text the parser is given, and the way back from there.
//!
//! The parser spends more on comments, above all on those of documentation, and on white space than their length says,
//! and most of a text is bodies and heads of functions, which [`super::read`] reads at a fifth of the parser's cost. So
//! all that is left out.
//! Invariants: places of a skeleton are told as places of its text, in their order; what stands in a macro call is all
//! there, since a macro may ask for it.

use std::ops::Range;

/// A text without what was cut from it.
#[derive(Debug, Default)]
pub(super) struct Skeleton {
    pub text: String,
    cuts: Vec<Cut>,
}

/// A place of a skeleton before which something was left out.
#[derive(Clone, Copy, Debug)]
struct Cut {
    at: usize,
    /// How much was left out up to here.
    before: usize,
}

impl Skeleton {
    /// Cuts ranges from a text, which stand in their order, each with what takes its place.
    pub(super) fn new(text: &str, cut: impl Iterator<Item = (Range<usize>, &'static str)>) -> Skeleton {
        let mut skeleton = Skeleton { text: String::with_capacity(text.len() / 2), cuts: Vec::new() };
        let mut at = 0;
        for (range, filling) in cut {
            skeleton.text.push_str(&text[at..range.start]);
            skeleton.text.push_str(filling);
            at = range.end;
            let here = skeleton.text.len();
            skeleton.cuts.push(Cut { at: here, before: at - here });
        }
        skeleton.text.push_str(&text[at..]);
        skeleton
    }

    /// Where what stands at a place of the skeleton stands in the text.
    pub(super) fn place(&self, at: usize) -> usize {
        let passed = self.cuts.partition_point(|cut| cut.at <= at);
        at + passed.checked_sub(1).map_or(0, |last| self.cuts[last].before)
    }

    /// The same of a range, which ends where its last byte does.
    pub(super) fn range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.place(range.start);
        start..range.end.checked_sub(1).map_or(start, |last| self.place(last) + 1).max(start)
    }
}

/// Writes white space of the same length and with the same lines.
pub(super) fn blank(text: &str, out: &mut String) {
    for line in text.split_inclusive('\n') {
        let has_end = line.ends_with('\n');
        out.extend(std::iter::repeat_n(' ', line.len() - usize::from(has_end)));
        if has_end {
            out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_to_the_text() {
        let text = "fn a() { b() } /* c */ fn d() {}";
        let cuts = [(8..13, ""), (15..22, " ")];
        let skeleton = Skeleton::new(text, cuts.into_iter());
        assert_eq!(skeleton.text, "fn a() {}   fn d() {}");
        assert_eq!(skeleton.place(7), 7);
        assert_eq!(&text[skeleton.place(8)..][..1], "}");
        let d = skeleton.text.find('d').unwrap_or(0);
        assert_eq!(text.find('d'), Some(skeleton.place(d)));
        assert_eq!(&text[skeleton.range(d - 3..d + 1)], "fn d");
        assert_eq!(&text[skeleton.range(0..8)], "fn a() {");
    }
}
