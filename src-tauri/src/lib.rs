//! The desktop shell: one window, three commands, and nothing else that knows Tauri.
//!
//! It passes requests, frames and events between the window and the engine without looking into them, and stops the
//! engine in order when the window is closed.
#![cfg(feature = "desktop")]

mod session;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use engine::StreamItem;
use tauri::State;
use tauri::ipc::{Channel, InvokeResponseBody};
use wire::{Failure, Reply, Request};

use crate::session::Session;

/// Closing takes no longer: what was received by then is safe, what was not is sent again by the brokers.
const STOP_MAX: Duration = Duration::from_secs(10);

/// Opens the window on this data folder; ends when it is closed.
///
/// # Errors
/// Where the window cannot be opened. A data folder that cannot be opened is told in the window.
pub fn run(folder: PathBuf) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    tauri::async_runtime::set(runtime.handle().clone());

    tracing::info!(folder = %folder.display(), "Window opening");
    let session = Arc::new(Session::new(folder));
    let app = tauri::Builder::default()
        .manage(Arc::clone(&session))
        .invoke_handler(tauri::generate_handler![call, open_stream, acknowledge])
        .build(tauri::generate_context!())
        .context("cannot open the window")?;

    // Collecting does not wait for the pages.
    runtime.spawn(Arc::clone(&session).start());
    #[cfg(unix)]
    runtime.spawn(end_on_signal(app.handle().clone()));

    app.run(move |_, event| {
        if matches!(event, tauri::RunEvent::Exit) {
            let stopping = async { tokio::time::timeout(STOP_MAX, session.close()).await };
            match runtime.block_on(stopping) {
                Ok(()) => tracing::info!("Window closed"),
                Err(_) => tracing::warn!("Window closed before the engine had stopped"),
            }
        }
    });
    Ok(())
}

/// Asks the engine.
#[tauri::command]
async fn call(request: Request, session: State<'_, Arc<Session>>) -> Result<Reply, Failure> {
    session.call(request).await
}

/// Opens the live stream; a new channel takes the place of the old one.
#[tauri::command]
async fn open_stream(
    channel: Channel<InvokeResponseBody>,
    session: State<'_, Arc<Session>>,
) -> Result<(), Failure> {
    let sink = move |item| {
        if let Some(body) = body(item)
            && let Err(error) = channel.send(body)
        {
            // The page is gone or going; a new one opens a stream of its own.
            tracing::debug!(%error, "Stream item not taken");
        }
    };
    session.open_stream(Arc::new(sink)).await
}

/// Takes note that the window has drawn this frame.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "a command's state is handed over by value")]
fn acknowledge(number: u32, session: State<'_, Arc<Session>>) {
    session.acknowledge(number);
}

fn body(item: StreamItem) -> Option<InvokeResponseBody> {
    match item {
        StreamItem::Frame(bytes) => Some(InvokeResponseBody::Raw(bytes)),
        StreamItem::Event(event) => match serde_json::to_string(&event) {
            Ok(text) => Some(InvokeResponseBody::Json(text)),
            Err(error) => {
                tracing::error!(%error, "Event not written");
                None
            }
        },
    }
}

/// A sign-out or a service manager ends the program as the window's own button does.
#[cfg(unix)]
async fn end_on_signal(app: tauri::AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};

    let signals = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
        signal(SignalKind::hangup()),
    );
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hangup)) = signals else {
        tracing::warn!("Signals not heard");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
    }
    app.exit(0);
}
