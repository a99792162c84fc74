//! Which class an identifier speaks of.
//!
//! Terms: an identifier is split into *tokens*; a *run* is a contiguous row of them; a *term* of a class page matches a
//! run of the same tokens, or, from six letters on, one that spells the same when joined (`pass_word`, `firstname`).
//! Invariants: only whole tokens match, never parts of one; the longest run wins; what stands behind the run is the
//! noun and decides; a name that is a term as a whole beats every negative.

use super::class::{Class, ClassId, NamePolicy};
use super::sieve::Sieve;
use crate::hir::Name;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::borrow::Cow;
use std::hash::BuildHasher;
use std::sync::{OnceLock, PoisonError, RwLock};

/// How much a term says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Nothing without context.
    Weak,
    /// Enough as the string that something is looked up by.
    Key,
    /// Enough where the declared type is text.
    Text,
    /// Enough.
    Strong,
}

/// What an identifier was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMatch {
    /// The class.
    pub class: ClassId,
    /// How much the term says.
    pub strength: Strength,
    /// The term, as its page spells it.
    pub term: Name,
}

/// Every term of every class.
#[derive(Debug, Default)]
pub struct Lexicon {
    /// Words that turn a name into metadata, from `none.md`.
    pub policy: NamePolicy,
    terms: Vec<Term>,
    /// The first term of each joined spelling, by its index.
    spelled: HashMap<Name, usize>,
    labels: Vec<(String, Option<ClassId>)>,
    types: HashMap<String, ClassId>,
    /// The names of these types, and of those whose values are no datum.
    typed: Sieve,
    /// What single words are for a name.
    roles: HashMap<Name, Roles>,
    /// How terms begin, by their first letters.
    beginnings: HashSet<[u8; 3]>,
    longest: usize,
    readings: Readings,
}

/// What identifiers were read as; a program repeats few of them often. They are kept in shares, so that threads seldom
/// wait for each other.
#[derive(Debug)]
struct Readings([RwLock<HashMap<Box<str>, Reading>>; SHARES]);

const SHARES: usize = 64;

impl Default for Readings {
    fn default() -> Readings {
        Readings(std::array::from_fn(|_| RwLock::default()))
    }
}

/// All that an identifier says. Of the names of most functions it is never asked of which class they speak.
#[derive(Debug)]
struct Reading {
    name: OnceLock<Option<NameMatch>>,
    function: OnceLock<Option<NameMatch>>,
    says_hidden: bool,
    is_sanitizer: bool,
    is_deed: bool,
    is_fact: bool,
}

/// The lists of the policy of names that a word is in.
#[derive(Clone, Copy, Debug, Default)]
struct Roles {
    hides: bool,
    is_sanitizer: bool,
    is_verb: bool,
    is_prefix: bool,
    is_preposition: bool,
    /// Whether a suffix ends in it.
    ends_suffix: bool,
}

#[derive(Clone, Debug)]
struct Term {
    tokens: Vec<Name>,
    spelled: Name,
    /// None for names that the class disowns.
    claim: Option<(ClassId, Strength)>,
    /// The next term that spells the same when joined.
    next: Option<usize>,
}

/// A run of tokens with the term that it matches.
struct Run<'l> {
    start: usize,
    end: usize,
    term: &'l Term,
}

/// No suffix of a fact has more words.
const MAX_SUFFIX_WORDS: usize = 3;
/// Joined spellings shorter than this would match by chance.
const JOINED_LETTERS: usize = 6;

