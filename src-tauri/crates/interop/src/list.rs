//! A list of points as every format says it: neutral rows, in which anything may be missing.
//!
//! A text that is there is not empty; an empty cell is a thing that is not there.

use std::borrow::Cow;

use model::{Kind, Limits, PointCode, Unit, Verb};

use crate::column::Column;
use crate::limits::LEVEL_MAX;
use crate::problem::{Problems, quoted};
use crate::states::States;
use crate::tags::Tags;

/// Points with all that is known of them, and how their equipment belongs together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PointList {
    /// One row for each.
    pub points: Vec<PointRow>,
    /// What equipment is to other equipment and to places.
    pub relations: Vec<Relation>,
    /// Places and equipment, with points or without.
    pub standings: Vec<Standing>,
}

/// What a list says of one point.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PointRow {
    /// Its stable name to the outside.
    pub id: Option<PointCode>,
    /// What people call it.
    pub name: Option<String>,
    /// What it does.
    pub kind: Option<Kind>,
    /// What its numbers are measured in.
    pub unit: Option<Unit>,
    /// Its function in its equipment: `discharge-air-temp`.
    pub role: Option<String>,
    /// Markers, and names with values.
    pub tags: Tags,
    /// What its numbers mean, where they are states.
    pub states: States,
    /// The property.
    pub site: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The floor's place in the building, counted from the ground, which is 0.
    pub level: Option<i32>,
    /// The room.
    pub space: Option<String>,
    /// The spaces served together.
    pub zone: Option<String>,
    /// The equipment it belongs to, known by its name within the building.
    pub equipment: Option<String>,
    /// That equipment's type: `ahu`, `vav`, `meter`.
    pub equipment_kind: Option<String>,
    /// The name of the connection it is heard on.
    pub connection: Option<String>,
    /// The topic it is heard on.
    pub topic: Option<String>,
    /// The device that publishes it, in its convention's words.
    pub device: Option<String>,
    /// Its place inside the device; none for a plain payload.
    pub path: Option<String>,
    /// The alarm limit LL, in the point's unit, as are all limits.
    pub low_low: Option<f64>,
    /// The alarm limit L.
    pub low: Option<f64>,
    /// The alarm limit H.
    pub high: Option<f64>,
    /// The alarm limit HH.
    pub high_high: Option<f64>,
    /// The least value that may be written.
    pub min: Option<f64>,
    /// The greatest value that may be written.
    pub max: Option<f64>,
    /// Values that may be written lie so far apart, counted from `min`.
    pub step: Option<f64>,
    /// Seconds between two readings.
    pub expected_interval_s: Option<f64>,
    /// Words about it; the only text with lines.
    pub description: Option<String>,
}

/// How a piece of equipment belongs to another, or to a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Relation {
    /// The one that does it.
    pub subject: EquipmentName,
    /// What it does.
    pub verb: Verb,
    /// The one it is done to.
    pub object: End,
}

/// The other end of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum End {
    /// Other equipment.
    Equipment(EquipmentName),
    /// A place.
    Place(PlaceName),
}

/// A place, by the names around it and its own, which is the last that is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PlaceName {
    /// The property.
    pub site: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The floor.
    pub floor: Option<String>,
    /// The room.
    pub space: Option<String>,
    /// The spaces served together.
    pub zone: Option<String>,
}

/// A place, or a piece of equipment and where it stands. A space with a zone is one of those that are served in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// Where.
    pub place: PlaceName,
    /// The level of the floor.
    pub level: Option<i32>,
    /// The equipment that stands there, known by its name within the building.
    pub equipment: Option<String>,
    /// Its type.
    pub kind: Option<String>,
    /// Its tags.
    pub tags: Tags,
}

/// A piece of equipment, as the rows of its points name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EquipmentName {
    /// The property.
    pub site: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// What people call it.
    pub name: String,
}

/// A list that was read from a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// What the file speaks of. What it does not speak of stays as it is at points that are there already.
    pub columns: Vec<Column>,
    /// Its points.
    pub rows: Vec<SheetRow>,
    /// What equipment is to other equipment and to places, where the format knows it.
    pub relations: Vec<Relation>,
    /// Places and equipment, where the format names them by themselves.
    pub standings: Vec<Standing>,
    /// What could not be read. A list with problems changes nothing.
    pub problems: Problems,
    /// What was left out or read in another way than it stands, none of which is in the way.
    pub notes: Problems,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetRow {
    /// The line it begins on, counted from 1; in JSON the row of the grid.
    pub line: u64,
    /// The point it speaks of.
    pub point: PointRow,
}

