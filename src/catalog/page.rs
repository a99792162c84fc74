//! The grammar of a page: a title, prose, one TOML block, and sections with tables and code blocks.

/// A page, cut into its parts; the slices point into its text.
#[derive(Debug)]
pub struct Page<'t> {
    /// The first heading.
    pub title: &'t str,
    /// The first `toml` block; empty where there is none.
    pub header: &'t str,
    /// Sections by their second-level headings, in order.
    pub sections: Vec<(&'t str, &'t str)>,
    /// Code blocks in order.
    pub blocks: Vec<Block<'t>>,
}

/// A fenced block.
#[derive(Debug)]
pub struct Block<'t> {
    /// What stands behind the opening fence, such as `rust`.
    pub info: &'t str,
    /// The text between the fences.
    pub text: &'t str,
    /// The zero-based line of the page on which the text begins.
    pub line: usize,
}

impl<'t> Page<'t> {
    /// Cuts a page; nothing is rejected here.
    pub fn parse(text: &'t str) -> Page<'t> {
        let mut page = Page { title: "", header: "", sections: Vec::new(), blocks: Vec::new() };
        let (mut at, mut section): (usize, Option<(&str, usize)>) = (0, None);
        let mut fence: Option<(&str, usize, usize)> = None;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let (start, end) = (at, at + line.len());
            at = end;
            let line = line.trim_end();
            match (fence, line.strip_prefix("```")) {
                (None, Some(info)) => fence = Some((info, end, number + 1)),
                (Some((info, from, first)), Some("")) => {
                    page.blocks.push(Block { info, text: &text[from..start], line: first });
                    fence = None;
                }
                (Some(_), _) => {}
                (None, None) => match (line.strip_prefix("# "), line.strip_prefix("## ")) {
                    (Some(title), _) if page.title.is_empty() => page.title = title.trim(),
                    (_, Some(heading)) => {
                        let previous = section.replace((heading.trim(), end));
                        page.sections.extend(previous.map(|(name, from)| (name, &text[from..start])));
                    }
                    _ => {}
                },
            }
        }
        if let Some((heading, from)) = section {
            page.sections.push((heading, &text[from..]));
        }
        page.header = page.blocks.iter().find(|block| block.info == "toml").map_or("", |block| block.text);
        page
    }

    /// The text of a section; empty where there is none.
    pub fn section(&self, heading: &str) -> &'t str {
        self.sections.iter().find(|(name, _)| *name == heading).map_or("", |(_, text)| text)
    }
}

/// The rows of the first table in a text, without its head; cells are trimmed.
pub fn table(text: &str) -> Vec<Vec<&str>> {
    let lines =
        text.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    lines.skip(2).map(|line| line.trim().trim_matches('|').split('|').map(str::trim).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_at_its_headings_and_fences() {
        let page = Page::parse(
            "# a title\n\nprose\n\n```toml\nx = 1\n```\n\n## One\n\n| a | b |\n|---|---|\n| `c` | d |\n\n```rust\n## no heading\n```\n## Two\ntext\n",
        );
        assert_eq!((page.title, page.header), ("a title", "x = 1\n"));
        assert_eq!(table(page.section("One")), [["`c`", "d"]]);
        assert_eq!(page.section("Two"), "text\n");
        assert_eq!((page.blocks[1].text, page.blocks[1].line), ("## no heading\n", 15));
    }
}
