//! The building as it is at an instant, and how it goes on.
//!
//! Chance follows from the seed and the instant, so two states at the same instant differ only by what their pasts left in
//! walls and registers; a week of warming up makes them alike. Steps are a minute at most, whoever asks.

use chrono_tz::Tz;
use model::Timestamp;

use super::air::{AirHandler, Returned};
use super::calendar::{Local, Timetable};
use super::layout::{AIR_HANDLERS, FLOORS, SPACES, Served, Space, Use};
use super::people::Presence;
use super::plan::Building;
use super::room::{Duct, Reaching, Room, Valve, plug_w};
use super::water::{Boiler, Chiller};
use super::weather::Weather;
use crate::noise::{mix, share, wander};

/// The longest step, ms.
const STEP_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
/// How long a state is warmed up before it is looked at.
const WARMING_MS: i64 = 7 * DAY_MS;
/// How far back registers are counted on from; what was told longer ago is taken for told then.
const COUNTING_MS: i64 = 60 * DAY_MS;
/// Lights at full level, W for each square metre.
const LIGHTS_W_M2: f64 = 6.5;
/// The room whose reheat valve is stuck.
const STUCK: &str = "2.02";

/// A count that only rises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Register {
    Main,
    Floor(usize),
    Plant,
    Heat,
    Water,
    Charger,
}

impl Register {
    const COUNT: usize = 5 + FLOORS.len();

    fn place(self) -> usize {
        match self {
            Self::Main => 0,
            Self::Plant => 1,
            Self::Heat => 2,
            Self::Water => 3,
            Self::Charger => 4,
            Self::Floor(floor) => 5 + floor,
        }
    }
}

/// A floor's lights.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lights {
    /// What was written, until the timetable changes.
    pub(super) written: Option<f64>,
    /// 0 to 1.
    pub(super) level: f64,
    pub(super) power_kw: f64,
}

/// A register as it was told last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// Whose, by its place among the building's points.
    pub point: usize,
    /// When.
    pub time: Timestamp,
    /// What.
    pub value: f64,
}

/// The building at an instant.
#[derive(Debug, Clone)]
pub struct State {
    seed: u64,
    zone: Tz,
    at: Timestamp,
    pub(super) local: Local,
    pub(super) weather: Weather,
    pub(super) rooms: Vec<Room>,
    pub(super) handlers: Vec<AirHandler>,
    pub(super) boiler: Boiler,
    pub(super) chiller: Chiller,
    pub(super) lights: [Lights; FLOORS.len()],
    pub(super) floors_kw: [f64; FLOORS.len()],
    pub(super) plant_kw: f64,
    pub(super) heat_kw: f64,
    pub(super) water_l_min: f64,
    pub(super) charger_kw: f64,
    registers: [f64; Register::COUNT],
    comfort: bool,
}

impl State {
    /// The building at this instant, after a week of warming up.
    #[must_use]
    pub fn at(building: &Building, now: Timestamp) -> Self {
        Self::resumed(building, now, &[])
    }

    /// The building at this instant, with registers that were told before counted on from there.
    #[must_use]
    pub fn resumed(building: &Building, now: Timestamp, told: &[Told]) -> Self {
        let oldest = told.iter().map(|told| told.time.ms()).min().unwrap_or(now.ms());
        let began = oldest.clamp(now.ms() - COUNTING_MS, now.ms()) - WARMING_MS;
        let mut state = Self::new(building, Timestamp::from_ms(began));
        let mut told: Vec<&Told> = told.iter().collect();
        told.sort_unstable_by_key(|told| told.time);
        for told in told {
            state.step(told.time.min(now));
            if let Some(register) = building.register(told.point) {
                state.registers[register.place()] = told.value;
            }
        }
        state.step(now);
        state
    }

    fn new(building: &Building, at: Timestamp) -> Self {
        let (seed, zone) = (building.seed(), building.zone());
        let local = Local::at(at, zone);
        let weather = Weather::at(seed, &local);
        let spaces = SPACES.iter().zip(0_u64..);
        let rooms = spaces.filter(|(space, _)| space.served != Served::Nothing);
        let rooms = rooms.map(|(space, n)| room(*space, mix(seed, 100 + n))).collect();
        Self {
            seed,
            zone,
            at,
            local,
            weather,
            rooms,
            handlers: AIR_HANDLERS.map(|_| AirHandler::new()).into(),
            boiler: Boiler::new(),
            chiller: Chiller::new(),
            lights: [Lights::default(); FLOORS.len()],
            floors_kw: [0.0; FLOORS.len()],
            plant_kw: 0.0,
            heat_kw: 0.0,
            water_l_min: 0.0,
            charger_kw: 0.0,
            registers: registers(seed),
            comfort: false,
        }
    }

