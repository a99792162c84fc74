//! Comments that allow findings: `privlint: allow(sensitive_log, reason = "…", until = 2027-01-01)`.
//!
//! Terms: an allowance's *scope* is the text that it speaks of. In Rust it is the statement, the item, the arm or the
//! field that the comment stands before, in or behind; `//!` means the module or block around it, `allow_file` the file.
//! In every other text it is the line that the comment stands on, or the next one where it stands alone.
//!
//! Invariant: what cannot be understood of a comment is kept with its place and allows nothing.

use crate::document::{Day, day};
use crate::span::Span;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a comment allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The comment.
    pub comment: Range<usize>,
    /// The text that it speaks of.
    pub scope: Range<usize>,
    /// The names of lints, with their places.
    pub lints: Vec<(String, Range<usize>)>,
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// What of it cannot be understood, and where.
    pub fault: Option<(&'static str, Range<usize>)>,
}

/// What stands before the words of every comment that speaks to this program.
pub const MARK: &str = "privlint:";
/// The word that allows what stands beside the comment, and the one for the whole file.
const WORDS: [(&str, bool); 2] = [("allow_file", true), ("allow", false)];

/// Reads the words of a comment behind the mark, which begin at a place of the text; nothing where they allow nothing.
/// Whether the whole file is meant comes with them.
pub fn read(text: &str, comment: Range<usize>, words: usize) -> Option<(Allowance, bool)> {
    let rest = text.get(words..comment.end)?;
    let blank = rest.len() - rest.trim_start().len();
    let is_word = |word: &str| {
        let behind = rest.trim_start().strip_prefix(word);
        behind.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let (word, is_file) = WORDS.iter().find(|(word, _)| is_word(word))?;
    let at = words + blank + word.len();
    let mut allowance = Allowance {
        scope: comment.clone(),
        comment,
        lints: Vec::new(),
        reason: None,
        until: None,
        fault: None,
    };
    let end = allowance.comment.end;
    match text[at..end].trim_start().strip_prefix('(') {
        Some(inside) => allowance.read_terms(text, end - inside.len()),
        None => allowance.fault = Some(("name the lints in brackets", at..end)),
    }
    if allowance.lints.is_empty() && allowance.fault.is_none() {
        allowance.fault = Some(("it names no lint", words + blank..at));
    }
    Some((allowance, *is_file))
}

impl Allowance {
    /// Whether it allows a lint at a place of its file.
    pub fn speaks_of(&self, lint: &str, place: Span) -> bool {
        self.fault.is_none()
            && self.lints.iter().any(|(name, _)| name == lint)
            && self.scope.contains(&(place.start as usize))
    }

    /// Reads `lint, reason = "…", until = 2027-01-01)`.
    fn read_terms(&mut self, text: &str, mut at: usize) {
        let end = self.comment.end;
        loop {
            at += text[at..end].len()
                - text[at..end].trim_start_matches([' ', ',', '\t', '\n', '\r', '*', '/']).len();
            let rest = &text[at..end];
            if rest.is_empty() {
                self.fault = Some(("the closing bracket is missing", end..end));
                return;
            }
            if rest.starts_with(')') {
                return;
            }
            let length =
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
            let width = rest.chars().next().map_or(0, char::len_utf8);
            let (name, place) = (&rest[..length], at..at + length.max(width));
            at += length;
            let value = text[at..end].trim_start().strip_prefix('=');
            match (name, value) {
                ("", _) => return self.fault = Some(("this is no name", place)),
                ("reason", Some(value)) => {
                    let Some((reason, left)) = quoted(value) else {
                        return self.fault = Some(("the reason is to stand in quotes", place));
                    };
                    self.reason = Some(reason.trim().to_string()).filter(|reason| !reason.is_empty());
                    at = end - left.len();
                }
                ("until", Some(value)) => {
                    let value = value.trim_start().trim_start_matches('"');
                    let length =
                        value.find(|c: char| !(c.is_ascii_digit() || c == '-')).unwrap_or(value.len());
                    self.until = day(&value[..length]);
                    if self.until.is_none() {
                        return self.fault = Some(("this is no day, such as 2026-12-31", place));
                    }
                    at = end - value[length..].trim_start_matches('"').len();
                }
                (_, Some(_)) => return self.fault = Some(("only `reason` and `until` have values", place)),
                (lint, None) => self.lints.push((lint.trim_start_matches("privlint::").to_string(), place)),
            }
        }
    }
}

/// The text between the quotes that a value begins with, and what stands behind them.
fn quoted(value: &str) -> Option<(String, &str)> {
    let inside = value.trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((text, &inside[at + 1..])),
            '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
            letter => text.push(letter),
        }
    }
    None
}

