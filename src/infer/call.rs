//! Calls: what they reach, and the type of what they return.

use super::body::{Callee, Walk};
use super::lower::Scope;
use super::signature::names_of;
use super::ty::{Subst, Ty};
use super::{Types, is_capitalised};
use crate::hir::{self, ExprId, ExprKind, Name};
use crate::resolve::{Extern, FnId};

impl<'a> Types<'a> {
    /// The type that the segments of a path name.
    pub fn lower_segments(&self, scope: &Scope<'a>, path: &'a [Name]) -> Ty<'a> {
        use crate::resolve::{Def, Namespace, Resolved};
        match path {
            [] => return Ty::Unknown,
            [first, ..] if first == "Self" => return scope.self_ty.unwrap_or_default(),
            _ => {}
        }
        match self.defs.resolve(scope.module, scope.file, path, Namespace::Type) {
            Some(Resolved::Def(Def::Type(id) | Def::Variant(id, _), _)) => Ty::Adt(id, None),
            Some(Resolved::Def(Def::Alias(id), _)) => self.alias_type(id),
            Some(Resolved::Extern(external)) => self.extern_type(external.krate, external.name, None),
            _ => Ty::Unknown,
        }
    }
}

impl<'a> Walk<'a> {
    /// `callee(args)`.
    pub(super) fn call(&mut self, id: ExprId, callee: ExprId, args: &'a [ExprId]) -> Ty<'a> {
        let (body, arena) = (self.body, self.types.arena);
        let ExprKind::Path(_, types) = &body.expr(callee).kind else {
            let ty = self.expr(callee);
            return self.apply_type(&ty, args);
        };
        let ty = self.expr(callee);
        let reached = self.out.callee(callee).filter(|callee| !matches!(callee, Callee::Value(_))).cloned();
        let Some(reached) = reached else { return self.apply_type(&ty, args) };
        let turbofish: Vec<Ty<'a>> = types.iter().map(|ty| self.types.lower(&self.scope, ty)).collect();
        self.reach(id, reached.clone());
        match reached {
            Callee::Fns(ids) => {
                let function = ids[0];
                let sig = self.types.signatures.function(function);
                let mut subst = self.explicit(function, &turbofish);
                self.pass(sig.all_params(), args, &mut subst);
                sig.ret.substituted(&subst, arena).closed(&sig.generics, arena)
            }
            Callee::Model(model) => {
                let sig = self.types.signatures.model(model);
                let mut subst = Subst::default();
                if let Ty::Fn(function) = &ty
                    && let Ty::Extern(..) = &function.ret
                {
                    // `Vec::<T>::new`: the path says more than the stub.
                    subst.bind(&super::SELF_NAME, &function.ret);
                }
                self.pass(sig.all_params(), args, &mut subst);
                self.model_result(model, &subst, &turbofish)
            }
            Callee::Constructor(of, _) => {
                let Ty::Fn(function) = &ty else { return Ty::Unknown };
                let mut subst = Subst::default();
                self.pass(function.params, args, &mut subst);
                let names = names_of(&self.types.defs.type_def(of).decl.generics);
                function.ret.substituted(&subst, arena).closed(&names, arena)
            }
            Callee::Value(_) => Ty::Unknown,
        }
    }

    /// A call of a value: a closure, or something that is not known.
    fn apply_type(&mut self, ty: &Ty<'a>, args: &'a [ExprId]) -> Ty<'a> {
        let Ty::Fn(function) = ty else {
            self.each(args);
            // `Wrapper(x)` from outside is the wrapper, where its path says so.
            return match ty {
                Ty::Extern(..) => *ty,
                _ => Ty::Unknown,
            };
        };
        self.pass(function.params, args, &mut Subst::default());
        function.ret
    }

