//! Embeds every text below `lints/` in the binary, so that knowledge registers itself by lying in its folder.

use quote::quote;
use std::{env, error::Error, fs, path::Path};
use walkdir::WalkDir;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("lints");
    println!("cargo::rerun-if-changed=lints");
    let mut pages = Vec::new();
    for entry in WalkDir::new(&root).sort_by_file_name() {
        let entry = entry?;
        let relative = entry.path().strip_prefix(&root)?.to_string_lossy().replace('\\', "/");
        let known = relative.ends_with(".md") || relative.ends_with(".rs");
        if entry.file_type().is_file() && known {
            let text = fs::read_to_string(entry.path())?;
            pages.push(quote! { (#relative, #text) });
        }
    }
    let table = quote! {
        /// Every text of `lints/` as (path below that folder, text), sorted by path.
        pub const PAGES: &[(&str, &str)] = &[#(#pages),*];
    };
    fs::write(Path::new(&env::var("OUT_DIR")?).join("pages.rs"), table.to_string())?;
    Ok(())
}
