//! The board: one slot per point, one record per device and connection.
//!
//! Points and devices are looked up by their number in dense vectors, so their numbers must be small and close
//! together, as row numbers are. Nothing here needs a timer: staleness follows from the `now` of the question.

use std::time::Duration;

use model::{ConnectionId, Current, PointId, Quality, Reading, Timestamp, Value};
use rustc_hash::FxHashMap;

use crate::limits::{
    LAG_MAX_MS, STALE_AFTER_MAX, STALE_AFTER_MIN, STALE_AFTER_UNLEARNED, STALE_INTERVALS,
};
use crate::pace::{Habit, Pace};

#[cfg(test)]
mod tests;

/// A device, by a small number that whoever owns the board has given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub u32);

/// What a device says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Availability {
    /// Nothing, or nothing that still holds.
    #[default]
    Unknown,
    /// It is there.
    Online,
    /// It is gone: its last will, its death certificate or its availability topic says so.
    Offline,
}

/// A value as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// What was said.
    pub value: Value,
    /// How far it can be trusted now: a good value that is too old is stale, a bad one stays bad.
    pub quality: Quality,
    /// When it was true; absent for a retained message without a time of its own.
    pub time: Option<Timestamp>,
    /// When it reached us.
    pub received: Timestamp,
    /// How long ago it was true; absent where nobody knows.
    pub age: Option<Duration>,
    /// How often the point reports, where that is learned.
    pub interval: Option<Duration>,
}

/// The newest value of every point.
#[derive(Debug, Default)]
pub struct Board {
    slots: Vec<Slot>,
    /// When a point may next turn stale; [`NEVER`] once it is announced as stale. Apart from the slots, because it is
    /// walked every second.
    due: Vec<i64>,
    /// The board's revision when the point last changed; apart for the same reason.
    revisions: Vec<u64>,
    devices: Vec<Device>,
    connections: FxHashMap<ConnectionId, Link>,
    revision: u64,
    /// Whether something was said that may turn any point, so that the next pass looks at all of them.
    unsettled: bool,
}

const NEVER: i64 = i64::MAX;
const ALWAYS: i64 = i64::MIN;
const NO_DEVICE: u32 = u32::MAX;

#[derive(Debug, Clone)]
struct Slot {
    value: Option<Value>,
    /// [`ALWAYS`] where nobody knows.
    time_ms: i64,
    received_ms: i64,
    /// From when the present value's time to live counts.
    heard_ms: i64,
    pace: Pace,
    device: u32,
    quality: Quality,
    /// Whether the present value came from the disk, so that no gap may be measured from it.
    restored: bool,
    /// Whether the point was last announced as stale.
    announced: bool,
}

#[derive(Debug, Clone, Default)]
struct Device {
    connection: Option<ConnectionId>,
    availability: Availability,
    /// When it last said so.
    told_ms: i64,
    /// When it last came back; a gap that spans it is no habit.
    resumed_ms: Option<i64>,
    /// Until when one of its steady points counts; absent while it has none.
    steady_until: Option<i64>,
    /// Until when one of its other points counts.
    loose_until: Option<i64>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Link {
    away: bool,
    resumed_ms: Option<i64>,
}

impl Default for Slot {
    fn default() -> Self {
        Self {
            value: None,
            time_ms: ALWAYS,
            received_ms: ALWAYS,
            heard_ms: ALWAYS,
            pace: Pace::default(),
            device: NO_DEVICE,
            quality: Quality::Good,
            restored: false,
            announced: false,
        }
    }
}

impl Board {
    /// An empty board.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says which device a point belongs to and over which connection that device speaks.
    pub fn place(&mut self, point: PointId, device: DeviceId, connection: Option<ConnectionId>) {
        let at = index(device.0);
        if self.devices.len() <= at {
            self.devices.resize_with(at + 1, Device::default);
        }
        self.devices[at].connection = connection;
        let slot = self.slot_mut(point);
        slot.device = device.0;
        self.unsettled = true;
    }

    /// Puts back what was stored, with the habit where one was learned; a newer value on the board stays.
    pub fn restore(&mut self, point: PointId, current: Current, habit: Option<Habit>) {
        let slot = self.slot_mut(point);
        let time_ms = current.time.map_or(ALWAYS, Timestamp::ms);
        if slot.value.is_some() && slot.time_ms >= time_ms {
            return;
        }
        slot.received_ms = current.received.ms();
        slot.heard_ms = heard(time_ms, slot.received_ms, false);
        slot.time_ms = time_ms;
        slot.value = Some(current.value);
        slot.quality = current.quality;
        slot.restored = true;
        if let Some(habit) = habit {
            slot.pace = Pace::restored(habit);
        }
        self.vouch(point);
        self.changed(point);
    }

