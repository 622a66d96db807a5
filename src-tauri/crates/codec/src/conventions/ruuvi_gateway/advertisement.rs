//! Ruuvi's Bluetooth advertisements: data formats 3, 5, C5, 6 and E1.
//!
//! Source: Ruuvi documentation, "Bluetooth advertisements", one page a format. The largest number of a field, the smallest
//! of a signed one, says that it was not measured. Accelerations are in units of gravity, for which there is no unit here.
//! Format 8 is encrypted and not read.

use crate::RejectReason;
use crate::said::{Facts, Said};

/// An advertisement has at most 255 bytes.
const HEX_DIGITS_MAX: usize = 510;

/// Manufacturer data, and Ruuvi's number as it stands in it.
const MANUFACTURER: u8 = 0xFF;
const RUUVI: [u8; 2] = [0x99, 0x04];

const PASCAL_OFFSET: f64 = 50_000.0;
const PASCAL_PER_HPA: f64 = 100.0;

/// Reads an advertisement that is written in hexadecimal; nothing is said of those by others.
pub(super) fn read(hex: &str, facts: Facts<'_>, said: &mut Said<'_>) {
    let Some(bytes) = bytes(hex) else {
        return said.refuse(&["data"], RejectReason::Unavailable);
    };
    let data = match manufacturer_data(&bytes) {
        Ok(Some(data)) => data,
        Ok(None) => return,
        Err(Torn) => return said.refuse(&["data"], RejectReason::Unavailable),
    };
    let mut frame = Frame { data, facts, said };
    match data.first() {
        Some(3) => frame.raw_v1(),
        Some(5) => {
            frame.environment();
            frame.acceleration(7);
            frame.tag(13, 15, 16);
        }
        Some(0xC5) => {
            frame.environment();
            frame.tag(7, 9, 10);
        }
        Some(6) => frame.air(),
        Some(0xE1) => frame.air_extended(),
        _ => {}
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() > HEX_DIGITS_MAX {
        return None;
    }
    let pairs = hex.as_bytes().chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// A part ends beyond the advertisement.
struct Torn;

/// What follows Ruuvi's number in the advertisement's parts, which each tell their length and kind.
fn manufacturer_data(mut parts: &[u8]) -> Result<Option<&[u8]>, Torn> {
    while let Some((length, rest)) = parts.split_first() {
        let (part, rest) = rest.split_at_checked(usize::from(*length)).ok_or(Torn)?;
        if let Some((&MANUFACTURER, data)) = part.split_first()
            && let Some(data) = data.strip_prefix(&RUUVI)
        {
            return Ok(Some(data));
        }
        parts = rest;
    }
    Ok(None)
}

struct Frame<'f, 's, 'k> {
    data: &'f [u8],
    facts: Facts<'f>,
    said: &'s mut Said<'k>,
}

impl Frame<'_, '_, '_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }

    fn word(&self, at: usize) -> Option<u16> {
        Some(u16::from_be_bytes([self.byte(at)?, self.byte(at + 1)?]))
    }

    fn signed(&self, at: usize) -> Option<i16> {
        Some(self.word(at)?.cast_signed())
    }

    /// Three bytes.
    fn triple(&self, at: usize) -> Option<u32> {
        Some(u32::from_be_bytes([0, self.byte(at)?, self.byte(at + 1)?, self.byte(at + 2)?]))
    }

    fn say(&mut self, name: &str, unit: Option<&str>, number: Option<f64>) {
        let facts = Facts { unit, units: |_, _| None, ..self.facts };
        match number {
            Some(number) => self.said.number(&[name], number, facts),
            None => self.said.refuse(&[name], RejectReason::Unavailable),
        }
    }

    fn environment(&mut self) {
        let temperature = self.signed(1).filter(|raw| *raw != i16::MIN);
        self.say("temperature", Some("°C"), temperature.map(|raw| f64::from(raw) / 200.0));
        let humidity = self.word(3).filter(|raw| *raw != u16::MAX);
        self.say("humidity", Some("%"), humidity.map(|raw| f64::from(raw) / 400.0));
        self.pressure(5);
    }

    fn pressure(&mut self, at: usize) {
        let raw = self.word(at).filter(|raw| *raw != u16::MAX);
        let hpa = raw.map(|raw| (f64::from(raw) + PASCAL_OFFSET) / PASCAL_PER_HPA);
        self.say("pressure", Some("hPa"), hpa);
    }

    fn acceleration(&mut self, at: usize) {
        for (axis, name) in
            ["acceleration_x", "acceleration_y", "acceleration_z"].iter().enumerate()
        {
            let raw = self.signed(at + 2 * axis).filter(|raw| *raw != i16::MIN);
            self.say(name, None, raw.map(|raw| f64::from(raw) / 1_000.0));
        }
    }

    /// Battery and radio share a word; then the counters of movements and of measurements.
    fn tag(&mut self, power: usize, movements: usize, sequence: usize) {
        let power = self.word(power);
        let battery_mv = power.map(|power| power >> 5).filter(|raw| *raw != 0x7FF);
        let volts = battery_mv.map(|raw| (f64::from(raw) + 1_600.0) / 1_000.0);
        self.say("battery_voltage", Some("V"), volts);
        let transmitted = power.map(|power| power & 0x1F).filter(|raw| *raw != 0x1F);
        self.say("tx_power", Some("dBm"), transmitted.map(|raw| f64::from(raw) * 2.0 - 40.0));
        let movements = self.byte(movements).filter(|raw| *raw != u8::MAX);
        self.say("movement_counter", None, movements.map(f64::from));
        let sequence = self.word(sequence).filter(|raw| *raw != u16::MAX);
        self.say("measurement_sequence_number", None, sequence.map(f64::from));
    }

    /// Format 3 has no word for what was not measured.
    fn raw_v1(&mut self) {
        self.say("humidity", Some("%"), self.byte(1).map(|raw| f64::from(raw) / 2.0));
        let temperature = self.byte(2).zip(self.byte(3)).map(|(whole, hundredths)| {
            let size = f64::from(whole & 0x7F) + f64::from(hundredths) / 100.0;
            if whole & 0x80 == 0 { size } else { -size }
        });
        self.say("temperature", Some("°C"), temperature);
        self.pressure(4);
        self.acceleration(6);
        let volts = self.word(12).map(|raw| f64::from(raw) / 1_000.0);
        self.say("battery_voltage", Some("V"), volts);
    }

    fn particles(&mut self, name: &str, at: usize) {
        let raw = self.word(at).filter(|raw| *raw != u16::MAX);
        self.say(name, Some("µg/m³"), raw.map(|raw| f64::from(raw) / 10.0));
    }

    /// Carbon dioxide, and two indexes of nine bits whose last one stands among the flags.
    fn gases(&mut self, at: usize, flags: usize) {
        let dioxide = self.word(at).filter(|raw| *raw != u16::MAX);
        self.say("co2", Some("ppm"), dioxide.map(f64::from));
        for (name, at, bit) in [("voc", at + 2, 6), ("nox", at + 3, 7)] {
            let index = self.byte(at).zip(self.byte(flags));
            let index =
                index.map(|(high, flags)| u16::from(high) << 1 | u16::from(flags >> bit & 1));
            self.say(name, None, index.filter(|index| *index != 0x1FF).map(f64::from));
        }
    }

    fn air(&mut self) {
        self.environment();
        self.particles("pm_2_5", 7);
        self.gases(9, 16);
        let code = self.byte(13).filter(|code| *code != u8::MAX);
        let step = f64::from(u16::MAX).ln_1p() / 254.0;
        let lux = code.map(|code| ((f64::from(code) * step).exp_m1() * 100.0).round() / 100.0);
        self.say("illuminance", Some("lx"), lux);
        self.say("measurement_sequence_number", None, self.byte(15).map(f64::from));
    }

    fn air_extended(&mut self) {
        self.environment();
        for (name, at) in [("pm_1", 7), ("pm_2_5", 9), ("pm_4", 11), ("pm_10", 13)] {
            self.particles(name, at);
        }
        self.gases(15, 28);
        let present = |raw: &u32| *raw != 0xFF_FFFF;
        let lux = self.triple(19).filter(present).map(|raw| f64::from(raw) / 100.0);
        self.say("illuminance", Some("lx"), lux);
        let sequence = self.triple(25).filter(present).map(f64::from);
        self.say("measurement_sequence_number", None, sequence);
    }
}
