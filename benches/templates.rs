//! How fast templates are read, on one core: the tags alone, and with the place of each placeholder in its page.
//!
//! `cargo bench --bench templates` prints megabytes per second for each dialect, and how long a megabyte of openers
//! takes that are never closed.

use cargo_privlint::template::{self, Delimiters, Dialect};
use std::hint::black_box;
use std::time::{Duration, Instant};

const MEGABYTE: usize = 1 << 20;
const ROUNDS: usize = 7;

/// A paragraph of a mail, in each dialect.
const PARAGRAPHS: &[(&str, Dialect, &str)] = &[
    (
        "jinja",
        Dialect::Jinja,
        "<p>Dear {{ user.name|title }}, your bill of {{ bill.amount }} is due on {{ bill.due }}.</p>\n\
        {% if bill.late %}<p>It is late by {{ bill.days }} days.</p>{% endif %}\n",
    ),
    (
        "handlebars",
        Dialect::Handlebars,
        "<p>Dear {{user.name}}, your bill of {{bill.amount}} is due on {{bill.due}}.</p>\n\
        {{#if bill.late}}<p>It is late by {{bill.days}} days.</p>{{/if}}\n",
    ),
    (
        "liquid",
        Dialect::Liquid,
        "<p>Dear {{ user.name | upcase }}, your bill of {{ bill.amount }} is due.</p>\n",
    ),
    (
        "go",
        Dialect::Go,
        "<p>Dear {{ .User.Name }}, your bill of {{ .Bill.Amount }} is due on {{ .Bill.Due }}.</p>\n",
    ),
    ("format", Dialect::Format, "<p>Dear {name}, your bill of {amount} is due on {due}.</p>\n"),
    ("placeholder", Dialect::Placeholder, "<p>Dear %{name}, your bill of ${amount} is due on {{due}}.</p>\n"),
    ("icu", Dialect::Icu, "Dear {name}, you have {count, plural, one {# bill} other {# bills}}.\n"),
    ("fluent", Dialect::Fluent, "bill = Dear { $name }, your bill of { $amount } is due.\n"),
];

/// What a mail is made of beside its placeholders: most of it is markup and prose.
const PROSE: &str = "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"border-collapse: collapse\"><tr>\n\
    <td align=\"left\" style=\"padding: 12px 0 12px 0; font-family: sans-serif; font-size: 14px\">We write to you since a\n\
    bill of yours is open. If you have paid it already, please take no notice of this letter.</td></tr></table>\n";

fn main() {
    for (name, dialect, paragraph) in PARAGRAPHS {
        let mail = format!("{PROSE}{paragraph}");
        let text = mail.repeat(8 * MEGABYTE / mail.len());
        let read = || template::read(black_box(&text), *dialect, &Delimiters::default());
        let tags = least(|| drop(black_box(read())));
        let placed = least(|| {
            let template = read();
            black_box(template::contexts(&text, &template, true));
        });
        println!("{name:12} {:7.0} MB/s   in its page {:6.0} MB/s", speed(&text, tags), speed(&text, placed));
    }
    let openers = [
        "{{",
        "{%",
        "{#",
        "{{{",
        "{{!--",
        "{{ \"",
        "{{{{a}}}}",
        "%(",
        "${",
        "((",
        "{ $a",
        "{a, plural, ",
        "%{a",
    ];
    let mut worst = (Duration::ZERO, "", "");
    for opener in openers {
        let text = opener.repeat(MEGABYTE / opener.len());
        for (name, dialect, _) in PARAGRAPHS {
            let took = least(|| drop(black_box(template::read(&text, *dialect, &Delimiters::default()))));
            worst = worst.max((took, opener, name));
        }
    }
    println!("a megabyte of `{}` as {}: {:.1} ms", worst.1, worst.2, worst.0.as_secs_f64() * 1e3);
}

fn least(step: impl Fn()) -> Duration {
    let once = || {
        let start = Instant::now();
        step();
        start.elapsed()
    };
    (0..ROUNDS).map(|_| once()).min().unwrap_or_default()
}

fn speed(text: &str, took: Duration) -> f64 {
    text.len() as f64 / 1e6 / took.as_secs_f64()
}
