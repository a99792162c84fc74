//! Which declaration or expression carries which data class, and on what evidence.
//!
//! Terms: a *source* is a place where data of a class enters a flow. Evidence is weighed in this order: annotation,
//! type, strong name, weak name in context, label. A type that cannot be the datum beats every name.

use crate::catalog::{ClassId, NameMatch, PolicyLevel, Role, Strength, split_identifier};
use crate::hir::{Field, Name, Notes, TypeDef, joined};
use crate::infer::{Ty, TypeFact, Types, is_newtype};
use crate::record::record;
use crate::resolve::TypeId;
use crate::span::Span;
use rayon::prelude::*;
use rustc_hash::FxHashSet as HashSet;
use std::sync::Arc;

/// How sure a classification is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A word that means this class only in context, without the context.
    Possible,
    /// A name that means this class.
    Likely,
    /// Somebody said so, or the type does.
    Certain,
}

impl Confidence {
    /// The word for it in reports.
    pub fn name(self) -> &'static str {
        ["possible", "likely", "certain"][self as usize]
    }
}

/// Why something is of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A `privlint:` comment.
    Annotation,
    /// The name of its type.
    Type(Name),
    /// A term in its name.
    Name(Name),
    /// A weak term in its name, with what makes it count.
    InContext(Name, String),
    /// The text before it, or its doc comment.
    Label(String),
    /// The string that it was looked up by.
    Key(Name),
    /// The call that takes it out of its redacting type.
    Revealed(Name),
    /// The parameter that it is passed to.
    PassedTo(Name, Name),
    /// What a type from outside shows when it is printed.
    Library(Name),
    /// The field that is read from it, and the type of the field's owner.
    ReadAs(Name, Name),
    /// What a function from outside gives.
    Given(Name),
}

/// A label is a phrase; more words are a sentence that happens to end in one.
const MAX_LABEL_WORDS: usize = 6;

/// A place where data of a class enters a flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The class.
    pub class: ClassId,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why.
    pub evidence: Evidence,
    /// The declaration; the expression where none is known.
    pub span: Span,
    /// What it is called in messages, such as `Customer.email`.
    pub name: Name,
    /// Whether its type hides it when it is shown.
    pub sealed: bool,
}

/// A declaration to be classified.
struct Declaration<'d, 'a> {
    name: &'d str,
    /// What it is called in messages.
    shown_as: &'d dyn std::ops::Fn() -> Name,
    span: Span,
    ty: Option<&'d Ty<'a>>,
    notes: Option<&'d Notes>,
    /// The type or value that it is a field of; empty where it is none.
    owner: &'d str,
    /// What makes a weak name count, if anything does; asked only where the name is weak.
    context: &'d dyn std::ops::Fn() -> Option<Context>,
}

/// What makes a weak name count.
struct Context {
    /// In words.
    words: String,
    /// Whether it says that the name is a person's; that makes no secret of a `key`.
    is_personal: bool,
}

impl Context {
    fn person(words: String) -> Option<Context> {
        Some(Context { words, is_personal: true })
    }
}

/// The class of every field, found once.
#[derive(Debug, Default)]
pub struct FieldClasses(Vec<Vec<Vec<Option<Arc<Source>>>>>);

record!(wrapper FieldClasses);

impl FieldClasses {
    /// Classifies the fields of every type of the workspace.
    pub fn build(types: Types) -> FieldClasses {
        let of_type = |id: u32| {
            let id = TypeId(id);
            let variants = types.defs.type_def(id).decl.variants.iter().enumerate();
            let of_variant = |(variant, def): (usize, &crate::hir::Variant)| {
                let fields = 0..def.fields.len();
                fields.map(|at| types.classify_field(id, variant, at).map(Arc::new)).collect::<Vec<_>>()
            };
            variants.map(of_variant).collect::<Vec<_>>()
        };
        FieldClasses(
            (0..types.defs.type_count() as u32).into_par_iter().with_max_len(32).map(of_type).collect(),
        )
    }

    /// The class of a field of a struct, or of the payload of a variant.
    pub fn get(&self, id: TypeId, variant: usize, field: usize) -> Option<&Arc<Source>> {
        self.0.get(id.0 as usize)?.get(variant)?.get(field)?.as_ref()
    }
}

