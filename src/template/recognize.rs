//! What a file is by its name: which dialect its text has, whether a message is made of it, and which part of one.

use super::Dialect;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A template of a dialect.
    Template(Dialect),
    /// A template, if the code or its folder says so, of the dialect that the code uses.
    Unknown,
    /// Texts by key.
    Json,
    /// Texts by key.
    Toml,
    /// Texts by key.
    Yaml,
    /// Messages of Fluent.
    Fluent,
    /// A gettext catalogue.
    Gettext,
    /// Android's string table.
    Android,
    /// Apple's string table.
    Apple,
    /// The strings of SQL statements, which fill a table of templates.
    Sql,
}

/// The part of a message that a text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The text that its reader opens, or what is not told apart from it.
    #[default]
    Body,
    /// The subject of a mail.
    Subject,
    /// What a mailbox shows beside the subject.
    Preheader,
    /// A short message.
    Sms,
    /// The title of a push notification.
    Push,
    /// A reply that a customer service sends by hand.
    Reply,
}

impl Part {
    /// Whether it is seen without the message being opened.
    pub fn is_outside(self) -> bool {
        matches!(self, Part::Subject | Part::Preheader | Part::Push)
    }

    /// What it is called in messages.
    pub fn says(self) -> &'static str {
        match self {
            Part::Body => "message",
            Part::Subject => "subject",
            Part::Preheader => "preheader",
            Part::Sms => "short message",
            Part::Push => "push title",
            Part::Reply => "canned reply",
        }
    }
}

/// Extensions that tell the dialect.
const DIALECTS: &[(&str, Dialect)] = &[
    ("hbs", Dialect::Handlebars),
    ("handlebars", Dialect::Handlebars),
    ("mustache", Dialect::Handlebars),
    ("j2", Dialect::Jinja),
    ("jinja", Dialect::Jinja),
    ("jinja2", Dialect::Jinja),
    ("askama", Dialect::Askama),
    ("rinja", Dialect::Askama),
    ("tera", Dialect::Tera1),
    ("liquid", Dialect::Liquid),
    ("gotmpl", Dialect::Go),
    ("gohtml", Dialect::Go),
    ("tmpl", Dialect::Go),
];

/// Extensions of hosts, whose templates are of the engine's dialect.
const HOSTS: &[&str] =
    &["html", "htm", "txt", "text", "mjml", "subject", "eml", "t", "tpl", "template", "sms", "push"];

/// The length of the longest of them.
const LONGEST_HOST: usize = {
    let (mut longest, mut at) = (0, 0);
    while at < HOSTS.len() {
        longest = if HOSTS[at].len() > longest { HOSTS[at].len() } else { longest };
        at += 1;
    }
    longest
};

/// Folders that hold the texts of locales.
const LOCALES: &[&str] =
    &["locales", "locale", "i18n", "l10n", "translations", "lang", "langs", "languages", "messages"];

/// Words in the name of a folder or file that say that messages are made of it.
const MESSAGES: &[&str] = &[
    "email",
    "emails",
    "mail",
    "mails",
    "mailer",
    "mailers",
    "mailing",
    "sms",
    "smses",
    "notification",
    "notifications",
    "notify",
    "reminder",
    "reminders",
    "push",
    "pushes",
    "courier",
    "newsletter",
    "newsletters",
    "canned",
    "reply",
    "replies",
    "subject",
    "mjml",
    "wechat",
    "campaign",
    "campaigns",
];

/// Folders that hold templates of any kind.
const TEMPLATES: &[&str] = &["templates", "template", "views", "tpl", "tmpl"];

/// The folders around a file, outermost first, and its name.
fn parts(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    name.split('/')
}

/// The words of a name: what stands between its points, dashes and underscores.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

fn extension(name: &str) -> &str {
    parts(name).next_back().and_then(|file| file.rsplit_once('.')).map_or("", |(_, extension)| extension)
}

