//! The `diesel` crate, read against 2.3: its instrumentation tells the URL that it connects to, password included, and
//! the queries with the values bound to them.

enum InstrumentationEvent {
    StartEstablishConnection { #[source(secret.key)] url: str },
    FinishEstablishConnection { #[source(secret.key)] url: str },
    StartQuery { #[source(comm.record)] query: DebugQuery },
    FinishQuery { #[source(comm.record)] query: DebugQuery },
}
