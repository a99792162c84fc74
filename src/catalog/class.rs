//! Data classes: what a page of `lints/classes/` says.

use super::page::{Page, table};
use crate::hir::Name;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use serde::Deserialize;

/// Index of a class in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub usize);

/// What may be displayed of a class, from low to restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum PolicyLevel {
    /// Raw anywhere.
    L1,
    /// Raw to its subject.
    L2,
    /// Masked.
    L3,
    /// Never.
    L4,
}

impl PolicyLevel {
    /// From low to restricted.
    pub const ALL: [PolicyLevel; 4] = [PolicyLevel::L1, PolicyLevel::L2, PolicyLevel::L3, PolicyLevel::L4];

    /// The level of a name.
    pub fn named(name: &str) -> Option<PolicyLevel> {
        PolicyLevel::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The next level, where there is one.
    pub fn raised(self) -> PolicyLevel {
        PolicyLevel::ALL.into_iter().find(|level| *level > self).unwrap_or(self)
    }

    /// What a class of this level permits where its page does not say more.
    pub fn permits(self) -> &'static str {
        ["as it is", "to the person it is about, or hashed", "masked", "never"][self as usize]
    }

    /// `L1` to `L4`.
    pub fn name(self) -> &'static str {
        ["L1", "L2", "L3", "L4"][self as usize]
    }
}

/// A data class.
#[derive(Clone, Debug)]
pub struct Class {
    /// Its dotted name.
    pub name: String,
    /// What may be displayed.
    pub level: PolicyLevel,
    /// What it is, in words for messages.
    pub says: String,
    /// The form that may be displayed, in words.
    pub permitted: String,
    /// Laws and standards that name it.
    pub tags: Vec<String>,
    /// How much of it a mask may show.
    pub form: Form,
    /// Whether so few values are likely that a hash without a key is undone by trying all.
    pub guessable: bool,
    /// Whether a number may be the datum, where it is a credential: most are texts or bytes.
    pub numeric: bool,
    /// Types whose values are this datum, last path segment each.
    pub types: Vec<String>,
    /// What the class is to its neighbours.
    pub role: Role,
    /// Words as (language, strength, terms).
    pub terms: Vec<(String, String, Vec<String>)>,
    /// Names and what they are to be read as: the page's own test.
    pub names: Vec<(String, String)>,
}

/// How much of a datum a mask may show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// So many characters at the front.
    #[serde(default)]
    pub head: u32,
    /// So many at the end.
    #[serde(default)]
    pub tail: u32,
    /// All that stands before a separator.
    #[serde(default)]
    pub before: bool,
    /// All that stands behind a separator, such as the domain of an address.
    #[serde(default)]
    pub after: bool,
}

/// What a class is to the data beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Data about a person: two such fields make a third one personal.
    #[default]
    Datum,
    /// Data about a thing that a person may have; it says nothing about its neighbours.
    Thing,
    /// Data that opens something; it says nothing about its neighbours.
    Credential,
    /// Words for persons, which make weak names of their fields count.
    Person,
}

impl Class {
    /// Whether the class is the one of words for persons.
    pub fn is_person(&self) -> bool {
        self.role == Role::Person
    }

    /// Whether it opens something.
    pub fn is_credential(&self) -> bool {
        self.role == Role::Credential
    }

    /// Whether a number may be the datum.
    pub fn may_be_number(&self) -> bool {
        self.numeric || !self.is_credential()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    level: PolicyLevel,
    says: String,
    permitted: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(rename = "fides", default)]
    _fides: String,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    role: Role,
    #[serde(default)]
    form: Form,
    #[serde(default)]
    guessable: bool,
    #[serde(default)]
    numeric: bool,
}

