//! A live stream: events as they happen, and frames of changed values, at most ten a second.
//!
//! A window that is two frames behind gets none until it has caught up, and then the newest values only.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use model::{PointId, Value};
use rustc_hash::FxHashMap;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};
use wire::{Event, Frame, FrameRow, RowValue, Watch, Watched};

use crate::clock;
use crate::door::StreamItem;
use crate::engine::Engine;
use crate::limits::{FRAME_EVERY, FRAMES_UNACKNOWLEDGED_MAX, STREAM_ITEMS_MAX};

/// One window's stream: what it watches and how far it has come.
pub(crate) struct Stream {
    engine: Arc<Engine>,
    watched: Mutex<Rows>,
    watches: AtomicU32,
    sent: AtomicU32,
    acknowledged: AtomicU32,
}

/// The rows of the newest watch.
#[derive(Default)]
struct Rows {
    watch: u32,
    row_of: FxHashMap<PointId, u32>,
    revision: u64,
    /// Changed and not yet sent, by row.
    waiting: BTreeMap<u32, PointId>,
}

impl Stream {
    pub(crate) fn new(engine: Arc<Engine>) -> Arc<Self> {
        Arc::new(Self {
            engine,
            watched: Mutex::default(),
            watches: AtomicU32::new(0),
            sent: AtomicU32::new(0),
            acknowledged: AtomicU32::new(0),
        })
    }

    /// Chooses what the frames carry from now on.
    pub(crate) fn watch(&self, ask: &Watch) -> Watched {
        let number = self.watches.fetch_add(1, Ordering::Relaxed) + 1;
        // The revision first: what changes while the snapshot is taken comes again in a frame.
        let revision = self.engine.board().revision();
        let (watched, points) = self.engine.snapshot(number, ask);
        let row_of = points.into_iter().zip(0..).collect();
        let waiting = BTreeMap::new();
        let rows = Rows { watch: number, row_of, revision, waiting };
        *self.watched.lock().unwrap_or_else(PoisonError::into_inner) = rows;
        watched
    }

    /// The window has taken this frame.
    pub(crate) fn acknowledge(&self, frame: u32) {
        self.acknowledged.fetch_max(frame, Ordering::Relaxed);
    }

    /// Starts sending; ends when nobody takes the items any more.
    pub(crate) fn start(self: &Arc<Self>) -> mpsc::Receiver<StreamItem> {
        let (items, taken) = mpsc::channel(STREAM_ITEMS_MAX);
        // A new stream owes nothing for the frames of an older one.
        self.acknowledged.store(self.sent.load(Ordering::Relaxed), Ordering::Relaxed);
        tokio::spawn(Arc::clone(self).send_frames(items.clone()));
        tokio::spawn(Arc::clone(self).send_events(items));
        taken
    }

    async fn send_events(self: Arc<Self>, items: mpsc::Sender<StreamItem>) {
        let mut events = self.engine.events.subscribe();
        // Whoever opens a stream hears how things stand, not only what changes.
        self.engine.announce_connections();
        self.engine.announce(self.engine.store_trouble());
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                () = items.closed() => return,
            };
            let event: Event = match event {
                Ok(event) => event,
                // Events tell a whole state, and the next one makes up for those that were missed; but edits of points
                // are told once, so that whoever may have missed one asks for the list.
                Err(RecvError::Lagged(_)) => self.engine.points_changed(),
                Err(RecvError::Closed) => return,
            };
            if items.send(StreamItem::Event(event)).await.is_err() {
                return;
            }
        }
    }

    async fn send_frames(self: Arc<Self>, items: mpsc::Sender<StreamItem>) {
        let mut ticks = interval(FRAME_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                () = items.closed() => return,
            }
            let sent = self.sent.load(Ordering::Relaxed);
            let behind = sent.saturating_sub(self.acknowledged.load(Ordering::Relaxed));
            if behind >= FRAMES_UNACKNOWLEDGED_MAX {
                continue;
            }
            let Some(frame) = self.next_frame(sent + 1) else { continue };
            self.sent.store(sent + 1, Ordering::Relaxed);
            if items.send(StreamItem::Frame(frame.to_bytes())).await.is_err() {
                return;
            }
        }
    }

    /// What changed since the last frame; none where nothing did.
    fn next_frame(&self, number: u32) -> Option<Frame> {
        let now = clock::now();
        let mut rows = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let board = self.engine.board();
        let revision = board.revision();
        let changed: Vec<PointId> = board.changed_since(rows.revision).collect();
        rows.revision = revision;
        for point in changed {
            if let Some(row) = rows.row_of.get(&point).copied() {
                rows.waiting.insert(row, point);
            }
        }
        let mut frame = Frame { watch: rows.watch, number, now, rows: Vec::new() };
        while frame.rows.len() < Frame::ROWS_MAX {
            let Some((row, point)) = rows.waiting.pop_first() else { break };
            let Some(shown) = board.view(point, now) else { continue };
            let value = match shown.value {
                Value::Number(number) => RowValue::Number(number),
                Value::Boolean(boolean) => RowValue::Boolean(boolean),
                Value::Text(text) => RowValue::Text(text),
            };
            let (quality, time, received) = (shown.quality, shown.time, shown.received);
            frame.rows.push(FrameRow { row, value, quality, time, received });
        }
        (!frame.rows.is_empty()).then_some(frame)
    }
}
