//! `core`, `alloc` and `std`, read against Rust 1.95. A signature says what carries: `len` returns a number, so nothing
//! of the text is left; `trim` returns text. What a name shares with a type of another crate must hold there too.

#[macro_grammar(format)] #[text] macro_rules! format { () => {}; }
#[macro_grammar(format)] #[text] macro_rules! format_args { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! print { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! println { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! eprint { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! eprintln { () => {}; }
#[macro_grammar(dbg)] #[sink(print)] #[through] macro_rules! dbg { () => {}; }
#[macro_grammar(panic)] #[sink(panic)] macro_rules! panic { () => {}; }
#[macro_grammar(panic)] #[sink(panic)] macro_rules! todo { () => {}; }
#[macro_grammar(panic)] #[sink(panic)] macro_rules! unimplemented { () => {}; }
#[macro_grammar(panic)] #[sink(panic)] macro_rules! unreachable { () => {}; }
#[macro_grammar(assert)] #[sink(panic)] macro_rules! assert { () => {}; }
#[macro_grammar(assert)] #[sink(panic)] macro_rules! debug_assert { () => {}; }
#[macro_grammar(assert_eq)] #[sink(panic)] macro_rules! assert_eq { () => {}; }
#[macro_grammar(assert_eq)] #[sink(panic)] macro_rules! assert_ne { () => {}; }
#[macro_grammar(assert_eq)] #[sink(panic)] macro_rules! debug_assert_eq { () => {}; }
#[macro_grammar(assert_eq)] #[sink(panic)] macro_rules! debug_assert_ne { () => {}; }
#[macro_grammar(write)] #[into] macro_rules! write { () => {}; }
#[macro_grammar(write)] #[into] macro_rules! writeln { () => {}; }
#[macro_grammar(list)] macro_rules! vec { () => {}; }

#[writes_debug] struct Debug;

#[transparent] struct Box<T>(T);
#[transparent] struct Rc<T>(T);
#[transparent] struct Arc<T>(T);
#[transparent] struct Cow<T>(T);
#[transparent] struct Option<T>(T);
#[transparent] struct Result<T>(T);
#[transparent] struct Vec<T>(T);
#[transparent] struct VecDeque<T>(T);
#[transparent] struct HashSet<T>(T);
#[transparent] struct BTreeSet<T>(T);
#[transparent] struct Mutex<T>(T);
#[transparent] struct RwLock<T>(T);
#[transparent] struct RefCell<T>(T);
#[transparent] struct MutexGuard<T>(T);
#[transparent] struct Pin<T>(T);

impl str {
    fn len(&self) -> usize {}
    fn is_empty(&self) -> bool {}
    fn contains(&self, pattern: &str) -> bool {}
    fn starts_with(&self, pattern: &str) -> bool {}
    fn ends_with(&self, pattern: &str) -> bool {}
    fn eq_ignore_ascii_case(&self, other: &str) -> bool {}
    fn is_char_boundary(&self, index: usize) -> bool {}
    fn eq(&self, other: &str) -> bool {}
    fn ne(&self, other: &str) -> bool {}
    fn cmp(&self, other: &str) -> Ordering {}
    fn parse(&self) -> Result<F, E> {}
    #[arguments] fn replace(&self, from: &str, to: &str) -> String {}
    fn split(&self, pattern: &str) -> Split<str> {}
    fn splitn(&self, n: usize, pattern: &str) -> Split<str> {}
    fn rsplit(&self, pattern: &str) -> Split<str> {}
    fn rsplit_once(&self, pattern: &str) -> Option<(str, str)> {}
    fn split_at(&self, at: usize) -> (str, str) {}
    fn split_off(&mut self, at: usize) -> String {}
    fn strip_prefix(&self, pattern: &str) -> Option<str> {}
    fn strip_suffix(&self, pattern: &str) -> Option<str> {}
    fn trim_matches(&self, pattern: &str) -> &str {}
    fn trim_start_matches(&self, pattern: &str) -> &str {}
    fn trim_end_matches(&self, pattern: &str) -> &str {}
    fn repeat(&self, n: usize) -> String {}
    fn split_once(&self, pattern: &str) -> Option<(str, str)> {}
    fn trim(&self) -> &str {}
    fn to_lowercase(&self) -> String {}
    fn as_str(&self) -> &str {}
    fn as_bytes(&self) -> &[Byte] {}
    fn chars(&self) -> Chars {}
    #[arguments] fn join(&self, separator: &str) -> String {}
}

