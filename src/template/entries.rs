//! Files that hold many texts, each under a key: locales, catalogues, string tables.

use super::locale::{json, toml, yaml};
use super::recognize::Holder;
use super::{Dialect, Extent, Fault, fluent, gettext, strings};

/// One text of such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its key; the keys around it stand before it, with points between them.
    pub key: String,
    /// Where the text is written, quotes and escapes as they are.
    pub at: Extent,
    /// How it is to be read.
    pub dialect: Dialect,
}

/// The texts of a file, and why there are none where it cannot be read.
pub fn entries(text: &str, holder: Holder) -> (Vec<Entry>, Option<Fault>) {
    let read = match holder {
        Holder::Json => json(text),
        Holder::Toml => toml(text),
        Holder::Yaml => yaml(text),
        Holder::Fluent => Ok(fluent::entries(text)),
        Holder::Gettext => Ok(gettext::entries(text)),
        Holder::Android => Ok(strings::android(text)),
        Holder::Apple => Ok(strings::apple(text)),
        Holder::Sql => Ok(strings::sql(text)),
        Holder::Template(_) | Holder::Unknown => Ok(Vec::new()),
    };
    match read {
        Ok(entries) => (entries, None),
        Err(fault) => (Vec::new(), Some(fault)),
    }
}

/// How the text of a locale is to be read: as ICU, where it has its cases, else by any form of placeholder.
pub(super) fn dialect_of(text: &str) -> Dialect {
    let is_icu = |word: &str| {
        let (_, behind) = text.split_once(word)?;
        let (_, before) = text[..text.len() - behind.len() - word.len()].rsplit_once('{')?;
        before.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(())
    };
    let words = [
        ", plural,",
        ", select,",
        ",plural,",
        ",select,",
        ", selectordinal,",
        ", number",
        ", date",
        ", time",
    ];
    match words.iter().any(|word| is_icu(word).is_some()) {
        true => Dialect::Icu,
        false => Dialect::Placeholder,
    }
}
