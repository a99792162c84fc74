//! What a repository holds: commits, their files, the index. git is called as a program, for plumbing only.
//!
//! Terms: the *top* is the folder that holds the repository's files; an *entry* is one file of a commit or of the
//! index; a *module* is another repository that lies in this one.
//!
//! Invariants: nothing that a repository names is run: no hook, no filter, no monitor, no pager; nothing is written,
//! fetched or locked; what git refuses is an error in words with a way out.

use std::fmt;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A repository on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    top: PathBuf,
}

/// Why git has no answer. Its text is one message with a way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// There is no program of that name.
    NoGit,
    /// No folder above is a repository's.
    NoRepository(PathBuf),
    /// A folder lies in a repository by a link only.
    Linked(PathBuf),
    /// There is no commit yet.
    Unborn,
    /// A revision leads to no commit; and whether that may be since only a part of the history is here.
    Unknown(String, bool),
    /// Two commits have no common ancestor; and the same.
    Unrelated(String, bool),
    /// No branch is known that the current one would be merged into.
    NoUpstream,
    /// A path of the index has several versions.
    Unmerged(String),
    /// git says something else.
    Said(String),
}

/// What a file of a commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A text or other content.
    File,
    /// A link, whose content is where it leads.
    Link,
    /// A commit of another repository.
    Module,
}

/// One file of a commit or of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path below the top, with `/`.
    pub path: String,
    /// What it is.
    pub kind: EntryKind,
    /// The id of its content.
    pub id: String,
}

impl Repository {
    /// The repository around a folder.
    ///
    /// # Errors
    /// Where there is none, or git cannot be asked.
    pub fn around(folder: &Path) -> Result<Repository, GitError> {
        let said =
            ask(folder, &["rev-parse", "--show-toplevel", "--show-prefix"]).map_err(|error| match error {
                GitError::Said(said) if said.contains("not a git repository") => {
                    GitError::NoRepository(folder.to_path_buf())
                }
                error => error,
            })?;
        let (named, prefix) = said.split_once('\n').unwrap_or((&said, ""));
        // The path is kept as it was given, so that a link on the way to the top changes no name.
        let depth = prefix.trim_end().split('/').filter(|part| !part.is_empty()).count();
        let top = folder.ancestors().nth(depth).unwrap_or(folder);
        let is_same = |one: &Path, other: &Path| one.canonicalize().ok() == other.canonicalize().ok();
        match is_same(top, Path::new(named.trim_end_matches('\r'))) {
            true => Ok(Repository { top: top.to_path_buf() }),
            false => Err(GitError::Linked(folder.to_path_buf())),
        }
    }

    /// The folder that holds its files.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The commit that a revision means.
    ///
    /// # Errors
    /// Where it means none that is here.
    pub fn commit(&self, revision: &str) -> Result<String, GitError> {
        let asked = format!("{revision}^{{commit}}");
        let found = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &asked]);
        match found {
            Ok(id) if !id.trim().is_empty() => Ok(id.trim().to_string()),
            Err(error @ (GitError::NoGit | GitError::NoRepository(_))) => Err(error),
            _ if revision == "HEAD" => Err(GitError::Unborn),
            _ => Err(GitError::Unknown(revision.to_string(), self.is_shallow())),
        }
    }

    /// The last commit that the current branch shares with the one that it would be merged into.
    ///
    /// # Errors
    /// Where no such branch is known, or nothing is shared.
    pub fn merge_base(&self) -> Result<String, GitError> {
        let head = self.commit("HEAD")?;
        let upstream = self.upstream().ok_or(GitError::NoUpstream)?;
        let other = self.commit(&upstream)?;
        let shared = self.ask(&["merge-base", &head, &other]).unwrap_or_default();
        match shared.lines().next() {
            Some(id) => Ok(id.trim().to_string()),
            None => Err(GitError::Unrelated(upstream, self.is_shallow())),
        }
    }

    /// The branch that the current one would be merged into: the one that it tracks, unless that is only its own copy
    /// elsewhere, else the main one.
    fn upstream(&self) -> Option<String> {
        let name = |revision: &str| {
            let found = self.ask(&["rev-parse", "--abbrev-ref", "--verify", "--quiet", revision]).ok()?;
            Some(found.trim().to_string()).filter(|name| !name.is_empty() && name != "HEAD")
        };
        let tracked = name("@{upstream}");
        let own = name("HEAD").unwrap_or_default();
        let is_copy = |tracked: &String| tracked.split_once('/').is_some_and(|(_, branch)| branch == own);
        let mains = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];
        let main = || mains.iter().find_map(|main| name(main)).filter(|main| *main != own);
        match tracked {
            Some(tracked) if is_copy(&tracked) => main().or(Some(tracked)),
            Some(tracked) => Some(tracked),
            None => main(),
        }
    }

    /// Whether only a part of the history is here.
    pub fn is_shallow(&self) -> bool {
        self.ask(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.trim() == "true")
    }

    /// The files of a commit.
    ///
    /// # Errors
    /// Where git cannot list them.
    pub fn files_of(&self, commit: &str) -> Result<Vec<Entry>, GitError> {
        let listed = self.ask(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let entries = listed.split('\0').filter_map(|line| {
            let (head, path) = line.split_once('\t')?;
            let mut words = head.split(' ');
            let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
            Some(entry(mode, id, path))
        });
        Ok(entries.collect())
    }

    /// The files of the index.
    ///
    /// # Errors
    /// Where a merge is not finished, or git cannot list them.
    pub fn files_of_index(&self) -> Result<Vec<Entry>, GitError> {
        let listed = self.ask(&["ls-files", "-s", "-z"])?;
        let mut entries = Vec::new();
        for line in listed.split('\0').filter(|line| !line.is_empty()) {
            let Some((head, path)) = line.split_once('\t') else { continue };
            let words: Vec<&str> = head.split(' ').collect();
            match words.as_slice() {
                [mode, id, "0"] => entries.push(entry(mode, id, path)),
                _ => return Err(GitError::Unmerged(path.to_string())),
            }
        }
        Ok(entries)
    }

    /// The paths that a sparse checkout leaves out.
    pub fn left_out(&self) -> Vec<String> {
        let listed = self.ask(&["ls-files", "-t", "-z"]).unwrap_or_default();
        listed.split('\0').filter_map(|line| line.strip_prefix("S ")).map(str::to_string).collect()
    }

    /// A way to read contents, one after the other.
    ///
    /// # Errors
    /// Where git cannot be started.
    pub fn contents(&self) -> Result<Contents, GitError> {
        let mut git = git(&self.top);
        git.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = git.spawn().map_err(not_started)?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => Ok(Contents { child, input, output: BufReader::new(output) }),
            _ => Err(GitError::Said("git cannot be talked to".into())),
        }
    }

    fn ask(&self, args: &[&str]) -> Result<String, GitError> {
        ask(&self.top, args)
    }
}

