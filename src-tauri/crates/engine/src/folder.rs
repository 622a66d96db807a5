//! The data folder: where it is, who holds it, how it is made.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use store::Store;
use tokio::time::{Instant, sleep};
use wire::{Failure, FailureCode};

use crate::convert;
use crate::limits::{LOCK_PATIENCE, LOCK_STEP};

/// The environment variable that names the data folder.
const VARIABLE: &str = "PLANTROOM_DATA";

/// The folder's name inside the platform's local data folder; never changes after a release. The window keeps what is
/// the webview's own beside it.
const NAME: &str = "org.plantroom.console/data";

/// The name of the demo building's folder, beside the data folder.
const DEMO_NAME: &str = "demo";

/// Holds the lock while an engine runs, and says on which socket it listens.
const LOCK_FILE: &str = "engine.lock";

/// The data folder: the one named, else `PLANTROOM_DATA`, else the platform's local data folder.
#[must_use]
pub fn data_folder(named: Option<PathBuf>) -> PathBuf {
    let from_environment = || std::env::var_os(VARIABLE).filter(|path| !path.is_empty());
    named.or_else(|| from_environment().map(PathBuf::from)).unwrap_or_else(|| {
        directories::BaseDirs::new()
            .map_or_else(|| PathBuf::from(NAME), |dirs| dirs.data_local_dir().join(NAME))
    })
}

/// Where the demo building lives: beside the data folder, never in it.
#[must_use]
pub fn demo_folder(own: &Path) -> PathBuf {
    own.with_file_name(DEMO_NAME)
}

/// What `init` made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Initialised {
    /// The folder.
    pub folder: PathBuf,
    /// The zone of its site.
    pub timezone: String,
    /// Whether it was there before.
    pub existed: bool,
}

/// Makes a data folder, or completes one. `timezone` is an IANA name; the system's where absent.
///
/// # Errors
/// Where the folder cannot be made, is held by another engine, or the zone is unknown.
pub async fn init(folder: &Path, timezone: Option<&str>) -> Result<Initialised, Failure> {
    let lock = Lock::take(folder)?;
    let store = open_store(folder).await?;
    let site = store.main().site().await.map_err(|error| convert::from_main(&error))?;
    let zone = match (timezone, &site) {
        (Some(named), _) => parse_zone(named)?,
        (None, Some(site)) => parse_zone(&site.timezone)?,
        (None, None) => system_zone(),
    };
    let set_up = store.main().set_up_site("Site", zone.name()).await;
    store.close().await;
    drop(lock);
    set_up.map_err(|error| convert::from_main(&error))?;
    let existed = site.is_some();
    Ok(Initialised { folder: folder.to_owned(), timezone: zone.name().to_owned(), existed })
}

/// Opens the store of a folder whose lock is held.
pub(crate) async fn open_store(folder: &Path) -> Result<Store, Failure> {
    Store::open(folder, Tz::UTC).await.map_err(|error| convert::from_open(&error))
}

/// Refuses a folder that was never set up.
pub(crate) async fn require_set_up(store: &Store, folder: &Path) -> Result<(), Failure> {
    let site = store.main().site().await.map_err(|error| convert::from_main(&error))?;
    match site {
        Some(_) => Ok(()),
        None => Err(not_set_up(folder)),
    }
}

/// The right to be the one engine of a folder; the system gives it back when the process dies.
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, making the folder where it is missing.
    pub(crate) fn take(folder: &Path) -> Result<Self, Failure> {
        make_private(folder).map_err(|error| {
            let message = format!("Cannot make the data folder {}: {error}.", folder.display());
            let hint = "Choose another folder with --data-dir, or change its rights.";
            Failure::new(convert::code_of_io(&error), message, hint)
        })?;
        let path = folder.join(LOCK_FILE);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(|error| {
            let message = format!("Cannot open {}: {error}. Nothing was changed.", path.display());
            let hint = "Check that you may write to the data folder, or choose another one.";
            Failure::new(convert::code_of_io(&error), message, hint)
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(locked(folder)),
            Err(TryLockError::Error(error)) => {
                let message = format!("Cannot lock {}: {error}.", path.display());
                let hint = "Use a folder on a local disk.";
                Err(Failure::new(FailureCode::Configuration, message, hint))
            }
        }
    }

    /// Takes the lock of a folder that exists already, waiting a moment for a short command to give it back.
    pub(crate) async fn take_patiently(folder: &Path) -> Result<Self, Failure> {
        let started = Instant::now();
        loop {
            match Self::take_existing(folder) {
                Err(failure)
                    if failure.code == FailureCode::Locked
                        && published_socket(folder).is_none()
                        && started.elapsed() < LOCK_PATIENCE =>
                {
                    sleep(LOCK_STEP).await;
                }
                taken => return taken,
            }
        }
    }

    /// Takes the lock of a folder that exists already.
    pub(crate) fn take_existing(folder: &Path) -> Result<Self, Failure> {
        if folder.is_dir() { Self::take(folder) } else { Err(not_set_up(folder)) }
    }

    /// Says on which socket this engine listens.
    pub(crate) fn publish(&mut self, socket: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(socket.as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // An empty file says that nobody listens; the lock itself goes with the handle.
        if let Err(error) = self.file.set_len(0) {
            tracing::debug!(%error, "Lock file not emptied");
        }
    }
}

/// The socket that the engine of a folder listens on, as it said itself.
pub(crate) fn published_socket(folder: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(folder.join(LOCK_FILE)).ok()?.take(4_096).read_to_string(&mut text).ok()?;
    (!text.is_empty()).then_some(text)
}

/// Another engine holds the folder.
pub(crate) fn locked(folder: &Path) -> Failure {
    let message = format!(
        "Another Plantroom holds the data folder {}; it goes on collecting and nothing was changed.",
        folder.display()
    );
    let hint = "Commands work through the one that runs; stop it to start another.";
    Failure::new(FailureCode::Locked, message, hint)
}

fn not_set_up(folder: &Path) -> Failure {
    let message = format!("There is no Plantroom data folder at {}.", folder.display());
    let hint = "Make one with `plantroomctl init`, or name another with --data-dir.";
    Failure::new(FailureCode::Configuration, message, hint)
}

fn parse_zone(name: &str) -> Result<Tz, Failure> {
    name.parse().map_err(|_| {
        let message = format!("{name:?} is no time zone.");
        let hint = "Use an IANA name such as Europe/Amsterdam or UTC.";
        Failure::new(FailureCode::BadRequest, message, hint)
    })
}

/// The zone the system is set to; UTC where it does not say.
fn system_zone() -> Tz {
    let name = iana_time_zone::get_timezone();
    name.ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

/// Other users of the machine have no business here.
#[cfg(unix)]
pub(crate) fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Folders below the user's own profile are private by themselves.
#[cfg(not(unix))]
pub(crate) fn make_private(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}
