//! What of a file an analysis reads, as a fingerprint that a change of other parts leaves as it is.
//!
//! Terms: the *substance* of a text is the text without comments that document nothing, without empty lines, without what
//! follows the first phrase of documentation, and without the tests at its end where these are passed over. Invariants:
//! texts of one substance have the same tokens and first phrases in the same order, and what stands on a line with code
//! begins as far to the right; a text of which more is read has none.

use super::expand::may_define_macros;
use super::prelude_length;
use super::scan;
use super::survey::{Survey, is_doc, phrase_end, survey};
use crate::hir::Substance;
use std::ops::Range;

/// Comments with this in them are read, and so are attributes.
const MARK: &str = "privlint";
/// A longer gap counts as it is, since documentation is not looked for far above what it speaks of.
const MAX_GAP: usize = 1_000;

/// The substance of a Rust file that can be read as a whole; none where a comment in it may matter. `is_test` says that
/// all of it is test code, `with_tests` that test code is looked at.
pub fn substance(text: &str, is_test: bool, with_tests: bool) -> Option<Substance> {
    let (end, test_fns) = match (with_tests, is_test) {
        (true, _) => (text.len(), 0),
        (false, true) => (0, 0),
        (false, false) => scan::trailing_tests(text).unwrap_or((text.len(), 0)),
    };
    of_part(text, &text[..end], &survey(&text[..end]), test_fns)
}

/// The same where the part that is not passed over was looked over, and how many functions the rest has is known.
pub(super) fn of_part(text: &str, part: &str, survey: &Survey, test_fns: usize) -> Option<Substance> {
    let is_marked = memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_some();
    // Macros are looked for in test code too.
    if is_marked || may_define_macros(&text[part.len()..]) {
        return None;
    }
    // A first line for another program is one only where nothing stands before it.
    let prelude = &part[..prelude_length(part)];
    let mut read = String::with_capacity(part.len() + prelude.len() + 4);
    read.push_str(&format!("{} {prelude}", prelude.len()));
    add_thinned(part, survey, &mut read);
    Some(Substance { fingerprint: blake3::hash(read.as_bytes()).to_hex().to_string(), test_fns })
}

/// Writes a text without what is not read.
fn add_thinned(text: &str, survey: &Survey, out: &mut String) {
    let (mut copied, mut behind, mut docs) = (0, 0, survey.docs.as_slice());
    let tokens = survey.tokens.all().iter().map(|token| (token.start as usize, token.end as usize));
    for (start, end) in tokens.chain([(text.len(), text.len())]) {
        let gap = behind..start;
        // Most gaps are one space, or one line break and a margin.
        let is_plain = memchr::memchr2(b'\n', b'/', &text.as_bytes()[start.min(behind + 1)..start]).is_none();
        if !is_plain && !text[gap.clone()].contains("/*") {
            docs = &docs[docs.partition_point(|doc| doc.start < gap.start)..];
            let (here, rest) = docs.split_at(docs.partition_point(|doc| doc.start < gap.end));
            if gap.len() - here.iter().map(Range::len).sum::<usize>() <= MAX_GAP {
                out.push_str(&text[copied..gap.start]);
                thin(text, gap, here, out);
                copied = start;
            }
            docs = rest;
        }
        behind = end;
    }
    out.push_str(&text[copied..]);
}

