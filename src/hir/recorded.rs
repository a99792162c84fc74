//! How what is around the code of functions is kept as bytes.
//!
//! Invariants: every part is named, so that a new one cannot be forgotten; of a body there stays that it is one, where,
//! and what its parameters are called; of a file there stays nothing that could not be read.

use super::{
    Alias, Attr, Body, Expr, ExprId, ExprKind, Field, File, Fn, FnDecl, Generic, Home, Impl, Include,
    Instrument, KeyValue, ModDecl, Name, Noted, Notes, Param, Pat, PatId, PatKind, Reach, Receiver, Style,
    Substance, Trait, TypeDecl, TypeDef, TypeRef, Use, Value, Variant,
};
use crate::record::{Reader, Record, Writer, record};
use crate::span::Span;

record!(File {
    mods, includes, uses, types, aliases, traits, impls, fns, is_annotated, test_fns, passed, values, macros, substance
} without id, cut_expansions, errors, fault);
record!(ModDecl { path, is_file, file_path, is_test, reach });
record!(Include { path, module });
record!(Use { path, alias, module });
record!(Generic { name, bounds });
record!(Alias { name, module, generics, ty });
record!(Trait { name, module, generics, supers });
record!(Impl { module, generics, ty, of_trait, types });
record!(Attr { path, args });
record!(TypeDef { name, span, module, notes, is_test, decl });
record!(TypeDecl { generics, derives, derive_span, variants, is_enum, is_generic, end });
record!(Variant { name, fields, notes });
record!(Field { name, span, ty, ty_span, reach, notes });
record!(Value { name, span, ty, text, number, included, module, of_impl, notes });
record!(Param { pat, ty, span, is_out, notes });
record!(Instrument { path_span, args_span, skip_all, skips, skip_span, fields, empty, overridden, ret, err });
record!(KeyValue { key, span, value, style, shorthand });
record!(Substance { fingerprint, test_fns });
record!(enum Reach { 0 => Block, 1 => Module, 2 => Crate, 3 => All });
record!(enum Home { 0 => Module, 1 => Impl(at), 2 => Trait(at) });
record!(enum Receiver { 0 => Read, 1 => Write });
record!(enum Style { 0 => Display, 1 => Debug, 2 => Serialize });
record!(enum TypeRef {
    0 => Path(path, args),
    1 => Ref(inner),
    2 => Tuple(parts),
    3 => Slice(item),
    4 => Bounds(bounds),
    5 => Fn(params, ret),
    6 => Assoc(name, of),
    7 => Other,
});

record!(wrapper ExprId);

record!(wrapper PatId);

record!(Noted { docs, attrs, annotations });

/// Most declarations carry nothing.
impl Record for Notes {
    fn write(&self, out: &mut Writer) {
        self.is_empty().write(out);
        if !self.is_empty() {
            Noted::write(self, out);
        }
    }

    fn read(from: &mut Reader) -> Option<Notes> {
        Some(match bool::read(from)? {
            true => Notes::default(),
            false => Noted::read(from)?.into(),
        })
    }
}

record!(Fn { name, span, module, reach, is_plain, home, body_span, code, is_test, decl });

impl Record for FnDecl {
    fn write(&self, out: &mut Writer) {
        let FnDecl { owner, of_trait, generics, notes, receiver, params, ret, instrument, body } = self;
        owner.write(out);
        of_trait.write(out);
        generics.write(out);
        notes.write(out);
        receiver.write(out);
        params.write(out);
        ret.write(out);
        instrument.write(out);
        body.is_some().write(out);
        body.iter().for_each(|body| write_stub(body, params, out));
    }

    fn read(from: &mut Reader) -> Option<FnDecl> {
        let mut decl = FnDecl {
            owner: Record::read(from)?,
            of_trait: Record::read(from)?,
            generics: Record::read(from)?,
            notes: Record::read(from)?,
            receiver: Record::read(from)?,
            params: Record::read(from)?,
            ret: Record::read(from)?,
            instrument: Record::read(from)?,
            body: None,
        };
        if bool::read(from)? {
            decl.body = Some(read_stub(&decl.params, from)?);
        }
        Some(decl)
    }
}

/// A body, given the parameters.
fn write_stub(body: &Body, params: &[Param], out: &mut Writer) {
    body.root.map(|root| body.expr(root).span).write(out);
    for param in params {
        let name = match &body.pat(param.pat).kind {
            PatKind::Bind(name, _) => Some(name.clone()),
            _ => None,
        };
        name.write(out);
    }
}

fn read_stub(params: &[Param], from: &mut Reader) -> Option<Body> {
    let mut body = Body::default();
    if let Some(span) = Option::<Span>::read(from)? {
        body.exprs = vec![Expr { kind: ExprKind::Lit, span }];
        body.root = Some(ExprId(0));
    }
    body.pats = Vec::with_capacity(params.len());
    for param in params {
        let at = param.pat.0 as usize;
        if at > MAX_PATS {
            return None;
        }
        if body.pats.len() <= at {
            body.pats.resize_with(at + 1, || Pat { kind: PatKind::Other, span: param.span });
        }
        if let Some(name) = Option::<Name>::read(from)? {
            body.pats[at].kind = PatKind::Bind(name, None);
        }
    }
    Some(body)
}

/// The parameters of a function have fewer patterns than this.
const MAX_PATS: usize = 10_000;
