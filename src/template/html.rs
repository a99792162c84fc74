//! Where in its host a placeholder stands: in a page's title, in an address, in a comment, or in the text that is read.
//!
//! The host is read from a copy of the same length in which every tag of the template is overwritten, so that places
//! stay what they are. Addresses are told by their text, in pages and plain messages alike.

use super::{Extent, Template};
use html5gum::emitters::default::{DefaultEmitter, Token};
use html5gum::{Spanned, Tokenizer};

/// The place of a placeholder in its host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Where it is shown.
    pub shown: Shown,
    /// Set where it is part of an address.
    pub address: Option<Address>,
}

/// Where a reader sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// In the text.
    #[default]
    Text,
    /// In the title, which a mail shows as its subject.
    Title,
    /// In the line that a mailbox shows beside the subject.
    Preview,
    /// In a comment of the host.
    Comment,
    /// In a style, where it is no text at all.
    Style,
}

/// The part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Where the address begins; placeholders of one address share it.
    pub start: u32,
    /// Whether it stands behind the question mark.
    pub in_query: bool,
}

/// So many bytes before a placeholder are looked at for the address that it is part of.
const MAX_ADDRESS: usize = 600;

/// The elements whose text is the title or the preview.
const TITLES: &[&[u8]] = &[b"title", b"mj-title"];
const PREVIEWS: &[&[u8]] = &[b"mj-preview", b"preheader", b"preview"];

/// The places of all interpolations, in their order. `is_html` says whether the host is a page.
pub fn contexts(text: &str, template: &Template, is_html: bool) -> Vec<Context> {
    let masked = masked(text, &template.tags);
    let mut found: Vec<Context> = template
        .interpolations
        .iter()
        .map(|one| Context { shown: Shown::Text, address: address(&masked, one.tag.start as usize) })
        .collect();
    if is_html {
        let regions = regions(&masked);
        let mut region = 0;
        for (context, one) in found.iter_mut().zip(&template.interpolations) {
            while regions.get(region).is_some_and(|(_, end, _)| *end <= one.tag.start as usize) {
                region += 1;
            }
            if let Some((start, _, shown)) = regions.get(region)
                && *start <= one.tag.start as usize
            {
                context.shown = *shown;
            }
        }
    }
    found
}

/// The text with every tag overwritten.
fn masked(text: &str, tags: &[Extent]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for tag in tags {
        if let Some(tag) = bytes.get_mut(tag.start as usize..tag.end as usize) {
            tag.fill(b'x');
        }
    }
    bytes
}

/// The address that a place is part of: what stands before it without a gap, if that looks like one.
fn address(masked: &[u8], at: usize) -> Option<Address> {
    let from = at.saturating_sub(MAX_ADDRESS);
    let before = &masked[from..at];
    let gap = |byte: &u8| {
        byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'(' | b'`' | b'[')
    };
    let start = before.iter().rposition(gap).map_or(0, |gap| gap + 1);
    let word = &before[start..];
    let has_scheme = memchr::memmem::find(word, b"://").is_some();
    let query = memchr::memchr(b'?', word);
    let has_key = query.is_some_and(|query| memchr::memchr(b'=', &word[query..]).is_some());
    let is_path = has_scheme || word.starts_with(b"/") || word.starts_with(b"x");
    let start = (from + start) as u32;
    match (has_key, is_path, has_scheme) {
        (true, true, _) => Some(Address { start, in_query: true }),
        (false, _, true) => Some(Address { start, in_query: false }),
        _ => None,
    }
}

/// The parts of a page that are no plain text, in order.
fn regions(masked: &[u8]) -> Vec<(usize, usize, Shown)> {
    let mut found: Vec<(usize, usize, Shown)> = Vec::new();
    // The element whose text is special, and where that begins.
    let mut open: Option<(Vec<u8>, usize, Shown)> = None;
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(masked, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if open.is_none() => {
                let name = tag.name.as_slice();
                let shown = match () {
                    () if TITLES.contains(&name) => Shown::Title,
                    () if PREVIEWS.contains(&name) || is_preview(tag.attributes.iter()) => Shown::Preview,
                    () if name == b"style" => Shown::Style,
                    () => continue,
                };
                open = Some((name.to_vec(), tag.span.end, shown));
            }
            Token::EndTag(tag) => {
                if let Some((_, start, shown)) = open.take_if(|(name, ..)| *name == tag.name.as_slice()) {
                    found.push((start, tag.span.start, shown));
                }
            }
            Token::Comment(Spanned { span, .. }) => found.push((span.start, span.end, Shown::Comment)),
            _ => {}
        }
    }
    found.sort_unstable_by_key(|(start, end, _)| (*start, *end));
    found
}

/// Whether an element is one that mailboxes show before a mail is opened: its class says so.
fn is_preview<'a>(
    attributes: impl Iterator<Item = (&'a html5gum::HtmlString, &'a Spanned<html5gum::HtmlString>)>,
) -> bool {
    let mut classes = attributes.filter(|(name, _)| matches!(name.as_slice(), b"class" | b"id"));
    let holds = |value: &[u8], word: &[u8]| memchr::memmem::find(value, word).is_some();
    classes.any(|(_, value)| holds(value, b"preheader") || holds(value, b"preview-text"))
}