impl<'a> Types<'a> {
    /// The class of a field of a struct, or of the payload of a variant.
    pub fn classify_field(&self, id: TypeId, variant: usize, at: usize) -> Option<Source> {
        let def = self.defs.type_def(id);
        let of = def.decl.variants.get(variant)?;
        let field = of.fields.get(at)?;
        let ty = self.signatures.field(id, variant, at);
        if def.decl.is_enum {
            // Where one part of a payload hides itself, it is the part that the variant is named after.
            let redacts = |at: usize| self.fact(&self.signatures.field(id, variant, at)) == TypeFact::Redacts;
            let is_numbered = field.name.starts_with(|c: char| c.is_ascii_digit());
            if is_numbered && !redacts(at) && (0..of.fields.len()).any(redacts) {
                return None;
            }
            self.classify_payload(def, &of.name, field, &ty)
        } else {
            self.classify_own(def, field, &ty)
        }
    }

    /// Whether a type of such a name says what went wrong.
    pub(crate) fn names_failure(&self, name: &str) -> bool {
        let failures = &self.catalog.lexicon.policy.failures;
        split_identifier(name).last().is_some_and(|last| failures.contains(last))
    }

    fn classify_own(&self, def: &TypeDef, field: &Field, ty: &Ty<'a>) -> Option<Source> {
        let is_numbered = field.name.starts_with(|c: char| c.is_ascii_digit());
        let name = if is_numbered { def.name.as_str() } else { field.name.as_str() };
        self.classify(Declaration {
            name,
            shown_as: &|| joined([&def.name, ".", &field.name]),
            span: field.span,
            ty: Some(ty),
            notes: Some(&field.notes),
            owner: if is_numbered { "" } else { &def.name },
            context: &|| {
                let context = || self.owner_context(&def.name, name).or_else(|| self.sibling_context(def));
                let of_service = || self.service_context(def, name, ty);
                if self.is_public_half(def, name) { None } else { context().or_else(of_service) }
            },
        })
    }

    /// Whether a field names who logs in: the secret that proves it stands beside it.
    fn is_public_half(&self, def: &TypeDef, name: &str) -> bool {
        let secrets = self.catalog.lexicon.policy.public_halves.get(name);
        let mut fields = def.decl.variants.iter().flat_map(|variant| &variant.fields);
        secrets.is_some_and(|secrets| fields.any(|field| secrets.contains(field.name.as_str())))
    }

    /// The variant's name may tell what its payload is.
    fn classify_payload(&self, def: &TypeDef, variant: &str, field: &Field, ty: &Ty<'a>) -> Option<Source> {
        // `0`, `value` and `inner` say nothing of their own.
        let is_bare = field.name.starts_with(|c: char| c.is_ascii_digit())
            || self.catalog.lexicon.policy.carriers_back.contains(field.name.as_str());
        let name = if is_bare { variant } else { field.name.as_str() };
        // The variants of an error say what went wrong; only one of a bad thing holds the thing.
        let words = split_identifier(variant);
        let policy = &self.catalog.lexicon.policy;
        let is_bad = words.first().is_some_and(|first| policy.failing.contains(first));
        // `WrongPassword(WrongPasswordError)` holds no password.
        let is_failure = self.def(ty).is_some_and(|(_, def)| self.names_failure(&def.name));
        if is_bare && (is_failure || self.names_failure(&def.name) && !is_bad) {
            return None;
        }
        let of_variant = || self.owner_context(variant, name).or_else(|| self.owner_context(&def.name, name));
        self.classify(Declaration {
            name,
            shown_as: &|| joined([&def.name, "::", variant]),
            span: field.span,
            ty: Some(ty),
            notes: Some(&field.notes),
            owner: if is_bare { "" } else { variant },
            context: &|| {
                let of_owner = if is_bare { self.owner_context(&def.name, name) } else { of_variant() };
                of_owner.or_else(|| self.sibling_context(def))
            },
        })
    }

    /// The class of a parameter or local.
    pub fn classify_binding(
        &self,
        name: &str,
        span: Span,
        ty: Option<&Ty<'a>>,
        notes: Option<&Notes>,
    ) -> Option<Source> {
        self.classify(Declaration {
            name,
            shown_as: &|| Name::new(name),
            span,
            ty,
            notes,
            owner: "",
            context: &|| None,
        })
    }

