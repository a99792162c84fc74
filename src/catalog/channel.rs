//! Channels, audiences and forms: what `lints/channels.md` says.

use super::page::{Page, table};

/// The words by which policies speak of messages.
#[derive(Clone, Debug, Default)]
pub struct Channels {
    /// Channels with the audience of each.
    pub channels: Vec<(String, String)>,
    /// Audiences, from narrow to wide; the first is the person whom the data are about.
    pub audiences: Vec<String>,
    /// Forms in which a datum may be granted; the first is the datum as it is.
    pub forms: Vec<String>,
}

impl Channels {
    pub(super) fn read(page: &Page) -> Result<Channels, String> {
        let bare = |cell: &str| cell.trim_matches('`').to_string();
        let firsts = |section: &str| {
            let rows = table(page.section(section)).into_iter();
            rows.filter_map(|row| row.first().map(|cell| bare(cell))).collect::<Vec<_>>()
        };
        let (audiences, forms) = (firsts("Audiences"), firsts("Forms"));
        let mut channels = Vec::new();
        for row in table(page.section("Channels")) {
            let [channel, audience] = row.as_slice() else { continue };
            if !audiences.iter().any(|known| known == audience) {
                return Err(format!("`{audience}` is no audience"));
            }
            channels.push((bare(channel), audience.to_string()));
        }
        Ok(Channels { channels, audiences, forms })
    }

    /// How wide an audience is; none where it is no general one but the name of a subject.
    pub fn width(&self, audience: &str) -> Option<usize> {
        self.audiences.iter().position(|known| known == audience)
    }
}
