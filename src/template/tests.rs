//! What every dialect reads, told as text: each value with what becomes of it, and what it stands for.

use super::*;

/// `use path|calls` for each interpolation, and `!message` for each fault.
fn told(text: &str, dialect: Dialect) -> String {
    let template = read(text, dialect, &Delimiters::default());
    let names = Names::new(text, &template);
    let mut told: Vec<String> = Vec::new();
    for one in &template.interpolations {
        let used = match one.used {
            Use::Emit => "",
            Use::Raw => "raw ",
            Use::Given => "given ",
            Use::Locale => "locale ",
            Use::Cond => "if ",
            Use::Iter => "in ",
            Use::Bind => "as ",
        };
        let origins: Vec<String> = names
            .origins(one)
            .into_iter()
            .map(|origin| match origin {
                Origin::Data(names) => names.join("."),
                Origin::Parameter(name, rest) => format!("({name}){}", rest.join(".")),
                Origin::Local => "-".into(),
            })
            .collect();
        let calls: String = one.calls.iter().map(|call| format!("|{}", slice(text, &call.name))).collect();
        told.push(format!("{used}{}{calls}", origins.join("/")));
    }
    told.extend(template.faults.iter().map(|fault| format!("!{}", fault.message)));
    told.join("; ")
}

#[test]
fn jinja_follows_names_through_its_statements() {
    let text =
        "{{ a.b|upper }} {% for c in cards if c.ok %}{{ c.number }}{{ loop.index }}{% endfor %}{{ c }}";
    assert_eq!(told(text, Dialect::Jinja), "a.b|upper; in cards; if cards.ok; cards.number; -; c");
    let text = "{% set x = user.phone|mask %}{{ x }} {% with y = user %}{{ y.email }}{% endwith %}";
    assert_eq!(told(text, Dialect::Jinja), "as user.phone|mask; user.phone; as user; user.email");
    let text = "{% macro m(p) %}{{ p.x }}{% endmacro %}{{ m(user) }}{% if a and b is defined %}{% endif %}";
    assert_eq!(told(text, Dialect::Jinja), "(p)x; user|m; if a; if b");
    let text = "{{ _('k.x', code=a.code) }}{{ x if y else z }}{{ a ~ b|f }}{{ d['k'] }}{{ a == b }}";
    assert_eq!(told(text, Dialect::Jinja), "locale a.code; x; if y; z; a; b|f; d.k; if a; if b");
}

#[test]
fn tera_1_binds_a_filter_to_the_whole() {
    assert_eq!(told("{{ a ~ b|upper }}", Dialect::Tera1), "a|upper; b|upper");
    assert_eq!(told("{{ a ~ b|upper }}", Dialect::Tera2), "a; b|upper");
}

#[test]
fn askama_reads_rust() {
    let text = "{{ user.name().len() }}{{ crate::f(x) }}{{ &a.b|safe }}{% if let Some(m) = mail %}{{ m }}{% endif %}";
    assert_eq!(
        told(text, Dialect::Askama),
        "user.name.len|name|len; x|crate::f; raw a.b|safe; as mail; mail"
    );
    let text = "{% match x %}{% when Some with (v) %}{{ v }}{% endmatch %}{% let y = z %}{{ y }}";
    assert_eq!(told(text, Dialect::Askama), "if x; -; as z; z");
}

#[test]
fn handlebars_knows_blocks_helpers_and_partials() {
    let text = "{{a.b}}{{{c}}}{{mask d}}{{up (mask e)}}{{#if f}}{{g}}{{else}}{{h}}{{/if}}{{> p x=i}}{{!-- {{n}} --}}";
    assert_eq!(told(text, Dialect::Handlebars), "a.b; raw c; d|mask; e|mask|up; if f; g; h; given i");
    let text =
        "{{#each cards as |card n|}}{{card.no}}{{n}}{{/each}}{{#each xs}}{{no}}{{../y}}{{@index}}{{/each}}";
    assert_eq!(told(text, Dialect::Handlebars), "in cards; cards.no; -; in xs; xs.no/no; y; -");
    assert_eq!(told("\\{{a}} {{b}} {{=<% %>=}} <% c %> {{d}}", Dialect::Handlebars), "b; c");
    assert_eq!(told("{{#with u}}{{mail}}{{this.x}}{{/with}}", Dialect::Handlebars), "as u; u.mail/mail; u.x");
}

#[test]
fn go_moves_its_dot() {
    let text = "{{ .User.Name | html }}{{ range .Items }}{{ .No }}{{ $.X }}{{ end }}{{ with $u := .U }}{{ $u.M }}{{ end }}";
    assert_eq!(told(text, Dialect::Go), "User.Name|html; in Items; Items.No/No; X; as U; U.M");
    assert_eq!(
        told("{{ printf \"%s\" .Code }}{{ if eq .A .B }}{{ end }}", Dialect::Go),
        "Code|printf; if A|eq; if B|eq"
    );
}

