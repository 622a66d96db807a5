//! What the window asks of the shell around it, not of the engine.

use serde::{Deserialize, Serialize};

/// What closing the window does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Closing {
    /// Asks.
    Ask,
    /// Goes on collecting without a window.
    Keep,
    /// Stops collecting.
    Stop,
}

/// Which data folder the window is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Desk {
    /// The operator's own building.
    Own,
    /// The demo building.
    Demo,
}

/// How the window stands on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeskView {
    /// The program's version.
    pub version: String,
    /// Which data folder.
    pub desk: Desk,
    /// Where it is.
    pub folder: String,
    /// Whether the demo building is being made there: nothing answers before its weeks of past are written.
    pub making: bool,
    /// Whether this window collects itself; otherwise another program does and goes on when the window closes.
    pub collects: bool,
    /// What closing the window does.
    pub closing: Closing,
    /// Whether there is a tray to keep collecting in; without one a second start brings the window back.
    pub tray: bool,
    /// Whether the program starts with the session; none where that cannot be told.
    pub autostart: Option<bool>,
}
