use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use chrono_tz::Tz;
use insta::assert_snapshot;
use model::calendar::Month;
use model::{PointId, Value};

use super::*;
use crate::standing::{Move, Resetting, Standing};

const SECOND: i64 = 1_000;
const DAY: i64 = 86_400;
/// 2026-03-01 00:00 UTC, in seconds.
const MARCH: i64 = 1_772_323_200;

/// March 2026 in Amsterdam: from 28 February 23:00 UTC to 31 March 22:00 UTC, 743 hours, because clocks go forward.
fn march() -> (TimeRange, Tz) {
    let (zone, month) = (Tz::Europe__Amsterdam, Month::from_name("2026-03").unwrap());
    (TimeRange::new(month.start(zone), month.end(zone)).unwrap(), zone)
}

/// Writes journals: what alarms do, line by line, each after the rules of their states.
#[derive(Default)]
struct Writer {
    /// Alarms that stay latched until they are reset.
    latching: BTreeSet<u64>,
    standings: BTreeMap<u64, Standing>,
    entries: Vec<Entry>,
}

impl Writer {
    /// At a second since the beginning of March 2026, UTC; no move is a note.
    fn line(
        &mut self,
        second: i64,
        alarm: u64,
        priority: Priority,
        step: impl Into<Option<Move>>,
        late: bool,
    ) {
        let latching = self.latching.contains(&alarm);
        let resetting = if latching { Resetting::ByHand } else { Resetting::Itself };
        let standing = self.standings.entry(alarm).or_default();
        let (next, kind) = match step.into() {
            Some(step) => standing.after(step, resetting).unwrap(),
            None => (*standing, TransitionKind::Noted),
        };
        *standing = next;
        self.entries.push(Entry {
            sequence: self.entries.len() as u64 + 1,
            time: Timestamp::from_ms((MARCH + second) * SECOND),
            alarm: AlarmNumber(alarm),
            rule: Arc::from("rule"),
            point: PointId(u32::try_from(alarm).unwrap()),
            code: Arc::from(name(alarm)),
            kind,
            state: next.state(),
            priority,
            value: Some(Value::Number(1.0)),
            limit: None,
            operator: None,
            note: None,
            late,
            written: Timestamp::from_ms((MARCH + second) * SECOND),
        });
    }
}

/// A for 1, B for 2.
fn name(alarm: u64) -> String {
    u8::try_from(alarm)
        .ok()
        .filter(|alarm| *alarm <= 26)
        .map_or_else(|| alarm.to_string(), |alarm| char::from(b'A' + alarm - 1).to_string())
}

fn step(word: &str) -> Option<Move> {
    match word {
        "raise" => Some(Move::Raise),
        "over" => Some(Move::Return),
        "ack" => Some(Move::Acknowledge),
        "shelve" => Some(Move::Shelve),
        "unshelve" => Some(Move::Unshelve),
        "note" => None,
        other => panic!("no such move: {other}"),
    }
}

/// A journal of lines such as `04 10:00:20 C raise`: day of March 2026 and time in UTC, alarms by their letters, what they
/// do; `late` after it where it is history. Day 00 is 28 February. Z latches.
fn written(lines: &str) -> Vec<Entry> {
    let mut writer = Writer { latching: BTreeSet::from([26]), ..Writer::default() };
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [day, time, alarms, what, rest @ ..] = &words[..] else { panic!("{line}") };
        let clock: Vec<i64> = time.split(':').map(|part| part.parse().unwrap()).collect();
        let day = day.parse::<i64>().unwrap() - 1;
        let second = day * DAY + clock[0] * 3_600 + clock[1] * 60 + clock[2];
        for letter in alarms.bytes() {
            let priority = match letter {
                b'A' => Priority::High,
                b'B' => Priority::Medium,
                b'E' => Priority::Critical,
                _ => Priority::Low,
            };
            writer.line(
                second,
                u64::from(letter - b'A') + 1,
                priority,
                step(what),
                rest == ["late"],
            );
        }
    }
    writer.entries
}

fn figures(entries: &[Entry], (range, zone): (TimeRange, Tz)) -> Figures {
    let mut health = Health::over(range, zone).unwrap();
    entries.iter().for_each(|entry| health.read(entry));
    health.figures()
}

