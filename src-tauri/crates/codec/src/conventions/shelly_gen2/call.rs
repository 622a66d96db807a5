//! The calls by which values are set, as the page of each component gives them.

use model::Value;

use crate::Limits;
use crate::command::{EncodeError, Order, Target, members, scalar};

/// Who asks: answers come on `plantroom/rpc`.
const SOURCE: &str = "plantroom";

/// A call that sets one value.
pub(super) struct Call {
    component: &'static str,
    number: u32,
    takes: Takes,
    pub(super) limits: Limits,
    pub(super) words: &'static [&'static str],
}

/// How the value stands in the call.
#[derive(Clone, Copy)]
enum Takes {
    /// As a parameter of `Set`.
    Parameter(&'static str),
    /// As the place to go to.
    Position,
    /// As the method's name.
    Method,
    /// As a member of the configuration.
    Configuration(&'static str),
    /// As the target of a valve behind a gateway.
    Valve,
}

/// What a cover does; its state says `opening`, `open` and so on.
const MOVES: &[&str] = &["open", "close", "stop"];

/// What a valve of the BLU line can be set to, in degrees Celsius.
const VALVE_LIMITS: Limits = Limits::within(4.0, 30.0);

impl Call {
    /// The call for a point; nothing where none sets it.
    pub(super) fn of(target: &Target<'_>) -> Option<Self> {
        let steps = target.steps();
        let [component, name] = steps.as_slice() else { return None };
        let (kind, number) = component.split_once(':')?;
        let none = Limits::default();
        let (component, takes, limits) = match (kind, name.as_str()) {
            ("switch", "output") => ("Switch", Takes::Parameter("on"), Limits::NO_OR_YES),
            (kind, "output") => (light(kind)?, Takes::Parameter("on"), Limits::NO_OR_YES),
            (kind, "brightness") => (light(kind)?, Takes::Parameter("brightness"), Limits::PERCENT),
            ("rgbw", "white") => ("RGBW", Takes::Parameter("white"), Limits::BYTE),
            ("cct", "ct") => ("CCT", Takes::Parameter("ct"), none),
            ("cover", "current_pos") => ("Cover", Takes::Position, Limits::PERCENT),
            ("cover", "state") => ("Cover", Takes::Method, none),
            ("boolean", "value") => ("Boolean", Takes::Parameter("value"), Limits::NO_OR_YES),
            ("number", "value") => ("Number", Takes::Parameter("value"), none),
            ("text", "value") => ("Text", Takes::Parameter("value"), none),
            ("enum", "value") => ("Enum", Takes::Parameter("value"), none),
            ("thermostat", "target_C") => ("Thermostat", Takes::Configuration("target_C"), none),
            ("thermostat", "enable") => {
                ("Thermostat", Takes::Configuration("enable"), Limits::NO_OR_YES)
            }
            ("blutrv", "target_C") => ("BluTrv", Takes::Valve, VALVE_LIMITS),
            _ => return None,
        };
        let words = if matches!(takes, Takes::Method) { MOVES } else { &[] };
        Some(Self { component, number: number.parse().ok()?, takes, limits, words })
    }

    /// The request, with its number for the answer.
    pub(super) fn written(&self, order: &Order<'_>) -> Result<Vec<u8>, EncodeError> {
        let Self { component, number, .. } = self;
        let value = match order.value {
            Value::Number(number) if self.limits == Limits::NO_OR_YES => {
                (*number > 0.5).to_string()
            }
            Value::Boolean(_) if self.limits != Limits::NO_OR_YES => {
                let wanted = "a number or a word";
                let value = scalar(order.value).into();
                return Err(EncodeError::WrongType { value, wanted });
            }
            value => scalar(value),
        };
        let (method, parameters) = match self.takes {
            Takes::Parameter(name) => ("Set", format!(",\"{name}\":{value}")),
            Takes::Position => ("GoToPosition", format!(",\"pos\":{value}")),
            Takes::Method => (method_of(order.value), String::new()),
            Takes::Configuration(name) => {
                ("SetConfig", format!(",\"config\":{}", members([name], &value)))
            }
            Takes::Valve => {
                let inner = format!("{{\"id\":0,\"target_C\":{value}}}");
                ("Call", format!(",\"method\":\"TRV.SetTarget\",\"params\":{inner}"))
            }
        };
        let head = format!("\"id\":{},\"src\":\"{SOURCE}\"", order.number);
        let call = format!("\"method\":\"{component}.{method}\"");
        Ok(format!("{{{head},{call},\"params\":{{\"id\":{number}{parameters}}}}}").into_bytes())
    }
}

/// The word was one of `MOVES`.
fn method_of(word: &Value) -> &'static str {
    match word {
        Value::Text(word) if **word == *"open" => "Open",
        Value::Text(word) if **word == *"close" => "Close",
        _ => "Stop",
    }
}

fn light(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "light" => "Light",
        "rgb" => "RGB",
        "rgbw" => "RGBW",
        "cct" => "CCT",
        "rgbcct" => "RGBCCT",
        _ => return None,
    })
}
