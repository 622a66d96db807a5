//! Row numbers of the main database, as types that cannot be mixed up.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        pub struct $name(pub u32);
    };
}

id!(
    /// A point's number inside one data folder; its name to the outside is [`crate::PointCode`].
    PointId
);
id!(
    /// A connection to one broker.
    ConnectionId
);
id!(
    /// One property with its time zone and address.
    SiteId
);
id!(
    /// A building of a site.
    BuildingId
);
id!(
    /// A floor of a building.
    FloorId
);
id!(
    /// A physical room: where something is.
    SpaceId
);
id!(
    /// A set of spaces served together: what is served.
    ZoneId
);
id!(
    /// A thing that works: air handler, pump, meter.
    EquipmentId
);
