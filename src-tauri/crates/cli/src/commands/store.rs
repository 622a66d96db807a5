//! `store`: size, checks and sealing by hand.

use engine::Door;
use wire::{
    Failure, FailureCode, MonthView, Seal, StoreStats, StoreStatsView, StoreVerify, StoreVerifyView,
};

use crate::args::StoreCommand;
use crate::exit::Ended;
use crate::output::{self, Align, Output, Table};
use crate::progress::Progress;
use crate::time;

pub(super) async fn run(door: &Door, command: StoreCommand, output: Output) -> Result<(), Ended> {
    match command {
        StoreCommand::Stats => {
            let stats = door.ask(StoreStats {}).await?;
            output.answer(&stats, || told(&stats))
        }
        StoreCommand::Verify => verify(door, output).await,
        StoreCommand::Seal => {
            let sealed = door.ask(Seal {}).await?;
            output.answer(&sealed, || {
                let (readings, chunks) =
                    (output::count(sealed.readings), output::count(sealed.chunks));
                format!("{readings} readings sealed in {chunks} chunks.")
            })
        }
    }
}

fn told(stats: &StoreStatsView) -> String {
    let mut table = Table::new(&[("Store", Align::Left), ("", Align::Right)]);
    for (what, figure) in [
        ("Readings", output::count(stats.readings)),
        ("Not yet sealed", output::count(stats.unsealed)),
        ("Chunks", output::count(stats.chunks)),
        ("Points with a history", output::count(stats.points)),
        ("Size of the data folder", output::bytes(stats.bytes)),
        ("Compressed readings", output::bytes(stats.payload_bytes)),
        ("Bytes per sealed reading", output::known(stats.bytes_per_reading)),
        ("Days until the disk is full", output::known(stats.days_to_full)),
    ] {
        table.row([what, &figure]);
    }
    format!("{}\n{}", table.text(), months(&stats.months))
}

fn months(months: &[MonthView]) -> String {
    let mut table = Table::new(&[
        ("Month", Align::Left),
        ("Size", Align::Right),
        ("Sealed readings", Align::Right),
    ]);
    for month in months {
        table.row([&month.month, &output::bytes(month.bytes), &output::count(month.readings)]);
    }
    table.or("No month has sealed readings yet.")
}

async fn verify(door: &Door, output: Output) -> Result<(), Ended> {
    let progress = Progress::endless(&output, "Checking everything that is stored");
    let verified = door.ask(StoreVerify {}).await?;
    drop(progress);
    output.answer(&verified, || checked(&verified))?;
    match verified.bad_chunks.len() {
        0 => Ok(()),
        bad => Err(Failure::new(
            FailureCode::Damaged,
            format!("{bad} of {} chunks cannot be trusted; all others are sound.", verified.chunks),
            "Bring the month files named above back from a backup.",
        )
        .into()),
    }
}

fn checked(verified: &StoreVerifyView) -> String {
    let mut text = format!(
        "{} chunks with {} readings were checked.\n\n{}",
        output::count(verified.chunks),
        output::count(verified.readings),
        months(&verified.months)
    );
    if verified.bad_chunks.is_empty() {
        return text;
    }
    let mut table = Table::new(&[
        ("Month", Align::Left),
        ("Point", Align::Left),
        ("From", Align::Left),
        ("To", Align::Left),
        ("What is wrong", Align::Left),
    ]);
    for bad in &verified.bad_chunks {
        let (from, to) = (time::rfc3339(bad.from), time::rfc3339(bad.to));
        table.row([&bad.month, &bad.point, &from, &to, &bad.reason]);
    }
    text.push('\n');
    text.push_str(&table.text());
    text
}