    /// When it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.at
    }

    /// Goes on to this instant; never back. After a long absence only the last week is lived through.
    pub fn step(&mut self, to: Timestamp) {
        let first = to.ms() - COUNTING_MS - WARMING_MS;
        if self.at.ms() < first {
            self.at = Timestamp::from_ms(first);
        }
        while self.at < to {
            let next = (self.at.ms() + STEP_MS).min(to.ms());
            self.advance(Timestamp::from_ms(next));
        }
    }

    pub(super) fn register(&self, register: Register) -> f64 {
        self.registers[register.place()]
    }

    pub(super) fn main_kw(&self) -> f64 {
        self.floors_kw.iter().sum::<f64>() + self.plant_kw
    }

    /// The share of the whole day in which the circulation pump of the taps runs.
    pub(super) fn circulation(&self) -> f64 {
        if (5.0..22.0).contains(&self.local.hour) { 0.7 } else { 0.0 }
    }

    pub(super) fn circulation_kw(&self) -> f64 {
        0.12 * self.circulation()
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    fn advance(&mut self, to: Timestamp) {
        let by_s = (to.ms() - self.at.ms()) as f64 / 1e3;
        self.at = to;
        self.local = Local::at(to, self.zone);
        self.weather = Weather::at(self.seed, &self.local);
        let timetable = self.local.timetable();
        let comfort = timetable != Timetable::Closed;
        if comfort != self.comfort {
            self.forget_written();
            self.comfort = comfort;
        }
        let presence = Presence::at(self.seed, &self.local);
        let mut people = [0.0; SPACES.len()];
        for (people, room) in people.iter_mut().zip(&self.rooms) {
            *people = presence.people(&room.space, room.key, &self.local);
        }
        self.light(by_s, &people);
        let water = (self.boiler.hot(), self.chiller.cold());
        for (n, handler) in self.handlers.iter_mut().enumerate() {
            let served = self.rooms.iter().filter(|room| room.space.served == Served::Vav(n));
            let returned = Returned::from(served);
            handler.step(by_s, timetable, &self.weather, &returned, water);
        }
        self.warm_rooms(by_s, &people, water);
        self.make_water(by_s, people.iter().sum());
        self.count(by_s);
    }

    fn forget_written(&mut self) {
        self.rooms.iter_mut().for_each(|room| room.written_c = None);
        self.handlers.iter_mut().for_each(|handler| handler.written_c = None);
        self.lights.iter_mut().for_each(|lights| lights.written = None);
        self.boiler.written_c = None;
        self.chiller.written_c = None;
    }

    fn light(&mut self, by_s: f64, people: &[f64]) {
        let daylight = (self.weather.irradiance / 420.0).min(1.0);
        for (floor, lights) in self.lights.iter_mut().enumerate() {
            let here = self.rooms.iter().zip(people).filter(|(room, _)| room.space.floor == floor);
            let anybody = here.map(|(_, people)| people).sum::<f64>() > 0.5;
            let cleaning = !self.local.is_weekend() && (18.5..20.0).contains(&self.local.hour);
            let wanted = match (lights.written, anybody, cleaning) {
                (Some(written), _, _) => written,
                (None, true, _) => ((1.0 - 0.55 * daylight) * 20.0).round() / 20.0,
                (None, false, true) => 0.6,
                (None, false, false) => 0.0,
            };
            // Dimmed over some seconds; what was written is told back at once.
            let lag_s = if lights.written.is_some() { 0.0 } else { 20.0 };
            lights.level = super::room::lagged(lights.level, wanted, by_s, lag_s);
            lights.power_kw = lights.level * LIGHTS_W_M2 * area_m2(floor) / 1e3;
        }
    }

    fn warm_rooms(&mut self, by_s: f64, people: &[f64], (hot, cold): (f64, f64)) {
        let core_c =
            self.rooms.iter().map(|room| room.air_c).sum::<f64>() / self.rooms.len() as f64;
        for (room, people) in self.rooms.iter_mut().zip(people) {
            let level = self.lights[room.space.floor].level;
            let lit = if room.space.used == Use::Servers { 0.0 } else { level };
            let (duct, is_coil) = match room.space.served {
                Served::Vav(n) => (self.handlers[n].duct(), false),
                Served::Fcu | Served::Nothing => (Duct::default(), true),
            };
            let reaching = Reaching {
                weather: self.weather,
                people: *people,
                lights_w: lit * LIGHTS_W_M2 * room.space.area_m2,
                comfort: self.comfort,
                duct,
                hot,
                cold,
                core_c,
                swirl: wander(room.key ^ 0x31, self.local.ms, 4 * 60_000),
            };
            room.step(by_s, &reaching, is_coil);
        }
    }

    fn make_water(&mut self, by_s: f64, people: f64) {
        let handlers = || self.handlers.iter();
        let rooms = || self.rooms.iter();
        let drawn = 0.035 * people * (1.0 + 0.7 * wander(self.seed ^ 0x41, self.local.ms, 240_000));
        self.water_l_min = drawn.max(0.0) + 0.4 * self.circulation();
        let taps_w = 1_500.0 + 700.0 * self.water_l_min;
        let heat_w = handlers().map(|handler| handler.heat_w).sum::<f64>()
            + rooms().map(|room| room.heat_w).sum::<f64>();
        let cold_w = handlers().map(|handler| handler.cold_w).sum::<f64>()
            + rooms().map(|room| room.cold_w).sum::<f64>();
        let count = self.rooms.len() as f64 / 2.0 + self.handlers.len() as f64 * 4.0;
        let heating = handlers().map(|handler| 4.0 * handler.heating).sum::<f64>()
            + rooms().map(|room| 0.5 * room.reheat_valve).sum::<f64>();
        let cooling = handlers().map(|handler| 4.0 * handler.cooling).sum::<f64>()
            + rooms().map(|room| 0.5 * room.cooling).sum::<f64>();
        let outdoor_c = self.weather.outdoor_c;
        self.boiler.step(by_s, outdoor_c, self.comfort, heat_w + taps_w, heating / count);
        self.chiller.step(by_s, outdoor_c, cold_w, cooling / count);
        self.heat_kw = self.boiler.load_w / 1e3;
    }

    /// Sums up who takes what, and counts it.
    fn count(&mut self, by_s: f64) {
        for (floor, kw) in self.floors_kw.iter_mut().enumerate() {
            let side = SPACES.iter().filter(|s| s.floor == floor && s.served == Served::Nothing);
            let rooms = self.rooms.iter().filter(|room| room.space.floor == floor);
            let side_w: f64 = side.map(|space| plug_w(space, 0.0)).sum();
            let rooms_w = rooms.map(|room| plug_w(&room.space, room.people) + 120.0 * room.fan);
            *kw = self.lights[floor].power_kw + (side_w + rooms_w.sum::<f64>()) / 1e3;
        }
        let fans: f64 = self.handlers.iter().map(AirHandler::fan_kw).sum();
        let pumps = self.boiler.pump_kw() + self.chiller.pump_kw() + self.circulation_kw();
        let burner = 0.35 * self.boiler.fire;
        self.charger_kw = charging_kw(self.seed, &self.local);
        self.plant_kw = fans + pumps + burner + self.chiller.power_kw + self.charger_kw + 0.6;
        let hours = by_s / 3_600.0;
        for floor in 0..FLOORS.len() {
            self.registers[Register::Floor(floor).place()] += self.floors_kw[floor] * hours;
        }
        self.registers[Register::Main.place()] += self.main_kw() * hours;
        self.registers[Register::Plant.place()] += self.plant_kw * hours;
        self.registers[Register::Heat.place()] += self.heat_kw * hours;
        self.registers[Register::Charger.place()] += self.charger_kw * hours;
        self.registers[Register::Water.place()] += self.water_l_min * hours * 0.06;
    }
}