#[test]
fn liquid_has_filters_with_colons() {
    let text =
        "{{ a.b | f: x, k: y | g }}{% assign z = c.d %}{{ z }}{% for i in list %}{{ i.p }}{% endfor %}";
    assert_eq!(told(text, Dialect::Liquid), "a.b|f|g; if x; if y; as c.d; c.d; in list; list.p");
}

#[test]
fn texts_of_locales_and_providers_have_many_forms() {
    let text = "{a} {{ b.c }} %{d} %(e)s ${f} ((g)) {1} %s {{thing1.DATA}} a {color: red} 100% of %%s";
    assert_eq!(told(text, Dialect::Placeholder), "a; b.c; d; e; f; g; 1; ; thing1");
    assert_eq!(told("{a} {{b}} {c:?} {}", Dialect::Format), "a; c; ");
    let text = "{n, plural, one {# mail for {who}} other {'{'none'}'}} {d, date, short}";
    assert_eq!(told(text, Dialect::Icu), "if n; who; d|date");
    let text = "Hi { $name }, { NUMBER($n) } { $n ->\n   [one] { $one }\n  *[other] x\n } { -brand }";
    assert_eq!(told(text, Dialect::Fluent), "name; n|NUMBER; if n; one");
}

#[test]
fn a_broken_tag_costs_that_tag() {
    let broken = "a {{ user.email {{ b }} {% if c %} {{ \"x }}\n {{ d }} {# open";
    let told = told(broken, Dialect::Jinja);
    assert!(told.starts_with("b; if c; d; !"), "{told}");
    assert_eq!(told.matches('!').count(), 3, "{told}");
    assert_eq!(super::tests::told("{{a {{b}} {{/c", Dialect::Handlebars).matches('!').count(), 2);
}

#[test]
fn the_texts_of_a_table_have_keys_and_places() {
    let check = |text: &str, holder: Holder, expected: &[(&str, &str)]| {
        let (entries, fault) = entries(text, holder);
        assert_eq!(fault, None);
        let found: Vec<(&str, &str)> =
            entries.iter().map(|one| (one.key.as_str(), slice(text, &one.at))).collect();
        assert_eq!(found, expected);
    };
    check(
        "{\"a\": {\"b\": \"x \\\"{y}\\\"\"}, \"c\": [\"d\"]}",
        Holder::Json,
        &[("a.b", "x \\\"{y}\\\""), ("c.0", "d")],
    );
    check("a = \"x\"\n[b]\nc = '''y'''\n", Holder::Toml, &[("a", "x"), ("b.c", "y")]);
    check(
        "zh:\n  mail: \"你好 %{name}\"\n  x: é {y}\n",
        Holder::Yaml,
        &[("zh.mail", "你好 %{name}"), ("zh.x", "é {y}")],
    );
    check(
        "msgid \"\"\nmsgstr \"h\"\n\nmsgid \"Hi %s\"\nmsgstr \"\"\n\"你好 %s\"\n",
        Holder::Gettext,
        &[("Hi %s", "\"\n\"你好 %s")],
    );
    check(
        "mail = Hi { $x }\n  more\n  .subject = S { $y }\n# c\nb = z\n",
        Holder::Fluent,
        &[("mail", " Hi { $x }\n  more\n"), ("mail.subject", " S { $y }\n"), ("b", " z\n")],
    );
    check("<string name=\"a\">Hi %1$s</string>", Holder::Android, &[("a", "Hi %1$s")]);
    check("\"a\" = \"Hi %@\";\n", Holder::Apple, &[("a", "Hi %@")]);
    let sql = "INSERT INTO sms_templates (id, t) VALUES ('x', 'it''s {{a}}'), ('y', 'b');";
    check(sql, Holder::Sql, &[("sms_templates", "it''s {{a}}")]);
    assert!(entries("{\"a\": ", Holder::Json).1.is_some());
}

#[test]
fn a_label_is_what_its_reader_sees_before_the_value() {
    let check = |text: &str, expected: Option<&str>| {
        let template = read(text, Dialect::Handlebars, &Delimiters::default());
        let last = template.interpolations.len() - 1;
        assert_eq!(label(text, &template, last).map(|at| slice(text, &at)), expected, "{text}");
    };
    check("Phone: {{x}}", Some("Phone:"));
    check("<td>身份证号</td>\n <td>{{x}}", Some("身份证号"));
    check("{{y}} {{x}}", None);
    check("first line\nMail {{x}}", Some("Mail"));
}

