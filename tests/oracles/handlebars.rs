//! handlebars: its syntax tree tells the paths as they are written, and no places. Its compiler takes more than linear
//! time, so that long texts are not given to it.

use super::Variables;
use handlebars::template::{HelperTemplate, Parameter, Subexpression, Template, TemplateElement};

/// Longer texts are not judged.
const MAX_BYTES: usize = 64 * 1024;

/// The paths that handlebars finds; none where it does not accept the text.
pub fn variables(text: &str) -> Option<Variables> {
    let parsed = (text.len() <= MAX_BYTES).then(|| Template::compile(text).ok()).flatten()?;
    let mut found = Vec::new();
    template(&parsed, &mut found);
    found.sort();
    Some(found)
}

fn template(it: &Template, found: &mut Variables) {
    it.elements.iter().for_each(|it| element(it, found));
}

fn element(it: &TemplateElement, found: &mut Variables) {
    match it {
        TemplateElement::Expression(it)
        | TemplateElement::HtmlExpression(it)
        | TemplateElement::HelperBlock(it) => {
            helper(it, found);
        }
        TemplateElement::PartialExpression(it) | TemplateElement::PartialBlock(it) => {
            it.params.iter().for_each(|it| parameter(it, found));
            it.hash.values().for_each(|it| parameter(it, found));
            it.template.iter().for_each(|it| template(it, found));
        }
        TemplateElement::DecoratorBlock(it) => it.template.iter().for_each(|it| template(it, found)),
        _ => {}
    }
}

fn helper(it: &HelperTemplate, found: &mut Variables) {
    let is_call = !it.params.is_empty() || !it.hash.is_empty();
    // A block without parameters is a section of mustache.
    if !is_call {
        parameter(&it.name, found);
    }
    it.params.iter().for_each(|it| parameter(it, found));
    it.hash.values().for_each(|it| parameter(it, found));
    it.template.iter().for_each(|it| template(it, found));
    it.inverse.iter().for_each(|it| template(it, found));
}

fn parameter(it: &Parameter, found: &mut Variables) {
    match it {
        Parameter::Name(name) => found.push((name.clone(), 0)),
        Parameter::Path(handlebars::Path::Relative((_, raw)) | handlebars::Path::Local((_, _, raw))) => {
            found.push((raw.clone(), 0));
        }
        Parameter::Subexpression(Subexpression { element: inner, .. }) => element(inner, found),
        _ => {}
    }
}