    /// The class of a parameter: one that stands beside what is surely a person's counts in context.
    pub fn classify_param(
        &self,
        name: &str,
        span: Span,
        ty: &Ty<'a>,
        notes: &Notes,
        (beside, around): (&[&Name], &str),
    ) -> Option<Source> {
        let is_strong = |other: &&&Name| {
            let found = self.catalog.lexicon.name(other);
            found.is_some_and(|found| {
                let class = self.catalog.class(found.class);
                found.strength == Strength::Strong
                    && class.role == Role::Datum
                    && class.level >= PolicyLevel::L3
            })
        };
        let context = || {
            let strong = beside.iter().filter(is_strong).find(|other| **other != name);
            let of_others = strong.and_then(|other| Context::person(format!("beside `{other}`")));
            of_others.or_else(|| self.login_context(around, name, ty))
        };
        self.classify(Declaration {
            name,
            shown_as: &|| Name::new(name),
            span,
            ty: Some(ty),
            notes: Some(notes),
            owner: "",
            context: &context,
        })
    }

    /// The class of a local, in a function that may be about logging in.
    pub fn classify_local(&self, name: &str, span: Span, ty: &Ty<'a>, around: &str) -> Option<Source> {
        self.classify(Declaration {
            name,
            shown_as: &|| Name::new(name),
            span,
            ty: (!ty.is_unknown()).then_some(ty),
            notes: None,
            owner: "",
            context: &|| self.login_context(around, name, ty),
        })
    }

    /// What a function's name and its type's add to weak words of credentials: `code` is one where somebody logs in.
    fn login_context(&self, around: &str, name: &str, ty: &Ty<'a>) -> Option<Context> {
        let policy = &self.catalog.lexicon.policy;
        let is_text = self.is_text(ty);
        let last = split_identifier(name).pop()?;
        if !is_text || !policy.login_terms.contains(&last) {
            return None;
        }
        let words = split_identifier(around);
        let word = words.iter().find(|word| policy.login_words.contains(*word))?;
        Some(Context { words: format!("in `{around}`, which is about `{word}`"), is_personal: false })
    }

    /// The class of a field whose owner's type is unknown; `owner` is what it is called.
    pub fn classify_member(&self, owner: &str, name: &str, span: Span) -> Option<Source> {
        self.classify(Declaration {
            name,
            shown_as: &|| match owner {
                "" => Name::new(name),
                owner => joined([owner, ".", name]),
            },
            span,
            ty: None,
            notes: None,
            owner,
            context: &|| self.owner_context(owner, name),
        })
    }

    /// The class of a connection's address, and whether its name says that it may have credentials in it.
    pub fn connection(&self, ty: &Ty<'a>, name: &str) -> Option<(&'a str, Confidence)> {
        if !self.is_connection(ty) {
            return None;
        }
        let policy = &self.catalog.lexicon.policy;
        let last = name.trim_end_matches("()").rsplit('.').next().unwrap_or(name);
        let words = split_identifier(last);
        let is_whole = || policy.connections.contains(words.join("_").as_str());
        Some(match words.iter().any(|word| policy.connection_words.contains(word)) {
            true => (&policy.connection_class, Confidence::Likely),
            false if is_whole() => (&policy.address_class, Confidence::Likely),
            false => (&policy.address_class, Confidence::Possible),
        })
    }

    /// Whether a name only says a fact, such as a path, a name or a count, and no datum.
    pub fn names_fact(&self, name: &str) -> bool {
        self.catalog.lexicon.is_fact(name) && self.catalog.lexicon.name(name).is_none()
    }

    /// Whether a name is one of an address.
    pub fn names_address(&self, name: &str) -> bool {
        let connections = &self.catalog.lexicon.policy.connections;
        split_identifier(name).last().is_some_and(|last| connections.contains(last))
    }

    /// Whether a name only says that a value is an address, which its type says already.
    pub fn is_mere_address(&self, ty: &Ty<'a>, name: &str) -> bool {
        self.is_connection(ty) && self.catalog.lexicon.policy.connections.contains(name)
    }