impl Lexicon {
    /// Takes in the words of all classes. Of two that claim a word the first has it; those from `own` on go before the
    /// others, since whoever adds a class knows what his words mean.
    pub(super) fn build(&mut self, classes: &[Class], own: usize, errors: &mut Vec<String>) {
        let count = classes.iter().flat_map(|class| &class.terms).map(|(.., terms)| terms.len()).sum();
        self.terms.reserve(count);
        self.spelled.reserve(count);
        let in_order = classes.iter().enumerate().skip(own).chain(classes.iter().enumerate().take(own));
        for (at, class) in in_order {
            let id = ClassId(at);
            for (language, strength, terms) in &class.terms {
                let claim = match strength.as_str() {
                    "strong" => Some((id, Strength::Strong)),
                    "weak" => Some((id, Strength::Weak)),
                    "key" => Some((id, Strength::Key)),
                    "text" => Some((id, Strength::Text)),
                    "label" => Some((id, Strength::Strong)),
                    "never" => None,
                    other => {
                        errors.push(format!(
                            "lints/classes/{}.md: `{other}` is no strength ({language})",
                            class.name
                        ));
                        continue;
                    }
                };
                for term in terms {
                    if strength == "label" || !term.is_ascii() {
                        self.labels.push((fold(term), claim.map(|(id, _)| id)));
                    }
                    self.add(term, claim);
                }
            }
            for ty in &class.types {
                self.typed.add(ty);
                self.types.entry(ty.clone()).or_insert(id);
            }
        }
        self.policy.types.iter().for_each(|ty| self.typed.add(ty));
        self.assign_roles();
        self.beginnings =
            self.spelled.keys().filter_map(|spelling| spelling.as_bytes().first_chunk().copied()).collect();
        self.labels.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
    }

    fn assign_roles(&mut self) {
        let policy = &self.policy;
        let lists = [&policy.hidden, &policy.sanitizers, &policy.verbs, &policy.prefixes];
        let last = |phrase: &Name| Name::new(phrase.rsplit('_').next().unwrap_or_default());
        let ends: HashSet<Name> = policy.suffixes.iter().map(last).collect();
        let words = lists.into_iter().chain([&policy.prepositions, &ends]);
        let words: HashSet<Name> = words.flatten().cloned().collect();
        let role = |word: Name| {
            let roles = Roles {
                hides: policy.hidden.contains(&word),
                is_sanitizer: policy.sanitizers.contains(&word),
                is_verb: policy.verbs.contains(&word),
                is_prefix: policy.prefixes.contains(&word),
                is_preposition: policy.prepositions.contains(&word),
                ends_suffix: ends.contains(&word),
            };
            (word, roles)
        };
        self.roles = words.into_iter().map(role).collect();
    }

    fn add(&mut self, term: &str, claim: Option<(ClassId, Strength)>) {
        let tokens = split_identifier(term);
        self.longest = self.longest.max(tokens.len());
        let added = self.terms.len();
        let mut at = *self.spelled.entry(tokens.iter().map(Name::as_str).collect()).or_insert(added);
        self.terms.push(Term { spelled: Name::new(term), claim, tokens, next: None });
        while at != added {
            at = *self.terms[at].next.get_or_insert(added);
        }
    }

    /// The class whose values have this type.
    pub fn class_of_type(&self, name: &str) -> Option<ClassId> {
        if self.typed.may_hold(name) { self.types.get(name).copied() } else { None }
    }

    /// Whether the values of a type cannot be a datum of any class.
    pub fn is_dull_type(&self, name: &str) -> bool {
        self.typed.may_hold(name) && self.policy.types.contains(name)
    }

    /// The class of an identifier, by its words.
    pub fn name(&self, identifier: &str) -> Option<NameMatch> {
        self.reading(identifier, |reading| self.name_of(reading, identifier))
    }

    /// The class of a function's result, by its name: what stands before the first preposition, unless the function
    /// does something with it.
    pub fn function(&self, name: &str) -> Option<NameMatch> {
        self.reading(name, |reading| {
            let read = || self.read_function(name, || self.name_of(reading, name));
            reading.function.get_or_init(read).clone()
        })
    }

    /// Whether a name has a word that says, before or behind a datum, that it is hidden: `MaskedIban`.
    pub fn says_hidden(&self, name: &str) -> bool {
        self.reading(name, |reading| reading.says_hidden)
    }

    /// Whether a function's name says that it hides what it is given.
    pub fn is_sanitizer(&self, function: &str) -> bool {
        self.reading(function, |reading| reading.is_sanitizer)
    }

