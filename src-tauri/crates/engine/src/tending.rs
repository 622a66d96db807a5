//! What is looked after by the clock: staleness, seals, counters, learned intervals, points that nobody accepted.

use std::sync::Arc;
use std::time::Duration;

use ingest::Trouble;
use live::Habit;
use model::{PointId, Timestamp};
use store::HabitRow;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};
use wire::Event;

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::{
    FORGET_EVERY, FOUND_KEPT, KEEP_COUNTS_EVERY, KEEP_HABITS_EVERY, POINTS_SETTLE, POINTS_SHARE,
    TEND_EVERY,
};

/// Runs until it is aborted.
pub(crate) async fn tend(engine: Arc<Engine>) {
    let mut ticks = interval(TEND_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let started = Instant::now();
    let (mut counts_kept, mut habits_kept) = (started, started);
    // The first look at old readings waits: a clock that is set after the start must not cost anything.
    let mut forgotten = started;
    let mut received = 0;
    let mut trouble = None;
    loop {
        ticks.tick().await;
        let now = clock::now();
        engine.store.tend(now);
        engine.board().settle(now);
        engine.note_live(now);
        engine.settle_decided();
        received = engine.announce_traffic(received);
        engine.announce_trouble(&mut trouble);
        if engine.is_behind() && engine.refresh_directory().await.is_ok() {
            engine.announce(Event::PlacesChanged);
            engine.announce_points();
        }
        if counts_kept.elapsed() >= KEEP_COUNTS_EVERY {
            counts_kept = Instant::now();
            engine.keep_counts().await;
            engine.keep_quarantine(false).await;
        }
        if habits_kept.elapsed() >= KEEP_HABITS_EVERY {
            habits_kept = Instant::now();
            engine.keep_habits().await;
        }
        if forgotten.elapsed() >= FORGET_EVERY {
            forgotten = Instant::now();
            engine.forget_found(now).await;
        }
    }
}

/// Reads the points anew whenever some were found; runs until it is aborted.
pub(crate) async fn follow_points(engine: Arc<Engine>) {
    let mut revision = engine.ingest.points_revision();
    let mut took = Duration::ZERO;
    while revision.changed().await.is_ok() {
        // Points come in crowds: one reading of the list serves them all.
        sleep(POINTS_SETTLE.max(took * POINTS_SHARE)).await;
        revision.borrow_and_update();
        let started = Instant::now();
        match engine.refresh_directory().await {
            Ok(()) => engine.announce_points(),
            Err(failure) => tracing::error!(%failure, "Points not read"),
        }
        took = started.elapsed();
    }
}

impl Engine {
    /// Keeps the counters, so that a later start goes on counting from here.
    pub(crate) async fn keep_counts(&self) {
        if let Err(error) = self.store.main().put_counts(&self.sessions.counts()).await {
            tracing::error!(%error, "Counters not kept");
        }
    }

    /// Keeps how points usually speak.
    pub(crate) async fn keep_habits(&self) {
        let directory = self.directory();
        let learned: Vec<(PointId, HabitRow)> = {
            let board = self.board();
            let changed = directory.entries().filter_map(|entry| {
                let habit = row_of(board.habit(entry.row.point.id)?);
                let known = entry.row.habit;
                known
                    .is_none_or(|known| differs(known, habit))
                    .then_some((entry.row.point.id, habit))
            });
            changed.collect()
        };
        if learned.is_empty() {
            return;
        }
        match self.store.main().learn_habits(&learned).await {
            Ok(()) => drop(self.refresh_directory().await),
            Err(error) => tracing::error!(%error, "Learned intervals not kept"),
        }
    }

    /// Counts what the seals found late readings to be.
    pub(crate) fn settle_decided(&self) {
        let directory = self.directory();
        for (point, decided) in self.store.take_decided() {
            let connection = directory.get(point).and_then(|e| e.row.point.key.connection);
            if let Some(ledger) = connection.and_then(|id| self.sessions.ledger(id)) {
                ledger.decide(decided);
            }
        }
    }

    /// Tells the screens that counters moved; returns the count of messages they were told.
    fn announce_traffic(&self, told: u64) -> u64 {
        let all = self.sessions.all();
        let received = all.iter().map(|known| known.ledger.counts().messages.received).sum();
        if received != told {
            self.announce_connections();
        }
        received
    }

    /// Tells the screens when nothing can be written, and when it can again.
    fn announce_trouble(&self, told: &mut Option<Trouble>) {
        let trouble = self.ingest.trouble();
        if trouble != *told {
            self.announce(self.store_trouble());
            *told = trouble;
        }
    }

    /// Why nothing can be written at present, as the screens are told.
    pub(crate) fn store_trouble(&self) -> Event {
        let trouble = self.ingest.trouble();
        Event::StoreTrouble(trouble.map(|t| convert::store_trouble(&t.words, t.full)))
    }

    /// Deletes old readings of points that nobody accepted.
    ///
    /// Old is counted from the newest reading of any point or from now, whichever is earlier: a clock that jumps ahead
    /// costs nothing.
    async fn forget_found(&self, now: Timestamp) {
        let newest = self.store.all_newest().iter().map(|(_, current)| current.received).max();
        let Some(newest) = newest else { return };
        let before = now.min(newest + Duration::from_secs(86_400)) - FOUND_KEPT;
        let directory = self.directory();
        let found = directory.entries().map(|entry| &entry.row.point);
        let found = found.filter(|point| !point.accepted && point.key.connection.is_some());
        let points = found.map(|point| point.id).collect();
        match self.store.forget_before(points, before).await {
            Ok(0) => {}
            Ok(readings) => tracing::info!(readings, "Old readings of found points deleted"),
            Err(error) => tracing::error!(%error, "Old readings of found points not deleted"),
        }
    }
}

fn row_of(habit: Habit) -> HabitRow {
    HabitRow { interval: habit.interval, longest: habit.longest, on_change: habit.on_change }
}

/// Whether a habit has changed by more than the noise of a clock: a tenth.
fn differs(known: HabitRow, habit: HabitRow) -> bool {
    let far = |a: Duration, b: Duration| a.abs_diff(b) > a / 10;
    known.on_change != habit.on_change
        || far(known.interval, habit.interval)
        || far(known.longest, habit.longest)
}
