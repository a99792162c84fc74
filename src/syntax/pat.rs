//! Patterns to [`Pat`]s.

use super::body::Lowering;
use super::types;
use crate::hir::{Name, Pat, PatId, PatKind};
use crate::span::Span;
use syn::spanned::Spanned;

impl Lowering<'_> {
    /// Lowers a pattern.
    pub(super) fn pat(&mut self, pat: &syn::Pat) -> PatId {
        let (kind, span) = match pat {
            syn::Pat::Ident(ident) => self.binding(ident),
            syn::Pat::Reference(inner) => (PatKind::Same(self.pat(&inner.pat)), None),
            syn::Pat::Type(inner) => (PatKind::Typed(self.pat(&inner.pat), types::lower(&inner.ty)), None),
            syn::Pat::Paren(inner) => (PatKind::Same(self.pat(&inner.pat)), None),
            syn::Pat::Guard(inner) => (PatKind::Same(self.pat(&inner.pat)), None),
            syn::Pat::Or(or) => (PatKind::Or(or.cases.iter().map(|case| self.pat(case)).collect()), None),
            syn::Pat::Slice(slice) => {
                (PatKind::Slice(slice.elems.iter().map(|e| self.pat(e)).collect()), None)
            }
            syn::Pat::Tuple(tuple) => (self.tuple(Vec::new(), &tuple.elems), None),
            syn::Pat::TupleStruct(tuple) => (self.tuple(types::segments(&tuple.path), &tuple.elems), None),
            syn::Pat::Struct(pattern) => {
                let fields = pattern.fields.iter().map(|field| (member(&field.member), self.pat(&field.pat)));
                let fields = fields.collect();
                (PatKind::Struct(types::segments(&pattern.path), fields), None)
            }
            _ => (PatKind::Other, None),
        };
        let span = span.unwrap_or_else(|| self.pat_span(&kind, pat));
        self.push_pat(kind, span)
    }

    fn binding(&mut self, ident: &syn::PatIdent) -> (PatKind, Option<Span>) {
        let (name, span) = self.named(&ident.ident);
        let sub = ident.subpat.as_ref().map(|(_, sub)| self.pat(sub));
        let plain = ident.by_ref.is_none() && ident.mutability.is_none() && sub.is_none();
        if plain && name.starts_with(|c: char| c.is_uppercase()) {
            return (PatKind::Other, Some(span));
        }
        (PatKind::Bind(name, sub), Some(span))
    }

    fn tuple<P>(&mut self, path: Vec<Name>, elems: &syn::punctuated::Punctuated<syn::Pat, P>) -> PatKind {
        let rest = elems.iter().position(|elem| matches!(elem, syn::Pat::Rest(_)));
        let pats = elems.iter().filter(|elem| !matches!(elem, syn::Pat::Rest(_)));
        PatKind::Tuple(path, pats.map(|elem| self.pat(elem)).collect(), rest)
    }

    /// The span of what a compound pattern binds; the exact brackets do not matter to any report.
    fn pat_span(&self, kind: &PatKind, pat: &syn::Pat) -> Span {
        let children: Vec<PatId> = match kind {
            PatKind::Bind(_, sub) => sub.iter().copied().collect(),
            PatKind::Tuple(_, pats, _) | PatKind::Or(pats) | PatKind::Slice(pats) => pats.clone(),
            PatKind::Struct(_, fields) => fields.iter().map(|(_, pat)| *pat).collect(),
            PatKind::Same(inner) | PatKind::Typed(inner, _) => vec![*inner],
            PatKind::Other => Vec::new(),
        };
        let mut spans = children.iter().map(|&child| self.body.pat(child).span);
        let first = spans.next().unwrap_or_else(|| self.span(pat.span()));
        spans.fold(first, Span::to)
    }

    /// Adds a pattern that no source text stands for.
    pub(super) fn push_pat(&mut self, kind: PatKind, span: Span) -> PatId {
        self.body.pats.push(Pat { kind, span });
        PatId(self.body.pats.len() as u32 - 1)
    }
}

/// A field's name, or its number in a tuple.
pub(super) fn member(member: &syn::Member) -> Name {
    match member {
        syn::Member::Named(ident) => types::name(ident),
        syn::Member::Unnamed(index) => Name::from(index.index.to_string()),
    }
}

/// The span of a field's name.
pub(super) fn member_span(member: &syn::Member) -> proc_macro2::Span {
    member.span()
}
