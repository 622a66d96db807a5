//! Whether this Linux session has a tray: the library that makes icons, and a desktop that shows them.
//!
//! The library is loaded while the program runs, and where it is missing the program ends there. So it is looked for
//! first, without loading it: where the dynamic linker looks, and built for the same machine.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::timeout;

/// The names under which it is loaded, in this order.
const LIBRARIES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];

/// The dynamic linker's own list of libraries.
const LINKER_CACHE: &str = "/etc/ld.so.cache";

/// Where the dynamic linker looks besides.
const FOLDERS: [&str; 4] = ["/lib64", "/usr/lib64", "/lib", "/usr/lib"];

/// Class, byte order and machine of a program or library stand in its first bytes.
const HEADER_BYTES: usize = 20;

/// Whoever shows icons of trays has this name on the session's bus.
const HOST: &str = "org.kde.StatusNotifierWatcher";

/// A bus that does not answer in this time shows no icons.
const BUS_MAX: Duration = Duration::from_secs(1);

/// Whether the library can be loaded.
pub(super) fn has_library() -> bool {
    let Some(own) = header(Path::new("/proc/self/exe")) else {
        return false;
    };
    candidates().iter().any(|path| header(path).is_some_and(|found| fits(&own, &found)))
}

/// Whether the desktop shows icons.
pub(super) async fn has_host() -> bool {
    let asked = timeout(BUS_MAX, async {
        let bus = zbus::Connection::session().await?;
        let bus = zbus::fdo::DBusProxy::new(&bus).await?;
        Ok::<_, zbus::Error>(bus.name_has_owner(HOST.try_into()?).await?)
    });
    match asked.await {
        Ok(Ok(has_host)) => has_host,
        Ok(Err(error)) => {
            tracing::debug!(%error, "Session bus not asked for a tray");
            false
        }
        Err(_) => false,
    }
}

fn candidates() -> Vec<PathBuf> {
    let named = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let folders = std::env::split_paths(&named).chain(FOLDERS.map(PathBuf::from));
    let mut paths: Vec<_> =
        folders.flat_map(|folder| LIBRARIES.map(|library| folder.join(library))).collect();
    if let Ok(cache) = std::fs::read(LINKER_CACHE) {
        paths.extend(listed(&cache));
    }
    paths
}

/// The paths of the library in the linker's list, which holds them as texts that end with a zero.
fn listed(cache: &[u8]) -> Vec<PathBuf> {
    let texts = cache.split(|byte| *byte == 0).filter_map(|text| std::str::from_utf8(text).ok());
    let is_library = |path: &&str| {
        path.starts_with('/') && LIBRARIES.iter().any(|name| path.rsplit('/').next() == Some(*name))
    };
    texts.filter(is_library).map(PathBuf::from).collect()
}

fn header(path: &Path) -> Option<[u8; HEADER_BYTES]> {
    let mut bytes = [0; HEADER_BYTES];
    File::open(path).ok()?.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether both are of one kind of machine; what they are used for differs.
fn fits(own: &[u8; HEADER_BYTES], other: &[u8; HEADER_BYTES]) -> bool {
    own[..6] == other[..6] && own[18..] == other[18..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_is_found_in_the_list_of_the_linker() {
        let cache = b"glibc-ld.so.cache1.1\x01\x02\xff\0libfoo.so.1\0/usr/lib/libfoo.so.1\0\
            libayatana-appindicator3.so.1\0/usr/lib/x86/libayatana-appindicator3.so.1\0\
            /usr/lib/not-libappindicator3.so.1\0";
        assert_eq!(listed(cache), [Path::new("/usr/lib/x86/libayatana-appindicator3.so.1")]);
        assert!(listed(b"").is_empty());
    }

    #[test]
    fn only_a_library_for_this_machine_counts() {
        let own = header(Path::new("/proc/self/exe")).unwrap();
        assert!(fits(&own, &own));
        for at in [0, 4, 5, 18] {
            let mut other = own;
            other[at] ^= 1;
            assert!(!fits(&own, &other), "byte {at}");
        }
    }
}
