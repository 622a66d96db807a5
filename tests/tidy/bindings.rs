//! The TypeScript in the window is the one the wire types make.

use std::fs;

#[test]
fn bindings_are_fresh() {
    let path = crate::root().join("ui/src/ipc/bindings.ts");
    let fresh = wire::bindings();
    let stale = fs::read_to_string(&path).unwrap_or_default();
    if stale != fresh {
        fs::write(&path, &fresh).unwrap();
        panic!("{} was stale and has been written anew: commit it", path.display());
    }
}
