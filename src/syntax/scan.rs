//! A forward scan over Rust text that knows strings, comments and brackets but no grammar.
//!
//! What reads items is made of its pieces, and what works without any grammar: comments, the search for `macro_rules!`,
//! and the places where a broken file goes on. It never fails and is linear.

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier, raw or not, a keyword or a number.
    Word,
    /// A string, byte string or character.
    Literal,
    /// A comment of any kind.
    Comment,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// Any other single character.
    Punct,
}

/// One piece with its byte range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// Iterates over the pieces of a text; white space is passed over.
pub(super) struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Scanner<'t> {
        Scanner { bytes: text.as_bytes(), at: 0 }
    }

    /// Goes on behind an offset that lies ahead.
    pub(super) fn pass_to(&mut self, offset: usize) {
        self.at = self.at.max(offset);
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn piece(&mut self, kind: Kind, length: usize) -> Piece {
        let start = self.at;
        self.at = (start + length.max(1)).min(self.bytes.len());
        Piece { kind, start, end: self.at }
    }

    fn line_comment(&mut self) -> Piece {
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.piece(Kind::Comment, length)
    }

    fn block_comment(&mut self) -> Piece {
        let (mut depth, mut length) = (0usize, 0usize);
        loop {
            match (self.peek(length), self.peek(length + 1)) {
                (b'/', b'*') => (depth, length) = (depth + 1, length + 2),
                (b'*', b'/') => (depth, length) = (depth - 1, length + 2),
                _ => length += 1,
            }
            if depth == 0 || self.at + length >= self.bytes.len() {
                return self.piece(Kind::Comment, length);
            }
        }
    }

    fn quoted(&mut self, prefix: usize, quote: u8) -> Piece {
        let mut length = prefix + 1;
        while let Some(rest) = self.bytes.get(self.at + length..)
            && let Some(at) = memchr::memchr2(b'\\', quote, rest)
        {
            if rest[at] == quote {
                return self.piece(Kind::Literal, length + at + 1);
            }
            length += at + 2;
        }
        self.piece(Kind::Literal, self.bytes.len() - self.at)
    }

    fn hashes(&self, prefix: usize) -> usize {
        (0..).take_while(|&n| self.peek(prefix + n) == b'#').count()
    }

    fn opens_raw(&self, prefix: usize) -> bool {
        self.peek(prefix + self.hashes(prefix)) == b'"'
    }

    fn raw_string(&mut self, prefix: usize) -> Piece {
        let hashes = self.hashes(prefix);
        let body = self.at + prefix + hashes + 1;
        let mut close = vec![b'"'];
        close.resize(hashes + 1, b'#');
        let rest = self.bytes.get(body..).unwrap_or(&[]);
        let length = memchr::memmem::find(rest, &close).map_or(rest.len(), |at| at + close.len());
        self.piece(Kind::Literal, body - self.at + length)
    }

    /// A quote opens a character, or a lifetime when no second quote closes it in time.
    fn quote(&mut self) -> Piece {
        if self.peek(1) == b'\\' {
            return self.quoted(0, b'\'');
        }
        let width = utf8_width(self.peek(1));
        if self.peek(1) != b'\'' && self.peek(1 + width) == b'\'' {
            return self.piece(Kind::Literal, width + 2);
        }
        self.piece(Kind::Punct, 1)
    }

    fn word(&mut self) -> Piece {
        let rest = &self.bytes[self.at..];
        let length = word_length(rest);
        // Only the prefixes of literals need a second look, and they are short.
        if length <= 2 {
            match (&rest[..length], self.peek(length)) {
                (b"r" | b"br" | b"cr", b'"' | b'#') if self.opens_raw(length) => {
                    return self.raw_string(length);
                }
                (b"r", b'#') if is_word(self.peek(2)) => {
                    let name = rest[2..].iter().take_while(|&&byte| is_word(byte)).count();
                    return self.piece(Kind::Word, 2 + name);
                }
                (b"b" | b"c", b'"') => return self.quoted(length, b'"'),
                (b"b", b'\'') => return self.quoted(length, b'\''),
                _ => {}
            }
        }
        self.piece(Kind::Word, length)
    }
}