    /// Takes a reading, stored or still on its way there. Says whether the board changed: a reading older than the
    /// value shown never replaces it, nor does the same one again.
    pub fn accept(&mut self, reading: &Reading) -> bool {
        let resumed_ms = self.resumed_ms(reading.point);
        let slot = self.slot_mut(reading.point);
        if !slot.is_replaced_by(reading) {
            return false;
        }
        let (time_ms, received_ms) = (reading.time.ms(), reading.received.ms());
        let known = slot.value.is_some() && slot.time_ms != ALWAYS && !slot.restored;
        let mut always_late = false;
        if known && time_ms > slot.time_ms {
            let told_ms = time_ms.saturating_sub(slot.time_ms);
            let gap_ms = received_ms.saturating_sub(slot.received_ms);
            let lag_moved = gap_ms.abs_diff(told_ms);
            always_late = lag_moved <= LAG_MAX_MS.unsigned_abs() && gap_ms >= told_ms / 2;
            if resumed_ms.is_none_or(|resumed| resumed <= slot.received_ms) {
                slot.pace.learn(slot.received_ms, received_ms, told_ms);
            }
        }
        slot.heard_ms = heard(time_ms, received_ms, always_late);
        slot.time_ms = time_ms;
        slot.received_ms = received_ms;
        slot.value = Some(reading.value.clone());
        slot.quality = reading.quality;
        slot.restored = false;
        self.vouch(reading.point);
        self.changed(reading.point);
        true
    }

    /// Shows a retained message without a time of its own: quality uncertain, age unknown. Says whether the board
    /// changed; it never replaces a reading, because nobody knows which of them is newer.
    pub fn hold_retained(&mut self, point: PointId, value: Value, received: Timestamp) -> bool {
        let slot = self.slot_mut(point);
        if slot.value.is_some() && slot.time_ms != ALWAYS {
            return false;
        }
        slot.value = Some(value);
        slot.quality = Quality::Uncertain;
        slot.received_ms = received.ms();
        slot.heard_ms = received.ms();
        slot.restored = false;
        self.changed(point);
        true
    }

    /// Takes what a device says of itself.
    pub fn availability(&mut self, device: DeviceId, availability: Availability, at: Timestamp) {
        let index = index(device.0);
        if self.devices.len() <= index {
            self.devices.resize_with(index + 1, Device::default);
        }
        let device = &mut self.devices[index];
        if device.availability == Availability::Offline && availability != Availability::Offline {
            device.resumed_ms = Some(at.ms());
        }
        if device.availability != availability {
            device.availability = availability;
            device.told_ms = at.ms();
            self.unsettled = true;
        }
    }

    /// Says that a connection is silent or lost: all its points are stale until it is back.
    pub fn connection_away(&mut self, connection: ConnectionId) {
        self.connections.entry(connection).or_default().away = true;
        self.unsettled = true;
    }

