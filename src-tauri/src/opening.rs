//! How a data folder is opened for the window: attached to where it is held, else held and collected by this process.
//!
//! A folder that is not there is made on a first start. Nothing is tried twice but what another program holds for a
//! moment; every other failure is handed on as it is.

use std::path::{Path, PathBuf};
use std::time::Duration;

use engine::{Attached, Collector, Door};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use wire::{Desk, Failure, FailureCode};

use crate::demo::{self, Devices};

/// Between two looks at a folder that another program holds.
const RETRY: Duration = Duration::from_millis(250);

/// A data folder and what is expected of it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) desk: Desk,
    pub(crate) folder: PathBuf,
    /// Nothing was there when the window came to it: it is made.
    pub(crate) is_new: bool,
    /// A command line that is just at work holds the folder for a moment, and is waited for so often.
    pub(crate) locked_retries: u32,
}

/// An engine that answers.
pub(crate) struct Opened {
    pub(crate) door: Door,
    /// What this process runs itself; none where another one holds the folder.
    pub(crate) running: Option<Running>,
}

/// A collector of this process, and the devices that play the demo building for it.
pub(crate) struct Running {
    collector: Collector,
    devices: Option<Devices>,
}

impl Running {
    /// Stops in order.
    pub(crate) async fn stop(self) {
        self.collector.stop().await;
        if let Some(devices) = self.devices {
            devices.stop().await;
        }
    }
}

/// Attaches to the engine that holds the folder, or becomes it; a new folder is made.
///
/// On a thread of its own: opening reads much from disk, and its future borrows too much to move between threads.
pub(crate) async fn open(place: Place) -> Result<Opened, Failure> {
    let runtime = Handle::current();
    let opened = spawn_blocking(move || {
        runtime.block_on(async {
            match attach_or_collect(&place).await {
                Err(failure) if place.is_new && failure.code == FailureCode::Configuration => {
                    make(&place).await?;
                    attach_or_collect(&place).await
                }
                outcome => outcome,
            }
        })
    });
    opened.await.unwrap_or_else(|error| Err(fault(&error)))
}

/// Makes the demo's folder where nothing is there yet.
pub(crate) async fn prepare(place: Place) -> Result<(), Failure> {
    if !place.is_new || place.desk == Desk::Own {
        return Ok(());
    }
    let runtime = Handle::current();
    let made = spawn_blocking(move || runtime.block_on(make(&place)));
    made.await.unwrap_or_else(|error| Err(fault(&error)))
}

/// Whether nothing is there yet. What cannot be read is for the engine to judge.
pub(crate) fn is_unused(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

async fn attach_or_collect(place: &Place) -> Result<Opened, Failure> {
    let mut attempts = 0;
    loop {
        match engine::attach_or_collect(&place.folder).await {
            Ok(Attached { door, collector }) => {
                let running = match collector {
                    Some(collector) => Some(run(collector).await),
                    None => None,
                };
                return Ok(Opened { door, running });
            }
            Err(failure)
                if failure.code == FailureCode::Locked && attempts < place.locked_retries =>
            {
                attempts += 1;
                sleep(RETRY).await;
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Starts what belongs to a collector of this process.
async fn run(collector: Collector) -> Running {
    let devices = Devices::start(&collector).await.unwrap_or_else(|failure| {
        // What is stored can still be looked at; the values show that nothing comes.
        tracing::error!(code = ?failure.code, %failure, "Devices of the demo not started");
        None
    });
    Running { collector, devices }
}

async fn make(place: &Place) -> Result<(), Failure> {
    match place.desk {
        Desk::Own => {
            engine::init(&place.folder, None).await?;
        }
        Desk::Demo => demo::make(&place.folder).await?,
    }
    tracing::info!(desk = ?place.desk, folder = %place.folder.display(), "Data folder made");
    Ok(())
}

fn fault(error: &tokio::task::JoinError) -> Failure {
    tracing::error!(%error, "Opening ended early");
    Failure::new(
        FailureCode::Internal,
        "Opening the data folder failed by a fault of this program. Nothing is being stored.",
        "Try again; if it stays, restart the program and keep its log.",
    )
}
