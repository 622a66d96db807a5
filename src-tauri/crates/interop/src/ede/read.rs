//! Reads an EDE set.

use model::Unit;

use super::objects::{self, ObjectType, Values};
use super::source::{self, INSTANCE_MAX};
use super::table::{Table, decoded, read_table};
use super::{FIELDS, Field, of_keyname, units};
use crate::column::Column;
use crate::csv::guard;
use crate::limits::ROWS_MAX;
use crate::list::{PointRow, Sheet, SheetRow};
use crate::problem::{Problem, Problems, quoted};
use crate::states::States;
use crate::text::{Line, Separator, lines, size};

/// The bytes of an EDE set; the tables may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct EdeFiles<'a> {
    /// `*_EDE.csv`: the objects.
    pub ede: &'a [u8],
    /// `*_StateTexts.csv`: names of states.
    pub state_texts: Option<&'a [u8]>,
    /// `*_ObjTypes.csv`: names of vendors' object types.
    pub object_types: Option<&'a [u8]>,
    /// `*_Units.csv`: vendors' units.
    pub units: Option<&'a [u8]>,
}

/// Reads a set. Objects without a value, such as calendars and trend logs, are left out and noted.
#[must_use]
pub fn read_ede(files: EdeFiles<'_>) -> Sheet {
    let mut sheet = Sheet::default();
    if let Err(problem) = size(files.ede) {
        sheet.problems.push(problem);
        return sheet;
    }
    let (text, is_windows) = decoded(files.ede);
    if is_windows {
        sheet.notes.push(Problem::file("the file is not UTF-8 and was read as Windows-1252"));
    }
    let separator = Separator::of_header(titles(&text));
    let notes = &mut sheet.notes;
    let mut reader = Reader {
        separator,
        header: None,
        states: read_table(files.state_texts, "the state texts", notes),
        types: read_table(files.object_types, "the object types", notes),
        units: read_table(files.units, "the units", notes),
        rows: Vec::new(),
        notes: std::mem::take(&mut sheet.notes),
        is_too_long: false,
    };
    lines(&text, separator, |line, problems| reader.line(&line, problems), &mut sheet.problems);
    match &reader.header {
        Some(header) => sheet.columns = columns(header, files),
        None => sheet.problems.push(Problem::file(
            "no line names the columns: an EDE file has one that begins with keyname",
        )),
    }
    sheet.rows = reader.rows;
    sheet.notes = reader.notes;
    sheet
}

/// The line that names the columns.
fn titles(text: &str) -> &str {
    let is_title = |line: &&str| line.to_lowercase().contains("keyname");
    text.lines().find(is_title).unwrap_or(text.lines().next().unwrap_or_default())
}

/// What these files speak of. A kind follows from type and rights, so it is proposed for new points only.
fn columns(header: &[Option<Field>], files: EdeFiles<'_>) -> Vec<Column> {
    let mut columns = vec![Column::Id, Column::Name, Column::Device, Column::Path];
    for field in header.iter().flatten() {
        match field {
            Field::Description => columns.push(Column::Description),
            Field::Min => columns.push(Column::Min),
            Field::Max => columns.push(Column::Max),
            Field::High => columns.push(Column::High),
            Field::Low => columns.push(Column::Low),
            Field::StateTexts if files.state_texts.is_some() => columns.push(Column::States),
            Field::UnitCode => columns.push(Column::Unit),
            Field::StateTexts
            | Field::Keyname
            | Field::Device
            | Field::Name
            | Field::ObjectType
            | Field::ObjectInstance
            | Field::Default
            | Field::Settable
            | Field::SupportsCov
            | Field::VendorAddress
            | Field::NotificationClass => {}
        }
    }
    columns
}

struct Reader {
    separator: Separator,
    header: Option<Vec<Option<Field>>>,
    states: Table,
    types: Table,
    units: Table,
    rows: Vec<SheetRow>,
    notes: Problems,
    is_too_long: bool,
}

impl Reader {
    fn line(&mut self, line: &Line, problems: &mut Problems) {
        if line.is_blank() {
            return;
        }
        let Some(header) = self.header.take() else {
            self.head(line);
            return;
        };
        if !line.cells[0].starts_with('#') {
            self.object(line, &header, problems);
        }
        self.header = Some(header);
    }

    /// A line before the objects: the layout's version, or the titles.
    fn head(&mut self, line: &Line) {
        let first = bare(&line.cells[0]);
        if first == "keyname" {
            self.header = Some(line.cells.iter().map(|cell| field(cell)).collect());
        } else if first == "versionoflayout" {
            let version = line.cells.get(1).map_or("", |cell| cell.trim());
            if !version.starts_with('2') {
                let words = format!("the layout {} is not known, and read as 2.3", quoted(version));
                self.notes.push(Problem::row(line.number, words));
            }
        }
    }

