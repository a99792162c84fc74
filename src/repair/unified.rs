//! Changes as a unified diff, which `git apply` and `patch -p1` understand.

use super::Mended;
use crate::source::SourceMap;
use similar::TextDiff;

/// The diff of all files, in their order.
pub fn diff(sources: &SourceMap, mended: &Mended) -> String {
    let mut text = String::new();
    for (file, change) in &mended.files {
        let name = &sources.file(*file).name;
        let diff = TextDiff::from_lines(&change.before, &change.after);
        let (old, new) = (format!("a/{name}"), format!("b/{name}"));
        text.push_str(&diff.unified_diff().header(&old, &new).to_string());
    }
    text
}
