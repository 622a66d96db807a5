//! Hours of the week in a condition: `mo-fr 07:00-19:00`.

use std::fmt;

use crate::condition::{MINUTES_A_DAY, WeekHours};
use crate::cursor::{Cursor, TextError};

/// The days in the order of their bits.
const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
const ALL_DAYS: u8 = 0b111_1111;

/// Passes days and hours, where days come next.
///
/// # Errors
/// Where days come next, and something about them or behind them is wrong.
pub(super) fn hours(cursor: &mut Cursor<'_>) -> Result<Option<WeekHours>, TextError> {
    let days = if cursor.take_word("daily") { Some(ALL_DAYS) } else { days(cursor)? };
    let Some(days) = days else {
        return Ok(None);
    };
    let begin = *cursor;
    let expected = "hours such as `07:00-19:00`";
    let from = clock(cursor).ok_or_else(|| begin.error(expected))?;
    if from == MINUTES_A_DAY {
        return Err(begin.error("a beginning before 24:00"));
    }
    let sign = *cursor;
    let to = cursor.take('-').then(|| clock(cursor)).flatten();
    let to = to.ok_or_else(|| sign.error("`-` and the end of the hours, as in `07:00-19:00`"))?;
    Ok(Some(WeekHours { days, from, to }))
}

/// Passes days such as `mo-we,fr`; nothing where the next word is none.
fn days(cursor: &mut Cursor<'_>) -> Result<Option<u8>, TextError> {
    let Some(mut first) = day(cursor) else {
        return Ok(None);
    };
    let mut days = 0;
    loop {
        let last = if cursor.take('-') { a_day(cursor)? } else { first };
        let length = (last + DAYS.len() - first) % DAYS.len();
        days |= (0..=length).fold(0, |days, after| days | 1 << ((first + after) % DAYS.len()));
        if !cursor.take(',') {
            return Ok(Some(days));
        }
        first = a_day(cursor)?;
    }
}

fn a_day(cursor: &mut Cursor<'_>) -> Result<usize, TextError> {
    let begin = *cursor;
    day(cursor).ok_or_else(|| begin.error(format!("one of the days {}", DAYS.join(", "))))
}

fn day(cursor: &mut Cursor<'_>) -> Option<usize> {
    DAYS.iter().position(|day| cursor.take_word(day))
}

/// Passes a time of the day, in minutes up to 24:00.
fn clock(cursor: &mut Cursor<'_>) -> Option<u16> {
    let hours = cursor.digits();
    let minutes = cursor.take(':').then(|| cursor.digits())?;
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 {
        return None;
    }
    let minutes: u16 = minutes.parse().ok().filter(|minutes| *minutes < 60)?;
    let clock = hours.parse::<u16>().ok()? * 60 + minutes;
    (clock <= MINUTES_A_DAY).then_some(clock)
}

impl fmt::Display for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { days, from, to } = self;
        let (from_hour, from_minute, to_hour, to_minute) = (from / 60, from % 60, to / 60, to % 60);
        write_days(*days, f)?;
        write!(f, " {from_hour:02}:{from_minute:02}-{to_hour:02}:{to_minute:02}")
    }
}

/// Three days and more in a row as `mo-we`.
fn write_days(days: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if days == ALL_DAYS {
        return f.write_str("daily");
    }
    let is_on = |day: usize| days >> day & 1 == 1;
    let mut separator = "";
    let mut day = 0;
    while day < DAYS.len() {
        let end = (day..DAYS.len()).find(|day| !is_on(*day)).unwrap_or(DAYS.len());
        match end - day {
            0 => day += 1,
            length => {
                let (first, last) = (DAYS[day], DAYS[end - 1]);
                match length {
                    1 => write!(f, "{separator}{first}")?,
                    2 => write!(f, "{separator}{first},{last}")?,
                    _ => write!(f, "{separator}{first}-{last}")?,
                }
                separator = ",";
                day = end;
            }
        }
    }
    Ok(())
}
