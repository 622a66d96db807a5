//! The rights of the window, read from the very files that give them: least rights stay least.

use std::path::Path;

use serde_json::{Value, json};

fn read(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_window_may_call_its_own_commands_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/capabilities");
    let files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["main.json"]);

    let main = read("src-tauri/capabilities/main.json");
    assert_eq!(main["windows"], json!(["main"]));
    assert_eq!(
        main["permissions"],
        json!([
            "allow-call",
            "allow-open-stream",
            "allow-take",
            "allow-acknowledge",
            "allow-desk",
            "allow-set-closing",
            "allow-set-autostart",
            "allow-close-window",
            "allow-open-desk",
            "allow-save-file"
        ])
    );
    for key in ["remote", "webviews", "platforms", "local"] {
        assert!(main.get(key).is_none(), "{key} is not given");
    }
}

#[test]
fn the_pages_load_nothing_from_outside_and_reach_nothing_but_the_shell() {
    let settings = read("tauri.conf.json");
    assert_eq!(settings["app"]["withGlobalTauri"], json!(false));
    assert!(settings.get("plugins").is_none());

    let security = &settings["app"]["security"];
    assert_eq!(security["freezePrototype"], json!(true));
    assert_eq!(security["capabilities"], json!(["main"]));
    assert!(security.get("dangerousDisableAssetCspModification").is_none());
    assert!(security.get("assetProtocol").is_none());
    let policy: Vec<&str> = security["csp"].as_str().unwrap().split("; ").collect();
    assert_eq!(
        policy,
        [
            "default-src 'self'",
            "script-src 'self'",
            "object-src 'none'",
            "frame-src 'none'",
            "connect-src ipc: http://ipc.localhost",
            "img-src 'self' data: blob:",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self'",
        ]
    );
}

#[test]
fn the_window_is_found_by_its_name_and_never_changes_its_identifier() {
    let settings = read("tauri.conf.json");
    // The folders of the system, the keyring and the updater derive from it.
    assert_eq!(settings["identifier"], json!("org.plantroom.console"));

    let windows = settings["app"]["windows"].as_array().unwrap();
    assert_eq!(windows.len(), 1);
    let window = &windows[0];
    assert_eq!(window["label"], json!("main"));
    assert!(window.get("url").is_none(), "it opens its own pages");
    assert_eq!(window["create"], json!(false), "a start without a window opens none");
    // Inspecting is for developers: debug builds have it, released ones do not unless asked for.
    assert!(window.get("devtools").is_none());
}