    /// Whether a field's name and its owner's say that an address is one of a connection.
    fn is_connection_name(&self, owner: &str, name: &str) -> bool {
        let words = split_identifier(owner).into_iter().chain(split_identifier(name));
        words.into_iter().any(|word| self.catalog.lexicon.policy.connection_words.contains(&word))
    }

    /// The class that a model gives a field of a type from outside.
    pub fn modelled_field(&self, of: &Name, field: &Name, span: Span) -> Option<Source> {
        let class = self.catalog.class_named(self.catalog.models.field(of, field)?)?;
        let shown_as = joined([of, ".", field]);
        Some(source(class, Confidence::Certain, Evidence::Library(of.clone()), span, &shown_as))
    }

    /// The class of what a string key looks up.
    pub fn classify_key(&self, key: &str, span: Span) -> Option<Source> {
        let found = self.catalog.lexicon.name(key).or_else(|| self.catalog.lexicon.label(key))?;
        let is_enough = match found.strength {
            Strength::Strong | Strength::Text => true,
            Strength::Key => self.catalog.lexicon.whole(key).is_some(),
            Strength::Weak => false,
        };
        let confidence = if is_enough { Confidence::Likely } else { Confidence::Possible };
        Some(source(found.class, confidence, Evidence::Key(Name::new(key)), span, key))
    }

    /// The class of a call's result, by the function's name.
    pub fn classify_call(&self, function: &str, span: Span, ty: Option<&Ty<'a>>) -> Option<Source> {
        if self.catalog.lexicon.is_deed(function) {
            return None;
        }
        let found = self.catalog.lexicon.function(function).filter(|found| self.can_be(found.class, ty))?;
        let shown_as = joined([function, "()"]);
        match ty.map_or(TypeFact::Open, |ty| self.fact(ty)) {
            TypeFact::NoDatum => None,
            TypeFact::Class(class) => {
                let ty = ty.and_then(|ty| self.name(ty)).unwrap_or_default();
                Some(source(class, Confidence::Certain, Evidence::Type(Name::new(ty)), span, &shown_as))
            }
            fact => {
                let evidence = Evidence::Name(found.term.clone());
                let source = source(found.class, confidence(&found, false), evidence, span, &shown_as);
                Some(Source { sealed: fact == TypeFact::Redacts, ..source })
            }
        }
    }

    /// The class that the text right before a hole names; only where it ends like a label. A weak word counts where the
    /// value is called the same.
    pub fn classify_label(
        &self,
        text: &str,
        span: Span,
        name: &str,
        weakly: Option<ClassId>,
    ) -> Option<Source> {
        let policy = &self.catalog.lexicon.policy;
        let before = text.strip_suffix(' ').and_then(|text| text.split_whitespace().next_back());
        if let Some(scheme) = before.filter(|word| policy.schemes.contains(*word))
            && let Some(class) = self.catalog.class_named(&policy.scheme_class)
        {
            let evidence = Evidence::Label(scheme.to_string());
            return Some(source(class, Confidence::Likely, evidence, span, name));
        }
        let label = text.trim_end_matches([' ', '"', '\'', '`', '(', '[', '<', '“', '「']);
        let words = label
            .strip_suffix([':', '=', '：', '＝'])
            .map(|words| words.trim_end_matches(['"', '\'', ' ', '`']))?;
        let clause = words.rsplit(['.', ',', ';', '|', '(', '\n', '，', '。', '；', '（']).next()?;
        let is_place = |word: &str| policy.places.contains(word.to_lowercase().as_str());
        if clause.split_whitespace().count() > MAX_LABEL_WORDS || clause.split_whitespace().any(is_place) {
            return None;
        }
        let lexicon = &self.catalog.lexicon;
        let agrees = |found: &NameMatch| {
            weakly == Some(found.class) && lexicon.policy.agreeing_terms.contains(found.term.as_str())
        };
        let found = lexicon.label(clause).or_else(|| lexicon.ending(clause).filter(agrees))?;
        let tail: String = words.chars().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
        Some(source(found.class, Confidence::Likely, Evidence::Label(tail), span, name))
    }

    fn classify(&self, declaration: Declaration<'_, 'a>) -> Option<Source> {
        let ty = declaration.ty;
        let found = self.classify_open(declaration)?;
        let is_said = found.evidence == Evidence::Annotation;
        (is_said || self.can_be(found.class, ty)).then_some(found)
    }

