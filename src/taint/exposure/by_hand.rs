//! A `Debug` written by hand in the place of a derived one, which hides some of the fields.

use crate::classify::Source;
use crate::finding::Mend;
use crate::hir::{Field, Name, TypeDef, TypeRef, Variant, written};
use crate::span::Span;
use std::fmt::Write;

/// What stands in the place of a field that is not to be shown.
const REDACTED: &str = "&\"[REDACTED]\"";
/// The attribute of what is compiled under a condition.
const CONDITION: &str = "cfg";
/// The derive that is taken out.
const DEBUG: Name = Name::new_static("Debug");

/// The change of a type that hides the fields which these sources are; none where the type has parameters, or parts
/// that are compiled under a condition.
pub(super) fn debug(def: &TypeDef, sources: &[Source]) -> Option<Mend> {
    let derive = def.decl.derive_span?;
    let parts = || def.decl.variants.iter().flat_map(|variant| &variant.fields);
    let notes =
        parts().map(|field| &field.notes).chain(def.decl.variants.iter().map(|variant| &variant.notes));
    let is_conditional = notes.flat_map(|notes| &notes.attrs).any(|attr| attr.path == CONDITION);
    let end = def.decl.end.filter(|_| !def.decl.is_generic && !is_conditional)?;
    let is_hidden = |field: &Field| sources.iter().any(|source| source.span == field.span);
    // A field of a variant would take the name of the formatter.
    let takes_name = def.decl.is_enum && parts().any(|field| field.name == "f");
    if takes_name || !parts().any(is_hidden) {
        return None;
    }
    let body = match (def.decl.is_enum, def.decl.variants.as_slice()) {
        (false, [only]) => built(only, &is_hidden, "self.", "        "),
        _ => arms(def, &is_hidden),
    };
    let name = written(&def.name);
    let text = format!(
        "\n\nimpl ::std::fmt::Debug for {name} {{\n    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> \
         ::std::fmt::Result {{\n{body}\n    }}\n}}"
    );
    Some(Mend {
        says: format!("write the `Debug` of `{name}` by hand, with what it should not show left out"),
        edits: vec![(Span::new(def.span.file, end, end), text)],
        underive: Some((derive, DEBUG)),
        is_sure: false,
    })
}

/// The calls that build the output of a struct or variant; `owner` leads to its fields.
fn built(variant: &Variant, is_hidden: &dyn Fn(&Field) -> bool, owner: &str, indent: &str) -> String {
    let is_tuple = variant.fields.iter().any(|field| field.name == "0");
    let kind = if is_tuple { "debug_tuple" } else { "debug_struct" };
    let mut text = format!("{indent}f.{kind}(\"{}\")", variant.name);
    for field in &variant.fields {
        let lent = match owner {
            "" => bound(field),
            // A slice at the end of a struct can be lent twice only.
            owner if matches!(field.ty, TypeRef::Slice(_)) => format!("&&{owner}{}", written(&field.name)),
            owner => format!("&{owner}{}", written(&field.name)),
        };
        let value = if is_hidden(field) { REDACTED.to_string() } else { lent };
        let _ = match is_tuple {
            true => write!(text, "\n{indent}    .field({value})"),
            false => write!(text, "\n{indent}    .field(\"{}\", {value})", field.name),
        };
    }
    let _ = write!(text, "\n{indent}    .finish()");
    text
}

/// The arms of an enum.
fn arms(def: &TypeDef, is_hidden: &dyn Fn(&Field) -> bool) -> String {
    let mut text = String::from("        match self {");
    for variant in &def.decl.variants {
        let (name, path) = (&variant.name, written(&variant.name));
        let is_tuple = variant.fields.iter().any(|field| field.name == "0");
        let bind = |field: &Field| match (is_hidden(field), is_tuple) {
            (true, true) => "_".to_string(),
            (true, false) => format!("{}: _", written(&field.name)),
            (false, _) => bound(field),
        };
        let fields = variant.fields.iter().map(bind).collect::<Vec<_>>().join(", ");
        let pattern = match (variant.fields.is_empty(), is_tuple) {
            (true, _) => format!("Self::{path}"),
            (false, true) => format!("Self::{path}({fields})"),
            (false, false) => format!("Self::{path} {{ {fields} }}"),
        };
        let _ = match variant.fields.is_empty() {
            true => write!(text, "\n            {pattern} => f.write_str(\"{name}\"),"),
            false => write!(
                text,
                "\n            {pattern} => {},",
                built(variant, is_hidden, "", "            ").trim_start()
            ),
        };
    }
    text.push_str("\n        }");
    text
}

/// What a field of a variant is bound to.
fn bound(field: &Field) -> String {
    match field.name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("field{}", field.name),
        false => written(&field.name),
    }
}
