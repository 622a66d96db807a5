//! `quarantine`: what was refused, tried again or dismissed.

use engine::Door;
use wire::{Dismiss, RefusalView, Refusals, RefusalsView, Replay, ReplayView};

use crate::args::{QuarantineCommand, WhichArgs};
use crate::exit::Ended;
use crate::output::{self, Align, Output, Table, UNKNOWN, or_unknown};
use crate::time;

/// Kinds that are tried again at once; meanwhile their connection's messages wait.
const AT_ONCE: usize = 100;

pub(super) async fn run(
    door: &Door,
    command: &QuarantineCommand,
    output: Output,
) -> Result<(), Ended> {
    match command {
        QuarantineCommand::List(args) => {
            let ask = Refusals {
                reason: args.reason.clone(),
                connection: args.connection.clone(),
                text: args.text.clone().unwrap_or_default(),
                from: 0,
            };
            let all = all(door, ask).await?;
            output.answer(&all, || list(&all))
        }
        QuarantineCommand::Replay(which) => replay(door, which, output).await,
        QuarantineCommand::Dismiss(which) => {
            let dismissed = door.ask(Dismiss { ids: chosen(door, which).await? }).await?;
            output.answer(&dismissed, || {
                format!("{} kinds of refusals are dismissed.", dismissed.dismissed)
            })
        }
    }
}

/// Page after page; the first one's sums.
async fn all(door: &Door, mut ask: Refusals) -> Result<RefusalsView, Ended> {
    let mut all = door.ask(ask.clone()).await?;
    while all.refusals.len() < all.matching as usize {
        ask.from = u32::try_from(all.refusals.len()).unwrap_or(u32::MAX);
        let page = door.ask(ask.clone()).await?;
        if page.refusals.is_empty() {
            break;
        }
        all.refusals.extend(page.refusals);
    }
    Ok(all)
}

async fn chosen(door: &Door, which: &WhichArgs) -> Result<Vec<String>, Ended> {
    if !which.all {
        return Ok(which.ids.clone());
    }
    let all = all(door, Refusals::default()).await?;
    Ok(all.refusals.into_iter().map(|kind| kind.id).collect())
}

async fn replay(door: &Door, which: &WhichArgs, output: Output) -> Result<(), Ended> {
    let mut sum = ReplayView::default();
    for ids in chosen(door, which).await?.chunks(AT_ONCE) {
        let one = door.ask(Replay { ids: ids.to_vec() }).await?;
        sum.messages += one.messages;
        sum.values += one.values;
        sum.stored += one.stored;
        sum.duplicate += one.duplicate;
        sum.replaced += one.replaced;
        sum.shown += one.shown;
        sum.over.extend(one.over);
        sum.stays.extend(one.stays);
    }
    output.answer(&sum, || {
        format!(
            "{} messages tried: {} values read, {} of them new; {} kinds are over, {} stay.",
            sum.messages,
            sum.values,
            sum.stored,
            sum.over.len(),
            sum.stays.len()
        )
    })
}

fn list(all: &RefusalsView) -> String {
    let mut table = Table::new(&[
        ("Id", Align::Left),
        ("Reason", Align::Left),
        ("Connection", Align::Left),
        ("Topic", Align::Left),
        ("Field", Align::Left),
        ("Count", Align::Right),
        ("Last", Align::Right),
        ("Message", Align::Left),
    ]);
    let now = engine::now().ms();
    for kind in &all.refusals {
        let RefusalView { id, reason, connection, topic, field, count, last, sample, .. } = kind;
        table.row([
            id,
            reason,
            connection,
            or_unknown(topic),
            field.as_deref().unwrap_or(UNKNOWN),
            &output::count(*count),
            &time::age(now.saturating_sub(last.ms()).max(0)),
            sample.as_deref().unwrap_or(UNKNOWN),
        ]);
    }
    let mut text = table.or("Nothing is in quarantine.");
    if all.messages_beyond + all.values_beyond > 0 {
        text.push_str(&format!(
            "Beyond {} kinds: {} messages and {} values.\n",
            all.kinds_max,
            output::count(all.messages_beyond),
            output::count(all.values_beyond)
        ));
    }
    text
}
