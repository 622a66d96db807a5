//! What the devices publish and when, and what they take.
//!
//! Each topic has a round of its own. A dead device says nothing, those behind the gateway nothing while it is away. A wanted
//! value that is valid is told back on the point's own topic; one that is not is passed over without a word.

use std::sync::Arc;

use model::Timestamp;

use super::faults::{Fault, is_gateway_away};
use super::plan::{Building, Feed, Point};
use super::signal::{Air, Cold, Fcu, Hot, Light, Signal, Vav};
use super::state::State;
use crate::message::Message;
use crate::payload::{self, Told};
use crate::points::rounded;
use crate::signal::Figure;

/// The longest text that is looked at for a wanted value.
const WANTED_BYTES_MAX: usize = 32;

impl Building {
    /// The topics that are due after `since`, up to and with `now`; their indices begin at 0.
    pub fn due(&self, since: Timestamp, now: Timestamp) -> impl Iterator<Item = usize> + use<'_> {
        let is_away = is_gateway_away(self.seed(), now);
        let feeds = self.feeds().iter().enumerate();
        let due = feeds.filter(move |(_, feed)| match feed.fault {
            Fault::Dead => false,
            Fault::Gateway if is_away => false,
            Fault::Gateway | Fault::Doubtful | Fault::None => feed.round(since) < feed.round(now),
        });
        due.map(|(topic, _)| topic)
    }

    /// What the topic of this index publishes; none where there is no such topic.
    #[must_use]
    pub fn message(&self, state: &State, topic: usize) -> Option<Message> {
        let feed = self.feeds().get(topic)?;
        let points = &self.all_points()[feed.points.clone()];
        let told = points.iter().map(|point| Told {
            key: point.path.trim_start_matches('/'),
            unit: point.unit.as_ref().map(model::Unit::as_str),
            decimals: point.decimals,
            figure: point.figure(state),
        });
        let payload = payload::render(feed.form, told, state.now());
        Some(Message { topic: Arc::clone(&feed.topic), payload, readings: points.len() })
    }

    /// Hands a device the value that was published for one of its points. Where it is taken, the topic that tells it back
    /// is due at once.
    #[must_use]
    pub fn take(&self, state: &mut State, topic: &str, payload: &[u8]) -> Option<usize> {
        let is_wanted = |point: &Point| point.set_topic.as_deref() == Some(topic);
        let place = self.points().iter().position(is_wanted)?;
        let point = &self.points()[place];
        let text = payload.get(..payload.len().min(WANTED_BYTES_MAX + 1))?;
        let text = std::str::from_utf8(text).ok()?.trim();
        let wanted: f64 = (text.len() <= WANTED_BYTES_MAX).then(|| text.parse().ok())??;
        let bounds = &point.bounds;
        if !(bounds.start..=bounds.end).contains(&wanted) {
            return None;
        }
        state.write(point.signal, rounded(wanted, point.decimals));
        self.feeds().iter().position(|feed| feed.points.contains(&place))
    }
}

impl Feed {
    /// How many rounds were begun at this instant.
    fn round(&self, at: Timestamp) -> i64 {
        (at.ms() - self.phase_ms).div_euclid(self.every_ms)
    }
}

impl Point {
    /// What it shows, as its device rounds it.
    pub(super) fn figure(&self, state: &State) -> Figure {
        match self.signal.of(state, self.key) {
            Figure::Number(number) => Figure::Number(rounded(number, self.decimals)),
            figure @ (Figure::Boolean(_) | Figure::Word(_)) => figure,
        }
    }
}

impl State {
    /// Holds a written value until the timetable changes.
    fn write(&mut self, signal: Signal, wanted: f64) {
        match signal {
            Signal::Vav(room, Vav::Setpoint) | Signal::Fcu(room, Fcu::Setpoint) => {
                self.rooms[room].written_c = Some(wanted);
            }
            Signal::Air(place, Air::Setpoint) => {
                self.handlers[place].written_c = Some(wanted);
                self.handlers[place].setpoint_c = wanted;
            }
            Signal::Hot(Hot::Setpoint) => {
                self.boiler.written_c = Some(wanted);
                self.boiler.setpoint_c = wanted;
            }
            Signal::Cold(Cold::Setpoint) => self.chiller.written_c = Some(wanted),
            Signal::Light(floor, Light::Level) => {
                self.lights[floor].written = Some(wanted / 100.0);
                self.lights[floor].level = wanted / 100.0;
            }
            _ => {}
        }
    }
}
