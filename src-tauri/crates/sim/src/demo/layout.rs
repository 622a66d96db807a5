//! Quay House as it was built: floors, rooms, and what serves them.

use super::weather::Facade;

/// The floors with their names, from the ground up.
pub(super) const FLOORS: [&str; 3] = ["Ground floor", "First floor", "Second floor"];

/// Air handlers: their name and whether they serve the second floor.
pub(super) const AIR_HANDLERS: [&str; 2] = ["AHU-1", "AHU-2"];

/// What people do in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Office,
    Meeting,
    Reception,
    Lobby,
    Cafe,
    Private,
    Servers,
    /// Nobody stays there and nothing is controlled.
    Side,
}

/// What heats, cools and airs a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Served {
    /// A box on the duct of this air handler.
    Vav(usize),
    /// A fan coil.
    Fcu,
    Nothing,
}

/// Whether people hung a sensor on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sensor {
    OnTheWall,
    None,
}

/// One space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Space {
    pub(super) floor: usize,
    /// `2.04`
    pub(super) number: &'static str,
    pub(super) name: &'static str,
    pub(super) area_m2: f64,
    pub(super) seats: f64,
    pub(super) facade: Facade,
    pub(super) used: Use,
    pub(super) served: Served,
    pub(super) sensor: Sensor,
}

impl Space {
    /// Its number where no dot may stand: `2-04`.
    pub(super) fn slug(&self) -> String {
        self.number.replace('.', "-")
    }
}

/// Where the plant stands, by its place in [`SPACES`].
pub(super) const PLANT_ROOM: usize = 4;
pub(super) const ELECTRICAL_ROOM: usize = 5;
pub(super) const ROOF: usize = 19;

use Facade::{East, Inner, North, South, West};
use Sensor::{None as Bare, OnTheWall};
use Served::{Fcu, Nothing, Vav};

#[rustfmt::skip]
pub(super) const SPACES: [Space; 20] = [
    space(0, "0.01", "Reception", 60.0, 4.0, East, Use::Reception, Vav(0), OnTheWall),
    space(0, "0.02", "Lobby", 110.0, 14.0, South, Use::Lobby, Vav(0), OnTheWall),
    space(0, "0.03", "Café", 120.0, 48.0, West, Use::Cafe, Vav(0), OnTheWall),
    space(0, "0.04", "Meeting room Kade", 32.0, 10.0, North, Use::Meeting, Fcu, OnTheWall),
    space(0, "0.05", "Plant room", 70.0, 0.0, Inner, Use::Side, Nothing, Bare),
    space(0, "0.06", "Electrical room", 18.0, 0.0, Inner, Use::Side, Nothing, Bare),
    space(0, "0.07", "Bicycle store", 85.0, 0.0, North, Use::Side, Nothing, Bare),
    space(1, "1.01", "Open office west", 220.0, 26.0, West, Use::Office, Vav(0), OnTheWall),
    space(1, "1.02", "Open office east", 220.0, 26.0, East, Use::Office, Vav(0), OnTheWall),
    space(1, "1.03", "Meeting room Sluis", 40.0, 12.0, South, Use::Meeting, Vav(0), OnTheWall),
    space(1, "1.04", "Pantry", 20.0, 0.0, Inner, Use::Side, Nothing, Bare),
    space(1, "1.05", "Server room", 24.0, 0.0, Inner, Use::Servers, Fcu, Bare),
    space(1, "1.06", "Print room", 14.0, 0.0, Inner, Use::Side, Nothing, Bare),
    space(2, "2.01", "Open office west", 200.0, 24.0, West, Use::Office, Vav(1), OnTheWall),
    space(2, "2.02", "Open office east", 200.0, 24.0, East, Use::Office, Vav(1), OnTheWall),
    space(2, "2.03", "Meeting room Brug", 36.0, 10.0, North, Use::Meeting, Vav(1), OnTheWall),
    space(2, "2.04", "Boardroom", 54.0, 16.0, South, Use::Meeting, Vav(1), OnTheWall),
    space(2, "2.05", "Director's office", 28.0, 2.0, South, Use::Private, Fcu, OnTheWall),
    space(2, "2.06", "Archive", 45.0, 0.0, Inner, Use::Side, Nothing, Bare),
    space(2, "2.07", "Roof plant", 90.0, 0.0, Inner, Use::Side, Nothing, Bare),
];

#[expect(clippy::too_many_arguments, reason = "the columns of the table above")]
const fn space(
    floor: usize,
    number: &'static str,
    name: &'static str,
    area_m2: f64,
    seats: f64,
    facade: Facade,
    used: Use,
    served: Served,
    sensor: Sensor,
) -> Space {
    Space { floor, number, name, area_m2, seats, facade, used, served, sensor }
}