/// Writes a gap between two tokens without its comments and empty lines, and of its documentation the first phrase; what
/// stands before the second token stays.
fn thin(text: &str, gap: Range<usize>, docs: &[Range<usize>], out: &mut String) {
    let (mut start, mut is_told) = (gap.start, false);
    for (number, line) in (usize::from(start == 0)..).zip(text[gap].split_inclusive('\n')) {
        let said = line.trim();
        let (body, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
        let doc = start + line.len() - line.trim_start().len();
        let is_read = docs.binary_search_by_key(&doc, |doc| doc.start).is_ok();
        start += line.len();
        let is_passed_over =
            said.starts_with("//") && if is_read { is_told } else { !is_doc(said.as_bytes()) };
        match (number, line.ends_with('\n')) {
            // The first goes on behind code, and the last, before code, has no end.
            (0, _) if is_passed_over => out.push_str(end),
            _ if is_passed_over => {}
            (1.., true) if said.is_empty() => {}
            _ => {
                let phrase = phrase_end(body).filter(|_| is_read);
                is_told |= phrase.is_some();
                out.push_str(&body[..phrase.map_or(body.len(), |(length, end)| length + end.len())]);
                out.push_str(end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{How, MacroTable, lower};
    use super::*;
    use crate::source::SourceFile;
    use crate::span::FileId;

    fn of(text: &str) -> Option<Substance> {
        substance(text, false, false)
    }

    #[test]
    fn comments_empty_lines_and_tests_at_the_end_do_not_count() {
        let plain = of("/// Says.\nfn a() {\n    b();\n    c();\n}\n");
        assert!(plain.is_some());
        for text in [
            "// First.\n\n/// Says.\nfn a() {\n    b();\n    c();\n}\n",
            "/// Says.\n// More.\nfn a() {\n    b(); // why\n\n    // and\n    // then\n    c();\n}\n",
            "/// Says. It does so\n///\n/// ```\n/// twice();\n/// ```\nfn a() {\n    b();\n    c();\n}\n",
            "/// Says.\nfn a() {\n    b();\n    c();\n}\n\n// End.",
            "/// Says.\nfn a() {\n    b();\n    c();\n}\n\n#[cfg(test)]\nmod tests {}\n",
        ] {
            assert_eq!(of(text), plain, "of {text}");
        }
        let more =
            of("/// Says.\nfn a() {\n    b();\n    c();\n}\n\n#[cfg(test)]\nmod tests { fn d() {} }\n");
        assert_eq!(more.clone().map(|one| one.fingerprint), plain.map(|one| one.fingerprint));
        assert_eq!(more.map(|one| one.test_fns), Some(1));
        let documented =
            |comment: &str| of(&format!("/// Says.\n{comment}/// {}\nfn a() {{}}\n", "x ".repeat(MAX_GAP)));
        assert!(documented("").is_some());
        assert_eq!(documented("// Why.\n"), documented(""));
        assert_eq!(of("a\r\n// b\r\nc"), of("a\r\nc"));
        assert_eq!(of("a // b\r\nc"), of("a\r\nc"));
    }

    #[test]
    fn what_is_read_counts() {
        let plain = of("/// Says.\nfn a() {\n    b(\"x\");\n}\n");
        for text in [
            "/// Tells.\nfn a() {\n    b(\"x\");\n}\n",
            "/// Says\nfn a() {\n    b(\"x\");\n}\n",
            "/// And\n/// says.\nfn a() {\n    b(\"x\");\n}\n",
            "fn a() {\n    b(\"x\");\n}\n",
            "/// Says.\nfn a() {\n    b(\"x\n// y\");\n}\n",
            "/// Says.\nfn a() {\n    b(\"x\n\n\");\n}\n",
            "/// Says.\nfn a() {\n  b(\"x\");\n}\n",
            "/// Says.\nfn a() { b(\"x\");\n}\n",
            "/// Says.\nfn a() {\n    b(\"x\");\n}\nfn c() {}\n",
            "/// Says.\nfn a() {\n    b(\"x\");\n}\n#[cfg(test)]\nmod tests;\n",
        ] {
            assert_ne!(of(text), plain, "of {text}");
        }
        // Behind code, behind other lines, and to the last letter.
        assert_ne!(of("a! {\n    b, /// One.\n}"), of("a! {\n    b, /// Two.\n}"));
        assert_eq!(
            of("fn b() {}\n\n/// One. Two.\nfn a() {}"),
            of("fn b() {}\n\n/// One. Three.\nfn a() {}")
        );
        assert_ne!(of("/// Sent. One.\nfn a() {}"), of("/// Send. One.\nfn a() {}"));
        assert_ne!(of("/// One\n/// two.\nfn a() {}"), of("/// One\n/// three.\nfn a() {}"));
        assert_ne!(of("a! {\n/// One. Two.\n}"), of("a! {\n/// One. Three.\n}"));
        assert_ne!(of("/**\n// One.\n*/\nfn a() {}"), of("/**\n// Two.\n*/\nfn a() {}"));
        assert_ne!(of("a(\"\n// b\n\")"), of("a(\"\n\")"));
        assert_ne!(of("r#\"\n// b\n\"#"), of("r#\"\n\"#"));
        let long = format!("/// Says.\n// {}\nfn a() {{}}\n", "-".repeat(MAX_GAP));
        assert_ne!(of(&long), of("/// Says.\nfn a() {}\n"));
        assert_ne!(of("#!/bin/run\nfn a() {}\n"), of("\n#!/bin/run\nfn a() {}\n"));
        assert_eq!(of("// privlint: allow(sensitive_log, reason = \"known\")\nfn a() {}\n"), None);
        assert_eq!(of("fn a() {}\n#[cfg(test)]\nmod tests { macro_rules! a { () => {} } }\n"), None);
    }

    #[test]
    fn lowering_tells_the_same() {
        let told = |text: &str, with_tests: bool| {
            let source = SourceFile::new("a.rs".into(), "a.rs".into(), text.to_string());
            let how = How { with_tests, with_substance: true, ..How::default() };
            lower(FileId(0), &source, &MacroTable::default(), how).substance
        };
        for text in [
            "",
            "// First.\n\n/// Says.\nfn a() {\n    b(\"x\"); // why\n}\n// End.",
            "\u{feff}#!/bin/run 'x\n\n//! Says.\nfn a() {}\n",
            "fn a() {}\n\n#[cfg(test)]\nmod tests { fn d() {} }\n",
            "fn a( { /* */ } \"",
        ] {
            for with_tests in [false, true] {
                assert_eq!(told(text, with_tests), substance(text, false, with_tests), "of {text}");
            }
            assert!(substance(text, false, false).is_some(), "of {text}");
        }
        let marked = "// privlint: class(contact.email)\nfn a() {}\n";
        assert_eq!(told(marked, false), None);
    }

    #[test]
    fn test_code_counts_where_it_is_looked_at() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\n";
        assert_ne!(substance(text, false, true), substance("fn a() {}\n", false, true));
        assert_eq!(substance(text, true, false), substance("fn c() {}\n", true, false));
        assert_ne!(substance(text, true, true), substance("fn c() {}\n", true, true));
    }
}
