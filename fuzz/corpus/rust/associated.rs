use std::fmt;

pub trait Inner {
    type Out;
}

pub trait Outer: Inner + Outer {
    type Out;
    type In;
    fn given(&self, value: Self::In) -> Self::Out;
}

impl<T: Inner + Into<T>> Outer for T {
    type Out = <Self as Inner>::Out;
    type In = (Self::In, Self::Out, Alias<Self::In>);
    fn given(&self, value: Self::In) -> Self::Out {
        let mut password = String::new();
        read(&mut password);
        log::info!("{password} {:?}", value.0.1.given(value));
        todo!()
    }
}

type Alias<T> = Vec<Other<(T, T)>>;
type Other<T> = Option<Alias<(T, T)>>;

#[derive(Debug)]
pub enum Tree {
    Leaf(Vec<u8>, Other<String>),
    Node(Box<Tree>, Vec<Tree>, [Tree; 2]),
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} {self:?}")
    }
}