#[test]
fn a_place_in_a_page_is_told() {
    let text = "<title>{{a}}</title><p>{{b}}</p><a href=\"{{url}}/x?mail={{c}}&t={{d}}\">https://x/{{e}}</a><!-- {{f}} -->";
    let template = read(text, Dialect::Handlebars, &Delimiters::default());
    let found = contexts(text, &template, true);
    let shown: Vec<Shown> = found.iter().map(|one| one.shown).collect();
    use Shown::{Comment, Text, Title};
    assert_eq!(shown, [Title, Text, Text, Text, Text, Text, Comment]);
    let query: Vec<Option<bool>> =
        found.iter().map(|one| one.address.as_ref().map(|one| one.in_query)).collect();
    assert_eq!(query, [None, None, None, Some(true), Some(true), Some(false), None]);
}

#[test]
fn a_name_may_begin_with_an_underscore() {
    assert_eq!(told("{{_x}} {{_('k', a=b)}} {{- c -}}", Dialect::Jinja), "_x; locale b; c");
}

#[test]
fn openers_without_end_cost_themselves() {
    // A count of steps would be another program's; this much text would take minutes, were it not linear.
    let check = |dialect: Dialect, opener: &str, faults: usize| {
        let template = read(&opener.repeat(100_000), dialect, &Delimiters::default());
        assert_eq!(template.faults.len() + template.more_faults, faults, "{opener}");
    };
    check(Dialect::Jinja, "{{", 100_000);
    check(Dialect::Jinja, "{% a", 100_000);
    check(Dialect::Jinja, "{# ", 100_000);
    check(Dialect::Jinja, "{{ \"", 50_001);
    check(Dialect::Jinja, "{% raw %}", 100_000);
    check(Dialect::Handlebars, "{{!-- ", 100_000);
    check(Dialect::Handlebars, "{{!-- x --}}", 0);
    check(Dialect::Handlebars, "{{a", 100_000);
    check(Dialect::Handlebars, "{{{{a}}}}", 100_000);
    check(Dialect::Go, "{{/* ", 100_000);
    check(Dialect::Fluent, "a = {$x\n", 100_000);
    check(Dialect::Fluent, "{$x ", 1);
    check(Dialect::Icu, "{a, plural, ", 1);
}

#[test]
fn no_depth_of_brackets_costs_what_stands_before() {
    for (_, dialect, _) in DIALECTS {
        let before = if *dialect == Dialect::Go { "{{ .x }}" } else { "{{ x }}" };
        let alone = told(before, *dialect);
        for opener in ["(", "[", "not ", "f(", "-", "(f "] {
            for close in [" }}", ""] {
                let text = format!("{before}\n{{{{ {}{close}", opener.repeat(100_000));
                let read = told(&text, *dialect);
                assert!(read.starts_with(&alone), "{dialect:?} {opener}");
            }
        }
    }
}

#[test]
fn names_that_are_bound_to_themselves_have_an_end() {
    let text = format!("{{% set x = a %}}{}{{{{ x }}}}", "{% set x = x ~ b %}".repeat(200));
    let read = told(&text, Dialect::Jinja);
    assert!(read.starts_with("as a; as a; as b; as b/a; as b;"), "{}", &read[..60]);
    let text = format!("{{{{ {}a{} }}}}", "a ~ ".repeat(20_000), " | f".repeat(20_000));
    let template = super::read(&text, Dialect::Tera1, &Delimiters::default());
    assert!(template.interpolations.len() == 20_001 && template.interpolations[0].calls.len() == MAX_CALLS);
}

#[test]
fn an_open_comment_costs_its_tag() {
    assert_eq!(told("{{/* a }} {{ .B }}", Dialect::Go), "B; !this comment is not closed");
}

/// Names are cut at a number of bytes, of which a letter may have several.
#[test]
fn a_name_that_is_too_long_ends_between_two_letters() {
    for letters in ["名".repeat(60), format!("a{}", "名".repeat(60)), format!("ab{}", "é".repeat(90))] {
        let told = told(&format!("{{{letters}, plural, one {{x}}}} {{{letters}}}"), Dialect::Icu);
        assert!(told.contains("!this placeholder"), "{told}");
    }
}

/// A tag that is not closed nearby ends with its name, not within the letter behind it.
#[test]
fn a_placeable_that_goes_on_for_long_is_somewhere() {
    let text = format!("a = {{ $name界{} }}", "界".repeat(400));
    let template = read(&text, Dialect::Fluent, &Delimiters::default());
    let tags: Vec<&str> = template.interpolations.iter().map(|one| slice(&text, &one.tag)).collect();
    assert_eq!(tags, ["{ $name"]);
}
