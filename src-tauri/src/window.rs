//! The one window: opened, raised and put out of sight. The tray's icon is there while the window is not.

use tauri::{AppHandle, Manager, WebviewWindow, WebviewWindowBuilder};

use crate::tray;

const LABEL: &str = "main";

/// Opens the window as `tauri.conf.json` describes it.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let settings = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let settings = settings.ok_or(tauri::Error::WindowNotFound)?;
    WebviewWindowBuilder::from_config(app, settings)?.build().map(drop)
}

/// Brings the window before the operator's eyes, from wherever it is.
pub(crate) fn raise(app: &AppHandle) {
    on_main_thread(app, |app| match app.get_webview_window(LABEL) {
        Some(window) => {
            tell(show(&window), "Window not raised");
            tray::take_down(app);
        }
        None => {
            tray::take_down(app);
            // Making a window waits for the main thread on some systems, and must not do so on it.
            let app = app.clone();
            tauri::async_runtime::spawn_blocking(move || tell(open(&app), "Window not opened"));
        }
    });
}

/// Puts the window out of sight; the program goes on.
pub(crate) fn hide(app: &AppHandle) {
    on_main_thread(app, |app| {
        if let Some(window) = app.get_webview_window(LABEL) {
            tell(window.hide(), "Window not hidden");
        }
        tray::put_up(app);
    });
}

fn show(window: &WebviewWindow) -> tauri::Result<()> {
    window.show()?;
    window.unminimize()?;
    window.set_focus()
}

fn on_main_thread(app: &AppHandle, work: impl FnOnce(&AppHandle) + Send + 'static) {
    let handle = app.clone();
    tell(app.run_on_main_thread(move || work(&handle)), "Window not reached");
}

fn tell(outcome: tauri::Result<()>, what: &str) {
    if let Err(error) = outcome {
        tracing::error!(%error, what, "Window failed");
    }
}
