//! Templates that are rendered: which one, and what is under each key of the data that it is given.
//!
//! The name of a template is a text that the code puts together; what is known of it is read from the expression, and
//! where it is an argument, from the callers. Data are values whose parts are their keys: those of a literal, of a map
//! that was filled, or the fields of a struct as its `Serialize` names them.

use super::Interpreter;
use super::call::Passed;
use super::summary::{PortRender, replaced};
use super::value::{Origin, Value};
use crate::catalog::FnModel;
use crate::finding::{
    Definition, Given, Piece, Place, Registration, Supplied, Supply, Text, name_of_literal,
};
use crate::hir::{
    Attr, Effect, Emission, ExprId, ExprKind, Field, MethodCall, Name, PatId, Stmt, Style, TypeDef,
};
use crate::infer::{Callee, Ty, TypeFact};
use crate::resolve::{FnId, TypeId};
use crate::span::Span;
use crate::taint::Context;
use crate::template::{self, Delimiters, Dialect};
use smol_str::format_smolstr;
use std::sync::Arc;

/// Structs within structs are looked into this far.
const MAX_NESTED: usize = 3;
/// A text is put together from so many expressions at most.
const MAX_TEXT_DEPTH: usize = 12;
/// Of so many keys more say nothing.
const MAX_KEYS: usize = 96;