    /// Whether values of a type can be of a class: a number is no key, and neither is a `SecretId` or a `KeyName`.
    fn can_be(&self, class: ClassId, ty: Option<&Ty<'a>>) -> bool {
        let Some(ty) = ty else { return true };
        let (ty, class) = (&self.success(ty), self.catalog.class(class));
        let is_number = self.is_number(ty) && !class.may_be_number();
        let is_fact = || self.def(ty).is_some_and(|(_, def)| self.names_fact(&def.name));
        !(is_number || class.role == Role::Credential && is_fact())
    }

    fn classify_open(&self, declaration: Declaration<'_, 'a>) -> Option<Source> {
        let Declaration { name, shown_as, span, ty, notes, owner, context } = declaration;
        let sealed = ty.is_some_and(|ty| self.fact(ty) == TypeFact::Redacts);
        if let Some(class) = notes.and_then(|notes| self.annotated(notes)) {
            let source = source(class, Confidence::Certain, Evidence::Annotation, span, &shown_as());
            return Some(Source { sealed, ..source });
        }
        let fact = ty.map_or(TypeFact::Open, |ty| self.fact(ty));
        let of_workspace = ty.and_then(|ty| self.def(ty)).map(|(_, def)| def);
        if of_workspace.is_some_and(|def| !is_newtype(def)) && !matches!(fact, TypeFact::Class(_)) {
            // A record is not the datum that it is about; its fields are asked.
            return None;
        }
        if of_workspace.is_some_and(|def| self.catalog.lexicon.says_hidden(&def.name)) {
            // A type that is named after hiding holds what is left.
            return None;
        }
        let (by_name, may_count) = self.by_name(owner, name, (ty.is_some(), fact));
        match fact {
            TypeFact::NoDatum => return None,
            TypeFact::Class(class) => {
                let ty = ty.and_then(|ty| self.name(ty)).unwrap_or_default();
                // A name may say more than the type: an address of an e-mail kept in a type for text of any kind.
                let by_name = by_name.as_ref().filter(|_| of_workspace.is_some());
                let class =
                    by_name.filter(|found| found.strength == Strength::Strong).map_or(class, |found| {
                        if self.catalog.class(found.class).level > self.catalog.class(class).level {
                            found.class
                        } else {
                            class
                        }
                    });
                let evidence = Evidence::Type(Name::new(ty));
                return Some(source(class, Confidence::Certain, evidence, span, &shown_as()));
            }
            TypeFact::Redacts | TypeFact::Text | TypeFact::Open => {}
        }
        if let (Some(ty), false) = (ty, owner.is_empty())
            && let Ty::Extern(_, of, _) = self.peel(ty)
            && self.is_connection(ty)
            && self.is_connection_name(owner, name)
            && let Some(class) = self.catalog.class_named(&self.catalog.lexicon.policy.connection_class)
        {
            let evidence = Evidence::Library((*of).clone());
            return Some(source(class, Confidence::Likely, evidence, span, &shown_as()));
        }
        let by_label =
            || notes.and_then(|notes| self.doc_label(&notes.docs).or_else(|| self.other_name(notes)));
        match by_name {
            Some(found) if found.strength == Strength::Strong => {
                let source = source(
                    found.class,
                    Confidence::Likely,
                    Evidence::Name(found.term.clone()),
                    span,
                    &shown_as(),
                );
                Some(Source { sealed, ..source })
            }
            weak => match (by_label(), weak) {
                (Some((class, label)), _) => {
                    let source = source(class, Confidence::Likely, Evidence::Label(label), span, &shown_as());
                    Some(Source { sealed, ..source })
                }
                (None, Some(found)) => {
                    let term = found.term.clone();
                    let may_count = may_count && (self.is_personal(found.class) || !self.is_no_text(ty));
                    let context = may_count
                        .then(context)
                        .flatten()
                        .filter(|it| !it.is_personal || self.is_personal(found.class));
                    let confidence = confidence(&found, context.is_some());
                    let evidence = match context {
                        Some(context) => Evidence::InContext(term, context.words),
                        None => Evidence::Name(term),
                    };
                    Some(Source { sealed, ..source(found.class, confidence, evidence, span, &shown_as()) })
                }
                (None, None) => None,
            },
        }
    }

