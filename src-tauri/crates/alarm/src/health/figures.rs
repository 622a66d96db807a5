//! The figures as they are shown, and the lists of the worst alarms. A share is of one, a percentage of a hundred.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use model::calendar::Day;
use model::{Priority, TimeRange, Timestamp};

use crate::health::course::Course;
use crate::journal::AlarmNumber;
use crate::limits::HEALTH_LISTED_MAX;

/// The health of the alarm system over a range.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The range.
    pub range: TimeRange,
    /// Alarms that came before the operator.
    pub alarms: u64,
    /// The same for each 24 hours of the range.
    pub per_day: f64,
    /// The same for each local day that the range touches, the first and the last perhaps in part.
    pub by_day: Vec<DayCount>,
    /// The most alarms of one regular window of ten minutes.
    pub peak_per_10min: u32,
    /// When the first window with so many began; none where there were no alarms.
    pub peak_at: Option<Timestamp>,
    /// Floods that began in the range.
    pub floods: u32,
    /// How much of the range was in a flood, 0 to 100.
    pub percent_time_in_flood: f64,
    /// The alarms that came most often, at most [`HEALTH_LISTED_MAX`].
    pub top: Vec<Culprit>,
    /// Alarms that came more than three times within a minute. `times` is how often they did once too often.
    pub chattering: Listed<Culprit>,
    /// Alarms that were over within a minute and do not chatter. `times` is how often.
    pub fleeting: Listed<Culprit>,
    /// Alarms that were active before the operator for more than 24 hours without a break, acknowledged or not.
    pub stale: Listed<Stale>,
    /// How long alarms waited to be acknowledged; none where none was.
    pub ack_time: Option<AckTime>,
    /// Alarms of each priority, the most urgent first.
    pub by_priority: [PriorityCount; 4],
    /// The same beside the guide of 5, 15 and 80 in a hundred.
    pub spread: [Band; 3],
    /// Raised while set aside. Those among them that came back and still held are alarms, too.
    pub aside: u64,
    /// Raised from readings that came late: history, of which nobody was told.
    pub late: u64,
    /// Raised by alarms beyond the first [`crate::HEALTH_ALARMS_MAX`]: counted, and in no list nor in `ack_time`.
    pub unlisted: u64,
}

/// The alarms of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayCount {
    /// The local day.
    pub day: Day,
    /// How many came before the operator.
    pub alarms: u64,
}

/// An alarm of a list, and why it is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Culprit {
    /// Which alarm.
    pub alarm: AlarmNumber,
    /// Its rule.
    pub rule: Arc<str>,
    /// Its point's stable name.
    pub code: Arc<str>,
    /// How often.
    pub times: u64,
    /// That as a share of all alarms of the range, 0 to 1.
    pub share: f64,
}

/// An alarm that stood too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Which alarm.
    pub alarm: AlarmNumber,
    /// Its rule.
    pub rule: Arc<str>,
    /// Its point's stable name.
    pub code: Arc<str>,
    /// How long, at the longest; before the range began is counted, after its end is not.
    pub active: Duration,
    /// Whether it still stands so at the end of the range.
    pub standing: bool,
}

/// How many alarms there are of a kind, and the worst of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<Of> {
    /// All of them.
    pub alarms: usize,
    /// The worst first, at most [`HEALTH_LISTED_MAX`].
    pub worst: Vec<Of>,
}

/// How long alarms waited to be acknowledged, in whole seconds; what took longer than a week counts as a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AckTime {
    /// Half of them not longer than this.
    pub p50: Duration,
    /// 95 in a hundred not longer than this.
    pub p95: Duration,
    /// How many were acknowledged.
    pub acknowledged: u64,
}

/// The alarms of a priority.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorityCount {
    /// The priority.
    pub priority: Priority,
    /// How many.
    pub alarms: u64,
    /// As a share of all, 0 to 1; none where there are no alarms.
    pub share: Option<f64>,
}

