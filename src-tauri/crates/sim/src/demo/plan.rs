//! Quay House as others see it: places, equipment, points, and the topics that carry them.
//!
//! A device tells a point's unit where its kind of device does; the description always knows it.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use chrono_tz::Tz;
use model::{Kind, Unit};

use super::faults::Fault;
use super::layout::{FLOORS, SPACES};
use super::signal::Signal;
use super::state::Register;
use super::wiring::Wiring;
use crate::payload::Form;

/// The building's name in topics.
pub(super) const SITE: &str = "quay-house";
/// What a person calls it.
const NAME: &str = "Quay House";
const AREA_M2: f64 = 1_650.0;

/// The demo building: what there is in it, and what its devices speak.
#[derive(Debug, Clone)]
pub struct Building {
    seed: u64,
    zone: Tz,
    equipment: Vec<Equipment>,
    points: Vec<Point>,
    /// Points that are described; those behind them belong to devices nobody has told of.
    described: usize,
    feeds: Vec<Feed>,
}

/// A floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor {
    /// What people call it.
    pub name: &'static str,
    /// Counted from the ground, which is 0.
    pub level: i32,
}

/// A space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// What people call it.
    pub name: String,
    /// The floor it is on, by its place among the floors.
    pub floor: usize,
}

/// A thing that works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equipment {
    /// What people call it.
    pub name: String,
    /// The field's short word: `ahu`, `vav`, `elec-meter`.
    pub kind: &'static str,
    /// The space it stands in, by its place among the spaces.
    pub space: Option<usize>,
}

/// A point.
#[derive(Debug, Clone)]
pub struct Point {
    /// What people call it: "VAV 2-04 zone air temperature".
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// Where it is published; the device it is found under.
    pub topic: Arc<str>,
    /// Its place in the payload: a JSON Pointer, empty for a plain payload.
    pub path: Arc<str>,
    /// The space it is in, by its place among the spaces.
    pub space: Option<usize>,
    /// The equipment it belongs to, by its place among the equipment.
    pub equipment: Option<usize>,
    /// How often it speaks.
    pub interval: Duration,
    /// Whether it is the register that counts what the site takes from the grid.
    pub meter: bool,
    /// Where a wanted value is published, for those that take one.
    pub set_topic: Option<Arc<str>>,
    pub(super) key: u64,
    pub(super) decimals: u8,
    pub(super) signal: Signal,
    pub(super) bounds: Range<f64>,
    pub(super) fault: Fault,
}

/// One topic and the points it carries.
#[derive(Debug, Clone)]
pub(super) struct Feed {
    pub(super) topic: Arc<str>,
    pub(super) points: Range<usize>,
    pub(super) form: Form,
    pub(super) every_ms: i64,
    /// When in its round it speaks.
    pub(super) phase_ms: i64,
    pub(super) fault: Fault,
}

impl Building {
    /// The demo building; the seed chooses everything that happens in it, the zone is its clock's.
    #[must_use]
    pub fn new(seed: u64, zone: Tz) -> Self {
        let Wiring { equipment, points, feeds, described, .. } = Wiring::of(seed);
        Self { seed, zone, equipment, points, described, feeds }
    }

    /// What a person calls it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        NAME
    }

    /// Its clock's zone.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Gross floor area, m².
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        AREA_M2
    }

    /// When people are expected: weekdays, 1 is Monday, from and to as `HH:MM`.
    pub fn hours(&self) -> impl Iterator<Item = (u8, &'static str, &'static str)> {
        (1..=7).map(|weekday| (weekday, "08:00", "18:00"))
    }

    /// Its floors, from the ground up.
    #[must_use]
    pub fn floors(&self) -> Vec<Floor> {
        FLOORS.into_iter().zip(0..).map(|(name, level)| Floor { name, level }).collect()
    }

    /// Its spaces.
    #[must_use]
    pub fn spaces(&self) -> Vec<Space> {
        let spaces = SPACES.iter();
        let named = spaces.map(|space| {
            let name = format!("{} {}", space.number, space.name);
            Space { name, floor: space.floor }
        });
        named.collect()
    }

    /// Its equipment.
    #[must_use]
    pub fn equipment(&self) -> &[Equipment] {
        &self.equipment
    }

    /// Its points, without those of devices nobody has told of.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points[..self.described]
    }

    /// The points that are registers, with their place; those of devices nobody has told of among them, behind the others.
    pub fn registers(&self) -> impl Iterator<Item = (usize, &Point)> {
        let points = self.points.iter().enumerate();
        points.filter(|(_, point)| matches!(point.signal, Signal::Count(_)))
    }

    /// What to subscribe to: every device's own topic, and none that only takes wanted values.
    #[must_use]
    pub fn filters(&self) -> Vec<String> {
        vec![format!("{SITE}/+/+")]
    }

    /// Where wanted values are published.
    #[must_use]
    pub fn set_filter(&self) -> String {
        format!("{SITE}/+/+/set")
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    /// Every point, those of unknown devices behind the others.
    pub(super) fn all_points(&self) -> &[Point] {
        &self.points
    }

    pub(super) fn feeds(&self) -> &[Feed] {
        &self.feeds
    }

    pub(super) fn register(&self, point: usize) -> Option<Register> {
        match self.points.get(point)?.signal {
            Signal::Count(register) => Some(register),
            _ => None,
        }
    }
}
