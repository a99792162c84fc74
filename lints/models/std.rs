//! `core`, `alloc` and `std`, read against Rust 1.95. A signature says what carries: `len` returns a number, so nothing
//! of the text is left; `trim` returns text. Pointers, guards and futures are what they lead to. A trait here is one
//! that any type may have.

#[macro_grammar(included)] #[text] macro_rules! include_str { () => {}; }
#[macro_grammar(format)] #[text] macro_rules! format { () => {}; }
#[macro_grammar(format)] #[text] macro_rules! format_args { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! print { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! println { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! eprint { () => {}; }
#[macro_grammar(format)] #[sink(print)] macro_rules! eprintln { () => {}; }
#[macro_grammar(dbg)] #[sink(dbg)] #[through] macro_rules! dbg { () => {}; }
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
#[marks_test] macro_rules! test { () => {}; }
#[marks_test] macro_rules! bench { () => {}; }

struct Arguments;
struct BufWriter;
struct Entry;
struct Error;
struct Formatter;
struct From;
struct Hash;
struct HashMap;
struct LineWriter;
struct Ordering;
struct ParseError;
struct Stderr;
struct Stdout;
struct VarError;
struct Display;
struct Duration;

#[writes_debug] struct Debug;

#[transparent(0)] struct Box<T>(T);
#[transparent(0)] struct Rc<T>(T);
#[transparent(0)] struct Arc<T>(T);
#[transparent(0)] struct Weak<T>(T);
#[transparent(0)] struct Cow<T>(T);
#[transparent(0)] struct Pin<T>(T);
#[transparent(0)] struct Ref<T>(T);
#[transparent(0)] struct RefMut<T>(T);
#[transparent(0)] struct Cell<T>(T);
#[transparent(0)] struct RefCell<T>(T);
#[transparent(0)] struct Mutex<T>(T);
#[transparent(0)] struct RwLock<T>(T);
#[transparent(0)] struct MutexGuard<T>(T);
#[transparent(0)] struct RwLockReadGuard<T>(T);
#[transparent(0)] struct RwLockWriteGuard<T>(T);
#[transparent(0)] struct OnceCell<T>(T);
#[transparent(0)] struct OnceLock<T>(T);
#[transparent(0)] struct LazyCell<T>(T);
#[transparent(0)] struct LazyLock<T>(T);
#[transparent(0)] struct ManuallyDrop<T>(T);
#[transparent(0)] struct Reverse<T>(T);
#[transparent(0)] struct Future<T>(T);

#[container] struct Option<T>(T);
#[container] struct Result<T, E>(T, E);
#[container] struct Poll<T>(T);
#[container] struct Vec<T>(T);
#[container] #[like(Vec)] struct VecDeque<T>(T);
#[container] #[like(Vec)] struct LinkedList<T>(T);
#[container] #[like(Vec)] struct BinaryHeap<T>(T);
#[container] #[like(Vec)] struct HashSet<T>(T);
#[container] #[like(Vec)] struct BTreeSet<T>(T);
#[container] struct Iter<T>(T);
#[like(str)] struct String;
#[like(str)] struct StaticStr;
#[like(str)] struct VarName;
struct Command;
struct Child;
struct Output;
struct ExitStatus;
struct Failure;
#[like(str)] struct OsStr;
#[like(str)] struct OsString;
#[like(HashMap)] struct BTreeMap<K, V>(K, V);

#[iterator] struct Iterator;
#[iterator] struct IntoIterator;
#[iterator] struct DoubleEndedIterator;
#[iterator] struct ExactSizeIterator;
#[iterator] struct FromIterator;
#[iterator] struct Peekable;
#[iterator] struct Receiver;
#[iterator] struct Chars;
#[conversion] struct AsRef;
#[conversion] struct AsMut;
#[conversion] struct Into;
#[conversion] struct TryInto;
#[conversion] struct Borrow;
#[conversion] struct Deref;

