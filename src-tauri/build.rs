//! Gives the window its configuration and the least rights that its commands need.

fn main() {
    #[cfg(feature = "desktop")]
    desktop();
}

#[cfg(feature = "desktop")]
fn desktop() {
    // Tauri watches only a folder of its own name for changed rights.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(tauri_build::AppManifest::new().commands(&[
                "call",
                "open_stream",
                "take",
                "acknowledge",
                "desk",
                "set_closing",
                "set_autostart",
                "close_window",
                "open_desk",
                "save_file",
            ])),
    )
    .expect("tauri.conf.json and src-tauri/capabilities are valid");
}