/// The words of a comment that allows lints.
pub fn words(lints: &[&str], reason: &str, until: Option<Day>) -> String {
    let reason = reason.replace(char::is_control, " ").replace('\\', "\\\\").replace('"', "\\\"");
    let until =
        until.map_or(String::new(), |(year, month, day)| format!(", until = {year:04}-{month:02}-{day:02}"));
    format!("{MARK} allow({}, reason = \"{reason}\"{until})", lints.join(", "))
}

/// How a comment is written in a text that is no Rust, as what stands before and behind its words: by the tags that the
/// text holds, else by the ending of its name; nothing where it can hold none that its readers do not see.
pub fn comment_marks(name: &str, text: &str) -> Option<(&'static str, &'static str)> {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let holds = |marks: &[&str]| marks.iter().any(|mark| text.contains(mark));
    Some(match ending {
        _ if LINES_OF_HASH.contains(&ending) || HASHES.contains(&ending) => ("# ", ""),
        _ if NO_COMMENTS.contains(&ending) => return None,
        _ if SLASHES.contains(&ending) => ("// ", ""),
        "hbs" | "handlebars" | "mustache" => ("{{!-- ", " --}}"),
        "liquid" => ("{% comment %} ", " {% endcomment %}"),
        "tmpl" | "gotmpl" | "gohtml" => ("{{/* ", " */}}"),
        "j2" | "jinja" | "jinja2" | "tera" => ("{# ", " #}"),
        _ if holds(&["{{#", "{{/", "{{!", "{{>"]) => ("{{!-- ", " --}}"),
        _ if holds(&["{%", "{#"]) => ("{# ", " #}"),
        "html" | "htm" | "xml" | "mjml" => ("<!-- ", " -->"),
        _ => return None,
    })
}

/// The endings of names of texts that know no comments.
const NO_COMMENTS: &[&str] = &["json", "arb", "xcstrings"];
/// Those of texts that have the comments of C.
const SLASHES: &[&str] = &["strings", "jsonc", "json5"];
/// Those of texts in which a hash begins a comment at the start of a line only.
const LINES_OF_HASH: &[&str] = &["ftl", "po", "pot"];
/// Those of texts in which it does so anywhere.
const HASHES: &[&str] = &["yml", "yaml", "toml", "properties"];

/// What opens a comment, as a pattern; what closes it, nothing for the end of the line; and the endings of names of the
/// texts that know it. Longer ones come first.
const COMMENTS: &[(&str, &str, Known)] = &[
    (r"\{%[-~+]?\s*comment\s*[-~+]?%\}", r"\{%[-~+]?\s*endcomment\s*[-~+]?%\}", Known::Templates),
    (r"\{%[-~+]?\s*#", r"[-~+]?%\}", Known::Templates),
    (r"\{\{[-~]?\s*/\*", r"\*/\s*[-~]?\}\}", Known::Templates),
    (r"\{\{~?!--", r"--~?\}\}", Known::Templates),
    (r"\{\{~?!", r"~?\}\}", Known::Templates),
    (r"\{#", r"#\}", Known::Templates),
    (r"<!--", r"-->", Known::Pages),
    (r"/\*", r"\*/", Known::Of(SLASHES)),
    (r"//", "", Known::Of(SLASHES)),
    (r"(?m)^#", "", Known::Of(LINES_OF_HASH)),
    (r"#", "", Known::Of(HASHES)),
];

/// Which texts know a comment, by the endings of their names.
enum Known {
    /// Those with these.
    Of(&'static [&'static str]),
    /// All but those that have comments of their own.
    Templates,
    /// The same, but for plain text, whose readers would see it.
    Pages,
}

impl Known {
    fn holds(&self, ending: &str) -> bool {
        let is_own = || [NO_COMMENTS, SLASHES, LINES_OF_HASH, HASHES].iter().any(|own| own.contains(&ending));
        match self {
            Known::Of(endings) => endings.contains(&ending),
            Known::Templates => !is_own(),
            Known::Pages => ending != "txt" && !is_own(),
        }
    }
}

