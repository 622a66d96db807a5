//! The desktop shell: one window, its commands and its tray, and nothing else that knows Tauri.
//!
//! It passes requests, frames and events between the window and the engine without looking into them. What is its own is
//! how the program lives on the desk: which data folder the window is on, what closing it means, one window per folder,
//! starting with the session, and files that the operator saves.
#![cfg(feature = "desktop")]

mod autostart;
mod closing;
mod demo;
mod desk;
mod files;
mod opening;
mod outbox;
mod session;
mod single;
mod tray;
mod window;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tauri::ipc::{InvokeBody, Response};
use tauri::{App, AppHandle, Manager, RunEvent, State, WindowEvent};
use tauri_plugin_window_state::StateFlags;
use tokio::runtime::Runtime;
use tokio::task::block_in_place;
use tokio::time::Instant;
use wire::{Closing, Desk, DeskView, Event, Failure, FailureCode, Reply, Request};

use crate::closing::{Closer, Verdict};
use crate::desk::Desks;
use crate::outbox::Outbox;
use crate::session::Session;

pub use desk::Start;

/// Closing takes no longer: what was received by then is safe, what was not is sent again by the brokers.
const STOP_MAX: Duration = Duration::from_secs(10);

/// Opens the window, or raises the one that is on this folder already; ends when collecting is to end.
///
/// # Errors
/// Where the window cannot be opened. A data folder that cannot be opened is told in the window.
pub fn run(start: &Start) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    tauri::async_runtime::set(runtime.handle().clone());

    let desks = Desks::of(start);
    tracing::info!(folder = %desks.folder(start.desk()).display(), "Window opening");
    let session = Arc::new(Session::new(desks.clone(), start.desk()));
    let app = build(start, desks, Arc::clone(&session)).context("cannot open the window")?;

    // Collecting does not wait for the pages.
    runtime.spawn(attach(app.handle().clone(), Arc::clone(&session), start.hidden));
    #[cfg(unix)]
    runtime.spawn(end_on_signal(app.handle().clone()));

    app.run(move |app, event| {
        if matches!(event, RunEvent::Exit) {
            end(app, &session, &runtime);
        }
    });
    Ok(())
}

fn build(start: &Start, desks: Desks, session: Arc<Session>) -> tauri::Result<App> {
    let mut builder = tauri::Builder::default();
    // First of all: a second start ends here.
    if let Some(single) = single::plugin(start, &desks) {
        builder = builder.plugin(single);
    }
    let kept = StateFlags::POSITION | StateFlags::SIZE | StateFlags::MAXIMIZED;
    let hidden = start.hidden;
    let app = builder
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(kept).build())
        .plugin(autostart::plugin(&desks))
        .manage(session)
        .manage(desks)
        .manage(Arc::new(Outbox::default()))
        .invoke_handler(tauri::generate_handler![
            call,
            open_stream,
            take,
            acknowledge,
            desk,
            set_closing,
            set_autostart,
            close_window,
            open_desk,
            save_file
        ])
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && !closes(window.app_handle())
            {
                api.prevent_close();
            }
        })
        .setup(move |app| {
            if hidden {
                tray::put_up(app.handle());
                return Ok(());
            }
            Ok(window::open(app.handle())?)
        })
        .build(tauri::generate_context!())?;
    app.manage(Closer::read(app.path().app_config_dir()?));
    Ok(app)
}

/// Opens the data folder; where that fails nobody may stay in the belief that the hidden program collects.
async fn attach(app: AppHandle, session: Arc<Session>, hidden: bool) {
    if session.start().await.is_err() && hidden {
        window::raise(&app);
    }
}

/// Whether the window closes now; otherwise it was hidden, or the page was asked.
fn closes(app: &AppHandle) -> bool {
    let session = app.state::<Arc<Session>>();
    let verdict = app.state::<Closer>().judge(session.collects(), Instant::now());
    tracing::info!(?verdict, "Window to be closed");
    match verdict {
        Verdict::Close => true,
        Verdict::Hide => {
            window::hide(app);
            false
        }
        Verdict::Ask => {
            let asks = session.tell(Event::ClosingAsked);
            if asks {
                // Who closes a minimised window from elsewhere is to see the question.
                window::raise(app);
            }
            // A page that does not listen yet cannot ask.
            !asks
        }
    }
}

