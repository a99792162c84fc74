//! What of a file an analysis reads, as a fingerprint that a change of other parts leaves as it is.
//!
//! Terms: the *substance* of a text is the text without comments that document nothing, without empty lines, and without
//! the tests at its end where these are passed over. Invariants: texts of one substance have the same tokens and
//! documentation in the same order, and what stands on a line with code begins as far to the right; a text of which more
//! is read has none.

use super::prelude_length;
use super::scan::{self, Kind, Scanner};
use super::survey::is_doc;
use crate::hir::Substance;
use std::ops::Range;

/// Comments with this in them are read, and so are attributes.
const MARK: &str = "privlint";
/// Macros are looked for in test code too.
const MACROS: &str = "macro_rules";
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
    let tokens = Scanner::new(&text[..end]).filter(|piece| piece.kind != Kind::Comment);
    of_tokens(text, &text[..end], test_fns, tokens.map(|piece| piece.start..piece.end))
}

/// The same where the part that is not passed over, its tokens, and how many functions the rest has are known.
pub(super) fn of_tokens(
    text: &str,
    part: &str,
    test_fns: usize,
    tokens: impl Iterator<Item = Range<usize>>,
) -> Option<Substance> {
    let is_in = |what: &str, text: &str| memchr::memmem::find(text.as_bytes(), what.as_bytes()).is_some();
    if is_in(MARK, text) || is_in(MACROS, &text[part.len()..]) {
        return None;
    }
    // A first line for another program is one only where nothing stands before it.
    let prelude = &part[..prelude_length(part)];
    let mut read = String::with_capacity(part.len() + prelude.len() + 4);
    read.push_str(&format!("{} {prelude}", prelude.len()));
    add_thinned(part, tokens, &mut read);
    Some(Substance { fingerprint: blake3::hash(read.as_bytes()).to_hex().to_string(), test_fns })
}

/// Writes a text, given its tokens, without what is not read.
fn add_thinned(text: &str, tokens: impl Iterator<Item = Range<usize>>, out: &mut String) {
    let (mut copied, mut behind) = (0, 0);
    for Range { start, end } in tokens.chain(std::iter::once(text.len()..text.len())) {
        let gap = &text[behind..start];
        // Most gaps are one space, or one line break and a margin.
        if memchr::memchr2(b'\n', b'/', gap.as_bytes().get(1..).unwrap_or_default()).is_some()
            && gap.len() <= MAX_GAP
            && !gap.contains("/*")
        {
            out.push_str(&text[copied..behind]);
            thin(gap, behind == 0, out);
            copied = start;
        }
        behind = end;
    }
    out.push_str(&text[copied..]);
}

/// Writes a gap between two tokens without its comments and empty lines; what stands before the second token stays.
fn thin(gap: &str, begins_text: bool, out: &mut String) {
    for (number, line) in (usize::from(begins_text)..).zip(gap.split_inclusive('\n')) {
        let said = line.trim();
        let is_passed_over = said.starts_with("//") && !is_doc(said.as_bytes());
        match (number, line.ends_with('\n')) {
            // The first goes on behind code, and the last, before code, has no end.
            (0, _) if is_passed_over => out.push_str(&line[line.trim_end_matches(['\r', '\n']).len()..]),
            (0, _) => out.push_str(line),
            _ if is_passed_over => {}
            (_, true) if said.is_empty() => {}
            _ => out.push_str(line),
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
            "/// Says.\nfn a() {\n    b();\n    c();\n}\n\n// End.",
            "/// Says.\nfn a() {\n    b();\n    c();\n}\n\n#[cfg(test)]\nmod tests {}\n",
        ] {
            assert_eq!(of(text), plain, "of {text}");
        }
        let more =
            of("/// Says.\nfn a() {\n    b();\n    c();\n}\n\n#[cfg(test)]\nmod tests { fn d() {} }\n");
        assert_eq!(more.clone().map(|one| one.fingerprint), plain.map(|one| one.fingerprint));
        assert_eq!(more.map(|one| one.test_fns), Some(1));
        assert_eq!(of("a\r\n// b\r\nc"), of("a\r\nc"));
        assert_eq!(of("a // b\r\nc"), of("a\r\nc"));
    }

    #[test]
    fn what_is_read_counts() {
        let plain = of("/// Says.\nfn a() {\n    b(\"x\");\n}\n");
        for text in [
            "/// Tells.\nfn a() {\n    b(\"x\");\n}\n",
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
