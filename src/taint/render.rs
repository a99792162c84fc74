//! Templates that are rendered: which one, and what is under each key of the data that it is given.
//!
//! The name of a template is a text that the code puts together; what is known of it is read from the expression, and
//! where it is an argument, from the callers. Data are values whose parts are their keys: those of a literal, of a map
//! that was filled, or the fields of a struct as its `Serialize` names them.

use super::Interpreter;
use super::call::Passed;
use super::summary::{PortDefinition, PortRender, replaced};
use super::texts::Texts;
use super::value::{Origin, Value};
use crate::catalog::FnModel;
use crate::finding::{
    Definition, Given, Piece, Place, Registration, Supplied, Supply, Text, name_of_literal,
};
use crate::hir::{Attr, Effect, Emission, ExprId, ExprKind, Field, MethodCall, Name, Style, TypeDef, joined};
use crate::infer::{Callee, Ty, TypeFact};
use crate::resolve::{FnId, TypeId};
use crate::span::Span;
use crate::taint::Context;
use crate::template::{self, Delimiters, Dialect};
use ecow::eco_vec;
use std::sync::Arc;

/// Structs within structs are looked into this far.
const MAX_NESTED: usize = 3;
/// More fields than these, with those of structs within structs, are no data that anybody wrote a template for.
const MAX_FIELDS: usize = 4_000;
/// The kind of sink that the subject of a message is.
const SUBJECT: &str = "subject";
/// An argument that no function has, to see where a closure leaves it.
const PROBE: u32 = u32::MAX;
/// Of so many keys more say nothing.
const MAX_KEYS: usize = 96;

