//! plantroomctl: every main job without a window.

fn main() {}
