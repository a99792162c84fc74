//! How what functions were found to do is kept as bytes.
//!
//! Invariant: every part is named, so that a new one cannot be forgotten.

use super::Found;
use super::summary::{PortDefinition, PortRender, PortSink, Site, Summary};
use super::value::{Origin, Port, Value};
use crate::classify::{Confidence, Evidence, Source};
use crate::finding::{
    Definition, Flow, Given, Hold, Mend, Piece, Place, Registration, Step, Supplied, Supply, Text,
    literal_of_name, name_of_literal,
};
use crate::hir::Name;
use crate::record::{Reader, Record, Writer, record};
use crate::span::Span;

record!(Found { flows, supplies, registrations, definitions } without looked, is_cut, is_folded);
record!(Summary { returns, writes, sinks, renders, definitions, formats });
record!(PortSink { port, steps, through, is_generic, site });
record!(Site { kind, name, span, place, hold, style, wrappers, is_wrapper, function });
record!(PortRender { text, dialect, data, span, by, places });
record!(PortDefinition { name, text, argument, engine });
record!(Value { origins, parts, name, handle, closure, is_plain, is_constant });
record!(Origin { source, port, steps, sealed, altered, through });
record!(Port { index, path, is_folded });
record!(Step { span, what, place });
record!(Source { class, confidence, evidence, span, name, sealed });
record!(Hold { call, is_pure, is_text, is_lent, binding, stand_in, beside, method, sealer, fits_literal });
record!(Mend { says, edits, underive, is_sure });
record!(Flow {
    source,
    also,
    through,
    steps,
    sink,
    sink_name,
    shown,
    twins,
    place,
    hold,
    mend,
    text_field,
    style,
    wrappers,
    function,
    in_tests
});
record!(Supply { template, dialect, span, by, function, keys, in_tests, is_sent, is_subject });
record!(Supplied { path, span, sources, is_constant });
record!(Registration { name, functions, passes_on });
record!(enum Confidence { 0 => Possible, 1 => Likely, 2 => Certain });
record!(enum Given { 0 => File(path), 1 => Literal(place) });
record!(enum Evidence {
    0 => Annotation,
    1 => Type(name),
    2 => Name(term),
    3 => InContext(term, context),
    4 => Label(text),
    5 => Key(key),
    6 => Revealed(call),
    7 => PassedTo(function, parameter),
    8 => Library(ty),
    9 => ReadAs(field, owner),
    10 => Given(function),
});
record!(enum Place {
    0 => Inline,
    1 => Argument,
    2 => Field { key, span, shorthand },
    3 => Parameter { name, attribute, args, skip },
    4 => Call,
    5 => Placeholder,
});

record!(wrapper Text);

/// A text without a name is called after its place, which may lie elsewhere by then.
fn write_name(name: &str, out: &mut Writer) {
    let place = literal_of_name(name);
    place.write(out);
    if place.is_none() {
        Name::new(name).write(out);
    }
}

fn read_name(from: &mut Reader) -> Option<Name> {
    match Option::<Span>::read(from)? {
        Some(place) => Some(Name::new(name_of_literal(place))),
        None => Name::read(from),
    }
}

impl Record for Piece {
    fn write(&self, out: &mut Writer) {
        match self {
            Piece::Literal(text) => {
                out.bytes.push(0);
                write_name(text, out);
            }
            Piece::Argument(index) => {
                out.bytes.push(1);
                index.write(out);
            }
            Piece::Any => out.bytes.push(2),
        }
    }

    fn read(from: &mut Reader) -> Option<Piece> {
        match from.byte()? {
            0 => read_name(from).map(Piece::Literal),
            1 => u32::read(from).map(Piece::Argument),
            2 => Some(Piece::Any),
            _ => None,
        }
    }
}

impl Record for Definition {
    fn write(&self, out: &mut Writer) {
        let Definition { name, text, engine } = self;
        write_name(name, out);
        text.write(out);
        engine.write(out);
    }

    fn read(from: &mut Reader) -> Option<Definition> {
        let name = read_name(from)?.to_string();
        Some(Definition { name, text: Record::read(from)?, engine: Record::read(from)? })
    }
}
