//! Items to the flat lists of a [`crate::hir::File`].

use super::body::Lowering;
use super::types;
use crate::hir::{
    Alias, Field, Fn, Home, Impl, Include, ModDecl, Name, Notes, Reach, Trait, TypeDef, TypeRef, Value,
    Variant,
};
use crate::span::Span;

/// The impl or trait around a function.
#[derive(Clone, Default)]
struct Owner {
    home: Home,
    ty: Option<TypeRef>,
    of_trait: Option<Name>,
    reach: Reach,
}

/// The head of a struct, an enum or a union.
struct TypeHead<'s> {
    ident: &'s proc_macro2::Ident,
    generics: &'s syn::Generics,
    attrs: &'s [syn::Attribute],
    is_enum: bool,
    /// Its last token, where its fields or variants end.
    end: Option<proc_macro2::Span>,
}

impl Lowering<'_> {
    /// Lowers a list of items: imports first, since they decide what a macro name means.
    pub(super) fn items(&mut self, items: &[syn::Item]) {
        for item in items {
            if let syn::Item::Use(import) = item {
                let from = self.lexed.word(import.use_token.span).end;
                self.imports(from..self.lexed.start(import.semi_token.span));
            }
        }
        items.iter().for_each(|item| self.item(item));
    }

    fn item(&mut self, item: &syn::Item) {
        let was_test = self.is_test;
        self.is_test |= is_test_only(attributes(item));
        match item {
            syn::Item::Fn(function) => {
                let reach = if self.blocks > 0 { Reach::Block } else { reach(&function.vis) };
                let owner = Owner { reach, ..Owner::default() };
                self.function(&function.attrs, &function.sig, (Some(&function.block), None), owner);
            }
            syn::Item::Impl(block) => self.impl_block(block),
            syn::Item::Trait(block) => self.trait_block(block),
            syn::Item::Mod(module) => self.module(module),
            syn::Item::Struct(def) => {
                let variant = self.variant(&def.ident, &def.attrs, &def.fields);
                let end = match &def.fields {
                    syn::Fields::Named(fields) => Some(fields.brace_token.span.close()),
                    _ => def.semi_token.map(|semi| semi.span),
                };
                let head = TypeHead::new(&def.ident, &def.generics, &def.attrs);
                self.type_def(TypeHead { end, ..head }, vec![variant]);
            }
            syn::Item::Enum(def) => {
                let variants =
                    def.variants.iter().map(|v| self.variant(&v.ident, &v.attrs, &v.fields)).collect();
                let head = TypeHead::new(&def.ident, &def.generics, &def.attrs);
                let end = Some(def.brace_token.span.close());
                self.type_def(TypeHead { is_enum: true, end, ..head }, variants);
            }
            syn::Item::Union(def) => {
                let fields = syn::Fields::Named(def.fields.clone());
                let variant = self.variant(&def.ident, &def.attrs, &fields);
                self.type_def(TypeHead::new(&def.ident, &def.generics, &def.attrs), vec![variant]);
            }
            syn::Item::Type(alias) => self.out.aliases.push(Alias {
                name: types::name(&alias.ident),
                module: self.module.clone(),
                generics: types::generics(&alias.generics),
                ty: types::lower(&alias.ty),
            }),
            syn::Item::Const(value) => self.value(&value.ident, (&value.ty, &value.expr), &value.attrs, None),
            syn::Item::Static(value) => {
                self.value(&value.ident, (&value.ty, &value.expr), &value.attrs, None)
            }
            syn::Item::Macro(call) if call.ident.is_none() => self.item_macro(&call.mac),
            syn::Item::Macro(definition) => {
                if let Some(ident) = &definition.ident {
                    let notes = self.notes(&definition.attrs, self.word(ident.span()));
                    self.out.macros.push((types::name(ident), notes));
                }
            }
            _ => {}
        }
        self.is_test = was_test;
    }

    fn item_macro(&mut self, mac: &syn::Macro) {
        if mac.path.is_ident("include")
            && let Ok(path) = syn::parse2::<syn::LitStr>(mac.tokens.clone())
        {
            self.out.includes.push(Include { path: path.value(), module: self.module.clone() });
            return;
        }
        if self.expand_items(&self.item_call(mac)).is_none() {
            self.items_inside(mac);
        }
    }

    /// An unknown macro around items, such as `cfg_if!` or `lazy_static!`, is read where its arguments are items.
    fn items_inside(&mut self, mac: &syn::Macro) {
        if let Ok(file) = syn::parse2::<syn::File>(mac.tokens.clone()) {
            self.items(&file.items);
        }
    }

    fn module(&mut self, module: &syn::ItemMod) {
        self.module.push(types::name(&module.ident));
        self.out.mods.push(ModDecl {
            path: self.module.clone(),
            is_file: module.content.is_none(),
            file_path: path_attribute(&module.attrs),
            is_test: self.is_test,
            reach: if is_conditional(&module.attrs) { Reach::Block } else { reach(&module.vis) },
        });
        if let Some((_, items)) = &module.content {
            self.items(items);
        }
        self.module.pop();
    }

    fn impl_block(&mut self, block: &syn::ItemImpl) {
        let of_trait = block.trait_.as_ref().map(|(path, _)| types::lower_path(path));
        let index = self.out.impls.len() as u32;
        let assoc = block.items.iter().filter_map(|item| match item {
            syn::ImplItem::Type(ty) => Some((types::name(&ty.ident), types::lower(&ty.ty))),
            _ => None,
        });
        self.out.impls.push(Impl {
            module: self.module.clone(),
            generics: types::generics(&block.generics),
            ty: types::lower(&block.self_ty),
            of_trait,
            types: assoc.collect(),
        });
        let trait_name = block.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        let owner = Owner {
            home: Home::Impl(index),
            ty: Some(types::lower(&block.self_ty)),
            of_trait: trait_name.map(|segment| types::name(&segment.ident)),
            reach: Reach::Module,
        };
        for item in &block.items {
            match item {
                syn::ImplItem::Fn(function) => {
                    let was_test = self.is_test;
                    self.is_test |= is_test_only(&function.attrs);
                    let owner = Owner { reach: reach(&function.vis), ..owner.clone() };
                    self.function(&function.attrs, &function.sig, (Some(&function.block), None), owner);
                    self.is_test = was_test;
                }
                syn::ImplItem::Const(value) => {
                    self.value(&value.ident, (&value.ty, &value.expr), &value.attrs, Some(index));
                }
                _ => {}
            }
        }
    }

    fn trait_block(&mut self, block: &syn::ItemTrait) {
        let index = self.out.traits.len() as u32;
        self.out.traits.push(Trait {
            name: types::name(&block.ident),
            module: self.module.clone(),
            generics: types::generics(&block.generics),
            supers: types::bounds(block.supertraits.iter()),
        });
        let ty = TypeRef::Path(vec![types::name(&block.ident)], Vec::new());
        let of_trait = Some(types::name(&block.ident));
        let owner = Owner { home: Home::Trait(index), ty: Some(ty), of_trait, reach: Reach::Module };
        for item in &block.items {
            if let syn::TraitItem::Fn(function) = item {
                let body = (function.default.as_ref(), function.semi_token.as_ref());
                self.function(&function.attrs, &function.sig, body, owner.clone());
            }
        }
    }

    fn function(
        &mut self,
        attrs: &[syn::Attribute],
        sig: &syn::Signature,
        (block, semi): (Option<&syn::Block>, Option<&syn::Token![;]>),
        owner: Owner,
    ) {
        let end = block.map(|block| block.brace_token.span.open()).or(semi.map(|semi| semi.span));
        let Some(end) = end.map(|end| self.lexed.start(end)) else { return };
        if self.is_test && !self.with_tests {
            self.out.test_fns += 1;
            return;
        }
        let outer = self.begin_body();
        let name = self.lexed.word(sig.ident.span());
        let (head, span) = (name.end..end, self.text.origin(name));
        let Some(signature) = self.signature(head) else {
            self.end_body(outer);
            return;
        };
        let instrument = self.instrument(attrs);
        self.body.root = block.and_then(|block| self.block(block));
        let body = self.end_body(outer);
        let function = Fn {
            name: types::name(&sig.ident),
            span,
            module: self.module.clone(),
            reach: owner.reach,
            is_plain: is_plain(sig) && !signature.takes_constants,
            home: owner.home,
            owner: owner.ty,
            of_trait: owner.of_trait,
            generics: signature.generics,
            notes: self.notes(attrs, span),
            receiver: signature.receiver,
            params: signature.params,
            ret: signature.ret,
            instrument,
            body: Some(body),
            is_test: self.is_test,
        };
        self.out.fns.push(function);
    }

    fn value(
        &mut self,
        ident: &proc_macro2::Ident,
        (ty, expr): (&syn::Type, &syn::Expr),
        attrs: &[syn::Attribute],
        of_impl: Option<u32>,
    ) {
        let span = self.word(ident.span());
        let (notes, module) = (self.notes(attrs, span), self.module.clone());
        let (name, ty) = (types::name(ident), types::lower(ty));
        let text = match expr {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => {
                Some((Name::new(text.value()), self.span(text.span())))
            }
            _ => None,
        };
        let number = match expr {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => number.base10_parse().ok(),
            _ => None,
        };
        // `include_str!("path")`, and others that read what lies under a path.
        let included = match expr {
            syn::Expr::Macro(call) => {
                let is_reader = call
                    .mac
                    .path
                    .segments
                    .last()
                    .is_some_and(|last| last.ident.to_string().starts_with("include_"));
                let path = syn::parse2::<syn::LitStr>(call.mac.tokens.clone()).ok().filter(|_| is_reader);
                path.map(|path| Name::new(path.value()))
            }
            _ => None,
        };
        self.out.values.push(Value { name, span, ty, text, number, included, module, of_impl, notes });
    }

    fn type_def(&mut self, head: TypeHead, variants: Vec<Variant>) {
        let span = self.word(head.ident.span());
        let derive = head.attrs.iter().find(|attr| derives(attr).iter().any(|derive| derive == "Debug"));
        self.out.types.push(TypeDef {
            name: types::name(head.ident),
            span,
            module: self.module.clone(),
            notes: self.notes(head.attrs, span),
            generics: types::generics(head.generics),
            derives: head.attrs.iter().flat_map(derives).collect(),
            derive_span: derive.map(|attr| self.span(syn::spanned::Spanned::span(attr.path()))),
            variants,
            is_enum: head.is_enum,
            is_generic: !head.generics.params.is_empty(),
            end: head.end.map(|end| self.mark(end).end),
            is_test: self.is_test,
        });
    }

    fn variant(
        &mut self,
        ident: &proc_macro2::Ident,
        attrs: &[syn::Attribute],
        fields: &syn::Fields,
    ) -> Variant {
        let fields = fields.iter().enumerate().map(|(at, field)| {
            let name = match &field.ident {
                Some(ident) => types::name(ident),
                None => Name::from(at.to_string()),
            };
            let span = match &field.ident {
                Some(ident) => self.word(ident.span()),
                None => self.type_span(&field.ty),
            };
            let (ty, reach) = (types::lower(&field.ty), reach(&field.vis));
            let ty_span = self.type_span(&field.ty);
            Field { name, span, ty, ty_span, reach, notes: self.notes(&field.attrs, span) }
        });
        let fields = fields.collect();
        Variant { name: types::name(ident), fields, notes: self.notes(attrs, self.word(ident.span())) }
    }

    fn type_span(&self, ty: &syn::Type) -> Span {
        self.span(syn::spanned::Spanned::span(ty))
    }

    pub(super) fn notes(&self, attrs: &[syn::Attribute], declared: Span) -> Notes {
        let mut notes = Notes::default();
        if declared.file == self.out.id {
            notes.docs = self.survey.docs_above(self.source, declared.start as usize).join(" ");
        }
        for attr in attrs {
            match (attr.path().is_ident("doc"), &attr.meta) {
                (true, syn::Meta::NameValue(pair)) => {
                    if let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value {
                        notes.docs.push_str(text.value().trim());
                        notes.docs.push(' ');
                    }
                }
                (false, meta) => notes.attrs.push(crate::hir::Attr {
                    path: Name::new(types::segments(meta.path()).join("::")),
                    args: match meta {
                        syn::Meta::List(list) => list.tokens.to_string(),
                        syn::Meta::NameValue(pair) => {
                            quote::ToTokens::to_token_stream(&pair.value).to_string()
                        }
                        syn::Meta::Path(_) => String::new(),
                    },
                }),
                _ => {}
            }
        }
        notes.annotations = self.annotations.of(self.source, declared.start as usize, declared.end as usize);
        notes
    }
}

