//! What code stands right before a place and right behind it, whatever comments lie between.

use super::scan::{Kind, Scanner};

/// A text up to the last code in it. A comment that goes on from a line above counts as code.
pub fn code_before(mut text: &str) -> &str {
    loop {
        text = text.trim_end();
        let start = text.rfind('\n').map_or(0, |end| end + 1);
        let line = &text.as_bytes()[start..];
        if !line.ends_with(b"*/") && memchr::memmem::find(line, b"//").is_none() {
            return text;
        }
        match Scanner::new(&text[start..]).last() {
            Some(last) if last.kind == Kind::Comment => text = &text[..start + last.start],
            _ => return text,
        }
    }
}

/// A text from the first code in it.
pub fn code_behind(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        match Scanner::new(text).next() {
            Some(first) if first.kind == Kind::Comment => text = &text[first.end..],
            _ => return text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_passed_over_on_both_sides() {
        assert_eq!(code_before("a, // b\n  // c (\n\n "), "a,");
        assert_eq!(code_before("a(\"// b\" "), "a(\"// b\"");
        assert_eq!(code_before("a /* b */ "), "a");
        assert_eq!(code_before("// a"), "");
        assert_eq!(code_behind(" // a )\n /* b */ , c"), ", c");
        assert_eq!(code_behind("/* a"), "");
    }
}