/// What a file holds by its name; none where it is no template and no table of texts.
pub fn holder(name: &str) -> Option<Holder> {
    let name = name.to_ascii_lowercase();
    let extension = extension(&name);
    let file = parts(&name).next_back().unwrap_or_default();
    let in_locales = || parts(&name).rev().skip(1).any(|folder| LOCALES.contains(&folder));
    if let Some((_, dialect)) = DIALECTS.iter().find(|(known, _)| *known == extension) {
        return Some(Holder::Template(*dialect));
    }
    match extension {
        "ftl" => Some(Holder::Fluent),
        "po" | "pot" => Some(Holder::Gettext),
        "strings" => Some(Holder::Apple),
        "xml" if file.ends_with("strings.xml") => Some(Holder::Android),
        "json" if in_locales() || is_seed(&name) => Some(Holder::Json),
        "toml" if in_locales() || is_seed(&name) => Some(Holder::Toml),
        "yml" | "yaml" if in_locales() || is_seed(&name) => Some(Holder::Yaml),
        "sql" => Some(Holder::Sql),
        _ if HOSTS.contains(&extension) => Some(Holder::Unknown),
        _ => None,
    }
}

/// Whether a file of data is one of templates by its name: `seeds/sms_templates.json`.
fn is_seed(name: &str) -> bool {
    let has = |wanted: &[&str]| words(name).any(|word| wanted.contains(&word));
    is_message_folder(name) && has(&["template", "templates", "seed", "seeds"])
}

/// Whether a file's folders or its own name say that messages are made of it.
pub fn is_message_folder(name: &str) -> bool {
    words(&name.to_ascii_lowercase()).any(|word| MESSAGES.contains(&word))
}

/// Parts of the path of code that sends messages.
const SENDERS: &[&str] = &[
    "mail",
    "mails",
    "mailer",
    "mailers",
    "mailing",
    "email",
    "emails",
    "sms",
    "notify",
    "notification",
    "notifications",
    "notifier",
    "reminder",
    "reminders",
    "push",
    "courier",
    "messaging",
];

/// Parts of the path of code that answers requests, with pages if with templates.
const ANSWERS: &[&str] = &["views", "pages", "routes", "handlers", "web", "ui", "api", "controllers"];

/// Whether code sends messages, by its file and function.
pub fn is_sending_code(file: &str, function: &str) -> bool {
    let (file, function) = (file.to_ascii_lowercase(), function.to_ascii_lowercase());
    let is_part = |known: &[&str]| parts(&file).any(|part| known.contains(&part.trim_end_matches(".rs")));
    let has = |known: &[&str]| words(&function).any(|word| known.contains(&word));
    has(&["send", "notify", "remind"]) && has(SENDERS) || is_part(SENDERS) && !is_part(ANSWERS)
}

/// Whether a file lies in a folder of templates, or one of messages.
pub fn is_template_folder(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let in_templates = parts(&name).rev().skip(1).any(|folder| TEMPLATES.contains(&folder));
    in_templates || is_message_folder(&name)
}

/// The part of a message that a file is by its name.
pub fn part_of_name(name: &str) -> Part {
    let name = name.to_ascii_lowercase();
    let file = parts(&name).next_back().unwrap_or_default();
    let in_folders = |wanted: &[&str]| words(&name).any(|word| wanted.contains(&word));
    let own = |wanted: &[&str]| words(file).any(|word| wanted.contains(&word));
    match () {
        () if own(&["subject"]) => Part::Subject,
        () if own(&["preheader", "preview"]) => Part::Preheader,
        () if own(&["push"]) || in_folders(&["push"]) && own(&["title"]) => Part::Push,
        () if in_folders(&["sms", "smses"]) => Part::Sms,
        () if in_folders(&["canned", "reply", "replies"]) => Part::Reply,
        () => Part::Body,
    }
}

/// The part of a message that a text of a locale is by its key.
pub fn part_of_key(key: &str) -> Part {
    let key = key.to_ascii_lowercase();
    let last = key.rsplit('.').next().unwrap_or(&key);
    let has = |wanted: &str| words(last).any(|word| word == wanted);
    let around = |wanted: &str| words(&key).any(|word| word == wanted);
    match () {
        () if has("subject") => Part::Subject,
        () if has("preheader") || has("preview") => Part::Preheader,
        () if has("title") && around("push") => Part::Push,
        () if around("sms") => Part::Sms,
        () => Part::Body,
    }
}

/// A name without the extensions of engines, as the code calls the template.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension)) if DIALECTS.iter().any(|(known, _)| *known == extension) => stem,
        _ => name,
    }
}

