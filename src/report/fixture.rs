//! One small report that the tests of all formats write out.

use super::{Format, Report, Summary};
use crate::catalog::Catalog;
use crate::diagnostic::{Applicability, Details, Diagnostic, Edit, Label, Level, Suggestion};
use crate::source::{SourceFile, SourceMap};
use crate::span::{FileId, Span};
use crate::workspace::{Package, RustFile, Target, TargetKind, Workspace};
use std::path::PathBuf;

const CUSTOMER: &str = "pub struct Customer {\n    pub phone: String,\n}\n";
const SEND: &str = "// 一\nfn send(c: Customer) {\n    warn!(\"日本 {}\", summary(&c));\n}\n\nfn summary(c: &Customer) {\n    format!(\n        \"{}\", c.phone)\n}\n";

/// What a format writes of the report.
pub(super) fn written(format: &dyn Format) -> String {
    with_report(|report| {
        let mut out = Vec::new();
        format.write(&report, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    })
}

/// Two packages, a finding that leads from one into the other, and an error without a place.
pub(super) fn with_report<T>(then: impl FnOnce(Report<'_>) -> T) -> T {
    let sources = SourceMap::new(vec![
        SourceFile::new(
            "domain/src/customer.rs".into(),
            "/ws/domain/src/customer.rs".into(),
            CUSTOMER.into(),
        ),
        SourceFile::new("notify/src/send.rs".into(), "/ws/notify/src/send.rs".into(), SEND.into()),
    ]);
    let unread = Diagnostic::error("cannot read \u{1b}[2Jx\ny").note("the file was left out");
    let diagnostics = [finding(), unread];
    let summary = Summary { files: 2, lines: 11, denied: 1, warned: 1, seconds: 0.1, ..Summary::default() };
    let workspace = Workspace {
        root: PathBuf::from("/ws"),
        packages: vec![
            package("notify", TargetKind::Bin, "send"),
            package("domain", TargetKind::Lib, "customer"),
        ],
        files: vec![file("domain/src/customer.rs", 1), file("notify/src/send.rs", 0)],
        texts: Vec::new(),
    };
    then(Report {
        workspace: &workspace,
        sources: &sources,
        top: std::path::Path::new("/ws"),
        catalog: &Catalog::load(),
        diagnostics: &diagnostics,
        silenced: &[],
        is_compared: false,
        summary: &summary,
        color: false,
        verbose: false,
    })
}

fn finding() -> Diagnostic {
    let (customer, send) = (FileId(0), FileId(1));
    let label = |span, message: &str| Label { span, message: message.into() };
    let mask = Suggestion {
        message: "use the project's mask".into(),
        edits: vec![
            Edit { span: under(send, SEND, "c.phone"), text: "mask(&c.phone)".into() },
            Edit { span: Span::new(customer, 0, 0), text: "use mask::mask;\n".into() },
        ],
        applicability: Applicability::MachineApplicable,
    };
    let advice = Suggestion {
        message: "log the id in its place".into(),
        edits: Vec::new(),
        applicability: Applicability::MaybeIncorrect,
    };
    Diagnostic {
        rule: Some("sensitive_log".into()),
        level: Level::Warning,
        message: "`Customer.phone` reaches `warn!`".into(),
        twins: Vec::new(),
        primary: Some(label(under(send, SEND, "summary(&c)"), "shows `phone`")),
        labels: vec![
            label(under(customer, CUSTOMER, "pub phone"), "contact.phone (L2) by its name `phone`"),
            label(under(send, SEND, "format!(\n        \"{}\", c.phone)"), "into the result of `summary`"),
        ],
        notes: vec!["`cargo privlint explain sensitive_log`".into(), "permitted here: masked".into()],
        suggestions: vec![mask, advice],
        details: Some(Details {
            fingerprint: "00112233445566778899aabbccddeeff".into(),
            content: "ffeeddccbbaa99887766554433221100".into(),
            item: "send".into(),
            class: "contact.phone".into(),
            sink: "log".into(),
            confidence: "likely",
        }),
    }
}

fn under(file: FileId, text: &str, part: &str) -> Span {
    let start = text.find(part).unwrap() as u32;
    Span::new(file, start, start + part.len() as u32)
}

fn package(name: &str, kind: TargetKind, root: &str) -> Package {
    let crate_type = if kind == TargetKind::Bin { "bin" } else { "lib" };
    Package {
        name: name.into(),
        version: "0.1.0".into(),
        edition: "2024".into(),
        dir: name.into(),
        manifest: PathBuf::from(format!("/ws/{name}/Cargo.toml")),
        id: format!("path+file:///ws/{name}#0.1.0"),
        targets: vec![Target {
            kind,
            name: name.into(),
            root: format!("{name}/src/{root}.rs"),
            crate_types: vec![crate_type.into()],
            edition: "2024".into(),
        }],
        selected: true,
        ..Package::default()
    }
}

fn file(name: &str, package: usize) -> RustFile {
    RustFile {
        name: name.into(),
        path: format!("/ws/{name}").into(),
        package,
        target: Some(0),
        is_test: false,
    }
}
