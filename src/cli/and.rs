//! `--and check`: runs cargo beside the analysis, since an editor asks one command only.
//!
//! Invariant: in JSON the streams are one stream, which ends once.

use super::args::{And, Check};
use super::fail;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::Receiver;

/// cargo, while it runs.
pub(super) struct Beside {
    child: Child,
    /// Its JSON, line by line.
    stream: Option<Receiver<String>>,
}

/// The reason of the message that ends a stream.
const END: &str = "\"reason\":\"build-finished\"";

/// Starts cargo with the selection of this run.
pub(super) fn start(options: &Check, and: And) -> Option<Beside> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let is_json = options.message_format == "json";
    command.arg(and.command()).args(options.cargo_args());
    if is_json {
        command.arg("--message-format=json").stdout(Stdio::piped());
    }
    command.stdin(Stdio::null());
    match command.spawn() {
        Ok(mut child) => {
            let stream = child.stdout.take().map(lines);
            Some(Beside { child, stream })
        }
        Err(error) => {
            fail(&format!("cargo cannot be started: {error}"));
            None
        }
    }
}

impl Beside {
    /// Takes the end off the stream of this run, writes that of cargo behind it, and one end for both; whether cargo
    /// succeeded. In other formats cargo has written for itself, and is waited for.
    pub fn finish(mut self, own: &mut Vec<u8>) -> bool {
        let Some(stream) = self.stream.take() else {
            return self.child.wait().is_ok_and(|status| status.success());
        };
        let mut out = std::io::stdout().lock();
        let mut is_fine = true;
        let mut write = |line: &str, out: &mut dyn Write| {
            match line.contains(END) {
                true => is_fine &= line.contains("\"success\":true"),
                // A reader that has gone away wanted no more.
                false => drop(writeln!(out, "{line}")),
            }
        };
        String::from_utf8_lossy(&std::mem::take(own)).lines().for_each(|line| write(line, &mut out));
        for line in stream {
            write(&line, &mut out);
            let _ = out.flush();
        }
        let is_built = self.child.wait().is_ok_and(|status| status.success());
        own.extend(format!("{{{END},\"success\":{}}}\n", is_fine && is_built).into_bytes());
        is_built
    }
}

impl Drop for Beside {
    /// A run that ends early ends cargo too; one that is over cannot be ended again.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines that a program writes, read while this one does other things, so that it need not wait.
fn lines(stream: ChildStdout) -> Receiver<String> {
    let (lines, read) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
    read
}
