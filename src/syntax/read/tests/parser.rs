//! What the parser's library makes of a text, told as the reader tells it, to compare the two.

use crate::hir::{Generic, Name, TypeRef};
use crate::syntax::read::ty::{array, reference};

/// A type; what has no value of interest becomes [`TypeRef::Other`].
pub(super) fn ty(ty: &syn::Type) -> TypeRef {
    match ty {
        syn::Type::Path(path) => qualified(path),
        syn::Type::Reference(to) => {
            let is_static = to.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static");
            reference(self::ty(&to.elem), is_static)
        }
        syn::Type::Ptr(pointer) => TypeRef::Ref(Box::new(self::ty(&pointer.elem))),
        syn::Type::Tuple(tuple) => TypeRef::Tuple(tuple.elems.iter().map(self::ty).collect()),
        syn::Type::Slice(slice) => TypeRef::Slice(Box::new(self::ty(&slice.elem))),
        syn::Type::Array(of) => {
            let length = match &of.len {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => number.base10_parse().ok(),
                _ => None,
            };
            array(self::ty(&of.elem), length)
        }
        syn::Type::Paren(inner) => self::ty(&inner.elem),
        syn::Type::Group(inner) => self::ty(&inner.elem),
        syn::Type::ImplTrait(of) => TypeRef::Bounds(bounds(&of.bounds)),
        syn::Type::TraitObject(of) => TypeRef::Bounds(bounds(&of.bounds)),
        syn::Type::FnPtr(function) => {
            let params = function.inputs.iter().map(|input| self::ty(&input.ty)).collect();
            TypeRef::Fn(params, Box::new(result(&function.output)))
        }
        _ => TypeRef::Other,
    }
}

fn result(output: &syn::ReturnType) -> TypeRef {
    match output {
        syn::ReturnType::Type(_, ty) => self::ty(ty),
        syn::ReturnType::Default => TypeRef::Tuple(Vec::new()),
    }
}

/// Type parameters with their bounds.
pub(super) fn generics(generics: &syn::Generics) -> Vec<Generic> {
    let types = generics.type_params();
    let mut all: Vec<Generic> =
        types.map(|param| Generic { name: name(&param.ident), bounds: bounds(&param.bounds) }).collect();
    for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        let syn::WherePredicate::Type(predicate) = predicate else { continue };
        let TypeRef::Path(path, _) = ty(&predicate.bounded_ty) else { continue };
        if let Some(generic) = all.iter_mut().find(|generic| path.as_slice() == [generic.name.clone()]) {
            generic.bounds.extend(bounds(&predicate.bounds));
        }
    }
    all
}

fn bounds<'b>(bounds: impl IntoIterator<Item = &'b syn::TypeParamBound>) -> Vec<TypeRef> {
    let paths = bounds.into_iter().filter_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => Some(path(&bound.path)),
        _ => None,
    });
    paths.collect()
}

/// `<T as Trait>::Item` is told as `T::Item`.
fn qualified(of: &syn::TypePath) -> TypeRef {
    let Some(qself) = &of.qself else { return path(&of.path) };
    match (ty(&qself.ty), of.path.segments.last()) {
        (TypeRef::Path(mut of, _), Some(last)) => {
            of.push(name(&last.ident));
            TypeRef::Path(of, Vec::new())
        }
        _ => TypeRef::Other,
    }
}

pub(super) fn path(path: &syn::Path) -> TypeRef {
    let arguments = match path.segments.last().map(|segment| &segment.arguments) {
        Some(syn::PathArguments::AngleBracketed(angle)) => angle.args.iter().filter_map(argument).collect(),
        Some(syn::PathArguments::Parenthesized(call)) => {
            let params = call.inputs.iter().map(|input| ty(&input.ty)).collect();
            return TypeRef::Fn(params, Box::new(result(&call.output)));
        }
        _ => Vec::new(),
    };
    TypeRef::Path(path.segments.iter().map(|segment| name(&segment.ident)).collect(), arguments)
}

fn argument(argument: &syn::GenericArgument) -> Option<TypeRef> {
    match argument {
        syn::GenericArgument::Type(of) => Some(ty(of)),
        syn::GenericArgument::AssocType(assoc) => {
            Some(TypeRef::Assoc(name(&assoc.ident), Box::new(ty(&assoc.ty))))
        }
        _ => None,
    }
}

fn name(ident: &proc_macro2::Ident) -> Name {
    let text = ident.to_string();
    Name::new(text.strip_prefix("r#").unwrap_or(&text))
}

/// The items of a file outside of bodies and macro calls, a line each, in their order within each kind.
pub(super) fn items(text: &str) -> Option<Vec<String>> {
    let mut told = Vec::new();
    tell(&syn::parse_file(text).ok()?.items, &mut told);
    Some(told)
}