impl<'a> Interpreter<'a, '_> {
    /// `{ key: value }` of a macro that makes data.
    pub(super) fn data_literal(&mut self, fields: &[(Name, ExprId)], rest: Option<ExprId>) -> Value {
        let mut whole = match rest {
            Some(rest) => {
                let value = self.eval(rest);
                let ty = self.inference.expr(rest).clone();
                self.expanded(value, &ty, 0)
            }
            None => Value::default(),
        };
        for (key, id) in fields {
            let part = self.data_part(key, *id);
            whole.set(std::slice::from_ref(key), part);
        }
        let is_constant = whole.origins.is_empty() && whole.parts.values().all(|part| part.is_constant);
        Value { is_constant, is_plain: true, name: Name::default(), ..whole }
    }

    /// What is put under a key: what writing it as data shows, and its own parts.
    pub(super) fn data_part(&mut self, key: &Name, id: ExprId) -> Value {
        let is_nested = match &self.peeled(id).kind {
            ExprKind::Struct(literal) => literal.path.is_empty(),
            ExprKind::Array(_) => true,
            _ => false,
        };
        if is_nested {
            return self.eval(id);
        }
        let (ty, span) = (self.inference.expr(id).clone(), self.body.expr(id).span);
        let value = self.eval(id);
        let shown = self.exposed(value.clone(), &ty, Style::Serialize, span);
        let shown = self.labelled(shown, id, &format!("{key}:"), true);
        let parts = self.expanded(value, &ty, 0).parts;
        let shown = shown.after_place(span, format_smolstr!("under the key `{key}`"), Place::Argument);
        Value { parts, is_plain: false, ..shown }
    }

    /// A struct with a part for each of its fields, as its data are named.
    pub(super) fn expanded(&self, value: Value, ty: &Ty<'a>, depth: usize) -> Value {
        expanded(&self.cx, value, ty, depth)
    }

    /// A call that renders a template: `receiver` is what a method is called on.
    pub(super) fn rendered(
        &mut self,
        models: &[&FnModel],
        receiver: Option<ExprId>,
        args: &[ExprId],
        span: Span,
    ) {
        let Some(model) = models.iter().find(|model| model.data.is_some()) else { return };
        let Some(&data) = model.data.and_then(|at| args.get(at)) else { return };
        let inline = model.template_text.and_then(|at| args.get(at)).and_then(|&text| self.literal(text, 0));
        let name = model.template.and_then(|at| args.get(at)).copied().or(receiver);
        let text = match inline {
            Some(place) => Text::of(Piece::Literal(Name::new(name_of_literal(place)))),
            None => name.map_or_else(Text::unknown, |name| self.text_of(name, 0)),
        };
        let value = self.eval(data);
        let ty = self.inference.expr(data).clone();
        let value = self.expanded(value, &ty, 0);
        let places = self.places(data, 0);
        self.supply(PortRender { text, dialect: None, data: value, span, by: model.name.clone(), places });
    }

    /// A format macro whose format string is the text of a file: its arguments are the data of that template.
    pub(super) fn formatted(&mut self, emission: &Emission, path: &Name, span: Span) {
        let mut data = Value::default();
        let mut places = Vec::new();
        for field in &emission.fields {
            let Some(id) = field.value else { continue };
            let part = self.data_part(&field.key, id);
            data.set(std::slice::from_ref(&field.key), part);
            places.push((field.key.clone(), self.body.expr(id).span));
        }
        let text = Text::of(Piece::Literal(path.clone()));
        let by = Name::new(format!("{}!", emission.name));
        self.supply(PortRender { text, dialect: emission.dialect.clone(), data, span, by, places });
    }

    /// `text.replace("{name}", value)`: the value fills the placeholder, where the text is that of a file.
    pub(super) fn replaced(&mut self, call: &MethodCall, span: Span) {
        let [pattern, value] = call.args[..] else { return };
        let ExprKind::Str(pattern) = &self.peeled(pattern).kind else { return };
        let Some(key) = placeholder(pattern) else { return };
        let text = self.text_of(call.receiver, 0);
        if text.known().next().is_none() {
            return;
        }
        let key = Name::new(key);
        let part = self.data_part(&key, value);
        let mut data = Value::default();
        data.set(std::slice::from_ref(&key), part);
        let places = vec![(key, self.body.expr(value).span)];
        let dialect = Some(Name::new_static("placeholder"));
        self.supply(PortRender { text, dialect, data, span, by: call.name.clone(), places });
    }

    /// A call that makes a template known: by a literal, or by the text of a file.
    pub(super) fn defined(&mut self, models: &[&FnModel], args: &[ExprId]) {
        let Some((model, at)) = models.iter().find_map(|model| Some((model, model.template_text?))) else {
            return;
        };
        let Some(&text) = args.get(at) else { return };
        let given = match self.literal(text, 0) {
            Some(place) => Given::Literal(place),
            None => match self.text_of(text, 0).known().next() {
                Some(path) => Given::File(path),
                None => return,
            },
        };
        let named = model.template.and_then(|at| args.get(at)).map(|&name| self.text_of(name, 0));
        let names: Vec<String> = match (&named, &given) {
            (Some(named), _) => named.known().collect(),
            (None, Given::Literal(place)) => vec![name_of_literal(*place)],
            (None, Given::File(_)) => return,
        };
        for name in names {
            self.definitions.push(Definition { name, text: given.clone(), engine: model.krate.clone() });
        }
    }

    /// The place of the literal that an expression is.
    fn literal(&self, id: ExprId, depth: usize) -> Option<Span> {
        match &self.body.expr(id).kind {
            ExprKind::Str(_) => Some(self.body.expr(id).span),
            ExprKind::Same(inner) => self.literal(*inner, depth),
            ExprKind::Path(..) if depth < MAX_NESTED => match self.inference.local(id) {
                Some(pat) => self.literal(self.init(pat)?, depth + 1),
                None => {
                    let Some(Callee::Value(value)) = self.inference.callee(id) else { return None };
                    self.types.defs.value(*value).text.as_ref().map(|(_, place)| *place)
                }
            },
            ExprKind::MethodCall(call) if call.args.is_empty() => self.literal(call.receiver, depth),
            _ => None,
        }
    }

    /// A call that gives a function a name by which templates call it.
    pub(super) fn registered(&mut self, models: &[&FnModel], args: &[ExprId]) {
        let Some((name, function)) = models.iter().find_map(|model| model.helper) else { return };
        let (Some(&name), Some(&function)) = (args.get(name), args.get(function)) else { return };
        let functions = self.named_functions(function, 0);
        for name in self.text_of(name, 0).known() {
            self.registrations.push(Registration { name, functions: functions.clone() });
        }
    }

    /// The functions of the workspace that an expression names, also within `Box::new(..)`.
    fn named_functions(&self, id: ExprId, depth: usize) -> Vec<FnId> {
        match (&self.body.expr(id).kind, self.inference.callee(id)) {
            (ExprKind::Path(..), Some(Callee::Fns(ids))) => ids.clone(),
            (ExprKind::Same(inner), _) => self.named_functions(*inner, depth),
            (ExprKind::Call(_, args), _) if depth < MAX_NESTED => match args.as_slice() {
                [only] => self.named_functions(*only, depth + 1),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// A callee that renders a template with what it is given.
    pub(super) fn render_passed(&mut self, render: &PortRender, passed: &Passed) {
        let given = |at: u32| passed.exprs.get(at as usize).copied();
        let text = render.text.given(|at| given(at).map_or_else(Text::unknown, |id| self.text_of(id, 0)));
        let mut data = replaced(&render.data, &passed.values);
        let mut places = render.places.clone();
        // Data that are an argument as a whole are typed and written at the call.
        let whole = render.data.origins.iter().find_map(|origin| origin.port.as_ref());
        if let Some(id) = whole.filter(|port| port.path.is_empty()).and_then(|port| given(port.index)) {
            data = self.expanded(data, &self.inference.expr(id).clone(), 0);
            places = self.places(id, 0);
        }
        for (key, part) in render.data.parts.iter() {
            let port = part.origins.iter().find_map(|origin| origin.port.as_ref());
            let place = port.and_then(|port| given(port.index)).map(|id| self.body.expr(id).span);
            if let Some(place) = place
                && !places.iter().any(|(known, _)| known == key)
            {
                places.push((key.clone(), place));
            }
        }
        self.supply(PortRender { text, data, places, ..render.clone() });
    }

    /// Tells callers of a template that depends on arguments, and notes what is known of it here.
    fn supply(&mut self, render: PortRender) {
        let has_ports = |value: &Value| value.folded().origins.iter().any(|origin| origin.port.is_some());
        if !render.text.has_arguments() {
            let mut keys = Vec::new();
            collect(&render.data, &mut Vec::new(), &render.places, &mut keys);
            self.supplies.push(Supply {
                template: render.text.clone(),
                dialect: render.dialect.clone(),
                span: render.span,
                by: render.by.clone(),
                function: self.path.clone(),
                keys,
                in_tests: self.function.is_test,
            });
        }
        if render.text.has_arguments() || has_ports(&render.data) {
            self.summary.add_render(render);
        }
    }

    /// A value of a type that is the data of a template, as its derive says.
    pub(super) fn template_value(
        &mut self,
        id: TypeId,
        value: &Value,
        span: Span,
        fields: &[(Name, ExprId)],
    ) {
        let def = self.types.defs.type_def(id);
        let Some(path) = template_of(&self.cx, def) else { return };
        let places = fields.iter().map(|(name, id)| (name.clone(), self.body.expr(*id).span)).collect();
        let text = Text::of(Piece::Literal(path));
        let data = expanded(&self.cx, value.clone(), &Ty::Adt(id, Default::default()), 0);
        self.supply(PortRender { text, dialect: None, data, span, by: def.name.clone(), places });
    }

    /// Where the values of the keys are written, if the data are a literal.
    fn places(&self, data: ExprId, depth: usize) -> Vec<(Name, Span)> {
        let fields = match &self.peeled(data).kind {
            ExprKind::Emission(emission) if emission.effect == Effect::Data => {
                return emission
                    .operands
                    .first()
                    .map(|&first| self.places(first, depth + 1))
                    .unwrap_or_default();
            }
            ExprKind::Struct(literal) => &literal.fields,
            ExprKind::Path(..) if depth < MAX_NESTED => {
                let init = self.inference.local(self.bare(data)).and_then(|pat| self.init(pat));
                return init.map(|init| self.places(init, depth + 1)).unwrap_or_default();
            }
            _ => return Vec::new(),
        };
        fields.iter().map(|(name, id)| (name.clone(), self.body.expr(*id).span)).collect()
    }

    fn bare(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Same(inner) = self.body.expr(id).kind {
            id = inner;
        }
        id
    }

    /// What a local is bound to, where it is bound once.
    fn init(&self, pat: PatId) -> Option<ExprId> {
        let blocks = self.body.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::Block(stmts, _) => Some(stmts),
            _ => None,
        });
        blocks.flatten().find_map(|stmt| match stmt {
            Stmt::Let(known, _, init, _) if *known == pat => *init,
            Stmt::Let(known, _, init, _) => {
                let inner = match &self.body.pat(*known).kind {
                    crate::hir::PatKind::Typed(inner, _) => *inner == pat,
                    _ => false,
                };
                init.filter(|_| inner)
            }
            _ => None,
        })
    }

    /// What is known of a text.
    pub(super) fn text_of(&self, id: ExprId, depth: usize) -> Text {
        if depth > MAX_TEXT_DEPTH {
            return Text::unknown();
        }
        let again = |id: ExprId| self.text_of(id, depth + 1);
        match &self.body.expr(id).kind {
            ExprKind::Str(text) => Text::of(Piece::Literal(text.clone())),
            ExprKind::Path(..) => match self.inference.local(id) {
                Some(pat) => match self.argument(pat) {
                    Some(index) => Text::of(Piece::Argument(index)),
                    None => self.init(pat).map_or_else(Text::unknown, again),
                },
                None => self.constant(id),
            },
            ExprKind::Same(inner)
            | ExprKind::Try(inner)
            | ExprKind::Await(inner)
            | ExprKind::Cast(inner, _) => again(*inner),
            ExprKind::MethodCall(call) => {
                let models = self.models(&call.name);
                let own = match self.inference.callee(id) {
                    Some(Callee::Model(model)) => Some(*model),
                    _ => models.into_iter().next(),
                };
                let text = own.and_then(|model| model.template_text).and_then(|at| call.args.get(at));
                if let Some(place) = text.and_then(|&text| self.literal(text, 0)) {
                    return Text::of(Piece::Literal(Name::new(name_of_literal(place))));
                }
                let named = own.and_then(|model| model.template).and_then(|at| call.args.get(at));
                match (named, call.args.len()) {
                    (Some(&name), _) => again(name),
                    // What changes a text's form only, or hands a failure on.
                    (None, 0) => again(call.receiver),
                    // `text.replace("{x}", x)` is the text of the same file.
                    (None, _)
                        if own.is_some_and(|model| model.keeps_type || model.unwraps || model.replaces) =>
                    {
                        again(call.receiver)
                    }
                    _ => Text::unknown(),
                }
            }
            ExprKind::Call(_, args) => match args.as_slice() {
                [only] => again(*only),
                _ => Text::unknown(),
            },
            ExprKind::Emission(emission) if emission.included.is_some() => {
                emission.included.clone().map_or_else(Text::unknown, |path| Text::of(Piece::Literal(path)))
            }
            ExprKind::Emission(emission) if emission.effect == Effect::Text => {
                let mut text = Text(vec![Vec::new()]);
                for hole in &emission.holes {
                    text = text.then(&Text::of(Piece::Literal(hole.label.clone()))).then(&again(hole.value));
                }
                text.then(&Text::of(Piece::Literal(emission.tail.clone())))
            }
            ExprKind::Add(left, right) => again(*left).then(&again(*right)),
            ExprKind::If(_, then, other) => {
                let then = again(*then);
                other.map_or_else(|| then.clone(), |other| then.clone().or(again(other)))
            }
            ExprKind::Match(_, arms) => {
                arms.iter().map(|arm| again(arm.body)).reduce(Text::or).unwrap_or_else(Text::unknown)
            }
            ExprKind::Block(_, Some(tail)) => again(*tail),
            _ => Text::unknown(),
        }
    }

    /// The index of the argument that a binding is.
    fn argument(&self, pat: PatId) -> Option<u32> {
        let shift = u32::from(self.function.receiver.is_some());
        let at = self.function.params.iter().position(|param| param.pat == pat)?;
        Some(shift + at as u32)
    }

    /// The text of a constant of the workspace.
    fn constant(&self, id: ExprId) -> Text {
        let Some(Callee::Value(value)) = self.inference.callee(id) else { return Text::unknown() };
        let text = self.types.defs.value(*value).text.clone();
        text.map_or_else(Text::unknown, |(text, _)| Text::of(Piece::Literal(text)))
    }
}