/// Priorities that the guide counts as one: it knows three.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Which.
    pub priorities: &'static [Priority],
    /// Their share of all alarms, 0 to 1; none where there are no alarms.
    pub share: Option<f64>,
    /// About what it should be.
    pub guide: f64,
}

/// The guide of EEMUA 191 and ISA-18.2: of a hundred alarms 5 of the highest priority, 15 of the next, 80 of the lowest.
const GUIDE: [(&[Priority], f64); 3] = [
    (&[Priority::Critical, Priority::High], 0.05),
    (&[Priority::Medium], 0.15),
    (&[Priority::Low], 0.80),
];

pub(super) fn by_priority(alarms: [u64; 4]) -> [PriorityCount; 4] {
    let all = alarms.iter().sum();
    Priority::ALL.map(|priority| {
        let alarms = alarms[place(priority)];
        PriorityCount { priority, alarms, share: share(alarms, all) }
    })
}

pub(super) fn spread(alarms: [u64; 4]) -> [Band; 3] {
    let all = alarms.iter().sum();
    GUIDE.map(|(priorities, guide)| {
        let of = priorities.iter().map(|priority| alarms[place(*priority)]).sum();
        Band { priorities, share: share(of, all), guide }
    })
}

/// A priority's place among all, 0 for the most urgent.
pub(super) fn place(priority: Priority) -> usize {
    usize::from(priority.number()) - 1
}

/// A count as a number; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "nobody counts that far")]
pub(super) const fn exact(count: u64) -> f64 {
    count as f64
}

fn share(of: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| exact(of) / exact(all))
}

/// Makes the lists out of what was followed.
pub(super) struct Ranking<'a> {
    pub(super) courses: &'a BTreeMap<AlarmNumber, Course>,
    pub(super) alarms: u64,
    pub(super) end: Timestamp,
}

impl Ranking<'_> {
    pub(super) fn top(&self) -> Vec<Culprit> {
        self.culprits(|course| course.times).worst
    }

    pub(super) fn chattering(&self) -> Listed<Culprit> {
        self.culprits(|course| course.chattered)
    }

    pub(super) fn fleeting(&self) -> Listed<Culprit> {
        self.culprits(|course| if course.chattered == 0 { course.fleeted } else { 0 })
    }

    pub(super) fn stale(&self) -> Listed<Stale> {
        let mut found: Vec<(Duration, AlarmNumber)> = Vec::new();
        for (alarm, course) in self.courses {
            let active = course.stale.max(course.standing(self.end));
            found.extend(active.map(|active| (active, *alarm)));
        }
        self.worst(found, |active, alarm, course| Stale {
            alarm,
            rule: Arc::clone(&course.rule),
            code: Arc::clone(&course.code),
            active,
            standing: course.standing(self.end).is_some(),
        })
    }

    fn culprits(&self, times: impl Fn(&Course) -> u64) -> Listed<Culprit> {
        let each = self.courses.iter().map(|(alarm, course)| (times(course), *alarm));
        let found = each.filter(|(times, _)| *times > 0).collect();
        self.worst(found, |times, alarm, course| Culprit {
            alarm,
            rule: Arc::clone(&course.rule),
            code: Arc::clone(&course.code),
            times,
            share: share(times, self.alarms).unwrap_or(0.0),
        })
    }

    /// The worst of these; of two that are as bad, the alarm with the lower number first.
    fn worst<Badness: Ord + Copy, Of>(
        &self,
        mut found: Vec<(Badness, AlarmNumber)>,
        tell: impl Fn(Badness, AlarmNumber, &Course) -> Of,
    ) -> Listed<Of> {
        found.sort_unstable_by_key(|(badness, alarm)| (Reverse(*badness), *alarm));
        let worst = found.iter().take(HEALTH_LISTED_MAX);
        let worst = worst.filter_map(|(badness, alarm)| {
            self.courses.get(alarm).map(|course| tell(*badness, *alarm, course))
        });
        Listed { alarms: found.len(), worst: worst.collect() }
    }
}
