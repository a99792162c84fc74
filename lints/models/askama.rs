//! The `askama` crate, read against 0.16: the fields of a type are the data of the template that its derive names.

#[template_attribute("template(path)")] struct Template;

#[filter] #[serializes] fn json<T>(value: T) -> T {}
#[filter] #[serializes] fn fmt<T>(value: T) -> T {}
