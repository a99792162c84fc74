//! What is noted at declarations.

use super::{Attr, Name};
use std::ops::{Deref, DerefMut};

/// What is noted at a declaration that can carry a data class. There are many, and most carry nothing.
#[derive(Clone, Debug, Default)]
pub struct Notes(Option<Box<Noted>>);

/// What is common to these.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    /// The first phrase of the doc comment, its lines joined by spaces.
    pub docs: String,
    /// The other attributes, as path and text of the arguments.
    pub attrs: Vec<Attr>,
    /// Arguments of `privlint:` comments, such as (`class`, `contact.email`).
    pub annotations: Vec<(Name, String)>,
}

impl From<Noted> for Notes {
    fn from(noted: Noted) -> Notes {
        let is_empty = noted.docs.is_empty() && noted.attrs.is_empty() && noted.annotations.is_empty();
        Notes((!is_empty).then(|| Box::new(noted)))
    }
}

impl Deref for Notes {
    type Target = Noted;

    fn deref(&self) -> &Noted {
        static NOTHING: Noted = Noted { docs: String::new(), attrs: Vec::new(), annotations: Vec::new() };
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Notes {
    fn deref_mut(&mut self) -> &mut Noted {
        self.0.get_or_insert_default()
    }
}

impl Notes {
    /// Whether nothing is noted.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}