    /// Whether a function's name says that its result is no datum: a deed, a question or a fact.
    pub fn is_deed(&self, function: &str) -> bool {
        self.reading(function, |reading| reading.is_deed)
    }

    /// Whether the last words of a name say that it is a fact about something, such as `expires_at` or `len`.
    pub fn is_fact(&self, name: &str) -> bool {
        self.reading(name, |reading| reading.is_fact)
    }

    fn name_of(&self, reading: &Reading, identifier: &str) -> Option<NameMatch> {
        reading.name.get_or_init(|| self.read_name(&split_identifier(identifier))).clone()
    }

    /// Reads an identifier once and remembers it. A poisoned lock holds sound readings all the same.
    fn reading<T>(&self, identifier: &str, ask: impl Fn(&Reading) -> T) -> T {
        let share = rustc_hash::FxBuildHasher.hash_one(identifier) as usize % SHARES;
        let share = &self.readings.0[share];
        if let Some(known) = share.read().unwrap_or_else(PoisonError::into_inner).get(identifier) {
            return ask(known);
        }
        let reading = self.read(identifier);
        let answer = ask(&reading);
        share.write().unwrap_or_else(PoisonError::into_inner).insert(identifier.into(), reading);
        answer
    }

    fn read(&self, identifier: &str) -> Reading {
        let tokens = split_identifier(identifier);
        let roles = self.roles_of(&tokens);
        let first = roles.first().copied().unwrap_or_default();
        let ends_in = |length: usize| {
            let start = tokens.len().checked_sub(length);
            start.is_some_and(|start| self.policy.suffixes.contains(tokens[start..].join("_").as_str()))
        };
        let ends_suffix = roles.last().is_some_and(|last| last.ends_suffix);
        let hidden = &self.policy.hidden;
        Reading {
            says_hidden: roles.iter().any(|role| role.hides)
                || tokens.len() > 1
                    && (hidden.contains(tokens.join("_").as_str())
                        || hidden.contains(tokens.concat().as_str())),
            name: OnceLock::new(),
            function: OnceLock::new(),
            is_sanitizer: roles.iter().any(|role| role.is_sanitizer),
            is_deed: first.is_verb || first.is_prefix,
            is_fact: first.is_prefix || ends_suffix && (1..=MAX_SUFFIX_WORDS).any(ends_in),
        }
    }

    fn roles_of(&self, tokens: &[Name]) -> Vec<Roles> {
        tokens.iter().map(|token| self.roles.get(token).copied().unwrap_or_default()).collect()
    }

    fn read_name(&self, tokens: &[Name]) -> Option<NameMatch> {
        let bare = self.strip(tokens);
        if let Some(term) = self.lookup(tokens, true).or_else(|| self.lookup(bare, true)) {
            return claim(term);
        }
        // What looks like a carrier may belong to a term, as in `connection_string`.
        let (run, bare) = match self.best_run(bare) {
            Some(run) => (run, bare),
            None => (self.best_run(tokens)?, tokens),
        };
        let cancelled = tokens.iter().any(|token| self.policy.cancels.contains(token));
        let is_fact = self.is_fact_before(&bare[..run.start]) || self.is_noun_behind(&bare[run.end..]);
        if is_fact && !cancelled {
            return None;
        }
        claim(run.term)
    }

    /// The class of a function's result; `whole` is what its name says when it is read as that of a value.
    fn read_function(&self, name: &str, whole: impl FnOnce() -> Option<NameMatch>) -> Option<NameMatch> {
        let tokens = split_identifier(name);
        let roles = self.roles_of(&tokens);
        let end = roles.iter().position(|role| role.is_preposition).unwrap_or(tokens.len());
        if roles[..end].iter().any(|role| role.is_verb) {
            return None;
        }
        if end == tokens.len() { whole() } else { self.read_name(&tokens[..end]) }
    }

    /// The class that claims a name as a whole, word by word.
    pub fn whole(&self, name: &str) -> Option<NameMatch> {
        claim(self.lookup(&split_identifier(name), true)?)
    }