impl Iterator for Scanner<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let sort = loop {
            match SORTS[*self.bytes.get(self.at)? as usize] {
                Sort::Space => {
                    self.at += 1;
                    while self.bytes[self.at..].starts_with(INDENT) {
                        self.at += INDENT.len();
                    }
                }
                sort => break sort,
            }
        };
        Some(match sort {
            Sort::Word => self.word(),
            Sort::Open => self.piece(Kind::Open, 1),
            Sort::Close => self.piece(Kind::Close, 1),
            Sort::Slash if self.peek(1) == b'/' => self.line_comment(),
            Sort::Slash if self.peek(1) == b'*' => self.block_comment(),
            Sort::Text => self.quoted(0, b'"'),
            Sort::Quote => self.quote(),
            Sort::Slash | Sort::Mark | Sort::Space => self.piece(Kind::Punct, 1),
        })
    }
}

/// White space mostly comes in so many at once.
const INDENT: &[u8] = b"    ";

/// How many bytes of a word a text begins with. Eight at a time: most words end within these, wherever they do, so that
/// the processor need not guess where.
fn word_length(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(eight) = text[length..].first_chunk() {
        let ends = others_of(u64::from_le_bytes(*eight));
        if ends != 0 {
            return length + ends.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let rest = &text[length..];
    length + rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len())
}

/// The highest bit of each of eight bytes that may not be part of a word, as [`is_word`] says.
fn others_of(bytes: u64) -> u64 {
    let eight = |byte: u8| u64::from_le_bytes([byte; 8]);
    let high = eight(0x80);
    // The highest bits of those from a byte on; all are below 128, so that none carries into the next.
    let are_from = |bytes: u64, least: u8| bytes + eight(0x80 - least);
    let low = bytes & !high;
    let small = low | eight(b'a' - b'A');
    let digits = are_from(low, b'0') & !are_from(low, b'9' + 1);
    let letters = are_from(small, b'a') & !are_from(small, b'z' + 1);
    let lines = !are_from(low ^ eight(b'_'), 1);
    !(digits | letters | lines | bytes) & high
}

/// Whether a byte may be part of a word: of a name, or none of ASCII.
pub(super) fn is_word(byte: u8) -> bool {
    matches!(SORTS[byte as usize], Sort::Word)
}

/// What a byte begins.
#[derive(Clone, Copy)]
enum Sort {
    Space,
    Word,
    Open,
    Close,
    Slash,
    Text,
    Quote,
    Mark,
}

/// What each byte begins.
const SORTS: [Sort; 256] = {
    let mut sorts = [Sort::Mark; 256];
    let mut byte = 0;
    while byte < sorts.len() {
        sorts[byte] = match byte as u8 {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => Sort::Space,
            b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Sort::Word,
            b'(' | b'[' | b'{' => Sort::Open,
            b')' | b']' | b'}' => Sort::Close,
            b'/' => Sort::Slash,
            b'"' => Sort::Text,
            b'\'' => Sort::Quote,
            _ => Sort::Mark,
        };
        byte += 1;
    }
    sorts
};

fn utf8_width(byte: u8) -> usize {
    match byte {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}

/// How a module of tests begins, before more attributes and its name.
const TESTS: &str = "\n#[cfg(test)]\n";

/// Where the modules of tests begin that end a text, and how many functions they have; none where there is none. What
/// is not looked at need not be parsed.
pub(super) fn trailing_tests(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let start = memchr::memmem::find(&text.as_bytes()[from..], TESTS.as_bytes())? + from + 1;
        let is_plain = |line: &&str| !line.is_empty() && (!line.starts_with("//") || line.starts_with("///"));
        let before = text[..start].lines().rev().map(str::trim_start).find(is_plain).unwrap_or_default();
        // More attributes belong to the module; without it they would belong to nothing.
        let is_first = !before.starts_with("#[") && !before.starts_with("///");
        let (mut end, mut fns) = (start, 0);
        while let Some((length, more)) = test_module(&text[end..]) {
            (end, fns) = (end + length, fns + more);
            if is_first && Scanner::new(&text[end..]).all(|piece| piece.kind == Kind::Comment) {
                return Some((start, fns));
            }
        }
        from = end.max(start + TESTS.len() - 2);
    }
}

/// How long the module of tests is that a text begins with, and how many functions it has.
fn test_module(text: &str) -> Option<(usize, usize)> {
    let start = text.len() - text.trim_start().len() + TESTS.len() - 1;
    text.trim_start().strip_prefix(TESTS.trim_start())?;
    let mut head = [""; 2];
    let (mut depth, mut fns, mut is_inside) = (0usize, 0, false);
    for piece in Scanner::new(&text[start..]) {
        let word = &text[start + piece.start..start + piece.end];
        match piece.kind {
            Kind::Open if depth == 0 && word == "{" => {
                is_inside = head[0] == "mod";
                depth += 1;
            }
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.checked_sub(1)?,
            Kind::Word if depth == 0 => head = [head[1], word],
            Kind::Word if is_inside && word == "fn" => fns += 1,
            // A module in a file of its own, or an item that is none.
            Kind::Punct if depth == 0 && word != "#" => return None,
            _ => {}
        }
        if depth == 0 && piece.kind == Kind::Close && word == "}" {
            return is_inside.then_some((start + piece.end, fns));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Kind, &str)]) {
        let found: Vec<_> = Scanner::new(text).map(|p| (p.kind, &text[p.start..p.end])).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn strings_comments_and_lifetimes_are_told_apart() {
        use Kind::*;
        check(
            r##"'a 'x' '\'' "q\"(" r#"a"b"# /* /* ( */ */ b'(' 界"##,
            &[
                (Punct, "'"),
                (Word, "a"),
                (Literal, "'x'"),
                (Literal, r"'\''"),
                (Literal, r#""q\"(""#),
                (Literal, r##"r#"a"b"#"##),
                (Comment, "/* /* ( */ */"),
                (Literal, "b'('"),
                (Word, "界"),
            ],
        );
    }

    #[test]
    fn words_end_where_a_byte_is_none_of_a_word() {
        for byte in 0..=255u8 {
            for before in 0..20 {
                let mut text = vec![b'a'; before];
                text.extend([byte, b'_', b'Z']);
                let expected = if is_word(byte) { text.len() } else { before };
                assert_eq!(word_length(&text), expected, "{byte} behind {before}");
                text.resize(40, b' ');
                let expected = if is_word(byte) { before + 3 } else { before };
                assert_eq!(word_length(&text), expected, "{byte} behind {before}, in a text");
            }
        }
    }

    #[test]
    fn an_open_string_or_comment_ends_with_the_text() {
        check("\"open", &[(Kind::Literal, "\"open")]);
        check("/* open", &[(Kind::Comment, "/* open")]);
        check("r#\"open\"", &[(Kind::Literal, "r#\"open\"")]);
    }

    #[test]
    fn tests_at_the_end_of_a_file_are_found() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n    fn c() { \"}\" }\n}\n// end\n";
        assert_eq!(trailing_tests(text), Some((10, 2)));
        let two = "fn a() {}\n#[cfg(test)]\npub(crate) mod mock {}\n\n#[cfg(test)]\n#[allow(x)]\nmod tests { fn b() {} }";
        assert_eq!(trailing_tests(two), Some((10, 1)));
        assert_eq!(trailing_tests("fn a() {}\n#[cfg(test)]\nimpl A { fn b() {} }\n"), None);
        assert_eq!(trailing_tests("#[allow(x)]\n// why\n\n#[cfg(test)]\nmod tests { fn b() {} }\n"), None);
        assert_eq!(trailing_tests("fn a() {}\n#[cfg(test)]\nmod tests;\n"), None);
        assert_eq!(trailing_tests("fn a() {}\n#[cfg(test)]\nmod tests {}\nfn b() {}\n"), None);
        assert_eq!(trailing_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n"), None);
    }
}