impl str {
    fn from_utf8(value: &[u8]) -> Result<str, E> {}
    fn len(&self) -> usize {}
    fn is_empty(&self) -> bool {}
    fn contains(&self, pattern: &str) -> bool {}
    fn starts_with(&self, pattern: &str) -> bool {}
    fn ends_with(&self, pattern: &str) -> bool {}
    fn eq_ignore_ascii_case(&self, other: &str) -> bool {}
    fn is_char_boundary(&self, index: usize) -> bool {}
    fn is_ascii(&self) -> bool {}
    fn find(&self, pattern: &str) -> Option<usize> {}
    fn rfind(&self, pattern: &str) -> Option<usize> {}
    #[parses] fn parse<F>(&self) -> Result<F, ParseError> {}
    #[arguments] #[replaces] fn replace(&self, from: &str, to: &str) -> String {}
    #[arguments] #[replaces] fn replacen(&self, from: &str, to: &str, count: usize) -> String {}
    fn split(&self, pattern: &str) -> Iter<str> {}
    fn splitn(&self, n: usize, pattern: &str) -> Iter<str> {}
    fn rsplit(&self, pattern: &str) -> Iter<str> {}
    fn rsplitn(&self, n: usize, pattern: &str) -> Iter<str> {}
    fn split_terminator(&self, pattern: &str) -> Iter<str> {}
    fn split_inclusive(&self, pattern: &str) -> Iter<str> {}
    fn split_whitespace(&self) -> Iter<str> {}
    fn split_ascii_whitespace(&self) -> Iter<str> {}
    fn lines(&self) -> Iter<str> {}
    fn chars(&self) -> Iter<char> {}
    fn char_indices(&self) -> Iter<(usize, char)> {}
    fn bytes(&self) -> Iter<u8> {}
    fn matches(&self, pattern: &str) -> Iter<str> {}
    #[halves] fn split_once(&self, pattern: &str) -> Option<(str, str)> {}
    #[halves] fn rsplit_once(&self, pattern: &str) -> Option<(str, str)> {}
    fn split_at(&self, at: usize) -> (str, str) {}
    fn split_off(&mut self, at: usize) -> String {}
    fn strip_prefix(&self, pattern: &str) -> Option<str> {}
    fn strip_suffix(&self, pattern: &str) -> Option<str> {}
    fn trim(&self) -> &str {}
    fn trim_start(&self) -> &str {}
    fn trim_end(&self) -> &str {}
    fn trim_matches(&self, pattern: &str) -> &str {}
    fn trim_start_matches(&self, pattern: &str) -> &str {}
    fn trim_end_matches(&self, pattern: &str) -> &str {}
    fn repeat(&self, n: usize) -> String {}
    fn to_lowercase(&self) -> String {}
    fn to_uppercase(&self) -> String {}
    fn to_ascii_lowercase(&self) -> String {}
    fn to_ascii_uppercase(&self) -> String {}
    fn as_str(&self) -> &str {}
    fn as_bytes(&self) -> &[u8] {}
    fn into_bytes(self) -> Vec<u8> {}
    fn into_boxed_str(self) -> String {}
    fn into_string(self) -> String {}
    fn to_str(&self) -> Option<str> {}
    fn to_string_lossy(&self) -> String {}
    fn escape_debug(&self) -> String {}
    fn get(&self, range: R) -> Option<str> {}
    fn push_str(&mut self, text: &str) {}
    fn push(&mut self, value: char) {}
    fn insert_str(&mut self, at: usize, text: &str) {}
    #[seals] fn clear(&mut self) {}
    fn capacity(&self) -> usize {}
    fn truncate(&mut self, #[prefix] n: usize) {}
}

impl String {
    fn new() -> String {}
    fn with_capacity(n: usize) -> String {}
    fn from(value: &str) -> String {}
    fn from_utf8(value: Vec<u8>) -> Result<String, E> {}
    fn from_utf8_lossy(value: &[u8]) -> String {}
}

impl<T> Vec<T> {
    fn new() -> Vec<T> {}
    fn with_capacity(n: usize) -> Vec<T> {}
    fn from(value: T) -> Self {}
    fn len(&self) -> usize {}
    fn is_empty(&self) -> bool {}
    fn capacity(&self) -> usize {}
    fn contains(&self, value: &T) -> bool {}
    fn starts_with(&self, value: &[T]) -> bool {}
    fn ends_with(&self, value: &[T]) -> bool {}
    fn is_sorted(&self) -> bool {}
    fn binary_search(&self, value: &T) -> Result<usize, usize> {}
    fn push(&mut self, value: T) {}
    fn push_back(&mut self, value: T) {}
    fn push_front(&mut self, value: T) {}
    fn insert(&mut self, at: usize, value: T) -> bool {}
    fn extend(&mut self, values: Vec<T>) {}
    fn extend_from_slice(&mut self, values: &[T]) {}
    fn append(&mut self, other: &mut Vec<T>) {}
    #[seals] fn clear(&mut self) {}
    fn truncate(&mut self, #[prefix] n: usize) {}
    fn sort(&mut self) {}
    fn dedup(&mut self) {}
    fn reverse(&mut self) {}
    fn retain(&mut self, f: impl Fn(T) -> bool) {}
    fn first(&self) -> Option<T> {}
    fn last(&self) -> Option<T> {}
    fn first_mut(&mut self) -> Option<T> {}
    fn last_mut(&mut self) -> Option<T> {}
    fn pop(&mut self) -> Option<T> {}
    fn pop_front(&mut self) -> Option<T> {}
    fn pop_back(&mut self) -> Option<T> {}
    fn front(&self) -> Option<T> {}
    fn back(&self) -> Option<T> {}
    fn remove(&mut self, at: usize) -> T {}
    fn swap_remove(&mut self, at: usize) -> T {}
    fn get(&self, at: usize) -> Option<T> {}
    fn get_mut(&mut self, at: usize) -> Option<T> {}
    fn iter(&self) -> Iter<T> {}
    fn iter_mut(&mut self) -> Iter<T> {}
    fn into_iter(self) -> Iter<T> {}
    fn drain(&mut self, range: R) -> Iter<T> {}
    fn chunks(&self, n: usize) -> Iter<Vec<T>> {}
    fn windows(&self, n: usize) -> Iter<Vec<T>> {}
    fn split_at(&self, at: usize) -> (Vec<T>, Vec<T>) {}
    fn split_first(&self) -> Option<(T, Vec<T>)> {}
    fn split_last(&self) -> Option<(T, Vec<T>)> {}
    fn as_slice(&self) -> &[T] {}
    fn to_vec(&self) -> Vec<T> {}
    fn concat(&self) -> T {}
    #[arguments] fn join(&self, separator: &str) -> String {}
    fn union(&self, other: &Vec<T>) -> Iter<T> {}
    fn intersection(&self, other: &Vec<T>) -> Iter<T> {}
    fn difference(&self, other: &Vec<T>) -> Iter<T> {}
}

impl<T> Option<T> {
    fn is_some(&self) -> bool {}
    fn is_none(&self) -> bool {}
    fn is_some_and(self, f: impl FnOnce(T) -> bool) -> bool {}
    fn is_none_or(self, f: impl FnOnce(T) -> bool) -> bool {}
    #[closure] fn map<U>(self, f: impl FnOnce(T) -> U) -> Option<U> {}
    #[closure] fn and_then<U>(self, f: impl FnOnce(T) -> Option<U>) -> Option<U> {}
    #[closure] fn map_or<U>(self, default: U, f: impl FnOnce(T) -> U) -> U {}
    #[closure] fn map_or_else<U, D>(self, default: D, f: impl FnOnce(T) -> U) -> U {}
    fn inspect(self, f: impl FnOnce(T)) -> Option<T> {}
    fn filter(self, f: impl FnOnce(T) -> bool) -> Option<T> {}
    #[fails] fn ok_or<E>(self, failure: E) -> Result<T, E> {}
    #[failure] #[fails] fn ok_or_else<E>(self, f: impl FnOnce() -> E) -> Result<T, E> {}
    #[failure] fn or_else(self, f: impl FnOnce() -> Option<T>) -> Option<T> {}
    #[failure] #[unwraps] fn unwrap_or_else(self, f: impl FnOnce() -> T) -> T {}
    #[arguments] #[unwraps] fn unwrap_or(self, default: T) -> T {}
    #[unwraps] fn unwrap_or_default(self) -> T {}
    #[unwraps] fn unwrap(self) -> T {}
    #[unwraps] fn expect(self, #[sink(panic)] message: &str) -> T {}
    #[arguments] fn or(self, other: Option<T>) -> Option<T> {}
    #[arguments] fn xor(self, other: Option<T>) -> Option<T> {}
    #[arguments] fn zip<U>(self, other: Option<U>) -> Option<(T, U)> {}
    #[arguments] fn get_or_insert(&mut self, value: T) -> &mut T {}
    fn get_or_insert_with(&mut self, f: impl FnOnce() -> T) -> &mut T {}
    fn insert(&mut self, value: T) -> &mut T {}
    fn replace(&mut self, value: T) -> Option<T> {}
    #[seals] fn take(&mut self) -> Option<T> {}
    fn iter(&self) -> Iter<T> {}
    fn into_iter(self) -> Iter<T> {}
    fn as_ref(&self) -> Option<T> {}
    fn as_mut(&mut self) -> Option<T> {}
    fn as_deref(&self) -> Option<T> {}
    fn as_deref_mut(&mut self) -> Option<T> {}
    fn cloned(self) -> Option<T> {}
    fn copied(self) -> Option<T> {}
    fn flatten(self) -> T {}
    fn transpose(self) -> T {}
    fn as_slice(&self) -> &[T] {}
}

impl<T, E> Result<T, E> {
    fn is_ok(&self) -> bool {}
    fn is_err(&self) -> bool {}
    fn is_ok_and(self, f: impl FnOnce(T) -> bool) -> bool {}
    fn is_err_and(self, f: impl FnOnce(E) -> bool) -> bool {}
    #[closure] fn map<U>(self, f: impl FnOnce(T) -> U) -> Result<U, E> {}
    #[closure] fn and_then<U>(self, f: impl FnOnce(T) -> Result<U, E>) -> Result<U, E> {}
    #[closure] fn map_or<U>(self, default: U, f: impl FnOnce(T) -> U) -> U {}
    #[closure] fn map_or_else<U>(self, default: impl FnOnce(E) -> U, f: impl FnOnce(T) -> U) -> U {}
    fn inspect(self, f: impl FnOnce(T)) -> Result<T, E> {}
    #[failure] #[fails] fn map_err<F>(self, f: impl FnOnce(E) -> F) -> Result<T, F> {}
    #[failure] fn or_else<F>(self, f: impl FnOnce(E) -> Result<T, F>) -> Result<T, F> {}
    #[failure] fn inspect_err(self, f: impl FnOnce(E)) -> Result<T, E> {}
    #[failure] #[unwraps] fn unwrap_or_else(self, f: impl FnOnce(E) -> T) -> T {}
    #[arguments] #[unwraps] fn unwrap_or(self, default: T) -> T {}
    #[unwraps] fn unwrap_or_default(self) -> T {}
    #[unwraps] fn unwrap(self) -> T {}
    #[unwraps] fn expect(self, #[sink(panic)] message: &str) -> T {}
    #[failure] fn expect_err(self, #[sink(panic)] message: &str) -> E {}
    #[failure] fn unwrap_err(self) -> E {}
    #[failure] fn err(self) -> Option<E> {}
    fn ok(self) -> Option<T> {}
    #[arguments] fn or<F>(self, other: Result<T, F>) -> Result<T, F> {}
    fn iter(&self) -> Iter<T> {}
    fn into_iter(self) -> Iter<T> {}
    fn as_ref(&self) -> Result<T, E> {}
    fn as_mut(&mut self) -> Result<T, E> {}
    fn as_deref(&self) -> Result<T, E> {}
    fn cloned(self) -> Result<T, E> {}
    fn copied(self) -> Result<T, E> {}
    fn flatten(self) -> T {}
    fn transpose(self) -> Option<Result<T, E>> {}
}

impl<T> Iter<T> {
    /// The receiving end of a channel.
    #[typed] fn recv(&mut self) -> Option<T> {}
    #[typed] fn try_recv(&mut self) -> Result<T, E> {}
    #[typed] fn recv_timeout(&self, timeout: Duration) -> Result<T, E> {}
    #[typed] fn blocking_recv(&mut self) -> Option<T> {}
    #[typed] fn recv_async(&self) -> Result<T, E> {}
    fn count(self) -> usize {}
    fn len(&self) -> usize {}
    fn any(&mut self, f: impl FnMut(T) -> bool) -> bool {}
    fn all(&mut self, f: impl FnMut(T) -> bool) -> bool {}
    fn position(&mut self, f: impl FnMut(T) -> bool) -> Option<usize> {}
    fn size_hint(&self) -> (usize, usize) {}
    #[closure] fn map<U>(self, f: impl FnMut(T) -> U) -> Iter<U> {}
    #[closure] fn flat_map<U>(self, f: impl FnMut(T) -> Iter<U>) -> Iter<U> {}
    #[closure] fn filter_map<U>(self, f: impl FnMut(T) -> Option<U>) -> Iter<U> {}
    #[closure] fn find_map<U>(&mut self, f: impl FnMut(T) -> Option<U>) -> Option<U> {}
    #[closure] fn map_while<U>(self, f: impl FnMut(T) -> Option<U>) -> Iter<U> {}
    #[closure] fn fold<B>(self, init: B, f: impl FnMut(B, T) -> B) -> B {}
    #[closure] fn scan<S, B>(self, state: S, f: impl FnMut(S, T) -> Option<B>) -> Iter<B> {}
    #[closure] fn reduce(self, f: impl FnMut(T, T) -> T) -> Option<T> {}
    fn for_each(self, f: impl FnMut(T)) {}
    fn inspect(self, f: impl FnMut(T)) -> Iter<T> {}
    fn filter(self, f: impl FnMut(T) -> bool) -> Iter<T> {}
    fn take_while(self, f: impl FnMut(T) -> bool) -> Iter<T> {}
    fn skip_while(self, f: impl FnMut(T) -> bool) -> Iter<T> {}
    fn find(&mut self, f: impl FnMut(T) -> bool) -> Option<T> {}
    fn max_by_key<B>(self, f: impl FnMut(T) -> B) -> Option<T> {}
    fn min_by_key<B>(self, f: impl FnMut(T) -> B) -> Option<T> {}
    fn partition(self, f: impl FnMut(T) -> bool) -> (Vec<T>, Vec<T>) {}
    fn max(self) -> Option<T> {}
    fn min(self) -> Option<T> {}
    fn sum<S>(self) -> S {}
    fn nth(&mut self, n: usize) -> Option<T> {}
    fn next(&mut self) -> Option<T> {}
    fn next_back(&mut self) -> Option<T> {}
    fn last(self) -> Option<T> {}
    fn peek(&mut self) -> Option<T> {}
    fn peekable(self) -> Iter<T> {}
    fn skip(self, n: usize) -> Iter<T> {}
    fn step_by(self, n: usize) -> Iter<T> {}
    fn take(self, #[prefix] n: usize) -> Iter<T> {}
    fn rev(self) -> Iter<T> {}
    fn fuse(self) -> Iter<T> {}
    fn cycle(self) -> Iter<T> {}
    fn cloned(self) -> Iter<T> {}
    fn copied(self) -> Iter<T> {}
    fn by_ref(&mut self) -> Iter<T> {}
    fn iter(&self) -> Iter<T> {}
    fn into_iter(self) -> Iter<T> {}
    fn enumerate(self) -> Iter<(usize, T)> {}
    #[arguments] fn zip<U>(self, other: Iter<U>) -> Iter<(T, U)> {}
    #[arguments] fn chain(self, other: Iter<T>) -> Iter<T> {}
    fn flatten(self) -> Iter<T> {}
    fn unzip(self) -> (Vec<T>, Vec<T>) {}
    fn collect<C>(self) -> C {}
    #[arguments] fn join(&mut self, separator: &str) -> String {}
    fn as_str(&self) -> &str {}
}

impl<K, V> HashMap<K, V> {
    fn new() -> HashMap<K, V> {}
    fn len(&self) -> usize {}
    fn is_empty(&self) -> bool {}
    fn get(&self, #[key] key: &K) -> Option<V> {}
    fn get_mut(&mut self, #[key] key: &K) -> Option<V> {}
    fn get_key_value(&self, #[key] key: &K) -> Option<(K, V)> {}
    fn remove(&mut self, #[key] key: &K) -> Option<V> {}
    fn contains_key(&self, key: &K) -> bool {}
    fn insert(&mut self, #[under_key] key: K, value: V) -> Option<V> {}
    #[apart] fn keys(&self) -> Iter<K> {}
    fn values(&self) -> Iter<V> {}
    fn values_mut(&mut self) -> Iter<V> {}
    fn into_values(self) -> Iter<V> {}
    fn iter(&self) -> Iter<(K, V)> {}
    fn iter_mut(&mut self) -> Iter<(K, V)> {}
    fn into_iter(self) -> Iter<(K, V)> {}
    fn drain(&mut self) -> Iter<(K, V)> {}
    #[seals] fn clear(&mut self) {}
    fn extend(&mut self, values: Iter<(K, V)>) {}
    fn entry(&mut self, #[key] key: K) -> Entry<K, V> {}
}

impl<K, V> Entry<K, V> {
    #[arguments] fn or_insert(self, value: V) -> &mut V {}
    #[closure] fn or_insert_with(self, f: impl FnOnce() -> V) -> &mut V {}
    fn or_default(self) -> &mut V {}
}

/// What looks a value up by a key that the program writes, whatever it is called on.
trait Lookup {
    fn get_all(&self, #[key] key: &Q) -> V {}
    fn get_one(&self, #[key] key: &Q) -> Option<V> {}
    fn get_str(&self, #[key] key: &Q) -> Option<V> {}
    fn try_get(&self, #[key] key: &Q) -> Result<V, E> {}
    fn pointer(&self, #[key] key: &Q) -> Option<V> {}
}

trait Clone {
    fn clone(&self) -> Self {}
    fn clone_from(&mut self, from: &Self) {}
    fn to_owned(&self) -> Self {}
    fn as_ref(&self) -> Self {}
    fn as_mut(&mut self) -> Self {}
    fn as_deref(&self) -> Self {}
    fn deref(&self) -> Self {}
    fn borrow(&self) -> Self {}
    fn borrow_mut(&self) -> Self {}
    fn get_mut(&mut self) -> Self {}
    fn get(&self) -> Self {}
    fn get_ref(&self) -> Self {}
    fn lock(&self) -> Self {}
    fn read(&self) -> Self {}
    fn write(&self) -> Self {}
    fn load(&self) -> Self {}
    fn into_inner(self) -> Self {}
    fn into_owned(self) -> Self {}
    fn as_pin_mut(&mut self) -> Self {}
    fn by_ref(&mut self) -> Self {}
    fn boxed(self) -> Self {}
    fn get_or_init(&self, f: F) -> Self {}
    fn then<U>(self, f: impl FnOnce() -> U) -> Option<U> {}
    #[arguments] fn then_some<U>(self, value: U) -> Option<U> {}
    #[converts(from)] fn into(self) -> T {}
    #[converts(try_from)] fn try_into(self) -> Result<T, E> {}
    fn eq(&self, other: &Self) -> bool {}
    fn ne(&self, other: &Self) -> bool {}
    fn cmp(&self, other: &Self) -> Ordering {}
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {}
}

trait ToString {
    #[displays] fn to_string(&self) -> String {}
}

impl Formatter {
    fn debug_struct(&mut self, name: &str) -> Formatter {}
    fn debug_tuple(&mut self, name: &str) -> Formatter {}
    fn debug_list(&mut self) -> Formatter {}
    fn debug_map(&mut self) -> Formatter {}
    fn debug_set(&mut self) -> Formatter {}
    fn field(&mut self, name: &str, value: &V) -> Formatter {}
    fn entry(&mut self, key: &K, value: &V) -> Formatter {}
    fn entries(&mut self, values: I) -> Formatter {}
    fn pad(&mut self, text: &str) -> Formatter {}
    fn write_str(&mut self, text: &str) -> Result<(), Error> {}
    fn write_fmt(&mut self, text: Arguments) -> Result<(), Error> {}
    fn finish(&mut self) -> Result<(), Error> {}
    fn finish_non_exhaustive(&mut self) -> Result<(), Error> {}
    fn alternate(&self) -> bool {}
}

impl Hash {
    fn hash(&self, state: &mut H) {}
    #[sanitizer] fn finish(&self) -> u64 {}
}

/// Variants of `Option` and `Result`, which are functions, too.
fn Some<T>(value: T) -> Option<T> {}
fn Ok<T, E>(value: T) -> Result<T, E> {}
#[failure] fn Err<T, E>(failure: E) -> Result<T, E> {}

/// `std::process`: printing a command prints its arguments and the environment that is set for it.
impl Command {
    #[typed] fn new(program: &str) -> Command {}
    #[arguments] #[typed] fn arg(&mut self, arg: &str) -> Command {}
    #[arguments] #[typed] fn args(&mut self, args: I) -> Command {}
    #[arguments] #[typed] fn env(&mut self, key: &str, value: &str) -> Command {}
    #[arguments] #[typed] fn envs(&mut self, pairs: I) -> Command {}
    #[typed] fn current_dir(&mut self, dir: &str) -> Command {}
    #[drops] #[typed] fn spawn(&mut self) -> Result<Child, Failure> {}
    #[drops] #[typed] fn output(&mut self) -> Result<Output, Failure> {}
    #[drops] #[typed] fn status(&mut self) -> Result<ExitStatus, Failure> {}
}

/// `std::env`.
fn var(#[key] name: &str) -> Result<String, VarError> {}
fn var_os(#[key] name: &str) -> Option<OsString> {}
#[source(secret.key)] fn vars() -> Iter<(VarName, String)> {}

impl From {
    #[any_type] fn from(value: T) -> Self {}
    #[any_type] fn try_from(value: T) -> Result<Self, E> {}
    #[any_type] fn from_str(value: &str) -> Result<Self, E> {}
    #[any_type] fn from_iter(value: I) -> Self {}
}
impl<T> Box<T> {
    fn new(value: T) -> T {}
    fn pin(value: T) -> T {}
    fn from(value: T) -> T {}
}
impl<T> Rc<T> {
    fn new(value: T) -> T {}
    fn clone(value: T) -> T {}
    fn from(value: T) -> T {}
}
impl<T> Arc<T> {
    fn new(value: T) -> T {}
    fn clone(value: T) -> T {}
    fn from(value: T) -> T {}
}
impl<T> Mutex<T> {
    fn new(value: T) -> T {}
}
impl<T> RwLock<T> {
    fn new(value: T) -> T {}
}
impl<T> RefCell<T> {
    fn new(value: T) -> T {}
}
impl<T> Cow<T> {
    fn Borrowed(value: T) -> T {}
    fn Owned(value: T) -> T {}
    fn from(value: T) -> T {}
}
impl<T> Poll<T> {
    fn Ready(value: T) -> Poll<T> {}
}

/// `std::mem`.
fn take<T>(value: &mut T) -> T {}
fn replace<T>(value: &mut T, with: T) -> T {}

/// `std::str`.
fn from_utf8(value: &[u8]) -> Result<str, E> {}

/// `std::io`.
#[handle(print)] fn stdout() -> Stdout {}
#[handle(print)] fn stderr() -> Stderr {}

impl<W> BufWriter<W> {
    fn new(inner: W) -> W {}
}
impl<W> LineWriter<W> {
    fn new(inner: W) -> W {}
}
trait Write {
    fn write(&mut self, bytes: &[u8]) {}
    fn write_str(&mut self, text: &str) {}
    fn write_all(&mut self, bytes: &[u8]) {}
    fn write_fmt(&mut self, text: Arguments) {}
    fn flush(&mut self) {}
}