    /// What a name says, alone or behind its owner's (`email.address`), and whether a context may make
    /// it count.
    fn by_name(
        &self,
        owner: &str,
        name: &str,
        (is_typed, fact): (bool, TypeFact),
    ) -> (Option<NameMatch>, bool) {
        let lexicon = &self.catalog.lexicon;
        let found = lexicon.name(name);
        if found.is_some() && self.is_disowned(owner, name) {
            return (None, false);
        }
        match found {
            Some(found) if found.strength == Strength::Strong => (Some(found), true),
            Some(found) if found.strength == Strength::Text && fact == TypeFact::Text => {
                (Some(NameMatch { strength: Strength::Strong, ..found }), true)
            }
            Some(found) if found.strength == Strength::Text && is_typed => (Some(found), false),
            found => {
                let joined = (!owner.is_empty()).then(|| lexicon.whole(&format!("{owner}_{name}"))).flatten();
                // A key of a session is seldom the session's key, so secrets do not join with their owners; the address
                // of a database is the database's.
                let joined = joined
                    .filter(|joined| joined.strength == Strength::Strong && self.is_personal(joined.class));
                (joined.or_else(|| self.address_of(owner, name)).or(found), true)
            }
        }
    }

    /// Whether a name is one of a thing that its owner is named after, and no datum: the `name` of a `VolumeUpdate` is
    /// that of a volume.
    fn is_disowned(&self, owner: &str, name: &str) -> bool {
        let lexicon = &self.catalog.lexicon;
        let is_of_thing = |word: &Name| lexicon.disowns(&joined([word, "_", name]));
        let is_person =
            |word: &Name| lexicon.name(word).is_some_and(|found| self.catalog.class(found.class).is_person());
        let words = self.without_envelopes(owner);
        words.iter().any(is_of_thing) && !words.iter().any(is_person)
    }

    /// The class of an address by what it is one of, such as `DatabaseConfig.url`.
    fn address_of(&self, owner: &str, name: &str) -> Option<NameMatch> {
        if owner.is_empty() || !self.catalog.lexicon.policy.connections.contains(name) {
            return None;
        }
        let of = self.without_envelopes(owner).join("_");
        let joined = self.catalog.lexicon.whole(&format!("{of}_{name}"))?;
        (joined.strength == Strength::Strong).then_some(joined)
    }

    /// The words of a type's name without those that say that it only carries what stands before them.
    fn without_envelopes(&self, owner: &str) -> Vec<Name> {
        let envelopes = &self.catalog.lexicon.policy.envelopes;
        let mut words = split_identifier(owner);
        while words.len() > 1 && words.last().is_some_and(|last| envelopes.contains(last)) {
            words.pop();
        }
        words
    }

    /// A name that an attribute gives a declaration elsewhere, such as `#[serde(rename = "身份证号")]`.
    fn other_name(&self, notes: &Notes) -> Option<(ClassId, String)> {
        let names = notes.attrs.iter().flat_map(|attr| attr.args.split(','));
        names.filter_map(|pair| pair.split_once('=')).find_map(|(key, value)| {
            let value = value.trim().trim_matches('"');
            let keys = &self.catalog.lexicon.policy.naming_attributes;
            let is_name = keys.iter().any(|known| known == key.trim());
            let found = is_name
                .then(|| self.catalog.lexicon.name(value).or_else(|| self.catalog.lexicon.label(value)))??;
            (found.strength == Strength::Strong).then(|| (found.class, value.to_string()))
        })
    }

    /// What the first phrase of a doc comment says that a declaration is, such as `/// 姓名` or `/// E-mail address of
    /// the recipient.`
    fn doc_label(&self, docs: &str) -> Option<(ClassId, String)> {
        let lexicon = &self.catalog.lexicon;
        let words = docs.split_whitespace();
        let phrase: Vec<&str> = words
            .take_while(|word| {
                !lexicon.policy.prepositions.iter().any(|known| word.eq_ignore_ascii_case(known))
            })
            .collect();
        if phrase.is_empty() || phrase.len() > MAX_LABEL_WORDS {
            return None;
        }
        let phrase = phrase.join(" ");
        let found = lexicon.label(&phrase)?;
        Some((found.class, phrase))
    }