impl Standing {
    /// The cells that a point there would have.
    pub(crate) fn as_row(&self) -> PointRow {
        let place = self.place.clone();
        PointRow {
            site: place.site,
            building: place.building,
            floor: place.floor,
            level: self.level,
            space: place.space,
            zone: place.zone,
            equipment: self.equipment.clone(),
            equipment_kind: self.kind.clone(),
            tags: self.tags.clone(),
            ..PointRow::default()
        }
    }
}

impl PointRow {
    /// A row that says these limits and nothing else. A name that is no limit's is left out.
    #[must_use]
    pub fn of_limits(limits: &Limits) -> Self {
        let mut row = Self::default();
        for column in Column::LIMITS {
            if let Some(place) = row.number_mut(column) {
                *place = limits.get(column.word()).copied();
            }
        }
        row
    }

    /// Its limits, by name.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let limit = |column: Column| Some((column.word().to_owned(), self.number(column)??));
        Column::LIMITS.into_iter().filter_map(limit).collect()
    }

    /// The place that it names.
    pub(crate) fn place(&self) -> PlaceName {
        PlaceName {
            site: self.site.clone(),
            building: self.building.clone(),
            floor: self.floor.clone(),
            space: self.space.clone(),
            zone: self.zone.clone(),
        }
    }

    /// What stands in a cell: empty where nothing is there, numbers with a decimal point.
    #[must_use]
    pub fn text(&self, column: Column) -> Cow<'_, str> {
        if let Some(text) = self.plain_text(column) {
            return Cow::Borrowed(text.as_deref().unwrap_or_default());
        }
        if let Some(number) = self.number(column) {
            return number.map_or(Cow::Borrowed(""), |number| Cow::Owned(number.to_string()));
        }
        match column {
            Column::Id => self.id.as_ref().map_or("", |id| &id.0).into(),
            Column::Kind => self.kind.map_or("", Kind::word).into(),
            Column::Unit => self.unit.as_ref().map_or("", Unit::as_str).into(),
            Column::Tags if self.tags.is_empty() => "".into(),
            Column::Tags => self.tags.to_string().into(),
            Column::States if self.states.is_empty() => "".into(),
            Column::States => self.states.to_string().into(),
            Column::Level => {
                self.level.map_or(Cow::Borrowed(""), |level| Cow::Owned(level.to_string()))
            }
            _ => "".into(),
        }
    }

    /// Reads a cell; an empty one takes away what was there. The error is a sentence.
    pub(crate) fn set(&mut self, column: Column, text: &str) -> Result<(), String> {
        if let Some(place) = self.plain_text_mut(column) {
            *place = (!text.is_empty()).then(|| text.to_owned());
            return Ok(());
        }
        if let Some(place) = self.number_mut(column) {
            *place = number(text)?;
            return Ok(());
        }
        match column {
            Column::Id => self.id = (!text.is_empty()).then(|| PointCode(text.into())),
            Column::Kind => self.kind = kind(text)?,
            Column::Unit => self.unit = unit(text)?,
            Column::Tags => self.tags = Tags::parse(text)?,
            Column::States => self.states = States::parse(text)?,
            Column::Level => self.level = level(text)?,
            _ => {}
        }
        Ok(())
    }

    /// Takes a cell from another row.
    pub(crate) fn copy(&mut self, column: Column, from: &Self) {
        if let Some(place) = self.plain_text_mut(column) {
            *place = from.plain_text(column).and_then(Clone::clone);
        } else if let Some(place) = self.number_mut(column) {
            *place = from.number(column).flatten();
        } else {
            match column {
                Column::Id => self.id.clone_from(&from.id),
                Column::Kind => self.kind = from.kind,
                Column::Unit => self.unit.clone_from(&from.unit),
                Column::Tags => self.tags = from.tags.clone(),
                Column::States => self.states = from.states.clone(),
                Column::Level => self.level = from.level,
                _ => {}
            }
        }
    }

    /// The cell of a column of plain texts.
    fn plain_text(&self, column: Column) -> Option<&Option<String>> {
        Some(match column {
            Column::Name => &self.name,
            Column::Role => &self.role,
            Column::Site => &self.site,
            Column::Building => &self.building,
            Column::Floor => &self.floor,
            Column::Space => &self.space,
            Column::Zone => &self.zone,
            Column::Equipment => &self.equipment,
            Column::EquipmentKind => &self.equipment_kind,
            Column::Connection => &self.connection,
            Column::Topic => &self.topic,
            Column::Device => &self.device,
            Column::Path => &self.path,
            Column::Description => &self.description,
            _ => return None,
        })
    }

    fn plain_text_mut(&mut self, column: Column) -> Option<&mut Option<String>> {
        Some(match column {
            Column::Name => &mut self.name,
            Column::Role => &mut self.role,
            Column::Site => &mut self.site,
            Column::Building => &mut self.building,
            Column::Floor => &mut self.floor,
            Column::Space => &mut self.space,
            Column::Zone => &mut self.zone,
            Column::Equipment => &mut self.equipment,
            Column::EquipmentKind => &mut self.equipment_kind,
            Column::Connection => &mut self.connection,
            Column::Topic => &mut self.topic,
            Column::Device => &mut self.device,
            Column::Path => &mut self.path,
            Column::Description => &mut self.description,
            _ => return None,
        })
    }

    /// The cell of a column of numbers.
    fn number(&self, column: Column) -> Option<Option<f64>> {
        Some(match column {
            Column::LowLow => self.low_low,
            Column::Low => self.low,
            Column::High => self.high,
            Column::HighHigh => self.high_high,
            Column::Min => self.min,
            Column::Max => self.max,
            Column::Step => self.step,
            Column::ExpectedInterval => self.expected_interval_s,
            _ => return None,
        })
    }

    fn number_mut(&mut self, column: Column) -> Option<&mut Option<f64>> {
        Some(match column {
            Column::LowLow => &mut self.low_low,
            Column::Low => &mut self.low,
            Column::High => &mut self.high,
            Column::HighHigh => &mut self.high_high,
            Column::Min => &mut self.min,
            Column::Max => &mut self.max,
            Column::Step => &mut self.step,
            Column::ExpectedInterval => &mut self.expected_interval_s,
            _ => return None,
        })
    }
}

