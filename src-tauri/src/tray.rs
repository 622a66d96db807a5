//! The icon in the tray, from which a hidden window comes back and collecting is stopped.
//!
//! Not every desktop has a tray; without one a second start brings the window back.

use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager};

use crate::window;

#[cfg(target_os = "linux")]
mod linux;

const ID: &str = "plantroom";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Shows the icon, where there can be one. Call on the main thread.
pub(crate) fn put_up(app: &AppHandle) {
    let shown = match app.tray_by_id(ID) {
        Some(icon) => icon.set_visible(true),
        None if is_supported() => make(app),
        None => return,
    };
    if let Err(error) = shown {
        tracing::warn!(%error, "Tray icon not shown");
    }
}

/// Takes the icon away again. Call on the main thread.
pub(crate) fn take_down(app: &AppHandle) {
    if let Some(icon) = app.tray_by_id(ID)
        && let Err(error) = icon.set_visible(false)
    {
        tracing::warn!(%error, "Tray icon not taken away");
    }
}

/// Whether the operator would see an icon.
#[cfg(target_os = "linux")]
pub(crate) async fn is_seen() -> bool {
    is_supported() && linux::has_host().await
}

/// Whether the operator would see an icon: these systems always have a tray.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_seen() -> std::future::Ready<bool> {
    std::future::ready(true)
}

/// Whether an icon can be made without ending the program.
fn is_supported() -> bool {
    #[cfg(target_os = "linux")]
    return linux::has_library();
    #[cfg(not(target_os = "linux"))]
    true
}

fn make(app: &AppHandle) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, OPEN, "Open Plantroom", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Stop collecting and quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &quit])?;
    let mut builder = TrayIconBuilder::with_id(ID)
        .menu(&menu)
        .tooltip("Plantroom is collecting")
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => window::raise(app),
            QUIT => app.exit(0),
            _ => {}
        })
        // The icon becomes a file on Linux: it belongs among the user's own, not where anybody may write.
        .temp_dir_path(app.path().app_cache_dir()?.join("tray"));
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    builder.build(app).map(drop)
}