    /// Whether a class says of a name that it looks like the class and is not.
    pub fn disowns(&self, name: &str) -> bool {
        self.lookup(&split_identifier(name), true).is_some_and(|term| term.claim.is_none())
    }

    /// Takes words off both ends that change nothing.
    fn strip<'t>(&self, tokens: &'t [Name]) -> &'t [Name] {
        let mut rest = tokens;
        while let [first, more @ ..] = rest
            && !more.is_empty()
            && self.policy.carriers_front.contains(first)
        {
            rest = more;
        }
        while let [more @ .., last] = rest
            && !more.is_empty()
            && (self.policy.carriers_back.contains(last) || is_mere_number(last))
        {
            rest = more;
        }
        rest
    }

    /// The longest run that a class claims; none where one that a class disowns overlaps it and is as long.
    fn best_run(&self, tokens: &[Name]) -> Option<Run<'_>> {
        let mut best: Option<Run> = None;
        let mut disowned = Vec::new();
        for start in (0..tokens.len()).filter(|&start| self.may_begin(&tokens[start])) {
            for end in start + 1..=tokens.len().min(start + self.longest + 2) {
                let Some(term) = self.lookup(&tokens[start..end], end == tokens.len()) else { continue };
                let run = Run { start, end, term };
                if term.claim.is_none() {
                    disowned.push((start, end));
                } else if best.as_ref().is_none_or(|best| rank(&run) >= rank(best)) {
                    best = Some(run);
                }
            }
        }
        let best = best?;
        let beats = |&(start, end): &(usize, usize)| {
            start < best.end && best.start < end && end - start >= best.end - best.start
        };
        if disowned.iter().any(beats) { None } else { Some(best) }
    }

    /// Whether a term may begin with a token, or with its singular; short ones may begin many.
    fn may_begin(&self, token: &str) -> bool {
        let stem = token.trim_end_matches(|c: char| c.is_ascii_digit());
        stem.len() <= MAX_SHORT
            || stem.as_bytes().first_chunk().is_some_and(|letters| self.beginnings.contains(letters))
    }

    /// The term that a run spells; the last token of a name may stand in the plural.
    fn lookup(&self, tokens: &[Name], is_last: bool) -> Option<&Term> {
        let (last, before) = tokens.split_last()?;
        let digitless = last.trim_end_matches(|c: char| c.is_ascii_digit());
        let digitless = (!digitless.is_empty() && digitless.len() < last.len()).then_some(digitless);
        let forms = std::iter::once(last.as_str()).chain(digitless);
        let exact = forms.into_iter().find_map(|form| self.lookup_exact(before, form));
        exact.or_else(|| match is_last {
            true => self.singulars(last).iter().find_map(|singular| self.lookup_exact(before, singular)),
            false => None,
        })
    }

    /// The term that is spelled by tokens and a last one.
    fn lookup_exact(&self, before: &[Name], last: &str) -> Option<&Term> {
        let joined = match before.is_empty() {
            true => Cow::Borrowed(last),
            false => Cow::Owned(before.concat() + last),
        };
        let first = &self.terms[*self.spelled.get(&*joined)?];
        let mut alike =
            std::iter::successors(Some(first), |term| term.next.and_then(|next| self.terms.get(next)));
        let is_same = |term: &&Term| {
            term.tokens.split_last().is_some_and(|(end, start)| end == last && start == before)
        };
        let same = alike.find(is_same);
        same.or_else(|| Some(first).filter(|_| joined.chars().count() >= JOINED_LETTERS))
    }

    fn singulars(&self, word: &str) -> Vec<String> {
        if word.len() <= 3
            || !word.ends_with('s')
            || word.ends_with("ss")
            || self.policy.plurals_kept.contains(word)
        {
            return Vec::new();
        }
        let mut singulars = vec![word[..word.len() - 1].to_string()];
        if let Some(stem) = word.strip_suffix("ies") {
            singulars.push(format!("{stem}y"));
        }
        if let Some(stem) = word.strip_suffix("es") {
            singulars.push(stem.to_string());
        }
        singulars
    }

    fn is_fact_before(&self, tokens: &[Name]) -> bool {
        tokens.iter().any(|token| self.policy.prefixes.contains(token))
    }

    /// Whether a noun follows the term. Carriers, numbers and single letters are none.
    fn is_noun_behind(&self, tokens: &[Name]) -> bool {
        tokens.iter().any(|token| {
            !(self.policy.carriers_back.contains(token)
                || is_mere_number(token)
                || token.chars().count() == 1)
        })
    }

    /// The class that a piece of prose names: the words right at its end, or a doc comment as a whole.
    pub fn label(&self, text: &str) -> Option<NameMatch> {
        self.ending(text).filter(|found| found.strength == Strength::Strong)
    }

    /// The term that a piece of prose ends in, however little it says by itself.
    pub fn ending(&self, text: &str) -> Option<NameMatch> {
        let folded = fold(text);
        let folded = folded.trim();
        let ends = |label: &str| !label.is_ascii() && folded.ends_with(label);
        // Most texts are of ASCII, and there are many labels.
        let wide = if folded.is_ascii() { None } else { self.labels.iter().find(|(label, _)| ends(label)) };
        if let Some((label, class)) = wide {
            return class.map(|class| NameMatch {
                class,
                strength: Strength::Strong,
                term: Name::new(label),
            });
        }
        let words = folded.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '_' | '-'))).next()?;
        let tokens: Vec<&str> = words.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect();
        let tail = &tokens[tokens.len().saturating_sub(3)..];
        (0..tail.len()).find_map(|from| self.name(&tail[from..].join("_")))
    }
}

