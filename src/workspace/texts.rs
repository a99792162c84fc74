//! Reads the files of a workspace: the Rust files, and of the other texts those that are templates by their place or
//! because code names them.

use super::Workspace;
use crate::disk::Disk;
use crate::source::{SourceFile, SourceMap};
use crate::template;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The texts of a workspace, Rust files first, in its order. Texts that nothing makes a template are left out of both.
pub fn read_sources(disk: &Disk, workspace: &mut Workspace) -> SourceMap {
    let files = workspace.files.par_iter();
    let read = files.map(|file| SourceFile::read(disk, file.name.clone(), file.path.clone()));
    let mut read: Vec<SourceFile> = read.collect();
    let named: BTreeSet<&str> = match workspace.texts.iter().all(|text| text.is_placed) {
        true => BTreeSet::new(),
        false => {
            let mentioned = read.par_iter().flat_map_iter(|file| template::mentions(&file.text));
            mentioned.filter_map(|path| path.rsplit('/').next()).collect()
        }
    };
    workspace.texts.retain(|text| {
        text.is_placed || text.name.rsplit('/').next().is_some_and(|name| named.contains(name))
    });
    let texts = workspace.texts.par_iter();
    let texts: Vec<SourceFile> =
        texts.map(|text| SourceFile::read(disk, text.name.clone(), text.path.clone())).collect();
    read.extend(texts);
    SourceMap::new(read)
}