    /// What the other fields of a type add: two strong ones make a weak one count.
    fn sibling_context(&self, def: &TypeDef) -> Option<Context> {
        let fields = def.decl.variants.iter().flat_map(|variant| &variant.fields);
        let strong = fields.filter(|field| {
            let named = self.catalog.lexicon.name(&field.name);
            named.is_some_and(|found| {
                found.strength == Strength::Strong && self.catalog.class(found.class).role == Role::Datum
            })
        });
        let strong: Vec<&Field> = strong.take(2).collect();
        match strong.as_slice() {
            [a, b] => Context::person(format!("beside `{}` and `{}`", a.name, b.name)),
            _ => None,
        }
    }

    /// What opens a service whose address stands beside it: `token` beside `base_url`.
    fn service_context(&self, def: &TypeDef, name: &str, ty: &Ty<'a>) -> Option<Context> {
        let policy = &self.catalog.lexicon.policy;
        let ends_in = |words: &HashSet<Name>, name: &str| {
            split_identifier(name).last().is_some_and(|last| words.contains(last))
        };
        if def.decl.is_enum || !self.is_text(&self.success(ty)) || !ends_in(&policy.service_terms, name) {
            return None;
        }
        let mut fields = def.decl.variants.iter().flat_map(|variant| &variant.fields);
        let address = fields.find(|field| ends_in(&policy.service_addresses, &field.name))?;
        Some(Context { words: format!("beside the address `{}`", address.name), is_personal: false })
    }

    /// Whether values of a type are neither text nor bytes, such as a `Uuid`: a weak name does not make such a thing a
    /// credential.
    fn is_no_text(&self, ty: Option<&Ty<'a>>) -> bool {
        let Some(ty) = ty else { return false };
        let is_plain = matches!(self.peel(ty), Ty::Extern(_, _, None));
        is_plain && !self.is_text(ty) && !self.is_bytes(ty)
    }

    /// Whether a class describes a person or what a person has: secrets do not.
    fn is_personal(&self, class: ClassId) -> bool {
        matches!(self.catalog.class(class).role, Role::Datum | Role::Thing)
    }

    /// What the name of a field's owner adds: a person, or the class that the field's weak name means too.
    fn owner_context(&self, owner: &str, name: &str) -> Option<Context> {
        if let Some(word) = self.person_word(owner) {
            return Context::person(format!("a field of `{owner}`, which `{word}` makes a person"));
        }
        let lexicon = &self.catalog.lexicon;
        let of_name = lexicon.name(name)?;
        // `PasswordRequest` is about a password; `Credentials` hold what opens something.
        let words = self.without_envelopes(owner);
        let keeps = words.last().filter(|last| lexicon.policy.credential_owners.contains(*last));
        if let Some(word) = keeps
            && self.catalog.class(of_name.class).role == Role::Credential
        {
            let words = format!("a field of `{owner}`, which `{word}` makes a credential");
            return Some(Context { words, is_personal: false });
        }
        let of_owner = lexicon.name(&words.join("_"))?;
        let agree = of_owner.class == of_name.class;
        let agree = agree
            && of_owner.strength == Strength::Strong
            && matches!(of_name.strength, Strength::Weak | Strength::Key);
        let words = format!("a field of `{owner}`, which holds `{}`", of_owner.term);
        agree.then_some(Context { words, is_personal: false })
    }

    /// The word in a name that makes its bearer a person.
    fn person_word(&self, name: &str) -> Option<Name> {
        let found = self.catalog.lexicon.name(name)?;
        let is_person = self.catalog.class(found.class).is_person() && found.strength == Strength::Strong;
        is_person.then_some(found.term)
    }
}

fn confidence(found: &NameMatch, in_context: bool) -> Confidence {
    if found.strength == Strength::Strong || in_context { Confidence::Likely } else { Confidence::Possible }
}

/// A source that its type does not seal.
pub fn source(class: ClassId, confidence: Confidence, evidence: Evidence, span: Span, name: &str) -> Source {
    Source { class, confidence, evidence, span, name: Name::new(name), sealed: false }
}
