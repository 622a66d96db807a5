//! `mapping`: what messages mean that no convention knows; listed, tried, saved, switched, removed.

use std::fs;
use std::io::Read;
use std::path::Path;

use engine::Door;
use serde_json::Value as Json;
use wire::{
    ChangedValue, GivenMessage, Histories, LeafType, MappingLeaves, MappingMistake, MappingSaved,
    MappingTried, MappingView, Mappings, MoveMapping, RemoveMapping, SaveMapping, SuggestMapping,
    SwitchMapping, TryMapping,
};

use crate::args::{MappingCommand, SaveArgs, TryArgs};
use crate::exit::Ended;
use crate::output::{self, Align, Output, Table, UNKNOWN, safe};

/// A larger file is neither a mapping nor a message.
const FILE_BYTES_MAX: u64 = 4 << 20;

pub(super) async fn run(
    door: &Door,
    command: &MappingCommand,
    output: Output,
) -> Result<(), Ended> {
    match command {
        MappingCommand::List => {
            let mappings = door.ask(Mappings {}).await?;
            output.answer(&mappings, || list(&mappings))
        }
        MappingCommand::Show(named) => {
            let mappings = door.ask(Mappings {}).await?;
            let found = mappings.iter().find(|mapping| mapping.name == named.name);
            let found = found.ok_or_else(|| {
                let message = format!("There is no mapping {:?}.", named.name);
                Ended::could_not(message, "`plantroomctl mapping list` shows them.")
            })?;
            output.answer(found, || found.file.clone())
        }
        MappingCommand::Save(args) => save(door, args, output).await,
        MappingCommand::On(named) => switch(door, &named.name, true, output).await,
        MappingCommand::Off(named) => switch(door, &named.name, false, output).await,
        MappingCommand::Move(args) => {
            let ask = MoveMapping { name: args.name.clone(), before: args.before.clone() };
            let all = door.ask(ask).await?;
            output.answer(&all, || list(&all))
        }
        MappingCommand::Remove(named) => {
            let left = door.ask(RemoveMapping { name: named.name.clone() }).await?;
            output.answer(&left, || {
                format!("{:?} is removed. What it read stays stored.", named.name)
            })
        }
        MappingCommand::Try(args) => try_on(door, args, output).await,
        MappingCommand::Leaves(args) => {
            let ask =
                SuggestMapping { connection: args.connection.clone(), topic: args.topic.clone() };
            let found = door.ask(ask).await?;
            output.answer(&found, || leaves(&found))
        }
    }
}

async fn save(door: &Door, args: &SaveArgs, output: Output) -> Result<(), Ended> {
    let file = text(&args.file)?;
    let known = door.ask(Mappings {}).await?;
    let before = named_alike(&known, &file);
    let connection = match before {
        Some(before) if args.connection.is_none() && !args.all_connections => {
            before.connection.clone()
        }
        Some(_) | None => args.connection.clone(),
    };
    let before = before.map(|before| before.name.clone());
    let histories = match (args.go_on, args.new_points) {
        (true, _) => Some(Histories::GoOn),
        (_, true) => Some(Histories::Begin),
        (false, false) => None,
    };
    let ask = SaveMapping { file, connection, on: !args.off, before, place: None, histories };
    let saved = door.ask(ask).await?;
    output.answer(&saved, || saved_words(&saved))?;
    match (&saved.saved, saved.changed.is_empty()) {
        (Some(_), _) => Ok(()),
        (None, true) => Err(mistaken()),
        (None, false) => Err(Ended::could_not(
            "Values of known points would mean something else; nothing was changed.",
            "--new-points begins new points for them, --go-on lets the old ones go on.",
        )),
    }
}

async fn switch(door: &Door, name: &str, on: bool, output: Output) -> Result<(), Ended> {
    let all = door.ask(SwitchMapping { name: name.to_owned(), on }).await?;
    output.answer(&all, || {
        let does = if on { "reads messages from now on" } else { "reads nothing any more" };
        format!("{name:?} {does}.")
    })
}

async fn try_on(door: &Door, args: &TryArgs, output: Output) -> Result<(), Ended> {
    let message = match (&args.payload, &args.topic) {
        (Some(path), Some(topic)) => {
            Some(GivenMessage { topic: topic.clone(), payload: text(path)? })
        }
        (None, _) | (_, None) => None,
    };
    let file = text(&args.file)?;
    let known = door.ask(Mappings {}).await?;
    let before = named_alike(&known, &file).map(|before| before.name.clone());
    let ask = TryMapping { file, connection: args.connection.clone(), message, before };
    let tried = door.ask(ask).await?;
    output.answer(&tried, || tried_words(&tried))?;
    if tried.mistakes.is_empty() { Ok(()) } else { Err(mistaken()) }
}

/// The mapping whose place a file takes, by its name. A file that is no JSON has none; its mistakes are told by the engine.
fn named_alike<'a>(known: &'a [MappingView], file: &str) -> Option<&'a MappingView> {
    let parsed: Json = serde_json::from_str(file).unwrap_or_default();
    known.iter().find(|one| Some(one.name.as_str()) == parsed["name"].as_str())
}

fn text(path: &Path) -> Result<String, Ended> {
    let file = fs::File::open(path).map_err(|cause| Ended::reading(path, cause))?;
    let mut text = String::new();
    let read = file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text);
    read.map_err(|cause| Ended::reading(path, cause))?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(Ended::reading(path, "it is larger than 4 MiB"));
    }
    Ok(text)
}

