//! Where a BACnet object is, as a point's device and path: `bacnet:1001` and `/analog-input/3`.
//!
//! A point that is no BACnet object keeps its device and path in the column for vendors' addresses.

use serde_json::json;

use super::objects::{self, ObjectType};

/// The greatest instance number of devices and objects.
pub(super) const INSTANCE_MAX: u32 = 4_194_302;

const DEVICE: &str = "bacnet:";
const ADDRESS: &str = "plantroom:";

/// A device's name.
pub(super) fn device(instance: u32) -> String {
    format!("{DEVICE}{instance}")
}

/// An object's path in its device.
pub(super) fn path(object_type: &ObjectType, instance: u32) -> String {
    format!("/{}/{instance}", object_type.name)
}

/// The device's instance, the object's type and its instance; none where the point is no BACnet object.
pub(super) fn object(device: &str, path: &str) -> Option<(u32, &'static ObjectType, u32)> {
    let device = instance(device.strip_prefix(DEVICE)?)?;
    let (name, object) = path.strip_prefix('/')?.split_once('/')?;
    let object_type = objects::all().find(|one| one.name == name)?;
    Some((device, object_type, instance(object)?))
}

/// An instance number as it is written: digits, no sign and no leading zero.
fn instance(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number <= INSTANCE_MAX && number.to_string() == text).then_some(number)
}

/// Device and path of a point that is no BACnet object, for the column of vendors' addresses.
pub(super) fn address(device: Option<&str>, path: Option<&str>) -> String {
    format!("{ADDRESS}{}", json!([device, path]))
}

/// What [`address`] wrote: device and path.
pub(super) fn of_address(text: &str) -> Option<(Option<String>, Option<String>)> {
    serde_json::from_str(text.strip_prefix(ADDRESS)?).ok()
}