/// The name in a text that is one placeholder and nothing else.
fn placeholder(text: &str) -> Option<String> {
    let template = template::read(text, Dialect::Placeholder, &Delimiters::default());
    let [only] = template.interpolations.as_slice() else { return None };
    let is_whole = only.tag == (0..text.len() as u32);
    let names = only.path.iter().map(|segment| template::slice(text, &segment.at));
    is_whole.then(|| names.collect::<Vec<_>>().join("."))
}

/// A struct with a part for each of its fields, named as its data are.
fn expanded<'a>(cx: &Context<'a>, mut value: Value, ty: &Ty<'a>, depth: usize) -> Value {
    let Ty::Adt(id, args) = cx.types.peel(ty) else { return value };
    let def = cx.types.defs.type_def(*id);
    let Some(variant) = def.variants.first().filter(|_| !def.is_enum && depth < MAX_NESTED) else {
        return value;
    };
    let models = &cx.types.catalog.models;
    for (at, field) in variant.fields.iter().enumerate() {
        if field.notes.attrs.iter().any(|attr| models.hides_data(attr)) {
            continue;
        }
        let ty = cx.types.field_type(*id, args, 0, at);
        let mut part = match value.parts.get(&field.name) {
            Some(part) => (**part).clone(),
            None => {
                let source = cx.classes.get(*id, 0, at).cloned();
                let mut part = source.map(Value::of).unwrap_or_default();
                if part.origins.is_empty() {
                    part.origins = value.ports_at(std::slice::from_ref(&field.name));
                }
                part.is_constant = cx.types.fact(&ty) == TypeFact::NoDatum;
                part
            }
        };
        part = expanded(cx, part, &ty, depth + 1);
        if field.notes.attrs.iter().any(|attr| models.flattens(attr)) {
            for (name, inner) in part.parts.iter() {
                value.parts.insert(name.clone(), inner.clone());
            }
            continue;
        }
        value.parts.insert(data_name(cx, def, field), Arc::new(part));
    }
    value
}