fn end(app: &AppHandle, session: &Session, runtime: &Runtime) {
    // Who starts the program from here on gets a window that lives on.
    tauri_plugin_single_instance::destroy(app);
    let stopping = async { tokio::time::timeout(STOP_MAX, session.close()).await };
    match runtime.block_on(stopping) {
        Ok(()) => tracing::info!("Window closed"),
        Err(_) => tracing::warn!("Window closed before the engine had stopped"),
    }
}

/// Asks the engine.
#[tauri::command]
async fn call(request: Request, session: State<'_, Arc<Session>>) -> Result<Reply, Failure> {
    session.call(request).await
}

/// Opens the live stream, which takes the place of an older one, and gives its number.
#[tauri::command]
async fn open_stream(
    outbox: State<'_, Arc<Outbox>>,
    session: State<'_, Arc<Session>>,
) -> Result<u32, Failure> {
    let outbox = Arc::clone(&outbox);
    let stream = outbox.begin();
    session.open_stream(Arc::new(move |item| outbox.put(stream, item))).await?;
    Ok(stream)
}

/// What the stream carries, as soon as there is something.
#[tauri::command]
async fn take(stream: u32, outbox: State<'_, Arc<Outbox>>) -> Result<Response, Failure> {
    Ok(Response::new(outbox.take(stream).await))
}

/// Takes note that the window has drawn this frame.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "a command's state is handed over by value")]
fn acknowledge(number: u32, session: State<'_, Arc<Session>>) {
    session.acknowledge(number);
}

/// How the window stands on this computer.
#[tauri::command]
async fn desk(app: AppHandle) -> Result<DeskView, Failure> {
    Ok(view(&app).await)
}

/// Says what closing the window does from now on.
#[tauri::command]
async fn set_closing(closing: Closing, app: AppHandle) -> Result<DeskView, Failure> {
    block_in_place(|| app.state::<Closer>().choose(closing))?;
    Ok(view(&app).await)
}

/// Lets the program start with the session, or no longer.
#[tauri::command]
async fn set_autostart(on: bool, app: AppHandle) -> Result<DeskView, Failure> {
    block_in_place(|| autostart::set(&app, &app.state::<Desks>(), on))?;
    Ok(view(&app).await)
}

/// Closes the window as the operator answered, and collects on without it or stops.
#[tauri::command(async)]
#[expect(clippy::needless_pass_by_value, reason = "a command's state is handed over by value")]
fn close_window(keep: bool, remember: bool, app: AppHandle, closer: State<'_, Closer>) {
    let choice = if keep { Closing::Keep } else { Closing::Stop };
    closer.answered();
    // A choice that cannot be remembered is asked for again the next time; the window closes all the same.
    if remember && let Err(failure) = closer.choose(choice) {
        tracing::warn!(%failure, "Choice not remembered");
    }
    if keep && app.state::<Arc<Session>>().collects() {
        window::hide(&app);
    } else {
        app.exit(0);
    }
}

/// Goes to the other data folder, and answers when it is open.
#[tauri::command]
async fn open_desk(desk: Desk, session: State<'_, Arc<Session>>) -> Result<(), Failure> {
    session.open_desk(desk).await
}

/// Writes the body into the folder for downloads, under the name in the header or a free one like it.
#[tauri::command(async)]
#[expect(clippy::needless_pass_by_value, reason = "a command's request is handed over by value")]
fn save_file(request: tauri::ipc::Request<'_>) -> Result<String, Failure> {
    let name = request.headers().get("name").and_then(|name| files::decode_name(name.as_bytes()));
    let (InvokeBody::Raw(bytes), Some(name)) = (request.body(), name) else {
        let message = "The file was not saved: the window sent no name or no bytes.";
        return Err(Failure::new(FailureCode::BadRequest, message, ""));
    };
    let path = block_in_place(|| files::save(&files::downloads()?, &name, bytes))?;
    Ok(path.to_string_lossy().into_owned())
}

async fn view(app: &AppHandle) -> DeskView {
    let session = app.state::<Arc<Session>>();
    DeskView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        desk: session.desk(),
        folder: session.folder().to_string_lossy().into_owned(),
        making: session.is_making(),
        collects: session.collects(),
        closing: app.state::<Closer>().choice(),
        tray: tray::is_seen().await,
        autostart: autostart::state(app, &app.state::<Desks>()),
    }
}

/// A sign-out or a service manager ends the program as the window's own button does.
#[cfg(unix)]
async fn end_on_signal(app: AppHandle) {
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
