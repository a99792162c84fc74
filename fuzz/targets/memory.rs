#![no_main]

#[path = "../entries.rs"]
mod entries;
#[path = "../../tests/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|data: &[u8]| entries::memory(data));
