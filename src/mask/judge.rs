//! What a mask shows that it should not.

use super::text::{Count, Guard, Piece, Row};
use crate::catalog::{Class, Form};
use crate::span::Span;

/// A weakness of a mask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weakness {
    /// The expression that shows too much.
    pub span: Span,
    /// What it does, in words that follow the name of the mask.
    pub what: String,
}

/// What hides so many characters, whatever follows, counts as a mask of a text of the usual length.
const HIDDEN: u32 = 6;
/// The same of a text whose length was looked at.
const HIDDEN_OF_KNOWN: u32 = 3;
/// So many characters may be shown of a text that nobody looked at.
const UNGUARDED: u32 = 1;

/// The weaknesses of a mask of a class, given the texts that it makes; each kind once. `masks` says whether some text
/// that it makes hides the input.
pub(super) fn weaknesses(class: &Class, rows: &[Row], masks: bool) -> Vec<Weakness> {
    let mut found: Vec<Weakness> = Vec::new();
    // What is not understood may look for the datum in a longer text, which is given back where it holds none.
    if rows.iter().any(|row| row.pieces.contains(&Piece::Unknown)) {
        return found;
    }
    for row in rows {
        let Some(what) = weakness(class, row, masks) else { continue };
        if !found.iter().any(|known| known.what == what) {
            found.push(Weakness { span: row.span, what });
        }
    }
    found
}

fn weakness(class: &Class, row: &Row, masks: bool) -> Option<String> {
    let form = &class.form;
    let pieces = &row.pieces;
    if pieces.iter().any(|piece| matches!(piece, Piece::Input | Piece::Reversed)) {
        return Some(match masks {
            true => "gives back its input where that is short or malformed".into(),
            false => "gives back what it is given".into(),
        });
    }
    if pieces.contains(&Piece::Hash(false)) && class.guessable {
        return Some(format!("hashes a {} without a key, which is found by trying all", class.says));
    }
    if let Some(what) = shows_too_much(form, pieces, row.guard) {
        return Some(what);
    }
    // Of a text that was looked at, the length may be known to be the same for all.
    if pieces.contains(&Piece::Stars) && row.guard != Guard::Checked {
        return Some("tells the length of what it hides".into());
    }
    let (head, tail) = kept(pieces);
    let whole = match row.guard {
        Guard::None => head.max(tail),
        Guard::Sliced if head > 0 && tail > 0 => head + tail,
        Guard::Sliced | Guard::Checked => 0,
    };
    (whole > UNGUARDED).then(|| format!("shows a text of {whole} characters whole"))
}

fn shows_too_much(form: &Form, pieces: &[Piece], guard: Guard) -> Option<String> {
    let allowed = allowed(form);
    let hidden = if guard == Guard::Checked { HIDDEN_OF_KNOWN } else { HIDDEN };
    for piece in pieces {
        let what = match piece {
            Piece::Head(Count::Open) => "all but the last characters".to_string(),
            Piece::Tail(Count::Open) => "all but the first characters".to_string(),
            Piece::Head(Count::Exactly(count)) if *count > form.head => {
                format!("the first {count} characters")
            }
            Piece::Tail(Count::Exactly(count)) if *count > form.tail => {
                format!("the last {count} characters")
            }
            Piece::Rest(count) if *count < hidden => format!("all but the first {count} characters"),
            Piece::Middle => "characters of its middle".to_string(),
            Piece::Before if !form.before => "all that stands before the separator".to_string(),
            Piece::After if !form.after => "what stands behind the separator".to_string(),
            _ => continue,
        };
        return Some(format!("shows {what}, where {allowed}"));
    }
    None
}

fn allowed(form: &Form) -> String {
    match (form.head, form.tail) {
        (0, 0) => "nothing may be shown".into(),
        (head, 0) => format!("{head} at the front may be"),
        (0, tail) => format!("{tail} at the end may be"),
        (head, tail) => format!("{head} at the front and {tail} at the end may be"),
    }
}

/// How many characters are kept from the front and from the end.
fn kept(pieces: &[Piece]) -> (u32, u32) {
    let mut kept = (0, 0);
    for piece in pieces {
        match piece {
            Piece::Head(Count::Exactly(count)) => kept.0 += count,
            Piece::Tail(Count::Exactly(count)) => kept.1 += count,
            _ => {}
        }
    }
    kept
}