/// The patterns of all comments, made once.
static PATTERNS: LazyLock<Vec<(Regex, Option<Regex>)>> = LazyLock::new(|| {
    let pattern = |text: &str| Regex::new(text).ok();
    COMMENTS
        .iter()
        .filter_map(|(open, close, _)| Some((pattern(open)?, pattern(close).filter(|_| !close.is_empty()))))
        .collect()
});

/// A kind of comment on the way through a text.
struct Opening<'r> {
    open: &'r Regex,
    close: Option<&'r Regex>,
    /// Where one opens next.
    next: Option<Range<usize>>,
}

impl Opening<'_> {
    /// Looks for the next one behind a place.
    fn seek(&mut self, text: &str, at: usize) {
        self.next = self.open.find_at(text, at).map(|open| open.range());
    }

    /// Where one closes that opens there.
    fn end(&self, text: &str, open: &Range<usize>) -> Option<Range<usize>> {
        match self.close {
            Some(close) => close.find_at(text, open.end).map(|close| close.range()),
            None => {
                let rest = &text.as_bytes()[open.end..];
                let end = memchr::memchr(b'\n', rest).map_or(text.len(), |end| open.end + end);
                Some(end..end)
            }
        }
    }
}

/// The comments with the mark of a text that is no Rust, by the ending of its name, with where their words are.
fn comments(ending: &str, text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let known = PATTERNS.iter().zip(COMMENTS).filter(|(_, (.., known))| known.holds(ending));
    let mut kinds: Vec<Opening> =
        known.map(|((open, close), _)| Opening { open, close: close.as_ref(), next: None }).collect();
    kinds.iter_mut().for_each(|kind| kind.seek(text, 0));
    let quotes = LongQuotes::find(ending, text);
    let mut at = 0;
    loop {
        for kind in &mut kinds {
            if kind.next.as_ref().is_some_and(|next| next.start < at) {
                kind.seek(text, at);
            }
        }
        let starts =
            kinds.iter().enumerate().filter_map(|(kind, one)| Some((one.next.as_ref()?.start, kind)));
        let Some((_, kind)) = starts.min() else { return found };
        let Some(open) = kinds[kind].next.take() else { return found };
        // Where one does not close, no later one does.
        let Some(end) = kinds[kind].end(text, &open) else {
            kinds.remove(kind);
            continue;
        };
        let is_line = kinds[kind].close.is_none();
        let has_mark = memchr::memmem::find(&text.as_bytes()[open.end..end.start], MARK.as_bytes()).is_some();
        // What stands in a string is none.
        let is_one = !is_line || has_mark && is_comment_line(text, open.start, &quotes);
        at = if is_one { end.end.max(open.end) } else { open.end };
        if is_one && has_mark {
            found.push((open.start..end.end, open.end..end.start));
        }
        kinds[kind].seek(text, at);
    }
}

/// Where the long strings of TOML begin and end.
struct LongQuotes(Vec<usize>);

impl LongQuotes {
    fn find(ending: &str, text: &str) -> LongQuotes {
        let of = |quotes: &'static str| memchr::memmem::find_iter(text.as_bytes(), quotes);
        let mut found: Vec<usize> = match ending {
            "toml" => of("\"\"\"").chain(of("'''")).collect(),
            _ => Vec::new(),
        };
        found.sort_unstable();
        LongQuotes(found)
    }

    /// Whether a place lies in one.
    fn hold(&self, at: usize) -> bool {
        self.0.partition_point(|quotes| *quotes < at) % 2 == 1
    }
}

/// Whether a mark that begins a comment up to the end of its line is one: it stands alone or behind a blank, and in no
/// string or value of several lines.
fn is_comment_line(text: &str, at: usize, quotes: &LongQuotes) -> bool {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |at| at + 1);
    let line = &text[start..at];
    let is_apart = line.is_empty() || line.ends_with(char::is_whitespace) || line == BYTE_ORDER_MARK;
    let is_even = |quote: char| line.matches(quote).count().is_multiple_of(2);
    is_apart && is_even('"') && is_even('\'') && !quotes.hold(at) && !is_in_block(text, start)
}

/// Whether a line, given where it starts, lies in a block of YAML.
fn is_in_block(text: &str, start: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(&text[start..]);
    let above = text[..start].lines().rev().take(MAX_VALUE_LINES).filter(|line| !line.trim().is_empty());
    let key = above.into_iter().find(|line| indent(line) < own);
    key.is_some_and(|line| line.trim_end().trim_end_matches(['-', '+']).ends_with(['|', '>']))
}