    /// What explicit type arguments say about a function's parameters.
    fn explicit(&self, function: FnId, turbofish: &[Ty<'a>]) -> Subst<'a> {
        let mut subst = Subst::default();
        if turbofish.is_empty() {
            return subst;
        }
        let generics = &self.types.defs.function(function).decl.generics;
        if generics.len() == turbofish.len() {
            generics.iter().zip(turbofish).for_each(|(generic, ty)| subst.bind(&generic.name, ty));
        }
        subst
    }

    /// Types the arguments; those that are closures last, since the others say what they are handed.
    fn pass(&mut self, params: &[Ty<'a>], args: &'a [ExprId], subst: &mut Subst<'a>) {
        let body = self.body;
        let (closures, others): (Vec<_>, Vec<_>) = args
            .iter()
            .copied()
            .enumerate()
            .partition(|(_, arg)| matches!(body.expr(self.peeled(*arg)).kind, ExprKind::Closure(..)));
        for (at, arg) in others {
            let ty = self.expr(arg);
            if let Some(param) = params.get(at) {
                self.expect(arg, param);
                subst.unify(param, &ty);
            }
        }
        for (at, arg) in closures {
            let ExprKind::Closure(pats, inner) = &body.expr(self.peeled(arg)).kind else { continue };
            let declared = params.get(at).map(|param| param.substituted(subst, self.types.arena));
            let given = match declared {
                Some(Ty::Fn(function)) => function.params,
                _ => &[],
            };
            let ty = self.closure(pats, *inner, given);
            self.set(arg, &ty);
            if let Some(param) = params.get(at) {
                subst.unify(param, &ty);
            }
        }
    }

    /// Says which type an expression is expected to have: a conversion such as `into` is made by that type's `from`, and
    /// what reads a text reads a value of that type.
    pub(super) fn expect(&mut self, id: ExprId, ty: &Ty<'a>) {
        let ty = &self.types.success(ty);
        let Ty::Adt(target, _) = ty else { return };
        let body = self.body;
        let id = self.yielded(id);
        let Some(&Callee::Model(model)) = self.out.callee(id) else { return };
        if model.parses {
            self.set(id, ty);
        }
        let (ExprKind::MethodCall(call), Some(maker)) = (&body.expr(id).kind, &model.converts) else {
            return;
        };
        let given = *self.out.expr(call.receiver);
        let takes = |id: &FnId| match (self.types.signatures.function(*id).params, &given) {
            ([Ty::Adt(param, _)], Ty::Adt(given, _)) => param == given,
            ([Ty::Extern(_, param, _)], Ty::Extern(_, given, _)) => param == given,
            ([_], Ty::Unknown) => true,
            _ => false,
        };
        let makers: Vec<FnId> =
            self.types.members.of_type(*target, maker).into_iter().filter(takes).collect();
        if let [maker] = makers[..] {
            self.reach_instead(id, Callee::Fns(vec![maker]));
            self.set(id, ty);
        }
    }

    /// What gives an expression its value: the end of a block, what `?` takes apart.
    fn yielded(&self, mut id: ExprId) -> ExprId {
        while let ExprKind::Same(inner, _)
        | ExprKind::Try(inner)
        | ExprKind::Await(inner)
        | ExprKind::Block(_, Some(inner)) = &self.body.expr(id).kind
        {
            id = *inner;
        }
        id
    }

    /// `receiver.name(args)`.
    pub(super) fn method_call(&mut self, id: ExprId, call: &'a hir::MethodCall) -> Ty<'a> {
        let arena = self.types.arena;
        let receiver = self.expr(call.receiver);
        let turbofish: Vec<Ty<'a>> = call.types.iter().map(|ty| self.types.lower(&self.scope, ty)).collect();
        let Some(method) = self.method(&receiver, &call.name, call.args.len()) else {
            self.each(&call.args);
            return self.identity(&receiver, &call.name);
        };
        self.reach(id, method.callee.clone());
        match &method.callee {
            Callee::Fns(ids) => {
                let sig = self.types.signatures.function(ids[0]);
                let mut subst = self.explicit(ids[0], &turbofish);
                subst.unify(&sig.self_ty, &method.receiver);
                self.pass(sig.params, &call.args, &mut subst);
                sig.ret.substituted(&subst, arena).closed(&sig.generics, arena)
            }
            Callee::Model(model) => {
                let sig = self.types.signatures.model(model);
                let mut subst = Subst::default();
                subst.unify(&sig.self_ty, &method.receiver);
                subst.bind(&super::SELF_NAME, &method.receiver);
                self.pass(sig.params, &call.args, &mut subst);
                self.refined(call.receiver, &method.receiver, &sig.self_ty, &subst);
                self.model_result(model, &subst, &turbofish)
            }
            Callee::Constructor(..) | Callee::Value(_) => Ty::Unknown,
        }
    }

    /// `v.push(x)` tells what `v` holds, where `Vec::new()` did not.
    fn refined(&mut self, receiver: ExprId, held: &Ty<'a>, declared: &Ty<'a>, subst: &Subst<'a>) {
        let is_open = held.args().iter().any(Ty::is_unknown) || held.args().is_empty();
        if is_open && matches!(held, Ty::Extern(..)) && !declared.args().is_empty() {
            let better = declared.substituted(subst, self.types.arena);
            if better.args().iter().any(|arg| !matches!(arg, Ty::Unknown | Ty::Param(_))) {
                let Ty::Extern(krate, name, _) = held else { return };
                let args = better.args().iter().map(|arg| match arg {
                    Ty::Param(_) => Ty::Unknown,
                    arg => *arg,
                });
                self.refine(receiver, Ty::Extern(krate, name, self.types.arena.args(args)));
            }
        }
    }

    fn model_result(
        &self,
        model: &'a crate::catalog::FnModel,
        subst: &Subst<'a>,
        turbofish: &[Ty<'a>],
    ) -> Ty<'a> {
        let (sig, arena) = (self.types.signatures.model(model), self.types.arena);
        let mut subst = subst.clone();
        if let [explicit] = turbofish {
            // `parse::<T>()`, `from_str::<T>()`, `collect::<Vec<_>>()`: the one parameter that only the result has.
            let free = sig.generics.iter().find(|name| subst.get(name).is_none());
            let is_open = explicit.args().iter().any(Ty::is_unknown);
            if let Some(free) = free {
                let receiver = subst.get(&super::SELF_NAME).cloned().unwrap_or_default();
                let explicit = match (is_open, explicit) {
                    (true, Ty::Extern(krate, name, Some(args))) if args.len() == 1 => {
                        Ty::Extern(krate, name, arena.args([receiver.arg(0)]))
                    }
                    _ => *explicit,
                };
                subst.bind(free, &explicit);
            }
        } else if turbofish.len() == sig.generics.len() {
            // `query_as::<_, User>()`: a type for each parameter, where it is told.
            let told = sig.generics.iter().zip(turbofish).filter(|(_, ty)| !ty.is_unknown());
            told.for_each(|(name, ty)| subst.bind(name, ty));
        }
        let ret = sig.ret.substituted(&subst, arena).closed(&sig.generics, arena);
        match &ret {
            // A method of a trait that returns `Self` for a receiver of unknown type.
            Ty::Param(_) => Ty::Unknown,
            _ => ret,
        }
    }

    /// What a method of a name returns, where every model of that name says the same.
    fn agreed(&self, name: &str) -> Ty<'a> {
        let known = |model: &&crate::catalog::FnModel| self.crates.contains(&model.krate);
        let models: Vec<_> = self.types.catalog.models.methods(name).filter(known).collect();
        let results = models.iter().map(|model| &self.types.signatures.model(model).ret);
        match results.collect::<Vec<_>>().as_slice() {
            [first, rest @ ..] if rest.iter().all(|ty| ty == first) => match first {
                Ty::Extern(_, _, None) => *(*first),
                _ => Ty::Unknown,
            },
            _ => Ty::Unknown,
        }
    }

    /// A method that only takes a value out of something, called on a value whose wrapping is not kept.
    fn identity(&self, receiver: &Ty<'a>, name: &str) -> Ty<'a> {
        let models = &self.types.catalog.models;
        let is_open = match receiver {
            Ty::Extern(krate, _, _) => !self.types.catalog.models.is_modelled(krate),
            _ => receiver.is_unknown(),
        };
        if is_open {
            return self.agreed(name);
        }
        let keeps =
            models.methods(name).any(|model| model.keeps_type && model.sinks.is_empty() || model.unwraps);
        if keeps { *receiver } else { Ty::Unknown }
    }

    /// `Type::name` as a value: a function or constant of the type.
    pub(super) fn associated(&mut self, id: ExprId, itself: &Ty<'a>, path: &'a [Name]) -> Ty<'a> {
        let Some(name) = path.last() else { return Ty::Unknown };
        match itself {
            Ty::Adt(of, _) => {
                let functions = self.types.members.of_type(*of, name);
                if !functions.is_empty() {
                    let ty = self.types.function_type(functions[0]);
                    self.reach(id, Callee::Fns(functions));
                    return ty;
                }
                self.modelled_function(id, itself, path)
            }
            Ty::Extern(krate, of, _) => {
                let own = self.types.members.of_extern(of, name);
                if !own.is_empty() {
                    let ty = self.types.function_type(own[0]);
                    self.reach(id, Callee::Fns(own.to_vec()));
                    return ty;
                }
                if let Some(model) = self.types.catalog.models.function_of(krate, of, name) {
                    self.reach(id, Callee::Model(model));
                    return self.with_self(self.types.model_type(model), itself);
                }
                self.modelled_function(id, itself, path)
            }
            Ty::Bounds(bounds) => {
                let traits = bounds.iter().filter_map(|bound| match bound {
                    super::Bound::Own(of_trait) => Some(self.types.members.dispatched(*of_trait, name)),
                    super::Bound::Extern(_) => None,
                });
                let Some(targets) = traits.into_iter().find(|targets| !targets.is_empty()) else {
                    return Ty::Unknown;
                };
                let ty = self.types.function_type(targets[0]);
                self.reach(id, Callee::Fns(targets));
                ty
            }
            _ => Ty::Unknown,
        }
    }

    /// A function that many types have, such as `from`; else a constructor by custom, or a constant of the type.
    fn modelled_function(&mut self, id: ExprId, itself: &Ty<'a>, path: &'a [Name]) -> Ty<'a> {
        let Some(name) = path.last() else { return Ty::Unknown };
        if let Some(model) = self.types.catalog.models.function_of_any(name) {
            self.reach(id, Callee::Model(model));
            return self.with_self(self.types.model_type(model), itself);
        }
        let is_builder = matches!(name.as_str(), "new" | "default" | "builder" | "with_capacity");
        if is_builder || is_capitalised(name) { *itself } else { Ty::Unknown }
    }

    fn with_self(&self, ty: Ty<'a>, itself: &Ty<'a>) -> Ty<'a> {
        ty.substituted(&Subst(vec![(&super::SELF_NAME, *itself)]), self.types.arena)
    }

    /// A path that leads out of the workspace.
    pub(super) fn external(&mut self, id: ExprId, external: Extern<'a>, path: &'a [Name]) -> Ty<'a> {
        let Extern { krate, owner, name } = external;
        let models = &self.types.catalog.models;
        match owner.filter(|owner| is_capitalised(owner)) {
            Some(owner) => {
                let itself = self.types.extern_type(krate, owner, None);
                match &itself {
                    // A type that stands for its content, such as `Box`: what it is given decides.
                    Ty::Unknown => {
                        match models.function_of(krate, owner, name).or(models.function_of_any(name)) {
                            Some(model) => {
                                self.reach(id, Callee::Model(model));
                                self.types.model_type(model)
                            }
                            None => Ty::Unknown,
                        }
                    }
                    _ => self.associated(id, &itself, path),
                }
            }
            None => match models.free_function(krate, owner, name) {
                Some(model) => {
                    self.reach(id, Callee::Model(model));
                    self.types.model_type(model)
                }
                None if is_capitalised(name) => self.types.extern_type(krate, name, None),
                None => Ty::Unknown,
            },
        }
    }
}