impl String {
    fn push_str(&mut self, text: &str) {}
    fn push(&mut self, value: T) {}
    fn insert_str(&mut self, at: usize, text: &str) {}
    fn clear(&mut self) {}
    fn capacity(&self) -> usize {}
}

impl Vec {
    fn push_back(&mut self, value: T) {}
    fn extend(&mut self, values: I) {}
    fn extend_from_slice(&mut self, values: &[T]) {}
    fn append(&mut self, other: &mut Vec<T>) {}
    fn first(&self) -> Option<T> {}
    fn last(&self) -> Option<T> {}
    fn is_sorted(&self) -> bool {}
}

impl Clone {
    fn clone(&self) -> Self {}
    fn to_owned(&self) -> Self {}
    fn as_ref(&self) -> Self {}
    fn as_mut(&mut self) -> Self {}
    fn as_deref(&self) -> Self {}
    fn borrow(&self) -> Self {}
    fn borrow_mut(&self) -> Self {}
    fn cloned(self) -> Self {}
    fn copied(self) -> Self {}
    fn iter(&self) -> Self {}
    fn iter_mut(&mut self) -> Self {}
    fn into_iter(self) -> Self {}
    fn lock(&self) -> Self {}
    fn read(&self) -> Self {}
    fn into_inner(self) -> Self {}
    fn ok(self) -> Self {}
    fn unwrap_or_default(self) -> T {}
    fn collect(self) -> Self {}
    fn filter(self, f: F) -> Self {}
    fn inspect(self, f: F) -> Self {}
    fn rev(self) -> Self {}
}

impl ToString {
    #[displays] fn to_string(&self) -> String {}
}

impl Formatter {
    fn debug_struct(&mut self, name: &str) -> Self {}
    fn debug_tuple(&mut self, name: &str) -> Self {}
    fn debug_list(&mut self) -> Self {}
    fn debug_map(&mut self) -> Self {}
    fn field(&mut self, name: &str, value: &V) -> Self {}
    fn entry(&mut self, key: &K, value: &V) -> Self {}
    fn pad(&mut self, text: &str) -> Self {}
}

