//! The water side: a boiler that modulates and cycles, a chiller of four stages, and their pumps.

use super::room::lagged;

/// The boiler at full fire and the chiller with all stages, W.
const BOILER_W: f64 = 180e3;
const CHILLER_W: f64 = 140e3;
/// The boiler cannot burn lower than this.
const FIRE_MIN: f64 = 0.2;
/// What the water of each loop holds, J/K.
const HOT_J_K: f64 = 9.5e6;
const COLD_J_K: f64 = 6.5e6;
/// What the pipes lose and gain, W/K.
const PIPES_W_K: f64 = 45.0;
/// What flows at full speed, W/K.
const HOT_FLOW_W_K: f64 = 11e3;
const COLD_FLOW_W_K: f64 = 24e3;
const STAGES: f64 = 4.0;
/// A compressor that started or stopped is left alone for so long.
const STAGE_REST_S: f64 = 300.0;

/// The boiler with its loop.
#[derive(Debug, Clone)]
pub(super) struct Boiler {
    /// What was written, until the timetable changes.
    pub(super) written_c: Option<f64>,
    pub(super) setpoint_c: f64,
    pub(super) supply_c: f64,
    pub(super) return_c: f64,
    /// 0 to 1.
    pub(super) fire: f64,
    pub(super) load_w: f64,
    pub(super) pump: f64,
}

/// The chiller with its loop.
#[derive(Debug, Clone)]
pub(super) struct Chiller {
    /// What was written, until the timetable changes.
    pub(super) written_c: Option<f64>,
    pub(super) supply_c: f64,
    pub(super) return_c: f64,
    /// Compressors that run, 0 to 4.
    stages: f64,
    rested_s: f64,
    pub(super) power_kw: f64,
    pub(super) pump: f64,
}

impl Boiler {
    pub(super) fn new() -> Self {
        Self {
            written_c: None,
            setpoint_c: 60.0,
            supply_c: 60.0,
            return_c: 50.0,
            fire: 0.0,
            load_w: 0.0,
            pump: 0.3,
        }
    }

    /// How warm its water is for a coil, 1 as designed.
    pub(super) fn hot(&self) -> f64 {
        ((self.supply_c - 26.0) / 34.0).clamp(0.0, 1.15)
    }

    pub(super) fn pump_kw(&self) -> f64 {
        pump_kw(1.5, self.pump)
    }

    /// Goes on by so many seconds, at most a minute; `open` is how far the valves are open on average.
    pub(super) fn step(
        &mut self,
        by_s: f64,
        outdoor_c: f64,
        comfort: bool,
        load_w: f64,
        open: f64,
    ) {
        let curve_c = 68.0 - 1.1 * outdoor_c - if comfort { 0.0 } else { 8.0 };
        self.setpoint_c = self.written_c.unwrap_or(curve_c.clamp(45.0, 75.0).round());
        self.load_w = lagged(self.load_w, load_w, by_s, 60.0);
        self.pump = lagged(self.pump, (0.3 + 1.1 * open).min(1.0), by_s, 60.0);
        let missing_k = self.setpoint_c - self.supply_c;
        let wanted = self.load_w / BOILER_W + 0.045 * missing_k;
        let fire = if wanted >= FIRE_MIN {
            wanted.min(1.0)
        } else if missing_k > 3.5 || (self.fire > 0.0 && missing_k > -3.5) {
            FIRE_MIN
        } else {
            0.0
        };
        // A burner lights at once and then follows slowly.
        self.fire =
            if fire > 0.0 && self.fire > 0.0 { lagged(self.fire, fire, by_s, 40.0) } else { fire };
        let lost_w = PIPES_W_K * (self.supply_c - 20.0);
        self.supply_c += by_s * (BOILER_W * self.fire - self.load_w - lost_w) / HOT_J_K;
        let drop_k = self.load_w / (HOT_FLOW_W_K * self.pump);
        self.return_c = lagged(self.return_c, self.supply_c - drop_k, by_s, 90.0);
    }
}

impl Chiller {
    pub(super) fn new() -> Self {
        Self {
            written_c: None,
            supply_c: 10.0,
            return_c: 12.0,
            stages: 0.0,
            rested_s: STAGE_REST_S,
            power_kw: 0.0,
            pump: 0.3,
        }
    }

    pub(super) fn setpoint_c(&self) -> f64 {
        self.written_c.unwrap_or(7.0)
    }

    /// How cold its water is for a coil, 1 as designed.
    pub(super) fn cold(&self) -> f64 {
        ((17.0 - self.supply_c) / 10.0).clamp(0.0, 1.1)
    }

    /// 0 to 1.
    pub(super) fn load(&self) -> f64 {
        self.stages / STAGES
    }

    pub(super) fn pump_kw(&self) -> f64 {
        pump_kw(2.2, self.pump)
    }

    /// Goes on by so many seconds, at most a minute; `open` is how far the valves are open on average.
    pub(super) fn step(&mut self, by_s: f64, outdoor_c: f64, load_w: f64, open: f64) {
        self.pump = lagged(self.pump, (0.3 + 1.2 * open).min(1.0), by_s, 60.0);
        self.rested_s += by_s;
        let above_k = self.supply_c - self.setpoint_c();
        if self.rested_s >= STAGE_REST_S {
            let wanted = STAGES * load_w / CHILLER_W + above_k;
            let next = if wanted > self.stages + 0.8 {
                self.stages + 1.0
            } else if wanted < self.stages - 1.2 {
                self.stages - 1.0
            } else {
                self.stages
            };
            if (next - self.stages).abs() > 0.5 {
                self.stages = next.clamp(0.0, STAGES);
                self.rested_s = 0.0;
            }
        }
        let made_w = CHILLER_W * self.load();
        let gained_w = PIPES_W_K * (22.0 - self.supply_c);
        self.supply_c += by_s * (load_w + gained_w - made_w) / COLD_J_K;
        self.supply_c = self.supply_c.clamp(3.0, 20.0);
        let rise_k = load_w / (COLD_FLOW_W_K * self.pump);
        self.return_c = lagged(self.return_c, self.supply_c + rise_k, by_s, 90.0);
        let performance = (4.7 - 0.055 * (outdoor_c - 15.0)).clamp(2.4, 6.0);
        self.power_kw = lagged(self.power_kw, made_w / performance / 1e3, by_s, 20.0);
    }
}

fn pump_kw(full_kw: f64, speed: f64) -> f64 {
    full_kw * (0.08 + 0.92 * speed * speed * speed)
}