    /// Says that a connection is there again; its points are judged by their age as before.
    pub fn connection_back(&mut self, connection: ConnectionId, at: Timestamp) {
        let link = self.connections.entry(connection).or_default();
        let was_away = std::mem::take(&mut link.away);
        self.unsettled = true;
        if !was_away {
            return;
        }
        link.resumed_ms = Some(at.ms());
        // What came since the last pass was shown as stale, and no pass would tell that it no longer is.
        for at in 0..self.slots.len() {
            let device = self.device(&self.slots[at]);
            let is_here = device.is_some_and(|device| device.connection == Some(connection));
            if is_here && self.due[at] == ALWAYS {
                self.changed(PointId(u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
    }

    /// Takes a point off the board, with all that was learned of it.
    pub fn forget(&mut self, point: PointId) {
        let at = index(point.0);
        if at < self.slots.len() {
            self.slots[at] = Slot::default();
            self.changed(point);
            self.due[at] = NEVER;
        }
    }

    /// The value of a point as it is shown at `now`; nothing where none is known.
    #[must_use]
    pub fn view(&self, point: PointId, now: Timestamp) -> Option<Shown> {
        let slot = self.slots.get(index(point.0))?;
        let value = slot.value.clone()?;
        let time = (slot.time_ms != ALWAYS).then(|| Timestamp::from_ms(slot.time_ms));
        let stale = slot.quality != Quality::Bad && self.stale_from(slot) <= now.ms();
        Some(Shown {
            value,
            quality: if stale { Quality::Stale } else { slot.quality },
            time,
            received: Timestamp::from_ms(slot.received_ms),
            age: time.map(|time| now.since(time)),
            interval: slot.pace.habit().map(|habit| habit.interval),
        })
    }

    /// How a point reports, where that is learned: what to keep over a restart.
    #[must_use]
    pub fn habit(&self, point: PointId) -> Option<Habit> {
        self.slots.get(index(point.0))?.pace.habit()
    }

    /// Finds the points that turned stale, or fresh again, since the last pass, and counts them as changed. Cheap
    /// enough for every second: it walks one number a point unless a device or a connection was heard of.
    pub fn settle(&mut self, now: Timestamp) -> Vec<PointId> {
        let all = std::mem::take(&mut self.unsettled);
        let mut turned = Vec::new();
        for at in 0..self.slots.len() {
            if !all && self.due[at] > now.ms() {
                continue;
            }
            let slot = &self.slots[at];
            if slot.value.is_none() {
                self.due[at] = NEVER;
                continue;
            }
            let stale_from = self.stale_from(slot);
            let stale = stale_from <= now.ms();
            self.due[at] = if stale { NEVER } else { stale_from };
            if stale != slot.announced {
                self.slots[at].announced = stale;
                turned.push(PointId(u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
        if !turned.is_empty() {
            self.revision += 1;
        }
        for point in &turned {
            self.revisions[index(point.0)] = self.revision;
        }
        turned
    }

    /// The revision of the board: grows with every change.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The points that changed after a revision, in the order of their numbers. A point that was forgotten is among
    /// them and has no view.
    pub fn changed_since(&self, revision: u64) -> impl Iterator<Item = PointId> {
        (0u32..)
            .zip(&self.revisions)
            .filter(move |(_, at)| **at > revision)
            .map(|(point, _)| PointId(point))
    }

    fn slot_mut(&mut self, point: PointId) -> &mut Slot {
        let at = index(point.0);
        if self.slots.len() <= at {
            self.slots.resize_with(at + 1, Slot::default);
            self.due.resize(at + 1, NEVER);
            self.revisions.resize(at + 1, 0);
        }
        &mut self.slots[at]
    }

    fn changed(&mut self, point: PointId) {
        let at = index(point.0);
        self.revision += 1;
        self.revisions[at] = self.revision;
        // What was just told counts as fresh until the next pass looks at it.
        self.slots[at].announced = false;
        self.due[at] = ALWAYS;
    }

    fn device(&self, slot: &Slot) -> Option<&Device> {
        self.devices.get(index(slot.device))
    }

    fn link(&self, device: &Device) -> Option<Link> {
        self.connections.get(&device.connection?).copied()
    }

    /// When the point's device or connection last came back.
    fn resumed_ms(&self, point: PointId) -> Option<i64> {
        let device = self.device(self.slots.get(index(point.0))?)?;
        let link = self.link(device).and_then(|link| link.resumed_ms);
        device.resumed_ms.max(link)
    }

    /// Lets a point that was just heard speak for its siblings.
    fn vouch(&mut self, point: PointId) {
        let slot = &self.slots[index(point.0)];
        let Some(device) = self.devices.get_mut(index(slot.device)) else {
            return;
        };
        let (until, mine) = if slot.is_steady() {
            (&mut device.steady_until, slot.own_until())
        } else {
            (&mut device.loose_until, slot.loose_until())
        };
        // Siblings may have been announced as stale when the last word of the device had run out.
        if until.is_none_or(|until| until <= slot.received_ms) {
            self.unsettled = true;
        }
        *until = (*until).max(Some(mine));
    }

    /// The instant from which a slot's value is stale, by all that is known now: the rules of the front page.
    fn stale_from(&self, slot: &Slot) -> i64 {
        let Some(device) = self.device(slot) else {
            return if slot.is_steady() { slot.own_until() } else { slot.loose_until() };
        };
        if self.link(device).is_some_and(|link| link.away) {
            return ALWAYS;
        }
        if device.availability == Availability::Offline && slot.received_ms <= device.told_ms {
            return ALWAYS;
        }
        if slot.is_steady() {
            return slot.own_until();
        }
        if device.availability == Availability::Online {
            return NEVER;
        }
        if !slot.pace.on_change() {
            return slot.own_until();
        }
        match device.steady_until {
            Some(until) => until.max(slot.own_until()),
            None => slot.loose_until().max(device.loose_until.unwrap_or(ALWAYS)),
        }
    }
}

impl Slot {
    fn is_replaced_by(&self, reading: &Reading) -> bool {
        let Some(value) = &self.value else {
            return true;
        };
        let time_ms = reading.time.ms();
        let corrected = !value.same(&reading.value) || self.quality != reading.quality;
        time_ms > self.time_ms || (time_ms == self.time_ms && corrected)
    }

    fn is_steady(&self) -> bool {
        self.pace.interval_ms().is_some() && !self.pace.on_change()
    }

    /// Until when the value counts by the point's own interval.
    fn own_until(&self) -> i64 {
        let life = self.pace.interval_ms().map_or(whole_ms(STALE_AFTER_UNLEARNED), life_ms);
        self.heard_ms.saturating_add(life)
    }

    /// Until when the value counts by the longest silence the point broke by itself.
    fn loose_until(&self) -> i64 {
        if self.pace.on_change() {
            let life = life_ms(self.pace.longest_ms());
            self.heard_ms.saturating_add(life)
        } else {
            self.own_until()
        }
    }
}

/// How long a value counts that is expected again after `interval_ms`.
fn life_ms(interval_ms: i64) -> i64 {
    (i64::from(STALE_INTERVALS) * interval_ms)
        .clamp(whole_ms(STALE_AFTER_MIN), whole_ms(STALE_AFTER_MAX))
}

/// From when a value's life counts: its receipt, or its own time plus the lag allowed where it came as history.
fn heard(time_ms: i64, received_ms: i64, always_late: bool) -> i64 {
    if always_late || time_ms == ALWAYS {
        received_ms
    } else {
        received_ms.min(time_ms.saturating_add(LAG_MAX_MS))
    }
}

fn whole_ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn index(number: u32) -> usize {
    number as usize
}