/// A value of more lines is read as none.
const MAX_VALUE_LINES: usize = 200;
/// A tag of more lines is read as none.
const MAX_TAG_LINES: usize = 20;
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The comments that allow findings in a text that is no Rust, by the name of its file.
pub fn of_text(name: &str, text: &str) -> Vec<Allowance> {
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let ending = name.rsplit('.').next().unwrap_or_default();
    let mut found: Vec<Allowance> = Vec::new();
    // From the end, so that comments that follow each other share what they speak of.
    for (comment, inside) in comments(ending, text).into_iter().rev() {
        let words = text[inside.clone()].trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '#' | '*' | '-' | '.' | ':' | ',')
        });
        let Some(words) = words.strip_prefix(MARK) else { continue };
        let Some((mut allowance, is_file)) = read(text, comment.start..inside.end, inside.end - words.len())
        else {
            continue;
        };
        let line = memchr::memrchr(b'\n', &text.as_bytes()[..comment.start]).map_or(0, |at| at + 1);
        let line_end = memchr::memchr(b'\n', &text.as_bytes()[comment.end..])
            .map_or(text.len(), |end| comment.end + end);
        let is_alone = text[line..comment.start].trim_start_matches(BYTE_ORDER_MARK).trim().is_empty()
            && text[comment.end..line_end].trim().is_empty();
        let below = found.last().filter(|next| text[comment.end..next.comment.start].trim().is_empty());
        allowance.scope = match (is_file, is_alone, below) {
            (true, ..) => 0..text.len(),
            (false, true, Some(below)) => comment.start..below.scope.end,
            (false, true, None) => comment.start..entry_end(ending, text, comment.end),
            (false, false, _) => line..line_end,
        };
        allowance.comment = comment;
        found.push(allowance);
    }
    found.reverse();
    found
}

/// Where the entry ends that follows a place: a line with what continues it in a text of that ending.
fn entry_end(ending: &str, text: &str, from: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_comment = |line: &str| line.trim_start().starts_with('#');
    let (mut first, mut end, mut at): (Option<&str>, usize, usize) = (None, from, from);
    for line in text[from..].split_inclusive('\n') {
        at += line.len();
        let is_blank = line.trim().is_empty();
        let goes_on = match (first, ending) {
            (None, "ftl" | "yml" | "yaml" | "toml" | "po" | "pot" | "properties") if is_comment(line) => true,
            (None, _) if is_blank => true,
            (None, _) => {
                first = Some(line);
                true
            }
            (Some(_), "po" | "pot") => !is_blank,
            (Some(first), "ftl" | "yml" | "yaml") => is_blank || indent(line) > indent(first),
            (Some(_), "toml") => {
                is_open(&text[from..end], "\"\"\"", "\"\"\"") || is_open(&text[from..end], "'''", "'''")
            }
            (Some(_), "strings") => !text[from..end].trim_end().ends_with(';'),
            (Some(_), _) => {
                let entry = &text[from..end];
                let is_short = entry.lines().count() < MAX_TAG_LINES;
                is_short && (is_open(entry, "{{", "}}") || is_open(entry, "<", ">"))
            }
        };
        if !goes_on {
            break;
        }
        if !is_blank {
            end = at;
        }
    }
    end
}