fn tell(items: &[syn::Item], told: &mut Vec<String>) {
    for item in items {
        match item {
            syn::Item::Fn(item) => told.push(function(&item.sig, &item.attrs)),
            syn::Item::Struct(item) => {
                let fields = fields(&item.fields);
                told.push(definition(&item.ident, &item.generics, &item.attrs, &[(&item.ident, fields)]));
            }
            syn::Item::Enum(item) => {
                let variants = item.variants.iter().map(|one| (&one.ident, fields(&one.fields)));
                let variants: Vec<_> = variants.collect();
                told.push(definition(&item.ident, &item.generics, &item.attrs, &variants));
            }
            syn::Item::Type(item) => told.push(format!(
                "alias {} {:?} {:?}",
                name(&item.ident),
                generics(&item.generics),
                ty(&item.ty)
            )),
            syn::Item::Const(item) => told.push(value(&item.ident, &item.ty, &item.expr)),
            syn::Item::Static(item) => told.push(value(&item.ident, &item.ty, &item.expr)),
            syn::Item::Mod(item) => {
                told.push(format!("mod {} {}", name(&item.ident), item.content.is_none()));
                tell(item.content.as_ref().map_or(&[], |(_, items)| items), told);
            }
            syn::Item::Impl(item) => {
                let of_trait = item.trait_.as_ref().map(|(of, _)| path(of));
                let types = item.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Type(of) => Some((name(&of.ident), ty(&of.ty))),
                    _ => None,
                });
                let (params, of) = (generics(&item.generics), ty(&item.self_ty));
                let types: Vec<_> = types.collect();
                told.push(format!("impl {params:?} {of_trait:?} {of:?} {types:?}"));
                for item in &item.items {
                    match item {
                        syn::ImplItem::Fn(item) => told.push(function(&item.sig, &item.attrs)),
                        syn::ImplItem::Const(item) => told.push(value(&item.ident, &item.ty, &item.expr)),
                        _ => {}
                    }
                }
            }
            syn::Item::Trait(item) => {
                let (params, supers) = (generics(&item.generics), bounds(&item.supertraits));
                told.push(format!("trait {} {params:?} {supers:?}", name(&item.ident)));
                for item in &item.items {
                    if let syn::TraitItem::Fn(item) = item {
                        told.push(function(&item.sig, &item.attrs));
                    }
                }
            }
            _ => {}
        }
    }
}

fn function(sig: &syn::Signature, attrs: &[syn::Attribute]) -> String {
    let params = sig.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(param) => Some(ty(&param.ty)),
        syn::FnArg::Receiver(_) => None,
    });
    let output = match &sig.output {
        syn::ReturnType::Type(_, of) => Some(ty(of)),
        syn::ReturnType::Default => None,
    };
    let (params, of) = (params.collect::<Vec<_>>(), generics(&sig.generics));
    format!("fn {} {of:?} {params:?} {output:?} {:?}", name(&sig.ident), attributes(attrs))
}

fn definition(
    ident: &proc_macro2::Ident,
    params: &syn::Generics,
    attrs: &[syn::Attribute],
    variants: &[(&proc_macro2::Ident, Vec<String>)],
) -> String {
    let variants: Vec<_> = variants.iter().map(|(ident, fields)| (name(ident), fields)).collect();
    let (of, is_generic) = (generics(params), !params.params.is_empty());
    format!("type {} {of:?} {is_generic} {:?} {variants:?}", name(ident), attributes(attrs))
}

fn fields(fields: &syn::Fields) -> Vec<String> {
    let one = |(at, field): (usize, &syn::Field)| {
        let name = field.ident.as_ref().map_or_else(|| Name::from(at.to_string()), name);
        format!("{name} {:?} {:?}", ty(&field.ty), attributes(&field.attrs))
    };
    fields.iter().enumerate().map(one).collect()
}

fn value(ident: &proc_macro2::Ident, of: &syn::Type, expr: &syn::Expr) -> String {
    let (mut text, mut number) = (None, None);
    match expr {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(of), .. }) => text = Some(Name::new(of.value())),
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(of), .. }) => number = of.base10_parse::<u32>().ok(),
        _ => {}
    }
    format!("value {} {:?} {text:?} {number:?}", name(ident), ty(of))
}

/// Attributes as path and text of the arguments, but for comments of documentation.
fn attributes(attrs: &[syn::Attribute]) -> Vec<(String, String)> {
    let outer = attrs.iter().filter(|attr| matches!(attr.style, syn::AttrStyle::Outer));
    let told = outer.filter(|attr| !attr.path().is_ident("doc")).map(|attr| {
        let path: Vec<String> = attr.path().segments.iter().map(|one| name(&one.ident).to_string()).collect();
        let args = match &attr.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            syn::Meta::NameValue(pair) => quote::ToTokens::to_token_stream(&pair.value).to_string(),
            syn::Meta::Path(_) => String::new(),
        };
        (path.join("::"), args)
    });
    told.collect()
}
