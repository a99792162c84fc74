//! Functions.

use super::item::Head;
use super::{Read, Reader};
use crate::hir::{ExprId, Extent, Fn, FnDecl, Home, Name, Reach, TypeRef};
use crate::syntax::NOT_CLOSED;

/// The impl or trait around a function.
#[derive(Clone, Default)]
pub(super) struct Owner {
    pub home: Home,
    pub ty: Option<TypeRef>,
    pub of_trait: Option<Name>,
    pub reach: Reach,
}

impl Reader<'_, '_, '_> {
    /// `fn name(..) { .. }`; a body that cannot be read costs itself.
    pub(super) fn function(&mut self, head: &Head, owner: Owner) -> Read<()> {
        self.at += 1;
        let (name, span) = self.name()?;
        let body = self.end_of_head(self.at, b"{");
        let (has_body, end) = match self.byte_at(body) {
            b';' => (false, body + 1),
            b'{' if self.behind(body) > body + 1 => (true, self.behind(body)),
            _ => return self.fail(NOT_CLOSED),
        };
        if self.cx.is_test && !self.cx.with_tests {
            self.cx.out.test_fns += 1;
            if has_body && self.excerpt.is_file() {
                self.cx.out.passed.push((self.tokens[body].end, self.tokens[end - 1].start));
            }
            self.at = end;
            return Ok(());
        }
        let outer = self.cx.begin_body();
        let signature = match self.within(body, |reader| reader.signature()) {
            Ok(signature) => signature,
            Err(failure) => {
                self.cx.end_body(outer);
                return Err(failure);
            }
        };
        let instrument = self.cx.instrument(&head.attrs);
        let (extent, inner) = (self.cx.out.extent(), self.cx.inner.len());
        self.cx.body.root = if has_body { self.body_of_function(end) } else { None };
        let inner = self.cx.inner.split_off(inner);
        let added = self.cx.out.extent().since(extent);
        let is_closed =
            has_body && self.excerpt.is_file() && inner.iter().map(|(_, one)| *one).sum::<Extent>() == added;
        let code = match is_closed {
            true => around(
                (self.tokens[body].end, self.tokens[end - 1].start),
                inner.into_iter().map(|(item, _)| item),
            ),
            false => Vec::new(),
        };
        self.at = end;
        let body = self.cx.end_body(outer);
        let body_span = body.root.map(|root| body.expr(root).span);
        let decl = FnDecl {
            owner: owner.ty,
            of_trait: owner.of_trait,
            generics: signature.generics,
            notes: self.cx.notes(&head.attrs, span),
            receiver: signature.receiver,
            params: signature.params,
            ret: signature.ret,
            instrument: instrument.map(Box::new),
            body: Some(body),
        };
        let function = Fn {
            name,
            span,
            module: self.cx.module.clone(),
            reach: owner.reach,
            is_plain: head.is_plain && !signature.takes_constants,
            home: owner.home,
            body_span,
            code,
            is_test: self.cx.is_test,
            decl: decl.into(),
        };
        self.cx.out.fns.push(function);
        Ok(())
    }

    fn body_of_function(&mut self, end: usize) -> Option<ExprId> {
        let (exprs, pats) = (self.cx.body.exprs.len(), self.cx.body.pats.len());
        let outer = self.end;
        let failure = match self.within(end, |reader| reader.block()) {
            Ok(root) => return Some(root),
            Err(failure) => failure,
        };
        (self.end, self.takes_structs) = (outer, true);
        self.cx.body.exprs.truncate(exprs);
        self.cx.body.pats.truncate(pats);
        self.tell(failure);
        None
    }
}

/// What of a text is around items in it.
fn around((start, end): (u32, u32), items: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32)> {
    let mut items: Vec<(u32, u32)> = items.collect();
    items.sort_unstable();
    let (mut around, mut at) = (Vec::with_capacity(items.len() + 1), start);
    for (from, to) in items {
        around.push((at, from.max(at)));
        at = at.max(to);
    }
    around.push((at, end.max(at)));
    around
}
