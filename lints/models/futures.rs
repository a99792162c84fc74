//! The `futures` crate, read against 0.3: boxed futures are their output, streams are iterators.

#[macro_grammar(waiting_arms)] macro_rules! select { () => {}; }
#[macro_grammar(waiting_arms)] macro_rules! select_biased { () => {}; }

#[transparent(0)] struct BoxFuture<T>(T);
#[transparent(0)] struct LocalBoxFuture<T>(T);
#[iterator] struct Stream;
#[iterator] struct BoxStream;
#[iterator] struct TryStream;
