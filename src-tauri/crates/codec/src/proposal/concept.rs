//! What words of names mean, told apart finely enough to choose a kind and a role.

/// One meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Concept {
    // What is measured.
    Temperature,
    Humidity,
    DewPoint,
    Co2,
    Voc,
    Particles,
    Pressure,
    Flow,
    Level,
    Speed,
    Position,
    Power,
    Reactive,
    Apparent,
    PowerFactor,
    Energy,
    Voltage,
    Current,
    Frequency,
    Volume,
    Illuminance,
    Noise,
    Irradiance,
    Runtime,
    Count,
    Brightness,
    // Of what, and where.
    Air,
    Water,
    Gas,
    Electric,
    Thermal,
    Supply,
    Return,
    Exhaust,
    Outdoor,
    Mixed,
    Zone,
    Hot,
    Chilled,
    Domestic,
    Condenser,
    Differential,
    Static,
    Entering,
    Leaving,
    Device,
    Wind,
    Rain,
    PhaseA,
    PhaseB,
    PhaseC,
    Export,
    // Parts.
    Fan,
    Pump,
    Valve,
    Damper,
    Filter,
    Compressor,
    Burner,
    HeatRecovery,
    Humidifier,
    Light,
    Door,
    Window,
    Motion,
    Lock,
    Blind,
    Switch,
    Leak,
    Smoke,
    // What it is for.
    Setpoint,
    Command,
    Status,
    Feedback,
    Alarm,
    Limit,
    Min,
    Max,
    Config,
    Enable,
    Mode,
    Demand,
    // About the device.
    Battery,
    Signal,
    Diagnostic,
}

/// Several meanings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Concepts(u128);

impl Concepts {
    /// None.
    pub(super) const NONE: Self = Self(0);

    /// These.
    pub(super) const fn of(concepts: &[Concept]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < concepts.len() {
            bits |= 1_u128 << concepts[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    pub(super) fn has(self, concept: Concept) -> bool {
        self.has_all(Self::of(&[concept]))
    }

    pub(super) fn has_all(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    pub(super) fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub(super) fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(super) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub(super) fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Each one by itself.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        (0..u128::BITS).map(|bit| Self(1 << bit)).filter(move |one| self.has_any(*one))
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }
}

use Concept as C;

/// What is measured: the word nearest to the value decides between two of them.
pub(super) const QUANTITIES: Concepts = Concepts::of(&[
    C::Temperature,
    C::Humidity,
    C::DewPoint,
    C::Co2,
    C::Voc,
    C::Particles,
    C::Pressure,
    C::Flow,
    C::Level,
    C::Speed,
    C::Position,
    C::Power,
    C::Reactive,
    C::Apparent,
    C::PowerFactor,
    C::Energy,
    C::Voltage,
    C::Current,
    C::Frequency,
    C::Volume,
    C::Illuminance,
    C::Noise,
    C::Irradiance,
    C::Runtime,
    C::Count,
    C::Brightness,
]);

/// What holds for a point where its equipment's name says it: a chilled water pump's flow is one of chilled water.
pub(super) const SHARED: Concepts = Concepts::of(&[
    C::Water,
    C::Gas,
    C::Thermal,
    C::Outdoor,
    C::Zone,
    C::Hot,
    C::Chilled,
    C::Domestic,
    C::Condenser,
    C::Supply,
    C::Return,
    C::Exhaust,
    C::Air,
    C::Fan,
    C::Pump,
    C::Valve,
    C::Damper,
    C::Light,
    C::Blind,
    C::Door,
    C::Window,
    C::Leak,
    C::Smoke,
]);

const _: () = assert!((C::Diagnostic as u8) < 128, "a set of concepts has 128 bits");
