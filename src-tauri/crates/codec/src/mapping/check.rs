//! Reads a mapping's file and makes it ready, telling every mistake in it at once.
//!
//! First the file's shape (`shape`), then what the texts in it mean (`compile`); a mistake in one place does not keep others from
//! being found. Each mistake is told with the line on which it stands.

mod compile;
mod shape;

use super::error::{MappingError, Mistake, Mistakes};
use super::form::Form;
use super::place::{Place, Steps};
use super::plan::Plan;
use crate::json::{self, Item, Tape};
use crate::limits::MAPPING_BYTES_MAX;

/// Reads a mapping's file.
///
/// # Errors
/// Every mistake in it, at most a hundred.
pub(super) fn mapping(text: &str) -> Result<(Form, Plan), MappingError> {
    let file = file(text).map_err(|mistake| MappingError { mistakes: vec![mistake] })?;
    let mut mistakes = Mistakes::default();
    let read = shape::form(file, &mut mistakes).map(|form| {
        let plan = compile::plan(&form, &mut mistakes);
        (form, plan)
    });
    let mut tape = Tape::default();
    let scanned = json::scan_as_written(text.as_bytes(), &mut tape).ok().flatten();
    match mistakes.into_error(|place| line_of(place, scanned)) {
        Some(error) => Err(error),
        None => Ok(read.expect("a file without a mistake has been read")),
    }
}

fn file(text: &str) -> Result<serde_json::Value, Mistake> {
    if text.len() > MAPPING_BYTES_MAX {
        return Err(Mistake {
            line: 1,
            place: String::new(),
            wrong: format!("the file has more than {MAPPING_BYTES_MAX} bytes"),
            remedy: "share its values out to several mappings".to_owned(),
        });
    }
    serde_json::from_str(text).map_err(|error| Mistake {
        line: error.line().max(1),
        place: String::new(),
        wrong: format!("this is no JSON: {error}"),
        remedy: "mend it there; a comma or a quote may be missing or too many".to_owned(),
    })
}

/// The line on which a place of the file stands; that of the nearest place around it which has one.
fn line_of(place: &str, file: Option<Item<'_>>) -> usize {
    let Some(file) = file else { return 1 };
    let mut around = place;
    loop {
        let found = Place::parse(around).ok().and_then(|place| {
            let mut steps = Steps::default();
            place.first(file, &mut steps).ok().flatten()
        });
        if let Some(line) = found.and_then(Item::line) {
            return line;
        }
        let Some((outer, _)) = around.rsplit_once('/') else { return 1 };
        around = outer;
    }
}
