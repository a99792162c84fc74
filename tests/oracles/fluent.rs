//! fluent-syntax: every name is a slice of the text, so that its place is the difference of two addresses.

use super::Variables;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

/// The variables that fluent-syntax finds in the messages that it accepts.
pub fn variables(text: &str) -> Option<Variables> {
    let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(resource, _)| resource);
    let mut walk = Walk { text, found: Vec::new() };
    for entry in &resource.body {
        let (value, attributes) = match entry {
            Entry::Message(it) => (it.value.as_ref(), &it.attributes),
            Entry::Term(it) => (Some(&it.value), &it.attributes),
            Entry::Junk { .. } => return None,
            _ => continue,
        };
        value.into_iter().for_each(|it| walk.pattern(it));
        attributes.iter().for_each(|it| walk.pattern(&it.value));
    }
    walk.found.sort();
    Some(walk.found)
}

struct Walk<'t> {
    text: &'t str,
    found: Variables,
}

impl Walk<'_> {
    fn pattern(&mut self, it: &Pattern<&str>) {
        for element in &it.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, it: &Expression<&str>) {
        match it {
            Expression::Inline(it) => self.inline(it),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|it| self.pattern(&it.value));
            }
        }
    }

    fn arguments(&mut self, it: &CallArguments<&str>) {
        it.positional.iter().for_each(|it| self.inline(it));
        it.named.iter().for_each(|it| self.inline(&it.value));
    }

    fn inline(&mut self, it: &InlineExpression<&str>) {
        match it {
            InlineExpression::VariableReference { id } => {
                let at = id.name.as_ptr() as usize - self.text.as_ptr() as usize;
                self.found.push((id.name.to_string(), at));
            }
            InlineExpression::FunctionReference { arguments, .. } => self.arguments(arguments),
            InlineExpression::TermReference { arguments: Some(arguments), .. } => self.arguments(arguments),
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }
}
