//! The call graph and the summaries as text, a line for each function that has something to tell.

use super::readings::Readings;
use super::value::{Origin, Port, Value};
use super::{Context, path_of};
use crate::callgraph::CallGraph;
use crate::resolve::FnId;
use std::fmt::Write;

/// Who calls whom: `caller -> callee, callee`.
pub fn describe_calls(cx: &Context, graph: &CallGraph) -> String {
    let mut text = String::new();
    for (id, function) in cx.types.defs.all_fns() {
        let callees: Vec<String> =
            graph.callees(id).iter().map(|callee| path_of(cx.types.defs.function(*callee))).collect();
        if !callees.is_empty() {
            let _ = writeln!(text, "{} -> {}", path_of(function), callees.join(", "));
        }
    }
    text
}

/// What each function returns, adds to its arguments and shows of them, in terms of these.
pub fn describe_summaries(cx: &Context, summaries: &Readings) -> String {
    let mut text = String::new();
    for (id, function) in cx.types.defs.all_fns() {
        let Some(summary) = summaries.summary(id) else { continue };
        let mut told = Vec::new();
        let returns = describe_value(cx, id, &summary.returns);
        if !returns.is_empty() {
            told.push(format!("returns {returns}"));
        }
        for (port, value) in &summary.writes {
            told.push(format!("adds {} to {}", describe_value(cx, id, value), describe_port(cx, id, port)));
        }
        for sink in &summary.sinks {
            let place = if sink.site.is_wrapper { "all of a" } else { "a" };
            let shown = format!("shows {} in {place} {}", describe_port(cx, id, &sink.port), sink.site.kind);
            if !told.contains(&shown) {
                told.push(shown);
            }
        }
        if !told.is_empty() {
            let _ = writeln!(text, "{}: {}", path_of(function), told.join("; "));
        }
    }
    text
}

fn describe_value(cx: &Context, id: FnId, value: &Value) -> String {
    let of_origin = |origin: &Origin| {
        let source = origin.source.as_ref().map(|source| {
            let class = &cx.types.catalog.class(source.class).name;
            format!("{} ({class}, {})", source.name, source.confidence.name())
        });
        let port = origin.port.as_ref().map(|port| describe_port(cx, id, port));
        [port, source].into_iter().flatten().collect::<Vec<_>>().join(" as ")
    };
    let whole = value.origins.iter().map(of_origin);
    let parts = value.parts.iter().filter(|(_, part)| !part.is_empty());
    let parts = parts.map(|(name, part)| format!(".{name} = {}", describe_value(cx, id, part)));
    whole.chain(parts).collect::<Vec<_>>().join(", ")
}

/// `self.email`, `user`, or the number of an argument without a name.
fn describe_port(cx: &Context, id: FnId, port: &Port) -> String {
    let function = cx.types.defs.function(id);
    let shift = usize::from(function.decl.receiver.is_some());
    let at = port.index as usize;
    let named = || {
        let param = function.decl.params.get(at.checked_sub(shift)?)?;
        match &function.decl.body.as_ref()?.pat(param.pat).kind {
            crate::hir::PatKind::Bind(name, _) => Some(name.to_string()),
            _ => None,
        }
    };
    let name = if shift == 1 && at == 0 { Some("self".to_string()) } else { named() };
    let name = name.unwrap_or_else(|| format!("argument {at}"));
    port.path.iter().fold(name, |text, part| format!("{text}.{part}"))
}