impl<'a> Interpreter<'a, '_> {
    /// `{ key: value }` of a macro that makes data.
    pub(super) fn data_literal(&mut self, fields: &[(Name, ExprId)], rest: Option<ExprId>) -> Value {
        let mut whole = match rest {
            Some(rest) => {
                let value = self.eval(rest);
                let ty = *self.inference.expr(rest);
                self.expanded(value, &ty)
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
        let (ty, span) = (*self.inference.expr(id), self.body.expr(id).span);
        let value = self.eval(id);
        let shown = self.exposed(value.clone(), &ty, Style::Serialize, span);
        let shown = self.labelled(shown, id, &format!("{key}:"), true);
        let parts = self.expanded(value, &ty).parts;
        let shown = shown.after_place(span, || joined(["under the key `", key, "`"]), Place::Argument);
        Value { parts, is_plain: false, ..shown }
    }

    /// What is known of the texts of this function.
    pub(super) fn texts(&self) -> Texts<'a, '_> {
        Texts {
            cx: &self.cx,
            crates: self.crates,
            id: self.id,
            body: self.body,
            inference: self.inference,
            looked: &self.looked,
        }
    }

    /// A struct with a part for each of its fields, as its data are named.
    pub(super) fn expanded(&self, value: Value, ty: &Ty<'a>) -> Value {
        expanded(&self.cx, value, ty)
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
        let inline =
            model.template_text.and_then(|at| args.get(at)).and_then(|&text| self.texts().literal(text));
        let name = model.template.and_then(|at| args.get(at)).copied().or(receiver);
        let text = match inline {
            Some(place) => Text::of(Piece::Literal(Name::new(name_of_literal(place)))),
            None => name.map_or_else(Text::unknown, |name| self.texts().read(name)),
        };
        let mut value = self.eval(data);
        let mut written = data;
        match &model.data_field {
            Some(field) => {
                value = value.at(&eco_vec![field.clone()]).into_owned();
                let of_field = match &self.peeled(data).kind {
                    ExprKind::Struct(literal) => literal.fields.iter().find(|(name, _)| name == field),
                    _ => None,
                };
                written = of_field.map_or(data, |(_, id)| *id);
            }
            None => value = self.expanded(value, &self.inference.expr(data).clone()),
        }
        let places = self.places(written, 0);
        self.supply(
            PortRender { text, dialect: None, data: value, span, by: model.name.clone(), places },
            span,
        );
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
        let by = joined([&emission.name, "!"]);
        self.supply(PortRender { text, dialect: emission.dialect.clone(), data, span, by, places }, span);
    }

    /// `text.replace("{name}", value)`: the value fills the placeholder, where the text is that of a file. In a loop
    /// over pairs, each pair is one.
    pub(super) fn replaced(&mut self, call: &MethodCall, span: Span) {
        let [pattern, value] = call.args[..] else { return };
        let text = self.texts().read(call.receiver);
        if text.known().next().is_none() {
            return;
        }
        let looped = self.texts().pairs(pattern, value);
        for (pattern, value) in if looped.is_empty() { vec![(pattern, value)] } else { looped } {
            self.replaced_by(&text, pattern, value, (span, &call.name));
        }
    }

    fn replaced_by(&mut self, text: &Text, pattern: ExprId, value: ExprId, (span, by): (Span, &Name)) {
        let patterns: Vec<String> = self.texts().read(pattern).known().collect();
        let [pattern] = patterns.as_slice() else { return };
        let Some(key) = placeholder(pattern) else { return };
        let key = Name::new(key);
        let part = self.data_part(&key, value);
        let mut data = Value::default();
        data.set(std::slice::from_ref(&key), part);
        let places = vec![(key, self.body.expr(value).span)];
        let dialect = Some(Name::new_static("placeholder"));
        self.supply(PortRender { text: text.clone(), dialect, data, span, by: by.clone(), places }, span);
    }

    /// A call that makes a template known: by a literal, or by the text of a file.
    pub(super) fn defined(&mut self, models: &[&FnModel], args: &[ExprId]) {
        let Some((model, at)) = models.iter().find_map(|model| Some((model, model.template_text?))) else {
            return;
        };
        let Some(&text) = args.get(at) else { return };
        let name = model.template.and_then(|at| args.get(at));
        let name = match (name, self.texts().literal(text)) {
            (Some(&name), _) => self.texts().read(name),
            (None, Some(place)) => Text::of(Piece::Literal(Name::new(name_of_literal(place)))),
            (None, None) => return,
        };
        self.define(name, text, model.krate.clone());
    }

    /// A callee that makes a template known whose name or text it is given.
    pub(super) fn define_passed(&mut self, definition: &PortDefinition, passed: &Passed) {
        let given = |at: u32| passed.exprs.get(at as usize).copied();
        let read = |at| given(at).map_or_else(Text::unknown, |id| self.texts().read(id));
        let name = definition.name.given(read);
        match (&definition.text, definition.argument.and_then(given)) {
            (Some(text), _) => self.keep_definition(name, text.clone(), definition.engine.clone()),
            (None, Some(text)) => self.define(name, text, definition.engine.clone()),
            (None, None) => {}
        }
    }

    /// A pair of a name and the text of a file, which code goes through to make templates known.
    pub(super) fn paired(&mut self, name: ExprId, text: ExprId) {
        let texts = self.texts();
        let (Some(path), name) = (texts.included(text), texts.read(name)) else { return };
        if !name.has_arguments() {
            self.keep_definition(name, Given::File(path.to_string()), Name::default());
        }
    }

    fn define(&mut self, name: Text, text: ExprId, engine: Name) {
        let texts = self.texts();
        if let Some(argument) = texts.whole_argument(text) {
            let text = None;
            self.summary.add_definition(PortDefinition { name, text, argument: Some(argument), engine });
            return;
        }
        let given: Vec<Given> = match texts.literal(text) {
            Some(place) => vec![Given::Literal(place)],
            None => texts.read(text).known().map(Given::File).collect(),
        };
        // Names and texts that depend on the same choice cannot be told apart, and then their files are called alike.
        if let [given] = given.as_slice() {
            self.keep_definition(name, given.clone(), engine);
        }
    }

    fn keep_definition(&mut self, name: Text, text: Given, engine: Name) {
        if name.has_arguments() {
            let text = Some(text);
            self.summary.add_definition(PortDefinition { name, text, argument: None, engine });
            return;
        }
        for name in name.known() {
            self.definitions.push(Definition { name, text: text.clone(), engine: engine.clone() });
        }
    }

    /// A call that gives a function a name by which templates call it.
    pub(super) fn registered(&mut self, models: &[&FnModel], args: &[ExprId]) {
        let Some((name, function)) = models.iter().find_map(|model| model.helper) else { return };
        let (Some(&name), Some(&function)) = (args.get(name), args.get(function)) else { return };
        let functions = self.named_functions(function, 0);
        let passes_on = self.passes_on(function);
        for name in self.texts().read(name).known() {
            self.registrations.push(Registration { name, functions: functions.clone(), passes_on });
        }
    }

    /// Whether an expression is a closure that gives back what it is given.
    fn passes_on(&mut self, id: ExprId) -> bool {
        let body = self.body;
        match &body.expr(id).kind {
            ExprKind::Same(inner, _) => self.passes_on(*inner),
            ExprKind::Call(_, args) => matches!(args[..], [only] if self.passes_on(only)),
            ExprKind::Closure(params, inner) => {
                let result = self.closure(params, *inner, &[Value::port(PROBE)]).folded();
                let is_probe = |origin: &Origin| origin.port.as_ref().is_some_and(|port| port.index == PROBE);
                result.origins.iter().any(|origin| is_probe(origin) && !origin.altered)
            }
            _ => false,
        }
    }

    /// The functions of the workspace that an expression names, also within `Box::new(..)`.
    fn named_functions(&self, id: ExprId, depth: usize) -> Vec<FnId> {
        match (&self.body.expr(id).kind, self.inference.callee(id)) {
            (ExprKind::Path(..), Some(Callee::Fns(ids))) => ids.clone(),
            (ExprKind::Same(inner, _), _) => self.named_functions(*inner, depth),
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
        let text = render.text.given(|at| given(at).map_or_else(Text::unknown, |id| self.texts().read(id)));
        let mut data = match render.data.origins.as_slice() {
            // Data that are a part of an argument have the parts that were put there.
            [Origin { port: Some(port), altered: false, .. }] if render.data.parts.is_empty() => passed
                .values
                .get(port.index as usize)
                .map(|arg| arg.at(&port.path).into_owned())
                .unwrap_or_default(),
            _ => replaced(&render.data, &passed.values),
        };
        let mut places = render.places.clone();
        // Data that are an argument as a whole are typed and written at the call.
        let whole = render.data.origins.iter().find_map(|origin| origin.port.as_ref());
        if let Some(id) = whole.filter(|port| port.path.is_empty()).and_then(|port| given(port.index)) {
            data = self.expanded(data, &self.inference.expr(id).clone());
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
        self.supply(PortRender { text, data, places, ..render.clone() }, passed.span);
    }

    /// Whether the result of a call is handed on as the subject of a message.
    fn is_subject(&self, here: Span) -> bool {
        let models = &self.types.catalog.models;
        let subjects = self.body.exprs.iter().filter_map(|expr| match &expr.kind {
            ExprKind::MethodCall(call) => {
                let sinks = models.methods(&call.name).flat_map(|model| &model.sinks);
                let mut subject = sinks.filter(|sink| sink.kind == SUBJECT);
                subject.next().and_then(|sink| call.args.get(sink.index)).copied()
            }
            _ => None,
        });
        let texts = self.texts();
        subjects.into_iter().any(|arg| texts.comes_from(arg, here))
    }

    /// Tells callers of a template that depends on arguments, and notes what is known of it here.
    fn supply(&mut self, render: PortRender, here: Span) {
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
                is_sent: super::sends(&self.types, self.body),
                is_subject: self.is_subject(here),
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
        let data = expanded(&self.cx, value.clone(), &Ty::Adt(id, Default::default()));
        self.supply(PortRender { text, dialect: None, data, span, by: def.name.clone(), places }, span);
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
                let init = self.texts().binding(data);
                return init.map(|init| self.places(init, depth + 1)).unwrap_or_default();
            }
            _ => return Vec::new(),
        };
        fields.iter().map(|(name, id)| (name.clone(), self.body.expr(*id).span)).collect()
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
fn expanded<'a>(cx: &Context<'a>, value: Value, ty: &Ty<'a>) -> Value {
    expand(cx, value, ty, &mut Room { depth: MAX_NESTED, fields: MAX_FIELDS })
}

/// How far structs in structs are expanded.
struct Room {
    /// So deep.
    depth: usize,
    /// So many fields.
    fields: usize,
}

fn expand<'a>(cx: &Context<'a>, mut value: Value, ty: &Ty<'a>, room: &mut Room) -> Value {
    let Ty::Adt(id, args) = cx.types.peel(ty) else { return value };
    let def = cx.types.defs.type_def(*id);
    let Some(variant) = def.decl.variants.first().filter(|_| !def.decl.is_enum && room.depth > 0) else {
        return value;
    };
    // A struct without names for its fields is written as what it wraps.
    if variant.fields.iter().any(|field| field.name.starts_with(|c: char| c.is_ascii_digit())) {
        return value;
    }
    let models = &cx.types.catalog.models;
    for (at, field) in variant.fields.iter().enumerate() {
        if room.fields == 0 {
            break;
        }
        room.fields -= 1;
        if field.notes.attrs.iter().any(|attr| models.hides_data(attr)) {
            // What is left out, or written in another way than its type says, is none of it.
            value.parts.insert(data_name(cx, def, field), Arc::new(Value::constant()));
            continue;
        }
        let ty = cx.types.field_type(*id, args, 0, at);
        let mut part = match value.parts.get(&field.name) {
            Some(part) => (**part).clone(),
            None => {
                let source = cx.classes.get(*id, 0, at).cloned();
                let mut part = source.map(Value::of).unwrap_or_default();
                if part.origins.is_empty() {
                    part.origins = value.ports_of(&field.name);
                }
                let is_hidden =
                    cx.types.name(&ty).is_some_and(|name| cx.types.catalog.lexicon.says_hidden(name));
                part.is_constant = is_hidden || cx.types.fact(&ty) == TypeFact::NoDatum;
                part
            }
        };
        room.depth -= 1;
        part = expand(cx, part, &ty, room);
        room.depth += 1;
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
        let value = expanded(cx, Value::default(), &Ty::Adt(id, Default::default()));
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
            is_sent: false,
            is_subject: false,
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
        // What a value without names for its fields wraps has no key of its own.
        if name.starts_with(|c: char| c.is_ascii_digit()) || name.contains(':') {
            continue;
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
