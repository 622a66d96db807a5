//! `points`: the model's points and the inbox of found ones.

mod exchange;

use engine::Door;
use model::{Kind, Unit};
use wire::{AcceptPoints, FoundView, Inbox, PointView, Points};

use crate::args::{AcceptArgs, PointsCommand};
use crate::exit::Ended;
use crate::output::{self, Align, Output, Table, UNKNOWN, or_unknown};
use crate::time;

pub(super) async fn run(door: &Door, command: &PointsCommand, output: Output) -> Result<(), Ended> {
    match command {
        PointsCommand::List => {
            let points = door.ask(Points {}).await?;
            output.answer(&points, || list(&points))
        }
        PointsCommand::Inbox { connection } => {
            let found = door.ask(Inbox { connection: connection.clone(), ignored: false }).await?;
            output.answer(&found, || inbox(&found))
        }
        PointsCommand::Accept(args) => accept(door, args, output).await,
        PointsCommand::Import(args) => exchange::import(door, args, output).await,
        PointsCommand::Export(args) => exchange::export(door, args, output).await,
    }
}

fn list(points: &[PointView]) -> String {
    let mut table = Table::new(&[
        ("Point", Align::Left),
        ("Name", Align::Left),
        ("Place", Align::Left),
        ("Kind", Align::Left),
        ("Unit", Align::Left),
        ("Accepted", Align::Left),
    ]);
    for point in points {
        table.row([
            &point.point.0,
            &point.name,
            or_unknown(&point.place),
            Kind::word(point.kind),
            unit(point.unit.as_ref()),
            if point.accepted { "yes" } else { "no" },
        ]);
    }
    table.or("There are no points yet. They are found while `plantroomctl collect` runs.")
}

fn inbox(found: &[FoundView]) -> String {
    let mut table = Table::new(&[
        ("Point", Align::Left),
        ("Name", Align::Left),
        ("Connection", Align::Left),
        ("Topic", Align::Left),
        ("Path", Align::Left),
        ("Kind", Align::Left),
        ("Value", Align::Right),
        ("Unit", Align::Left),
        ("Found", Align::Right),
    ]);
    let now = engine::now().ms();
    for point in found {
        table.row([
            &point.point.0,
            &point.name,
            point.connection.as_deref().unwrap_or(UNKNOWN),
            or_unknown(&point.topic),
            or_unknown(&point.path),
            Kind::word(point.kind),
            &output::value(point.value.as_ref()),
            unit(point.unit.as_ref()),
            &time::age(now.saturating_sub(point.found.ms()).max(0)),
        ]);
    }
    table.or("Nothing waits in the inbox.")
}

/// A unit, or the mark of nothing.
pub(super) fn unit(unit: Option<&Unit>) -> &str {
    unit.map_or(UNKNOWN, Unit::as_str)
}

async fn accept(door: &Door, args: &AcceptArgs, output: Output) -> Result<(), Ended> {
    let ask = AcceptPoints {
        points: args.points.clone(),
        all: args.all,
        connection: args.connection.clone(),
        floor: args.floor.clone(),
        ..AcceptPoints::default()
    };
    let accepted = door.ask(ask).await?;
    output.answer(&accepted, || {
        let before = match accepted.already {
            0 => String::new(),
            already => format!(" {already} had been accepted before."),
        };
        format!("{} points accepted.{before}", accepted.accepted)
    })
}