/// The words that make a name speak about a datum without holding it; the header of `none.md`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamePolicy {
    /// In front of a term: the value is a fact about the datum.
    pub prefixes: HashSet<Name>,
    /// Behind a term: the value is something else of the datum.
    pub suffixes: HashSet<Name>,
    /// Anywhere: the datum is there after all.
    pub cancels: HashSet<Name>,
    /// In front of a name: changes nothing.
    pub carriers_front: HashSet<Name>,
    /// Behind a name: changes nothing.
    pub carriers_back: HashSet<Name>,
    /// Last words that keep their final `s`.
    pub plurals_kept: HashSet<Name>,
    /// First words of functions that do something with the datum.
    pub verbs: HashSet<Name>,
    /// In a function's name: what follows says how the result was found, not what it is.
    pub prepositions: HashSet<Name>,
    /// First words of functions that hide the datum.
    pub sanitizers: HashSet<Name>,
    /// Words of functions, modules and types that make a form of the datum which may be shown.
    pub masks: HashSet<Name>,
    /// What the names of masks leave out, in the order in which it is tried.
    pub mask_ends: Vec<Name>,
    /// Keys of attributes that give a declaration another name.
    pub naming_attributes: Vec<String>,
    /// Weak words that count where name and label agree.
    pub agreeing_terms: HashSet<Name>,
    /// In the text before a value, what stands behind one of these holds the value and is not it.
    pub places: HashSet<Name>,
    /// Words behind which a credential stands, as in a header.
    pub schemes: HashSet<Name>,
    /// The class of that credential.
    pub scheme_class: String,
    /// Words in the names of functions and of their types that say that somebody logs in there.
    pub login_words: HashSet<Name>,
    /// Weak words that are a credential there.
    pub login_terms: HashSet<Name>,
    /// Last words of names that are a credential beside the address of what it opens.
    pub service_terms: HashSet<Name>,
    /// Last words of such addresses.
    pub service_addresses: HashSet<Name>,
    /// Last words of types that say what went wrong.
    pub failures: HashSet<Name>,
    /// First words of their variants that hold the thing that was wrong.
    pub failing: HashSet<Name>,
    /// Endings of types whose values cannot be a datum of any class.
    pub type_endings: Vec<String>,
    /// Types whose values are numbers in another form.
    pub id_types: HashSet<Name>,
    /// How the names of methods begin whose result is their receiver in another form.
    pub conversions: Vec<String>,
    /// Last words of types that only carry what stands before them.
    pub envelopes: HashSet<Name>,
    /// Last words of types whose fields open something.
    pub credential_owners: HashSet<Name>,
    /// Names of addresses that may hold credentials, where the type is one of addresses.
    pub connections: HashSet<Name>,
    /// Words in the names of such addresses.
    pub connection_words: HashSet<Name>,
    /// The class of such an address.
    pub address_class: String,
    /// The class of the credentials in it, where its name has such a word.
    pub connection_class: String,
    /// Weak words that name the public half of a credential, with the names of the secret half beside it.
    pub public_halves: HashMap<Name, HashSet<Name>>,
    /// Words that say that what is left of a datum gives nothing away.
    pub hidden: HashSet<Name>,
    /// Methods of other crates that take something out of their receiver.
    pub taking: HashSet<Name>,
    /// Fields that name a record without saying anything of it, so that a log may show them in its place.
    pub stand_ins: HashSet<Name>,
    /// Words that say that a datum is one of somebody else than the reader of a message.
    pub other_parties: HashSet<Name>,
    /// Types whose values cannot be a datum of any class.
    pub types: HashSet<Name>,
    /// The page's own test.
    #[serde(skip)]
    pub names: Vec<(String, String)>,
}

/// Reads a class page.
pub(super) fn read(name: &str, page: &Page) -> Result<Class, String> {
    if page.title != name {
        return Err(format!("the title is `{}`", page.title));
    }
    let header: Header = toml::from_str(page.header).map_err(|error| error.message().to_string())?;
    Ok(Class {
        name: name.to_string(),
        level: header.level,
        says: header.says,
        permitted: header.permitted,
        tags: header.tags,
        form: header.form,
        guessable: header.guessable,
        numeric: header.numeric,
        types: header.types,
        role: header.role,
        terms: table(page.section("Terms")).iter().filter_map(|row| terms(row)).collect(),
        names: names(page),
    })
}

/// Reads `none.md`.
pub(super) fn read_policy(page: &Page) -> Result<NamePolicy, String> {
    let mut policy: NamePolicy = toml::from_str(page.header).map_err(|error| error.message().to_string())?;
    policy.names = names(page);
    Ok(policy)
}

fn terms(row: &[&str]) -> Option<(String, String, Vec<String>)> {
    let [language, strength, terms] = row else { return None };
    let terms = terms.split(',').map(|term| term.trim().to_string()).filter(|term| !term.is_empty());
    Some((language.to_string(), strength.to_string(), terms.collect()))
}

fn names(page: &Page) -> Vec<(String, String)> {
    let rows = table(page.section("Names"));
    let cell = |row: &[&str], at: usize| row.get(at).map(|cell| cell.trim_matches('`').to_string());
    rows.iter().filter_map(|row| Some((cell(row, 0)?, cell(row, 1)?))).collect()
}
