//! The `tokio` crate, read against 1.47: locks and handles are what they guard.

#[macro_grammar(waiting_arms)] macro_rules! select { () => {}; }

#[transparent(0)] struct OwnedMutexGuard<T>(T);
#[transparent(0)] struct OwnedRwLockReadGuard<T>(T);
#[transparent(0)] struct JoinHandle<T>(T);
#[like(Command)] struct Command;
#[iterator] struct UnboundedReceiver;

trait Channel {
    fn recv(&mut self) -> Option<T> {}
    fn try_recv(&mut self) -> Result<T, E> {}
}