/// What a field is called where a struct is written as data.
fn data_name(cx: &Context, def: &TypeDef, field: &Field) -> Name {
    let models = &cx.types.catalog.models;
    let own = field.notes.attrs.iter().find_map(|attr| models.renamed(attr));
    let all = || def.notes.attrs.iter().find_map(|attr| models.renamed_all(attr));
    match (own, all()) {
        (Some(name), _) => Name::new(name),
        (None, Some(case)) => Name::new(cased(&field.name, case)),
        (None, None) => field.name.clone(),
    }
}

/// A field's name in another case, such as `camelCase`.
fn cased(name: &str, case: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    match case {
        "kebab-case" => words.collect::<Vec<_>>().join("-"),
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_uppercase(),
        "SCREAMING-KEBAB-CASE" => name.to_uppercase().replace('_', "-"),
        "PascalCase" => words.map(capital).collect(),
        "camelCase" => {
            let pascal: String = words.map(capital).collect();
            pascal.get(..1).map(str::to_lowercase).unwrap_or_default() + pascal.get(1..).unwrap_or_default()
        }
        _ => name.to_string(),
    }
}

/// The template that a type's derive names.
fn template_of(cx: &Context, def: &TypeDef) -> Option<Name> {
    let models = &cx.types.catalog.models;
    let path = |attr: &Attr| models.template_path(attr).map(Name::new);
    def.notes.attrs.iter().find_map(path)
}

