//! Types as written, to [`TypeRef`].

use crate::hir::{Name, TypeRef};

/// Lowers a type; what has no value of interest becomes [`TypeRef::Other`].
pub(super) fn lower(ty: &syn::Type) -> TypeRef {
    match ty {
        syn::Type::Path(path) => lower_path(&path.path),
        syn::Type::Reference(reference) => TypeRef::Ref(Box::new(lower(&reference.elem))),
        syn::Type::Ptr(pointer) => TypeRef::Ref(Box::new(lower(&pointer.elem))),
        syn::Type::Tuple(tuple) => TypeRef::Tuple(tuple.elems.iter().map(lower).collect()),
        syn::Type::Slice(slice) => TypeRef::Slice(Box::new(lower(&slice.elem))),
        syn::Type::Array(array) => TypeRef::Slice(Box::new(lower(&array.elem))),
        syn::Type::Paren(inner) => lower(&inner.elem),
        syn::Type::Group(inner) => lower(&inner.elem),
        syn::Type::ImplTrait(bounds) => lower_bounds(bounds.bounds.iter()),
        syn::Type::TraitObject(object) => lower_bounds(object.bounds.iter()),
        _ => TypeRef::Other,
    }
}

fn lower_bounds<'b>(bounds: impl Iterator<Item = &'b syn::TypeParamBound>) -> TypeRef {
    let paths = bounds.filter_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => Some(lower_path(&bound.path)),
        _ => None,
    });
    TypeRef::Bounds(paths.collect())
}

/// Lowers a path in type position.
pub(super) fn lower_path(path: &syn::Path) -> TypeRef {
    let arguments = path.segments.last().map(|segment| match &segment.arguments {
        syn::PathArguments::AngleBracketed(angle) => angle.args.iter().filter_map(argument).collect(),
        syn::PathArguments::Parenthesized(call) => match &call.output {
            syn::ReturnType::Type(_, ty) => vec![lower(ty)],
            syn::ReturnType::Default => Vec::new(),
        },
        syn::PathArguments::None => Vec::new(),
    });
    TypeRef::Path(segments(path), arguments.unwrap_or_default())
}

fn argument(argument: &syn::GenericArgument) -> Option<TypeRef> {
    match argument {
        syn::GenericArgument::Type(ty) => Some(lower(ty)),
        syn::GenericArgument::AssocType(assoc) => Some(lower(&assoc.ty)),
        _ => None,
    }
}

/// The identifiers of a path.
pub(super) fn segments(path: &syn::Path) -> Vec<Name> {
    path.segments.iter().map(|segment| name(&segment.ident)).collect()
}

/// An identifier without its `r#`.
pub(super) fn name(ident: &proc_macro2::Ident) -> Name {
    let text = ident.to_string();
    Name::new(text.strip_prefix("r#").unwrap_or(&text))
}
