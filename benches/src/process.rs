//! What the operating system says of this process: memory held and bytes written. Linux only; elsewhere unknown.

use std::fs;

/// Resident memory now, MB; none where the system does not tell.
pub(crate) fn resident_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1_024.0)
}

/// Bytes this process has sent towards the disk; none where the system does not tell.
pub(crate) fn written_bytes() -> Option<f64> {
    let io = fs::read_to_string("/proc/self/io").ok()?;
    let line = io.lines().find(|line| line.starts_with("write_bytes:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
