//! Types as written, to [`TypeRef`].

use crate::hir::{Generic, Name, TypeRef};

/// Lowers a type; what has no value of interest becomes [`TypeRef::Other`].
pub(super) fn lower(ty: &syn::Type) -> TypeRef {
    match ty {
        syn::Type::Path(path) => lower_qualified(path),
        syn::Type::Reference(to) => {
            let is_static = to.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static");
            reference(lower(&to.elem), is_static)
        }
        syn::Type::Ptr(pointer) => TypeRef::Ref(Box::new(lower(&pointer.elem))),
        syn::Type::Tuple(tuple) => TypeRef::Tuple(tuple.elems.iter().map(lower).collect()),
        syn::Type::Slice(slice) => TypeRef::Slice(Box::new(lower(&slice.elem))),
        syn::Type::Array(of) => array(lower(&of.elem), written_number(&of.len)),
        syn::Type::Paren(inner) => lower(&inner.elem),
        syn::Type::Group(inner) => lower(&inner.elem),
        syn::Type::ImplTrait(bounds) => lower_bounds(bounds.bounds.iter()),
        syn::Type::TraitObject(object) => lower_bounds(object.bounds.iter()),
        syn::Type::FnPtr(function) => {
            let params = function.inputs.iter().map(|input| lower(&input.ty)).collect();
            TypeRef::Fn(params, Box::new(result(&function.output)))
        }
        _ => TypeRef::Other,
    }
}

/// A reference to a type.
pub(super) fn reference(to: TypeRef, is_static: bool) -> TypeRef {
    match to {
        // What is written in the program is no datum of anybody.
        to if is_static && is_named(&to, "str") => named("StaticStr"),
        to => TypeRef::Ref(Box::new(to)),
    }
}

/// Arrays of bytes up to this length hold no secret.
const FEW_BYTES: u32 = 8;

/// An array of a type, with its length where that is written as a number.
pub(super) fn array(of: TypeRef, length: Option<u32>) -> TypeRef {
    match length {
        // So few bytes are a salt, a tag or a version.
        Some(length) if length <= FEW_BYTES && is_named(&of, "u8") => named("FewBytes"),
        _ => TypeRef::Slice(Box::new(of)),
    }
}

fn is_named(ty: &TypeRef, name: &str) -> bool {
    matches!(ty, TypeRef::Path(path, args) if args.is_empty() && *path == [name])
}

fn named(name: &'static str) -> TypeRef {
    TypeRef::Path(vec![Name::new_static(name)], Vec::new())
}

fn written_number(expr: &syn::Expr) -> Option<u32> {
    match expr {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(number), .. }) => number.base10_parse().ok(),
        _ => None,
    }
}

fn result(output: &syn::ReturnType) -> TypeRef {
    match output {
        syn::ReturnType::Type(_, ty) => lower(ty),
        syn::ReturnType::Default => TypeRef::Tuple(Vec::new()),
    }
}

/// Lowers type parameters with their bounds.
pub(super) fn generics(generics: &syn::Generics) -> Vec<Generic> {
    let mut lowered: Vec<Generic> = Vec::new();
    for param in &generics.params {
        if let syn::GenericParam::Type(param) = param {
            lowered.push(Generic { name: name(&param.ident), bounds: bounds(param.bounds.iter()) });
        }
    }
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    for predicate in predicates {
        let syn::WherePredicate::Type(predicate) = predicate else { continue };
        let TypeRef::Path(path, _) = lower(&predicate.bounded_ty) else { continue };
        if let Some(generic) = lowered.iter_mut().find(|generic| path.as_slice() == [generic.name.clone()]) {
            generic.bounds.extend(bounds(predicate.bounds.iter()));
        }
    }
    lowered
}

/// Lowers the traits among bounds.
pub(super) fn bounds<'b>(bounds: impl Iterator<Item = &'b syn::TypeParamBound>) -> Vec<TypeRef> {
    match lower_bounds(bounds) {
        TypeRef::Bounds(bounds) => bounds,
        _ => Vec::new(),
    }
}

fn lower_bounds<'b>(bounds: impl Iterator<Item = &'b syn::TypeParamBound>) -> TypeRef {
    let paths = bounds.filter_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => Some(lower_path(&bound.path)),
        _ => None,
    });
    TypeRef::Bounds(paths.collect())
}

/// `<T as Trait>::Item` is read as `T::Item`.
fn lower_qualified(path: &syn::TypePath) -> TypeRef {
    let Some(qself) = &path.qself else { return lower_path(&path.path) };
    match (lower(&qself.ty), path.path.segments.last()) {
        (TypeRef::Path(mut of, _), Some(last)) => {
            of.push(name(&last.ident));
            TypeRef::Path(of, Vec::new())
        }
        _ => TypeRef::Other,
    }
}

/// Lowers a path in type position.
pub(super) fn lower_path(path: &syn::Path) -> TypeRef {
    let arguments = match path.segments.last().map(|segment| &segment.arguments) {
        Some(syn::PathArguments::AngleBracketed(angle)) => angle.args.iter().filter_map(argument).collect(),
        Some(syn::PathArguments::Parenthesized(call)) => {
            let params = call.inputs.iter().map(|input| lower(&input.ty)).collect();
            return TypeRef::Fn(params, Box::new(result(&call.output)));
        }
        _ => Vec::new(),
    };
    TypeRef::Path(segments(path), arguments)
}

fn argument(argument: &syn::GenericArgument) -> Option<TypeRef> {
    match argument {
        syn::GenericArgument::Type(ty) => Some(lower(ty)),
        syn::GenericArgument::AssocType(assoc) => {
            Some(TypeRef::Assoc(name(&assoc.ident), Box::new(lower(&assoc.ty))))
        }
        _ => None,
    }
}

/// The identifiers of a path.
pub(super) fn segments(path: &syn::Path) -> Vec<Name> {
    path.segments.iter().map(|segment| name(&segment.ident)).collect()
}

/// An identifier without its `r#`.
pub(super) fn name(ident: &proc_macro2::Ident) -> Name {
    let text = smol_str::format_smolstr!("{ident}");
    match text.strip_prefix("r#") {
        Some(bare) => Name::new(bare),
        None => text,
    }
}
