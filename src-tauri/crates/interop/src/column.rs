//! The columns of a point list: one for each thing that can be said of a point.

use std::fmt;

/// A thing that can be said of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The stable id.
    Id,
    /// What people call it.
    Name,
    /// What it does.
    Kind,
    /// What its numbers are measured in.
    Unit,
    /// Its function in its equipment.
    Role,
    /// Markers, and names with values.
    Tags,
    /// What its numbers mean, where they are states.
    States,
    /// The property.
    Site,
    /// The building.
    Building,
    /// The floor.
    Floor,
    /// The floor's level above the ground.
    Level,
    /// The room.
    Space,
    /// The spaces served together.
    Zone,
    /// The equipment it belongs to.
    Equipment,
    /// That equipment's type.
    EquipmentKind,
    /// The connection it is heard on.
    Connection,
    /// The topic it is heard on.
    Topic,
    /// The device that publishes it.
    Device,
    /// Its place inside the device.
    Path,
    /// The alarm limit LL.
    LowLow,
    /// The alarm limit L.
    Low,
    /// The alarm limit H.
    High,
    /// The alarm limit HH.
    HighHigh,
    /// The least value that may be written.
    Min,
    /// The greatest value that may be written.
    Max,
    /// Values that may be written lie so far apart.
    Step,
    /// Seconds between two readings.
    ExpectedInterval,
    /// Words about it.
    Description,
}

impl Column {
    /// All of them, in the order in which a list is written.
    pub const ALL: [Self; 28] = [
        Self::Id,
        Self::Name,
        Self::Kind,
        Self::Unit,
        Self::Role,
        Self::Tags,
        Self::States,
        Self::Site,
        Self::Building,
        Self::Floor,
        Self::Level,
        Self::Space,
        Self::Zone,
        Self::Equipment,
        Self::EquipmentKind,
        Self::Connection,
        Self::Topic,
        Self::Device,
        Self::Path,
        Self::LowLow,
        Self::Low,
        Self::High,
        Self::HighHigh,
        Self::Min,
        Self::Max,
        Self::Step,
        Self::ExpectedInterval,
        Self::Description,
    ];

    /// Those of the limits, whose words are [`model::LIMIT_NAMES`].
    pub const LIMITS: [Self; 7] =
        [Self::LowLow, Self::Low, Self::High, Self::HighHigh, Self::Min, Self::Max, Self::Step];

    /// Its word in a header.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name => "name",
            Self::Kind => "kind",
            Self::Unit => "unit",
            Self::Role => "role",
            Self::Tags => "tags",
            Self::States => "states",
            Self::Site => "site",
            Self::Building => "building",
            Self::Floor => "floor",
            Self::Level => "level",
            Self::Space => "space",
            Self::Zone => "zone",
            Self::Equipment => "equipment",
            Self::EquipmentKind => "equipment_kind",
            Self::Connection => "connection",
            Self::Topic => "topic",
            Self::Device => "device",
            Self::Path => "path",
            Self::LowLow => "low_low",
            Self::Low => "low",
            Self::High => "high",
            Self::HighHigh => "high_high",
            Self::Min => "min",
            Self::Max => "max",
            Self::Step => "step",
            Self::ExpectedInterval => "expected_interval_s",
            Self::Description => "description",
        }
    }

    /// The column of this header: case, and whether words are joined by `_`, `-` or a space, do not matter.
    #[must_use]
    pub fn from_header(header: &str) -> Option<Self> {
        let word = header.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|column| column.word() == word)
    }

    /// Whether its cells are numbers, in which a decimal comma can stand.
    pub(crate) const fn is_number(self) -> bool {
        matches!(
            self,
            Self::LowLow
                | Self::Low
                | Self::High
                | Self::HighHigh
                | Self::Min
                | Self::Max
                | Self::Step
                | Self::ExpectedInterval
        )
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