/// What the types that are templates by their derive hand to them, as far as their fields tell.
pub fn supplied_by_types(cx: &Context) -> Vec<Supply> {
    let one = |(id, def): (TypeId, &TypeDef)| {
        let path = template_of(cx, def)?;
        let value = expanded(cx, Value::default(), &Ty::Adt(id, Default::default()), 0);
        let places: Vec<(Name, Span)> = Vec::new();
        let mut keys = Vec::new();
        collect(&value, &mut Vec::new(), &places, &mut keys);
        Some(Supply {
            template: Text::of(Piece::Literal(path)),
            dialect: None,
            span: def.span,
            by: def.name.clone(),
            function: def.name.to_string(),
            keys,
            in_tests: false,
        })
    };
    cx.types.defs.all_types().filter_map(one).collect()
}

/// Every key with what is under it, those around before those inside.
fn collect(value: &Value, path: &mut Vec<Name>, places: &[(Name, Span)], found: &mut Vec<Supplied>) {
    for (name, part) in value.parts.iter() {
        if found.len() >= MAX_KEYS {
            return;
        }
        path.push(name.clone());
        let first = &path[0];
        let is_shown = |origin: &&Origin| !origin.sealed;
        let sources = part.origins.iter().filter(is_shown).filter_map(|origin| {
            let source = origin.source.as_ref()?;
            Some(((**source).clone(), origin.steps.to_vec()))
        });
        found.push(Supplied {
            path: path.clone(),
            span: places.iter().find(|(known, _)| known == first).map(|(_, span)| *span),
            sources: sources.collect(),
            is_constant: part.is_constant || part.origins.iter().any(|origin| origin.sealed),
        });
        collect(part, path, places, found);
        path.pop();
    }
}
