//! Files that the shell writes: what the operator saves, into the folder for downloads, and its own settings.
//!
//! A page gives a name and never a path: whatever it says, the file lies in the folder for downloads, under a name that
//! every system takes, and no file that is there is touched.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use wire::{Failure, FailureCode};

/// The largest file that a page may save: a page has it in memory as a whole, and so has the shell.
const SAVED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Every file system takes names of 255 bytes; the rest is left for the number of a free name.
const NAME_BYTES_MAX: usize = 200;

/// Longer ones are no ending that says what a file is.
const ENDING_BYTES_MAX: usize = 16;

/// So many files of one name are a fault, not a wish.
const FREE_NAMES_MAX: u32 = 10_000;

/// Takes the place of a name that has nothing left in it.
const NAMELESS: &str = "plantroom";

/// Names that Windows keeps for devices, whatever ending they have.
const DEVICES: [&str; 22] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8",
    "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
];

/// The folder for downloads; the user's own where there is none.
pub(crate) fn downloads() -> Result<PathBuf, Failure> {
    let dirs = directories::UserDirs::new();
    let found = dirs.map(|dirs| dirs.download_dir().unwrap_or(dirs.home_dir()).to_owned());
    found.ok_or_else(|| {
        let message = "The file was not saved: this user has no folder of their own.";
        Failure::new(FailureCode::Configuration, message, "Set HOME and start the program again.")
    })
}

/// The name in the header of a request: UTF-8, percent-encoded.
pub(crate) fn decode_name(header: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(header).ok()?;
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

/// Writes a new file into this folder, under this name or a free one like it; gives its path.
pub(crate) fn save(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    if bytes.len() > SAVED_BYTES_MAX {
        let limit = SAVED_BYTES_MAX / (1024 * 1024);
        let message = format!("The file was not saved: it is larger than {limit} MiB.");
        let hint = "Choose a shorter span, or use `plantroomctl export`, which has no such limit.";
        return Err(Failure::new(FailureCode::TooMany, message, hint));
    }
    let name = harmless(name);
    let written = fs::create_dir_all(folder).and_then(|()| {
        let (path, mut file) = create(folder, &name)?;
        match file.write_all(bytes).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(path),
            Err(error) => {
                remove(&path);
                Err(error)
            }
        }
    });
    written.map_err(|error| not_written(&folder.join(&name), &error))
}

/// Puts this content in the place of a settings file: whoever reads it finds the old or the new, and nothing between.
pub(crate) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = folder.join(name);
    // Another window of this user may be writing the same file.
    let draft = folder.join(format!("{name}.{}", std::process::id()));
    let written = fs::create_dir_all(folder)
        .and_then(|()| File::create(&draft))
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&draft, &path));
    written.map_err(|error| {
        remove(&draft);
        not_written(&path, &error)
    })
}

/// The last part of a name, without anything that a system could take for more than a name.
fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().map(|c| if is_hostile(c) { '_' } else { c }).collect();
    // Leading dots hide a file; Windows drops what a name ends with.
    let plain = plain.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    let (stem, ending) = split(plain);
    if stem.is_empty() {
        return format!("{NAMELESS}{ending}");
    }
    let stem = &stem[..stem.floor_char_boundary(NAME_BYTES_MAX - ending.len())];
    let is_device = |device: &str| {
        stem.split('.').next().is_some_and(|first| first.trim_end().eq_ignore_ascii_case(device))
    };
    let guard = if DEVICES.iter().any(|device| is_device(device)) { "_" } else { "" };
    format!("{guard}{stem}{ending}")
}

/// Whether a file system, a shell or a reader's eye could be deceived by it.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
        // They change the direction of writing, or are not seen at all.
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{61c}' | '\u{feff}')
}

/// A name and its ending, which keeps its dot.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if name.len() - at <= ENDING_BYTES_MAX => name.split_at(at),
        Some(_) | None => (name, ""),
    }
}

/// Makes a file that was not there: "a.csv", else "a (2).csv" and so on.
fn create(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let (stem, ending) = split(name);
    let mut number = 1;
    loop {
        let free = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){ending}") };
        let path = folder.join(free);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists && number < FREE_NAMES_MAX =>
            {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Half a file is worse than none.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "Unfinished file not removed");
    }
}

fn not_written(path: &Path, error: &io::Error) -> Failure {
    let (code, hint) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            (FailureCode::DiskFull, "Make room on the disk, then try again.")
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            (FailureCode::ReadOnly, "Check that you may write to this folder.")
        }
        _ => (FailureCode::Configuration, "Check the folder, then try again."),
    };
    let message = format!("{} was not written: {error}.", path.display());
    Failure::new(code, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        for (name, expected) in [
            ("a.csv", "a.csv"),
            ("../../etc/passwd", "passwd"),
            ("/etc/passwd", "passwd"),
            ("C:\\Windows\\system.ini", "system.ini"),
            ("..", "plantroom"),
            ("", "plantroom"),
            ("a/", "plantroom"),
            (".csv", "csv"),
            (".bashrc", "bashrc"),
            ("a\0b\n.csv", "a_b_.csv"),
            ("a:b|c?.csv", "a_b_c_.csv"),
            ("invoice\u{202e}fdp.exe", "invoice_fdp.exe"),
            ("a.csv. . ", "a.csv"),
            ("con", "_con"),
            ("NUL.tar.gz", "_NUL.tar.gz"),
            ("Raum 1 \u{2013} Süd.csv", "Raum 1 \u{2013} Süd.csv"),
        ] {
            assert_eq!(harmless(name), expected, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_ending() {
        let name = harmless(&format!("{}.csv", "ü".repeat(500)));
        assert!(name.len() <= NAME_BYTES_MAX);
        assert_eq!(name.trim_start_matches('ü'), ".csv");
        assert!(harmless(&"x.".repeat(500)).len() <= NAME_BYTES_MAX);
    }

    #[test]
    fn what_is_there_is_left_alone_and_a_free_name_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let downloads = folder.path().join("Downloads");
        for (bytes, expected) in [("1", "a.csv"), ("2", "a (2).csv"), ("3", "a (3).csv")] {
            let path = save(&downloads, "a.csv", bytes.as_bytes()).unwrap();
            assert_eq!(path, downloads.join(expected));
            assert_eq!(fs::read_to_string(path).unwrap(), bytes);
        }
        assert_eq!(fs::read_to_string(downloads.join("a.csv")).unwrap(), "1");
    }

    #[test]
    fn more_than_64_mebibytes_are_refused_and_leave_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let failure = save(folder.path(), "a.bin", &vec![0; SAVED_BYTES_MAX + 1]).unwrap_err();
        assert_eq!(failure.code, FailureCode::TooMany);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_is_none_is_told_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Downloads");
        fs::write(&file, "").unwrap();
        let failure = save(&file, "a.csv", b"1").unwrap_err();
        assert_eq!(failure.code, FailureCode::Configuration);
        assert!(failure.message.contains("a.csv"), "{failure}");
    }

    #[test]
    fn a_name_in_a_header_is_read_whatever_its_script() {
        assert_eq!(decode_name(b"a%20(%C3%BC).csv").as_deref(), Some("a (ü).csv"));
        assert_eq!(decode_name(b"%E2%80%93").as_deref(), Some("\u{2013}"));
        assert_eq!(decode_name(b"%FF"), None);
    }

    #[test]
    fn a_settings_file_is_replaced_as_a_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["first", "second"] {
            replace(folder.path(), "a.json", text.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(folder.path().join("a.json")).unwrap(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