fn culprits(culprits: &[Culprit]) -> String {
    let each = culprits.iter().map(|one| format!("{} {}", one.code, one.times));
    each.collect::<Vec<_>>().join(", ")
}

/// All figures, one a line.
fn told(figures: &Figures) -> String {
    let mut text = String::new();
    let days = figures.by_day.iter().filter(|day| day.alarms > 0);
    let days = days.map(|day| format!("{}. {}", day.day.of_month(), day.alarms));
    let peak = figures.peak_at.map_or(0, |at| at.ms() / SECOND - MARCH);
    let top: f64 = figures.top.iter().map(|one| one.share).sum();
    let stale = figures.stale.worst.iter().map(|one| {
        let hours = one.active.as_secs() / 3_600;
        format!("{} {hours} h{}", one.code, if one.standing { " and on" } else { "" })
    });
    let ack = figures.ack_time.map(|time| {
        format!("{} s, {} s of {}", time.p50.as_secs(), time.p95.as_secs(), time.acknowledged)
    });
    let priorities =
        figures.by_priority.map(|one| format!("{} {}", one.priority.word(), one.alarms));
    let spread = figures
        .spread
        .map(|one| format!("{:.4} for {:.2}", one.share.unwrap_or(f64::NAN), one.guide));
    let lines = [
        format!("{} alarms, {:.6} per day", figures.alarms, figures.per_day),
        format!("{} days: {}", figures.by_day.len(), days.collect::<Vec<_>>().join(", ")),
        format!("peak {} on day {} at {} s", figures.peak_per_10min, peak / DAY + 1, peak % DAY),
        format!("{} floods, {:.6} % of the time", figures.floods, figures.percent_time_in_flood),
        format!("top: {}; share {top:.6}", culprits(&figures.top)),
        format!("{} chatter: {}", figures.chattering.alarms, culprits(&figures.chattering.worst)),
        format!("{} fleet: {}", figures.fleeting.alarms, culprits(&figures.fleeting.worst)),
        format!("{} stale: {}", figures.stale.alarms, stale.collect::<Vec<_>>().join(", ")),
        format!("acknowledged: {}", ack.unwrap_or_default()),
        format!("{}; {}", priorities.join(", "), spread.join(", ")),
        format!("{} aside, {} late, {} unlisted", figures.aside, figures.late, figures.unlisted),
    ];
    lines.iter().for_each(|line| writeln!(text, "{line}").unwrap());
    text
}

/// Each paragraph says what it adds to the figures; the sums are in the test below.
const HAND: &str = "
    00 12:00:00 T raise
    00 23:30:00 S raise
    00 23:45:00 S ack
    01 00:00:00 T ack
    01 01:00:00 S over
    01 06:00:00 T over

    02 08:00:00 A raise
    02 08:00:30 A ack
    02 08:20:00 A over
    03 09:00:00 B raise
    03 09:00:40 B over
    03 09:05:00 B ack

    04 10:00:00 C raise
    04 10:00:10 C over
    04 10:00:20 C raise
    04 10:00:30 C over
    04 10:00:40 C raise
    04 10:00:45 C over
    04 10:00:55 C raise
    04 10:01:05 C over
    04 10:10:00 C ack

    05 06:00:00 D raise
    05 06:02:00 D ack
    07 07:00:00 D over

    10 12:00:00 A shelve
    10 12:30:00 A raise
    10 12:40:00 A over
    10 13:00:00 A raise
    10 13:30:00 A unshelve
    10 13:31:00 A ack
    10 14:00:00 A over
    11 08:00:00 B raise
    11 08:10:00 B shelve
    11 09:00:00 B unshelve
    11 09:01:00 B ack
    11 09:30:00 B over

    12 10:00:00 FGHIJKLM raise
    12 10:09:59 NOP raise
    12 10:09:59 FGHIJ over
    12 10:10:00 FGHIJ raise
    12 10:15:00 FGHI over
    12 10:20:00 FGHI raise
    12 10:25:00 FGHIJKLMNOP over

    15 10:00:00 Q raise late
    15 11:00:00 Q over late
    30 12:00:00 E raise
    31 22:30:00 R raise