/// A running git that reads contents.
#[derive(Debug)]
pub struct Contents {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Contents {
    /// The content of an id; in words where it is not here, or longer than wanted.
    ///
    /// # Errors
    /// In words, where there is none.
    pub fn read(&mut self, id: &str, limit: u64) -> Result<Vec<u8>, String> {
        let words = |error: std::io::Error| error.to_string();
        writeln!(self.input, "{id}").and_then(|()| self.input.flush()).map_err(words)?;
        let mut head = String::new();
        self.output.read_line(&mut head).map_err(words)?;
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size else { return Err("its content is not in the repository".into()) };
        let mut content = Vec::new();
        if size <= limit {
            content.reserve_exact(usize::try_from(size).unwrap_or_default());
            (&mut self.output).take(size).read_to_end(&mut content).map_err(words)?;
        } else {
            std::io::copy(&mut (&mut self.output).take(size), &mut std::io::sink()).map_err(words)?;
        }
        let mut end = [0];
        self.output.read_exact(&mut end).map_err(words)?;
        match size <= limit {
            true => Ok(content),
            false => {
                let (size, limit) = (size / (1024 * 1024), limit / (1024 * 1024));
                Err(format!("{size} MB is over the limit of {limit} MB for one file"))
            }
        }
    }
}

impl Drop for Contents {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn entry(mode: &str, id: &str, path: &str) -> Entry {
    let kind = match mode {
        "120000" => EntryKind::Link,
        "160000" => EntryKind::Module,
        _ => EntryKind::File,
    };
    Entry { path: path.to_string(), kind, id: id.to_string() }
}

/// The id by which git knows a content; none where its ids are longer ones than these.
pub fn content_id(content: &[u8]) -> String {
    use sha1::{Digest, Sha1};
    let head = format!("blob {}\0", content.len());
    Sha1::new()
        .chain_update(head)
        .chain_update(content)
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// git in a folder, with everything switched off by which a repository could make it run something.
pub fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder);
    git.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--no-pager"]);
    let quiet = [
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        // An older git that would fetch what is missing finds no way to.
        ("GIT_ALLOW_PROTOCOL", ""),
    ];
    // A hook is called with variables that speak of its repository, which need not be the one that is asked.
    for inherited in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_PREFIX",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_NAMESPACE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
    ] {
        git.env_remove(inherited);
    }
    // What is said is read, so it has to be in one language.
    git.envs(quiet).env("LC_ALL", "C");
    git
}

fn ask(folder: &Path, args: &[&str]) -> Result<String, GitError> {
    let output = git(folder).args(args).output().map_err(not_started)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(GitError::Said(said.trim().trim_start_matches("fatal: ").to_string()))
}

fn not_started(error: std::io::Error) -> GitError {
    match error.kind() {
        ErrorKind::NotFound => GitError::NoGit,
        _ => GitError::Said(format!("git cannot be started: {error}")),
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHALLOW: &str = "this clone is shallow, so only a part of the history is here; fetch the rest with \
                               `git fetch --unshallow`, or check out with its whole depth";
        match self {
            GitError::NoGit => write!(f, "git is not installed, and a comparison needs it"),
            GitError::NoRepository(folder) => {
                write!(
                    f,
                    "`{}` lies in no git repository, so there is nothing to compare with",
                    folder.display()
                )
            }
            GitError::Linked(folder) => {
                let folder = folder.display();
                write!(f, "`{folder}` is a link into a repository; start in the folder that it leads to")
            }
            GitError::Unborn => {
                write!(f, "the branch has no commit yet, so there is nothing to compare with; commit first")
            }
            GitError::Unknown(revision, true) => {
                write!(f, "the revision `{revision}` is not here: {SHALLOW}")
            }
            GitError::Unknown(revision, false) => {
                write!(f, "`{revision}` is no revision of this repository; correct it, or fetch it first")
            }
            GitError::Unrelated(branch, true) => {
                write!(f, "nothing that this branch shares with `{branch}` is here: {SHALLOW}")
            }
            GitError::Unrelated(branch, false) => {
                write!(f, "this branch shares no commit with `{branch}`; name the revision to compare with")
            }
            GitError::NoUpstream => write!(
                f,
                "no branch is known that this one would be merged into; name the revision to compare with, or set \
                 one by `git branch --set-upstream-to`"
            ),
            GitError::Unmerged(path) => {
                write!(f, "`{path}` is not merged yet; finish the merge, then try again")
            }
            GitError::Said(said) => write!(f, "git says: {said}"),
        }
    }
}

impl std::error::Error for GitError {}