/// Engines, and the dialect of their templates.
const ENGINES: &[(&str, Dialect)] = &[
    ("minijinja", Dialect::Jinja),
    ("askama", Dialect::Askama),
    ("rinja", Dialect::Askama),
    ("tera", Dialect::Tera1),
    ("loco-rs", Dialect::Tera1),
    ("handlebars", Dialect::Handlebars),
    ("mustache", Dialect::Handlebars),
    ("ramhorns", Dialect::Handlebars),
    ("liquid", Dialect::Liquid),
];

/// The dialect that a crate reads, given the version that is asked for.
pub fn engine(krate: &str, version: Option<&str>) -> Option<Dialect> {
    let (_, dialect) = ENGINES.iter().find(|(known, _)| *known == krate)?;
    let is_second =
        version.is_some_and(|version| version.trim_start_matches(['^', '=', '~', ' ']).starts_with('2'));
    Some(if *dialect == Dialect::Tera1 && is_second { Dialect::Tera2 } else { *dialect })
}

/// Where the subject ends in a text that begins with one: before a line of dashes in a comment, or behind a line that
/// says so. Zero where there is none.
pub fn subject_end(text: &str) -> u32 {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    let is_line = |line: &str| {
        let inner = line.trim().strip_prefix("<!").and_then(|line| line.strip_suffix('>'));
        inner.is_some_and(|inner| inner.len() >= 8 && inner.bytes().all(|byte| byte == b'-'))
    };
    let second = text[first.len()..].lines().next().unwrap_or_default();
    let is_header = first.len() < 300 && first.to_ascii_lowercase().trim_start().starts_with("subject:");
    if is_header || is_line(second) { first.len() as u32 } else { 0 }
}

/// The paths of files that code may read templates from: strings that end like the name of a host.
pub fn mentions(code: &str) -> Vec<&str> {
    let mut may_end = [false; 256];
    HOSTS
        .iter()
        .filter_map(|host| host.as_bytes().last())
        .for_each(|last| may_end[usize::from(*last)] = true);
    let may_end =
        |end: usize| end.checked_sub(1).is_some_and(|last| may_end[usize::from(code.as_bytes()[last])]);
    // Most strings end otherwise, which costs one look.
    let ends = memchr::memchr_iter(b'"', code.as_bytes()).filter(|&end| may_end(end)).filter(|&end| {
        let tail = &code.as_bytes()[end.saturating_sub(LONGEST_HOST + 1)..end];
        let extension = memchr::memrchr(b'.', tail).map(|dot| &tail[dot + 1..]);
        extension.is_some_and(|extension| HOSTS.iter().any(|host| host.as_bytes() == extension))
    });
    let path = |end: usize| {
        let before = code[..end].rfind(['"', '\n', ' ']).map_or(0, |start| start + 1);
        &code[before..end]
    };
    ends.map(path).collect()
}

/// Whether a text is a page.
pub fn seems_html(name: &str, text: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let by_name = [".html", ".htm", ".mjml"].iter().any(|extension| name.contains(extension));
    let start = text.trim_start();
    by_name || start.starts_with("<!") || start.starts_with("<html") || start.starts_with("<mjml")
}

/// The dialect of a text whose engine is not known: what only one of them writes. None where there is nothing to go by.
pub fn sniff(text: &str) -> Option<Dialect> {
    let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let has_tags = has("{{");
    match () {
        () if has("{%") => Some(Dialect::Jinja),
        () if has_tags && names_dot(text) => Some(Dialect::Go),
        () if has_tags && ["{{#", "{{/", "{{>", "{{{"].into_iter().any(has) => Some(Dialect::Handlebars),
        () if has_tags => Some(Dialect::Jinja),
        () if has("${") || has("%{") || has("((") || has_braces(text) => Some(Dialect::Placeholder),
        () => None,
    }
}

/// Whether a tag names a field of the dot, as `{{ .Name }}` does.
fn names_dot(text: &str) -> bool {
    let is_field = |behind: &str| {
        let mut chars = behind.trim_start_matches('-').trim_start().chars();
        chars.next() == Some('.') && chars.next().is_some_and(char::is_alphabetic)
    };
    text.split("{{").skip(1).take(50).any(is_field)
}

/// Whether a text holds a name or a number in braces, as no style and no data do.
fn has_braces(text: &str) -> bool {
    let is_name = |inner: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        !inner.is_empty() && inner.len() < 60 && inner.chars().all(fits)
    };
    text.split('{').skip(1).any(|behind| behind.split_once('}').is_some_and(|(inner, _)| is_name(inner)))
}
