//! Writes an EDE set.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::Kind;

use super::objects::{self, ObjectType, Values};
use super::{FIELDS, Field, LAYOUT, keyname, source, units};
use crate::csv::guard;
use crate::list::{PointList, PointRow};
use crate::states::States;
use crate::text::Separator;

/// What the first lines of an EDE file tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct EdeHead<'a> {
    /// The project.
    pub project: &'a str,
    /// Who wrote it.
    pub author: &'a str,
    /// When, as a date: `2026-11-21`.
    pub changed: &'a str,
}

/// The texts of an EDE set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdeSet {
    /// `*_EDE.csv`.
    pub ede: String,
    /// `*_StateTexts.csv`.
    pub state_texts: String,
    /// `*_ObjTypes.csv`.
    pub object_types: String,
    /// `*_Units.csv`.
    pub units: String,
}

/// Writes a list with `;` and decimal commas, as the layout's own samples are.
///
/// A point that came from a BACnet object is written as that object. Any other gets a type by its kind and free
/// instance numbers, and keeps its device and path in the column for vendors' addresses.
#[must_use]
pub fn write_ede(list: &PointList, head: EdeHead<'_>) -> EdeSet {
    let mut writer = Writer::of(list);
    let mut lines = Csv::new();
    lines.line(["# Engineering-Data-Exchange - B.I.G.-EU"]);
    lines.line(["PROJECT_NAME", &guard::guarded(head.project)]);
    lines.line(["VERSION_OF_REFERENCEFILE", "1"]);
    lines.line(["TIMESTAMP_OF_LAST_CHANGE", &guard::guarded(head.changed)]);
    lines.line(["AUTHOR_OF_LAST_CHANGE", &guard::guarded(head.author)]);
    lines.line(["VERSION_OF_LAYOUT", LAYOUT]);
    let mandatory = |at: usize| match at {
        0 => "#mandatory",
        1..=4 => "mandatory",
        _ => "optional",
    };
    lines.line((0..FIELDS.len()).map(mandatory));
    let titles = FIELDS.iter().map(|(_, titles)| titles[0]);
    lines.line(titles.enumerate().map(|(at, title)| if at == 0 { "# keyname" } else { title }));
    for point in &list.points {
        let cells = writer.cells(point);
        lines.line(FIELDS.iter().map(|(field, _)| cells.get(*field)));
    }
    EdeSet {
        ede: lines.text(),
        state_texts: writer.state_texts(),
        object_types: object_types(),
        units: writer.units(),
    }
}

struct Writer {
    state_lines: BTreeMap<Vec<String>, usize>,
    vendor_units: BTreeMap<String, u32>,
    /// Devices that are no BACnet devices, with the instance they are given.
    devices: BTreeMap<String, u32>,
    next_device: u32,
    /// The next free instance of each device and type.
    next_object: BTreeMap<(u32, u32), u32>,
}

impl Writer {
    /// Knows which numbers the BACnet objects of the list have taken.
    fn of(list: &PointList) -> Self {
        let mut writer = Self {
            state_lines: BTreeMap::new(),
            vendor_units: BTreeMap::new(),
            devices: BTreeMap::new(),
            next_device: 1,
            next_object: BTreeMap::new(),
        };
        for (device, object_type, object) in list.points.iter().filter_map(object) {
            writer.next_device = writer.next_device.max(device.saturating_add(1));
            let next = writer.next_object.entry((device, object_type.code)).or_insert(1);
            *next = (*next).max(object.saturating_add(1));
        }
        writer
    }

    fn cells(&mut self, point: &PointRow) -> Cells {
        let kind = point.kind.unwrap_or(Kind::Sensor);
        let texts = state_texts(&point.states);
        let values = match &texts {
            Some((first, _)) if *first == 0 => Values::Binary,
            Some(_) => Values::States,
            None => Values::Numbers,
        };
        let (device, object_type, instance, address) = match object(point) {
            Some((device, object_type, instance)) => (device, object_type, instance, String::new()),
            None => self.given(point, objects::of_point(kind, values)),
        };
        let mut cells = Cells::default();
        let number = |number: Option<f64>| {
            let text = number.map(|number| number.to_string()).unwrap_or_default();
            Separator::Semicolon.with_comma(&text).into_owned()
        };
        let name = |text: &Option<String>| {
            guard::guarded(text.as_deref().unwrap_or_default()).into_owned()
        };
        let id = point.id.as_ref().map_or("", |id| &id.0);
        cells.put(Field::Keyname, keyname(id).into_owned());
        cells.put(Field::Device, device.to_string());
        cells.put(Field::Name, name(&point.name));
        cells.put(Field::ObjectType, object_type.code.to_string());
        cells.put(Field::ObjectInstance, instance.to_string());
        cells.put(Field::Description, name(&point.description));
        cells.put(Field::Min, number(point.min));
        cells.put(Field::Max, number(point.max));
        cells.put(Field::Settable, if objects::is_settable(kind) { "Y" } else { "N" }.to_owned());
        cells.put(Field::High, number(point.high));
        cells.put(Field::Low, number(point.low));
        let first_state = match object_type.values {
            Values::Binary => Some(0),
            Values::States => Some(1),
            Values::Numbers | Values::Other => None,
        };
        if let Some((first, texts)) = texts
            && Some(first) == first_state
        {
            let next = self.state_lines.len() + 1;
            cells.put(Field::StateTexts, self.state_lines.entry(texts).or_insert(next).to_string());
        }
        cells.put(Field::UnitCode, self.unit(point));
        cells.put(Field::VendorAddress, address);
        cells
    }