impl Option {
    fn is_some(&self) -> bool {}
    fn is_none(&self) -> bool {}
    fn is_ok(&self) -> bool {}
    fn is_err(&self) -> bool {}
    fn is_some_and(self, f: F) -> bool {}
    fn is_none_or(self, f: F) -> bool {}
    fn is_ok_and(self, f: F) -> bool {}
    #[closure] fn map(self, f: F) -> Option<U> {}
    #[closure] fn and_then(self, f: F) -> Option<U> {}
    #[closure] fn then(self, f: F) -> Option<U> {}
    #[closure] fn map_or(self, default: U, f: F) -> U {}
    #[closure] fn map_or_else(self, default: D, f: F) -> U {}
    fn ok_or(self, failure: E) -> Result<T, E> {}
    #[failure] fn ok_or_else(self, f: F) -> Result<T, E> {}
    #[failure] fn map_err(self, f: F) -> Result<T, F> {}
    #[failure] fn or_else(self, f: F) -> Result<T, F> {}
    #[failure] fn inspect_err(self, f: F) -> Result<T, E> {}
    #[failure] fn unwrap_or_else(self, f: F) -> T {}
    #[arguments] fn unwrap_or(self, default: T) -> T {}
    #[arguments] fn or(self, other: Option<T>) -> Option<T> {}
    #[arguments] fn zip(self, other: Option<U>) -> Option<(T, U)> {}
    #[arguments] fn chain(self, other: U) -> Chain<T, U> {}
    #[arguments] fn then_some(self, value: T) -> Option<T> {}
    #[arguments] fn get_or_insert(&mut self, value: T) -> &mut T {}
    fn unwrap(self) -> T {}
    fn expect(self, #[sink(panic)] message: &str) -> T {}
    fn expect_err(self, #[sink(panic)] message: &str) -> E {}
    fn err(self) -> Failure {}
    fn unwrap_err(self) -> Failure {}
}

impl Iterator {
    fn count(self) -> usize {}
    fn any(&mut self, f: F) -> bool {}
    fn all(&mut self, f: F) -> bool {}
    fn position(&mut self, f: F) -> Option<usize> {}
    fn size_hint(&self) -> (usize, usize) {}
    #[closure] fn flat_map(self, f: F) -> FlatMap {}
    #[closure] fn filter_map(self, f: F) -> FilterMap {}
    #[closure] fn find_map(&mut self, f: F) -> Option<B> {}
    #[closure] fn map_while(self, f: F) -> MapWhile {}
    #[closure] fn fold(self, init: B, f: F) -> B {}
    fn for_each(self, f: F) {}
    fn find(&mut self, f: F) -> Option<T> {}
    fn nth(&mut self, n: usize) -> Option<T> {}
    fn skip(self, n: usize) -> Skip<T> {}
    fn step_by(self, n: usize) -> StepBy<T> {}
    fn take(self, #[prefix] n: usize) -> Take<T> {}
    fn truncate(&mut self, #[prefix] n: usize) {}
    fn chunks(&self, n: usize) -> Chunks<T> {}
    fn windows(&self, n: usize) -> Windows<T> {}
}

impl HashMap {
    fn get(&self, #[key] key: &Q) -> Option<V> {}
    fn get_mut(&mut self, #[key] key: &Q) -> Option<V> {}
    fn get_all(&self, #[key] key: &Q) -> V {}
    fn get_one(&self, #[key] key: &Q) -> Option<V> {}
    fn get_str(&self, #[key] key: &Q) -> Option<V> {}
    fn try_get(&self, #[key] key: &Q) -> Result<V, E> {}
    fn remove(&mut self, #[key] key: &Q) -> Option<V> {}
    fn pointer(&self, #[key] key: &Q) -> Option<V> {}
    fn contains_key(&self, key: &Q) -> bool {}
    fn insert(&mut self, key: K, value: V) -> Nothing {}
}

impl Hash {
    fn hash(&self, state: &mut H) {}
    #[sanitizer] fn finish(&self) -> u64 {}
}

/// `std::env`.
fn var(#[key] name: &str) -> Result<String, VarError> {}
fn var_os(#[key] name: &str) -> Option<OsString> {}

impl From {
    #[any_type] fn from(value: T) -> Self {}
    #[any_type] fn try_from(value: T) -> Result<Self, E> {}
    #[any_type] fn from_str(value: &str) -> Result<Self, E> {}
}
impl Box {
    fn new(value: T) -> Self {}
}
impl Rc {
    fn new(value: T) -> Self {}
}
impl Arc {
    fn new(value: T) -> Self {}
}
impl String {
    fn from(value: &str) -> String {}
    fn from_utf8(value: Vec<Byte>) -> Result<String, E> {}
    fn from_utf8_lossy(value: &[Byte]) -> Cow<str> {}
}

/// `std::mem`.
fn take(value: &mut T) -> T {}
fn replace(value: &mut T, with: T) -> T {}

/// `std::io`.
#[handle(print)] fn stdout() -> Stdout {}
#[handle(print)] fn stderr() -> Stderr {}

impl BufWriter {
    fn new(inner: W) -> Self {}
}
impl LineWriter {
    fn new(inner: W) -> Self {}
}
impl Write {
    fn write(&mut self, bytes: &[Byte]) {}
    fn write_str(&mut self, text: &str) {}
    fn write_all(&mut self, bytes: &[Byte]) {}
    fn write_fmt(&mut self, text: Arguments) {}
}