";

#[test]
fn the_figures_of_a_month_are_those_that_were_worked_out_by_hand() {
    // In the range, by local day: S on the 1st (28 February 23:30 UTC is past midnight in Amsterdam); A on the 2nd; B on the
    // 3rd; C four times on the 4th; D on the 5th; A on the 10th, raised and shelved twice, once of it still held when it came
    // back; B on the 11th, once although it was shelved meanwhile; 11 + 5 + 4 = 20 on the 12th; E on the 30th. T was raised
    // before the month and R in April: 1 + 1 + 1 + 4 + 1 + 1 + 1 + 20 + 1 = 31 alarms. 31 / (743 / 24) = 1.001346 a day.
    //
    // Windows of the 12th: 10:00 has 11 and begins a flood, 10:10 has 5 and goes on with it, 10:20 has 4 and ends it: 20 of
    // 743 × 60 = 44,580 minutes are 0.044863 %. The peak is 11, at 10:00, which is 36,000 s of the day.
    //
    // Top: C 4; F, G, H, I 3 each; A, B, J 2 each; of those with 1 the lowest numbers, D and E: 4 + 12 + 6 + 2 = 24 of 31 are
    // 0.774194.
    //
    // C comes a fourth time 55 s after the first: it chatters, once too often. B was over after 40 s on the 3rd: fleeting. C's
    // short ones are chatter. F to J hold for 9:59, 5:00 and 5:00.
    //
    // D holds for 49 h. E holds from the 30th 12:00 to the end of the month, 31st 22:00: 34 h and on. T held for 18 h.
    //
    // Waits: S 900 s; T 12 h = 43,200 s, although raised before the month; A 30 s; B 300 s, over meanwhile; C 600 s from the
    // first of four; D 120 s; A 60 s and B 60 s after they came back. In order: 30 60 60 120 300 600 900 43,200; half of 8 is the
    // 4th, 120; 95 in a hundred are 7.6, the 8th.
    //
    // Critical: E. High: A twice. Medium: B twice. Low: 31 - 5 = 26. 3, 2 and 26 of 31: 0.0968, 0.0645, 0.8387.
    let entries = written(HAND);
    assert_eq!(entries.len(), 80);
    assert_snapshot!(told(&figures(&entries, march())), @"
    31 alarms, 1.001346 per day
    31 days: 1. 1, 2. 1, 3. 1, 4. 4, 5. 1, 10. 1, 11. 1, 12. 20, 30. 1
    peak 11 on day 12 at 36000 s
    1 floods, 0.044863 % of the time
    top: C 4, F 3, G 3, H 3, I 3, A 2, B 2, J 2, D 1, E 1; share 0.774194
    1 chatter: C 1
    1 fleet: B 1
    2 stale: D 49 h, E 34 h and on
    acknowledged: 120 s, 43200 s of 8
    critical 1, high 2, medium 2, low 26; 0.0968 for 0.05, 0.0645 for 0.15, 0.8387 for 0.80
    2 aside, 1 late, 0 unlisted
    ");
}

/// One time an alarm's condition holds, as the month is planned.
#[derive(Debug, Clone, Copy)]
struct Planned {
    alarm: u64,
    from: i64,
    held: i64,
    acknowledged_after: i64,
}

fn priority_of(alarm: u64) -> Priority {
    Priority::ALL[usize::try_from(alarm * alarm % 11 % 4).unwrap()]
}

/// A month of some thousand alarms: quiet ones, chattering ones, some that stand for days, and two floods.
fn planned(seed: u64) -> Vec<Planned> {
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut all = Vec::new();
    for alarm in 1..=120_u64 {
        let mut at = chance.i64(0..DAY);
        while at < 31 * DAY {
            let held = match (alarm, chance.u8(0..10)) {
                (1..=5, _) => chance.i64(DAY..3 * DAY),
                (6..=12, _) => chance.i64(2..12),
                (_, 0) => chance.i64(1..90),
                _ => chance.i64(90..7_200),
            };
            let acknowledged_after = chance.i64(1..held + 3_000);
            all.push(Planned { alarm, from: at, held, acknowledged_after });
            let again = held.max(acknowledged_after) + 1;
            at += again + if alarm <= 12 && chance.bool() { 1 } else { chance.i64(3_600..2 * DAY) };
        }
        for flood in [9 * DAY + 7 * 3_600, 20 * DAY] {
            let from = flood + chance.i64(0..4_000);
            let clear = all.iter().filter(|one: &&Planned| one.alarm == alarm).all(|one| {
                let busy = one.held.max(one.acknowledged_after);
                from + 400 < one.from || from > one.from + busy
            });
            if clear {
                all.push(Planned { alarm, from, held: 300, acknowledged_after: 200 });
            }
        }
    }
    // Chatter: a handful of short ones within seconds, each seen at once.
    for (alarm, day) in [(130_u64, 3_i64), (131, 14), (132, 14)] {
        for n in 0..9 {
            let from = day * DAY + n * 14;
            all.push(Planned { alarm, from, held: 5, acknowledged_after: 2 });
        }
    }
    all
}

/// The journal of a plan.
fn journal(plan: &[Planned]) -> Vec<Entry> {
    let mut moves: Vec<(i64, u64, u8, Move)> = Vec::new();
    for one in plan {
        moves.push((one.from, one.alarm, 0, Move::Raise));
        moves.push((one.from + one.held, one.alarm, 1, Move::Return));
        moves.push((one.from + one.acknowledged_after, one.alarm, 2, Move::Acknowledge));
    }
    moves.sort_by_key(|(at, alarm, order, _)| (*at, *alarm, *order));
    let mut writer = Writer::default();
    for (at, alarm, _, step) in moves {
        writer.line(at, alarm, priority_of(alarm), step, false);
    }
    writer.entries
}

fn nearest(sorted: &[i64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    u64::try_from(sorted[rank - 1]).unwrap()
}

/// What is expected of a plan, worked out of the plan and not of its journal.
struct Expected {
    alarms: usize,
    windows: BTreeMap<i64, u64>,
    floods: u32,
    flooded: i64,
    chattering: BTreeSet<u64>,
    fleeting: BTreeMap<u64, u64>,
    stale: BTreeSet<u64>,
    waits: Vec<i64>,
}

fn expected(plan: &[Planned]) -> Expected {
    let end = 31 * DAY;
    let plan: Vec<Planned> = plan.iter().copied().filter(|one| one.from < end).collect();
    let mut windows = BTreeMap::new();
    let mut starts: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
    for one in &plan {
        *windows.entry(one.from / 600).or_default() += 1;
        starts.entry(one.alarm).or_default().push(one.from);
    }
    let (mut floods, mut flooded, mut window) = (0, 0, 0);
    while window < end / 600 {
        let alarms = |window: i64| windows.get(&window).copied().unwrap_or(0);
        if alarms(window) <= 10 {
            window += 1;
            continue;
        }
        let over = (window..).find(|window| alarms(*window) < 5).unwrap();
        (floods, flooded, window) = (floods + 1, flooded + over - window, over);
    }
    starts.values_mut().for_each(|starts| starts.sort_unstable());
    let chatters = |starts: &[i64]| starts.windows(4).any(|four| four[3] - four[0] < 60);
    let chattering = starts.iter().filter(|(_, starts)| chatters(starts));
    let chattering: BTreeSet<u64> = chattering.map(|(alarm, _)| *alarm).collect();
    let mut fleeting = BTreeMap::new();
    let short = |one: &&Planned| one.held <= 60 && one.from + one.held < end;
    for one in plan.iter().filter(short).filter(|one| !chattering.contains(&one.alarm)) {
        *fleeting.entry(one.alarm).or_default() += 1;
    }
    let stale = plan.iter().filter(|one| (one.from + one.held).min(end) - one.from > DAY);
    let waits = plan.iter().filter(|one| one.from + one.acknowledged_after < end);
    let mut waits: Vec<i64> = waits.map(|one| one.acknowledged_after).collect();
    waits.sort_unstable();
    Expected {
        alarms: plan.len(),
        floods,
        flooded,
        stale: stale.map(|one| one.alarm).collect(),
        windows,
        chattering,
        fleeting,
        waits,
    }
}

#[test]
fn the_figures_of_a_made_month_are_those_of_its_plan() {
    let whole = TimeRange::new(
        Timestamp::from_ms(MARCH * SECOND),
        Timestamp::from_ms((MARCH + 31 * DAY) * SECOND),
    );
    for seed in 1..=8 {
        let plan = planned(seed);
        let figures = figures(&journal(&plan), (whole.unwrap(), Tz::UTC));
        let expected = expected(&plan);
        assert!(expected.floods >= 2 && !expected.stale.is_empty(), "seed {seed}: a poor month");
        assert!(expected.chattering.len() >= 3 && expected.fleeting.len() >= 20, "seed {seed}");
        assert_eq!(figures.alarms, expected.alarms as u64, "seed {seed}");
        assert_eq!(figures.by_day.iter().map(|day| day.alarms).sum::<u64>(), figures.alarms);
        let peak = expected.windows.values().max().copied().unwrap();
        assert_eq!(u64::from(figures.peak_per_10min), peak, "seed {seed}");
        assert_eq!(figures.floods, expected.floods, "seed {seed}");
        let percent = expected.flooded as f64 / (31.0 * 144.0) * 100.0;
        assert!((figures.percent_time_in_flood - percent).abs() < 1e-9, "seed {seed}");
        assert_eq!(figures.chattering.alarms, expected.chattering.len(), "seed {seed}");
        assert_eq!(figures.fleeting.alarms, expected.fleeting.len(), "seed {seed}");
        let most = expected.fleeting.values().max().copied();
        assert_eq!(figures.fleeting.worst.first().map(|one| one.times), most, "seed {seed}");
        assert_eq!(figures.stale.alarms, expected.stale.len(), "seed {seed}");
        let ack = figures.ack_time.unwrap();
        assert_eq!(ack.acknowledged, expected.waits.len() as u64, "seed {seed}");
        assert_eq!(ack.p50.as_secs(), nearest(&expected.waits, 50), "seed {seed}");
        assert_eq!(ack.p95.as_secs(), nearest(&expected.waits, 95), "seed {seed}");
    }
}

#[test]
fn the_figures_do_not_hang_on_how_lines_of_different_alarms_are_mixed() {
    let plan = planned(3);
    let entries = journal(&plan);
    let mut by_alarm = entries.clone();
    by_alarm.sort_by_key(|entry| entry.alarm);
    assert_eq!(figures(&entries, march()), figures(&by_alarm, march()));
}

#[test]
fn a_range_without_alarms_has_nothing_to_share() {
    let figures = figures(&[], march());
    assert_eq!((figures.alarms, figures.by_day.len(), figures.peak_per_10min), (0, 31, 0));
    assert!(figures.ack_time.is_none() && figures.peak_at.is_none() && figures.top.is_empty());
    assert!(figures.by_priority.iter().all(|one| one.share.is_none()));
    assert!(figures.spread.iter().all(|one| one.share.is_none()));
}

#[test]
fn a_range_that_is_empty_or_too_long_is_refused() {
    let at = Timestamp::from_ms;
    let told = |to| Health::over(TimeRange::new(at(0), to).unwrap(), Tz::UTC).unwrap_err();
    assert_snapshot!(told(at(0)), @"the range is empty, so there is nothing to count; choose an end after its beginning");
    assert_snapshot!(told(at(0) + HEALTH_RANGE_MAX + Duration::from_millis(1)), @"figures are made of at most 3660 days; choose a shorter range");
    assert!(Health::over(TimeRange::ALL, Tz::UTC).is_err());
    assert!(Health::over(TimeRange::ending_at(at(i64::MIN + 9), Duration::MAX), Tz::UTC).is_ok());
}

#[test]
fn alarms_beyond_the_bound_are_counted_and_not_listed() {
    let mut writer = Writer::default();
    let bound = HEALTH_ALARMS_MAX as u64;
    for alarm in (1..=bound + 5).chain(1..=1) {
        let step = if writer.standings.contains_key(&alarm) { Move::Return } else { Move::Raise };
        writer.line(DAY, alarm, Priority::Low, step, false);
    }
    let figures = figures(&writer.entries, march());
    assert_eq!((figures.alarms, figures.unlisted), (bound + 5, 5));
    assert_eq!(figures.stale.alarms, HEALTH_ALARMS_MAX - 1, "all but the one that was over");
}

#[test]
fn a_week_is_the_longest_wait_that_is_told() {
    let entries = written("01 00:00:00 A raise\n20 00:00:00 A ack");
    let ack = figures(&entries, march()).ack_time.unwrap();
    assert_eq!(ack.p50, Duration::from_secs(7 * 86_400));
}

#[test]
fn an_alarm_that_rises_again_before_anybody_saw_it_waits_since_the_first_time() {
    let entries =
        written("01 10:00:00 A raise\n01 10:01:00 A over\n01 10:02:00 A raise\n01 10:03:00 A ack");
    let figures = figures(&entries, march());
    assert_eq!((figures.alarms, figures.ack_time.unwrap().p50.as_secs()), (2, 180));
}

#[test]
fn what_was_over_before_the_range_is_not_of_the_range() {
    let entries = written(
        "-09 10:00:00 A raise
         -09 10:05:00 A ack
         -02 10:00:00 A over
         00 22:59:40 B raise
         00 23:00:10 B over
         00 12:00:00 C raise
         00 22:59:59 C ack",
    );
    let figures = figures(&entries, march());
    assert_eq!((figures.alarms, figures.stale.alarms, figures.fleeting.alarms), (0, 1, 0));
    assert_eq!(figures.stale.worst[0].code.as_ref(), "C", "it stands on into April");
    assert!(figures.ack_time.is_none());
}

#[test]
fn a_minute_is_not_chatter_and_a_day_is_not_stale() {
    let four = |last: &str| {
        let times = ["00", "20", "40"].map(|second| format!("02 10:00:{second} A"));
        let times = times.into_iter().chain([format!("02 {last} A")]);
        let lines = times.map(|time| format!("{time} raise\n{time} over\n"));
        figures(&written(&lines.collect::<String>()), march()).chattering.alarms
    };
    assert_eq!((four("10:01:00"), four("10:00:59")), (0, 1));
    let held = |until: &str| {
        let lines = format!("02 10:00:00 A raise\n03 {until} A over");
        figures(&written(&lines), march()).stale.alarms
    };
    assert_eq!((held("10:00:00"), held("10:00:01")), (0, 1));
}

#[test]
fn a_latched_alarm_that_nobody_saw_still_waits_and_one_that_is_over_is_not_stale() {
    let entries = written("02 10:00:00 Z raise\n02 10:01:00 Z over\n05 10:00:00 Z ack");
    let figures = figures(&entries, march());
    assert_eq!(figures.ack_time.unwrap().p50.as_secs(), 3 * 86_400);
    assert_eq!((figures.stale.alarms, figures.fleeting.alarms), (0, 1));
}

#[test]
fn a_note_is_neither_an_alarm_nor_a_wait() {
    let noted = "02 10:00:00 A raise\n02 10:00:30 A shelve\n02 10:01:00 A note\n02 10:02:00 B note";
    let figures = figures(&written(noted), march());
    assert_eq!((figures.alarms, figures.aside), (1, 0));
    let waiting = written("-20 10:00:00 A raise\n02 10:01:00 A note\n02 10:02:00 A ack");
    let figures = self::figures(&waiting[1..], march());
    assert!(figures.ack_time.is_none(), "nobody knows since when");
}

#[test]
fn a_flood_counts_only_as_far_as_it_is_in_the_range() {
    let entries = written("02 10:06:00 ABCDEFGHIJK raise");
    let minute =
        |minute: i64| Timestamp::from_ms((MARCH + DAY + 10 * 3_600 + minute * 60) * SECOND);
    let percent = |from, to| {
        let range = TimeRange::new(minute(from), minute(to)).unwrap();
        figures(&entries, (range, Tz::UTC)).percent_time_in_flood
    };
    // Of 10:05 to 10:25 the flood has 10:05 to 10:10; of 10:05 to 10:08 it has all.
    assert!((percent(5, 25) - 25.0).abs() < 1e-9 && (percent(5, 8) - 100.0).abs() < 1e-9);
}
