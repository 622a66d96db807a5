//! A file that is there whole or not at all, and the place that is written to.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::exit::Ended;

/// Where output goes, with the name it has in a failure.
pub(crate) struct Target {
    writer: BufWriter<Box<dyn Write + Send>>,
    name: String,
    cause: Option<io::Error>,
}

impl Target {
    /// Standard output.
    pub(crate) fn standard() -> Self {
        Self::over(Box::new(io::stdout()), "Standard output".to_owned())
    }

    fn over(writer: Box<dyn Write + Send>, name: String) -> Self {
        Self { writer: BufWriter::with_capacity(1 << 16, writer), name, cause: None }
    }

    /// Why writing failed, in the words of a failure. Writers of files wrap causes in errors of their own; the true
    /// one was kept here.
    pub(crate) fn failed(&mut self, wrapped: impl std::fmt::Display) -> Ended {
        let cause = self.cause.take().unwrap_or_else(|| io::Error::other(wrapped.to_string()));
        Ended::writing(&self.name, &cause)
    }

    /// The failure of a writer that has this target no more.
    pub(crate) fn lost(name: &str, cause: impl std::fmt::Display) -> Ended {
        Ended::writing(name, &io::Error::other(cause.to_string()))
    }

    /// The name it has in a failure.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

fn keep(first: &mut Option<io::Error>, failed: &io::Error) {
    first.get_or_insert_with(|| io::Error::new(failed.kind(), failed.to_string()));
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self { writer, cause, .. } = self;
        writer.write(bytes).inspect_err(|failed| keep(cause, failed))
    }

    fn flush(&mut self) -> io::Result<()> {
        let Self { writer, cause, .. } = self;
        writer.flush().inspect_err(|failed| keep(cause, failed))
    }
}

/// A file under a passing name, which takes its own once it is whole and goes away otherwise.
#[derive(Debug)]
pub(crate) struct WholeFile {
    path: PathBuf,
    /// The passing name; none for what is no ordinary file and is written in place.
    part: Option<PathBuf>,
    file: File,
}

impl WholeFile {
    /// Makes the file under its passing name, and the target that writes to it.
    pub(crate) fn create(path: &Path) -> Result<(Self, Target), Ended> {
        let failed = |cause| Ended::writing(&path.display().to_string(), &cause);
        let special = fs::metadata(path).is_ok_and(|found| !found.is_file());
        let part = (!special).then(|| passing_name(path));
        let file = File::create(part.as_deref().unwrap_or(path)).map_err(failed)?;
        let whole = Self { path: path.to_owned(), part, file: file.try_clone().map_err(failed)? };
        Ok((whole, Target::over(Box::new(file), path.display().to_string())))
    }

    /// Gives the file its name: it is whole.
    pub(crate) fn keep(mut self) -> Result<(), Ended> {
        let failed = |cause| Ended::writing(&self.path.display().to_string(), &cause);
        let Some(part) = &self.part else { return Ok(()) };
        self.file.sync_all().map_err(failed)?;
        fs::rename(part, &self.path).map_err(failed)?;
        self.part = None;
        Ok(())
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // What cannot be removed is at least not under the name that was asked for.
            fs::remove_file(part).ok();
        }
    }
}

fn passing_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        fs::write(&path, "before").unwrap();
        let (whole, mut target) = WholeFile::create(&path).unwrap();
        target.write_all(b"half").unwrap();
        target.flush().unwrap();
        drop(whole);
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_finished_file_takes_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let (whole, mut target) = WholeFile::create(&path).unwrap();
        target.write_all(b"whole").unwrap();
        target.flush().unwrap();
        whole.keep().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