impl<'s> TypeHead<'s> {
    fn new(
        ident: &'s proc_macro2::Ident,
        generics: &'s syn::Generics,
        attrs: &'s [syn::Attribute],
    ) -> TypeHead<'s> {
        TypeHead { ident, generics, attrs, is_enum: false, end: None }
    }
}

/// Whether attributes say that an item is compiled for tests only.
pub(super) fn is_test_only(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| {
        let path = attr.path();
        let is_test = path.segments.last().is_some_and(|last| last.ident == "test" || last.ident == "bench");
        match &attr.meta {
            syn::Meta::List(list) if path.is_ident("cfg") => requires_test(&list.tokens.to_string()),
            // `#[tokio::test]`, `#[test_case(..)]`, `#[rstest]` and the like.
            _ => {
                let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                is_test
                    || name == "rstest"
                    || name == "test_case"
                    || name == "quickcheck"
                    || name == "proptest"
            }
        }
    })
}

/// Whether a condition cannot hold outside tests: `test`, or `all(..)` with it, but not `any(..)` or `not(..)`.
fn requires_test(condition: &str) -> bool {
    let condition = condition.trim();
    match condition.strip_prefix("all").map(str::trim_start).and_then(|rest| rest.strip_prefix('(')) {
        Some(inner) => inner.trim_end_matches(')').split(',').any(|part| part.trim() == "test"),
        None => condition == "test",
    }
}