fn mistaken() -> Ended {
    Ended::could_not(
        "The mapping has mistakes; nothing was changed.",
        "Mend the lines that are named, then try it again.",
    )
}

fn list(mappings: &[MappingView]) -> String {
    let mut table = Table::new(&[
        ("Name", Align::Left),
        ("Reads", Align::Left),
        ("Connection", Align::Left),
        ("Topics", Align::Left),
        ("Values", Align::Right),
        ("Heard", Align::Right),
    ]);
    for mapping in mappings {
        let reads = match (mapping.on, mapping.hindrance.as_str()) {
            (false, _) => "off",
            (true, "") => "on",
            (true, _) => "left out",
        };
        table.row([
            &mapping.name,
            reads,
            mapping.connection.as_deref().unwrap_or("all"),
            output::or_unknown(&mapping.topics),
            &output::count(mapping.values.into()),
            &output::count(mapping.matched.into()),
        ]);
    }
    let mut text = table.or("No mapping is kept.");
    for mapping in mappings.iter().filter(|mapping| !mapping.hindrance.is_empty()) {
        let (name, why) = (safe(&mapping.name), safe(&mapping.hindrance));
        text.push_str(&format!("{name} is left out and reads nothing: {why}\n"));
    }
    text
}

fn mistakes(mistakes: &[MappingMistake]) -> String {
    let line = |mistake: &MappingMistake| {
        let MappingMistake { line, place, wrong, remedy } = mistake;
        format!("line {line} {}: {}; {}\n", safe(place), safe(wrong), safe(remedy))
    };
    mistakes.iter().map(line).collect()
}

fn saved_words(saved: &MappingSaved) -> String {
    let Some(name) = &saved.saved else {
        return [mistakes(&saved.mistakes), changed_words(&saved.changed)].concat();
    };
    let mut text = format!("{name:?} is saved.\n");
    for words in &saved.words {
        text.push_str(&format!("{}\n", safe(words)));
    }
    text
}

fn tried_words(tried: &MappingTried) -> String {
    if !tried.mistakes.is_empty() {
        return mistakes(&tried.mistakes);
    }
    let mut table = Table::new(&[
        ("Topic", Align::Left),
        ("Device", Align::Left),
        ("Point", Align::Left),
        ("Value", Align::Right),
        ("Unit", Align::Left),
        ("Time", Align::Right),
        ("Quality", Align::Left),
    ]);
    for message in &tried.tried {
        if let Some(reason) = &message.refused {
            table.row([&message.topic, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, reason]);
        }
        for value in &message.values {
            let time = value.time.and_then(|time| {
                let utc = chrono::DateTime::from_timestamp_millis(time.ms())?;
                Some(utc.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
            });
            table.row([
                &message.topic,
                &value.device,
                value.path.trim_start_matches('/'),
                &output::value(Some(&value.value)),
                value.unit.as_ref().map_or(UNKNOWN, model::Unit::as_str),
                time.as_deref().unwrap_or(UNKNOWN),
                value.quality.word(),
            ]);
        }
        for reject in &message.rejects {
            let why = if reject.words.is_empty() { &reject.reason } else { &reject.words };
            let field = reject.field.as_deref().unwrap_or(UNKNOWN);
            table.row([&message.topic, UNKNOWN, field, UNKNOWN, UNKNOWN, UNKNOWN, why]);
        }
    }
    let mut text = table.or("No captured message is on its topics.");
    text.push_str(&format!(
        "{} messages tried: {} values read, {} refused.\n",
        tried.messages, tried.values, tried.refused
    ));
    for words in tried.jumps.iter().chain(&tried.words) {
        text.push_str(&format!("{}\n", safe(words)));
    }
    text.push_str(&changed_words(&tried.changed));
    text
}

fn changed_words(changed: &[ChangedValue]) -> String {
    let line = |value: &ChangedValue| {
        let ChangedValue { name, was, now, points, named } = value;
        let more = points.saturating_sub(u32::try_from(named.len()).unwrap_or(u32::MAX));
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let points = match points {
            1 => "1 known point".to_owned(),
            points => format!("{points} known points"),
        };
        let named = named.join(", ");
        let (name, was, now, named) = (safe(name), safe(was), safe(now), safe(&named));
        format!("{name} means something else: {was} before, {now} now. {points}: {named}{more}\n")
    };
    changed.iter().map(line).collect()
}

fn leaves(found: &MappingLeaves) -> String {
    let mut table = Table::new(&[
        ("At", Align::Left),
        ("Type", Align::Left),
        ("Messages", Align::Right),
        ("Name", Align::Left),
        ("Unit", Align::Left),
        ("Samples", Align::Left),
    ]);
    for leaf in &found.leaves {
        let leaf_type = match (leaf.leaf_type, &leaf.time) {
            (_, Some(_)) => "time",
            (LeafType::Number, None) => "number",
            (LeafType::Text, None) => "text",
            (LeafType::Boolean, None) => "true or false",
            (LeafType::Nothing, None) => "nothing",
        };
        table.row([
            &leaf.at,
            leaf_type,
            &output::count(leaf.messages.into()),
            &leaf.name,
            leaf.unit.as_ref().map_or(UNKNOWN, model::Unit::as_str),
            &leaf.samples.join(", "),
        ]);
    }
    table.or("No captured message of this topic holds values.")
}
