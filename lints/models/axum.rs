//! The `axum` crate, read against 0.8: an extractor is what it extracts; requests are those of `http`.

#[shows_debug(secret.token)] struct Request<T>(T);
#[shows_debug(secret.token)] struct Parts;
#[container] struct Json<T>(T);
#[container] struct Form<T>(T);
#[container] struct Query<T>(T);
#[container] struct Path<T>(T);
#[container] struct State<T>(T);
#[container] struct Extension<T>(T);
#[container] struct TypedHeader<T>(T);
