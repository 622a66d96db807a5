//! BACnet's Engineering Data Exchange, layout 2.3: a list of objects, and three small tables beside it.
//!
//! Source: the B.I.G.-EU's description of EDE. Reads layouts 2.0 to 2.3 with `;` or `,`, in UTF-8 or Windows-1252.
//! An EDE file knows nothing of places, tags and topics: those of points that are there already stay as they are.

use std::borrow::Cow;

use crate::csv::guard;

mod objects;
mod read;
mod source;
mod table;
mod units;
mod write;

pub use read::{EdeFiles, read_ede};
pub use write::{EdeHead, EdeSet, write_ede};

/// The layout that is written.
const LAYOUT: &str = "2.3";

/// The columns of the layout, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Keyname,
    Device,
    Name,
    ObjectType,
    ObjectInstance,
    Description,
    Default,
    Min,
    Max,
    Settable,
    SupportsCov,
    High,
    Low,
    StateTexts,
    UnitCode,
    VendorAddress,
    NotificationClass,
}

/// Each column with its title; what follows are titles of older layouts and of tools.
const FIELDS: [(Field, &[&str]); 17] = [
    (Field::Keyname, &["keyname"]),
    (Field::Device, &["device obj.-instance", "device object-instance"]),
    (Field::Name, &["object-name"]),
    (Field::ObjectType, &["object-type"]),
    (Field::ObjectInstance, &["object-instance"]),
    (Field::Description, &["description"]),
    (Field::Default, &["present-value-default", "default value"]),
    (Field::Min, &["min-present-value", "min. value"]),
    (Field::Max, &["max-present-value", "max. value"]),
    (Field::Settable, &["settable", "commandable"]),
    (Field::SupportsCov, &["supports COV"]),
    (Field::High, &["hi-limit", "high-limit"]),
    (Field::Low, &["low-limit", "lo limit"]),
    (Field::StateTexts, &["state-text-reference"]),
    (Field::UnitCode, &["unit-code"]),
    (Field::VendorAddress, &["vendor-specific-address", "vendor-specific-addres"]),
    (Field::NotificationClass, &["notification-class"]),
];

/// A key as it stands at the beginning of a line, where `#` would make a remark of it.
fn keyname(text: &str) -> Cow<'_, str> {
    if is_remark_like(text) { Cow::Owned(format!("'{text}")) } else { guard::guarded(text) }
}

/// The key that stands at the beginning of a line.
fn of_keyname(cell: &str) -> &str {
    let guarded = cell.strip_prefix('\'').filter(|text| is_remark_like(text));
    guarded.unwrap_or_else(|| guard::unguarded(cell))
}

fn is_remark_like(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with('#')
}

#[cfg(test)]
mod tests;