fn claim(term: &Term) -> Option<NameMatch> {
    let (class, strength) = term.claim?;
    Some(NameMatch { class, strength, term: term.spelled.clone() })
}

/// More tokens beat fewer, a strong term beats a weak one; then the later run wins.
fn rank(run: &Run) -> (usize, Option<Strength>) {
    (run.end - run.start, run.term.claim.map(|(_, strength)| strength))
}

fn is_mere_number(token: &str) -> bool {
    token.chars().all(|c| c.is_ascii_digit())
}

/// Words up to this length may be a still shorter one with an ending.
const MAX_SHORT: usize = 5;

/// Splits an identifier at its separators and changes of case, and folds each token.
pub fn split_identifier(identifier: &str) -> Vec<Name> {
    // Most names are of this kind, and their tokens stay as they are.
    if identifier.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        let tokens = identifier.split(|c: char| !c.is_ascii_alphanumeric());
        return tokens.filter(|token| !token.is_empty()).map(Name::new).collect();
    }
    let mut tokens = Vec::new();
    let (mut start, mut before) = (0, None);
    let mut chars = identifier.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_part = c.is_alphanumeric();
        let rises =
            || before.is_some_and(|b: char| b.is_lowercase() || b.is_ascii_digit()) && c.is_uppercase();
        let mut ends_acronym = || {
            before.is_some_and(char::is_uppercase)
                && c.is_uppercase()
                && chars.peek().is_some_and(|(_, after)| after.is_lowercase())
        };
        if !is_part || rises() || ends_acronym() {
            push_token(&mut tokens, &identifier[start..at]);
            start = if is_part { at } else { at + c.len_utf8() };
        }
        before = Some(c);
    }
    push_token(&mut tokens, &identifier[start..]);
    tokens
}

fn push_token(tokens: &mut Vec<Name>, token: &str) {
    if !token.is_empty() {
        tokens.push(Name::from(fold(token)));
    }
}

/// Lower case, without the accents of Latin letters, full-width letters as ordinary ones.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().flat_map(char::to_lowercase).map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ş' => 's',
        'ğ' => 'g',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_split_at_separators_and_case() {
        assert_eq!(split_identifier("userEmail_address"), ["user", "email", "address"]);
        assert_eq!(split_identifier("IPAddress2"), ["ip", "address2"]);
        assert_eq!(split_identifier("contraseña"), ["contrasena"]);
        assert_eq!(split_identifier("ＥＭＡＩＬ"), ["email"]);
    }
}
