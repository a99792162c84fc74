//! Why a value that is shown on a line is no finding, in words.
//!
//! The reason is looked for from the outside in: what ends the value last is what a reader sees first.

use crate::hir::{Body, ExprId, ExprKind, KeyValue};
use crate::infer::{Callee, Inference, Inferences, TypeFact, Types};
use crate::resolve::FnId;
use crate::source::SourceMap;
use crate::span::Span;

/// A place in a file by its line, counted from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name in the workspace.
    pub file: String,
    /// The line.
    pub line: usize,
}

impl Place {
    /// Whether a span begins there.
    pub fn holds(&self, sources: &SourceMap, span: Span) -> bool {
        let file = sources.file(span.file);
        file.name == self.file && file.line_of(span.start) + 1 == self.line
    }
}

/// What is shown on a line and why each of it is silent, in the order of the text.
pub fn silences<'a>(
    types: &Types<'a>,
    inferences: &Inferences<'a>,
    sources: &SourceMap,
    place: &Place,
) -> Vec<(Span, String)> {
    let mut found: Vec<(Span, String)> = Vec::new();
    for (id, _) in types.defs.all_fns() {
        let file = types.defs.file_of_fn(id);
        let Some(body) = types.defs.body(id) else { continue };
        if sources.file(file).name == place.file {
            let reader = Reader { types, inference: &inferences.get(id), body, sources };
            found.extend(reader.on_line(id, place));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// What one function is read with.
struct Reader<'r, 'a> {
    types: &'r Types<'a>,
    inference: &'r Inference<'a>,
    body: &'a Body,
    sources: &'r SourceMap,
}

impl Reader<'_, '_> {
    fn on_line(&self, id: FnId, place: &Place) -> Vec<(Span, String)> {
        let mut shown: Vec<ExprId> = Vec::new();
        for expr in &self.body.exprs {
            if let ExprKind::Emission(emission) = &expr.kind {
                shown.extend(emission.holes.iter().map(|hole| hole.value));
                shown.extend(emission.fields.iter().filter_map(|field| field.value));
            }
        }
        let instrument = self.types.defs.function(id).decl.instrument.as_ref();
        shown.extend(
            instrument.into_iter().flat_map(|of| &of.fields).filter_map(|field: &KeyValue| field.value),
        );
        shown.retain(|&id| place.holds(self.sources, self.body.expr(id).span));
        shown.into_iter().map(|id| (self.body.expr(id).span, self.reason(id))).collect()
    }

    /// The reason, as the end of a sentence about the value.
    fn reason(&self, id: ExprId) -> String {
        let span = self.body.expr(id).span;
        let written =
            format!("`{}` is silent here", self.sources.text(span).split_whitespace().collect::<String>());
        match self.end(id) {
            Some(reason) => format!("{written} because {reason}"),
            None => format!("{written} because nothing says that it is data of a class"),
        }
    }

    fn end(&self, id: ExprId) -> Option<String> {
        let ty = self.inference.expr(id);
        let cannot_be = self.types.fact(ty) == TypeFact::NoDatum;
        let name = self.types.name(ty).unwrap_or("value");
        match &self.body.expr(id).kind {
            ExprKind::MethodCall(call) => {
                let lexicon = &self.types.catalog.lexicon;
                let model = match self.inference.callee(id) {
                    Some(Callee::Model(model)) => Some(*model),
                    _ => self.types.catalog.models.methods(&call.name).next(),
                };
                if lexicon.is_sanitizer(&call.name) || model.is_some_and(|model| model.sanitizes) {
                    return Some(format!("`.{}()` hides it", call.name));
                }
                let drops = model.is_some_and(|model| model.carries == crate::catalog::Carries::Nothing);
                if drops || cannot_be {
                    return Some(format!("`.{}()` ends the value", call.name));
                }
                self.end(call.receiver)
            }
            _ if self.types.fact(ty) == TypeFact::Redacts => {
                Some(format!("a `{name}` hides itself when it is shown"))
            }
            _ if cannot_be => Some(format!("a `{name}` cannot be the datum")),
            ExprKind::Str(_) | ExprKind::Number(_) | ExprKind::Lit => {
                Some("it is written in the program".into())
            }
            ExprKind::Binary(..) | ExprKind::Unary(_) => Some("a comparison or a number is no datum".into()),
            ExprKind::Call(callee, _) => match &self.body.expr(*callee).kind {
                ExprKind::Path(path, _) => {
                    let name = path.last()?;
                    let hides = self.types.catalog.lexicon.is_sanitizer(name);
                    hides.then(|| format!("`{name}` hides it"))
                }
                _ => None,
            },
            ExprKind::Same(inner, _) | ExprKind::Try(inner) | ExprKind::Await(inner) => self.end(*inner),
            _ => None,
        }
    }
}
