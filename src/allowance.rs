//! Comments that allow findings: `privlint: allow(sensitive_log, reason = "…", until = 2027-01-01)`.
//!
//! Terms: an allowance's *scope* is the text that it speaks of. In Rust it is the statement, the item, the arm or the
//! field that the comment stands before, in or behind; `//!` means the module or block around it, `allow_file` the file.
//! In every other text it is the line that the comment stands on, or the next one where it stands alone.
//!
//! Invariant: what cannot be understood of a comment is kept with its place and allows nothing.

use crate::document::{Day, day};
use std::ops::Range;

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
    let (word, is_file) = WORDS.iter().find(|(word, _)| rest.trim_start().starts_with(word))?;
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
            let (name, place) = (&rest[..length], at..at + length.max(1));
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

/// What opens a comment in the texts that messages are made of, each with what closes it; nothing for the end of the
/// line. Longer ones come first.
const COMMENTS: &[(&str, &str)] = &[
    ("{% comment %}", "{% endcomment %}"),
    ("{%- comment -%}", "{%- endcomment -%}"),
    ("{{- /*", "*/"),
    ("{{/*", "*/"),
    ("{{~!--", "--"),
    ("{{!--", "--"),
    ("{{~!", "}}"),
    ("{{!", "}}"),
    ("<!--", "-->"),
    ("{#", "#}"),
    ("/*", "*/"),
    ("//", ""),
    ("#", ""),
];

/// The words of a comment that allows lints.
pub fn words(lints: &[&str], reason: &str, until: Option<Day>) -> String {
    let reason = reason.replace('\\', "\\\\").replace('"', "\\\"");
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
        "ftl" | "po" | "pot" | "yml" | "yaml" | "toml" | "properties" => ("# ", ""),
        "json" | "arb" | "xcstrings" => return None,
        "strings" | "jsonc" | "json5" => ("// ", ""),
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

/// The comments that allow findings in a text that is no Rust.
pub fn of_text(text: &str) -> Vec<Allowance> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), MARK) {
        let line = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let before = text[line..at].trim_end_matches([' ', '\t', '-', '.', '*']);
        let opener = COMMENTS.iter().find(|(open, _)| {
            before.ends_with(open.trim_end_matches(['-', '*', ' '])) && text[line..at].contains(open)
        });
        let Some((open, close)) = opener else { continue };
        let start = line + text[line..at].rfind(open).unwrap_or_default();
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        let end = match *close {
            "" => line_end,
            close => text[at..].find(close).map_or(line_end, |end| at + end),
        };
        // What closes the tag belongs to the comment.
        let tail = [
            "{% endcomment %}",
            "{%- endcomment -%}",
            "*/ -}}",
            "*/}}",
            "*/",
            "--~}}",
            "--}}",
            "-->",
            "~}}",
            "}}",
            "#}",
        ];
        let whole =
            end + tail.iter().find(|tail| text[end..].starts_with(**tail)).map_or(0, |tail| tail.len());
        let Some((mut allowance, is_file)) = read(text, start..end, at + MARK.len()) else { continue };
        allowance.comment = start..whole;
        let is_alone = text[line..start].trim().is_empty()
            && text[whole..].lines().next().is_none_or(|rest| rest.trim().is_empty());
        allowance.scope = match (is_file, is_alone) {
            (true, _) => 0..text.len(),
            (false, true) => start..entry_end(text, whole),
            (false, false) => line..text[whole..].find('\n').map_or(text.len(), |end| whole + end),
        };
        found.push(allowance);
    }
    found
}

/// Where the line ends that follows a place, with the lines that continue it: those that are indented deeper, and the
/// strings of a catalog entry.
fn entry_end(text: &str, from: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut first: Option<usize> = None;
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        let is_comment = line.contains(MARK);
        match first {
            None if is_blank || is_comment => {}
            None => first = Some(indent(line)),
            Some(depth) => {
                let is_string =
                    line.starts_with("msgstr") || line.starts_with("msgid") || line.starts_with('"');
                if is_blank || indent(line) <= depth && !is_string {
                    return at;
                }
            }
        }
        at += line.len();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, scope: &str, lints: &[&str]) {
        let found = of_text(text);
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
            check(&format!("x\n{{{{ y }}}} {comment}\nz\n"), &format!("{{{{ y }}}} {comment}"), &["a"]);
            check(&format!("x\n  {comment}\n\ny\nz\n"), &format!("{comment}\n\ny\n"), &["a"]);
            assert_eq!(of_text(&format!("{comment}\n"))[0].comment, 0..comment.len(), "{comment}");
        }
        check(
            "# privlint: allow(a)\nkey =\n    text\n    more\nnext = x\n",
            "# privlint: allow(a)\nkey =\n    text\n    more\n",
            &["a"],
        );
        check(
            "# privlint: allow_file(a, b)\nkey: x\n",
            "# privlint: allow_file(a, b)\nkey: x\n",
            &["a", "b"],
        );
        assert!(of_text("write privlint: allow(a) into a comment").is_empty());
    }

    #[test]
    fn terms_are_read_and_what_is_none_is_kept() {
        let term = |words: &str| of_text(&format!("# privlint: {words}\n")).remove(0);
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
