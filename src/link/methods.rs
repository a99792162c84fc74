//! Texts of locales whose keys are methods, as code generators make them of a locale file: the arguments of the method
//! fill the placeholders in the order of their names.
//!
//! The methods themselves are made at build time and are nowhere to be read, so that a call is known by its name, the
//! key, and by the number of its arguments alone.

use super::Input;
use super::unit::Unit;
use crate::classify::Source;
use crate::finding::{Piece, Supplied, Supply, Text};
use crate::hir::{Body, ExprId, ExprKind, MethodCall, Name};
use crate::infer::{Inference, TypeFact};
use crate::resolve::FnId;
use rustc_hash::FxHashMap as HashMap;
use std::collections::BTreeSet;

/// What calls of such methods hand to the texts.
pub(super) fn supplies(input: &Input, units: &[Unit]) -> Vec<Supply> {
    let mut keys: HashMap<&str, BTreeSet<String>> = HashMap::default();
    for unit in units.iter().filter(|unit| is_name(&unit.key) && !unit.is_literal) {
        let names = unit.template.interpolations.iter().map(|one| unit.slice(&one.extent()).to_string());
        keys.entry(&unit.key).or_default().extend(names);
    }
    if keys.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (id, function) in input.types.defs.all_fns() {
        let Some(body) = input.types.defs.body(id) else { continue };
        for (at, expr) in body.exprs.iter().enumerate() {
            let ExprKind::MethodCall(call) = &expr.kind else { continue };
            let inference = input.inferences.get(id);
            let names = keys.get(call.name.as_str()).filter(|names| names.len() == call.args.len());
            if let (Some(names), None) = (names, inference.callee(ExprId(at as u32))) {
                let reader = Reader { input, id, body, inference: &inference };
                found.push(reader.supply(call, names, expr.span, function.is_test));
            }
        }
    }
    found
}

/// Whether a key may be the name of a method of its own: several words, so that it is no common one.
fn is_name(key: &str) -> bool {
    key.contains('_') && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

struct Reader<'r, 'l, 'a> {
    input: &'r Input<'l, 'a>,
    id: FnId,
    body: &'r Body,
    inference: &'r Inference<'a>,
}

impl Reader<'_, '_, '_> {
    fn supply(
        &self,
        call: &MethodCall,
        names: &BTreeSet<String>,
        span: crate::span::Span,
        in_tests: bool,
    ) -> Supply {
        let keys = names.iter().zip(&call.args).map(|(name, &arg)| Supplied {
            path: vec![Name::new(name)],
            span: Some(self.body.expr(arg).span),
            sources: self.source(arg).map(|source| (source, Vec::new())).into_iter().collect(),
            is_constant: self.input.types.fact(self.inference.expr(arg)) == TypeFact::NoDatum,
        });
        Supply {
            template: Text::of(Piece::Literal(call.name.clone())),
            dialect: None,
            span,
            by: call.name.clone(),
            function: self.input.types.defs.function(self.id).name.to_string(),
            keys: keys.collect(),
            in_tests,
            is_sent: false,
            is_subject: false,
        }
    }

    /// The class of an argument: that of the field or of the local that it names.
    fn source(&self, id: ExprId) -> Option<Source> {
        let types = &self.input.types;
        match &self.body.expr(id).kind {
            ExprKind::Same(inner, _) => self.source(*inner),
            ExprKind::MethodCall(call) if call.args.is_empty() => self.source(call.receiver),
            ExprKind::Field(base, name, span) => match types.field_at(self.inference.expr(*base), name) {
                Some((of, at)) => types.classify_field(of, 0, at),
                None => types.classify_member("", name, *span),
            },
            ExprKind::Path(path, _) => {
                let name = path.last()?;
                let ty = self.inference.expr(id);
                types.classify_binding(name, self.body.expr(id).span, Some(ty), None)
            }
            _ => None,
        }
    }
}
