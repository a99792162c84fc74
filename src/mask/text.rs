//! What a text that a function makes shows of the text that it was given.
//!
//! Terms: a *piece* is a part of the text with what it shows; a *row* is one text that the function may make, piece by
//! piece; its *guard* says what the function made sure of before.

use crate::span::Span;

/// Rows beyond these say nothing new about a mask.
const MAX_ROWS: usize = 24;

/// How many characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// So many.
    Exactly(u32),
    /// As many as the length of the input makes it.
    Open,
}

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The input, perhaps in another form.
    Input,
    /// The input back to front.
    Reversed,
    /// Its first characters.
    Head(Count),
    /// Its last characters.
    Tail(Count),
    /// All but so many first characters.
    Rest(u32),
    /// Some of its characters, one by one.
    Letters,
    /// Characters from its middle.
    Middle,
    /// What stands before a separator.
    Before,
    /// What stands behind a separator.
    After,
    /// As many characters as the input has, whatever they are.
    Stars,
    /// A hash of the input; `true` where a key is needed to make it.
    Hash(bool),
    /// Text that the input does not change.
    Constant,
    /// Where a separator stands in the input.
    Separator,
    /// The length of the input, less some number.
    Length(u32),
    /// A number.
    Number(u32),
    /// Nothing is known of it.
    Unknown,
}

/// What a function made sure of before it made a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    /// Nothing.
    None,
    /// That the input is as long as each slice of it, since it would have panicked else.
    Sliced,
    /// What it looked at.
    Checked,
}

/// One text that may be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its pieces.
    pub pieces: Vec<Piece>,
    /// What the function made sure of before.
    pub guard: Guard,
    /// The expression that makes it.
    pub span: Span,
}

/// What an expression may be: a text in one of several rows, or the two halves of one.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// One of these rows.
    Text(Vec<Row>),
    /// A pair of texts.
    Pair(Box<Shape>, Box<Shape>),
}

impl Shape {
    /// A text of one piece.
    pub fn of(piece: Piece, span: Span) -> Shape {
        Shape::Text(vec![Row { pieces: vec![piece], guard: Guard::None, span }])
    }

    /// The rows of a text; those of a pair are not told apart.
    pub fn rows(&self) -> Vec<Row> {
        match self {
            Shape::Text(rows) => rows.clone(),
            Shape::Pair(left, right) => [left.rows(), right.rows()].concat(),
        }
    }

    /// The only piece, where there is one.
    pub fn piece(&self) -> Option<Piece> {
        match self {
            Shape::Text(rows) => match rows.as_slice() {
                [row] if row.pieces.len() == 1 => row.pieces.first().copied(),
                _ => None,
            },
            Shape::Pair(..) => None,
        }
    }

    /// One or the other.
    pub fn or(self, other: Shape) -> Shape {
        match (self, other) {
            (Shape::Pair(a, b), Shape::Pair(c, d)) => Shape::Pair(Box::new(a.or(*c)), Box::new(b.or(*d))),
            (one, other) => {
                let mut rows = one.rows();
                for row in other.rows() {
                    if !rows.iter().any(|known| known.pieces == row.pieces) && rows.len() < MAX_ROWS {
                        rows.push(row);
                    }
                }
                Shape::Text(rows)
            }
        }
    }

    /// One behind the other.
    pub fn then(&self, other: &Shape, span: Span) -> Shape {
        let (left, right) = (self.rows(), other.rows());
        let joined = left.iter().flat_map(|one| {
            right.iter().map(move |other| Row {
                pieces: [one.pieces.as_slice(), other.pieces.as_slice()].concat(),
                guard: one.guard.max(other.guard),
                span,
            })
        });
        Shape::Text(joined.take(MAX_ROWS).collect())
    }

    /// The same with every piece changed.
    pub fn map(self, change: &dyn Fn(Piece) -> Piece) -> Shape {
        match self {
            Shape::Text(mut rows) => {
                rows.iter_mut().flat_map(|row| &mut row.pieces).for_each(|piece| *piece = change(*piece));
                Shape::Text(rows)
            }
            Shape::Pair(left, right) => Shape::Pair(Box::new(left.map(change)), Box::new(right.map(change))),
        }
    }

    /// The same, once the function has looked at its input.
    pub fn guarded(self) -> Shape {
        self.guarded_by(Guard::Checked)
    }

    /// The same, once the function has made sure of something.
    pub fn guarded_by(self, guard: Guard) -> Shape {
        match self {
            Shape::Text(mut rows) => {
                rows.iter_mut().for_each(|row| row.guard = row.guard.max(guard));
                Shape::Text(rows)
            }
            Shape::Pair(left, right) => {
                Shape::Pair(Box::new(left.guarded_by(guard)), Box::new(right.guarded_by(guard)))
            }
        }
    }

    /// The same, made by another expression, which is where a reader would look.
    pub fn at(self, span: Span) -> Shape {
        match self {
            Shape::Text(mut rows) => {
                rows.iter_mut().for_each(|row| row.span = span);
                Shape::Text(rows)
            }
            pair => pair,
        }
    }
}

impl Piece {
    /// Its first `count` characters.
    pub fn head(self, count: Count) -> Piece {
        match self {
            Piece::Input | Piece::Before => Piece::Head(count),
            Piece::Reversed => Piece::Tail(count),
            Piece::Head(known) => Piece::Head(known.min(count)),
            Piece::Tail(_) | Piece::Rest(_) | Piece::After => Piece::Middle,
            piece => piece,
        }
    }

    /// Its last `count` characters.
    pub fn tail(self, count: Count) -> Piece {
        match self {
            Piece::Input => Piece::Tail(count),
            Piece::Reversed => Piece::Head(count),
            Piece::Tail(known) => Piece::Tail(known.min(count)),
            Piece::Rest(_) => Piece::Tail(count),
            Piece::Head(_) | Piece::Before => Piece::Middle,
            piece => piece,
        }
    }

    /// All but its first `count` characters.
    pub fn rest(self, count: u32) -> Piece {
        match self {
            Piece::Input => Piece::Rest(count),
            Piece::Rest(known) => Piece::Rest(known + count),
            piece => piece.tail(Count::Open),
        }
    }

    /// Its characters one by one.
    pub fn letters(self) -> Piece {
        if self.is_shown() { Piece::Letters } else { self }
    }

    /// The same back to front.
    pub fn reversed(self) -> Piece {
        match self {
            Piece::Input => Piece::Reversed,
            Piece::Reversed => Piece::Input,
            piece => piece,
        }
    }

    /// Whether something of the input can be seen in it.
    pub fn is_shown(self) -> bool {
        matches!(
            self,
            Piece::Input
                | Piece::Reversed
                | Piece::Head(_)
                | Piece::Tail(_)
                | Piece::Rest(_)
                | Piece::Letters
                | Piece::Middle
                | Piece::Before
                | Piece::After
        )
    }
}
