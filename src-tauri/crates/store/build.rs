//! The migrations are embedded when the crate is built: a changed folder must build it anew.

fn main() {
    println!("cargo:rerun-if-changed=../../../migrations");
}
