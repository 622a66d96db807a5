//! Files of point lists: which format they are in, read and written.

use interop::{CsvStyle, EdeFiles, EdeHead, PointList, Sheet};
use wire::{Failure, FailureCode, FileBytes, ListFile, ListFormat};

use crate::limits::LIST_FILES_MAX;

const ENDINGS: [(&str, ListFormat); 7] = [
    ("_ede.csv", ListFormat::Ede),
    (".csv", ListFormat::Csv),
    (".zinc", ListFormat::Zinc),
    (".json", ListFormat::Hayson),
    (".hayson", ListFormat::Hayson),
    (".trio", ListFormat::Trio),
    (".ttl", ListFormat::Brick),
];

/// The tables beside an EDE file, in the order in which they are written.
const STATE_TEXTS: &str = "_StateTexts.csv";
const OBJECT_TYPES: &str = "_ObjTypes.csv";
const UNITS: &str = "_Units.csv";

/// How much of a file tells that it is an EDE file: its first lines say so.
const BEGINNING_BYTES: usize = 2_048;

/// The format that a file's name tells, whatever its case.
#[must_use]
pub fn list_format_of(name: &str) -> Option<ListFormat> {
    let name = name.to_lowercase();
    ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, format)| *format)
}

/// Reads a list as what it is said or seems to be.
pub(super) fn read(
    format: Option<ListFormat>,
    files: &[ListFile],
) -> Result<(ListFormat, Sheet), Failure> {
    if files.len() > LIST_FILES_MAX {
        let message = format!("A point list has at most {LIST_FILES_MAX} files.");
        return Err(refused(message, "Choose the files of one list."));
    }
    let is_table = |file: &&ListFile| {
        [STATE_TEXTS, OBJECT_TYPES, UNITS].iter().any(|ending| ends_with(file, ending))
    };
    let mut lists = files.iter().filter(|file| !is_table(file));
    let (Some(list), None) = (lists.next(), lists.next()) else {
        let message = "A point list is one file; only BACnet EDE has tables beside it.";
        return Err(refused(message, "Choose one list, of BACnet EDE with its tables."));
    };
    let bytes = list.bytes.0.as_slice();
    let Some(format) = format.or_else(|| recognised(list)) else {
        let message = format!("{:?} has no ending that tells its format.", list.name);
        return Err(refused(message, "Say which format it is, or give it an ending such as .csv."));
    };
    let table = |ending: &str| {
        files.iter().find(|file| ends_with(file, ending)).map(|file| file.bytes.0.as_slice())
    };
    let sheet = match format {
        ListFormat::Csv => interop::read_csv(bytes),
        ListFormat::Ede => interop::read_ede(EdeFiles {
            ede: bytes,
            state_texts: table(STATE_TEXTS),
            object_types: table(OBJECT_TYPES),
            units: table(UNITS),
        }),
        ListFormat::Zinc => interop::read_zinc(bytes),
        ListFormat::Hayson | ListFormat::JsonV3 => interop::read_json(bytes),
        ListFormat::Trio => interop::read_trio(bytes),
        ListFormat::Brick => {
            let message = "Brick is written and not read. Nothing was changed.";
            return Err(refused(message, "Import CSV, BACnet EDE or Haystack."));
        }
    };
    Ok((format, sheet))
}

/// The files of a list, named after the site.
pub(super) fn written(
    list: &PointList,
    format: ListFormat,
    site: &str,
    date: &str,
) -> Vec<ListFile> {
    let stem = stem_of(site);
    let file = |ending: &str, text: String| ListFile {
        name: format!("{stem}{ending}"),
        bytes: FileBytes(text.into_bytes()),
    };
    match format {
        ListFormat::Csv => {
            // Some spreadsheets know UTF-8 only by its mark.
            let style = CsvStyle { byte_order_mark: true, ..CsvStyle::default() };
            vec![file(".csv", interop::write_csv(list, style))]
        }
        ListFormat::Ede => {
            let head = EdeHead { project: site, author: "Plantroom", changed: date };
            let set = interop::write_ede(list, head);
            vec![
                file("_EDE.csv", set.ede),
                file(STATE_TEXTS, set.state_texts),
                file(OBJECT_TYPES, set.object_types),
                file(UNITS, set.units),
            ]
        }
        ListFormat::Zinc => vec![file(".zinc", interop::write_zinc(list))],
        ListFormat::Hayson => vec![file(".json", interop::write_hayson(list))],
        ListFormat::JsonV3 => vec![file(".json", interop::write_json_v3(list))],
        ListFormat::Trio => vec![file(".trio", interop::write_trio(list))],
        ListFormat::Brick => vec![file(".ttl", interop::write_brick(list))],
    }
}

/// What its name tells; a `.csv` that begins as an EDE file is one.
fn recognised(file: &ListFile) -> Option<ListFormat> {
    let format = list_format_of(&file.name)?;
    let beginning = &file.bytes.0[..file.bytes.0.len().min(BEGINNING_BYTES)];
    let is_ede = String::from_utf8_lossy(beginning).to_uppercase().contains("VERSION_OF_LAYOUT");
    Some(if format == ListFormat::Csv && is_ede { ListFormat::Ede } else { format })
}

fn ends_with(file: &ListFile, ending: &str) -> bool {
    file.name.to_lowercase().ends_with(&ending.to_lowercase())
}

/// A name that is a name of a file everywhere: letters, digits, `-` and `_`.
fn stem_of(site: &str) -> String {
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let name: String = site.chars().take(60).map(plain).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "points".to_owned() } else { format!("{name}-points") }
}

fn refused(message: impl Into<String>, hint: &str) -> Failure {
    Failure::new(FailureCode::BadRequest, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> ListFile {
        ListFile { name: name.to_owned(), bytes: FileBytes(text.as_bytes().to_vec()) }
    }

    #[test]
    fn a_format_is_known_by_the_name_and_an_ede_file_by_its_beginning() {
        for (name, format) in [
            ("a.csv", Some(ListFormat::Csv)),
            ("Plant_EDE.CSV", Some(ListFormat::Ede)),
            ("a.zinc", Some(ListFormat::Zinc)),
            ("a.json", Some(ListFormat::Hayson)),
            ("a.trio", Some(ListFormat::Trio)),
            ("a.ttl", Some(ListFormat::Brick)),
            ("a.pdf", None),
        ] {
            assert_eq!(list_format_of(name), format, "{name}");
        }
        let ede = file("points.csv", "#x\nVERSION_OF_LAYOUT;2.3\n");
        assert_eq!(recognised(&ede), Some(ListFormat::Ede));
    }

    #[test]
    fn one_list_at_a_time_is_read() {
        let two = [file("a.csv", "id\n"), file("b.csv", "id\n")];
        assert!(read(None, &two).is_err());
        let set = [file("a_EDE.csv", "x"), file("a_Units.csv", "x")];
        assert_eq!(read(None, &set).unwrap().0, ListFormat::Ede);
        assert!(read(None, &[file("a.ttl", "")]).unwrap_err().message.contains("not read"));
    }

    #[test]
    fn a_site_s_name_is_no_path() {
        assert_eq!(stem_of("../Quay/House"), "Quay-House-points");
        assert_eq!(stem_of("…"), "points");
    }
}
