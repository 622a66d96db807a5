//! `latest`: current values with their age and quality.

use engine::Door;
use wire::{CurrentView, Latest};

use super::points::unit;
use crate::args::LatestArgs;
use crate::exit::Ended;
use crate::output::{self, Align, Output, Table, UNKNOWN, or_unknown};
use crate::time;

pub(super) async fn run(door: &Door, args: &LatestArgs, output: Output) -> Result<(), Ended> {
    let ask = Latest { building: args.building.clone(), floor: args.floor.clone() };
    let rows = door.ask(ask).await?;
    output.answer(&rows, || table(&rows))
}

fn table(rows: &[CurrentView]) -> String {
    let mut table = Table::new(&[
        ("Point", Align::Left),
        ("Name", Align::Left),
        ("Place", Align::Left),
        ("Value", Align::Right),
        ("Unit", Align::Left),
        ("Quality", Align::Left),
        ("Age", Align::Right),
        ("Accepted", Align::Left),
    ]);
    for row in rows {
        table.row([
            &row.point.0,
            &row.name,
            or_unknown(&row.place),
            &output::value(row.value.as_ref()),
            unit(row.unit.as_ref()),
            output::quality(row.quality),
            &row.age_ms.map_or_else(|| UNKNOWN.to_owned(), time::age),
            if row.accepted { "yes" } else { "no" },
        ]);
    }
    table.or("There are no current values yet. They come while `plantroomctl collect` runs.")
}
