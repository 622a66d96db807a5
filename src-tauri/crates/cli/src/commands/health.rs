//! `health`: counters and percentiles.

use std::collections::BTreeMap;

use engine::Door;
use wire::{ConnectionHealth, Health, HealthView, OperationHealth, QueueHealth};

use super::broker::state;
use crate::exit::Ended;
use crate::output::{self, Align, Output, Table, safe};
use crate::time;

pub(super) async fn run(door: &Door, output: Output) -> Result<(), Ended> {
    let health = door.ask(Health {}).await?;
    output.answer(&health, || told(&health))
}

fn told(health: &HealthView) -> String {
    let store = &health.store;
    let mut parts = vec![connections(&health.connections)];
    parts.extend(refusals(&health.connections));
    parts.extend(heard_again(&health.connections));
    parts.push(format!(
        "Store: {} readings in {}, {} bytes per sealed reading, {} days until the disk is full, oldest unsaved {}\n",
        output::count(store.readings),
        output::bytes(store.bytes),
        output::known(store.bytes_per_reading),
        output::known(store.days_to_full),
        time::age(store.oldest_unsaved_ms)
    ));
    parts.push(operations(&health.operations));
    parts.push(queues(&health.queues));
    parts.join("\n")
}

fn connections(connections: &[ConnectionHealth]) -> String {
    let mut table = Table::new(&[
        ("Connection", Align::Left),
        ("State", Align::Left),
        ("Received", Align::Right),
        ("Understood", Align::Right),
        ("Refused", Align::Right),
        ("Values", Align::Right),
        ("Stored", Align::Right),
        ("Duplicate", Align::Right),
        ("Replaced", Align::Right),
        ("Undecided", Align::Right),
        ("Refused", Align::Right),
        ("Reconnects", Align::Right),
        ("Gaps", Align::Right),
    ]);
    for connection in connections {
        let (messages, values) = (&connection.messages, &connection.values);
        table.row([
            &connection.name,
            state(connection.state),
            &output::count(messages.received),
            &output::count(messages.understood),
            &output::count(messages.refused.values().sum()),
            &output::count(values.read),
            &output::count(values.stored),
            &output::count(values.duplicate),
            &output::count(values.replaced),
            &output::count(values.undecided),
            &output::count(values.refused.values().sum()),
            &output::count(connection.reconnects),
            &output::count(connection.gaps),
        ]);
    }
    table.or("There is no connection yet.\n")
}

/// What was refused, and why, for each connection that refused anything.
fn refusals(connections: &[ConnectionHealth]) -> Vec<String> {
    let told = |what: &str, refused: &BTreeMap<String, u64>| {
        let reasons: Vec<String> = refused
            .iter()
            .map(|(reason, count)| format!("{} {}", safe(reason), output::count(*count)))
            .collect();
        (!reasons.is_empty()).then(|| format!("{what} refused: {}", reasons.join(", ")))
    };
    let mut lines = Vec::new();
    for connection in connections {
        let messages = told("messages", &connection.messages.refused);
        let values = told("values", &connection.values.refused);
        for line in messages.into_iter().chain(values) {
            lines.push(format!("{}: {line}\n", safe(&connection.name)));
        }
    }
    lines
}

/// What became of refused messages that were heard again; none of it is in the table.
fn heard_again(connections: &[ConnectionHealth]) -> Vec<String> {
    let heard = connections.iter().filter(|connection| connection.replayed.messages > 0);
    heard
        .map(|ConnectionHealth { name, replayed, .. }| {
            format!(
                "{}: messages heard again {}; values read {} = new {} + stored already {} + replaced {} + refused {}\n",
                safe(name),
                output::count(replayed.messages),
                output::count(replayed.read),
                output::count(replayed.stored),
                output::count(replayed.duplicate),
                output::count(replayed.replaced),
                output::count(replayed.refused)
            )
        })
        .collect()
}

fn operations(operations: &BTreeMap<String, OperationHealth>) -> String {
    let mut table = Table::new(&[
        ("Operation", Align::Left),
        ("Count", Align::Right),
        ("p50 ms", Align::Right),
        ("p95 ms", Align::Right),
        ("p99 ms", Align::Right),
        ("Longest ms", Align::Right),
    ]);
    for (name, figures) in operations {
        table.row([
            name,
            &output::count(figures.count),
            &output::decimals(figures.p50_ms),
            &output::decimals(figures.p95_ms),
            &output::decimals(figures.p99_ms),
            &output::decimals(figures.max_ms),
        ]);
    }
    table.or("No operation has been measured yet.\n")
}

fn queues(queues: &BTreeMap<String, QueueHealth>) -> String {
    let mut table = Table::new(&[
        ("Queue", Align::Left),
        ("Waiting", Align::Right),
        ("Limit", Align::Right),
        ("Dropped", Align::Right),
        ("When full", Align::Left),
    ]);
    for (name, queue) in queues {
        table.row([
            name,
            &output::count(queue.depth),
            &output::count(queue.limit),
            &output::count(queue.dropped),
            &queue.when_full,
        ]);
    }
    table.or("No queue is running.\n")
}
