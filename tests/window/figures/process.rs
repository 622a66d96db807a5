//! What the operating system says of the window's processes. Linux only.

use std::path::Path;

use anyhow::{Context as _, Result};
use window_tests::program;

/// Clock ticks a second in `/proc`; fixed on every Linux that this runs on.
const TICKS: f64 = 100.0;

/// The window's processes.
pub(crate) struct Processes {
    /// The program itself: engine and shell.
    pub(crate) core: u32,
    /// The one that draws the page.
    pub(crate) web: u32,
}

impl Processes {
    /// Those of the window on this folder.
    pub(crate) fn of(folder: &Path) -> Result<Self> {
        let program = program("plantroom")?;
        let all = numbers()?;
        let core = all
            .iter()
            .copied()
            .find(|id| {
                let runs = std::fs::read_link(format!("/proc/{id}/exe")).ok();
                let told = std::fs::read_to_string(format!("/proc/{id}/cmdline"));
                runs.as_deref() == Some(program.as_path())
                    && told.is_ok_and(|line| line.contains(&*folder.to_string_lossy()))
            })
            .context("the window's process is not to be found")?;
        let web = all
            .iter()
            .copied()
            .find(|id| {
                let name = std::fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
                name.starts_with("WebKitWebProc") && descends(*id, core)
            })
            .context("the page's process is not to be found")?;
        Ok(Self { core, web })
    }
}

/// Seconds of processor time that a process has used.
pub(crate) fn processor_s(id: u32) -> Result<f64> {
    let fields = stat(id)?;
    let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<f64>().ok());
    Ok((ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / TICKS)
}

/// Memory that is this process's own or its share of what several use, MB.
pub(crate) fn memory_mb(id: u32) -> Result<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
    line_kb(&rollup, "Pss:").map(|kb| kb / 1_024.0).context("no Pss")
}

/// Memory that is this process's own, MB: without libraries, whose share depends on who else runs.
pub(crate) fn own_memory_mb(id: u32) -> Result<f64> {
    let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup"))?;
    line_kb(&rollup, "Pss_Anon:").map(|kb| kb / 1_024.0).context("no Pss_Anon")
}

/// Resident memory, MB.
pub(crate) fn resident_mb(id: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    line_kb(&status, "VmRSS:").map(|kb| kb / 1_024.0).context("no VmRSS")
}

fn line_kb(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

fn descends(id: u32, from: u32) -> bool {
    let mut at = id;
    while at > 1 {
        if at == from {
            return true;
        }
        let parent = stat(at).ok().and_then(|fields| fields.get(1)?.parse().ok());
        let Some(parent) = parent else { return false };
        at = parent;
    }
    false
}

/// The fields behind the name, which may hold anything: state, parent, …
fn stat(id: u32) -> Result<Vec<String>> {
    let line = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, fields) = line.rsplit_once(')').context("not a process")?;
    Ok(fields.split_whitespace().map(str::to_owned).collect())
}

fn numbers() -> Result<Vec<u32>> {
    let entries = std::fs::read_dir("/proc")?;
    Ok(entries.flatten().filter_map(|e| e.file_name().to_str()?.parse().ok()).collect())
}
