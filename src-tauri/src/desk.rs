//! Which data folders the window can be on: the operator's own, and the demo building's.
//!
//! Knows where they are and makes neither of them.

use std::path::{Path, PathBuf};

use wire::Desk;

/// What the program was started with.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Start {
    /// The data folder that was named, if one was.
    pub data_dir: Option<PathBuf>,
    /// Whether the window opens on the demo building.
    pub demo: bool,
    /// Whether the program starts without a window.
    pub hidden: bool,
}

/// The two data folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Desks {
    own: PathBuf,
    demo: PathBuf,
}

impl Start {
    /// The desk that the window opens on.
    pub(crate) fn desk(&self) -> Desk {
        if self.demo { Desk::Demo } else { Desk::Own }
    }
}

impl Desks {
    /// The folders of this start: a folder that is named together with `--demo` is the demo's own.
    pub(crate) fn of(start: &Start) -> Self {
        let named = start.data_dir.clone();
        if start.demo
            && let Some(demo) = named
        {
            return Self { own: absolute(engine::data_folder(None)), demo: absolute(demo) };
        }
        let own = absolute(engine::data_folder(named));
        let demo = demo_folder(&own);
        Self { own, demo }
    }

    /// Where this desk is.
    pub(crate) fn folder(&self, desk: Desk) -> &Path {
        match desk {
            Desk::Own => &self.own,
            Desk::Demo => &self.demo,
        }
    }
}

/// The program goes on for days, and names its folder to others: both must not depend on where it was started.
fn absolute(folder: PathBuf) -> PathBuf {
    std::path::absolute(&folder).unwrap_or(folder)
}

/// Where the demo building is; an own folder that has its very name must not be taken for it.
fn demo_folder(own: &Path) -> PathBuf {
    let demo = engine::demo_folder(own);
    if demo == own { own.with_file_name("demo building") } else { demo }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &str, demo: bool) -> Desks {
        Desks::of(&Start { data_dir: Some(folder.into()), demo, hidden: false })
    }

    #[test]
    fn the_demo_stands_beside_the_own_folder_and_is_never_the_same() {
        let desks = of("/srv/site", false);
        assert_eq!(desks.folder(Desk::Own), "/srv/site");
        assert_eq!(desks.folder(Desk::Demo), "/srv/demo");
        assert_eq!(of("/srv/demo", false).folder(Desk::Demo), "/srv/demo building");
    }

    #[test]
    fn a_folder_named_together_with_the_demo_is_the_demo() {
        let desks = of("/srv/try", true);
        assert_eq!(desks.folder(Desk::Demo), "/srv/try");
        assert_ne!(desks.folder(Desk::Own), desks.folder(Desk::Demo));
    }

    #[test]
    fn a_folder_does_not_depend_on_where_the_program_was_started() {
        assert!(of("site", false).folder(Desk::Own).is_absolute());
        assert!(of("site", false).folder(Desk::Demo).is_absolute());
    }
}