    fn object(&mut self, line: &Line, header: &[Option<Field>], problems: &mut Problems) {
        let cell = |field: Field| -> &str {
            let at = header.iter().position(|one| *one == Some(field));
            at.and_then(|at| line.cells.get(at)).map_or("", |cell| match field {
                Field::Keyname => of_keyname(cell),
                _ => guard::unguarded(cell),
            })
        };
        let mut fault = |field: Field, words: String| {
            let column =
                FIELDS.iter().find(|(one, _)| *one == field).map_or("", |(_, titles)| titles[0]);
            problems.push(Problem {
                row: Some(line.number),
                column: Some(column.to_owned()),
                words,
            });
        };
        let object_type = match self.object_type(cell(Field::ObjectType)) {
            Ok(object_type) => object_type,
            Err(NoPoint(words)) => {
                self.notes.push(Problem::row(line.number, words));
                return;
            }
        };
        let device = instance(cell(Field::Device));
        let object = instance(cell(Field::ObjectInstance));
        if device.is_none() {
            fault(Field::Device, not_an_instance(cell(Field::Device)));
        }
        if object.is_none() {
            fault(Field::ObjectInstance, not_an_instance(cell(Field::ObjectInstance)));
        }
        if self.rows.len() >= ROWS_MAX {
            if !std::mem::replace(&mut self.is_too_long, true) {
                fault(Field::Keyname, format!("a list has at most {ROWS_MAX} points: divide it"));
            }
            return;
        }
        let mut point = PointRow::default();
        let is_settable =
            matches!(bare(cell(Field::Settable)).as_str(), "y" | "yes" | "true" | "1");
        point.kind = Some(if is_settable { object_type.settable } else { object_type.read_only });
        point.device = device.map(source::device);
        point.path = object.map(|object| source::path(object_type, object));
        if let Some((device, path)) = source::of_address(cell(Field::VendorAddress)) {
            (point.device, point.path) = (device, path);
        }
        for (field, column) in [
            (Field::Keyname, Column::Id),
            (Field::Name, Column::Name),
            (Field::Description, Column::Description),
            (Field::Min, Column::Min),
            (Field::Max, Column::Max),
            (Field::High, Column::High),
            (Field::Low, Column::Low),
        ] {
            let text = cell(field);
            let text =
                if column.is_number() { self.separator.with_point(text) } else { text.into() };
            if let Err(words) = point.set(column, &text) {
                fault(field, words);
            }
        }
        let state_texts = cell(Field::StateTexts).trim().to_owned();
        let unit_code = cell(Field::UnitCode).trim().to_owned();
        point.states = self.states(&state_texts, object_type, line.number);
        point.unit = self.unit(&unit_code, line.number);
        self.rows.push(SheetRow { line: line.number, point });
    }

    /// The type by its number, else by its name.
    fn object_type(&self, text: &str) -> Result<&'static ObjectType, NoPoint> {
        let text = text.trim();
        let found = match text.parse::<u32>() {
            Ok(code) => objects::of_code(code).ok_or_else(|| {
                self.types.get(&code).and_then(|texts| texts.first()).cloned().unwrap_or_default()
            }),
            Err(_) => objects::of_name(text).ok_or_else(String::new),
        };
        found.map_err(|name| {
            NoPoint(format!(
                "objects of the type {} {name} have no value that is a point: left out",
                quoted(text)
            ))
        })
    }

    /// Names of states, from the line of the state texts that the object refers to.
    fn states(&mut self, reference: &str, object_type: &ObjectType, line: u64) -> States {
        let mut states = States::default();
        let first = match object_type.values {
            Values::Binary => 0,
            Values::States => 1,
            Values::Numbers | Values::Other => return states,
        };
        if reference.is_empty() {
            return states;
        }
        let Some(texts) = reference.parse().ok().and_then(|number: u32| self.states.get(&number))
        else {
            let words = format!("the state texts have no line {}", quoted(reference));
            self.notes.push(Problem::row(line, words));
            return states;
        };
        for (number, text) in (first..).zip(texts) {
            if !text.is_empty() && !states.put(number, text.clone()) {
                let words =
                    format!("the line {} of the state texts is too long", quoted(reference));
                self.notes.push(Problem::row(line, words));
                break;
            }
        }
        states
    }

    /// A standard unit by its number, else as the units file spells it.
    fn unit(&mut self, code: &str, line: u64) -> Option<Unit> {
        if code.is_empty() {
            return None;
        }
        let number: Option<u32> = code.parse().ok();
        if number == Some(units::NO_UNITS) {
            return None;
        }
        let known = number.and_then(|number| {
            let vendors =
                || self.units.get(&number).and_then(|texts| texts.first()).map(String::as_str);
            units::of_code(number).or_else(vendors)
        });
        let unit = known.and_then(Unit::new);
        if unit.is_none() {
            let words = format!("the unit code {} is not known: left out", quoted(code));
            self.notes.push(Problem::row(line, words));
        }
        unit
    }
}

/// Why an object is no point.
struct NoPoint(String);

fn instance(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|instance| *instance <= INSTANCE_MAX)
}

fn not_an_instance(text: &str) -> String {
    format!("{} is no instance number: write 0 to {INSTANCE_MAX}", quoted(text))
}

fn field(title: &str) -> Option<Field> {
    let title = bare(title);
    let is_it = |titles: &&[&str]| titles.iter().any(|one| bare(one) == title);
    FIELDS.iter().find(|(_, titles)| is_it(titles)).map(|(field, _)| *field)
}

/// Letters and digits of a title; tools join its words in many ways.
fn bare(title: &str) -> String {
    title.chars().filter(char::is_ascii_alphanumeric).map(|one| one.to_ascii_lowercase()).collect()
}
