//! The `clap` crate, read against 4.5: arguments are looked up by their names.

struct ArgMatches;

impl ArgMatches {
    fn get_one<T>(&self, #[key] name: &str) -> Option<T> {}
    fn get_many<T>(&self, #[key] name: &str) -> Option<Iter<T>> {}
    fn get_flag(&self, name: &str) -> bool {}
    fn value_of(&self, #[key] name: &str) -> Option<str> {}
}