    /// Numbers for a point that is no BACnet object: device, type, instance, and where it truly is.
    fn given(
        &mut self,
        point: &PointRow,
        object_type: &'static ObjectType,
    ) -> (u32, &'static ObjectType, u32, String) {
        let device = point.device.clone().unwrap_or_default();
        let address = source::address(point.device.as_deref(), point.path.as_deref());
        let next = self.next_device;
        let instance = *self.devices.entry(device).or_insert(next);
        if instance == next {
            self.next_device = next.saturating_add(1);
        }
        let free = self.next_object.entry((instance, object_type.code)).or_insert(1);
        let object = *free;
        *free = free.saturating_add(1);
        (instance, object_type, object, address)
    }

    fn unit(&mut self, point: &PointRow) -> String {
        let Some(unit) = point.unit.as_ref().map(model::Unit::as_str) else {
            return units::NO_UNITS.to_string();
        };
        if let Some(code) = units::of_unit(unit) {
            return code.to_string();
        }
        let count = u32::try_from(self.vendor_units.len()).unwrap_or(u32::MAX);
        let next = units::FIRST_OF_VENDORS.saturating_add(count);
        self.vendor_units.entry(unit.to_owned()).or_insert(next).to_string()
    }

    fn state_texts(&self) -> String {
        let mut lines = Csv::new();
        lines.line(["#State Text Reference"]);
        lines.line([
            "#Reference Number",
            "Text 1 or Inactive-Text",
            "Text 2 or Active-Text",
            "Text 3",
        ]);
        let mut by_number: Vec<_> = self.state_lines.iter().collect();
        by_number.sort_by_key(|(_, number)| **number);
        for (texts, number) in by_number {
            let number = number.to_string();
            let texts = texts.iter().map(|text| guard::guarded(text));
            lines.line(std::iter::once(Cow::from(number)).chain(texts));
        }
        lines.text()
    }

    fn units(&self) -> String {
        let mut lines = Csv::new();
        lines.line(["#Encoding of BACnet Engineering Units"]);
        lines.line(["#Code", "Unit Text"]);
        for (code, unit) in units::all() {
            lines.line([Cow::from(code.to_string()), guard::guarded(unit)]);
        }
        let mut vendors: Vec<_> = self.vendor_units.iter().collect();
        vendors.sort_by_key(|(_, code)| **code);
        for (unit, code) in vendors {
            lines.line([Cow::from(code.to_string()), guard::guarded(unit)]);
        }
        lines.text()
    }
}

fn object_types() -> String {
    let mut lines = Csv::new();
    lines.line(["#Encoding of BACnet Object Types"]);
    lines.line(["#Code", "Object Type"]);
    for one in objects::all() {
        lines.line([one.code.to_string(), one.name.to_owned()]);
    }
    lines.text()
}

fn object(point: &PointRow) -> Option<(u32, &'static ObjectType, u32)> {
    source::object(point.device.as_deref()?, point.path.as_deref()?)
}

/// The first number and the names of states that EDE can tell: two from 0, or any from 1, without a hole.
fn state_texts(states: &States) -> Option<(i64, Vec<String>)> {
    let first = states.iter().next()?.0;
    let fits = match first {
        0 => states.iter().count() <= 2,
        1 => true,
        _ => false,
    };
    let has_no_hole =
        states.iter().zip(first..).all(|((number, text), at)| number == at && !text.is_empty());
    (fits && has_no_hole).then(|| (first, states.iter().map(|(_, text)| text.to_owned()).collect()))
}

/// The cells of one object; those nobody put are empty.
#[derive(Default)]
struct Cells(Vec<(Field, String)>);

impl Cells {
    fn put(&mut self, field: Field, text: String) {
        self.0.push((field, text));
    }

    fn get(&self, field: Field) -> &str {
        self.0.iter().find(|(one, _)| *one == field).map_or("", |(_, text)| text)
    }
}

/// Lines with `;` between their cells.
struct Csv(csv::Writer<Vec<u8>>);

impl Csv {
    fn new() -> Self {
        let mut builder = csv::WriterBuilder::new();
        builder.delimiter(Separator::Semicolon.byte()).terminator(csv::Terminator::CRLF);
        Self(builder.flexible(true).from_writer(Vec::new()))
    }

    fn line(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) {
        for cell in cells {
            self.0.write_field(cell.as_ref()).expect("memory takes every byte");
        }
        self.0.write_record(None::<&[u8]>).expect("memory takes every byte");
    }

    fn text(self) -> String {
        let bytes = self.0.into_inner().expect("memory takes every byte");
        String::from_utf8(bytes).expect("cells are UTF-8, and so is what stands between")
    }
}
