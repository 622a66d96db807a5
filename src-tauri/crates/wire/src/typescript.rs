//! Makes `ui/src/ipc/bindings.ts` out of the types and the one table.

use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

/// Large integers are counts and milliseconds, which a JavaScript number holds exactly.
pub(crate) fn config() -> Config {
    Config::new().with_large_int("number")
}

/// The whole generated file.
#[must_use]
pub fn bindings() -> String {
    let mut out = String::from(
        "// Generated from the wire crate; the test `bindings_are_fresh` rewrites it. Do not edit.\n\n",
    );
    let mut declarations = Declarations::default();
    crate::request::visit_table(&mut declarations);
    declarations.add::<crate::Failure>();
    declarations.add::<crate::Event>();
    declarations.add::<crate::DeskView>();
    for (_, declaration) in declarations.found {
        let _ = writeln!(out, "export {declaration}\n");
    }
    out.push_str(
        "/** Every request with its arguments and its reply. */\nexport interface Requests {\n",
    );
    for (name, args, reply) in crate::request::table() {
        let _ = writeln!(out, "  {name}: {{ args: {args}; reply: {reply} }};");
    }
    out.push_str("}\n");
    out
}

#[derive(Default)]
struct Declarations {
    found: std::collections::BTreeMap<String, String>,
}

impl Declarations {
    fn add<T: TS + 'static + ?Sized>(&mut self) {
        let config = config();
        T::visit_dependencies(self);
        T::visit_generics(self);
        if T::output_path().is_some() {
            self.found.insert(T::ident(&config), T::decl(&config));
        }
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}
