//! The ear for Ctrl+C and for the system's wish that the program end.

use crate::exit::Ended;

/// What the program was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Ctrl+C: somebody changed their mind.
    Interrupt,
    /// SIGTERM: an orderly end is wanted.
    Terminate,
}

#[cfg(unix)]
mod system {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) struct Heard(Signal);

    impl Heard {
        pub(super) fn interrupt() -> std::io::Result<Self> {
            signal(SignalKind::interrupt()).map(Self)
        }

        pub(super) fn terminate() -> std::io::Result<Self> {
            signal(SignalKind::terminate()).map(Self)
        }

        pub(super) async fn come(&mut self) {
            self.0.recv().await;
        }
    }
}

#[cfg(windows)]
mod system {
    use tokio::signal::windows::{CtrlBreak, CtrlC, ctrl_break, ctrl_c};

    pub(super) enum Heard {
        Interrupt(CtrlC),
        Terminate(CtrlBreak),
    }

    impl Heard {
        pub(super) fn interrupt() -> std::io::Result<Self> {
            ctrl_c().map(Self::Interrupt)
        }

        pub(super) fn terminate() -> std::io::Result<Self> {
            ctrl_break().map(Self::Terminate)
        }

        pub(super) async fn come(&mut self) {
            match self {
                Self::Interrupt(signal) => signal.recv().await,
                Self::Terminate(signal) => signal.recv().await,
            };
        }
    }
}

/// Hears Ctrl+C only; SIGTERM ends the program at once.
pub(super) struct Interrupt(system::Heard);

/// Listens from now on.
pub(super) fn interrupt() -> Result<Interrupt, Ended> {
    system::Heard::interrupt().map(Interrupt).map_err(|cause| deaf(&cause))
}

impl Interrupt {
    /// Ends when Ctrl+C was pressed.
    pub(super) async fn come(&mut self) {
        self.0.come().await;
    }
}

/// Hears both.
pub(super) struct Signals {
    interrupt: system::Heard,
    terminate: system::Heard,
}

impl Signals {
    /// Listens from now on.
    pub(super) fn listen() -> Result<Self, Ended> {
        let deaf = |cause| deaf(&cause);
        Ok(Self {
            interrupt: system::Heard::interrupt().map_err(deaf)?,
            terminate: system::Heard::terminate().map_err(deaf)?,
        })
    }

    /// Ends when the program is told to end.
    pub(super) async fn come(&mut self) -> Told {
        tokio::select! {
            () = self.interrupt.come() => Told::Interrupt,
            () = self.terminate.come() => Told::Terminate,
        }
    }
}

fn deaf(cause: &std::io::Error) -> Ended {
    Ended::could_not(format!("The program cannot listen for Ctrl+C: {cause}."), "")
}