fn number(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    // Words that a programming language takes for numbers are none to an operator.
    let of_digits = text.chars().all(|letter| letter.is_ascii_digit() || "+-.eE".contains(letter));
    match text.parse::<f64>() {
        Ok(number) if of_digits && number.is_finite() => Ok(Some(number)),
        _ => Err(format!("{} is no number: write it as 21.5, without a unit", quoted(text))),
    }
}

fn level(text: &str) -> Result<Option<i32>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<i32>() {
        Ok(level) if (-LEVEL_MAX..=LEVEL_MAX).contains(&level) => Ok(Some(level)),
        _ => Err(format!(
            "{} is no level: write a whole number, 0 is the ground floor",
            quoted(text)
        )),
    }
}

fn kind(text: &str) -> Result<Option<Kind>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Kind::from_word(&text.to_lowercase()).map(Some).ok_or_else(|| {
        let kinds = Kind::ALL.map(Kind::word).join(", ");
        format!("{} is no kind: write one of {kinds}", quoted(text))
    })
}

/// A unit nobody knows is kept as it stands: the field has more units than any list.
fn unit(text: &str) -> Result<Option<Unit>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Unit::new(text).map(Some).ok_or_else(|| {
        format!("{} is no unit: a unit has at most {} bytes", quoted(text), Unit::BYTES_MAX)
    })
}

#[cfg(test)]
mod tests {
    use model::LIMIT_NAMES;

    use super::*;

    #[test]
    fn every_limit_comes_back_from_a_row_under_its_name() {
        assert_eq!(Column::LIMITS.map(Column::word), LIMIT_NAMES);
        for (column, name) in Column::LIMITS.into_iter().zip(LIMIT_NAMES) {
            let limits = Limits::from([(name.to_owned(), 21.5)]);
            let row = PointRow::of_limits(&limits);
            let told = Column::ALL.into_iter().filter(|column| !row.text(*column).is_empty());
            assert_eq!(told.collect::<Vec<_>>(), [column]);
            assert_eq!(row.limits(), limits);
        }
        let stray = Limits::from([("tall".to_owned(), 1.0)]);
        assert_eq!(PointRow::of_limits(&stray), PointRow::default());
    }
}