/// Whether a plain call of a function gives its result, as far as its keywords say.
fn is_plain(sig: &syn::Signature) -> bool {
    sig.asyncness.is_none() && matches!(sig.safety, syn::Safety::Default)
}

/// Whether an item is compiled under a condition, so that nobody can be sure that it is there.
fn is_conditional(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("cfg"))
}

/// `pub(super)` and `pub(in ..)` reach less far than `pub(crate)`.
fn reach(visibility: &syn::Visibility) -> Reach {
    match visibility {
        syn::Visibility::Public(_) => Reach::All,
        syn::Visibility::Restricted(restricted) if restricted.path.is_ident("crate") => Reach::Crate,
        _ => Reach::Module,
    }
}

fn path_attribute(attrs: &[syn::Attribute]) -> Option<String> {
    attrs.iter().find_map(|attr| match &attr.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

fn derives(attr: &syn::Attribute) -> Vec<Name> {
    let syn::Meta::List(list) = &attr.meta else { return Vec::new() };
    let text = list.tokens.to_string();
    let is_derive = attr.path().is_ident("derive");
    let inner = match (is_derive, text.split_once("derive")) {
        (true, _) => text.as_str(),
        (false, Some((_, inner))) if attr.path().is_ident("cfg_attr") => inner,
        _ => return Vec::new(),
    };
    let paths = inner.split([',', '(', ')']).map(|path| path.rsplit("::").next().unwrap_or("").trim());
    paths.filter(|path| !path.is_empty()).map(Name::new).collect()
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Union(item) => &item.attrs,
        _ => &[],
    }
}