fn room(space: Space, key: u64) -> Room {
    let comfort_c = match space.used {
        Use::Servers => 23.0,
        Use::Meeting => 21.0,
        Use::Lobby | Use::Cafe => 20.5,
        Use::Office | Use::Reception | Use::Private | Use::Side => {
            21.0 + 0.5 * (share(key, 1) * 3.0).floor()
        }
    };
    let valve = if space.number == STUCK { Valve::StuckOpen } else { Valve::Follows };
    Room::new(space, key, comfort_c, valve)
}

/// The floor area that its lights light.
fn area_m2(floor: usize) -> f64 {
    SPACES.iter().filter(|space| space.floor == floor).map(|space| space.area_m2).sum()
}

/// What the registers stood at when the model began: the building has been there for years.
fn registers(seed: u64) -> [f64; Register::COUNT] {
    let mut registers = [0.0; Register::COUNT];
    let mut fit = |register: Register, base: f64| {
        let place = register.place();
        registers[place] = (base * (0.9 + 0.2 * share(seed, 200 + place as u64))).floor();
    };
    fit(Register::Main, 1_284_000.0);
    fit(Register::Plant, 402_000.0);
    fit(Register::Heat, 842_000.0);
    fit(Register::Water, 9_400.0);
    fit(Register::Charger, 6_100.0);
    for (floor, base) in [248_000.0, 331_000.0, 297_000.0].into_iter().enumerate() {
        fit(Register::Floor(floor), base);
    }
    registers
}

/// A car is charged in the mornings and afternoons of some working days.
fn charging_kw(seed: u64, now: &Local) -> f64 {
    if now.is_weekend() {
        return 0.0;
    }
    let half = if now.hour < 12.75 { 0 } else { 1 };
    let key = mix(seed ^ 0x61, (now.day * 2 + half).cast_unsigned());
    let begins = if half == 0 { 8.6 } else { 13.2 } + 0.8 * share(key, 1);
    let lasts = 1.2 + 2.0 * share(key, 2);
    let charges = share(key, 3) < 0.7 && (begins..begins + lasts).contains(&now.hour);
    if charges { 10.8 + 0.2 * wander(key, now.ms, 600_000) } else { 0.0 }
}