/// Whether a bracket that was opened last is not closed.
fn is_open(text: &str, open: &str, close: &str) -> bool {
    match open == close {
        true => text.matches(open).count() % 2 == 1,
        false => text.rfind(open).is_some_and(|at| !text[at..].contains(close)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, scope: &str, lints: &[&str]) {
        let found = of_text(name, text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].fault, None, "{text}");
        let names: Vec<&str> = found[0].lints.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!((names.as_slice(), &text[found[0].scope.clone()]), (lints, scope), "{text}");
    }

    #[test]
    fn comments_of_every_dialect_are_read() {
        for (open, close) in [
            ("{#", "#}"),
            ("{#-", "-#}"),
            ("{{!", "}}"),
            ("{{!--", "--}}"),
            ("{{/*", "*/}}"),
            ("{% comment %}", "{% endcomment %}"),
            ("<!--", "-->"),
        ] {
            let comment = format!("{open} privlint: allow(a, reason = \"b\") {close}");
            check(
                "a.html",
                &format!("x\n{{{{ y }}}} {comment}\nz\n"),
                &format!("{{{{ y }}}} {comment}"),
                &["a"],
            );
            check("a.html", &format!("x\n  {comment}\n\ny\nz\n"), &format!("{comment}\n\ny\n"), &["a"]);
            assert_eq!(of_text("a.html", &format!("{comment}\n"))[0].comment, 0..comment.len(), "{comment}");
        }
        check(
            "a.ftl",
            "# privlint: allow(a)\nkey =\n    text\n    more\nnext = x\n",
            "# privlint: allow(a)\nkey =\n    text\n    more\n",
            &["a"],
        );
        check(
            "a.yml",
            "# privlint: allow_file(a, b)\nkey: x\n",
            "# privlint: allow_file(a, b)\nkey: x\n",
            &["a", "b"],
        );
        check(
            "a.yml",
            "# privlint: allow(a)\n# a note\nk: |\n  a\n\n  b\nl: x\n",
            "# privlint: allow(a)\n# a note\nk: |\n  a\n\n  b\n",
            &["a"],
        );
        check(
            "a.po",
            "# privlint: allow(a)\n#: x.c\nmsgid \"a\"\nmsgstr \"b\"\n\nmsgid \"c\"\n",
            "# privlint: allow(a)\n#: x.c\nmsgid \"a\"\nmsgstr \"b\"\n",
            &["a"],
        );
        check(
            "a.strings",
            "/* privlint: allow(a) */\n\"x\" = \"y\";\n\"z\" = \"w\";\n",
            "/* privlint: allow(a) */\n\"x\" = \"y\";\n",
            &["a"],
        );
        check(
            "a.j2",
            "{#\n  privlint: allow(a)\n#}\n<body>\n  {{ x }}\n</body>\n",
            "{#\n  privlint: allow(a)\n#}\n<body>\n",
            &["a"],
        );
        check(
            "a.j2",
            "\u{feff}{# privlint: allow(a) #}\n{{\n  x }}\n{{ y }}\n",
            "{# privlint: allow(a) #}\n{{\n  x }}\n",
            &["a"],
        );
        check(
            "a.hbs",
            "{{!-- privlint: allow(a, reason = \"b -- c\") --}} {{x}}\n",
            "{{!-- privlint: allow(a, reason = \"b -- c\") --}} {{x}}",
            &["a"],
        );
    }

    #[test]
    fn what_its_readers_see_is_no_comment() {
        for (name, text) in [
            ("a.txt", "write privlint: allow(a) into a comment"),
            ("a.txt.j2", "Ticket # privlint: allow_file(a)\n"),
            ("a.txt", "<!-- privlint: allow(a) -->"),
            ("a.txt.j2", "See https://privlint: allow_file(a)"),
            ("a.yml", "k: |\n  text\n  # privlint: allow(a)\n"),
            ("a.yml", "k: \"a # privlint: allow(a)\"\n"),
            ("a.ftl", "k =\n    # privlint: allow(a)\n    x\n"),
            ("a.toml", "k = \"\"\"\n# privlint: allow(a)\n\"\"\"\n"),
            ("a.yml", "# privlint: allowed things are few\n"),
        ] {
            assert_eq!(of_text(name, text), [], "{name}: {text}");
        }
    }

    #[test]
    fn terms_are_read_and_what_is_none_is_kept() {
        let term = |words: &str| of_text("a.yml", &format!("# privlint: {words}\n")).remove(0);
        let full = term("allow(privlint::a, b, reason = \"it, (as \\\"said\\\")\", until = 2027-01-31)");
        assert_eq!(full.reason.as_deref(), Some("it, (as \"said\")"));
        assert_eq!((full.until, full.lints.len(), full.fault), (Some((2027, 1, 31)), 2, None));
        for (words, said) in [
            ("allow", "name the lints in brackets"),
            ("allow()", "it names no lint"),
            ("allow(a", "the closing bracket is missing"),
            ("allow(a, reason = b)", "the reason is to stand in quotes"),
            ("allow(a, until = soon)", "this is no day, such as 2026-12-31"),
            ("allow(a, owner = \"x\")", "only `reason` and `until` have values"),
        ] {
            assert_eq!(term(words).fault.map(|(said, _)| said), Some(said), "{words}");
        }
    }
}
